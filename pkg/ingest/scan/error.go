package scan

import (
	"fmt"
	"strings"
)

// Kind says what is wrong at the place of an [Error].
type Kind uint8

// The kinds of errors of the scanners.
const (
	LoneQuote     Kind = iota + 1 // a quote inside an unquoted cell, or text after a closing quote
	OpenQuote                     // a quote that is never closed; the place is where it opens
	TooWide                       // more cells than the header has, and they are not empty
	RecordTooLong                 // a record beyond Options.MaxRecord; the place is where it begins
	InvalidUTF8                   // a byte that is not UTF-8
	Syntax                        // not JSON
	DuplicateKey                  // a key that stands twice in one JSON object
	TooDeep                       // JSON nested beyond the limit
	Stopped                       // a sink's error or a cancelled context, in Err
	Read                          // the reader failed, with Err, after Offset bytes; the record it broke off is not looked at
	Write                         // the writer of Rewrite failed, with Err; the place is the block's
)

var kindTexts = [...]string{
	LoneQuote:     "a quote where none may stand",
	OpenQuote:     "a quote is opened here and never closed",
	TooWide:       "more cells than the header has",
	RecordTooLong: "the record is too long",
	InvalidUTF8:   "not UTF-8",
	Syntax:        "not valid JSON",
	DuplicateKey:  "a key stands twice in one object",
	TooDeep:       "nested too deeply",
	Stopped:       "stopped",
	Read:          "cannot read on",
	Write:         "cannot write",
}

// String returns the kind in words.
func (k Kind) String() string {
	if int(k) < len(kindTexts) && kindTexts[k] != "" {
		return kindTexts[k]
	}
	return fmt.Sprintf("error kind %d", uint8(k))
}

// Error is why a scan ended early. It names the place, never the data.
type Error struct {
	Kind   Kind
	Offset int64 // bytes from the start of the stream
	Line   int64 // physical line from 1; 0 while not yet known
	Column int   // field of the record from 1; 0 unknown
	Err    error // the cause, if there is one
}

// Error returns the place, what is wrong there, and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d", e.Line)
	} else {
		fmt.Fprintf(&b, "byte %d", e.Offset)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d", e.Column)
	}
	b.WriteString(": ")
	b.WriteString(e.Kind.String())
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
