package stats

// adjusted are the answers that AdjustedWald adds.
var adjusted = Counts{0.75, 1.5, 0.75}

// Interval is the interval to show around the score of c: Raw, clipped to
// [-1,1] and, for AdjustedWald, widened so that the score itself lies inside
// (its centre is drawn towards 0, so at low confidence or with few answers the
// score can fall out of the plain one). The intervals of Dirichlet and
// BonettPrice are not widened and may leave out a score at the end of the scale.
//
// ok is false without answers, for a confidence outside (0,1), for an unknown
// method, and for TrinomialT with a single answer.
func Interval(c Counts, m Method, confidence float64) (lo, hi float64, ok bool) {
	lo, hi, ok = Raw(c, m, confidence)
	if !ok {
		return 0, 0, false
	}
	lo, hi = max(lo, -1), min(hi, 1)
	if m == Dirichlet || m == BonettPrice {
		return min(lo, hi), max(lo, hi), true // at no confidence rounding may cross them
	}
	// For AdjustedWald this is the widening; the others hold the score anyway,
	// but for rounding.
	x := c.score()
	return min(lo, x), max(hi, x), true
}

// Raw is the interval as its formula gives it. Wald, AdjustedWald, BonettPrice
// and TrinomialT can pass -1 and 1; the other methods cannot. ok as for Interval.
func Raw(c Counts, m Method, confidence float64) (lo, hi float64, ok bool) {
	if !c.defined() || CheckConfidence(confidence) != nil {
		return 0, 0, false
	}
	switch m {
	case Wald:
		lo, hi = wald(c, normalQuantile(confidence))
	case AdjustedWald:
		lo, hi = wald(c.Add(adjusted), normalQuantile(confidence))
	case BonettPrice:
		lo, hi = wald(c.Add(Counts{1, 0, 1}), normalQuantile(confidence))
	case TrinomialT:
		return trinomialT(c, confidence)
	case Tango:
		lo, hi = tango(c, normalQuantile(confidence))
	case Mover:
		lo, hi = mover(c, normalQuantile(confidence))
	case Dirichlet:
		lo, hi = dirichlet(c, confidence)
	default:
		return 0, 0, false
	}
	return lo, hi, true
}

// AdjustedCenter is the centre of the AdjustedWald interval before clipping:
// the score after (0.75, 1.5, 0.75) answers are added, nearer to 0 than the
// score itself. ok is false without answers.
func AdjustedCenter(c Counts) (x float64, ok bool) {
	if !c.defined() {
		return 0, false
	}
	return c.Add(adjusted).score(), true
}
