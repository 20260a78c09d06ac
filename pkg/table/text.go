package table

import (
	"bufio"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

const (
	defaultWidth = 80
	noteLead     = "note: "
)

// page is a document on its way to a terminal: the style with what follows
// from it.
type page struct {
	w     *bufio.Writer
	style Style
	limit int // columns to stay within; 0 = no limit
	glyph glyphs
	begun bool // something was written: the next part is set off by a blank line
}

func writeText(w *bufio.Writer, d *Document, s Style) error {
	narrow()
	p := &page{w: w, style: s, limit: s.Width, glyph: blocks}
	switch {
	case s.Width == 0:
		p.limit = defaultWidth
	case s.Width < 0:
		p.limit = 0
	}
	if s.ASCII {
		p.glyph = ascii
	}
	p.prose(d)
	p.bars(d.Bars)
	p.histogram(d.Histogram)
	p.plots(d.Plots)
	if err := p.grid(d); err != nil {
		return err
	}
	p.notes(d.Notes)
	return nil
}

// part begins a new part of the page.
func (p *page) part() {
	if p.begun {
		p.w.WriteByte('\n')
	}
	p.begun = true
}

func (p *page) line(s string) {
	p.w.WriteString(strings.TrimRight(s, " "))
	p.w.WriteByte('\n')
}

func (p *page) prose(d *Document) {
	if d.Headline != "" {
		p.part()
		for _, l := range wrap(safetext.Terminal(d.Headline), p.limit) {
			p.line(p.paint(bold, l))
		}
	}
	if len(d.Lines) > 0 && d.Headline == "" {
		p.part()
	}
	for _, text := range d.Lines {
		for _, l := range wrap(safetext.Terminal(text), p.limit) {
			p.line(l)
		}
	}
}

// notes writes every note with a hanging indent, so that one is told from the
// next without a blank line.
func (p *page) notes(notes []string) {
	if len(notes) == 0 {
		return
	}
	p.part()
	room := 0
	if p.limit > 0 {
		room = max(20, p.limit-len(noteLead))
	}
	for _, note := range notes {
		for i, l := range wrap(safetext.Terminal(note), room) {
			if i == 0 {
				p.line(p.paint(dim, noteLead) + l)
				continue
			}
			p.line(strings.Repeat(" ", len(noteLead)) + l)
		}
	}
}

// Colours are taken from the 256 of every terminal of today, after the palette
// of Okabe and Ito, which people with any kind of colour blindness can tell
// apart; shape and legend say the same without colour.
const (
	bold = "1"
	dim  = "2"
)

func (k Kind) colour() string {
	switch k {
	case Detractor:
		return "38;5;166" // vermilion
	case Passive:
		return "38;5;179" // ochre
	case Promoter:
		return "38;5;36" // bluish green
	}
	return "38;5;74" // sky blue
}

func (p *page) paint(code, s string) string {
	if !p.style.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
