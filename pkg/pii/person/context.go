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
	switch {
	case c&title != 0 && s.cueAt(i-2)&deity != 0 && s.words[i-1].Gap == text.Space:
		return hint{weight: placeCue - 0.3}
	case c&title != 0 && (gap <= text.Dot && s.words[i].Start > s.words[i-1].End || gap == text.Stop && s.dotBefore(i)) && !s.dotted(i):
		return hint{weight: certainCue, why: "after a title", small: true}
	case c&nameWord != 0 && (gap <= text.Hyphen || gap == text.Mark && s.announced(i)) && s.cueAt(i-2)&thing == 0:
		if gap == text.Mark || s.cueAt(i-2)&possess != 0 || s.text.Of(s.words[i-1])[0] >= 0x80 || s.isNaam(i-1) {
			return hint{weight: certainCue, why: "after a cue", small: true}
		}
		return hint{weight: roleCue, why: "after a cue"}
	case c&copula != 0 && gap <= text.Dot && s.cueAt(i-2)&nameWord != 0 && s.cueAt(i-3)&thing != 0:
		return hint{weight: placeCue}
	case c&copula != 0 && gap <= text.Dot && s.cueAt(i-2)&nameWord != 0 && s.words[i-1].Shape&s.words[i-2].Shape&(text.Capital|text.Opens) == text.Capital && !s.shouting():
		return hint{} // a title: My Name Is Khan
	case c&copula != 0 && gap <= text.Dot && s.cueAt(i-2)&nameWord != 0:
		return hint{weight: certainCue, why: "after a cue", small: s.cueAt(i-3)&possess != 0}
	case c&wayOfFather != 0 && gap <= text.Dot && i > 1 && s.words[i-1].Gap == text.Mark && s.letterBefore(i-2):
		return hint{weight: certainCue, why: "after a cue", small: true}
	case gap == text.Comma && s.is(i-1, "i") && s.words[i-1].Gap >= text.Stop:
		return hint{weight: certainCue, why: "after a cue"}
	}
	if gap == text.Line || gap == text.Comma || gap == text.Mark || gap == text.Stop {
		return s.farBefore(i, gap, c)
	}
	switch {
	case c&placeHead != 0 && s.words[i-1].Shape&text.Capital != 0:
		return hint{weight: placeCue}
	case c&deity != 0:
		return hint{weight: placeCue - 0.3}
	case c&called != 0:
		return hint{weight: certainCue, why: "after a cue", small: true}
	case c&itIs != 0 && s.calling(i):
		return hint{weight: selfCue, why: "after a cue", small: true}
	case s.words[i-1].Is(text.Possessive) && c&title == 0:
		return hint{}
	case c&self != 0 && s.selfBefore(i) && s.speaking(i):
		return hint{weight: speakCue, why: "after a cue", small: true}
	case c&self != 0 && s.selfBefore(i):
		return hint{weight: selfCue, why: "after a cue", small: true}
	case c&copula != 0 && s.is(i-1, "is") && s.is(i-2, "this"):
		return hint{weight: selfCue, why: "after a cue", small: true}
	case c&role != 0:
		return hint{weight: roleCue, why: "after a role", small: true, person: true}
	case c&greeting != 0:
		if s.tokens[i].kind&lexicon.Brand != 0 {
			return hint{}
		}
		return hint{weight: greetCue, why: "after a greeting", small: s.words[i-1].Shape&text.Opens != 0}
	case c&prep != 0 && (s.cueAt(i-2)&motion != 0 || s.is(i-1, "from") && s.origin(i)):
		return hint{weight: placeCue}
	case s.is(i-1, "by") && (s.is(i-2, "served") || s.is(i-2, "assisted") || s.is(i-2, "helped") || s.is(i-2, "attended") || s.is(i-2, "greeted") || s.is(i-2, "welcomed")):
		return hint{weight: askCue, why: "after a cue", small: true, person: true}
	case s.is(i-1, "for") && (s.is(i-2, "ask") || s.is(i-2, "asked")):
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
	case c&consume != 0 && s.words[i-1].Shape&text.Capital == 0 || c&consume != 0 && s.words[i-1].Shape&text.Opens != 0:
		return hint{weight: wareCue}
	case s.is(i-1, "than") && s.is(i-2, "other") && (s.is(i-3, "nobody") || s.is(i-3, "one") || s.is(i-3, "noone") || s.is(i-3, "anybody") || s.is(i-3, "anyone") || s.is(i-3, "person")):
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
	for _, any := range [...]string{"against", "about", "like", "love", "visited", "recommend", "reach", "saw", "see", "found", "find", "behind"} {
		if s.is(i-1, any) {
			return hint{weight: prepCue}
		}
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
	for _, word := range [...]string{"comes", "arrived", "arrives", "shipped", "ships", "imported", "sourced", "flown", "made", "ordered", "dispatched", "coming"} {
		if s.is(i-2, word) {
			return true
		}
	}
	return false
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

// isNaam says whether the word is the Hindi one for name, which needs no copula.
func (s *scan) isNaam(i int) bool { return s.is(i, "naam") || s.is(i, "naaam") }

// letterBefore says whether a word is one of the letters of S/o, D/o, W/o, C/o, H/o.
func (s *scan) letterBefore(i int) bool {
	return s.is(i, "s") || s.is(i, "d") || s.is(i, "w") || s.is(i, "c") || s.is(i, "h") || s.is(i, "f")
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

// behind reads what follows a run.
func (s *scan) behind(r run) (float64, string) {
	if s.words[r.to-1].Is(text.Possessive) {
		if s.cueAt(r.to)&trait != 0 && s.words[r.to].Gap == text.Space {
			if s.tokens[r.from].kind&lexicon.Given != 0 && s.tokens[r.from].kind&lexicon.Brand == 0 {
				return speechCue, "before what a person has"
			}
			return s.peopleCue(r, verbCue), "before what a person has"
		}
		return ownerCue, ""
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
	case c&hindi != 0 && s.idiom(r), r.to-r.from == 1 && (s.is(r.to, "me") || s.is(r.to, "mein") || s.is(r.to, "में")):
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
	for _, noun := range [...]string{"asha", "prem", "sapna", "shanti", "maya", "seva", "pooja", "puja", "khushi", "daya", "neha", "aarti", "arti", "आरती", "नेहा", "माया", "umeed", "vinay"} {
		if s.is(r.from, noun) {
			return true
		}
	}
	return false
}

// plainKind returns what a word in small letters is.
func (s *scan) plainKind(i int) lexicon.Kind {
	if s.words[i].Shape&(text.Capital|text.Digits|text.Caseless) != 0 {
		return 0
	}
	return lexicon.Lookup(s.text.Of(s.words[i]))
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

// linkedTo says whether a run goes on with an enumeration of names: "Priya, Rahul
// and Anita".
func (s *scan) linkedTo(last, r run) bool {
	switch r.from - last.to {
	case 0:
		return s.words[r.from].Gap == text.Comma || s.words[r.from].Gap == text.Mark
	case 1:
		return s.tokens[last.to].cue&link != 0
	}
	return false
}

// surroundings weighs numbers, capitals and lines around a run.
func (s *scan) surroundings(r run, n int) float64 {
	sum := 0.0
	single := 1.0
	if n > 1 {
		single = 0.5
	}
	first := s.words[r.from]
	if at := int(first.Start) - 1; at > 0 && first.Is(text.Opens) && r.to == len(s.words) && n == 1 && s.tokens[r.from].class >= weak {
		for at > 0 && s.text.Norm[at] == ' ' {
			at--
		}
		if c := s.text.Norm[at]; c == '-' || c == '~' {
			sum += dashed
		}
	}
	lineBefore := first.Gap == text.Line
	lineBehind := r.to >= len(s.words) || s.words[r.to].Gap == text.Line
	if lineBefore && lineBehind && n > 1 && len(s.words) > n {
		sum += alone
	}
	return sum + s.neighbours(r, single) + s.loudness(r, n)
}

// neighbours weighs numbers and capitals right beside a run.
func (s *scan) neighbours(r run, single float64) float64 {
	sum := 0.0
	first := s.words[r.from]
	if r.from > 0 && first.Gap <= text.Hyphen {
		t, w := s.tokens[r.from-1], s.words[r.from-1]
		switch {
		case w.Shape&text.Digits != 0 && w.End-w.Start < 9:
			sum += 1.3 * numbered
		case w.Shape&text.Capital != 0 && t.class == other && w.Shape&text.Opens == 0 && t.cue&(title|role|signOff|greeting|prep|object) == 0 && !s.shouting():
			sum += beside * single
		}
	}
	if r.to < len(s.words) && s.words[r.to].Gap <= text.Hyphen && !s.words[r.to-1].Is(text.Possessive) {
		t, w := s.tokens[r.to], s.words[r.to]
		switch {
		case w.Shape&text.Digits != 0 && w.End-w.Start < 6:
			sum += 1.3 * numbered
		case w.Shape&text.Capital != 0 && t.class < initial && !s.shouting() && t.cue&(honour|suffix|role) == 0:
			sum += beside * single
		}
	}
	if r.to < len(s.words) && s.words[r.to].Shape&text.Digits != 0 && s.words[r.to].End-s.words[r.to].Start < 7 &&
		(s.words[r.to].Gap == text.Comma || s.words[r.to].Gap == text.Line) {
		sum += numbered * 2 / 3
	}
	if r.from > 0 && first.Gap == text.Line && s.words[r.from-1].Shape&text.Digits != 0 && s.words[r.from-1].Shape&text.Letters == 0 {
		sum += numbered * 2 / 3 * single
	}
	return sum
}

// loudness weighs a run in capitals, or in the middle of them.
func (s *scan) loudness(r run, n int) float64 {
	sum := 0.0
	first := s.words[r.from]
	switch {
	case s.shouting():
		sum += shouted
		if s.tally(r).strong == 0 {
			sum += rareShout
		}
	case s.isAcronym(r):
		sum += 2 * acronym
	case first.Is(text.AllCaps) && first.End-first.Start <= 4 && (n == 1 || n == 2 && s.words[r.from+1].Is(text.AllCaps) && s.words[r.from+1].End-s.words[r.from+1].Start <= 4):
		sum += acronym
		if first.End-first.Start == 4 {
			sum -= acronym / 2
		}
	case first.Is(text.AllCaps) && n == 1:
		if s.tokens[r.from].class < strong {
			sum += rareShout
		}
	case s.inHeadline(r):
		sum += headline
	}
	return sum
}

// inHeadline says whether most longer words of the sentence around a run have a
// capital.
func (s *scan) inHeadline(r run) bool {
	capitals, all := 0, 0
	count := func(i int) {
		w := s.words[i]
		if w.End-w.Start < 4 || w.Shape&text.Caseless != 0 {
			return
		}
		all++
		if w.Shape&text.Capital != 0 && s.tokens[i].class < weak {
			capitals++
		}
	}
	for i := r.from - 1; i >= 0 && r.from-i < 8 && s.words[i+1].Gap < text.Stop; i-- {
		count(i)
	}
	for i := r.to; i < len(s.words) && i-r.to < 8 && s.words[i].Gap < text.Stop; i++ {
		count(i)
	}
	return all >= 3 && capitals*10 >= all*7
}
