package report

import (
	"math"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// sketchWidth is how many columns a dot and its interval take in text.
const sketchWidth = 21

// table writes a breakdown. Text draws the dots beside the figures; in Markdown,
// whose letters have no fixed width, the figures stand alone.
func (s *sheet) table(p *page, t tablePart) {
	w := p.P
	s.head(2, t.Title)
	rows := t.Rows()
	if len(rows) == 0 {
		s.say(w.NoneShown)
	} else {
		d := &table.Document{Columns: []table.Column{{Title: w.GroupHead}}}
		column := func(title string, right bool) {
			d.Columns = append(d.Columns, table.Column{Title: title, Right: right})
		}
		if !s.markdown() {
			column(w.ChartHead, true)
		}
		column(w.ScoreHead, true)
		column(w.IntervalHead, true)
		column(w.AnswersHead, true)
		if s.markdown() && t.Changes {
			column(w.ChangeHead, false)
		}
		for _, r := range rows {
			d.Rows = append(d.Rows, s.row(p, t, r))
		}
		s.put(d)
		if !s.markdown() && t.Changes {
			s.tableChanges(p, rows)
		}
	}
	s.say(t.Merged...)
	if len(t.Hidden) > 0 {
		s.say(w.Hidden + " " + strings.Join(t.Hidden, ", ") + ".")
	}
}

// row is a line of a breakdown.
func (s *sheet) row(p *page, t tablePart, r groupRow) []table.Cell {
	name := r.Name
	if r.Carried {
		name += " (" + p.P.AsBefore + ")"
	}
	cells := []table.Cell{{Text: name}}
	if !s.markdown() {
		cells = append(cells, table.Cell{Text: sketch(r.Dot)})
	}
	cells = append(cells, table.Cell{Text: r.Score}, table.Cell{Text: r.Interval}, table.Cell{Text: r.Answers})
	if s.markdown() && t.Changes {
		cells = append(cells, table.Cell{Text: r.change()})
	}
	return cells
}

// tableChanges lists the real changes of a table, for which its lines have no
// room.
func (s *sheet) tableChanges(p *page, rows []groupRow) {
	var items []item
	for _, r := range rows {
		if r.Real {
			items = append(items, item{r.Name, p.P.changeOf(r.row.Change)})
		}
	}
	if len(items) > 0 {
		s.say(p.P.ChangedGroups)
		s.list(items)
	}
}

// sketch draws a dot and its interval in characters; the colon is the score of
// all together.
func sketch(d chart.Dot) string {
	at := func(percent float64) int { return int(math.Round(percent / 100 * (sketchWidth - 1))) }
	line := []rune(strings.Repeat("·", sketchWidth))
	if d.HasReference {
		line[at(d.Reference)] = ':'
	}
	for i := at(d.Low); i <= at(d.High); i++ {
		line[i] = '─'
	}
	line[at(d.X)] = '●'
	return string(line)
}

// trend writes the series.
func (s *sheet) trend(p *page) {
	w, t := p.P, p.Trend
	s.head(2, w.Trend)
	d := &table.Document{Columns: []table.Column{
		{Title: w.PeriodHead}, {Title: w.ScoreHead, Right: true}, {Title: w.IntervalHead, Right: true},
		{Title: w.AnswersHead, Right: true}, {Title: w.SignalHead},
	}}
	for _, r := range t.Rows {
		row := []table.Cell{{Text: r.Period}, {Text: r.Score}, {Text: r.Interval}, {Text: r.Answers}, {Text: r.Signal}}
		if !r.Shown {
			row[1].Text = w.NotShown
		} else if r.Carried {
			row[0].Text += " (" + w.AsBefore + ")"
		}
		d.Rows = append(d.Rows, row)
	}
	s.put(d)
	s.say(t.Quiet)
	if len(t.Signals) > 0 {
		s.say(w.SignalsHead + ":")
		s.list(t.Signals)
	}
	s.say(t.Shifts...)
	if len(t.Events) > 0 {
		s.say(w.EventsHead + ":")
		items := make([]item, 0, len(t.Events))
		for _, e := range t.Events {
			items = append(items, item{e.Label, e.Date + ". " + e.Text})
		}
		s.list(items)
	}
}
