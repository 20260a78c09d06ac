package csvscan

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// replacements are what the editor of the tests puts in: what masking does, and
// all that has a meaning in CSV.
var replacements = []string{"", "[EMAIL]", "", "[PERSON_1]", "\"", "a,b", "\n", "\r", "\r\n", "say \"no\""}

// someEdits makes edits that depend on nothing but the text and salt.
func someEdits(dst []scan.Edit, text string, salt uint32) []scan.Edit {
	h := crc32.ChecksumIEEE([]byte(text)) ^ salt*2654435761
	next := func(n int) int {
		h ^= h << 13
		h ^= h >> 17
		h ^= h << 5
		return int(h % uint32(n))
	}
	if next(3) == 0 {
		return dst
	}
	for at := 0; ; {
		start := at + next(4)
		if start > len(text) {
			return dst
		}
		end := min(start+next(5), len(text))
		if next(4) == 0 {
			end = len(text)
		}
		dst = append(dst, scan.Edit{Start: start, End: end, Text: replacements[next(len(replacements))]})
		if at = end; at == len(text) {
			return dst
		}
	}
}

func applied(text string, edits []scan.Edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.Start] + e.Text)
		at = e.End
	}
	return b.String() + text[at:]
}

// rewritten runs Rewrite with the editor of someEdits; salt 0 changes nothing.
func rewritten(t testing.TB, data string, l Layout, columns []int, o scan.Options, salt uint32) (string, error) {
	t.Helper()
	var out bytes.Buffer
	s, err := Rewrite(context.Background(), strings.NewReader(data), &out, l, columns, o, func() *scan.Editor {
		want := 0
		return &scan.Editor{
			Record: func(n int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
				if n != 0 && n != want {
					return fmt.Errorf("record %d comes after %d", n, want-1)
				}
				want = n + 1
				for i, cell := range cells {
					if len(edits[i]) != 0 {
						return errors.New("edits are not empty")
					}
					if salt != 0 && cell != nil {
						edits[i] = someEdits(edits[i], string(cell), salt)
					}
				}
				return nil
			},
		}
	})
	if s == nil {
		t.Fatal("no summary")
	}
	var e *scan.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("error %v (%T) is not a *scan.Error", err, err)
	}
	return out.String(), err
}

// raw is a cell as it is written, with the places of the bytes of its text.
type raw struct {
	start, end int // with its quotes
	text       string
	places     []int // where each byte of text, and the end of it, stands
	quoted     bool
}

// rawRecords takes data apart byte by byte. Data must keep the rules of l.
func rawRecords(data string, l Layout) (records [][]raw) {
	skip := l.SkipRecords
	for at := 0; at < len(data); {
		if n := lineEnd(data, at); n > 0 {
			at += n
			continue
		}
		var record []raw
		for {
			c := raw{start: at}
			plainEnd := func(p int) bool { return p == len(data) || data[p] == l.comma() || lineEnd(data, p) > 0 }
			if data[min(at, len(data)-1)] == '"' && at < len(data) && !l.NoQuotes {
				c.quoted = true
				for at++; ; at++ {
					c.places = append(c.places, at)
					if data[at] == '"' {
						if at+1 == len(data) || data[at+1] != '"' {
							break
						}
						at++
					}
					c.text += data[at : at+1]
				}
				at++
			}
			if !c.quoted || !plainEnd(at) { // lazy: as written
				c.quoted = false
				for !plainEnd(at) {
					at++
				}
				c.text, c.places = data[c.start:at], nil
				for p := c.start; p <= at; p++ {
					c.places = append(c.places, p)
				}
			}
			c.end = at
			record = append(record, c)
			if at == len(data) || data[at] != l.comma() {
				break
			}
			at++
		}
		at += lineEnd(data, at)
		if skip--; skip < 0 {
			records = append(records, record)
		}
	}
	return records
}

