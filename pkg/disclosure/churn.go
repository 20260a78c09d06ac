package disclosure

import (
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
		pad(l, now, came[score], went[score], score)
		p.likeBlocks(l, came[score], score, false)
		p.likeBlocks(l, went[score], score, true)
		p.rest(came[score], score, false)
		p.rest(went[score], score, true)
	}
}

// amounts are how many answers each group of each table gained, or lost.
type amounts []map[int32]int64

func (a amounts) sum(table int) (n int64) {
	for _, k := range a[table] {
		n += k
	}
	return n
}

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

// pad makes the tables agree on how many came and went: where one shows fewer,
// somebody came and somebody went in one and the same group, its largest.
func pad(l *layout, now []tally.Counts, came, went amounts, score int) {
	var most int64
	for t := range came {
		most = max(most, came.sum(t))
	}
	for t := range came {
		missing := most - came.sum(t)
		if missing == 0 || l.first[t] == l.first[t+1] {
			continue
		}
		largest := l.first[t]
		for c := l.first[t]; c < l.first[t+1]; c++ {
			if now[c][score] > now[largest][score] {
				largest = c
			}
		}
		came[t][int32(largest)] += missing
		went[t][int32(largest)] += missing
	}
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

// rest puts together what is left, group by group.
func (p *past) rest(left amounts, score int, gone bool) {
	order := make([][]int32, len(left))
	for t := range left {
		for c, n := range left[t] {
			if n > 0 {
				order[t] = append(order[t], c)
			}
		}
		slices.Sort(order[t])
	}
	for {
		c := churned{gone: gone, class: classOf(score), n: 1 << 40}
		for t := range order {
			for len(order[t]) > 0 && left[t][order[t][0]] == 0 {
				order[t] = order[t][1:]
			}
			if len(order[t]) == 0 {
				return
			}
			c.cells = append(c.cells, order[t][0])
			c.n = min(c.n, left[t][order[t][0]])
		}
		for t := range order {
			left[t][c.cells[t]] -= c.n
		}
		p.churn = append(p.churn, c)
	}
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
