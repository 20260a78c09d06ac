package survey

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// example is the survey.yaml of the documents.
const example = `survey: retail
columns:
  - {from: "How likely are you to recommend us?", role: score}
  - {from: Submitted, role: time, order: dmy, zone: Asia/Kolkata}
  - {from: Response ID, role: response_id}
  - {from: Email, role: respondent, kind: email}      # kind: email | phone | id | name
  - {from: Circle, role: dimension, name: circle, values: [Delhi, Mumbai, Karnataka]}
  - {from: Ease, role: rating, name: ease, min: 1, max: 5}
  - {from: Why, role: comment}
  - {from: Consent, role: consent, purposes: {analytics: ["yes"], publication: ["yes+quote"]}}
  - {from: Weight, role: weight}
  - {from: Internal note, role: ignore}
rules: {min_rows: 100, max_invalid: 1%, max_blank: 30%, unique: [response_id], required: [circle]}
checks: {formula-cell: "off", mojibake: error}         # severity by finding: off | note | warning | error
`

// parsePlain is ParseDefinition without the places, which a definition that was
// made by hand does not have.
func parsePlain(data []byte, file string) (*Definition, error) {
	d, err := ParseDefinition(data, file)
	if err == nil {
		d.file, d.places = "", nil
	}
	return d, err
}

