package report

import (
	"bytes"
	"io"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// textWidth is the width of a text report in columns.
const textWidth = 80

// sheet is a report of lines: text or Markdown. Both are laid out by package
// table, which makes every string safe for its sink.
type sheet struct {
	b      bytes.Buffer
	format table.Format
	err    error
}

func (s *sheet) markdown() bool { return s.format == table.Markdown }

// put writes a document, set apart by an empty line.
func (s *sheet) put(d *table.Document) {
	if s.err != nil {
		return
	}
	if s.b.Len() > 0 {
		s.b.WriteByte('\n')
	}
	s.err = table.Write(&s.b, d, s.format, table.Style{Width: textWidth})
}

// say writes paragraphs; empty ones are passed over.
func (s *sheet) say(lines ...string) {
	for _, line := range lines {
		if line != "" {
			s.put(&table.Document{Lines: []string{line}})
		}
	}
}

// head begins a section.
func (s *sheet) head(level int, text string) {
	if s.b.Len() > 0 {
		s.b.WriteByte('\n')
	}
	if s.markdown() {
		s.b.WriteString(strings.Repeat("#", level) + " " + safetext.Markdown(text) + "\n")
		return
	}
	if level == 2 {
		s.b.WriteString(strings.Repeat("─", textWidth) + "\n")
	}
	s.b.WriteString(safetext.Terminal(text) + "\n")
}

// list writes lines about groups.
func (s *sheet) list(items []item) {
	if len(items) == 0 {
		return
	}
	s.b.WriteByte('\n')
	for _, it := range items {
		if s.markdown() {
			s.b.WriteString("- " + safetext.Markdown(it.Name+": "+it.Text) + "\n")
			continue
		}
		for i, line := range wrapped(safetext.Terminal(it.Name+": "+it.Text), textWidth-2) {
			s.b.WriteString([]string{"- ", "  "}[min(i, 1)] + line + "\n")
		}
	}
}

// wrapped breaks text at blanks into lines of at most n characters.
func wrapped(text string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > n {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func writeText(w io.Writer, p *page) error     { return writeSheet(w, p, table.Text) }
func writeMarkdown(w io.Writer, p *page) error { return writeSheet(w, p, table.Markdown) }

func writeSheet(w io.Writer, p *page, f table.Format) error {
	s := &sheet{format: f}
	s.head(1, p.Title)
	if len(p.Facts) > 0 {
		s.say(strings.Join(p.Facts, " · "))
	}
	if p.Draft {
		s.draft(p)
	}
	s.headline(p)
	s.changes(p)
	if p.Trend != nil {
		s.trend(p)
	}
	s.highLow(p)
	for _, t := range p.Tables {
		s.table(p, t)
	}
	s.account(p)
	s.head(2, p.P.Privacy)
	s.say(p.Privacy...)
	s.head(2, p.P.Method)
	s.say(p.Method...)
	if !p.Draft {
		s.head(2, p.P.Edition)
		s.facts(p.Edition)
	}
	s.say(p.P.Trademark)
	if p.Draft {
		s.draft(p)
	}
	if s.err != nil {
		return s.err
	}
	_, err := w.Write(s.b.Bytes())
	return err
}

func (s *sheet) draft(p *page) {
	if s.markdown() {
		s.b.WriteString("\n> **" + safetext.Markdown(p.P.Draft) + ".** " + safetext.Markdown(p.P.DraftNote) + "\n")
		return
	}
	s.say("*** " + p.P.Draft + " *** " + p.P.DraftNote)
}

func (s *sheet) headline(p *page) {
	h := p.Headline
	if !h.Shown {
		s.say(h.Sentences...)
		return
	}
	d := &table.Document{Headline: "NPS " + h.Score + "   " + h.IntervalName + " " + h.Interval + "   " + h.Answers}
	if len(h.Classes) > 0 {
		var bar table.Bar
		var all int64
		for _, c := range h.Classes {
			all += c.Count
		}
		kinds := map[string]table.Kind{"detractor": table.Detractor, "passive": table.Passive, "promoter": table.Promoter}
		for _, c := range h.Classes {
			bar.Segments = append(bar.Segments, table.Segment{
				Label: c.Label + " " + c.Range + ":", Count: uint64(c.Count), Share: float64(c.Count) / float64(all), Kind: kinds[c.Class],
			})
		}
		d.Bars = []table.Bar{bar}
	}
	s.put(d)
	s.say(h.Sentences...)
}

func (s *sheet) changes(p *page) {
	s.head(2, p.P.Changed)
	s.say(p.Changes.Total)
	if len(p.Changes.Groups) > 0 {
		s.say(p.P.ChangedGroups)
		s.list(p.Changes.Groups)
	}
	s.say(p.Changes.None, p.Changes.Carried)
}

func (s *sheet) highLow(p *page) {
	if len(p.Tables) == 0 {
		return
	}
	h := p.HighLow
	s.head(2, p.P.HighLow)
	s.say(h.Alike)
	if len(h.High) > 0 {
		s.say(p.P.HighIntro)
		s.list(h.High)
	}
	if len(h.Low) > 0 {
		s.say(p.P.LowIntro)
		s.list(h.Low)
	}
	if len(h.High)+len(h.Low) > 0 {
		s.say(p.P.HighLowNote)
	}
}

func (s *sheet) facts(facts []fact) {
	items := make([]item, 0, len(facts))
	for _, f := range facts {
		items = append(items, item{f.Name, f.Value})
	}
	s.list(items)
}

func (s *sheet) account(p *page) {
	if len(p.Account.Rows) == 0 {
		return
	}
	s.head(2, p.P.Account)
	s.say(p.Account.Intro)
	s.facts(p.Account.Rows)
}
