package stats

import "math"

// Variances of one answer coded -1, 0, 1 to plan with when there is no history.
const (
	WorstVariance   = 1.0  // half promoters, half detractors: no survey has more
	TypicalVariance = 0.61 // 20 % detractors, 30 % passives, 50 % promoters
)

// Plan holds what a survey is planned with. All its results use the normal
// approximation, in which Diff's test and the adjusted interval end for the
// numbers that one plans. Each ok is false when an assumption or an argument
// is out of its range.
type Plan struct {
	Confidence float64 // of the intervals and tests, two-sided
	Power      float64 // probability of finding a difference that is there; only for differences
	Variance   float64 // of one answer, in (0,1]
	Deff       float64 // design effect; 0 stands for 1
	Population float64 // people who could be asked; 0 stands for no limit. Only for one score
}

func (p Plan) valid() bool {
	return CheckConfidence(p.Confidence) == nil && p.Variance > 0 && p.Variance <= 1 &&
		(p.Deff == 0 || (p.Deff > 0 && isFinite(p.Deff))) && (p.Population == 0 || p.Population >= 1) && isFinite(p.Population)
}

func (p Plan) deff() float64 {
	if p.Deff == 0 {
		return 1
	}
	return p.Deff
}

// quantiles is the sum of the quantiles of confidence and power.
func (p Plan) quantiles() (z float64, ok bool) {
	if !p.valid() || CheckConfidence(p.Power) != nil {
		return 0, false
	}
	z = normalQuantile(p.Confidence) + oneSidedQuantile(p.Power)
	return z, z > 0
}

// ForMargin is the number of answers whose interval reaches the margin to each
// side: n = z²·v·deff/m², and for a limited population n/(1 + (n-1)/N). Round it
// up with RoundUp. The adjusted interval needs 3 answers less.
func (p Plan) ForMargin(margin float64) (n float64, ok bool) {
	if !p.valid() || !(margin > 0) {
		return 0, false
	}
	z := normalQuantile(p.Confidence) / margin
	n = z * z * p.Variance * p.deff()
	if p.Population > 0 && n > 1 {
		n /= 1 + (n-1)/p.Population
	}
	return n, isFinite(n)
}

// Margin is the half-width of the interval of n answers:
// z·sqrt(v·deff/n·(1 - n/N)). ok is false also for more answers than people.
func (p Plan) Margin(n float64) (margin float64, ok bool) {
	if !p.valid() || !(n > 0 && n <= MaxAnswers) {
		return 0, false
	}
	left := 1.0
	if p.Population > 0 {
		left = 1 - n/p.Population
	}
	if left < 0 {
		return 0, false
	}
	return normalQuantile(p.Confidence) * math.Sqrt(p.Variance*p.deff()/n*left), true
}

// ForDifference is the number of answers in each of two groups of equal size
// with which a difference is found with the plan's power:
// (z of the confidence + z of the power)²·2v·deff/difference².
func (p Plan) ForDifference(difference float64) (perGroup float64, ok bool) {
	z, ok := p.quantiles()
	if !ok || difference == 0 || math.IsNaN(difference) {
		return 0, false
	}
	z /= difference
	perGroup = z * z * 2 * p.Variance * p.deff()
	return perGroup, isFinite(perGroup)
}

// Detectable is the smallest difference that groups of these sizes find with
// the plan's power: (z of the confidence + z of the power)·sqrt(deff·(v/na + v/nb)).
// Where the groups' own answers are known the function Detectable is closer.
func (p Plan) Detectable(na, nb float64) (difference float64, ok bool) {
	z, ok := p.quantiles()
	se, okSE := p.differenceSE(na, nb)
	return z * se, ok && okSE
}

// PowerAt is the probability of finding this true difference with groups of
// these sizes, on either side. It is for planning: computed from the difference
// that was seen ("observed power") it says no more than the p-value.
func (p Plan) PowerAt(difference, na, nb float64) (power float64, ok bool) {
	se, ok := p.differenceSE(na, nb)
	if !ok || math.IsNaN(difference) {
		return 0, false
	}
	z, shift := normalQuantile(p.Confidence), math.Abs(difference)/se
	above := func(x float64) float64 { return math.Erfc(x/math.Sqrt2) / 2 }
	return above(z-shift) + above(z+shift), true
}

func (p Plan) differenceSE(na, nb float64) (se float64, ok bool) {
	if !p.valid() || !(na > 0 && na <= MaxAnswers) || !(nb > 0 && nb <= MaxAnswers) {
		return 0, false
	}
	return math.Sqrt(p.Variance * p.deff() * (1/na + 1/nb)), true
}

// RoundUp is the whole number of answers that a computed number asks for. A
// last-digit excess, which is rounding, asks for no one more.
func RoundUp(n float64) float64 { return math.Ceil(n * (1 - 1e-12)) }

// NonResponse are the bounds within which the score of everybody invited lies,
// whatever those who did not answer think: from rate·x - (1-rate) to
// rate·x + (1-rate) (Manski). The interval of a score covers sampling error
// only; at a response rate of 20 % these bounds are 160 points apart. ok is
// false for x outside [-1,1] or a rate outside (0,1].
func NonResponse(x, responseRate float64) (lo, hi float64, ok bool) {
	if !(x >= -1 && x <= 1 && responseRate > 0 && responseRate <= 1) {
		return 0, 0, false
	}
	silent := 1 - responseRate
	return max(-1, responseRate*x-silent), min(1, responseRate*x+silent), true
}
