package part

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

const (
	// pageRows is how many rows a page holds at most.
	pageRows = 1 << 16
	// maxPageBytes is how many bytes of text a page gathers before it is closed, in
	// a file of few columns: the open pages of all columns stay in a processor's cache.
	maxPageBytes = 64 << 10
	// allPageBytes is the same for the open pages of all columns together, so that
	// a reader of all columns of a wide file needs no more.
	allPageBytes = 16 << 20
	minPageBytes = 4 << 10
)

// pages collects the finished pages of one column.
type pages struct {
	c    chunk
	done [][]byte
	idle int // pages that are not tried to be compressed
}

// add finishes a page of version 2: levels as they are, values compressed when
// the column's codec says so and it helps.
func (p *pages) add(rows, nulls int, levels, values []byte) {
	h := parquet.PageHead{Kind: parquet.DataPage2, Values: rows, Nulls: nulls, Encoding: p.c.encoding, Levels: len(levels), Plain: len(levels) + len(values)}
	w := scratches.Get().(*scratch)
	if p.c.codec != parquet.Uncompressed {
		if zipped := p.squeeze(w, values); zipped != nil {
			values, h.Zipped = zipped, true
		}
	}
	h.Size = len(levels) + len(values)
	w.head = h.Append(w.head[:0])
	page := make([]byte, 0, len(w.head)+h.Size)
	page = append(append(append(page, w.head...), levels...), values...)
	scratches.Put(w)
	p.c.plain += int64(len(page) - h.Size + h.Plain)
	p.c.rows += int64(rows)
	p.c.nulls += int64(nulls)
	p.put(page)
}

// A page that loses less than an eighth is left as it is, and so are some after it:
// random ids never get smaller.
const (
	leastGain = 8
	idlePages = 15
)

// squeeze compresses a page's values, nil when it is not worth while. Snappy takes half
// the time of the fastest zstd and leaves a fifth more, which costs less to seal than
// it saves.
func (p *pages) squeeze(w *scratch, values []byte) []byte {
	if p.idle > 0 {
		p.idle--
		return nil
	}
	w.zipped = parquet.CompressSnappy(w.zipped, values)
	if len(w.zipped) > len(values)-len(values)/leastGain {
		p.idle = idlePages
		return nil
	}
	return w.zipped
}

// scratch is room for the making of a page.
type scratch struct{ head, levels, values, zipped []byte }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// addDictionary finishes the dictionary's page, which must be the first.
func (p *pages) addDictionary(values int, plain []byte) {
	h := parquet.PageHead{Kind: parquet.DictionaryPage, Values: values, Encoding: parquet.Plain, Sorted: true, Size: len(plain), Plain: len(plain)}
	page := append(h.Append(make([]byte, 0, 48+len(plain))), plain...)
	p.c.plain += int64(len(page))
	p.c.dictionary = int64(len(page))
	p.put(page)
}

func (p *pages) put(page []byte) {
	p.c.size += int64(len(page))
	p.done = append(p.done, page)
}

func (p *pages) reset() {
	p.done, p.idle = nil, 0
	p.c.rows, p.c.nulls, p.c.size, p.c.plain, p.c.dictionary, p.c.ranged = 0, 0, 0, 0, 0, false
}

// span widens the least and the greatest value.
func (p *pages) span(v int64) {
	if !p.c.ranged {
		p.c.ranged, p.c.least, p.c.most = true, v, v
	}
	p.c.least, p.c.most = min(p.c.least, v), max(p.c.most, v)
}

// column is a column without a dictionary: its pages are finished as rows come,
// so that text is held compressed.
type column struct {
	pages
	limit   int     // bytes of an open page
	present []uint8 // of the open page, one a row; nil in a required column
	nulls   int     // of the open page
	rows    int     // of the open page
	values  []byte  // of the open page: plain values, or the bytes of texts
	numbers []int64 // of the open page: times
	sizes   []int32 // of the open page: the lengths of texts
	sound   int     // bytes of values, from the start, that are known to be UTF-8 text by text
}

func newColumn(name string, t Type, optional bool, limit int) *column {
	c := &column{limit: limit}
	c.c = chunk{Column: Column{Name: name, Type: t, Optional: optional}, encoding: parquet.Plain}
	switch t {
	case Text:
		c.c.encoding, c.c.codec = parquet.DeltaLengthByteArray, parquet.Snappy
	case Timestamp:
		c.c.encoding = parquet.DeltaBinaryPacked
	case Double:
		c.c.codec = parquet.Snappy
	}
	return c
}

