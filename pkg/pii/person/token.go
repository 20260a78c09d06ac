package person

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// class says how much of a name a word is on its own.
type class uint8

const (
	other     class = iota // no part of a name
	particle               // de, van, bin: inside a name only
	faint                  // an everyday word that is a name somewhere: behind a given name only
	initial                // a single letter
	unknown                // in no list
	weak                   // a name that is not usual
	ambiguous              // a usual name that is also something else: Rose, Paris, Ford
	strong                 // a usual name and nothing else
	listed                 // in the roster of respondents
	staffed                // in the roster of the staff
	own                    // of the row's respondent
)

// token is what is known of one word.
type token struct {
	key     uint64 // lexicon.Key
	cue     cue
	kind    lexicon.Kind
	class   class
	small   bool // taken for a name though written small
	perhaps bool // an everyday word that is also a part of a name that is known
	full    bool // two parts of a respondent's name stand together
}

// everyday are the kinds that make a name ambiguous.
const everyday = lexicon.Common | lexicon.Hinglish | lexicon.Place | lexicon.Street | lexicon.Brand | lexicon.Company |
	lexicon.Nationality | lexicon.Calendar | lexicon.Role | lexicon.Title

// classify fills s.tokens and says whether anything is worth a closer look.
func (s *scan) classify() bool {
	staff, k := s.finder.staff, s.known
	if k != nil && k.odd {
		k.readNames()
	}
	s.tokens = slices.Grow(s.tokens[:0], len(s.words))[:len(s.words)]
	found, letters := false, 0
	for i, w := range s.words {
		t := &s.tokens[i]
		*t = token{}
		if w.Shape&text.Digits != 0 {
			s.digits += int(w.End - w.Start)
		}
		if w.Shape&text.Letters == 0 {
			continue
		}
		f := s.facts(i)
		t.key, t.cue = f.Key, cue(f.Cue)
		if t.cue&itIs != 0 && w.Shape&text.Possessive == 0 && w.End-w.Start == 2 {
			t.cue &^= itIs
		}
		s.cues |= t.cue
		if w.Shape&(text.Capital|text.Caseless) != 0 {
			t.kind, t.class = lexicon.Kind(f.Kind), class(f.Class)
			s.written = append(s.written, int32(i))
			if w.Shape&text.AllCaps != 0 {
				s.shouted++
			}
		}
		if staff != nil && staff.parts.has(t.key) {
			s.matchStaff(t, lexicon.Kind(f.Kind))
		}
		if k != nil {
			matters := k.may(f)
			if matters {
				s.matchKnown(t, s.text.Of(w), lexicon.Kind(f.Kind))
			}
			if k.trace != nil {
				k.trace.word(f, matters)
			}
		}
		found = found || t.class >= unknown || t.perhaps
		s.perhaps = s.perhaps || t.perhaps
		letters++
	}
	s.smalls = letters - len(s.written)
	return found || s.endsShort() || s.cues&(nameWord|self|itIs|called|title|honour|signOff|object|greeting|role|wayOfFather) != 0
}

// facts returns what is known of word i by itself.
func (s *scan) facts(i int) *text.Facts {
	f := s.text.Facts(s.words[i])
	if f.Asked&text.ByPerson == 0 {
		learn(f, s.text.Norm, s.words[i])
	}
	return f
}

// kindAt returns what the lexicon knows of word i, in whatever case.
func (s *scan) kindAt(i int) lexicon.Kind { return lexicon.Kind(s.facts(i).Kind) }

// learn looks up what a word of d is.
func learn(f *text.Facts, d []byte, w text.Word) {
	b := d[w.Start:w.End]
	if f.Asked&text.ByLexicon == 0 {
		f.Key = lexicon.KeyIn(d, int(w.Start), int(w.End))
		f.Kind = uint32(lexicon.At(f.Key, b))
	}
	is := cues().find(cueKey(b, f.Key, w.Shape&text.Foreign == 0))
	f.Cue = uint64(is)
	if w.Shape&(text.Capital|text.Caseless) != 0 && (is&(hindi|honour) == 0 || w.Shape&text.Caseless == 0) {
		f.Class = uint8(classOf(lexicon.Kind(f.Kind), w, b))
	}
	if len(b) <= maxPart {
		var buf [2 * maxPart]byte
		if folded := lexicon.Fold(buf[:0], b); len(folded) > 1 {
			f.Size, f.First, f.Last = uint8(min(len(folded), 63)), firstTwo(folded), lastTwo(folded)
		}
	}
	f.Asked |= text.ByLexicon | text.ByPerson
}

