package csvscan

import (
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

func TestLazy(t *testing.T) {
	cases := []struct{ name, data, want string }{
		{"quote inside a cell", "a 5\" disk,b\n", `["a 5\" disk" "b"]`},
		{"two quotes inside a cell", "say \"\"x\"\",b\n", `["say \"\"x\"\"" "b"]`},
		{"text after the closing quote", "\"Great\" service,b\n", `["\"Great\" service" "b"]`},
		{"quote after the closing quote", "\"a\" \"b\nc\",d\n", `["\"a\" \"b" ""]["c\"" "d"]`},
		{"delimiter before the closing quote", "\"a,b\" c,d\n", `["\"a,b\" c" "d"]`},
		{"doubled quotes in the same", "\"a\"\"b\" c,d\n", `["\"a\"\"b\" c" "d"]`},
		{"well-formed cells stay well-formed", "\"a\"\"\n,b\",c\r\n", `["a\"\n,b" "c"]`},
		{"quote before the end", "a,b\"", `["a" "b\""]`},
		{"CR after a quote", "\"a\"\rb,c\n", `["\"a\"\rb" "c"]`},
		{"never closed", "a,b\nc,\"d\ne,f\n", "a quote is opened here and never closed offset 6 line 2 column 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for size := 1; size < len(c.data)+3; size++ {
				o := scan.Options{Workers: 3, BlockSize: size}
				out := scanAll(t, strings.NewReader(c.data), Layout{Lazy: true, Width: 2}, []int{0, 1}, o)
				got := out.err
				for _, r := range out.rows {
					got += quoted(r.cells)
				}
				if got != c.want {
					t.Fatalf("block size %d: %s, want %s", size, got, c.want)
				}
			}
		})
	}
}

func TestLazyKeepsFileOrder(t *testing.T) {
	data := survey(1 << 16)
	var last int64 = -1
	o := scan.Options{Workers: 4, BlockSize: 1000}
	sinks := 0
	_, err := Scan(t.Context(), strings.NewReader(string(data)), Layout{Lazy: true}, nil, o, func() scan.Sink {
		sinks++
		return func(r *scan.Record) error {
			if r.Offset <= last {
				t.Errorf("record at %d after the one at %d", r.Offset, last)
			}
			last = r.Offset
			return nil
		}
	})
	if err != nil || sinks != 1 || last < 1<<15 {
		t.Errorf("error %v, %d sinks, last record at %d", err, sinks, last)
	}
}
