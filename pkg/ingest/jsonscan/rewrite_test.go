package jsonscan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// rewrite copies text and, after a false cut, does it again as a caller must.
func rewrite(text string, l Layout, paths []string, o scan.Options, newEditor func() *scan.Editor) (string, *scan.Summary, error) {
	var out bytes.Buffer
	s, err := Rewrite(context.Background(), strings.NewReader(text), &out, l, paths, o, newEditor)
	if errors.Is(err, ErrFalseCut) {
		out.Reset()
		l.Sequential = true
		s, err = Rewrite(context.Background(), strings.NewReader(text), &out, l, paths, o, newEditor)
	}
	return out.String(), s, err
}

// rewriteEveryWay copies text with many block sizes and numbers of workers, wants the
// same from all, and returns it. edit sees the cells of one record, and no more.
func rewriteEveryWay(t testing.TB, text string, l Layout, paths []string, o scan.Options, edit func(cells [][]byte, edits [][]scan.Edit) error) (string, error) {
	t.Helper()
	newEditor := func() *scan.Editor {
		next := 0
		return &scan.Editor{
			Record: func(n int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
				if n != 0 && n != next {
					t.Errorf("record %d of a block comes behind %d", n, next-1)
				}
				next = n + 1
				return edit(cells, edits)
			},
		}
	}
	var want string
	var wantErr error
	for i, size := range []int{1 << 20, 1, 2, 3, 7, 16, 61, 300, len(text), len(text) + 1} {
		for _, workers := range []int{1, 2, 5} {
			o.BlockSize, o.Workers = size, workers
			got, s, err := rewrite(text, l, paths, o, newEditor)
			if i == 0 && workers == 1 {
				want, wantErr = got, err
				continue
			}
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%+v, block size %d, %d workers: error %v, want %v\n%q", l, size, workers, err, wantErr, text)
			}
			if err == nil && (got != want || s.Bytes != int64(len(text))) {
				t.Fatalf("%+v, block size %d, %d workers\n%q\ngot  %q\nwant %q", l, size, workers, text, got, want)
			}
		}
	}
	return want, wantErr
}

func noEdits([][]byte, [][]scan.Edit) error { return nil }

// replacing returns an edit function that puts text in the place of what, wherever it
// stands in a cell.
func replacing(what, text string) func([][]byte, [][]scan.Edit) error {
	return func(cells [][]byte, edits [][]scan.Edit) error {
		for i, c := range cells {
			for at := 0; ; {
				n := bytes.Index(c[at:], []byte(what))
				if n < 0 {
					break
				}
				edits[i] = append(edits[i], scan.Edit{Start: at + n, End: at + n + len(what), Text: text})
				at += n + len(what)
			}
		}
		return nil
	}
}

