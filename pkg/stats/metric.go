package stats

import (
	"fmt"
	"math"
)

// Ratings counts answers on a scale of 5 or 7 points; index 0 is the lowest
// answer, 1.
type Ratings []uint64

// Satisfaction is the CSAT score: the share of the two highest answers.
type Satisfaction struct {
	N         float64
	Share     float64 // 4 and 5 of 5, or 6 and 7 of 7
	Low, High float64 // Wilson interval, inside [0,1]
}

// Effort is the Customer Effort Score, "made it easy for me": the mean answer,
// and on 7 points how many found it easy.
type Effort struct {
	N         float64
	Mean      float64 // in units of the scale, 1 to 5 or 1 to 7
	SD        float64 // of the answers, with n-1
	Low, High float64 // t interval of the mean, clipped to the scale; only if Interval
	Interval  bool    // false for a single answer, which has no SD either
	// On 7 points only (else Seven is false): the share of 5 to 7 and that
	// share less the share of 1 to 3, each on its scale with an interval,
	// Wilson's and the adjusted Wald one of a score.
	Seven           bool
	Easy            float64
	EasyLow         float64
	EasyHigh        float64
	Net             float64
	NetLow, NetHigh float64
	rawLow, rawHigh float64 // t interval as its formula gives it
}

// n is the number of answers; ok is false for another scale, without answers or
// with more than MaxAnswers.
func (r Ratings) n() (n float64, ok bool) {
	for _, k := range r {
		n += float64(k)
	}
	return n, (len(r) == 5 || len(r) == 7) && n > 0 && n <= MaxAnswers
}

// CSAT is the share of the two highest answers with Wilson's interval. Vendors
// differ in what they call CSAT: say the scale and the rule beside the figure.
// ok is false unless the scale has 5 or 7 points, without answers, and for a
// confidence outside (0,1).
func CSAT(r Ratings, confidence float64) (s Satisfaction, ok bool) {
	n, ok := r.n()
	if !ok || CheckConfidence(confidence) != nil {
		return Satisfaction{}, false
	}
	top := float64(r[len(r)-1]) + float64(r[len(r)-2])
	s = Satisfaction{N: n, Share: top / n}
	s.Low, s.High = wilson(top, n, normalQuantile(confidence))
	return s, true
}

// CES is the mean answer with a t interval (CES 2.0 is the mean on 7 points).
// ok as for CSAT.
func CES(r Ratings, confidence float64) (e Effort, ok bool) {
	n, ok := r.n()
	if !ok || CheckConfidence(confidence) != nil {
		return Effort{}, false
	}
	e.N = n
	var squares float64 // of the distances from the mean, times n
	for i, k := range r {
		e.Mean += float64(k) / n * float64(i+1)
		for j := range i {
			squares += float64(k) / n * float64(r[j]) * float64((i-j)*(i-j))
		}
	}
	if n > 1 {
		e.Interval = true
		e.SD = math.Sqrt(squares / (n - 1))
		half := 0.0
		if e.SD > 0 {
			half = tQuantile(confidence, n-1) * e.SD / math.Sqrt(n)
		}
		e.rawLow, e.rawHigh = e.Mean-half, e.Mean+half
		e.Low, e.High = max(1, e.rawLow), min(float64(len(r)), e.rawHigh)
	}
	if len(r) == 7 {
		e.seven(r, confidence)
	}
	return e, true
}

// seven adds what is defined on 7 points only.
func (e *Effort) seven(r Ratings, confidence float64) {
	c := Counts{
		float64(r[0]) + float64(r[1]) + float64(r[2]), float64(r[3]),
		float64(r[4]) + float64(r[5]) + float64(r[6]),
	}
	e.Seven = true
	e.Easy, e.Net = c.Promoters/c.N(), c.score()
	e.EasyLow, e.EasyHigh = wilson(c.Promoters, c.N(), normalQuantile(confidence))
	e.NetLow, e.NetHigh, _ = Interval(c, AdjustedWald, confidence)
}

// Doubts lists what is doubtful about the answers.
func (r Ratings) Doubts() []Doubt {
	n, ok := r.n()
	if !ok {
		return []Doubt{{DoubtNone, "no answers, so there is no score"}}
	}
	var doubts []Doubt
	if n < FewAnswers {
		doubts = append(doubts, Doubt{DoubtFew, fmt.Sprintf("only %.6g %s: too few to score, the interval is what is known", n, answers(n))})
	}
	for i, k := range r {
		if float64(k) == n && n > 1 {
			doubts = append(doubts, Doubt{DoubtOneClass, fmt.Sprintf("all %.15g answers are %d: the interval of the mean has no width", n, i+1)})
		}
	}
	return doubts
}
