package stats

import (
	"math"
	"testing"
)

var badConfidences = []float64{0, 1, -0.95, 95, math.NaN(), math.Inf(1), math.Inf(-1)}

// confidences include those below 84 %, where the plain adjusted Wald interval
// loses the score whatever n is.
var confidences = []float64{0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.9999}

// smallGroups are all groups of up to n answers.
func smallGroups(n int) []Counts {
	var list []Counts
	for d := range n + 1 {
		for p := range n + 1 - d {
			for r := range n + 1 - d - p {
				if d+p+r > 0 {
					list = append(list, Counts{float64(d), float64(p), float64(r)})
				}
			}
		}
	}
	return list
}

func TestUndefined(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []Counts{{}, {-1, 0, 2}, {0, nan, 1}, {inf, 0, 0}, {1, -inf, inf}, {0, 5, -5}, {0, 1e300, 1}} {
		if _, ok := NPS(c); ok {
			t.Errorf("%v has a score", c)
		}
		if _, _, _, ok := Shares(c); ok {
			t.Errorf("%v has shares", c)
		}
		if _, ok := Variance(c); ok {
			t.Errorf("%v has a variance", c)
		}
		if _, ok := SE(c); ok {
			t.Errorf("%v has a standard error", c)
		}
		if _, ok := SEUnbiased(c); ok {
			t.Errorf("%v has an unbiased standard error", c)
		}
		if _, ok := AdjustedCenter(c); ok {
			t.Errorf("%v has a centre", c)
		}
		if _, ok := ProbabilityAbove(c, 0); ok {
			t.Errorf("%v has a probability", c)
		}
		if ids := ids(c.Doubts()); len(ids) != 1 || ids[0] != DoubtNone {
			t.Errorf("%v: doubts %v", c, ids)
		}
		for _, m := range Methods() {
			if _, _, ok := Interval(c, m, 0.95); ok {
				t.Errorf("%v has a %s interval", c, m)
			}
		}
	}
	for _, m := range Methods() {
		for _, confidence := range badConfidences {
			if _, _, ok := Interval(Counts{2, 3, 5}, m, confidence); ok {
				t.Errorf("%s at confidence %v", m, confidence)
			}
		}
	}
	for _, m := range []Method{"", "bootstrap"} {
		if _, _, ok := Interval(Counts{2, 3, 5}, m, 0.95); ok {
			t.Errorf("method %q gives an interval", m)
		}
	}
	for _, c := range []Counts{{1, 0, 0}, {0, 1, 0}, {0.2, 0.3, 0.4}} {
		if _, _, ok := Interval(c, TrinomialT, 0.95); ok {
			t.Errorf("%v has a t interval", c)
		}
	}
}

// slack is what rounding may do to a limit.
const slack = 1e-12

