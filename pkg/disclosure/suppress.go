package disclosure

import (
	"cmp"
	"slices"
)

// rules are what keeps a release safe. All are on but in the tests that show
// that each of them is needed.
type rules struct {
	floor     bool // groups under the floor are hidden
	class     bool // groups of one class are hidden
	remainder bool // no set under the floor can be computed
	oneClass  bool // no set of one class can be computed
	bounds    bool // no hidden group is confined by what is shown
	editions  bool // all of it together with earlier editions
}

var allRules = rules{true, true, true, true, true, true}

// Why says why a group is hidden.
type Why string

// The reasons, the weightiest first.
const (
	WhyEmpty     Why = "empty"      // no answers
	WhySmall     Why = "small"      // fewer answers than the floor
	WhyOneClass  Why = "one-class"  // all answers in one class
	WhyEdition   Why = "edition"    // would differ from an earlier edition by too few people
	WhyRemainder Why = "remainder"  // what is left beside it would be a group under the floor
	WhyClassLeft Why = "class-left" // what is left beside it would be all in one class
	WhyBounds    Why = "bounds"     // it would confine a hidden group too much
)

// verdict is what becomes of one group.
type verdict struct {
	hidden   bool
	why      Why
	protects int // the hidden group that it protects, -1 where it is not a single one
	carried  bool
}

// suppressor decides which groups of a grouping are shown.
type suppressor struct {
	*grouping
	floor    int64
	rules    rules
	verdicts []verdict
	earlier  []*past // see edition.go
	revealed map[int]bool
	views    []view
	holder   [][]int32 // see containers; nil without earlier editions
}

func newSuppressor(g *grouping, floor int64, r rules, earlier []*past) *suppressor {
	s := &suppressor{grouping: g, floor: floor, rules: r, earlier: earlier, revealed: map[int]bool{},
		views: viewsOf(earlier, r), verdicts: make([]verdict, len(g.cells))}
	if len(earlier) > 0 {
		s.holder = s.containers()
	}
	for i := range g.cells {
		s.verdicts[i] = s.primary(&g.cells[i])
	}
	return s
}

// primary judges a group by itself.
func (s *suppressor) primary(c *group) verdict {
	switch {
	case c.n == 0:
		return verdict{hidden: true, why: WhyEmpty, protects: -1}
	case s.rules.floor && c.n < s.floor:
		return verdict{hidden: true, why: WhySmall, protects: -1}
	case s.rules.class && pure(c.class) >= 0:
		return verdict{hidden: true, why: WhyOneClass, protects: -1}
	}
	return verdict{protects: -1}
}

// run hides groups until an attacker finds nothing. It returns false when the
// total would have to go.
func (s *suppressor) run() (bool, error) {
	if s.rules.editions {
		s.compareEditions()
	}
	if s.gone(0) {
		return false, nil
	}
	if ok, err := s.settle(); !ok || err != nil {
		return ok, err
	}
	if err := s.restore(); err != nil {
		return false, err
	}
	return true, s.final()
}

// final audits what is left once more: a leak that nothing can be hidden for, and any
// mistake before, ends here and not in a report. That the size of a group can be
// computed which is safe by itself is no leak.
func (s *suppressor) final() error {
	for _, with := range s.views {
		found, _, err := s.audit(with)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(l leak) bool { return l.kind != leakKnown }) {
			return ErrUnproven
		}
	}
	return nil
}

// gone says that neither a new nor an old figure of the group is shown.
func (s *suppressor) gone(c int) bool { return s.verdicts[c].hidden && !s.verdicts[c].carried }

// settle audits and hides in turn. Each turn hides at least one group, so it ends.
func (s *suppressor) settle() (bool, error) {
	for {
		more, err := s.pass()
		if err != nil || !more {
			return err == nil, err
		}
		if s.gone(0) {
			return false, nil
		}
	}
}

// pass audits the release by itself and with each earlier edition, and hides what
// the first audit with a finding asks for.
func (s *suppressor) pass() (hid bool, err error) {
	if s.rules.editions && s.compareRemainders() {
		hid = true
	}
	for _, with := range s.views {
		for {
			found, cells, err := s.audit(with)
			if err != nil {
				return false, err
			}
			if !s.stop(found, cells) {
				break
			}
			if hid = true; s.gone(0) {
				return hid, nil
			}
		}
	}
	return hid, nil
}

