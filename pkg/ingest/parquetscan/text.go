package parquetscan

import (
	"fmt"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// chunkSize is about how much text is made at a time.
const chunkSize = 64 << 10

// Text is one pass over a table, as an io.Reader of delimited text. It is for one
// goroutine at a time. Errors are of type *Error, or what the file's reader returned.
type Text struct {
	t      *Table
	wanted []bool
	pagers []*pager // of the group at hand; nil where not wanted
	group  int      // the next
	left   int64    // rows of the group at hand

	buf  []byte // made and not yet read from at on
	at   int
	err  error
	raw  []byte // a page as it is in the file
	held int    // bytes of all buffers that last
}

// Text begins a pass in which the cells of the columns with these indexes are
// written; nil writes all. Passes do not disturb each other.
func (t *Table) Text(columns []int) *Text {
	r := &Text{t: t, wanted: make([]bool, len(t.columns)), pagers: make([]*pager, len(t.columns))}
	for i := range r.wanted {
		r.wanted[i] = columns == nil
	}
	for _, i := range columns {
		if i >= 0 && i < len(r.wanted) {
			r.wanted[i] = true
		}
	}
	for i := range t.columns {
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		r.buf = appendText(r.buf, []byte(t.columns[i].name))
	}
	r.buf = append(r.line(r.buf, 0), '\n')
	return r
}

// line keeps the line of a blank row, which begins at from, from being an empty one.
func (r *Text) line(dst []byte, from int) []byte {
	if len(dst) == from {
		return append(dst, `""`...)
	}
	return dst
}

// Read reads the text.
func (r *Text) Read(b []byte) (int, error) {
	for r.at == len(r.buf) {
		if r.err != nil {
			return 0, r.err
		}
		r.buf, r.at = r.buf[:0], 0
		for len(r.buf) < chunkSize && r.err == nil {
			r.err = r.row()
		}
	}
	n := copy(b, r.buf[r.at:])
	r.at += n
	return n, nil
}

// row makes the next row.
func (r *Text) row() error {
	for r.left == 0 {
		if r.group == len(r.t.groups) {
			return io.EOF
		}
		r.begin(&r.t.groups[r.group])
		r.group++
	}
	r.left--
	from := len(r.buf)
	for i, p := range r.pagers {
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		if p == nil {
			continue
		}
		var err error
		if r.buf, err = p.append(r.buf); err != nil {
			r.buf = r.buf[:from] // no half a row
			return within(err, p.c.name)
		}
	}
	r.buf = append(r.line(r.buf, from), '\n')
	return nil
}

// begin opens a group; the pages of the one before are given up.
func (r *Text) begin(g *group) {
	r.left, r.held = g.rows, 0
	for i := range r.wanted {
		if r.wanted[i] {
			r.pagers[i] = r.newPager(&r.t.columns[i], g.chunks[i])
		}
	}
}

func tooBig() error {
	return &Error{Kind: TooBig, Msg: fmt.Sprintf("has pages that need more than the %d MiB that may be held in memory", maxHeld>>20)}
}

// take counts bytes that are held until the group ends.
func (r *Text) take(n int) error {
	if r.held += n; r.held > maxHeld {
		return tooBig()
	}
	return nil
}

// hold returns b, or a new buffer, with n bytes.
func (r *Text) hold(b []byte, n int) ([]byte, error) {
	if n > maxPage {
		return nil, tooBig()
	}
	if n <= cap(b) {
		return b[:n], nil
	}
	if err := r.take(n - cap(b)); err != nil {
		return nil, err
	}
	return make([]byte, n), nil
}

// scratch returns n bytes, which are no more than the file has, until the next call.
func (r *Text) scratch(n int) []byte {
	if n > cap(r.raw) {
		r.raw = make([]byte, n)
	}
	return r.raw[:n]
}

// decompress fills dst, which must be just as long as what raw holds.
func decompress(codec int, dst, raw []byte) error {
	switch err := parquet.Decompress(dst, raw, codec); err {
	case nil:
		return nil
	case parquet.ErrCodec:
		return &Error{Kind: Unsupported, Msg: "is compressed with " + codecName(codec)}
	}
	return damaged("a page does not decompress")
}

func codecName(codec int) string {
	switch codec {
	case 3:
		return "LZO"
	case 4:
		return "Brotli"
	case 5, 7:
		return "LZ4"
	}
	return fmt.Sprintf("an unknown codec (%d)", codec)
}