// settleTitles takes titles for no names where a name follows: "Pandit Ravi", not
// "Ravi Pandit".
func (s *scan) settleTitles() {
	if s.cues&title == 0 {
		return
	}
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.cue&title == 0 || t.class >= staffed {
			continue
		}
		if i == 0 || s.tokens[i-1].class < weak || s.words[i].Gap > text.Hyphen || i+1 < len(s.tokens) && s.words[i+1].Gap == text.Dot {
			t.class = other
		}
	}
}

// classOf says what a capitalised word, or one of a script without capitals, is.
func classOf(kind lexicon.Kind, w text.Word, b []byte) class {
	if w.Shape&text.Digits != 0 {
		return other
	}
	if w.Shape&text.Caseless != 0 {
		switch {
		case kind&lexicon.Name == 0 || kind&lexicon.Strong == 0:
			return other
		case kind&everyday != 0:
			return ambiguous
		}
		return strong
	}
	if utf8.RuneCount(b) == 1 {
		return initial
	}
	switch {
	case kind == 0:
		return unlisted(w, b)
	case kind&lexicon.Name == 0 && kind&lexicon.Particle != 0:
		return particle
	case kind&lexicon.Name == 0, kind&(lexicon.Street|lexicon.Common) == lexicon.Street:
		return other
	case kind&everyday == 0 && kind&lexicon.Strong != 0:
		return strong
	case kind&everyday == 0 && len(b) > 2:
		return weak
	case kind&lexicon.Strong != 0:
		return ambiguous
	case kind&lexicon.Particle != 0:
		return particle
	case kind&everyday == lexicon.Common:
		return faint
	}
	return other
}

// endings are what family names of many countries end in.
var endings = strings.Fields("ova eva enko vich wicz ewicz owicz owski ewski insky ovsky sson sdottir dottir poulos oglu shvili dze yan " +
	"mann berg stein baum feld etti elli ucci kar wala walla nathan swamy swami murthy moorthy appa amma aiah reddy garu " +
	"jeet preet inder deep veer endra shankar kumar bhai ben son sen ström ski ska ić ovic evic escu akis idis ides")

// placeEndings are what names of towns end in, and those of people seldom.
var placeEndings = strings.Fields("ville burgh shire side port furt dorf haven pur abad nagar garh ganj gaon patnam halli puram stad borg hagen mouth chester bury land town")

// unlisted says what a capitalised word in no list is.
func unlisted(w text.Word, b []byte) class {
	if len(b) < 3 || w.Is(text.AllCaps) && len(b) <= 4 {
		return other
	}
	if len(b) < 6 {
		return unknown
	}
	for _, e := range placeEndings {
		if n := len(b) - len(e); n >= 2 && equalFold(b[n:], e) {
			return other
		}
	}
	for _, e := range endings {
		if n := len(b) - len(e); n >= 3 && equalFold(b[n:], e) {
			return weak
		}
	}
	return unknown
}

// equalFold compares in ASCII small letters.
func equalFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		if lower(c) != s[i] {
			return false
		}
	}
	return true
}

// isInitial says whether a single letter is one of a name: "I" and "A" are words
// unless a full stop follows.
func (s *scan) isInitial(i int) bool {
	w := s.words[i]
	b := s.text.Of(w)
	if int(w.End) < len(s.text.Norm) && s.text.Norm[w.End] == '.' {
		return true
	}
	return len(b) > 1 || b[0] != 'I' && b[0] != 'A'
}

// localByte says whether a byte can stand in an e-mail address or a domain.
func localByte(c byte) bool {
	return wordByte(c) && c < 0x80 || c == '.' || c == '-' || c == '+' || c == '%'
}

// glued says whether a word is part of an e-mail address, a handle or a path.
func (s *scan) glued(w text.Word) bool {
	d := s.text.Norm
	if w.Start > 0 {
		switch d[w.Start-1] {
		case '@', '#', '_', '\\', '=':
			return true
		case '/':
			if w.Shape&text.Capital == 0 || w.Start > 1 && d[w.Start-2] == '/' {
				return true
			}
		}
	}
	end := int(w.End)
	if w.Start > 0 && localByte(d[w.Start-1]) {
		i := int(w.Start) - 1
		for i > 0 && localByte(d[i]) {
			i--
		}
		if d[i] == '@' {
			return true
		}
	}
	for i := end; i < len(d) && localByte(d[i]) || i < len(d) && d[i] == '@'; i++ {
		if d[i] == '@' {
			return i > end || i+1 < len(d) && d[i+1] > ' '
		}
	}
	if end+1 >= len(d) {
		return false
	}
	switch d[end] {
	case '@', '_':
		return true
	case '.': // a domain goes on in small letters
		return 'a' <= d[end+1] && d[end+1] <= 'z' && w.End-w.Start > 2
	}
	return false
}
