package part

import "encoding/binary"

// readSchema reads the root and the columns below it, and returns how many there are.
func (f *footer) readSchema(r *wireReader) int {
	n := r.list(wireStruct) - 1
	if n < 1 || n > maxColumns {
		r.fail("a bad number of columns")
		return 0
	}
	var root element
	root.read(r)
	if root.children != n {
		r.fail("a nested schema")
		return 0
	}
	f.chunks = make([]chunk, n)
	for i := range f.chunks {
		var e element
		e.read(r)
		t, ok := e.typ()
		if !ok || e.children != 0 || e.repetition > 1 {
			r.fail("a column of an unknown type")
			return 0
		}
		f.chunks[i] = chunk{Column: Column{Name: string(e.name), Type: t, Optional: e.repetition == 1}, nulls: -1}
	}
	return n
}

// element is one entry of the schema.
type element struct {
	name                                        []byte
	physical, length, repetition, children, log int
}

func (e *element) read(r *wireReader) {
	e.physical = -1
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == wireI32:
			e.physical = int(r.varint())
		case id == 2 && typ == wireI32:
			e.length = int(r.varint())
		case id == 3 && typ == wireI32:
			e.repetition = int(r.varint())
		case id == 4 && typ == wireBinary:
			e.name = r.binary()
		case id == 5 && typ == wireI32:
			e.children = int(r.varint())
		case id == 10 && typ == wireStruct:
			r.fields(func(id int, typ byte) bool {
				e.log = id
				return false
			})
		default:
			return false
		}
		return true
	})
}

func (e *element) typ() (Type, bool) {
	switch {
	case e.physical == physBytes && e.log == 1:
		return Text, true
	case e.physical == physFixed && e.length == 16:
		return ID, true
	case e.physical == physDouble:
		return Double, true
	case e.physical == physInt32 && e.log == 6:
		return Date, true
	case e.physical == physInt32:
		return Int, true
	case e.physical == physInt64 && e.log == 8:
		return Timestamp, true
	}
	return 0, false
}

// readGroup reads the row group into the chunks that the schema made.
func (f *footer) readGroup(r *wireReader) {
	read := false
	r.fields(func(id int, typ byte) bool {
		if id != 1 || typ != wireList {
			return false
		}
		n := r.list(wireStruct)
		if n != len(f.chunks) || read {
			r.fail("columns that do not match the schema")
			return true
		}
		read = true
		for i := range f.chunks {
			c := &f.chunks[i]
			r.fields(func(id int, typ byte) bool {
				if id != 3 || typ != wireStruct {
					return false
				}
				c.read(r)
				return true
			})
		}
		return true
	})
	if !read {
		r.fail("no columns")
	}
}

func (c *chunk) read(r *wireReader) {
	var data, dictionary int64
	physical := -1
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == wireI32:
			physical = int(r.varint())
		case id == 4 && typ == wireI32:
			c.codec = int(r.varint())
		case id == 5 && typ == wireI64:
			c.rows = r.varint()
		case id == 7 && typ == wireI64:
			c.size = r.varint()
		case id == 9 && typ == wireI64:
			data = r.varint()
		case id == 11 && typ == wireI64:
			dictionary = r.varint()
		case id == 12 && typ == wireStruct:
			c.readStatistics(r)
		default:
			return false
		}
		return true
	})
	c.offset = data
	if dictionary > 0 && data > dictionary {
		c.offset, c.dictionary = dictionary, data-dictionary
	}
	if physical != c.Type.physical() || c.codec != codecNone && c.codec != codecSnappy && c.codec != codecZstd {
		r.fail("a column that differs from its schema")
	}
}

func (c *chunk) readStatistics(r *wireReader) {
	var least, most []byte
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 3 && typ == wireI64:
			c.nulls = r.varint()
		case id == 5 && typ == wireBinary:
			most = r.binary()
		case id == 6 && typ == wireBinary:
			least = r.binary()
		default:
			return false
		}
		return true
	})
	switch {
	case c.Type == Date && len(least) == 4 && len(most) == 4:
		c.least = int64(int32(binary.LittleEndian.Uint32(least)))
		c.most = int64(int32(binary.LittleEndian.Uint32(most)))
		c.ranged = true
	case c.Type == Timestamp && len(least) == 8 && len(most) == 8:
		c.least, c.most = int64(binary.LittleEndian.Uint64(least)), int64(binary.LittleEndian.Uint64(most))
		c.ranged = true
	}
}

// pageHead is the head of a page.
type pageHead struct {
	kind             int
	values           int
	encoding         int
	levels           int // bytes of definition levels
	size             int // bytes that follow
	plain            int // the same before compression
	nulls            int
	repeated, zipped bool
}

// append writes the head behind dst.
func (h *pageHead) append(dst []byte) []byte {
	w := &wireWriter{data: dst}
	w.begin()
	w.i32(1, h.kind)
	w.i32(2, h.plain)
	w.i32(3, h.size)
	if h.kind == pageDictionary {
		w.structure(7, func() {
			w.i32(1, h.values)
			w.i32(2, encPlain)
			w.truth(3, true)
		})
	} else {
		w.structure(8, func() {
			w.i32(1, h.values)
			w.i32(2, h.nulls)
			w.i32(3, h.values)
			w.i32(4, h.encoding)
			w.i32(5, h.levels)
			w.i32(6, 0)
			w.truth(7, h.zipped)
		})
	}
	w.end()
	return w.data
}

// read reads the head of a page.
func (h *pageHead) read(r *wireReader) {
	*h = pageHead{kind: -1, values: -1, zipped: true}
	body := func(id int, typ byte) bool {
		dictionary := h.kind == pageDictionary
		switch {
		case id == 1 && typ == wireI32:
			h.values = int(int32(r.varint()))
		case id == 2 && typ == wireI32 && dictionary, id == 4 && typ == wireI32 && !dictionary:
			h.encoding = int(int32(r.varint()))
		case id == 2 && typ == wireI32:
			h.nulls = int(int32(r.varint()))
		case id == 5 && typ == wireI32 && !dictionary:
			h.levels = int(int32(r.varint()))
		case id == 6 && typ == wireI32:
			h.repeated = r.varint() != 0
		case id == 7 && (typ == wireTrue || typ == wireFalse):
			h.zipped = typ == wireTrue
		default:
			return false
		}
		return true
	}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == wireI32:
			h.kind = int(int32(r.varint()))
		case id == 2 && typ == wireI32:
			h.plain = int(int32(r.varint()))
		case id == 3 && typ == wireI32:
			h.size = int(int32(r.varint()))
		case id == 7 && typ == wireStruct && h.kind == pageDictionary, id == 8 && typ == wireStruct && h.kind == pageData:
			r.fields(body)
		default:
			return false
		}
		return true
	})
}
