package stats

import (
	"math"
	"testing"
)

// Whatever the numbers: an interval inside the scale, or none.
func FuzzInterval(f *testing.F) {
	for _, s := range [][4]float64{
		{2, 3, 5, 0.95}, {0, 0, 1, 0.95}, {0, 0, 0, 0.5}, {1e9, 0, 1, 0.999}, {0.1, 1e-9, 3.7, 0.8}, {1, 1, 1, 1e-300},
		{5e-324, 0, 0, 0.95}, {1e300, 1e299, 1, 0.95}, {5e14, 0, 5e14, 0.95}, {1e15, 0, 0, 0.999}, {0, 3, 0, 1 - 1e-16}, {4e15, 1, 0.5, 0.95},
		{1666.6666666666667, 0.0001, 10000, 1e-17}, {0, 1e-12, 1e12, 0.99999}, {math.MaxFloat64, math.MaxFloat64, 0, 0.5}, {1e4, 1e-4, 1e4, 1e-17},
	} {
		f.Add(s[0], s[1], s[2], s[3])
	}
	f.Fuzz(func(t *testing.T, d, p, r, confidence float64) {
		c := Counts{d, p, r}
		for _, m := range Methods() {
			lo, hi, ok := Interval(c, m, confidence)
			if ok && !(lo >= -1 && lo <= hi && hi <= 1) {
				t.Errorf("%v %s %v: %v..%v", c, m, confidence, lo, hi)
			}
		}
		if prob, ok := ProbabilityAbove(c, confidence); ok && !(prob >= 0 && prob <= 1) {
			t.Errorf("%v above %v: %v", c, confidence, prob)
		}
		c.Doubts()
	})
}
