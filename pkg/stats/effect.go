package stats

import "math"

// CohenD is the difference of the scores in units of the spread of one answer:
// D / sqrt((na·va + nb·vb)/(na+nb-2)), answers coded -1, 0, 1. By Cohen's
// convention 0.2 is small, 0.5 medium, 0.8 large. ok is false when a group is
// empty, with two answers or fewer, and without spread in either group.
func CohenD(a, b Counts) (d float64, ok bool) {
	if !a.defined() || !b.defined() {
		return 0, false
	}
	free := a.N() + b.N() - 2
	pooled := math.Sqrt((a.N()*a.variance() + b.N()*b.variance()) / free)
	if !(free > 0 && pooled > 0) {
		return 0, false
	}
	return (a.score() - b.score()) / pooled, true
}

// CliffsDelta is the share of pairs in which a answers higher on 0..10 less the
// share in which b does, on [-1,1] (Cliff 1993). ok is false when a group is
// empty.
func CliffsDelta(a, b Histogram) (delta float64, ok bool) {
	above, below, na, nb, ok := rankPairs(a, b)
	if !ok {
		return 0, false
	}
	return max(-1, min(1, (above-below)/(na*nb))), true // but for rounding it is so
}

// Superiority turns CliffsDelta into the probability that an answer of the first
// group is higher than one of the second, ties counted half.
func Superiority(delta float64) float64 { return (delta + 1) / 2 }
