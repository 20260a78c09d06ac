package jsonscan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

func TestErrors(t *testing.T) {
	deep := strings.Repeat(`{"x":`, 64) + "1" + strings.Repeat("}", 64)
	arrays := `{"x":` + strings.Repeat(`[`, 64) + strings.Repeat("]", 64) + "}"
	var b strings.Builder
	b.WriteString("{")
	for i := range maxKeys + 1 {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	wide := b.String()
	cases := []struct {
		text string
		l    Layout
		want string // offset and message
	}{
		{`{"a":1} x`, Layout{Kind: Lines}, "8 line 1: not valid JSON: text after the object of a line"},
		{"{\"a\":1}\n{\"a\":\n1}", Layout{Kind: Lines}, "13 line 2: not valid JSON: the line ends inside an object"},
		{"{}\n{\"a\":\"x\n", Layout{Kind: Lines}, "10 line 2: not valid JSON: the line ends inside an object"},
		{"{}\n{\"a\":\"x", Layout{Kind: Lines}, "10 line 2: not valid JSON: the line ends inside an object"},
		{"{}\n{}{}\n", Layout{Kind: Lines}, "5 line 2: not valid JSON: text after the object of a line"},
		{"\n[1]\n", Layout{Kind: Lines}, "1 line 2: not valid JSON: an object was expected"},
		{"{\"a\":1,\"b\":2,\"a\":3}", Layout{Kind: Lines}, `13 line 1: a key stands twice in one object: the key "a"`},
		{"{\"a\":1}\n{\"b\":2,\"\\u0062\":3}", Layout{Kind: Lines}, `15 line 2: a key stands twice in one object: the key "b"`},
		{"{\"a\":{\"b\":2,\"b\":3}}", Layout{Kind: Lines}, `12 line 1: a key stands twice in one object: the key "b"`},
		{"{\"not wanted\":{\"b\":2,\"b\":3}}", Layout{Kind: Lines}, ""},
		{deep, Layout{Kind: Lines}, ""},
		{`{"x":` + deep + `}`, Layout{Kind: Lines}, "320 line 1: nested too deeply: nested deeper than 64 levels"},
		{arrays, Layout{Kind: Lines}, "68 line 1: nested too deeply: nested deeper than 64 levels"},
		{wide, Layout{Kind: Lines}, "709787 line 1: not valid JSON: an object has more than 65536 keys"},
		{`{"a":[1}`, Layout{Kind: Values}, "7 line 1: not valid JSON: a comma or ] was expected"},
		{`{"a":{"c":1]`, Layout{Kind: Values}, "11 line 1: not valid JSON: a comma or } was expected"},
		{`{"a":1`, Layout{Kind: Values}, "6 line 1: not valid JSON: the text ends inside a value"},
		{`{"a":1}1`, Layout{Kind: Values}, "7 line 1: not valid JSON: an object was expected"},
		{`{"a" 1}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a colon was expected after a key"},
		{`{a:1}`, Layout{Kind: Values}, "1 line 1: not valid JSON: a key in double quotes was expected"},
		{`{"a":1,}`, Layout{Kind: Values}, "7 line 1: not valid JSON: a key in double quotes was expected"},
		{`{"a":-}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a number is not written as JSON wants it"},
		{`{"a":1.}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a number is not written as JSON wants it"},
		{`{"a":1e+}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a number is not written as JSON wants it"},
		{`{"a":007}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a number has a leading zero"},
		{`{"a":NaN}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a value was expected"},
		{`{"a":trux}`, Layout{Kind: Values}, "5 line 1: not valid JSON: a value was expected"},
		{`{"a":"\x"}`, Layout{Kind: Values}, "6 line 1: not valid JSON: unknown escape sequence in a string"},
		{`{"a":"\u12g4"}`, Layout{Kind: Values}, `6 line 1: not valid JSON: \u needs four hexadecimal digits`},
		{"{\"a\":\"1234567\t\"}", Layout{Kind: Values}, "13 line 1: not valid JSON: control character inside a string"},
		{`[{"a":1},]`, Layout{Kind: Array}, "9 line 1: not valid JSON: an object was expected"},
		{`[{"a":1},[]]`, Layout{Kind: Array}, "9 line 1: not valid JSON: an object was expected"},
		{`[{"a":1}{}]`, Layout{Kind: Array}, "8 line 1: not valid JSON: a comma or ] was expected"},
		{`[{"a":1}] x`, Layout{Kind: Array}, "10 line 1: not valid JSON: text after the end"},
		{"[\n{\"a\":1},\n{\"a\":2},\n{\"a\":3}\n]\n]", Layout{Kind: Array, OnLines: true}, "30 line 6: not valid JSON: text after the end"},
		{"[\n{\"a\":1},\n{\"a\":2},\n{\"a\":3}\n", Layout{Kind: Array, OnLines: true}, "28 line 5: not valid JSON: the text ends inside a value"},
		{`{"a":1}`, Layout{Kind: Array}, "0 line 1: not valid JSON: an array was expected"},
		{``, Layout{Kind: Array}, "0 line 1: not valid JSON: there is nothing but white space"},
		{`[]`, Layout{Kind: Array, Root: "r"}, "0 line 1: not valid JSON: an object with an array in it was expected"},
		{`{"x":1}`, Layout{Kind: Array, Root: "r"}, `6 line 1: not valid JSON: the object ends without the array "r"`},
		{`{"r":[{}],"r":1}`, Layout{Kind: Array, Root: "r"}, `10 line 1: a key stands twice in one object: the key "r"`},
		{`{"r":[{}]},`, Layout{Kind: Array, Root: "r"}, "10 line 1: not valid JSON: text after the end"},
		{`{"r":[{}],"s":{"t":[{}]}}`, Layout{Kind: Array, Root: "r"}, ""},
		{`{"r":[{}],"s":{"t":[{}]}}`, Layout{Kind: Array, Root: "r", Only: true}, `10 line 1: not valid JSON: more than one array of objects: "r", "s.t"`},
		{"{\"a\":\"\xff\"}", Layout{Kind: Lines}, ""},
	}
	for _, c := range cases {
		name := c.text[:min(len(c.text), 40)]
		o := scan.Options{}
		var got result
		if len(c.text) > 10000 {
			got = run(t, c.text, c.l, []string{"a"}, o)
		} else {
			got = everyWay(t, c.text, c.l, []string{"a", "a.b"}, o)
		}
		if got.err != c.want {
			t.Errorf("%s %q\ngot  %q\nwant %q", c.l.Kind, name, got.err, c.want)
		}
	}
}

func TestCheckUTF8(t *testing.T) {
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
		got := everyWay(t, "{\"a\":\"é\"}\n{\"b\":\"é\xe9\"}\n{\"a\":}", l, []string{"a"}, scan.Options{CheckUTF8: true})
		if want := "19 line 2: not UTF-8"; got.err != want {
			t.Errorf("%s: error %q, want %q", l.Kind, got.err, want)
		}
	}
}

func TestLoneSurrogates(t *testing.T) {
	text := `{"score":"\ud83d","a":"\ud83d\ude00 \ufffd"}` + "\n" + `{"a":"x\udc00\ud800\ud800\udc00y","other":"\ud800"}`
	got := everyWay(t, text, Layout{Kind: Values}, []string{"score", "a"}, scan.Options{})
	if got.lone != 3 || got.rows[0] != `0 line 1 |"�"|"😀 �"` || !strings.HasSuffix(got.rows[1], `|nil|"x��𐀀y"`) {
		t.Errorf("%d lone, rows %q", got.lone, got.rows)
	}
}

func TestRecordTooLong(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 80) + `"}`
	fits := `{"a":"` + strings.Repeat("x", 100-9) + `"}` // 99 bytes, 100 with a line end
	cases := []struct {
		text string
		l    Layout
		at   string
	}{
		{fits + "\n" + fits + "\n", Layout{Kind: Lines}, ""},
		{fits + "\n" + fits + " \n", Layout{Kind: Lines}, "100 line 2: the record is too long"},
		{"{}\n" + strings.Repeat(" ", 150) + "\n{}", Layout{Kind: Lines}, "3 line 2: the record is too long"},
		{"{}\n" + strings.Repeat(long, 3), Layout{Kind: Lines}, "91 line 2: not valid JSON: text after the object of a line"},
		{"{}\n{\"a\":\"" + strings.Repeat("x", 300), Layout{Kind: Lines}, "3 line 2: the record is too long"},
		{"{}\n{\"a\":" + strings.Repeat("1", 20) + "x" + strings.Repeat("y", 300), Layout{Kind: Lines}, "28 line 2: not valid JSON: a comma or } was expected"},
		{"[" + fits + ",\n" + fits + "]", Layout{Kind: Array}, ""},
		{"[" + fits + ",\n " + fits + ",{\"a\":\"" + fits[6:90] + long[6:] + "]", Layout{Kind: Array}, "203 line 2: the record is too long"},
		{"[\n" + long + ",\n" + long + ",\n{\"a\":\"" + strings.Repeat("x", 300) + "\"},\n" + long + "]", Layout{Kind: Array, OnLines: true}, "182 line 4: the record is too long"},
		{`{"n":"` + strings.Repeat("x", 300) + `","r":[` + long + `]}`, Layout{Kind: Array, Root: "r"}, "1 line 1: the record is too long"},
		{`{"r":[` + long + `],"n":["` + strings.Repeat("x", 300) + `"]}`, Layout{Kind: Array, Root: "r"}, "96 line 1: the record is too long"},
		{long + strings.Repeat(" ", 500) + long, Layout{Kind: Values}, ""},
	}
	for _, c := range cases {
		if got := everyWay(t, c.text, c.l, []string{"a"}, scan.Options{MaxRecord: 100}); got.err != c.at {
			t.Errorf("%s %q\ngot  %q\nwant %q", c.l.Kind, c.text, got.err, c.at)
		}
	}
}

func TestStopped(t *testing.T) {
	mine := errors.New("mine")
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
		for _, workers := range []int{1, 3} {
			text := strings.Repeat("{\"a\":1}\n", 200) + "{\"a\":2}\n" + strings.Repeat("{\"a\":2}\n{", 20)
			_, err := Scan(context.Background(), strings.NewReader(text), l, []string{"a"}, scan.Options{Workers: workers, BlockSize: 50}, func() scan.Sink {
				return func(r *scan.Record) error {
					if string(r.Cells[0]) == "2" {
						return mine
					}
					return nil
				}
			})
			var e *scan.Error
			if !errors.As(err, &e) || !errors.Is(err, mine) || e.Kind != scan.Stopped || e.Offset != 1600 || e.Line != 201 {
				t.Errorf("%s, %d workers: %+v", l.Kind, workers, err)
			}
		}
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("broken pipe")
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}, {Kind: Array}} {
		text := "{\"a\":1}\n{\"a\":2}\n{\"a\""
		if l.Kind == Array {
			text = "[{\"a\":1},\n{\"a\":2},\n{\"a\""
		}
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		s, err := Scan(context.Background(), r, l, nil, scan.Options{}, func() scan.Sink { return func(*scan.Record) error { return nil } })
		var e *scan.Error
		if !errors.As(err, &e) || e.Kind != scan.Read || !errors.Is(err, broken) || s.Records != 2 {
			t.Errorf("%s: %v, %d records", l.Kind, err, s.Records)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Scan(ctx, strings.NewReader("{}{}"), Layout{Kind: Values}, nil, scan.Options{}, func() scan.Sink { return func(*scan.Record) error { return nil } })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
