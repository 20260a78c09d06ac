package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// outcome is one possible sample with its score and an interval.
type outcome struct {
	c      Counts
	ways   float64 // logarithm of the number of ways to get it
	lo, hi float64
}

// outcomes are all samples of n answers with their intervals at 95 %.
func outcomes(n int, m Method) []outcome {
	factorial := func(k float64) float64 {
		l, _ := math.Lgamma(k + 1)
		return l
	}
	var list []outcome
	for d := range n + 1 {
		for p := range n + 1 - d {
			c := Counts{float64(d), float64(p), float64(n - d - p)}
			lo, hi, ok := Interval(c, m, 0.95)
			if !ok {
				lo, hi = -1, 1
			}
			ways := factorial(float64(n)) - factorial(c.Detractors) - factorial(c.Passives) - factorial(c.Promoters)
			list = append(list, outcome{c, ways, lo, hi})
		}
	}
	return list
}

// coverage is the exact probability that the interval holds the true score when
// the shares are those of truth, and the mean width.
func coverage(list []outcome, truth Counts) (covered, width float64) {
	x := truth.Promoters - truth.Detractors
	d, p, r := math.Log(truth.Detractors), math.Log(truth.Passives), math.Log(truth.Promoters)
	for _, o := range list {
		prob := math.Exp(o.ways + o.c.Detractors*d + o.c.Passives*p + o.c.Promoters*r)
		if o.lo <= x+1e-12 && x-1e-12 <= o.hi {
			covered += prob
		}
		width += prob * (o.hi - o.lo)
	}
	return covered, width
}

// plausible draws shares of classes from Dirichlet(2.5, 3, 5), as sums of
// exponential and half chi-square variables.
func plausible(count int) []Counts {
	rng := rand.New(rand.NewPCG(20, 30))
	gamma := func(twice int) float64 { // Gamma(twice/2)
		var sum float64
		for ; twice >= 2; twice -= 2 {
			sum += rng.ExpFloat64()
		}
		if twice == 1 {
			z := rng.NormFloat64()
			sum += z * z / 2
		}
		return sum
	}
	list := make([]Counts, count)
	for i := range list {
		c := Counts{gamma(5), gamma(6), gamma(10)}
		n := c.N()
		list[i] = Counts{c.Detractors / n, c.Passives / n, c.Promoters / n}
	}
	return list
}

// figures are the coverage of one method over many truths: the mean, the one per
// cent of the truths that it covers worst, and the mean width in points.
func figures(list []outcome, truths []Counts) (mean, worst, width float64) {
	covered := make([]float64, len(truths))
	for i, truth := range truths {
		c, w := coverage(list, truth)
		covered[i] = c
		mean += c / float64(len(truths))
		width += w / float64(len(truths))
	}
	slices.Sort(covered)
	return 100 * mean, 100 * covered[len(covered)/100], 100 * width
}

// published are figures found by others in the same way, with other draws of
// the plausible truths: mean coverage and width.
var published = map[int]map[Method][2]float64{
	10: {Wald: {89.2, 87}, TrinomialT: {93.2, 104}, AdjustedWald: {94.8, 80}, BonettPrice: {95.9, 89}, Tango: {95.9, 85}, Mover: {94.2, 81}},
	20: {Wald: {92.2, 65}, TrinomialT: {94.2, 71}, AdjustedWald: {94.8, 61}, BonettPrice: {95.3, 65}, Tango: {95.2, 63}, Mover: {94.7, 62}},
}

func TestCoverageAgreesWithOthers(t *testing.T) {
	truths := plausible(1500)
	checked := 0
	for n, methods := range published {
		for m, want := range methods {
			mean, _, width := figures(outcomes(n, m), truths)
			near(t, string(m)+" coverage", mean, want[0], 0.5)
			near(t, string(m)+" width", width, want[1], 1)
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

// wellLiked is hard for every method: nearly all answers are in one class. The
// figures are those of others for the same truth.
func TestCoverageOfWellLiked(t *testing.T) {
	wellLiked := Counts{0.01, 0.04, 0.95}
	for _, c := range []struct {
		n    int
		m    Method
		want float64
	}{
		{10, Wald, 40.0}, {20, Wald, 64.0}, {50, Wald, 75.9}, {100, Wald, 90.6},
		{10, AdjustedWald, 91.4}, {10, Dirichlet, 91.4}, {20, Dirichlet, 92.5},
	} {
		got, _ := coverage(outcomes(c.n, c.m), wellLiked)
		near(t, string(c.m)+" coverage", 100*got, c.want, 0.1)
	}
}

// The two methods that the documentation recommends keep their level on average
// over all mixtures of the classes, and do not fall far below it at any.
func TestCoverageFloors(t *testing.T) {
	floors := map[Method]float64{AdjustedWald: 0.875, Tango: 0.895}
	for _, n := range []int{10, 20} {
		for m, floor := range floors {
			list := outcomes(n, m)
			var sum, count float64
			worst := 1.0
			for d := 1; d < 99; d += 2 {
				for p := 1; d+p < 100; p += 2 {
					c, _ := coverage(list, Counts{float64(d) / 100, float64(p) / 100, float64(100-d-p) / 100})
					sum += c
					count++
					worst = min(worst, c)
				}
			}
			t.Logf("n = %d, %s: mean %.4f, worst %.4f", n, m, sum/count, worst)
			if !(sum/count >= 0.93) || worst < floor {
				t.Errorf("n = %d, %s: mean %.4f, worst %.4f", n, m, sum/count, worst)
			}
		}
	}
}

// Weights that go with the answers, with noise on top: the adjusted interval on
// effective counts must keep its level where the linearised one does not.
func TestWeightedCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	// Classes are drawn 20/30/50; the weight of a class, before noise of mean 1.
	base := [3]float64{1.6, 1, 0.7}
	shares := [3]float64{0.2, 0.3, 0.5}
	var sum, weight float64
	for class, share := range shares {
		sum += float64(class-1) * share * base[class]
		weight += share * base[class]
	}
	truth := sum / weight
	const draws, spread = 4000, 0.5
	z := normalQuantile(0.95)
	for _, n := range []int{20, 50, 200} {
		var adjusted, linear float64
		for range draws {
			var c WeightedCounts
			for range n {
				noise := math.Exp(spread*rng.NormFloat64() - spread*spread/2)
				switch u := rng.Float64(); {
				case u < shares[0]:
					c.Detractors.Add(base[0] * noise)
				case u < shares[0]+shares[1]:
					c.Passives.Add(base[1] * noise)
				default:
					c.Promoters.Add(base[2] * noise)
				}
			}
			e, _ := c.Estimate()
			if lo, hi, _ := e.Interval(AdjustedWald, 0.95); lo <= truth && truth <= hi {
				adjusted += 100. / draws
			}
			if math.Abs(e.NPS-truth) <= z*e.SE {
				linear += 100. / draws
			}
		}
		t.Logf("n = %d: adjusted %.1f %%, linearised %.1f %%", n, adjusted, linear)
		if adjusted < 91.5 || adjusted > 96.5 || (n == 20 && linear > adjusted) {
			t.Errorf("n = %d: adjusted %.1f %%, linearised %.1f %%", n, adjusted, linear)
		}
	}
}
