// Package person finds names of people in free text, in four layers: the
// respondent's own, which the row gives away in other columns ([Known]); those
// that a cue announces ("spoke to", "Smt", "mera naam", "regards,"); those of the
// dictionary (package lexicon); and those of two rosters.
//
// The words of a text are classified one by one (token.go), neighbours that can be
// one name become a run (run.go), and a run is believed by what it is made of and
// what stands around it (score.go, which holds all weights). No name is certain
// and none is impossible: the result is a confidence, and by 0.5 a run is a name.
package person

import (
	"cmp"
	"slices"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// Finder finds names. It is not changed by its use.
type Finder struct {
	respondents, staff *Roster
}

// New returns a finder with the dictionary and the names of the rosters, which
// may be nil: respondents are found with care, since a name there can be an
// everyday word; staff is what somebody listed on purpose.
func New(respondents, staff *Roster) *Finder {
	f := &Finder{respondents: respondents, staff: staff}
	if staff != nil && staff.Len() == 0 {
		f.staff = nil
	}
	return f
}

// scan is the work on one text.
type scan struct {
	finder *Finder
	known  *Known
	text   *text.Text
	words  []text.Word
	tokens []token

	written []int32 // the words with a capital letter or of a script without
	cues    cue     // of all words together
	smalls  int     // words in small letters
	shouted int     // words all in capitals
	digits  int     // in words that hold some, with their letters
	perhaps bool    // a word is that
}

var scans = sync.Pool{New: func() any { return new(scan) }}

// Find appends what it finds in t, in order and without overlap, as places in
// t.Norm: PERSON, and for what the row gives away also PHONE and EMAIL. k is what
// the row gives away, or nil.
func (f *Finder) Find(dst []text.Span, t *text.Text, k *Known) []text.Span {
	s := scans.Get().(*scan)
	s.finder, s.known, s.text, s.words = f, k, t, t.Split()
	from := len(dst)
	if s.classify() {
		s.settleTitles()
		if s.perhaps {
			s.settlePerhaps()
		}
		s.matchRespondents()
		s.markSmall()
		dst = s.names(dst)
	}
	dst = s.signedInitials(dst)
	if k != nil {
		dst = k.findContacts(dst, t.Norm, s.words, s.digits)
	}
	if len(dst)-from > 1 {
		dst = untangle(dst, from)
	}
	*s = scan{tokens: s.tokens[:0], written: s.written[:0]}
	scans.Put(s)
	return dst
}

// untangle sorts the spans from a place on and of two that overlap keeps the one
// that is surer, then the earlier one.
func untangle(spans []text.Span, from int) []text.Span {
	found := spans[from:]
	slices.SortFunc(found, func(a, b text.Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	n := 1
	for _, x := range found[1:] {
		last := &found[n-1]
		switch {
		case x.Start >= last.End:
			found[n] = x
			n++
		case x.Confidence > last.Confidence:
			*last = x
		}
	}
	return spans[:from+n]
}

// shouting says whether the text is written in capitals, so that these say
// nothing.
func (s *scan) shouting() bool { return s.shouted > 3 && s.shouted*4 > 3*(s.smalls+len(s.written)) }
