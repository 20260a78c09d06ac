package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// measured is the score of another question than the recommendation: satisfaction
// or effort, on a scale of its own from 1.
type measured struct {
	counting
	metric string // csat, ces
	scale  int
	groups []measure
	total  measure
}

// measure is one group.
type measure struct {
	key       []string
	counts    tally.Counts
	n         uint64
	value     float64 // a share for csat, a mean for ces
	low, high float64
	defined   bool
	bounded   bool
	effort    stats.Effort
}

// metricFlags refuses what belongs to NPS alone.
func metricFlags(cmd *cobra.Command, o *scoreOptions, files []string) error {
	for _, name := range []string{"counts", "target", "fail-under", "gate", "interval", "weight-column", "class-column", "per-respondent", "invited"} {
		if cmd.Flags().Changed(name) {
			return usageError("--"+name, "belongs to NPS, not to "+o.metric.word, "")
		}
	}
	if o.scale != 5 && o.scale != 7 {
		return usageError("--scale", "is 5 or 7, the number of possible answers", "")
	}
	if o.histogram == "" && o.reading.scoreColumn == "" {
		return usageError("--metric", "needs the column of its question", "such as --metric "+o.metric.word+" --score-column ease")
	}
	if o.histogram != "" && len(files) > 0 {
		return usageError("score", "--histogram and files are two sources; give one", "")
	}
	return nil
}

func runMetric(ctx context.Context, a *app, cmd *cobra.Command, o *scoreOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	if err := metricFlags(cmd, o, files); err != nil {
		return err
	}
	m := &measured{counting: newScored(s, "score", o.reading, o.choosing).counting, metric: o.metric.word, scale: o.scale}
	m.rating = o.reading.scoreColumn
	if o.histogram != "" {
		err = m.given("", o.histogram)
	} else {
		err = m.count(ctx, a, files, false)
	}
	if err != nil {
		return err
	}
	m.measure()
	return a.result(o.output, func(w io.Writer) error { return m.write(w, a.style(o.output), format) })
}

// measure takes answers off the scale out, and computes the metric of each group.
func (m *measured) measure() {
	var total tally.Group
	for i := range m.tally.Groups {
		g := &m.tally.Groups[i]
		for score, k := range g.Counts {
			if score == 0 || score > m.scale {
				m.tally.Excluded.Invalid += k
				g.Counts[score] = 0
			}
		}
		total.Counts.Add(&g.Counts)
	}
	total.Key = []string{}
	m.total = m.of(&total)
	ratings := make(stats.Ratings, m.scale)
	copy(ratings, total.Counts[1:])
	for _, d := range ratings.Doubts() {
		m.warnings = append(m.warnings, warning{ID: d.ID, Message: d.Message})
	}
	if m.scale == 7 && m.total.n >= 15 && total.Counts[6]+total.Counts[7] == 0 {
		m.warnings = append(m.warnings, warning{ID: stats.DoubtOneToFive,
			Message: fmt.Sprintf("none of %s answers is above 5: this looks like a scale of 5 (--scale 5)", thousands(m.total.n))})
	}
	if len(m.tally.By) == 0 {
		return
	}
	for i := range m.tally.Groups {
		if m.tally.Groups[i].Counts.N() > 0 {
			m.groups = append(m.groups, m.of(&m.tally.Groups[i]))
		}
	}
}

func (m *measured) of(g *tally.Group) measure {
	ratings := make(stats.Ratings, m.scale)
	copy(ratings, g.Counts[1:])
	x := measure{key: g.Key, counts: g.Counts, n: g.Counts.N()}
	x.effort, _ = stats.CES(ratings, m.settings.Confidence)
	if m.metric == "csat" {
		var s stats.Satisfaction
		s, x.defined = stats.CSAT(ratings, m.settings.Confidence)
		x.value, x.low, x.high, x.bounded = s.Share, s.Low, s.High, x.defined
		return x
	}
	x.defined = x.n > 0
	x.value, x.low, x.high, x.bounded = x.effort.Mean, x.effort.Low, x.effort.High, x.effort.Interval
	return x
}

// metricDoc is nps.score/1 of another metric: value, low and high are a share for
// csat and a mean for ces.
type metricDoc struct {
	Schema     string           `json:"schema"`
	Sources    []sourceDoc      `json:"sources"`
	Metric     string           `json:"metric"`
	Scale      int              `json:"scale"`
	Value      *float64         `json:"value"`
	Interval   string           `json:"interval"`
	Confidence float64          `json:"confidence"`
	By         []string         `json:"by"`
	Total      metricGroupDoc   `json:"total"`
	Groups     []metricGroupDoc `json:"groups"`
	Excluded   tally.Excluded   `json:"excluded"`
	View       string           `json:"view"`
	Warnings   []warning        `json:"warnings"`
}

type metricGroupDoc struct {
	Key        map[string]string `json:"key"`
	N          uint64            `json:"n"`
	Histogram  *tally.Counts     `json:"histogram"`
	Detractors *uint64           `json:"detractors"`
	Passives   *uint64           `json:"passives"`
	Promoters  *uint64           `json:"promoters"`
	NPS        *float64          `json:"nps"`
	Value      *float64          `json:"value"`
	Low        *float64          `json:"low"`
	High       *float64          `json:"high"`
	Mean       *float64          `json:"mean"`
	SD         *float64          `json:"sd"`
	Easy       *float64          `json:"easy,omitempty"` // share of 5 to 7 of 7
	Net        *float64          `json:"net,omitempty"`  // that share less the share of 1 to 3
}

