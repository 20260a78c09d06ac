package vault

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// laterIDs are the keyed ids of a worker's rows, by their first byte; of the rest eight bytes
// are kept. To note one meets far less memory than to look it up among all others, which
// is done at the end and shard by shard. Two of a billion ids are taken for one with
// a chance of one in ten thousand, and cost a second reading then.
type laterIDs [256][]uint64

func (l *laterIDs) add(id *[16]byte) {
	shard := &l[id[0]]
	*shard = append(*shard, keptLater(id))
}

// keptLater is not 0, which marks a free place.
func keptLater(id *[16]byte) uint64 { return max(1, binary.LittleEndian.Uint64(id[1:])) }

// has looks up an id in lists that were sorted.
func (l *laterIDs) has(id *[16]byte) bool {
	_, found := slices.BinarySearch(l[id[0]], keptLater(id))
	return found
}

func (l *laterIDs) sort() {
	for i := range l {
		slices.Sort(l[i])
	}
}

// anyTwice tells whether an id is there twice, in whosever lists.
func anyTwice(crew []*laterIDs) bool {
	var set []uint64 // open addressing, half full
	for i := range 256 {
		n := 0
		for _, l := range crew {
			n += len(l[i])
		}
		set = slices.Grow(set[:0], 2*n)[:2*n]
		clear(set)
		for _, l := range crew {
			for _, k := range l[i] {
				at, _ := bits.Mul64(k, uint64(len(set)))
				for set[at] != 0 {
					if set[at] == k {
						return true
					}
					if at++; at == uint64(len(set)) {
						at = 0
					}
				}
				set[at] = k
			}
		}
	}
	return false
}

// Twice says whether a response id came more than once among the rows that were added,
// with IntakeOptions.LookLater; no worker may be at work. Such an import cannot be
// committed: see RestartExact.
func (in *Intake) Twice() bool {
	if !in.later {
		return false
	}
	if n := in.sum().Rows.OK; !in.looked || n != in.lookedAt {
		in.twice, in.looked, in.lookedAt = anyTwice(in.laterLists()), true, n
	}
	return in.twice
}

// RestartExact is Restart, and from then on a row whose response id came before is a
// Duplicate at once, as without IntakeOptions.LookLater.
func (in *Intake) RestartExact() error {
	return in.restart(false)
}

func (in *Intake) laterLists() []*laterIDs {
	var list []*laterIDs
	for _, c := range in.crew {
		list = append(list, c.later)
	}
	return list
}

// brought says whether a row with an id was added; it is asked when all rows were.
func (in *Intake) brought(id *[16]byte) bool {
	if !in.later {
		return in.ids.has(id)
	}
	for _, l := range in.laterLists() {
		if !in.sorted {
			l.sort()
		}
	}
	in.sorted = true
	return slices.ContainsFunc(in.laterLists(), func(l *laterIDs) bool { return l.has(id) })
}

// errTwice is a fault of the program: it did not ask.
var errTwice = errors.New("a response id came twice in the import")
