package jsonscan

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

func FuzzLines(f *testing.F) {
	for _, s := range []string{
		"{\"score\":9}\n{\"score\":\"10\"}\n", "\r\n{\"a\":{\"b\":{\"c\":[]}}}\r\n", "{\"a\":1,\n\"b\":2}", "{}{}", "{\"a\\\\\":\"\\\\\"}", "{\"score\":01}", "{\"score\":\"\\ud83d\"}",
		"{\"score\":\"\x01\"}", "nul\n", "{\"a.b\":1,\"a\":{\"b\":null}}", "{\"score\":1,\"\\u0073core\":2}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkLines(t, text)
		for _, complete := range []bool{true, false} {
			if l, err := Sniff([]byte(text), complete); err == nil {
				everyWay(t, text, l, oraclePaths, scan.Options{MaxRecord: 20})
				_, _, _ = Head([]byte(text), complete, l, 3)
			}
		}
	})
}

func FuzzArray(f *testing.F) {
	for _, s := range []string{
		"[{\"score\":9},{\"score\":10}]", "[\n{\"a\":1},\n{\"a\":2}\n]", "[\n  {\n    \"a\": [\n  {},\n  {}]\n  },\n  {}\n]", "[]", "[1,2]", "[{}]]", "[{},]", "[{\"a\":{\"b\":\"]\"}}", "", "{",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkArray(t, text)
		checkValues(t, text)
	})
}

func FuzzFlatten(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":{"c":"x\n","d":{},"e":[1,{"f":2}]}}`, `{"":{"":""}}`, `{"a.b":1,"a":{"b":2}}`, `{}`, `{"a":tru}`, `[]`, ` {"a":"\ud800"} `,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkFlatten(t, text) })
}

// checkFlatten compares Flatten with encoding/json, and wants Scan to find every leaf
// under the path it was given.
func checkFlatten(t testing.TB, text string) {
	leaves := map[string]string{}
	var paths []string
	double := false
	err := Flatten([]byte(text), func(path string, value []byte, kind ValueKind) error {
		if _, ok := leaves[path]; ok {
			double = true
		}
		leaves[path] = string(value)
		if kind == Null {
			leaves[path] = ""
		}
		paths = append(paths, path)
		return nil
	})
	var object map[string]json.RawMessage
	ok := json.Unmarshal([]byte(text), &object) == nil && object != nil
	if (err == nil) != ok {
		if err != nil && (strings.Contains(err.Error(), "deeper than 64")) {
			return
		}
		t.Fatalf("%q: error %v, encoding/json says %t", text, err, ok)
	}
	if err != nil || double || !utf8.ValidString(text) {
		return
	}
	w := newWalker(paths)
	w.d = []byte(strings.TrimLeft(text, " \t\r\n"))
	if w.record(0) < 0 {
		if w.fault.kind == faultDouble {
			return
		}
		t.Fatalf("%q: %s", text, w.fault.text)
	}
	for i, p := range paths {
		if string(w.cells[i]) != leaves[p] {
			t.Fatalf("%q: path %q is %q and %q", text, p, leaves[p], w.cells[i])
		}
	}
}
