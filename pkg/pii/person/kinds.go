package person

import (
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// wordSet is a set of words by their keys.
type wordSet map[uint64]bool

func wordsOf(list string) wordSet {
	m := wordSet{}
	for word := range strings.FieldsSeq(list) {
		m[lexicon.Key([]byte(word))] = true
	}
	return m
}

// The words that make something else of what looks like a name.
var kinds = sync.OnceValue(func() (k struct{ shops, gods, hails, rivers, acronyms wordSet }) {
	k.shops = wordsOf("levi wendy macy domino mcdonald arby denny chili hardee zaxby culver kohl dillard bloomingdale nordstrom sainsbury kellogg " +
		"hershey haldiram reese smucker scholl boscov wegman applebee whataburger nando jollibee sotheby lloyd selfridge harrod debenham " +
		"waterstone ladbroke wetherspoon kiehl zeller chipotle tiffany cartier wrigley hellmann jergens popeye wahlburger " +
		"carvel culver sainsbury braum bojangle schlotzsky portillo gatti shoney lipton twining cadbury")
	k.gods = wordsOf("ram rama shriram shreeram siyaram sitaram krishna krsna shiva shiv shivay shivaya ganesh ganesha ganpati hanuman bajrang bajrangbali " +
		"jagannath mahadev mahakal bholenath bhole shankar shambhu vishnu narayan narayana durga kali ambe laxmi lakshmi saraswati sita radhe " +
		"radha balaji sai swaminarayan jinendra mata maa guru gurudev bharat hind bhim bhavani bhawani shivaji jhulelal ayyappa muruga govinda " +
		"govind gopal hari siya namah di ji dev vitthal pandurang parashuram valmiki maharashtra gujarat " +
		"राम श्रीराम सियाराम कृष्ण कृष्णा शिव शिवाय गणेश हनुमान महादेव माता दुर्गा हिंद हिन्द भारत भीम नमः जगन्नाथ बजरंगबली")
	k.hails = wordsOf("jai jay jaya om aum hare namo radhe shri shree siya जय ॐ ओम हरे श्री")
	k.rivers = wordsOf("ganga yamuna jamuna narmada godavari kaveri cauvery saryu gomti tapti chambal mahanadi brahmaputra sabarmati " +
		"गंगा यमुना जमुना नर्मदा गोदावरी कावेरी सरयू गोमती ताप्ती चंबल महानदी")
	k.acronyms = wordsOf("abha asha ram sam uma usha maya java ada dev niti disha setu udan amrut prem")
	return k
})

// thingNamed says whether a run is a shop, a feast, a salutation or a river.
func (s *scan) thingNamed(r run) bool {
	return s.shop(r) || s.salutation(r) || s.river(r) || s.scheme(r) || s.besideWare(r)
}

// shop says whether a run with a possessive is a brand or the shop of a name:
// "Levi's jeans", "Domino's took", but not "Wendy's attitude".
func (s *scan) shop(r run) bool {
	if !s.words[r.to-1].Is(text.Possessive) {
		return false
	}
	if s.is(r.to, "day") || s.is(r.to, "eve") && s.words[r.to].Shape&text.Capital != 0 {
		return true
	}
	next := s.cueAt(r.to)
	if next&trait != 0 {
		return false
	}
	if kinds().shops[s.keyAt(r.to-1)] {
		return true
	}
	for at := int(s.words[r.from].Start) - 1; r.from > 0 && at >= int(s.words[r.from-1].End); at-- {
		if s.text.Norm[at] == '&' { // Ben & Jerry's
			return true
		}
	}
	return r.to < len(s.words) && s.words[r.to].Gap == text.Space && s.words[r.to].Shape&text.Capital == 0 && (next&verb != 0 && next&object == 0 || s.isAny(r.to, finite[:]...))
}

// finite are forms that a possessive never stands in front of, so that the name is
// a firm's.
var finite = [...]string{"is", "was", "are", "were", "has", "had", "will", "would", "can", "could", "uses", "used", "charges", "opens", "closes", "closed", "delivers", "sells"}

// salutation says whether a run is a god that is hailed: "Jai Jagannath", "Om Namah
// Shivay"; "Jai Sharma" and "Jai Krishna ne bola" are people.
func (s *scan) salutation(r run) bool {
	k := kinds()
	from := r.from
	for from > 0 && r.from-from < 2 && s.words[from].Gap == text.Space && (k.hails[s.keyAt(from-1)] || k.gods[s.keyAt(from-1)]) {
		from--
	}
	if s.cueAt(r.to)&(speech|honour) != 0 || from+1 >= r.to || !k.hails[s.keyAt(from)] {
		return false
	}
	for i := from + 1; i < r.to; i++ {
		if !k.gods[s.keyAt(i)] && !k.hails[s.keyAt(i)] {
			return false
		}
	}
	return k.gods[s.keyAt(r.to-1)]
}

// river says whether a run is a river: "Ganga ji ke kinare", not "Ganga ji ne".
func (s *scan) river(r run) bool {
	if r.to-r.from != 1 || r.to >= len(s.tokens) || !kinds().rivers[s.keyAt(r.from)] {
		return false
	}
	if s.isAny(r.to, "river", "nadi", "ghat", "aarti", "maiya", "mata", "water", "jal", "नदी", "घाट", "मैया", "जल", "आरती") {
		return true
	}
	return s.isAny(r.to, "ji", "जी") && !s.isAny(r.to+1, "ne", "ने") && s.cueAt(r.to+1)&speech == 0
}

// scheme says whether a run is a word and a country, as schemes and trains are
// called: "Swachh Bharat", "Digital India".
func (s *scan) scheme(r run) bool {
	return r.to-r.from == 2 && s.words[r.from+1].Gap == text.Space && s.tokens[r.from].kind&lexicon.Strong == 0 &&
		s.isAny(r.from+1, "bharat", "india", "hindustan")
}

// isAcronym says whether a word in capitals, in a text that is not, is known to be
// one rather than a name.
func (s *scan) isAcronym(r run) bool {
	return r.to-r.from == 1 && s.words[r.from].Is(text.AllCaps) && s.smalls > 1 && kinds().acronyms[s.keyAt(r.from)]
}

// besideWare says whether a run is named together with another that a thing
// follows: "between Stanley and Jordan stations".
func (s *scan) besideWare(r run) bool {
	if r.to+2 >= len(s.tokens) || s.tokens[r.to].cue&link == 0 || s.words[r.to].Gap != text.Space {
		return false
	}
	i := r.to + 1
	for i < len(s.words) && i-r.to < 3 && s.words[i].Gap == text.Space && s.words[i].Shape&text.Capital != 0 {
		i++
	}
	return i > r.to+1 && i < len(s.words) && s.words[i].Gap == text.Space && s.tokens[i].cue&ware != 0
}
