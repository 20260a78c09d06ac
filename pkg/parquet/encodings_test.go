package parquet

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// random numbers of the tests: the same ones in every run.
func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// streak makes n codes below limit with runs of a length of about run.
func streak(r *rand.Rand, n, limit, run int) []uint32 {
	values := make([]uint32, n)
	for i := range values {
		if i == 0 || r.IntN(run) == 0 {
			values[i] = uint32(r.IntN(limit))
		} else {
			values[i] = values[i-1]
		}
	}
	return values
}

func TestHybridRoundTrip(t *testing.T) {
	r := dice(1)
	cases := 0
	for width := uint(0); width <= 20; width++ {
		for _, n := range []int{1, 2, 7, 8, 9, 31, 32, 33, 63, 64, 65, 1000, 4099} {
			for _, run := range []int{1, 3, 40, 500, 1 << 20} {
				cases++
				values := streak(r, n, 1<<width, run)
				data := AppendHybrid(nil, values, nil, width)
				got := make([]uint32, n)
				h := NewHybrid(data, width)
				for at := 0; at < n; {
					step := min(1+r.IntN(100), n-at)
					if err := h.Next(got[at : at+step]); err != nil {
						t.Fatalf("width %d, %d values, runs of %d: %v", width, n, run, err)
					}
					at += step
				}
				if !slices.Equal(got, values) {
					t.Fatalf("width %d, %d values, runs of %d: other values came back", width, n, run)
				}
				if len(h.data) > 0 {
					t.Fatalf("width %d, %d values: %d bytes are left over", width, n, len(h.data))
				}
				if bound := 16 + n/8 + n*int(width)/8; len(data) > bound+int(width)*8 {
					t.Errorf("width %d, %d values, runs of %d take %d bytes", width, n, run, len(data))
				}
			}
		}
	}
	if cases < 1000 {
		t.Fatalf("only %d cases", cases)
	}
}

func TestHybridRuns(t *testing.T) {
	if data := AppendHybrid(nil, make([]uint8, 60000), nil, 0); len(data) != 3 {
		t.Errorf("a constant column takes %d bytes", len(data))
	}
	values := make([]uint8, 100)
	for i := range values {
		values[i] = 1
	}
	if data := AppendHybrid(nil, values, []uint32{0, 5}, 4); !slices.Equal(data, []byte{200, 1, 5}) {
		t.Errorf("a run of 100 is %v", data)
	}
}

