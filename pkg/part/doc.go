// Package part encodes and scans the immutable files of a vault: Parquet files of
// one row group that hold what one import adds to one bucket, a file a tier (docs/vault-format.md,
// section 7). It knows columns and pages, no keys and no disk: it writes to an
// io.Writer and reads from an io.ReaderAt.
//
// Writing: fill a Core, a Person and an Index with the same rows in the same
// order and Write each. Reading: Open a file; Count groups a core file's answers
// straight on its packed pages, Select does the same and hands over the rows,
// Each and IDs read whatever columns are asked for.
//
// The bytes of Parquet are the matter of pkg/parquet, and not of a library of others,
// for three reasons: dictionaries must be sorted so that the same rows give the same
// bytes, counting needs the packed values themselves, and what was decrypted is as
// untrusted as any other input, so that each size is held against the bytes that are
// there before anything is allocated. Tests hold the files against parquet-go.
package part

import (
	"errors"
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const (
	// MaxRows is how many rows a part holds at most.
	MaxRows = 500_000
	// Blank is the score code of a question that was not answered.
	Blank = 11
	// BlankRating stands for a rating that was not given.
	BlankRating = math.MinInt32

	// MarkTest marks a test, a preview or spam.
	MarkTest = 1
	// MarkFiltered marks a row that a rule of the tool's export leaves out.
	MarkFiltered = 2
	// MarkUnfinished marks a response that was not finished.
	MarkUnfinished = 4

	// maxCell is the greatest cell, and the greatest person's row, in bytes. No
	// reader of exports hands over more.
	maxCell = 16 << 20
	// maxPage is the greatest page in bytes. Bytes that are no UTF-8 may have
	// become three each.
	maxPage = 3*maxCell + 1<<20
	// maxOpen is how many bytes the open pages of all columns may take when rows are
	// read: two pages of each column that a writer makes, and one greatest row.
	maxOpen = 192 << 20
	// maxDictionary is the greatest dictionary in bytes as it is written.
	maxDictionary = 16 << 20
)

// What callers act on. Errors name columns, never values.
var (
	// ErrFull says that a row does not fit any more: write the part and begin another.
	ErrFull = errors.New("the part is full")
	// ErrDamaged says that a file is no sound part.
	ErrDamaged = errors.New("the part is damaged")
	// ErrVersion says that a part was written by a later version of this program.
	ErrVersion = errors.New("the part has a later format")
	// ErrNoColumn says that a file has no column of the name that was asked for.
	ErrNoColumn = errors.New("the part has no such column")
)

// Schema names the columns of core that a survey definition decides, in order.
type Schema struct{ Ratings, Dimensions []string }

// SchemaOf gives the schema that a survey definition leads to.
func SchemaOf(d *survey.Definition) Schema {
	var s Schema
	for _, c := range d.ByRole(survey.RoleRating) {
		s.Ratings = append(s.Ratings, c.ColumnName())
	}
	for _, c := range d.ByRole(survey.RoleDimension) {
		s.Dimensions = append(s.Dimensions, c.ColumnName())
	}
	return s
}

// Row is one response as core keeps it.
type Row struct {
	Score      uint8    // 0 to 10, or Blank
	Mark       uint8    // a sum of MarkTest, MarkFiltered and MarkUnfinished
	Day        int32    // days since 1970-01-01; the day of Time when there is one
	Time       int64    // milliseconds since 1970-01-01 00:00 on the wall clock
	Timed      bool     // the row has a time
	Dimensions [][]byte // one for each of Schema.Dimensions, empty for blank; spaces and tabs at the ends go
	Ratings    []int32  // one for each of Schema.Ratings, or BlankRating
	Consent    []byte   // purposes, sorted and joined by commas
	Weight     float64
	Weighted   bool
	Respondent [16]byte // keyed
	Known      bool     // the row has a respondent
	Comment    []byte   // masked; nil when there is none
}
