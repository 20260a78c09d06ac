package place

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// cue returns how much the word i speaks for an address behind it, and the word
// up to which one may begin.
func (p *parser) cue(i int) (bonus float64, until int) {
	k := p.k[i]
	far := 0
	switch {
	case k&address != 0:
		if i > 0 && (p.is(i-1, "email") || p.is(i-1, "mail") || p.is(i-1, "ip") || p.is(i-1, "mac") || p.is(i-1, "web") || p.is(i-1, "e") || p.is(i-1, "to") || p.is(i-1, "please")) ||
			p.is(i+1, "my") || p.is(i+1, "this") || p.is(i+1, "these") || p.is(i+1, "the") || p.is(i+1, "our") || p.is(i+1, "all") {
			return 0, i
		}
		bonus, far = 0.3, 8
	case k&living != 0 && !p.is(i, "based") && !p.is(i, "vivo") || k&native != 0 && p.nativeCue(i):
		bonus, far = 0.3, 4
	case k&moving != 0:
		bonus, far = 0.25, 4
	case k&sending != 0:
		bonus, far = 0.15, 6
	default:
		return 0, i
	}
	until = i + 1
	for until < len(p.w) && until < i+far && (p.glueOf(until) != apart || p.w[until].Gap == text.Mark) {
		until++
	}
	return bonus, until
}

// nativeCue says whether an address may follow the word i, which is from or native.
func (p *parser) nativeCue(i int) bool {
	if p.is(i, "from") {
		return p.fromCue(i) && !p.isAny(i-1, "hi", "hello", "hey", "love")
	}
	j, _ := p.placeCue(i)
	return j > i
}

// lives reads a place behind a cue at word i that somebody lives there, or is from
// there, or the cue behind the place in Hindi. next is i when there is none.
func (p *parser) lives(i int) (s text.Span, next int) {
	if p.k[i]&hindiLoc != 0 {
		if s, next := p.livesHindi(i); next > i {
			return s, next
		}
	}
	j, known := p.placeCue(i)
	if j == i || j >= len(p.w) || p.glueOf(j) == apart {
		return s, i
	}
	if p.is(j, "the") && j+1 < len(p.w) {
		j++
	}
	if p.k[j]&promising != 0 { // the street as well
		if s, next := p.address(j, 0.3); s.Confidence >= enough {
			return s, next
		}
	}
	end := p.placeChunk(j, known)
	if end == j || end < len(p.w) && p.w[end].Gap == text.Space && p.k[end]&business != 0 {
		return s, i
	}
	for end < len(p.w) && p.w[end].Gap == text.Comma { // Indiranagar, Bengaluru, India
		more := p.placeChunk(end, true)
		if more == end || more < len(p.w) && p.glueOf(more) == tight && p.k[more]&(follower|link) == 0 {
			break
		}
		end = more
	}
	if n := p.pin(end); n > end && p.glueOf(end) != apart {
		end = n
	}
	return text.Span{Start: int(p.w[j].Start), End: int(p.w[end-1].End), Type: text.Location, Confidence: 0.65, Why: "place behind a cue"}, end
}

// placeCue returns the word behind a cue at word i, i when there is none; known
// says that only a place of the lexicon counts there.
func (p *parser) placeCue(i int) (next int, known bool) {
	k := p.k[i]
	j := i + 1
	switch {
	case k&living != 0 && p.isAny(i, "wohne", "wohnen", "lebe", "habite", "j'habite", "moro", "moramos", "abito", "abitiamo", "resido", "vivo"):
		if p.glueOf(j) == tight && (p.isAny(j, "en", "à", "a", "em") || p.is(j, "in") && !p.is(i, "vivo")) { // vivo is a brand too
			return j + 1, true
		}
		return i, false
	case k&living != 0:
		return p.livingCue(i)
	case k&moving != 0:
		if p.is(j, "here") || p.is(j, "there") || p.is(j, "back") || p.is(j, "house") {
			j++
		}
		if p.is(j, "to") || p.is(j, "from") {
			return j + 1, true
		}
		return i, false
	case k&native == 0:
		return i, false
	case p.is(i, "from"):
		if !p.fromCue(i) {
			return i, false
		}
		return j, !(p.is(i-1, "am") || p.is(i-1, "im") || p.is(i-1, "i'm") || p.is(i-2, "am"))
	case p.isAny(i, "komme", "kommen", "viens", "soy", "sou", "vengo", "vengono"):
		if p.glueOf(j) == tight && p.isAny(j, "aus", "de", "da") {
			return j + 1, true
		}
		return i, false
	case p.is(i, "निवासी"):
		return j, true
	case p.isAny(i, "native", "home", "hometown"):
		return p.homeCue(i)
	case p.is(j, "of"), p.is(j, "from"):
		return j + 1, false
	}
	return i, false
}

