package stats

import "math"

// mover combines the Wilson limits of the promoters' and of the detractors'
// share, allowing for their correlation (Newcombe 1998, method 10 for paired
// proportions; "square and add").
func mover(c Counts, z float64) (lo, hi float64) {
	return -moverUpper(c.swap(), z), moverUpper(c, z)
}

func moverUpper(c Counts, z float64) float64 {
	n := c.N()
	p1, p2 := c.Promoters/n, c.Detractors/n
	_, u1 := wilson(c.Promoters, n, z)
	l2, _ := wilson(c.Detractors, n, z)
	a, b := u1-p1, p2-l2
	return min(1, p1-p2+math.Sqrt(max(0, a*a-2*moverCorrelation(c)*a*b+b*b)))
}

// moverCorrelation is the correlation of the two shares of a multinomial,
// -sqrt(p1·p2/((1-p1)(1-p2))): 0 when one of them is empty, -1 when there are
// no passives.
func moverCorrelation(c Counts) float64 {
	d, p, r := c.Detractors, c.Passives, c.Promoters
	switch {
	case d == 0 || r == 0:
		return 0
	case p == 0:
		return -1
	}
	return -math.Sqrt(r / (d + p) * (d / (r + p)))
}

// wilson is Wilson's score interval for k of n.
func wilson(k, n, z float64) (lo, hi float64) {
	s := z * z
	root := z * math.Sqrt(s+4*k*((n-k)/n))
	lo, hi = (2*k+s-root)/(2*(n+s)), (2*k+s+root)/(2*(n+s))
	return max(0, min(lo, k/n)), min(1, max(hi, k/n)) // but for rounding they are so
}
