package disclosure

import "slices"

// groupSet is a set of groups, a bit each.
type groupSet []uint64

func newGroupSet(groups int) groupSet { return make(groupSet, (groups+63)/64) }

func (g groupSet) add(c int) { g[c/64] |= 1 << (c % 64) }

func (g groupSet) clear() { clear(g) }

// meets says whether the sets share a group.
func (g groupSet) meets(o groupSet) bool {
	for i, x := range g {
		if x&o[i] != 0 {
			return true
		}
	}
	return false
}

// shown are the groups whose figures are.
func (s *suppressor) shown() groupSet {
	shown := newGroupSet(len(s.cells))
	for c := range s.cells {
		if !s.verdicts[c].hidden {
			shown.add(c)
		}
	}
	return shown
}

// memory is what the audits of one view have proven so far, so that the next need
// not prove it again. All of it rests on one thing: who is shown less knows less.
// What was proven while some groups were hidden stays proven as long as those are
// hidden, whatever else is. So each proof stands with the groups that it needs hidden.
type memory struct {
	nothing []groupSet         // that no set of answers can be computed
	free    map[int][]groupSet // that a hidden group is not confined
	old     map[int]bool       // whether the earlier edition alone confines a group
	bare    *bareEdition
}

func newMemory() *memory { return &memory{free: map[int][]groupSet{}, old: map[int]bool{}} }

// mostProofs bounds the proofs that are kept of one thing. The newest are of the most use.
const mostProofs = 8

func kept(proofs []groupSet, needs groupSet) []groupSet {
	if len(proofs) == mostProofs {
		proofs = slices.Delete(proofs, 0, 1)
	}
	return append(proofs, slices.Clone(needs))
}

// holds says whether one of the proofs stands while those groups are shown.
func holds(proofs []groupSet, shown groupSet) bool {
	return slices.ContainsFunc(proofs, func(needs groupSet) bool { return !needs.meets(shown) })
}

// others are all groups but those shown.
func (g groupSet) others() groupSet {
	others := make(groupSet, len(g))
	for i, x := range g {
		others[i] = ^x
	}
	return others
}

// settled says whether all has been proven already that an audit of the view would look for.
func (s *suppressor) settled(with view) bool {
	shown := s.shown()
	if !holds(with.seen.nothing, shown) {
		return false
	}
	for c := range s.cells {
		if s.rules.bounds && s.confinable(c) && !holds(with.seen.free[c], shown) {
			return false
		}
	}
	return true
}

// confinable says whether the group must not be confined by what is shown: those that
// are hidden and hold anybody.
func (s *suppressor) confinable(c int) bool {
	return s.verdicts[c].hidden && !s.verdicts[c].carried && s.cells[c].n > 0
}

// bareEdition is the problem of an attacker who holds an earlier edition only.
type bareEdition struct {
	*problem
	at map[int]*hiddenCell
}

func (s *suppressor) bare(with view) *bareEdition {
	all := *s
	all.verdicts = make([]verdict, len(s.verdicts))
	for i := range all.verdicts {
		all.verdicts[i].hidden = true
	}
	p, _ := all.problem(with)
	p.system = newSystem(p.rows, p.prefer, p.cols)
	for c := range p.cols {
		p.system.eliminate([]int{c})
	}
	bare := &bareEdition{p, map[int]*hiddenCell{}}
	for i := range p.hidden {
		bare.at[p.hidden[i].cell] = &p.hidden[i]
	}
	return bare
}

// oldNews says whether the earlier edition alone confines the group.
func (s *suppressor) oldNews(with view, c int) (bool, error) {
	seen := with.seen
	if old, ok := seen.old[c]; ok {
		return old, nil
	}
	if seen.bare == nil {
		seen.bare = s.bare(with)
	}
	if h := seen.bare.at[c]; h != nil {
		_, confined, err := seen.bare.bounded(h)
		if err != nil {
			return false, err
		}
		seen.old[c] = confined
	}
	return seen.old[c], nil
}
