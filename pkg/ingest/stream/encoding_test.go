package stream

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

func openDir(t *testing.T) *os.File {
	f, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestNamedEncodings(t *testing.T) {
	cases := []struct{ name, data, want, canonical string }{
		{"macroman", "caf\x8e \xd2hi\xd3", "café “hi”", "macintosh"},
		{"Mac-Roman", "\xca", "\u00a0", "macintosh"},
		{"macintosh", "\x8e", "é", "macintosh"},
		{"cp850", "\x82", "é", "ibm850"},
		{"IBM850", "\x82", "é", "ibm850"},
		{"cp-437", "\x82", "é", "ibm437"},
		{"latin1", "\xe9\x80", "é€", "windows-1252"},
		{"ISO-8859-1", "\xe9", "é", "windows-1252"},
		{"iso-8859-15", "\xa4", "€", "iso-8859-15"},
		{"windows-1251", "\xcf\xf0", "Пр", "windows-1251"},
		{"shift_jis", "\x90\x84\x8f\xa7", "推奨", "shift_jis"},
		{"gb18030", "\xcd\xc6\xbc\xf6", "推荐", "gb18030"},
		{"gbk", "\xcd\xc6\xbc\xf6", "推荐", "gbk"},
		{"UTF8", "\ufeffé", "é", "UTF-8"},
		{"utf-8", "bad \xe9", "bad \xe9", "UTF-8"},
		{"utf-16", "\xff\xfea\x00", "a", "UTF-16LE"},
		{"utf-16le", "a\x00", "a", "UTF-16LE"},
		{"utf-16be", "\x00a", "a", "UTF-16BE"},
		{" Windows-1252 ", "\ufeff\x92", "’", "windows-1252"},
	}
	for _, c := range cases {
		for _, size := range []int{0, 1} { // with the whole text as the head, and without
			s, err := Open("x", strings.NewReader(c.data+"\n"+strings.Repeat("\n", 3)), Options{Encoding: c.name, HeadSize: size})
			if c.canonical == "UTF-16LE" || c.canonical == "UTF-16BE" {
				s, err = Open("x", strings.NewReader(c.data), Options{Encoding: c.name, HeadSize: size})
			}
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if got := strings.TrimRight(readAll(t, s), "\n"); got != c.want || s.Info().Encoding != c.canonical || s.Info().Fallback {
				t.Errorf("%s, head %d: %q in %s, want %q in %s", c.name, size, got, s.Info().Encoding, c.want, c.canonical)
			}
		}
	}
}

func TestUnknownEncoding(t *testing.T) {
	for name, near := range map[string]string{"utf-9": "utf-8", "window-1252": "windows-1252", "mcroman": "macroman", "cp8500": "cp850", "hz-gb-2312": "nearest", strings.Repeat("x", 5000): "nearest"} {
		_, err := Open("x", strings.NewReader("a"), Options{Encoding: name})
		var e *Error
		if !errors.As(err, &e) || e.Kind != UnknownEncoding || !strings.Contains(e.Hint, near) || len(e.Error()) > 200 {
			t.Errorf("%.20s: %v", name, err)
		}
	}
}

func TestLateBadByte(t *testing.T) {
	text := "\ufeffscore\n" + strings.Repeat("9\n", 1000) + "caf\xe9\n"
	for way, open := range transports(t, []byte(text)) {
		s, err := Open("x", open(), Options{Sample: 100, HeadSize: 100})
		if err != nil || s.Info().Encoding != "UTF-8" || s.Info().Fallback {
			t.Fatalf("%s: %v, %+v", way, err, s.Info())
		}
		bad := int64(strings.IndexByte(text, 0xe9))
		if got := readAll(t, s); !strings.HasSuffix(got, "caf\xe9\n") {
			t.Errorf("%s: UTF-8 does not pass unchanged", way)
		}
		if err := s.FallBack(bad - 3); err != nil {
			t.Fatalf("%s: %v", way, err)
		}
		i := s.Info()
		if !i.Fallback || i.FirstBad != bad || i.Encoding != "windows-1252" || !i.BOM {
			t.Errorf("%s: %+v, want the first bad byte at %d", way, i, bad)
		}
		if got := readAll(t, s); !strings.HasPrefix(got, "score\n") || !strings.HasSuffix(got, "café\n") {
			t.Errorf("%s: not decoded", way)
		}
		if err := s.Reopen("macroman"); err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, s); !strings.HasSuffix(got, "cafÈ\n") || s.Info().Fallback {
			t.Errorf("%s: not reopened", way)
		}
	}
}

// TestUndefinedBytes: no byte is dropped, and what has no meaning in Windows-1252
// keeps its number.
func TestUndefinedBytes(t *testing.T) {
	s, err := Open("x", strings.NewReader("\x81\x8d\x8f\x90\x9d"), Options{})
	if err != nil || string(s.Head()) != "\u0081\u008d\u008f\u0090\u009d" || s.Info().Replaced != 0 {
		t.Errorf("%v, %q", err, s.Head())
	}
	s, err = Open("x", strings.NewReader("a\xaa"), Options{Encoding: "windows-1253"})
	if err != nil || readAll(t, s) != "a\ufffd" || s.Info().Replaced != 1 {
		t.Errorf("%v, %q, replaced %d", err, s.Head(), s.Info().Replaced)
	}
}

// TestDecodersAgainstLibrary compares both decoders with the library's at random
// read sizes.
func TestDecodersAgainstLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for range 200 {
		units := make([]uint16, rng.IntN(200))
		for i := range units {
			switch rng.IntN(4) {
			case 0:
				units[i] = uint16(0xd800 + rng.IntN(0x800))
			case 1:
				units[i] = uint16(rng.IntN(0x10000))
			default:
				units[i] = uint16(' ' + rng.IntN(90))
			}
		}
		units = append([]uint16{'a'}, units...)
		var le, be, latin []byte
		for _, u := range units {
			le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
			latin = append(latin, byte(u))
		}
		want := string(utf16.Decode(units))
		wantLatin, err := charmap.KOI8R.NewDecoder().Bytes(latin)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			data []byte
			want string
		}{"utf-16le": {le, want}, "utf-16be": {be, want}, "koi8-r": {latin, string(wantLatin)}} {
			s, err := Open("x", iotest.OneByteReader(bytes.NewReader(c.data)), Options{Encoding: name, Sample: 1 + rng.IntN(50), HeadSize: 50})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(c.want, string(s.Head())) {
				t.Errorf("%s: head %q of %q", name, s.Head(), c.want)
			}
			r, err := s.Reader()
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if _, err := io.CopyBuffer(struct{ io.Writer }{&got}, r, make([]byte, 1+rng.IntN(40))); err != nil {
				t.Fatal(err)
			}
			if got.String() != c.want {
				t.Errorf("%s: %q, want %q", name, got.String(), c.want)
			}
			compared++
		}
	}
	if compared < 500 {
		t.Errorf("only %d comparisons", compared)
	}
}
