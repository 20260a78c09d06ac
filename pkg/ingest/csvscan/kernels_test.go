package csvscan

import (
	"bytes"
	"flag"
	"fmt"
	"math/bits"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// TestMain runs all tests with each kind of kernels: none, as on processors that
// have none, plain ones in Go, and the best of this processor. Fuzzing and
// benchmarks take the best only.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		for name, k := range map[string]kernels{"no": {}, "plain": plainKernels()} {
			if fast = k; m.Run() != 0 {
				fmt.Println("FAIL with", name, "kernels")
				os.Exit(1)
			}
		}
	}
	fast = bestKernels()
	os.Exit(m.Run())
}

// plainKernels are what the others are compared with, and the way to test what
// is built on kernels where there are no others.
func plainKernels() kernels { return kernels{masksPlain, placesPlain} }

func masksPlain(chunks []chunk, d []byte, comma byte) {
	for i := range chunks {
		c := chunk{}
		for j, b := range d[i*chunkSize : (i+1)*chunkSize] {
			switch bit := uint64(1) << j; b {
			case comma:
				c.separator |= bit
			case '\n':
				c.separator |= bit
				c.newline |= bit
			case '"':
				c.quote |= bit
			case '\r':
				c.cr |= bit
			}
		}
		chunks[i] = c
	}
}

func placesPlain(chunks []chunk, at int, ends, rows []int32, before int) (k, r int) {
	for _, c := range chunks {
		for m := c.separator; m != 0; m &= m - 1 {
			ends[k] = int32(at + bits.TrailingZeros64(m))
			k++
			if c.newline&m&-m != 0 {
				rows[r] = int32(before + k)
				r++
			}
		}
		at += chunkSize
	}
	return k, r
}

// FuzzMasks compares the kernels of this processor with the plain ones.
func FuzzMasks(f *testing.F) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for _, s := range append(seeds, string(every), strings.Repeat("\n", 200), strings.Repeat(",", 200), strings.Repeat("x", 99)+"\n") {
		f.Add([]byte(s), byte(','), uint16(len(s)))
		f.Add([]byte(strings.Repeat(s, 5)), byte(';'), uint16(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, comma byte, before uint16) {
		best := bestKernels()
		if best.masks == nil {
			t.Skip("this processor has no kernels")
		}
		if comma == '\n' || comma == '\r' || comma == '"' {
			comma = ','
		}
		n := (len(data) + chunkSize - 1) / chunkSize
		data = append(data, make([]byte, chunkSize)...)
		got, want := make([]chunk, n+1), make([]chunk, n+1)
		best.masks(got[:n], data, comma)
		masksPlain(want[:n], data, comma)
		if !slices.Equal(got, want) {
			t.Fatalf("masks of %q are\n%x, want\n%x", data, got, want)
		}
		ends, rows := make([]int32, (n+1)*chunkSize), make([]int32, n*chunkSize+1)
		k, r := best.places(got[:n], 7, ends, rows, int(before))
		wantEnds, wantRows := make([]int32, len(ends)), make([]int32, len(rows))
		wantK, wantR := placesPlain(want[:n], 7, wantEnds, wantRows, int(before))
		if !slices.Equal(ends[:k], wantEnds[:wantK]) || !slices.Equal(rows[:r], wantRows[:wantR]) {
			t.Fatalf("places of %q are\n%d, rows %d, want\n%d, rows %d", data, ends[:k], rows[:r], wantEnds[:wantK], wantRows[:wantR])
		}
	})
}

// TestEdges moves all that quotes can do over the edges of chunks and of
// stretches, plainly and inside a quoted cell that began long before.
func TestEdges(t *testing.T) {
	shapes := []string{
		`,"a""b",c`, `,"",""""`, ",\"a\"\r\n", ",\"a\"\r", ",\"a\"\rb\n", ",\"a\nb\r\n,\"\n", `,a"b,c`, `,"a"b,"c"`, `,"a" ,"b`,
		",\"\n", "\n\n\r\n\"\"\n", `"`, "\r\n\"a\"\"\r\n\"\n", "x,y", `,"a","b" x,"c,d"` + "\n",
	}
	tails := []string{"", "\nx,\"y\"\n", "," + strings.Repeat("z", 70) + "\n"}
	long := "\n" + strings.Repeat("p,\",\"\n", stride/4) // looks well-formed inside out, too
	layouts := []Layout{{}, {Lazy: true}, {NoQuotes: true}, {Width: 2, SkipRecords: 1}}
	for _, shape := range shapes {
		for _, edge := range []int{chunkSize, 2 * chunkSize, stride} {
			for at := edge - len(shape) - 2; at <= edge+2; at++ {
				for i, head := range []string{"", "a,b\n", `"` + "\n"} {
					text := head + strings.Repeat("x", max(at-len(head), 0))
					if i == 2 {
						text += `"`
					}
					data := text + shape + tails[(at+i)%len(tails)]
					if i == 2 && edge == stride {
						data = text + shape + long
					}
					for _, l := range layouts[:2+2*chunkSize/edge] {
						want := reference(data, l, upTo(3), scan.DefaultMaxRecord, false)
						got := scanAll(t, bytes.NewReader([]byte(data)), l, upTo(3), scan.Options{Workers: 1, BlockSize: 2 * stride})
						if got.String() != want.String() {
							t.Fatalf("%+v, %q at %d after %q:\n%v\nwant\n%v", l, shape, at, head, got, want)
						}
					}
				}
			}
		}
	}
}

// TestMasksSuffice wants well-formed text to be taken apart by its masks alone,
// and faulty text again from the stretch behind the fault.
func TestMasksSuffice(t *testing.T) {
	if fast.masks == nil {
		t.Skip("no kernels")
	}
	good := survey(20 * stride)
	rows := strings.Repeat("\"a\",\"b\"\n", 4*stride)
	for data, limit := range map[string]int{
		string(good): 0,
		strings.ReplaceAll(string(good), "\n", "\r\n"): 0,
		"a\"\n" + rows: stride + 16,
		strings.Repeat("x", stride-11) + "\"\n" + rows: stride + 16,
	} {
		p := newParser(Layout{Lazy: true}, nil, scan.DefaultMaxRecord)
		b := &scan.Block{Data: make([]byte, len(data), len(data)+scan.Pad)}
		copy(b.Data, data)
		if n, err := p.parse(b.Padded(), len(data), true); n != len(data) || err != nil {
			t.Fatal(n, err)
		}
		if p.outside > limit {
			t.Errorf("%.20q...: gone over carefully up to byte %d of %d, want %d at most", data, p.outside, len(data), limit)
		}
	}
}
