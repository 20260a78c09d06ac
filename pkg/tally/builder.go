package tally

import (
	"hash/maphash"
	"slices"
	"strings"
)

// slabGroups is how many groups one slab holds. Slabs are never moved, so a file
// with many groups costs no copying and little waste.
const slabGroups = 512

// keySeparator parts the values within a joined key. The byte cannot occur in
// UTF-8 text, so no two keys collide.
const keySeparator = 0xff

// shortKey is how many bytes of a key stand beside its counts.
const shortKey = 40

// tagShift is where the bits of the hash begin in an entry of the table: they
// tell nearly all strangers without a look at their key. With more groups than
// fit below them there are none.
const tagShift = 24

// longLength marks a cell whose key is kept elsewhere.
const longLength = 1<<16 - 1

// cell is a group under construction: 64 bytes, a line of the processor's cache.
// With many groups counting is waiting for memory, and a key and the counts it
// leads to come together this way. The small bins overflow into Builder.high.
type cell struct {
	counts [Scores]uint16
	length uint16
	short  [shortKey]byte
}

// Builder counts rows into groups. It is for one goroutine: let each worker
// have its own and merge what they Finish. The zero value is not usable.
type Builder struct {
	by       []string
	seed     maphash.Seed
	table    []uint32 // group number + 1, and bits of the hash above it; open addressing
	tags     uint32   // which bits of a table entry are of the hash
	groups   uint32
	slabs    []*[slabGroups]cell
	long     map[uint32]string  // keys beyond shortKey
	high     map[uint32]*Counts // what overflowed the bins of a cell
	weights  []*Weights
	Excluded Excluded
}

// NewBuilder makes a builder for groups by the named dimensions.
func NewBuilder(by []string) *Builder {
	return &Builder{by: by, seed: maphash.MakeSeed(), table: make([]uint32, 64), tags: 0xff << tagShift}
}

// key returns the joined key of a group.
func (b *Builder) key(group uint32) string {
	c := b.at(group)
	if c.length == longLength {
		return b.long[group]
	}
	return string(c.short[:c.length])
}

func (b *Builder) at(group uint32) *cell { return &b.slabs[group/slabGroups][group%slabGroups] }

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
	mask, tag := uint64(len(b.table)-1), b.tag(h)
	for i := h & mask; ; i = (i + 1) & mask {
		entry := b.table[i]
		if entry == 0 {
			return b.insert(key, h)
		}
		if entry&b.tags == tag {
			g := entry&^b.tags - 1
			c := b.at(g)
			if n := int(c.length); n == len(key) && n <= shortKey {
				if string(c.short[:n]) == string(key) {
					return g
				}
			} else if n == longLength && b.long[g] == string(key) {
				return g
			}
		}
	}
}

func (b *Builder) tag(h uint64) uint32 { return uint32(h>>32) & b.tags }

func (b *Builder) insert(key []byte, h uint64) uint32 {
	g := b.groups
	b.groups++
	if g%slabGroups == 0 {
		b.slabs = append(b.slabs, new([slabGroups]cell))
	}
	c := b.at(g)
	if len(key) <= shortKey {
		c.length = uint16(len(key))
		copy(c.short[:], key)
	} else {
		c.length = longLength
		if b.long == nil {
			b.long = map[uint32]string{}
		}
		b.long[g] = string(key)
	}
	switch {
	case 2*int(b.groups) > len(b.table):
		b.rebuild(2 * len(b.table))
	case b.tags != 0 && b.groups+1 >= 1<<tagShift:
		b.tags = 0
		b.rebuild(len(b.table))
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
	b.table[i] = b.tag(h) | (g + 1)
}

// rebuild makes a table of that size and places all groups but the newest.
func (b *Builder) rebuild(size int) {
	b.table = make([]uint32, size)
	for g := range b.groups - 1 {
		b.place(g, maphash.String(b.seed, b.key(g)))
	}
}

// Count adds one response with that score (0..10) to the group.
func (b *Builder) Count(group uint32, score int) {
	bin := &b.at(group).counts[score]
	*bin++
	if *bin == 0 { // 2^16 responses in one bin
		b.overflow(group, score, 1)
	}
}

// Add is n calls of Count: for what was counted elsewhere.
func (b *Builder) Add(group uint32, score int, n uint64) {
	bin := &b.at(group).counts[score]
	sum := uint64(*bin) + n
	*bin = uint16(sum)
	if sum >= 1<<16 {
		b.overflow(group, score, sum>>16)
	}
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

// Absorb takes over what o has counted, which must be by the same dimensions and
// without weights (their sums depend on the order). o is of no use afterwards.
func (b *Builder) Absorb(o *Builder) {
	b.Excluded.Add(&o.Excluded)
	for g := range o.groups {
		to := b.Group([]byte(o.key(g)))
		for s, k := range o.at(g).counts {
			b.Add(to, s, uint64(k))
		}
		if high := o.high[g]; high != nil {
			for s, k := range high {
				b.Add(to, s, k)
			}
		}
	}
	*o = Builder{}
}

// overflow adds n times 2^16 responses.
func (b *Builder) overflow(group uint32, score int, n uint64) {
	if b.high == nil {
		b.high = map[uint32]*Counts{}
	}
	if b.high[group] == nil {
		b.high[group] = new(Counts)
	}
	b.high[group][score] += n << 16
}

// N is the number of responses counted so far.
func (b *Builder) N() uint64 {
	var n uint64
	for g := range b.groups {
		for _, k := range b.at(g).counts {
			n += uint64(k)
		}
	}
	for _, high := range b.high {
		n += high.N()
	}
	return n
}

// Finish returns the tally. The builder can be used on.
func (b *Builder) Finish() *Tally {
	t := &Tally{By: slices.Clone(b.by), Excluded: b.Excluded}
	n := len(b.by)
	values := make([]string, 0, n*int(b.groups)) // of the keys of all groups, one after another
	order := make([]uint32, b.groups)
	for g := range b.groups {
		values = appendValues(values, b.key(g), n)
		order[g] = g
	}
	key := func(g uint32) []string { return values[int(g)*n : int(g+1)*n : int(g+1)*n] }
	slices.SortFunc(order, func(g, o uint32) int { return compareKeys(key(g), key(o)) })
	t.Groups = make([]Group, 0, b.groups)
	for _, g := range order {
		group := Group{Key: key(g)}
		for s, k := range b.at(g).counts {
			group.Counts[s] = uint64(k)
		}
		if high := b.high[g]; high != nil {
			group.Counts.Add(high)
		}
		if int(g) < len(b.weights) {
			group.Weights = b.weights[g]
		}
		if group.Counts.N() > 0 {
			t.Groups = append(t.Groups, group)
		}
	}
	return t
}

// appendValues parts a joined key into its n values.
func appendValues(values []string, key string, n int) []string {
	for i := range n {
		end := strings.IndexByte(key, keySeparator)
		if end < 0 || i == n-1 {
			return append(values, key)
		}
		values, key = append(values, key[:end]), key[end+1:]
	}
	return values
}
