package cli

import (
	"bytes"
	"strings"
	"testing"
)

func TestLineEndsAreUnified(t *testing.T) {
	e := lineEnds{columns: []int{0, 2, 3}}
	for in, want := range map[string]string{"": "", "a": "a", "a\nb": "a\nb", "a\rb": "a\nb", "a\r\nb": "a\nb", "\r\r\n\r": "\n\n\n", "a\r": "a\n"} {
		cells := [][]byte{[]byte(in), []byte("x\ry"), []byte(in + in), []byte(in)}
		e.unify(cells)
		got := string(bytes.Join(cells, []byte("|")))
		if want := strings.Join([]string{want, "x\ry", want + want, want}, "|"); in != "\r\r\n\r" && got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
		if string(cells[0]) != want || string(cells[3]) != want {
			t.Errorf("%q became %q", in, cells[0])
		}
	}
}

// TestImportUnifiesLineEnds: the same comment is the same text, whatever it came from.
func TestImportUnifiesLineEnds(t *testing.T) {
	w := newVaultRun(t)
	w.write("survey.yaml", "survey: s\ncolumns:\n  - {from: id, role: response_id}\n  - {from: at, role: time}\n  - {from: nps, role: score}\n  - {from: Why, role: comment}\n")
	w.as("asha", 0, "vault init --survey survey.yaml")
	for name, text := range map[string]string{
		"unix.csv":    "id,at,nps,Why\nu,2026-02-03,9,\"one\ntwo\"\n",
		"windows.csv": "id,at,nps,Why\r\nw,2026-02-03,9,\"one\r\ntwo\"\r\n",
		"old.csv":     "id,at,nps,Why\no,2026-02-03,9,\"one\rtwo\"\n",
		"web.ndjson":  `{"id":"n","at":"2026-02-03","nps":9,"Why":"one\r\ntwo"}` + "\n",
	} {
		w.write(name, text)
		w.as("asha", 0, "import "+name)
		w.says("imported 1 row")
	}
	for _, tier := range []string{"core", "person"} {
		column := map[string]string{"core": "comment", "person": "Why"}[tier]
		w.as("asha", 0, "export --unencrypted --format ndjson --"+tier)
		if n := strings.Count(w.out, `"`+column+`":"one\ntwo"`); n != 4 || strings.Contains(w.out, `\r`) {
			t.Errorf("%d of 4 comments are alike:\n%s", n, w.out)
		}
	}
}
