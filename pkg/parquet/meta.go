package parquet

// Element is a node of the schema. The first is the root, and each is followed by its
// children.
type Element struct {
	Name       string
	Physical   int // -1 for a group
	Length     int // of a FixedArray
	Repetition int // 0 required, 1 optional, 2 repeated
	Children   int
	Converted  int // the older form of Logical, -1 none
	Scale      int // the same of a decimal
	Logical    Logical
}

// Logical says what a value means.
type Logical struct {
	ID       int // 0 for nothing
	Scale    int // of a decimal
	UTC      bool
	Unit     int // of a time: 1 ms, 2 us, 3 ns
	Unsigned bool
}

// Element reads one node of the schema.
func (r *Reader) Element() Element {
	e := Element{Physical: -1, Converted: -1}
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireI32:
			e.Physical = r.I32()
		case id == 2 && typ == WireI32:
			e.Length = r.I32()
		case id == 3 && typ == WireI32:
			e.Repetition = r.I32()
		case id == 4 && typ == WireBinary:
			e.Name = string(r.Bytes())
		case id == 5 && typ == WireI32:
			e.Children = r.I32()
		case id == 6 && typ == WireI32:
			e.Converted = r.I32()
		case id == 7 && typ == WireI32:
			e.Scale = r.I32()
		case id == 10 && typ == WireStruct:
			r.Fields(func(id int, typ byte) bool {
				e.Logical.ID = id
				if typ == WireStruct {
					e.Logical.read(r)
				}
				return typ == WireStruct
			})
		default:
			return false
		}
		return true
	})
	return e
}

// read reads the parameters; which fields there are depends on the ID.
func (l *Logical) read(r *Reader) {
	timed, truth := l.ID == LogicalTime || l.ID == LogicalTimestamp, false
	r.Fields(func(id int, typ byte) bool {
		truth = typ == WireTrue || typ == WireFalse
		switch {
		case l.ID == LogicalDecimal && id == 1 && typ == WireI32:
			l.Scale = r.I32()
		case timed && id == 1 && truth:
			l.UTC = typ == WireTrue
		case timed && id == 2 && typ == WireStruct:
			r.Fields(func(id int, _ byte) bool { l.Unit = id; return false })
		case l.ID == LogicalInteger && id == 2 && truth:
			l.Unsigned = typ == WireFalse
		default:
			return false
		}
		return true
	})
}

// Chunk is what the footer says of the pages of one column in one row group.
type Chunk struct {
	Physical, Codec int
	Values          int64 // blank ones included
	Start           int64 // of its first page in the file
	Dictionary      int64 // bytes before the data pages, 0 without a dictionary
	Size            int64 // bytes of all pages
	Nulls           int64 // -1 when unknown
	Least, Most     []byte
}

// Group reads a row group, which must have so many columns, and hands over each. rows
// is -1 when the group does not say how many it has.
func (r *Reader) Group(columns int, column func(i int, c Chunk)) (rows int64) {
	rows = -1
	read := false
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireList:
			if n := r.List(WireStruct); n != columns || read {
				r.Fail("columns that do not match the schema")
				return true
			}
			read = true
			for i := 0; i < columns && r.err == nil; i++ {
				if c := r.chunk(); r.err == nil {
					column(i, c)
				}
			}
		case id == 3 && typ == WireI64:
			rows = r.I64()
		default:
			return false
		}
		return true
	})
	if !read {
		r.Fail("no columns")
	}
	return rows
}

func (r *Reader) chunk() Chunk {
	c := Chunk{Physical: -1, Nulls: -1}
	read := false
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1:
			r.Fail("a column in another file")
		case id == 3 && typ == WireStruct:
			read = true
			c.read(r)
		default:
			return false
		}
		return true
	})
	if !read {
		r.Fail("a column without pages")
	}
	return c
}

func (c *Chunk) read(r *Reader) {
	var dictionary int64
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireI32:
			c.Physical = r.I32()
		case id == 4 && typ == WireI32:
			c.Codec = r.I32()
		case id == 5 && typ == WireI64:
			c.Values = r.I64()
		case id == 7 && typ == WireI64:
			c.Size = r.I64()
		case id == 9 && typ == WireI64:
			c.Start = r.I64()
		case id == 11 && typ == WireI64:
			dictionary = r.I64()
		case id == 12 && typ == WireStruct:
			c.readStatistics(r)
		default:
			return false
		}
		return true
	})
	if dictionary > 0 && dictionary < c.Start {
		c.Start, c.Dictionary = dictionary, c.Start-dictionary
	}
}

func (c *Chunk) readStatistics(r *Reader) {
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 3 && typ == WireI64:
			c.Nulls = r.I64()
		case id == 5 && typ == WireBinary:
			c.Most = r.Bytes()
		case id == 6 && typ == WireBinary:
			c.Least = r.Bytes()
		default:
			return false
		}
		return true
	})
}
