package stats

import (
	"math"
	"sort"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
)

// arcBeta is the distribution of the angle phi in [0, pi/2] for which
// sin²(phi) follows Beta(a,b), a and b at least 1/2. Its density is
// proportional to sin^(2a-1)·cos^(2b-1): no pole at either end, and close to a
// normal one whose width is 1/(2·sqrt(a+b)) wherever its mode lies. That makes
// it the right variable for numerical integration, for a single answer as for
// 10^9 of them, where the incomplete beta function of the libraries loses
// digits or does not converge.
type arcBeta struct {
	s, c     float64 // exponents of sine and cosine
	mode     float64
	cot, tan float64   // of the mode
	edges    []float64 // cells that cover all but a negligible part
	cum      []float64 // integral of the density up to each edge
}

// newArcBeta tabulates the distribution, leaving out tails of relative weight
// below exp(-cut).
func newArcBeta(a, b, cut float64) *arcBeta {
	t := &arcBeta{s: 2*a - 1, c: 2*b - 1}
	t.mode = math.Atan2(math.Sqrt(t.s), math.Sqrt(t.c))
	if t.s > 0 {
		t.cot = math.Sqrt(t.c / t.s)
	}
	if t.c > 0 {
		t.tan = math.Sqrt(t.s / t.c)
	}
	// The logarithm of the density bends down everywhere at least as fast as
	// that of a normal density of this variance, so its tails are thinner.
	lo, hi := 0.0, math.Pi/2
	if sum := t.s + t.c; sum > 0 {
		reach := math.Sqrt(2 * cut / sum)
		lo, hi = max(lo, t.mode-reach), min(hi, t.mode+reach)
	}
	t.edges = cells(lo, hi, t.s, t.c)
	t.cum = make([]float64, len(t.edges))
	rule := cellRule()
	for i := 1; i < len(t.edges); i++ {
		t.cum[i] = t.cum[i-1] + rule.over(t.density, t.edges[i-1], t.edges[i])
	}
	return t
}

// cells divides [lo,hi] so that cellRule is exact to the last digits
// in each. Where a power that is no whole number meets the end of the quarter
// circle the density is not smooth, and the cells shrink towards that end.
func cells(lo, hi, s, c float64) []float64 {
	const count, shrink, levels = 48, 0.5, 28
	step := (hi - lo) / count
	edges := []float64{lo}
	if lo == 0 && s != math.Trunc(s) {
		for k := levels; k > 0; k-- {
			edges = append(edges, lo+step*math.Pow(shrink, float64(k)))
		}
	}
	for k := 1; k < count; k++ {
		edges = append(edges, lo+step*float64(k))
	}
	if hi == math.Pi/2 && c != math.Trunc(c) {
		for k := 1; k <= levels; k++ {
			edges = append(edges, hi-step*math.Pow(shrink, float64(k)))
		}
	}
	return append(edges, hi)
}

// density is the density of the angle in units of its greatest value.
func (t *arcBeta) density(phi float64) float64 {
	// The sine and cosine relative to their values at the mode, from the
	// distance to it: the large powers then act on numbers near 1 whose
	// distance from 1 is known to full precision.
	sin, cos := math.Sincos((phi - t.mode) / 2)
	drop, slope := 2*sin*sin, 2*sin*cos // 1-cos and sin of the distance
	var log float64
	if t.s > 0 {
		log += t.s * math.Log1p(max(-1, t.cot*slope-drop))
	}
	if t.c > 0 {
		log += t.c * math.Log1p(max(-1, -t.tan*slope-drop))
	}
	return math.Exp(log)
}

// total is the integral of density.
func (t *arcBeta) total() float64 { return t.cum[len(t.cum)-1] }

// cdf is the probability of an angle up to phi.
func (t *arcBeta) cdf(phi float64) float64 {
	last := len(t.edges) - 1
	switch {
	case phi <= t.edges[0]:
		return 0
	case phi >= t.edges[last]:
		return 1
	}
	i := sort.SearchFloat64s(t.edges, phi) - 1 // edges[i] < phi <= edges[i+1]
	return (t.cum[i] + cellRule().over(t.density, t.edges[i], phi)) / t.total()
}

// rule holds the nodes and weights of a Gauss-Legendre rule on [-1,1].
type rule struct{ nodes, weights []float64 }

func newRule(points int) func() rule {
	return sync.OnceValue(func() rule {
		r := rule{make([]float64, points), make([]float64, points)}
		quad.Legendre{}.FixedLocations(r.nodes, r.weights, -1, 1)
		return r
	})
}

var (
	cellRule  = newRule(6)  // enough within a cell
	outerRule = newRule(10) // for integrate
)

// over integrates f over [a,b].
func (r rule) over(f func(float64) float64, a, b float64) float64 {
	half, mid := (b-a)/2, a+(b-a)/2
	var sum float64
	for i, x := range r.nodes {
		sum += r.weights[i] * f(mid+half*x)
	}
	return sum * half
}

// integrate adds up outerRule over [a,b], halving each part until both halves
// together agree with the whole: to the tolerance, or to the relative noise of
// f, beyond which halving brings nothing. The number of parts is limited, so
// that the time is, whatever f is.
func integrate(f func(float64) float64, a, b, tolerance, noise float64) float64 {
	const parts, depth, most = 4, 20, 500
	halved := 0
	rule := outerRule()
	var refine func(a, b, whole float64, depth int) float64
	refine = func(a, b, whole float64, depth int) float64 {
		mid := a + (b-a)/2
		left, right := rule.over(f, a, mid), rule.over(f, mid, b)
		sum := left + right
		halved++
		if depth == 0 || halved > most || math.Abs(sum-whole) <= max(tolerance, noise*math.Abs(sum)) {
			return sum
		}
		return refine(a, mid, left, depth-1) + refine(mid, b, right, depth-1)
	}
	var sum float64
	for i := range parts {
		lo, hi := a+(b-a)*float64(i)/parts, a+(b-a)*float64(i+1)/parts
		sum += refine(lo, hi, rule.over(f, lo, hi), depth)
	}
	return sum
}
