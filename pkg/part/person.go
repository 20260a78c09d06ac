package part

import (
	"fmt"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// Person collects the rows of a person file: texts as they came in. It is for
// one goroutine.
type Person struct {
	rows
	texts []*column
}

// NewPerson makes an empty one with those columns, response_id first. A header
// that is empty or stands there already gets its position, so that every column
// of a file has a name of its own.
func NewPerson(columns []string) *Person {
	p := &Person{}
	limit := min(maxPageBytes, max(minPageBytes, allPageBytes/max(1, len(columns))))
	names := make(map[string]bool, len(columns))
	for _, name := range columns {
		names[name] = true
	}
	taken := make(map[string]bool, len(columns))
	for i, name := range columns {
		name = string(valid([]byte(name)))
		if name == "" || taken[name] {
			base := name
			for k := i + 1; name == "" || taken[name] || names[name]; k++ {
				name = fmt.Sprintf("%s[#%d]", base, k)
			}
		}
		taken[name] = true
		c := newColumn(name, Text, true, limit)
		p.texts, p.columns = append(p.texts, c), append(p.columns, c)
	}
	return p
}

// Columns gives the names as they are written.
func (p *Person) Columns() []string {
	names := make([]string, len(p.texts))
	for i, c := range p.texts {
		names[i] = c.c.Name
	}
	return names
}

// Append copies a row; a nil cell is absent. It returns ErrFull when the part
// must be written first. Bytes that are no UTF-8 are replaced.
func (p *Person) Append(cells [][]byte) error {
	if err := p.begin(); err != nil {
		return err
	}
	if len(cells) != len(p.texts) || len(cells) > parquet.MaxColumns {
		return fmt.Errorf("a row of %d cells for %d columns", len(cells), len(p.texts))
	}
	size := 0
	for _, cell := range cells {
		size += len(cell)
	}
	if size > maxCell {
		return fmt.Errorf("a row of more than %d bytes", maxCell)
	}
	for i, c := range p.texts {
		c.text(cells[i])
	}
	p.n++
	return nil
}

// Write writes the file. After it nothing may be appended until Reset.
func (p *Person) Write(w io.Writer) error { return p.write(w, "person") }

// Index collects the keyed response ids of an index file. It is for one
// goroutine.
type Index struct {
	rows
	ids *column
}

// NewIndex makes an empty one.
func NewIndex() *Index {
	x := &Index{ids: newColumn("id", ID, false, 4*maxPageBytes)}
	x.columns = []builder{x.ids}
	return x
}

// Append adds an id, all zeros for none. It returns ErrFull when the part must be
// written first.
func (x *Index) Append(id [16]byte) error {
	if err := x.begin(); err != nil {
		return err
	}
	x.ids.id(&id, true)
	x.n++
	return nil
}

// Write writes the file. After it nothing may be appended until Reset.
func (x *Index) Write(w io.Writer) error { return x.write(w, "index") }
