package parquetscan

import (
	"fmt"
	"hash/crc32"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

const (
	headGuess = 4 << 10 // bytes within which the head of a page ends as a rule
	maxHead   = 4 << 20 // statistics in it can hold two long values
)

// pager reads the pages of one column in one group.
type pager struct {
	c     *column
	chunk chunk
	text  *Text
	at    int64 // of the next page in the file
	end   int64
	left  int64 // values in pages that are still to come

	page       []byte // reused
	dictionary *dictionary
	inPage     int64          // values left in the page at hand
	levels     parquet.Hybrid // of an optional column: 1 for each value that is there
	indexes    parquet.Hybrid // into the dictionary
	values     values         // nil with indexes
}

// dictionary holds cells as they are written.
type dictionary struct {
	cells []byte
	ends  []int32
}

func (d *dictionary) cell(i uint32) ([]byte, bool) {
	if uint64(i) >= uint64(len(d.ends)) {
		return nil, false
	}
	from := int32(0)
	if i > 0 {
		from = d.ends[i-1]
	}
	return d.cells[from:d.ends[i]], true
}

func (t *Text) newPager(c *column, k chunk) *pager {
	return &pager{c: c, chunk: k, text: t, at: k.start, end: k.start + k.size, left: k.values}
}

// append writes the next cell to dst.
func (p *pager) append(dst []byte) ([]byte, error) {
	for p.inPage == 0 {
		if err := p.next(); err != nil {
			return dst, err
		}
	}
	p.inPage--
	if p.c.optional {
		switch there, err := p.levels.One(); {
		case err != nil:
			return dst, damaged("a page has fewer values than it says")
		case there == 0:
			return dst, nil
		}
	}
	if p.values == nil {
		if i, err := p.indexes.One(); err == nil {
			if cell, ok := p.dictionary.cell(i); ok {
				return append(dst, cell...), nil
			}
		}
		return dst, damaged("a value is not in its dictionary")
	}
	v, ok := p.values.next()
	if !ok {
		return dst, damaged("a page has fewer values than it says")
	}
	return p.c.appendCell(dst, v), nil
}

// next reads pages up to one with values.
func (p *pager) next() error {
	if p.left == 0 || p.at >= p.end {
		return damaged("it has fewer values than rows")
	}
	h, err := p.head()
	if err != nil {
		return err
	}
	if h.Kind == parquet.IndexPage {
		p.at += int64(h.Size)
		return nil
	}
	data, levels, err := p.read(&h)
	if err != nil {
		return err
	}
	switch h.Kind {
	case parquet.DictionaryPage:
		return p.setDictionary(&h, data)
	case parquet.DataPage, parquet.DataPage2:
		if h.Values < 0 || int64(h.Values) > p.left {
			return damaged("its pages have more values than rows")
		}
		p.left -= int64(h.Values)
		p.inPage = int64(h.Values)
		return p.setPage(&h, data, levels)
	}
	return damaged("a page of an unknown kind")
}

// head reads the head of the next page.
func (p *pager) head() (h parquet.PageHead, err error) {
	for guess := int64(headGuess); ; guess *= 16 {
		n := min(guess, p.end-p.at)
		b := p.text.scratch(int(n))
		if err := p.text.t.read(b, p.at); err != nil {
			return h, err
		}
		r := parquet.NewReader(b)
		h = r.PageHead()
		if r.Short() && n < p.end-p.at && guess < maxHead {
			continue
		}
		p.at += int64(r.Pos())
		if r.Err() != nil || h.Size < 0 || h.Plain < 0 || int64(h.Size) > p.end-p.at {
			return h, damaged("the head of a page makes no sense")
		}
		return h, nil
	}
}

// read returns the bytes of a page, decompressed, and those of its levels, which in
// pages of version 2 stand before and are never compressed.
func (p *pager) read(h *parquet.PageHead) (data, levels []byte, err error) {
	raw := p.text.scratch(h.Size)
	if err := p.text.t.read(raw, p.at); err != nil {
		return nil, nil, err
	}
	p.at += int64(h.Size)
	if h.Checked && crc32.ChecksumIEEE(raw) != h.Checksum {
		return nil, nil, damaged("the checksum of a page is wrong")
	}
	lead := 0
	if h.Kind == parquet.DataPage2 {
		if h.Repetition != 0 || h.Levels < 0 || h.Levels > h.Size || h.Levels > h.Plain {
			return nil, nil, damaged("the levels of a page make no sense")
		}
		lead = h.Levels
	}
	if p.page, err = p.text.hold(p.page, h.Plain); err != nil {
		return nil, nil, err
	}
	codec := p.chunk.codec
	if h.Kind == parquet.DataPage2 && !h.Zipped {
		codec = parquet.Uncompressed
	}
	copy(p.page[:lead], raw)
	if err := decompress(codec, p.page[lead:], raw[lead:]); err != nil {
		return nil, nil, err
	}
	return p.page[lead:], p.page[:lead], nil
}

// setDictionary writes the values of a dictionary out as cells, once.
func (p *pager) setDictionary(h *parquet.PageHead, data []byte) error {
	if p.dictionary != nil || p.left != p.chunk.values || h.Encoding != parquet.Plain && h.Encoding != parquet.PlainDictionary {
		return damaged("its dictionary makes no sense")
	}
	// A value takes a byte at least, but a truth value, of which nobody makes a dictionary.
	if h.Values < 0 || int64(h.Values) > int64(len(data)) {
		return damaged("its dictionary makes no sense")
	}
	if err := p.text.take(h.Values * 4); err != nil {
		return err
	}
	d := &dictionary{ends: make([]int32, 0, h.Values)}
	from, held := p.c.plain(data), 0
	for range h.Values {
		v, ok := from.next()
		if !ok {
			return damaged("its dictionary makes no sense")
		}
		d.cells = p.c.appendCell(d.cells, v)
		if len(d.cells) > 2*maxPage {
			return tooBig()
		}
		if more := cap(d.cells) - held; more > 0 {
			held += more
			if err := p.text.take(more); err != nil {
				return err
			}
		}
		d.ends = append(d.ends, int32(len(d.cells)))
	}
	p.dictionary = d
	return nil
}

// setPage prepares to give the values of a page.
func (p *pager) setPage(h *parquet.PageHead, data, levels []byte) error {
	if p.c.optional {
		if h.Kind == parquet.DataPage {
			if h.LevelEncoding != parquet.RLE {
				return &Error{Kind: Unsupported, Msg: "marks its blanks in an old way (BIT_PACKED)"}
			}
			var ok bool
			if levels, data, ok = parquet.Prefixed(data); !ok {
				return damaged("the levels of a page make no sense")
			}
		}
		p.levels = parquet.NewHybrid(levels, 1)
	}
	p.values = nil
	if h.Encoding == parquet.PlainDictionary || h.Encoding == parquet.RLEDictionary {
		if len(data) == 0 { // all are null
			p.indexes = parquet.NewHybrid(nil, 0)
			return nil
		}
		if p.dictionary == nil || data[0] > 32 {
			return damaged("a dictionary is missing")
		}
		p.indexes = parquet.NewHybrid(data[1:], uint(data[0]))
		return nil
	}
	if len(data) == 0 {
		p.values = &bits{}
		return nil
	}
	v, ok := p.c.decode(h.Encoding, data, h.Values)
	switch {
	case !ok:
		return damaged("a page does not decode")
	case v == nil:
		return &Error{Kind: Unsupported, Msg: fmt.Sprintf("is written in an encoding that is not known for it (%d)", h.Encoding)}
	}
	p.values = v
	return nil
}
