package table

import (
	"bufio"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// writeDelimited writes the header and the rows: RFC 4180 with line feeds, or
// the same with tabs, where line breaks and tabs inside a cell become spaces so
// that cut and awk see the right columns.
func writeDelimited(w *bufio.Writer, d *Document, f Format) error {
	places := d.shown(Machines)
	if len(places) == 0 {
		return ErrNoTable
	}
	comma := byte(',')
	if f == TSV {
		comma = '\t'
	}
	cells := make([]string, len(places))
	for i, p := range places {
		cells[i] = d.Columns[p].Key
		if cells[i] == "" {
			cells[i] = d.Columns[p].Title
		}
	}
	if err := writeRecord(w, cells, comma); err != nil {
		return err
	}
	return d.each(func(row []Cell) error {
		for i, p := range places {
			cells[i] = row[p].machine()
		}
		return writeRecord(w, cells, comma)
	})
}

func (c Cell) machine() string {
	switch {
	case c.Empty:
		return ""
	case c.Raw != "":
		return c.Raw
	}
	return c.Text
}

func writeRecord(w *bufio.Writer, cells []string, comma byte) error {
	for i, cell := range cells {
		if i > 0 {
			w.WriteByte(comma)
		}
		if comma == '\t' {
			cell = oneLine(cell)
		}
		// The guard looks first: a leading tab or carriage return is among
		// what it looks for, and is made visible only afterwards.
		cell = safetext.Prose(safetext.CSVCell(cell))
		if needsQuotes(cell, comma) || len(cells) == 1 && cell == "" {
			w.WriteByte('"')
			w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
			w.WriteByte('"')
			continue
		}
		w.WriteString(cell)
	}
	return w.WriteByte('\n') // the writer keeps its first error
}

// needsQuotes also asks for quotes around semicolons and tabs, where some
// spreadsheets would cut the line and take the rest for a formula. With tabs
// only quotes themselves need them, for readers that know quotes.
func needsQuotes(s string, comma byte) bool {
	if comma == '\t' {
		return strings.Contains(s, `"`)
	}
	return strings.ContainsAny(s, ",;\t\"\n") || s != "" && (s[0] == ' ' || s[len(s)-1] == ' ' || s[0] == '\'')
}

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\t") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(s)
}
