package cli

import (
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// pair is one comparison: everything in points and on -200..200, like what is
// printed, but for z, p and the effect sizes.
type pair struct {
	key       []string // of c.by; nil for a pair that needs none
	a, b      member
	diff      stats.Difference // on [-2,2]
	defined   bool             // false when a side has no answers
	p         float64          // by the test that decides
	adjusted  float64          // NaN where the pair is no member of a family
	exact     bool             // p comes from the permutation test
	paired    *panel
	practical float64 // half the interval's width
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
		p.practical = (p.diff.High - p.diff.Low) / 2
		if c.o.exact {
			if exact, ok := stats.Permutation(x, y); ok {
				p.p, p.exact = exact, true
			}
		}
	}
	c.pairs = append(c.pairs, p)
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
		family := c.pairs[len(c.pairs)-c.family:]
		ps := make([]float64, len(family))
		for i := range family {
			ps[i] = family[i].p
		}
		for i, x := range stats.Adjust(ps, c.adjust) {
			family[i].adjusted = x
		}
	}
	for _, sc := range c.sides {
		c.warnings = append(c.warnings, sc.warnings...)
	}
	c.doubt()
}

// doubt warns of what makes the comparisons doubtful.
func (c *comparing) doubt() {
	few, inexact := 0, 0
	for i := range c.pairs {
		p := &c.pairs[i]
		if min(p.a.est.n(), p.b.est.n()) < stats.FewAnswers {
			few++
		}
		if c.o.exact && p.defined && !p.exact {
			inexact++
		}
	}
	if few > 0 {
		message := "a side has fewer than 10 answers: read the interval, not the score; --exact tests small groups"
		if c.o.exact {
			message = "a side has fewer than 10 answers: read the interval, not the score"
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
	if c.family > 1 {
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
func (c *comparing) real(p *pair) bool { return p.defined && p.decisive() < 1-c.settings.Confidence }
