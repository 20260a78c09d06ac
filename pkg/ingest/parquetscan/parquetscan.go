// Package parquetscan reads the flat columns of Parquet files as delimited text:
// a header line with their names, then a line a row, so that everything that is
// known about tables of text holds for them too.
//
//	t, err := parquetscan.Open(file, size)
//	... t.Columns() ...
//	r := t.Text([]int{2, 5})   // a new pass; columns that are not wanted stay blank
//
// Only the pages of wanted columns are read, one page of each at a time, so memory
// does not grow with the file. A pass may be made as often as wished.
//
// Cells: whole numbers are written without a fraction, whatever their type; times
// as RFC 3339, with Z when the column is of instants and without when it is of wall
// times; null and NaN as blank. A line end within a text becomes CR, so that the
// line of a row is its number plus one. Columns that are nested or repeated are
// refused by name.
//
// The format is read by pkg/parquet and not by a library of others because these are
// other people's files: a footer of a few bytes can claim lists of billions and a page
// any size. Each size is held against the bytes that are there, or a limit, before
// memory is taken for it. Tests hold what comes out against parquet-go.
package parquetscan

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

const (
	// maxFooter is how many bytes of metadata are read: some hundred thousand column
	// chunks.
	maxFooter = 32 << 20
	// maxPage bounds one page before compression; DuckDB, whose pages are the
	// largest, writes at most 100 MB.
	maxPage = 128 << 20
	// maxHeld bounds what the pages and dictionaries of all columns hold together.
	maxHeld = 512 << 20
	// maxRows bounds the time that a small file of long runs can take.
	maxRows = 1 << 33
)

// Kind says what is wrong with a file.
type Kind uint8

// The kinds of errors.
const (
	Damaged     Kind = iota // it breaks the rules of the format
	TooBig                  // it needs more memory than is given to it
	Unsupported             // it is well made, but not read here
)

// Error says why a file, or the rest of it, cannot be read. It never holds a value.
type Error struct {
	Kind   Kind
	Column string // the column it is about, "" if none
	Msg    string
}

// Error returns column and message.
func (e *Error) Error() string {
	if e.Column == "" {
		return e.Msg
	}
	return fmt.Sprintf("column %q: %s", e.Column, e.Msg)
}

func damaged(what string) error { return &Error{Kind: Damaged, Msg: "is damaged: " + what} }

// within names the column that an error is about.
func within(err error, column string) error {
	var e *Error
	if errors.As(err, &e) && e.Column == "" {
		e.Column = column
	}
	return err
}

// Table is an opened file.
type Table struct {
	r       io.ReaderAt
	size    int64
	columns []column
	groups  []group
	rows    int64
}

// Open reads the footer. Errors are of type *Error, or what r returned.
func Open(r io.ReaderAt, size int64) (*Table, error) {
	t := &Table{r: r, size: size}
	if size < 12 {
		return nil, damaged("it is shorter than a footer")
	}
	var tail [8]byte
	if err := t.read(tail[:], size-8); err != nil {
		return nil, err
	}
	switch string(tail[4:]) {
	case parquet.Magic:
	case "PARE":
		return nil, &Error{Kind: Unsupported, Msg: "is encrypted"}
	default:
		return nil, damaged("it breaks off before its footer")
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	switch {
	case n > size-12:
		return nil, damaged("its footer is longer than the file")
	case n > maxFooter:
		return nil, &Error{Kind: TooBig, Msg: fmt.Sprintf("has a footer of more than %d MiB", maxFooter>>20)}
	}
	footer := make([]byte, n)
	if err := t.read(footer, size-8-n); err != nil {
		return nil, err
	}
	return t, t.parse(footer)
}

// Columns returns the names of the columns.
func (t *Table) Columns() []string {
	names := make([]string, len(t.columns))
	for i := range t.columns {
		names[i] = t.columns[i].name
	}
	return names
}

// Rows returns the number of rows.
func (t *Table) Rows() int64 { return t.rows }

// read fills b from offset at.
func (t *Table) read(b []byte, at int64) error {
	n, err := t.r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF || err == io.ErrUnexpectedEOF {
		return damaged("it breaks off")
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
