package stats

import "math"

// Sum adds numbers with about twice the digits of a float64 (Hi + Lo, Dekker
// 1971, Knuth 1981). Its value then does not depend on the order in which
// workers or shards were added up, but for ties nobody meets. The zero value is
// ready. Numbers beyond 1e150 may overflow when squared.
type Sum struct{ Hi, Lo float64 }

// Add adds x.
func (s *Sum) Add(x float64) { s.Merge(Sum{Hi: x}) }

// AddSquare adds x².
func (s *Sum) AddSquare(x float64) {
	square := x * x
	s.Merge(Sum{Hi: square, Lo: math.FMA(x, x, -square)})
}

// Merge adds another sum.
func (s *Sum) Merge(o Sum) {
	hi, err := twoSum(s.Hi, o.Hi)
	lo, errLo := twoSum(s.Lo, o.Lo)
	hi, err = twoSum(hi, err+lo)
	s.Hi, s.Lo = twoSum(hi, err+errLo)
}

// Value is the sum, rounded once.
func (s Sum) Value() float64 { return s.Hi + s.Lo }

// twoSum is a+b and what rounding took from it.
func twoSum(a, b float64) (sum, err float64) {
	sum = a + b
	t := sum - a
	return sum, (a - (sum - t)) + (b - t)
}
