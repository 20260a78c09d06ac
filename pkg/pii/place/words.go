package place

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// kind is a set of the parts a word can play in an address.
type kind uint64

const (
	suffix     kind = 1 << iota // street word behind the name: Baker Street
	weakSuffix                  // the same, but an everyday word as often: Kohler Gardens
	prefix                      // street word before the name: rue de la Paix
	weakPrefix                  // the same, but a word of English as well: via
	post                        // street word between name and number: Petőfi utca 12
	unitA                       // wants a number behind it, and says much: apt 4
	unitB                       // less: flat 302
	unitC                       // little: sector 15
	unitD                       // next to nothing: floor 3
	ordinal                     // wants an ordinal before it: 2nd cross
	local                       // behind the name of a quarter or building: Gandhi Nagar
	weakLocal                   // the same, but an everyday word as often: society
	admin                       // before the name of a village or district: tehsil
	landmark                    // before a landmark: near
	number                      // stands for "number": no, nr
	link                        // inside a name: de, la, van
	direction                   // N, west
	state                       // abbreviated state or province, in capitals
	country                     // country, or a state in full
	business                    // what an opinion is about: store, branch, team
	follower                    // what may follow an address in a sentence
	living                      // live, stay, reside
	moving                      // moved, shifted (to)
	native                      // resident, native (of), from
	sending                     // deliver, ship, send (to)
	address                     // the word address in several languages
	pinWord                     // pin, pincode, पिन
	zipWord                     // zip, postcode
	measure                     // makes the number before it a quantity: 5 days
	counted                     // makes the number behind it no house number: order 12
	careOf                      // the letter before /o: C/o, S/o
	hindiLoc                    // में, से, mein, se: behind the name of a place
	verb                        // hoon, rehta, हूँ: behind the name of a place and its postposition
	boxWord                     // post office box
	near                        // a street or locality word follows within a few words
	hard                        // (of a part) holds a number or what only an address has
	generic                     // (of a part) a name and a number and nothing else
	where                       // (of a part) a place, with or without its postcode
	opener                      // may begin an address
	firm                        // a number or another word that only an address has
	promising                   // a firm word follows before the sentence ends
)

