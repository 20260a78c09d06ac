package stats

import "math"

// WeightSums sums up the weights of some answers. The zero value is ready.
//
// A weight must be a positive, finite number: the caller refuses or sets aside
// every other one with its place in the file, and a sum that was given one all
// the same is undefined for good.
type WeightSums struct {
	N        uint64  // answers
	W, W2    Sum     // of the weights and of their squares
	Min, Max float64 // of the weights; 0 without answers
}

// Add takes one answer of weight w.
func (s *WeightSums) Add(w float64) {
	if s.N == 0 || w < s.Min {
		s.Min = w
	}
	if s.N == 0 || w > s.Max {
		s.Max = w
	}
	s.N++
	s.W.Add(w)
	s.W2.AddSquare(w)
}

// Merge takes all answers of o.
func (s *WeightSums) Merge(o WeightSums) {
	if o.N == 0 {
		return
	}
	if s.N == 0 {
		*s = o
		return
	}
	s.N += o.N
	s.W.Merge(o.W)
	s.W2.Merge(o.W2)
	s.Min, s.Max = min(s.Min, o.Min), max(s.Max, o.Max)
}

// WeightedCounts is one group by class, where the answers carry weights.
type WeightedCounts struct{ Detractors, Passives, Promoters WeightSums }

// Merge takes all answers of o.
func (c *WeightedCounts) Merge(o WeightedCounts) {
	c.Detractors.Merge(o.Detractors)
	c.Passives.Merge(o.Passives)
	c.Promoters.Merge(o.Promoters)
}

// WeightedHistogram sums up the weights of the answers 0..10; the index is the
// answer.
type WeightedHistogram [11]WeightSums

// Merge takes all answers of o.
func (h *WeightedHistogram) Merge(o *WeightedHistogram) {
	for i := range h {
		h[i].Merge(o[i])
	}
}

// Raw is the histogram without the weights.
func (h *WeightedHistogram) Raw() Histogram {
	var raw Histogram
	for i := range h {
		raw[i] = h[i].N
	}
	return raw
}

// Counts sorts the answers into classes.
func (h *WeightedHistogram) Counts() WeightedCounts {
	var c WeightedCounts
	for score := range h {
		switch {
		case score < firstPassive:
			c.Detractors.Merge(h[score])
		case score < firstPromoter:
			c.Passives.Merge(h[score])
		default:
			c.Promoters.Merge(h[score])
		}
	}
	return c
}

// Mean is the weighted mean answer, on 0..10. ok is false without answers.
func (h *WeightedHistogram) Mean() (mean float64, ok bool) {
	var weight, sum float64
	for score := range h {
		w := h[score].W.Value()
		weight += w
		sum += w * float64(score)
	}
	if !(weight > 0) || math.IsInf(sum, 0) {
		return 0, false
	}
	return sum / weight, true
}

// WeightedEstimate is what the weighted answers of one group say, for answers
// drawn one by one (no strata, no clusters).
type WeightedEstimate struct {
	N    uint64  // answers
	Sum  float64 // of the weights
	NPS  float64 // on [-1,1]
	SE   float64 // linearised; 0 where SEDefined is false
	NEff float64 // Kish's effective number of answers, Sum²/sum of squares
	// DeffWeights is N/NEff, that is 1 + cv² of the weights (Kish): by how much
	// unequal weights alone inflate the variance.
	DeffWeights float64
	Variance    float64 // of one answer coded -1, 0, 1, weighted, divisor Sum
	Min, Max    float64 // smallest and greatest weight
	SEDefined   bool    // false for a single answer

	shares Counts // weighted shares of the classes
}

// Estimate computes the weighted estimate. ok is false without answers or when
// a weight was not a positive finite number.
func (c *WeightedCounts) Estimate() (e WeightedEstimate, ok bool) {
	var all WeightSums
	all.Merge(c.Detractors)
	all.Merge(c.Passives)
	all.Merge(c.Promoters)
	w, w2 := all.W.Value(), all.W2.Value()
	if all.N == 0 || !(all.Min > 0) || !(w2 > 0) || math.IsInf(w2, 0) || math.IsInf(w, 0) {
		return WeightedEstimate{}, false
	}
	shares := Counts{c.Detractors.W.Value() / w, c.Passives.W.Value() / w, c.Promoters.W.Value() / w}
	x := shares.Promoters - shares.Detractors
	e = WeightedEstimate{
		N: all.N, Sum: w, NPS: x, Variance: shares.variance(),
		NEff: w * w / w2, DeffWeights: float64(all.N) * w2 / (w * w),
		Min: all.Min, Max: all.Max, shares: shares,
	}
	if all.N > 1 {
		// u = w(s-x)/W for each answer; s and so the bracket is the same for a
		// whole class, which is why sums by class are enough. The u add up to 0.
		part := func(s float64, class WeightSums) float64 { return (s - x) * (s - x) * class.W2.Value() }
		squares := part(-1, c.Detractors) + part(0, c.Passives) + part(1, c.Promoters)
		n := float64(all.N)
		e.SE = math.Sqrt(n/(n-1)*squares) / w
		e.SEDefined = true
	}
	return e, true
}

// Shares are the weighted shares of the three classes.
func (e WeightedEstimate) Shares() (detractors, passives, promoters float64) {
	return e.shares.Detractors, e.shares.Passives, e.shares.Promoters
}

// Effective are the shares times NEff: the counts of an unweighted sample that
// would say as much.
func (e WeightedEstimate) Effective() Counts {
	return Counts{e.shares.Detractors * e.NEff, e.shares.Passives * e.NEff, e.shares.Promoters * e.NEff}
}

// Deff is the design effect of the linearised variance over that of a simple
// random sample of N answers, SE²·(N-1)/Variance. Unlike DeffWeights it also
// sees whether the weights go with the answers. ok is false for a single answer
// and when all are in one class.
func (e WeightedEstimate) Deff() (deff float64, ok bool) {
	if !e.SEDefined || !(e.Variance > 0) {
		return 0, false
	}
	return e.SE * e.SE * float64(e.N-1) / e.Variance, true
}

// DomainSE is the linearised standard error of this group as a part of a sample
// of n answers: the group's own size is then chance as well, as when a group is
// cut out of a survey by an answer. ok is false when n is below N or 2.
func (e WeightedEstimate) DomainSE(n uint64) (se float64, ok bool) {
	if n < 2 || n < e.N {
		return 0, false
	}
	if !e.SEDefined { // a single answer deviates from nothing
		return 0, true
	}
	all, own := float64(n), float64(e.N)
	return e.SE * math.Sqrt(all/(all-1)*(own-1)/own), true
}

// Interval is Interval of the effective counts. Of the methods only
// AdjustedWald has been tried on weighted answers.
func (e WeightedEstimate) Interval(m Method, confidence float64) (lo, hi float64, ok bool) {
	lo, hi, ok = Interval(e.Effective(), m, confidence)
	if ok && m == AdjustedWald {
		// Rounding in Effective may move the score by its last digit.
		lo, hi = min(lo, e.NPS), max(hi, e.NPS)
	}
	return lo, hi, ok
}
