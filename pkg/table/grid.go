package table

import (
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

const (
	gap       = "  "  // between columns
	leastName = 8     // columns that a shortened column keeps
	longTable = 1_000 // rows from which on lines are not kept
)

// sheet is a table on its way to the page.
type sheet struct {
	doc    *Document
	places []int // columns that people see
	widths []int // of the columns on the page
	right  []bool
	cut    bool // some column is narrower than its text
	rows   int
	lines  [][]string // safe text of every row; nil for a long table
}

// grid lays out the table: a rule below the header, one above the total,
// blanks between columns. A table of ordinary length goes through tablewriter,
// which takes 20 microseconds a row; a long one (every store, every agent) is
// written row by row in the same form, in the memory of one row.
func (p *page) grid(d *Document) error {
	s := &sheet{doc: d, places: d.shown(People)}
	if len(s.places) == 0 {
		return nil
	}
	if err := s.measure(); err != nil {
		return err
	}
	s.fit(p.limit)
	p.part()
	if len(s.lines) == 0 { // long, or empty: the library draws no rule then
		return p.long(s)
	}
	return p.short(s)
}

// measure finds the width of every column and keeps the lines of a table that
// is not long.
func (s *sheet) measure() error {
	s.widths = make([]int, len(s.places))
	s.right = make([]bool, len(s.places))
	s.lines = [][]string{}
	for i, place := range s.places {
		s.right[i] = s.doc.Columns[place].Right
	}
	s.widths[len(s.widths)-1] = 1 // what the library gives a last column without any text
	s.widen(s.header())
	if s.doc.Total != nil {
		s.widen(s.texts(s.doc.Total))
	}
	return s.doc.each(func(row []Cell) error {
		line := s.texts(row)
		s.widen(line)
		s.rows++
		if s.rows > longTable {
			s.lines = nil
		} else {
			s.lines = append(s.lines, line)
		}
		return nil
	})
}

func (s *sheet) widen(line []string) {
	for i, text := range line {
		s.widths[i] = max(s.widths[i], width(text))
	}
}

func (s *sheet) header() []string {
	line := make([]string, len(s.places))
	for i, place := range s.places {
		line[i] = safetext.Terminal(s.doc.Columns[place].Title)
	}
	return line
}

func (s *sheet) texts(row []Cell) []string {
	line := make([]string, len(s.places))
	for i, place := range s.places {
		line[i] = safetext.Terminal(row[place].Text)
	}
	return line
}

// fit narrows columns of text, the widest first, until the table fits limit
// columns. Numbers are never cut: a table of many stays too wide.
func (s *sheet) fit(limit int) {
	if limit <= 0 {
		return
	}
	total := len(gap) * (len(s.widths) - 1)
	for _, w := range s.widths {
		total += w
	}
	for ; total > limit; total-- {
		widest := -1
		for i, w := range s.widths {
			if !s.right[i] && w > leastName && (widest < 0 || w > s.widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		s.widths[widest]--
		s.cut = true
	}
}

// shorten cuts the cells of a line to the columns they have. A cell that is cut
// fills its column, so that the table is as wide as was reckoned.
func (s *sheet) shorten(line []string, ellipsis string) []string {
	if s.cut {
		for i, text := range line {
			if width(text) > s.widths[i] {
				line[i] = pad(shorten(text, s.widths[i], ellipsis), s.widths[i], false)
			}
		}
	}
	return line
}

// long writes a table row by row.
func (p *page) long(s *sheet) error {
	total := len(gap) * (len(s.widths) - 1)
	for _, w := range s.widths {
		total += w
	}
	rule := strings.Repeat(p.glyph.rule, total)
	p.row(s, s.header())
	p.line(rule)
	err := s.doc.each(func(row []Cell) error { return p.row(s, s.texts(row)) })
	if err != nil || s.doc.Total == nil {
		return err
	}
	p.line(rule)
	return p.row(s, s.texts(s.doc.Total))
}

func (p *page) row(s *sheet, line []string) error {
	owed := 0 // blanks, written only when something follows
	for i, text := range s.shorten(line, p.glyph.ellipsis) {
		if i > 0 {
			owed += len(gap)
		}
		fill := s.widths[i] - width(text)
		if s.right[i] {
			owed += fill
		}
		if trimmed := strings.TrimRight(text, " "); trimmed != "" {
			for ; owed > 0; owed-- {
				p.w.WriteByte(' ')
			}
			p.w.WriteString(trimmed)
			owed = len(text) - len(trimmed)
		} else {
			owed += len(text)
		}
		if !s.right[i] {
			owed += fill
		}
	}
	return p.w.WriteByte('\n')
}
