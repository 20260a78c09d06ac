package stats

import (
	"cmp"
	"math"
	"slices"
)

// Adjustment names a way to correct p-values for the number of comparisons.
type Adjustment string

// The adjustments, by the names that --adjust takes.
const (
	Holm        Adjustment = "holm"       // chance of any false alarm; no assumption. For few, planned comparisons
	BH          Adjustment = "bh"         // share of false alarms among alarms (Benjamini & Hochberg). For scans
	BY          Adjustment = "by"         // as BH under any dependence (Benjamini & Yekutieli)
	Hochberg    Adjustment = "hochberg"   // as Holm, more powerful, for independent tests
	Bonferroni  Adjustment = "bonferroni" // as Holm and never better; its level can be given to intervals
	NoAdjusting Adjustment = "none"
)

// Adjustments lists all of them, the default for planned comparisons first, in
// the order of the help.
func Adjustments() []Adjustment {
	return []Adjustment{Holm, BH, BY, Hochberg, Bonferroni, NoAdjusting}
}

// Adjust returns the adjusted p-values, in the order of p, which it leaves
// alone. They are never smaller than those given and keep their order. NaN marks
// a comparison that could not be made: it stays NaN and does not count. So does
// a number outside [0,1], and every one for an adjustment that does not exist.
func Adjust(p []float64, m Adjustment) []float64 {
	adjusted := make([]float64, len(p))
	var order []int
	for i, x := range p {
		adjusted[i] = math.NaN()
		if x >= 0 && x <= 1 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	factor, down, ok := m.factor(len(order))
	if !ok {
		return adjusted
	}
	last := 0.0
	if !down {
		last = 1
	}
	for k := range order {
		rank := k + 1 // of the k-th smallest
		if !down {
			rank = len(order) - k
		}
		i := order[rank-1]
		x := min(1, p[i]*factor(rank))
		if down {
			last = max(last, x)
		} else {
			last = min(last, x)
		}
		adjusted[i] = last
	}
	return adjusted
}

// factor is what the p of a rank (1 the smallest of m) is multiplied by, and
// whether the procedure goes up from the smallest, each p at least the one
// before (down is the textbook's word: step-down), or from the greatest.
func (a Adjustment) factor(m int) (factor func(rank int) float64, down, ok bool) {
	n := float64(m)
	switch a {
	case Holm:
		return func(rank int) float64 { return float64(m - rank + 1) }, true, true
	case Hochberg:
		return func(rank int) float64 { return float64(m - rank + 1) }, false, true
	case BH:
		return func(rank int) float64 { return n / float64(rank) }, false, true
	case BY:
		var harmonic float64
		for i := m; i >= 1; i-- {
			harmonic += 1 / float64(i)
		}
		return func(rank int) float64 { return n / float64(rank) * harmonic }, false, true
	case Bonferroni:
		return func(int) float64 { return n }, true, true
	case NoAdjusting:
		return func(int) float64 { return 1 }, true, true
	}
	return nil, false, false
}

// Simultaneous is the confidence to give each of m intervals so that all of them
// together hold with the confidence given (Bonferroni). It is the confidence
// itself for m <= 1, and never reaches 1.
func Simultaneous(confidence float64, m int) float64 {
	if m <= 1 || CheckConfidence(confidence) != nil {
		return confidence
	}
	return min(1-(1-confidence)/float64(m), math.Nextafter(1, 0))
}