// table holds the words by the part they play, as fold writes them. A word may
// stand in several rows. Street words: the street types of the national postal
// services (for English the USPS suffixes of Publication 28, appendix C).
var table = []struct {
	kind  kind
	words string
}{
	{suffix, `street st str road rd avenue ave av lane ln drive dr boulevard blvd parkway pkwy highway hwy crescent cres terrace close court ct place pl
		square sq way trail trl circle cir alley pike turnpike expressway freeway marg gali galli marga mawatha byway mews esplanade causeway rasta path sarani
		saalai salai veedhi theru broadway`},
	{weakSuffix, `row walk gardens garden park green grove hill hills heights loop manor mill mills mount mountain oval parade pass plaza point port prairie
		ranch ridge rise river rue shore shores spring springs spur station summit track tunnel union harbour ports valley vale via view views village ville vista
		wharf yard branch bridge brook brooks burg bypass camp canyon cape center centers centre cliff cliffs club common commons corner corners course cove coves
		creek crest crossing crossroad dale dam divide estate estates extension fall falls ferry field fields flat flats ford forest forge fork forks
		fort gateway glen harbor harbors haven hollow inlet island isle junction key knoll knolls lake lakes land landing light lights lock lodge
		meadow meadows mission motorway neck orchard overpass passage pine pines plain plains radial ramp rapid rest route run shoal skyway
		stravenue stream throughway trace trafficway underpass viaduct well wells ways squares streets roads parks circus quay place pl way close court drive square trail alley path`},
	{prefix, `rue av avd chaussee dreve clos avenue boulevard chemin impasse allee quai calle avda avenida plaza paseo carrer carretera ctra camino ronda rambla rua travessa praca largo
		alameda estrada rodovia viale corso piazza vicolo piazzale strada str ulica ulice ul aleja aleje jalan jl jln soi thanon bulevardul calea soseaua sos
		bd bul boul lungomare contrada avinguda rotonda glorieta callejon travesia urbanizacion urb barrio colonia col cra carrera kr diagonal transversal
		route rte cours faubourg sentier ulitsa prospekt pr nam duong pho lorong persiaran lebuh plac pl os osiedle rruga passatge passeig`},
	{weakPrefix, `via place cl alley square passage c al`},
	{post, `via utca u ut utja ter tere korut krt fasor setany koz caddesi cad cadde sokak sokagi sok bulvari blv mahallesi mah gate gata vei veien vej gade weg
		strasse str allee platz ring damm ufer straat laan plein kade gracht dijk singel katu tie kuja polku gatan vagen grand torg torv plads
		alle street road st rd avenue ave ulica ulice namesti trida nam iela tee tanav mnt puiestee gatvi pr prospektas marg`},
	{unitA, `apt apto appt apartamento hno hn houseno flatno plotno lejlighed depto`},
	{unitB, `makan makaan flat apartment suite ste plot khasra khata doorno psc`},
	{unitC, `unit door house bungalow qtr quarter quarters qr survey shop gali galli gully building bldg sector sec cabin villa unidad lote lot qtrs studio
		piso interior colonia manzana mz kvartira kv byt hof blk zone room rm`},
	{unitD, `box hostel floor fl flr block tower wing phase ward stage street lane level pocket office cross main unit room villa road etage stock porta bloque bloco
		escalera scala interno sc et batiment bat gate sect society set`},
	{ordinal, `cross main floor stage block lane phase street road avenue flr fl sector etage andar piso mainroad`},
	{local, `nagar colony vihar enclave puram layout apartments apartment apts residency residences heights towers mohalla chowk bazaar bazar extension extn ext
		bagh ganj kunj vatika niwas bhavan bhawan sadan nilayam nivas mahal society complex chawl wadi pura peth gaon pally palli halli pet
		township villas arcade chs chsl hsg vista mansion mansions gully para sarai chauraha chauk khurd kalan nagari marg path estate paradise`},
	{weakLocal, `park garden gardens plaza tower house building cottage circle villa block sector market society complex extension residence court lane place point
		centre center chambers hills greens city greenfield meadows valley homes quarters lines cantt cantonment camp`},
	{admin, `village vill vpo po post dist distt district tehsil teh ps taluka taluk tal mandal mdl thana tq mohalla moh gram grama gaon mouza panchayat hobli
		jila zilla zila tahsil pargana bairro localite municipality county kaupunki at`},
	{landmark, `near nr opp opposite behind beside besides adjacent next above off ke`},
	{number, `no nos num number numero nr n number no- nomor nomer nummer`},
	{link, `de la le les du des del della delle degli dei di da do dos das d l van von der den dem ten ter het of the and y e zum zur am im an auf aux au
		sur sous los las el i na pod af og i o und saint san santa st sainte sao sant`},
	{direction, `n s e w ne nw se sw north south east west northeast northwest southeast southwest nth sth`},
	{state, `al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi
		wy dc pr ab bc mb nb nl ns nt nu on pe qc sk yt nsw vic qld tas act gu vi aa ae ap up mp hp uk jk wb tg ts ap ka kl mh gj rj pb hr br jh od cg sp rj mg`},
	{country, `usa us uk uae india england scotland wales ireland canada australia germany deutschland france italy italia spain espana portugal netherlands
		nederland belgium belgique belgie austria osterreich switzerland schweiz suisse sweden sverige norway norge denmark danmark finland suomi poland
		polska hungary magyarorszag romania brazil brasil mexico uruguay argentina chile colombia peru japan china singapore malaysia indonesia bharat
		estonia latvia lithuania czechia slovenia slovakia croatia greece turkey cyprus iceland greenland tunisia maharashtra karnataka kerala gujarat
		rajasthan punjab haryana bihar jharkhand odisha orissa telangana assam uttarakhand goa chhattisgarh nadu pradesh bengal kashmir sikkim tripura
		manipur meghalaya mizoram nagaland ladakh california texas florida ohio michigan illinois pennsylvania massachusetts arizona
		oregon nevada utah colorado kansas iowa missouri arkansas louisiana alabama tennessee kentucky indiana wisconsin minnesota nebraska montana idaho
		wyoming oklahoma connecticut maryland delaware vermont maine alaska hawaii ontario quebec alberta manitoba saskatchewan`},
	{business, `store stores outlet outlets branch branches office offices showroom mall warehouse hub team staff restaurant restaurants hotel hotels
		airport station stations dealer dealers service services centre center customer customers support flight flights train trains bus location locations
		clinic hospital campus facility shop shops counter market site metro delivery market brand company department dept desk agent manager side
		traffic crew lounge gym cafe bank atm toilets toilet outage project rollout prices price project users app website perfume perfumes shirts
		stall kiosk franchise lounge plant factory depot terminal theatre cinema multiplex experience food`},
	{follower, `is was in at on and but near to has have because please pls for with so where which that since from or hai tha thi par pe ko ke ka ki mein me
		i my we if when till before after by as are were will would can could should today yesterday tomorrow also then only instead not no par hain hoon
		attn tel phone ph mob mobile pin email india it itself kindly call asap around about within the address until und ist et est y es e`},
	{living, `live lives lived living reside resides residing resided stay stays staying settled based born raised rehta rahta settle dwell dwelling grew wohne wohnen lebe habite j'habite moro moramos abito abitiamo resido vivo`},
	{moving, `moved moving relocated relocating shifted shifting transferred move relocate shift`},
	{native, `resident residents native citizen hail hails hailing niwasi nivasi inhabitant from home hometown komme kommen viens soy sou vengo vengono निवासी`},
	{sending, `deliver delivered delivery ship shipped shipping send sent dispatch dispatched courier couriered located situated visit parcel mail mailed
		pickup picked pick collect`},
	{address, `address addr adress adres adresse residence pata direccion endereco indirizzo adress anschrift osoite cim पता पते add domicile`},
	{pinWord, `pin pincode पिन पिनकोड पिन-कोड postal`},
	{zipWord, `zip zipcode postcode postal plz`},
	{measure, `day days hour hours hr hrs minute minutes min mins second seconds sec week weeks month months year years yr yrs time times am pm km kms kg g
		gm gms rs rupees rupee inr usd dollars euros pounds percent star stars points people persons customers users gb mb tb k lakh lakhs crore crores
		million billion items pieces pcs units orders bags ml litre litres inch inches cm mm m ft feet x years calls emails out attempts nights
		floors rooms din ghante baje baar mahine saal rupaye bje hz mah mp watt w v mbps fps of`},
	{counted, `plan order orders ref reference ticket case version model invoice rs inr usd eur gbp paid cost costs price worth about over under than only
		rated rating score scored gave give id code otp pnr booking flight train seat gate page item sku sr qty quantity last first next past top
		around nearly almost approx awb txn tracking complaint iphone galaxy redmi windows size route bus platform step option question q aisle row bed deck exit class grade chapter article
		screen episode season channel cabin ward studio area formula mission vision cup covid nh highway marathon sl serial`},
	{boxWord, `po pobox postbox postfach boks postboks postbus apartado p post`},
	{careOf, `c s d w r h`},
	{hindiLoc, `में से mein main me se ka ki ke का की के`},
	{verb, `hoon hun hu hoo hain hai rehta rehti rehte rahta rahti rahte reh rah rehne rahne aaya aayi aaye basa हूँ हूं हैं है रहता रहती रहते रह रहने आया आयी बसा niwasi nivasi निवासी`},
	// Hindi
	{unitB, `मकान फ्लैट प्लॉट भवन हाउस`},
	{unitC, `गली सेक्टर ब्लॉक वार्ड कमरा दुकान`},
	{number, `नंबर नम्बर संख्या नं न क्रमांक`},
	{local, `नगर कॉलोनी कालोनी विहार मार्ग रोड चौक बाजार बाज़ार अपार्टमेंट सोसाइटी पुरम गंज लेआउट रास्ता पार्क`},
	{admin, `ग्राम गांव गाँव पोस्ट जिला ज़िला जिले तहसील थाना मोहल्ला डाकघर तालुका`},
	{country, `भारत दिल्ली मुंबई मुम्बई कोलकाता चेन्नई बेंगलुरु बंगलौर हैदराबाद पुणे जयपुर लखनऊ कानपुर नागपुर इंदौर भोपाल पटना वडोदरा आगरा नाशिक वाराणसी मेरठ सूरत
		अहमदाबाद इलाहाबाद प्रयागराज रांची रायपुर चंडीगढ़ गुरुग्राम गुड़गांव नोएडा गाजियाबाद फरीदाबाद देहरादून जोधपुर उदयपुर कोटा ग्वालियर जबलपुर बरेली
		मुरादाबाद अलीगढ़ गोरखपुर उत्तर प्रदेश बिहार राजस्थान महाराष्ट्र गुजरात हरियाणा पंजाब झारखंड उत्तराखंड छत्तीसगढ़ मथुरा झांसी अमृतसर लुधियाना जालंधर
		शिमला जम्मू श्रीनगर गया मुजफ्फरपुर भागलपुर धनबाद जमशेदपुर गुवाहाटी भुवनेश्वर कटक`},
	{business, `स्टोर दुकान ऑफिस शाखा ब्रांच आउटलेट`},
}

