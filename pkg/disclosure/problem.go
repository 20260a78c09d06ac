package disclosure

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// problem puts what an attacker holds into rows and columns: the shown groups,
// and the figures of an earlier edition if there is one. cells says which group
// a row is, -1 for a row that is published already and cannot be hidden.
func (s *suppressor) problem(with view) (*problem, []int) {
	p := &problem{floor: s.floor, rules: s.rules, relabel: newRelabeler(s, with), seen: with.seen, shown: s.shown()}
	var cells []int
	row := make([]int32, len(s.cells))
	for c := range s.cells {
		row[c] = -1
		if !s.verdicts[c].hidden {
			row[c] = int32(len(cells))
			cells = append(cells, c)
		}
	}
	fixed := len(cells)
	p.own = fixed
	for range with.rows {
		cells = append(cells, -1)
	}
	p.rows = len(cells)
	for i := range cells {
		p.prefer = append(p.prefer, i)
	}
	// What is published already first, so that a leak which it holds by itself is
	// told from one that this release would add; then the finest groups, which
	// keeps the reduced rows short.
	slices.SortStableFunc(p.prefer, func(a, b int) int {
		if a >= fixed || b >= fixed {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(s.cells[cells[a]].n, s.cells[cells[b]].n)
	})
	index, at := map[string]int{}, make([]int, len(s.blocks))
	var rows []int32
	for b := range s.blocks {
		rows = rows[:0]
		for _, c := range s.blocks[b].base {
			if r := row[s.of[c]]; r >= 0 {
				rows = append(rows, r)
			}
		}
		if with.past != nil {
			for _, i := range with.past.held[b] {
				rows = append(rows, int32(fixed)+i)
			}
		}
		at[b] = p.column(index, rows, false)
		p.cols[at[b]].add(s.classes(with, b))
	}
	if with.past != nil {
		p.addChurn(index, with, row, s.of, fixed)
	}
	p.addHidden(s, with, at)
	return p, cells
}

// classes are the answers of a block; beside an earlier edition without those that
// came since, which have columns of their own.
func (s *suppressor) classes(with view, b int) [classCount]int64 {
	if with.past != nil {
		return with.past.class[b]
	}
	return classesOf(&s.blocks[b].counts)
}

// column finds or makes the column of those rows.
func (p *problem) column(index map[string]int, rows []int32, minus bool) int {
	slices.Sort(rows)
	key := make([]byte, 0, 4*len(rows)+1)
	for _, r := range rows {
		key = binary.LittleEndian.AppendUint32(key, uint32(r))
	}
	if minus {
		key = append(key, '-')
	}
	i, ok := index[string(key)]
	if !ok {
		i = len(p.cols)
		index[string(key)] = i
		p.cols = append(p.cols, column{rows: slices.Clone(rows), minus: minus})
	}
	return i
}

func (c *column) add(class [classCount]int64) {
	for i, n := range class {
		c.class[i] += n
		c.n += n
	}
}

func (h *share) add(class [classCount]int64) {
	for i, n := range class {
		h.class[i] += n
		h.n += n
	}
}

// addHidden lists the hidden groups that hold anybody.
func (p *problem) addHidden(s *suppressor, with view, at []int) {
	of := make([]int, len(p.cols)) // of each column where it stands in parts, plus 1
	for c := range s.cells {
		if !s.confinable(c) {
			continue
		}
		h := hiddenCell{cell: c, n: s.cells[c].n, class: s.cells[c].class}
		for _, b := range s.cells[c].blocks {
			class := s.classes(with, int(b))
			i := of[at[b]] - 1
			if i < 0 {
				i = len(h.parts)
				of[at[b]] = i + 1
				h.parts = append(h.parts, share{col: at[b]})
			}
			h.parts[i].add(class)
		}
		for _, part := range h.parts {
			of[part.col] = 0
		}
		slices.SortFunc(h.parts, func(a, b share) int { return cmp.Compare(a.col, b.col) })
		p.hidden = append(p.hidden, h)
	}
}
