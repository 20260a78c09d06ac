package report

import (
	"errors"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

var verb = regexp.MustCompile(`%(?:\[\d\])?[sdv]`)

// verbsOf lists what a phrase leaves open, its order aside.
func verbsOf(phrase string) []string {
	found := verb.FindAllString(phrase, -1)
	for i, v := range found {
		found[i] = v[len(v)-1:]
	}
	slices.Sort(found)
	return found
}

// TestLanguagesSayTheSame: every phrase is there in both languages and leaves
// the same things open.
func TestLanguagesSayTheSame(t *testing.T) {
	en, hi := reflect.ValueOf(english), reflect.ValueOf(hindi)
	phrases, letters := 0, regexp.MustCompile(`\p{Devanagari}`)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if en.Field(i).Kind() != reflect.String || name == "Lang" {
			continue
		}
		a, b := en.Field(i).String(), hi.Field(i).String()
		if a == "" || b == "" {
			t.Errorf("%s is missing: %q, %q", name, a, b)
		}
		if !slices.Equal(verbsOf(a), verbsOf(b)) {
			t.Errorf("%s leaves other things open: %q, %q", name, a, b)
		}
		if verb.ReplaceAllString(b, "") != b && len(verb.ReplaceAllString(b, "")) < 6 { // "%s: %s"
			continue
		}
		if !letters.MatchString(b) && name != "Date" && name != "MailSubject" {
			t.Errorf("%s is not in Hindi: %q", name, b)
		}
		phrases++
	}
	if phrases < 80 {
		t.Errorf("only %d phrases", phrases)
	}
	if a, b := slices.Sorted(maps.Keys(english.Signals)), slices.Sorted(maps.Keys(hindi.Signals)); !slices.Equal(a, b) || len(a) < 7 {
		t.Errorf("signals %v, %v", a, b)
	}
	if a, b := slices.Sorted(maps.Keys(english.Reasons)), slices.Sorted(maps.Keys(hindi.Reasons)); !slices.Equal(a, b) || len(a) < 9 {
		t.Errorf("reasons %v, %v", a, b)
	}
	if err := write(io.Discard, sample(), HTML, Words{Lang: "fr"}); !errors.Is(err, ErrLanguage) {
		t.Errorf("French: %v", err)
	}
	if err := write(io.Discard, sample(), "docx", Words{}); !errors.Is(err, ErrFormat) {
		t.Errorf("docx: %v", err)
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int64][2]string{
		0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1,000", "1,000"}, 123456: {"123,456", "1,23,456"}, 1234567: {"1,234,567", "12,34,567"}, -1234: {"-1,234", "-1,234"},
	} {
		if got := [2]string{english.count(n), hindi.count(n)}; got != want {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
	for k, want := range map[string][2]string{
		"2026-03": {"March 2026", "मार्च 2026"}, "2026-03-05": {"5 March 2026", "5 मार्च 2026"}, "2026-W10": {"W10 2026", "W10 2026"},
		"2026-Q1": {"Q1 2026", "Q1 2026"}, "2026": {"2026", "2026"}, "2026-13": {"2026-13", "2026-13"}, "\x1b": {`\x1b`, `\x1b`},
	} {
		if got := [2]string{english.period(k), hindi.period(k)}; got != want {
			t.Errorf("%q: %v, want %v", k, got, want)
		}
	}
	for _, c := range []struct {
		x    float64
		n    int64
		want string
	}{{0, 10, "0"}, {0, 5000, "0.0"}, {-12, 10, "−12"}, {29, 1000, "+29.0"}, {29.5, 1000, "+29.5"}, {100, 999, "+100"}} {
		if got := sized(c.x, c.n); got != c.want {
			t.Errorf("%v of %d: %s, want %s", c.x, c.n, got, c.want)
		}
	}
	if got := english.moved("−1") + ", " + english.moved("+2.5") + ", " + hindi.moved("−3"); got != "fell by 1 point, rose by 2.5 points, 3 अंक घटा" {
		t.Error(got)
	}
}

// TestWhatChanged goes through what can be said of a change.
func TestWhatChanged(t *testing.T) {
	for _, c := range []struct {
		change *disclosure.Change
		want   string
	}{
		{&disclosure.Change{Difference: 3.1, Low: 0.4, High: 5.8, Real: true}, "Since edition 3 the score rose by 3.1 points (the change lies between +0.4 and +5.8): a real change, more than chance explains."},
		{&disclosure.Change{Difference: -2, Low: -7, High: 3}, "Since edition 3 the score fell by 2 points, but with these numbers that can be chance (the change lies between −7 and +3)."},
		{&disclosure.Change{Difference: 1, Low: 0.5, High: 1.5, Real: true}, "Since edition 3 the score rose by 1.0 points (the change lies between +0.5 and +1.5): a real change, more than chance explains."},
		{&disclosure.Change{Low: -4, High: 4}, "Since edition 3 the score stayed the same."},
		{nil, "There is no earlier edition to compare with."},
	} {
		s := sample()
		s.tables = nil
		s.total.Change = c.change
		p, err := newPage(s, Words{Previous: "edition 3"})
		if err != nil || p.Changes.Total != c.want {
			t.Errorf("%q, %v", p.Changes.Total, err)
		}
	}
}

// TestLongTable: what is folded away is still there, once.
func TestLongTable(t *testing.T) {
	s := sample()
	long := disclosure.Table{By: []string{"store"}}
	for i := range 45 {
		long.Rows = append(long.Rows, counted(key("store", string(rune('A'+i%26))+string(rune('a'+i/26))), 20, 20, int64(30+i)))
	}
	s.tables = []disclosure.Table{long}
	p, err := newPage(s, Words{})
	if err != nil {
		t.Fatal(err)
	}
	part := p.Tables[0]
	if len(part.Top) != 10 || len(part.Middle) != 25 || len(part.End) != 10 || len(part.Rows()) != 45 {
		t.Errorf("%d, %d, %d", len(part.Top), len(part.Middle), len(part.End))
	}
	for i, r := range part.Rows()[1:] {
		if part.Rows()[i].row.NPS < r.row.NPS {
			t.Error("not the highest first")
		}
	}
	checkPage(t, written(t, s, HTML, Words{}))
}
