package disclosure

import (
	"cmp"
	"slices"
)

// kind says what a leak gives away.
type kind int

const (
	leakSmall    kind = iota // a set of fewer answers than the floor
	leakOneClass             // a set of answers that are all in one class
	leakKnown                // the size of a hidden group
	leakBounds               // a hidden group is known to be small, or what class it is in
)

// leak is something that the shown cells give away: the rows that the attacker
// adds and subtracts, and the hidden cell concerned, -1 where it is any set.
type leak struct {
	kind kind
	rows []int
	cell int
}

// problem is what an attacker holds: the shown cells as rows, over columns of
// answers. He is taken to know which combinations of values occur at all, and
// all three class counts of every shown cell, although he is shown less.
type problem struct {
	floor   int64
	rules   rules
	rows    int
	own     int   // how many of them are figures of this release; the others come behind
	prefer  []int // rows in order of preference as pivots
	cols    []column
	hidden  []hiddenCell
	relabel *relabeler
	seen    *memory
	shown   groupSet
	system  *system // the reduced rows; nil as long as none of them was needed
}

// hiddenCell is a hidden group: what it takes of each column.
type hiddenCell struct {
	cell  int
	n     int64
	class [classCount]int64
	parts []share
}

// share is the part of a column that lies in a cell, in ascending order of columns.
type share struct {
	col   int
	n     int64
	class [classCount]int64
}

// leaks returns what the shown cells give away; none means that they are safe.
// Those of one kind are found before the next is looked for.
func (p *problem) leaks() ([]leak, error) {
	if !holds(p.seen.nothing, p.shown) {
		s, found, err := p.determined()
		if err != nil || len(found) > 0 {
			return found, err
		}
		p.system = s
		p.seen.nothing = kept(p.seen.nothing, p.shown.others())
	}
	if !p.rules.bounds {
		return nil, nil
	}
	var found []leak
	for i := range p.hidden {
		h := &p.hidden[i]
		if holds(p.seen.free[h.cell], p.shown) {
			continue
		}
		l, leaks, err := p.bounded(h)
		if err != nil {
			return nil, err
		}
		if leaks {
			found = append(found, l)
		}
	}
	return found, nil
}

// reduced makes the system of bounded, where no look for sets has made it. The order is
// the same, so that its pivots are.
func (p *problem) reduced() (*system, error) {
	if p.system != nil {
		return p.system, nil
	}
	s := newSystem(p.rows, p.prefer, p.cols)
	plain, large, small, _ := p.order()
	s.eliminate(slices.Concat(plain, large, small))
	if !s.proven() {
		return nil, ErrUnproven
	}
	p.system = s
	return s, nil
}

// determined looks for sets of answers that can be computed. Whatever can be is
// a vector of the row space. In a matrix reduced so that the columns which may
// not be in the set come first, such a vector is a sum of the reduced rows of
// the pivots in the set: where the other columns take all pivots there is none.
//
// A set that earlier editions give away by themselves is passed over, and the look
// goes on: it must not hide one that this release adds. Of a set that holds an old
// one the rest is a set, too, so that one is found by itself.
func (p *problem) determined() (*system, []leak, error) {
	s := newSystem(p.rows, p.prefer, p.cols)
	s.own = p.own
	plain, large, small, single := p.order()
	s.eliminate(plain)
	if len(s.open) == 0 {
		if !s.proven() {
			return nil, nil, ErrUnproven
		}
		return s, nil, nil
	}
	var found []leak
	if p.rules.oneClass {
		for class := range classCount {
			c := s.clone()
			var last []int
			for _, i := range slices.Concat(large, small) {
				if single[i] == class {
					last = append(last, i)
				} else {
					c.eliminate([]int{i})
				}
			}
			before := len(c.basis)
			c.eliminate(last)
			found = append(found, c.oneClass(c.basis[before:], last)...)
		}
	}
	s.eliminate(large)
	before := len(s.basis)
	s.eliminate(small)
	if !s.proven() {
		return nil, nil, ErrUnproven
	}
	if p.rules.remainder {
		found = append(found, s.fewer(p.floor, s.basis[before:])...)
	}
	return s, found, nil
}

// order sorts the columns: those of several classes and at least the floor, the
// largest first, then those of one class, then those under the floor.
func (p *problem) order() (plain, large, small, single []int) {
	order := make([]int, len(p.cols))
	single = make([]int, len(p.cols))
	for i := range p.cols {
		order[i], single[i] = i, pure(p.cols[i].class)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.cols[b].n, p.cols[a].n) })
	for _, i := range order {
		switch {
		case p.cols[i].n < p.floor:
			small = append(small, i)
		case single[i] >= 0:
			large = append(large, i)
		default:
			plain = append(plain, i)
		}
	}
	return plain, large, small, single
}

// used are the rows that the sum of some reduced rows is made of.
func (s *system) used(reduced ...int) []int {
	var rows []int
	for i := range s.t {
		var v uint64
		for _, r := range reduced {
			v = addMod(v, s.t[r][i])
		}
		if v != 0 {
			rows = append(rows, i)
		}
	}
	return rows
}

// setOf says whether the sum of some reduced rows is a set: zeros and ones only.
// It gives up as soon as the set has floor answers or more; floor 0 is no limit.
func (s *system) setOf(floor int64, reduced ...int) bool {
	var n int64
	for c := range s.cols {
		var v uint64
		for _, r := range reduced {
			v = addMod(v, s.at(r, c))
		}
		if v > 1 {
			return false
		}
		if v == 1 {
			if n += s.cols[c].n; floor > 0 && n >= floor {
				return false
			}
		}
	}
	return n > 0
}

// mostRows bounds the reduced rows of which all sums are tried; with more of
// them each is taken for a leak.
const mostRows = 8

// oneClass returns the sets that lie in the columns of one class: they are sums
// of the given reduced rows, which are zero in all other columns.
func (s *system) oneClass(rows, cols []int) []leak {
	if len(rows) > mostRows {
		var found []leak
		for _, r := range rows {
			if l := (leak{leakOneClass, s.used(r), -1}); s.adds(l) {
				found = append(found, l)
			}
		}
		return found
	}
	for subset := 1; subset < 1<<len(rows); subset++ {
		var chosen []int
		for i, r := range rows {
			if subset>>i&1 == 1 {
				chosen = append(chosen, r)
			}
		}
		if s.zeroOne(chosen, cols) {
			if l := (leak{leakOneClass, s.used(chosen...), -1}); s.adds(l) {
				return []leak{l}
			}
		}
	}
	return nil
}

// adds tells whether figures of this release take part in a leak.
func (s *system) adds(l leak) bool {
	return slices.ContainsFunc(l.rows, func(r int) bool { return r < s.own })
}

func (s *system) zeroOne(reduced, cols []int) bool {
	for _, c := range cols {
		var v uint64
		for _, r := range reduced {
			v = addMod(v, s.at(r, c))
		}
		if v > 1 {
			return false
		}
	}
	return true
}
