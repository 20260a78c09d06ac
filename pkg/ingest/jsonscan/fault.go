package jsonscan

import (
	"errors"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// ErrFalseCut is wrapped by the error of a scan that cut an array at line ends
// which turned out to lie inside elements. Nothing that its sinks received can be
// used: read the source again from its start with Layout.Sequential set.
var ErrFalseCut = errors.New("a line end inside an element looked like the end of one")

// faultKind says what stopped the lexer.
type faultKind uint8

const (
	faultNone   faultKind = iota
	faultShort            // the text ended inside a value
	faultSyntax           // not JSON, or not the shape that the layout promises
	faultDeep             // nested deeper than maxDepth
	faultDouble           // a key occurs twice in one object
)

// fault is the first thing that was found wrong: what, where in the lexer's
// text, and in words that carry no cell value.
type fault struct {
	kind faultKind
	at   int
	seen int // end of the text that had to be there to find it
	text string
	err  error // instead of text, if not nil
}

func (l *lexer) fail(kind faultKind, at int, text string) int {
	return l.failAhead(kind, at, at+1, text)
}

// failAhead is fail for what only the text up to seen tells.
func (l *lexer) failAhead(kind faultKind, at, seen int, text string) int {
	l.fault = fault{kind: kind, at: at, seen: seen, text: text}
	return -1
}

// beyond tells whether a fault shows only in text that is more than max long
// from start. The record is then too long, however much of it has been read.
func (f fault) beyond(start, max int) bool { return f.seen-start > max }

func (l *lexer) short() int {
	return l.fail(faultShort, len(l.d), "the text ends inside a value")
}

// scanError makes the error of a scan from a fault in text that begins at offset in
// the stream.
func (f fault) scanError(offset int64) *scan.Error {
	e := &scan.Error{Kind: scan.Syntax, Offset: offset + int64(f.at), Err: f.err}
	if f.err == nil {
		e.Err = errors.New(f.text)
	}
	switch f.kind {
	case faultDeep:
		e.Kind = scan.TooDeep
	case faultDouble:
		e.Kind = scan.DuplicateKey
	}
	return e
}

// tooLong is the error for a record that begins at start.
func tooLong(offset int64, start int) *scan.Error {
	return &scan.Error{Kind: scan.RecordTooLong, Offset: offset + int64(start)}
}
