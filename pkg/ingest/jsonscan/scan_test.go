package jsonscan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// result is what a scan gave, in file order, with no trace of how it was done.
type result struct {
	rows    []string // offset, line and cells of each record
	records int64
	blank   int64
	lone    int64
	err     string
}

// run scans text and, after a false cut, scans it again as a caller must.
func run(t testing.TB, text string, l Layout, paths []string, o scan.Options) result {
	t.Helper()
	var lone atomic.Int64
	l.Lone = &lone
	res, err := runOnce(text, l, paths, o)
	if errors.Is(err, ErrFalseCut) {
		lone.Store(0)
		l.Sequential = true
		if res, err = runOnce(text, l, paths, o); errors.Is(err, ErrFalseCut) {
			t.Fatalf("a false cut without cuts")
		}
	}
	if err != nil {
		// What sinks got before an error is not defined, only the error is.
		var e *scan.Error
		if !errors.As(err, &e) {
			t.Fatalf("error %T %v is no *scan.Error", err, err)
		}
		return result{err: fmt.Sprintf("%d %v", e.Offset, err)}
	}
	res.lone = lone.Load()
	return res
}

func runOnce(text string, l Layout, paths []string, o scan.Options) (result, error) {
	type row struct {
		offset int64
		pos    scan.Pos
		cells  string
	}
	var parts []*[]row
	s, err := Scan(context.Background(), strings.NewReader(text), l, paths, o, func() scan.Sink {
		mine := new([]row)
		parts = append(parts, mine)
		return func(r *scan.Record) error {
			var b strings.Builder
			for _, c := range r.Cells {
				if c == nil {
					b.WriteString("|nil")
				} else {
					fmt.Fprintf(&b, "|%q", c)
				}
			}
			*mine = append(*mine, row{r.Offset, r.Pos(), b.String()})
			return nil
		}
	})
	var rows []row
	for _, p := range parts {
		rows = append(rows, *p...)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].offset < rows[j].offset })
	res := result{records: s.Records, blank: s.Blank}
	for _, r := range rows {
		res.rows = append(res.rows, fmt.Sprintf("%d line %d %s", r.offset, s.Line(r.pos), r.cells))
	}
	return res, err
}

func same(a, b result) bool {
	return a.err == b.err && slices.Equal(a.rows, b.rows) && a.records == b.records && a.blank == b.blank && a.lone == b.lone
}

// everyWay scans text with many block sizes and numbers of workers, wants the same from
// all, and returns it.
func everyWay(t testing.TB, text string, l Layout, paths []string, o scan.Options) result {
	t.Helper()
	o.Workers, o.BlockSize = 1, 1<<20
	want := run(t, text, l, paths, o)
	sizes := []int{1, 2, 3, 7, 16, 61, 300}
	for _, o.BlockSize = range sizes {
		for _, o.Workers = range []int{1, 2, 5} {
			if got := run(t, text, l, paths, o); !same(got, want) {
				t.Fatalf("%s, block size %d, %d workers\n%q\ngot  %+v\nwant %+v", l.Kind, o.BlockSize, o.Workers, text, got, want)
			}
		}
	}
	return want
}

func TestScanLayouts(t *testing.T) {
	paths := []string{"score", "region", "a.b"}
	cases := []struct {
		name, text string
		kind       Kind
		root       string
		rows       []string
	}{
		{"lines", "{\"score\":9,\"region\":\"N\"}\n{\"score\":\"10\",\"a\":{\"b\":true}}\n", Lines, "", []string{`0 line 1 |"9"|"N"|nil`, `25 line 2 |"10"|nil|"true"`}},
		{"crlf, blank lines, no end", "\r\n{\"score\":1}\r\n  \r\n\n {\"score\":2} ", Lines, "", []string{`2 line 2 |"1"|nil|nil`, `21 line 5 |"2"|nil|nil`}},
		{"array on lines", "[\n{\"score\":1},\n{\"score\":2}\n]\n", Array, "", []string{`2 line 2 |"1"|nil|nil`, `15 line 3 |"2"|nil|nil`}},
		{"pretty array", "[\n  {\n    \"score\": 1\n  },\n  {\n    \"score\": 2\n  }\n]", Array, "", []string{`4 line 2 |"1"|nil|nil`, `28 line 5 |"2"|nil|nil`}},
		{"minified array", `[{"score":1},{"score":null,"region":""}]`, Array, "", []string{`1 line 1 |"1"|nil|nil`, `13 line 1 |nil|""|nil`}},
		{"empty array", ` [ ] `, Array, "", nil},
		{"enclosed", `{"n":{"x":[1]},"responses":[{"score":1},{"score":2}],"next":null}`, Array, "responses", []string{`28 line 1 |"1"|nil|nil`, `40 line 1 |"2"|nil|nil`}},
		{"enclosed deeper", "{\"n\":1,\"data\":{\"k\":\"v\",\"items\":[\n{\"score\":1}]},\"z\":[]}", Array, "data.items", []string{`33 line 2 |"1"|nil|nil`}},
		{"enclosed under a dotted key", `{"x":{"data.items":[{"score":1}]}}`, Array, "x.data.items", []string{`20 line 1 |"1"|nil|nil`}},
		{"enclosed empty", `{"responses":[]}`, Array, "responses", nil},
		{"pretty values", "{\n\"score\":1\n}\n{\n\"score\":2\n}", Values, "", []string{`0 line 1 |"1"|nil|nil`, `14 line 4 |"2"|nil|nil`}},
		{"one object", `{"form_response":{"score":1},"a":{"b":{"c":[1, 2]}}}`, Values, "", []string{`0 line 1 |nil|nil|"{\"c\":[1, 2]}"`}},
		{"values side by side", `{"score":1}{"score":2} {"score":3}`, Values, "", []string{`0 line 1 |"1"|nil|nil`, `11 line 1 |"2"|nil|nil`, `23 line 1 |"3"|nil|nil`}},
		{"empty", "", Lines, "", nil},
		{"white space only", " \n\t\r\n", Values, "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := Layout{Kind: c.kind, Root: c.root}
			if sniffed, err := Sniff([]byte(c.text), true); err == nil {
				if sniffed.Kind != c.kind && c.kind != Lines || sniffed.Root != c.root {
					if c.name != "enclosed empty" {
						t.Errorf("sniffed %+v", sniffed)
					}
				}
				if sniffed.Kind == c.kind {
					l = sniffed
				}
			}
			got := everyWay(t, c.text, l, paths, scan.Options{})
			if got.err != "" || !slices.Equal(got.rows, c.rows) {
				t.Errorf("got %q, error %q", got.rows, got.err)
			}
		})
	}
}
