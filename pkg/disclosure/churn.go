package disclosure

import (
	"cmp"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// match finds the answers that came or went since the edition, in the periods
// that both cover, from the counts of all groups.
func (p *past) match(l *layout) {
	now := make([]tally.Counts, len(l.base))
	for b := range l.blocks {
		p.class = append(p.class, classesOf(&l.blocks[b].counts))
		if per := l.blocks[b].period; per >= 0 && !p.scope[per] {
			continue
		}
		for _, c := range l.blocks[b].base {
			now[c].Add(&l.blocks[b].counts)
		}
	}
	came, went := p.differences(l, now)
	for score := range tally.Scores {
		p.agree(l, now, came[score], went[score], score)
		p.likeBlocks(l, came[score], score, false)
		p.likeBlocks(l, went[score], score, true)
		p.rest(l, came[score], score, false)
		p.rest(l, went[score], score, true)
	}
}

// amounts are how many answers each group of each table gained, or lost.
type amounts []map[int32]int64

func (p *past) differences(l *layout, now []tally.Counts) (came, went [tally.Scores]amounts) {
	for score := range tally.Scores {
		came[score], went[score] = make(amounts, len(l.tables)), make(amounts, len(l.tables))
		for t := range l.tables {
			came[score][t], went[score][t] = map[int32]int64{}, map[int32]int64{}
		}
	}
	for t := range l.tables {
		before := map[int32]tally.Counts{}
		for _, c := range p.rec.Tables[t].Cells {
			before[p.id[t][joined(c.Key)]] = c.Histogram
		}
		for c := l.first[t]; c < l.first[t+1]; c++ {
			if _, ok := before[int32(c)]; !ok {
				before[int32(c)] = tally.Counts{}
			}
		}
		for c, was := range before {
			var is tally.Counts
			if int(c) < len(now) {
				is = now[c]
			}
			for score := range was {
				if is[score] > was[score] {
					came[score][t][c] = int64(is[score] - was[score])
				} else if is[score] < was[score] {
					went[score][t][c] = int64(was[score] - is[score])
				}
			}
		}
	}
	return came, went
}

// agree makes the tables say the same of who came and who went. Few of them know all:
// North may have as many as before because one came and one went, and only a table by
// stores tells. Pairs of one who came and one who went are added, first to the groups
// whose parts in another table have more of them, then to the largest part of a group
// that has more than its parts.
func (p *past) agree(l *layout, now []tally.Counts, came, went amounts, score int) {
	add := func(t int, c int32, k int64) {
		came[t][c] += k
		went[t][c] += k
	}
	tables := p.contained(l)
	for range mostAgreements {
		changed := false
		for i := range tables {
			in := &tables[i]
			for c, k := range in.sums(came) {
				if more := k - came[in.coarse][c]; more > 0 {
					add(in.coarse, c, more)
					changed = true
				}
			}
		}
		for i := 0; i < len(tables) && !changed; i++ {
			in := &tables[i]
			sums := in.sums(came)
			for c, k := range came[in.coarse] {
				if more := k - sums[c]; more > 0 && in.whole && len(in.parts[c]) > 0 {
					add(in.fine, in.largest(c, now, score), more)
					changed = true
				}
			}
		}
		if !changed {
			return
		}
	}
}

// mostAgreements bounds the rounds in which the tables are made to agree. A few do
// unless tables cross each other in a circle.
const mostAgreements = 40

// containment says that each group of one table lies in one group of another.
type containment struct {
	coarse, fine int
	parent       map[int32]int32
	parts        map[int32][]int32 // in ascending order
	whole        bool              // of each group it is known; of a store that is gone it may not be
}

// sums adds up the parts of each group.
func (in *containment) sums(a amounts) map[int32]int64 {
	sums := map[int32]int64{}
	for c, k := range a[in.fine] {
		if parent, ok := in.parent[c]; ok {
			sums[parent] += k
		}
	}
	return sums
}

// largest is the part of a group that has the most answers of that score now.
func (in *containment) largest(c int32, now []tally.Counts, score int) int32 {
	return slices.MaxFunc(in.parts[c], func(a, b int32) int { return cmp.Compare(answersOf(now, a, score), answersOf(now, b, score)) })
}

func answersOf(now []tally.Counts, c int32, score int) uint64 {
	if int(c) >= len(now) {
		return 0
	}
	return now[c][score]
}

// contained lists which tables lie within which, groups that are gone included.
func (p *past) contained(l *layout) []containment {
	if p.within != nil {
		return p.within
	}
	p.within = []containment{}
	for coarse := range l.tables {
		for fine := range l.tables {
			if coarse == fine || coarse > fine && slices.Equal(l.tables[coarse], l.tables[fine]) {
				continue
			}
			in := containment{coarse: coarse, fine: fine, parent: map[int32]int32{}, parts: map[int32][]int32{}}
			for c, key := range p.keys[fine] {
				if parent, ok := p.project(l, fine, key, coarse); ok {
					in.parent[c] = parent
					in.parts[parent] = append(in.parts[parent], c)
				}
			}
			if len(in.parent) == 0 {
				continue
			}
			in.whole = len(in.parent) == len(p.keys[fine])
			for _, parts := range in.parts {
				slices.Sort(parts)
			}
			p.within = append(p.within, in)
		}
	}
	// Downwards from the finest: what is added to a part of a region stays in it.
	slices.SortStableFunc(p.within, func(a, b containment) int {
		return cmp.Compare(p.groups(b.coarse), p.groups(a.coarse))
	})
	return p.within
}

func (p *past) groups(table int) int { return len(p.keys[table]) }

// project finds the group of another table that holds all of a group.
func (p *past) project(l *layout, table int, key []string, other int) (int32, bool) {
	known := p.known(l, table, key)
	var values []string
	for _, d := range l.tables[other] {
		v, ok := known[d]
		if !ok {
			return 0, false
		}
		values = append(values, v)
	}
	c, ok := p.id[other][joined(values)]
	return c, ok
}

// known are the values that a group's answers have: those of its key, and those that
// follow from them, as the region from the store.
func (p *past) known(l *layout, table int, key []string) map[int]string {
	known := map[int]string{}
	for i, d := range l.tables[table] {
		known[d] = key[i]
		for other := range l.by {
			if v, ok := l.within[d][other][key[i]]; ok && l.nested[d][other] {
				known[other] = v
			}
		}
	}
	return known
}

// likeBlocks puts answers together that belong to the groups of a block. Those
// that came are answers of that block.
func (p *past) likeBlocks(l *layout, left amounts, score int, gone bool) {
	class := classOf(score)
	for b := range l.blocks {
		n := int64(1) << 40
		if !gone {
			n = int64(l.blocks[b].counts[score])
			if per := l.blocks[b].period; per >= 0 && !p.scope[per] {
				n = 0
			}
		}
		for t, c := range l.blocks[b].base {
			n = min(n, left[t][c])
		}
		if n <= 0 {
			continue
		}
		for t, c := range l.blocks[b].base {
			left[t][c] -= n
		}
		if !gone {
			p.class[b][class] -= n
		}
		p.churn = append(p.churn, churned{gone, l.blocks[b].base, class, n})
	}
}

// rest puts together what is left, group by group: those with the most dimensions
// first, and beside them groups that can hold the same answers.
func (p *past) rest(l *layout, left amounts, score int, gone bool) {
	order, tables := make([][]int32, len(left)), make([]int, len(left))
	for t := range left {
		tables[t] = t
		for c, n := range left[t] {
			if n > 0 {
				order[t] = append(order[t], c)
			}
		}
		slices.Sort(order[t])
	}
	slices.SortStableFunc(tables, func(a, b int) int { return cmp.Compare(len(l.tables[b]), len(l.tables[a])) })
	for {
		c := churned{gone: gone, class: classOf(score), n: 1 << 40, cells: make([]int32, len(left))}
		known := map[int]string{}
		for _, t := range tables {
			order[t] = slices.DeleteFunc(order[t], func(c int32) bool { return left[t][c] == 0 })
			if len(order[t]) == 0 {
				return
			}
			at := max(0, slices.IndexFunc(order[t], func(c int32) bool { return p.alike(l, t, c, known) }))
			c.cells[t] = order[t][at]
			c.n = min(c.n, left[t][c.cells[t]])
			for d, v := range p.known(l, t, p.keys[t][c.cells[t]]) {
				known[d] = v
			}
		}
		for t := range order {
			left[t][c.cells[t]] -= c.n
		}
		p.churn = append(p.churn, c)
	}
}

// alike says whether a group can have answers with the known values.
func (p *past) alike(l *layout, table int, c int32, known map[int]string) bool {
	for d, v := range p.known(l, table, p.keys[table][c]) {
		if w, ok := known[d]; ok && v != w {
			return false
		}
	}
	return true
}

func classOf(score int) int {
	switch {
	case score <= 6:
		return detractor
	case score <= 8:
		return passive
	}
	return promoter
}
