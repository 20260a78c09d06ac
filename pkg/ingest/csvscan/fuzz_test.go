package csvscan

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// seeds of both targets: each a shape that has its own way through the parser.
var seeds = []string{
	"", "\n", "\r", "\"", "\"\"", ",", "a,b,c\n", "a,b\r\nc,d\r\n", "a\rb\n", "a\r\r\n",
	"\"a,b\",\"c\"\"d\"\n", "\"a\nb\r\nc\",d\n", "\"a\"\r\n\"b\"\r", "\"a\" b,c\n", "a\"b,c\n", "a,\"b",
	"x,\"R1,x@y,2026,3,\"\"North\"\"\n\",y\n", "धन्यवाद,\"é,\"\n", "\xff\n", "\n\n\r\na\n\n",
	"12345678,1234567\n123456789,\"12345678\"\"\"\n", "\"\"\"\"\"\"\n", strings.Repeat("a,\"\n\",", 30),
}

func FuzzScan(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint16(i*3+1), uint8(i%5+1))
	}
	f.Fuzz(func(t *testing.T, data string, size uint16, workers uint8) {
		const width = 6
		o := scan.Options{Workers: int(workers%5) + 1, BlockSize: int(size%1000) + 1}
		got := scanAll(t, strings.NewReader(data), Layout{}, upTo(width), o)
		if want := reference(data, Layout{}, upTo(width), scan.DefaultMaxRecord, false); got.String() != want.String() {
			t.Fatalf("%v\nthe reference gives\n%v", got, want)
		}
		want, err := oracle(data, width)
		var parse *csv.ParseError
		switch {
		case err == nil:
			sameAsOracle(t, got, want)
		case got.err == "":
			t.Fatalf("encoding/csv says %v, we say nothing", err)
		case !errors.As(err, &parse):
			t.Fatal(err)
		}
	})
}

func FuzzLazy(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint16(i*3+1), uint8(i%4))
	}
	f.Fuzz(func(t *testing.T, data string, size uint16, width uint8) {
		l := Layout{Lazy: true, Width: int(width % 5), SkipRecords: int(width % 3)}
		want := reference(data, l, upTo(4), 100, true)
		for _, size := range []int{int(size) + 1, int(size%9) + 1, scan.DefaultBlockSize} {
			o := scan.Options{BlockSize: size, MaxRecord: 100, CheckUTF8: true}
			if got := scanAll(t, strings.NewReader(data), l, upTo(4), o); got.String() != want.String() {
				t.Fatalf("block size %d: %v\nthe reference gives\n%v", size, got, want)
			}
		}
	})
}

func FuzzHead(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, i%2 == 0, i%3)
	}
	f.Fuzz(func(t *testing.T, data string, complete bool, max int) {
		records, lines, err := Head([]byte(data), complete, Layout{}, max)
		if len(records) != len(lines) || max > 0 && len(records) > max {
			t.Fatalf("%d records, %d lines, limit %d", len(records), len(lines), max)
		}
		want := reference(data, Layout{}, upTo(8), scan.DefaultMaxRecord, false)
		if want.err != "" || !complete || max > 0 {
			return // what is left of such data is told by the cases of TestHead
		}
		if err != nil || len(records) != len(want.rows) {
			t.Fatalf("%d records and error %v, want %d", len(records), err, len(want.rows))
		}
		for i, r := range want.rows {
			cells := make([]string, 8)
			copy(cells, records[i])
			if quoted(cells) != quoted(r.cells) || lines[i] != r.line {
				t.Fatalf("record %d at line %d: %q, want %q at line %d", i, lines[i], cells, r.cells, r.line)
			}
		}
	})
}
