package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

func TestClassify(t *testing.T) {
	cases := map[headerClass][]string{
		classStrong: {
			"How likely are you to recommend us to a friend or colleague?", "Likelihood to Recommend", "NPS", "nps_score", "eNPS", "LTR",
			"Net Promoter Score", "¿Qué tan probable es que nos recomiendes?", "Você nos recomendaria a um amigo?", "Indicaria a empresa?",
			"Quelle est la probabilité que vous nous recommandiez ?", "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
			"Wahrscheinlichkeit, dass Sie uns empfehlen", "Con quale probabilità ci consiglierebbe?", "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
			"Czy polecisz nas znajomym?", "Hur sannolikt är det att du rekommenderar oss?", "Vil du anbefale os?", "Bizi tavsiye eder misiniz?",
			"Насколько вероятно, что вы порекомендуете нас?", "友人に勧める可能性", "您会推荐我们吗", "추천하시겠습니까", "هل توصي بنا", "क्या आप हमारी सिफ़ारिश करेंगे?",
			"क्या आप हमारी सिफारिश करेंगे?", "Kya aap hume recommend karenge?", "kya aap suggest karoge 0-10? suggest karenge", "আপনি কি সুপারিশ করবেন", "பரிந்துரைப்பீர்களா",
			"సిఫార్సు చేస్తారా", "तुम्ही शिफारस कराल का", "તમે ભલામણ કરશો", "values.QID1_NPS", "Q1 - On a scale of 0-10, how likely are you to recommend...",
		},
		classMedium: {"Score", "Overall rating", "Nota", "note", "Puntuación", "Bewertung", "On a scale from 0 to 10, how satisfied are you?", "0-10", "स्कोर"},
		classGroup:  {"NPS Group", "Q1_NPS_GROUP", "NPS category", "nps_type", "NPS segment", "promoter type", "NPS class"},
		classNone:   {"Region", "score_id", "Age", "Rating count", "Duration (in seconds)", "How many people work with you?", "Comment", "Annotation"},
	}
	for want, headers := range cases {
		for _, h := range headers {
			if got := classify(survey.NormaliseHeader(h)); got != want {
				t.Errorf("%q (%q) is of class %d, want %d", h, survey.NormaliseHeader(h), got, want)
			}
		}
	}
}

