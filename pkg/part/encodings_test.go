package part

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
				data := appendHybrid(nil, values, nil, width)
				got := make([]uint32, n)
				h := newHybrid(data, width)
				for at := 0; at < n; {
					step := min(1+r.IntN(100), n-at)
					if err := h.next(got[at : at+step]); err != nil {
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
	if data := appendHybrid(nil, make([]uint8, 60000), nil, 0); len(data) != 3 {
		t.Errorf("a constant column takes %d bytes", len(data))
	}
	values := make([]uint8, 100)
	for i := range values {
		values[i] = 1
	}
	if data := appendHybrid(nil, values, []uint32{0, 5}, 4); !slices.Equal(data, []byte{200, 1, 5}) {
		t.Errorf("a run of 100 is %v", data)
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
		data := appendDelta(nil, values)
		d, err := newDelta(append(data, 1, 2, 3), len(values))
		if err != nil {
			t.Fatal(err)
		}
		got := make([]int64, len(values))
		for at := 0; at < len(got); {
			step := min(1+r.IntN(50), len(got)-at)
			if err := d.next(got[at : at+step]); err != nil {
				t.Fatalf("%d values: %v", len(values), err)
			}
			at += step
		}
		if !slices.Equal(got, values) {
			t.Fatalf("%d values: others came back", len(values))
		}
		if !slices.Equal(d.rest(), []byte{1, 2, 3}) {
			t.Fatalf("%d values: %d bytes are left over", len(values), len(d.rest()))
		}
	}
}
