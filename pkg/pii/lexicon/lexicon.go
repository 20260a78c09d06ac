// Package lexicon says what is known of a single word: that it is a given name, a
// family name, an everyday word, a town, a brand. A word can be several of these
// (Rose, Paris, Ford); who asks decides by what stands around it.
//
// The lists lie in the folder data, with their sources and licences in
// data/README.md. They are unpacked on the first [Lookup].
package lexicon

// Kind is a set of what a word can be.
type Kind uint32

// The kinds.
const (
	Given       Kind = 1 << iota // given name (Priya, José)
	Family                       // family name (Sharma, Smith)
	Strong                       // the name stands in several lists: a usual one
	Indian                       // the name is usual in South Asia
	Variant                      // found by its sound only, in another spelling
	Common                       // everyday English word
	Frequent                     // one of the few thousand most frequent English words
	Hinglish                     // everyday Hindi word in Latin letters (bahut, bhai)
	City                         // town or city
	Region                       // country, state, continent or island
	Street                       // part of an address: road, nagar, floor
	Brand                        // company, brand or product
	Company                      // what follows or precedes the name of an organisation: Ltd, Bank, Hospital
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

// Lookup returns what is known of a word, or nothing. Case and accents do not
// matter. It allocates nothing.
func Lookup(word []byte) Kind { return 0 }
