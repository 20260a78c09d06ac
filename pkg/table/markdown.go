package table

import (
	"bufio"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// writeMarkdown writes GitHub's Markdown. Bars are drawn in block characters,
// which need no colour.
func writeMarkdown(w *bufio.Writer, d *Document) error {
	m := &paper{w: w}
	if d.Headline != "" {
		m.part()
		m.w.WriteString("**" + safetext.Markdown(d.Headline) + "**\n")
	}
	for _, line := range d.Lines {
		m.part()
		m.w.WriteString(safetext.Markdown(line) + "\n")
	}
	m.bars(d.Bars)
	m.histogram(d.Histogram)
	for i := range d.Plots {
		m.part()
		m.w.WriteString("```text\n" + strings.Join(d.Plots[i].lines(defaultWidth, false), "\n") + "\n```\n")
	}
	if err := m.table(d); err != nil {
		return err
	}
	if len(d.Notes) > 0 {
		m.part()
	}
	for _, note := range d.Notes {
		m.w.WriteString("- " + safetext.Markdown(note) + "\n")
	}
	return nil
}

// paper is a Markdown document being written.
type paper struct {
	w     *bufio.Writer
	begun bool
}

func (m *paper) part() {
	if m.begun {
		m.w.WriteByte('\n')
	}
	m.begun = true
}

func (m *paper) row(cells []string) error {
	_, err := m.w.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	return err
}

// head writes the header of a table; right marks the columns of numbers.
func (m *paper) head(titles []string, right func(i int) bool) {
	m.row(titles)
	rule := make([]string, len(titles))
	for i := range titles {
		rule[i] = "---"
		if right(i) {
			rule[i] = "--:"
		}
	}
	m.row(rule)
}

func (m *paper) bars(bars []Bar) {
	draw := page{glyph: blocks}
	for _, b := range bars {
		m.part()
		if b.Label != "" {
			m.w.WriteString(safetext.Markdown(b.Label) + "\n")
		}
		if bar := draw.bar(b.Segments, 60); bar != "" {
			m.w.WriteString("`" + bar + "`\n")
		}
		parts := make([]string, len(b.Segments))
		for i, s := range b.Segments {
			parts[i] = blocks.of(s.Kind) + " " + safetext.Markdown(s.Label) + " " + thousands(s.Count) + " (" + percent(s.Share) + ")"
		}
		m.w.WriteString(strings.Join(parts, ", ") + "\n")
	}
}

func (m *paper) histogram(bins []Bin) {
	if len(bins) == 0 {
		return
	}
	m.part()
	m.head([]string{"score", "n", "share"}, func(int) bool { return true })
	for _, b := range bins {
		m.row([]string{safetext.Markdown(b.Label), thousands(b.Count), percent(b.Share)})
	}
}

func (m *paper) table(d *Document) error {
	places := d.shown(People)
	if len(places) == 0 {
		return nil
	}
	m.part()
	cells := make([]string, len(places))
	for i, p := range places {
		cells[i] = safetext.Markdown(d.Columns[p].Title)
	}
	m.head(cells, func(i int) bool { return d.Columns[places[i]].Right })
	err := d.each(func(row []Cell) error {
		for i, p := range places {
			cells[i] = safetext.Markdown(row[p].Text)
		}
		return m.row(cells)
	})
	if err != nil || d.Total == nil {
		return err
	}
	for i, p := range places {
		cells[i] = ""
		if text := safetext.Markdown(d.Total[p].Text); strings.TrimSpace(text) != "" {
			cells[i] = "**" + text + "**"
		}
	}
	return m.row(cells)
}
