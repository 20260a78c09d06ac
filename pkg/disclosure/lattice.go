package disclosure

import (
	"slices"
)

// lattice knows where an answer belongs when some of its values are changed.
type lattice struct {
	*layout
	used    []bool             // dimensions that some table has
	within  [][][]int32        // within[a][b][v]: the value of b that goes with value v of a, nil where not nested
	find    []cellIndex        // base cell of a table by its values
	values  [][]int32          // of each block, one a dimension
	byValue [][][]int32        // blocks by dimension and value
	number  []map[string]int32 // of a value of a dimension
	moves   [][]int            // see moving
}

func newLattice(l *layout) *lattice {
	t := &lattice{layout: l, used: make([]bool, len(l.by)), find: make([]cellIndex, len(l.tables))}
	index := make([]map[string]int32, len(l.by))
	t.number = index
	t.byValue = make([][][]int32, len(l.by))
	for d, values := range l.values {
		index[d] = map[string]int32{}
		t.byValue[d] = make([][]int32, len(values))
		for i, v := range values {
			index[d][v] = int32(i)
		}
	}
	keys := make([][]int32, len(l.base))
	for i, dims := range l.tables {
		t.find[i] = newCellIndex(t.packs(dims))
		for c := l.first[i]; c < l.first[i+1]; c++ {
			for k, d := range dims {
				t.used[d] = true
				keys[c] = append(keys[c], index[d][l.base[c].key[k]])
			}
			t.find[i].put(t.pack(dims, func(k int) int32 { return keys[c][k] }), int32(c))
		}
	}
	for b := range l.blocks {
		values := make([]int32, len(l.by))
		for i, c := range l.blocks[b].base {
			for k, d := range l.tables[i] {
				values[d] = keys[c][k]
			}
		}
		t.values = append(t.values, values)
		for d, v := range values {
			if t.used[d] {
				t.byValue[d][v] = append(t.byValue[d][v], int32(b))
			}
		}
	}
	t.nest(index)
	t.moves = t.moving()
	return t
}

func (t *lattice) nest(index []map[string]int32) {
	t.within = make([][][]int32, len(t.by))
	for a := range t.by {
		t.within[a] = make([][]int32, len(t.by))
		for b := range t.by {
			if !t.used[a] || !t.used[b] || !t.nested[a][b] {
				continue
			}
			for _, v := range t.layout.values[a] {
				t.within[a][b] = append(t.within[a][b], index[b][t.layout.within[a][b][v]])
			}
		}
	}
}

// pack makes one number of the values of a table.
func (t *lattice) pack(dims []int, value func(int) int32) uint64 {
	var key uint64
	for k, d := range dims {
		key = key*uint64(len(t.layout.values[d])) + uint64(value(k))
	}
	return key
}

// packs is how many numbers pack can make for a table, capped.
func (t *lattice) packs(dims []int) uint64 {
	n := uint64(1)
	for _, d := range dims {
		n = min(n*uint64(len(t.layout.values[d])), 1<<30)
	}
	return n
}

// cell finds the cell of a table that holds an answer with those values; ok is
// false where no such answer can be.
func (t *lattice) cell(table int, values []int32) (c int32, ok bool) {
	var key uint64
	for _, d := range t.tables[table] {
		key = key*uint64(len(t.layout.values[d])) + uint64(values[d])
	}
	return t.find[table].get(key)
}

// mostPacked bounds the room of a cellIndex that is looked up without a search.
const mostPacked = 1 << 16

// cellIndex is the base cells of a table by what pack makes of their values: a
// slice where that is small, else a map.
type cellIndex struct {
	list []int32 // the cell plus 1
	rare map[uint64]int32
}

func newCellIndex(packs uint64) cellIndex {
	if packs <= mostPacked {
		return cellIndex{list: make([]int32, packs)}
	}
	return cellIndex{rare: map[uint64]int32{}}
}

func (x *cellIndex) put(key uint64, c int32) {
	if x.list != nil {
		x.list[key] = c + 1
	} else {
		x.rare[key] = c
	}
}

func (x *cellIndex) get(key uint64) (int32, bool) {
	if x.list != nil {
		return x.list[key] - 1, x.list[key] > 0
	}
	c, ok := x.rare[key]
	return c, ok
}

// change is a dimension whose value is changed; those that it lies within follow.
type change struct {
	dim      int
	from, to int32
}

// changes are the ways to give an answer the value v of dimension d: where other
// dimensions lie within d, as stores in a region, by changing those.
func (t *lattice) changes(values []int32, d int, v int32) []change {
	for e := range t.by {
		down := t.within[e][d]
		if down == nil || t.within[d][e] != nil {
			continue
		}
		var list []change
		for w, up := range down {
			if up == v {
				list = append(list, t.changes(values, e, int32(w))...)
			}
		}
		return list
	}
	return []change{{d, values[d], v}}
}

// change writes the values that an answer has after a change into to.
func (t *lattice) change(to, values []int32, c change) {
	copy(to, values)
	to[c.dim] = c.to
	for b, up := range t.within[c.dim] {
		if up != nil {
			to[b] = up[c.to]
		}
	}
}

// moving lists, for each dimension, the tables in which an answer may lie in another
// cell when its value is changed.
func (t *lattice) moving() [][]int {
	list := make([][]int, len(t.by))
	for d := range t.by {
		for i, dims := range t.tables {
			if slices.ContainsFunc(dims, func(e int) bool { return e == d || t.within[d][e] != nil }) {
				list[d] = append(list[d], i)
			}
		}
	}
	return list
}
