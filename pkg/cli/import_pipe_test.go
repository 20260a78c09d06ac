package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// longPipe is an export that is longer than what of a pipe is judged, and ends with some
// lines.
func longPipe(last ...string) string {
	var b strings.Builder
	b.WriteString("id,Email,Answered,How likely are you to recommend us?,shop,ease,note\n")
	note := strings.Repeat("n", 900)
	for i := 0; b.Len() < judgedHead+1<<20; i++ {
		fmt.Fprintf(&b, "r%d,p%d@example.org,2026-02-%02d,%d,S%d,%d,%s%d\n", i, i, i%28+1, i%11, i%7, i%4+1, note, i)
	}
	for i, line := range last {
		fmt.Fprintf(&b, "z%d,q%d@example.org,2026-02-03,9,%s\n", i, i, line)
	}
	return b.String()
}

func several(n int, shop string) (list []string) {
	for i := range n {
		list = append(list, strings.ReplaceAll(shop, "%d", fmt.Sprint(i))+",1,x")
	}
	return list
}

// TestImportFromALongPipe: without a definition the beginning is judged, and the rest may
// not contradict it.
func TestImportFromALongPipe(t *testing.T) {
	for name, c := range map[string]struct {
		last []string
		says string
	}{
		"another value": {last: several(3, "S9")},
		"ratings":       {last: []string{"S1,7,x"}, says: `column "ease": was taken for a rating by the beginning of the input, but the rest has ratings beyond its scale`},
		"few people":    {last: several(2, "Asha"), says: `column "shop": was taken for a dimension by the beginning of the input, but the rest has values that fewer than 3 people share`},
		"addresses":     {last: several(3, "shop@example.org"), says: "values that look like e-mail addresses"},
		"many values":   {last: append(several(201, "T%d"), several(9000, "S1")...), says: "more than 200 values"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newVaultRun(t)
			w.as("asha", 0, "vault init")
			text := longPipe(c.last...)
			w.in = text
			if c.says != "" {
				w.as("asha", 3, "import -")
				w.says("nps: standard input", c.says, "hint: give --survey FILE")
				if strings.Contains(w.err, "Asha") || strings.Contains(w.err, "shop@") {
					t.Errorf("a value is shown: %s", w.err)
				}
				w.as("asha", 0, "vault status")
				w.says("0 answers in 0 buckets   1 entry   no survey definition yet")
				left, err := filepath.Glob(filepath.Join(w.dir, "vault", "parts", "*"))
				if err != nil || len(left) > 0 {
					t.Errorf("left behind: %q, %v", left, err)
				}
				return
			}
			w.as("asha", 0, "import - --format json")
			w.as("asha", 0, "score --by shop --format csv")
			score := w.out
			// The whole file leads to the same definition and the same numbers.
			w.write("survey.csv", text)
			w.as("asha", 0, "vault init whole")
			w.as("asha", 0, "import survey.csv --vault whole")
			w.as("asha", 0, "score --by shop --format csv --vault whole")
			if w.out != score {
				t.Errorf("by pipe\n%s\nby file\n%s", score, w.out)
			}
			if a, b := recordedSurvey(w, "vault"), recordedSurvey(w, "whole"); a != b {
				t.Errorf("by pipe\n%s\nby file\n%s", a, b)
			}
		})
	}
}

// recordedSurvey is the definition in the entry of the first import.
func recordedSurvey(w *vaultRun, dir string) string {
	data, err := os.ReadFile(filepath.Join(w.dir, dir, "ledger", "0000000001"))
	if err != nil {
		w.t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), `"survey":"`)
	if !found {
		w.t.Fatal("no definition was recorded")
	}
	text, _, _ := strings.Cut(rest, `"}`)
	return text
}

// TestImportFromAShortPipe: what fits into memory is judged whole, and read again where
// responses come twice; so is a file on standard input.
func TestImportFromAShortPipe(t *testing.T) {
	w := newVaultRun(t)
	text := "id,Answered,How likely are you to recommend us?,note\n"
	for i := range 6_000 { // several blocks, for several workers
		text += fmt.Sprintf("r%d,2026-02-%02d,%d,%s\n", i/2, i%28+1, i%11, strings.Repeat("n", 250))
	}
	w.as("asha", 0, "vault init")
	w.in = text
	w.as("asha", 0, "import -")
	w.says("imported 3,000 rows", "3,000 rows left out: the response id is there already")
	w.as("asha", 0, "score --format csv")
	score := w.out
	w.write("export.csv", text)
	w.as("asha", 0, "vault init whole")
	w.as("asha", 0, "import export.csv --vault whole")
	w.as("asha", 0, "score --format csv --vault whole")
	if w.out != score {
		t.Errorf("by pipe\n%s\nby file\n%s", score, w.out)
	}
	w.in = text
	w.as("asha", 0, "import -")
	w.says("already imported in entry 1")
	w.in = ""
	w.as("asha", 3, "import -")
}
