package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// organisation says whether a run belongs to the name of a company, street, place
// or feast.
func (s *scan) organisation(r run) bool {
	if s.phrase(r) || s.thingNamed(r) {
		return true
	}
	if r.to < len(s.tokens) {
		t, w := s.tokens[r.to], s.words[r.to]
		if w.Gap == text.Hyphen && w.Shape&text.Capital == 0 && t.cue&honour == 0 && w.Shape&text.Letters != 0 { // Coste-sur-Mer
			return true
		}
		if s.legalForm(r.to) || s.tokens[r.to-1].class == initial && s.legalForm(r.to-1) {
			return true
		}
		near := w.Gap <= text.Hyphen && w.Shape&text.Capital != 0
		if near && t.kind&(lexicon.Company|lexicon.Street|lexicon.Calendar) != 0 && t.class < strong && t.cue&(title|honour|suffix) == 0 {
			return true
		}
		if s.joinedFirm(r) {
			return true
		}
	}
	if r.from > 0 && s.words[r.from].Gap <= text.Hyphen {
		c, w := s.cueAt(r.from-1), s.words[r.from-1]
		if w.Shape&text.Capital == 0 && s.words[r.from].Gap == text.Hyphen && w.Shape&text.Letters != 0 {
			return true
		}
		if s.streetBefore(r.from-1) || r.from > 1 && s.smallParticle(r.from-1) && s.streetBefore(r.from-2) {
			return true
		}
		if c&placeHead != 0 && w.Shape&text.Capital != 0 && c&title == 0 && (w.Shape&text.Opens == 0 || s.tokens[r.from].kind&lexicon.Place != 0) {
			return true
		}
	}
	if s.cueAt(r.from)&placeHead != 0 && r.to-r.from > 1 && (s.tokens[r.from].class <= ambiguous || s.tokens[r.from+1].kind&lexicon.Place != 0) {
		return true
	}
	if last := s.tokens[r.to-1]; r.to-r.from > 1 && last.class == ambiguous && last.kind&lexicon.Street != 0 && s.tokens[r.from].kind&lexicon.Given == 0 {
		return true
	}
	if last := s.tokens[r.to-1]; r.to-r.from > 1 && last.kind&lexicon.Company != 0 && last.class <= unknown {
		return true
	}
	return s.firmList(r)
}

// legalForm says whether "S.A.", "d.o.o." or their like begins at a word.
func (s *scan) legalForm(i int) bool {
	if i+1 >= len(s.words) || s.words[i].End-s.words[i].Start != 1 || s.words[i+1].Gap != text.Dot || s.words[i].Gap > text.Comma {
		return false
	}
	a, b := lower(s.text.Norm[s.words[i].Start]), lower(s.text.Norm[s.words[i+1].Start])
	switch string([]byte{a, b}) {
	case "sa", "sl", "sp", "sr", "dd", "do", "as", "nv", "bv", "zo", "sc", "sn":
		return s.words[i+1].End-s.words[i+1].Start == 1 || a == 's'
	}
	return false
}

// streetBefore says whether a word is one that the name of a street follows: "rue",
// "Calle".
func (s *scan) streetBefore(i int) bool {
	w := s.words[i]
	if w.End-w.Start < 3 || w.Shape&text.Digits != 0 {
		return false
	}
	if w.Shape&text.Capital != 0 {
		return s.tokens[i].kind&lexicon.Street != 0 && s.tokens[i].class < strong && w.Shape&text.Opens == 0 || s.tokens[i].kind&(lexicon.Street|lexicon.Common|lexicon.Name) == lexicon.Street
	}
	return s.tokens[i].cue == 0 && s.plainKind(i)&(lexicon.Street|lexicon.Frequent) == lexicon.Street
}

// joinedFirm says whether "& Sons", "and Co" or another family name follows: "Baker
// & Lee".
func (s *scan) joinedFirm(r run) bool {
	next := r.to
	ampersand := false
	if s.words[next].Gap == text.Mark {
		for at := int(s.words[next-1].End); at < int(s.words[next].Start); at++ {
			ampersand = ampersand || s.text.Norm[at] == '&'
		}
		if !ampersand {
			return false
		}
	} else if s.words[next].Gap == text.Space && s.is(next, "and") {
		next++
	} else {
		return false
	}
	if next >= len(s.tokens) || s.words[next].Shape&text.Capital == 0 {
		return false
	}
	t := s.tokens[next]
	if t.kind&(lexicon.Company) != 0 && t.class < strong {
		return true
	}
	return ampersand && r.to-r.from == 1 && s.tokens[r.from].kind&lexicon.Given == 0
}

// firmList says whether a run is part of a list of family names only, as firms of
// lawyers have: "Baker, Lee and Khan".
func (s *scan) firmList(r run) bool {
	if r.to-r.from != 1 {
		return s.hyphenFirm(r)
	}
	lone := func(i int) bool {
		return i >= 0 && i < len(s.tokens) && s.words[i].Shape&text.Capital != 0 && s.tokens[i].class >= unknown &&
			(s.tokens[i].kind&lexicon.Family != 0 || s.tokens[i].kind == 0)
	}
	i := r.from
	family := func(i int) bool { return s.tokens[i].kind&lexicon.Given == 0 && s.tokens[i].kind != 0 }
	three := func(a int) bool { // X, Y and Z
		return lone(a) && lone(a+1) && lone(a+3) && s.words[a+1].Gap == text.Comma && s.words[a+2].Gap <= text.Comma && s.tokens[a+2].cue&link != 0 &&
			s.words[a+3].Gap == text.Space && (family(a) || family(a+1) || family(a+3))
	}
	return three(i) || three(i-1) || three(i-3)
}

// hyphenFirm says whether a run is two family names with a hyphen and nothing that
// speaks of a person: "Evans-Ward billed me".
func (s *scan) hyphenFirm(r run) bool {
	if r.to-r.from != 2 || s.words[r.from+1].Gap != text.Hyphen {
		return false
	}
	a, b := s.tokens[r.from], s.tokens[r.from+1]
	return a.kind&lexicon.Family != 0 && b.kind&lexicon.Family != 0 && s.before(r.from).weight < objectCue && !s.words[r.to-1].Is(text.Possessive) &&
		(r.to >= len(s.tokens) || s.tokens[r.to].cue&(speech|honour) == 0)
}