// model is what Rewrite should write for cells that stay plain or quoted as
// they were; whether a cell gets quotes, it takes from got. The cells of the
// output it gives as well.
func model(data, got string, l Layout, columns []int, salt uint32) (want string, cells [][]string) {
	var b strings.Builder
	at := 0
	for _, record := range rawRecords(broken(data, l), l) {
		var row []string
		for i, c := range record {
			wanted := false
			for _, column := range columns {
				wanted = wanted || column == i && (l.Width == 0 || i < l.Width)
			}
			var edits []scan.Edit
			if wanted {
				edits = someEdits(nil, c.text, salt)
			}
			row = append(row, applied(c.text, edits))
			if len(edits) == 0 {
				continue
			}
			b.WriteString(data[at:c.start])
			at = c.end
			if full := `"` + strings.ReplaceAll(applied(data[c.start:c.end], edits), `"`, `""`) + `"`; !c.quoted && strings.HasPrefix(got[min(b.Len(), len(got)):], full) {
				b.WriteString(full)
				continue
			}
			p := c.start
			for _, e := range edits {
				b.WriteString(data[p:c.places[e.Start]])
				if c.quoted {
					b.WriteString(strings.ReplaceAll(e.Text, `"`, `""`))
				} else {
					b.WriteString(e.Text)
				}
				p = c.places[e.End]
			}
			b.WriteString(data[p:c.end])
		}
		cells = append(cells, row)
	}
	return b.String() + data[at:], cells
}

// broken is text as Layout.CR has it read.
func broken(text string, l Layout) string {
	if l.CR {
		return strings.ReplaceAll(text, "\r", "\n")
	}
	return text
}

// checkRewrite compares Rewrite with the input, the model, and what is read back.
func checkRewrite(t testing.TB, data string, l Layout, o scan.Options, salt uint32) {
	t.Helper()
	const width = 5
	scanned := scanAll(t, strings.NewReader(data), l, upTo(width), o)
	same, err := rewritten(t, data, l, []int{2, 0}, o, 0)
	if scanned.err != "" {
		if err == nil || errText(err.(*scan.Error)) != scanned.err {
			t.Fatalf("%q: error %v, Scan gives %v", data, err, scanned.err)
		}
		if !strings.HasPrefix(data, same) {
			t.Fatalf("%q: %q was written before the error", data, same)
		}
		return
	}
	if err != nil || same != data {
		t.Fatalf("%q became %q without a change, error %v", data, same, err)
	}
	got, err := rewritten(t, data, l, []int{2, 0, 4}, o, salt)
	if err != nil {
		if l.NoQuotes && strings.Contains(err.Error(), "needs quotes") {
			return
		}
		t.Fatalf("%q: %v", data, err)
	}
	want, cells := model(data, got, l, []int{0, 2, 4}, salt)
	if got != want {
		t.Fatalf("%q became\n%q, want\n%q", data, got, want)
	}
	if l.NoQuotes {
		return // an empty record cannot be told from a blank one
	}
	again := rawRecords(broken(got, l), l)
	if len(again) != len(cells) {
		t.Fatalf("%q became\n%q: %d records, want %d", data, got, len(again), len(cells))
	}
	for i, record := range again {
		var row []string
		for _, c := range record {
			row = append(row, c.text)
		}
		for k := range cells[i] {
			cells[i][k] = broken(cells[i][k], l)
		}
		if fmt.Sprintf("%q", row) != fmt.Sprintf("%q", cells[i]) {
			t.Fatalf("%q became\n%q: record %d is %q, want %q", data, got, i, row, cells[i])
		}
	}
}

func FuzzRewrite(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint16(i*3+1), uint8(i%5+1), uint32(i+1))
	}
	f.Add("a,b,c\rx,y,\"z\nz\"\r\n\r,\"\r\n\",v\n", uint16(5), uint8(32+1), uint32(3))
	f.Add("a,b,c\rx,y\",\"z\nz\"\r\n\r,\"\r\n\" w,v\r", uint16(5), uint8(32+2), uint32(4))
	f.Add("a,b,c\r\nx,\"mail \"\"me\"\" at a@b.example, or call\",2\r\n,\"\",\r\n", uint16(9), uint8(2), uint32(77))
	f.Fuzz(func(t *testing.T, data string, size uint16, kind uint8, salt uint32) {
		l := Layout{SkipRecords: int(kind) % 2, Lazy: kind&2 != 0, NoQuotes: kind&12 == 12}
		if kind&16 != 0 {
			l.Width = 3
		}
		l.CR = kind&32 != 0
		for _, workers := range []int{1, 2, 5} {
			checkRewrite(t, data, l, scan.Options{Workers: workers, BlockSize: int(size%500) + 1}, salt|1)
		}
	})
}

