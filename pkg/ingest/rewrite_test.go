package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// fixtures lists the data files of testdata.
func fixtures(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, dir := range []string{"formats", "exports"} {
		files, err := filepath.Glob(filepath.Join("../../testdata", dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if ext := filepath.Ext(file); ext != ".go" && ext != ".md" && ext != ".yaml" && filepath.Base(file) != "expected.json" {
				list = append(list, file)
			}
		}
	}
	if len(list) < 80 {
		t.Fatalf("only %d fixtures", len(list))
	}
	return list
}

// plainText is what a file holds once its compressions are taken off.
func plainText(t *testing.T, data []byte) []byte {
	t.Helper()
	var r io.Reader
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		r, err = gzip.NewReader(bytes.NewReader(data))
	case bytes.HasPrefix(data, []byte("\x28\xb5\x2f\xfd")):
		r, err = zstd.NewReader(bytes.NewReader(data))
	case bytes.HasPrefix(data, []byte("PK")):
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var only *zip.File
		for _, m := range z.File {
			if m.Name == "xl/workbook.xml" {
				return data
			}
			if ext := filepath.Ext(m.Name); !strings.HasPrefix(m.Name, "__MACOSX/") && ext == ".csv" || ext == ".tsv" || ext == ".json" {
				only = m
			}
		}
		if only == nil {
			return nil
		}
		if r, err = only.Open(); err != nil {
			t.Fatal(err)
		}
	default:
		return data
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return plainText(t, text)
}

// seen is a record as Each or an editor sees it.
type seen struct {
	line  int64
	cells string
}

func cellsText(cells [][]byte) string { return fmt.Sprintf("%q", cells) }

// eachOf lists what Each hands over of the columns.
func eachOf(f *File, columns []int) (list []seen, err error) {
	var places []scan.Pos
	err = f.Each(context.Background(), func() { list, places = nil, nil }, func(at scan.Pos, all [][]byte) error {
		var cells [][]byte
		for _, k := range columns {
			cells = append(cells, all[k])
		}
		list, places = append(list, seen{cells: cellsText(cells)}), append(places, at)
		return nil
	})
	for i := range list {
		list[i].line = f.Line(places[i])
	}
	return list, err
}

// recorder makes editors that note what they see and change what change says.
type recorder struct {
	list   []seen
	places []scan.Pos
	change func(cell []byte, edits []scan.Edit) []scan.Edit
	err    error
}

func (r *recorder) newEditor() *scan.Editor {
	var block []seen
	var places []scan.Pos
	return &scan.Editor{
		Places: true,
		Record: func(n int, at scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
			if n != len(block) {
				r.err = fmt.Errorf("record %d of a block comes after %d", n, len(block))
			}
			block, places = append(block, seen{cells: cellsText(cells)}), append(places, at)
			for i := range cells {
				if r.change != nil {
					edits[i] = r.change(cells[i], edits[i])
				}
			}
			return nil
		},
		Flush: func(first int64) error {
			if int(first) != len(r.list)+1 || len(block) == 0 {
				r.err = fmt.Errorf("block of %d records begins with %d after %d", len(block), first, len(r.list))
			}
			r.list, r.places = append(r.list, block...), append(r.places, places...)
			block, places = block[:0], places[:0]
			return nil
		},
	}
}

// mask replaces each run of letters of four and more, deterministically.
func mask(cell []byte, edits []scan.Edit) []scan.Edit {
	start := -1
	for i := 0; i <= len(cell); i++ {
		letter := i < len(cell) && (cell[i] >= 'a' && cell[i] <= 'z' || cell[i] >= 0x80)
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			if i-start >= 4 {
				edits = append(edits, scan.Edit{Start: start, End: i, Text: "[X]"})
			}
			start = -1
		}
	}
	return edits
}

