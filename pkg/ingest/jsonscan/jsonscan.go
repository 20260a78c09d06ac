// Package jsonscan reads the records of JSON exports: one object is one record.
//
// # Layouts
//
// [Sniff] looks at the head of a stream and tells how its records are laid out:
//
//   - Lines: NDJSON, one object a line, blank lines allowed.
//   - Array: an array of objects; with Root an array inside an enclosing object,
//     as in {"responses": [...]}, other keys before and after it allowed.
//   - Values: objects one after another, pretty-printed or not; one object alone
//     is one record.
//
// [Scan] then hands the wanted cells of every record to sinks, and [Rewrite] copies the
// stream while editors change cells in it. [Head] cuts the first
// records out of a buffer, [Flatten] lists the paths of one record; detection is built on
// these two.
//
// # Paths
//
// A wanted path is dotted: "values.QID1" is the key QID1 of the object under
// values. A key may hold dots itself; of the readings of a path the one with
// the shortest keys that a record has wins, so "a.b" is first b in a and then
// the one key "a.b". Every other character, $ and blank included, stands for
// itself. A path never leads into an array: it names the whole of it.
//
// # Cells
//
// Strings come without quotes and escapes, numbers, true and false as they are
// written, null and an absent path as nil, objects and arrays as raw JSON. Half
// of a surrogate pair becomes U+FFFD and is counted in Layout.Lone.
//
// # Copies
//
// Rewrite reads records exactly as Scan does, which notes for every wanted cell where
// its value is written (walker.spans). A copier lets the editor look at the cells of
// one record, copies what is before each changed value, writes that anew, and goes on;
// so all it does not know stays as it was: white space, escapes, the order of keys, the
// text between records. A block in which nothing changes is passed on as it was read.
//
// # Checks
//
// The structure of the whole record is checked, wanted or not: RFC 8259, nested
// at most 64 levels deep. A key that stands twice is an error in the record
// itself, in every object that wanted paths lead through, and in the objects
// that enclose an array; elsewhere it is not looked for. Whether text is UTF-8
// is checked when the options say so.
//
// # Speed
//
// Where the processor can do it, the ends of the strings in some kilobytes of text are
// looked up at once (see index), and strings are then stepped over without a look
// at their bytes. A key is compared with the one that followed the last key in the
// record before.
//
// Lines are cut at line ends, which cannot lie inside a JSON string, and read
// side by side. So are arrays whose every element begins a line (one element a line, or
// pretty-printed): the cut trusts the indentation of the first elements, every
// block is then checked to begin and end between two elements, and if one does
// not the scan fails with [ErrFalseCut]. All else is read by one worker.
package jsonscan

import "sync/atomic"

// Kind is the way records follow one another.
type Kind uint8

// The kinds of layouts.
const (
	Lines  Kind = iota + 1 // one object a line
	Array                  // elements of an array
	Values                 // objects one after another
)

// String returns the kind in a word or two.
func (k Kind) String() string {
	switch k {
	case Lines:
		return "NDJSON"
	case Array:
		return "JSON array"
	case Values:
		return "JSON objects"
	}
	return "unknown JSON layout"
}

// Layout says where the records of a stream are. Sniff makes it; made by hand
// Kind is enough.
type Layout struct {
	Kind Kind
	// Root is the dotted path of an Array inside its enclosing object; "" is an
	// array at the top.
	Root string
	// OnLines tells that every element of an Array at the top but the first
	// begins a line with exactly Indent before its brace. It allows more than
	// one worker.
	OnLines bool
	Indent  string
	// Sequential forbids cutting at line ends: set it after ErrFalseCut.
	Sequential bool
	// Only makes it an error (AmbiguousError) when the enclosing object goes on
	// with another array of objects. Sniff sets it when it has not seen the end.
	Only bool
	// Lone, if not nil, grows by the number of lone halves of surrogate pairs
	// that became U+FFFD in wanted cells.
	Lone *atomic.Int64
}

// parallel tells whether blocks can be cut without reading what is before them.
func (l Layout) parallel() bool {
	return l.Kind == Lines || l.Kind == Array && l.Root == "" && l.OnLines && !l.Sequential
}
