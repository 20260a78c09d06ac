// Package lexicon says what is known of a single word: that it is a given name, a
// family name, an everyday word, a town, a brand. A word can be several of these
// (Rose, Paris, Ford); who asks decides by what stands around it.
//
// The lists lie in the folder data, with their sources and licences in
// data/README.md; those in data/own are plain text to be added to by hand. All
// are read on the first [Lookup].
package lexicon

// Kind is a set of what a word can be.
type Kind uint32

// The kinds.
const (
	Given       Kind = 1 << iota // given name (Priya, José)
	Family                       // family name (Sharma, Smith)
	Strong                       // the name is a usual one: it stands in a list of some country
	Indian                       // the name is usual in South Asia
	Variant                      // found by its sound only, in another spelling
	Common                       // everyday English word
	Frequent                     // one of the few thousand most frequent English words
	Hinglish                     // everyday Hindi word in Latin letters (bahut, bhai)
	City                         // town or city, or a word of its name
	Region                       // country, state, continent or island, or a word of its name
	Street                       // part of an address: road, nagar, floor
	Brand                        // company, brand or product
	Company                      // belongs to the name of an organisation: Ltd, Bank, Hospital
	Nationality                  // language, nationality, religion or its followers
	Calendar                     // month, weekday, festival
	Role                         // job title or kin: manager, teacher, uncle
	Title                        // goes before a name: Mr, Dr, Shri
	Particle                     // goes inside a name: de, van, bin
)

// Sets of kinds that are asked for together.
const (
	Name  = Given | Family
	Place = City | Region
)

// longest is the length in bytes of the longest word that is looked up.
const longest = 72

// Lookup returns what is known of a word, or nothing. Case and accents do not
// matter. A word that no list holds but sounds like a usual Indian name is that
// name with Variant set. It allocates nothing.
func Lookup(word []byte) Kind {
	kind, _ := Look(word)
	return kind
}

// Look is Lookup that also returns the word's key, by which it can be found in a
// table of the caller: equal for words that differ in case and accents only. The
// key of a word that is empty or too long to be one is 0.
func Look(word []byte) (Kind, uint64) {
	if len(word) == 0 || len(word) > longest {
		return 0, 0
	}
	var buf [2 * longest]byte
	folded := Fold(buf[:0], word)
	t := loaded()
	h := hash(folded, exact)
	if kind := t.get(h); kind != 0 {
		return kind, h
	}
	if len(folded) < 4 {
		return 0, h
	}
	var key [2 * longest]byte
	if s := sound(key[:0], folded); len(s) >= 4 {
		return t.get(hash(s, bySound)), h
	}
	return 0, h
}

// Key returns the key of a word alone.
func Key(word []byte) uint64 {
	if len(word) == 0 || len(word) > longest {
		return 0
	}
	var buf [2 * longest]byte
	return hash(Fold(buf[:0], word), exact)
}

// Own returns the words of the project's own list of one kind, such as Title.
func Own(kind Kind) []string {
	var words []string
	readOwn(func(word []byte, k Kind) {
		if k == kind {
			words = append(words, string(word))
		}
	})
	return words
}
