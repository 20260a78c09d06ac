package cli

import (
	"fmt"
	"math"
	"strconv"
)

// verdict says in words what a comparison means: first what was seen, then how
// far it is sure.
func (c *comparing) verdict(p *pair) string {
	if !p.defined {
		for _, m := range []*member{&p.a, &p.b} {
			if !m.est.defined {
				return m.name + " has no answers, so there is nothing to compare"
			}
		}
		return "the difference cannot be computed"
	}
	// Of two periods the second is the subject, of two groups the first.
	d, low, high := 100*p.diff.D, 100*p.diff.Low, 100*p.diff.High
	if c.change {
		d, low, high = -d, -high, -low
	}
	seen := c.seen(p, d)
	between := fmt.Sprintf("between %s and %s", signed(low), signed(high))
	switch {
	case d > 0 && low > 0:
		between = fmt.Sprintf("between %s and %s", whole(low), whole(high))
	case d < 0 && high < 0:
		between = fmt.Sprintf("between %s and %s", whole(-high), whole(-low))
	}
	noun := "difference"
	if c.change {
		noun = "change"
	}
	switch {
	case c.real(p):
		return fmt.Sprintf("%s, %s: a real %s", seen, between, noun)
	case p.p < 1-c.settings.Confidence:
		return fmt.Sprintf("%s, %s: it would stand out alone, but not among %d comparisons", seen, between, c.family)
	}
	return fmt.Sprintf("%s, %s: no evidence of a %s; with these numbers only %s beyond %s points would show",
		seen, between, noun, map[bool]string{true: "moves", false: "differences"}[c.change], whole(math.Ceil(100*p.practical)))
}

// seen is what happened, without a judgement: d is how much the subject has more,
// in points.
func (c *comparing) seen(p *pair, d float64) string {
	size := whole(math.Abs(d)) + " " + plural(uint64(math.Round(math.Abs(d))), "point")
	word := "above"
	if d < 0 {
		word = "below"
	}
	switch {
	case c.change && d == 0:
		return "no move"
	case c.change:
		return map[string]string{"above": "up ", "below": "down "}[word] + size
	case d == 0:
		return fmt.Sprintf("%s and %s are level", p.a.name, p.b.name)
	}
	return fmt.Sprintf("%s is %s %s %s", p.a.name, size, word, p.b.name)
}

// whole rounds points for a sentence; what is not 0 is not written as 0.
func whole(x float64) string {
	if x != 0 && math.Abs(x) < 0.95 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
}

// signed is whole with its sign.
func signed(x float64) string {
	if s := whole(x); x > 0 && s != "0" && s != "0.0" {
		return "+" + s
	}
	s := whole(x)
	if s == "-0" || s == "-0.0" {
		return "0"
	}
	return s
}