func (m *measured) write(w io.Writer, style table.Style, format string) error {
	switch format {
	case "tally":
		return tally.Write(w, m.tally)
	case "json":
		doc := metricDoc{Schema: "nps.score/1", Metric: m.metric, Scale: m.scale, Interval: m.interval(), Confidence: m.settings.Confidence,
			By: append([]string{}, m.tally.By...), Total: m.doc(&m.total), Groups: []metricGroupDoc{}, Excluded: m.tally.Excluded,
			View: "working", Warnings: append([]warning{}, m.warnings...)}
		doc.Value = doc.Total.Value
		for i := range m.sources {
			doc.Sources = append(doc.Sources, m.sourceDoc(&m.sources[i]))
		}
		for i := range m.groups {
			doc.Groups = append(doc.Groups, m.doc(&m.groups[i]))
		}
		return writeJSON(w, doc)
	}
	return table.Write(w, m.table(format == "csv" || format == "tsv"), table.Format(format), style)
}

func (m *measured) interval() string {
	if m.metric == "csat" {
		return "wilson"
	}
	return "t"
}

func (m *measured) doc(x *measure) metricGroupDoc {
	d := metricGroupDoc{Key: map[string]string{}, N: x.n, Histogram: &x.counts, Value: orNaN(x.value, x.defined), Low: orNaN(x.low, x.bounded),
		High: orNaN(x.high, x.bounded), Mean: orNaN(x.effort.Mean, x.defined), SD: orNaN(x.effort.SD, x.bounded && x.effort.Interval)}
	for i, name := range m.tally.By {
		if len(x.key) > i {
			d.Key[name] = x.key[i]
		}
	}
	if m.metric == "ces" && x.effort.Seven {
		d.Easy, d.Net = orNaN(x.effort.Easy, x.defined), orNaN(x.effort.Net, x.defined)
	}
	return d
}

// show writes a value for people.
func (m *measured) show(x float64, ok bool) string {
	switch {
	case !ok:
		return "n/a"
	case m.metric == "csat":
		return fmt.Sprintf("%.1f%%", 100*x)
	}
	return fmt.Sprintf("%.2f", x)
}

func (m *measured) table(machine bool) *table.Document {
	t := &m.total
	d := &table.Document{Headline: fmt.Sprintf("%s %s", map[string]string{"csat": "CSAT", "ces": "CES"}[m.metric], m.show(t.value, t.defined))}
	if t.bounded {
		d.Headline += fmt.Sprintf("   %s interval %s to %s", percent(m.settings.Confidence), m.show(t.low, true), m.show(t.high, true))
	}
	d.Headline += fmt.Sprintf("   %s %s", thousands(t.n), plural(t.n, "answer"))
	if machine || len(m.groups) > 0 {
		for _, name := range m.tally.By {
			d.Columns = append(d.Columns, table.Column{Title: name})
		}
		right := func(title, key string, who table.Audience) {
			d.Columns = append(d.Columns, table.Column{Title: title, Key: key, Right: true, For: who})
		}
		right("n", "n", table.Everyone)
		right(map[string]string{"csat": "CSAT", "ces": "CES"}[m.metric], "value", table.Everyone)
		right("interval", "", table.People)
		right("", "low", table.Machines)
		right("", "high", table.Machines)
		right("mean", "mean", table.Everyone)
		if len(m.tally.By) == 0 {
			d.Rows = append(d.Rows, m.row(t))
		}
		for i := range m.groups {
			d.Rows = append(d.Rows, m.row(&m.groups[i]))
		}
	}
	d.Notes = m.notes()
	return d
}

func (m *measured) row(x *measure) []table.Cell {
	var row []table.Cell
	for i := range m.tally.By {
		row = append(row, keyCell(x.key[i]))
	}
	interval := "n/a"
	if x.bounded {
		interval = m.show(x.low, true) + " to " + m.show(x.high, true)
	}
	return append(row, table.Cell{Text: thousands(x.n), Raw: strconv.FormatUint(x.n, 10)}, exactCell(m.show(x.value, x.defined), x.value, x.defined),
		table.Cell{Text: interval}, exactCell("", x.low, x.bounded), exactCell("", x.high, x.bounded),
		exactCell(fmt.Sprintf("%.2f", x.effort.Mean), x.effort.Mean, x.defined))
}

func (m *measured) notes() []string {
	notes := []string{m.account()}
	if m.metric == "csat" {
		notes = append(notes, fmt.Sprintf("CSAT: the share of the answers %d and %d of %d; mean %.2f", m.scale-1, m.scale, m.scale, m.total.effort.Mean))
	} else {
		note := fmt.Sprintf("CES: the mean of the answers 1 to %d, a higher one is easier", m.scale)
		if e := &m.total.effort; e.Seven && m.total.defined {
			note += fmt.Sprintf("; easy (5 to 7) %.1f%%, easy less hard (1 to 3) %+.1f points", 100*e.Easy, 100*e.Net)
		}
		notes = append(notes, note)
	}
	notes = append(notes, "vendors differ in scale and rule: say both beside the figure")
	for i := range m.sources {
		if s := m.invalidNote(&m.sources[i]); s != "" {
			notes = append(notes, s)
		}
	}
	for _, w := range m.warnings {
		notes = append(notes, w.Message)
	}
	if len(m.groups) > 0 {
		notes = append(notes, "working view: small groups are not protected; do not publish it")
	}
	return notes
}
