package parquetscan

import "encoding/binary"

// The compact protocol of Thrift, in which footer and page headers are written
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

// Types on the wire.
const (
	typeTrue   = 1
	typeFalse  = 2
	typeByte   = 3
	typeI16    = 4
	typeI32    = 5
	typeI64    = 6
	typeDouble = 7
	typeBinary = 8
	typeList   = 9
	typeSet    = 10
	typeMap    = 11
	typeStruct = 12
)

// maxNesting is how deep structures may lie in each other.
const maxNesting = 24

// wire reads from b. Its first fault sticks: whatever is read after it is zero, and
// structures and lists end, so that callers look at bad once.
type wire struct {
	b     []byte
	at    int
	short bool // the fault is that b ends too early
	bad   bool
}

func (w *wire) fail(short bool) {
	if !w.bad {
		w.bad, w.short = true, short
	}
	w.at = len(w.b)
}

func (w *wire) byte() byte {
	if w.at >= len(w.b) {
		w.fail(true)
		return 0
	}
	w.at++
	return w.b[w.at-1]
}

func (w *wire) uvarint() uint64 {
	v, n := binary.Uvarint(w.b[w.at:])
	if n <= 0 {
		w.fail(n == 0)
		return 0
	}
	w.at += n
	return v
}

func (w *wire) int() int64 { return unzigzag(w.uvarint()) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// i32 reads a number that must fit 32 bits.
func (w *wire) i32() int32 {
	v := w.int()
	if v != int64(int32(v)) {
		w.fail(false)
		return 0
	}
	return int32(v)
}

// text returns a piece of b.
func (w *wire) text() []byte {
	n := w.uvarint()
	if n > uint64(len(w.b)-w.at) {
		w.fail(true)
		return nil
	}
	w.at += int(n)
	return w.b[w.at-int(n) : w.at]
}

// list returns the length of a list whose elements are of type want. Each takes one
// byte at least, so that it is never more than what is left.
func (w *wire) list(want byte) int {
	head := w.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = w.uvarint()
	}
	if n > uint64(len(w.b)-w.at) {
		w.fail(true)
		return 0
	}
	if n > 0 && head&15 != want {
		w.fail(false)
		return 0
	}
	return int(n)
}

// fields calls f for each field of a structure. f reads its value, or returns false
// to have it skipped.
func (w *wire) fields(f func(id int, typ byte) bool) {
	id := 0
	for {
		head := w.byte()
		typ := head & 15
		if w.bad || typ == 0 {
			return
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			id = int(int16(w.int()))
		}
		if !f(id, typ) {
			w.skip(typ, 0)
		}
	}
}

// skip passes over a value.
func (w *wire) skip(typ byte, depth int) {
	if depth > maxNesting {
		w.fail(false)
		return
	}
	switch typ {
	case typeTrue, typeFalse:
	case typeByte:
		w.byte()
	case typeI16, typeI32, typeI64:
		w.uvarint()
	case typeDouble:
		if len(w.b)-w.at < 8 {
			w.fail(true)
			return
		}
		w.at += 8
	case typeBinary:
		w.text()
	case typeList, typeSet:
		w.skipList(depth)
	case typeMap:
		n := w.uvarint()
		if n == 0 {
			return
		}
		types := w.byte()
		for ; n > 0 && !w.bad; n-- {
			w.skipElement(types>>4, depth)
			w.skipElement(types&15, depth)
		}
	case typeStruct:
		w.fields(func(_ int, typ byte) bool { w.skip(typ, depth+1); return true })
	default:
		w.fail(false)
	}
}

func (w *wire) skipList(depth int) {
	head := w.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = w.uvarint()
	}
	for ; n > 0 && !w.bad; n-- {
		w.skipElement(head&15, depth)
	}
}

// skipElement skips what stands in a list or map, where a truth value has a byte.
func (w *wire) skipElement(typ byte, depth int) {
	if typ == typeTrue || typ == typeFalse {
		typ = typeByte
	}
	w.skip(typ, depth+1)
}
