package cli

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// write writes the score in one of the formats.
func (sc *scored) write(w io.Writer, style table.Style, format string) error {
	switch format {
	case "json":
		return sc.writeJSON(w)
	case "tally":
		if sc.classes != nil || sc.classesOnly {
			return usageError("--format", "a tally holds scores, and here only classes are known", "")
		}
		return tally.Write(w, sc.tally)
	}
	return table.Write(w, sc.table(format), table.Format(format), style)
}

// table is the score as a neutral document.
func (sc *scored) table(format string) *table.Document {
	d := &table.Document{Headline: sc.headline()}
	if sc.total.defined {
		d.Bars = []table.Bar{sc.bar()}
	}
	if sc.settings.Verbose {
		d.Lines = sc.sourceLines()
		d.Histogram = sc.histogram()
	}
	machine := format == "csv" || format == "tsv"
	if len(sc.groups) > 0 || machine {
		d.Columns = sc.columns()
		if len(sc.tally.By) == 0 {
			d.Rows = [][]table.Cell{sc.row(&sc.total, false)}
		} else {
			d.Total = sc.row(&sc.total, true)
		}
		d.More = func(yield func([]table.Cell) bool) {
			for _, g := range sc.groups {
				e := sc.ofGroup(g)
				if !yield(sc.row(&e, false)) {
					return
				}
			}
		}
	}
	d.Notes = sc.notes()
	return d
}

// headline is the answer in one line.
func (sc *scored) headline() string {
	t := &sc.total
	if !t.defined {
		return "NPS n/a (no answers)"
	}
	s := "NPS " + points(t.nps, t.n())
	if t.weighted != nil {
		s = "weighted " + s
	}
	if t.bounded {
		s += fmt.Sprintf("   %s interval %s to %s", percent(sc.settings.Confidence), points(t.low, t.n()), points(t.high, t.n()))
	}
	return s + fmt.Sprintf("   %s %s", thousands(t.n()), plural(t.n(), "answer"))
}

func (sc *scored) bar() table.Bar {
	c, n := sc.total.counts, sc.total.counts.N()
	return table.Bar{Segments: []table.Segment{
		{Label: "detractors", Count: uint64(c.Detractors), Share: c.Detractors / n, Kind: table.Detractor},
		{Label: "passives", Count: uint64(c.Passives), Share: c.Passives / n, Kind: table.Passive},
		{Label: "promoters", Count: uint64(c.Promoters), Share: c.Promoters / n, Kind: table.Promoter},
	}}
}

func (sc *scored) histogram() []table.Bin {
	h := sc.total.histogram
	if h == nil || h.N() == 0 {
		return nil
	}
	bins := make([]table.Bin, len(h))
	for i, k := range h {
		kind := table.Detractor
		switch {
		case i >= 9:
			kind = table.Promoter
		case i >= 7:
			kind = table.Passive
		}
		bins[i] = table.Bin{Label: strconv.Itoa(i), Count: k, Share: float64(k) / float64(h.N()), Kind: kind}
	}
	return bins
}

func (sc *scored) columns() []table.Column {
	var cols []table.Column
	for _, name := range sc.tally.By {
		cols = append(cols, table.Column{Title: name})
	}
	right := func(title, key string, who table.Audience) table.Column {
		return table.Column{Title: title, Key: key, Right: true, For: who}
	}
	return append(cols,
		right("n", "n", table.Everyone),
		right("detractors", "detractors", table.Everyone),
		right("passives", "passives", table.Everyone),
		right("promoters", "promoters", table.Everyone),
		right("NPS", "nps", table.Everyone),
		right("interval", "", table.People),
		right("", "low", table.Machines),
		right("", "high", table.Machines),
		right("", "mean", table.Machines))
}

// row is one group: rounded for people, in full for programs.
func (sc *scored) row(e *estimate, total bool) []table.Cell {
	var row []table.Cell
	for i := range sc.tally.By {
		switch {
		case total && i == 0:
			row = append(row, table.Cell{Text: "all"})
		case total:
			row = append(row, table.Cell{Empty: true})
		case e.key[i] == "":
			row = append(row, table.Cell{Text: "(blank)", Empty: true})
		default:
			row = append(row, table.Cell{Text: e.key[i]})
		}
	}
	count := func(k float64) table.Cell {
		return table.Cell{Text: thousands(uint64(k)), Raw: strconv.FormatUint(uint64(k), 10)}
	}
	row = append(row, count(e.counts.N()), count(e.counts.Detractors), count(e.counts.Passives), count(e.counts.Promoters))
	number := func(v float64, ok bool) table.Cell {
		if !ok {
			return table.Cell{Text: "n/a", Empty: true}
		}
		return table.Cell{Text: points(v, e.n()), Raw: strconv.FormatFloat(v, 'g', -1, 64)}
	}
	row = append(row, number(e.nps, e.defined))
	interval := table.Cell{Text: "n/a"}
	if e.bounded {
		interval.Text = points(e.low, e.n()) + " to " + points(e.high, e.n())
	}
	return append(row, interval, number(e.low, e.bounded), number(e.high, e.bounded), number(e.mean, e.hasMean))
}

