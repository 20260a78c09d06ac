package disclosure

// mostMoves bounds the moves that are tried for one hidden cell.
const mostMoves = 200

// bounded says whether the shown cells confine a hidden cell too much: to 1 to
// floor-1 answers, or to answers of one class, or to its very size.
//
// Linear bounds would not do: counts are whole numbers, which confine more. So it
// looks for another world, a table of whole counts from 0 with the same figures
// in every shown cell, in which the hidden cell is empty or has the floor, and
// one in which it holds another class. Where it finds none the cell counts as
// confined.
func (p *problem) bounded(h *hiddenCell) (leak, bool, error) {
	w := newWorld(p, h)
	needs := p.shown.others()
	alone := !w.ranged && (!w.mixed || w.q < 0) // nothing was found that rests on all that is hidden
	if !w.free() {
		if p.relabel.free(w, h.cell); w.free() && alone {
			needs = p.relabel.needs
		}
	}
	if w.free() {
		p.free(h, needs)
		return leak{}, false, nil
	}
	s, err := p.reduced()
	if err != nil {
		return leak{}, false, err
	}
	l, leaks := p.moved(s, w, h)
	if !leaks {
		p.free(h, needs)
	}
	return l, leaks, nil
}

func (p *problem) free(h *hiddenCell, needs groupSet) {
	p.seen.free[h.cell] = kept(p.seen.free[h.cell], needs)
}

// moved is the second half of bounded: moves along the null space of the shown rows.
func (p *problem) moved(s *system, w *world, h *hiddenCell) (leak, bool) {
	y := s.project(w)
	var moved, tried int
	for c := range s.cols {
		gain := s.gain(w, y, c)
		if gain == 0 {
			continue
		}
		moved++
		if tried < mostMoves {
			tried++
			if w.move(s, c); w.free() {
				return leak{}, false
			}
		}
	}
	switch {
	case moved == 0 && !w.cut:
		var rows []int
		for i, v := range y {
			if v != 0 {
				rows = append(rows, i)
			}
		}
		return leak{leakKnown, rows, h.cell}, true
	case w.n >= p.floor && w.q < 0:
		return leak{}, false // safe by itself, and its size not known
	}
	return leak{leakBounds, nil, h.cell}, true
}

// world is a table that looks the same as the true one, in which answers were
// moved towards or out of a hidden cell.
type world struct {
	floor int64
	n     int64 // true answers of the cell
	q     int   // their class if they have one, else -1
	whole map[int]bool
	part  map[int]share // the columns that lie partly in the cell
	cut   bool
	// reached: a world in which the cell is empty or has the floor, and one in
	// which it holds another class than q.
	ranged, mixed bool
	now           map[int][classCount]int64 // counts of the columns that were changed
	up            int64                     // answers that were moved into the cell
	cols          []column
}

func newWorld(p *problem, h *hiddenCell) *world {
	w := &world{floor: p.floor, n: h.n, q: pure(h.class), cols: p.cols,
		whole: map[int]bool{}, part: map[int]share{}, now: map[int][classCount]int64{}}
	var inWhole int64
	for _, part := range h.parts {
		if part.n == p.cols[part.col].n {
			w.whole[part.col] = true
			inWhole += part.n
			continue
		}
		// Answers of one column may change places unseen.
		w.part[part.col], w.cut = part, true
		for class, k := range part.class {
			rest := p.cols[part.col].class[class] - k
			w.up += rest
			if rest > 0 && class != w.q {
				w.mixed = true
			}
		}
	}
	if inWhole == 0 {
		w.ranged = true // all of them may have been elsewhere
	}
	w.mixed = w.mixed || w.q < 0
	w.check()
	return w
}

func (w *world) check() {
	if w.n+w.up >= w.floor && (w.n < w.floor || w.up > 0 || w.cut) {
		w.ranged = true
	}
}

func (w *world) free() bool { return w.ranged && w.mixed }

// project returns the combination of rows that comes nearest to the cell: it
// agrees with the cell in all pivots.
func (s *system) project(w *world) []uint64 {
	y := make([]uint64, len(s.t))
	for _, r := range s.basis {
		if w.whole[s.pivot[r]] {
			for i, x := range s.t[r] {
				y[i] = addMod(y[i], x)
			}
		}
	}
	return y
}

// gain is how much the cell grows when column c does and all shown cells stay.
func (s *system) gain(w *world, y []uint64, c int) int64 {
	var v uint64
	for _, i := range s.cols[c].rows {
		v = addMod(v, y[i])
	}
	if s.cols[c].minus {
		v = negative(v)
	}
	var in uint64
	if w.whole[c] {
		in = 1
	}
	return signed(subMod(in, v))
}

// signed reads a residue as the number nearest to 0.
func signed(v uint64) int64 {
	if v > prime/2 {
		return -int64(prime - v)
	}
	return int64(v)
}

// move lets column c grow or shrink, with the pivots making up for it, so that
// the cell gains answers, as far as whole counts from 0 allow; then, if that was
// not enough, so that it loses all.
func (w *world) move(s *system, c int) {
	steps := map[int]int64{c: 1}
	var gain int64
	if w.whole[c] {
		gain++
	}
	for _, r := range s.basis {
		v := s.at(r, c)
		if v == 0 {
			continue
		}
		k := -signed(v)
		if k > 8 || k < -8 {
			return // no whole number that is of use
		}
		steps[s.pivot[r]] += k
		if w.whole[s.pivot[r]] {
			gain += k
		}
	}
	if gain == 0 {
		return
	}
	if gain < 0 {
		for col := range steps {
			steps[col] = -steps[col]
		}
		gain = -gain
	}
	for i := range classCount {
		class := (w.q + 1 + i) % classCount // another class than q first
		times := w.room(steps, class)
		if times == 0 {
			continue
		}
		w.mixed = w.mixed || class != w.q
		if times*gain > w.floor {
			times = (w.floor + gain - 1) / gain
		}
		if w.up < w.floor {
			w.apply(steps, class, times)
			w.up += times * gain
		}
	}
	w.check()
	if !w.ranged {
		w.empty(steps, gain)
	}
}

// empty tries the opposite way from the true table: a world without answers in the cell.
func (w *world) empty(steps map[int]int64, gain int64) {
	back := map[int]int64{}
	for col, k := range steps {
		back[col] = -k
	}
	var lost int64
	fresh := &world{cols: w.cols}
	for class := range classCount {
		lost += gain * fresh.room(back, class)
	}
	if lost >= w.n && !w.cut {
		w.ranged = true
	}
}

// room is how often the step can be taken in one class.
func (w *world) room(steps map[int]int64, class int) int64 {
	times := int64(1) << 40
	for col, k := range steps {
		if k < 0 {
			times = min(times, w.have(col)[class]/-k)
		}
	}
	return times
}

// have is what a column holds now. Of one that lies partly in the cell the rest
// has been moved into it already, see newWorld.
func (w *world) have(col int) [classCount]int64 {
	if now, ok := w.now[col]; ok {
		return now
	}
	if _, ok := w.part[col]; ok {
		return [classCount]int64{}
	}
	return w.cols[col].class
}

func (w *world) apply(steps map[int]int64, class int, times int64) {
	for col, k := range steps {
		now := w.have(col)
		now[class] += k * times
		w.now[col] = now
	}
}
