package vault

import (
	"encoding/binary"
	"math/bits"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// idSet is a set of keyed ids in twelve bytes each: open addressing, the place from
// the first bytes of an id, the rest kept. What is not kept is told by the place and
// the shard nearly to the last bit, so that two ids of an import of a billion rows are taken for one
// with a chance far below that of a broken disk.
type idSet struct {
	slots [][3]uint32 // all zeros: free
	n     int
}

// newIDSet makes a set for n ids.
func newIDSet(n int) *idSet { return &idSet{slots: make([][3]uint32, n+n/2+8)} }

// kept is what is stored of an id.
func kept(id *[16]byte) [3]uint32 {
	k := [3]uint32{binary.LittleEndian.Uint32(id[4:]), binary.LittleEndian.Uint32(id[8:]), binary.LittleEndian.Uint32(id[12:])}
	if k == ([3]uint32{}) {
		k[0] = 1
	}
	return k
}

// slot gives the place of an id, or the free one where it belongs.
func (s *idSet) slot(k [3]uint32) (at int, found bool) {
	// Of what is kept, so that the set can grow without the ids.
	h, _ := bits.Mul64(uint64(k[0])<<32|uint64(k[1]), uint64(len(s.slots)))
	for at = int(h); ; {
		if s.slots[at] == ([3]uint32{}) {
			return at, false
		}
		if s.slots[at] == k {
			return at, true
		}
		if at++; at == len(s.slots) {
			at = 0
		}
	}
}

func (s *idSet) has(id *[16]byte) bool {
	_, found := s.slot(kept(id))
	return found
}

// add tells whether the id is new.
func (s *idSet) add(id *[16]byte) bool {
	k := kept(id)
	at, found := s.slot(k)
	if found {
		return false
	}
	if 5*(s.n+1) > 4*len(s.slots) {
		s.grow()
		at, _ = s.slot(k)
	}
	s.slots[at] = k
	s.n++
	return true
}

func (s *idSet) grow() {
	old := s.slots
	s.slots = make([][3]uint32, len(old)+len(old)/2+8)
	for _, k := range old {
		if k != ([3]uint32{}) {
			at, _ := s.slot(k)
			s.slots[at] = k
		}
	}
}

// sharedIDs is the set of an import, for several workers. It grows a shard at a time,
// so that growing takes little memory for long.
type sharedIDs struct {
	shards [256]struct {
		mu  sync.Mutex
		set idSet
		_   [64]byte // shards do not share a line of the processor's cache
	}
}

func newSharedIDs() *sharedIDs {
	s := &sharedIDs{}
	for i := range s.shards {
		s.shards[i].set = *newIDSet(0)
	}
	return s
}

// add tells whether the id is new.
func (s *sharedIDs) add(id *[16]byte) bool {
	shard := &s.shards[id[0]]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	return shard.set.add(id)
}

func (s *sharedIDs) has(id *[16]byte) bool {
	shard := &s.shards[id[0]]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	return shard.set.has(id)
}

// eachID hands over the ids of a live index part, none of them zero.
func (v *Vault) eachID(p state.Part, id func(*[16]byte) error) error {
	return v.readPart(p, func(f *part.File) error {
		return f.IDs(func(x [16]byte) error {
			if x == ([16]byte{}) {
				return nil
			}
			return id(&x)
		})
	})
}

// idsOf loads the ids of live index parts into one set.
func (v *Vault) idsOf(parts []state.Part) (*idSet, error) {
	var rows int64
	for _, p := range parts {
		rows += p.Part.Rows
	}
	s := newIDSet(int(rows))
	for _, p := range parts {
		err := v.eachID(p, func(id *[16]byte) error { s.add(id); return nil })
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}
