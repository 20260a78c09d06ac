package pii

import (
	"bytes"
	"encoding/binary"
	"sync"

	"golang.org/x/text/unicode/norm"
)

const (
	cueBits  = 10 // 1,024 slots for some 500 words
	heldBits = 13 // few enough bits to stay in the fastest cache
)

// cueTable is cueWords ready for looking up: a hash table with open addressing
// whose keys are the words themselves where they have eight bytes or less, and a
// map for the others.
type cueTable struct {
	slots [1 << cueBits]struct {
		key uint64
		cue cue
	}
	held  [1 << heldBits / 64]uint64 // a bit for each hash of a short word: most words are none
	long  map[string]cue
	sizes [64]bool // lengths of the words in long
}

// words returns the table, made at the first use.
var words = sync.OnceValue(func() *cueTable {
	t := &cueTable{long: map[string]cue{}}
	for _, row := range cueWords {
		for _, w := range bytes.Fields([]byte(row.words)) {
			w = norm.NFKC.Bytes(w)
			if len(w) > 8 {
				t.long[string(w)] |= row.cue
				t.sizes[len(w)] = true
				continue
			}
			k := cueKey(append(make([]byte, 0, 8), w...))
			i := cueSlot(k)
			for t.slots[i].key != 0 && t.slots[i].key != k {
				i = (i + 1) & (1<<cueBits - 1)
			}
			t.slots[i].key = k
			h := hash(k) >> (64 - heldBits)
			t.held[h/64] |= 1 << (h % 64)
			t.slots[i].cue |= row.cue
		}
	}
	return t
})

// cueKey returns a word of one to eight bytes as a number; its memory must reach to
// eight.
func cueKey(w []byte) uint64 {
	return binary.LittleEndian.Uint64(w[:8]) & (1<<(8*len(w)) - 1)
}

// cueSlot returns where a key is looked for first.
func cueSlot(k uint64) uint64 { return hash(k) >> (64 - cueBits) }

// hash spreads a key over all bits, the upper ones best.
func hash(k uint64) uint64 { return k * 0x9e3779b97f4a7c15 }

// of returns the cues of a folded word, whose memory must reach to eight bytes.
func (t *cueTable) of(w []byte) cue {
	switch n := len(w); {
	case n == 0:
		return 0
	case n > 8:
		if n >= len(t.sizes) || !t.sizes[n] {
			return 0
		}
		return t.long[string(w)]
	}
	return t.at(cueKey(w))
}

// at returns the cues of the word with a key.
func (t *cueTable) at(k uint64) cue {
	if h := hash(k) >> (64 - heldBits); t.held[h/64]>>(h%64)&1 == 0 {
		return 0
	}
	return t.probe(k)
}

func (t *cueTable) probe(k uint64) cue {
	for i := cueSlot(k); ; i = (i + 1) & (1<<cueBits - 1) {
		switch s := &t.slots[i]; s.key {
		case k:
			return s.cue
		case 0:
			return 0
		}
	}
}

// lettersKey returns the key of a word of at most eight letters of ASCII in either
// case; plain is false when it holds anything else.
func lettersKey(w []byte) (k uint64, plain bool) {
	for i, c := range w {
		c |= 0x20
		if c-'a' > 'z'-'a' {
			return 0, false
		}
		k |= uint64(c) << (8 * i)
	}
	return k, true
}