// TestRewriteCells shows what becomes of a cell as it is written.
func TestRewriteCells(t *testing.T) {
	type edits = []scan.Edit
	edit := func(start, end int, text string) scan.Edit { return scan.Edit{Start: start, End: end, Text: text} }
	lazy, plain := Layout{Lazy: true}, Layout{NoQuotes: true, Comma: '\t'}
	for _, c := range []struct {
		l        Layout
		in       string // the second cell of the only record is changed
		edits    edits
		out, err string
	}{
		{Layout{}, "a,mail me,c\n", edits{edit(0, 4, "[X]")}, "a,[X] me,c\n", ""},
		{Layout{}, "a,mail me,c\n", edits{edit(0, 7, "")}, "a,,c\n", ""},
		{Layout{}, "a,mail me\r\n", edits{edit(0, 7, "")}, "a,\r\n", ""},
		{Layout{}, "a,mail me", edits{edit(5, 7, "[X]")}, "a,mail [X]", ""},
		{Layout{}, "a,mail me,c\n", edits{edit(0, 4, "x, y")}, "a,\"x, y me\",c\n", ""},
		{Layout{}, "a,mail me,c\n", edits{edit(7, 7, "\"")}, "a,\"mail me\"\"\",c\n", ""},
		{Layout{}, "a,mail me,c\n", edits{edit(4, 5, "\n")}, "a,\"mail\nme\",c\n", ""},
		{Layout{}, "a,x\ry\n", edits{edit(2, 3, "")}, "a,\"x\r\"\n", ""},
		{Layout{}, "a,x\ry,c\n", edits{edit(2, 3, "")}, "a,x\r,c\n", ""},
		{Layout{}, "a,\"he said \"\"call me\"\", ok\",c\n", edits{edit(9, 13, "[X]")}, "a,\"he said \"\"[X] me\"\", ok\",c\n", ""},
		{Layout{}, "a,\"he said \"\"call me\"\", ok\",c\n", edits{edit(8, 17, "\"[X]\"")}, "a,\"he said \"\"[X]\"\", ok\",c\n", ""},
		{Layout{}, "a,\"he said \"\"call me\"\", ok\",c\n", edits{edit(0, 2, ""), edit(13, 16, ""), edit(21, 21, "!")}, "a,\" said \"\"call\"\", ok!\",c\n", ""},
		{Layout{}, "a,\"x\",c\n", edits{edit(0, 1, "")}, "a,\"\",c\n", ""},
		{Layout{}, "a\n", nil, "a\n", ""},
		{Layout{}, "a\n", edits{edit(0, 0, "")}, "a\n", ""},
		{Layout{}, "a\n", edits{edit(0, 0, "x")}, "", "does not have"},
		{Layout{}, "a,b\n", edits{edit(0, 2, "x")}, "", "does not fit"},
		{Layout{}, "a,b\n", edits{edit(1, 1, "x"), edit(0, 1, "x")}, "", "does not fit"},
		{lazy, "a,x\"y,c\n", edits{edit(0, 1, "")}, "a,\"\"\"y\",c\n", ""},
		{lazy, "a,x\"y,c\n", edits{edit(2, 3, "z")}, "a,x\"z,c\n", ""},
		{lazy, "a,\"x,y\" z,c\n", edits{edit(6, 7, "[X]")}, "a,\"x,y\" [X],c\n", ""},
		{lazy, "a,\"x,y\" z,c\n", edits{edit(0, 1, "")}, "a,\"x,y\"\" z\",c\n", ""},
		{plain, "a\t\"x y\" z\tc\n", edits{edit(1, 2, "[X]")}, "a\t\"[X] y\" z\tc\n", ""},
		{plain, "a\tx\tc\n", edits{edit(0, 1, "\t")}, "", "needs quotes"},
	} {
		var out bytes.Buffer
		_, err := Rewrite(t.Context(), strings.NewReader(c.in), &out, c.l, []int{1}, scan.Options{}, func() *scan.Editor {
			return &scan.Editor{Record: func(_ int, _ scan.Pos, _ [][]byte, e [][]scan.Edit) error {
				e[0] = append(e[0], c.edits...)
				return nil
			}}
		})
		if c.err != "" {
			var e *scan.Error
			if !errors.As(err, &e) || e.Kind != scan.Stopped || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q: error %v, want %q", c.in, err, c.err)
			}
			continue
		}
		if err != nil || out.String() != c.out {
			t.Errorf("%q became %q, want %q; error %v", c.in, out.String(), c.out, err)
		}
	}
}

