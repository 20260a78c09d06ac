package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// notNames are what unknown words end in that are brands, or everyday words with a
// slip of the pen, rather than names.
var notNames = [...]string{"s", "ly", "ify", "pay", "kart", "mart", "tech", "soft", "net", "tel", "cart", "bank", "zone", "hub", "app", "labs", "corp", "com", "shop", "store", "gram",
	"tube", "flix", "bot", "ware", "er", "or", "ent", "ant", "ive", "ist", "ody", "one", "ice", "ion", "ty", "ed", "ble", "ic", "cal", "ful"}

// nameLike says whether a run is one word in no list that can be a name by its
// form: what people alone do makes it one.
func (s *scan) nameLike(r run) bool {
	w := s.words[r.from]
	if r.to-r.from != 1 || s.tokens[r.from].class != unknown || s.tokens[r.from].kind != 0 || w.Shape&(text.Capital|text.AllCaps|text.Digits) != text.Capital {
		return false
	}
	b := s.text.Of(w)
	if len(b) < 4 || len(b) > 14 {
		return false
	}
	for _, c := range b[1:] {
		if 'A' <= c && c <= 'Z' {
			return false
		}
	}
	for _, e := range notNames {
		if n := len(b) - len(e); n > 0 && equalFold(b[n:], e) {
			return false
		}
	}
	return true
}

// speaking says whether "bol raha hu" or its like follows the name at word i.
func (s *scan) speaking(i int) bool {
	for j := i + 1; j <= i+maxSmall && j+1 < len(s.words) && s.words[j].Gap == text.Space; j++ {
		if s.isAny(j, "bol", "baat", "बोल", "बात") && s.isAny(j+1, "rha", "raha", "rhi", "rahi", "rahe", "rhe", "kar", "रहा", "रही") {
			return true
		}
	}
	return false
}

// calling says whether what follows the name at word i is what a caller says:
// "it's Kofi from flat 3", "its Monique again".
func (s *scan) calling(i int) bool {
	j := i + 1
	for j < len(s.words) && j-i < maxSmall && s.words[j].Gap == text.Space && (s.words[j].Shape&text.Capital != 0 || s.plainKind(j)&lexicon.Name != 0 && s.tokens[j].cue == 0) {
		j++
	}
	return s.isAny(j, "from", "again", "here", "calling", "speaking")
}

// atDesk says whether a run is followed by where in a firm somebody works: "Grace
// at the front desk was sweet", "Will from accounts called". An everyday word needs
// what a person does or is behind it.
func (s *scan) atDesk(r run) bool {
	if r.to >= len(s.tokens) || !s.isAny(r.to, "at", "from", "in", "on") {
		return false
	}
	i := r.to + 1
	for i < len(s.tokens) && i-r.to < 4 && s.words[i].Gap == text.Space && s.cueAt(i)&desk == 0 {
		i++
	}
	if s.cueAt(i)&desk == 0 {
		return false
	}
	for i < len(s.tokens) && s.cueAt(i)&desk != 0 && s.words[i].Gap == text.Space {
		i++
	}
	if s.tokens[r.from].kind&everyday == 0 {
		return true
	}
	return s.cueAt(i)&(verb|speech) != 0 || s.manners(i)
}

// manners says whether "was very kind" or its like stands at a word.
func (s *scan) manners(i int) bool {
	if !s.isAny(i, "was", "is", "were") {
		return false
	}
	i++
	for n := 0; n < 2 && s.isAny(i, "very", "so", "really", "extremely", "always", "also", "super"); n++ {
		i++
	}
	return s.cueAt(i)&manner != 0
}

// company says whether the run stands beside a name that is sure by itself, as one
// of several: "Irenka and Solveig", "Ranjit and Thulani were".
func (s *scan) company(r, last run, lastSure float64) bool {
	commas := s.cueAt(r.from-1)&(crew|object) != 0 // else a list of things can hold a name by chance
	if last.to > 0 && lastSure >= 0.5 && s.linkedTo(last, r) && s.tokens[last.from].class >= strong && (last.to < r.from || lastSure >= 0.7) {
		return r.to >= len(s.tokens) || s.words[r.to].Gap >= text.Comma || s.isAny(r.to, "were", "are", "ne") ||
			s.cueAt(r.to)&(verb|speech|weakVerb|prep|link|honour) != 0 && s.words[r.to].Shape&text.Capital == 0
	}
	next := r.to
	if next < len(s.tokens) && s.words[next].Gap == text.Space && s.cueAt(next)&link != 0 {
		next++
	} else if next >= len(s.tokens) || s.words[next].Gap != text.Comma || !commas {
		return false
	}
	return next < len(s.tokens) && s.tokens[next].class >= strong && s.tokens[next].kind&lexicon.Given != 0 && (s.words[next].Gap == text.Space || s.words[next].Gap == text.Comma)
}
