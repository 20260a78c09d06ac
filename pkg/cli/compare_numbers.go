package cli

import (
	"math"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// pair is one comparison: everything in points and on -200..200, like what is
// printed, but for z, p and the effect sizes.
type pair struct {
	key      []string // of c.by; nil for a pair that needs none
	a, b     member
	diff     stats.Difference // on [-2,2]
	defined  bool             // false when a side has no answers
	p        float64          // by the test that decides
	adjusted float64          // NaN where p was not adjusted
	exact    bool             // p comes from the permutation test
	paired   *panel
}

// fewPairs is the number of comparisons up to which they are taken as planned:
// Holm then keeps the chance of a single false alarm. Beyond it they are a scan,
// in which BH keeps the share of false alarms.
const fewPairs = 10

// addPair compares two independent groups.
func (c *comparing) addPair(key []string, a, b member) {
	p := pair{key: key, a: a, b: b, adjusted: math.NaN(), p: math.NaN()}
	x, y := a.est.effective(), b.est.effective()
	p.diff, p.defined = stats.Diff(x, y, c.settings.Confidence)
	if p.defined {
		p.p = p.diff.P
		if c.o.exact {
			if exact, ok := permutation(x, y); ok {
				p.p, p.exact = exact, true
			}
		}
	}
	c.pairs = append(c.pairs, p)
}

// exactly is p by the exact test where that was asked for or decides little: with
// --exact, or where a side has so few answers that a reader will ask for it.
func (p *pair) exactly() (float64, bool) {
	switch {
	case p.exact:
		return p.p, true
	case !p.defined || p.paired != nil || min(p.a.est.n(), p.b.est.n()) >= stats.FewAnswers:
		return 0, false
	}
	return permutation(p.a.est.effective(), p.b.est.effective())
}

// permutation is the exact test with the sides in an order of their own, so that
// exchanging them does not change the last digit.
func permutation(x, y stats.Counts) (p float64, ok bool) {
	of := func(c stats.Counts) []float64 { return []float64{c.N(), c.Detractors, c.Passives} }
	if slices.Compare(of(x), of(y)) > 0 {
		x, y = y, x
	}
	return stats.Permutation(x, y)
}

// judge adjusts the family for its size and collects the doubts.
func (c *comparing) judge() {
	c.adjust = stats.NoAdjusting
	if c.family > 1 {
		c.adjust = stats.Holm
		if c.family > fewPairs {
			c.adjust = stats.BH
		}
		if word := c.o.adjust.word; word != "" && word != "auto" {
			c.adjust = stats.Adjustment(word)
		}
		c.adjustFamily()
	}
	for _, sc := range c.sides {
		c.warnings = append(c.warnings, sc.warnings...)
	}
	c.doubt()
}

// adjustFamily adjusts the family's p; with "none" they stay without.
func (c *comparing) adjustFamily() {
	if c.adjust == stats.NoAdjusting {
		return
	}
	family := c.pairs[len(c.pairs)-c.family:]
	ps := make([]float64, len(family))
	for i := range family {
		ps[i] = family[i].p
	}
	for i, x := range stats.Adjust(ps, c.adjust) {
		family[i].adjusted = x
	}
}

// doubt warns of what makes the comparisons doubtful.
func (c *comparing) doubt() {
	few, inexact := 0, 0
	for i := range c.pairs {
		p := &c.pairs[i]
		if p.defined && min(p.a.est.n(), p.b.est.n()) < stats.FewAnswers {
			few++
		}
		if c.o.exact && p.defined && !p.exact {
			inexact++
		}
	}
	if few > 0 {
		message := "a side has fewer than 10 answers: read the interval, not the score"
		if !c.o.exact && !c.o.paired {
			message += "; --exact tests small groups"
		}
		if len(c.pairs) > 1 {
			message = thousands(uint64(few)) + " of " + thousands(uint64(len(c.pairs))) + " comparisons: " + message
		}
		c.warnings = append(c.warnings, warning{ID: "few-answers", Message: message})
	}
	if inexact > 0 {
		c.warnings = append(c.warnings, warning{ID: "not-exact",
			Message: "too many answers for the exact test: the approximate one is right there, and was used"})
	}
	switch {
	case c.family > 1 && c.adjust == stats.NoAdjusting:
		c.warnings = append(c.warnings, warning{ID: "p-unadjusted",
			Message: "p is not adjusted for " + thousands(uint64(c.family)) + " comparisons: some that mean nothing will look real"})
	case c.family > 1:
		c.warnings = append(c.warnings, warning{ID: "intervals-unadjusted",
			Message: "p is adjusted for " + thousands(uint64(c.family)) + " comparisons (" + string(c.adjust) + "); the intervals are those of each comparison alone"})
	}
}

// decisive is the p that the verdict goes by.
func (p *pair) decisive() float64 {
	if math.IsNaN(p.adjusted) {
		return p.p
	}
	return p.adjusted
}

// real says whether the difference is more than chance.
func (c *comparing) real(p *pair) bool { return p.shows(p.decisive(), 1-c.settings.Confidence) }

// shows says whether a p-value speaks for the difference that is printed. The
// adjusted Wald test adds three answers to each side; one answer beside thousands
// can then differ from them by the addition alone, on the other side of 0 than the
// scores do. That is no difference.
func (p *pair) shows(value, level float64) bool {
	return p.defined && value < level && (p.exact || p.diff.Z*p.diff.D > 0)
}
