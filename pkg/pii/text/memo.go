package text

import "encoding/binary"

// Facts is what is known of a word by its bytes alone, whatever stands around it.
// The words of comments repeat, so a Text keeps it from one text to the next, and
// knows nothing of it itself: packages person and place write the fields that are
// theirs when Asked lacks their bit, and set that.
type Facts struct {
	Key   uint64 // lexicon.Key
	Cue   uint64 // person: what it announces
	Parts uint64 // place: what it is in an address
	Kind  uint32 // lexicon.Kind
	Class uint8  // person: how much of a name it is
	First uint8  // person: its first two letters
	Last  uint8  // person: its last two letters
	Size  uint8  // person: its length
	Asked uint8  // ByLexicon, ByPerson, ByPlace

	size uint8  // of the word in bytes
	turn uint16 // of the last text that held it
}

// The bits of Facts.Asked: whose fields are filled.
const (
	ByLexicon uint8 = 1 << iota // Key and Kind
	ByPerson                    // all but Parts
	ByPlace                     // Parts
)

// memory is what a Text remembers of words. A word has two places to choose from by
// its hash, and takes that which was used longer ago; a word of the text at hand
// gives way to none.
type memory [1 << memoryBits]remembered

const memoryBits = 12 // 256 KB

// longest is how many bytes a word has at most to be remembered.
const longest = 24

// remembered fills 64 bytes. A word is told from all others by its length, its first
// and last eight bytes and those between.
type remembered struct {
	facts              Facts
	first, middle, end uint64
}

// Facts returns where the facts of a word of the text at hand are kept, until the
// next call for the words that are not remembered: numbers, those longer than 24
// bytes, and the few that share a place with others of the text.
func (t *Text) Facts(w Word) *Facts {
	if w.memo == 0 {
		t.spare = Facts{}
		return &t.spare
	}
	return &t.memory[(w.memo-1)&(1<<memoryBits-1)].facts
}

// recall returns the place in memory of the word Norm[start:stop], 0 for none; first
// holds its first eight bytes.
func (t *Text) recall(start, stop int, first uint64) uint16 {
	n := stop - start
	var middle, end uint64
	if n > 8 {
		if n > longest {
			return 0
		}
		end = binary.LittleEndian.Uint64(t.Norm[stop-8:])
		if n > 16 {
			middle = binary.LittleEndian.Uint64(t.Norm[start+8:])
		}
	}
	h := first*0x9e3779b97f4a7c15 + middle*0xd6e8feb86659fd93 + end*0xff51afd7ed558ccd
	at := uint16(h >> (64 - memoryBits))
	m := &t.memory[at]
	if !m.is(first, middle, end, n) {
		other := &t.memory[at^1]
		if t.turn-other.facts.turn > t.turn-m.facts.turn || other.is(first, middle, end, n) {
			m, at = other, at^1
		}
		if !m.is(first, middle, end, n) {
			if m.facts.turn == t.turn {
				return 0
			}
			*m = remembered{Facts{size: uint8(n)}, first, middle, end}
		}
	}
	m.facts.turn = t.turn
	return at + 1
}

func (m *remembered) is(first, middle, end uint64, n int) bool {
	return m.first == first && m.end == end && m.middle == middle && int(m.facts.size) == n
}
