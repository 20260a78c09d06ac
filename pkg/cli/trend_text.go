package cli

import (
	"fmt"
	"io"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

func (t *trending) write(w io.Writer, style table.Style, format string) error {
	switch {
	case format == "json":
		return t.writeJSON(w)
	case format == "csv" || format == "tsv":
		return table.Write(w, t.long(), table.Format(format), style)
	}
	d := &table.Document{Headline: t.headline(t.total), Lines: t.findings(t.total), Plots: []table.Plot{t.plot(t.total, "")}}
	d.Plots[0].Legend = t.legend()
	if len(t.by) == 0 {
		t.periodTable(d, t.total)
	} else {
		if len(t.series) <= mostMultiples {
			t.multiples(d)
		}
		t.seriesTable(d)
	}
	d.Notes = t.notes()
	return table.Write(w, d, table.Format(format), style)
}

// mostMultiples is up to how many groups each get a plot: more are no longer looked
// at one beside the other.
const mostMultiples = 12

// legend names the shapes of the plots.
func (t *trending) legend() *table.PlotLegend {
	l := &table.PlotLegend{Point: "NPS", Band: percent(t.settings.Confidence) + " interval"}
	for _, s := range append([]*series{t.total}, t.series...) {
		if s.charted && s.chart.Kind != "" {
			l.Level = "usual level"
		}
		for i := range s.points {
			if len(s.points[i].signals) > 0 {
				l.Marked = "stands out"
			}
		}
	}
	return l
}

// plot draws a series with the interval of each period; those that stand out have
// another shape.
func (t *trending) plot(s *series, label string) table.Plot {
	p := table.Plot{Label: label, Low: t.frame[0].key, High: t.frame[len(t.frame)-1].key,
		Axis: func(x float64) string { return points(x, 0) }}
	if s.charted && s.chart.Kind != "" {
		p.Center, p.HasLevel = 100*s.chart.Center, true
	}
	for i := range s.points {
		e := &s.points[i].est
		pt := table.PlotPoint{Value: e.nps, Low: e.nps, High: e.nps, Defined: e.defined, Marked: len(s.points[i].signals) > 0}
		if e.bounded {
			pt.Low, pt.High = e.low, e.high
		}
		p.Points = append(p.Points, pt)
	}
	return p
}

// multiples draws one small plot for each series, all on one scale.
func (t *trending) multiples(d *table.Document) {
	first := len(d.Plots)
	var all []table.PlotPoint
	for _, s := range t.series {
		p := t.plot(s, groupName(s.key)+": "+t.headline(s))
		p.Rows = 7
		all = append(all, p.Points...)
		d.Plots = append(d.Plots, p)
	}
	low, high, _ := table.PlotScale(all)
	for i := first; i < len(d.Plots); i++ {
		d.Plots[i].From, d.Plots[i].To = low, high
	}
}

// periodTable lists the periods of the only series.
func (t *trending) periodTable(d *table.Document, s *series) {
	right := func(title string) { d.Columns = append(d.Columns, table.Column{Title: title, Right: true}) }
	d.Columns = append(d.Columns, table.Column{Title: t.unit.String()})
	right("n")
	right("NPS")
	right("interval")
	right("change")
	yearly := t.anyYear(s)
	if yearly {
		right("year ago")
	}
	if t.o.rolling > 0 {
		right(fmt.Sprintf("%d pooled", t.o.rolling))
	}
	d.Columns = append(d.Columns, table.Column{Title: "stands out"})
	for i := range s.points {
		p := &s.points[i]
		row := []table.Cell{{Text: t.frame[i].key}, {Text: thousands(p.est.n())}}
		if !p.est.defined {
			row = append(row, table.Cell{Text: "no data"})
		} else {
			row = append(row, table.Cell{Text: points(p.est.nps, p.est.n())})
		}
		interval := ""
		if p.est.bounded {
			interval = points(p.est.low, p.est.n()) + " to " + points(p.est.high, p.est.n())
		}
		row = append(row, table.Cell{Text: interval}, table.Cell{Text: moveOf(p.change, p.moved)})
		if yearly {
			row = append(row, table.Cell{Text: moveOf(p.year, p.hasYear)})
		}
		if t.o.rolling > 0 {
			pooled := ""
			if p.hasRoll && p.rolling.defined {
				pooled = points(p.rolling.nps, p.rolling.n())
			}
			row = append(row, table.Cell{Text: pooled})
		}
		d.Rows = append(d.Rows, append(row, table.Cell{Text: t.brief(s, i)}))
	}
}

func (t *trending) anyYear(s *series) bool {
	for i := range s.points {
		if s.points[i].hasYear {
			return true
		}
	}
	return false
}

// moveOf is a difference with its interval, for a column.
func moveOf(d stats.Difference, ok bool) string {
	if !ok {
		return ""
	}
	return points(100*d.D, 0)
}

// seriesTable sums the series up, one a line.
func (t *trending) seriesTable(d *table.Document) {
	for _, name := range t.by {
		d.Columns = append(d.Columns, table.Column{Title: name})
	}
	for _, title := range []string{"n", "NPS", "interval"} {
		d.Columns = append(d.Columns, table.Column{Title: title, Right: true})
	}
	d.Columns = append(d.Columns, table.Column{Title: "newest"}, table.Column{Title: "which is"})
	for _, s := range t.series {
		var row []table.Cell
		for _, v := range s.key {
			row = append(row, keyCell(v))
		}
		i := s.newest()
		p := &s.points[i]
		interval := "n/a"
		if p.est.bounded {
			interval = points(p.est.low, p.est.n()) + " to " + points(p.est.high, p.est.n())
		}
		row = append(row, table.Cell{Text: thousands(p.est.n())}, table.Cell{Text: points(p.est.nps, p.est.n())}, table.Cell{Text: interval},
			table.Cell{Text: t.frame[i].key}, table.Cell{Text: t.standing(s, i)})
		d.Rows = append(d.Rows, row)
	}
}

// long is every period of every series, a row each, for programs.
func (t *trending) long() *table.Document {
	d := &table.Document{}
	for _, name := range t.by {
		d.Columns = append(d.Columns, table.Column{Title: name})
	}
	for _, title := range []string{t.unit.String(), "start", "end", "n", "detractors", "passives", "promoters", "nps", "low", "high", "mean",
		"change", "change_low", "change_high", "change_p", "last_year", "last_year_low", "last_year_high", "last_year_p",
		"rolling_n", "rolling_nps", "rolling_low", "rolling_high", "lower", "upper", "signals"} {
		d.Columns = append(d.Columns, table.Column{Title: title})
	}
	all := t.series
	if len(t.by) == 0 {
		all = []*series{t.total}
	}
	for _, s := range all {
		for i := range s.points {
			d.Rows = append(d.Rows, t.longRow(s, i))
		}
	}
	return d
}

func (t *trending) longRow(s *series, i int) []table.Cell {
	p := &s.points[i]
	var row []table.Cell
	for _, v := range s.key {
		row = append(row, keyCell(v))
	}
	count := func(x float64) { row = append(row, table.Cell{Raw: strconv.FormatFloat(x, 'f', -1, 64)}) }
	number := func(x float64, ok bool) { row = append(row, exactCell("", x, ok)) }
	row = append(row, table.Cell{Text: t.frame[i].key}, table.Cell{Text: t.frame[i].start.Format("2006-01-02")}, table.Cell{Text: t.frame[i].end.Format("2006-01-02")})
	for _, x := range []float64{p.est.counts.N(), p.est.counts.Detractors, p.est.counts.Passives, p.est.counts.Promoters} {
		count(x)
	}
	number(p.est.nps, p.est.defined)
	number(p.est.low, p.est.bounded)
	number(p.est.high, p.est.bounded)
	number(p.est.mean, p.est.hasMean)
	for _, m := range []struct {
		d  stats.Difference
		ok bool
	}{{p.change, p.moved}, {p.year, p.hasYear}} {
		number(100*m.d.D, m.ok)
		number(100*m.d.Low, m.ok)
		number(100*m.d.High, m.ok)
		number(m.d.P, m.ok)
	}
	number(p.rolling.counts.N(), p.hasRoll)
	number(p.rolling.nps, p.hasRoll && p.rolling.defined)
	number(p.rolling.low, p.hasRoll && p.rolling.bounded)
	number(p.rolling.high, p.hasRoll && p.rolling.bounded)
	lower, upper, ok := s.limits(i)
	number(lower, ok)
	number(upper, ok)
	ids := ""
	for k, sig := range p.signals {
		if k > 0 {
			ids += " "
		}
		ids += sig.ID
	}
	return append(row, table.Cell{Text: ids})
}

// limits are those of the chart at a period, in points.
func (s *series) limits(i int) (lower, upper float64, ok bool) {
	if !s.charted || s.chart.Kind == "" || !s.chart.Defined[i] {
		return 0, 0, false
	}
	return 100 * s.chart.Lower[i], 100 * s.chart.Upper[i], true
}
