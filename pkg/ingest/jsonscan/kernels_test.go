package jsonscan

import (
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// TestMain runs all tests with each kind of kernel: none, as on processors that
// have none, a plain one in Go, and the best of this processor. Fuzzing and
// benchmarks take the best only.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		for name, k := range map[string]kernel{"no": nil, "the plain": endsPlain} {
			if fast = k; m.Run() != 0 {
				fmt.Println("FAIL with", name, "kernel")
				os.Exit(1)
			}
		}
	}
	fast = bestKernel()
	os.Exit(m.Run())
}

// endsPlain is what the others are compared with, and the way to test the index
// where there are no others.
func endsPlain(d []byte, at int, before *quoting, ends []int32, hex []uint64) (n, k int) {
	for ; n < len(d); n += chunkSize {
		q, found := *before, k
		var u uint64
		for i, c := range d[n : n+chunkSize] {
			switch {
			case q.escaped == 1:
				q.escaped = 0
				if strings.IndexByte(`"\/bfnrtu`, c) < 0 {
					return n, k
				}
				if c == 'u' {
					u |= 1 << i
				}
			case c == '\\':
				q.escaped = 1
			case c == '"':
				if q.inside = ^q.inside; q.inside == 0 {
					ends[found] = int32(at + n + i)
					found++
				}
			case c < 0x20 && q.inside != 0:
				return n, k
			}
		}
		*before, k, hex[n/chunkSize] = q, found, u
	}
	return n, k
}

// FuzzEnds compares the kernel of this processor with the plain one.
func FuzzEnds(f *testing.F) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	long := `{"id":"R1","score":10,"comment":"\u0928\"\\\n धन्यवाद 12345678901234567890","plan":"DTH, HD"}`
	for _, s := range []string{
		"", string(every), "\"" + string(every[0x20:]), long, strings.Repeat(`"`, 200), strings.Repeat(`\`, 200), `"` + strings.Repeat(`\`, 63) + `"`,
		"\"\x1f\"", "\"\x7f\x80\xff\"", `\u12\x`, `"\b\f\n\r\t\/\\\"\u"`, strings.Repeat(`\"`, 70), strings.Repeat(`"\`, 70),
	} {
		f.Add([]byte(s), uint8(0))
		f.Add([]byte(strings.Repeat(s, 5)), uint8(3))
	}
	for c := range 256 { // every byte behind a backslash, and in a string
		f.Add([]byte{'"', '\\', byte(c)}, uint8(1))
		f.Add([]byte{'"', byte(c), byte(c)}, uint8(2))
	}
	f.Fuzz(func(t *testing.T, data []byte, state uint8) {
		best := bestKernel()
		if best == nil {
			t.Skip("this processor has no kernel")
		}
		for len(data)%chunkSize != 0 {
			data = append(data, ' ')
		}
		q := quoting{uint64(state & 1), -uint64(state >> 1 & 1)}
		want := q
		ends, hex := make([]int32, len(data)+2*chunkSize), make([]uint64, len(data)/chunkSize)
		wantEnds, wantHex := slices.Clone(ends), slices.Clone(hex)
		n, k := best(data, 7, &q, ends, hex)
		wantN, wantK := endsPlain(data, 7, &want, wantEnds, wantHex)
		if n != wantN || !slices.Equal(ends[:k], wantEnds[:wantK]) || !slices.Equal(hex[:n/chunkSize], wantHex[:n/chunkSize]) {
			t.Fatalf("%q:\n%d, %v, %x, want\n%d, %v, %x", data, n, ends[:k], hex, wantN, wantEnds[:wantK], wantHex)
		}
		if n == len(data) && q != want {
			t.Fatalf("%q: then %+v, want %+v", data, q, want)
		}
		for _, p := range ends[min(k+chunkSize, len(ends)):] {
			if p != 0 {
				t.Fatalf("%q: more than %d ends behind %d were written", data, chunkSize, k)
			}
		}
	})
}

// FuzzStrings wants every string to be read in the same way with the index and
// without, wherever reading ends.
func FuzzStrings(f *testing.F) {
	for _, s := range []string{`a","b\u00e9\"","`, `\ud83d","\u12`, `\u12g4"`, "a\x01\"", `","","`, `\`, `\"`, `x"` + "\x00"} {
		f.Add(s, uint16(0))
		f.Add(s, uint16(chunkSize-3))
		f.Add(s, uint16(stretch-4))
	}
	f.Fuzz(func(t *testing.T, text string, pad uint16) {
		d := []byte(`"` + strings.Repeat("x", int(pad)) + text)
		indexed, plain := lexer{}, lexer{d: d}
		indexed.begin(d)
		for p := 0; p >= 0 && p < len(d); {
			if d[p] != '"' {
				return // no JSON, where an index is no use
			}
			got, want := indexed.str(p+1), plain.str(p+1)
			if got != want || indexed.fault != plain.fault {
				t.Fatalf("%q from %d: %d %+v, want %d %+v", text, p, got, indexed.fault, want, plain.fault)
			}
			if p = want + 1; want < 0 {
				return
			}
			for p < len(d) && d[p] != '"' && d[p] != '\\' {
				p++
			}
		}
	})
}