// TestRewriteAlone: the only cell of a record does not make it blank.
func TestRewriteAlone(t *testing.T) {
	var out bytes.Buffer
	_, err := Rewrite(t.Context(), strings.NewReader("comment\r\nx\r\n\r\n\"y\"\r\n"), &out, Layout{SkipRecords: 1}, []int{0}, scan.Options{}, func() *scan.Editor {
		return &scan.Editor{Record: func(_ int, _ scan.Pos, cells [][]byte, e [][]scan.Edit) error {
			e[0] = append(e[0], scan.Edit{Start: 0, End: len(cells[0])})
			return nil
		}}
	})
	if want := "comment\r\n\"\"\r\n\r\n\"\"\r\n"; err != nil || out.String() != want {
		t.Errorf("%q, want %q; error %v", out.String(), want, err)
	}
}

func TestRewriteTwice(t *testing.T) {
	if _, err := Rewrite(t.Context(), strings.NewReader("a,b\n"), io.Discard, Layout{}, []int{1, 0, 1}, scan.Options{}, func() *scan.Editor { return &scan.Editor{} }); err == nil {
		t.Error("no error")
	}
}

// TestRewriteFlush: the numbers of Flush and Record make those of the records,
// title, header and blank ones not counted.
func TestRewriteFlush(t *testing.T) {
	var in strings.Builder
	in.WriteString("Survey\n\nid,comment\n")
	for i := range 2000 {
		fmt.Fprintf(&in, "%d,\"c\n%d\"\n%s", i+1, i, strings.Repeat("\n", i%3/2))
	}
	for _, workers := range []int{1, 2, 4} {
		var ids []string
		_, err := Rewrite(t.Context(), strings.NewReader(in.String()), io.Discard, Layout{Width: 2, SkipRecords: 2}, []int{0},
			scan.Options{Workers: workers, BlockSize: 100}, func() *scan.Editor {
				var block []string
				return &scan.Editor{
					Record: func(n int, _ scan.Pos, cells [][]byte, _ [][]scan.Edit) error {
						block = append(block[:n], string(cells[0]))
						return nil
					},
					Flush: func(first int64) error {
						if first != int64(len(ids)+1) || len(block) == 0 {
							t.Errorf("first %d after %d records", first, len(ids))
						}
						ids = append(ids, block...)
						block = block[:0]
						return nil
					},
				}
			})
		if err != nil || len(ids) != 2000 {
			t.Fatalf("%d workers: %d records, error %v", workers, len(ids), err)
		}
		for i, id := range ids {
			if id != fmt.Sprint(i+1) {
				t.Fatalf("%d workers: record %d has id %s", workers, i+1, id)
			}
		}
	}
}

