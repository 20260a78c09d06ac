package demo

import (
	"fmt"
	"io"
)

// Write writes the export that c describes to w and returns what was planted in it.
// Errors are those of c (named "rows: ...", "months: ...", "until: ...", a format that does
// not go with a layout) before anything is written, and those of w and c.Labels.
func Write(w io.Writer, c Config) (*Truth, error) {
	c, lay, err := c.check()
	if err != nil {
		return nil, err
	}
	g, err := newGenerator(c, lay.plus)
	if err != nil {
		return nil, err
	}
	var s sink
	row := &cells{seed: c.Seed}
	switch c.Format {
	case CSV:
		s = &csvSink{out: newOut(w), cells: row}
	case NDJSON, JSON:
		s = &jsonSink{out: newOut(w), cells: row, array: c.Format == JSON}
	case XLSX:
		book := &xlsxSink{w: w, cells: row}
		defer book.close()
		s = book
	}
	if err := s.start(lay); err != nil {
		return nil, fmt.Errorf("write the header: %w", err)
	}
	var labels *labelSink
	if c.Labels != nil {
		labels = &labelSink{newOut(c.Labels)}
	}
	count := newCounter(lay, g)
	var a answer
	for g.next(&a) {
		count.add(&a)
		if err := s.row(&a); err != nil {
			return nil, fmt.Errorf("write record %d: %w", a.n+1, err)
		}
		if labels == nil {
			continue
		}
		if err := labels.write(&a); err != nil {
			return nil, fmt.Errorf("write the labels of record %d: %w", a.n+1, err)
		}
	}
	if err := s.finish(); err != nil {
		return nil, fmt.Errorf("write the end: %w", err)
	}
	if labels != nil {
		if err := labels.flush(1); err != nil {
			return nil, fmt.Errorf("write the labels: %w", err)
		}
	}
	return count.truth(c, g), nil
}

func newOut(w io.Writer) out { return out{w: w, buf: make([]byte, 0, flushAt+16<<10)} }
