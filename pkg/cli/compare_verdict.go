package cli

import (
	"fmt"
	"math"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// verdict says in words what a comparison means: first what was seen, then how
// far it is sure.
func (c *comparing) verdict(p *pair) string {
	if !p.defined {
		return p.undefined()
	}
	// Of two periods the second is the subject, of two groups the first.
	d, low, high := 100*p.diff.D, 100*p.diff.Low, 100*p.diff.High
	if c.change {
		d, low, high = -d, -high, -low
	}
	seen := c.seen(p, d) + ", " + between(d, low, high)
	noun := "difference"
	if c.change {
		noun = "change"
	}
	// The exact test and the interval are two methods, and near the edge they can
	// disagree; the words then say which of them speaks.
	by, outside := "", low > 0 || high < 0
	switch {
	case c.real(p):
		if !outside {
			by = " by the exact test"
		}
		return fmt.Sprintf("%s: a real %s%s", seen, noun, by)
	case p.shows(p.p, 1-c.settings.Confidence):
		return fmt.Sprintf("%s: it would stand out alone, but not among %s comparisons", seen, thousands(uint64(c.family)))
	case p.exact && outside:
		by = " by the exact test"
	}
	return fmt.Sprintf("%s: no evidence of a %s%s%s", seen, noun, by, c.limit(p, math.Abs(d)))
}

// undefined says why there is nothing to compare.
func (p *pair) undefined() string {
	switch a, b := p.a.est.defined, p.b.est.defined; {
	case !a && !b:
		return "neither side has answers, so there is nothing to compare"
	case !a:
		return p.a.name + " has no answers, so there is nothing to compare"
	case !b:
		return p.b.name + " has no answers, so there is nothing to compare"
	}
	return "the difference cannot be computed"
}

// between is the interval; behind "up" and "down" it is that of the size.
func between(d, low, high float64) string {
	switch {
	case d > 0 && low > 0:
		return fmt.Sprintf("between %s and %s", whole(low), whole(high))
	case d < 0 && high < 0:
		return fmt.Sprintf("between %s and %s", whole(-high), whole(-low))
	}
	return fmt.Sprintf("between %s and %s", signed(low), signed(high))
}

// limit says what these numbers could have shown, beside a size seen of d points.
// It says nothing where that would contradict what was seen, as it can with a few
// answers, of which the test takes less than it sees.
func (c *comparing) limit(p *pair, d float64) string {
	moves := "differences"
	if c.change {
		moves = "moves"
	}
	switch least := 100 * c.visible(p); {
	case math.IsNaN(least):
		return ""
	case least >= 200:
		return "; with so few answers no " + moves[:len(moves)-1] + " would show"
	case d >= least:
		return ""
	default:
		if least = math.Ceil(10*least) / 10; least >= 1 {
			least = math.Ceil(least)
		}
		return fmt.Sprintf("; with these numbers only %s beyond %s would show", moves, pointsOf(least))
	}
}

// visible is the least difference, on [0,2] and beyond, that the test would call
// real with these answers, had it been that large. The three answers that it adds
// to a side draw a difference towards 0 by n/(n+3).
func (c *comparing) visible(p *pair) float64 {
	if p.paired != nil {
		n := float64(p.paired.respondents)
		return (p.diff.High - p.diff.Low) / 2 * (n + 3) / n
	}
	confidence := c.settings.Confidence
	if !math.IsNaN(p.adjusted) {
		confidence = stats.Simultaneous(confidence, c.family)
	}
	x, y := p.a.est.effective(), p.b.est.effective()
	se, ok := stats.Detectable(x, y, confidence, 0.5)
	if !ok {
		return math.NaN()
	}
	n := min(x.N(), y.N())
	return se * (n + 3) / n
}

// seen is what happened, without a judgement: d is how much the subject has more,
// in points.
func (c *comparing) seen(p *pair, d float64) string {
	size := pointsOf(math.Abs(d))
	switch {
	case c.change && d == 0:
		return "no move"
	case c.change && d > 0:
		return "up " + size
	case c.change:
		return "down " + size
	case d == 0:
		return fmt.Sprintf("%s and %s are level", p.a.name, p.b.name)
	case d > 0:
		return fmt.Sprintf("%s is %s above %s", p.a.name, size, p.b.name)
	}
	return fmt.Sprintf("%s is %s below %s", p.a.name, size, p.b.name)
}

// pointsOf is a size with its unit: "1 point", "0.3 points".
func pointsOf(x float64) string {
	switch s := whole(x); {
	case x > 0 && x < 0.05:
		return "less than 0.1 points"
	case s == "1":
		return "1 point"
	default:
		return s + " points"
	}
}

// whole rounds points for a sentence; below 1 it keeps a decimal, so that what is
// not 0 is rarely written as 0.
func whole(x float64) string {
	if math.Abs(x) < 0.95 {
		s := strconv.FormatFloat(x, 'f', 1, 64)
		if v, _ := strconv.ParseFloat(s, 64); v == 0 {
			return "0"
		}
		return s
	}
	return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
}

// signed is whole with its sign.
func signed(x float64) string {
	s := whole(x)
	if x > 0 && s != "0" {
		return "+" + s
	}
	return s
}
