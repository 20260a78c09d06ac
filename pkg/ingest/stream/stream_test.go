package stream

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gz(members ...string) []byte {
	var b bytes.Buffer
	for _, m := range members {
		w := gzip.NewWriter(&b)
		io.WriteString(w, m)
		w.Close()
	}
	return b.Bytes()
}

func zst(text string) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

// zipped takes name, content, name, content ...
func zipped(pairs ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err != nil {
			panic(err)
		}
		io.WriteString(f, pairs[i+1])
	}
	w.Close()
	return b.Bytes()
}

// transports are the ways bytes can reach Open.
func transports(t *testing.T, data []byte) map[string]func() io.Reader {
	file := func(prefix string) *os.File {
		path := filepath.Join(t.TempDir(), "export")
		if err := os.WriteFile(path, append([]byte(prefix), data...), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		if _, err := f.Seek(int64(len(prefix)), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		return f
	}
	return map[string]func() io.Reader{
		"file":        func() io.Reader { return file("") },
		"file midway": func() io.Reader { return file("already read\n") },
		"reader":      func() io.Reader { return bytes.NewReader(data) },
		"one byte":    func() io.Reader { return iotest.OneByteReader(bytes.NewReader(data)) },
		"with EOF":    func() io.Reader { return iotest.DataErrReader(bytes.NewReader(data)) },
		"pipe": func() io.Reader {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { r.Close() })
			go func() { w.Write(data); w.Close() }()
			return r
		},
	}
}

const table1 = "id,score,comment\n1,10,सुन्दर\n2,0,\"a, b\"\n"

func TestOpenText(t *testing.T) {
	utf16le := "s\x00c\x00o\x00r\x00e\x00\n\x009\x00\n\x00"
	cases := []struct {
		name string
		data []byte
		want string
		info Info
	}{
		{"empty", nil, "", Info{Encoding: "UTF-8"}},
		{"plain", []byte(table1), table1, Info{Encoding: "UTF-8"}},
		{"BOM", []byte("\ufeff" + table1), table1, Info{Encoding: "UTF-8", BOM: true}},
		{"BOM only", []byte("\ufeff"), "", Info{Encoding: "UTF-8", BOM: true}},
		{"gzip", gz(table1), table1, Info{Encoding: "UTF-8", Compression: "gzip"}},
		{"gzip members", gz("\ufeffid,score\n", "1,9\n", "2,3\n"), "id,score\n1,9\n2,3\n", Info{Encoding: "UTF-8", BOM: true, Compression: "gzip"}},
		{"gzip of nothing", gz(""), "", Info{Encoding: "UTF-8", Compression: "gzip"}},
		{"zstd", zst(table1), table1, Info{Encoding: "UTF-8", Compression: "zstd"}},
		{"zstd after a skippable frame", append([]byte("\x50\x2a\x4d\x18\x02\x00\x00\x00hi"), zst(table1)...), table1, Info{Encoding: "UTF-8", Compression: "zstd"}},
		{"gzip in zstd", zst(string(gz(table1))), table1, Info{Encoding: "UTF-8", Compression: "zstd"}},
		{"zip", zipped("export.csv", table1), table1, Info{Encoding: "UTF-8", Compression: "zip", Member: "export.csv"}},
		{"zip with a Mac's additions", zipped("a/", "", "a/b.csv", table1, "__MACOSX/a/._b.csv", "x", "a/.DS_Store", "y"), table1,
			Info{Encoding: "UTF-8", Compression: "zip", Member: "a/b.csv"}},
		{"gzip in zip", zipped("export.csv.gz", string(gz(table1))), table1, Info{Encoding: "UTF-8", Compression: "zip", Member: "export.csv.gz"}},
		{"zip in gzip", gz(string(zipped("b.csv", table1))), table1, Info{Encoding: "UTF-8", Compression: "gzip", Member: "b.csv"}},
		{"UTF-16LE", []byte("\xff\xfe" + utf16le), "score\n9\n", Info{Encoding: "UTF-16LE", BOM: true}},
		{"UTF-16LE without BOM", []byte(utf16le), "score\n9\n", Info{Encoding: "UTF-16LE"}},
		{"UTF-16BE", []byte("\xfe\xff\x00s\x00\n\x09\x39\xd8\x3d\xde\x00"), "s\nह😀", Info{Encoding: "UTF-16BE", BOM: true}},
		{"UTF-16BE without BOM", []byte("\x00s\x00\n\x009\x00\n"), "s\n9\n", Info{Encoding: "UTF-16BE"}},
		{"lone surrogates", []byte("\xff\xfea\x00\x00\xd8b\x00\x00\xdc\x3d\xd8\x00\xde\x3d\xd8"), "a\ufffdb\ufffd😀\ufffd", Info{Encoding: "UTF-16LE", BOM: true, Replaced: 3}},
		{"gzip of UTF-16", gz("\xff\xfe" + utf16le), "score\n9\n", Info{Encoding: "UTF-16LE", BOM: true, Compression: "gzip"}},
		{"Windows-1252", []byte("score\n8\nc\x92est \x80\x81\n"), "score\n8\nc’est €\u0081\n", Info{Encoding: "windows-1252", Fallback: true, FirstBad: 9}},
		{"a rune cut off at the end", []byte("score\n\xe0\xa4"), "score\nà¤", Info{Encoding: "windows-1252", Fallback: true, FirstBad: 6}},
		{"UTF-8 BOM over Latin", []byte("\ufeffn\xe9\n"), "né\n", Info{Encoding: "windows-1252", Fallback: true, BOM: true, FirstBad: 4}},
		{"NUL bytes", []byte("a,b\n\x00,1\n"), "a,b\n\x00,1\n", Info{Encoding: "UTF-8"}},
		{"NULs everywhere", make([]byte, 9), strings.Repeat("\x00", 9), Info{Encoding: "UTF-8"}},
		{"PK as text", []byte("PK,score\n1,2\n"), "PK,score\n1,2\n", Info{Encoding: "UTF-8"}},
		{"markup in a header", []byte("<b>How likely?</b>,x\n1,2\n"), "<b>How likely?</b>,x\n1,2\n", Info{Encoding: "UTF-8"}},
		{"a comparison first", []byte("<18,>65\n1,2\n"), "<18,>65\n1,2\n", Info{Encoding: "UTF-8"}},
	}
	for _, c := range cases {
		if !c.info.Fallback {
			c.info.FirstBad = -1
		}
		for way, open := range transports(t, c.data) {
			t.Run(c.name+"/"+way, func(t *testing.T) {
				s, err := Open("x", open(), Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				if s.Kind() != Text || !s.Complete() || string(s.Head()) != c.want {
					t.Errorf("kind %v, complete %v, head %q, want %q", s.Kind(), s.Complete(), s.Head(), c.want)
				}
				for pass := range 2 {
					if got := readAll(t, s); got != c.want {
						t.Errorf("pass %d: %q, want %q", pass, got, c.want)
					}
				}
				got := s.Info()
				got.Size = 0
				if got != c.info {
					t.Errorf("info %+v, want %+v", got, c.info)
				}
			})
		}
	}
}

func readAll(t *testing.T, s *Source) string {
	t.Helper()
	r, err := s.Reader()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestLarge checks what is larger than the head, in every transport: the head is a
// beginning of the text, and two passes give the text.
func TestLarge(t *testing.T) {
	text := "id,score\n" + strings.Repeat("17,9,\"ह😀é\"\n", 4000)
	latin := []byte("é\n" + strings.Repeat("x,9\n", 9000))
	latin = bytes.Replace(latin, []byte("é"), []byte{0xe9}, 1)
	utf16 := []byte{0xff, 0xfe}
	for _, r := range text {
		if r > 0xffff {
			r -= 0x10000
			hi, lo := 0xd800+r>>10, 0xdc00+r&0x3ff
			utf16 = append(utf16, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
			continue
		}
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	cases := map[string]struct {
		data []byte
		want string
	}{
		"plain": {[]byte(text), text}, "BOM": {[]byte("\ufeff" + text), text}, "gzip": {gz(text), text}, "zstd": {zst(text), text},
		"zip": {zipped("a.csv", text), text}, "UTF-16": {utf16, text}, "Latin": {latin, "é" + string(latin[1:])},
	}
	for name, c := range cases {
		for way, open := range transports(t, c.data) {
			for _, sample := range []int{1000, 1001, 1003} { // cuts within units
				s, err := Open("x", open(), Options{HeadSize: 1 << 16, Sample: sample})
				if len(c.data) <= 1<<16 && s != nil && s.body.at != nil {
					if err != nil || !s.Complete() {
						t.Errorf("%s/%s: a file up to HeadSize is not taken whole", name, way)
					}
				} else if err != nil || s.Complete() || len(s.Head()) < sample/2-4 {
					t.Fatalf("%s/%s: %v, complete %v", name, way, err, s != nil && s.Complete())
				}
				if h := string(s.Head()); !strings.HasPrefix(c.want, h) {
					t.Errorf("%s/%s: the head is no beginning: ...%q", name, way, h[max(0, len(h)-10):])
				}
				for range 2 {
					if readAll(t, s) != c.want {
						t.Errorf("%s/%s: a pass gives another text", name, way)
					}
				}
				s.Close()
			}
		}
	}
}

// TestFileItself checks that nothing stands between a large plain file and its
// reader, and that the mark is skipped.
func TestFileItself(t *testing.T) {
	f := transports(t, []byte("\ufeff"+strings.Repeat("score\n", 1000)))["file midway"]()
	s, err := Open("x", f, Options{HeadSize: 100})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := s.Reader()
		if err != nil || r != f {
			t.Fatalf("Reader() = %T, %v; want the file", r, err)
		}
		if b, _ := io.ReadAll(r); len(b) != 6000 {
			t.Errorf("%d bytes, want 6000", len(b))
		}
	}
	if i := s.Info(); i.Size != 6003 {
		t.Errorf("size %d, want 6003", i.Size)
	}
}

func TestPipeRewind(t *testing.T) {
	text := strings.Repeat("0123456789", 100_000)
	open := func() *Source {
		s, err := Open("x", iotest.HalfReader(strings.NewReader(text)), Options{HeadSize: 100_000, Sample: 1000})
		if err != nil || s.Complete() {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	if len(s.Head()) != 1000 {
		t.Errorf("head of %d bytes, want the sample of 1000", len(s.Head()))
	}
	r, _ := s.Reader()
	io.CopyN(io.Discard, r, 90_000)
	if got := readAll(t, s); got != text {
		t.Error("the second pass gives another text")
	}
	if _, err := s.Reader(); !errors.Is(err, ErrNotRewindable) {
		t.Errorf("a pass after the end: %v", err)
	}
	if err := s.Reopen("latin1"); !errors.Is(err, ErrNotRewindable) {
		t.Errorf("Reopen after the end: %v", err)
	}
	s = open()
	old, _ := s.Reader()
	if _, err := s.Reader(); err != nil {
		t.Fatal(err)
	}
	if _, err := old.Read(make([]byte, 1)); !errors.Is(err, ErrNotRewindable) {
		t.Errorf("an ended pass still reads: %v", err)
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("the line is dead")
	if _, err := Open("x", iotest.ErrReader(broken), Options{}); !errors.Is(err, broken) {
		t.Errorf("Open: %v", err)
	}
	s, err := Open("x", io.MultiReader(strings.NewReader(strings.Repeat("a\n", 5000)), iotest.ErrReader(broken)), Options{Sample: 100})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.Reader()
	if _, err := io.ReadAll(r); !errors.Is(err, broken) {
		t.Errorf("reading on: %v", err)
	}
	type empty struct{ io.Reader }
	if _, err := Open("x", iotest.TimeoutReader(empty{strings.NewReader("abc")}), Options{}); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("timeout: %v", err)
	}
	if _, err := Open("x", never{}, Options{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

type never struct{}

func (never) Read([]byte) (int, error) { return 0, nil }

func TestWorkbook(t *testing.T) {
	book := zipped("[Content_Types].xml", "<x/>", "xl/workbook.xml", "<workbook/>", "xl/worksheets/sheet1.xml", "<s/>")
	for name, data := range map[string][]byte{"": book, "gzip": gz(string(book)), "zstd": zst(string(book)), "zip": zipped("a.xlsx", string(book))} {
		for way, open := range transports(t, data) {
			s, err := Open("x", open(), Options{})
			if err != nil || s.Kind() != Workbook || s.Info().Compression != name {
				t.Fatalf("%s/%s: %v", name, way, err)
			}
			if b, err := s.Bytes(); err != nil || !bytes.Equal(b, book) {
				t.Errorf("%s/%s: Bytes: %v, equal %v", name, way, err, bytes.Equal(b, book))
			}
			if _, err := s.Reader(); err == nil {
				t.Errorf("%s/%s: a workbook read as text", name, way)
			}
			s.Close()
		}
	}
	f := transports(t, book)["file"]()
	s, err := Open("x", f, Options{MaxBuffer: 100})
	if err != nil {
		t.Fatal(err)
	}
	var e *Error
	if _, err := s.Bytes(); !errors.As(err, &e) || e.Kind != TooLarge {
		t.Errorf("beyond the limit: %v", err)
	}
}

func TestSetCR(t *testing.T) {
	for way, open := range transports(t, []byte("a,b\r1,2\r")) {
		s, err := Open("x", open(), Options{Sample: 4, HeadSize: 4})
		if err != nil {
			t.Fatal(err)
		}
		s.SetCR(true)
		if string(s.Head()) != "a,b\n" || readAll(t, s) != "a,b\n1,2\n" {
			t.Errorf("%s: CR was not turned", way)
		}
		s.SetCR(false)
		if string(s.Head()) != "a,b\r" || readAll(t, s) != "a,b\r1,2\r" {
			t.Errorf("%s: CR stays turned", way)
		}
	}
}
