package parquetscan

import "fmt"

// group is one row group.
type group struct {
	rows   int64
	chunks []chunk // by column
}

// chunk is where the pages of one column of one group stand.
type chunk struct {
	start, size int64
	values      int64
	codec       int32
}

// element is a node of the schema as it is written.
type element struct {
	physical   int32 // -1 for a group
	length     int32
	repetition int32
	name       string
	children   int32
	converted  int32 // -1 none
	scale      int32
	logical    logical
}

// logical is the annotation of newer files.
type logical struct {
	id       int // field of the union, 0 none
	scale    int32
	utc      bool
	unit     int // 1 ms, 2 us, 3 ns
	bits     int
	unsigned bool
}

// parse reads the metadata of the file.
func (t *Table) parse(footer []byte) error {
	w := &wire{b: footer}
	var elements []element
	var err error
	encrypted := false
	w.fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == typeList:
			n := w.list(typeStruct)
			if n > maxColumns+1 {
				err = &Error{Kind: Unsupported, Msg: fmt.Sprintf("has more than %d columns", maxColumns)}
				w.fail(false)
				return true
			}
			for range n {
				elements = append(elements, w.element())
			}
			if err == nil && !w.bad {
				if err = t.setColumns(elements); err != nil {
					w.fail(false)
				}
			}
		case id == 3 && typ == typeI64:
			t.rows = w.int()
		case id == 4 && typ == typeList:
			for n := w.list(typeStruct); n > 0 && !w.bad; n-- {
				t.groups = append(t.groups, w.group(len(t.columns)))
			}
		case id == 8:
			encrypted = true
			return false
		default:
			return false
		}
		return true
	})
	switch {
	case err != nil:
		return err
	case encrypted:
		return &Error{Kind: Unsupported, Msg: "is encrypted"}
	case w.bad:
		return damaged("its footer makes no sense")
	case len(t.columns) == 0:
		return damaged("it has no columns")
	}
	return t.check()
}

// check holds the groups against the file.
func (t *Table) check() error {
	var rows int64
	for i := range t.groups {
		g := &t.groups[i]
		if g.rows < 0 || g.rows > maxRows-rows {
			return damaged("its row groups do not add up")
		}
		rows += g.rows
		for k, c := range g.chunks {
			if c.start < int64(len(magic)) || c.size < 0 || c.start > t.size || c.size > t.size-c.start {
				return within(damaged("its pages lie outside the file"), t.columns[k].name)
			}
			if c.values != g.rows {
				return within(damaged("it has not one value a row"), t.columns[k].name)
			}
		}
	}
	if rows != t.rows {
		return damaged("its row groups do not add up")
	}
	return nil
}

func (w *wire) element() element {
	e := element{physical: -1, converted: -1}
	w.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == typeI32:
			e.physical = w.i32()
		case id == 2 && typ == typeI32:
			e.length = w.i32()
		case id == 3 && typ == typeI32:
			e.repetition = w.i32()
		case id == 4 && typ == typeBinary:
			e.name = string(w.text())
		case id == 5 && typ == typeI32:
			e.children = w.i32()
		case id == 6 && typ == typeI32:
			e.converted = w.i32()
		case id == 7 && typ == typeI32:
			e.scale = w.i32()
		case id == 10 && typ == typeStruct:
			w.fields(func(id int, typ byte) bool {
				if e.logical.id = id; typ != typeStruct {
					return false
				}
				w.logical(&e.logical)
				return true
			})
		default:
			return false
		}
		return true
	})
	return e
}

// logical reads the parameters of an annotation; which fields there are depends on
// its id.
func (w *wire) logical(l *logical) {
	w.fields(func(id int, typ byte) bool {
		switch {
		case l.id == logicalDecimal && id == 1 && typ == typeI32:
			l.scale = w.i32()
		case (l.id == logicalTime || l.id == logicalTimestamp) && id == 1:
			l.utc = typ == typeTrue
			return typ == typeTrue || typ == typeFalse
		case (l.id == logicalTime || l.id == logicalTimestamp) && id == 2 && typ == typeStruct:
			w.fields(func(id int, _ byte) bool { l.unit = id; return false })
		case l.id == logicalInteger && id == 1 && typ == typeByte:
			l.bits = int(w.byte())
		case l.id == logicalInteger && id == 2:
			l.unsigned = typ == typeFalse
			return typ == typeTrue || typ == typeFalse
		default:
			return false
		}
		return true
	})
}

func (w *wire) group(columns int) group {
	g := group{rows: -1}
	w.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == typeList:
			n := w.list(typeStruct)
			if n != columns || g.chunks != nil {
				w.fail(false)
				return true
			}
			for ; n > 0 && !w.bad; n-- {
				g.chunks = append(g.chunks, w.chunk())
			}
		case id == 3 && typ == typeI64:
			g.rows = w.int()
		default:
			return false
		}
		return true
	})
	if len(g.chunks) != columns {
		w.fail(false)
	}
	return g
}

func (w *wire) chunk() chunk {
	var c chunk
	var data, dictionary int64
	seen := false
	w.fields(func(id int, typ byte) bool {
		switch {
		case id == 1: // the pages are in another file
			w.fail(false)
		case id == 3 && typ == typeStruct:
			seen = true
			w.fields(func(id int, typ byte) bool {
				switch {
				case id == 4 && typ == typeI32:
					c.codec = w.i32()
				case id == 5 && typ == typeI64:
					c.values = w.int()
				case id == 7 && typ == typeI64:
					c.size = w.int()
				case id == 9 && typ == typeI64:
					data = w.int()
				case id == 11 && typ == typeI64:
					dictionary = w.int()
				default:
					return false
				}
				return true
			})
		default:
			return false
		}
		return true
	})
	if !seen {
		w.fail(false)
	}
	if c.start = data; dictionary > 0 && dictionary < data {
		c.start = dictionary
	}
	return c
}
