package parquetscan

import (
	"encoding/binary"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// values gives the values of a page one by one; ok is false when there are no more,
// or what stands there makes no sense.
type values interface {
	next() (v value, ok bool)
}

// maxText is the longest text that DELTA_BYTE_ARRAY may build up.
const maxText = 32 << 20

// decode returns the values of b, at most n of them; nil when a column of that type
// cannot have that encoding, ok false when b makes no sense.
func (c *column) decode(encoding int, b []byte, n int) (v values, ok bool) {
	arrays := c.physical == parquet.ByteArray || c.physical == parquet.FixedArray
	switch encoding {
	case parquet.Plain:
		return c.plain(b), true
	case parquet.RLE:
		if c.physical != parquet.Boolean {
			return nil, true
		}
		piece, _, ok := parquet.Prefixed(b)
		return &runs{parquet.NewHybrid(piece, 1)}, ok
	case parquet.DeltaBinaryPacked:
		if c.physical != parquet.Int32 && c.physical != parquet.Int64 {
			return nil, true
		}
		d, err := parquet.NewDelta(b, n)
		return &deltas{d, c.width}, err == nil
	case parquet.DeltaLengthByteArray:
		if c.physical != parquet.ByteArray {
			return nil, true
		}
		return newLengths(b, n)
	case parquet.DeltaByteArray:
		if !arrays {
			return nil, true
		}
		return newPrefixed(b, n, c.width)
	case parquet.ByteStreamSplit:
		if c.width == 0 || c.physical == parquet.Int96 {
			return nil, true
		}
		if len(b)%c.width != 0 {
			return nil, false
		}
		return &split{b: b, width: c.width, number: !arrays, value: make([]byte, c.width)}, true
	}
	return nil, true
}

func (c *column) plain(b []byte) values {
	switch c.physical {
	case parquet.Boolean:
		return &bits{b: b}
	case parquet.ByteArray:
		return &arrays{b}
	case parquet.Int96, parquet.FixedArray:
		return &fixed{b, c.width}
	}
	return &numbers{b, c.width}
}

// bits are truth values, one a bit.
type bits struct {
	b  []byte
	at int
}

func (p *bits) next() (value, bool) {
	if p.at >= 8*len(p.b) {
		return value{}, false
	}
	v := p.b[p.at/8] >> (p.at % 8) & 1
	p.at++
	return value{n: int64(v)}, true
}

// runs are truth values in runs.
type runs struct{ h parquet.Hybrid }

func (r *runs) next() (value, bool) {
	v, err := r.h.One()
	return value{n: int64(v)}, err == nil
}

// numbers are whole numbers, or the bits of floats, of 4 or 8 bytes.
type numbers struct {
	b     []byte
	width int
}

func (p *numbers) next() (value, bool) {
	if len(p.b) < p.width {
		return value{}, false
	}
	v := value{n: number(p.b, p.width)}
	p.b = p.b[p.width:]
	return v, true
}

func number(b []byte, width int) int64 {
	if width == 4 {
		return int64(int32(binary.LittleEndian.Uint32(b)))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// arrays are texts with their lengths before them.
type arrays struct{ b []byte }

func (p *arrays) next() (value, bool) {
	piece, rest, ok := parquet.Prefixed(p.b)
	if ok {
		p.b = rest
	}
	return value{b: piece}, ok
}

// fixed are values of one length.
type fixed struct {
	b     []byte
	width int
}

func (p *fixed) next() (value, bool) {
	if len(p.b) < p.width {
		return value{}, false
	}
	v := value{b: p.b[:p.width]}
	p.b = p.b[p.width:]
	return v, true
}

// deltas are numbers as their differences.
type deltas struct {
	d     *parquet.Delta
	width int
}

func (p *deltas) next() (value, bool) {
	n, err := p.d.One()
	if p.width == 4 {
		n = int64(int32(n))
	}
	return value{n: n}, err == nil
}

// lengths are texts behind all their lengths.
type lengths struct {
	d *parquet.Delta
	b []byte
}

func newLengths(b []byte, n int) (*lengths, bool) {
	d, b, ok := newDelta(b, n)
	return &lengths{d, b}, ok
}

// newDelta begins to decode and gives what stands behind.
func newDelta(b []byte, n int) (d *parquet.Delta, rest []byte, ok bool) {
	d, err := parquet.NewDelta(b, n)
	if err == nil {
		rest, err = d.Rest()
	}
	return d, rest, err == nil
}

func (p *lengths) next() (value, bool) {
	n, err := p.d.One()
	if err != nil || n < 0 || n > int64(len(p.b)) {
		return value{}, false
	}
	v := value{b: p.b[:n]}
	p.b = p.b[n:]
	return v, true
}

// prefixed are texts of which each repeats the beginning of the one before.
type prefixed struct {
	d      *parquet.Delta // how much
	suffix *lengths
	last   []byte
	width  int // of a fixed length, 0 any
}

func newPrefixed(b []byte, n, width int) (*prefixed, bool) {
	d, b, ok := newDelta(b, n)
	if !ok {
		return nil, false
	}
	suffix, ok := newLengths(b, n)
	return &prefixed{d: d, suffix: suffix, width: width}, ok
}

func (p *prefixed) next() (value, bool) {
	n, err := p.d.One()
	s, ok := p.suffix.next()
	if err != nil || !ok || n < 0 || n > int64(len(p.last)) || n+int64(len(s.b)) > maxText {
		return value{}, false
	}
	p.last = append(p.last[:n], s.b...)
	return value{b: p.last}, p.width == 0 || len(p.last) == p.width
}

// split are values whose first bytes stand together, then their second ones.
type split struct {
	b      []byte
	at     int
	width  int
	number bool
	value  []byte
}

func (p *split) next() (value, bool) {
	n := len(p.b) / p.width
	if p.at >= n {
		return value{}, false
	}
	for i := range p.value {
		p.value[i] = p.b[i*n+p.at]
	}
	p.at++
	if p.number {
		return value{n: number(p.value, p.width)}, true
	}
	return value{b: p.value}, true
}
