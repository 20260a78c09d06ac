package cli

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/table"
)

func (c *comparing) write(w io.Writer, style table.Style, format string) error {
	if format == "json" {
		return c.writeJSON(w)
	}
	machine := format == "csv" || format == "tsv"
	d := &table.Document{Notes: c.notes()}
	c.headline(d)
	switch {
	case machine || len(c.pairs) > 1:
		c.pairTable(d, machine)
	default:
		c.sideTable(d)
	}
	if err := table.Write(w, d, table.Format(format), style); err != nil || machine {
		return err
	}
	for i := range c.explains {
		if err := c.explainTable(w, style, format, &c.explains[i]); err != nil {
			return err
		}
	}
	return nil
}

// headline is the answer in a sentence, and what belongs beside it.
func (c *comparing) headline(d *table.Document) {
	first := &c.pairs[0]
	whole := first.key == nil && c.family < len(c.pairs) || len(c.pairs) == 1
	switch {
	case whole && c.change:
		d.Headline = fmt.Sprintf("NPS %s to %s: %s", c.score(&first.a), c.score(&first.b), c.verdict(first))
	case whole:
		d.Headline = c.verdict(first)
	default:
		d.Headline = c.several()
	}
	if c.groups != nil && c.groups.tested && c.groups.df > 1 { // of two groups the pair says it
		d.Lines = append(d.Lines, fmt.Sprintf("all %s groups together: %s (Q = %.1f, %s degrees of freedom, p %s)", thousands(uint64(len(c.groups.groups))),
			map[bool]string{true: "they differ by more than chance", false: "no evidence that any differ"}[c.groups.p < 1-c.settings.Confidence],
			c.groups.q, thousands(uint64(c.groups.df)), chanceOf(c.groups.p)))
	}
	if len(c.explains) > 0 {
		d.Lines = append(d.Lines, c.explanation())
	}
}

// several sums up a family.
func (c *comparing) several() string {
	n := 0
	for i := range c.pairs {
		if c.real(&c.pairs[i]) {
			n++
		}
	}
	m := len(c.pairs)
	if n == 0 {
		return fmt.Sprintf("none of %s comparisons shows more than chance", thousands(uint64(m)))
	}
	return fmt.Sprintf("%s of %s %s more than chance", thousands(uint64(n)), thousands(uint64(m)), plural(uint64(n), "comparisons shows", "comparisons show"))
}

func (c *comparing) score(m *member) string {
	if !m.est.defined {
		return "n/a"
	}
	return points(m.est.nps, m.est.n())
}

// sideTable shows both sides of a single comparison.
func (c *comparing) sideTable(d *table.Document) {
	p := &c.pairs[0]
	sc := c.sides[0]
	by := sc.tally.By
	sc.tally.By = nil // the columns of a total
	d.Columns = append([]table.Column{{Title: "side"}}, sc.columns()...)
	for _, m := range []*member{&p.a, &p.b} {
		d.Rows = append(d.Rows, append([]table.Cell{{Text: m.name}}, sc.row(&m.est, false)...))
	}
	sc.tally.By = by
}

// pairTable lists all comparisons.
func (c *comparing) pairTable(d *table.Document, machine bool) {
	title := "difference"
	if c.change {
		title = "change" // for people: from a to b
	}
	keyed := len(c.by) > 0 && slices.ContainsFunc(c.pairs, func(p pair) bool { return p.key != nil })
	if keyed {
		for _, name := range c.by {
			d.Columns = append(d.Columns, table.Column{Title: name})
		}
	}
	if !keyed || machine {
		d.Columns = append(d.Columns, table.Column{Title: "a"}, table.Column{Title: "b"})
	}
	right := func(title, key string, who table.Audience) {
		d.Columns = append(d.Columns, table.Column{Title: title, Key: key, Right: true, For: who})
	}
	right("n a", "n_a", table.Everyone)
	right("n b", "n_b", table.Everyone)
	right("NPS a", "nps_a", table.Everyone)
	right("NPS b", "nps_b", table.Everyone)
	right(title, "", table.People)
	right("interval", "", table.People)
	right("", "difference", table.Machines)
	right("", "low", table.Machines)
	right("", "high", table.Machines)
	right("", "z", table.Machines)
	right("p", "", table.People) // the one that decides: adjusted, where it was
	right("", "p", table.Machines)
	right("", "p_adjusted", table.Machines)
	d.Columns = append(d.Columns, table.Column{Title: "", Key: "real"})
	for i := range c.pairs {
		if machine && keyed && c.pairs[i].key == nil {
			continue // a program would take the row of all for that of a blank value
		}
		d.Rows = append(d.Rows, c.pairRow(&c.pairs[i], keyed, machine))
	}
}

