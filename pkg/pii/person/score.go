package person

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// The weights. A run begins with what it is made of; what stands before and behind
// is added; from 0.5 on it is a name by default. They were set on the sentences of
// testdata, which are invented, and nowhere else.
const (
	floor    = 0.30 // below, nothing is reported
	sureOwn  = 0.95
	ceiling  = 0.97 // no dictionary is surer
	inRoster = 0.90

	// What it is made of: two words or more.
	givenFamily   = 0.85 // a usual given name and a usual family name
	strongPair    = 0.75 // two usual names in another order
	strongWeak    = 0.72 // a usual name and a rare one
	strongUnknown = 0.65
	strongOther   = 0.68 // a usual name and an ambiguous one
	weakPair      = 0.58
	doublePair    = 0.55 // two ambiguous ones: Will Smith, but also Rose Hill
	weakOther     = 0.50 // a rare one and an ambiguous one
	weakUnknown   = 0.50
	otherUnknown  = 0.38
	unknownPair   = 0.26
	withInitial   = 0.20 // an initial: J. Smith; half of it in front of two names
	surnameFirst  = 0.70 // Gupta, Rakesh

	// One word.
	oneStrong    = 0.54
	oneListed    = 0.62 // a respondent's name, by the roster
	oneWeak      = 0.30
	oneAmbiguous = 0.25
	oneUnknown   = 0.10
	opens        = -0.04 // it begins a sentence, where capitals say nothing

	// What stands before.
	certainCue = 0.45 // my name is, Smt, S/o
	roleCue    = 0.30 // the agent, brother
	objectCue  = 0.25 // asked, thanks to, spoke with
	selfCue    = 0.25 // I am, this is
	greetCue   = 0.30 // dear
	speakCue   = 0.44 // mai ... bol raha hu
	askCue     = 0.42 // ask for, nobody other than
	prepCue    = 0.12 // to, from, by
	placeCue   = -0.30
	articleCue = -0.30

	// What stands behind.
	honourCue   = 0.35  // ji, bhai
	verbCue     = 0.25  // gave, works, lives
	speechCue   = 0.30  // told, helped
	wareCue     = -0.40 // soap, song
	deskCue     = 0.30  // at the counter, was kind
	unknownCue  = 0.45  // what only people do, behind a word in no list
	weakVerbCue = 0.13  // was
	hindiCue    = 0.10  // ko, se
	ownerCue    = 0.11  // 's
	colonCue    = 0.46  // driver:
	nounCue     = -0.08 // one word that begins a sentence, and a word that is no verb: Carter bags
	thingCue    = -0.28 // the ... office, is located
	addressCue  = 0.15  // , you

	pairOpens = -0.06 // two words without a usual name begin a sentence
	dashed    = 0.25  // behind a dash on the last line
	alone     = 0.15  // a line of its own
	linked    = 0.20  // and, behind a name
	together  = 0.42  // a word in no list beside a name, with and
	beside    = -0.25 // capitalised words around it
	headline  = -0.15 // a title in capitals
	numbered  = -0.30 // a house number beside it
	shouted   = -0.10 // all the text in capitals
	acronym   = -0.30 // one short word in capitals
	rareShout = -0.20
)

// believe returns how sure it is that a run is a name, and why.
func (s *scan) believe(r, last run, lastSure float64) (float64, string) {
	sure, why, final := s.composition(r)
	if final {
		return sure, why
	}
	n := r.to - r.from
	front := s.before(r.from)
	if n > 1 && front.weight < 0 {
		front.weight /= 2
	}
	if front.weight > 0 && front.weight < certainCue && !front.person && s.elsewhere(r) {
		front.weight /= 2
	}
	sure += front.weight
	if front.weight >= objectCue {
		why = front.why
	}
	if back, reason := s.behind(r); back != 0 {
		sure += back
		if reason != "" && front.weight < objectCue {
			why = reason
		}
	}
	if front.weight < certainCue {
		sure += s.surroundings(r, n)
	}
	switch {
	case s.nameLike(r) && s.company(r, last, lastSure):
		sure += together
	case last.to > 0 && lastSure >= 0.5 && s.linkedTo(last, r):
		sure += linked
	}
	if sure < floor || s.organisation(r) {
		return 0, ""
	}
	return min(sure, ceiling), why
}

