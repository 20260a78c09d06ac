package person

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
)

// cue is a set of what a word says about a name beside it.
type cue uint64

const (
	nameWord    cue = 1 << iota // name, naam: "my name is"
	copula                      // is, was, hai: between the name word and the name
	possess                     // my, mera: before the name word
	thing                       // product, file: what else has a name
	self                        // am, myself, mai: the writer follows
	called                      // named, called
	title                       // Mr, Dr, Shri
	role                        // manager, agent, brother
	prep                        // to, from, with, by, for
	object                      // thank, ask, met: takes a person behind it
	verb                        // told, helped, lives: takes a person before it
	weakVerb                    // was, is, has
	honour                      // ji, bhai, madam: right behind a name
	hindi                       // ko, se, ka: behind any noun
	locative                    // in, at, near
	article                     // the, a, this
	signOff                     // regards, thanks: a signature follows
	greeting                    // dear, hi
	deity                       // lord, jai: a god follows
	sayName                     // says, said: the speaker may follow
	placeHead                   // new, san, port: a place follows
	link                        // and, aur
	suffix                      // Jr, III: belongs to the name before it
	wayOfFather                 // o of S/o, D/o, C/o
	speech                      // told, helped: what only a person does
	motion                      // moved, went: to a place
	trait                       // attitude, patience: what a person has
	desk                        // reception, billing: where somebody works
	crew                        // staff, colleagues: those whose names follow
	manner                      // kind, rude: what a person is
	itIs                        // it's: the caller may follow
	ware                        // soap, song: what has a name and is no person
	consume                     // bought, watched: takes a thing behind it
	address                     // you, please: somebody is spoken to
)

// cueWords lists the cues. A word may stand in several lines.
var cueWords = []struct {
	is    cue
	words string
}{
	{nameWord, "name naam naaam नाम"},
	{copula, "is was hai है are be"},
	{possess, "my mera meri mere apna hamara मेरा मेरे first full last customer contact patient his her their husband wife son"},
	{thing, "product file user username domain brand company branch store shop hotel restaurant app model project brandname business account plan city place street"},
	{self, "am i'm im m myself mai main me मैं"},
	{called, "named called naamak नामक"},
	{title, "mr mrs ms miss mx mister dr doctor prof professor shri shree sri shrimati smt kum kumari km er adv advocate capt captain lt col maj sgt insp inspector rev fr pt pandit swami ustad sardar thiru tmt selvi janab mme mlle herr frau señor señora sr sra signor श्री श्रीमती श्रीमान डॉ कुमारी सुश्री डॉक्टर प्रो पंडित"},
	{role, "sir madam maam ma'am mam constable officer sister brother uncle aunty aunt nurse coach judge senator president governor sergeant मैडम सर"},
	{prep, "to from with by for via से को"},
	{object, "paid join thank thanks ask asked tell told saw see seen find found believe met meet contact contacted call called spoke speak spoken talk talked talking appreciate appreciated reach know knows saw remember remind recommend credit kudos shoutout transfer help helped assisted served attended handled managed visited hired married informed inform emailed mentioned guided trust complimented praise bless congratulate congrats behind refer referred assigned connected dealt dealing complaint against about named like love"},
	{verb, "solved handled works worked gave took came went goes offered arrived delivered installed repaired fixed charged checked arranged seems seemed wants wanted made makes manages managed joined sent met did does left bought ordered paid needs stayed aaya aayi गए आए रहता रहती moved"},
	{speech, "told said says helped called assisted explained replied resolved asked promised refused ignored shouted behaved guided answered informed listened understood responded wrote writes thinks suggested recommended insisted treated welcomed greeted apologised apologized confirmed convinced cheated knows knew speaks spoke smiled sounded bola boli bole bataya batayi kaha बोले बोला बोली lied who whose lives lived deserves rang phoned emailed texted listens explains helps"},
	{weakVerb, "very so quite was is has had will would can could should must from at isn't wasn't hasn't didn't doesn't kept keeps always never really also just then हैं था थी"},
	{honour, "ji jee bhai bhaiya bhaiyya bhaisahab sir madam mam maam ma'am didi sahab saab saheb sahib uncle aunty anna akka amma appa paaji paji garu bhau tai dada da di beta ne जी भाई साहब सर मैडम भैया दीदी ने"},
	{hindi, "hu hun hoon ho hua ko se ka ki ke par tha thi hai bol baat को से का की के है हूं हूँ"},
	{locative, "in at near around opposite opp outside towards inside mein में"},
	{article, "the a an this these those our your its any every each no another same ein eine einen einem kein keine im zum zur beim un une les gli"},
	{signOff, "regards sincerely cheers faithfully respectfully thanks thank yours truly love best thanx thx dhanyavad dhanyawad धन्यवाद signed sd signature warmly wishes greetings thanking भवदीय भवदीया प्रार्थी विनीत"},
	{greeting, "dear hi hello hey hiya namaste namaskar hii नमस्ते प्रिय"},
	{deity, "lord god goddess jai hare jay bhagwan maa mata saint st allah जय भगवान"},
	{sayName, "says said asks wrote writes adds replied exclaimed by"},
	{placeHead, "sao new san santa los las saint st fort port north south east west upper lower lake mount mt great greater sainte old el la le north-east central navi"},
	{link, "and aur or & और तथा एवं y und et ya"},
	{suffix, "jr sr ii iii iv phd"},
	{address, "you your please thanks thank i we kindly aap aapne आप can could how why where when what"},
	{wayOfFather, "o"},
	{trait, "attitude behaviour behavior behaviours explanation patience kindness tone manner manners demeanour demeanor rudeness politeness professionalism arrogance knowledge advice guidance efforts dedication honesty apology smile voice supervisor manager boss colleague husband wife son daughter help assistance"},
	{desk, "reception counter desk till checkout billing support sales accounts dispatch warranty claims helpdesk returns services service care customer store branch pharmacy lobby gate front back"},
	{crew, "staff people colleagues agents ladies guys men women assistants employees engineers technicians nurses advisers advisors team members"},
	{manner, "kind rude polite courteous patient helpful friendly attentive arrogant knowledgeable lovely sweet wonderful amazing fantastic brilliant nice impolite unhelpful dismissive cooperative humble gentle professional super"},
	{itIs, "it its"},
	{ware, "shampoo soap soaps song songs movie film book album novel sweet sweets tour ship cream atta masala tea coffee agarbatti incense jeans shirt shirts shoes sandals chocolate chocolates biscuits chips noodles sauce pickle papad ghee honey juice beer whisky rum wine vodka paint paints cement tiles tyre tyres pump pumps mixer grinder cooker stove fridge cooler inverter series serial channel trilogy episode jersey merchandise highlights scarf trophy stadium trains bridge river lake dam stations festival celebrations deliveries toll cartoon perfume lipstick detergent toothpaste mattress razor blades blade amp guitar guitars piano violin drums oil oils churna tablets capsules syrup ointment balm apps kit idol statue yatra temple mandir terminal pen pens pencil pencils speaker speakers headphones tickets trip darshan prasad ringtone wallpaper theme font fonts filter lens jacket coat boots dress saree sarees kurta lehenga suit socks underwear bra sofa table chair lamp kettle toaster oven washer dryer trimmer shaver toothbrush knife pan pans pot pots cups mug plates cereal butter jam bread cake cakes pie pizza burger burgers sandwich salad soup curry biryani dosa paratha wafers snacks toffee candy gum soda cola lassi seeds"},
	{consume, "bought watched watching read reading ate eating drank wore wearing streamed streaming downloaded subscribed played playing drove driving"},
	{motion, "moved move went go going flew fly drove drive travelled traveled travel travelling shifted relocated route trip journey bus train flight live lives living lived born based located situated"},
}

