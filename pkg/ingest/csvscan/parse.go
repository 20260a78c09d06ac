package csvscan

import (
	"bytes"
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// parser takes blocks apart in two steps that take turns: index notes where
// the cells of a stretch of the block end, then record picks the wanted cells of
// each whole record by their number. Nothing but buffers lives on from one
// record to the next.
type parser struct {
	comma       byte
	commas      uint64 // eight of it
	quotes      uint64 // eight quotes, or with Layout.NoQuotes eight commas again
	quoteMask   uint64 // which quotes count: all, or with Layout.NoQuotes none
	lazy        bool
	cr          bool
	width       int
	skipRecords int
	maxRecord   int
	wanted      []int // columns; one that no record has is math.MaxInt

	sink   scan.Sink // nil: records are only walked
	limit  int       // how many records to walk that do not go to the sink
	counts *scan.Counts
	rec    scan.Record
	hand   bool // records go to the sink

	// Of the block at hand.
	data    []byte    // with its padding
	ends    []int32   // of the cells of the record at hand and of those behind it
	rows    []int32   // for each record that ends in the last stretch, how many of ends are up to its end
	chunks  []chunk   // of one stretch
	state   quoting   // where the next stretch begins
	outside int       // where indexCarefully left off
	fault   scan.Kind // why indexing stopped, and where
	faultAt int
	columns int     // of the record at hand
	scratch []byte  // its unescaped cells
	copying bool    // the two below are wanted
	start   int     // where the record at hand begins
	row     []int32 // where its cells end
}

func newParser(l Layout, columns []int, maxRecord int) *parser {
	p := &parser{
		comma: l.comma(), commas: uint64(l.comma()) * ones, quotes: quoteWord, quoteMask: math.MaxUint64, lazy: l.Lazy, cr: l.CR,
		width: l.Width, skipRecords: l.SkipRecords, maxRecord: maxRecord, counts: new(scan.Counts), limit: math.MaxInt,
	}
	if l.NoQuotes {
		p.quotes, p.quoteMask = p.commas, 0
	}
	for _, c := range columns {
		if c < 0 || l.Width > 0 && c >= l.Width {
			c = math.MaxInt
		}
		p.wanted = append(p.wanted, c)
	}
	p.chunks = make([]chunk, stride/chunkSize)
	p.rows = make([]int32, 0, stride+1)
	p.rec.Cells = make([][]byte, len(columns))
	return p
}

// parse walks the records of d[:n]; scan.Pad bytes more belong to d. With last
// set the last record may lack its line end. It returns where the first record
// begins that was not finished (n: none), or the first error, its Offset being
// relative to d.
func (p *parser) parse(d []byte, n int, last bool) (int, *scan.Error) {
	d[n] = '\n' // ends the last record, so that no search has to look for n
	p.data, p.ends, p.fault = d[:n+scan.Pad], p.ends[:0], 0
	p.outside, p.state = 0, quoting{starts: 1}
	start := 0 // of the record at hand
	for at := 0; start < n; {
		at = p.index(at, min(at+stride, n+1), start)
		taken := 0
		for _, row := range p.rows {
			ends := p.ends[taken:row]
			end := int(ends[len(ends)-1])
			if end == n && !last {
				return start, p.unfinished(start, ends[:len(ends)-1])
			}
			if err := p.record(start, ends); err != nil {
				return start, err
			}
			start, taken = end+1, int(row)
			if p.limit == 0 || start >= n {
				return min(start, n), nil
			}
		}
		if p.fault != 0 {
			return start, p.faulty(start, p.ends[taken:], n, last)
		}
		if taken > 0 {
			p.ends = append(p.ends[:0], p.ends[taken:]...)
		}
	}
	return n, nil
}

// record takes the record that begins at start, with the ends of all its cells.
func (p *parser) record(start int, ends []int32) *scan.Error {
	columns, end := len(ends), int(ends[len(ends)-1])
	if columns == 1 && (end == start || end == start+1 && p.data[start] == '\r') {
		if p.hand {
			p.counts.Blank++
		}
		return nil
	}
	if columns > p.width {
		if err := p.tooWide(start, ends); err != nil {
			return err
		}
	}
	if min(end+1, len(p.data)-scan.Pad)-start > p.maxRecord {
		return &scan.Error{Kind: scan.RecordTooLong, Offset: int64(start)}
	}
	if !p.hand {
		p.limit--
		return nil
	}
	p.columns = columns
	p.rec.Start(start)
	if columns < p.width {
		if p.counts.Short == 0 {
			p.counts.ShortPos = p.rec.Pos() // the blocks of one worker come in order
		}
		p.counts.Short++
	}
	p.scratch = p.scratch[:0]
	cells := p.rec.Cells[:len(p.wanted)]
	for i, column := range p.wanted {
		if column < columns {
			cells[i] = p.cell(start, ends, column)
		} else {
			cells[i] = nil
		}
	}
	if p.copying {
		p.start, p.row = start, ends
	}
	p.counts.Records++
	if err := p.sink(&p.rec); err != nil {
		return &scan.Error{Kind: scan.Stopped, Offset: int64(start), Err: err}
	}
	return nil
}

// cell returns the text of a cell of the record that begins at start.
func (p *parser) cell(start int, ends []int32, column int) []byte {
	d := p.data
	from, to, quoted := p.place(start, ends, column)
	if quoted && bytes.IndexByte(d[from:to], '"') >= 0 {
		return p.unescape(d[from:to])
	}
	return d[from:to:to]
}

// place returns where the text of a cell stands: within its quotes if it is
// quoted, so that each quote in it stands for two.
func (p *parser) place(start int, ends []int32, column int) (from, to int, quoted bool) {
	d := p.data
	from, to = start, int(ends[column])
	if column > 0 {
		from = int(ends[column-1]) + 1
	}
	if column == len(ends)-1 && to > from && d[to-1] == '\r' {
		to--
	}
	if from < to && d[from] == '"' && p.quotes == quoteWord {
		if p.lazy && closing(d, from+1, to) != to-1 {
			return from, to, false // as written
		}
		return from + 1, to - 1, true
	}
	return from, to, false
}

// unescape returns cell with "" made ", kept in scratch.
func (p *parser) unescape(cell []byte) []byte {
	from := len(p.scratch)
	for {
		i := bytes.IndexByte(cell, '"')
		if i < 0 {
			break
		}
		p.scratch = append(p.scratch, cell[:i+1]...)
		cell = cell[i+2:]
	}
	p.scratch = append(p.scratch, cell...)
	return p.scratch[from:len(p.scratch):len(p.scratch)]
}

// faulty returns what is wrong with the record that begins at start, in which
// indexing stopped after the cells with these ends.
func (p *parser) faulty(start int, ends []int32, n int, last bool) *scan.Error {
	if err := p.unfinished(start, ends); err != nil {
		return err
	}
	seen := p.faultAt
	if p.fault == scan.OpenQuote {
		if !last {
			return nil
		}
		seen = n
	}
	return p.fail(p.fault, start, seen, p.faultAt, len(ends))
}

// unfinished returns what is wrong with the first cells of the record that
// begins at start, of which the rest is not there.
func (p *parser) unfinished(start int, ends []int32) *scan.Error {
	if len(ends) > p.width {
		return p.tooWide(start, ends)
	}
	return nil
}

// tooWide returns the error of the first cell beyond the width that is not
// empty. Records that are not handed over may have any width.
func (p *parser) tooWide(start int, ends []int32) *scan.Error {
	if p.width == 0 || !p.hand {
		return nil
	}
	for column := p.width; column < len(ends); column++ {
		if len(p.cell(start, ends, column)) > 0 {
			return p.fail(scan.TooWide, start, int(ends[column]), int(ends[column-1])+1, column)
		}
	}
	return nil
}

// fail returns the error of a cell: seen is how far the text had to be read to
// know of it, place where it is. Beyond the longest record allowed it is the
// length that is wrong, since how much of such a record is there to be read
// depends on the size of the blocks.
func (p *parser) fail(k scan.Kind, start, seen, place, column int) *scan.Error {
	if seen-start > p.maxRecord {
		return &scan.Error{Kind: scan.RecordTooLong, Offset: int64(start)}
	}
	return &scan.Error{Kind: k, Offset: int64(place), Column: column + 1}
}