// TestRewriteFixtures copies every CSV fixture, and changes it for any number of
// workers and any size of blocks alike.
func TestRewriteFixtures(t *testing.T) {
	n := 0
	for _, pattern := range []string{"formats/*", "exports/*"} {
		files, err := filepath.Glob(filepath.Join("../../../testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if ext := filepath.Ext(file); ext != ".csv" && ext != ".tsv" {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			n++
			for _, comma := range []byte{',', ';', '\t'} {
				l := Layout{Comma: comma, Lazy: true, SkipRecords: 1}
				if _, err := rewritten(t, string(data), Layout{Comma: comma}, []int{0}, scan.Options{}, 0); err == nil {
					l.Lazy = false
				}
				var first string
				for _, o := range []scan.Options{{Workers: 1}, {Workers: 3, BlockSize: 64}, {Workers: 2, BlockSize: 1000}, {Workers: 2, BlockSize: 1}} {
					if same, err := rewritten(t, string(data), l, []int{1, 3}, o, 0); err != nil && !strings.Contains(err.Error(), "never closed") || err == nil && same != string(data) {
						t.Errorf("%s, %v: not the same; error %v", file, o, err)
					}
					got, err := rewritten(t, string(data), l, []int{1, 3}, o, 5)
					if err != nil {
						continue // a quote that is never closed
					}
					if first == "" {
						first = got
					}
					if got != first {
						t.Errorf("%s, %v: differs from one worker", file, o)
					}
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d fixtures", n)
	}
}

// TestRewriteLikeEncodingCSV reads a changed survey back with encoding/csv.
func TestRewriteLikeEncodingCSV(t *testing.T) {
	data := string(survey(200 << 10))
	in, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for salt := uint32(1); salt < 6; salt++ {
		got, err := rewritten(t, data, Layout{Width: 9, SkipRecords: 1}, []int{8, 5}, scan.Options{Workers: 2, BlockSize: 4096}, salt)
		if err != nil {
			t.Fatal(err)
		}
		out, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil || len(out) != len(in) {
			t.Fatalf("%d records, want %d; error %v", len(out), len(in), err)
		}
		changed := 0
		for i := range in {
			for k, text := range in[i] {
				want := text
				if i > 0 && (k == 8 || k == 5) {
					want = applied(text, someEdits(nil, text, salt))
				}
				if want != text {
					changed++
				}
				if want = strings.ReplaceAll(want, "\r\n", "\n"); out[i][k] != want {
					t.Fatalf("record %d, cell %d: %q, want %q", i, k, out[i][k], want)
				}
			}
		}
		if changed < 500 {
			t.Errorf("only %d cells changed", changed)
		}
	}
}

// TestRewriteAllocates nothing for a record.
func TestRewriteAllocates(t *testing.T) {
	run := func(size int) float64 {
		data := survey(size)
		return testing.AllocsPerRun(3, func() {
			_, err := Rewrite(context.Background(), bytes.NewReader(data), io.Discard, Layout{Width: 9, SkipRecords: 1}, []int{8}, scan.Options{Workers: 1, BlockSize: 64 << 10}, masker(6))
			if err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := run(512<<10), run(4<<20); many-few > 100 { // 23,000 records more
		t.Errorf("%v allocations for 0.5 MB, %v for 4 MB", few, many)
	}
}

// masker changes a part of every nth cell.
func masker(nth int) func() *scan.Editor {
	return func() *scan.Editor {
		left := nth
		return &scan.Editor{Record: func(_ int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
			if len(cells[0]) < 12 {
				return nil
			}
			if left--; left == 0 {
				left = nth
				edits[0] = append(edits[0], scan.Edit{Start: 5, End: 10, Text: "[EMAIL]"})
			}
			return nil
		}}
	}
}

func BenchmarkRewrite(b *testing.B) {
	data := survey(benchSize)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Rewrite(b.Context(), bytes.NewReader(data), io.Discard, Layout{Width: 9, SkipRecords: 1}, []int{8}, scan.Options{}, masker(4)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLoneCR: Layout.CR reads a text as if each CR were an LF.
func TestLoneCR(t *testing.T) {
	n := 0
	for _, data := range append(seeds, "t\r\rid,c\r1,\"a\rb\r\nc\nd\"\r2,x\r\n\r3,\"y\"", "a,b\rc,\"d\r") {
		l := Layout{CR: true, SkipRecords: 1}
		plain := Layout{SkipRecords: 1}
		want := scanAll(t, strings.NewReader(broken(data, l)), plain, upTo(3), scan.Options{})
		for _, o := range []scan.Options{{Workers: 1}, {Workers: 3, BlockSize: 3}, {Workers: 2, BlockSize: 10}} {
			if got := scanAll(t, strings.NewReader(data), l, upTo(3), o); got.String() != want.String() {
				t.Errorf("%q: %v, want %v", data, got, want)
			}
		}
		got, _, _ := Head([]byte(data), true, l, 0)
		if want, _, _ := Head([]byte(broken(data, l)), true, plain, 0); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q: head %q, want %q", data, got, want)
		}
		n++
	}
	if n < 10 {
		t.Errorf("only %d cases", n)
	}
}
