package stats

import "math"

// TTest is a comparison of means by Student's t.
type TTest struct {
	D         float64 // the mean difference, on [-2,2]
	Low, High float64 // interval, clipped to [-2,2]
	T, DF     float64 // statistic and degrees of freedom, which need not be whole
	P         float64 // two-sided
}

// Welch is the t test of the answers coded -1, 0, 1 with a variance for each
// group. It is what most packages do; Diff holds its level better with few or
// unequal numbers of answers. ok is false unless both groups have more than one
// answer and one of them has some spread, and for a confidence outside (0,1).
func Welch(a, b Counts, confidence float64) (w TTest, ok bool) {
	if !a.defined() || !b.defined() || a.N() <= 1 || b.N() <= 1 || CheckConfidence(confidence) != nil {
		return TTest{}, false
	}
	ma, mb := a.N()-1, b.N()-1
	sa, sb := a.variance()/ma, b.variance()/mb
	se := math.Sqrt(sa + sb)
	if !(se > 0) {
		return TTest{}, false
	}
	// Satterthwaite's degrees of freedom, by shares so that nothing underflows.
	ca, cb := sa/(sa+sb), sb/(sa+sb)
	return newTTest(a.score()-b.score(), se, 1/(ca*ca/ma+cb*cb/mb), confidence)
}

// newTTest puts the t interval around d.
func newTTest(d, se, df, confidence float64) (w TTest, ok bool) {
	w = TTest{D: d, T: d / se, DF: df, P: tTail(d/se, df)}
	half := tQuantile(confidence, df) * se
	w.Low, w.High = max(-2, d-half), min(2, d+half)
	ok = isFinite(w.T) && isFinite(df) && isFinite(w.P) && !math.IsNaN(half)
	if !ok {
		return TTest{}, false
	}
	return w, true
}
