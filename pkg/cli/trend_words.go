package cli

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// words say what a signal means, not which rule fired.
func (t *trending) words(s *series, i int) string {
	var list []string
	for _, sig := range s.points[i].signals {
		list = append(list, t.signalWords(s, sig, i))
	}
	return strings.Join(list, "; ")
}

// brief is the strongest signal of a period in a few words, for a column.
func (t *trending) brief(s *series, i int) string {
	if len(s.points[i].signals) == 0 {
		return ""
	}
	sig := s.points[i].signals[0]
	side, way := "low", "falling"
	if sig.Up {
		side, way = "high", "rising"
	}
	switch sig.ID {
	case stats.SignalOutside:
		return "unusually " + side
	case stats.SignalNear:
		return "near the " + side + " limit"
	case stats.SignalTrend:
		return way + " steadily"
	case stats.SignalRun:
		return "long on the " + side + " side"
	case stats.SignalJump:
		return "large step"
	}
	return "drifting " + map[bool]string{true: "up", false: "down"}[sig.Up]
}

func (t *trending) signalWords(s *series, sig stats.Signal, at int) string {
	n := 0 // periods of the pattern, empty ones passed over
	for k := sig.From; k <= at; k++ {
		if s.counts[k].N() > 0 {
			n++
		}
	}
	high, above, rising, up := "low", "below", "falling", "down"
	if sig.Up {
		high, above, rising, up = "high", "above", "rising", "up"
	}
	unit := t.unit.String()
	switch sig.ID {
	case stats.SignalOutside:
		return "unusually " + high + ": more than the usual variation"
	case stats.SignalNear:
		return fmt.Sprintf("near the usual limit twice in three %ss, on the %s side", unit, high)
	case stats.SignalRun:
		return fmt.Sprintf("%d %ss in a row %s the usual level", n, unit, above)
	case stats.SignalTrend:
		return fmt.Sprintf("%s %d %ss in a row", rising, n-1, unit)
	case stats.SignalJump:
		return fmt.Sprintf("a larger step %s than usual", up)
	case stats.SignalDrift:
		return fmt.Sprintf("has drifted %s since %s", up, t.frame[sig.From].key)
	}
	return sig.ID
}

// newest is the last period with answers.
func (s *series) newest() int {
	for i := len(s.points) - 1; i >= 0; i-- {
		if s.points[i].est.defined {
			return i
		}
	}
	return -1
}

// headline says where the score stands and whether that is news.
func (t *trending) headline(s *series) string {
	i := s.newest()
	if i < 0 {
		return "NPS n/a (no answers)"
	}
	p := &s.points[i]
	h := fmt.Sprintf("NPS %s in %s", points(p.est.nps, p.est.n()), t.frame[i].key)
	if p.est.bounded {
		h += fmt.Sprintf(" (%s interval %s to %s)", percent(t.settings.Confidence), points(p.est.low, p.est.n()), points(p.est.high, p.est.n()))
	}
	return h + ": " + t.standing(s, i)
}

// standing is what the chart says of a period.
func (t *trending) standing(s *series, i int) string {
	if !s.charted {
		for _, d := range s.why {
			if d.ID == stats.DoubtFewPeriods || d.ID == stats.DoubtBaseline {
				return "too few " + t.unit.String() + "s to tell a signal from noise"
			}
		}
		return "there is no chart to judge it by"
	}
	if w := t.words(s, i); w != "" {
		return w
	}
	return "within the usual variation"
}

// findings are the sentences below the headline.
func (t *trending) findings(s *series) []string {
	var lines []string
	for _, c := range s.changes.Changes {
		lines = append(lines, t.changeWords(&c))
	}
	if s.rises {
		lines = append(lines, t.trendWords(s))
	}
	for i := range s.events {
		lines = append(lines, t.eventWords(&s.events[i]))
	}
	return lines
}

// changeWords tell of a change of level, with its plausible dates.
func (t *trending) changeWords(c *stats.Change) string {
	before, _ := stats.NPS(c.Before)
	after, _ := stats.NPS(c.After)
	when := t.frame[c.At].key
	if c.Earliest != c.Latest {
		when += fmt.Sprintf(" (plausibly %s to %s)", t.frame[c.Earliest].key, t.frame[c.Latest].key)
	}
	s := fmt.Sprintf("the level changed in %s: %s before, %s after", when,
		points(100*before, uint64(c.Before.N())), points(100*after, uint64(c.After.N())))
	if d, ok := stats.Diff(c.After, c.Before, t.settings.Confidence); ok {
		s += fmt.Sprintf(", a move of %s (%s to %s)", points(100*d.D, 0), points(100*d.Low, 0), points(100*d.High, 0))
		if d.Low <= 0 && d.High >= 0 {
			s += "; the passives changed more than the score"
		}
	}
	return s
}

