package part

import (
	"encoding/binary"
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// damaged makes the error of a column.
func (c *chunk) damaged(what string) error {
	return fmt.Errorf("%w: %s in the column %s", ErrDamaged, what, quoted(c.Name))
}

// blame names the column in an error of a decoder.
func (c *chunk) blame(err error) error {
	if err == parquet.ErrRuns || err == parquet.ErrDeltas || err == parquet.ErrZipped {
		return c.damaged(err.Error())
	}
	return err
}

// page is a page of a chunk.
type page struct {
	parquet.PageHead
	body []byte // levels and values, as they stand
}

// nextPage parts the first page from the bytes of a chunk; rows is how many are
// still to come.
func (c *chunk) nextPage(data []byte, rows int) (page, []byte, error) {
	r := parquet.NewReader(data[:min(len(data), maxPageHead)])
	p := page{PageHead: r.PageHead()}
	switch {
	case r.Err() != nil:
		return p, nil, c.damaged("a bad head of a page")
	case p.Size < 0 || p.Size > len(data)-r.Pos() || p.Plain < 0 || p.Plain > maxPage:
		return p, nil, c.damaged("a page of a bad size")
	case p.Levels < 0 || p.Levels > min(p.Size, p.Plain) || p.Nulls < 0 || p.Nulls > p.Values:
		return p, nil, c.damaged("a page of bad levels")
	case p.Kind != parquet.DictionaryPage && p.Kind != parquet.DataPage2 || p.Repetition != 0:
		return p, nil, c.damaged("an unknown kind of page")
	case p.Values < 0 || p.Values > rows || p.Values == 0 && p.Kind == parquet.DataPage2:
		return p, nil, c.damaged("a page of too many values")
	}
	p.Zipped = p.Zipped && p.Kind == parquet.DataPage2 && c.codec != parquet.Uncompressed
	if !p.Zipped && p.Plain != p.Size {
		return p, nil, c.damaged("a page of a bad size")
	}
	p.body, data = data[r.Pos():r.Pos()+p.Size], data[r.Pos()+p.Size:]
	return p, data, nil
}

// split gives a data page's levels and values; buf is room for the values.
func (c *chunk) split(p *page, buf []byte) (levels, values []byte, err error) {
	levels, values = p.body[:p.Levels], p.body[p.Levels:]
	if c.Optional != (p.Levels > 0) {
		return nil, nil, c.damaged("a page of bad levels")
	}
	if !p.Zipped {
		return levels, values, nil
	}
	n := p.Plain - p.Levels
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	if err := parquet.Decompress(buf[:n], values, c.codec); err != nil {
		return nil, nil, c.blame(err)
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
	if p.Kind != parquet.DictionaryPage || p.Encoding != parquet.Plain || len(rest) > 0 || p.Values > len(p.body)/4 {
		return nil, c.damaged("a bad dictionary")
	}
	v := &values{}
	if c.Type != Text {
		if len(p.body) != 4*p.Values {
			return nil, c.damaged("a bad dictionary")
		}
		v.ints = make([]int32, p.Values)
		for i := range v.ints {
			v.ints[i] = int32(binary.LittleEndian.Uint32(p.body[4*i:]))
		}
		return v, nil
	}
	v.texts = make([][]byte, p.Values)
	rest = p.body
	for i := range v.texts {
		var ok bool
		if v.texts[i], rest, ok = parquet.Prefixed(rest); !ok {
			return nil, c.damaged("a bad dictionary")
		}
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
	levels parquet.Hybrid
	codes  parquet.Hybrid // of the rows with a value
	nulls  bool           // the open page has some
	buf    []uint32
}

// open begins the next page.
func (d *coded) open() error {
	p, rest, err := d.c.nextPage(d.data, d.rows)
	if err != nil {
		return err
	}
	if p.Kind != parquet.DataPage2 || p.Encoding != parquet.RLEDictionary || p.Zipped {
		return d.c.damaged("a page of an unknown encoding")
	}
	levels, body, err := d.c.split(&p, nil)
	if err != nil {
		return err
	}
	if len(body) == 0 || uint(body[0]) > parquet.WidthFor(int(d.n)) {
		return d.c.damaged("codes of a bad width")
	}
	d.data, d.rows, d.left, d.nulls = rest, d.rows-p.Values, p.Values, p.Nulls > 0
	d.levels, d.codes = parquet.NewHybrid(levels, 1), parquet.NewHybrid(body[1:], uint(body[0]))
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
		return d.codes.Next(dst)
	}
	if err := d.levels.Next(dst); err != nil {
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
	if err := d.codes.Next(buf); err != nil {
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
