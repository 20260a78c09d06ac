package disclosure

import (
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// Everything in this file is computed from figures that are shown.

// shownCounts are the class counts of a shown row. Where they are not shown they
// are estimated: promoters less detractors follow from n and the score, and the
// passives are taken to be as frequent as in all answers.
func shownCounts(row *Row, total *Row) stats.Counts {
	switch c := row.Classes; {
	case row.Suppressed:
		return stats.Counts{}
	case c != nil:
		return stats.Counts{Detractors: float64(c.Detractors), Passives: float64(c.Passives), Promoters: float64(c.Promoters)}
	}
	n, passives := float64(row.N), 0.25 // a guess where even the total is small
	if c := total.Classes; c != nil && total.N > 0 {
		passives = float64(c.Passives) / float64(total.N)
	}
	score := math.Round(row.NPS * n / 100) // promoters less detractors
	decided := min(n, max(math.Abs(score), n*(1-passives)))
	return stats.Counts{Detractors: (decided - score) / 2, Passives: n - decided, Promoters: (decided + score) / 2}
}

// changeOf is how far a row's score lies from that of another group with other
// answers.
func changeOf(now, before *Row, confidence float64) *Change {
	if now.Suppressed || before.Suppressed {
		return nil
	}
	if now.Classes == nil || before.Classes == nil {
		return byIntervals(now, before, confidence)
	}
	d, ok := stats.Diff(shownCounts(now, nil), shownCounts(before, nil), confidence)
	if !ok {
		return nil
	}
	return inPoints(d, 1)
}

// since is how far a row's score lies from its own in the edition before. Most
// groups have grown since then, and the old answers are among the new ones: the
// two are no independent groups. The score has then moved by the share of the
// new answers times their difference from the old ones, and the interval is
// that of this difference.
func since(now, before *Row, confidence float64) *Change {
	if now.Suppressed || before.Suppressed {
		return nil
	}
	a, b := now.Classes, before.Classes
	if a == nil || b == nil {
		return byIntervals(now, before, confidence)
	}
	if *a == *b {
		return &Change{P: 1}
	}
	fresh := stats.Counts{Detractors: float64(a.Detractors - b.Detractors), Passives: float64(a.Passives - b.Passives),
		Promoters: float64(a.Promoters - b.Promoters)}
	d, ok := stats.Diff(fresh, shownCounts(before, nil), confidence)
	if !ok { // some answers went away, so it is not the old ones and new ones
		return changeOf(now, before, confidence)
	}
	return inPoints(d, fresh.N()/float64(now.N))
}

func inPoints(d stats.Difference, scale float64) *Change {
	return &Change{Difference: tenth(100 * scale * d.D), Low: tenth(100 * scale * d.Low), High: tenth(100 * scale * d.High),
		P: d.P, Real: d.Low > 0 || d.High < 0}
}

// byIntervals recovers the variances from the shown intervals (MOVER, Zou and
// Donner 2008). P is that of a normal variable with the width of the interval.
func byIntervals(now, before *Row, confidence float64) *Change {
	d := now.NPS - before.NPS
	low := d - math.Hypot(now.NPS-now.Low, before.High-before.NPS)
	high := d + math.Hypot(now.High-now.NPS, before.NPS-before.Low)
	z := math.Sqrt2 * math.Erfinv(confidence)
	width := d - low
	if d < 0 {
		width = high - d
	}
	p := 1.0
	if width > 0 {
		p = math.Erfc(math.Abs(d) * z / width / math.Sqrt2)
	}
	return &Change{Difference: tenth(d), Low: tenth(low), High: tenth(high), P: p, Real: low > 0 || high < 0}
}

// tenth rounds points to one decimal.
func tenth(x float64) float64 { return math.Round(10*x)/10 + 0 }

// pooled is a row of counts that come from shown rows.
func pooled(c stats.Counts, confidence float64) Row {
	row := Row{Suppressed: true}
	score, ok := stats.NPS(c)
	low, high, ok2 := stats.Interval(c, stats.DefaultMethod, confidence)
	if !ok || !ok2 {
		return row
	}
	n := int64(math.Round(c.N()))
	return Row{N: n, NPS: points(score, n), Low: points(low, n), High: points(high, n)}
}
