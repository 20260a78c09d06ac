package disclosure

import (
	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// trend makes the series of the rows of the periods, in their order, and what the
// statistics of a trend say of it. They see shown rows only; a hidden period is
// to them one without answers.
func (m *maker) trend(rows []Row, total *Row) *Trend {
	t := &Trend{Every: m.plan.Every}
	series := make([]stats.Counts, len(rows))
	for i := range rows {
		series[i] = shownCounts(&rows[i], total)
		t.Rows = append(t.Rows, TrendRow{Row: rows[i], Period: m.plan.Periods[i]})
		if i > 0 {
			t.Rows[i].Previous = changeOf(&rows[i], &rows[i-1], m.plan.Confidence)
		}
	}
	t.chart(series)
	t.shifts(series, m.plan.Confidence)
	t.events(series, m.plan)
	return t
}

// chart adds the control limits and what lies beyond them.
func (t *Trend) chart(series []stats.Counts) {
	shown := 0
	for i := range t.Rows {
		if !t.Rows[i].Suppressed {
			shown++
		}
	}
	chart, ok := stats.Laney(series, 0)
	if !ok || shown < stats.MinPeriods {
		return
	}
	t.Center = tenth(100 * chart.Center)
	for i := range series {
		t.Lower = append(t.Lower, tenth(100*max(-1, chart.Lower[i])))
		t.Upper = append(t.Upper, tenth(100*min(1, chart.Upper[i])))
	}
	for i, signals := range chart.Signals() {
		for _, s := range signals {
			t.Rows[i].Signals = append(t.Rows[i].Signals, Signal{ID: s.ID, Up: s.Up})
		}
	}
}

func (t *Trend) shifts(series []stats.Counts, confidence float64) {
	list, ok := stats.ChangePoints(series)
	if !ok {
		return
	}
	for _, c := range list.Changes {
		t.Shifts = append(t.Shifts, Shift{Period: t.Rows[c.At].Period.Key,
			Before: pooled(c.Before, confidence), After: pooled(c.After, confidence)})
	}
}

// events compares the whole periods before an event with those from it on; the
// period in which it falls belongs to neither side.
func (t *Trend) events(series []stats.Counts, plan *Plan) {
	for _, e := range plan.Events {
		var before, after stats.Counts
		for i, p := range plan.Periods {
			switch {
			case !p.End.After(e.Date):
				before = before.Add(series[i])
			case !p.Start.Before(e.Date):
				after = after.Add(series[i])
			}
		}
		effect := EventEffect{Event: e, Before: pooled(before, plan.Confidence), After: pooled(after, plan.Confidence)}
		if d, ok := stats.Diff(after, before, plan.Confidence); ok {
			effect.Change = inPoints(d, 1)
		}
		t.Events = append(t.Events, effect)
	}
}