// table makes a CSV text of columns.
func table(columns ...[]string) string {
	var b strings.Builder
	for i := range columns[0] {
		for k, c := range columns {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(c[i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// column makes n cells under a header; cell says what stands in each.
func column(header string, n int, cell func(i int) string) []string {
	list := []string{header}
	for i := range n {
		list = append(list, cell(i))
	}
	return list
}

func TestChooseScore(t *testing.T) {
	const n = 40
	scores := func(i int) string { return fmt.Sprint(i * 7 % 11) }
	yes := func(i int) string { return []string{"Yes", "No"}[i%2] }
	rising := func(i int) string { return fmt.Sprint(i) }
	five := func(i int) string { return fmt.Sprint(i%5 + 1) }
	class := func(i int) string { return survey.ClassOf(i * 7 % 11).String() }
	points := func(i int) string { return []string{"100", "0", "-100"}[i%3] }
	progress := func(i int) string { return []string{"100", "0"}[i%2] }
	mixed := func(i int) string {
		if i%4 == 0 {
			return "Absolutely"
		}
		return scores(i)
	}
	for _, c := range []struct {
		name   string
		text   string
		column string // that is chosen
		id     string // or of the error
		warn   string
	}{
		{"strong", table(column("id", n, rising), column("Would you recommend us?", n, scores)), "Would you recommend us?", "", ""},
		{"strong beats medium", table(column("score", n, scores), column("nps", n, scores)), "nps", "", ""},
		{"yes/no is no candidate", table(column("Would you recommend us?", n, yes), column("Score", n, scores)), "Score", "", "score-column"},
		{"two strong", table(column("recommend A", n, scores), column("recommend B", n, scores)), "", "ambiguous-score-column", ""},
		{"medium", table(column("id", n, rising), column("Rating", n, scores)), "Rating", "", "score-column"},
		{"medium on five points", table(column("id", n, rising), column("Rating", n, five)), "", "no-score-column", ""},
		{"two medium", table(column("Rating A", n, scores), column("Rating B", n, scores)), "", "ambiguous-score-column", ""},
		{"class called NPS", table(column("NPS", n, class), column("Score", n, scores)), "Score", "", "score-column"},
		{"points called NPS", table(column("NPS", n, points), column("Score", n, func(i int) string { return []string{"10", "7", "0"}[i%3] })), "Score", "", "score-column"},
		{"progress is no class", table(column("Progress", n, progress), column("recommend", n, scores)), "recommend", "", ""},
		{"words for numbers", table(column("recommend", n, mixed)), "", "score-invalid", ""},
		{"values alone", table(column("id", n, rising), column("people", n, scores)), "", "no-score-column", ""},
		{"id called like a score", table(column("recommend", n, scores), column("score id", n, rising)), "recommend", "", ""},
	} {
		res, err := count(t, c.text, Options{}, Query{})
		switch {
		case c.id != "":
			e, ok := err.(*Error)
			if !ok || e.ID != c.id || e.Hint == "" {
				t.Errorf("%s: %v, want %s with a hint", c.name, err, c.id)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case res.Info.Score != c.column:
			t.Errorf("%s: chose %q", c.name, res.Info.Score)
		case c.warn != "" && (len(res.Warnings) == 0 || res.Warnings[0].ID != c.warn):
			t.Errorf("%s: warnings %+v, want %s", c.name, res.Warnings, c.warn)
		}
	}
}

func TestErrorsShowNoCell(t *testing.T) {
	secret := "kavita.secret@example.com"
	cell := func(i int) string {
		if i%3 == 0 {
			return secret
		}
		return fmt.Sprint(i % 11)
	}
	for _, text := range []string{
		table(column("recommend", 40, cell)),
		table(column("people", 40, cell)),
		table(column("recommend", 40, cell), column("recommend too", 40, cell)),
		"recommend,a\n10,b," + secret + "\n",
		"recommend,a\n10,\"" + secret + "\n",
		"[{\"recommend\": \"" + secret + "\"}]",
		"[{\"recommend\": " + secret + "}]",
		table(column(secret, 3, func(i int) string { return "1" })),
	} {
		_, err := count(t, text, Options{}, Query{})
		if err == nil {
			t.Errorf("no error for %q", text[:20])
			continue
		}
		if e := err.(*Error); strings.Contains(e.Error()+e.Hint, secret) && !strings.HasPrefix(text, secret) {
			t.Errorf("the error shows a cell: %v", err)
		}
	}
}

func TestPresetsKeepTheirPromises(t *testing.T) {
	known, err := Presets(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(known) < 25 {
		t.Fatalf("%d presets", len(known))
	}
	seen := map[string]bool{}
	for _, p := range known {
		if seen[p.ID] {
			t.Errorf("two presets are called %s", p.ID)
		}
		seen[p.ID] = true
		if p.Documented != "seen" && p.Documented != "docs" {
			t.Errorf("%s does not say how it is documented", p.ID)
		}
		if p.Match == nil && p.JSON == nil {
			t.Errorf("%s matches nothing", p.ID)
		}
	}
	if _, err := Presets([]byte("- {id: mine, like: typeform, header_rows: 2}\n- {id: tally, match: {all: ['^x$']}}"), "my.yaml"); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"- {id: a, match: {all: ['(']}}", "- {match: {all: [a]}}", "- {id: a, like: nobody}", "- {id: a, colour: red}", "id: a", "- {id: a, exclude: [{column: x, is: '('}]}"} {
		if _, err := Presets([]byte(bad), "my.yaml"); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}
