package person

import (
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// famous are pairs of words that look like a name of a person and are one of a
// company, a brand, a figure or a feast.
var famous = sync.OnceValue(func() map[uint64]bool {
	m := map[uint64]bool{}
	for line := range strings.SplitSeq(famousPairs, ",") {
		a, b, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok {
			m[pair(lexicon.Key([]byte(a)), lexicon.Key([]byte(b)))] = true
		}
	}
	return m
})

const famousPairs = `marks spencer, johnson johnson, procter gamble, ernst young, smith wesson, ben jerrys, morgan stanley, goldman sachs,
jp morgan, merrill lynch, tommy hilfiger, calvin klein, louis philippe, louis vuitton, allen solly, peter england, van heusen, hugo boss,
harley davidson, rolls royce, land rover, kotak mahindra, bajaj finserv, bajaj allianz, max bupa, aditya birla, tata sky, tata motors,
philip morris, jack daniels, johnnie walker, captain america, harry potter, iron man, santa claus, star wars, merry christmas,
ram navami, krishna janmashtami, shiv ratri, jai hind, jai shri, radhe radhe, hare krishna, om shanti, sai baba, maruti suzuki, hero honda,
mahindra finance, wells fargo, charles schwab, american express, standard chartered, deutsche bank, credit suisse, barclays wealth,
aston martin, alfa romeo, mercedes benz, royal enfield, estee lauder, ralph lauren, giorgio armani, abercrombie fitch, dolce gabbana,
jimmy choo, michael kors, kate spade, tory burch, victorias secret, baskin robbins, tim hortons, papa johns, dr reddys, dr lal, max mueller,
thomas cook, jet airways, kingfisher airlines, ranbaxy labs, mother dairy, ola electric, amar ujala,
dainik jagran, prime video, google maps, prime minister, san francisco, santa clara, saint louis, rani jhansi, nehru place, lajpat nagar,
rajiv chowk, raj bhavan, sarojini nagar, shivaji park, hazrat nizamuddin, salt lake,
frankfurt main, le mans, st george, st johns, big ben, hyde park, madame tussauds, costa coffee, thums up, parle g,
maggi masala, haldiram bhujia, amul taaza, surya namaskar, chyawanprash dabur, durga puja, lakshmi puja, ganesh chaturthi, guru purnima,
guru nanak, buddha purnima, mahavir jayanti, gandhi jayanti, ambedkar jayanti, valentines day, hanuman chalisa, murphy law, hobson choice, parkinson law, parkinson disease, alzheimer disease, johnson baby, name khan,
ben jerry, jack daniel, dr scholl, trader joe, papa john, jersey mike, jimmy john, uncle ben, uncle sam, aunt jemima, burt bees,
vande bharat, ayushman bharat, swachh bharat, nirbhar bharat, jan dhan, jan aushadhi, jan shatabdi, sukanya samriddhi, kisan samman, samman nidhi, atal pension,
beti bachao, fasal bima, jeevan jyoti, jeevan bima, suraksha bima, gati shakti, ujjwala yojana, atal setu, arogya setu, mata di, namah shivay, namah shivaya,
dr martens, dr pepper, dr oetker, mrs doubtfire, jolly rancher, sara lee, betty crocker, jimmy dean, little caesars, captain morgan, jose cuervo, don julio,
shirley temple, bloody mary, tom collins, eggs benedict, beef wellington, caesar salad, eid mubarak, ramzan mubarak, ramadan mubarak, ramadan kareem,
diwali mubarak, holi mubarak, hanuman jayanti, valmiki jayanti, shivaji jayanti, vishwakarma puja, wagh bakri, pina colada, red fort, lal qila, sheesh mahal, hawa mahal, qutub minar, char minar,
mohan bhog, gulab jamun, sai service, sri akal, shri akal, vaishno devi, vikas patra, kisan vikas, garib rath, allah hafiz, khuda hafiz, shirdi sai, mr fixit, mr bean, mr price, mrs fields, mr diy, ashok leyland, taj mahal, earl grey, peter pan, ray ban, sona masoori, max life, bombay dyeing, asian paints`

// phrase says whether two neighbours of a run, or its last word and the one behind,
// are a famous pair.
func (s *scan) phrase(r run) bool {
	m := famous()
	if s.words[r.to-1].Is(text.Possessive) && s.is(r.from-1, "dr") && s.is(r.to-1, "reddy") { // the company
		return true
	}
	if r.to-r.from == 2 && s.keyAt(r.from) == s.keyAt(r.from+1) { // Ram Ram, a greeting
		return true
	}
	for i := max(r.from-2, 0); i <= r.to-1 && i+1 < len(s.tokens); i++ {
		if m[pair(s.keyAt(i), s.keyAt(i+1))] {
			return true
		}
		if i+2 < len(s.tokens) && s.tokens[i+1].cue&link != 0 && m[pair(s.keyAt(i), s.keyAt(i+2))] {
			return true
		}
	}
	return false
}

// keyAt returns the key of a word.
func (s *scan) keyAt(i int) uint64 {
	if s.tokens[i].key == 0 {
		s.tokens[i].key = s.facts(i).Key
	}
	return s.tokens[i].key
}