// TestHybridAsOthersWriteIt: runs of no values, and a last group that is not filled.
func TestHybridAsOthersWriteIt(t *testing.T) {
	cases := []struct {
		name  string
		data  []byte
		width uint
		want  []uint32 // after them it ends
	}{
		{"a run of none", []byte{0, 7, 3 << 1, 5}, 3, []uint32{5, 5, 5}},
		{"a pack of none", []byte{1, 2 << 1, 6}, 3, []uint32{6, 6}},
		{"a cut group", []byte{1<<1 | 1, 0b10_001_000, 0b1}, 3, []uint32{0, 1, 6, 0, 0}},
		{"no bits", []byte{1<<1 | 1}, 0, make([]uint32, 8)},
		{"too wide a value", []byte{1 << 1, 8}, 3, nil},
		{"a run without its value", []byte{1 << 1}, 3, nil},
		{"a pack without its bytes", []byte{1<<1 | 1}, 3, nil},
		{"a head that does not end", []byte{0x80}, 3, nil},
	}
	for _, c := range cases {
		h := NewHybrid(c.data, c.width)
		var got []uint32
		for len(got) < 100 {
			v, err := h.One()
			if err != nil {
				break
			}
			got = append(got, v)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestCount: counting gives what decoding and counting gives.
func TestCount(t *testing.T) {
	r := dice(3)
	cases := 0
	for width := uint(0); width <= 10; width++ {
		for _, run := range []int{1, 9, 300} {
			cases++
			values := streak(r, 5003, 1<<width, run)
			want := make([]uint32, 1<<width)
			for _, v := range values {
				want[v]++
			}
			h := NewHybrid(AppendHybrid(nil, values, nil, width), width)
			got := make([]uint32, 1<<width)
			for left := len(values); left > 0; {
				n := min(left, 1+r.IntN(900))
				if err := h.Count(n, got); err != nil {
					t.Fatal(err)
				}
				left -= n
			}
			if !slices.Equal(got, want) {
				t.Errorf("width %d, runs of %d: other counts", width, run)
			}
		}
	}
	if cases < 30 {
		t.Fatalf("only %d cases", cases)
	}
	h := NewHybrid([]byte{1<<1 | 1, 255}, 1)
	if err := h.Count(8, make([]uint32, 1)); err == nil {
		t.Error("values without a bin were counted")
	}
}

func TestDeltaRoundTrip(t *testing.T) {
	r := dice(2)
	extremes := []int64{math.MinInt64, math.MaxInt64, 0, -1, 1, math.MinInt64, math.MinInt64, math.MaxInt64, 5}
	cases := [][]int64{{}, {7}, {-7, 7}, extremes}
	for _, n := range []int{32, 33, 127, 128, 129, 130, 161, 1000} {
		for shift := 0; shift < 64; shift++ {
			values := make([]int64, n)
			for i := range values {
				values[i] = int64(r.Uint64()) >> shift
			}
			cases = append(cases, values)
		}
	}
	for _, values := range cases {
		data := AppendDelta(nil, values)
		d, err := NewDelta(append(data, 1, 2, 3), len(values))
		if err != nil {
			t.Fatal(err)
		}
		if rest, err := d.Rest(); err != nil || !slices.Equal(rest, []byte{1, 2, 3}) {
			t.Fatalf("%d values: %d bytes are left over at once, %v", len(values), len(rest), err)
		}
		got := make([]int64, len(values))
		for at := 0; at < len(got); {
			step := min(1+r.IntN(50), len(got)-at)
			if err := d.Next(got[at : at+step]); err != nil {
				t.Fatalf("%d values: %v", len(values), err)
			}
			if at += step; at%7 == 0 {
				if rest, err := d.Rest(); err != nil || !slices.Equal(rest, []byte{1, 2, 3}) {
					t.Fatalf("%d of %d values: %d bytes are left over, %v", at, len(values), len(rest), err)
				}
			}
		}
		if !slices.Equal(got, values) {
			t.Fatalf("%d values: others came back", len(values))
		}
		if rest, err := d.Rest(); err != nil || !slices.Equal(rest, []byte{1, 2, 3}) {
			t.Fatalf("%d values: %d bytes are left over, %v", len(values), len(rest), err)
		}
	}
}

// TestDeltaAsOthersWriteIt: other blocks than ours, and heads that make no sense.
func TestDeltaAsOthersWriteIt(t *testing.T) {
	cases := []struct {
		name string
		data []byte
		most int
		want []int64
	}{
		{"miniblocks of eight", []byte{16, 2, 3, 10, 2, 4, 99, 0x21, 0, 0, 0}, 3, []int64{5, 7, 10}},
		{"miniblocks of 64", append([]byte{64, 1, 129, 1, 0, 2, 0, 2, 1}, make([]byte, 8)...), 129, numbers(129)},
		{"the first alone", []byte{128, 1, 4, 1, 9}, 1, []int64{-5}},
		{"fewer than most", []byte{128, 1, 4, 1, 9}, 7, []int64{-5}},
		{"more than most", []byte{128, 1, 4, 2, 9}, 1, nil},
		{"a negative most", []byte{128, 1, 4, 1, 9}, -1, nil},
		{"no block", []byte{0, 0, 1, 9}, 1, nil},
		{"no miniblocks", []byte{128, 1, 0, 1, 9}, 1, nil},
		{"miniblocks of four", []byte{8, 2, 1, 9}, 1, nil},
		{"an uneven block", []byte{24, 2, 1, 9}, 1, nil},
		{"a block of 2^20", []byte{128, 128, 64, 4, 1, 9}, 1, nil},
		{"65 bits", append([]byte{8, 1, 2, 10, 2, 65}, make([]byte, 65)...), 2, []int64{5}},
		{"no head of a block", []byte{8, 1, 2, 10}, 2, []int64{5}},
		{"a cut miniblock", []byte{8, 1, 2, 10, 2, 9, 1, 2, 3}, 2, []int64{5}},
	}
	for _, c := range cases {
		var got []int64
		if d, err := NewDelta(c.data, c.most); err == nil {
			for v, err := d.One(); err == nil; v, err = d.One() {
				got = append(got, v)
				if rest, err := d.Rest(); len(c.want) > 1 && (err != nil || len(rest) > 0) {
					t.Errorf("%s: %d bytes are left over after %d, %v", c.name, len(rest), len(got), err)
				}
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// numbers gives 0 to n-1.
func numbers(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i)
	}
	return list
}
