package stream

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzOpen: whatever the bytes are, Open and two passes end without a panic, the
// head begins the text, both passes agree, and decoded text is valid UTF-8.
func FuzzOpen(f *testing.F) {
	seeds := []string{"", table1, "\ufeff" + table1, "\xff\xfea\x00", "\xfe\xff\x00a", "\x00a\x00b", "caf\xe9,1\n", "PK\x03\x04", "<html>", "{\"a\":1}",
		string(gz(table1)), string(gz("a", "b")), string(zst(table1)), string(zipped("a.csv", table1)), string(zipped("xl/workbook.xml", "x")),
		string(zipped("a", "1", "b", "2")), string(gz(string(zipped("a.csv", table1)))), "\x28\xb5\x2f\xfd", "\x1f\x8b\x08", "\xd0\xcf\x11\xe0", "\xff\xfe\x00\xd8"}
	for _, s := range seeds {
		f.Add([]byte(s), "", uint16(7))
		f.Add([]byte(s), "utf-16le", uint16(64))
	}
	f.Add([]byte("\x82\xa0"), "shift_jis", uint16(1))
	f.Add([]byte("\x82"), "cp850", uint16(1))
	f.Add([]byte("\ufeffa\x82"), "windows-1253", uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, encoding string, size uint16) {
		s, err := Open("x", bytes.NewReader(data), Options{Encoding: encoding, HeadSize: int(size), Sample: int(size) / 2, MaxBuffer: 1 << 20})
		if err != nil {
			return
		}
		defer s.Close()
		if s.Kind() == Workbook {
			if b, err := s.Bytes(); err == nil && len(b) > 1<<20 {
				t.Errorf("%d bytes beyond the limit", len(b))
			}
			return
		}
		const most = 1 << 20
		var texts [2]string
		for i := range texts {
			r, err := s.Reader()
			if err != nil {
				return
			}
			b, _ := io.ReadAll(io.LimitReader(r, most))
			texts[i] = string(b)
		}
		if texts[0] != texts[1] {
			t.Error("two passes differ")
		}
		if h := string(s.Head()); len(texts[0]) < most && !strings.HasPrefix(texts[0], h) {
			t.Errorf("head %q does not begin %q", h, texts[0])
		}
		if again, err := copyOf(s, 100); err == nil && texts[0] != "" && len(texts[0]) < most && s.Info().Compression == "" && again != string(data) {
			t.Errorf("%q comes back as %q", data, again)
		}
		if s.Info().Encoding != "UTF-8" && len(texts[0]) < most && !utf8.ValidString(texts[0]) {
			t.Errorf("decoding %s gave invalid UTF-8", s.Info().Encoding)
		}
	})
}
