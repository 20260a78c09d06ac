package csvscan

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// wild is what random cells are made of: all that could be taken for structure.
var wild = []string{
	"", "a", "9", "North", ",", `""`, "\n", "\r\n", "\r", "धन्यवाद", "é", " ", ";", "\t",
	"R1,x@y,2026,3,\"\"North\"\"\n", "\n\n", `"",""`, "0123456789abcdef", "\x00",
}

// wellFormed returns rows of random cells and the text of them. Every third
// cell that need not be quoted is quoted all the same.
func wellFormed(rnd *rand.Rand, rows, width int) string {
	var b strings.Builder
	end := []string{"\n", "\r\n"}[rnd.IntN(2)]
	for i := range rows {
		for j := range width {
			if j > 0 {
				b.WriteByte(',')
			}
			cell := ""
			for range rnd.IntN(4) {
				cell += wild[rnd.IntN(len(wild))]
			}
			if j == 0 && cell == "" || strings.ContainsAny(cell, ",\"\r\n") || rnd.IntN(3) == 0 {
				cell = `"` + cell + `"`
			}
			b.WriteString(cell)
		}
		if i < rows-1 || rnd.IntN(2) == 0 {
			b.WriteString(end)
		}
		if rnd.IntN(10) == 0 {
			b.WriteString(end)
		}
	}
	return b.String()
}

// oracle reads data with encoding/csv. Offsets and lines are not compared.
func oracle(data string, width int) (rows [][]string, err error) {
	r := csv.NewReader(strings.NewReader(data))
	r.FieldsPerRecord = -1
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		row := make([]string, width)
		copy(row, cells)
		rows = append(rows, row)
	}
}

// sameAsOracle compares cells; encoding/csv turns CRLF in quotes to LF.
func sameAsOracle(t *testing.T, got outcome, want [][]string) {
	t.Helper()
	if got.err != "" || len(got.rows) != len(want) {
		t.Fatalf("%d records and error %q, want %d records", len(got.rows), got.err, len(want))
	}
	for i, r := range got.rows {
		for j, c := range r.cells {
			if c = strings.ReplaceAll(c, "\r\n", "\n"); c != want[i][j] {
				t.Fatalf("record %d, cell %d: %q, want %q", i, j, c, want[i][j])
			}
		}
	}
}

func upTo(n int) []int {
	columns := make([]int, n)
	for i := range columns {
		columns[i] = i
	}
	return columns
}

func TestSameAsEncodingCSV(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		width := 1 + rnd.IntN(5)
		data := wellFormed(rnd, 1+rnd.IntN(60), width)
		want, err := oracle(data, width)
		if err != nil {
			t.Fatalf("the generator is wrong: %v in %q", err, data)
		}
		o := scan.Options{Workers: []int{1, 2, 5}[i%3], BlockSize: 1 + rnd.IntN(300)}
		got := scanAll(t, strings.NewReader(data), Layout{Width: width}, upTo(width), o)
		sameAsOracle(t, got, want)
	}
}

func TestEverySplit(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	data := "id,\"sc\nore\"\r\n" + wellFormed(rnd, 12, 3) + "\n\"x\",\"fake\n1,2,3\n\"\"4\"\",5\",y\nlast,\"\""
	l := Layout{Width: 3, SkipRecords: 1}
	want := reference(data, l, upTo(3), scan.DefaultMaxRecord, true)
	if want.err != "" || len(want.rows) != 14 {
		t.Fatalf("the case is wrong: %v", want)
	}
	for size := 1; size <= len(data)+2; size++ {
		for _, workers := range []int{1, 2, 5} {
			for name, r := range readers(data) {
				o := scan.Options{Workers: workers, BlockSize: size, CheckUTF8: true}
				if got := scanAll(t, r, l, upTo(3), o); got.String() != want.String() {
					t.Fatalf("block size %d, %d workers, %s:\n%v\nwant\n%v", size, workers, name, got, want)
				}
			}
		}
	}
}