func (c *comparing) pairRow(p *pair, keyed, machine bool) []table.Cell {
	var row []table.Cell
	if keyed {
		for i := range c.by {
			switch {
			case p.key == nil && i == 0:
				row = append(row, table.Cell{Text: "all", Empty: true})
			case p.key == nil:
				row = append(row, table.Cell{Empty: true})
			default:
				row = append(row, keyCell(p.key[i]))
			}
		}
	}
	if !keyed || machine {
		row = append(row, p.a.cell(), p.b.cell())
	}
	for _, m := range []*member{&p.a, &p.b} {
		row = append(row, table.Cell{Text: thousands(m.est.n()), Raw: strconv.FormatUint(m.est.n(), 10)})
	}
	for _, m := range []*member{&p.a, &p.b} {
		row = append(row, exactCell(c.score(m), m.est.nps, m.est.defined))
	}
	d, low, high := 100*p.diff.D, 100*p.diff.Low, 100*p.diff.High
	raw := [3]float64{d, low, high}
	if c.change {
		d, low, high = -d, -high, -low
	}
	n := min(p.a.est.n(), p.b.est.n())
	interval := table.Cell{Text: "n/a"}
	if p.defined {
		interval.Text = points(low, n) + " to " + points(high, n)
	}
	row = append(row, exactCell(points(d, n), d, p.defined), interval)
	for _, x := range raw {
		row = append(row, exactCell("", x, p.defined))
	}
	row = append(row, exactCell("", p.diff.Z, p.defined), exactCell(chanceCell(p.decisive()), p.decisive(), p.defined),
		exactCell("", p.p, p.defined), exactCell("", p.adjusted, !math.IsNaN(p.adjusted)))
	if c.real(p) {
		return append(row, table.Cell{Text: "real", Raw: "true"})
	}
	return append(row, table.Cell{Text: "", Raw: "false"})
}

func keyCell(v string) table.Cell {
	if v == "" {
		return table.Cell{Text: "(blank)", Empty: true}
	}
	return table.Cell{Text: v}
}

func exactCell(text string, x float64, ok bool) table.Cell {
	if !ok || math.IsNaN(x) {
		return table.Cell{Text: "n/a", Empty: true}
	}
	return table.Cell{Text: text, Raw: strconv.FormatFloat(x, 'g', -1, 64)}
}

// chanceOf writes a p-value behind its letter, chanceCell in a column; it is
// never 0, and at 0.05 it shows on which side it is.
func chanceOf(p float64) string {
	switch {
	case math.IsNaN(p):
		return "n/a"
	case p < 0.001:
		return "< 0.001"
	case p >= 0.0495 && p < 0.0505:
		return "= " + strconv.FormatFloat(p, 'f', 4, 64)
	}
	return "= " + strconv.FormatFloat(p, 'f', 3, 64)
}

func chanceCell(p float64) string { return strings.TrimPrefix(chanceOf(p), "= ") }

// notes are the account of each side, the test and the doubts.
func (c *comparing) notes() []string {
	var notes []string
	for _, sc := range c.sides {
		account := sc.account()
		if len(c.sides) > 1 {
			account = sc.sources[0].info.Name + ": " + account
		}
		notes = append(notes, account)
		for i := range sc.sources {
			if s := sc.invalidNote(&sc.sources[i]); s != "" {
				notes = append(notes, s)
			}
		}
	}
	if c.neither > 0 {
		notes = append(notes, fmt.Sprintf("%s counted %s to neither side", thousands(c.neither), plural(c.neither, "answer belongs", "answers belong")))
	}
	switch {
	case len(c.pairs) == 1 && c.pairs[0].defined:
		notes = append(notes, c.testNote(&c.pairs[0]))
	case len(c.pairs) > 1 && len(c.sides) == 2:
		notes = append(notes, fmt.Sprintf("a is %s, b is %s; the change is that from a to b", c.pairs[0].a.name, c.pairs[0].b.name))
	case len(c.pairs) > 1 && c.o.against.word == "rest":
		notes = append(notes, "a is the group, b are all others")
	}
	if s := c.rankNote(); s != "" {
		notes = append(notes, s)
	}
	for _, w := range c.warnings {
		if !slices.Contains(notes, w.Message) { // both sides can say the same
			notes = append(notes, w.Message)
		}
	}
	return append(notes, "working view: small groups are not protected; do not publish it")
}

func (c *comparing) testNote(p *pair) string {
	how := "adjusted Wald test"
	switch {
	case p.paired != nil:
		how = fmt.Sprintf("paired test of %s respondents: %s moved up a class, %s down", thousands(p.paired.respondents), thousands(p.paired.up), thousands(p.paired.down))
	case p.exact:
		how = "exact permutation test"
	}
	return fmt.Sprintf("p %s (%s); interval at %s", chanceOf(p.p), how, percent(c.settings.Confidence))
}

// rankNote lists the ends of the shrunk ranking.
func (c *comparing) rankNote() string {
	r := c.groups
	if r == nil || len(r.order) < 3 || r.shrunk == nil || !r.spread {
		return "" // where the groups differ by chance alone, nothing is left to rank
	}
	name := func(i int) string {
		return fmt.Sprintf("%s %s (raw %s, n %s)", groupName(r.groups[i].Key), points(100*r.shrunk[i].Score, 0), points(100*r.shrunk[i].NPS, 0), thousands(r.groups[i].Counts.N()))
	}
	most := min(3, len(r.order)/2)
	var top, bottom []string
	for _, i := range r.order[:most] {
		top = append(top, name(i))
	}
	for _, i := range slices.Backward(r.order[len(r.order)-most:]) {
		bottom = append(bottom, name(i))
	}
	return "ranked with chance taken out (small groups drawn to the mean): highest " + strings.Join(top, ", ") + "; lowest " + strings.Join(bottom, ", ")
}