// TestRewriteValues shows what edits do to every kind of value.
func TestRewriteValues(t *testing.T) {
	cases := []struct {
		in    string
		paths []string
		edits []string // of each path: start, end and text, joined by |
		want  string   // or the error
	}{
		{`{"a":"x@y.in said \"hi\""}`, []string{"a"}, []string{"0 6 [EMAIL]"}, `{"a":"[EMAIL] said \"hi\""}`},
		{`{"a":"\u0905\u0906b"}`, []string{"a"}, []string{"3 6 -"}, `{"a":"\u0905-b"}`},
		{`{"a":"\u0905\u0906b"}`, []string{"a"}, []string{"4 5 -"}, `{"a":"\u0905-b"}`},       // inside an escape sequence
		{`{"a":"\u0905\u0906b"}`, []string{"a"}, []string{"4 5 -|5 7 +"}, `{"a":"\u0905-+"}`}, // both
		{`{"a":"\u0905b"}`, []string{"a"}, []string{"1 1 -"}, `{"a":"-\u0905b"}`},
		{`{"a":"\ud83d\ude00b"}`, []string{"a"}, []string{"0 4 "}, `{"a":"b"}`},
		{`{"a":"\ud83dx\ude00"}`, []string{"a"}, []string{"3 4 "}, `{"a":"\ufffd\ude00"}`}, // would be a pair
		{`{"a":"\ud83dxy\ude00"}`, []string{"a"}, []string{"3 4 |4 5 "}, `{"a":"\ufffd\ude00"}`},
		{`{"a":"\\ud83dx\ude00"}`, []string{"a"}, []string{"6 7 "}, `{"a":"\\ud83d\ude00"}`},
		{`{"a":"\\\ud83dx\ude00"}`, []string{"a"}, []string{"4 5 "}, `{"a":"\\\ufffd\ude00"}`},
		{`{"a":"\ud83dx\ude00"}`, []string{"a"}, []string{"3 4 y"}, `{"a":"\ud83dy\ude00"}`},
		{`{"a":"b"}`, []string{"a"}, []string{"1 1 \"\\/\n\r\t\x00\x1f\x7f<é"}, `{"a":"b\"\\/\n\r\t\u0000\u001f` + "\x7f" + `<é"}`},
		{`{"a":""}`, []string{"a"}, []string{"0 0 x"}, `{"a":"x"}`},
		{`{"a":9876543210}`, []string{"a"}, []string{"0 10 [PHONE]"}, `{"a":"[PHONE]"}`},
		{`{"a": -9.5 ,"b":1}`, []string{"a"}, []string{"2 3 "}, `{"a": "-95" ,"b":1}`},
		{`{"a":12}`, []string{"a"}, []string{"0 2 "}, `{"a":""}`},
		{`{"a":12}`, []string{"a"}, []string{"1 1 "}, `{"a":12}`},
		{`{"a":true}`, []string{"a"}, []string{"0 4 "}, `{"a":""}`},
		{`{"a":null}`, []string{"a"}, []string{"0 0 x"}, `{"a":"x"}`},
		{`{"a":null}`, []string{"a"}, []string{"0 0 "}, `{"a":null}`},
		{`{"b":1}`, []string{"a"}, []string{"0 0 "}, `{"b":1}`},
		{`{"b":1}`, []string{"a"}, []string{"0 0 x"}, `byte 0: stopped: the field "a": a value that is not there cannot be changed`},
		{"{\"a\":\"\"}\n{}", []string{"a"}, []string{"0 0 x"}, `line 2: stopped: the field "a": a value that is not there cannot be changed`},
		{`{"a":"secret"}`, []string{"a"}, []string{"0 7 "}, `byte 0: stopped: the field "a": the change of bytes 0 to 7 does not fit in a cell of 6 bytes changed up to 0`},
		{`{"a":"secret"}`, []string{"a"}, []string{"2 3 |1 2 "}, `byte 0: stopped: the field "a": the change of bytes 1 to 2 does not fit in a cell of 6 bytes changed up to 3`},
		// arrays and objects
		{`{"a":["ask Ravi", 5]}`, []string{"a"}, []string{"6 10 [P\"]"}, `{"a":["ask [P\"]", 5]}`},
		{`{"a":[9876543210,1]}`, []string{"a"}, []string{"1 11 [PHONE]"}, `{"a":["[PHONE]",1]}`},
		{`{"a":[9876543210,1]}`, []string{"a"}, []string{"5 5 x"}, `{"a":["9876x543210",1]}`},
		{`{"a":["12 MG Road", "Pune", null, "" ,7]}`, []string{"a"}, []string{"5 21 [ADDRESS]|23 27 x|29 34 y"}, `{"a":["12 [ADDRESS]", "", "x", "" ,"y"]}`},
		{`{"a":["x\nr@y.in\/"]}`, []string{"a"}, []string{"4 11 [EMAIL]"}, `{"a":["x[EMAIL]\/"]}`}, // the n of \n looked like a part of it
		{`{"a":["\ud83d\ude00x"]}`, []string{"a"}, []string{"9 10 -"}, `{"a":["-x"]}`},
		{`{"a":{"Ravi":{"b":[{"c":"Ravi"}]}}}`, []string{"a"}, []string{"2 6 P|20 24 Q"}, `{"a":{"P":{"b":[{"c":"Q"}]}}}`},
		{`{"a":[1,[2]]}`, []string{"a"}, []string{"0 7 all"}, `{"a":"all"}`},
		{`{"a":{}}`, []string{"a"}, []string{"0 2 "}, `{"a":""}`},
		{`{"a":[1 , 2]}`, []string{"a"}, []string{"0 1 x|3 4 x|6 6 x|7 7 x"}, `{"a":[1 , "2x"]}`},
		{`{"a":["" , 2]}`, []string{"a"}, []string{"1 1 x|2 2 y|6 7 z"}, `{"a":["y" , "z"]}`},
		{`{"a":[5,"x",6]}`, []string{"a"}, []string{"1 1 |4 5 y|7 8 "}, `{"a":[5,"y",""]}`},
		{`{"a":[1,[2]]}`, []string{"a"}, []string{"0 4 x"}, `{"a":["x",[2]]}`},
		// several paths
		{`{"a":"xy"}`, []string{"a", "a", "b"}, []string{"", "0 1 1", ""}, `{"a":"1y"}`},
		{`{"a":"xy"}`, []string{"a", "a"}, []string{"1 2 2", "0 1 1"}, `{"a":"x2"}`},
		{`{"a":"xy","b":"xy"}`, []string{"b", "a"}, []string{"1 2 2", "0 1 1"}, `{"a":"1y","b":"x2"}`},
		{`{"a":{"b":"xy","c":["x"]},"d":1}`, []string{"d", "a.b", "a"}, []string{"0 1 ", "0 1 1", "6 7 0|16 17 3"}, `{"a":{"b":"1y","c":["3"]},"d":""}`},
		{`{"a":{"b":{"c":"x"}},"d":1}`, []string{"a", "a.b", "a.b.c"}, []string{"6 12 0", "", "0 1 1"}, `{"a":{"b":{"0":"1"}},"d":1}`},
		{`{"a":{"b":{"c":"x"}},"d":1}`, []string{"d", "a.b.c", "a.b", "a"}, []string{"0 1 4", "0 1 1", "0 9 2", "2 3 3"}, `{"a":{"3":"2"},"d":"4"}`},
		{`{"a.b":"1x","a":{"b":"2x"}}`, []string{"a.b"}, []string{"1 2 -"}, `{"a.b":"1x","a":{"b":"2-"}}`},
		{`{"a":{"b":"2x"},"a.b":"1x"}`, []string{"a.b"}, []string{"1 2 -"}, `{"a":{"b":"2-"},"a.b":"1x"}`},
		{`{"a":{"c":"2x"},"a.b":"1x"}`, []string{"a.b"}, []string{"1 2 -"}, `{"a":{"c":"2x"},"a.b":"1-"}`},
	}
	for _, c := range cases {
		for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
			got, err := rewriteEveryWay(t, c.in, l, c.paths, scan.Options{}, func(_ [][]byte, edits [][]scan.Edit) error {
				for i := range edits {
					edits[i] = append(edits[i], parseEdits(t, c.edits[i])...)
				}
				return nil
			})
			if err != nil {
				got = strings.Replace(err.Error(), "line 1", "byte 0", 1)
			} else if !json.Valid([]byte(got)) {
				t.Errorf("not JSON: %s", got)
			}
			if got != c.want {
				t.Errorf("%s %v\ngot  %s\nwant %s", c.in, c.edits, got, c.want)
			}
		}
	}
}

func parseEdits(t *testing.T, s string) (edits []scan.Edit) {
	for _, part := range strings.Split(s, "|") {
		var e scan.Edit
		words := strings.SplitN(part, " ", 3)
		if len(words) == 3 {
			fmt.Sscan(words[0], &e.Start)
			fmt.Sscan(words[1], &e.End)
			e.Text = words[2]
			edits = append(edits, e)
		} else if s != "" {
			t.Fatalf("edits %q", s)
		}
	}
	return edits
}

// TestRewriteOrder looks at the order of the output and of the flushes.
func TestRewriteOrder(t *testing.T) {
	var in, want strings.Builder
	for i := range 500 {
		fmt.Fprintf(&in, "{\"a\":\"%d Ravi\"}\n", i)
		fmt.Fprintf(&want, "{\"a\":\"%d [PERSON_1]\"}\n", i)
	}
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
		for _, workers := range []int{1, 2, 5} {
			var out bytes.Buffer
			var seen []string
			s, err := Rewrite(t.Context(), strings.NewReader(in.String()), &out, l, []string{"a"}, scan.Options{Workers: workers, BlockSize: 100}, func() *scan.Editor {
				var mine []string
				return &scan.Editor{
					Record: func(n int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
						if n != len(mine) {
							t.Errorf("record %d of a block is the %dth", n, len(mine))
						}
						mine = append(mine, string(cells[0]))
						return replacing("Ravi", "[PERSON_1]")(cells, edits)
					},
					Flush: func(first int64) error {
						if first != int64(len(seen))+1 || strings.Count(out.String(), "\n") < len(seen)+len(mine) {
							t.Errorf("flush of record %d after %d", first, len(seen))
						}
						seen = append(seen, mine...)
						mine = mine[:0]
						return nil
					},
				}
			})
			if err != nil || s.Records != 500 || out.String() != want.String() {
				t.Fatalf("%s, %d workers: %v, %d records", l.Kind, workers, err, s.Records)
			}
			for i, cell := range seen {
				if cell != fmt.Sprintf("%d Ravi", i) {
					t.Fatalf("%s, %d workers: cell %d is %q", l.Kind, workers, i, cell)
				}
			}
			if len(seen) != 500 || slices.Contains(seen, "") {
				t.Errorf("%d records were flushed", len(seen))
			}
		}
	}
}