// livingCue is placeCue for live, stay, settled and their like.
func (p *parser) livingCue(i int) (next int, known bool) {
	j := i + 1
	if p.is(i, "grew") || p.is(i, "brought") {
		if !p.is(j, "up") {
			return i, false
		}
		j++
	}
	for n := 0; n < 3 && j < len(p.w) && (p.glueOf(j) == tight || p.is(i, "born") && p.glueOf(j) == loose) && !p.within(j); n++ {
		if p.is(i, "born") && (p.digits(j) > 0 || p.lex(j)&lexicon.Calendar != 0) { // born on May 3, 1990 in
			n--
		}
		if p.is(j, "of") && p.is(j-1, "out") {
			break
		}
		j++
	}
	if !p.within(j) && !p.is(j, "of") || p.glueOf(j) != tight {
		return i, false
	}
	if i > 0 && p.isAny(i-1, "people", "customers", "those", "users", "everyone", "anyone") || p.is(i, "stayed") { // as a guest
		return i, false
	}
	known = p.isAny(i, "stay", "staying", "stays", "based", "settled", "raised", "settle") || p.is(j, "at")
	if p.is(j, "in") && p.isAny(j+1, "a", "an", "the") { // in a small town near
		for n := j + 2; n < j+6 && p.glueOf(n) == tight; n++ {
			if p.within(n) || p.isAny(n, "called", "named", "of") {
				return n + 1, true
			}
		}
	}
	return j + 1, known
}

// within says whether word i is in, at, near or outside.
func (p *parser) within(i int) bool { return p.isAny(i, "in", "at", "near", "outside") }

// homeCue reads "native of", "my native is", "native place", "my home town,".
func (p *parser) homeCue(i int) (next int, known bool) {
	j := i + 1
	if p.is(i, "native") && (p.is(j, "of") || p.is(j, "from")) {
		return j + 1, false
	}
	mine := i > 0 && p.isAny(i-1, "my", "our", "his", "her", "mera", "meri")
	switch {
	case p.is(i, "home") && !p.isAny(j, "town", "city", "village"):
		return i, false
	case p.isAny(j, "town", "city", "village", "place", "district"):
		j++
	case !mine:
		return i, false
	}
	if p.isAny(j, "is", "was", "of") && p.glueOf(j) == tight {
		return j + 1, !mine
	}
	return j, true
}

// fromCue says whether "from" at word i says where somebody comes from, rather
// than something.
func (p *parser) fromCue(i int) bool {
	if i == 0 || p.w[i].Gap != text.Space {
		return false
	}
	j := i - 1
	if p.isAny(j, "originally", "greetings", "regards", "wishes", "cheers", "hello", "hi", "hey", "namaste", "namaskar", "love", "hugs", "salaam", "writing", "speaking", "calling", "typing", "texting") {
		return true
	}
	if k := p.lex(j); k&lexicon.Strong != 0 && k&(lexicon.Common|lexicon.Frequent|lexicon.Brand|lexicon.Company|lexicon.Place) == 0 && p.capital(j) { // Priya from Pune
		return true
	}
	if j > 1 && p.isAny(j-1, "a", "an") && p.is(j-2, "as") { // as a pensioner from Pune
		return true
	}
	if p.isAny(j, "basically", "actually", "also") {
		j--
	}
	switch {
	case j < 0:
		return false
	case p.is(j, "am"), p.is(j, "im"), p.is(j, "i'm"), p.is(j, "we're"), p.is(j, "hail"), p.is(j, "hails"), p.is(j, "hailing"):
		return true
	case p.is(j, "are"), p.is(j, "were"):
		return p.isAny(j-1, "we", "they", "parents", "family")
	case p.is(j, "is"), p.is(j, "was"):
		return p.isAny(j-1, "he", "she", "who", "wife", "husband", "mother", "father", "family", "friend")
	case p.is(j, "he"), p.is(j, "she"):
		return p.w[j].Is(text.Possessive)
	case p.is(j, "you"), p.is(j, "this"): // writing to you from
		return p.is(j-1, "writing") || p.is(j-1, "to") && p.is(j-2, "writing")
	case p.is(j, "coming"), p.is(j, "come"), p.is(j, "comes"), p.is(j, "came"):
		return p.isAny(j-1, "i", "we", "am", "i'm", "im", "we're", "he", "she", "who", "someone", "somebody", "me", "us") ||
			p.is(j, "coming") && p.w[j].Is(text.Opens|text.Capital)
	}
	return false
}

