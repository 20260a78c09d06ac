package lexicon

import "encoding/binary"

// Seeds of hash.
const (
	exact   = 0xcbf29ce484222325
	bySound = 0x9e3779b97f4a7c15
)

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// hash hashes a word eight letters at a time and takes the capitals of ASCII for
// small letters on the way. plain says whether the word is ASCII without
// apostrophes, so that this is all the folding it needs.
func hash(word []byte, seed uint64) (h uint64, plain bool) {
	n := len(word)
	h = seed ^ uint64(n)*0xa0761d6478bd642f
	bad := uint64(0)
	var last uint64 // the end of the word, which may overlap with what went before
	switch {
	case n >= 8:
		for i := 0; i+8 < n; i += 8 {
			x := binary.LittleEndian.Uint64(word[i:])
			bad |= strange(x)
			h = stir(h ^ small(x))
		}
		last = binary.LittleEndian.Uint64(word[n-8:])
	case n >= 4:
		last = uint64(binary.LittleEndian.Uint32(word)) | uint64(binary.LittleEndian.Uint32(word[n-4:]))<<32
	case n > 0:
		last = uint64(word[0]) | uint64(word[n/2])<<8 | uint64(word[n-1])<<16
	}
	bad |= strange(last)
	h = stir(h ^ small(last))
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32, bad == 0
}

// stir spreads what differs over all bits.
func stir(h uint64) uint64 {
	h *= 0xff51afd7ed558ccd
	return h ^ h>>32
}

// small makes the eight bytes' ASCII letters small.
func small(x uint64) uint64 {
	low := x &^ highs
	capital := (low + (0x80-'A')*ones) &^ (low + (0x80-'Z'-1)*ones) &^ x & highs
	return x | capital>>2
}

// strange is not 0 if one of eight bytes is an apostrophe or beyond ASCII.
func strange(x uint64) uint64 {
	y := x ^ '\''*ones
	return (x | (y-ones)&^y) & highs
}
