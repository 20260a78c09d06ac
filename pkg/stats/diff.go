package stats

import "math"

// Difference is how far one score lies from another, on [-2,2], with what is
// known about it.
type Difference struct {
	D         float64 // the first less the second: positive when the first is higher
	Low, High float64 // interval, inside [-2,2] and around D
	Z         float64 // standardised difference, of the sign of the test
	P         float64 // two-sided: how often chance alone shows so much
}

// Diff compares two independent groups: D = NPS(a) - NPS(b) with the adjusted
// Wald interval and test. (0.75, 1.5, 0.75) answers are added to each group; the
// interval is that of the adjusted difference, clipped to [-2,2] and widened so
// that D itself lies inside. Exchanging a and b changes signs and nothing else.
//
// With few answers the adjusted difference can have another sign than D; Z has
// the sign of the adjusted one, and P is then far from small.
//
// The groups must not overlap: compare a segment with the rest, never with the
// total, and the same people twice by Paired. Groups with weights come in by
// their effective counts. ok is false when a group has no answers and for a
// confidence outside (0,1).
func Diff(a, b Counts, confidence float64) (d Difference, ok bool) {
	if !a.defined() || !b.defined() || CheckConfidence(confidence) != nil {
		return Difference{}, false
	}
	raw := a.score() - b.score()
	center, se := diffMoments(a.Add(adjusted), b.Add(adjusted))
	return newDifference(raw, center, se, confidence), true
}

// diffMoments is the difference of two scores and its standard error, from
// variances with divisor n.
func diffMoments(a, b Counts) (d, se float64) {
	return a.score() - b.score(), math.Sqrt(a.variance()/a.N() + b.variance()/b.N())
}

// newDifference puts the normal interval around center and widens it to raw.
// se must be positive.
func newDifference(raw, center, se, confidence float64) Difference {
	z := normalQuantile(confidence)
	return Difference{
		D:    raw,
		Low:  min(raw, max(-2, center-z*se)),
		High: max(raw, min(2, center+z*se)),
		Z:    center / se,
		P:    normalTail(center / se),
	}
}

// DiffMOVER combines the intervals of both groups, by any method, into one for
// NPS(a) - NPS(b): Zou & Donner's "method of variance estimates recovery"
// (Statistics in Medicine 27, 2008). The limits hold the difference and are
// clipped to [-2,2]. ok is false when a group has no interval by this method.
func DiffMOVER(a, b Counts, m Method, confidence float64) (lo, hi float64, ok bool) {
	al, au, okA := Interval(a, m, confidence)
	bl, bu, okB := Interval(b, m, confidence)
	if !okA || !okB {
		return 0, 0, false
	}
	xa, xb := a.score(), b.score()
	// A limit on the wrong side of the score (Dirichlet, BonettPrice at the end
	// of the scale) has nothing to add.
	down, up := diffArms(xa, al, au)
	downB, upB := diffArms(xb, bl, bu)
	d := xa - xb
	return max(-2, d-math.Sqrt(down*down+upB*upB)), min(2, d+math.Sqrt(up*up+downB*downB)), true
}

// diffArms are the squares' roots that MOVER adds up: the distances of the
// limits from the score.
func diffArms(x, lo, hi float64) (down, up float64) {
	return max(0, x-lo), max(0, hi-x)
}

// Detectable is the smallest true difference that Diff finds, at this
// confidence, with the given probability (the power), when the groups have
// these sizes and spreads: (z of the confidence + z of the power)·se, se being
// the one that Diff tests with. It can exceed 2: then nothing would show.
//
// It is a statement about groups of such sizes, to be read beside a difference
// that was not found; it says nothing about the difference that was seen.
// ok is false without answers and for a confidence or power outside (0,1).
func Detectable(a, b Counts, confidence, power float64) (d float64, ok bool) {
	if !a.defined() || !b.defined() || CheckConfidence(confidence) != nil || CheckConfidence(power) != nil {
		return 0, false
	}
	_, se := diffMoments(a.Add(adjusted), b.Add(adjusted))
	return max(0, normalQuantile(confidence)+oneSidedQuantile(power)) * se, true
}
