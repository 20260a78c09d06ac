package stream

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
)

// mask is the stand-in for encryption: the header in the clear, the rest with each
// byte inverted.
func mask(header string, data []byte) []byte {
	out := []byte(header + "\n")
	for _, c := range data {
		out = append(out, ^c)
	}
	return out
}

type unmask struct {
	r     io.Reader
	left  int // bytes until fails
	fails error
}

func (u *unmask) Read(p []byte) (int, error) {
	if u.fails != nil && u.left <= 0 {
		return 0, u.fails
	}
	if u.fails != nil {
		p = p[:min(len(p), u.left)]
	}
	n, err := u.r.Read(p)
	for i := range p[:n] {
		p[i] = ^p[i]
	}
	u.left -= n
	return n, err
}

// unwrapper returns an Options.Unwrap that fails after so many bytes, and counts its
// calls.
func unwrapper(header string, left int, fails error) (func(io.Reader) (io.Reader, error), *int) {
	calls := new(int)
	return func(r io.Reader) (io.Reader, error) {
		*calls++
		got := make([]byte, len(header)+1)
		if _, err := io.ReadFull(r, got); err != nil {
			return nil, err
		}
		if string(got) != header+"\n" {
			return nil, errors.New("the stream does not begin at its start")
		}
		return &unmask{r, left, fails}, nil
	}, calls
}

// TestSealed: compressions inside and outside, text and containers, in every way
// that bytes come, twice over.
func TestSealed(t *testing.T) {
	long := strings.Repeat(table1, 1000)
	for _, header := range []string{ageMagic, ageArmor} {
		for name, c := range map[string]struct {
			data []byte
			want string
			info Info
		}{
			"plain":          {mask(header, []byte(table1)), table1, Info{Encoding: "UTF-8", Sealed: true}},
			"long":           {mask(header, []byte(long)), long, Info{Encoding: "UTF-8", Sealed: true}},
			"gzip inside":    {mask(header, gz(long)), long, Info{Encoding: "UTF-8", Sealed: true, Compression: "gzip"}},
			"zstd inside":    {mask(header, zst(long)), long, Info{Encoding: "UTF-8", Sealed: true, Compression: "zstd"}},
			"zip inside":     {mask(header, zipped("a.csv", long)), long, Info{Encoding: "UTF-8", Sealed: true, Compression: "zip", Member: "a.csv"}},
			"gzip outside":   {gz(string(mask(header, []byte(long)))), long, Info{Encoding: "UTF-8", Sealed: true, Compression: "gzip"}},
			"in a zip":       {zipped("a.csv.age", string(mask(header, []byte(long)))), long, Info{Encoding: "UTF-8", Sealed: true, Compression: "zip", Member: "a.csv.age"}},
			"another within": {mask(header, mask(header, []byte(table1))), table1, Info{Encoding: "UTF-8", Sealed: true}},
		} {
			for way, open := range transports(t, c.data) {
				unwrap, calls := unwrapper(header, 0, nil)
				s, err := Open("x", open(), Options{Sample: 1000, HeadSize: 1 << 20, Unwrap: unwrap, Digest: true})
				if err != nil {
					t.Errorf("%s/%s: %v", name, way, err)
					continue
				}
				for range 2 {
					if got := readAll(t, s); got != c.want {
						t.Errorf("%s/%s: %d bytes, want %d", name, way, len(got), len(c.want))
					}
				}
				got := s.Info()
				got.Size, got.FirstBad = c.info.Size, c.info.FirstBad
				if got != c.info {
					t.Errorf("%s/%s: %+v, want %+v", name, way, got, c.info)
				}
				if sum, ok, err := s.Digest(); err != nil || !ok || sum != sha256.Sum256([]byte(c.want)) {
					t.Errorf("%s/%s: no digest of the text: %v %v", name, way, ok, err)
				}
				if *calls < 2 {
					t.Errorf("%s/%s: unwrapped %d times", name, way, *calls)
				}
				s.Close()
			}
		}
	}
	book := zipped("xl/workbook.xml", "x")
	unwrap, _ := unwrapper(ageMagic, 0, nil)
	s, err := Open("x", bytes.NewReader(mask(ageMagic, book)), Options{Unwrap: unwrap})
	if err != nil || s.Kind() != Workbook {
		t.Fatalf("a sealed workbook: %v", err)
	}
	if got, err := s.Bytes(); err != nil || !bytes.Equal(got, book) {
		t.Errorf("a sealed workbook gives %d bytes, %v", len(got), err)
	}
	s, err = Open("x", bytes.NewReader(mask(ageMagic, []byte("PAR1 and more"))), Options{Unwrap: unwrap})
	if err != nil || s.Kind() != Parquet {
		t.Fatalf("a sealed Parquet file: %v", err)
	}
	at, size, err := s.Random()
	if got, _ := io.ReadAll(io.NewSectionReader(at, 0, size)); err != nil || string(got) != "PAR1 and more" {
		t.Errorf("a sealed Parquet file gives %q, %v", got, err)
	}
}

