package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// normalTail is P(|Z| >= |z|). By way of erfc it keeps its digits far out.
func normalTail(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// chiSquareTail is P(X >= x) for a chi-square X with df > 0 degrees of freedom.
func chiSquareTail(x float64, df int) float64 {
	return min(1, max(0, mathext.GammaIncRegComp(float64(df)/2, max(0, x)/2)))
}

// tTail is P(|T| >= |t|) for T with nu > 0 degrees of freedom, which need not
// be whole. As in tQuantile the incomplete beta gives way to an expansion when
// nu is large.
func tTail(t, nu float64) float64 {
	if nu >= bigNu {
		return normalTail(tAsNormal(math.Abs(t), nu))
	}
	return mathext.RegIncBeta(nu/2, 0.5, nu/(nu+t*t))
}

// tAsNormal is the normal deviate that is as far out as t (Hill 1970, CACM
// algorithm 395).
func tAsNormal(t, nu float64) float64 {
	a := nu - 0.5
	b := 48 * a * a
	s := a * math.Log1p(t*t/nu)
	z := math.Sqrt(s)
	first := (s + 3) / b
	second := (((4*s+33)*s+240)*s + 855) / (10 * b * (b + 0.8*s*s + 100))
	return z * (1 + first - second)
}

// oneSidedQuantile is the z with P(Z <= z) = p, p in (0,1).
func oneSidedQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// isFinite reports whether x is a number.
func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
