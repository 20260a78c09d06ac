package stats

// ChiSquareTest is Pearson's test of a table.
type ChiSquareTest struct {
	X2       float64
	DF       int
	P        float64
	Expected float64 // the smallest expected count: below 5 P is a rough guide
}

// ChiSquare tests whether two groups share one distribution over the classes
// (2x3 table, no continuity correction). It also sees what leaves the score
// alone, such as more passives on the cost of both ends. A class that nobody
// chose is left out. ok is false when a group is empty or when all answers are
// in one class.
func ChiSquare(a, b Counts) (c ChiSquareTest, ok bool) {
	if !a.defined() || !b.defined() {
		return ChiSquareTest{}, false
	}
	na, nb := a.N(), b.N()
	n := na + nb
	classes := 0
	for _, k := range [][2]float64{
		{a.Detractors, b.Detractors}, {a.Passives, b.Passives}, {a.Promoters, b.Promoters},
	} {
		sum := k[0] + k[1]
		if sum == 0 {
			continue
		}
		classes++
		// Both cells of the class together: (share in a - share in b)² over
		// sum/(na·nb), without the cancellation of observed less expected.
		diff := k[0]/na - k[1]/nb
		c.X2 += diff * diff * na / sum * nb
		expected := sum / n * min(na, nb)
		if classes == 1 || expected < c.Expected {
			c.Expected = expected
		}
	}
	if classes < 2 || !isFinite(c.X2) {
		return ChiSquareTest{}, false
	}
	c.DF = classes - 1
	c.P = chiSquareTail(c.X2, c.DF)
	return c, true
}
