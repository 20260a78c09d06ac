package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// maxWords is how many words a name has at most.
const maxWords = 7

// run is a stretch of words that can be one name.
type run struct {
	from, to int  // words
	swapped  bool // "Gupta, Rakesh"
}

// names appends a span for each run that is believed to some degree.
func (s *scan) names(dst []text.Span) []text.Span {
	var last run
	lastSure, lastAt := 0.0, -1
	for i := 0; i < len(s.tokens); {
		if c := s.tokens[i].class; c < initial && (c == other || !s.leads(i) && !s.faintHead(i)) {
			i++
			continue
		}
		r := s.runFrom(i)
		s.trim(&r)
		if r.to <= r.from {
			i++
			continue
		}
		sure, why := s.believe(r, last, lastSure)
		if sure >= floor {
			a, b := s.words[r.from], s.words[r.to-1]
			dst = append(dst, text.Span{Start: int(a.Start), End: s.endOf(r.to-1, b), Type: text.Person, Confidence: sure, Why: why})
		}
		if sure >= 0.5 && last.to > 0 && lastSure < 0.5 && lastSure >= floor && lastAt == len(dst)-2 && s.linkedTo(last, r) {
			dst[lastAt].Confidence = min(lastSure+linked, ceiling)
		}
		last, lastSure, lastAt = r, sure, len(dst)-1
		i = r.to
	}
	return dst
}

// endOf returns where a name ends: "Jr." takes its full stop along.
func (s *scan) endOf(i int, w text.Word) int {
	end := int(w.End)
	if end < len(s.text.Norm) && s.text.Norm[end] == '.' && (s.is(i, "jr") || s.is(i, "sr")) {
		end++
	}
	return end
}

// leads says whether a capitalised particle begins a name: "De Luca".
func (s *scan) leads(i int) bool {
	t := s.tokens[i]
	return t.class == particle && s.words[i].Shape&text.Capital != 0 && i+1 < len(s.tokens) && s.joins(i+1) &&
		s.tokens[i+1].class >= weak && (s.words[i].Shape&text.Opens == 0 || s.tokens[i+1].kind&lexicon.Family != 0) && t.cue&(article|placeHead) == 0
}

// faintHead says whether an everyday word that is a name somewhere begins one:
// "a man named Blessing Chukwu".
func (s *scan) faintHead(i int) bool {
	return s.tokens[i].class == faint && i+1 < len(s.tokens) && s.joins(i+1) && s.tokens[i+1].class >= strong &&
		s.words[i].Shape&text.Opens == 0 && s.tokens[i+1].kind&lexicon.Family != 0
}

// joins says whether nothing stands between a word and the one before it that
// ends a name.
func (s *scan) joins(i int) bool {
	if s.words[i-1].Is(text.Possessive) {
		return false
	}
	switch s.words[i].Gap {
	case text.Space, text.Hyphen:
		return true
	case text.Dot:
		return s.tokens[i-1].class == initial || s.tokens[i-1].cue&title != 0 || s.tokens[i-1].class >= weak && s.tokens[i].class >= unknown
	}
	return false
}

// runFrom returns the longest run from a word on.
func (s *scan) runFrom(i int) run {
	r := run{from: i, to: i + 1}
	shout := s.shouting()
	for r.to < len(s.tokens) && r.to-r.from < maxWords && s.joins(r.to) {
		t := s.tokens[r.to]
		before := s.tokens[r.to-1]
		if t.small != before.small && before.class != initial && t.class != own && before.class != own || s.glued(s.words[r.to]) {
			break
		}
		if t.class == particle || t.kind&lexicon.Particle != 0 && t.class < unknown && t.class != initial || s.smallParticle(r.to) {
			n := s.behindParticles(r.to)
			if n == 0 || before.class < unknown {
				break
			}
			r.to = n
			continue
		}
		if s.behindInitial(r) || s.hyphened(r.to) {
			if t.class < unknown {
				s.tokens[r.to].class = unknown
			}
			r.to++
			continue
		}
		if t.class == faint && (before.class < ambiguous || before.kind&lexicon.Given == 0) || t.class < faint {
			break
		}
		if t.class == initial && !s.isInitial(r.to) {
			break
		}
		if shout && r.to-r.from > 1 && (t.class == unknown || t.class == ambiguous && t.kind&lexicon.Common != 0) {
			break
		}
		r.to++
	}
	if r.to < len(s.tokens) && s.tokens[r.to].cue&suffix != 0 && s.words[r.to].Gap <= text.Comma && s.words[r.to].Shape&text.Capital != 0 && r.to-r.from > 1 {
		r.to++
	}
	s.swap(&r)
	return r
}

