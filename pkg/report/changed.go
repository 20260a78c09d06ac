package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// mostItems is how many groups a list of the highest, lowest or most changed
// names; the tables have the rest.
const mostItems = 8

// changes is what changed since the edition before.
type changes struct {
	Total   string
	Groups  []item // those that really changed
	None    string // said where there are none
	Carried string // said where figures stand as before
}

func (p *page) changes(o Words) changes {
	w, total := p.P, p.source.total
	var c changes
	compared := false
	type moved struct {
		item
		by float64
	}
	var groups []moved
	p.rows(func(r disclosure.Row) {
		if r.Carried {
			c.Carried = w.CarriedNote
		}
		if r.Change == nil || !chart.Shown(r) {
			return
		}
		compared = true
		if r.Change.Real {
			groups = append(groups, moved{item{p.place(r), w.changeOf(r.Change)}, math.Abs(r.Change.Difference)})
		}
	})
	if total.Carried {
		c.Carried = w.CarriedNote
	}
	before := p.previous(o)
	var figures []string
	if total.Change != nil {
		figures = alike(total.Change.Difference, total.Change.Low, total.Change.High)
	}
	switch change := total.Change; {
	case change == nil && !compared:
		c.Total = w.FirstEdition
		return c
	case change == nil: // the total is not shown, or was not
	case change.Real:
		c.Total = fmt.Sprintf(w.ChangedBy, before, w.moved(figures[0]), figures[1], figures[2])
	case change.Difference == 0:
		c.Total = fmt.Sprintf(w.NotChanged, before)
	default:
		c.Total = fmt.Sprintf(w.Unclear, before, w.moved(figures[0]), figures[1], figures[2])
	}
	slices.SortStableFunc(groups, func(a, b moved) int { return cmp.Compare(b.by, a.by) })
	for _, g := range groups[:min(len(groups), mostItems)] {
		c.Groups = append(c.Groups, g.item)
	}
	if compared && len(groups) == 0 {
		c.None = w.NoGroupChanged
	}
	return c
}

// previous names the edition that changes are measured against.
func (p *page) previous(o Words) string {
	e := p.source.edition
	switch {
	case o.Previous != "":
		return short(o.Previous, longTitle)
	case e != nil && !e.Previous.IsZero():
		return fmt.Sprintf(p.P.EditionOf, p.P.date(e.Previous))
	}
	return p.P.LastEdition
}

// changeOf is a change in a few words: "rose by 8 points (+2 to +14)".
func (w *phrases) changeOf(c *disclosure.Change) string {
	if !c.Real {
		return w.NoChange
	}
	figures := alike(c.Difference, c.Low, c.High)
	return w.moved(figures[0]) + " (" + fmt.Sprintf(w.Interval, figures[1], figures[2]) + ")"
}

// rows goes through the rows of all tables.
func (p *page) rows(visit func(disclosure.Row)) {
	for _, t := range p.source.tables {
		for _, r := range t.Rows {
			visit(r)
		}
	}
}

// highLow names the groups that lie apart from the whole.
type highLow struct {
	High, Low []item
	Alike     string // said where there are none
}

func (p *page) highLow() highLow {
	total := p.source.total
	var high, low []disclosure.Row
	some := false
	p.rows(func(r disclosure.Row) {
		switch {
		case !chart.Shown(r) || !chart.Shown(total):
			return
		case r.Low > total.NPS:
			high = append(high, r)
		case r.High < total.NPS:
			low = append(low, r)
		}
		some = true
	})
	slices.SortStableFunc(high, func(a, b disclosure.Row) int { return cmp.Compare(b.NPS, a.NPS) })
	slices.SortStableFunc(low, func(a, b disclosure.Row) int { return cmp.Compare(a.NPS, b.NPS) })
	h := highLow{High: p.scored(high), Low: p.scored(low)}
	if some && len(high)+len(low) == 0 {
		h.Alike = p.P.AllAlike
	}
	return h
}

// scored lists the first rows with their scores.
func (p *page) scored(rows []disclosure.Row) []item {
	var out []item
	for _, r := range rows[:min(len(rows), mostItems)] {
		out = append(out, item{p.place(r), fmt.Sprintf(p.P.ItemScore, score(r), sized(r.Low, r.N), sized(r.High, r.N), p.P.count(r.N))})
	}
	return out
}
