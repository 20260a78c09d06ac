package stats

import "math"

// wald is x -+ z·sqrt(v/n).
func wald(c Counts, z float64) (lo, hi float64) {
	x, se := c.score(), math.Sqrt(c.variance()/c.N())
	return x - z*se, x + z*se
}

// trinomialT is the t interval of the mean of -1, 0, 1 (MeasuringU's
// "trinomial means"): x -+ t(n-1)·sqrt(v/(n-1)). With one answer or less than
// one effective answer there is none.
func trinomialT(c Counts, confidence float64) (lo, hi float64, ok bool) {
	se, ok := SEUnbiased(c)
	if !ok {
		return 0, 0, false
	}
	x, half := c.score(), 0.0
	if se > 0 { // an infinite quantile times zero would be NaN
		half = tQuantile(confidence, c.N()-1) * se
	}
	return x - half, x + half, true
}