// behindInitial says whether the word behind a run is the family name, whatever it
// means, since a given name and an initial stand before it: "John Q. Public".
func (s *scan) behindInitial(r run) bool {
	return r.to-r.from >= 2 && s.tokens[r.to-1].class == initial && s.words[r.to].Gap == text.Dot && s.tokens[r.to-2].class >= weak &&
		s.words[r.to].Shape&text.Capital != 0 && s.words[r.to].End-s.words[r.to].Start > 1
}

// hyphened says whether a word in small letters is the second half of a given name:
// "Min-jun".
func (s *scan) hyphened(i int) bool {
	w := s.words[i]
	switch string(s.text.Of(w)) {
	case "sur", "les", "sous", "le", "la", "en", "am", "an", "in", "on":
		return false
	}
	return w.Gap == text.Hyphen && w.Shape&(text.Capital|text.Digits) == 0 && w.End-w.Start <= 6 && s.tokens[i].cue == 0 &&
		s.tokens[i-1].class >= unknown && s.kindAt(i)&lexicon.Name != 0
}

// smallParticle says whether a word in small letters is one that stands inside
// names.
func (s *scan) smallParticle(i int) bool {
	w := s.words[i]
	return w.Shape&text.Capital == 0 && w.End-w.Start <= 5 && w.Shape&text.Caseless == 0 && s.tokens[i].class == other &&
		s.kindAt(i)&lexicon.Particle != 0
}

// behindParticles returns the place behind the name that follows up to three
// particles, or 0.
func (s *scan) behindParticles(i int) int {
	for n := 0; n < 3 && i < len(s.tokens) && s.joins(i); n++ {
		t := s.tokens[i]
		if t.class >= unknown && s.words[i].Shape&text.Capital != 0 && n > 0 {
			return i + 1
		}
		if t.class != particle && t.kind&lexicon.Particle == 0 && !s.smallParticle(i) || t.cue&(article|locative|prep) != 0 {
			return 0
		}
		i++
	}
	if i < len(s.tokens) && s.joins(i) && s.tokens[i].class >= unknown && s.words[i].Shape&text.Capital != 0 {
		return i + 1
	}
	return 0
}

// swap takes in the given name of "Gupta, Rakesh".
func (s *scan) swap(r *run) {
	first := s.tokens[r.from]
	if r.to-r.from != 1 || r.to >= len(s.tokens) || s.words[r.to].Gap != text.Comma || s.words[r.from].Is(text.Possessive) {
		return
	}
	next := s.tokens[r.to]
	begins := r.from == 0 || s.words[r.from].Gap >= text.Stop
	if first.class < weak || first.kind&lexicon.Family == 0 || next.class != strong || next.kind&lexicon.Given == 0 {
		return
	}
	if !begins && (first.kind&lexicon.Given != 0 && first.class != weak || next.kind&lexicon.Family != 0 && next.kind&lexicon.Indian == 0) {
		return
	}
	to := r.to + 1
	for to < len(s.tokens) && s.joins(to) && (s.tokens[to].class == initial && s.isInitial(to) || s.tokens[to].class == strong) && to-r.to < 3 {
		to++
	}
	if to < len(s.tokens) && (s.words[to].Gap == text.Comma || s.tokens[to].cue&link != 0) {
		return // an enumeration
	}
	r.to, r.swapped = to, true
}

// trim takes off what only looks like a part of the name: an everyday word that
// opens the sentence, an initial at the end that is none, a loose particle.
func (s *scan) trim(r *run) {
	for r.from < r.to {
		t, w := s.tokens[r.from], s.words[r.from]
		only := r.to-r.from == 1
		switch {
		case s.glued(w), t.class == initial && t.cue&wayOfFather != 0 && w.Gap == text.Mark, t.class == initial && (only || !s.isInitial(r.from)), t.class == faint && only, t.class == particle && only:
			r.from++
			r.swapped = false
			continue
		case !only && t.class == ambiguous && w.Shape&text.Opens != 0 && t.kind&lexicon.Frequent != 0 && s.tokens[r.from+1].class >= strong &&
			s.tokens[r.from+1].kind&lexicon.Family == 0:
			r.from++
			continue
		}
		break
	}
	for r.to > r.from+1 {
		t := s.tokens[r.to-1]
		end := int(s.words[r.to-1].End)
		if t.class == particle || t.class == initial && (s.tokens[r.to-2].class < weak || end < len(s.text.Norm) && s.text.Norm[end] == '/') {
			r.to--
			continue
		}
		break
	}
}
