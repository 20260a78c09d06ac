package stats

import "math"

// Counts is one group by class: how many answered 0..6 (detractors), 7..8
// (passives) and 9..10 (promoters). They are float64 so that a weighted group,
// whose effective counts are fractions, takes the same way; whole numbers up to
// MaxAnswers are exact. Negative or NaN counts, and more than MaxAnswers of
// them, make every result undefined.
type Counts struct{ Detractors, Passives, Promoters float64 }

// MaxAnswers is the number of answers up to which every method keeps its digits.
const MaxAnswers = 1e15

// N is the number of answers.
func (c Counts) N() float64 { return c.Detractors + c.Passives + c.Promoters }

// Add returns the counts of both groups together. A total is made this way,
// never by averaging scores.
func (c Counts) Add(o Counts) Counts {
	return Counts{c.Detractors + o.Detractors, c.Passives + o.Passives, c.Promoters + o.Promoters}
}

// swap exchanges promoters and detractors, which turns a score x into -x.
func (c Counts) swap() Counts { return Counts{c.Promoters, c.Passives, c.Detractors} }

// defined reports whether the counts describe at least one answer.
func (c Counts) defined() bool {
	n := c.N()
	return c.Detractors >= 0 && c.Passives >= 0 && c.Promoters >= 0 && n > 0 && n <= MaxAnswers
}

// Shares are the fractions of the three classes; they add up to 1.
// ok is false without answers.
func Shares(c Counts) (detractors, passives, promoters float64, ok bool) {
	if !c.defined() {
		return 0, 0, 0, false
	}
	n := c.N()
	return c.Detractors / n, c.Passives / n, c.Promoters / n, true
}

// NPS is the Net Promoter Score on [-1,1]: the share of promoters less the
// share of detractors. ok is false without answers.
func NPS(c Counts) (x float64, ok bool) {
	if !c.defined() {
		return 0, false
	}
	return c.score(), true
}

// score is NPS of defined counts.
func (c Counts) score() float64 { return (c.Promoters - c.Detractors) / c.N() }

// Variance is the variance of one answer coded -1, 0, 1, with divisor n:
// (promoters+detractors)/n - x². ok is false without answers.
func Variance(c Counts) (v float64, ok bool) {
	if !c.defined() {
		return 0, false
	}
	return c.variance(), true
}

// variance is Variance of defined counts. It is the same number as a sum of
// products: written as the difference it loses its digits when nearly all are
// in one class.
func (c Counts) variance() float64 {
	n := c.N()
	d, p, r := c.Detractors/n, c.Passives/n, c.Promoters/n
	return 4*d*r + p*(d+r)
}

// SE is the standard error of the score, sqrt(Variance/n). ok is false without
// answers.
func SE(c Counts) (se float64, ok bool) {
	v, ok := Variance(c)
	if !ok {
		return 0, false
	}
	return math.Sqrt(v / c.N()), true
}

// SEUnbiased is the standard error from the unbiased variance,
// sqrt(Variance/(n-1)), as samples of a survey are usually reported. ok is
// false for n <= 1.
func SEUnbiased(c Counts) (se float64, ok bool) {
	v, ok := Variance(c)
	if !ok || c.N() <= 1 {
		return 0, false
	}
	return math.Sqrt(v / (c.N() - 1)), true
}