func TestParseExample(t *testing.T) {
	d, err := parsePlain([]byte(example), "survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	one, five := 1.0, 5.0
	want := &Definition{
		Survey: "retail",
		Columns: []ColumnDef{
			{From: "How likely are you to recommend us?", Role: RoleScore},
			{From: "Submitted", Role: RoleTime, Order: "dmy", Zone: "Asia/Kolkata"},
			{From: "Response ID", Role: RoleResponseID},
			{From: "Email", Role: RoleRespondent, Kind: "email"},
			{From: "Circle", Role: RoleDimension, Name: "circle", Values: []string{"Delhi", "Mumbai", "Karnataka"}},
			{From: "Ease", Role: RoleRating, Name: "ease", Min: &one, Max: &five},
			{From: "Why", Role: RoleComment},
			{From: "Consent", Role: RoleConsent, Purposes: map[string][]string{"analytics": {"yes"}, "publication": {"yes+quote"}}},
			{From: "Weight", Role: RoleWeight},
			{From: "Internal note", Role: RoleIgnore},
		},
		Rules:  Rules{MinRows: 100, MaxInvalid: Percent(1), MaxBlank: Percent(30), Unique: []string{"response_id"}, Required: []string{"circle"}},
		Checks: map[string]string{"formula-cell": "off", "mojibake": "error"},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v", d)
	}
	again, err := parsePlain(d.YAML(), "again")
	if err != nil || !reflect.DeepEqual(again, d) {
		t.Errorf("written as\n%s\nread back: %v", d.YAML(), err)
	}
}

func TestDefinitionRoundTrip(t *testing.T) {
	low := -0.5
	d := &Definition{
		Columns: []ColumnDef{
			{From: "#3", Role: RoleScore, Labels: map[string]int{"Strongly agree": 10, "no": 0, "1: low": 1}, NA: []string{"99", "~"}},
			{From: "NPS[#22]", Role: RoleDimension, Values: []string{"yes", "10", " a", "two\nlines", "tab\t", "a\u0085b", "é", "😀", `"\`, "#x", "a: b"}},
			{From: "सिफ़ारिश", Role: RoleRating, Min: &low},
			{From: "*", Role: RoleComment, Name: "null"},
			{From: "#", Role: RoleResponseID},
		},
		Rules: Rules{MaxInvalid: Count(20), MaxBlank: Percent(0.5), Unique: []string{"#"}, Required: []string{"null"}},
	}
	got, err := parsePlain(d.YAML(), "f")
	if err != nil || !reflect.DeepEqual(got, d) {
		t.Fatalf("%v\n%s\n%+v", err, d.YAML(), got)
	}
}

func TestDefinitionErrors(t *testing.T) {
	head := "columns:\n  - {from: Score, role: score}\n"
	cases := []struct {
		yaml      string
		line, col int
		msg, hint string
	}{
		{"", 0, 0, "empty", "--infer"},
		{"# nothing\n", 0, 0, "empty", ""},
		{"survey: x\n", 1, 1, "columns are missing", "columns:"},
		{"survey: x\ncolumns: []\n", 2, 10, "columns are missing", "columns:"},
		{"survey: 5\n", 1, 9, "survey must be a text, not a number", "quotes"},
		{"survey: true\n", 1, 9, "survey must be a text, not true or false", "quotes"},
		{"columns:\n  - {from: 1, role: score}\n", 2, 12, "from must be a text, not a number", "quotes"},
		{"columns:\n  - {from: 2026-03-05, role: score}\n", 2, 12, "from must be a text, not a date", "quotes"},
		{"columns:\n  - {from: A, role: score, name: 1.5}\n", 2, 34, "name must be a text, not a number", "quotes"},
		{"columns:\n  - {from: A, role: score, na: none}\n", 2, 32, "na must be a list, not a text", "brackets"},
		{"- a\n", 1, 1, "must be keys with values, not a list", ""},
		{"colums: []\n", 1, 1, `unknown key "colums"`, "did you mean columns?"},
		{"columns: {a: b}\n", 1, 10, "columns must be a list", ""},
		{"columns:\n  - {from: A, role: scoer}\n", 2, 21, `unknown role "scoer"`, "did you mean score?"},
		{"columns:\n  - {from: A, role: zzz}\n", 2, 21, `unknown role "zzz"`, "known are score"},
		{"columns:\n  - {from: A, rolle: score}\n", 2, 15, `unknown key "rolle"`, "did you mean role?"},
		{"columns:\n  - {from: A}\n", 2, 5, `column "A" has no role`, "roles are"},
		{"columns:\n  - {role: score}\n", 2, 5, "without from", ""},
		{"columns:\n  - from: #3\n    role: score\n", 2, 10, "from has no value", "needs quotes"},
		{"columns:\n  - {from: [A], role: score}\n", 2, 12, "from must be a text, not a list", ""},
		{"columns:\n  - {from: A, from: B, role: score}\n", 2, 15, `key "from" is given twice`, "line 2"},
		{head + "  - {from: Score, role: comment}\n", 3, 5, `column "Score" is given twice`, "line 2"},
		{head + "  - {from: B, role: score}\n", 3, 5, "two columns have the role score", "line 2"},
		{head + "  - {from: B, role: comment, name: Score}\n", 3, 5, `two columns have the name "Score"`, "line 2"},
		{head + "  - {from: B, role: comment, min: 1}\n", 3, 35, "min does not belong", "only a rating column"},
		{head + "  - {from: B, role: rating, min: 5, max: 1}\n", 3, 42, "max must be above min", ""},
		{head + "  - {from: B, role: rating, min: x}\n", 3, 34, "min must be a number, not a text", ""},
		{head + "  - {from: B, role: rating, min: .inf}\n", 3, 34, "decimal number", ""},
		{head + "  - {from: B, role: respondent, kind: mail}\n", 3, 39, `unknown kind "mail"`, "did you mean email?"},
		{head + "  - {from: B, role: time, order: dym}\n", 3, 34, `unknown order "dym"`, "did you mean dmy?"},
		{head + "  - {from: B, role: time, zone: \"not a zone\"}\n", 3, 33, "no name of a time zone", "Asia/Kolkata"},
		{head + "  - {from: B, role: dimension, values: Delhi}\n", 3, 40, "values must be a list, not a text", "[...]"},
		{head + "  - {from: B, role: dimension, values: 7}\n", 3, 40, "values must be a list, not a number", "[...]"},
		{head + "  - {from: B, role: dimension, values: {a: b}}\n", 3, 40, "values must be a list of texts", ""},
		{head + "  - {from: B, role: dimension, values: }\n", 3, 40, "values has no value", ""},
		{head + "  - {from: B, role: consent, purposes: {analytics: \"yes\"}}\n", 3, 52, "the answers for analytics must be a list, not a text", "[...]"},
		{head + "rules: {unique: Score}\n", 3, 17, "unique must be a list, not a text", "[...]"},
		{head + "  - {from: B, role: dimension, values: []}\n", 3, 40, "empty list", ""},
		{head + "  - {from: B, role: dimension, values: [a, a]}\n", 3, 44, `"a" is twice`, ""},
		{head + "  - {from: B, role: consent, purposes: {p: [x]}}\n  - {from: C, role: consent, purposes: {p: [x]}}\n", 4, 5, `purpose "p"`, "line 3"},
		{head + "  - {from: '#0', role: comment}\n", 3, 12, "count from 1", ""},
		{head + "  - {from: 'A[#0]', role: comment}\n", 3, 12, "count from 1", ""},
		{"columns:\n  - {from: A, role: score, labels: {x: 11}}\n", 2, 40, "from 0 to 10", ""},
		{"columns:\n  - {from: A, role: score, labels: {x: 1, X: 2}}\n", 2, 43, `label "X"`, ""},
		{head + "rules: {min_row: 3}\n", 3, 9, `unknown key "min_row"`, "did you mean min_rows?"},
		{head + "rules: {min_rows: -1}\n", 3, 19, "whole number", ""},
		{head + "rules: {max_invalid: 101%}\n", 3, 22, "100%", ""},
		{head + "rules: {max_invalid: 1.5}\n", 3, 22, "whole number of records", ""},
		{head + "rules: {required: [Score, Scroe]}\n", 3, 27, `"Scroe", which is no column`, "did you mean Score?"},
		{head + "rules: {unique: [response_id]}\n", 3, 18, "which is no column", ""},
		{head + "checks: {mojibake: of}\n", 3, 20, `unknown severity "of"`, "did you mean off?"},
		{head + "checks: {mojibake: false}\n", 3, 20, "is a word", "off, note"},
		{head + "checks: {Bad Name: error}\n", 3, 10, "no finding", ""},
		{"a: &x 1\nb: *x\n", 1, 1, "unknown key", ""},
		{"columns: &c\n  - {from: A, role: score}\n", 1, 10, "anchor", "write the value out"},
		{"columns:\n  - &c {from: A, role: score}\n  - *c\n", 0, 0, "", ""},
		{head + "---\nsurvey: two\n", 0, 0, "second document", ""},
		{"columns: [\n", 1, 0, "not YAML", ""},
		{"survey: a: b\n", 1, 0, "not YAML: mapping values are not allowed", ""},
		{"survey: 'a", 1, 0, "not YAML: found unexpected end", ""},
		{"survey: \xff\n", 1, 0, "not YAML", ""},
		{"survey: x\n# \x01\n", 2, 0, "not YAML: control characters", ""},
		{head + "survey: *name\n", 3, 0, "not YAML: unknown anchor", ""},
		{head + "\tx: y\n", 3, 0, "not YAML", ""},
	}
	for _, c := range cases {
		_, err := ParseDefinition([]byte(c.yaml), "s.yaml")
		var e *DefinitionError
		if !errors.As(err, &e) {
			t.Errorf("%q gave %v", c.yaml, err)
			continue
		}
		if !strings.Contains(e.Msg, c.msg) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%q gave %q, hint %q", c.yaml, e.Msg, e.Hint)
		}
		if c.line > 0 && (e.Line != c.line || c.col > 0 && e.Column != c.col) {
			t.Errorf("%q gave the place %d:%d, want %d:%d (%s)", c.yaml, e.Line, e.Column, c.line, c.col, e.Msg)
		}
		if !strings.HasPrefix(e.Error(), "s.yaml:") {
			t.Errorf("%q gave %q", c.yaml, e.Error())
		}
	}
	if _, err := ParseDefinition([]byte(strings.Repeat("#", maxDefinition+1)), "s.yaml"); err == nil {
		t.Error("a file beyond the limit was read")
	}
}

// Numbers stay texts where a list or a key has them: groups may be years.
func TestNumbersAsTexts(t *testing.T) {
	d, err := ParseDefinition([]byte(`columns:
  - {from: "1", role: score, labels: {10: 10}, na: [-99, 2026-03-05]}
  - {from: Year, role: dimension, values: [2025, 2026, true]}
  - {from: OK, role: consent, purposes: {analytics: [1]}}
`), "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{d.Columns[0].From, d.Columns[0].Labels, d.Columns[0].NA, d.Columns[1].Values, d.Columns[2].Purposes}
	want := []any{"1", map[string]int{"10": 10}, []string{"-99", "2026-03-05"}, []string{"2025", "2026", "true"}, map[string][]string{"analytics": {"1"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

// What only others can judge keeps its place.
func TestPlacesAreKept(t *testing.T) {
	d, err := ParseDefinition([]byte(example), "dir/survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		err  *DefinitionError
		want string
	}{
		{d.CheckError("mojibake", "is wrong", ""), "dir/survey.yaml:14:31: is wrong"},
		{d.ZoneError("is wrong", ""), "dir/survey.yaml:4:53: is wrong"},
		{d.CheckError("other", "is wrong", ""), "dir/survey.yaml: is wrong"},
		{new(Definition).ZoneError("is wrong", ""), "is wrong"},
	} {
		if c.err.Error() != c.want {
			t.Errorf("%s, want %s", c.err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		limit        string
		count, total int64
		want         bool
	}{{"20", 20, 100, false}, {"20", 21, 100, true}, {"1%", 1, 100, false}, {"1%", 2, 100, true}, {"0%", 1, 1000, true}, {"0", 1, 9, true}, {" 0.5 % ", 1, 200, false}} {
		l, err := ParseLimit(c.limit)
		if err != nil || l.Exceeded(c.count, c.total) != c.want || !l.IsSet() {
			t.Errorf("%q of %d in %d: %v, %v", c.limit, c.count, c.total, l.Exceeded(c.count, c.total), err)
		}
		if again, err := ParseLimit(l.String()); err != nil || again != l {
			t.Errorf("%q is written as %q", c.limit, l.String())
		}
	}
	if (Limit{}).Exceeded(9, 9) || (Limit{}).IsSet() {
		t.Error("no limit was exceeded")
	}
	for _, s := range []string{"", "%", "-1", "101%", "NaN%", "1.5", "x", "-1%", "99999999999999999999"} {
		if l, err := ParseLimit(s); err == nil {
			t.Errorf("ParseLimit(%q) = %v", s, l)
		}
	}
}

func FuzzDefinition(f *testing.F) {
	for _, s := range []string{example, "", "columns: []", "columns:\n  - {from: A, role: score, labels: {a: 1}, na: x}\n", "columns:\n  - {from: A, role: score, labels: {1: 1}, na: [1, ~x, true]}\n", "a: &a [*a]", "? [x]\n: y\n", "columns:\n- from: \"\\u0085\"\n  role: rating\n  min: 1e3\n", "{", "\xff", "!!binary x", "columns:\n- {from: A, role: consent, purposes: {null: [x]}}\n", "<<: {a: b}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parsePlain([]byte(s), "f")
		if err != nil {
			var e *DefinitionError
			if !errors.As(err, &e) || e.Msg == "" || strings.Contains(e.Error(), "\x1b") {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		again, err := parsePlain(d.YAML(), "again")
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("%v\n%s\n%+v\n%+v", err, d.YAML(), d, again)
		}
	})
}
