package parquetscan

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// group is one row group.
type group struct {
	rows   int64
	chunks []chunk // by column
}

// chunk is where the pages of one column of one group stand.
type chunk struct {
	start, size int64
	values      int64
	codec       int
}

// parse reads the metadata of the file.
func (t *Table) parse(footer []byte) error {
	r := parquet.NewReader(footer)
	var err error
	encrypted := false
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == parquet.WireList:
			if err = t.readSchema(r); err != nil {
				r.Fail("a bad schema")
			}
		case id == 3 && typ == parquet.WireI64:
			t.rows = r.I64()
		case id == 4 && typ == parquet.WireList:
			for n := r.List(parquet.WireStruct); n > 0 && r.Err() == nil; n-- {
				t.readGroup(r)
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
	case r.Err() != nil:
		return damaged("its footer makes no sense")
	case len(t.columns) == 0:
		return damaged("it has no columns")
	}
	return t.check()
}

// readSchema reads the columns.
func (t *Table) readSchema(r *parquet.Reader) error {
	n := r.List(parquet.WireStruct)
	switch {
	case len(t.columns) > 0:
		return damaged("it has two schemas")
	case n > parquet.MaxColumns+1:
		return &Error{Kind: Unsupported, Msg: fmt.Sprintf("has more than %d columns", parquet.MaxColumns)}
	}
	var elements []parquet.Element
	for ; n > 0 && r.Err() == nil; n-- {
		elements = append(elements, r.Element())
	}
	if r.Err() != nil {
		return nil
	}
	return t.setColumns(elements)
}

// readGroup reads a row group.
func (t *Table) readGroup(r *parquet.Reader) {
	var g group
	g.rows = r.Group(len(t.columns), func(_ int, c parquet.Chunk) {
		g.chunks = append(g.chunks, chunk{start: c.Start, size: c.Size, values: c.Values, codec: c.Codec})
	})
	t.groups = append(t.groups, g)
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
			if c.start < int64(len(parquet.Magic)) || c.size < 0 || c.start > t.size || c.size > t.size-c.start {
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
