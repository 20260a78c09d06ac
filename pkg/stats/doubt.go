package stats

import "fmt"

// Doubt is something a reader should know before trusting a figure. It travels
// with the figure and is printed beneath it.
type Doubt struct {
	ID      string // fixed, in kebab-case; one of the Doubt constants
	Message string // an English phrase in lower case; holds nothing but counts
}

// The ids of the doubts; they are part of the JSON output.
const (
	DoubtNone      = "no-answers"            // nothing to score
	DoubtFew       = "too-few-answers"       // fewer than FewAnswers
	DoubtEffective = "few-effective-answers" // enough answers, but the weights leave fewer than FewAnswers
	DoubtOneClass  = "one-class"             // all promoters, all passives or all detractors
	DoubtOneToTen  = "scale-looks-1-10"      // no answer of 0 where some are to be expected
	DoubtOneToFive = "scale-looks-1-5"       // no answer above 5
	DoubtGap       = "scale-has-gap"         // scores that nobody gave next to scores that many gave
)

// FewAnswers is the number of answers below which a group is too few to score;
// its interval is still right, and still to be shown.
const FewAnswers = 10

const (
	manyAnswers = 200 // from here an end of the scale that nobody chose is no accident
	someAnswers = 15  // from here it is none that everybody stayed at or below 5: 0.6^15 is 1 in 2,000
	fullScore   = 10  // a gap lies between scores with at least so many answers
)

// Doubts lists what is doubtful about a group of which the classes are known.
func (c Counts) Doubts() []Doubt {
	if !c.defined() {
		return []Doubt{{DoubtNone, "no answers, so there is no score"}}
	}
	var doubts []Doubt
	n := c.N()
	if n < FewAnswers {
		doubts = append(doubts, Doubt{DoubtFew, fmt.Sprintf("only %.6g %s: too few to score, the interval is what is known", n, answers(n))})
	}
	for _, class := range []struct {
		count float64
		name  string
	}{{c.Detractors, "detractors"}, {c.Passives, "passives"}, {c.Promoters, "promoters"}} {
		if class.count == n && n > 1 {
			doubts = append(doubts, Doubt{DoubtOneClass, fmt.Sprintf("all %.15g answers are %s", n, class.name)})
		}
	}
	return doubts
}

func answers(n float64) string {
	if n == 1 {
		return "answer"
	}
	return "answers"
}

// Doubts lists what is doubtful about a group of which all answers are known:
// the doubts of its classes and signs that the question was not asked on a scale
// of 0 to 10.
func (h Histogram) Doubts() []Doubt {
	doubts := h.Counts().Doubts()
	n := h.N()
	if n == 0 {
		return doubts
	}
	top := len(h) - 1
	for h[top] == 0 {
		top--
	}
	if top <= 5 && n >= someAnswers {
		return append(doubts, Doubt{DoubtOneToFive,
			fmt.Sprintf("none of %d answers is above %d: this looks like a scale of 1 to 5, which has no NPS", n, top)})
	}
	if n < manyAnswers {
		return doubts
	}
	if h[0] == 0 {
		doubts = append(doubts, Doubt{DoubtOneToTen,
			fmt.Sprintf("none of %d answers is 0: this looks like a scale of 1 to 10, whose NPS is not comparable", n)})
	}
	if from, to, found := h.gap(); found {
		message := fmt.Sprintf("none of %d answers is %d, though many are next to it", n, from)
		if to > from {
			message = fmt.Sprintf("none of %d answers is %d to %d, though many are next to them", n, from, to)
		}
		doubts = append(doubts, Doubt{DoubtGap, message + ": were these exported as words, or not offered?"})
	}
	return doubts
}

// gap finds the first run of scores without answers, from 1 upwards, whose
// neighbours are both full. A run that ends at 10 has only the lower one.
func (h Histogram) gap() (from, to int, found bool) {
	for from = 1; from < len(h); from++ {
		if h[from] > 0 || h[from-1] < fullScore {
			continue
		}
		to = from
		for to+1 < len(h) && h[to+1] == 0 {
			to++
		}
		if to == len(h)-1 || h[to+1] >= fullScore {
			return from, to, true
		}
	}
	return 0, 0, false
}

// Doubts lists what the weights make doubtful; what the answers make doubtful
// is told by the histogram without weights.
func (e WeightedEstimate) Doubts() []Doubt {
	if e.N < FewAnswers || e.NEff >= FewAnswers {
		return nil
	}
	return []Doubt{{DoubtEffective,
		fmt.Sprintf("the weights are so unequal that %d answers count as %.1f: too few to score", e.N, e.NEff)}}
}
