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

// sharedIDs is the set of an import, for several workers: many small sets by the first
// twelve bits of an id, and in each eight bytes of the rest. So a lookup meets one line of
// memory, and growing takes little memory for a moment. Two of a billion ids are taken for one
// with a chance of one in a hundred thousand.
type sharedIDs struct {
	shards [1 << 12]idShard
}

type idShard struct {
	mu    sync.Mutex
	n     int
	slots []uint64 // 0: free
	_     [24]byte // shards do not share a line of the processor's cache
}

func newSharedIDs() *sharedIDs { return new(sharedIDs) }

// shard gives where an id belongs, and what is kept of it.
func (s *sharedIDs) shard(id *[16]byte) (*idShard, uint64) {
	return &s.shards[binary.LittleEndian.Uint16(id[:])&(1<<12-1)], max(1, binary.LittleEndian.Uint64(id[2:]))
}

// expect says that the id will be added soon.
func (s *sharedIDs) expect(id *[16]byte) {
	shard, k := s.shard(id)
	shard.mu.Lock()
	if n := uint64(len(shard.slots)); n > 0 {
		at, _ := bits.Mul64(k, n)
		prefetch(&shard.slots[at])
	}
	shard.mu.Unlock()
}

// add tells whether the id is new.
func (s *sharedIDs) add(id *[16]byte) bool {
	shard, k := s.shard(id)
	shard.mu.Lock()
	added := shard.add(k)
	shard.mu.Unlock()
	return added
}

func (s *sharedIDs) has(id *[16]byte) bool {
	shard, k := s.shard(id)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if shard.n == 0 {
		return false
	}
	return shard.slots[shard.slot(k)] == k
}

// slot gives the place of what is kept of an id, or the free one where it belongs.
func (s *idShard) slot(k uint64) uint64 {
	at, _ := bits.Mul64(k, uint64(len(s.slots)))
	for s.slots[at] != 0 && s.slots[at] != k {
		if at++; at == uint64(len(s.slots)) {
			at = 0
		}
	}
	return at
}

func (s *idShard) add(k uint64) bool {
	if 4*s.n >= 3*len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, len(old)+len(old)/2+8)
		for _, x := range old {
			if x != 0 {
				s.slots[s.slot(x)] = x
			}
		}
	}
	at := s.slot(k)
	if s.slots[at] == k {
		return false
	}
	s.slots[at] = k
	s.n++
	return true
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
