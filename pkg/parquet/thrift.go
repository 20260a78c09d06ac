package parquet

import (
	"encoding/binary"
	"errors"
)

// The compact protocol of Thrift, as far as metadata needs it
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

// Types on the wire. A truth value in a field is its type.
const (
	WireTrue   = 1
	WireFalse  = 2
	WireByte   = 3
	WireI16    = 4
	WireI32    = 5
	WireI64    = 6
	WireDouble = 7
	WireBinary = 8
	WireList   = 9
	WireSet    = 10
	WireMap    = 11
	WireStruct = 12
)

// maxDepth is how deep structures that are skipped may lie in each other.
const maxDepth = 24

// Reader reads metadata. Its first fault sticks: whatever is read after it is zero,
// and structures and lists end, so that callers look at Err once.
type Reader struct {
	data  []byte
	at    int
	err   error
	short bool
}

// NewReader reads data, which must not change meanwhile.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

// Err is the first fault.
func (r *Reader) Err() error { return r.err }

// Short says that the fault is an end of the data within a value: with more of the
// data there might be none.
func (r *Reader) Short() bool { return r.short }

// Pos is how many bytes were read.
func (r *Reader) Pos() int { return r.at }

// Fail notes that what was read makes no sense.
func (r *Reader) Fail(what string) {
	if r.err == nil {
		r.err = errors.New(what)
		r.at = len(r.data)
	}
}

// end is Fail for what lies beyond the end.
func (r *Reader) end(what string) {
	r.short = r.short || r.err == nil
	r.Fail(what)
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if r.at >= len(r.data) {
		r.end("an early end")
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *Reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data[r.at:])
	switch {
	case n == 0:
		r.end("an early end")
		return 0
	case n < 0:
		r.Fail("a bad number")
		return 0
	}
	r.at += n
	return v
}

// I64 reads a whole number.
func (r *Reader) I64() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// I32 reads a whole number that must fit 32 bits.
func (r *Reader) I32() int {
	v := r.I64()
	if v != int64(int32(v)) {
		r.Fail("a number beyond 32 bits")
		return 0
	}
	return int(v)
}

// Bytes reads a text: a piece of the data, not a copy.
func (r *Reader) Bytes() []byte {
	n := r.uvarint()
	if n > uint64(len(r.data)-r.at) {
		r.end("a text beyond the end")
		return nil
	}
	r.at += int(n)
	return r.data[r.at-int(n) : r.at]
}

// List reads the head of a list and gives its length. Each element takes a byte at
// least, so that a list longer than what is left is refused before anybody makes
// room for it.
func (r *Reader) List(want byte) int {
	n, typ := r.list()
	if n > 0 && typ != want {
		r.Fail("a list of another type")
		return 0
	}
	return n
}

func (r *Reader) list() (n int, typ byte) {
	head := r.Byte()
	long := uint64(head >> 4)
	if long == 15 {
		long = r.uvarint()
	}
	if long > uint64(len(r.data)-r.at) {
		r.end("a list beyond the end")
		return 0, 0
	}
	return int(long), head & 15
}

// Fields calls f for each field of a structure. f reads its value, or returns false
// to have it skipped.
func (r *Reader) Fields(f func(id int, typ byte) bool) {
	for id, typ := r.field(0); typ != 0; id, typ = r.field(id) {
		if !f(id, typ) {
			r.skip(typ, 0)
		}
	}
}

// field reads the head of the field after last; typ is 0 at the end of a structure.
func (r *Reader) field(last int) (id int, typ byte) {
	head := r.Byte()
	if id = last + int(head>>4); id == last && head != 0 {
		id = int(int16(r.I64()))
	}
	if r.err != nil {
		return 0, 0
	}
	return id, head & 15
}

// skip passes over a value.
func (r *Reader) skip(typ byte, depth int) {
	if depth > maxDepth {
		r.Fail("too deep a nesting")
		return
	}
	switch typ {
	case WireTrue, WireFalse:
	case WireByte:
		r.Byte()
	case WireI16, WireI32, WireI64:
		r.uvarint()
	case WireDouble:
		if len(r.data)-r.at < 8 {
			r.end("an early end")
			return
		}
		r.at += 8
	case WireBinary:
		r.Bytes()
	case WireList, WireSet:
		n, typ := r.list()
		for ; n > 0 && r.err == nil; n-- {
			r.skipElement(typ, depth+1)
		}
	case WireMap:
		r.skipMap(depth)
	case WireStruct:
		for id, typ := r.field(0); typ != 0; id, typ = r.field(id) {
			r.skip(typ, depth+1)
		}
	default:
		r.Fail("an unknown type")
	}
}

func (r *Reader) skipMap(depth int) {
	n := r.uvarint()
	if n == 0 {
		return
	}
	types := r.Byte()
	if n > uint64(len(r.data)-r.at) {
		r.end("a map beyond the end")
	}
	for ; n > 0 && r.err == nil; n-- {
		r.skipElement(types>>4, depth+1)
		r.skipElement(types&15, depth+1)
	}
}

// skipElement passes over what stands in a list or a map, where a truth value has a
// byte.
func (r *Reader) skipElement(typ byte, depth int) {
	if typ == WireTrue || typ == WireFalse {
		typ = WireByte
	}
	r.skip(typ, depth)
}