// placeChunk returns the end of the name of a place at word i, or i.
func (p *parser) placeChunk(i int, known bool) int {
	if i >= len(p.w) || p.w[i].Shape&text.Digits != 0 {
		return i
	}
	if p.capital(i) {
		end := p.names(i, 3)
		town := false
		for j := i; j < end; j++ {
			town = town || p.town(j)
		}
		if _, _, k := p.localEnd(i); k != 0 {
			town = true
		}
		if e, _, _ := p.named(i); e > i {
			end, town = max(e, end), true
		}
		switch k := p.lex(i); {
		case p.w[end-1].Is(text.Possessive) && !town:
			return i
		case town && !p.w[i].Is(text.Opens) && (k&lexicon.Brand == 0 || k&lexicon.Place != 0 || end > i+1):
			return end
		case town:
			return end
		case known || p.everyday(i) || k&(lexicon.Brand|lexicon.Company|lexicon.Role|lexicon.Title|lexicon.Nationality) != 0:
			return i
		case p.w[i].Is(text.AllCaps) && p.w[i].End-p.w[i].Start <= 3:
			return i
		}
		return end
	}
	if e, _, _ := p.named(i); e > i && (known || p.has(e-1, local)) {
		return e
	}
	if p.town(i) {
		return i + 1
	}
	if p.twoWords(i) {
		return i + 2
	}
	return i
}

// livesHindi reads "Patna se hoon", "Delhi mein rehti hoon", "पटना में रहता हूँ" at
// the postposition i.
func (p *parser) livesHindi(i int) (s text.Span, next int) {
	none := s
	if i == 0 || p.glueOf(i) != tight || p.glueOf(i+1) != tight || !p.has(i+1, verb) {
		return none, i
	}
	from := p.is(i, "se") || p.is(i, "से")
	genitive := p.is(i, "ka") || p.is(i, "ki") || p.is(i, "ke") || p.is(i, "का") || p.is(i, "की") || p.is(i, "के")
	stays := p.has(i+1, verb) && !p.being(i+1)
	home := i > 1 && (p.is(i-2, "ghar") || p.is(i-2, "makaan") || p.is(i-2, "घर") || p.is(i-2, "मकान"))
	if !from && !stays && !(home && !genitive) || genitive && !p.isAny(i+1, "rehne", "rahne", "रहने", "niwasi", "nivasi", "निवासी") {
		return none, i
	}
	if from && (p.is(i+1, "hai") || p.is(i+1, "है")) && !p.isAny(i-2, "hum", "ham", "main", "mai", "हम", "मैं") {
		return none, i
	}
	j := i - 1
	w := p.w[j]
	switch {
	case w.Shape&text.Digits != 0:
		return none, i
	case w.Shape&text.Caseless != 0:
		if p.k[j]&(verb|hindiLoc|follower|business) != 0 || from && p.k[j]&country == 0 && !p.town(j) {
			return none, i
		}
	case !p.town(j) && !(p.capital(j) && !p.everyday(j) && p.lex(j)&(lexicon.Brand|lexicon.Name) == 0):
		return none, i
	}
	if j > 0 && p.glueOf(j) == tight && (p.is(j-1, "new") || p.is(j-1, "navi") || p.is(j-1, "greater") || p.is(j-1, "नई") || p.is(j-1, "नवी") || p.is(j-1, "ग्रेटर")) {
		j--
	}
	return text.Span{Start: int(p.w[j].Start), End: int(p.w[i-1].End), Type: text.Location, Confidence: 0.65, Why: "place before a cue"}, i + 1
}

