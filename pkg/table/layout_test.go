package table

import (
	"bufio"
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// A long table is written without the library; it must look the same.
func TestLongTableLooksLikeShortOne(t *testing.T) {
	narrow()
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"", " ", "North", "दिल्ली", "東京都", "👩\u200d💻", "(blank)", "x  ", "  x", "+12.4", "1,204", "é",
		"Jammu & Kashmir and Ladakh", "a_b", "UPPER", "tab\there", "very-long-word-without-any-blank-in-it"}
	pick := func() string { return words[rng.IntN(len(words))] }
	differs := 0
	for n := range 500 {
		d := &Document{Columns: make([]Column, 1+rng.IntN(5))}
		for i := range d.Columns {
			d.Columns[i] = Column{Title: pick(), Right: rng.IntN(2) == 0}
		}
		cells := func() []Cell {
			row := make([]Cell, len(d.Columns))
			for i := range row {
				row[i].Text = pick()
			}
			return row
		}
		d.Columns[0].Title = "first" // the library leaves out a header without any text
		for range 1 + rng.IntN(6) {
			d.Rows = append(d.Rows, cells())
		}
		if rng.IntN(2) == 0 {
			d.Total = cells()
			d.Total[0].Text = "total"
		}
		style := Style{ASCII: rng.IntN(2) == 0}
		limit := []int{0, 20, 40, 80}[rng.IntN(4)]
		render := func(write func(*page, *sheet) error) string {
			var b bytes.Buffer
			p := &page{w: bufio.NewWriter(&b), style: style, limit: limit, glyph: blocks}
			if style.ASCII {
				p.glyph = ascii
			}
			s := &sheet{doc: d, places: d.shown(People)}
			if err := errors.Join(s.measure(), func() error { s.fit(limit); return write(p, s) }(), p.w.Flush()); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		short, long := render((*page).short), render((*page).long)
		if short != long {
			t.Fatalf("table %d\nlibrary:\n%s\nours:\n%s", n, short, long)
		}
		if strings.Contains(short, " \n") {
			t.Fatalf("blanks at the end of a line:\n%q", short)
		}
		differs += len(d.Rows)
	}
	if differs == 0 {
		t.Fatal("no rows were compared")
	}
}

func TestMoreGivesTheSameAsRows(t *testing.T) {
	held := score()
	for len(held.Rows) <= longTable {
		held.Rows = append(held.Rows, held.Rows[0])
	}
	streamed := score()
	streamed.Rows = held.Rows[:3]
	streamed.More = slices.Values(held.Rows[3:])
	for _, f := range []Format{Text, Markdown, CSV, TSV} {
		var a, b bytes.Buffer
		if err := errors.Join(Write(&a, held, f, Style{}), Write(&b, streamed, f, Style{})); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: streamed rows differ", f)
		}
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	for _, f := range []Format{Text, Markdown, CSV, TSV} {
		d := score()
		d.Rows = append(d.Rows, []Cell{{Text: "short"}})
		if err := Write(&bytes.Buffer{}, d, f, Style{}); err == nil || !strings.Contains(err.Error(), "row 5") {
			t.Errorf("%s: a short row gives %v", f, err)
		}
		d = score()
		d.Total = d.Total[:2]
		if err := Write(&bytes.Buffer{}, d, f, Style{}); err == nil {
			t.Errorf("%s: a short total is accepted", f)
		}
	}
	if err := Write(&bytes.Buffer{}, &Document{Headline: "x"}, CSV, Style{}); !errors.Is(err, ErrNoTable) {
		t.Errorf("CSV without a table gives %v", err)
	}
	if err := Write(&bytes.Buffer{}, score(), "pdf", Style{}); err == nil {
		t.Error("an unknown format is accepted")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWriteErrorsAreReported(t *testing.T) {
	for _, f := range []Format{Text, Markdown, CSV, TSV} {
		if err := Write(brokenPipe{}, score(), f, Style{}); err == nil {
			t.Errorf("%s: an error of the writer is lost", f)
		}
	}
}

func TestNothingWithoutContent(t *testing.T) {
	for _, f := range []Format{Text, Markdown} {
		var b bytes.Buffer
		if err := Write(&b, &Document{}, f, Style{}); err != nil || b.Len() != 0 {
			t.Errorf("%s: an empty document gives %q, %v", f, b.String(), err)
		}
	}
	var b bytes.Buffer
	err := Write(&b, &Document{Columns: []Column{{Title: "region"}, {Title: "n", Right: true}}}, Text, Style{})
	if want := "region  n\n─────────\n"; err != nil || b.String() != want {
		t.Errorf("a table without rows gives %q, %v", b.String(), err)
	}
}

func TestLengths(t *testing.T) {
	cases := []struct {
		shares []float64
		room   int
		want   []int
	}{
		{[]float64{0.2, 0.3, 0.5}, 10, []int{2, 3, 5}},
		{[]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, 10, []int{4, 3, 3}},
		{[]float64{0.001, 0, 0.999}, 10, []int{1, 0, 9}},
		{[]float64{0, 0, 0}, 10, []int{0, 0, 0}},
		{[]float64{1}, 10, []int{10}},
		{[]float64{math.NaN(), math.Inf(1), -1, 0.5}, 10, []int{0, 0, 0, 10}},
		{[]float64{0.5, 0.5}, 1, []int{0, 0}},
	}
	for _, c := range cases {
		if got := lengths(c.shares, c.room); !slices.Equal(got, c.want) {
			t.Errorf("lengths(%v, %d) = %v, want %v", c.shares, c.room, got, c.want)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		shares := make([]float64, 1+rng.IntN(6))
		for i := range shares {
			shares[i] = math.Pow(rng.Float64(), 6)
		}
		sum := 0
		for i, n := range lengths(shares, 40) {
			sum += n
			if n < 1 && shares[i] > 0 {
				t.Fatalf("%v: share %d has no column", shares, i)
			}
		}
		if sum != 40 {
			t.Fatalf("%v fills %d of 40", shares, sum)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q", n, got)
		}
	}
	for share, want := range map[float64]string{0: "0.0%", 1: "100.0%", 0.0001: "<0.1%", 0.274: "27.4%", math.Inf(1): "n/a"} {
		if got := percent(share); got != want {
			t.Errorf("percent(%v) = %q", share, got)
		}
	}
}

// Whatever a survey holds, text has no control character but the line feed,
// and a CSV cell begins with nothing that a spreadsheet runs.
func FuzzWrite(f *testing.F) {
	for _, row := range hostile().Rows {
		f.Add(row[0].Text, row[1].Text)
	}
	f.Add("\x1b[31m", "\u202e=")
	f.Add("\r\n", "a\x85b")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := &Document{Headline: a, Lines: []string{b}, Columns: []Column{{Title: a}, {Title: b, Right: true}},
			Rows: [][]Cell{{{Text: b}, {Text: a}}}, Total: []Cell{{Text: a}, {Text: b}}, Notes: []string{a}}
		for _, format := range []Format{Text, Markdown, CSV, TSV} {
			var out bytes.Buffer
			if err := Write(&out, d, format, Style{Width: 40}); err != nil {
				t.Fatal(err)
			}
			for _, r := range out.String() {
				if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202e' || r == utf8.RuneError && !strings.ContainsRune(a+b, r) {
					t.Fatalf("%s of %q, %q lets %U through", format, a, b, r)
				}
			}
			if format == TSV && strings.Count(out.String(), "\n") != 2 {
				t.Fatalf("TSV of %q, %q has another number of lines: %q", a, b, out.String())
			}
		}
	})
}
