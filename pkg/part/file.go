package part

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

const (
	// piece is the unit of reads: age seals plain text in pieces of this size, and
	// a read that takes a bit of one costs the whole.
	piece = 64 << 10
	// firstRead is how much of the end is read at least when a file is opened: the footer of
	// some columns, and the scores of a small part.
	firstRead = 8 << 10
	// maxFooter is the greatest footer in bytes.
	maxFooter = 8 << 20
	// maxPageHead is the greatest head of a page in bytes.
	maxPageHead = 4 << 10
)

// Type says what a column holds.
type Type uint8

// The types.
const (
	Text      Type = iota // UTF-8, in Value.Text
	ID                    // 16 bytes, in Value.Text
	Double                // in Value.Float
	Int                   // in Value.Int
	Date                  // days since 1970-01-01, in Value.Int
	Timestamp             // milliseconds since 1970-01-01 on the wall clock, in Value.Int
)

// Column is one column of a file.
type Column struct {
	Name     string // rating.<name> and dim.<name> for what a survey definition names
	Type     Type
	Optional bool
}

// File is an open part. It is for one goroutine, and needs the reader it was
// opened with until the last call.
type File struct {
	r     io.ReaderAt
	meta  *footer
	names map[string]int
	end   int64  // of the pages
	tail  []byte // the end of the file, as much as was read of it
	from  int64  // where tail begins
}

// Open reads the footer of a file of that size, with one read of up to 72 KiB or
// two. It returns ErrDamaged for what is no part and ErrVersion for one of a
// later format; any other error is one of r.
func Open(r io.ReaderAt, size int64) (*File, error) {
	const shortest = 12 // the magic word twice, and a length
	if size < shortest {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, size)
	}
	f := &File{r: r, from: size}
	if err := f.extend(max(0, size-firstRead)); err != nil {
		return nil, err
	}
	last := f.tail[len(f.tail)-8:]
	if string(last[4:]) != parquet.Magic {
		return nil, fmt.Errorf("%w: its end is missing", ErrDamaged)
	}
	n := int64(binary.LittleEndian.Uint32(last))
	if n > min(maxFooter, size-shortest) {
		return nil, fmt.Errorf("%w: its metadata lies outside the file", ErrDamaged)
	}
	f.end = size - 8 - n
	data, err := f.load(f.end, n)
	if err != nil {
		return nil, err
	}
	if f.meta, err = parseFooter(data, f.end); err != nil {
		return nil, err
	}
	f.names = make(map[string]int, len(f.meta.chunks))
	for i := range f.meta.chunks {
		f.names[f.meta.chunks[i].Name] = i
	}
	if len(f.names) != len(f.meta.chunks) {
		return nil, fmt.Errorf("%w: two columns have one name", ErrDamaged)
	}
	return f, nil
}

// Tier is what nps.tier says: core, person or index.
func (f *File) Tier() string { return f.meta.tier }

// Rows is the number of rows.
func (f *File) Rows() int { return int(f.meta.rows) }

// Columns lists the columns in the order of the file.
func (f *File) Columns() []Column {
	list := make([]Column, len(f.meta.chunks))
	for i := range list {
		list[i] = f.meta.chunks[i].Column
	}
	return list
}

// find gives a column by its name and type, nil when there is none.
func (f *File) find(name string, t Type) *chunk {
	if i, ok := f.names[name]; ok && f.meta.chunks[i].Type == t {
		return &f.meta.chunks[i]
	}
	return nil
}

// extend makes the tail begin at from or before, at the beginning of a piece.
func (f *File) extend(from int64) error {
	from -= from % piece
	more := f.from - from
	if more <= 0 {
		return nil
	}
	tail := make([]byte, more+int64(len(f.tail)))
	if err := readFull(f.r, tail[:more], from); err != nil {
		return err
	}
	copy(tail[more:], f.tail)
	f.tail, f.from = tail, from
	return nil
}

// load gives some bytes of the file, which must not be changed. What lies close
// before the tail becomes part of it.
func (f *File) load(at, n int64) ([]byte, error) {
	if at < f.from && at+n+piece >= f.from {
		if err := f.extend(at); err != nil {
			return nil, err
		}
	}
	if at >= f.from {
		return f.tail[at-f.from : at-f.from+n : at-f.from+n], nil
	}
	data := make([]byte, n)
	return data, readFull(f.r, data, at)
}

// prefetch reads chunks, the last of the file first, so that neighbours come with
// one read.
func (f *File) prefetch(list []*chunk) error {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *chunk) int { return int(b.offset - a.offset) })
	lowest := f.from
	for _, c := range list {
		if c.offset+c.size+piece < lowest {
			break
		}
		lowest = min(lowest, c.offset)
	}
	return f.extend(lowest)
}

// readFull reads exactly len(p) bytes.
func readFull(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	if err == nil || err == io.EOF {
		return fmt.Errorf("%w: it is shorter than it was said to be", ErrDamaged)
	}
	return err
}

// lacks makes the error of a column that is not there.
func (f *File) lacks(name string) error {
	return fmt.Errorf("%w: %s", ErrNoColumn, quoted(name))
}
