package stats

import "math"

// RankTest is the Mann-Whitney (Wilcoxon rank sum) test.
type RankTest struct {
	U    float64 // pairs in which the first answers higher, ties counted half
	Z, P float64 // normal approximation, tie corrected, two-sided
}

// rankPairs compares every answer of a with every one of b: in how many pairs a
// is higher and in how many b is. ok is false when a group is empty or has more
// than MaxAnswers.
func rankPairs(a, b Histogram) (above, below, na, nb float64, ok bool) {
	for score := range a {
		ka, kb := float64(a[score]), float64(b[score])
		above += ka * nb // nb is here what b has below this score
		below += kb * na
		na += ka
		nb += kb
	}
	return above, below, na, nb, na > 0 && nb > 0 && na <= MaxAnswers && nb <= MaxAnswers
}

// MannWhitney tests whether one group tends to answer higher on 0..10. Unlike
// the score it uses the whole scale. The variance is corrected for ties, of
// which such a scale is full; there is no continuity correction. ok is false
// when a group is empty or all answers are the same.
func MannWhitney(a, b Histogram) (w RankTest, ok bool) {
	above, below, na, nb, ok := rankPairs(a, b)
	if !ok {
		return RankTest{}, false
	}
	// var U = na·nb/(12n(n-1))·(n³-n - sum(t³-t)) with t answers tied at a score.
	// As the t add up to n, the bracket is sum t(n-t)(n+t), which loses nothing.
	n := na + nb
	var spread float64
	for score := range a {
		t := float64(a[score]) + float64(b[score])
		spread += t * (n - t) * (n + t)
	}
	sd := math.Sqrt(na * nb * (spread / (12 * n * (n - 1))))
	if !(sd > 0) {
		return RankTest{}, false
	}
	w.Z = (above - below) / 2 / sd
	w.U = above + max(0, na*nb-above-below)/2
	w.P = normalTail(w.Z)
	return w, true
}
