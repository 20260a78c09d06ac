package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// hint is what the words before a name say.
type hint struct {
	weight float64
	why    string
	small  bool // the name may be written in small letters
	person bool // only a person is spoken of like that
}

// cueAt returns the cue of a word, none outside of the text.
func (s *scan) cueAt(i int) cue {
	if i < 0 || i >= len(s.tokens) {
		return 0
	}
	return s.tokens[i].cue
}

// before reads the cues that end right before word i.
func (s *scan) before(i int) hint {
	if i == 0 {
		return hint{}
	}
	gap := s.words[i].Gap
	c := s.cueAt(i - 1)
	h, found := s.announces(i, gap, c)
	switch {
	case found:
		return h
	case gap == text.Line || gap == text.Comma || gap == text.Mark || gap == text.Stop:
		return s.farBefore(i, gap, c)
	}
	if h, found = s.introduces(i, c); found {
		return h
	}
	return s.governs(i, c)
}

// announces reads titles and what says that a name follows: "my name is".
func (s *scan) announces(i int, gap text.Gap, c cue) (h hint, found bool) {
	named := c&copula != 0 && gap <= text.Dot && s.cueAt(i-2)&nameWord != 0
	switch {
	case c&title != 0 && s.cueAt(i-2)&deity != 0 && s.words[i-1].Gap == text.Space:
		return hint{weight: placeCue - 0.3}, true
	case c&title != 0 && (gap <= text.Dot && s.words[i].Start > s.words[i-1].End || gap == text.Stop && s.dotBefore(i)) && !s.dotted(i):
		return hint{weight: certainCue, why: "after a title", small: true}, true
	case c&nameWord != 0 && (gap <= text.Hyphen || gap == text.Mark && s.announced(i)) && s.cueAt(i-2)&thing == 0:
		if gap == text.Mark || s.cueAt(i-2)&possess != 0 || s.text.Of(s.words[i-1])[0] >= 0x80 || s.isNaam(i-1) {
			return hint{weight: certainCue, why: "after a cue", small: true}, true
		}
		return hint{weight: roleCue, why: "after a cue"}, true
	case named && s.cueAt(i-3)&thing != 0:
		return hint{weight: placeCue}, true
	case named && s.words[i-1].Shape&s.words[i-2].Shape&(text.Capital|text.Opens) == text.Capital && !s.shouting():
		return hint{}, true // a title: My Name Is Khan
	case named:
		return hint{weight: certainCue, why: "after a cue", small: s.cueAt(i-3)&possess != 0}, true
	case c&wayOfFather != 0 && gap <= text.Dot && i > 1 && s.words[i-1].Gap == text.Mark && s.letterBefore(i-2):
		return hint{weight: certainCue, why: "after a cue", small: true}, true
	case gap == text.Comma && s.is(i-1, "i") && s.words[i-1].Gap >= text.Stop:
		return hint{weight: certainCue, why: "after a cue"}, true
	}
	return hint{}, false
}

// introduces reads what a person is introduced, greeted or spoken of with.
func (s *scan) introduces(i int, c cue) (h hint, found bool) {
	switch {
	case c&placeHead != 0 && s.words[i-1].Shape&text.Capital != 0:
		return hint{weight: placeCue}, true
	case c&deity != 0:
		return hint{weight: placeCue - 0.3}, true
	case c&called != 0:
		return hint{weight: certainCue, why: "after a cue", small: true}, true
	case c&itIs != 0 && s.calling(i):
		return hint{weight: selfCue, why: "after a cue", small: true}, true
	case s.words[i-1].Is(text.Possessive) && c&title == 0:
		return hint{}, true
	case c&self != 0 && s.selfBefore(i) && s.speaking(i):
		return hint{weight: speakCue, why: "after a cue", small: true}, true
	case c&self != 0 && s.selfBefore(i):
		return hint{weight: selfCue, why: "after a cue", small: true}, true
	case c&copula != 0 && s.is(i-1, "is") && s.is(i-2, "this"):
		return hint{weight: selfCue, why: "after a cue", small: true}, true
	case c&role != 0:
		return hint{weight: roleCue, why: "after a role", small: true, person: true}, true
	case c&greeting != 0:
		if s.tokens[i].kind&lexicon.Brand != 0 {
			return hint{}, true
		}
		return hint{weight: greetCue, why: "after a greeting", small: s.words[i-1].Shape&text.Opens != 0}, true
	}
	return hint{}, false
}

