package stats

import (
	"math"
	"testing"
)

var undefinedCounts = []Counts{
	{}, {-1, 0, 2}, {0, math.NaN(), 1}, {math.Inf(1), 0, 0}, {1, math.Inf(-1), math.Inf(1)}, {0, 5, -5}, {0, 1e300, 1},
}

func TestDiffUndefined(t *testing.T) {
	good := Counts{2, 3, 5}
	for _, c := range undefinedCounts {
		for _, p := range [][2]Counts{{c, good}, {good, c}} {
			checkNothingDefined(t, p[0], p[1])
		}
		if _, ok := Shrink([]Counts{c, good}); ok {
			t.Errorf("%v is shrunk", c)
		}
		if _, ok := Paired(Moves{c.Detractors, 0, c.Passives, 0, c.Promoters}, 0.95); ok {
			t.Errorf("%v as moves is compared", c)
		}
	}
	for _, confidence := range badConfidences {
		if _, ok := Diff(good, good, confidence); ok {
			t.Errorf("a difference at confidence %v", confidence)
		}
		if _, _, ok := DiffMOVER(good, good, Tango, confidence); ok {
			t.Errorf("a MOVER interval at confidence %v", confidence)
		}
		if _, ok := Welch(good, good, confidence); ok {
			t.Errorf("a t test at confidence %v", confidence)
		}
		if _, ok := Paired(Moves{1, 2, 3, 4, 5}, confidence); ok {
			t.Errorf("a paired difference at confidence %v", confidence)
		}
		if _, ok := Detectable(good, good, 0.95, confidence); ok {
			t.Errorf("detectable with power %v", confidence)
		}
	}
	if _, _, ok := DiffMOVER(good, good, "", 0.95); ok {
		t.Error("MOVER of no method")
	}
	// No spread, single answers, fractions, too many.
	if _, ok := Welch(Counts{0, 0, 5}, Counts{0, 0, 7}, 0.95); ok {
		t.Error("a t test without spread")
	}
	if _, ok := Welch(Counts{0, 0, 1}, good, 0.95); ok {
		t.Error("a t test of one answer")
	}
	if _, ok := CohenD(Counts{0, 0, 5}, Counts{5, 0, 0}); ok {
		t.Error("an effect without spread")
	}
	if _, ok := ChiSquare(Counts{0, 0, 5}, Counts{0, 0, 7}); ok {
		t.Error("chi-square of one class")
	}
	if _, ok := Permutation(Counts{1.5, 1, 1}, good); ok {
		t.Error("a permutation of fractions")
	}
	if _, ok := Permutation(Counts{0, 0, MaxExact}, Counts{1, 0, 0}); ok {
		t.Error("a permutation beyond the limit")
	}
	if _, ok := Permutation(Counts{1, 0, MaxExact - 2}, Counts{1, 0, 0}); !ok {
		t.Error("no permutation at the limit")
	}
	full := Histogram{0: math.MaxUint64, 10: math.MaxUint64}
	for _, p := range [][2]Histogram{{{}, {5: 1}}, {{5: 1}, {}}, {full, {5: 1}}, {{5: 3}, {5: 4}}} {
		if _, ok := MannWhitney(p[0], p[1]); ok {
			t.Errorf("ranks of %v", p)
		}
	}
	if delta, ok := CliffsDelta(Histogram{5: 3}, Histogram{5: 4}); !ok || delta != 0 {
		t.Errorf("delta of equal answers is %v, ok %v", delta, ok)
	}
}

func checkNothingDefined(t *testing.T, a, b Counts) {
	t.Helper()
	_, diff := Diff(a, b, 0.95)
	_, _, mover := DiffMOVER(a, b, AdjustedWald, 0.95)
	_, welch := Welch(a, b, 0.95)
	_, permutation := Permutation(a, b)
	_, square := ChiSquare(a, b)
	_, cohen := CohenD(a, b)
	_, detectable := Detectable(a, b, 0.95, 0.8)
	_, _, _, omnibus := Omnibus([]Counts{a, b})
	if diff || mover || welch || permutation || square || cohen || detectable || omnibus {
		t.Errorf("%v against %v: defined %v %v %v %v %v %v %v %v", a, b, diff, mover, welch, permutation, square, cohen, detectable, omnibus)
	}
}

