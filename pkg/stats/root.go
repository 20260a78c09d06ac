package stats

import "math"

// root finds a zero of f between a and b, where f has the values fa and fb of
// different sign, to the tolerance: Chandrupatla's mixture of inverse quadratic
// interpolation and halving (Advances in Engineering Software 28, 1997).
func root(f func(float64) float64, a, b, fa, fb, tolerance float64) float64 {
	c, fc := a, fa
	t := 0.5
	for range 200 {
		if fa == 0 {
			return a
		}
		if fb == 0 {
			return b
		}
		x := a + t*(b-a)
		fx := f(x)
		if (fx > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, fc = b, fb
			b, fb = a, fa
		}
		a, fa = x, fx
		best := a
		if math.Abs(fb) < math.Abs(fa) {
			best = b
		}
		small := (tolerance + 2e-16*math.Abs(best)) / math.Abs(b-a)
		if small > 0.5 {
			return best
		}
		t = 0.5
		xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = fa/(fb-fa)*(fc/(fb-fc)) + (c-a)/(b-a)*(fa/(fc-fa))*(fb/(fc-fb))
		}
		t = min(max(t, small), 1-small)
	}
	return a
}