// governs reads verbs and prepositions before a name.
func (s *scan) governs(i int, c cue) hint {
	switch {
	case c&prep != 0 && (s.cueAt(i-2)&motion != 0 || s.is(i-1, "from") && s.origin(i)):
		return hint{weight: placeCue}
	case s.is(i-1, "by") && s.isAny(i-2, "served", "assisted", "helped", "attended", "greeted", "welcomed"), s.is(i-1, "for") && s.isAny(i-2, "ask", "asked"):
		return hint{weight: askCue, why: "after a cue", small: true, person: true}
	case c&prep != 0 && s.cueAt(i-2)&(object|speech|signOff) != 0:
		return hint{weight: objectCue, why: "after a cue", small: true, person: true}
	case c&object != 0, s.is(i-1, "you") && s.is(i-2, "thank"):
		return s.objectBefore(i)
	case c&sayName != 0:
		return hint{weight: objectCue, why: "after a cue", small: s.is(i-1, "by")}
	case c&signOff != 0:
		return hint{weight: objectCue, why: "after a farewell", small: true}
	case c&prep != 0:
		return hint{weight: prepCue}
	case c&locative != 0:
		return hint{weight: placeCue}
	case c&article != 0:
		return hint{weight: articleCue}
	case c&ware != 0 && s.words[i-1].Shape&text.Capital == 0:
		return hint{weight: 2 * wareCue}
	case c&consume != 0 && s.words[i-1].Shape&(text.Capital|text.Opens) != text.Capital:
		return hint{weight: wareCue}
	case s.is(i-1, "than") && s.is(i-2, "other") && s.isAny(i-3, "nobody", "one", "noone", "anybody", "anyone", "person"):
		return hint{weight: askCue, why: "after a cue", person: true}
	}
	return hint{}
}

// objectBefore reads a verb that takes a person behind it, and a few that take
// anything.
func (s *scan) objectBefore(i int) hint {
	if s.is(i-1, "recommend") && s.cueAt(i+1)&prep != 0 {
		return hint{weight: objectCue, why: "after a cue", person: true}
	}
	if s.isAny(i-1, "against", "about", "like", "love", "visited", "recommend", "reach", "saw", "see", "found", "find", "behind") {
		return hint{weight: prepCue}
	}
	return hint{weight: objectCue, why: "after a cue", small: true, person: true}
}

// farBefore reads cues that are parted from the name by a mark or a line break.
func (s *scan) farBefore(i int, gap text.Gap, c cue) hint {
	colon := gap == text.Mark && s.text.Norm[s.words[i].Start-1] != '(' && s.colonBefore(i)
	switch {
	case c&signOff != 0 && gap != text.Stop && (gap != text.Mark || !s.is(i-1, "love")):
		return hint{weight: objectCue + 0.1, why: "after a farewell", small: true}
	case colon && c&(role|prep|possess|object|nameWord) != 0:
		return hint{weight: colonCue, why: "after a cue"}
	case (s.is(i-1, "you") || s.is(i-1, "u")) && (s.is(i-2, "thanking") || gap == text.Line && s.is(i-2, "thank")),
		gap == text.Comma && s.greetsFrom(i):
		return hint{weight: objectCue + 0.1, why: "after a farewell"}
	case gap == text.Comma && c&crew != 0 && (s.cueAt(i+1)&link != 0 || i+1 < len(s.words) && s.words[i+1].Gap == text.Comma):
		return hint{weight: objectCue, why: "after a role"}
	case gap == text.Comma && c&sayName != 0:
		return hint{weight: objectCue, why: "after a cue"}
	}
	return hint{}
}

