package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// oraclePaths are the wanted paths of all tests against encoding/json.
var oraclePaths = []string{"score", "a", "a.b", "a.b.c", "$x", "", "é", "a.", "score"}

// oracleCells are the cells of one record by encoding/json, as run writes them.
func oracleCells(t testing.TB, record []byte) string {
	var b strings.Builder
	for _, path := range oraclePaths {
		v, ok := oracleFind(t, record, path)
		if !ok || bytes.Equal(v, []byte("null")) {
			b.WriteString("|nil")
			continue
		}
		if v[0] == '"' {
			var s string
			if err := json.Unmarshal(v, &s); err != nil {
				t.Fatal(err)
			}
			v = []byte(s)
		}
		fmt.Fprintf(&b, "|%q", v)
	}
	return b.String()
}

// oracleFind follows a path, shortest keys first.
func oracleFind(t testing.TB, record []byte, path string) (json.RawMessage, bool) {
	var object map[string]json.RawMessage
	if record[0] != '{' || json.Unmarshal(record, &object) != nil {
		return nil, false
	}
	for i := range len(path) {
		if path[i] == '.' {
			if v, ok := object[path[:i]]; ok {
				if v, ok = oracleFind(t, v, path[i+1:]); ok {
					return v, true
				}
			}
		}
	}
	v, ok := object[path]
	return v, ok
}

// beyond tells whether an error is one that encoding/json does not make.
func beyond(err string) bool {
	return strings.Contains(err, scan.DuplicateKey.String()) || strings.Contains(err, scan.TooDeep.String())
}

// checkRows compares the records of a scan with the texts of the records.
func checkRows(t testing.TB, text string, got result, records []json.RawMessage) {
	t.Helper()
	if len(got.rows) != len(records) {
		t.Fatalf("%q: %d records, want %d", text, len(got.rows), len(records))
	}
	if !utf8.ValidString(text) {
		return // encoding/json replaces bytes, we do not
	}
	for i, r := range records {
		var at, line int
		fmt.Sscanf(got.rows[i], "%d line %d", &at, &line)
		if !strings.HasPrefix(text[at:], string(r)) || strings.Count(text[:at], "\n")+1 != line {
			t.Fatalf("%q: record %d at %d, line %d", text, i, at, line)
		}
		_, cells, _ := strings.Cut(got.rows[i], "|")
		if want := oracleCells(t, r); "|"+cells != want {
			t.Fatalf("%q: record %d\ngot  |%s\nwant %s", text, i, cells, want)
		}
	}
}

// checkLines compares a scan of NDJSON with encoding/json line by line.
func checkLines(t testing.TB, text string) {
	got := everyWay(t, text, Layout{Kind: Lines}, oraclePaths, scan.Options{})
	var records []json.RawMessage
	for i, line := range strings.Split(text, "\n") {
		line = strings.Trim(line, " \t\r")
		if line == "" {
			continue
		}
		if line[0] != '{' || !json.Valid([]byte(line)) {
			if !beyond(got.err) && !strings.Contains(got.err, fmt.Sprintf(" line %d: ", i+1)) {
				t.Fatalf("%q: error %q, want one in line %d", text, got.err, i+1)
			}
			return
		}
		records = append(records, json.RawMessage(line))
	}
	if got.err != "" {
		if !beyond(got.err) {
			t.Fatalf("%q: error %q, want none", text, got.err)
		}
		return
	}
	checkRows(t, text, got, records)
}

// checkValues does so for objects one after another.
func checkValues(t testing.TB, text string) {
	got := everyWay(t, text, Layout{Kind: Values}, oraclePaths, scan.Options{})
	var records []json.RawMessage
	d := json.NewDecoder(strings.NewReader(text))
	var err error
	for {
		var r json.RawMessage
		if err = d.Decode(&r); err != nil {
			break
		}
		if r[0] != '{' {
			err = errors.New("no object")
			break
		}
		records = append(records, r)
	}
	compare(t, text, got, records, err == io.EOF)
}

// checkArray does so for an array, as it is sniffed and in order.
func checkArray(t testing.TB, text string) {
	var records []json.RawMessage
	ok := json.Unmarshal([]byte(text), &records) == nil && strings.TrimLeft(text, " \t\r\n")[0] == '['
	for _, r := range records {
		ok = ok && r[0] == '{'
	}
	layouts := []Layout{{Kind: Array}}
	for n := range len(text) + 1 {
		if l, err := Sniff([]byte(text[:n]), n == len(text)); err == nil && l.OnLines && l != layouts[len(layouts)-1] {
			layouts = append(layouts, l)
		}
	}
	for _, l := range layouts {
		compare(t, text, everyWay(t, text, l, oraclePaths, scan.Options{}), records, ok)
	}
	root := `{"x":{"b":[{"c":1}]},"root":` + text + `,"y":""}`
	inside := everyWay(t, root, Layout{Kind: Array, Root: "root"}, oraclePaths, scan.Options{})
	compare(t, root, inside, records, ok)
}

func compare(t testing.TB, text string, got result, records []json.RawMessage, ok bool) {
	t.Helper()
	switch {
	case beyond(got.err):
	case !ok && got.err == "":
		t.Fatalf("%q: no error", text)
	case ok && got.err != "":
		t.Fatalf("%q: error %q", text, got.err)
	case ok:
		checkRows(t, text, got, records)
	}
}

// randomJSON writes random objects, or things that nearly are.
type randomJSON struct {
	*rand.Rand
	pretty bool
}

func (r randomJSON) pick(words ...string) string { return words[r.IntN(len(words))] }

func (r randomJSON) space() string {
	if r.pretty {
		return r.pick("", "", " ", "\n", "\n  ", "\t", "\r\n")
	}
	return r.pick("", "", "", " ", "\t", "\r")
}

