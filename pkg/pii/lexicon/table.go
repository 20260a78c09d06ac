package lexicon

import (
	_ "embed"
	"strings"
)

// packed is the table of all lists, which a test of this package writes (see
// data/README.md) and which is used where it lies in the program, so that nothing is
// loaded: the sets of kinds, four bytes each, then the slots.
//
//go:embed data/table.bin
var packed string

//go:embed data/own/role.txt
var roleFile string

// The table is a hash table with open addressing that holds no words. A slot is
// four bytes: the upper bits of the hash, and in the lowest which of the sets of
// kinds the word has; 0 is none. With its place a word is told apart by 42 bits, so
// that a strange word passes for another one time in some millions.
const (
	slotBits = 19 // 524,288 slots, 2 MB, for some 300,000 words
	kindBits = 9  // 511 sets of kinds
	slotMask = 1<<slotBits - 1
	kindMask = 1<<kindBits - 1
	header   = 4 << kindBits
	size     = header + 4<<slotBits
)

// at reads four bytes of the table.
func at(i int) uint32 {
	s := packed[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// get returns the kinds under a hash.
func get(h uint64) Kind {
	tag := uint32(h>>32) &^ kindMask
	for i := h & slotMask; ; i = (i + 1) & slotMask {
		s := at(header + int(i)*4)
		if s == 0 {
			return 0
		}
		if s&^kindMask == tag {
			return Kind(at(int(s&kindMask) * 4))
		}
	}
}

// Roles returns the words of the list of roles: manager, teacher, uncle.
func Roles() []string {
	var words []string
	for line := range strings.Lines(roleFile) {
		if line[0] != '#' {
			words = append(words, strings.Fields(line)...)
		}
	}
	return words
}