func readers(data string) map[string]io.Reader {
	return map[string]io.Reader{
		"whole":    strings.NewReader(data),
		"byte":     iotest.OneByteReader(strings.NewReader(data)),
		"half":     iotest.HalfReader(strings.NewReader(data)),
		"data+EOF": iotest.DataErrReader(strings.NewReader(data)),
		"growing":  io.MultiReader(strings.NewReader(data[:len(data)/2]), strings.NewReader(data[len(data)/2:])),
	}
}

// TestShapes holds the shapes at which readers usually fail.
func TestShapes(t *testing.T) {
	cases := []struct{ name, data, want string }{
		{"empty", "", "blank 0 short 0 first 0\n"},
		{"header only", "a,b\n", "@0 line 1 [\"a\" \"b\"]\nblank 0 short 0 first 0\n"},
		{"no newline at the end", "a,b\nc,d", "@0 line 1 [\"a\" \"b\"]\n@4 line 2 [\"c\" \"d\"]\nblank 0 short 0 first 0\n"},
		{"quote is the last byte", "a,\"b\"", "@0 line 1 [\"a\" \"b\"]\nblank 0 short 0 first 0\n"},
		{"empty last cell", "a,", "@0 line 1 [\"a\" \"\"]\nblank 0 short 0 first 0\n"},
		{"CR at the end", "a,b\r", "@0 line 1 [\"a\" \"b\"]\nblank 0 short 0 first 0\n"},
		{"quote and CR at the end", "a,\"b\"\r", "@0 line 1 [\"a\" \"b\"]\nblank 0 short 0 first 0\n"},
		{"CR in a cell", "a\rb,c\r\r\n", "@0 line 1 [\"a\\rb\" \"c\\r\"]\nblank 0 short 0 first 0\n"},
		{"CRLF inside quotes stays", "\"a\r\nb\",c\r\n", "@0 line 1 [\"a\\r\\nb\" \"c\"]\nblank 0 short 0 first 0\n"},
		{"blank lines", "\n\r\na,b\n\n\nc,d\n\r", "@3 line 3 [\"a\" \"b\"]\n@9 line 6 [\"c\" \"d\"]\nblank 5 short 0 first 0\n"},
		{"a quoted empty cell is a record", "\"\"\n", "@0 line 1 [\"\" \"\"]\nblank 0 short 1 first 1\n"},
		{"short", "a,b\nc\n\nd\n", "@0 line 1 [\"a\" \"b\"]\n@4 line 2 [\"c\" \"\"]\n@7 line 4 [\"d\" \"\"]\nblank 1 short 2 first 2\n"},
		{"long and empty", "a,b,,\"\",\nc,d\n", "@0 line 1 [\"a\" \"b\"]\n@9 line 2 [\"c\" \"d\"]\nblank 0 short 0 first 0\n"},
		{"long", "a,b\nc,d,,e\n", "more cells than the header has offset 9 line 2 column 4"},
		{"long and quoted", "a,b,\" \"\n", "more cells than the header has offset 4 line 1 column 3"},
		{"lone quote", "a,b\nc,d\"e\n", "a quote where none may stand offset 7 line 2 column 2"},
		{"text after a quote", "a,b\n\"c\" ,d\n", "a quote where none may stand offset 6 line 2 column 1"},
		{"CR after a quote", "\"a\"\rb,c\n", "a quote where none may stand offset 2 line 1 column 1"},
		{"open quote", "a,b\nc,\"d\n\ne,f\n", "a quote is opened here and never closed offset 6 line 2 column 2"},
		{"open quote at the end", "a,\"", "a quote is opened here and never closed offset 2 line 1 column 2"},
		{"not UTF-8", "a,b\nc,\xff\n", "not UTF-8 offset 6 line 2 column 0"},
		{"UTF-8 cut short", "a,b\nc,\xe0\xa4", "not UTF-8 offset 6 line 2 column 0"},
		{"not UTF-8 before the lone quote", "\xff,b\nc,d\"\n", "not UTF-8 offset 0 line 1 column 0"},
		{"not UTF-8 behind the lone quote", "a,b\"\nc,\xff\n", "a quote where none may stand offset 3 line 1 column 2"},
		{"too long", "a,b\n" + strings.Repeat("x", 38) + ",\n", "the record is too long offset 4 line 2 column 0"},
		{"just not too long", "a,b\n" + strings.Repeat("x", 38) + "\n", "@0 line 1 [\"a\" \"b\"]\n@4 line 2 [\"" + strings.Repeat("x", 38) + "\" \"\"]\nblank 0 short 1 first 2\n"},
		{"just not too long, no newline", "a,b\n" + strings.Repeat("x", 39), "@0 line 1 [\"a\" \"b\"]\n@4 line 2 [\"" + strings.Repeat("x", 39) + "\" \"\"]\nblank 0 short 1 first 2\n"},
		{"too long and never closed", "a,b\n\"" + strings.Repeat("x", 45), "the record is too long offset 4 line 2 column 0"},
		{"too wide, then too long", "a,b\nc,d,e," + strings.Repeat("x", 200) + "\n", "more cells than the header has offset 8 line 2 column 3"},
		{"too wide, then too long in quotes", "a,b\nc,d,e,\"" + strings.Repeat("x", 200), "more cells than the header has offset 8 line 2 column 3"},
		{"too wide, then a lone quote", "a,b\nc,d,e,f\"\n", "more cells than the header has offset 8 line 2 column 3"},
		{"lone quote at the last place", "\"" + strings.Repeat("x", 38) + "\"" + strings.Repeat("x", 200), "a quote where none may stand offset 39 line 1 column 1"},
		{"lone quote beyond the last place", "\"" + strings.Repeat("x", 39) + "\"" + strings.Repeat("x", 200), "the record is too long offset 0 line 1 column 0"},
		{"too long inside quotes", "a,b\n\"" + strings.Repeat("\n", 200) + "\",c\"\n", "the record is too long offset 4 line 2 column 0"},
		{"lone quote, then too long", "a,\"b\"x" + strings.Repeat("\n", 200), "a quote where none may stand offset 4 line 1 column 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, workers := range []int{1, 2, 5} {
				for size := 1; size < len(c.data)+3; size++ {
					o := scan.Options{Workers: workers, BlockSize: size, MaxRecord: 39, CheckUTF8: true}
					got := scanAll(t, strings.NewReader(c.data), Layout{Width: 2}, []int{0, 1}, o)
					if got.String() != c.want {
						t.Fatalf("block size %d, %d workers:\n%v\nwant\n%v", size, workers, got, c.want)
					}
				}
			}
			if ref := reference(c.data, Layout{Width: 2}, []int{0, 1}, 39, true); ref.String() != c.want {
				t.Errorf("the reference gives\n%v\nwant\n%v", ref, c.want)
			}
		})
	}
}

