package csvscan

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Words of eight equal bytes, for searching eight bytes at a time.
const (
	ones     = 0x0101010101010101
	lows     = 0x7f * ones
	highs    = 0x80 * ones
	newlines = '\n' * ones
	quotes   = '"' * ones
)

// never is a list of wanted columns that no column reaches.
var never = []int{math.MaxInt}

// span is where a wanted cell stands in the block, without its quotes.
type span struct {
	start, end int
	escaped    bool // holds "" that stand for "
}

// parser walks the cells of blocks. Nothing but its buffers lives on from one
// record to the next.
type parser struct {
	comma       byte
	quote       byte // the comma again with Layout.NoQuotes: then no quote is ever found
	lazy        bool
	width       int
	skipRecords int
	maxRecord   int

	allWants []int  // wanted columns ascending, then the width or a column never reached
	slots    []int  // for each wanted cell its place in spans
	spans    []span // of the record at hand, filled in the order of wants
	scratch  []byte // unescaped cells of the record at hand

	sink    scan.Sink // nil: records are only walked
	limit   int       // without a sink: how many records to walk
	counts  *scan.Counts
	rec     scan.Record
	columns int // of the record at hand

	// Of the block at hand.
	data  []byte // with its padding
	wants []int  // allWants, or never in records that are skipped
	hand  bool   // records go to the sink
	err   *scan.Error
}

func newParser(l Layout, columns []int, maxRecord int) *parser {
	p := &parser{
		comma: l.comma(), quote: '"', lazy: l.Lazy, width: l.Width,
		skipRecords: l.SkipRecords, maxRecord: maxRecord, counts: new(scan.Counts),
	}
	if l.NoQuotes {
		p.quote = p.comma
	}
	wants, slots := sortedColumns(columns, l.Width)
	p.slots, p.spans = slots, make([]span, len(wants))
	p.allWants = append(wants, math.MaxInt)
	if l.Width > 0 {
		p.allWants[len(wants)] = l.Width
	}
	p.rec.Cells = make([][]byte, len(columns))
	p.handOver(false)
	return p
}

// handOver chooses whether records go to the sink or are only walked.
func (p *parser) handOver(yes bool) {
	if p.hand = yes; yes {
		p.wants = p.allWants
	} else {
		p.wants = never
	}
}

// parse walks the records of d[:n]; scan.Pad bytes more belong to d. With last
// set the last record may lack its line end. It returns where the first record
// begins that was not finished (n: none), or the first error, its Offset being
// relative to d.
//
// Every byte outside quotes goes through this one loop, so it is longer than
// is good for it: what each cell needs stays in registers.
func (p *parser) parse(d []byte, n int, last bool) (int, *scan.Error) {
	if n == 0 {
		return 0, nil
	}
	p.data, p.err = d, nil
	d[n] = '\n' // ends the last record, so that no search has to look for n
	commas, opens := uint64(p.comma)*ones, uint64(p.quote)*ones
	start, cell := 0, 0                // where the record and the cell begin
	column, want := 0, 0               // of the cell; wanted cells found
	wants, next := p.wants, p.wants[0] // next: the column where something is to be done
	for at := 0; ; at += 8 {
		// A byte differs from c if its low bits, xor c, plus 0x7f carry into the
		// high bit; bytes beyond ASCII have that bit already.
		w := binary.LittleEndian.Uint64(d[at:])
		low := w & lows
		m := ((low^commas)+lows)&((low^opens)+lows)&((low^newlines)+lows) | w
		for m = ^m & highs; m != 0; m &= m - 1 {
			t := bits.TrailingZeros64(m)
			end := at + t>>3
			from, to, escaped := cell, end, false
			c := byte(w >> (t & 56))
			switch c {
			case '"':
				if end != cell {
					if p.lazy {
						continue
					}
					return start, p.fail(scan.LoneQuote, start, end, end, column)
				}
				from++
				if to, escaped = closing(d, from, n); to >= n {
					if !last {
						return start, nil
					}
					return start, p.fail(scan.OpenQuote, start, n, cell, column)
				}
				end = to + 1
				if c = d[end]; c == '\r' && d[end+1] == '\n' {
					end, c = end+1, '\n'
				}
				at, m = end-7, 0 // go on behind end
				if c != p.comma && c != '\n' {
					if p.lazy {
						continue
					}
					return start, p.fail(scan.LoneQuote, start, to, to, column)
				}
			case '\n':
				if to > from && d[to-1] == '\r' {
					to--
				}
			}
			if column >= next {
				if want == len(p.spans) {
					if to > from {
						return start, p.fail(scan.TooWide, start, end, cell, column)
					}
				} else {
					p.spans[want] = span{from, to, escaped}
					want++
					next = wants[want]
				}
			}
			cell = end + 1
			if c != '\n' {
				column++
				continue
			}
			if end == n && !last {
				return start, nil
			}
			if to == start { // a quoted cell would begin one byte later
				p.blank()
			} else if p.record(start, end, column+1, want) {
				return cell, p.err
			}
			if cell >= n {
				return n, nil
			}
			start, column, want, next = cell, 0, 0, wants[0]
		}
	}
}

// closing returns where the quoted cell whose text begins at d[at] is closed, and
// whether it holds doubled quotes. The place is n or beyond if that is not
// within d[:n].
func closing(d []byte, at, n int) (end int, escaped bool) {
	for {
		y := binary.LittleEndian.Uint64(d[at:]) ^ quotes
		if m := (y - ones) &^ y & highs; m != 0 {
			end = at + bits.TrailingZeros64(m)>>3 // only the lowest bit is exact
		} else if i := bytes.IndexByte(d[at+8:], '"'); i >= 0 {
			end = at + 8 + i
		} else {
			return n, escaped
		}
		if end >= n || d[end+1] != '"' {
			return end, escaped
		}
		at, escaped = end+2, true
	}
}

func (p *parser) blank() {
	if p.hand {
		p.counts.Blank++
	}
}

// record ends the record from start to the newline at end, with the number of
// its columns and of the wanted cells among them. It reports whether to stop.
func (p *parser) record(start, end, columns, found int) bool {
	if size := min(end+1, len(p.data)-scan.Pad) - start; size > p.maxRecord {
		p.err = &scan.Error{Kind: scan.RecordTooLong, Offset: int64(start)}
		return true
	}
	if !p.hand {
		p.limit--
		return p.limit == 0
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
	for i, slot := range p.slots {
		if slot >= found {
			p.rec.Cells[i] = nil
			continue
		}
		s := &p.spans[slot]
		if s.escaped {
			p.rec.Cells[i] = p.unescape(p.data[s.start:s.end])
		} else {
			p.rec.Cells[i] = p.data[s.start:s.end:s.end]
		}
	}
	p.counts.Records++
	if err := p.sink(&p.rec); err != nil {
		p.err = &scan.Error{Kind: scan.Stopped, Offset: int64(start), Err: err}
		return true
	}
	return false
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
