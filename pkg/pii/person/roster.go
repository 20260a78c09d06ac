package person

import (
	"hash/maphash"
	"math/bits"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// MaxRoster is how many different parts of names a Roster keeps, and how many
// pairs of neighbouring parts: what comes later is left out, since a set of a
// million takes 16 MB.
const MaxRoster = 1 << 20

// Roster is a set of names: all respondents of a file, or the staff. It holds
// hashes, no names. It is filled by one goroutine at a time; several fill their
// own and Merge them.
type Roster struct {
	parts keys
	pairs keys            // of two parts of one name that stand together
	last  *[lately]uint64 // hashes of names that were added lately, since names repeat
}

// lately is how many names a Roster knows again by their bytes.
const lately = 1 << 16

var seed = maphash.MakeSeed()

// Add adds a full name.
func (r *Roster) Add(name []byte) {
	if r.last == nil {
		r.last = new([lately]uint64)
	}
	h := maphash.Bytes(seed, name)
	if r.last[h%lately] == h {
		return
	}
	r.last[h%lately] = h
	var keys [maxParts]uint64
	var short uint64 // which of them are too short to be found alone
	n := 0
	eachPart(name, func(p []byte, key, asCue uint64) {
		if n >= maxParts || len(p) > maxPart || len(p) < 2 || cues().find(asCue)&(title|suffix) != 0 {
			return
		}
		if len(p) < 3 {
			short |= 1 << n
		}
		keys[n] = key
		n++
	})
	if n == 2 && r.pairs.has(pair(keys[0], keys[1])) {
		return
	}
	for i, key := range keys[:n] {
		if short>>i&1 == 0 {
			r.parts.add(key)
		}
		if i > 0 {
			r.pairs.add(pair(keys[i-1], key))
		}
	}
	if n > 2 {
		r.pairs.add(pair(keys[0], keys[n-1]))
	}
	if n > 1 {
		r.pairs.add(pair(keys[n-1], keys[0]))
	}
}

// pair is the key of two parts in their order.
func pair(a, b uint64) uint64 { return bits.RotateLeft64(a*0x9e3779b97f4a7c15, 17) ^ b }

// Merge adds the names of o.
func (r *Roster) Merge(o *Roster) {
	for _, h := range o.parts.slots {
		r.parts.add(h)
	}
	for _, h := range o.pairs.slots {
		r.pairs.add(h)
	}
}

// Len returns how many different parts of names the roster holds.
func (r *Roster) Len() int { return r.parts.n }

// keys is a set of hashes with open addressing; 0 is none.
type keys struct {
	slots []uint64
	n     int
}

func (s *keys) has(h uint64) bool {
	if s.n == 0 {
		return false
	}
	mask := uint64(len(s.slots) - 1)
	for i := h >> 7 & mask; s.slots[i] != 0; i = (i + 1) & mask {
		if s.slots[i] == h {
			return true
		}
	}
	return false
}

// add returns whether h has come into the set.
func (s *keys) add(h uint64) bool {
	if h == 0 || s.has(h) || s.n >= MaxRoster {
		return false
	}
	if 2*(s.n+1) > len(s.slots) {
		old := s.slots
		s.slots, s.n = make([]uint64, max(64, 2*len(old))), 0
		for _, x := range old {
			if x != 0 {
				s.put(x)
			}
		}
	}
	s.put(h)
	return true
}

func (s *keys) put(h uint64) {
	mask := uint64(len(s.slots) - 1)
	i := h >> 7 & mask
	for s.slots[i] != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = h
	s.n++
}

// matchStaff takes a word that is a part of a name of the staff, in any case, for
// one; an everyday word is settled by its neighbours. kind is what the lexicon knows
// of it.
func (s *scan) matchStaff(t *token, kind lexicon.Kind) {
	t.kind = kind
	if t.kind&everyday != 0 {
		t.perhaps = true
		return
	}
	t.class = staffed
}

// matchRespondents looks which capitalised words are names of respondents: those
// that are no everyday words, and two parts of one name side by side.
func (s *scan) matchRespondents() {
	r := s.finder.respondents
	if r == nil || r.Len() == 0 {
		return
	}
	for _, i := range s.written {
		t := &s.tokens[i]
		if t.key == 0 || t.class >= staffed {
			continue
		}
		behind := i > 0 && s.words[i].Gap <= text.Comma && s.words[i-1].Shape&(text.Capital|text.Caseless) != 0
		if t.kind&everyday != 0 && !behind || !r.parts.has(t.key) {
			continue
		}
		if t.kind&everyday == 0 {
			t.class = listed
		}
		if behind && r.pairs.has(pair(s.tokens[i-1].key, t.key)) {
			t.class, t.full = listed, true
			if s.tokens[i-1].class < listed {
				s.tokens[i-1].class = listed
			}
			s.tokens[i-1].full = true
		}
	}
}
