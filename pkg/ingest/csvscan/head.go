package csvscan

import (
	"bytes"
	"errors"
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// headStep is how much of a buffer Head looks at first; then four times as much.
const headStep = 64 << 10

// longestHead bounds what Head looks at; places in a block are 32 bits wide.
const longestHead = 1 << 30

// widestHead bounds the cells of a record that Head returns, at twice what a
// spreadsheet can hold: a line of delimiters must not become 16 bytes for each.
const widestHead = 1 << 15

// Head returns the first limit records of data as text (limit <= 0: all), and for
// each the physical line, from 1, where it begins. With complete, data is the
// whole stream, so that the last record needs no line end; otherwise what is
// left unfinished is dropped. Blank records are dropped, records are as wide as
// they are written, up to 32,768 cells: Layout.Width plays no part,
// Layout.SkipRecords does. A quote
// out of place (strict mode), or never closed in complete data, gives a
// *scan.Error beside the records before it.
func Head(data []byte, complete bool, l Layout, limit int) (records [][]string, lines []int64, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	if len(data) > longestHead {
		data, complete = data[:longestHead], false
	}
	l.Width = 0
	for size := headStep; size < len(data); size *= 4 {
		records, lines, err = head(data[:size], false, l, limit)
		if err != nil || len(records) == limit {
			return records, lines, err
		}
	}
	return head(data, complete, l, limit)
}

// errEnough stops the parser when Head has what it wants.
var errEnough = errors.New("enough")

func head(data []byte, complete bool, l Layout, limit int) (records [][]string, lines []int64, err error) {
	b := &scan.Block{Data: make([]byte, len(data), len(data)+scan.Pad), Last: complete}
	copy(b.Data, data)
	if l.CR {
		breakAtCR(b.Data, data)
	}
	width := 0
	err = walkHead(b, l, nil, limit, func(p *parser) { width = min(max(width, p.columns), widestHead) })
	columns := make([]int, width)
	for i := range columns {
		columns[i] = i
	}
	_ = walkHead(b, l, columns, limit, func(p *parser) { // the same error, if any
		cells := make([]string, min(p.columns, widestHead))
		for i := range cells {
			cells[i] = string(p.rec.Cells[i])
		}
		records = append(records, cells)
		lines = append(lines, int64(p.rec.Pos().Line)+1)
	})
	return records, lines, err
}

// walkHead calls each for the first limit records of b after those to skip.
func walkHead(b *scan.Block, l Layout, columns []int, limit int, each func(*parser)) error {
	p := newParser(l, columns, math.MaxInt)
	seen := 0
	p.sink = func(*scan.Record) error {
		if seen++; seen > l.SkipRecords {
			each(p)
		}
		if seen-l.SkipRecords >= limit {
			return errEnough
		}
		return nil
	}
	p.rec.Attach(b)
	p.hand = true
	_, err := p.parse(b.Padded(), len(b.Data), b.Last)
	if err == nil || err.Kind == scan.Stopped {
		return nil
	}
	err.Line = int64(bytes.Count(b.Data[:err.Offset], []byte{'\n'})) + 1
	return err
}
