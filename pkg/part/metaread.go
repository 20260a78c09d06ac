package part

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// parseFooter reads metadata of a file whose pages end at end.
func parseFooter(data []byte, end int64) (*footer, error) {
	r := parquet.NewReader(data)
	f := &footer{}
	var version string
	var columns, groups int
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == parquet.WireList:
			columns = f.readSchema(r)
		case id == 3 && typ == parquet.WireI64:
			f.rows = r.I64()
		case id == 4 && typ == parquet.WireList:
			if groups = r.List(parquet.WireStruct); groups == 1 {
				r.Group(len(f.chunks), func(i int, m parquet.Chunk) { f.chunks[i].read(r, &m) })
			} else {
				r.Fail("not one row group")
			}
		case id == 5 && typ == parquet.WireList:
			for n := r.List(parquet.WireStruct); n > 0; n-- {
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
	case r.Err() != nil:
		return nil, fmt.Errorf("%w: %w in its metadata", ErrDamaged, r.Err())
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
	return c.rows == rows && c.offset >= int64(len(parquet.Magic)) && c.offset <= end && c.size >= 0 && c.size <= end-c.offset &&
		c.dictionary >= 0 && c.dictionary <= c.size && c.nulls >= -1 && c.nulls <= rows
}

// readSchema reads the root and the columns below it, and returns how many there are.
func (f *footer) readSchema(r *parquet.Reader) int {
	n := r.List(parquet.WireStruct) - 1
	if n < 1 || n > parquet.MaxColumns {
		r.Fail("a bad number of columns")
		return 0
	}
	if root := r.Element(); root.Children != n {
		r.Fail("a nested schema")
		return 0
	}
	f.chunks = make([]chunk, n)
	for i := range f.chunks {
		e := r.Element()
		t, ok := typeOf(&e)
		if !ok || e.Children != 0 || e.Repetition > 1 {
			r.Fail("a column of an unknown type")
			return 0
		}
		f.chunks[i] = chunk{Column: Column{Name: e.Name, Type: t, Optional: e.Repetition == 1}, nulls: -1}
	}
	return n
}

func typeOf(e *parquet.Element) (Type, bool) {
	switch {
	case e.Physical == parquet.ByteArray && e.Logical.ID == parquet.LogicalString:
		return Text, true
	case e.Physical == parquet.FixedArray && e.Length == 16:
		return ID, true
	case e.Physical == parquet.Double:
		return Double, true
	case e.Physical == parquet.Int32 && e.Logical.ID == parquet.LogicalDate:
		return Date, true
	case e.Physical == parquet.Int32:
		return Int, true
	case e.Physical == parquet.Int64 && e.Logical.ID == parquet.LogicalTimestamp:
		return Timestamp, true
	}
	return 0, false
}

// read takes over what the row group says of the column.
func (c *chunk) read(r *parquet.Reader, m *parquet.Chunk) {
	c.codec, c.rows, c.offset, c.dictionary, c.size, c.nulls = m.Codec, m.Values, m.Start, m.Dictionary, m.Size, m.Nulls
	if m.Physical != c.Type.physical() || c.codec != parquet.Uncompressed && c.codec != parquet.Snappy && c.codec != parquet.Zstd {
		r.Fail("a column that differs from its schema")
	}
	switch {
	case c.Type == Date && len(m.Least) == 4 && len(m.Most) == 4:
		c.least = int64(int32(binary.LittleEndian.Uint32(m.Least)))
		c.most = int64(int32(binary.LittleEndian.Uint32(m.Most)))
		c.ranged = true
	case c.Type == Timestamp && len(m.Least) == 8 && len(m.Most) == 8:
		c.least, c.most = int64(binary.LittleEndian.Uint64(m.Least)), int64(binary.LittleEndian.Uint64(m.Most))
		c.ranged = true
	}
}

func readPair(r *parquet.Reader) (key, value string) {
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == parquet.WireBinary:
			key = string(r.Bytes())
		case id == 2 && typ == parquet.WireBinary:
			value = string(r.Bytes())
		default:
			return false
		}
		return true
	})
	return key, value
}
