package disclosure

import (
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// grouping is the cells of all tables after sparse values were merged.
type grouping struct {
	*layout
	cells []group
	of    []int32 // group of each base cell
	first []int   // first group of each table, and the end
}

// group is one row of a table: one base cell, or several that were merged.
type group struct {
	table  int
	key    []string
	merged []int32 // base cells, nil unless values were merged
	counts tally.Counts
	n      int64
	class  [classCount]int64
	blocks []int32
}

// group merges values: those of dimension d that are in merge[d] become other.
func (l *layout) group(merge []map[string]bool) *grouping {
	g := &grouping{layout: l, of: make([]int32, len(l.base))}
	for t, dims := range l.tables {
		g.first = append(g.first, len(g.cells))
		find := map[string]int32{}
		for b := l.first[t]; b < l.first[t+1]; b++ {
			key, together := slices.Clone(l.base[b].key), false
			for i, d := range dims {
				if merge[d][key[i]] {
					key[i], together = other, true
				}
			}
			c, ok := find[joined(key)]
			if !ok {
				c = int32(len(g.cells))
				find[joined(key)] = c
				g.cells = append(g.cells, group{table: t, key: key})
			}
			cell := &g.cells[c]
			cell.counts.Add(&l.base[b].counts)
			if together {
				cell.merged = append(cell.merged, int32(b))
			}
			g.of[b] = c
		}
	}
	g.first = append(g.first, len(g.cells))
	for i := range g.cells {
		c := &g.cells[i]
		c.n, c.class = int64(c.counts.N()), classesOf(&c.counts)
	}
	for b := range l.blocks {
		for _, c := range l.blocks[b].base {
			cell := &g.cells[g.of[c]]
			cell.blocks = append(cell.blocks, int32(b))
		}
	}
	return g
}

// sparse finds, for each dimension, the values to merge: those under the floor
// and, as long as they are too few together, the next smallest. A dimension with
// nothing to gain has none.
func (l *layout) sparse(floor int64) []map[string]bool {
	merge := make([]map[string]bool, len(l.by))
	for d := range l.by {
		if d == l.period || !l.shown(d) {
			continue
		}
		merge[d] = l.sparseValues(d, floor)
	}
	return merge
}

func (l *layout) shown(d int) bool {
	return slices.ContainsFunc(l.tables, func(dims []int) bool { return slices.Contains(dims, d) })
}

func (l *layout) sparseValues(d int, floor int64) map[string]bool {
	counts := map[string]*tally.Counts{}
	for t, dims := range l.tables {
		i := slices.Index(dims, d)
		if i < 0 {
			continue
		}
		for b := l.first[t]; b < l.first[t+1]; b++ {
			v := l.base[b].key[i]
			if counts[v] == nil {
				counts[v] = new(tally.Counts)
			}
			counts[v].Add(&l.base[b].counts)
		}
		break
	}
	values := slices.Clone(l.values[d])
	slices.SortStableFunc(values, func(a, b string) int {
		return int(min(counts[a].N(), 1<<30)) - int(min(counts[b].N(), 1<<30))
	})
	if len(values) < 3 || counts[values[0]].N() >= uint64(floor) {
		return nil
	}
	merge, sum := map[string]bool{}, tally.Counts{}
	for _, v := range values {
		n := counts[v].N()
		if n >= uint64(floor) && len(merge) >= 2 && sum.N() >= uint64(floor) && pure(classesOf(&sum)) < 0 {
			break
		}
		merge[v] = true
		sum.Add(counts[v])
	}
	for _, v := range values {
		if v == other {
			merge[v] = true // a value of that name cannot stand beside the merged row
		}
	}
	if len(merge) == len(values) {
		return nil
	}
	return merge
}
