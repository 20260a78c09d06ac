package jsonscan

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// FuzzRewrite wants a copy without edits to be the text, and one with any edits to be
// JSON with the same records and the same values where nothing was asked for.
func FuzzRewrite(f *testing.F) {
	for _, s := range []string{
		"{\"score\":9,\"a\":\"\\u0905\\ud83d\\ude00 \\\"x\\\"\"}\r\n\n{\"a\":{\"b\":[1,\"x\\ny\",{\"c\":null}]},\"z\":1}\n", "[\n  {\"a\":1},\n  {\"a\": {\n    \"b\": 2\n  }},\n  {\"a\":\"\\ud83dx\\ude00\"}\n]\n",
		"[{\"score\":1},{\"score\":\"two \\\\\"},{}]", "{\"n\":[1,{\"r\":[]}],\"x\":{\"r\":[{\"score\":1},\n{\"a\":[]}],\"k\":{}},\"z\":\"}\"}\n", "{\"score\":1}\n{\"a.b\":2,\"a\":{}}{\n\"a\"\n:\n3}",
		"{\"a\":[9876543210,\"\",\"\xff\\/\"],\"\":true}", "{\"a\":{\"b\":{\"c\":\"x\"}},\"a.b.c\":\"y\"}",
	} {
		for seed := range 4 {
			f.Add(s, uint64(seed))
		}
	}
	f.Fuzz(checkRewrite)
}

func checkRewrite(t *testing.T, text string, seed uint64) {
	if len(text) > 4096 {
		return
	}
	layouts := []Layout{{Kind: Lines}, {Kind: Values}, {Kind: Array}, {Kind: Array, OnLines: true}, {Kind: Array, OnLines: true, Indent: "  "}}
	if l, err := Sniff([]byte(text), true); err == nil {
		layouts = append(layouts, l)
	}
	for _, l := range layouts {
		scanned := run(t, text, l, oraclePaths, scan.Options{})
		got, err := rewriteEveryWay(t, text, l, oraclePaths, scan.Options{}, noEdits)
		if (err == nil) != (scanned.err == "") || err == nil && got != text {
			t.Fatalf("%+v: %q\ngot %q, %v; Scan says %s", l, text, got, err, scanned.err)
		}
		if err != nil {
			continue
		}
		edited, err := rewriteEveryWay(t, text, l, oraclePaths, scan.Options{}, wildEdits(seed))
		if err != nil {
			t.Fatalf("%+v: %q: %v", l, text, err)
		}
		l.Sequential = true
		before, after := others(t, text, l), others(t, edited, l)
		if !slices.Equal(before, after) {
			t.Fatalf("%+v: %q became\n%q\nvalues %q\nwant   %q", l, text, edited, after, before)
		}
	}
}

// wildEdits changes cells anywhere, also in the middle of characters, but always in the
// same way.
func wildEdits(seed uint64) func([][]byte, [][]scan.Edit) error {
	texts := []string{"", "[EMAIL]", "\"", "\\u00", "x\ny", ""}
	return func(cells [][]byte, edits [][]scan.Edit) error {
		for i, c := range cells {
			h := fnv.New64a()
			fmt.Fprintf(h, "%d %d %s", seed, i, c)
			r := h.Sum64()
			next := func(n int) int {
				r = r*6364136223846793005 + 1442695040888963407
				return int(r>>33) % n
			}
			if c == nil || next(2) == 0 {
				continue
			}
			for at := next(len(c) + 1); ; {
				end := at + next(min(len(c)-at, 9)+1)
				edits[i] = append(edits[i], scan.Edit{Start: at, End: end, Text: texts[next(len(texts))]})
				if at = end + next(5); at > len(c) {
					break
				}
			}
		}
		return nil
	}
}

// others lists all that Flatten finds in the records of text but what lies at the
// wanted paths.
func others(t *testing.T, text string, l Layout) (list []string) {
	records, _, err := Head([]byte(text), true, l, 1<<30)
	if err != nil {
		t.Fatalf("%+v: %q: %v", l, text, err)
	}
	for i, r := range records {
		list = append(list, fmt.Sprintf("record %d", i))
		err := Flatten(r, func(path string, value []byte, kind ValueKind) error {
			for _, p := range oraclePaths {
				if path == p || strings.HasPrefix(path, p+".") {
					return nil
				}
			}
			list = append(list, fmt.Sprintf("%q %d %q", path, kind, value))
			return nil
		})
		if err != nil {
			t.Fatalf("%+v: %q: %v", l, r, err)
		}
	}
	return list
}

// TestRewriteRandom does so for random documents.
func TestRewriteRandom(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 10
	}
	for seed := range n {
		m := newModel(uint64(seed), 13)
		var objects []string
		for range 1 + m.IntN(4) {
			objects = append(objects, m.object(1))
		}
		sep := m.pick("\n", ",\n", ",\n  ", ",", " ")
		text := strings.Join(objects, sep)
		if sep[0] == ',' {
			text = "[" + strings.TrimLeft(sep, ",") + text + m.pick("]", "\n]\n")
		}
		checkRewrite(t, text, uint64(seed))
	}
}
