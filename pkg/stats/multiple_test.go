package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomP are p-values with ties, ends and undefined ones among them.
func randomP(rng *rand.Rand, n int) []float64 {
	p := make([]float64, n)
	for i := range p {
		switch rng.IntN(8) {
		case 0:
			p[i] = math.NaN()
		case 1:
			p[i] = float64(rng.IntN(2))
		case 2:
			p[i] = 0.01 * float64(1+rng.IntN(4)) // often tied
		default:
			p[i] = math.Pow(rng.Float64(), 3)
		}
	}
	return p
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestAdjustProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	checked := 0
	for n := range 30 {
		for range 20 {
			p := randomP(rng, n)
			given := append([]float64(nil), p...)
			perm := rng.Perm(n)
			shuffled := make([]float64, n)
			for i, j := range perm {
				shuffled[i] = p[j]
			}
			byMethod := map[Adjustment][]float64{}
			for _, m := range Adjustments() {
				got, permuted := Adjust(p, m), Adjust(shuffled, m)
				byMethod[m] = got
				for i, j := range perm {
					if !same(permuted[i], got[j]) {
						t.Fatalf("%s of %v: %v, permuted %v", m, p, got, permuted)
					}
				}
				checkAdjusted(t, m, p, got)
				checked++
			}
			for i := range p {
				if !same(p[i], given[i]) {
					t.Fatal("the p-values given were changed")
				}
				// No method is harder than Bonferroni or, of those for any
				// false alarm, than Holm; none is easier than nothing.
				if byMethod[Holm][i] > byMethod[Bonferroni][i] || byMethod[Hochberg][i] > byMethod[Holm][i] ||
					byMethod[BH][i] > byMethod[BY][i] || byMethod[BH][i] > byMethod[Hochberg][i]+slack || !same(byMethod[NoAdjusting][i], p[i]) {
					t.Fatalf("of %v: %v", p[i], byMethod)
				}
			}
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

// checkAdjusted: in [0,1], never smaller than before, in the same order.
func checkAdjusted(t *testing.T, m Adjustment, p, got []float64) {
	t.Helper()
	if len(got) != len(p) {
		t.Fatalf("%s: %d numbers for %d", m, len(got), len(p))
	}
	for i := range p {
		if math.IsNaN(p[i]) != math.IsNaN(got[i]) || got[i] < p[i] || got[i] > 1 {
			t.Fatalf("%s: %v became %v", m, p[i], got[i])
		}
		for j := range p {
			if p[i] <= p[j] && got[i] > got[j] {
				t.Fatalf("%s: %v and %v became %v and %v", m, p[i], p[j], got[i], got[j])
			}
		}
	}
}

// An undefined comparison is no comparison: the others come out as without it.
func TestAdjustSkipsUndefined(t *testing.T) {
	nan := math.NaN()
	for _, m := range Adjustments() {
		without := Adjust([]float64{0.01, 0.02, 0.9}, m)
		with := Adjust([]float64{nan, 0.01, -1, 0.02, 2, 0.9, math.Inf(1)}, m)
		for i, want := range []float64{nan, without[0], nan, without[1], nan, without[2], nan} {
			if !same(with[i], want) {
				t.Errorf("%s: %v, want %v there", m, with, want)
			}
		}
	}
	if got := Adjust([]float64{0.5}, "sidak"); len(got) != 1 || !math.IsNaN(got[0]) {
		t.Errorf("an adjustment that does not exist gives %v", got)
	}
	if got := Adjust(nil, Holm); len(got) != 0 {
		t.Errorf("nothing adjusted gives %v", got)
	}
}

func TestSimultaneous(t *testing.T) {
	for _, c := range []struct {
		confidence float64
		m          int
		want       float64
	}{{0.95, 1, 0.95}, {0.95, 0, 0.95}, {0.95, 5, 0.99}, {0.9, 2, 0.95}, {math.Nextafter(1, 0), 10, math.Nextafter(1, 0)}} {
		got := Simultaneous(c.confidence, c.m)
		near(t, "confidence", got, c.want, 1e-15)
		if CheckConfidence(got) != nil {
			t.Errorf("confidence %v is none", got)
		}
	}
}