// notes are the account of every record and the doubts.
func (sc *scored) notes() []string {
	notes := []string{sc.account()}
	if sc.classesOnly {
		notes = append(notes, "computed from classes: there is no histogram and no mean")
	}
	if sc.target != nil {
		notes = append(notes, sc.targetNote())
	}
	if s := sc.silent; s != nil {
		note := fmt.Sprintf("response rate %.1f%% of %s asked", 100*s.Rate, thousands(s.Invited))
		if s.Low != nil {
			note += fmt.Sprintf("; with everybody's answer the NPS could be anything from %s to %s: the interval covers chance among those who answer, not who answers",
				points(*s.Low, sc.total.n()), points(*s.High, sc.total.n()))
		}
		notes = append(notes, note)
	}
	if w := sc.total.weighted; w != nil {
		notes = append(notes, fmt.Sprintf("weighted: %s %s as %s (design effect %.2f; weights %.3g to %.3g); without weights the NPS is %s, and the bar counts answers",
			thousands(w.N), plural(w.N, "answer counts", "answers count"), strconv.FormatFloat(w.NEff, 'f', 1, 64), w.DeffWeights, w.Min, w.Max, points(sc.total.raw, w.N)))
	}
	if sc.repeated > 0 {
		notes = append(notes, fmt.Sprintf("%s people answered more than once", thousands(uint64(sc.repeated))))
	}
	if len(sc.tooFew) > 0 {
		notes = append(notes, sc.tooFewNote())
	}
	for i := range sc.sources {
		if s := sc.invalidNote(&sc.sources[i]); s != "" {
			notes = append(notes, s)
		}
	}
	for _, w := range sc.warnings {
		s := w.Message
		if w.Line > 0 {
			s += fmt.Sprintf(" (line %d)", w.Line)
		}
		if w.Source != "" && len(sc.sources) > 1 {
			s = w.Source + ": " + s
		}
		notes = append(notes, s)
	}
	if len(sc.tally.By) > 0 {
		notes = append(notes, "working view: small groups are not protected; do not publish it")
	}
	return notes
}

// account says where every record went.
func (c *counting) account() string {
	var records uint64
	for i := range c.sources {
		if r := c.sources[i].result; r != nil {
			records += r.Records
			continue
		}
		records += c.counted()
	}
	s := fmt.Sprintf("%s %s = %s counted", thousands(records), plural(records, "record"), thousands(c.counted()))
	for _, r := range c.tally.Excluded.Reasons() {
		if r.Count > 0 {
			s += fmt.Sprintf(" + %s %s", thousands(r.Count), strings.ReplaceAll(r.Name, "_", " "))
		}
	}
	if c.classes != nil {
		c := c.classes
		s += fmt.Sprintf(" (%s promoters, %s passives, %s detractors)", thousands(uint64(c.Promoters)), thousands(uint64(c.Passives)), thousands(uint64(c.Detractors)))
	}
	return s
}

func (sc *scored) targetNote() string {
	t := sc.target
	word := "not reached"
	if t.Reached {
		word = "reached"
	}
	s := fmt.Sprintf("target %s: %s", points(t.Value, 0), word)
	if t.Probability != nil {
		s += "; the chance that the true NPS is above it is " + chance(*t.Probability)
	}
	return s
}