// audit returns the leaks of one view that this release adds to: those that stop
// when enough of its groups are hidden. What earlier editions give away already
// cannot be taken back.
func (s *suppressor) audit(with view) (found []leak, cells []int, err error) {
	if s.settled(with) {
		return nil, nil, nil
	}
	p, cells := s.problem(with)
	all, err := p.leaks()
	if err != nil {
		return nil, nil, err
	}
	for _, l := range all {
		switch {
		case l.kind == leakBounds:
			if with.past == nil {
				break
			}
			switch old, err := s.oldNews(with, l.cell); {
			case err != nil:
				return nil, nil, err
			case old:
				continue
			}
		case !slices.ContainsFunc(l.rows, func(r int) bool { return cells[r] >= 0 }):
			continue
		}
		found = append(found, l)
	}
	return found, cells, nil
}

// stop hides groups until no leak found has all of its rows left.
func (s *suppressor) stop(found []leak, cells []int) (hid bool) {
	eased := map[int]bool{} // tables in which a group was hidden to free others
	for _, l := range found {
		if l.kind == leakKnown && s.reveal(l.cell) {
			hid = true
			continue
		}
		choice := s.choices(l, cells)
		if slices.ContainsFunc(choice, func(c int) bool { return s.verdicts[c].hidden && l.kind != leakBounds }) {
			continue // hidden for another leak of this pass
		}
		if len(choice) > 0 {
			if table := s.cells[choice[0]].table; l.kind == leakBounds {
				if eased[table] {
					continue
				}
				eased[table] = true
			}
			s.hide(choice[0], l)
			hid = true
		}
	}
	return hid
}

// reveal shows a group that was hidden to protect others although it can be
// computed, where it is safe by itself.
func (s *suppressor) reveal(c int) bool {
	v := &s.verdicts[c]
	if !s.harmless(c) || v.carried || s.revealed[c] {
		return false
	}
	s.revealed[c] = true // once only: a second time would go round in circles
	*v = verdict{protects: -1}
	return true
}

func (s *suppressor) harmless(c int) bool {
	return !s.primary(&s.cells[c]).hidden && s.verdicts[c].why != WhyEdition
}

// choices are the groups whose hiding may stop a leak, the best first: the
// smallest, the total last.
func (s *suppressor) choices(l leak, cells []int) []int {
	var list []int
	if l.kind == leakBounds {
		list = s.neighbours(l.cell)
	}
	for _, r := range l.rows {
		if cells[r] >= 0 {
			list = append(list, cells[r])
		}
	}
	if l.kind != leakBounds {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(s.cells[a].n, s.cells[b].n) })
	}
	return list
}

// neighbours are the shown groups beside a hidden one: of its table, those that
// share the most values first, then the smallest; then all others.
func (s *suppressor) neighbours(h int) []int {
	var list []int
	shared := map[int]int{}
	for c := range s.cells {
		if s.verdicts[c].hidden {
			continue
		}
		list = append(list, c)
		if s.cells[c].table == s.cells[h].table {
			shared[c] = 1
			for i, v := range s.cells[c].key {
				if v == s.cells[h].key[i] {
					shared[c]++
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(s.cells[a].n, s.cells[b].n))
	})
	return list
}

func (s *suppressor) hide(c int, l leak) {
	why := map[kind]Why{leakSmall: WhyRemainder, leakOneClass: WhyClassLeft, leakKnown: WhyRemainder, leakBounds: WhyBounds}[l.kind]
	s.verdicts[c] = verdict{hidden: true, why: why, protects: l.cell, carried: s.carriable(c)}
}

// mostRestores bounds how many hidden groups are tried to be shown again.
const mostRestores = 24

// restore shows groups again that turned out to be hidden in vain, because what
// was hidden later protects as well. The largest are tried first.
func (s *suppressor) restore() error {
	var list []int
	for c := range s.cells {
		if s.verdicts[c].hidden && !s.verdicts[c].carried && s.harmless(c) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(s.cells[b].n, s.cells[a].n) })
	for _, c := range list[:min(len(list), mostRestores/len(s.views))] {
		was := s.verdicts[c]
		s.verdicts[c] = verdict{protects: -1}
		safe, err := s.safe()
		if err != nil {
			return err
		}
		if !safe {
			s.verdicts[c] = was
		}
	}
	return nil
}

// safe audits without changing anything.
func (s *suppressor) safe() (bool, error) {
	if s.rules.editions && len(s.earlier) > 0 {
		before := slices.Clone(s.verdicts)
		changed := s.compareRemainders()
		if s.verdicts = before; changed {
			return false, nil
		}
	}
	for _, with := range s.views {
		found, _, err := s.audit(with)
		if err != nil {
			return false, err
		}
		for _, l := range found {
			if l.kind != leakKnown || !s.harmless(l.cell) {
				return false, nil
			}
		}
	}
	return true, nil
}

// people is how many answers stand in shown groups, all tables together.
func (s *suppressor) people() int64 {
	var n int64
	for i := range s.cells {
		if !s.verdicts[i].hidden {
			n += s.cells[i].n
		}
	}
	return n
}