// TestSealedErrors: what Unwrap says comes through all layers as it is, be it met
// at once or late.
func TestSealedErrors(t *testing.T) {
	wrong := errors.New("no key opens it")
	long := strings.Repeat(table1, 20_000)
	noise := make([]byte, 300_000) // so that what is packed is long as well
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = 'a' + byte(state>>24)%26
	}
	inner := map[string][]byte{"text": []byte(long), "gzip": gz(long + string(noise)), "zstd": zst(long + string(noise)), "zip": zipped("a.csv", string(noise))}
	for name, data := range inner {
		for _, after := range []int{0, 1, 100, 5000, len(data) / 2, len(data)} {
			unwrap, _ := unwrapper(ageMagic, after, wrong)
			s, err := Open("x", bytes.NewReader(mask(ageMagic, data)), Options{Sample: 100, Unwrap: unwrap})
			if err == nil {
				var r io.Reader
				if r, err = s.Reader(); err == nil {
					_, err = io.ReadAll(r)
				}
			}
			if err != wrong {
				t.Errorf("%s after %d of %d bytes: %v", name, after, len(data), err)
			}
		}
	}
	refuse := func(io.Reader) (io.Reader, error) { return nil, wrong }
	if _, err := Open("x", strings.NewReader(ageMagic+"\n"), Options{Unwrap: refuse}); err != wrong {
		t.Errorf("an error of Unwrap itself: %v", err)
	}
	late := 0
	_, err := Open("x", bytes.NewReader(mask(ageMagic, []byte(long))), Options{Unwrap: func(r io.Reader) (io.Reader, error) {
		if late++; late > 1 {
			return nil, wrong
		}
		return r, nil
	}})
	if err != wrong {
		t.Errorf("an error of the second call: %v", err)
	}
}

// TestDigest: known after one whole pass and not before, of the bytes as they are
// before decoding.
func TestDigest(t *testing.T) {
	text := strings.Repeat("id,score\n1,9\n", 5000)
	utf16 := []byte("\xff\xfe")
	for _, c := range []byte(text) {
		utf16 = append(utf16, c, 0)
	}
	for name, c := range map[string]struct{ data, hashed []byte }{
		"plain":    {[]byte(text), []byte(text)},
		"BOM":      {[]byte("\ufeff" + text), []byte("\ufeff" + text)},
		"UTF-16":   {utf16, utf16},
		"gzip":     {gz(text), []byte(text)},
		"gzip BOM": {gz("\ufeff" + text), []byte("\ufeff" + text)},
	} {
		for way, open := range transports(t, c.data) {
			s, err := Open("x", open(), Options{Sample: 1000, HeadSize: 1 << 20, Digest: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, ok, _ := s.Digest(); ok && !s.Complete() {
				t.Errorf("%s/%s: a digest before a pass", name, way)
			}
			r, err := s.Reader()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyN(io.Discard, r, 5000); err != nil {
				t.Fatal(err)
			}
			if _, ok, _ := s.Digest(); ok && !s.Complete() {
				t.Errorf("%s/%s: a digest within a pass", name, way)
			}
			if got := readAll(t, s); got != text {
				t.Errorf("%s/%s: another text", name, way)
			}
			if sum, ok, err := s.Digest(); err != nil || !ok || sum != sha256.Sum256(c.hashed) {
				t.Errorf("%s/%s: %x %v %v", name, way, sum, ok, err)
			}
		}
	}
	book := zipped("xl/workbook.xml", "x")
	for _, data := range [][]byte{book, []byte("PAR1 and more")} {
		for way, open := range transports(t, data) {
			s, err := Open("x", open(), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if sum, ok, err := s.Digest(); err != nil || !ok || sum != sha256.Sum256(data) {
				t.Errorf("%s of %d bytes: %x %v %v", way, len(data), sum, ok, err)
			}
		}
	}
}