// maskAll replaces each run of digits and letters.
func maskAll(cell []byte, edits []scan.Edit) []scan.Edit {
	start := -1
	for i := 0; i <= len(cell); i++ {
		word := i < len(cell) && (cell[i] >= '0' && cell[i] <= '9' || cell[i] >= 'a' && cell[i] <= 'z' || cell[i] >= 0x80)
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			edits = append(edits, scan.Edit{Start: start, End: i, Text: "[X]"})
			start = -1
		}
	}
	return edits
}

// transportsOf opens a file as a file and as a pipe.
func transportsOf(t *testing.T, name string) map[string]func() io.Reader {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]func() io.Reader{
		"file": func() io.Reader {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		},
		"pipe": func() io.Reader { return io.MultiReader(bytes.NewReader(data)) },
	}
}

// TestRewriteFixtures: every input that can be read is copied byte for byte, its
// records seen as Each sees them, and a change comes out alike for any number
// of workers.
func TestRewriteFixtures(t *testing.T) {
	copied, books, unchanged := 0, 0, 0
	for _, name := range fixtures(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := plainText(t, data)
		changed := map[string]bool{}
		for way, open := range transportsOf(t, name) {
			for workers := 1; workers <= 3; workers++ {
				f, err := Open(name, open(), Options{HeaderRows: AutoHeader, Workers: workers})
				if err != nil {
					continue // refused as everywhere
				}
				if _, _, err := f.Texts(t.Context()); err != nil {
					t.Errorf("%s: texts: %v", name, err)
				}
				columns := f.allColumns()
				records, err := eachOf(f, columns)
				if err != nil {
					if out, err := copyFile(f, columns, new(recorder)); err == nil {
						t.Errorf("%s cannot be read, but is copied to %d bytes", name, len(out))
					}
					continue
				}
				if workers > 1 { // with nothing read through before
					f.Close()
					if f, err = Open(name, open(), Options{HeaderRows: AutoHeader, Workers: workers}); err != nil {
						t.Fatal(err)
					}
				}
				same := new(recorder)
				out, err := copyFile(f, columns, same)
				if f.format == "parquet" {
					if err == nil || len(out) > 0 {
						t.Errorf("%s is copied to %d bytes", name, len(out))
					}
					continue
				}
				if err != nil || same.err != nil {
					t.Errorf("%s as a %s: %v, %v", name, way, err, same.err)
					continue
				}
				if f.format == "xlsx" {
					books++
					sameMembers(t, name, want, out)
					for i := range same.list {
						same.list[i].cells = strings.ReplaceAll(same.list[i].cells, `\n`, `\r`)
					}
				} else if copied++; !bytes.Equal(out, want) {
					t.Errorf("%s as a %s: the copy differs", name, way)
				}
				if !slices.Equal(same.list, records) {
					t.Errorf("%s as a %s: editors see other records than Each", name, way)
				}
				out, err = copyFile(f, columns, &recorder{change: maskAll})
				if err != nil {
					t.Errorf("%s as a %s, changed: %v", name, way, err)
				}
				changed[string(out)] = true
				f.Close()
			}
		}
		if len(changed) > 1 {
			t.Errorf("%s: %d different outputs", name, len(changed))
		}
		if len(changed) == 1 && changed[string(want)] {
			unchanged++
		}
	}
	if copied < 400 || books < 20 || unchanged > 1 {
		t.Errorf("only %d texts and %d workbooks copied; %d files unchanged", copied, books, unchanged)
	}
}

// copyFile runs Rewrite and fills in the lines of what was seen.
func copyFile(f *File, columns []int, r *recorder) ([]byte, error) {
	var out bytes.Buffer
	err := f.Rewrite(context.Background(), &out, columns, r.newEditor)
	for i := range r.list {
		r.list[i].line = f.Line(r.places[i])
	}
	return out.Bytes(), err
}

// sameMembers: a workbook in which nothing changed has the same members.
func sameMembers(t *testing.T, name string, before, after []byte) {
	t.Helper()
	list := func(data []byte) (all []string) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, m := range z.File {
			all = append(all, fmt.Sprint(m.Name, m.CRC32, m.UncompressedSize64))
		}
		return all
	}
	if b, a := list(before), list(after); !slices.Equal(a, b) {
		t.Errorf("%s: members %v became %v", name, b, a)
	}
}

