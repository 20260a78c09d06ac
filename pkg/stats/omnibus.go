package stats

// Omnibus asks whether several groups differ at all, before any pair is looked
// at: Q = sum (x'g - x̄)²/se'g² about the mean weighted by 1/se'², with the
// adjusted scores and errors of Diff; chi-square with one degree of freedom less
// than there are groups. For two groups Q is the square of Diff's Z. Groups
// without answers are left out; ok is false with fewer than two others.
func Omnibus(groups []Counts) (q float64, df int, p float64, ok bool) {
	var known, mean, count float64
	for _, g := range groups {
		if !g.defined() {
			continue
		}
		count++
		x, w := omnibusTerm(g)
		// Running weighted mean and sum of squares (West 1979): nothing cancels,
		// however unequal the groups.
		step := x - mean
		q += w * (known / (known + w)) * step * step
		known += w
		mean += step * (w / known)
	}
	if count < 2 || !isFinite(q) {
		return 0, 0, 0, false
	}
	df = int(count) - 1
	return q, df, chiSquareTail(q, df), true
}

// omnibusTerm is the adjusted score of a group and 1/se'².
func omnibusTerm(g Counts) (x, weight float64) {
	g = g.Add(adjusted)
	return g.score(), g.N() / g.variance()
}