// being says whether word i is a form of "to be", which says nothing of living.
func (p *parser) being(i int) bool {
	for _, s := range [...]string{"hoon", "hun", "hu", "hoo", "hain", "hai", "हूँ", "हूं", "हैं", "है"} {
		if p.is(i, s) {
			return true
		}
	}
	return false
}

// pinCode reads a PIN code with its word or its town beside it, and a foreign
// postcode with its word. next is i when there is none.
func (p *parser) pinCode(i int) (s text.Span, next int) {
	if p.w[i].Shape&text.Digits == 0 {
		return s, i
	}
	end, kind, why := p.pin(i), text.PINCode, "PIN code beside its word"
	if end == i && !p.coded {
		return s, i
	}
	word := p.coded && p.codeWord(i)
	if end == i {
		kind, why = text.Location, "postcode beside its word"
		if end, _ = p.postcode(i); end == i || !word || p.digits(i) == 4 && end == i+1 {
			return s, i
		}
	}
	if !word && (kind == text.Location || end < len(p.w) && p.has(end, measure) && p.glueOf(end) == tight) {
		return s, i
	}
	confidence := 0.75
	if !word && p.has(end, pinWord) && p.glueOf(end) == tight || p.is(end, "is") && p.is(end+1, "my") && p.has(end+2, pinWord|zipWord) {
		word = true
	}
	if !word {
		if !p.afterTown(i) || p.has(end, counted) && p.glueOf(end) == tight || end == i+1 && p.w[i].End-p.w[i].Start == 6 && string(p.of(i)[3:]) == "000" && p.w[i].Gap == text.Space && !p.closing(end) {
			return s, i
		}
		confidence, why = 0.6, "PIN code behind a place"
	}
	return text.Span{Start: int(p.w[i].Start), End: int(p.w[end-1].End), Type: kind, Confidence: confidence, Why: why}, end
}

// closing says whether a sentence or line ends before word i.
func (p *parser) closing(i int) bool { return i >= len(p.w) || p.w[i].Gap >= text.Comma }

// codeWord says whether pin, zip or their like stands before word i, with nothing
// but code, is, no between them.
func (p *parser) codeWord(i int) bool {
	for j := i - 1; j >= 0 && j >= i-6; j-- {
		if p.w[j+1].Gap == text.Line || p.w[j+1].Gap == text.Stop && !p.abbreviation(j) {
			return false
		}
		if p.k[j]&(pinWord|zipWord) != 0 {
			return !p.secret(j-2, j) && !p.secret(i, i+4)
		}
		if p.pin(j) > j { // from 110001 to 110002
			continue
		}
		if p.k[j]&(number|link|address) == 0 && !p.is(j, "from") && !p.is(j, "to") && !p.is(j, "code") && !p.is(j, "is") && !p.is(j, "my") && !p.is(j, "है") && !p.is(j, "hai") && !p.is(j, "कोड") && !p.is(j, "was") && !p.is(j, "area") && !p.is(j, "for") {
			return false
		}
	}
	return false
}

// secret says whether one of the words from..to speaks of a bank card or an
// account, whose PIN is no postcode.
func (p *parser) secret(from, to int) bool {
	for i := max(from, 0); i < min(to, len(p.w)); i++ {
		for _, s := range [...]string{"upi", "atm", "card", "account", "debit", "credit", "sim", "login", "bank"} {
			if p.is(i, s) {
				return true
			}
		}
	}
	return false
}

// afterTown says whether the name of a place stands right before word i.
func (p *parser) afterTown(i int) bool {
	if i == 0 || p.w[i].Gap == text.Line || p.glueOf(i) == apart {
		return false
	}
	if _, _, k := p.localEnd(i - 1); k != 0 {
		return true
	}
	if p.has(i-1, state) && p.w[i-1].Is(text.AllCaps) && i > 1 && p.town(i-2) {
		return true
	}
	return p.town(i-1) || p.has(i-1, local) && p.capital(i-1)
}