// chance never says that something is certain.
func chance(p float64) string {
	switch {
	case p > 0.99:
		return "above 99%"
	case p < 0.01:
		return "below 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

// tooFewNote lists the groups below --min-n.
func (sc *scored) tooFewNote() string {
	const most = 10
	var list []string
	for i := range sc.tooFew {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", len(sc.tooFew)-most))
			break
		}
		g := sc.tooFew[i]
		parts := make([]string, len(g.Key))
		for k, v := range g.Key {
			if parts[k] = v; v == "" {
				parts[k] = "(blank)"
			}
		}
		list = append(list, fmt.Sprintf("%s (%d)", strings.Join(parts, " / "), g.Counts.N()))
	}
	return fmt.Sprintf("fewer than %s answers, not scored: %s", thousands(uint64(sc.settings.MinN)), strings.Join(list, ", "))
}

// invalidNote says which answers were no scores and where.
func (c *counting) invalidNote(s *source) string {
	r := s.result
	if r == nil || r.Excluded.Invalid == 0 {
		return ""
	}
	n := r.Excluded.Invalid
	note := fmt.Sprintf("%s %s no score 0 to 10", thousands(n), plural(n, "answer is", "answers are"))
	if len(c.sources) > 1 {
		note = s.info.Name + ": " + note
	}
	if len(r.Invalid) > 0 {
		note += ", on " + plural(n, "line") + " " + lineList(r.Invalid, 5, n)
	}
	var labels []string
	for _, l := range r.Labels[:min(len(r.Labels), 5)] {
		labels = append(labels, fmt.Sprintf("%q (%d)", l.Text, l.Count))
	}
	if len(labels) > 0 {
		note += "; repeated: " + strings.Join(labels, ", ")
	}
	return note
}

func lineList(lines []int64, most int, total uint64) string {
	var list []string
	for _, l := range lines[:min(len(lines), most)] {
		list = append(list, strconv.FormatInt(l, 10))
	}
	s := strings.Join(list, ", ")
	if total > uint64(len(list)) {
		s += " and more"
	}
	return s
}

// sourceLines say with --verbose how each input was understood.
func (sc *scored) sourceLines() []string {
	var lines []string
	for i := range sc.sources {
		lines = append(lines, describeSource(&sc.sources[i])...)
	}
	return append(lines, "interval: "+string(sc.method)+" at "+percent(sc.settings.Confidence))
}

func describeSource(s *source) []string {
	i, r := &s.info, s.result
	head := i.Name + ": " + i.Format
	for _, part := range []string{i.Compression, i.Encoding} {
		if part != "" {
			head += ", " + part
		}
	}
	if i.BOM {
		head += " with byte order mark"
	}
	if i.Member != "" {
		head += ", " + strconv.Quote(i.Member)
	}
	if i.Delimiter != "" {
		head += ", delimiter " + strconv.Quote(i.Delimiter)
	}
	if i.HeaderRows > 0 {
		head += fmt.Sprintf(", %d header %s", i.HeaderRows, plural(uint64(i.HeaderRows), "row"))
	}
	lines := []string{head}
	add := func(label, value string) {
		if value != "" {
			lines = append(lines, label+": "+value)
		}
	}
	if i.Preset != "" {
		add("preset", i.Preset+" (by "+i.PresetWhy+")")
	}
	if i.Score != "" {
		add("score", fmt.Sprintf("%s (by %s)", i.Score, i.ScoreWhy))
	}
	add("question", i.ScoreHeader)
	add("classes checked against", i.Class)
	if i.Time != "" {
		t := fmt.Sprintf("%s, %s (%s)", i.Time, i.TimeLayout, i.TimeWhy)
		if i.Zone != "" {
			t += ", zone " + i.Zone
		}
		if r != nil && !r.First.IsZero() {
			t += ", from " + r.First.Format("2006-01-02 15:04") + " to " + r.Last.Format("2006-01-02 15:04")
		}
		add("time", t)
	}
	add("response id", i.ResponseID)
	add("respondent", i.Respondent)
	add("comment", i.Comment)
	add("weight", i.Weight)
	add("identity columns, not read", strings.Join(i.Identity, ", "))
	if r != nil {
		lines = append(lines, recordsLine(r))
	}
	return lines
}

func recordsLine(r *ingest.Result) string {
	s := fmt.Sprintf("records: %s, valid %s, blank %s, invalid %s", thousands(r.Records), thousands(r.Charted.Counts.N()),
		thousands(r.Excluded.Blank), thousands(r.Excluded.Invalid))
	if r.Partial > 0 {
		s += ", unfinished " + thousands(r.Partial)
	}
	return s
}

// points rounds an NPS for people: to whole points below 1,000 answers and to
// one decimal above, always with its sign.
func points(x float64, n uint64) string {
	digits := 0
	if n >= 1000 {
		digits = 1
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if v, _ := strconv.ParseFloat(s, 64); v == 0 {
		return strings.TrimPrefix(strconv.FormatFloat(math.Abs(v), 'f', digits, 64), "-")
	}
	if x > 0 {
		s = "+" + s
	}
	return s
}

func percent(share float64) string {
	return strconv.FormatFloat(100*share, 'g', 6, 64) + "%"
}

// thousands writes a count with separators.
func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural gives one for 1 and else many, which is one with an s by default.
func plural(n uint64, one string, many ...string) string {
	switch {
	case n == 1:
		return one
	case len(many) > 0:
		return many[0]
	}
	return one + "s"
}
