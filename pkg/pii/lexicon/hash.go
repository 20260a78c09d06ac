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

	lengths = 0xa0761d6478bd642f // tells words apart that end in zeros
)

// hash hashes a word eight letters at a time, with zeros behind its end, and takes
// the capitals of ASCII for small letters on the way. plain says whether the word is
// ASCII without apostrophes, so that this is all the folding it needs.
func hash(word []byte, seed uint64) (h uint64, plain bool) {
	h = seed ^ uint64(len(word))*lengths
	bad := uint64(0)
	for ; len(word) > 8; word = word[8:] {
		x := binary.LittleEndian.Uint64(word)
		bad |= strange(x)
		h = stir(h ^ small(x))
	}
	var end [8]byte
	copy(end[:], word)
	x := binary.LittleEndian.Uint64(end[:])
	return finish(stir(h ^ small(x))), bad|strange(x) == 0
}

// hashIn is hash of text[from:to] with the exact seed, where eight bytes from each
// eighth letter on stand in text: no word of a text needs a copy but its last.
func hashIn(text []byte, from, to int) (h uint64, plain bool) {
	n := to - from
	h = exact ^ uint64(n)*lengths
	bad := uint64(0)
	for ; n > 8; n -= 8 {
		x := binary.LittleEndian.Uint64(text[from:])
		bad |= strange(x)
		h = stir(h ^ small(x))
		from += 8
	}
	x := binary.LittleEndian.Uint64(text[from:]) & (1<<(8*n&63) - 1 | -uint64(n>>3))
	return finish(stir(h ^ small(x))), bad|strange(x) == 0
}

// finish spreads a hash over the bits that the table takes.
func finish(h uint64) uint64 {
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
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
