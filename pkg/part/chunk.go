package part

import (
	"encoding/binary"
	"fmt"
)

// damaged makes the error of a column.
func (c *chunk) damaged(what string) error {
	return fmt.Errorf("%w: %s in the column %s", ErrDamaged, what, quoted(c.Name))
}

// blame names the column in an error of a decoder.
func (c *chunk) blame(err error) error {
	switch err {
	case errRuns:
		return c.damaged("bad runs in a page")
	case errDelta:
		return c.damaged("bad differences in a page")
	}
	return err
}

// page is a page of a chunk.
type page struct {
	pageHead
	body []byte // levels and values, as they stand
}

// nextPage parts the first page from the bytes of a chunk; rows is how many are
// still to come.
func (c *chunk) nextPage(data []byte, rows int) (page, []byte, error) {
	var p page
	r := &wireReader{data: data[:min(len(data), maxPageHead)]}
	p.read(r)
	switch {
	case r.err != nil:
		return p, nil, c.damaged("a bad head of a page")
	case p.size < 0 || p.size > len(data)-r.pos || p.plain < 0 || p.plain > maxPage:
		return p, nil, c.damaged("a page of a bad size")
	case p.levels < 0 || p.levels > min(p.size, p.plain) || p.nulls < 0 || p.nulls > p.values:
		return p, nil, c.damaged("a page of bad levels")
	case p.kind != pageDictionary && p.kind != pageData || p.repeated:
		return p, nil, c.damaged("an unknown kind of page")
	case p.values < 0 || p.values > rows || p.values == 0 && p.kind == pageData:
		return p, nil, c.damaged("a page of too many values")
	}
	p.zipped = p.zipped && p.kind == pageData && c.codec != codecNone
	if !p.zipped && p.plain != p.size {
		return p, nil, c.damaged("a page of a bad size")
	}
	p.body = data[r.pos : r.pos+p.size]
	return p, data[r.pos+p.size:], nil
}

// split gives a data page's levels and values; buf is room for the values.
func (c *chunk) split(p *page, buf []byte) (levels, values []byte, err error) {
	levels, values = p.body[:p.levels], p.body[p.levels:]
	if c.Optional != (p.levels > 0) {
		return nil, nil, c.damaged("a page of bad levels")
	}
	if !p.zipped {
		return levels, values, nil
	}
	n := p.plain - p.levels
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	if err := c.unzip(buf[:n], values); err != nil {
		return nil, nil, c.damaged("a page that does not decompress")
	}
	return levels, buf[:n], nil
}

// values are the distinct values of a chunk with a dictionary, in order.
type values struct {
	texts [][]byte // pieces of what was read
	ints  []int32
}

func (v *values) len() int { return len(v.texts) + len(v.ints) }

// dictionaryOf reads the distinct values of a chunk from the bytes of its page.
func (f *File) dictionaryOf(c *chunk, data []byte) (*values, error) {
	if len(data) == 0 || c.Type != Text && c.Type != Int && c.Type != Date {
		return nil, c.damaged("no dictionary")
	}
	p, rest, err := c.nextPage(data, int(f.meta.rows))
	if err != nil {
		return nil, err
	}
	if p.kind != pageDictionary || p.encoding != encPlain || len(rest) > 0 || p.values > len(p.body)/4 {
		return nil, c.damaged("a bad dictionary")
	}
	v := &values{}
	if c.Type != Text {
		if len(p.body) != 4*p.values {
			return nil, c.damaged("a bad dictionary")
		}
		v.ints = make([]int32, p.values)
		for i := range v.ints {
			v.ints[i] = int32(binary.LittleEndian.Uint32(p.body[4*i:]))
		}
		return v, nil
	}
	v.texts = make([][]byte, p.values)
	rest = p.body
	for i := range v.texts {
		if len(rest) < 4 || uint64(binary.LittleEndian.Uint32(rest)) > uint64(len(rest)-4) {
			return nil, c.damaged("a bad dictionary")
		}
		n := 4 + int(binary.LittleEndian.Uint32(rest))
		v.texts[i], rest = rest[4:n:n], rest[n:]
	}
	if len(rest) > 0 {
		return nil, c.damaged("a bad dictionary")
	}
	return v, nil
}

// coded reads the codes of a chunk with a dictionary. The code of a row without a
// value is the number of distinct values.
type coded struct {
	c      *chunk
	data   []byte // pages to come
	rows   int    // in them
	left   int    // rows left of the open page
	n      uint32 // distinct values
	levels hybrid
	codes  hybrid // of the rows with a value
	nulls  bool   // the open page has some
	buf    []uint32
}

// open begins the next page.
func (d *coded) open() error {
	p, rest, err := d.c.nextPage(d.data, d.rows)
	if err != nil {
		return err
	}
	if p.kind != pageData || p.encoding != encDictionary || p.zipped {
		return d.c.damaged("a page of an unknown encoding")
	}
	levels, body, err := d.c.split(&p, nil)
	if err != nil {
		return err
	}
	if len(body) == 0 || uint(body[0]) > widthFor(int(d.n)) {
		return d.c.damaged("codes of a bad width")
	}
	d.data, d.rows, d.left, d.nulls = rest, d.rows-p.values, p.values, p.nulls > 0
	d.levels, d.codes = newHybrid(levels, 1), newHybrid(body[1:], uint(body[0]))
	return nil
}

// next decodes the codes of the next rows, none beyond d.n.
func (d *coded) next(dst []uint32) error {
	for len(dst) > 0 {
		if d.left == 0 {
			if err := d.open(); err != nil {
				return err
			}
		}
		n := min(d.left, len(dst))
		if err := d.decode(dst[:n]); err != nil {
			return d.c.blame(err)
		}
		d.left -= n
		dst = dst[n:]
	}
	return nil
}

func (d *coded) decode(dst []uint32) error {
	if !d.nulls {
		return d.codes.next(dst)
	}
	if err := d.levels.next(dst); err != nil {
		return err
	}
	present := 0
	for _, l := range dst {
		present += int(l)
	}
	if cap(d.buf) < present {
		d.buf = make([]uint32, max(present, batch))
	}
	buf := d.buf[:present]
	if err := d.codes.next(buf); err != nil {
		return err
	}
	for i, l := range dst {
		if l == 0 {
			dst[i] = d.n
		} else {
			dst[i], buf = buf[0], buf[1:]
		}
	}
	return nil
}
