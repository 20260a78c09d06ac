package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// normalQuantile is the z with P(|Z| <= z) = confidence.
func normalQuantile(confidence float64) float64 {
	return math.Sqrt2 * math.Erfinv(confidence)
}

// bigNu is where the expansion in 1/nu takes over from the incomplete beta:
// its first neglected term is about 1e-15 there, while the incomplete beta
// loses digits with nu and fails far out in the tail (from nu of about 1e6).
const bigNu = 2000

// tQuantile is the t with P(|T| <= t) = confidence for T with nu > 0 degrees of
// freedom, which need not be whole.
func tQuantile(confidence, nu float64) float64 {
	if nu >= bigNu {
		return tExpansion(normalQuantile(confidence), nu)
	}
	// P(|T| > t) = I_x(nu/2, 1/2) with x = nu/(nu+t²). By way of this tail
	// nothing is lost to 1-(1-confidence)/2.
	x := mathext.InvRegIncBeta(nu/2, 0.5, 1-confidence)
	return math.Sqrt(nu * (1 - x) / x)
}

// tExpansion is the Cornish-Fisher expansion of the t quantile about the normal
// one (Abramowitz & Stegun 26.7.5).
func tExpansion(z, nu float64) float64 {
	s := z * z
	g1 := z * (s + 1) / 4
	g2 := z * ((5*s+16)*s + 3) / 96
	g3 := z * (((3*s+19)*s+17)*s - 15) / 384
	g4 := z * ((((79*s+776)*s+1482)*s-1920)*s - 945) / 92160
	return z + (g1+(g2+(g3+g4/nu)/nu)/nu)/nu
}
