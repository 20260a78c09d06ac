package part

import (
	"errors"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

var errStub = errors.New("part: not there yet")

// Core collects the rows of a core file.
type Core struct{ rows int }

// NewCore makes an empty one.
func NewCore(s Schema) *Core { return &Core{} }

// Append copies a row.
func (c *Core) Append(r *Row) error { return errStub }

// Len is the number of rows.
func (c *Core) Len() int { return c.rows }

// Size is about how many bytes are held.
func (c *Core) Size() int { return 0 }

// Days gives the first and the last day of the rows.
func (c *Core) Days() (first, last int32) { return 0, 0 }

// Write writes the file; nothing may be appended until Reset.
func (c *Core) Write(w io.Writer) error { return errStub }

// Reset empties it for another part.
func (c *Core) Reset() {}

// Person collects the rows of a person file.
type Person struct{ rows int }

// NewPerson makes an empty one.
func NewPerson(columns []string) *Person { return &Person{} }

// Append copies a row; a nil cell is absent.
func (p *Person) Append(cells [][]byte) error { return errStub }

// Len is the number of rows.
func (p *Person) Len() int { return p.rows }

// Size is about how many bytes are held.
func (p *Person) Size() int { return 0 }

// Write writes the file; nothing may be appended until Reset.
func (p *Person) Write(w io.Writer) error { return errStub }

// Reset empties it for another part.
func (p *Person) Reset() {}

// Index collects the rows of an index file.
type Index struct{ rows int }

// NewIndex makes an empty one.
func NewIndex() *Index { return &Index{} }

// Append adds an id; zero for none.
func (x *Index) Append(id [16]byte) error { return errStub }

// Len is the number of rows.
func (x *Index) Len() int { return x.rows }

// Size is about how many bytes are held.
func (x *Index) Size() int { return 0 }

// Write writes the file; nothing may be appended until Reset.
func (x *Index) Write(w io.Writer) error { return errStub }

// Reset empties it for another part.
func (x *Index) Reset() {}

// Value is one cell of Each and Select.
type Value struct {
	Null  bool
	Int   int64   // ints, days and milliseconds
	Float float64 // doubles
	Text  []byte  // texts and ids; valid until the function returns
}

// Column is one column of a file.
type Column struct {
	Name     string
	Type     Type
	Optional bool
}

// Type says what a column holds.
type Type uint8

// The types.
const (
	Text Type = iota // UTF-8, in Value.Text
	ID               // 16 bytes, in Value.Text
	Double
	Int
	Date      // days since 1970-01-01, in Value.Int
	Timestamp // milliseconds on the wall clock, in Value.Int
)

// File is an open part.
type File struct{}

// Open reads the footer of a file of that size.
func Open(r io.ReaderAt, size int64) (*File, error) { return nil, errStub }

// Tier is core, person or index.
func (f *File) Tier() string { return "" }

// Rows is the number of rows.
func (f *File) Rows() int { return 0 }

// Columns lists the columns in order.
func (f *File) Columns() []Column { return nil }

// Count groups the answers of a core file into b.
func (f *File) Count(q *Query, b *tally.Builder) error { return errStub }

// Select hands over each row that Count would count, with its joined group key.
func (f *File) Select(q *Query, out *tally.Excluded, columns []string, row func(key []byte, score int, cells []Value) error) error {
	return errStub
}

// Each hands over the named columns of every row; nil means all.
func (f *File) Each(columns []string, row func(cells []Value) error) error { return errStub }

// IDs hands over the ids of an index file in order.
func (f *File) IDs(id func([16]byte) error) error { return errStub }
