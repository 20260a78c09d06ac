// Package csvscan reads delimited text (CSV, TSV) as fast as one core lets it,
// on as many cores as there are, and hands over only the wanted cells.
//
// [Scan] is the way over a whole stream, [Head] gives the first records of a
// buffer for detection, [Rewrite] copies a stream and changes cells in it. The
// text is UTF-8 without a byte order mark and its lines end in LF or CRLF; a CR
// anywhere else is data, unless Layout.CR is set.
//
// # Strict and lazy
//
// In strict mode a quote may open only at the start of a cell, and only a
// delimiter, a line end or the end of the stream may follow the closing quote; a quote
// inside a quoted cell is doubled. Up to the first violation every quote
// toggles "inside a quoted cell", so the parity of the quotes before a newline
// tells whether it ends a record. That is why a block can be cut without
// parsing it (see cut.go) and parsed by any worker, and why the violation with
// the smallest offset is the one that a sequential reader would meet first.
//
// Layout.Lazy takes quotes that break these rules as text. The parity then
// proves nothing, so blocks are cut by walking all cells, with one worker.
//
// # Speed
//
// Most of the time goes to finding where cells end. On amd64 a kernel in
// assembly makes bit masks of the bytes that matter, 64 at a time; arithmetic
// on these (masks.go) tells what is inside quotes, and whether all quotes keep
// the rules, without a branch for each; a second kernel writes the places down.
// Text that breaks a rule, and all text on other processors, is taken cell by
// cell (indexCarefully), which finds the same places, and the fault.
package csvscan

import (
	"context"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Layout says how the text is to be taken apart.
type Layout struct {
	// Comma separates cells: any ASCII byte but a quote, CR and LF. 0 means ','.
	Comma byte
	// NoQuotes makes quotes ordinary text (the TSV of Google Sheets).
	NoQuotes bool
	// Lazy takes quotes out of place as text instead of failing: a quote inside
	// an unquoted cell stays as it is, and a cell that goes on after its closing
	// quote is kept as written, quotes included. It forces one worker.
	Lazy bool
	// CR makes every CR an LF, in cells too: CRLF is then an LF and a blank
	// record. It is for files whose lines end in a lone CR, and slower.
	CR bool
	// Width is the number of columns of the header. Shorter records are padded
	// and counted, longer ones are an error unless the cells in excess are empty.
	// 0 takes records of any width.
	Width int
	// SkipRecords is how many title and header records stand at the start of
	// the stream. They are checked for quotes out of place, not for their width,
	// and not counted. Blank records between them do not count as one.
	SkipRecords int
}

func (l Layout) comma() byte {
	if l.Comma == 0 {
		return ','
	}
	return l.Comma
}

// Scan reads r to its end and hands every data record to a sink, with the cells
// of the wanted columns (from 0; any order, repeats allowed) in Record.Cells. A
// cell is the text between its delimiters, with its quotes taken off and "" made
// "; nothing else is changed, so CRLF inside quotes stays CRLF. Records without
// any byte are dropped and counted as blank. newSink is called once a worker,
// from the calling goroutine, before anything is read. Errors are *scan.Error.
func Scan(ctx context.Context, r io.Reader, l Layout, columns []int, o scan.Options, newSink func() scan.Sink) (*scan.Summary, error) {
	if l.Lazy && !l.NoQuotes {
		o.Workers = 1
	}
	o = o.WithDefaults()
	return scan.Run(ctx, r, o, newCut(l), func() scan.Worker {
		p := newParser(l, columns, o.MaxRecord)
		p.sink = newSink()
		return p.block
	})
}

// block is the scan.Worker of Scan.
func (p *parser) block(b *scan.Block, c *scan.Counts) error {
	if p.cr {
		breakAtCR(b.Data, b.Data)
	}
	p.rec.Attach(b)
	p.counts = c
	p.hand = int(b.Number) >= p.skipRecords
	start, err := p.parse(b.Padded(), len(b.Data), b.Last)
	switch {
	case err != nil:
		err.Offset += b.Offset
		return err
	case start < len(b.Data): // every block ends at its cut, if it has one
		return &scan.Error{Kind: scan.RecordTooLong, Offset: b.Offset + int64(start)}
	}
	return nil
}
