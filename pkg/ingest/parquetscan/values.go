package parquetscan

import "encoding/binary"

// values gives the values of a page one by one; ok is false when there are no more,
// or what stands there makes no sense.
type values interface {
	next() (v value, ok bool)
}

// maxText is the longest text that DELTA_BYTE_ARRAY may build up.
const maxText = 32 << 20

// Encodings of the format.
const (
	plain             = 0
	plainDictionary   = 2
	rle               = 3
	deltaBinaryPacked = 5
	deltaLengthArray  = 6
	deltaArray        = 7
	rleDictionary     = 8
	byteStreamSplit   = 9
)

// decode returns the values of b, at most n of them; nil when a column of that type
// cannot have that encoding, ok false when b makes no sense.
func (c *column) decode(encoding int32, b []byte, n int64) (v values, ok bool) {
	arrays := c.physical == byteArrays || c.physical == fixedArrays
	switch encoding {
	case plain:
		return c.plain(b), true
	case rle:
		if c.physical != boolean {
			return nil, true
		}
		if len(b) < 4 {
			return nil, false
		}
		size := binary.LittleEndian.Uint32(b)
		if uint64(size) > uint64(len(b)-4) {
			return nil, false
		}
		return &runs{hybrid{b: b[4 : 4+size], width: 1}}, true
	case deltaBinaryPacked:
		if c.physical != int32s && c.physical != int64s {
			return nil, true
		}
		d, ok := newDelta(b, n)
		return &deltas{d, c.width}, ok
	case deltaLengthArray:
		if c.physical != byteArrays {
			return nil, true
		}
		return newLengths(b, n)
	case deltaArray:
		if !arrays {
			return nil, true
		}
		return newPrefixed(b, n, c.width)
	case byteStreamSplit:
		if c.width == 0 || c.physical == int96s {
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
	case boolean:
		return &bits{b: b}
	case byteArrays:
		return &arrays{b}
	case int96s, fixedArrays:
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
	v, ok := bitsAt(p.b, p.at, 1)
	p.at++
	return value{n: int64(v)}, ok
}

// runs are truth values in runs.
type runs struct{ h hybrid }

func (r *runs) next() (value, bool) {
	v, ok := r.h.next()
	return value{n: int64(v)}, ok
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
	if len(p.b) < 4 {
		return value{}, false
	}
	n := uint64(binary.LittleEndian.Uint32(p.b))
	if n > uint64(len(p.b)-4) {
		return value{}, false
	}
	v := value{b: p.b[4 : 4+n]}
	p.b = p.b[4+n:]
	return v, true
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
	d     *delta
	width int
}

func (p *deltas) next() (value, bool) {
	n, ok := p.d.next()
	if p.width == 4 {
		n = int64(int32(n))
	}
	return value{n: n}, ok
}

// lengths are texts behind all their lengths.
type lengths struct {
	d *delta
	b []byte
}

func newLengths(b []byte, n int64) (*lengths, bool) {
	d, ok := newDelta(b, n)
	if !ok {
		return nil, false
	}
	rest, ok := d.rest()
	return &lengths{d, rest}, ok
}

func (p *lengths) next() (value, bool) {
	n, ok := p.d.next()
	if !ok || n < 0 || n > int64(len(p.b)) {
		return value{}, false
	}
	v := value{b: p.b[:n]}
	p.b = p.b[n:]
	return v, true
}

// prefixed are texts of which each repeats the beginning of the one before.
type prefixed struct {
	d      *delta // how much
	suffix *lengths
	last   []byte
	width  int // of a fixed length, 0 any
}

func newPrefixed(b []byte, n int64, width int) (*prefixed, bool) {
	d, ok := newDelta(b, n)
	if !ok {
		return nil, false
	}
	rest, ok := d.rest()
	if !ok {
		return nil, false
	}
	suffix, ok := newLengths(rest, n)
	return &prefixed{d: d, suffix: suffix, width: width}, ok
}

func (p *prefixed) next() (value, bool) {
	n, ok := p.d.next()
	s, more := p.suffix.next()
	if !ok || !more || n < 0 || n > int64(len(p.last)) || n+int64(len(s.b)) > maxText {
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
