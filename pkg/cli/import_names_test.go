package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// respondentsOf writes an export in which somebody writes of another respondent; last is
// the name of the last one.
func respondentsOf(rows int, last string) string {
	var b strings.Builder
	b.WriteString("response id,first name,last name,responded at,score,store,comment\n")
	for i := range rows {
		first := fmt.Sprintf("Qel%ctimor", 'a'+i%26)
		if i == rows-1 {
			first = last
		}
		fmt.Fprintf(&b, "r%d,%s,Vanorak%c,2026-02-%02d,%d,S%d,the queue at %s was long and %s waited in it\n", i, first, 'a'+i%7, i%28+1, i%11, i%3, "Kaunter", "Zorvanak")
	}
	return b.String()
}

// TestImportKnowsAllRespondents: the names of all respondents are masked in all comments,
// whether the pass for the definition gathered them or one of their own.
func TestImportKnowsAllRespondents(t *testing.T) {
	many := 4000
	for name, c := range map[string]struct {
		last   string
		rows   int
		flag   string
		masked bool
		given  bool // a definition
	}{
		"met on the way":        {last: "Zorvanak", rows: many, masked: true},
		"a pass of their own":   {last: "Zorvanak", rows: many, masked: true, given: true},
		"nobody of that name":   {last: "Mirabold", rows: many},
		"the input begins anew": {last: "Zorvanak \xfc", rows: many, masked: true},
		"another encoding":      {last: "Zorvanak \xff", rows: many, masked: true, flag: " --encoding windows-1252"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newVaultRun(t)
			w.write("a.csv", respondentsOf(c.rows, c.last))
			w.write("survey.yaml", "survey: s\ncolumns:\n  - {from: response id, role: response_id}\n  - {from: responded at, role: time}\n"+
				"  - {from: score, role: score}\n  - {from: store, role: dimension}\n  - {from: comment, role: comment}\n")
			w.as("asha", 0, "vault init")
			flags := c.flag
			if c.given {
				flags += " --survey survey.yaml"
			}
			w.as("asha", 0, "import a.csv"+flags)
			w.says("imported 4,000 rows")
			w.as("asha", 0, "export --unencrypted --format ndjson --core")
			lines := slices.DeleteFunc(strings.Split(w.out, "\n"), func(s string) bool { return !strings.Contains(s, "the queue at") })
			hidden := 0
			for _, line := range lines {
				if strings.Contains(line, "[PERSON_1]") && !strings.Contains(line, "Zorvanak") {
					hidden++
				}
			}
			want := 0
			if c.masked {
				want = c.rows
			}
			if len(lines) != c.rows || hidden != want {
				t.Errorf("the name is masked in %d of %d comments, want %d:\n%.300s", hidden, len(lines), want, w.out)
			}
		})
	}
}