func TestColumns(t *testing.T) {
	data := "a,b,c\n\"d\"\"d\",\"e\"\"\",f\n"
	cases := []struct {
		columns []int
		want    string
	}{
		{nil, "[][]"},
		{[]int{2, 0, 2}, `["c" "a" "c"]["f" "d\"d" "f"]`},
		{[]int{1, 1}, `["b" "b"]["e\"" "e\""]`},
		{[]int{0, 7, -1, 2}, `["a" "" "" "c"]["d\"d" "" "" "f"]`},
	}
	for _, width := range []int{0, 3} {
		for _, c := range cases {
			got := ""
			for _, r := range scanAll(t, strings.NewReader(data), Layout{Width: width}, c.columns, scan.Options{}).rows {
				got += fmt.Sprintf("%q", r.cells)
			}
			if got != c.want {
				t.Errorf("width %d, columns %v: %s, want %s", width, c.columns, got, c.want)
			}
		}
	}
}

func TestLayouts(t *testing.T) {
	cases := []struct {
		name string
		l    Layout
		data string
		want string
	}{
		{"tabs, quotes as text", Layout{Comma: '\t', NoQuotes: true, Width: 2}, "a\t\"b\nc\"\td\"\r\n",
			"@0 line 1 [\"a\" \"\\\"b\"]\n@5 line 2 [\"c\\\"\" \"d\\\"\"]\nblank 0 short 0 first 0\n"},
		{"a quote that would hide all line ends", Layout{NoQuotes: true, Width: 1}, "\"q\"\n\"" + strings.Repeat("\n", 200),
			"@0 line 1 [\"\\\"q\\\"\" \"\"]\n@4 line 2 [\"\\\"\" \"\"]\nblank 199 short 0 first 0\n"},
		{"semicolons", Layout{Comma: ';', Width: 2}, "a,1;\"b;\"\n", "@0 line 1 [\"a,1\" \"b;\"]\nblank 0 short 0 first 0\n"},
		{"skip", Layout{Width: 2, SkipRecords: 2}, "\nTitle \"\"\n", "a quote where none may stand offset 7 line 2 column 1"},
		{"skip titles of any width", Layout{Width: 2, SkipRecords: 2}, "\nTitle\n\n\"a\nb\",c,d,e\n\nf,g\n",
			"@21 line 7 [\"f\" \"g\"]\nblank 1 short 0 first 0\n"},
		{"skip more than there is", Layout{Width: 2, SkipRecords: 9}, "a,b\n\nc,d", "blank 0 short 0 first 0\n"},
		{"skip, quotes as text", Layout{NoQuotes: true, Width: 1, SkipRecords: 1}, "\"a\nb\n", "@3 line 2 [\"b\" \"\"]\nblank 0 short 0 first 0\n"},
		{"skip, open quote", Layout{Width: 2, SkipRecords: 1}, "a,\"b\nc,d\n", "a quote is opened here and never closed offset 2 line 1 column 2"},
		{"skip a record that is too long", Layout{Width: 2, SkipRecords: 1}, strings.Repeat("x", 140) + "\nc,d\n", "the record is too long offset 0 line 1 column 0"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, workers := range []int{1, 2, 5} {
				for size := 1; size < len(c.data)+3; size++ {
					o := scan.Options{Workers: workers, BlockSize: size, MaxRecord: 39}
					got := scanAll(t, strings.NewReader(c.data), c.l, []int{0, 1}, o)
					if got.String() != c.want {
						t.Fatalf("block size %d, %d workers:\n%v\nwant\n%v", size, workers, got, c.want)
					}
				}
			}
		})
	}
}

