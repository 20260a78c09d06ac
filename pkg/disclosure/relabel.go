package disclosure

// relabeler looks for worlds in which other answers lie in a hidden cell, by
// changing values of single answers in pairs that cancel in all shown cells. The
// changed answers may have values together that nobody had: an attacker knows
// which store lies in which region, but not which combinations are empty.
type relabeler struct {
	*suppressor
	with view
	// now is a random number for each base cell whose group is shown, 0 for a hidden
	// one; beside an earlier edition, both has that of its rows added.
	now, both []uint64
	next      []int32                       // the values of the answer that is changed
	partners  map[change]map[uint64][]int32 // see opposite
	needs     groupSet                      // groups that the worlds found so far need hidden
	net       map[int32]int                 // see need
}

func newRelabeler(s *suppressor, with view) *relabeler {
	r := &relabeler{suppressor: s, with: with, now: make([]uint64, len(s.base)), next: make([]int32, len(s.by)),
		partners: map[change]map[uint64][]int32{}, needs: newGroupSet(len(s.cells)), net: map[int32]int{}}
	state := uint64(2)
	row := make([]uint64, len(s.cells))
	for c := range s.cells {
		random := splitMix(&state)
		if !s.verdicts[c].hidden {
			row[c] = random
		}
	}
	for c := range r.now {
		r.now[c] = row[s.of[c]]
	}
	r.both = r.now
	if len(with.rows) > 0 {
		r.both = make([]uint64, len(s.base))
		copy(r.both, r.now)
	}
	for i := range with.rows {
		random := splitMix(&state)
		for c := range with.rows[i].cells {
			if int(c) < len(r.both) {
				r.both[c] += random
			}
		}
	}
	return r
}

// marks are the random numbers that count in a period, -1 where there are none.
func (r *relabeler) marks(period int) []uint64 {
	if r.with.past == nil || period < 0 || r.with.past.scope[period] {
		return r.both
	}
	return r.now
}

// difference is what a change does to the shown cells that hold an answer of block
// b: the sum of their random numbers after it less that before. ok is false where
// the changed answer cannot be. Its values are in next.
func (r *relabeler) difference(b int32, c change) (sum uint64, ok bool) {
	r.lattice.change(r.next, r.lattice.values[b], c)
	block := &r.blocks[b]
	before, after := r.marks(block.period), r.marks(block.period)
	if c.dim == r.period { // no dimension lies within the period, so all else stays
		after = r.marks(int(c.to))
		for _, cell := range block.base {
			sum += after[cell] - before[cell]
		}
	}
	for _, t := range r.lattice.moves[c.dim] {
		cell, ok := r.lattice.cell(t, r.next)
		if !ok {
			return 0, false
		}
		sum += after[cell] - after[block.base[t]]
	}
	return sum, true
}

// inside says whether the answer that was changed last lies in the group.
func (r *relabeler) inside(h int) bool {
	cell, ok := r.lattice.cell(r.cells[h].table, r.next)
	return ok && int(r.of[cell]) == h
}

// holds says whether the answers of a block lie in the group.
func (r *relabeler) holds(h int, b int32) bool {
	return int(r.of[r.blocks[b].base[r.cells[h].table]]) == h
}

// free looks for the two worlds of bounded and notes them in w. needs are the
// groups that must be hidden for them.
func (r *relabeler) free(w *world, h int) {
	stock, up := stock{}, int64(0) // a world of its own, apart from the one w has reached
	r.needs.clear()
	for b := range r.blocks {
		if w.free() {
			return
		}
		if !r.holds(h, int32(b)) {
			r.pull(w, h, int32(b), stock, &up)
		}
	}
	if !w.ranged {
		if w.q < 0 {
			r.needs.clear() // what was moved into the cell was of no use
		}
		r.drain(w, h)
	}
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
func (r *relabeler) pull(w *world, h int, b int32, k stock, up *int64) {
	cell := &r.cells[h]
	for i, d := range r.tables[cell.table] {
		if r.merging(cell, i) {
			continue
		}
		v := r.lattice.number[d][cell.key[i]]
		if r.lattice.values[b][d] == v {
			continue
		}
		for _, c := range r.lattice.changes(r.lattice.values[b], d, v) {
			if r.lattice.change(r.next, r.lattice.values[b], c); !r.inside(h) {
				continue
			}
			diff, ok := r.difference(b, c)
			if !ok {
				continue
			}
			for i := range classCount {
				class := (w.q + 1 + i) % classCount // another class than q first
				if n := r.swap(k, b, c, diff, class, w.floor, h); n > 0 {
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
}

func (r *relabeler) merging(c *group, i int) bool { return c.merged != nil && c.key[i] == other }

// opposite are the blocks that make up for a change: whose answers can take the
// opposite one with the opposite difference.
func (r *relabeler) opposite(c change, diff uint64) []int32 {
	found := r.partners[c]
	if found == nil {
		found = map[uint64][]int32{}
		back := change{c.dim, c.to, c.from}
		for _, o := range r.lattice.byValue[c.dim][c.to] {
			if d, ok := r.difference(o, back); ok {
				found[d] = append(found[d], o)
			}
		}
		r.partners[c] = found
	}
	return found[-diff]
}

// swap takes answers of block b through a change, each with another answer that
// takes the opposite change and makes up for it; none is needed where no shown
// cell changes. It returns how many.
func (r *relabeler) swap(k stock, b int32, c change, diff uint64, class int, most int64, h int) int64 {
	have := min(most, k.left(r.classes(r.with, int(b)), b)[class])
	if have <= 0 {
		return 0
	}
	if diff == 0 {
		k.use(b, class, have)
		r.need(b, c, -1)
		return have
	}
	var done int64
	back := change{c.dim, c.to, c.from}
	for _, o := range r.opposite(c, diff) {
		if done == have {
			break
		}
		left := k.left(r.classes(r.with, int(o)), o)[class]
		if left <= 0 || r.holds(h, o) {
			continue
		}
		if r.lattice.change(r.next, r.lattice.values[o], back); r.inside(h) {
			continue
		}
		n := min(left, have-done)
		k.use(o, class, n)
		k.use(b, class, n)
		r.need(b, c, o)
		done += n
	}
	return done
}

// need notes the groups in which it tells that an answer of block b takes a change,
// and one of block o, if that is none of -1, the opposite one.
func (r *relabeler) need(b int32, c change, o int32) {
	clear(r.net)
	r.move(b, c)
	if o >= 0 {
		r.move(o, change{c.dim, c.to, c.from})
	}
	for group, n := range r.net {
		if n != 0 {
			r.needs.add(int(group))
		}
	}
}

func (r *relabeler) move(b int32, c change) {
	r.lattice.change(r.next, r.lattice.values[b], c)
	for _, t := range r.lattice.moves[c.dim] {
		if cell, ok := r.lattice.cell(t, r.next); ok {
			r.net[r.of[r.blocks[b].base[t]]]--
			r.net[r.of[cell]]++
		}
	}
}

// drain tries to move all answers out of the cell.
func (r *relabeler) drain(w *world, h int) {
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
					diff, ok := r.difference(b, c)
					if !ok || r.inside(h) {
						continue
					}
					for class := range classCount {
						out += r.swap(k, b, c, diff, class, w.floor, h)
					}
					if out >= w.n {
						w.ranged = true
						return
					}
				}
			}
		}
	}
}
