package part

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// The numbers of https://github.com/apache/parquet-format, parquet.thrift.
const (
	magic = "PAR1"

	physInt32  = 1
	physInt64  = 2
	physDouble = 5
	physBytes  = 6
	physFixed  = 7

	encPlain       = 0
	encRLE         = 3
	encDelta       = 5
	encDeltaLength = 6
	encDictionary  = 8

	codecNone   = 0
	codecSnappy = 1
	codecZstd   = 6 // read only

	pageDictionary = 2
	pageData       = 3 // version 2: levels stand apart from the values and are never compressed
)

// formatVersion is the number of nps.part.
const formatVersion = 1

// physical gives Parquet's type.
func (t Type) physical() int {
	return [...]int{Text: physBytes, ID: physFixed, Double: physDouble, Int: physInt32, Date: physInt32, Timestamp: physInt64}[t]
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
	w := &wireWriter{data: dst}
	w.begin()
	w.i32(1, 2)
	w.list(2, wireStruct, len(f.chunks)+1)
	w.begin()
	w.text(4, "nps")
	w.i32(5, len(f.chunks))
	w.end()
	for i := range f.chunks {
		f.chunks[i].writeSchema(w)
	}
	w.i64(3, f.rows)
	w.list(4, wireStruct, 1)
	f.writeGroup(w)
	w.list(5, wireStruct, 2)
	for _, kv := range [][2]string{{"nps.part", strconv.Itoa(formatVersion)}, {"nps.tier", f.tier}} {
		w.begin()
		w.text(1, kv[0])
		w.text(2, kv[1])
		w.end()
	}
	w.text(6, "nps")
	w.list(7, wireStruct, len(f.chunks))
	for range f.chunks { // minima and maxima follow the order of the type
		w.begin()
		w.structure(1, func() {})
		w.end()
	}
	w.end()
	n := len(w.data) - len(dst)
	return append(binary.LittleEndian.AppendUint32(w.data, uint32(n)), magic...)
}

func (c *chunk) writeSchema(w *wireWriter) {
	w.begin()
	w.i32(1, c.Type.physical())
	if c.Type == ID {
		w.i32(2, 16)
	}
	w.i32(3, map[bool]int{false: 0, true: 1}[c.Optional])
	w.text(4, c.Name)
	switch c.Type {
	case Text:
		w.i32(6, 0)
		w.structure(10, func() { w.structure(1, func() {}) })
	case Date:
		w.i32(6, 6)
		w.structure(10, func() { w.structure(6, func() {}) })
	case Timestamp: // local: no converted type says so
		w.structure(10, func() {
			w.structure(8, func() {
				w.truth(1, false)
				w.structure(2, func() { w.structure(1, func() {}) })
			})
		})
	}
	w.end()
}

func (f *footer) writeGroup(w *wireWriter) {
	var plain, size int64
	w.begin()
	w.list(1, wireStruct, len(f.chunks))
	for i := range f.chunks {
		c := &f.chunks[i]
		plain, size = plain+c.plain, size+c.size
		w.begin()
		w.i64(2, 0)
		w.structure(3, func() { c.write(w) })
		w.end()
	}
	w.i64(2, plain)
	w.i64(3, f.rows)
	if len(f.chunks) > 0 {
		w.i64(5, f.chunks[0].offset)
	}
	w.i64(6, size)
	w.end()
}

func (c *chunk) write(w *wireWriter) {
	encodings := []int{encRLE, c.encoding} // of levels, of values
	if c.dictionary > 0 {
		encodings = append(encodings, encPlain)
	}
	w.i32(1, c.Type.physical())
	w.list(2, wireI32, len(encodings))
	for _, e := range encodings {
		w.data = binary.AppendVarint(w.data, int64(e))
	}
	w.list(3, wireBinary, 1)
	w.element(c.Name)
	w.i32(4, c.codec)
	w.i64(5, c.rows)
	w.i64(6, c.plain)
	w.i64(7, c.size)
	w.i64(9, c.offset+c.dictionary)
	if c.dictionary > 0 {
		w.i64(11, c.offset)
	}
	w.structure(12, func() {
		w.i64(3, c.nulls)
		if c.ranged {
			w.text(5, string(c.bound(c.most)))
			w.text(6, string(c.bound(c.least)))
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

// parseFooter reads metadata of a file whose pages end at end.
func parseFooter(data []byte, end int64) (*footer, error) {
	r := &wireReader{data: data}
	f := &footer{}
	var version string
	var columns, groups int
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == wireList:
			columns = f.readSchema(r)
		case id == 3 && typ == wireI64:
			f.rows = r.varint()
		case id == 4 && typ == wireList:
			if groups = r.list(wireStruct); groups == 1 {
				f.readGroup(r)
			} else {
				r.fail("not one row group")
			}
		case id == 5 && typ == wireList:
			for n := r.list(wireStruct); n > 0; n-- {
				switch key, value := readPair(r); key {
				case "nps.part":
					version = value
				case "nps.tier":
					f.tier = value
				}
			}
		default:
			return false
		}
		return true
	})
	if n, err := strconv.Atoi(version); err == nil && n > formatVersion {
		return nil, fmt.Errorf("%w: %d", ErrVersion, n)
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case version != strconv.Itoa(formatVersion):
		return nil, fmt.Errorf("%w: it is no part", ErrDamaged)
	case columns != len(f.chunks) || groups != 1:
		return nil, fmt.Errorf("%w: its columns do not match its schema", ErrDamaged)
	case f.rows < 1 || f.rows > MaxRows:
		return nil, fmt.Errorf("%w: its number of rows is out of bounds", ErrDamaged)
	}
	for i := range f.chunks {
		if c := &f.chunks[i]; !c.within(f.rows, end) {
			return nil, fmt.Errorf("%w: the column %s lies outside the file", ErrDamaged, quoted(c.Name))
		}
	}
	return f, nil
}

// within says whether the chunk's numbers can be true in a file whose pages end
// at end.
func (c *chunk) within(rows, end int64) bool {
	return c.rows == rows && c.offset >= int64(len(magic)) && c.offset <= end && c.size >= 0 && c.size <= end-c.offset &&
		c.dictionary >= 0 && c.dictionary <= c.size && c.nulls >= -1 && c.nulls <= rows
}

// quoted makes a column's name fit for an error.
func quoted(name string) string {
	if len(name) > 80 {
		name = name[:80]
	}
	return strconv.Quote(name)
}

func readPair(r *wireReader) (key, value string) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == wireBinary:
			key = string(r.binary())
		case id == 2 && typ == wireBinary:
			value = string(r.binary())
		default:
			return false
		}
		return true
	})
	return key, value
}