// TestRewriteCells: what is changed, and nothing else, in each format.
func TestRewriteCells(t *testing.T) {
	emoji := "\U0001F600"
	for _, c := range []struct{ in, column, want string }{
		{"nps,comment\r\n9,call maya\r\n", "comment", "nps,comment\r\n9,[X] [X]\r\n"},
		{"sep=;\r\nnps;comment\r\n9;\"call \"\"maya\"\"; now\"\r\n", "comment", "sep=;\r\nnps;comment\r\n9;\"[X] \"\"[X]\"\"; now\"\r\n"},
		{"nps,comment\r9,call maya\r8,\"one\nmore\"\r", "comment", "nps,comment\r9,[X] [X]\r8,\"one\n[X]\"\r"},
		{"\ufeffnps,comment\n9,call \xff me\n", "comment", "\ufeffnps,comment\n9,[X] \xff me\n"},
		{"nps,टिप्पणी\n9,ok धन्यवाद call\n8,\xe9 call\n", "टिप्पणी", "nps,टिप्पणी\n9,ok [X] [X]\n8,\xe9 [X]\n"},
		{"nps,comment\n9,caf\xe9 \x81 me\n", "comment", "nps,comment\n9,[X] \x81 me\n"},
		{"\xff\xfe" + utf16le("nps\tcomment\r\n9\tcall "+emoji+" me\r\n"), "comment", "\xff\xfe" + utf16le("nps\tcomment\r\n9\t[X] [X] me\r\n")},
		{`[{"nps":9,"comment":"a \u0928 call\n"},` + "\n" + `{"nps": 8, "comment" : null }]` + "\n\n", "comment", `[{"nps":9,"comment":"a \u0928 [X]\n"},` + "\n" + `{"nps": 8, "comment" : null }]` + "\n\n"},
		{"\ufeff{\"nps\":9,\"comment\":\"call\"}\r\n\r\n{\"nps\":8,\"comment\":\"\xff call\"}", "comment", "\ufeff{\"nps\":9,\"comment\":\"[X]\"}\r\n\r\n{\"nps\":8,\"comment\":\"\xff [X]\"}"},
	} {
		f, err := Open("x", strings.NewReader(c.in), Options{HeaderRows: AutoHeader})
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		comments, _, err := f.Texts(t.Context())
		if err != nil || len(comments) != 1 || f.Columns()[comments[0]].Name != c.column {
			t.Errorf("%q: comments %v, %v", c.in, comments, err)
			continue
		}
		out, err := copyFile(f, comments, &recorder{change: mask})
		if err != nil || string(out) != c.want {
			t.Errorf("%q became\n%q, want\n%q; %v", c.in, out, c.want, err)
		}
	}
}

func utf16le(s string) string {
	var b []byte
	for _, r := range s {
		if r > 0xffff {
			r -= 0x10000
			b = append(b, byte(r>>10), byte(0xd8+r>>18), byte(r), byte(0xdc+r>>8&3))
			continue
		}
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

// longPipe is more than is kept of a pipe.
func longPipe(head, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), strings.NewReader(strings.Repeat("9,quite good so far\n", 600_000)), strings.NewReader(tail))
}

