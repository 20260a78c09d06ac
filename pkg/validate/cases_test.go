package validate

import (
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

func packedAt(block, line int32) int64 { return packed(scan.Pos{Block: block, Line: line}) }

func findingCases() map[string]findingCase {
	all := map[string]findingCase{}
	for _, list := range []map[string]findingCase{openingCases(), formCases(), scoreCases(), timeCases(), peopleCases(), contractCases()} {
		for name, c := range list {
			all[name] = c
		}
	}
	return all
}

func openingCases() map[string]findingCase {
	return map[string]findingCase{
		"clean":                  {in: input{text: plain}},
		"empty":                  {in: input{text: ""}, want: []string{"error empty-file"}, lost: true},
		"header only":            {in: input{text: head}, want: []string{"error empty-file"}},
		"header without a score": {in: input{text: "date,city\n"}, want: []string{"error empty-file"}},
		"header of scores":       {in: input{text: "recommend us?,recommend it?\n"}, want: []string{"error empty-file"}},
		"header of two ratings":  {in: input{text: "rating a,rating b\n"}, want: []string{"error empty-file"}},
		"old workbook":           {in: input{text: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"}, want: []string{"error file-unreadable"}, lost: true},
		"open quote":             {in: input{text: plain + "r5,2026-01-05,9,\"never closed\n"}, want: []string{"error file-unreadable:6"}, lost: true},
		"broken JSON":            {in: input{text: `{"nps": 9}` + "\n" + `{"nps": 9, "nps": 8}` + "\n"}, want: []string{"error file-unreadable:2"}, lost: true},
		"no header":              {in: input{text: "1,9\n2,10\n3,8\n"}, want: []string{"error no-header:1"}, lost: true},
		"several tools":          {in: input{text: "Submission ID,Completed time,Submission Date,nps\nr1,2026-01-01,2026-01-01,9\n"}, want: []string{"error preset"}, lost: true},
		"latin 1": {in: input{text: strings.Replace(plain, "good", "sch\xf6n", 1)}, want: []string{"warning encoding-fallback"},
			says: "byte 81"},
		"more latin 1": {in: input{text: strings.NewReplacer("good", "sch\xf6n", "slow", "l\xe4nger", "fine", "pr\xe4chtig").Replace(plain)}, want: []string{"warning encoding-fallback x3"},
			says: "3 cells"},
		"latin 1 header": {in: input{text: strings.NewReplacer("Why", "Pourquoi l\xe0", "fine", "\xe0").Replace(plain)}, want: []string{"warning encoding-fallback x2"}},
		"late latin 1": {in: input{text: plain + strings.Repeat("r,2026-01-04,3,slow\n", 20000) + "r,2026-01-04,3,sch\xf6n\n", def: columns + `checks: {duplicate-response: "off"}`},
			want: []string{"warning encoding-fallback"}, monotonous: true},
		"mojibake":     {in: input{text: strings.Replace(plain, "good", "schÃ¶n", 1)}, want: []string{"warning mojibake:2 Why"}},
		"replaced":     {in: input{text: strings.Replace(plain, "fine", "sch\ufffdn", 1)}, want: []string{"warning mojibake:3 Why"}},
		"sep line":     {in: input{text: "sep=,\n" + plain}, want: []string{"note sep-line:1"}},
		"title lines":  {in: input{text: "Our survey\n\n" + plain}, want: []string{"note title-lines:1"}},
		"switched":     {in: input{text: "sep=,\n" + plain, def: columns + "checks: {sep-line: error}"}, want: []string{"error sep-line:1"}},
		"switched off": {in: input{text: "sep=,\n" + plain, def: columns + `checks: {sep-line: "off"}`}},
		"tally":        {in: input{text: `{"schema": "nps.tally/1", "by": [], "groups": [{"key": {}, "histogram": [0,0,0,0,0,0,0,0,0,0,3]}]}`}},
	}
}

func formCases() map[string]findingCase {
	return map[string]findingCase{
		"short record": {in: input{text: plain + "r5,2026-01-05,9\nr6,2026-01-06\n"}, want: []string{"warning ragged-row:6 x2"}, says: "lines 6, 7"},
		"long record":  {in: input{text: plain + "r5,2026-01-05,9,a,b\nr6,2026-01-06,9,a\nr7,2026-01-07,9,a,,\n"}, want: []string{"error ragged-row:6"}},
		"far cell":     {in: input{text: plain + "r5,2026-01-05,9,a" + strings.Repeat(",", 50) + "x\n"}, want: []string{"error ragged-row:6"}},
		"far and near": {in: input{text: plain + "r5,2026-01-05,9,a" + strings.Repeat(",", 50) + "x\nr6,2026-01-05,9,a,b\n"}, want: []string{"error ragged-row:6 x2"}},
		"one far cell": {in: input{text: "nps,Submitted\n" + strings.Repeat("\n", 100) + strings.Repeat(",", 50) + "9\n"}, want: []string{"error ragged-row:102", "note no-time-column"}},
		"swallowed":    {in: input{text: plain + "r5,2026-01-05,9,\"so\nr6,2026-01-06,9,a\nr7,2026-01-06,9,b\nr8,2026-01-06,9,c\nit\"\n"}, want: []string{"error swallowed-rows:6 Why"}},
		"long comment": {in: input{text: plain + "r5,2026-01-05,9,\"one, two\nthree, four\nfive\n\"\n"}},
		"lone quote":   {in: input{text: plain + "r5,2026-01-05,9,a 5\" pipe\n"}, want: []string{"warning lone-quote:6"}},
		"lone quotes":  {in: input{text: plain + "r5,2026-01-05,9,a 5\" pipe\nr6,2026-01-05,9,\"plain\"\nr7,2026-01-05,9,\"open\" here\n"}, want: []string{"warning lone-quote:6 x2"}, says: "2 cells hold a quote"},
		"same header":  {in: input{text: "nps,Why,Why,date\n9,a,b,2026-01-01\n"}, want: []string{"note duplicate-header:1 Why x2"}},
		"formula": {in: input{text: plain + "r5,2026-01-05,9,=1+1\nr6,2026-01-06,9,-2+3\nr7,2026-01-06,9,-5\nr8,2026-01-06,9,+1.5e3%\nr9,2026-01-07,9,-\nr10,2026-01-07,9,＝1\n"},
			want: []string{"warning formula-cell:6 Why x3"}, says: "lines 6, 7, 11"},
		"formula header":             {in: input{text: "nps,date,=1+1\n9,2026-01-01,a\n"}, want: []string{"warning formula-cell:1 =1+1"}},
		"telephone is no formula":    {in: input{text: "nps,date,Phone\n9,2026-01-01,+91 98450 98450\n"}, want: []string{"note identity-column Phone"}},
		"control":                    {in: input{text: strings.Replace(plain, "good", "go\x1b[31mod", 1)}, want: []string{"warning control-character:2 Why"}},
		"bidi":                       {in: input{text: strings.Replace(plain, "slow", "sl\u202eow", 1)}, want: []string{"warning control-character:5 Why"}},
		"C1":                         {in: input{text: strings.Replace(plain, "slow", "sl\u009bow", 1)}, want: []string{"warning control-character:5 Why"}},
		"joiner is allowed":          {in: input{text: strings.Replace(plain, "slow", "क्\u200dष \u202f", 1)}},
		"control in header and cell": {in: input{text: "nps,date,W\u202ehy\n9,2026-01-01,a\x07\n9,2026-01-01,a\n"}, want: []string{"warning control-character:2 W\u202ehy"}, says: "the header and 1 cell"},
	}
}

func scoreCases() map[string]findingCase {
	return map[string]findingCase{
		"no score":               {in: input{text: "date,city\n2026-01-01,Pune\n"}, want: []string{"error no-score-column"}, lost: true},
		"no score, other checks": {in: input{text: "date,city\n2026-01-01,=1\n"}, want: []string{"error no-score-column", "warning formula-cell:2 city"}, lost: true},
		"two scores":             {in: input{text: "recommend us?,recommend it?\n9,8\n7,6\n"}, want: []string{"error ambiguous-score-column recommend us?"}, lost: true},
		"two scores, the second late": {in: input{text: "nps_a,nps_b\n" + strings.Repeat("9,\n", 200000) + "9,8\n"},
			want: []string{"error ambiguous-score-column nps_a", "note no-time-column"}, lost: true, monotonous: true},
		"switched to a warning": {in: input{text: "recommend us?,recommend it?\n9,8\n7,6\n",
			def: "columns: [{from: \"recommend us?\", role: ignore}, {from: \"recommend it?\", role: ignore}]\nchecks: {ambiguous-score-column: warning}"},
			want: []string{"warning ambiguous-score-column recommend us?"}},
		"medium":  {in: input{text: "score,date\n9,2026-01-01\n7,2026-01-02\n"}, want: []string{"warning score-column score"}},
		"invalid": {in: input{text: plain + "r5,2026-01-05,11,\nr6,2026-01-06,9.5,\n"}, want: []string{"error score-invalid:6 " + column + " x2"}, says: "nps score stops"},
		"invalid within the limit": {in: input{text: plain + "r5,2026-01-05,11,\n", o: Options{MaxInvalid: survey.Count(1)}},
			want: []string{"warning score-invalid:6 " + column}},
		"invalid and allowed": {in: input{text: plain + "r5,2026-01-05,11,\n", o: Options{AllowInvalid: true}}, want: []string{"warning score-invalid:6 " + column}},
		"too many invalid": {in: input{text: plain + "r5,2026-01-05,11,\n", def: columns + "rules: {max_invalid: 10%}"},
			want: []string{"error too-many-invalid:6 " + column, "warning score-invalid:6 " + column}},
		"the flag wins": {in: input{text: plain + "r5,2026-01-05,11,\n", def: columns + "rules: {max_invalid: 10%}", o: Options{MaxInvalid: survey.Percent(50)}},
			want: []string{"warning score-invalid:6 " + column}},
		"repeated label": {in: input{text: plain + strings.Repeat("r5,2026-01-05,Absolutely,\n", 3), def: columns + `checks: {duplicate-response: "off"}`},
			want: []string{"error score-invalid:6 " + column + " x3"}, says: `"Absolutely" (3)`},
		"too many blank": {in: input{text: plain + "r5,2026-01-05,,\nr6,2026-01-05,,\n", def: columns + "rules: {max_blank: 1}"},
			want: []string{"error too-many-blank " + column + " x2"}},
		"few":                  {in: input{text: plain}, want: []string{"note too-few-responses " + column}},
		"fewer than asked for": {in: input{text: plain, def: columns + "rules: {min_rows: 5}"}, want: []string{"error too-few-responses x4"}},
		"scale 1 to 5":         {in: input{text: "nps,date\n1,2026-01-01\n5,2026-01-01\n", repeat: 40}, want: []string{"warning scale-suspect nps"}},
		"scale 1 to 10":        {in: input{text: "nps (scale 1-10),date\n1,2026-01-01\n9,2026-01-01\n10,2026-01-01\n"}, want: []string{"warning scale-suspect nps (scale 1-10)"}},
		"slider": {in: input{text: "nps,date\n9,2026-01-01\n50,2026-01-01\n70,2026-01-01\n80,2026-01-01\n5,2026-01-01\n7,2026-01-01\n"},
			want: []string{"error score-invalid:3 nps x3", "warning scale-suspect nps"}, says: "0-100 slider"},
		"classes": {in: input{text: "NPS,recommend us?,date\nPromoter,9,2026-01-01\nPassive,9,2026-01-01\nDetractor,x,2026-01-01\nPromoter,10,2026-01-01\n"},
			want: []string{"error class-disagrees:3 NPS x2", "error score-invalid:4 recommend us?"}},
		"weights": {in: input{text: "nps,weight,date\n9,1.5,2026-01-01\n8,0,2026-01-01\n7,,2026-01-01\n,x,2026-01-01\n", open: ingest.Options{WeightColumn: "weight"}},
			want: []string{"error weight-invalid:3 weight x2"}},
		"several surveys":    {in: input{text: "survey_id,nps,date\n1,9,2026-01-01\n2,8,2026-01-01\n"}, want: []string{"warning several-surveys survey_id"}},
		"tests are left out": {in: input{text: "Submission ID,Respondent ID,Submitted at,nps\n1,a,2026-01-01 10:00,9\n"}, want: []string{"note identity-column Respondent ID"}},
	}
}

func timeCases() map[string]findingCase {
	return map[string]findingCase{
		"no time":      {in: input{text: "nps\n9\n8\n"}, want: []string{"note no-time-column"}},
		"blank time":   {in: input{text: "nps,Submitted\n9,\n8,\n"}, want: []string{"note no-time-column"}},
		"one unread":   {in: input{text: "nps,Submitted\n9,soon\n8,2026-01-01\n", repeat: 30}, want: []string{"warning time-unparsed:2 Submitted"}},
		"unread":       {in: input{text: "nps,Submitted\n9,soon\n8,2026-01-01\n"}, want: []string{"warning time-unparsed:2 Submitted"}},
		"mixed":        {in: input{text: "nps,Submitted\n9,01.02.2026\n8,2026-01-01\n7,2026-01-01\n"}, want: []string{"warning time-unparsed:2 Submitted"}},
		"undecidable":  {in: input{text: "nps,Submitted\n9,01/02/2026\n8,03/02/2026\n"}, want: []string{"warning time-ambiguous Submitted x2"}},
		"decided late": {in: input{text: "nps,Submitted\n" + strings.Repeat("9,01/02/2026\n8,03/02/2026\n", 30000) + "9,13/02/2026\n"}, monotonous: true},
		"conflict":     {in: input{text: "nps,Submitted\n9,13/02/2026\n8,03/14/2026\n"}, want: []string{"warning time-ambiguous:3 Submitted x2"}, says: "line 2 is only possible day first, line 3 only month first"},
		"two columns":  {in: input{text: "nps,submitted a,submitted b\n9,2026-01-01,2026-01-02\n8,2026-01-02,2026-01-01\n"}, want: []string{"warning time-ambiguous"}},
		"out of range": {in: input{text: "nps,Submitted\n9,2026-03-06\n8,2026-03-09\n7,1970-01-01\n"}, want: []string{"warning time-out-of-range:3 Submitted x2"},
			says: "1 time lies in the future and 1 before 1990"},
		"future":     {in: input{text: "nps,Submitted\n8,2036-03-09\n"}, want: []string{"warning time-out-of-range:2 Submitted"}},
		"past":       {in: input{text: "nps,Submitted\n8,1926-03-09\n"}, want: []string{"warning time-out-of-range:2 Submitted"}},
		"guessed":    {in: input{text: "nps,when\n9,2026-01-01\n8,2026-01-02\n10,2026-01-03\n"}, want: []string{"warning time-column when"}},
		"serials":    {in: input{text: "nps,Submitted\n9,46000\n8,46001\n"}, want: []string{"warning time-notation Submitted x2"}},
		"zone names": {in: input{text: "nps,Submitted\n9,2026-01-01 10:00 IST\n8,2026-01-02 11:00\n8,2026-01-02 11:00 IST\n"}, want: []string{"warning time-notation Submitted x2"}},
		"wrong zone": {in: input{text: "StartDate,RecordedDate,ResponseId,Q1,Q1_NPS_GROUP\nStart,Recorded,Response,How likely are you to recommend us?,Group\n" +
			`"{""ImportId"":""startDate"",""timeZone"":""Mars/Olympus""}","{""ImportId"":""recordedDate"",""timeZone"":""Mars/Olympus""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID1_NPS_GROUP""}"` +
			"\n2026-01-01 10:00:00,2026-01-01 10:01:00,R_1,9,Promoter\n"}, want: []string{"note time-zone"}},
	}
}

func peopleCases() map[string]findingCase {
	people := "Email,nps,date,Response ID\n"
	return map[string]findingCase{
		"same response":            {in: input{text: plain + "r1,2026-01-01,9,good\n"}, want: []string{"warning duplicate-response:6 Response ID"}, says: "same content"},
		"same id":                  {in: input{text: plain + "r1,2026-01-01,9,bad\n"}, want: []string{"warning duplicate-response:6 Response ID"}, says: "1 with other content"},
		"other score":              {in: input{text: plain + "r1,2026-01-01,8,good\nr2,2026-01-02,10,fine\n"}, want: []string{"error duplicate-response:6 Response ID", "warning duplicate-response:7 Response ID"}},
		"deduped":                  {in: input{text: plain + "r1,2026-01-01,8,good\n", o: Options{Deduped: true}}, want: []string{"warning duplicate-response:6 Response ID"}},
		"unique by the definition": {in: input{text: plain + "r1,2026-01-01,9,good\n", def: columns + "rules: {unique: [response_id]}"}, want: []string{"error duplicate-response:6 Response ID"}},
		"same person": {in: input{text: people + "a@example.org,9,2026-01-01,1\nA@example.org,9,2026-01-01,2\na@example.org,,2026-01-01,3\nb@example.org,8,2026-01-01,4\n,8,2026-01-01,5\n,8,2026-01-01,6\n"},
			want: []string{"note identity-column Email", "note repeated-respondent:3 Email"}},
		"anonymous":               {in: input{text: people + "anonymous,9,2026-01-01,1\nanonymous,9,2026-01-01,2\n"}, want: []string{"note identity-column Email"}},
		"e-mail in a comment":     {in: input{text: strings.Replace(plain, "good", "write to asha@example.org", 1)}, want: []string{"warning personal-data-in-comment:2 Why"}},
		"telephone in a comment":  {in: input{text: strings.Replace(plain, "good", "call 98450 98450 please", 1)}, want: []string{"warning personal-data-in-comment:2 Why"}},
		"telephone in other text": {in: input{text: "nps,date,note a,note b\n9,2026-01-01,9845098450,ring 9845098450\n8,2026-01-01,x,x\n8,2026-01-01,x,x\n8,2026-01-01,x,x\n8,2026-01-01,x,x\n"}, want: []string{"warning personal-data-in-comment:2 note b"}},
		"identity by values":      {in: input{text: "nps,date,contact point\n9,2026-01-01,a@example.org\n"}, want: []string{"note identity-column contact point"}, says: "by its values"},
		"consent blank": {in: input{text: "nps,date,ok\n9,2026-01-01,yes\n8,2026-01-01,\n,2026-01-01,\n7,2026-01-01,no\n",
			def: "columns: [{from: nps, role: score}, {from: date, role: time}, {from: ok, role: consent, purposes: {analytics: [\"yes\"]}}]"},
			want: []string{"warning consent-missing:3 ok"}},
		"consent unknown": {in: input{text: "nps,date,ok\n9,2026-01-01,Yes\n8,2026-01-01,yes\n7,2026-01-01,No\n",
			def: "columns: [{from: nps, role: score}, {from: date, role: time}, {from: ok, role: consent, purposes: {analytics: [\"yes\"], publication: [quote]}}]"},
			want: []string{"warning consent-missing ok", "warning consent-unknown:2 ok"}, says: `no record allows the purpose "publication"`},
	}
}

func contractCases() map[string]findingCase {
	shop := func(rest string) string {
		return "columns:\n  - {from: score, role: score}\n  - {from: shop, role: dimension, values: [A, B]}\n  - {from: ease, role: rating, min: 1, max: 5}\n  - {from: consent, role: ignore}\n" + rest
	}
	noTime := "note no-time-column"
	return map[string]findingCase{
		"contract kept": {in: input{text: shops, def: shop("")}, want: []string{noTime}},
		"new column": {in: input{text: strings.Replace(shops, "ease", "Email", 1), def: shop("")},
			want: []string{"error schema-drift ease", "warning schema-drift Email", "note identity-column Email", noTime}, says: "personal data (email)"},
		"renamed column":      {in: input{text: strings.Replace(shops, "shop", "shops", 1), def: shop("")}, want: []string{"error schema-drift shop", noTime}, says: `"shops" may be its new name`},
		"missing score":       {in: input{text: strings.Replace(shops, "score", "Punkte", 1), def: shop("")}, want: []string{"error schema-drift score", "warning schema-drift Punkte"}},
		"missing time":        {in: input{text: "nps\n9\n", def: "columns: [{from: nps, role: score}, {from: when, role: time}]"}, want: []string{"error schema-drift when"}},
		"missing and ignored": {in: input{text: "score,shop,ease\n9,A,1\n", def: shop("")}, want: []string{noTime, "note schema-drift consent"}},
		"value":               {in: input{text: shops + "8,C,1,\n8,,1,\n8, A ,1,\n", def: shop("")}, want: []string{"error value-not-allowed:5 shop", noTime}},
		"rating":              {in: input{text: shops + "8,A,6,\n8,A,x,\n8,A,,\n8,A,0.5,\n", def: shop("")}, want: []string{"error rating-out-of-range:5 ease x3", noTime}, says: "no number from 1 to 5"},
		"required":            {in: input{text: shops + "8,,1,\n", def: shop("rules: {required: [shop]}")}, want: []string{"error required-blank:5 shop", noTime}},
		"unique":              {in: input{text: shops, def: shop("rules: {unique: [ease, shop]}")}, want: []string{"error not-unique:4 shop", noTime}},
	}
}
