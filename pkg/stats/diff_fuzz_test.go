package stats

import (
	"math"
	"testing"
)

// Whatever the numbers: results that are numbers and lie in their ranges, or
// none.
func FuzzDiff(f *testing.F) {
	for _, s := range [][7]float64{
		{2, 3, 5, 5, 3, 2, 0.95}, {0, 0, 1, 1, 0, 0, 0.5}, {0, 0, 0, 1, 1, 1, 0.9}, {1e15, 0, 0, 0, 0, 1e15, 0.999}, {0.1, 1e-9, 3.7, 4e15, 1, 0.5, 0.8},
		{5e-324, 0, 0, 0, 5e-324, 1, 1e-17}, {5e14, 0, 5e14, 1e-300, 1, 0, 1 - 1e-16}, {1e300, 1, 1, -1, 2, 3, 0.95}, {1, 1e-12, 1e-300, 1, 1e-12, 0, 0.95},
		{1, 1e-12, 1e-300, 0.16666666666666666, 0.05, 10, 0.95}, {1.0000000000000002, 0, 1e-300, 0, 1.5, 0, 0.99}, {0, 0, 1e15, 0, 1e-3, 1e15, 0.99},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4], s[5], s[6])
	}
	f.Fuzz(func(t *testing.T, ad, ap, ar, bd, bp, br, confidence float64) {
		a, b := Counts{ad, ap, ar}, Counts{bd, bp, br}
		checkFuzzedTests(t, a, b, confidence)
		checkFuzzedGroups(t, a, b)
		m := Moves{ad, ap, ar, bd, bp}
		if d, ok := Paired(m, confidence); ok && !(d.Low >= -2 && d.Low <= d.D && d.D <= d.High && d.High <= 2 && d.P >= 0 && d.P <= 1) {
			t.Errorf("%v at %v: %+v", m, confidence, d)
		}
		plan := Plan{Confidence: confidence, Power: ad, Variance: ap, Deff: ar, Population: bd}
		n, okN := plan.ForMargin(bp)
		per, okPer := plan.ForDifference(bp)
		power, okPower := plan.PowerAt(bp, br, ad)
		margin, okMargin := plan.Margin(br)
		move, okMove := plan.Detectable(br, ad)
		if (okN && !(n >= 0)) || (okPer && !(per >= 0)) || (okPower && !(power >= 0 && power <= 1)) || (okMargin && !(margin >= 0)) || (okMove && !(move >= 0)) {
			t.Errorf("%+v: %v %v %v %v %v", plan, n, per, power, margin, move)
		}
	})
}

func checkFuzzedTests(t *testing.T, a, b Counts, confidence float64) {
	d, ok := Diff(a, b, confidence)
	if ok && !(d.Low >= -2 && d.Low <= d.D && d.D <= d.High && d.High <= 2 && d.P >= 0 && d.P <= 1 && isFinite(d.Z)) {
		t.Errorf("%v, %v at %v: %+v", a, b, confidence, d)
	}
	for _, m := range []Method{AdjustedWald, Wald, BonettPrice, TrinomialT, Mover} {
		if lo, hi, ok := DiffMOVER(a, b, m, confidence); ok && !(lo >= -2 && lo <= hi && hi <= 2) {
			t.Errorf("%v, %v by %s at %v: %v..%v", a, b, m, confidence, lo, hi)
		}
	}
	if w, ok := Welch(a, b, confidence); ok && !(w.Low >= -2 && w.Low <= w.High && w.High <= 2 && w.P >= 0 && w.P <= 1 && w.DF > 0) {
		t.Errorf("%v, %v at %v: %+v", a, b, confidence, w)
	}
	if c, ok := ChiSquare(a, b); ok && !(c.X2 >= 0 && c.P >= 0 && c.P <= 1 && c.Expected >= 0 && isFinite(c.X2)) {
		t.Errorf("%v, %v: %+v", a, b, c)
	}
	if c, ok := CohenD(a, b); ok && !isFinite(c) {
		t.Errorf("%v, %v: %v", a, b, c)
	}
	if a.N()+b.N() < 200 {
		if p, ok := Permutation(a, b); ok && !(p > 0 && p <= 1) {
			t.Errorf("%v, %v: %v", a, b, p)
		}
	}
	if least, ok := Detectable(a, b, confidence, 0.8); ok && !(least >= 0 && isFinite(least)) {
		t.Errorf("%v, %v: %v", a, b, least)
	}
}

func checkFuzzedGroups(t *testing.T, a, b Counts) {
	groups := []Counts{a, b, {2, 3, 5}, a.swap()}
	if q, _, p, ok := Omnibus(groups); ok && !(q >= 0 && p >= 0 && p <= 1 && isFinite(q)) {
		t.Errorf("%v: Q %v, p %v", groups, q, p)
	}
	if s, ok := Shrink(groups); ok {
		for _, g := range s.Groups {
			if !(g.Score >= -1-slack && g.Score <= 1+slack && g.Pull >= 0 && g.Pull <= 1) {
				t.Errorf("%v: %+v", groups, s)
			}
		}
		s.Order()
	}
	after := []Counts{b, {2, 3, 5}, a, {}}
	d, ok := Decompose([]string{"a", "b", "c", "d"}, groups, after)
	if ok && !(isFinite(d.Rate) && isFinite(d.Mix) && math.Abs(d.Rate+d.Mix-d.Delta) < 1e-9 && d.RateSE >= 0 && isFinite(d.RateSE) && d.MixSE >= 0) {
		t.Errorf("%v to %v: %+v", groups, after, d)
	}
	if u, ok := shuffleTest(groups, after, 5); ok && !(u.P > 0 && u.P <= 1 && isFinite(u.Uneven) && isFinite(u.Expected)) {
		t.Errorf("%v to %v: %+v", groups, after, u)
	}
}

func FuzzRanks(f *testing.F) {
	f.Add(uint64(1), uint64(2), uint64(0), uint64(3), uint64(0), uint64(9))
	f.Add(uint64(math.MaxUint64), uint64(math.MaxUint64), uint64(0), uint64(1), uint64(0), uint64(0))
	f.Add(uint64(1e15), uint64(0), uint64(0), uint64(0), uint64(1), uint64(1e15-1))
	f.Add(uint64(999999999999911), uint64(0), uint64(0), uint64(0), uint64(34), uint64(999999999999906))
	f.Fuzz(func(t *testing.T, a0, a5, a10, b0, b5, b10 uint64) {
		a, b := Histogram{0: a0, 5: a5, 10: a10}, Histogram{0: b0, 5: b5, 10: b10}
		if w, ok := MannWhitney(a, b); ok && !(w.P >= 0 && w.P <= 1 && isFinite(w.Z) && w.U >= 0) {
			t.Errorf("%v, %v: %+v", a, b, w)
		}
		if x, ok := CliffsDelta(a, b); ok && !(x >= -1 && x <= 1) {
			t.Errorf("%v, %v: %v", a, b, x)
		}
		r := Ratings{a0, a5, a10, b0, b5}
		if e, ok := CES(r, 0.95); ok && !(isFinite(e.Mean) && isFinite(e.SD) && e.Low <= e.High) {
			t.Errorf("%v: %+v", r, e)
		}
	})
}