// TestRewriteLongPipe: it is copied in one pass, and what shows up late ends it
// with the flag to give.
func TestRewriteLongPipe(t *testing.T) {
	for _, c := range []struct {
		head, tail string
		o          Options
		hint       string
	}{
		{"nps,comment\n", "1,good", Options{}, ""},
		{"nps,comment\n", "1,so \"good\"\n", Options{}, "--lazy-quotes"},
		{"nps,comment\n", "1,so \"good\"\n", Options{LazyQuotes: true}, ""},
		{"nps,comment\n", "1,caf\xe9\n", Options{}, "--encoding"},
		{"nps,comment\n", "1,caf\xe9\n", Options{Encoding: "utf-8"}, ""},
		{"nps,comment\n", "1,caf\xe9\n", Options{Encoding: "windows-1252"}, ""},
		{"nps,comment\n9,धन्यवाद\n", "1,caf\xe9\n", Options{}, ""},
		{"\ufeffnps,comment\n", "1,caf\xe9\n", Options{}, ""},
	} {
		want, _ := io.ReadAll(longPipe(c.head, c.tail))
		c.o.HeaderRows = AutoHeader
		f, err := Open("x", longPipe(c.head, c.tail), c.o)
		if err != nil {
			t.Fatal(err)
		}
		r := new(recorder)
		out, err := copyFile(f, []int{1}, r)
		if c.hint == "" && (err != nil || !bytes.Equal(out, want)) {
			t.Errorf("%q: %d bytes of %d, %v", c.tail, len(out), len(want), err)
		}
		var e *Error
		if c.hint != "" && (!errors.As(err, &e) || !strings.Contains(e.Hint, c.hint) || !bytes.HasPrefix(want, out)) {
			t.Errorf("%q: %v", c.tail, err)
		}
		f, err = Open("x", longPipe(c.head, c.tail), c.o)
		if err != nil || f.Rereadable() {
			t.Errorf("a long pipe can be read again; %v", err)
		}
	}
}

