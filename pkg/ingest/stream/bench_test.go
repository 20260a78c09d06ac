package stream

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// BenchmarkReader measures a pass over 4 MiB by way of arriving.
func BenchmarkReader(b *testing.B) {
	text := strings.Repeat("17,2026-03-02,North,9,\"good, and quick\"\n", 4<<20/40)
	latin := []byte("n\xe9e\n" + text)
	cases := []struct {
		name string
		data []byte
	}{{"UTF-8", []byte(text)}, {"windows-1252", latin}, {"UTF-16LE", []byte("\xff\xfe" + strings.Join(strings.Split(text, ""), "\x00") + "\x00")},
		{"gzip", gz(text)}, {"zstd", zst(text)}}
	buf := make([]byte, 512<<10)
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s, err := Open("x", bytes.NewReader(c.data), Options{Sample: 64 << 10, HeadSize: 1 << 20})
				if err != nil {
					b.Fatal(err)
				}
				r, err := s.Reader()
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = r.Read(buf)
				}
				if err != io.EOF {
					b.Fatal(err)
				}
				s.Close()
			}
		})
	}
}
