package tally

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// slabGroups is how many groups one slab of histograms holds. Slabs are never
// moved, so a file with many groups costs no copying and little waste.
const slabGroups = 512

// keySeparator parts the values within a joined key. The byte cannot occur in
// UTF-8 text, so no two keys collide.
const keySeparator = 0xff

// Builder counts rows into groups. It is for one goroutine: let each worker
// have its own and merge what they Finish. The zero value is not usable.
type Builder struct {
	by       []string
	seed     maphash.Seed
	table    []uint32 // group number + 1, open addressing
	hashes   []uint64
	keys     []string
	slabs    []*[slabGroups][Scores]uint32
	high     map[uint32]*Counts // what overflowed a 32-bit bin
	weights  []*Weights
	Excluded Excluded
}

// NewBuilder makes a builder for groups by the named dimensions.
func NewBuilder(by []string) *Builder {
	return &Builder{by: by, seed: maphash.MakeSeed(), table: make([]uint32, 64)}
}

// AppendKey appends one dimension's value to a joined key. Start with dst[:0].
func AppendKey(dst, value []byte, first bool) []byte {
	if !first {
		dst = append(dst, keySeparator)
	}
	return append(dst, value...)
}

// Group returns the number of the group with that joined key; the key is
// copied on first sight.
func (b *Builder) Group(key []byte) uint32 {
	h := maphash.Bytes(b.seed, key)
	mask := uint64(len(b.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		g := b.table[i]
		if g == 0 {
			return b.insert(key, h)
		}
		if b.hashes[g-1] == h && b.keys[g-1] == string(key) {
			return g - 1
		}
	}
}

func (b *Builder) insert(key []byte, h uint64) uint32 {
	g := uint32(len(b.keys))
	b.keys = append(b.keys, string(key))
	b.hashes = append(b.hashes, h)
	if int(g)%slabGroups == 0 {
		b.slabs = append(b.slabs, new([slabGroups][Scores]uint32))
	}
	if 2*len(b.keys) > len(b.table) {
		b.grow()
		return g
	}
	b.place(g, h)
	return g
}

func (b *Builder) place(g uint32, h uint64) {
	mask := uint64(len(b.table) - 1)
	i := h & mask
	for b.table[i] != 0 {
		i = (i + 1) & mask
	}
	b.table[i] = g + 1
}

func (b *Builder) grow() {
	b.table = make([]uint32, 2*len(b.table))
	for g, h := range b.hashes {
		b.place(uint32(g), h)
	}
}

// Count adds one response with that score (0..10) to the group.
func (b *Builder) Count(group uint32, score int) {
	bin := &b.slabs[group/slabGroups][group%slabGroups][score]
	*bin++
	if *bin == 0 { // 2^32 responses in one bin
		if b.high == nil {
			b.high = map[uint32]*Counts{}
		}
		if b.high[group] == nil {
			b.high[group] = new(Counts)
		}
		b.high[group][score] += 1 << 32
	}
}

// Uncount takes back one response that Count added: a later answer of the same
// respondent replaces it.
func (b *Builder) Uncount(group uint32, score int) {
	b.slabs[group/slabGroups][group%slabGroups][score]--
}

// Weigh adds a response's weight to the group; call it beside Count.
func (b *Builder) Weigh(group uint32, score int, weight float64) {
	for int(group) >= len(b.weights) {
		b.weights = append(b.weights, nil)
	}
	w := b.weights[group]
	if w == nil {
		w = new(Weights)
		b.weights[group] = w
	}
	if w.Max == 0 {
		w.Min = weight
	}
	w.Min, w.Max = min(w.Min, weight), max(w.Max, weight)
	w.Sum[score] += weight
	w.Squares[score] += weight * weight
}

// Finish returns the tally. rename, when not nil, may change a key's values in
// place; groups whose keys become equal are pooled.
func (b *Builder) Finish(rename func(key []string)) *Tally {
	t := &Tally{By: slices.Clone(b.by), Excluded: b.Excluded, Groups: make([]Group, 0, len(b.keys))}
	for g, key := range b.keys {
		group := Group{Key: splitKey(key, len(b.by))}
		if rename != nil {
			rename(group.Key)
		}
		for s, k := range b.slabs[g/slabGroups][g%slabGroups] {
			group.Counts[s] = uint64(k)
		}
		if high := b.high[uint32(g)]; high != nil {
			group.Counts.Add(high)
		}
		if g < len(b.weights) {
			group.Weights = b.weights[g]
		}
		if group.Counts.N() > 0 {
			t.Groups = append(t.Groups, group)
		}
	}
	t.sort()
	return t
}

func splitKey(key string, n int) []string {
	values := make([]string, 0, n)
	if n == 0 {
		return values
	}
	for _, part := range bytes.Split([]byte(key), []byte{keySeparator}) {
		values = append(values, string(part))
	}
	return values
}