// origin says whether what comes from a place stands before word i: "the cloth
// comes from Braga", "best wishes from Atlanta".
func (s *scan) origin(i int) bool {
	if s.tokens[i].kind&lexicon.Place != 0 && (s.cueAt(i-2)&signOff != 0 || s.is(i-2, "came")) {
		return true
	}
	if s.cueAt(i-3)&motion != 0 && (s.is(i-2, "here") || s.is(i-2, "over") || s.is(i-2, "down")) {
		return true
	}
	return s.isAny(i-2, "comes", "arrived", "arrives", "shipped", "ships", "imported", "sourced", "flown", "made", "ordered", "dispatched", "coming")
}

// greetsFrom says whether a farewell and a place stand before word i: "Best wishes
// from Atlanta, Océane".
func (s *scan) greetsFrom(i int) bool {
	for j := i - 2; j > 0 && i-j < 5 && s.words[j+1].Gap == text.Space; j-- {
		if s.is(j, "from") {
			return s.cueAt(j-1)&signOff != 0
		}
	}
	return false
}

// dotted says whether a full stop without a blank stands before a word in small
// letters: no title but code or a domain.
func (s *scan) dotted(i int) bool {
	return s.words[i].Shape&text.Capital == 0 && s.text.Norm[s.words[i].Start-1] == '.'
}

// announced says whether a colon, a dash or an equals sign stands before word i.
func (s *scan) announced(i int) bool {
	for at := int(s.words[i].Start) - 1; at >= int(s.words[i-1].End); at-- {
		if c := s.text.Norm[at]; c == ':' || c == '-' || c == '=' {
			return true
		}
	}
	return false
}

// colonBefore says whether a colon stands before word i.
func (s *scan) colonBefore(i int) bool {
	for at := int(s.words[i].Start) - 1; at >= int(s.words[i-1].End); at-- {
		if s.text.Norm[at] == ':' {
			return true
		}
	}
	return false
}

// dotBefore says whether only a full stop and blanks stand before word i, on the
// same line.
func (s *scan) dotBefore(i int) bool {
	for at := int(s.words[i-1].End); at < int(s.words[i].Start); at++ {
		if c := s.text.Norm[at]; c != '.' && c != ' ' {
			return false
		}
	}
	return true
}

// is compares a word with one in small letters.
func (s *scan) is(i int, word string) bool {
	return i >= 0 && i < len(s.words) && equalFold(s.text.Of(s.words[i]), word)
}

// isAny compares a word with several in small letters.
func (s *scan) isAny(i int, words ...string) bool {
	for _, word := range words {
		if s.is(i, word) {
			return true
		}
	}
	return false
}

// isNaam says whether the word is the Hindi one for name, which needs no copula.
func (s *scan) isNaam(i int) bool { return s.is(i, "naam") || s.is(i, "naaam") }

// letterBefore says whether a word is one of the letters of S/o, D/o, W/o, C/o, H/o.
func (s *scan) letterBefore(i int) bool {
	return s.isAny(i, "s", "d", "w", "c", "h", "f")
}

// selfBefore says whether the word before i tells that the writer follows: "I am",
// "I'm", "myself", "mai X bol raha hu".
func (s *scan) selfBefore(i int) bool {
	switch {
	case s.is(i-1, "am"), s.is(i-1, "m"):
		return s.is(i-2, "i")
	case s.is(i-1, "me"):
		return s.speaking(i)
	case s.is(i-1, "mai"), s.is(i-1, "main"), s.is(i-1, "मैं"):
		return s.cueAt(i+1)&hindi != 0 || s.cueAt(i+2)&hindi != 0 || s.speaking(i)
	}
	return true
}
