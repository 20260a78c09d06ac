package jsonscan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

func TestSniff(t *testing.T) {
	cases := []struct {
		head     string
		complete bool
		want     Layout
		err      string
	}{
		{"{\"a\":1}\n{\"a\":2}\n", true, Layout{Kind: Lines}, ""},
		{"\n{\"a\":1}\r\n\r\n{\"a\":2}\r\n{\"a", false, Layout{Kind: Lines}, ""},
		{"{\"a\":1}\n", false, Layout{Kind: Lines}, ""},
		{"{\"a\":1}\n{\"a\":[{}", false, Layout{Kind: Lines}, ""},
		{"{\"a\":[{}]}\n{\"a\":[{}]}\n", true, Layout{Kind: Lines}, ""},
		{"{\"a\":1}{\"a\":2}\n", true, Layout{Kind: Values}, ""},
		{"{\"a\":1}\n{\"a\":\n2}\n", true, Layout{Kind: Values}, ""},
		{"{\n\"a\":1}\n{\"a\":2}\n", true, Layout{Kind: Values}, ""},
		{"{\"a\":1}", true, Layout{Kind: Values}, ""},
		{"{\"a\":1,\"b\":[1,2],\"c\":{\"d\":[]}}", true, Layout{Kind: Values}, ""},
		{"{\"form_response\":{\"answers\":[{}],\"definition\":{\"fields\":[{}]}}}", true, Layout{Kind: Values}, ""},
		{"{\"a", false, Layout{Kind: Values}, ""},
		{"[\n{\"a\":1},\n{\"a\":2}\n]", true, Layout{Kind: Array, OnLines: true}, ""},
		{"[{\"a\":1}, \n {\"a\":2}, \n {\"a\":2}]", true, Layout{Kind: Array, OnLines: true, Indent: " "}, ""},
		{"[\r\n\t{\r\n\"a\":1\r\n\t},\r\n\t{\"a\":2},", false, Layout{Kind: Array, OnLines: true, Indent: "\t"}, ""},
		{"[\n{\"a\":1},\n{\"a\":2},\n {\"a\":3}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1},\n\n{\"a\":2}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1}\n,\n{\"a\":2}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1}\n,{\"a\":2}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":[{},\n{}]},\n{\"a\":2}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1},\n{\"a\":[{},\n{}]}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1},\n{\"a\":2},\n{\"a\":[{},\n{}]},", false, Layout{Kind: Array}, ""},
		{"[{\"a\":1},{\"a\":2}]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1}\n]", true, Layout{Kind: Array}, ""},
		{"[\n{\"a\":1", false, Layout{Kind: Array}, ""},
		{"[", false, Layout{Kind: Array}, ""},
		{" [] ", true, Layout{Kind: Array}, ""},
		{"{\"total\":1,\"responses\":[{\"a\":1}],\"next\":null}", true, Layout{Kind: Array, Root: "responses"}, ""},
		{"{\"responses\":[{\"a\":1},{\"a", false, Layout{Kind: Array, Root: "responses", Only: true}, ""},
		{"{\"meta\":{\"n\":[1]},\"data\":{\"page\":{\"items\":[ {\"a\":[{}]}]}}}", true, Layout{Kind: Array, Root: "data.page.items"}, ""},
		{"{\"a\":{\"b\":{\"c\":{\"d\":[{}]}}}}", true, Layout{Kind: Values}, ""},
		{"{\"results\":[],\"next\":null}", true, Layout{Kind: Array, Root: "results"}, ""},
		{"{\"score\":9,\"tags\":[]}", true, Layout{Kind: Values}, ""},
		{"{\"responses\":[{}],\"x\":{\"links\":[{}]}}", true, Layout{}, `more than one array of objects: "responses", "x.links"`},
		{"", true, Layout{}, "line 1, column 1: nothing but white space"},
		{" \n ", true, Layout{}, "line 2, column 2: nothing but white space"},
		{"score\n9", true, Layout{}, "line 1, column 1: neither an object nor an array"},
		{"\n 17", true, Layout{}, "line 2, column 2: neither an object nor an array"},
		{"[1,2]", true, Layout{}, "line 1, column 2: the array holds something other than objects"},
		{"[{},\n  [{}]]", true, Layout{}, "line 2, column 3: the array holds something other than objects"},
		{"[{},]", true, Layout{}, "line 1, column 5: the array holds something other than objects"},
		{"[{}\n{}]", true, Layout{}, "line 2: not valid JSON: at byte 1 of the line: a comma or ] was expected"},
		{"[{}", true, Layout{}, "line 1: not valid JSON: at byte 4 of the line: a comma or ] was expected"},
		{"[{\"a\":1", true, Layout{}, "line 1: not valid JSON: at byte 8 of the line: the text ends inside a value"},
		{"[", true, Layout{}, "line 1: not valid JSON: at byte 2 of the line: the text ends inside a value"},
		{"{\"a\":1", true, Layout{}, "line 1: not valid JSON: at byte 7 of the line: the text ends inside a value"},
		{"{\n\"a\":tru}", true, Layout{}, "line 2: not valid JSON: at byte 5 of the line: a value was expected"},
		{"{\"a\":1},\n{\"a\":2}", true, Layout{}, "line 1: not valid JSON: at byte 8 of the line: a further object was expected"},
		{"{" + strings.Repeat(`"k":[{}],`, 9), false, Layout{}, `more than one array of objects: "k", "k", "k", "k", "k", "k", "k", "k" and 1 more`},
	}
	for _, c := range cases {
		got, err := Sniff([]byte(c.head), c.complete)
		text := ""
		if err != nil {
			text, got = err.Error(), Layout{}
		}
		if got != c.want || text != c.err {
			t.Errorf("%q, complete %t\ngot  %+v %q\nwant %+v %q", c.head, c.complete, got, text, c.want, c.err)
		}
	}
	var a *AmbiguousError
	if _, err := Sniff([]byte(`{"x":[{}],"y":[{}]}`), true); !errors.As(err, &a) || !slices.Equal(a.Paths, []string{"x", "y"}) {
		t.Errorf("error %v", err)
	}
}

