package disclosure

import (
	"cmp"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// bins is a difference of two histograms.
type bins [tally.Scores]int64

func (b *bins) add(o *bins, sign int64) {
	for i, k := range o {
		b[i] += sign * k
	}
}

// few says whether some answers came or went, but fewer than the floor, or all in one
// class. An answer that was changed counts as both.
func (b *bins) few(floor int64) bool {
	var came, went [classCount]int64
	var comers, leavers int64
	for score, k := range b {
		class := classOf(score)
		came[class], went[class] = came[class]+max(k, 0), went[class]+max(-k, 0)
		comers, leavers = comers+max(k, 0), leavers+max(-k, 0)
	}
	return comers > 0 && (comers < floor || pure(came) >= 0) || leavers > 0 && (leavers < floor || pure(went) >= 0)
}

func difference(old, now *tally.Counts) (d bins) {
	for i := range d {
		d[i] = int64(now[i]) - int64(old[i])
	}
	return d
}

// containers finds for each group the group of each table that holds all of it,
// -1 where there is none: the region of a store.
func (s *suppressor) containers() [][]int32 {
	list := make([][]int32, len(s.cells))
	for c := range s.cells {
		for t := range s.tables {
			in := int32(-1)
			for i, b := range s.cells[c].blocks {
				if other := s.of[s.blocks[b].base[t]]; i == 0 {
					in = other
				} else if in != other {
					in = -1
					break
				}
			}
			list[c] = append(list[c], in)
		}
	}
	return list
}

// compareRemainders looks at what is left of a group beside one, or beside all,
// of the groups of a table that lie in it, where all of them were shown before
// and are now: too few may have come or gone there, although not in any of them.
// It hides or carries over the smallest group that takes part, and says whether
// it did.
func (s *suppressor) compareRemainders() (hid bool) {
	for _, p := range s.earlier {
		for s.compareRemainder(p) || s.compareReduced(p) || s.compareComputed(p) || s.compareBack(p) {
			hid = true
		}
	}
	return hid
}

func (s *suppressor) compareRemainder(p *past) bool {
	diff := s.differences(p)
	for a := range s.cells {
		if diff[a] == nil {
			continue
		}
		for t := range s.tables {
			parts, rest := []int{a}, *diff[a]
			for b := s.first[t]; b < s.first[t+1]; b++ {
				if b == a || diff[b] == nil || s.holder[b][s.cells[a].table] != int32(a) {
					continue
				}
				one := *diff[a]
				if one.add(diff[b], -1); one.few(s.floor) {
					return s.withhold([]int{a, b})
				}
				parts = append(parts, b)
				rest.add(diff[b], -1)
			}
			if rest.few(s.floor) {
				return s.withhold(parts)
			}
		}
	}
	return false
}

// differences are those of the groups that both editions show anew, nil for others.
func (s *suppressor) differences(p *past) []*bins {
	diff := make([]*bins, len(s.cells))
	for c := range s.cells {
		if s.verdicts[c].hidden {
			continue
		}
		if row := s.old(p, c); row != nil {
			d := difference(&row.Histogram, &s.cells[c].counts)
			diff[c] = &d
		}
	}
	return diff
}

// compareReduced does the same for the smallest sets of answers that can be
// computed from several tables together: those of the reduced rows.
func (s *suppressor) compareReduced(p *past) bool {
	diff := s.differences(p)
	system, cells, _ := s.figures(func(c int) bool { return diff[c] != nil })
	for _, r := range system.basis {
		weights, ok := wholeNumbers(system.t[r])
		if !ok || !system.setOf(0, r) {
			continue
		}
		var d bins
		var parts []int
		var scale int64 // the set's entries, 1 before the weights were made whole
		for _, i := range system.cols[system.pivot[r]].rows {
			scale += weights[i]
		}
		for i, w := range weights {
			if w != 0 {
				d.add(diff[cells[i]], w)
				parts = append(parts, cells[i])
			}
		}
		for i := range d {
			d[i] /= scale
		}
		if d.few(s.floor) {
			return s.withhold(parts)
		}
	}
	return false
}

// figures are some shown groups as rows over the blocks, reduced. cells says which
// group a row is, at which column a block is in.
func (s *suppressor) figures(take func(c int) bool) (system *system, cells, at []int) {
	row := make([]int32, len(s.cells))
	for c := range s.cells {
		if row[c] = -1; take(c) {
			row[c] = int32(len(cells))
			cells = append(cells, c)
		}
	}
	only := problem{rows: len(cells)}
	for i := range cells {
		only.prefer = append(only.prefer, i)
	}
	slices.SortStableFunc(only.prefer, func(a, b int) int { return cmp.Compare(s.cells[cells[a]].n, s.cells[cells[b]].n) })
	index := map[string]int{}
	for b := range s.blocks {
		var rows []int32
		for _, c := range s.blocks[b].base {
			if r := row[s.of[c]]; r >= 0 {
				rows = append(rows, r)
			}
		}
		col := only.column(index, rows, false)
		only.cols[col].add(classesOf(&s.blocks[b].counts))
		at = append(at, col)
	}
	system = newSystem(only.rows, only.prefer, only.cols)
	for c := range only.cols {
		system.eliminate([]int{c})
	}
	return system, cells, at
}

// compareComputed looks at the figures of the edition that the shown groups tell anew
// although they do not show them: a month as the total less the other months.
func (s *suppressor) compareComputed(p *past) bool {
	few := p.fewSince(s.layout, s.floor)
	if len(few) == 0 {
		return false
	}
	system, cells, at := s.figures(func(c int) bool { return !s.verdicts[c].hidden })
	in, out := make([]bool, len(system.cols)), make([]bool, len(system.cols))
	for _, i := range few {
		clear(in)
		clear(out)
		for b := range s.blocks {
			if p.rows[i].holds(&s.blocks[b]) {
				in[at[b]] = true
			} else {
				out[at[b]] = true
			}
		}
		if used := system.sum(in, out); used != nil {
			var parts []int
			for _, r := range used {
				parts = append(parts, cells[r])
			}
			return s.withhold(parts)
		}
	}
	return false
}

// fewSince lists the rows of the edition from whose answers too few came or went.
func (p *past) fewSince(l *layout, floor int64) []int {
	if p.few == nil {
		p.few = []int{}
		now := make([]tally.Counts, len(p.rows))
		for b := range l.blocks {
			for _, i := range p.held[b] {
				now[i].Add(&l.blocks[b].counts)
			}
		}
		for i := range p.rows {
			if d := difference(&p.rows[i].counts, &now[i]); d.few(floor) {
				p.few = append(p.few, i)
			}
		}
	}
	return p.few
}

// oldFigures are the shown groups of an edition as rows over the blocks and over the
// answers that came or went, reduced: at which column each is. What the new edition
// shows changes nothing about them.
type oldFigures struct {
	system   *system
	at, gone []int
}

func (p *past) figures(l *layout) *oldFigures {
	if p.reduced != nil {
		return p.reduced
	}
	old := problem{rows: len(p.rows)}
	for i := range p.rows {
		old.prefer = append(old.prefer, i)
	}
	f := &oldFigures{at: make([]int, len(l.blocks)), gone: make([]int, len(p.churn))}
	index := map[string]int{}
	for b := range l.blocks {
		f.at[b] = old.column(index, slices.Clone(p.held[b]), false)
	}
	for i := range p.churn {
		f.gone[i] = old.column(index, p.holding(p.churn[i].cells), false)
	}
	f.system = newSystem(old.rows, old.prefer, old.cols)
	for c := range old.cols {
		f.system.eliminate([]int{c})
	}
	p.reduced = f
	return f
}

// holding are the rows of the edition that hold answers of those cells.
func (p *past) holding(cells []int32) (rows []int32) {
	for i := range p.rows {
		if p.rows[i].cells[cells[p.rows[i].table]] {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

// compareBack looks at the shown groups that the edition tells although it does not show
// them, or shows an older figure of them.
func (s *suppressor) compareBack(p *past) bool {
	old := p.figures(s.layout)
	before := s.before(p)
	for c := range s.cells {
		if d := difference(&before[c], &s.cells[c].counts); s.verdicts[c].hidden || !d.few(s.floor) {
			continue
		}
		in, out := make([]bool, len(old.system.cols)), make([]bool, len(old.system.cols))
		mark := func(col int, base int32) {
			if int(base) < len(s.of) && s.of[base] == int32(c) {
				in[col] = true
			} else {
				out[col] = true
			}
		}
		for b := range s.blocks {
			mark(old.at[b], s.blocks[b].base[s.cells[c].table])
		}
		for i := range p.churn {
			if p.churn[i].gone {
				mark(old.gone[i], p.churn[i].cells[s.cells[c].table])
			}
		}
		if old.system.sum(in, out) != nil {
			return s.withhold([]int{c})
		}
	}
	return false
}

// before are the answers of each group at the time of the edition.
func (s *suppressor) before(p *past) []tally.Counts {
	counts := make([]tally.Counts, len(s.cells))
	for t := range p.rec.Tables {
		for i := range p.rec.Tables[t].Cells {
			cell := &p.rec.Tables[t].Cells[i]
			if base := p.id[t][joined(cell.Key)]; int(base) < len(s.of) {
				counts[s.of[base]].Add(&cell.Histogram)
			}
		}
	}
	return counts
}

// sum finds the rows that add up to a set of columns, with any weights; nil where none
// do. A column of which a part is out cannot be in a set.
func (s *system) sum(in, out []bool) []int {
	var reduced []int
	for _, r := range s.basis {
		if in[s.pivot[r]] {
			reduced = append(reduced, r)
		}
	}
	for c := range s.cols {
		var v, want uint64
		for _, r := range reduced {
			v = addMod(v, s.at(r, c))
		}
		if in[c] {
			want = 1
		}
		if v != want || in[c] && out[c] {
			return nil
		}
	}
	return s.used(reduced...)
}

// withhold hides the smallest of some groups, or carries it over.
func (s *suppressor) withhold(list []int) bool {
	c := slices.MinFunc(list, func(a, b int) int { return cmp.Compare(s.cells[a].n, s.cells[b].n) })
	s.verdicts[c] = verdict{hidden: true, why: WhyEdition, protects: -1, carried: s.carriable(c)}
	return true
}
