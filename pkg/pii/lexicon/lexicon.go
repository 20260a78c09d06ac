// Package lexicon says what is known of a single word: that it is a given name, a
// family name, an everyday word, a town, a brand. A word can be several of these
// (Rose, Paris, Ford); who asks decides by what stands around it.
//
// The lists lie in the folder data, with their sources and licences in
// data/README.md; those in data/own are plain text to be added to by hand. A table
// made of them is part of the program and is used as it lies there.
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
func Lookup(word []byte) Kind { return At(Key(word), word) }

// Look returns what is known of a word and its key.
func Look(word []byte) (Kind, uint64) {
	key := Key(word)
	return At(key, word), key
}

// Key returns the key of a word, by which it can be found in a table of the caller:
// equal for words that differ in case and accents only. The key of a word that is
// empty or too long to be one is 0.
func Key(word []byte) uint64 {
	if len(word) == 0 || len(word) > longest {
		return 0
	}
	h, plain := hash(word, exact)
	if plain || caseless(word) {
		return h
	}
	return foldedKey(word)
}

// KeyIn is Key of text[from:to], and faster.
func KeyIn(text []byte, from, to int) uint64 {
	if n := to - from; n <= 0 || n > longest || from+(n+7)&^7 > len(text) {
		return Key(text[from:to])
	}
	h, plain := hashIn(text, from, to)
	if plain || caseless(text[from:to]) {
		return h
	}
	return foldedKey(text[from:to])
}

func foldedKey(word []byte) uint64 {
	var buf [2 * longest]byte
	h, _ := hash(Fold(buf[:0], word), exact)
	return h
}

// At is Lookup of a word whose key is there already.
func At(key uint64, word []byte) Kind {
	if key == 0 {
		return 0
	}
	if kind := get(key); kind != 0 || len(word) < 4 {
		return kind
	}
	var buf, sounds [2 * longest]byte
	folded := Fold(buf[:0], word)
	if len(folded) < 4 {
		return 0
	}
	if s := sound(sounds[:0], folded); len(s) >= 4 {
		h, _ := hash(s, bySound)
		return get(h)
	}
	return 0
}
