package part

import (
	"encoding/binary"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// formatVersion is the number of nps.part.
const formatVersion = 1

// physical gives Parquet's type.
func (t Type) physical() int {
	return [...]int{Text: parquet.ByteArray, ID: parquet.FixedArray, Double: parquet.Double, Int: parquet.Int32, Date: parquet.Int32, Timestamp: parquet.Int64}[t]
}

// chunk is what the footer says of one column.
type chunk struct {
	Column
	encoding   int // of its data pages
	codec      int
	rows       int64
	offset     int64 // of its first page
	dictionary int64 // bytes of the dictionary's page at its beginning; 0 without one
	size       int64 // bytes of all pages
	plain      int64 // the same before compression
	nulls      int64 // -1 when unknown
	ranged     bool  // least and most are known
	least      int64
	most       int64
}

// footer is the metadata of a file.
type footer struct {
	tier   string
	rows   int64
	chunks []chunk
}

// append writes the metadata behind dst, with its length and the magic word.
func (f *footer) append(dst []byte) []byte {
	w := parquet.NewWriter(dst)
	w.Begin()
	w.I32(1, 2)
	w.List(2, parquet.WireStruct, len(f.chunks)+1)
	w.Begin()
	w.Text(4, "nps")
	w.I32(5, len(f.chunks))
	w.End()
	for i := range f.chunks {
		f.chunks[i].writeSchema(w)
	}
	w.I64(3, f.rows)
	w.List(4, parquet.WireStruct, 1)
	f.writeGroup(w)
	w.List(5, parquet.WireStruct, 2)
	for _, kv := range [][2]string{{"nps.part", strconv.Itoa(formatVersion)}, {"nps.tier", f.tier}} {
		w.Begin()
		w.Text(1, kv[0])
		w.Text(2, kv[1])
		w.End()
	}
	w.Text(6, "nps")
	w.List(7, parquet.WireStruct, len(f.chunks))
	for range f.chunks { // minima and maxima follow the order of the type
		w.Begin()
		w.Structure(1, func() {})
		w.End()
	}
	w.End()
	data := w.Data()
	return append(binary.LittleEndian.AppendUint32(data, uint32(len(data)-len(dst))), parquet.Magic...)
}

func (c *chunk) writeSchema(w *parquet.Writer) {
	w.Begin()
	w.I32(1, c.Type.physical())
	if c.Type == ID {
		w.I32(2, 16)
	}
	w.I32(3, map[bool]int{false: 0, true: 1}[c.Optional])
	w.Text(4, c.Name)
	switch c.Type {
	case Text:
		w.I32(6, 0)
		w.Structure(10, func() { w.Structure(1, func() {}) })
	case Date:
		w.I32(6, 6)
		w.Structure(10, func() { w.Structure(6, func() {}) })
	case Timestamp: // local: no converted type says so
		w.Structure(10, func() {
			w.Structure(8, func() {
				w.Truth(1, false)
				w.Structure(2, func() { w.Structure(1, func() {}) })
			})
		})
	}
	w.End()
}

func (f *footer) writeGroup(w *parquet.Writer) {
	var plain, size int64
	w.Begin()
	w.List(1, parquet.WireStruct, len(f.chunks))
	for i := range f.chunks {
		c := &f.chunks[i]
		plain, size = plain+c.plain, size+c.size
		w.Begin()
		w.I64(2, 0)
		w.Structure(3, func() { c.write(w) })
		w.End()
	}
	w.I64(2, plain)
	w.I64(3, f.rows)
	if len(f.chunks) > 0 {
		w.I64(5, f.chunks[0].offset)
	}
	w.I64(6, size)
	w.End()
}

func (c *chunk) write(w *parquet.Writer) {
	encodings := []int{parquet.RLE, c.encoding} // of levels, of values
	if c.dictionary > 0 {
		encodings = append(encodings, parquet.Plain)
	}
	w.I32(1, c.Type.physical())
	w.List(2, parquet.WireI32, len(encodings))
	for _, e := range encodings {
		w.Number(int64(e))
	}
	w.List(3, parquet.WireBinary, 1)
	w.Element(c.Name)
	w.I32(4, c.codec)
	w.I64(5, c.rows)
	w.I64(6, c.plain)
	w.I64(7, c.size)
	w.I64(9, c.offset+c.dictionary)
	if c.dictionary > 0 {
		w.I64(11, c.offset)
	}
	w.Structure(12, func() {
		w.I64(3, c.nulls)
		if c.ranged {
			w.Text(5, string(c.bound(c.most)))
			w.Text(6, string(c.bound(c.least)))
		}
	})
}

// bound writes a minimum or maximum as a plain value.
func (c *chunk) bound(v int64) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(v))
	if c.Type != Timestamp {
		return b[:4]
	}
	return b
}

// quoted makes a column's name fit for an error.
func quoted(name string) string {
	if len(name) > 80 {
		name = name[:80]
	}
	return strconv.Quote(name)
}
