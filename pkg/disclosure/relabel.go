package disclosure

import (
	"slices"
)

// lattice knows where an answer belongs when some of its values are changed.
type lattice struct {
	*layout
	used    []bool             // dimensions that some table has
	within  [][][]int32        // within[a][b][v]: the value of b that goes with value v of a, nil where not nested
	find    []map[uint64]int32 // base cell of a table by its values
	values  [][]int32          // of each block, one a dimension
	byValue [][][]int32        // blocks by dimension and value
	number  []map[string]int32 // of a value of a dimension
}

func newLattice(l *layout) *lattice {
	t := &lattice{layout: l, used: make([]bool, len(l.by)), find: make([]map[uint64]int32, len(l.tables))}
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
		t.find[i] = map[uint64]int32{}
		for c := l.first[i]; c < l.first[i+1]; c++ {
			for k, d := range dims {
				t.used[d] = true
				keys[c] = append(keys[c], index[d][l.base[c].key[k]])
			}
			t.find[i][t.pack(dims, func(k int) int32 { return keys[c][k] })] = int32(c)
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

// place finds the cells of an answer with those values. ok is false where no such
// answer can be.
func (t *lattice) place(values []int32) (cells []int32, ok bool) {
	for i, dims := range t.tables {
		c, ok := t.find[i][t.pack(dims, func(k int) int32 { return values[dims[k]] })]
		if !ok {
			return nil, false
		}
		cells = append(cells, c)
	}
	return cells, true
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

func (t *lattice) changed(values []int32, c change) []int32 {
	values = slices.Clone(values)
	values[c.dim] = c.to
	for b, up := range t.within[c.dim] {
		if up != nil {
			values[b] = up[c.to]
		}
	}
	return values
}

// relabeler looks for worlds in which other answers lie in a hidden cell, by
// changing values of single answers in pairs that cancel in all shown cells. The
// changed answers may have values together that nobody had: an attacker knows
// which store lies in which region, but not which combinations are empty.
type relabeler struct {
	*suppressor
	with view
	row  []uint64 // a random number for each shown group, 0 for a hidden one
	old  []uint64 // of each base cell the sum of those of the rows of the earlier edition; nil without one
	own  []uint64 // the fingerprint of each block
}

func newRelabeler(s *suppressor, with view) *relabeler {
	r := &relabeler{suppressor: s, with: with, row: make([]uint64, len(s.cells))}
	state := uint64(2)
	for c := range s.cells {
		random := splitMix(&state)
		if !s.verdicts[c].hidden {
			r.row[c] = random
		}
	}
	if len(with.rows) > 0 {
		r.old = make([]uint64, len(s.base))
	}
	for i := range with.rows {
		random := splitMix(&state)
		for c := range with.rows[i].cells {
			if int(c) < len(r.old) {
				r.old[c] += random
			}
		}
	}
	for b := range s.blocks {
		r.own = append(r.own, r.print(s.blocks[b].base, s.blocks[b].period))
	}
	return r
}

// print is the fingerprint of the shown cells that hold an answer.
func (r *relabeler) print(cells []int32, period int) uint64 {
	var sum uint64
	for _, c := range cells {
		sum += r.row[r.of[c]]
	}
	if r.old != nil && (period < 0 || r.with.past.scope[period]) {
		for _, c := range cells {
			sum += r.old[c]
		}
	}
	return sum
}

// difference is what a change does to the shown cells; ok is false where the
// changed answer cannot be.
func (r *relabeler) difference(b int32, c change) (sum uint64, cells []int32, ok bool) {
	values := r.lattice.changed(r.lattice.values[b], c)
	cells, ok = r.lattice.place(values)
	if !ok {
		return 0, nil, false
	}
	period := -1
	if r.period >= 0 {
		period = int(values[r.period])
	}
	return r.print(cells, period) - r.own[b], cells, true
}

// free looks for the two worlds of bounded and notes them in w.
func (r *relabeler) free(w *world, h int) {
	table := r.cells[h].table
	in := func(cells []int32) bool { return int(r.of[cells[table]]) == h }
	stock, up := stock{}, int64(0) // a world of its own, apart from the one w has reached
	for _, b := range r.around(h) {
		if w.free() {
			return
		}
		r.pull(w, h, b, in, stock, &up)
	}
	if !w.ranged {
		r.drain(w, h, in)
	}
}

// around are the blocks outside a cell, those with the most people first would
// be best; the order of the tally does as well.
func (r *relabeler) around(h int) []int32 {
	inside := map[int32]bool{}
	for _, b := range r.cells[h].blocks {
		inside[b] = true
	}
	var list []int32
	for b := range r.blocks {
		if !inside[int32(b)] {
			list = append(list, int32(b))
		}
	}
	return list
}

// stock is how many answers of a block and class have been moved so far.
type stock map[int32]*[classCount]int64

func (k stock) left(class [classCount]int64, id int32) [classCount]int64 {
	left := class
	if used := k[id]; used != nil {
		for i, n := range used {
			left[i] -= n
		}
	}
	return left
}

func (k stock) use(id int32, class int, n int64) {
	if k[id] == nil {
		k[id] = new([classCount]int64)
	}
	k[id][class] += n
}

// pull moves answers of block b into the cell.
func (r *relabeler) pull(w *world, h int, b int32, in func([]int32) bool, k stock, up *int64) {
	for _, c := range r.towards(h, b) {
		diff, cells, ok := r.difference(b, c)
		if !ok || !in(cells) {
			continue
		}
		for i := range classCount {
			class := (w.q + 1 + i) % classCount // another class than q first
			if n := r.swap(k, b, c, diff, class, w.floor, in); n > 0 {
				w.mixed = w.mixed || class != w.q
				*up += n
				w.ranged = w.ranged || w.n+*up >= w.floor
			}
			if w.free() {
				return
			}
		}
	}
}

// towards are the changes that may bring block b into the cell.
func (r *relabeler) towards(h int, b int32) []change {
	cell := &r.cells[h]
	var best []change
	for i, d := range r.tables[cell.table] {
		if r.merging(cell, i) {
			continue
		}
		v := r.lattice.number[d][cell.key[i]]
		if r.lattice.values[b][d] != v {
			best = append(best, r.lattice.changes(r.lattice.values[b], d, v)...)
		}
	}
	return best
}

func (r *relabeler) merging(c *group, i int) bool { return c.merged != nil && c.key[i] == other }

// swap takes answers of block b through a change, each with another answer that
// takes the opposite change and makes up for it; none is needed where no shown
// cell changes. It returns how many.
func (r *relabeler) swap(k stock, b int32, c change, diff uint64, class int, most int64, in func([]int32) bool) int64 {
	have := min(most, k.left(r.classes(r.with, int(b)), b)[class])
	if have <= 0 {
		return 0
	}
	if diff == 0 {
		k.use(b, class, have)
		return have
	}
	var done int64
	back := change{c.dim, c.to, c.from}
	for _, o := range r.lattice.byValue[c.dim][c.to] {
		if done == have {
			break
		}
		left := k.left(r.classes(r.with, int(o)), o)[class]
		if left <= 0 || in(r.blocks[o].base) {
			continue
		}
		d, cells, ok := r.difference(o, back)
		if !ok || d != -diff || in(cells) {
			continue
		}
		n := min(left, have-done)
		k.use(o, class, n)
		k.use(b, class, n)
		done += n
	}
	return done
}

// drain tries to move all answers out of the cell.
func (r *relabeler) drain(w *world, h int, in func([]int32) bool) {
	k, out := stock{}, int64(0)
	cell := &r.cells[h]
	for _, b := range cell.blocks {
		for i, d := range r.tables[cell.table] {
			if r.merging(cell, i) {
				continue
			}
			for v := range r.layout.values[d] {
				if int32(v) == r.lattice.values[b][d] {
					continue
				}
				for _, c := range r.lattice.changes(r.lattice.values[b], d, int32(v)) {
					diff, cells, ok := r.difference(b, c)
					if !ok || in(cells) {
						continue
					}
					for class := range classCount {
						out += r.swap(k, b, c, diff, class, w.floor, in)
					}
				}
			}
		}
	}
	if out >= w.n {
		w.ranged = true
	}
}