// TestEdges moves all that strings can hold over the edges of chunks and stretches,
// and wants of every kernel what there is without one.
func TestEdges(t *testing.T) {
	best := fast
	defer func() { fast = best }()
	shapes := []string{
		`","score":1`, `\"","score":1`, `\\","score":"\\\""`, `\u0041\u00e9","score":"\ud83d\ude00"`, `\u12`, `\u12g4"`, `\x"`, `\`, "\n", "\x1f\"", "\x00",
		`","b":"","c":{"d":["",""]},"score":{"e":"\""}`, `" "`, `","a":2`, `","score":"` + strings.Repeat(`\"`, 40) + `"`, `"}` + "\n\n" + `{"score":"\t"`,
		`","score" : "x" , "region":"` + strings.Repeat("y", 3*chunkSize) + `"`, `"\",`, `",` + strings.Repeat(`"":"",`, 3), `" ,"\u0061":"x"`,
	}
	n := 0
	for _, shape := range shapes {
		for _, edge := range []int{chunkSize, 2 * chunkSize, stretch, 2 * stretch} {
			for at := edge - len(shape) - 2; at <= edge+2; at++ {
				head := `{"a":"`
				text := head + strings.Repeat("x", max(at-len(head), 0)) + shape
				for _, text := range []string{text, text + "}\n{\"a\":\"y\",\"score\":2}"} {
					for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
						o := scan.Options{Workers: 1, BlockSize: 4 * stretch}
						fast = nil
						want := run(t, text, l, oraclePaths, o)
						fast = best
						if got := run(t, text, l, oraclePaths, o); !same(got, want) {
							t.Fatalf("%s, %q at %d:\n%+v\nwant\n%+v", l.Kind, shape, at, got, want)
						}
						n++
					}
				}
			}
		}
	}
	if n < 1000 {
		t.Fatalf("only %d cases", n)
	}
}

// TestIndexSuffices wants well-formed records to be read by the index alone.
func TestIndexSuffices(t *testing.T) {
	if fast == nil {
		t.Skip("no kernel")
	}
	texts := []string{
		string(benchRows(5*stretch, "", "\n", "\n")),
		strings.Repeat("{ \"score\" : \"\\u0039\\ud83d\\ude00\", \"a\": {\"b\":[\"\",{\"\\\\\":\"\\\"\"}], \"c\":{}}\t}\n", 1000),
		strings.Repeat(`{"score":9,"a":"x"}{"a":null,"score":{"x":"y"}}`, 1000),
		`{"a":"` + strings.Repeat("long ", stretch) + `","score":1,"a.b":""}`,
	}
	for i, text := range texts {
		w := newWalker(oraclePaths)
		w.begin([]byte(text))
		records := 0
		for p := w.space(0); p < len(text); p = w.space(p) {
			if p = w.record(p); p < 0 {
				t.Fatalf("text %d: %+v", i, w.fault)
			}
			records++
		}
		if len(w.ends) == 0 || w.k != len(w.ends) {
			t.Errorf("text %d: after %d records the index is at %d of %d", i, records, w.k, len(w.ends))
		}
	}
}

func TestHexWord(t *testing.T) {
	for i := range 4 {
		for c := range 256 {
			b := []byte("09aF")
			b[i] = byte(c)
			if got, want := hexWord(binary.LittleEndian.Uint32(b)), hexDigit(byte(c)) >= 0; got != want {
				t.Errorf("%q: %t", b, got)
			}
		}
	}
}

func TestWords(t *testing.T) {
	n := 0
	for size := range wordsSize + 3 {
		raw := "\"0123456789abcdefgh"[:size]
		w := wordsOf(raw)
		for i := range size + 2 {
			text := []byte(raw + strings.Repeat("\x00", wordsSize))
			if i < size {
				text[i] ^= 0x80
			}
			want := size > 0 && size <= wordsSize && i >= size
			if got := w.begin(text); got != want {
				t.Errorf("%q begins %q: %t", raw, text, got)
			}
			n++
		}
	}
	if n == 0 {
		t.Fatal("no cases")
	}
}