// glued holds the ends of words that make a street of them, with how much such a
// word says of itself in hundredths.
var gluedTable = []struct {
	weight int
	ends   string
}{
	{60, `strasse strase str gatan vagen straat gracht katu utca gasse allee platz stien sgade egade ergade vegen veien sgata gata torget straede korut laan
		ntie plein lei kuja polku promenade pladsen`},
	{50, `weg vej vei gade damm ufer steig kade dijk singel dreef grand stigen tori kaari ranta rinne torvet plads torg haugen svingen plantsoen gyden
		tjie ringvej steeg stieg trade toften hojen`},
	{40, `backen bakken lia ringen vangen parken markt hof viita vainio vaart wal hout baan horst rain moos matten zelg aegerten`},
}

// localEnds are the ends of words that make an Indian quarter or town of them.
var localEnds = strings.Fields(`nagar puram pura palli pally halli guda ganj garh wadi wada gaon peta pet patti hatti nagara kunj abad palya sandra
	khera pur khurd bagh mangala vihar patnam pattinam nagari ur_`)

// lexical is the word table, ready for looking up.
type lexical struct {
	kinds map[string]kind
	slots [1 << slotBits]slot        // the words of eight bytes or less
	long  [1 << slotBits / 64]uint64 // bit set of the ends of the others
	cues  [64]uint64                 // bit set of hashes of the first bytes of words that matter without a digit
	glued map[string]int
	local map[string]bool
}

