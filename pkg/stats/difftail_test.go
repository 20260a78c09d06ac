package stats

import (
	"math"
	"testing"
)

func TestTails(t *testing.T) {
	// Student's law with 1, 2 and 3 degrees of freedom has closed tails.
	closed := map[float64]func(float64) float64{
		1: func(x float64) float64 { return 2 / math.Pi * math.Atan2(1, x) },
		2: func(x float64) float64 { return 2 / (math.Sqrt(2+x*x) * (math.Sqrt(2+x*x) + x)) },
		3: func(x float64) float64 {
			s := x / math.Sqrt(3)
			return 1 - 2/math.Pi*(math.Atan(s)+s/(1+s*s))
		},
	}
	for nu, tail := range closed {
		for _, x := range []float64{0, 0.1, 1, 2, 12} {
			near(t, "t tail", tTail(x, nu), tail(x), 1e-14)
			near(t, "t tail", tTail(-x, nu), tail(x), 1e-14)
		}
	}
	// The tail is the integral of the density, and the quantile its inverse.
	for _, nu := range []float64{6, 12.3, 39, 400, 1999, 2000} {
		for _, x := range []float64{0.5, 2.0226909200368, 5} {
			near(t, "t tail", tTail(x, nu), 1-2*tMass(x, nu), 1e-11)
		}
		near(t, "tail of the quantile", tTail(tQuantile(0.95, nu), nu), 0.05, 1e-12)
	}
	near(t, "t quantile", tQuantile(0.95, 39), 2.022690920036803, 1e-12)
	// Nothing jumps where the expansion takes over.
	for _, x := range []float64{0.3, 2, 4, 8} {
		below, above := tTail(x, bigNu-1e-9), tTail(x, bigNu)
		if math.Abs(below-above) > 1e-11*above {
			t.Errorf("tail at %v jumps from %v to %v", x, below, above)
		}
	}
	// Chi-square with 1 degree is the square of a normal, with 2 exponential,
	// with 4 the sum of two such.
	for _, x := range []float64{0, 1e-9, 0.5, 3.84, 20, 300} {
		near(t, "chi-square tail", chiSquareTail(x, 1), normalTail(math.Sqrt(x)), 1e-14)
		near(t, "chi-square tail", chiSquareTail(x, 2), math.Exp(-x/2), 1e-14)
		near(t, "chi-square tail", chiSquareTail(x, 4), math.Exp(-x/2)*(1+x/2), 1e-14)
	}
	for _, x := range []float64{1e3, 1e300, math.Inf(1)} {
		if p := chiSquareTail(x, 2); !(p >= 0 && p < 1e-200) {
			t.Errorf("chi-square tail at %v: %v", x, p)
		}
	}
	if p := normalTail(10); math.Abs(p/1.5239706048321e-23-1) > 1e-12 {
		t.Errorf("normal tail at 10: %v", p)
	}
}

// tMass is P(0 < T < x), by Gauss-Legendre on small pieces.
func tMass(x, nu float64) float64 {
	top, _ := math.Lgamma((nu + 1) / 2)
	bottom, _ := math.Lgamma(nu / 2)
	scale := math.Exp(top-bottom) / math.Sqrt(nu*math.Pi)
	var sum float64
	const pieces = 64
	for i := range pieces {
		sum += outerRule().over(func(s float64) float64 {
			return scale * math.Exp(-(nu+1)/2*math.Log1p(s*s/nu))
		}, x*float64(i)/pieces, x*float64(i+1)/pieces)
	}
	return sum
}
