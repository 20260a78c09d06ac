package parquetscan

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// Kinds of pages.
const (
	dataPage       = 0
	indexPage      = 1
	dictionaryPage = 2
	dataPage2      = 3
)

const (
	headGuess = 4 << 10 // bytes within which the head of a page ends as a rule
	maxHead   = 4 << 20 // statistics in it can hold two long values
)

// pageHead is the head of a page.
type pageHead struct {
	kind               int32
	plain, size        int32 // bytes before and after compression
	crc                uint32
	hasCRC             bool
	values             int32
	encoding           int32
	definition         int32 // encoding of the levels, dataPage only
	levels, repetition int32 // bytes of the levels, dataPage2 only
	compressed         bool
}

func (w *wire) pageHead() pageHead {
	h := pageHead{kind: -1, plain: -1, size: -1, compressed: true, definition: rle}
	inner := func(f func(id int, typ byte) bool) bool { w.fields(f); return true }
	w.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == typeI32:
			h.kind = w.i32()
		case id == 2 && typ == typeI32:
			h.plain = w.i32()
		case id == 3 && typ == typeI32:
			h.size = w.i32()
		case id == 4 && typ == typeI32:
			h.crc, h.hasCRC = uint32(w.i32()), true
		case (id == 5 || id == 7) && typ == typeStruct:
			return inner(func(id int, typ byte) bool {
				switch {
				case id == 1 && typ == typeI32:
					h.values = w.i32()
				case id == 2 && typ == typeI32:
					h.encoding = w.i32()
				case id == 3 && typ == typeI32:
					h.definition = w.i32()
				default:
					return false
				}
				return true
			})
		case id == 8 && typ == typeStruct:
			return inner(func(id int, typ byte) bool {
				switch {
				case id == 1 && typ == typeI32:
					h.values = w.i32()
				case id == 4 && typ == typeI32:
					h.encoding = w.i32()
				case id == 5 && typ == typeI32:
					h.levels = w.i32()
				case id == 6 && typ == typeI32:
					h.repetition = w.i32()
				case id == 7 && (typ == typeTrue || typ == typeFalse):
					h.compressed = typ == typeTrue
				default:
					return false
				}
				return true
			})
		default:
			return false
		}
		return true
	})
	return h
}

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
	inPage     int64   // values left in the page at hand
	present    *hybrid // 1 for each value that is not null; nil: all are there
	indexes    *hybrid // into the dictionary
	values     values  // nil with indexes
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
	if p.present != nil {
		switch there, ok := p.present.next(); {
		case !ok || there > 1:
			return dst, damaged("a page has fewer values than it says")
		case there == 0:
			return dst, nil
		}
	}
	if p.indexes != nil {
		i, ok := p.indexes.next()
		if ok {
			var cell []byte
			if cell, ok = p.dictionary.cell(i); ok {
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
	if h.kind == indexPage {
		p.at += int64(h.size)
		return nil
	}
	data, levels, err := p.read(&h)
	if err != nil {
		return err
	}
	switch h.kind {
	case dictionaryPage:
		return p.setDictionary(&h, data)
	case dataPage, dataPage2:
		if h.values < 0 || int64(h.values) > p.left {
			return damaged("its pages have more values than rows")
		}
		p.left -= int64(h.values)
		p.inPage = int64(h.values)
		return p.setPage(&h, data, levels)
	}
	return damaged("a page of an unknown kind")
}

// head reads the head of the next page.
func (p *pager) head() (pageHead, error) {
	for guess := int64(headGuess); ; guess *= 16 {
		n := min(guess, p.end-p.at)
		b := p.text.scratch(int(n))
		if err := p.text.t.read(b, p.at); err != nil {
			return pageHead{}, err
		}
		w := &wire{b: b}
		h := w.pageHead()
		if w.bad && w.short && n < p.end-p.at && guess < maxHead {
			continue
		}
		p.at += int64(w.at)
		if w.bad || h.size < 0 || h.plain < 0 || int64(h.size) > p.end-p.at {
			return h, damaged("the head of a page makes no sense")
		}
		return h, nil
	}
}

// read returns the bytes of a page, decompressed, and those of its levels, which in
// pages of version 2 stand before and are never compressed.
func (p *pager) read(h *pageHead) (data, levels []byte, err error) {
	raw := p.text.scratch(int(h.size))
	if err := p.text.t.read(raw, p.at); err != nil {
		return nil, nil, err
	}
	p.at += int64(h.size)
	if h.hasCRC && crc32.ChecksumIEEE(raw) != h.crc {
		return nil, nil, damaged("the checksum of a page is wrong")
	}
	lead := 0
	if h.kind == dataPage2 {
		if h.repetition != 0 || h.levels < 0 || h.levels > h.size || h.levels > h.plain {
			return nil, nil, damaged("the levels of a page make no sense")
		}
		lead = int(h.levels)
	}
	if p.page, err = p.text.hold(p.page, int(h.plain)); err != nil {
		return nil, nil, err
	}
	codec := p.chunk.codec
	if h.kind == dataPage2 && !h.compressed {
		codec = uncompressed
	}
	copy(p.page[:lead], raw)
	if err := p.text.decompress(codec, p.page[lead:], raw[lead:]); err != nil {
		return nil, nil, err
	}
	return p.page[lead:], p.page[:lead], nil
}

// setDictionary writes the values of a dictionary out as cells, once.
func (p *pager) setDictionary(h *pageHead, data []byte) error {
	if p.dictionary != nil || p.left != p.chunk.values || h.encoding != plain && h.encoding != plainDictionary {
		return damaged("its dictionary makes no sense")
	}
	// A value takes a byte at least, but a truth value, of which nobody makes a dictionary.
	if h.values < 0 || int64(h.values) > int64(len(data)) {
		return damaged("its dictionary makes no sense")
	}
	if err := p.text.take(int(h.values) * 4); err != nil {
		return err
	}
	d := &dictionary{ends: make([]int32, 0, h.values)}
	from, held := p.c.plain(data), 0
	for range h.values {
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
func (p *pager) setPage(h *pageHead, data, levels []byte) error {
	if p.present = nil; p.c.optional {
		if h.kind == dataPage {
			if h.definition != rle {
				return &Error{Kind: Unsupported, Msg: "marks its blanks in an old way (BIT_PACKED)"}
			}
			if len(data) < 4 || uint64(binary.LittleEndian.Uint32(data)) > uint64(len(data)-4) {
				return damaged("the levels of a page make no sense")
			}
			n := 4 + int(binary.LittleEndian.Uint32(data))
			levels, data = data[4:n], data[n:]
		}
		p.present = &hybrid{b: levels, width: 1}
	}
	p.indexes, p.values = nil, nil
	if h.encoding == plainDictionary || h.encoding == rleDictionary {
		if len(data) == 0 { // all are null
			p.indexes = &hybrid{}
			return nil
		}
		if p.dictionary == nil || data[0] > 32 {
			return damaged("a dictionary is missing")
		}
		p.indexes = &hybrid{b: data[1:], width: uint(data[0])}
		return nil
	}
	if len(data) == 0 {
		p.values = &bits{}
		return nil
	}
	v, ok := p.c.decode(h.encoding, data, int64(h.values))
	switch {
	case !ok:
		return damaged("a page does not decode")
	case v == nil:
		return &Error{Kind: Unsupported, Msg: fmt.Sprintf("is written in an encoding that is not known for it (%d)", h.encoding)}
	}
	p.values = v
	return nil
}
