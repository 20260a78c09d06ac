package cli

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// explanation says in words where the difference comes from.
func (c *comparing) explanation() string {
	best := c.telling()
	if best == nil {
		if best = c.shifted(); best == nil {
			return "no evidence that the groups " + c.did("moved", "differ") + " in different ways: no column of --by says where the difference comes from (" + c.tried() + ")"
		}
	}
	d := &best.d
	parts := []string{fmt.Sprintf("by %s, from a to b: of %s points, %s come from the groups' own scores and %s from their shares",
		best.name, tenths(100*d.Delta), tenths(100*d.Rate), tenths(100*d.Mix))}
	var led []string
	for _, e := range best.largest()[:min(3, len(d.Effects))] {
		if math.Abs(100*e.Total()) >= 0.5 {
			led = append(led, c.effectWords(&e))
		}
	}
	if len(led) > 0 {
		parts = append(parts, "most by "+strings.Join(led, ", "))
	}
	if d.Simpson {
		parts = append(parts, c.simpson(d))
	}
	if len(c.explains) > 1 {
		parts = append(parts, "columns describe the same answers and do not add up ("+c.tried()+")")
	}
	return strings.Join(parts, "; ")
}

// simpson warns that the total goes one way and its groups the other.
func (c *comparing) simpson(d *stats.Decomposition) string {
	most := c.did("on balance the groups moved", "on balance the groups stand")
	if d.AllAgainst {
		most = c.did("every group moved", "every group stands")
	}
	way := c.did("up, and the total fell", "higher in b, and the total lower,")
	if d.Delta > 0 {
		way = c.did("down, and the total rose", "lower in b, and the total higher,")
	}
	return "beware (Simpson's paradox): " + most + " " + way + " because the shares " + c.did("changed", "differ")
}

// did chooses the words for periods or for groups that stand beside each other.
func (c *comparing) did(periods, groups string) string {
	if c.change {
		return periods
	}
	return groups
}

func (c *comparing) tried() string {
	var list []string
	for i := range c.explains {
		e := &c.explains[i]
		p := "not tested"
		if e.tested {
			p = "p " + chanceOf(e.adj)
		}
		list = append(list, e.name+" "+p)
	}
	return strings.Join(list, ", ")
}

func (c *comparing) effectWords(e *stats.Effect) string {
	name := groupName([]string{e.Key})
	switch {
	case e.New:
		return fmt.Sprintf("%s (%s, %s)", name, c.did("new", "only in b"), tenths(100*e.Mix))
	case e.Gone:
		return fmt.Sprintf("%s (%s, %s)", name, c.did("gone", "only in a"), tenths(100*e.Mix))
	case math.Abs(e.Mix) > math.Abs(e.Rate):
		return fmt.Sprintf("the share of %s (%s)", name, tenths(100*e.Mix))
	}
	return fmt.Sprintf("%s (%s)", name, tenths(100*e.Rate))
}

// explainTable shows one column's account below the comparison.
func (c *comparing) explainTable(w io.Writer, style table.Style, format string, e *explained) error {
	d := &table.Document{Headline: fmt.Sprintf("by %s, from a to b: scores %s, shares %s, together %s", e.name,
		tenths(100*e.d.Rate), tenths(100*e.d.Mix), tenths(100*e.d.Delta))}
	d.Columns = []table.Column{{Title: e.name}, {Title: "share a", Right: true}, {Title: "share b", Right: true}, {Title: "NPS a", Right: true},
		{Title: "NPS b", Right: true}, {Title: "by score", Right: true}, {Title: "by share", Right: true}}
	for _, g := range e.largest() {
		before, after := "n/a", "n/a"
		if !g.New {
			before = points(100*g.NPSBefore, 0)
		}
		if !g.Gone {
			after = points(100*g.NPSAfter, 0)
		}
		d.Rows = append(d.Rows, []table.Cell{keyCell(g.Key), {Text: percentOf(g.ShareBefore)}, {Text: percentOf(g.ShareAfter)},
			{Text: before}, {Text: after}, {Text: tenths(100 * g.Rate)}, {Text: tenths(100 * g.Mix)}})
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return err
	}
	return table.Write(w, d, table.Format(format), style)
}

// tenths is a part of a difference, with its sign.
func tenths(x float64) string { return points(x, 1000) }

func percentOf(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }
