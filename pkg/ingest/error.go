package ingest

import (
	"fmt"
	"strings"
)

// Fault says what kind of trouble an Error is: who has to act.
type Fault uint8

// The faults of this package.
const (
	Unreadable Fault = iota // the input cannot be read or is not understood
	Misuse                  // the caller asked for a column, preset or value that is not there
	Internal                // a broken promise of this program
)

// Error is why an input cannot be used: one thing, with its place and a hint.
// It never holds a cell's value; labels of the score column are shown only
// when survey.ShowableLabel allows it.
type Error struct {
	ID     string // the finding that validate makes of it, such as no-score-column
	Fault  Fault
	File   string
	Line   int64  // 1-based physical line, 0 if there is none
	Column string // column reference, "" if there is none
	Msg    string
	Hint   string   // the next step, often a flag to give
	Choice []string // columns of which one must be named, where several could be meant
	Err    error    // the cause, if it adds something
	cause  error    // the cause, if Msg says it already
}

// Error returns file, line, column and what is wrong, without the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Column != "" {
		fmt.Fprintf(&b, "column %s: ", quote(e.Column))
	}
	b.WriteString(e.Msg)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	if e.Err == nil {
		return e.cause
	}
	return e.Err
}

// Warning is a doubt about an input that does not stop the work.
type Warning struct {
	ID      string
	Message string // does not name Column
	Column  string // the column that it is about, "" if none
	Line    int64
}

// quote shows a header in a message: in one line, cut to a readable length.
func quote(header string) string {
	header = strings.Join(strings.Fields(header), " ")
	if r := []rune(header); len(r) > 60 {
		header = string(r[:59]) + "…"
	}
	return `"` + header + `"`
}
