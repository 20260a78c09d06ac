package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// maxSmall is how many words in small letters a name behind a cue can have.
const maxSmall = 3

// asksSmall are the cues behind which a name is looked for though it is written
// small; before honour it stands in front.
const asksSmall = nameWord | copula | self | called | title | honour | signOff | object | greeting | role | prep | wayOfFather | sayName | itIs

// markSmall looks for names in small letters where a cue asks for one: "my name is
// rahul sharma", "suresh ji", "regards, priya".
func (s *scan) markSmall() {
	if s.smalls == 0 {
		return
	}
	s.signedSmall()
	if s.cues&asksSmall == 0 {
		return
	}
	last := cue(0) // of the word before
	for i := range s.tokens {
		t := &s.tokens[i]
		asked := last&asksSmall != 0 || i+1 < len(s.tokens) && s.tokens[i+1].cue&(honour|link) != 0
		last = t.cue
		if !asked || t.cue != 0 || t.class != other || s.words[i].Shape&(text.Capital|text.Caseless|text.Digits) != 0 || s.words[i].Shape&text.Letters == 0 {
			continue
		}
		if s.words[i].Gap == text.Hyphen || !canBegin(s.kindAt(i)) {
			continue
		}
		switch hint := s.before(i); {
		case hint.small:
			s.takeSmall(i, hint.weight >= certainCue)
		case s.honoured(i), s.honouredTogether(i):
			s.takeSmall(i, false)
		}
	}
}

// canBegin says whether takeSmall may take a first word of a kind.
func canBegin(kind lexicon.Kind) bool {
	return kind == 0 || kind&everyday == 0 && kind&lexicon.Name != 0 || kind&lexicon.Strong != 0 && kind&(lexicon.Frequent|lexicon.Hinglish) == 0
}

// endsShort says whether the last sentence has no more words than a name.
func (s *scan) endsShort() bool {
	for i := len(s.words) - 1; i > 0 && i >= len(s.words)-maxSmall; i-- {
		if s.words[i].Gap >= text.Stop {
			return true
		}
	}
	return false
}

// signedSmall looks whether the last sentence is nothing but a name: "still
// pending. padma nagarajan".
func (s *scan) signedSmall() {
	n := len(s.words)
	for i := n - 1; i > 0 && i >= n-maxSmall; i-- {
		if w := s.words[i]; w.Shape&(text.Capital|text.Digits|text.Caseless) != 0 || s.tokens[i].cue != 0 || s.tokens[i].class != other {
			return
		}
		if s.words[i].Gap < text.Stop {
			continue
		}
		for j := i; j < n; j++ {
			if kind := s.kindAt(j); kind&lexicon.Strong == 0 || kind&everyday != 0 {
				return
			}
		}
		s.takeSmall(i, false)
		return
	}
}

// honoured says whether the word behind is one that only follows a name: "ji",
// "bhai", "ne".
func (s *scan) honoured(i int) bool {
	return i+1 < len(s.tokens) && s.words[i+1].Gap == text.Space && s.tokens[i+1].cue&honour != 0 && s.tokens[i].cue == 0
}

// honouredTogether says whether two names follow with "aur" between them and "ne"
// or its like behind.
func (s *scan) honouredTogether(i int) bool {
	return s.cueAt(i+1)&link != 0 && i+2 < len(s.tokens) && s.words[i+1].Gap == text.Space && s.words[i+2].Gap == text.Space && s.honoured(i+2) &&
		s.plainKind(i+2)&lexicon.Strong != 0
}

// takeSmall takes words from i on as parts of a name if they are in the
// dictionary and nothing else; behind a certain cue the first may be unknown.
func (s *scan) takeSmall(i int, certain bool) {
	for n := 0; n < maxSmall && i+n < len(s.tokens); n++ {
		t, w := &s.tokens[i+n], s.words[i+n]
		b := s.text.Of(w)
		if n > 0 && w.Gap != text.Space || w.Shape&(text.Digits|text.Capital) != 0 || w.Shape&text.Letters == 0 || t.cue != 0 && len(b) > 1 {
			return
		}
		kind, key := s.kindAt(i+n), s.facts(i+n).Key
		switch {
		case kind&everyday == 0 && kind&lexicon.Name != 0 && (kind&lexicon.Strong != 0 || certain || n > 0):
			t.class = strong
			if kind&lexicon.Strong == 0 {
				t.class = weak
			}
		case kind&lexicon.Strong != 0 && (certain || n > 0) && kind&(lexicon.Frequent|lexicon.Hinglish) == 0:
			t.class = ambiguous
		case kind == 0 && certain && len(b) >= 3:
			t.class = unknown
		case n > 0 && len(b) == 1 && b[0] != 'i' && b[0] != 'a' && (i+n+1 == len(s.words) || s.words[i+n+1].Gap >= text.Comma):
			t.class = initial
		default:
			return
		}
		t.kind, t.key, t.small = kind, key, true
	}
}

// hasInitials says whether b is two or more initials of the name in their order:
// name columns may be several.
func (k *Known) hasInitials(b []byte) bool {
	if len(b) < 2 || len(b) > maxInitials {
		return false
	}
	k.readNames()
	for i := 0; i+len(b) <= len(k.initials); i++ {
		if sameLetters(b, k.initials[i:i+len(b)]) {
			return true
		}
	}
	return false
}

// signedInitials finds the initials of the respondent where a text is signed with
// them: as its last word, behind a line break, a dash or a farewell.
func (s *scan) signedInitials(dst []text.Span) []text.Span {
	n := len(s.words)
	if s.known == nil || n < 2 {
		return dst
	}
	w := s.words[n-1]
	if w.Shape&text.Capital == 0 || w.End-w.Start > maxInitials {
		return dst
	}
	b := s.text.Of(w)
	from := n - 1
	if len(b) == 1 && n > 2 && s.words[n-2].End-s.words[n-2].Start == 1 && w.Gap <= text.Dot { // R. S.
		from--
		b = []byte{s.text.Norm[s.words[n-2].Start], b[0]}
	}
	gap := s.words[from].Gap
	if gap != text.Line && !(gap == text.Mark && s.text.Norm[s.words[from].Start-1] != '(') && !(from > 0 && gap <= text.Line && s.tokens[from-1].cue&signOff != 0 && gap != text.Space) {
		return dst
	}
	if t := s.known.trace; t != nil {
		t.bound = true
	}
	if !s.known.hasInitials(b) {
		return dst
	}
	return append(dst, text.Span{Start: int(s.words[from].Start), End: int(w.End), Type: text.Person, Confidence: 0.8, Why: "signed with the respondent's initials"})
}
