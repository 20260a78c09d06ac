package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// behind reads what follows a run.
func (s *scan) behind(r run) (float64, string) {
	if s.words[r.to-1].Is(text.Possessive) {
		return s.owns(r)
	}
	if r.to >= len(s.tokens) {
		return 0, ""
	}
	c, gap := s.tokens[r.to].cue, s.words[r.to].Gap
	if gap == text.Comma && c&address != 0 {
		return addressCue, ""
	}
	if gap == text.Comma && s.tokens[r.to].cue&role != 0 || gap == text.Mark && s.text.Norm[s.words[r.to].Start-1] == '(' && c&role != 0 {
		return roleCue, "before a role"
	}
	if gap != text.Space {
		return 0, ""
	}
	if s.is(r.to, "is") && s.cueAt(r.to+1)&motion != 0 || s.plainKind(r.to)&(lexicon.Company|lexicon.Street) != 0 && c&^(thing|desk) == 0 {
		return thingCue, ""
	}
	if c&ware != 0 && s.words[r.to].Shape&text.Capital == 0 {
		return wareCue, ""
	}
	switch {
	case c&honour != 0 && (s.words[r.from].Shape&text.Opens == 0 || r.to+1 < len(s.words) && s.words[r.to+1].Gap == text.Space):
		return s.peopleCue(r, honourCue), "before ji, sir or their like"
	case c&honour != 0:
		return honourCue, "before ji, sir or their like"
	case c&speech != 0 && s.words[r.to].Shape&text.Capital == 0 && !(r.to+1 < len(s.words) && s.words[r.to+1].Shape&text.Digits != 0):
		return s.peopleCue(r, speechCue), "before what a person does"
	case s.givenAlone(r) && (s.atDesk(r) || s.manners(r.to)):
		return deskCue, "before what a person does"
	case c&verb != 0 && s.words[r.to].Shape&text.Capital == 0:
		if s.elsewhere(r) {
			return weakVerbCue, ""
		}
		return verbCue, "before what a person does"
	case c&weakVerb != 0 && s.words[r.to].Shape&text.Capital == 0:
		if s.tokens[r.to+min(1, len(s.tokens)-r.to-1)].cue&(verb|speech) != 0 {
			return verbCue, "before what a person does"
		}
		return weakVerbCue, ""
	case c&hindi != 0 && s.idiom(r), r.to-r.from == 1 && s.isAny(r.to, "me", "mein", "में"):
		return placeCue, ""
	case c&hindi != 0:
		return hindiCue, ""
	case s.is(r.to, "from") || s.is(r.to, "at"):
		return weakVerbCue, ""
	case s.pastTense(r.to):
		return weakVerbCue, ""
	case c == 0 && r.to-r.from == 1 && s.words[r.from].Shape&text.Opens != 0 && s.words[r.to].Shape&(text.Capital|text.Digits) == 0:
		return nounCue, ""
	}
	return 0, ""
}

// owns reads what follows 's.
func (s *scan) owns(r run) (float64, string) {
	kind := s.tokens[r.from].kind
	switch {
	case s.cueAt(r.to)&trait == 0 || s.words[r.to].Gap != text.Space:
		return ownerCue, ""
	case kind&lexicon.Given != 0 && kind&lexicon.Brand == 0:
		return speechCue, "before what a person has"
	}
	return s.peopleCue(r, verbCue), "before what a person has"
}

// peopleCue returns the weight of what only people do or have: that makes a name
// of a word that no list knows. Brands and places are spoken of like that too.
func (s *scan) peopleCue(r run, weight float64) float64 {
	switch {
	case s.nameLike(r):
		return unknownCue
	case s.elsewhere(r):
		return min(weight, verbCue)
	}
	return weight
}

// givenAlone says whether a run is one usual given name that is no brand or place.
func (s *scan) givenAlone(r run) bool {
	return r.to-r.from == 1 && s.tokens[r.from].kind&lexicon.Given != 0 && !s.elsewhere(r)
}

// idiom says whether a run is a Hindi noun that is a name too: "Asha hai ki", "Prem
// se bolo".
func (s *scan) idiom(r run) bool {
	if r.to-r.from != 1 {
		return false
	}
	return s.isAny(r.from, "asha", "prem", "sapna", "shanti", "maya", "seva", "pooja", "puja", "khushi", "daya", "neha", "aarti", "arti", "आरती", "नेहा", "माया", "umeed", "vinay")
}

// plainKind returns what a word in small letters is.
func (s *scan) plainKind(i int) lexicon.Kind {
	if s.words[i].Shape&(text.Capital|text.Digits|text.Caseless) != 0 {
		return 0
	}
	return s.kindAt(i)
}

// pastTense says whether a word in small letters looks like a verb of the past.
func (s *scan) pastTense(i int) bool {
	w := s.words[i]
	b := s.text.Of(w)
	return w.Shape&(text.Capital|text.Foreign|text.Digits) == 0 && len(b) > 4 && b[len(b)-2] == 'e' && b[len(b)-1] == 'd'
}

// elsewhere says whether a run is one word that is a place or a brand too, which
// are also come from, thanked and said to be late.
func (s *scan) elsewhere(r run) bool {
	return r.to-r.from == 1 && s.tokens[r.from].kind&(lexicon.Place|lexicon.Brand) != 0 && s.tokens[r.from].class < listed
}