// TestRewriteLongArray: in a pipe the layout of an array's elements is not relied
// on, since they may be laid out in another way later.
func TestRewriteLongArray(t *testing.T) {
	text := "[\n" + strings.Repeat("{\"nps\":9,\"comment\":\"fine\"},\n", 400_000) +
		strings.Repeat("{\"nps\":9,\"more\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\":3}\n]},\n", 100_000) + "{\"nps\":1}]\n"
	f, err := Open("x", io.MultiReader(strings.NewReader(text)), Options{HeaderRows: AutoHeader, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	r := new(recorder)
	if out, err := copyFile(f, []int{1}, r); err != nil || string(out) != text || len(r.list) != 500_001 {
		t.Errorf("%d bytes of %d, %d records, %v", len(out), len(text), len(r.list), err)
	}
}

// TestRewriteSettles: a file is read through before anything is written.
func TestRewriteSettles(t *testing.T) {
	long := strings.Repeat("9,quite good so far\n", 30_000)
	for _, c := range []struct{ name, text, encoding string }{
		{"lone quote", "nps,comment\n" + long + "8,so \"good\"\n", "UTF-8"},
		{"windows-1252", "nps,comment\n" + long + "8,caf\xe9\n", "windows-1252"},
		{"broken", "nps,comment\n" + long + "8,caf\xe9 धन्यवाद\n", "UTF-8"},
		{"broken in the head", "nps,comment\n8,caf\xe9 \n" + long + "8,धन्यवाद\n", "UTF-8"},
		{"array", "[\n" + strings.Repeat("{\"nps\":9,\"comment\":\"ok\"},\n", 30_000) + "{\"nps\":9,\"comment\":\n\"ok\"}, {\"nps\":1}]\n", "UTF-8"},
	} {
		for workers := 1; workers <= 3; workers++ {
			f, err := Open("x", strings.NewReader(c.text), Options{HeaderRows: AutoHeader, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			r := new(recorder)
			out, err := copyFile(f, []int{1}, r)
			if err != nil || r.err != nil || string(out) != c.text {
				t.Errorf("%s, %d workers: %d bytes of %d, %v, %v", c.name, workers, len(out), len(c.text), err, r.err)
			}
			if got := f.Info().Encoding; got != c.encoding {
				t.Errorf("%s: read in %s", c.name, got)
			}
		}
	}
}

func TestRewriteRefuses(t *testing.T) {
	for _, c := range []struct{ text, encoding, want string }{
		{"nps,comment\n9,\x90\x84\n", "shift_jis", "byte for byte"},
		{utf16le("nps,comment\n9,a") + "\x00\xd8" + utf16le("b\n"), "utf-16le", "mean nothing"},
		{"nps,comment\n" + strings.Repeat("9,good\n", 50_000) + "9,\"open\n", "", "never closed"},
	} {
		f, err := Open("x", strings.NewReader(c.text), Options{HeaderRows: AutoHeader, Encoding: c.encoding})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		out, err := copyFile(f, []int{0}, new(recorder))
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Msg, c.want) || len(out) > 0 {
			t.Errorf("%q: %v, %d bytes written", c.text, err, len(out))
		}
	}
}

// TestRewriteErrors: those of the writer and of the editor come back themselves.
func TestRewriteErrors(t *testing.T) {
	text := "nps,comment\n" + strings.Repeat("9,good\n", 300_000)
	full := errors.New("no space left")
	for _, workers := range []int{1, 2, 4} {
		o := Options{HeaderRows: AutoHeader, Workers: workers}
		f, err := Open("x", strings.NewReader(text), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Rewrite(t.Context(), brokenWriter{full}, []int{1}, new(recorder).newEditor); err != full {
			t.Errorf("of the writer: %v", err)
		}
		for _, in := range []string{"record", "flush"} {
			err := f.Rewrite(t.Context(), io.Discard, []int{1}, func() *scan.Editor {
				return &scan.Editor{
					Record: func(n int, _ scan.Pos, _ [][]byte, _ [][]scan.Edit) error {
						if in == "record" && n == 1000 {
							return full
						}
						return nil
					},
					Flush: func(int64) error {
						if in == "flush" {
							return full
						}
						return nil
					},
				}
			})
			if err != full {
				t.Errorf("of %s: %v", in, err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := f.Rewrite(ctx, io.Discard, []int{1}, new(recorder).newEditor); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write(p []byte) (int, error) { return 0, w.err }

func TestTexts(t *testing.T) {
	definition := func(columns ...survey.ColumnDef) *survey.Definition { return &survey.Definition{Columns: columns} }
	for _, c := range []struct {
		text               string
		o                  Options
		comments, identity string
		kinds              string
	}{
		{"email,nps,comment,Full name\na@b.example,9,fine,Asha Rao\n", Options{}, "[2]", "[0 3]", "[email name]"},
		{"what could we improve?,name,why this score?\nx,Asha Rao,y\n", Options{}, "[0 2]", "[1]", "[name]"},
		{"who,nps,what\n9876543210,9,x\n9876543211,8,y\n", Options{}, "[]", "[0]", "[phone]"},
		{"who,nps,what\n1,9,x\n", Options{CommentColumn: "what"}, "[2]", "[]", "[]"},
		{"who,nps,what,comment,more\n1,9,x,,\n", Options{Definition: definition(survey.ColumnDef{From: "what", Role: survey.RoleComment},
			survey.ColumnDef{From: "more", Role: survey.RoleComment}, survey.ColumnDef{From: "gone", Role: survey.RoleComment},
			survey.ColumnDef{From: "who", Role: survey.RoleRespondent, Kind: "id"})}, "[2 4]", "[0]", "[id]"},
		{"Respondent ID,How likely are you to recommend us?,What is the reason?,Anything else?\n,Response,Open-Ended Response,Open-Ended Response\n1,9,x,y\n", Options{}, "[2 3]", "[0]", "[id]"},
		{"Q1,Q1_TEXT,Q2_2_TEXT\n9,x,y\n", Options{}, "[1 2]", "[]", "[]"},
		{`{"nps":9,"comment":"x","user":{"email":"a@b.example"}}`, Options{}, "[1]", "[2]", "[email]"},
	} {
		c.o.HeaderRows = AutoHeader
		f, err := Open("x", strings.NewReader(c.text), c.o)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		comments, identity, err := f.Texts(t.Context())
		kinds := []string{}
		for _, k := range identity {
			kinds = append(kinds, f.IdentityKind(k))
		}
		if err != nil || fmt.Sprint(comments) != c.comments || fmt.Sprint(identity) != c.identity || fmt.Sprint(kinds) != c.kinds {
			t.Errorf("%q: comments %v, identity %v %v, %v; want %s, %s %s", c.text, comments, identity, kinds, err, c.comments, c.identity, c.kinds)
		}
		if n := len(f.Warnings()); n > 0 {
			t.Errorf("%q: warnings %v", c.text, f.Warnings())
		}
	}
	f, err := Open("x", strings.NewReader("a,b\n1,2\n"), Options{HeaderRows: AutoHeader, CommentColumn: "c"})
	if err != nil {
		t.Fatal(err)
	}
	var e *Error
	if _, _, err := f.Texts(t.Context()); !errors.As(err, &e) || e.Fault != Misuse {
		t.Errorf("a column that is not there: %v", err)
	}
}

// TestGather: every record once, in the chosen columns, after a late lone quote too.
func TestGather(t *testing.T) {
	text := "name,nps,comment\n" + strings.Repeat("Asha,9,fine\n", 50_000) + "Ravi,8,so \"good\"\n"
	for workers := 1; workers <= 3; workers++ {
		f, err := Open("x", strings.NewReader(text), Options{HeaderRows: AutoHeader, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		var counts []*map[string]int
		var last scan.Pos
		err = f.Gather(t.Context(), []int{2, 0}, func() func(scan.Pos, [][]byte) error {
			m := map[string]int{}
			counts = append(counts, &m)
			return func(at scan.Pos, cells [][]byte) error {
				if m[cellsText(cells)]++; string(cells[1]) == "Ravi" {
					last = at
				}
				return nil
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if line := f.Line(last); line != 50_002 {
			t.Errorf("%d workers: the last record stands in line %d", workers, line)
		}
		got := counts[len(counts)-1]
		if len(counts) != workers+1 || (*got)[`["fine" "Asha"]`] != 50_000 || (*got)[`["so \"good\"" "Ravi"]`] != 1 {
			t.Errorf("%d workers: %d sinks, the last got %v", workers, len(counts), *got)
		}
	}
}

// TestRewritePicked: texts are changed within a Typeform array of answers.
func TestRewritePicked(t *testing.T) {
	text := `{"items": [{"token": "t1", "landed_at": "", "answers": [
 {"type": "number", "number": 9, "field": {"id": "a", "ref": "nps", "type": "nps"}},
 {"text": "call \"maya\" \ud83d\ude00 now", "field": {"id": "b", "ref": "why", "type": "long_text"}, "type": "text"},
 {"type": "choice", "choice": {"id": "x", "label": "some shop"}, "field": {"id": "c", "ref": "shop", "type": "dropdown"}},
 {"type": "email", "email": "maya@shop.example", "field": {"id": "d", "ref": "mail", "type": "email"}}]},
 {"token": "t2", "answers": []}]}
`
	f, err := Open("x", strings.NewReader(text), Options{HeaderRows: AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	var columns []int
	for _, name := range []string{"mail", "why", "nps", "shop", "token"} {
		k, err := f.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, k)
	}
	r := &recorder{change: func(cell []byte, edits []scan.Edit) []scan.Edit {
		if string(cell) == "maya@shop.example" || string(cell) == "9" {
			return append(edits, scan.Edit{Start: 0, End: len(cell)})
		}
		return append(mask(cell, edits), scan.Edit{Start: len(cell), End: len(cell)}) // the last changes nothing
	}}
	out, err := copyFile(f, columns, r)
	want := strings.NewReplacer(`call \"maya\" \ud83d\ude00 now`, `[X] \"[X]\" [X] now`, "some shop", "[X] [X]", "maya@shop.example", "", `"number": 9`, `"number": ""`).Replace(text)
	if err != nil || string(out) != want {
		t.Errorf("%s\n%v", out, err)
	}
	if got := r.list[0].cells; got != `["maya@shop.example" "call \"maya\" 😀 now" "9" "some shop" "t1"]` {
		t.Errorf("cells %s", got)
	}
	if k, _ := f.Find("mail"); f.IdentityKind(k) != "email" {
		t.Errorf("kind %q", f.IdentityKind(k))
	}
}
