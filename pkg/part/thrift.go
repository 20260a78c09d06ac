package part

import (
	"encoding/binary"
	"fmt"
)

// The compact protocol of Thrift, as far as the metadata of Parquet needs it
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

// The types on the wire.
const (
	wireTrue   = 1
	wireFalse  = 2
	wireByte   = 3
	wireI16    = 4
	wireI32    = 5
	wireI64    = 6
	wireDouble = 7
	wireBinary = 8
	wireList   = 9
	wireSet    = 10
	wireMap    = 11
	wireStruct = 12
)

// maxDepth is how deep unknown structures may be nested.
const maxDepth = 16

// wireReader reads metadata. Its first error sticks, and after it everything
// read is zero and every structure and list ends, so that callers check once.
type wireReader struct {
	data []byte
	pos  int
	err  error
}

func (r *wireReader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s in its metadata", ErrDamaged, what)
		r.pos = len(r.data)
	}
}

func (r *wireReader) byte() byte {
	if r.pos >= len(r.data) {
		r.fail("an early end")
		return 0
	}
	r.pos++
	return r.data[r.pos-1]
}

func (r *wireReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data[r.pos:])
	if n <= 0 {
		r.fail("a bad number")
		return 0
	}
	r.pos += n
	return v
}

func (r *wireReader) varint() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// binary returns a piece of the metadata, not a copy.
func (r *wireReader) binary() []byte {
	n := r.uvarint()
	if n > uint64(len(r.data)-r.pos) {
		r.fail("a text beyond the end")
		return nil
	}
	r.pos += int(n)
	return r.data[r.pos-int(n) : r.pos]
}

// field reads the head of the next field of a structure; typ is 0 at its end.
func (r *wireReader) field(last int) (id int, typ byte) {
	b := r.byte()
	typ = b & 15
	if r.err != nil || typ == 0 {
		return 0, 0
	}
	if delta := int(b >> 4); delta != 0 {
		return last + delta, typ
	}
	return int(int16(r.varint())), typ
}

// list reads the head of a list. Each element takes a byte at least, so that a
// list longer than what is left is refused before anybody makes room for it.
func (r *wireReader) list(want byte) int {
	b := r.byte()
	n := uint64(b >> 4)
	if n == 15 {
		n = r.uvarint()
	}
	if n > uint64(len(r.data)-r.pos) {
		r.fail("a list beyond the end")
		return 0
	}
	if r.err != nil {
		return 0
	}
	if n > 0 && b&15 != want {
		r.fail("a list of an unknown type")
		return 0
	}
	return int(n)
}

// fields calls f for each field of a structure; f reads it or returns false to
// have it skipped.
func (r *wireReader) fields(f func(id int, typ byte) bool) {
	for id, typ := r.field(0); typ != 0; id, typ = r.field(id) {
		if !f(id, typ) {
			r.skip(typ, 0)
		}
	}
}

func (r *wireReader) skip(typ byte, depth int) {
	if depth > maxDepth {
		r.fail("too deep a nesting")
		return
	}
	switch typ {
	case wireTrue, wireFalse:
	case wireByte:
		r.byte()
	case wireI16, wireI32, wireI64:
		r.uvarint()
	case wireDouble:
		if len(r.data)-r.pos < 8 {
			r.fail("an early end")
			return
		}
		r.pos += 8
	case wireBinary:
		r.binary()
	case wireList, wireSet:
		r.skipList(depth)
	case wireMap:
		r.skipMap(depth)
	case wireStruct:
		for id, t := r.field(0); t != 0; id, t = r.field(id) {
			r.skip(t, depth+1)
		}
	default:
		r.fail("an unknown type")
	}
}

func (r *wireReader) skipList(depth int) {
	b := r.byte()
	n := uint64(b >> 4)
	if n == 15 {
		n = r.uvarint()
	}
	if n > uint64(len(r.data)-r.pos) {
		r.fail("a list beyond the end")
	}
	for ; n > 0 && r.err == nil; n-- {
		r.skipElement(b&15, depth+1)
	}
}

func (r *wireReader) skipMap(depth int) {
	n := r.uvarint()
	if n == 0 || r.err != nil {
		return
	}
	types := r.byte()
	if n > uint64(len(r.data)-r.pos) {
		r.fail("a map beyond the end")
	}
	for ; n > 0 && r.err == nil; n-- {
		r.skipElement(types>>4, depth+1)
		r.skipElement(types&15, depth+1)
	}
}

// skipElement skips an element of a list: a truth value takes a byte there.
func (r *wireReader) skipElement(typ byte, depth int) {
	if typ == wireTrue || typ == wireFalse {
		typ = wireByte
	}
	r.skip(typ, depth)
}

// wireWriter writes metadata.
type wireWriter struct {
	data []byte
	last []int // the last field of each open structure
}

func (w *wireWriter) begin() { w.last = append(w.last, 0) }

func (w *wireWriter) end() {
	w.data = append(w.data, 0)
	w.last = w.last[:len(w.last)-1]
}

func (w *wireWriter) head(id int, typ byte) {
	last := &w.last[len(w.last)-1]
	if d := id - *last; d > 0 && d < 16 {
		w.data = append(w.data, byte(d)<<4|typ)
	} else {
		w.data = binary.AppendVarint(append(w.data, typ), int64(id))
	}
	*last = id
}

func (w *wireWriter) i32(id int, v int) {
	w.head(id, wireI32)
	w.data = binary.AppendVarint(w.data, int64(v))
}

func (w *wireWriter) i64(id int, v int64) {
	w.head(id, wireI64)
	w.data = binary.AppendVarint(w.data, v)
}

func (w *wireWriter) truth(id int, v bool) {
	if v {
		w.head(id, wireTrue)
	} else {
		w.head(id, wireFalse)
	}
}

func (w *wireWriter) text(id int, s string) {
	w.head(id, wireBinary)
	w.element(s)
}

// element writes a text in a list.
func (w *wireWriter) element(s string) {
	w.data = append(binary.AppendUvarint(w.data, uint64(len(s))), s...)
}

// list begins a list of n elements, which are written next.
func (w *wireWriter) list(id int, typ byte, n int) {
	w.head(id, wireList)
	if n < 15 {
		w.data = append(w.data, byte(n)<<4|typ)
		return
	}
	w.data = binary.AppendUvarint(append(w.data, 15<<4|typ), uint64(n))
}

// structure writes a structure in a field.
func (w *wireWriter) structure(id int, f func()) {
	w.head(id, wireStruct)
	w.begin()
	f()
	w.end()
}