// tables returns the tables, made on first use.
var tables = sync.OnceValue(func() *lexical {
	x := &lexical{kinds: map[string]kind{}, glued: map[string]int{}, local: map[string]bool{}}
	for _, row := range table {
		for _, w := range strings.Fields(row.words) {
			x.kinds[w] |= row.kind
		}
	}
	for w := range x.kinds {
		if x.kinds[w]&alone != 0 && w != "at" {
			h := start([]byte(w + " "))
			x.cues[h>>6] |= 1 << (h & 63)
		}
	}
	x.index()
	for _, row := range gluedTable {
		for _, end := range strings.Fields(row.ends) {
			x.glued[end] = row.weight
		}
	}
	for _, end := range localEnds {
		x.local[end] = true
	}
	return x
})

// start mixes the first four bytes of a word and what follows it.
func start(d []byte) uint32 {
	var h uint32
	for i := 0; i < len(d) && i < 4; i++ {
		c := d[i]
		if c|0x20-'a' < 26 {
			c |= 0x20
		} else if c < utf8.RuneSelf {
			break
		}
		h = h<<8 | uint32(c)
	}
	return (h * 2654435761) >> 20
}

// longest is the number of bytes of the longest word that fold looks at.
const longest = 40

// base holds for U+00C0 to U+017F the ASCII letter without its accent.
const base = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo*ouuuuypy" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
	"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// fold appends w in lower case and without the accents of Latin letters; ß is ss.
// Longer words come back as nothing.
func fold(dst, w []byte) []byte {
	if len(w) > longest {
		return dst
	}
	for i := 0; i < len(w); {
		c := w[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(w[i:])
		i += n
		switch {
		case r == 'ß':
			dst = append(dst, "ss"...)
		case r >= 0xC0 && r < 0xC0+rune(len(base)):
			dst = append(dst, base[r-0xC0])
		case r == 'ș' || r == 'Ș':
			dst = append(dst, 's')
		case r == 'ț' || r == 'Ț':
			dst = append(dst, 't')
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}
