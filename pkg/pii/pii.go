// Package pii finds personal data in free text and masks it.
//
// A [Finder] says what to look for and with which names; a [Scanner], one for
// each goroutine, looks at one comment after another: the text is brought to a
// normal form (package text), recognisers of structured data (numbers with a
// check digit, e-mail addresses and their like) walk it once, package person adds
// names and package place addresses, and what overlaps is settled by a fixed
// order. Spans lead back to the bytes of the comment as it was written.
//
// Placeholders such as [EMAIL] that a comment already holds are left alone, and
// what has been found is looked at again as it would be masked, until nothing is
// left to find: so masking a comment twice is masking it once.
//
// table.go holds the recognisers and says how to add one.
package pii

import (
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/place"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// DefaultConfidence is the confidence from which on spans are masked if nobody
// says otherwise. Below it are candidates that only a look at the text can judge.
const DefaultConfidence = 0.5

// Finder says what to look for. All goroutines share one; what their scanners
// remember there does not change what is found.
type Finder struct {
	types text.Set
	min   float64
	names *person.Finder
	words *cueTable
	memo  atomic.Pointer[memo] // nil until it is worth while
}

// New returns a finder of the types whose spans have at least confidence min.
// names may be nil when PERSON is not wanted.
func New(types text.Set, min float64, names *person.Finder) *Finder {
	return &Finder{types: types, min: min, names: names, words: words()}
}

// Scanner looks at comments one after another; it belongs to one goroutine.
type Scanner struct {
	f    *Finder
	text text.Text

	found  []text.Span // candidates, as places in text.Norm
	spans  []text.Span // what Find returns
	more   []text.Span
	blank  []byte // the comment with its placeholders made opaque
	masked []byte
	gaps   []segment
	taken  []bool
	tags   []string

	token, host, url, hex int // how far the text has been looked at for each
	pieces                []piece
	digit                 []byte
	places                [2*maxPieces + 2]int // where in digit each piece begins
	number                number
	match                 match
	by                    around // beside the run that begins at beside
	beside                int
	comments              int   // before memo
	memo                  *memo // of all scanners
	trace                 person.Trace
	plain                 [40]byte
	fold                  [64]byte
}

// Scanner returns a new scanner.
func (f *Finder) Scanner() *Scanner { return &Scanner{f: f} }

// maxRounds bounds how often one comment is looked at again. Two rounds are the
// rule; more are needed where one mask takes away the word that spoke against the
// next number.
const maxRounds = 64

// Find returns the personal data in a comment, in order and without overlap,
// valid until the next call. known is what the row says of its respondent, or nil.
func (s *Scanner) Find(comment []byte, known *person.Known) []text.Span {
	s.spans = s.look(s.spans[:0], comment, known)
	for range maxRounds {
		if len(s.spans) == 0 {
			break
		}
		s.masked, s.gaps = s.asMasked(s.masked[:0], comment)
		s.more = s.look(s.more[:0], s.masked, known)
		if len(s.more) == 0 {
			break
		}
		s.merge()
	}
	return s.spans
}

// look finds what one look at a text shows.
func (s *Scanner) look(dst []text.Span, comment []byte, known *person.Known) []text.Span {
	names := s.f.names != nil && s.f.types.Has(text.Person)
	places := s.f.types&text.SetOf(text.Address, text.Location, text.PINCode) != 0
	m := marksOf(comment)
	if m&^(markBracket|markOther) == 0 && !names && !places {
		return dst
	}
	s.blank = s.blank[:0]
	if m&(markBracket|markOdd) != 0 {
		if s.blank = withoutPlaceholders(s.blank, comment); len(s.blank) > 0 {
			comment = s.blank
		}
	}
	if m&(markOther|markOdd) != 0 {
		s.text.Set(comment)
	} else { // its own normal form
		s.text.Set(nil)
		s.text.Norm = comment
	}
	s.found = s.found[:0]
	s.beside = -1
	if m&(markSign|markOdd) != 0 {
		s.walk()
	}
	if m&(markStem|markOdd) != 0 {
		s.words()
	}
	if names {
		s.found = s.f.names.Find(s.found, &s.text, known)
	}
	if places {
		s.found = place.Find(s.found, &s.text)
	}
	if len(s.found) == 0 {
		return dst
	}
	return s.settle(dst)
}

// walk runs the recognisers of structured data over the text: it skips to the next
// digit or mark that can begin or sit inside one.
func (s *Scanner) walk() {
	d := s.text.Norm
	s.token, s.host, s.url, s.hex = 0, 0, 0, 0
	for i := skip(d, 0); i < len(d); i = skip(d, i) {
		switch c := d[i]; {
		case isDigit(c):
			i = s.digits(i)
			continue
		case c == '@':
			s.at(i)
		case c == '.':
			s.dot(i)
		case c == ':' && i+2 < len(d) && d[i+1] == '/' && d[i+2] == '/':
			s.scheme(i)
		case c == ':':
			s.colon(i)
		}
		i++
	}
}

// words looks for what begins at a word: an address with its signs written out, the
// name behind a social network.
func (s *Scanner) words() {
	d := s.text.Norm
	for i := stem(d, 0); i < len(d); i = stem(d, i+1) {
		if d[i]|0x20 == 'd' {
			s.spelledAround(i)
		} else {
			s.network(i)
		}
	}
}
