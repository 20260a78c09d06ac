package stats

// Histogram counts the answers 0..10; the index is the answer.
type Histogram [11]uint64

// The first answers of the two upper classes.
const (
	firstPassive  = 7
	firstPromoter = 9
)

// N is the number of answers.
func (h Histogram) N() uint64 {
	var n uint64
	for _, k := range h {
		n += k
	}
	return n
}

// Counts sorts the answers into classes.
func (h Histogram) Counts() Counts {
	var d, p, r uint64
	for score, k := range h {
		switch {
		case score < firstPassive:
			d += k
		case score < firstPromoter:
			p += k
		default:
			r += k
		}
	}
	return Counts{float64(d), float64(p), float64(r)}
}

// Mean is the mean answer, on 0..10. ok is false without answers.
func (h Histogram) Mean() (mean float64, ok bool) {
	n := h.N()
	if n == 0 {
		return 0, false
	}
	var sum float64 // exact up to 2^53
	for score, k := range h {
		sum += float64(score) * float64(k)
	}
	return sum / float64(n), true
}