func TestIntervalProperties(t *testing.T) {
	groups := smallGroups(5)
	groups = append(groups, Counts{20, 30, 50}, Counts{0, 0, 1000}, Counts{1, 0, 1e6}, Counts{0.3, 1.7, 2.2}, Counts{3e8, 3e8, 4e8})
	checked := 0
	for _, c := range groups {
		x, _ := NPS(c)
		for _, m := range Methods() {
			var lastLo, lastHi = x, x
			for _, confidence := range confidences {
				lo, hi, ok := Interval(c, m, confidence)
				if m == TrinomialT && c.N() == 1 {
					continue
				}
				if !ok || !(lo >= -1 && hi <= 1 && lo <= hi) {
					t.Fatalf("%v %s %v: %v..%v, ok %v", c, m, confidence, lo, hi, ok)
				}
				checked++
				// The score lies inside, but for the two methods that say otherwise.
				if m != Dirichlet && m != BonettPrice && (lo > x+slack || hi < x-slack) {
					t.Errorf("%v %s %v: %v..%v misses %v", c, m, confidence, lo, hi, x)
				}
				if m == AdjustedWald && (lo > x || hi < x) {
					t.Errorf("%v %v: %v..%v misses %v by rounding", c, confidence, lo, hi, x)
				}
				// Promoters and detractors exchanged: the mirror image.
				mlo, mhi, _ := Interval(c.swap(), m, confidence)
				if math.Abs(mlo+hi) > slack || math.Abs(mhi+lo) > slack {
					t.Errorf("%v %s %v: %v..%v, mirrored %v..%v", c, m, confidence, lo, hi, mlo, mhi)
				}
				// More confidence, a wider interval.
				if confidence > confidences[0] && (lo > lastLo+slack || hi < lastHi-slack) {
					t.Errorf("%v %s: %v..%v at %v is narrower than before", c, m, lo, hi, confidence)
				}
				lastLo, lastHi = lo, hi
			}
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

func TestMoreOfTheSameNarrows(t *testing.T) {
	for _, base := range []Counts{{1, 1, 1}, {2, 3, 5}, {0, 2, 3}, {1, 0, 4}, {0, 0, 2}, {0, 2, 0}} {
		for _, m := range Methods() {
			last := 3.0
			for k := 1.0; k < 1e9; k *= 7 {
				lo, hi, ok := Interval(Counts{base.Detractors * k, base.Passives * k, base.Promoters * k}, m, 0.95)
				width := hi - lo
				// Clipping can hide a width; without spread it is 0 from the start.
				if !ok || width > last || (width == last && width != 0 && width != 2) {
					t.Errorf("%v x %v %s: width %v after %v, ok %v", base, k, m, width, last, ok)
				}
				last = width
			}
			if last > 1e-3 {
				t.Errorf("%v %s: still %v wide with 10^8 answers", base, m, last)
			}
		}
	}
}

// With very many answers all methods must agree with the normal approximation:
// they differ from it by about 1/n, while its half-width is 1/sqrt(n).
func TestManyAnswersAgree(t *testing.T) {
	for _, n := range []float64{1e6, 1e9} {
		c := Counts{0.2 * n, 0.3 * n, 0.5 * n}
		for _, confidence := range []float64{0.5, 0.95, 0.999} {
			lo, hi, _ := Interval(c, Wald, confidence)
			for _, m := range Methods() {
				mlo, mhi, _ := Interval(c, m, confidence)
				if math.Abs(mlo-lo) > 12/n || math.Abs(mhi-hi) > 12/n {
					t.Errorf("n = %g, %s at %v: off by %g and %g", n, m, confidence, mlo-lo, mhi-hi)
				}
			}
		}
	}
}

// Without detractors and passives 1-score shrinks as 1/n, and n times the
// distance of the lower limit from 1 tends to a constant.
func TestAllPromotersLimit(t *testing.T) {
	for _, m := range []Method{Tango, Mover, Dirichlet} {
		var last float64
		for _, n := range []float64{1e5, 1e7, 1e9} {
			lo, hi, ok := Interval(Counts{0, 0, n}, m, 0.95)
			scaled := (1 - lo) * n
			if !ok || hi > 1 || scaled < 1 || scaled > 10 {
				t.Errorf("%s with %g promoters: %v..%v, ok %v", m, n, lo, hi, ok)
			}
			if last > 0 && math.Abs(scaled-last) > 1e-3*last {
				t.Errorf("%s with %g promoters: scaled distance %v after %v", m, n, scaled, last)
			}
			last = scaled
		}
	}
}

func TestAdjustedWaldIsWidened(t *testing.T) {
	// Below z = sqrt 2 the plain interval of equal answers never holds the score.
	for _, n := range []float64{1, 10, 1e3, 1e6} {
		c := Counts{0, 0, n}
		_, rawHi, _ := Raw(c, AdjustedWald, 0.8)
		lo, hi, _ := Interval(c, AdjustedWald, 0.8)
		if rawHi >= 1 || hi != 1 || lo >= rawHi {
			t.Errorf("n = %v: raw limit %v, shown %v..%v", n, rawHi, lo, hi)
		}
	}
}

func TestVarianceOfNearlyOneClass(t *testing.T) {
	v, _ := Variance(Counts{1, 0, 1e9 - 1})
	near(t, "variance x 1e9", v*1e9, 4*(1-1e-9), 1e-12)
}
