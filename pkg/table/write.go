package table

import (
	"bufio"
	"fmt"
	"io"
)

// Write writes d to w. The same document gives the same bytes everywhere.
func Write(w io.Writer, d *Document, f Format, s Style) error {
	if d.Total != nil && len(d.Total) != len(d.Columns) {
		return fmt.Errorf("table: the total has %d cells for %d columns", len(d.Total), len(d.Columns))
	}
	b := bufio.NewWriterSize(w, 32<<10)
	var err error
	switch f {
	case Text:
		err = writeText(b, d, s)
	case Markdown:
		err = writeMarkdown(b, d)
	case CSV, TSV:
		err = writeDelimited(b, d, f)
	default:
		return fmt.Errorf("table: no format %q", f)
	}
	if err != nil {
		return err
	}
	return b.Flush()
}
