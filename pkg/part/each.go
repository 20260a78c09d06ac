package part

import (
	"encoding/binary"
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// Value is one cell of Each and Select.
type Value struct {
	Null  bool
	Int   int64   // of Int, Date and Timestamp
	Float float64 // of Double
	Text  []byte  // of Text and ID; valid until the function returns
}

// Each hands over the named columns of every row, in their order; nil means all
// columns. It stops at the function's error. Memory holds a page of each column.
func (f *File) Each(columns []string, row func(cells []Value) error) error {
	c, err := f.cursors(columns)
	if err != nil {
		return err
	}
	for range f.Rows() {
		if err := c.next(); err != nil {
			return err
		}
		if err := row(c.cells); err != nil {
			return err
		}
	}
	return nil
}

// Select hands over each row that Count would count, with its joined group key
// (see tally.AppendKey) and the named columns; none when columns is nil. Rows with
// a blank answer come too, with the score Blank, since somebody who compares rows
// must see them; they are not counted in out, the other reasons are.
func (f *File) Select(q *Query, out *tally.Excluded, columns []string, row func(key []byte, score int, cells []Value) error) error {
	p, err := f.planOf(q)
	if err != nil {
		return err
	}
	if columns == nil {
		columns = []string{}
	}
	c, err := f.cursors(columns)
	if err != nil {
		return err
	}
	if p.none() {
		exclude(out, p.all, uint64(p.rows))
		return nil
	}
	at := 0
	return p.each(out, func(key []byte, score, number int) error {
		for ; at <= number; at++ {
			if err := c.next(); err != nil {
				return err
			}
		}
		return row(key, score, c.cells)
	})
}

// IDs hands over the ids of an index file in their order.
func (f *File) IDs(id func([16]byte) error) error {
	return f.Each([]string{"id"}, func(cells []Value) error {
		if cells[0].Null || len(cells[0].Text) != 16 {
			return f.lacks("id")
		}
		return id([16]byte(cells[0].Text))
	})
}

// cursors are the columns of Each side by side.
type cursors struct {
	list  []cursor
	cells []Value
	held  int // bytes of all open pages
}

// cursor goes through one column, value by value.
type cursor struct {
	pager
	values  *values // of a column with a dictionary
	left    int     // rows left of the open page
	zipped  []byte  // room for a page's values
	levels  parquet.Hybrid
	present [64]uint32 // levels of the next rows
	from    int        // first of present that is not used
	ready   int        // how many of present there are
	nulls   bool
	plain   []byte         // values of the open page
	numbers *parquet.Delta // of the open page: times, or the lengths of texts
	codes   parquet.Hybrid
}

func (f *File) cursors(columns []string) (*cursors, error) {
	if columns == nil {
		for i := range f.meta.chunks {
			columns = append(columns, f.meta.chunks[i].Name)
		}
	}
	s := &cursors{list: make([]cursor, len(columns)), cells: make([]Value, len(columns))}
	window := min(4*piece, max(maxPageHead, allPageBytes/max(1, len(columns))))
	for i, name := range columns {
		k, ok := f.names[name]
		if !ok {
			return nil, f.lacks(name)
		}
		c := &f.meta.chunks[k]
		cur := &s.list[i]
		cur.pager = pager{f: f, c: c, at: c.offset + c.dictionary, rows: f.Rows(), window: window}
		if c.dictionary == 0 {
			continue
		}
		if s.held += int(c.dictionary); s.held > maxOpen {
			return nil, c.damaged("too much to hold")
		}
		data, err := f.load(c.offset, c.dictionary)
		if err != nil {
			return nil, err
		}
		if cur.values, err = f.dictionaryOf(c, data); err != nil {
			return nil, err
		}
		s.held += 24 * cur.values.len()
	}
	return s, nil
}

// next makes cells the next row.
func (s *cursors) next() error {
	for i := range s.list {
		c := &s.list[i]
		if c.left == 0 {
			before := c.held()
			if err := c.open(maxOpen - s.held + before); err != nil {
				return c.c.blame(err)
			}
			s.held += c.held() - before
		}
		if err := c.read(&s.cells[i]); err != nil {
			return c.c.blame(err)
		}
		c.left--
	}
	return nil
}

func (c *cursor) held() int { return cap(c.zipped) + c.own }

// open begins the next page, for which there is so much room.
func (c *cursor) open(room int) error {
	p, err := c.page(room)
	if err != nil {
		return err
	}
	n := p.Plain - p.Levels
	if p.Zipped && n > room-c.own {
		return c.c.damaged("too much to hold")
	}
	if cap(c.zipped) > 4*maxPageBytes && n < maxPageBytes {
		c.zipped = nil // it was made for a great cell
	}
	levels, body, err := c.c.split(&p, c.zipped)
	if err != nil {
		return err
	}
	if p.Zipped {
		c.zipped = body
	}
	c.left, c.nulls, c.levels, c.from, c.ready = p.Values, p.Nulls > 0, parquet.NewHybrid(levels, 1), 0, 0
	return c.begin(&p, body)
}

// begin prepares the values of a page.
func (c *cursor) begin(p *page, body []byte) (err error) {
	valued := p.Values - p.Nulls
	switch {
	case p.Encoding == parquet.RLEDictionary && c.values != nil:
		if len(body) == 0 || uint(body[0]) > parquet.WidthFor(c.values.len()) {
			return c.c.damaged("codes of a bad width")
		}
		c.codes = parquet.NewHybrid(body[1:], uint(body[0]))
		return nil
	case c.values != nil:
		return c.c.damaged("a page of an unknown encoding")
	case p.Encoding == parquet.Plain && (c.c.Type == ID && len(body) == 16*valued || c.c.Type == Double && len(body) == 8*valued):
		c.plain = body
		return nil
	case p.Encoding == parquet.DeltaBinaryPacked && c.c.Type == Timestamp:
		c.numbers, err = parquet.NewDelta(body, valued)
		return err
	case p.Encoding == parquet.DeltaLengthByteArray && c.c.Type == Text:
		if c.numbers, err = parquet.NewDelta(body, valued); err != nil {
			return err
		}
		c.plain, err = c.numbers.Rest()
		return err
	}
	return c.c.damaged("a page of an unknown encoding")
}

// read gives the value of the next row.
func (c *cursor) read(v *Value) error {
	*v = Value{}
	if c.nulls {
		if c.from == c.ready {
			c.from, c.ready = 0, min(len(c.present), c.left)
			if err := c.levels.Next(c.present[:c.ready]); err != nil {
				return err
			}
		}
		c.from++
		if c.present[c.from-1] == 0 {
			v.Null = true
			return nil
		}
	}
	if c.values != nil {
		return c.readCode(v)
	}
	switch c.c.Type {
	case ID:
		return c.take(16, &v.Text)
	case Double:
		var b []byte
		if err := c.take(8, &b); err != nil {
			return err
		}
		v.Float = math.Float64frombits(binary.LittleEndian.Uint64(b))
		return nil
	}
	n, err := c.numbers.One()
	if err != nil {
		return err
	}
	if c.c.Type == Timestamp {
		v.Int = n
		return nil
	}
	return c.take(n, &v.Text)
}

// take takes the next n bytes of the page.
func (c *cursor) take(n int64, v *[]byte) error {
	if n < 0 || n > int64(len(c.plain)) {
		return c.c.damaged("a page that is too short")
	}
	*v, c.plain = c.plain[:n:n], c.plain[n:]
	return nil
}

func (c *cursor) readCode(v *Value) error {
	code, err := c.codes.One()
	if err != nil {
		return err
	}
	if int(code) >= c.values.len() {
		return c.c.damaged("a code out of bounds")
	}
	if c.c.Type == Text {
		v.Text = c.values.texts[code]
	} else {
		v.Int = int64(c.values.ints[code])
	}
	return nil
}
