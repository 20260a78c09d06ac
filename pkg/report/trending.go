package report

import (
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// trendPart is the score over time.
type trendPart struct {
	Chart   *chart.Trend
	Read    []string // how to read the chart
	Signals []item   // period: what stands out
	Quiet   string   // said where nothing does
	Shifts  []string
	Events  []eventPart
	Rows    []periodRow
	Hidden  bool // some period is not shown
}

// eventPart is an event with its letter in the chart and its effect.
type eventPart struct{ Letter, Date, Label, Text string }

// periodRow is a line of the table behind the chart.
type periodRow struct {
	Period                                   string
	Shown                                    bool
	Score, Interval, Answers, Change, Signal string
	Carried                                  bool
}

// trend is nil where there are no periods.
func (p *page) trend() *trendPart {
	t, w := p.source.trend, p.P
	if t == nil || len(t.Rows) == 0 {
		return nil
	}
	part := &trendPart{Read: []string{fmt.Sprintf(w.TrendRead, p.confidence())}}
	part.Chart = chart.NewTrend("trend", w.TrendTitle, p.trendText(t), t, func(d disclosure.Period) string { return w.shortPeriod(d.Key) })
	for _, r := range t.Rows {
		row := p.periodRow(r)
		part.Rows = append(part.Rows, row)
		part.Hidden = part.Hidden || !row.Shown
	}
	part.Signals = p.signals(t)
	if len(t.Lower) > 0 {
		part.Read = append(part.Read, w.TrendUsual)
	}
	switch {
	case len(part.Signals) > 0:
	case len(t.Lower) > 0:
		part.Quiet = w.Quiet
	default:
		part.Quiet = w.TooShort
	}
	for _, s := range t.Shifts {
		if chart.Shown(s.Before) && chart.Shown(s.After) {
			part.Shifts = append(part.Shifts, fmt.Sprintf(w.ShiftLine, w.period(s.Period), score(s.Before), score(s.After)))
		}
	}
	for i, e := range t.Events {
		part.Events = append(part.Events, eventPart{chart.Letter(i), w.date(e.Event.Date), short(e.Event.Label, longTitle), w.effect(e)})
	}
	return part
}

// signals are what stands out, in plain words. A pattern that goes on from one
// period to the next is told once, with its first and last period.
func (p *page) signals(t *disclosure.Trend) []item {
	type running struct{ first, last, at int }
	var out []item
	open := map[disclosure.Signal]running{}
	for i, r := range t.Rows {
		if !chart.Shown(r.Row) {
			continue
		}
		for _, s := range r.Signals {
			if s.ID == "near-limit" && slices.Contains(r.Signals, disclosure.Signal{ID: "outside-limits", Up: s.Up}) {
				continue // nearly out says nothing of what is out
			}
			name := p.P.period(r.Period.Key)
			if run, ok := open[s]; ok && run.last == i-1 {
				open[s] = running{run.first, i, run.at}
				out[run.at].Name = fmt.Sprintf(p.P.Covers, p.P.period(t.Rows[run.first].Period.Key), name)
				continue
			}
			open[s] = running{i, i, len(out)}
			out = append(out, item{name, p.P.signal(s)})
		}
	}
	return out
}

// trendText is the chart for those who do not see it.
func (p *page) trendText(t *disclosure.Trend) string {
	var first, last *disclosure.TrendRow
	for i := range t.Rows {
		if chart.Shown(t.Rows[i].Row) {
			if first == nil {
				first = &t.Rows[i]
			}
			last = &t.Rows[i]
		}
	}
	if first == nil {
		return p.P.NoneShown
	}
	return fmt.Sprintf(p.P.TrendDesc, len(t.Rows), p.P.period(t.Rows[0].Period.Key), p.P.period(t.Rows[len(t.Rows)-1].Period.Key), score(first.Row), score(last.Row))
}

func (p *page) periodRow(r disclosure.TrendRow) periodRow {
	row := periodRow{Period: p.P.period(r.Period.Key), Shown: chart.Shown(r.Row)}
	if !row.Shown {
		return row
	}
	row.Score, row.Interval, row.Answers, row.Carried = score(r.Row), p.P.interval(r.Row), p.P.count(r.N), r.Carried
	if r.Previous != nil {
		row.Change = p.P.changeOf(r.Previous)
	}
	if len(r.Signals) > 0 {
		row.Signal = p.P.StandsOutDown
		if r.Signals[0].Up {
			row.Signal = p.P.StandsOutUp
		}
	}
	return row
}

// signal is a signal in plain words: what it means, not which rule it broke.
func (w *phrases) signal(s disclosure.Signal) string {
	pair, ok := w.Signals[s.ID]
	if !ok {
		pair = w.Signals[""]
	}
	if s.Up {
		return pair[0]
	}
	return pair[1]
}

// effect is what an event may have done.
func (w *phrases) effect(e disclosure.EventEffect) string {
	c := e.Change
	if c == nil || !chart.Shown(e.Before) || !chart.Shown(e.After) {
		return w.EventHidden
	}
	figures := alike(c.Difference, c.Low, c.High)
	switch {
	case !c.Real:
		return fmt.Sprintf(w.EventUnclear, score(e.Before), score(e.After), figures[1], figures[2])
	case c.Difference < 0: // the bounds of a fall are told as sizes
		return fmt.Sprintf(w.EventDown, w.distance(figures[0]), size(figures[2]), size(figures[1]))
	}
	return fmt.Sprintf(w.EventUp, w.distance(figures[0]), size(figures[1]), size(figures[2]))
}