// tally counts what a run is made of.
type tally struct {
	own, staff, listed, strong, ambiguous, weak, unknown, initial int
	given, family                                                 int // usual ones
	full                                                          bool
}

func (s *scan) tally(r run) tally {
	var c tally
	for i := r.from; i < r.to; i++ {
		t := s.tokens[i]
		switch t.class {
		case own:
			c.own++
		case staffed:
			c.staff++
		case listed:
			c.listed++
			c.full = c.full || t.full
			c.strong++
		case strong:
			c.strong++
		case ambiguous:
			c.ambiguous++
		case weak:
			c.weak++
		case unknown, faint:
			c.unknown++
		case initial:
			c.initial++
		}
		if t.kind&lexicon.Strong != 0 && t.class >= ambiguous {
			if t.kind&lexicon.Given != 0 && i < r.to-1 {
				c.given++
			}
			if t.kind&lexicon.Family != 0 && i > r.from {
				c.family++
			}
		}
	}
	return c
}

// composition returns what a run is worth by its words alone. It is final when
// the name is known.
func (s *scan) composition(r run) (sure float64, why string, final bool) {
	c := s.tally(r)
	switch {
	case c.own > 0:
		return sureOwn, "the respondent's own name", true
	case c.staff > 0:
		return inRoster, "a name of the staff roster", true
	case c.full:
		return inRoster, "a respondent's full name", true
	case r.swapped:
		return surnameFirst, "family name, given name", false
	}
	names := c.strong + c.ambiguous + c.weak + c.unknown
	bonus := 0.0
	if c.initial > 0 {
		bonus = withInitial
	}
	if names <= 1 {
		sure, why = s.oneWord(r, c)
		return sure + bonus, why, false
	}
	why = "given and family name"
	switch {
	case c.strong > 1 && c.given > 0 && c.family > 0:
		sure = givenFamily
	case c.strong > 1:
		sure = strongPair
	case c.strong == 1 && c.ambiguous > 0 && c.given > 0 && c.family > 0:
		sure = strongPair
	case c.strong == 1 && c.weak > 0:
		sure = strongWeak
	case c.strong == 1 && c.ambiguous > 0:
		sure = strongOther
	case c.strong == 1:
		sure, why = strongUnknown, "a name and the word beside it"
	case c.ambiguous > 1 && c.given > 0 && c.family > 0:
		sure = doublePair
	case c.weak > 1:
		sure, why = weakPair, "two rare names of the dictionary"
	case c.weak > 0 && c.ambiguous > 0:
		sure = weakOther
	case c.weak > 0:
		sure, why = weakUnknown, "a rare name and the word beside it"
	case c.ambiguous > 0:
		sure, why = otherUnknown, "a name that is also a word, and the word beside it"
	default:
		sure, why = unknownPair, "words with capital letters"
	}
	if c.strong == 0 && s.words[r.from].Shape&text.Opens != 0 {
		sure += pairOpens
	}
	if s.tokens[r.from].class == initial {
		bonus /= 2
	}
	return min(sure+bonus, 0.9), why, false
}

// oneWord returns what a run of one word, and perhaps initials, is worth.
func (s *scan) oneWord(r run, c tally) (sure float64, why string) {
	switch {
	case c.listed > 0:
		sure, why = oneListed, "a respondent's name"
	case c.strong > 0:
		sure, why = oneStrong, "a name of the dictionary"
	case c.weak > 0:
		sure, why = oneWeak, "a rare name of the dictionary"
	case c.ambiguous > 0:
		sure, why = oneAmbiguous, "a name that is also a word"
	default:
		sure, why = oneUnknown, "a word with a capital letter"
	}
	if s.words[r.from].Shape&text.Opens != 0 && c.initial == 0 {
		sure += opens
	}
	return sure, why
}
