package parquet

import "encoding/binary"

// Writer writes metadata, fields of a structure in the order of their ids.
type Writer struct {
	data []byte
	last []int // the last field of each open structure
}

// NewWriter writes behind dst.
func NewWriter(dst []byte) *Writer { return &Writer{data: dst} }

// Data is dst with what was written.
func (w *Writer) Data() []byte { return w.data }

// Begin begins a structure that is the whole or an element of a list.
func (w *Writer) Begin() { w.last = append(w.last, 0) }

// End ends the structure that was begun last.
func (w *Writer) End() {
	w.data = append(w.data, 0)
	w.last = w.last[:len(w.last)-1]
}

func (w *Writer) head(id int, typ byte) {
	last := &w.last[len(w.last)-1]
	if d := id - *last; d > 0 && d < 16 {
		w.data = append(w.data, byte(d)<<4|typ)
	} else {
		w.data = binary.AppendVarint(append(w.data, typ), int64(id))
	}
	*last = id
}

// I32 writes a field.
func (w *Writer) I32(id, v int) {
	w.head(id, WireI32)
	w.Number(int64(v))
}

// I64 writes a field.
func (w *Writer) I64(id int, v int64) {
	w.head(id, WireI64)
	w.Number(v)
}

// Truth writes a field.
func (w *Writer) Truth(id int, v bool) {
	if v {
		w.head(id, WireTrue)
	} else {
		w.head(id, WireFalse)
	}
}

// Text writes a field.
func (w *Writer) Text(id int, s string) {
	w.head(id, WireBinary)
	w.Element(s)
}

// Structure writes a field whose structure f writes.
func (w *Writer) Structure(id int, f func()) {
	w.head(id, WireStruct)
	w.Begin()
	f()
	w.End()
}

// List begins a field of n elements, which are written next.
func (w *Writer) List(id int, typ byte, n int) {
	w.head(id, WireList)
	if n < 15 {
		w.data = append(w.data, byte(n)<<4|typ)
		return
	}
	w.data = binary.AppendUvarint(append(w.data, 15<<4|typ), uint64(n))
}

// Element writes a text of a list.
func (w *Writer) Element(s string) {
	w.data = append(binary.AppendUvarint(w.data, uint64(len(s))), s...)
}

// Number writes a number of a list.
func (w *Writer) Number(v int64) { w.data = binary.AppendVarint(w.data, v) }
