package stats

import "math"

// jeffreys is added to each class: the Dirichlet(1/2,1/2,1/2) prior.
const jeffreys = 0.5

// ProbabilityAbove is the posterior probability, under the Jeffreys prior, that
// the true score exceeds target, which is on [-1,1]. ok is false without
// answers or for a target that is not a number.
func ProbabilityAbove(c Counts, target float64) (p float64, ok bool) {
	switch {
	case !c.defined() || math.IsNaN(target):
		return 0, false
	case target <= -1:
		return 1, true
	case target >= 1:
		return 0, true
	}
	// The mirrored group's lower tail is this group's upper one.
	return newPosterior(c.swap(), 1e-16).below(-target), true
}

// dirichlet are the limits that leave equal tails of the posterior of the true
// score under the Jeffreys prior.
func dirichlet(c Counts, confidence float64) (lo, hi float64) {
	alpha := (1 - confidence) / 2
	return newPosterior(c, alpha).quantile(alpha), -newPosterior(c.swap(), alpha).quantile(alpha)
}

// posterior is the law of the score when the shares (d, p, r) follow a
// Dirichlet law. It factors into W = r+d ~ Beta(ar+ad, ap) and
// F = r/(r+d) ~ Beta(ar, ad), which are independent, with score = W(2F-1).
type posterior struct {
	w, f      *arcBeta
	mean, sd  float64
	tolerance float64 // absolute, of below
	noise     float64 // relative, of the densities
}

// newPosterior prepares the law for lower tails down to the probability alpha.
func newPosterior(c Counts, alpha float64) *posterior {
	ad, ap, ar := c.Detractors+jeffreys, c.Passives+jeffreys, c.Promoters+jeffreys
	sum := ad + ap + ar
	// What is cut off is below 1e-13 of the smallest tail that is asked for.
	cut := 30 - math.Log(max(alpha, 1e-300))
	return &posterior{
		w:         newArcBeta(ar+ad, ap, cut),
		f:         newArcBeta(ar, ad, cut),
		mean:      (ar - ad) / sum,
		sd:        math.Sqrt(Counts{ad, ap, ar}.variance() / (sum + 1)),
		tolerance: alpha * 1e-11,
		// The last digit of an angle moves a density of width 1/sqrt(sum) by
		// sqrt(sum) times as much.
		noise: 1e-13 + 1e-15*math.Sqrt(sum),
	}
}

// below is P(score <= t) for t in (-1,1):
//
//	[t>0]·P(W<=t) + integral over w from |t| to 1 of f_W(w)·P(F <= (w+t)/(2w))
//
// with w = |t| + (1-|t|)·sin²(psi), in which the integrand is smooth.
func (p *posterior) below(t float64) float64 {
	size := math.Abs(t)
	rest := 1 - size
	angle := func(w float64) float64 { // the psi of a w
		return math.Atan2(math.Sqrt(max(0, w-size)), math.Sqrt(max(0, 1-w)))
	}
	// Only the part where W has weight.
	first, last := p.w.edges[0], p.w.edges[len(p.w.edges)-1]
	from, to := 0.0, math.Pi/2
	if sin := math.Sin(first); sin*sin > size {
		from = angle(sin * sin)
	}
	if last < math.Pi/2 {
		sin := math.Sin(last)
		to = angle(sin * sin)
	}
	var sum float64
	if to > from {
		sum = integrate(func(psi float64) float64 {
			sin, cos := math.Sincos(psi)
			part := rest * sin * sin // w-|t|
			w := size + part
			theta := math.Atan2(math.Sqrt(w), math.Sqrt(rest)*cos)
			phi := math.Atan2(math.Sqrt(part), math.Sqrt(part+2*size))
			if t > 0 {
				phi = math.Pi/2 - phi
			}
			return p.w.density(theta) * math.Sqrt(rest/w) * sin * p.f.cdf(phi)
		}, from, to, p.tolerance*p.w.total(), p.noise) / p.w.total()
	}
	if t > 0 {
		sum += p.w.cdf(math.Asin(math.Sqrt(t)))
	}
	return min(sum, 1)
}

// quantile is the t with below(t) = alpha, for alpha < 1/2.
func (p *posterior) quantile(alpha float64) float64 {
	// Nearly straight in t, so few steps are needed.
	scale := func(prob float64) float64 { return math.Sqrt(-2 * math.Log(max(prob, 1e-320))) }
	goal := scale(alpha)
	f := func(t float64) float64 { return goal - scale(p.below(t)) } // rises with t
	// Bracket the root, walking away from a normal guess in growing steps.
	lo := max(p.mean-normalQuantile(1-2*alpha)*p.sd, math.Nextafter(-1, 0))
	hi, flo := lo, f(lo)
	fhi := flo
	step := p.sd / 8
	for flo > 0 && lo > -1 {
		hi, fhi = lo, flo
		lo = max(-1, lo-step)
		flo = goal - scale(0)
		if lo > -1 {
			flo = f(lo)
		}
		step *= 2
	}
	for fhi < 0 && hi < 1 {
		lo, flo = hi, fhi
		hi = min(1, hi+step)
		fhi = goal - scale(1)
		if hi < 1 {
			fhi = f(hi)
		}
		step *= 2
	}
	return root(f, lo, hi, flo, fhi, max(1e-11*p.sd, 1e-17))
}