func TestHead(t *testing.T) {
	cases := []struct {
		text     string
		complete bool
		l        Layout
		max      int
		want     []string
		err      string
	}{
		{"\n{\"a\":1}\r\n {\"a\":2} \n{\"a\":3}", true, Layout{Kind: Lines}, 9, []string{`2 {"a":1}`, `3 {"a":2}`, `4 {"a":3}`}, ""},
		{"\n{\"a\":1}\r\n {\"a\":2} \n{\"a\":3}", false, Layout{Kind: Lines}, 9, []string{`2 {"a":1}`, `3 {"a":2}`}, ""},
		{"{\"a\":1}\n{\"a\":2}\n{\"a\":3", true, Layout{Kind: Lines}, 2, []string{`1 {"a":1}`, `2 {"a":2}`}, ""},
		{"{\"a\":1}\n{\"a\"}\n", false, Layout{Kind: Lines}, 5, []string{`1 {"a":1}`}, "line 2: not valid JSON: a colon was expected after a key"},
		{"{\"a\":1,\"a\":2}\n", false, Layout{Kind: Lines}, 5, nil, `line 1: a key stands twice in one object: the key "a"`},
		{"[\n{\"a\":1},\n{\"a\":2},\n{\"a", false, Layout{Kind: Array, OnLines: true}, 9, []string{`2 {"a":1}`, `3 {"a":2}`}, ""},
		{"[\n{\"a\":1},\n{\"a\":2},\n{\"a", true, Layout{Kind: Array}, 9, []string{`2 {"a":1}`, `3 {"a":2}`}, "line 4: not valid JSON: the text ends inside a value"},
		{"{\"n\":1,\n\"r\":[{\"a\":1},{\"a\":2}]}", true, Layout{Kind: Array, Root: "r"}, 9, []string{`2 {"a":1}`, `2 {"a":2}`}, ""},
		{"{\n\"a\":1}{}", true, Layout{Kind: Values}, 1, []string{"1 {\n\"a\":1}"}, ""},
		{"", false, Layout{Kind: Array}, 1, nil, ""},
	}
	for _, c := range cases {
		records, lines, err := Head([]byte(c.text), c.complete, c.l, c.max)
		var got []string
		for i, r := range records {
			got = append(got, fmt.Sprintf("%d %s", lines[i], r))
		}
		text := ""
		if err != nil {
			text = err.Error()
		}
		if !slices.Equal(got, c.want) || text != c.err || len(lines) != len(records) {
			t.Errorf("%q\ngot  %q %q\nwant %q %q", c.text, got, text, c.want, c.err)
		}
	}
}

func TestFlatten(t *testing.T) {
	text := `{"score":9,"a":{"b":"x\ty","c.d":{"e":null}},"list":[1,{"z":2}],"empty":{},"n":{"m":{}},"t":true,"é\n":"\ud800"}`
	var got []string
	err := Flatten([]byte(text), func(path string, value []byte, kind ValueKind) error {
		got = append(got, fmt.Sprintf("%s %d %s", path, kind, value))
		return nil
	})
	want := []string{"score 2 9", "a.b 3 x\ty", "a.c.d.e 0 null", `list 4 [1,{"z":2}]`, "empty 5 {}", "n.m 5 {}", "t 1 true", "é\n 3 �"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	mine := errors.New("mine")
	if err := Flatten([]byte(`{"a":1}`), func(string, []byte, ValueKind) error { return mine }); err != mine {
		t.Errorf("error %v", err)
	}
	var e *scan.Error
	if err := Flatten([]byte(`{"a":1,}`), func(string, []byte, ValueKind) error { return nil }); !errors.As(err, &e) || e.Offset != 7 {
		t.Errorf("error %v", err)
	}
}

func TestReadings(t *testing.T) {
	var got []string
	for _, r := range readings("a.b.c") {
		got = append(got, strings.Join(r, "|"))
	}
	if want := []string{"a|b|c", "a|b.c", "a.b|c", "a.b.c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	many := readings(strings.Repeat("k.", 40))
	if len(many) != maxSplits || len(many[0]) != 41 || len(many[maxSplits-1]) != 1 {
		t.Errorf("%d readings, the first with %d keys", len(many), len(many[0]))
	}
}
