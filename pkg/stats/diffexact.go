package stats

import "math"

// MaxExact is the greatest number of answers, of both groups together, for which
// Permutation runs: at most 2.3 million tables, some hundredths of a second.
// Beyond it the approximation of Diff is as good as exact.
const MaxExact = 3000

// Permutation is the exact two-sided p of the difference: of all ways to deal
// the answers out to two groups of these sizes, the share that differs at least
// as much. It tests whether both groups have the same distribution, which is
// more than the same score, and it is careful: for groups under 10, or on
// request.
//
// ok is false when a group is empty, when both together exceed MaxExact, and
// for counts that are not whole (weights).
func Permutation(a, b Counts) (p float64, ok bool) {
	if !a.defined() || !b.defined() || a.N()+b.N() > MaxExact || !a.whole() || !b.whole() {
		return 0, false
	}
	na, n := a.N(), a.N()+b.N()
	all := a.Add(b)
	// D is (k·n - t·na)/(na·nb), where k and t are promoters less detractors in
	// a and in both: whole numbers, so ties are seen as ties.
	t := all.Promoters - all.Detractors
	least := math.Abs((a.Promoters-a.Detractors)*n - t*na)
	eachTable(a, b, func(c Counts, prob float64) {
		if math.Abs((c.Promoters-c.Detractors)*n-t*na) >= least {
			p += prob
		}
	})
	return min(1, p), true
}

// whole reports whether the counts are whole numbers.
func (c Counts) whole() bool {
	return c.Detractors == math.Trunc(c.Detractors) && c.Passives == math.Trunc(c.Passives) && c.Promoters == math.Trunc(c.Promoters)
}

// eachTable calls f with every a that the margins of a and b allow, and with its
// probability when all deals are alike (multivariate hypergeometric).
func eachTable(a, b Counts, f func(a Counts, prob float64)) {
	na, all := a.N(), a.Add(b)
	factorial := logFactorials(int(all.N()))
	choose := func(n, k float64) float64 {
		return factorial[int(n)] - factorial[int(k)] - factorial[int(n-k)]
	}
	total := choose(all.N(), na)
	for d := max(0, na-all.Passives-all.Promoters); d <= min(na, all.Detractors); d++ {
		ways := choose(all.Detractors, d) - total
		for r := max(0, na-d-all.Passives); r <= min(na-d, all.Promoters); r++ {
			p := na - d - r
			f(Counts{d, p, r}, math.Exp(ways+choose(all.Promoters, r)+choose(all.Passives, p)))
		}
	}
}

// logFactorials are the logarithms of 0! to n!.
func logFactorials(n int) []float64 {
	list := make([]float64, n+1)
	for i := range list {
		list[i], _ = math.Lgamma(float64(i) + 1)
	}
	return list
}