func (r randomJSON) key() string {
	return r.pick(`"score"`, `"a"`, `"b"`, `"c"`, `"a.b"`, `"b.c"`, `"a.b.c"`, `"$x"`, `""`, `"\u0073core"`, `"é"`, `"\u00e9"`, `"a."`, `"long key with blanks"`, `"q\""`)
}

func (r randomJSON) scalar() string {
	return r.pick(`1`, `0`, `-0`, `10`, `9.50`, `1e5`, `-1.2E-3`, `123456789012345678901234567890`, `true`, `false`, `null`, `""`, `"x"`, `"North"`, `"a \\"`, `"a\\\""`,
		`"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ufffd"`, `"नमस्ते दुनिया"`, `"tab\tand\nnewline and a longer text of many words"`, `"\/\b\f\r"`, `"},{"`, `"\n{"`)
}

func (r randomJSON) value(depth int) string {
	switch n := r.IntN(8); {
	case n == 0 && depth < 5:
		return r.object(depth + 1)
	case n == 1 && depth < 5:
		var b strings.Builder
		b.WriteString("[" + r.space())
		for i := range r.IntN(4) {
			if i > 0 {
				b.WriteString(r.space() + "," + r.space())
			}
			b.WriteString(r.value(depth + 1))
		}
		return b.String() + r.space() + "]"
	}
	return r.scalar()
}

func (r randomJSON) object(depth int) string {
	var b strings.Builder
	b.WriteString("{" + r.space())
	seen := map[string]bool{}
	n := 0
	for range r.IntN(6) {
		k := r.key()
		var name string
		_ = json.Unmarshal([]byte(k), &name)
		if seen[name] && r.IntN(20) > 0 {
			continue
		}
		seen[name] = true
		if n++; n > 1 {
			b.WriteString(r.space() + "," + r.space())
		}
		b.WriteString(k + r.space() + ":" + r.space() + r.value(depth))
	}
	return b.String() + r.space() + "}"
}

// damage changes a byte or two, mostly not at all.
func (r randomJSON) damage(s string) string {
	if r.IntN(2) == 0 || s == "" {
		return s
	}
	at := r.IntN(len(s))
	switch r.IntN(4) {
	case 0:
		return s[:at] + s[at+1:]
	case 1:
		return s[:at]
	case 2:
		return s[:at] + r.pick(`"`, `\`, `,`, `{`, `}`, `[`, `]`, "\n", ":", " ", "\x00", "0", "\xff", "é") + s[at:]
	}
	return s[:at] + r.pick(`"`, `\`, `,`, `{`, `}`, `[`, `]`, "\n", "x") + s[at+1:]
}

func TestAgainstEncodingJSON(t *testing.T) {
	n := 400
	if testing.Short() {
		n = 50
	}
	for seed := range n {
		r := randomJSON{Rand: rand.New(rand.NewPCG(uint64(seed), 7))}
		var objects []string
		for range r.IntN(5) {
			objects = append(objects, r.object(1))
		}
		checkLines(t, r.damage(strings.Join(objects, r.pick("\n", "\r\n", "\n\n", " \n"))+r.pick("", "\n")))
		r.pretty = r.IntN(2) == 0
		objects = objects[:0]
		for range r.IntN(5) {
			objects = append(objects, r.object(1))
		}
		checkValues(t, r.damage(strings.Join(objects, r.pick("\n", "", "\n\n", " "))))
		sep := r.pick(",\n", ",\n  ", ", \n ", ",", " , ", "\n,")
		checkArray(t, r.damage(r.pick("[\n", "[", "[\n  ")+strings.Join(objects, sep)+r.pick("]", "\n]\n", " ] ")))
	}
}

func TestEverySplit(t *testing.T) {
	cases := []struct {
		text string
		l    Layout
	}{
		{"{\"score\":1,\"a\":{\"b\":\"x\\\"\\\\\"}}\r\n\n{\"a\":{\"b\":[1,{\"c\":null}]},\"score\":\"\\u0031\\ud83d\"}\n \n{\"score\":-1.5e3}", Layout{Kind: Lines}},
		{"[\n  {\"score\":1},\n  {\"a\": {\n    \"b\": 2\n  }},\n  {\"score\":3,\"t\":[\n    {\"x\":1},\n    {\"x\":2}]}\n]\n", Layout{Kind: Array, OnLines: true, Indent: "  "}},
		{"[{\"score\":1},{\"score\":\"two \\\\\"},{}]", Layout{Kind: Array}},
		{"{\"n\":[1,{\"root\":[]}],\"x\":{\"root\":[{\"score\":1},\n{\"score\":2}],\"k\":{}},\"z\":\"}\"}\n", Layout{Kind: Array, Root: "x.root"}},
		{"{\"score\":1}\n{\"score\":2}{\n\"score\"\n:\n3}", Layout{Kind: Values}},
	}
	for _, c := range cases {
		o := scan.Options{Workers: 1}
		want := run(t, c.text, c.l, oraclePaths, o)
		if want.err != "" || len(want.rows) < 3 && c.l.Root == "" {
			t.Fatalf("%q: %+v", c.text, want)
		}
		for o.BlockSize = 1; o.BlockSize <= len(c.text)+1; o.BlockSize++ {
			for _, o.Workers = range []int{1, 2, 5} {
				if got := run(t, c.text, c.l, oraclePaths, o); !same(got, want) {
					t.Fatalf("block size %d: %q\ngot  %+v\nwant %+v", o.BlockSize, c.text, got, want)
				}
			}
		}
		for n := range len(c.text) { // a stream that ends anywhere is never misread
			everyWay(t, c.text[:n], c.l, oraclePaths, scan.Options{})
		}
	}
}