// TestCorrupted damages files and wants the first error, or else the records,
// to be the same for every number of workers and size of blocks.
func TestCorrupted(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	failed := 0
	for range 300 {
		data := []byte(wellFormed(rnd, 5+rnd.IntN(40), 3))
		for range 1 + rnd.IntN(3) {
			i := rnd.IntN(len(data))
			switch rnd.IntN(4) {
			case 0:
				data = append(data[:i], data[i+1:]...)
			case 1:
				data[i] = byte(rnd.IntN(256))
			default:
				data = bytes.Join([][]byte{data[:i], data[i:]}, []byte{`",`[rnd.IntN(2)]})
			}
		}
		l := Layout{Width: 3, Lazy: rnd.IntN(4) == 0, SkipRecords: rnd.IntN(3)}
		longest := []int{60, 200, scan.DefaultMaxRecord}[rnd.IntN(3)]
		utf8 := rnd.IntN(2) == 0
		want := reference(string(data), l, upTo(3), longest, utf8)
		if want.err != "" {
			failed++
		}
		for _, workers := range []int{1, 2, 5} {
			for _, size := range []int{1, 7, 40, 300, 1 << 16} {
				o := scan.Options{Workers: workers, BlockSize: size, MaxRecord: longest, CheckUTF8: utf8}
				got := scanAll(t, bytes.NewReader(data), l, upTo(3), o)
				if got.String() != want.String() {
					t.Fatalf("%+v, block size %d, %d workers, %q:\n%v\nwant\n%v", l, size, workers, data, got, want)
				}
			}
		}
	}
	if failed < 100 {
		t.Errorf("only %d of the files were damaged", failed)
	}
}