// row notes that a row begins, with a value or without one.
func (c *column) row(present bool) {
	if c.rows == pageRows || len(c.values) >= c.limit {
		c.flush()
	}
	c.note(present)
}

// note counts a row of the open page.
func (c *column) note(present bool) {
	c.rows++
	if !c.c.Optional {
		return
	}
	c.present = room(c.present, 1)
	if present {
		c.present = append(c.present, 1)
	} else {
		c.present = append(c.present, 0)
		c.nulls++
	}
}

// text adds a row. A text that does not fit into the open page begins another, so
// that no page but that of one great text is greater than the limit. Bytes that are no
// UTF-8 are replaced when the page is settled, which is before anything hangs on its size.
func (c *column) text(v []byte) {
	if c.rows == pageRows || len(c.values)+len(v) > c.limit || len(c.values) == c.limit {
		c.settle()
		c.place(valid(v))
		return
	}
	c.put(v)
}

// place adds a row to the open page, or to another where it does not fit.
func (c *column) place(v []byte) {
	if c.rows == pageRows || len(c.values)+len(v) > c.limit || len(c.values) == c.limit {
		c.flush()
	}
	c.put(v)
}

// put adds a row to the open page.
func (c *column) put(v []byte) {
	if c.note(v != nil); v != nil {
		c.sizes = append(room(c.sizes, 1), int32(len(v)))
		c.values = append(room(c.values, len(v)), v...)
	}
}

func (c *column) id(v *[16]byte, present bool) {
	if c.row(present); present {
		c.values = append(room(c.values, len(v)), v[:]...)
	}
}

func (c *column) double(v float64, present bool) {
	if c.row(present); present {
		c.values = binary.LittleEndian.AppendUint64(room(c.values, 8), math.Float64bits(v))
	}
}

func (c *column) time(ms int64, present bool) {
	if c.row(present); present {
		c.numbers = append(room(c.numbers, 1), ms)
		c.span(ms)
	}
}

// flush finishes the open page.
func (c *column) flush() {
	c.settle()
	if c.rows == 0 {
		return
	}
	w := scratches.Get().(*scratch)
	w.levels = w.levels[:0]
	if c.c.Optional {
		w.levels = parquet.AppendHybrid(w.levels, c.present, nil, 1)
	}
	values := c.values
	switch c.c.Type {
	case Timestamp:
		w.values = parquet.AppendDelta(w.values[:0], c.numbers)
		values = w.values
	case Text:
		w.values = append(parquet.AppendDelta(w.values[:0], c.sizes), c.values...)
		values = w.values
	}
	c.add(c.rows, c.nulls, w.levels, values)
	if cap(w.values) > 4*maxPageBytes { // of one enormous cell
		w = new(scratch)
	}
	scratches.Put(w)
	c.rows, c.nulls, c.sound = 0, 0, 0
	c.present, c.values, c.numbers, c.sizes = c.present[:0], c.values[:0], c.numbers[:0], c.sizes[:0]
	if cap(c.values) > 4*maxPageBytes { // of one enormous cell
		c.values = nil
	}
}

func (c *column) finish() *pages {
	c.flush()
	return &c.pages
}

func (c *column) held() int {
	return int(c.c.size) + cap(c.present) + cap(c.values) + 8*cap(c.numbers) + 4*cap(c.sizes)
}

func (c *column) reset() {
	c.pages.reset()
	c.rows, c.nulls, c.sound = 0, 0, 0
	c.present, c.values, c.numbers, c.sizes = nil, nil, nil, nil
}

// builder is a column of any sort.
type builder interface {
	finish() *pages // what was added, as pages; nothing may be added afterwards
	held() int
	reset()
	joins(o builder) bool // o's rows can come after those here
	join(o builder)
}

// writeFile writes a file of finished columns.
func writeFile(w io.Writer, tier string, rows int, columns []builder) error {
	if rows == 0 {
		return fmt.Errorf("a part of no rows")
	}
	f := footer{tier: tier, rows: int64(rows)}
	if _, err := io.WriteString(w, parquet.Magic); err != nil {
		return err
	}
	at := int64(len(parquet.Magic))
	for _, b := range columns {
		p := b.finish()
		p.c.offset = at
		for _, page := range p.done {
			if _, err := w.Write(page); err != nil {
				return err
			}
		}
		at += p.c.size
		f.chunks = append(f.chunks, p.c)
	}
	_, err := w.Write(f.append(nil))
	return err
}
