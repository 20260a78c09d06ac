package validate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const watchedHead = "id,Email,How likely are you to recommend us?,shop,ease,note\n"

// watched is a beginning and a rest, each of lines that give shop and ease.
func watchedText(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&b, "r%d%s,p%d%s@example.org,%d,%s,n\n", i, line[:1], i, line[:1], i%11, line)
	}
	return b.String()
}

func many(n int, line string) (list []string) {
	for i := range n {
		list = append(list, strings.ReplaceAll(line, "%d", fmt.Sprint(i)))
	}
	return list
}

func inferAll(t *testing.T, text string) *survey.Definition {
	t.Helper()
	f, err := ingest.Open("-", strings.NewReader(text), ingest.Options{HeaderRows: ingest.AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	yaml, err := Infer(context.Background(), f, InferOptions{Survey: "s"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := survey.ParseDefinition(yaml, "inferred")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWatch: a definition of the beginning becomes that of the whole, or the whole
// contradicts it. Several workers come to the same end.
func TestWatch(t *testing.T) {
	begin := append(many(20, "A,1"), many(20, "B,4")...)
	for name, c := range map[string]struct {
		rest []string
		says string
	}{
		"nothing more":         {},
		"blanks":               {rest: many(30, " ,")},
		"another value":        {rest: many(3, "C,5")},
		"a wider scale":        {rest: many(3, "A,6"), says: `"ease": was taken for a rating by the beginning of the input, but the rest has ratings beyond its scale`},
		"a zero":               {rest: many(3, "A,0"), says: "ratings beyond its scale"},
		"no ratings":           {rest: many(3, "A,x"), says: "values that are no ratings"},
		"few people":           {rest: many(2, "C,1"), says: `"shop": was taken for a dimension by the beginning of the input, but the rest has values that fewer than 3 people share`},
		"many values":          {rest: many(300, "T%d,1"), says: "more than 200 values"},
		"many values and more": {rest: append(many(300, "T%d,1"), many(3*watchEvery, "A,1")...), says: "more than 200 values"},
		"addresses":            {rest: many(5, "asha@example.org,1"), says: "values that look like e-mail addresses or telephone numbers"},
		"free text":            {rest: many(300, "a b c d e,1"), says: "free text"},
		"long values":          {rest: many(3, strings.Repeat("long", 20)+",1"), says: "values longer than 60 bytes"},
	} {
		for _, workers := range []int{1, 3} {
			t.Run(fmt.Sprint(name, workers), func(t *testing.T) {
				d := inferAll(t, watchedHead+watchedText(begin...))
				whole := watchedHead + watchedText(append(append([]string{}, begin...), c.rest...)...)
				f, err := ingest.Open("-", strings.NewReader(whole), ingest.Options{HeaderRows: ingest.AutoHeader, Definition: d, Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				w, err := NewWatch(context.Background(), f, d)
				if err != nil {
					t.Fatal(err)
				}
				w.Worker()
				w.Anew()
				err = f.Spread(context.Background(), w.Anew, w.Worker)
				if err == nil {
					err = w.Settle()
				}
				var e *ingest.Error
				switch {
				case c.says == "" && err != nil:
					t.Fatal(err)
				case c.says == "":
					want := inferAll(t, whole)
					for i := range want.Columns {
						if got := d.Columns[i]; fmt.Sprint(got.Values) != fmt.Sprint(want.Columns[i].Values) || got.Role != want.Columns[i].Role {
							t.Errorf("%+v, want %+v", got, want.Columns[i])
						}
					}
					if fmt.Sprint(d.Rules) != fmt.Sprint(want.Rules) {
						t.Errorf("rules %v, want %v", d.Rules, want.Rules)
					}
				case !errors.As(err, &e) || !strings.Contains(err.Error(), c.says) || !strings.Contains(e.Hint, "--survey") || e.Fault != ingest.Unreadable:
					t.Errorf("%v, want %q", err, c.says)
				}
			})
		}
	}
}