// cueTable finds cues by the key of a word; filter tells most other words apart. For
// Latin words with accents, which matter here ("à" is no "a"), the key is rawKey.
type cueTable struct {
	filter [1 << 8]uint64
	slots  [2048]struct {
		key uint64
		is  cue
	}
}

// lower makes an ASCII letter small.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// rawKey hashes a word as it stands, but for the capitals of ASCII.
func rawKey(word []byte) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range word {
		h = (h ^ uint64(lower(c))) * 0x100000001b3
	}
	return h ^ h>>29
}

// find returns the cues of a word with its key.
func (t *cueTable) find(key uint64) cue {
	if t.filter[key>>56]>>(key>>50&63)&1 == 0 {
		return 0
	}
	for i := key % uint64(len(t.slots)); t.slots[i].is != 0; i = (i + 1) % uint64(len(t.slots)) {
		if t.slots[i].key == key {
			return t.slots[i].is
		}
	}
	return 0
}

// keyOf is cueKey of one of the words above.
func keyOf(word string) uint64 {
	ascii := strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	return cueKey([]byte(word), lexicon.Key([]byte(word)), ascii)
}

func (t *cueTable) add(word string, is cue) {
	key := keyOf(word)
	t.filter[key>>56] |= 1 << (key >> 50 & 63)
	i := key % uint64(len(t.slots))
	for t.slots[i].is != 0 && t.slots[i].key != key {
		i = (i + 1) % uint64(len(t.slots))
	}
	t.slots[i].key = key
	t.slots[i].is |= is
}

// cueKey is the key of a word in cueTable; key is that of the lexicon, which does for
// words of ASCII and of scripts without accents.
func cueKey(word []byte, key uint64, ascii bool) uint64 {
	if ascii || word[0] >= 0xE0 {
		return key
	}
	return rawKey(word)
}

// cues makes the table on first use.
var cues = sync.OnceValue(func() *cueTable {
	t := &cueTable{}
	for _, line := range cueWords {
		for word := range strings.FieldsSeq(line.words) {
			t.add(word, line.is)
		}
	}
	for _, word := range lexicon.Roles() {
		if t.find(keyOf(word))&honour == 0 {
			t.add(word, role)
		}
	}
	return t
})