// diffGroups are small groups of every kind and some large and fractional ones.
func diffGroups() []Counts {
	groups := smallGroups(3)
	return append(groups, Counts{20, 30, 50}, Counts{0, 0, 1000}, Counts{1, 0, 1e6}, Counts{0.3, 1.7, 2.2}, Counts{3e8, 3e8, 4e8}, Counts{0, 7, 0}, Counts{1e-9, 0, 1e-9})
}

func TestDiffProperties(t *testing.T) {
	checked := 0
	for _, a := range diffGroups() {
		for _, b := range diffGroups() {
			for _, confidence := range confidences {
				d, ok := Diff(a, b, confidence)
				s, okSwapped := Diff(b, a, confidence)
				if !ok || !okSwapped || !(d.Low >= -2 && d.Low <= d.D && d.D <= d.High && d.High <= 2 && d.P >= 0 && d.P <= 1) {
					t.Fatalf("%v against %v at %v: %+v", a, b, confidence, d)
				}
				// Exchanged: the very same numbers with other signs.
				if s != (Difference{-d.D, -d.High, -d.Low, -d.Z, d.P}) {
					t.Errorf("%v against %v at %v: %+v, exchanged %+v", a, b, confidence, d, s)
				}
				// The test and the interval say the same, but where widening
				// let the difference in.
				if significant, clear := d.P < 1-confidence, d.Low > 0 || d.High < 0; clear && !significant && math.Abs(d.P-(1-confidence)) > slack {
					t.Errorf("%v against %v at %v: %+v", a, b, confidence, d)
				}
				checked++
			}
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

func TestMoverProperties(t *testing.T) {
	groups := []Counts{{0, 0, 1}, {3, 0, 0}, {0, 2, 0}, {2, 3, 5}, {1, 0, 40}, {0.3, 1.7, 2.2}}
	for _, m := range Methods() {
		for _, a := range groups {
			for _, b := range groups {
				lo, hi, ok := DiffMOVER(a, b, m, 0.9)
				if m == TrinomialT && min(a.N(), b.N()) <= 1 {
					continue
				}
				slo, shi, _ := DiffMOVER(b, a, m, 0.9)
				d := a.score() - b.score()
				if !ok || !(lo >= -2 && lo <= d && d <= hi && hi <= 2) || slo != -hi || shi != -lo {
					t.Errorf("%s of %v and %v: %v..%v, exchanged %v..%v, ok %v", m, a, b, lo, hi, slo, shi, ok)
				}
			}
		}
	}
}

// All promoters: Bonett and Price's upper limit lies below the score, and adds
// nothing to the difference's.
func TestMoverWrongSide(t *testing.T) {
	a, b := Counts{0, 0, 5}, Counts{2, 3, 5}
	_, hi, _ := DiffMOVER(a, b, BonettPrice, 0.5)
	_, limit, _ := Interval(a, BonettPrice, 0.5)
	low, _, _ := Interval(b, BonettPrice, 0.5)
	if limit >= 1 {
		t.Fatalf("the limit %v does not lie below the score", limit)
	}
	near(t, "upper limit", hi, 0.7+(0.3-low), slack)
}

// More of the same answers: the interval narrows, what can be detected shrinks,
// and a difference that is there becomes clear.
func TestDiffNarrows(t *testing.T) {
	for _, p := range [][2]Counts{{{1, 1, 1}, {2, 3, 5}}, {{0, 2, 3}, {1, 1, 4}}, {{0, 0, 2}, {0, 2, 0}}, {{3, 1, 1}, {0, 1, 5}}} {
		width, least, last := 5.0, 5.0, 2.0
		for k := 1.0; k < 1e9; k *= 7 {
			a, b := times(p[0], k), times(p[1], k)
			d, _ := Diff(a, b, 0.95)
			detectable, ok := Detectable(a, b, 0.95, 0.8)
			if !ok || d.High-d.Low >= width || detectable >= least || (d.P > last && last < 1) {
				t.Errorf("%v x %v: %+v, detectable %v", p, k, d, detectable)
			}
			width, least, last = d.High-d.Low, detectable, d.P
		}
		if last > 1e-9 {
			t.Errorf("%v: still p = %v", p, last)
		}
	}
}

func times(c Counts, k float64) Counts {
	return Counts{c.Detractors * k, c.Passives * k, c.Promoters * k}
}

func TestOtherTestsExchanged(t *testing.T) {
	checked := 0
	for _, a := range diffGroups() {
		for _, b := range diffGroups() {
			w, ok := Welch(a, b, 0.95)
			v, okSwapped := Welch(b, a, 0.95)
			if ok != okSwapped || (ok && v != (TTest{-w.D, -w.High, -w.Low, -w.T, v.DF, v.P})) || math.Abs(v.DF-w.DF) > 1e-9*w.DF {
				t.Errorf("Welch of %v and %v: %+v, exchanged %+v", a, b, w, v)
			}
			x, _ := ChiSquare(a, b)
			y, _ := ChiSquare(b, a)
			if math.Abs(x.P-y.P) > slack || x.DF != y.DF || x.Expected != y.Expected {
				t.Errorf("chi-square of %v and %v: %+v, exchanged %+v", a, b, x, y)
			}
			d, ok := CohenD(a, b)
			e, _ := CohenD(b, a)
			if d != -e {
				t.Errorf("effect of %v and %v: %v, exchanged %v", a, b, d, e)
			}
			p, ok := Permutation(a, b)
			q, _ := Permutation(b, a)
			if math.Abs(p-q) > 1e-9 || (ok && !(p > 0 && p <= 1)) {
				t.Errorf("permutation of %v and %v: %v, exchanged %v", a, b, p, q)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
	a, b := Histogram{0: 3, 4: 2, 9: 7}, Histogram{1: 1, 4: 6, 10: 2}
	u, _ := MannWhitney(a, b)
	v, _ := MannWhitney(b, a)
	if v.Z != -u.Z || v.P != u.P || u.U+v.U != float64(a.N()*b.N()) {
		t.Errorf("ranks: %+v, exchanged %+v", u, v)
	}
}

// Of two groups the omnibus is the square of the difference's test.
func TestOmnibusOfTwo(t *testing.T) {
	for _, a := range diffGroups() {
		for _, b := range diffGroups() {
			d, _ := Diff(a, b, 0.95)
			q, df, p, ok := Omnibus([]Counts{a, {}, b})
			if !ok || df != 1 || math.Abs(q-d.Z*d.Z) > 1e-9*max(1, q) || math.Abs(p-d.P) > 1e-9 {
				t.Errorf("%v and %v: Q %v with %d, p %v; z %v, p %v", a, b, q, df, p, d.Z, d.P)
			}
		}
	}
}

// Every deal of the answers has its probability, and together they have all.
func TestTablesAddUp(t *testing.T) {
	for _, p := range [][2]Counts{{{1, 0, 0}, {0, 0, 1}}, {{2, 3, 5}, {5, 1, 1}}, {{300, 200, 500}, {100, 500, 400}}} {
		var sum float64
		eachTable(p[0], p[1], func(c Counts, prob float64) {
			if c.N() != p[0].N() || min(c.Detractors, c.Passives, c.Promoters) < 0 {
				t.Fatalf("a table of %v", c)
			}
			sum += prob
		})
		near(t, "probability of all tables", sum, 1, 1e-10)
	}
	// One promoter against one detractor: every deal is as extreme.
	if p, ok := Permutation(Counts{1, 0, 0}, Counts{0, 0, 1}); !ok || math.Abs(p-1) > slack {
		t.Errorf("p = %v, ok %v", p, ok)
	}
}
