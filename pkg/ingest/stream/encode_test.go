package stream

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// copyOf sends the text through Reader and Writer in pieces of whole characters.
func copyOf(s *Source, piece int) (string, error) {
	r, err := s.Reader()
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	w, err := s.Writer(&out)
	if err != nil {
		return "", err
	}
	for len(text) > 0 {
		n := min(piece, len(text))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n++
		}
		if k, err := w.Write(text[:n]); err != nil || k != n {
			return out.String(), err
		}
		text = text[n:]
	}
	return out.String(), nil
}

func TestWriterIsTheWayBack(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, c := range []struct{ encoding, data string }{
		{"", "score,comment\n9,naïve\n"},
		{"", "\ufeffscore,comment\n9,धन्यवाद\n"},
		{"", "score,comment\n9,na\xefve \x81\n"},
		{"", "\xff\xfes\x00c\x00\n\x00\x3d\xd8\x00\xde\xfd\xff"},
		{"", "\xfe\xff\x00s\x00c\x00\n\xd8\x3d\xde\x00"},
		{"", "s\x00c\x00o\x00r\x00e\x00\n\x009\x00\n\x00\xe9\x00"},
		{"utf-8", "score\nna\xefve\n"},
		{"windows-1252", string(all)},
		{"macroman", string(all)},
		{"cp850", string(all)},
		{"windows-1251", "\ufeff" + string(all)},
		{"koi8-r", string(all)},
	} {
		for _, head := range []int{4, 1 << 20} {
			for _, piece := range []int{1, 7, 1000} {
				s, err := Open("x", bytes.NewReader([]byte(c.data)), Options{Encoding: c.encoding, HeadSize: head})
				if err != nil {
					t.Fatal(err)
				}
				if head == 4 && c.encoding == "" && len(c.data) > 20 && !strings.HasPrefix(c.data, "\ufeff") && s.Info().Encoding == "UTF-8" {
					continue // too little to judge by
				}
				if got, err := copyOf(s, piece); err != nil || got != c.data {
					t.Errorf("%q in %s, head %d, pieces of %d: %q, %v", c.data, s.Info().Encoding, head, piece, got, err)
				}
			}
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	for _, c := range []struct{ encoding, data, add, want string }{
		{"shift_jis", "\x90\x84", "", "byte for byte"},
		{"gb18030", "a", "", "byte for byte"},
		{"utf-16le", "a\x00\x00\xd8b\x00", "", "mean nothing"},
		{"windows-1253", "a\xaa", "", "mean nothing"},
		{"windows-1252", "a", "ध", "U+0927"},
		{"windows-1252", "a", "\xff", "not UTF-8"},
		{"utf-16le", "a\x00", "\xff", "not UTF-8"},
	} {
		s, err := Open("x", strings.NewReader(c.data), Options{Encoding: c.encoding})
		if err != nil {
			t.Fatal(err)
		}
		got, err := copyOf(s, 10)
		if err == nil && c.add != "" {
			w, _ := s.Writer(io.Discard)
			_, err = w.Write([]byte(c.add))
		}
		var e *Error
		if !errors.As(err, &e) || e.Kind != BadEncoding || !strings.Contains(e.Msg, c.want) {
			t.Errorf("%s: %v", c.encoding, err)
		}
		if c.add == "" && got != "" {
			t.Errorf("%s: %q was written", c.encoding, got)
		}
	}
}

func TestReverse(t *testing.T) {
	n := 0
	for _, e := range charmap.All {
		m, ok := e.(*charmap.Charmap)
		if !ok {
			continue
		}
		r, ok := newReverse(m)
		if !ok {
			t.Logf("%v cannot be written back", m)
			continue
		}
		n++
		table := newTable(m, nil)
		for i := range 256 {
			if table.bad[i] {
				continue
			}
			if b, err := r.append(nil, table.utf8[i][:table.len[i]]); err != nil || len(b) != 1 || b[0] != byte(i) {
				t.Errorf("%v: byte %x becomes %x, %v", m, i, b, err)
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d encodings", n)
	}
}

func TestRereadable(t *testing.T) {
	for _, c := range []struct {
		size int
		pipe bool
	}{{100, true}, {900 << 10, true}, {3 << 20, false}} {
		text := strings.Repeat("123456789\n", c.size/10)
		for way, open := range transports(t, []byte(text)) {
			s, err := Open("x", open(), Options{Sample: 1 << 10, HeadSize: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			want := c.pipe || s.body.tape == nil
			if got := s.Rereadable(); got != want {
				t.Errorf("%s, %d bytes: %v", way, c.size, got)
			}
			for range 2 {
				if got := readAll(t, s); got != text {
					t.Errorf("%s, %d bytes: %d bytes read", way, c.size, len(got))
				}
				if !want {
					break
				}
			}
		}
	}
}

func TestCountUTF8(t *testing.T) {
	for _, c := range []struct {
		data          string
		runes, broken int64
	}{
		{"abc", 0, 0},
		{"na\xefve", 0, 1},
		{"धन्यवाद \xe0\xa4", 7, 2},
		{strings.Repeat("ध\xffa", 100_000), 100_000, 100_000},
	} {
		for _, size := range []int{4, 1 << 20} {
			s, err := Open("x", strings.NewReader(c.data), Options{HeadSize: 1 << 20, Sample: size})
			if err != nil {
				t.Fatal(err)
			}
			if r, b, err := s.CountUTF8(); r != c.runes || b != c.broken || err != nil {
				t.Errorf("%.20q: %d characters, %d bytes, %v", c.data, r, b, err)
			}
		}
	}
}