// trendWords tell of a steady trend, of the seasonal test where there is one.
func (t *trending) trendWords(s *series) string {
	m, per := s.trend, t.unit.String()
	if s.seasons {
		m, per = s.season, "year"
	}
	if m.P >= 1-t.settings.Confidence {
		return fmt.Sprintf("no evidence of a steady trend (Mann-Kendall p %s)", chanceOf(m.P))
	}
	way := "rises"
	if m.S < 0 {
		way = "falls"
	}
	about := "about " + tenthsOf(100*math.Abs(m.Slope))
	if 100*math.Abs(m.Slope) < 0.05 { // of many equal values the median step is none
		about = "less than 0.1"
	}
	return fmt.Sprintf("the score %s by %s points a %s (Sen's slope; Mann-Kendall p %s)", way, about, per, chanceOf(m.P))
}

func tenthsOf(x float64) string { return strings.TrimPrefix(points(x, 1000), "+") }

// eventWords compare both sides of an event.
func (t *trending) eventWords(e *effect) string {
	head := fmt.Sprintf("%s (%s): ", e.event.label, e.event.day.Format("2006-01-02"))
	switch before, after := e.before.defined, e.after.defined; {
	case !before && !after:
		return head + "no answers before or after it"
	case !before:
		return head + "no answers before it, so there is nothing to compare"
	case !after:
		return head + "no answers after it, so there is nothing to compare"
	case !e.ok:
		return head + "the difference cannot be computed"
	}
	d, low, high := 100*e.diff.D, 100*e.diff.Low, 100*e.diff.High
	s := fmt.Sprintf("%s%s before, %s after, a move of %s (%s to %s)", head, points(e.before.nps, e.before.n()), points(e.after.nps, e.after.n()),
		points(d, 0), points(low, 0), points(high, 0))
	if e.diff.P < 1-t.settings.Confidence {
		return s + ": more than chance"
	}
	return s + ": no evidence of a change"
}

// notes are the account, the doubts and how the chart was made.
func (t *trending) notes() []string {
	notes := []string{t.sc.account()}
	if t.undated > 0 {
		notes = append(notes, fmt.Sprintf("%s counted %s no time and %s in no %s", thousands(t.undated), plural(t.undated, "answer has", "answers have"), plural(t.undated, "is", "are"), t.unit))
	}
	for i := range t.sc.sources {
		if s := t.sc.invalidNote(&t.sc.sources[i]); s != "" {
			notes = append(notes, s)
		}
	}
	if t.running {
		notes = append(notes, t.frame[len(t.frame)-1].key+" is not over yet: its score is a beginning")
	}
	if len(t.series) > mostMultiples {
		notes = append(notes, fmt.Sprintf("%s groups: plots are drawn for up to %d", thousands(uint64(len(t.series))), mostMultiples))
	}
	notes = append(notes, t.chartNote())
	for _, d := range t.doubts() {
		notes = append(notes, d.Message)
	}
	for _, w := range t.warnings {
		notes = append(notes, w.Message)
	}
	return append(notes, "working view: small groups are not protected; do not publish it")
}

// chartNote says what the limits are made of.
func (t *trending) chartNote() string {
	s := t.total
	if !s.charted {
		return "no control chart: " + reasons(s.why)
	}
	kind, base, center := string(s.chart.Kind), s.chart.Baseline, s.chart.Center
	if s.chart.Kind == "" {
		kind, base, center = string(stats.CUSUMChart), s.cusum.Baseline, s.cusum.Center
	}
	note := fmt.Sprintf("usual level %s and limits (%s chart) from the first %d %ss", points(100*center, 0), kind, base, t.unit)
	if z := s.chart.SigmaZ; z >= 1.05 {
		note += fmt.Sprintf("; %ss differ %.1f times as much as their answers explain", t.unit, z)
	}
	return note
}

func reasons(doubts []stats.Doubt) string {
	var list []string
	for _, d := range doubts {
		list = append(list, d.Message)
	}
	return strings.Join(list, "; ")
}

// doubts are those about what is shown.
func (t *trending) doubts() []stats.Doubt {
	s := t.total
	var list []stats.Doubt
	if s.charted {
		list = append(list, s.why...)
	}
	m := s.trend
	if s.seasons {
		m = s.season
	}
	if s.rises && m.P < 1-t.settings.Confidence {
		list = append(list, m.Doubts...)
	}
	return list
}
