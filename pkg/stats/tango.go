package stats

import "math"

// tango is the score interval of a difference of dependent proportions (Tango
// 1998; May & Johnson 1997): the differences D that a score test at z does not
// reject. The lower limit is the upper one of the mirrored group, so the
// interval is symmetric to the last digit.
func tango(c Counts, z float64) (lo, hi float64) {
	return -tangoUpper(c.swap(), z), tangoUpper(c, z)
}

// tangoUpper finds the D in (x,1] where the falling score statistic reaches -z. It is 1 when
// all are promoters.
func tangoUpper(c Counts, z float64) float64 {
	n := c.N()
	lo, hi := (c.Promoters-c.Detractors)/n, 1.0
	// Halving an interval of at most 2 needs 54 steps to reach its last digit
	// near 1, more only when the limit is near 0, where 1e-17 is plenty.
	for hi-lo > 1e-17 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if tangoStatistic(c, mid) > -z {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}

// tangoStatistic is (r-d-nD)/sqrt(n(2q + D(1-D))), where q is the share of
// detractors that maximises the likelihood under a true difference D.
func tangoStatistic(c Counts, diff float64) float64 {
	if diff < 0 {
		// The mirrored form has no cancelling terms in its variance.
		return -tangoStatistic(c.swap(), -diff)
	}
	n, d, r := c.N(), c.Detractors, c.Promoters
	a := 2 * n
	b := -(d + r) + (2*n-r+d)*diff
	k := d * diff * (1 - diff) // minus the constant term of a·q² + b·q - k = 0
	root := math.Sqrt(b*b + 4*a*k)
	q := max(0, root-b) / (2 * a)
	numerator := r - d - n*diff
	denominator := math.Sqrt(n * (2*q + diff*(1-diff)))
	if denominator <= 1e-14 {
		if numerator == 0 {
			return 0
		}
		return math.Inf(int(math.Copysign(1, numerator)))
	}
	return numerator / denominator
}
