package stats

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// belowByBeta is the posterior below -size, by the library's incomplete beta
// function and a plain midpoint rule: slow, and right for moderate counts.
func belowByBeta(c Counts, size float64) float64 {
	ad, ap, ar := c.Detractors+0.5, c.Passives+0.5, c.Promoters+0.5
	const steps = 20000
	h := math.Pi / 2 / steps
	var sum float64
	for i := range steps {
		sin, cos := math.Sincos(h * (float64(i) + 0.5))
		part, rest := (1-size)*sin*sin, (1-size)*cos*cos // w-size, 1-w
		w := size + part
		density := math.Exp((ar+ad-1)*math.Log(w) + (ap-1)*math.Log(rest) - mathext.Lbeta(ar+ad, ap))
		sum += density * mathext.RegIncBeta(ar, ad, part/(2*w)) * 2 * (1 - size) * sin * cos
	}
	return sum * h
}

func TestPosteriorTails(t *testing.T) {
	for _, c := range []Counts{{2, 3, 5}, {0, 5, 0}, {4, 0, 0}, {0, 0, 4}, {1, 40, 0}, {1.3, 2.25, 0.4}, {60, 80, 75}} {
		p := newPosterior(c, 0.025)
		for _, size := range []float64{0.01, 0.1, 0.4} {
			near(t, "below", p.below(-size), belowByBeta(c, size), 1e-10)
			// Above size is below -size of the mirrored group, by another branch.
			near(t, "sum of tails", p.below(size)+newPosterior(c.swap(), 0.025).below(-size), 1, 1e-12)
		}
		near(t, "continuity at 0", p.below(1e-12), p.below(-1e-12), 1e-9)
	}
}

func TestProbabilityAbove(t *testing.T) {
	c := Counts{20, 30, 50}
	half, ok := ProbabilityAbove(Counts{7, 3, 7}, 0)
	if !ok {
		t.Fatal("no probability")
	}
	near(t, "symmetric", half, 0.5, 1e-12)
	lo, hi, _ := Interval(c, Dirichlet, 0.9)
	for target, want := range map[float64]float64{lo: 0.95, hi: 0.05, -1: 1, 1: 0, -7: 1, 7: 0} {
		p, ok := ProbabilityAbove(c, target)
		if !ok {
			t.Errorf("target %v: undefined", target)
		}
		near(t, "probability", p, want, 1e-9)
	}
	if _, ok := ProbabilityAbove(c, math.NaN()); ok {
		t.Error("a target that is not a number has a probability")
	}
	last := 1.0
	for target := -0.99; target < 1; target += 0.01 {
		p, _ := ProbabilityAbove(c, target)
		if p > last+1e-12 || p < 0 || p > 1 {
			t.Fatalf("above %v: %v after %v", target, p, last)
		}
		last = p
	}
}

// The angle's law must be right at the edges of its table and beyond.
func TestArcBeta(t *testing.T) {
	for _, ab := range [][2]float64{{0.5, 0.5}, {0.5, 3}, {7, 0.5}, {2.5, 4.5}, {1.13, 0.77}, {0.65, 900}, {1500.5, 800.5}} {
		table := newArcBeta(ab[0], ab[1], 40)
		for x := 0.0; x <= 1; x += 1.0 / 64 {
			got := table.cdf(math.Asin(math.Sqrt(x)))
			near(t, "cdf", got, mathext.RegIncBeta(ab[0], ab[1], x), 1e-11)
		}
	}
}

func TestTQuantile(t *testing.T) {
	// R: qt(c(.975, .75, .9995), df)
	for _, c := range []struct{ confidence, nu, want float64 }{
		{0.95, 1, 12.706204736174698}, {0.5, 1, 1}, {0.95, 10, 2.228138851986274}, {0.999, 3, 12.92397863668797},
		{0.95, 100, 1.983971518523553}, {0.9999999, 1e6, 5.326763},
	} {
		near(t, "quantile", tQuantile(c.confidence, c.nu)/c.want, 1, 1e-7)
	}
	// The two ways meet.
	for _, confidence := range []float64{0.1, 0.5, 0.95, 0.999} {
		below, above := tQuantile(confidence, bigNu-1e-9), tQuantile(confidence, bigNu+1e-9)
		near(t, "seam", below, above, 1e-11)
	}
	if q := tQuantile(0.95, 1e9); math.Abs(q-normalQuantile(0.95)) > 1e-8 {
		t.Errorf("with 1e9 degrees of freedom: %v", q)
	}
}
