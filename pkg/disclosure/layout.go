package disclosure

import (
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// other is the value of merged rows.
const other = "other"

// keyEnd closes each value within a joined key; it cannot occur in UTF-8 text.
const keyEnd = "\xff"

// classes of an answer, as indexes.
const (
	detractor = iota
	passive
	promoter
	classCount
)

// layout is all groups of a plan before anything is merged or hidden.
type layout struct {
	by      []string
	tables  [][]int            // dimensions of each; the first is the total, the last the trend if there is one
	values  [][]string         // of each dimension, sorted; of the period those of the plan
	period  int                // dimension of the period, -1 without trend
	base    []base             // cells of all tables, table by table
	first   []int              // first base cell of each table, and the end
	find    []map[string]int32 // joined key to base cell, for each table
	blocks  []block
	lattice *lattice              // where changed answers belong
	left    uint64                // answers outside the periods
	within  [][]map[string]string // the value of b that goes with a value of a, where nested
	nested  [][]bool              // nested[a][b]: a value of a occurs with one value of b only
}

// base is one cell of a table.
type base struct {
	key    []string // by the dimensions of the table
	counts tally.Counts
}

// block is the answers that belong to the same cell in every table. What is
// shown never tells answers of a block apart.
type block struct {
	base   []int32 // one cell of each table
	period int     // index into the values of the period, -1 without one
	counts tally.Counts
}

// trendTable is the table of the trend, or -1.
func (l *layout) trendTable() int {
	if l.period < 0 {
		return -1
	}
	return len(l.tables) - 1
}

func newLayout(t *tally.Tally, plan *Plan) (*layout, error) {
	l := &layout{by: t.By, period: -1, tables: [][]int{{}}}
	for _, table := range plan.Tables {
		dims, err := l.dimensions(table)
		if err != nil {
			return nil, err
		}
		if len(dims) == 0 {
			return nil, &PlanError{"a table has no dimension"}
		}
		l.tables = append(l.tables, dims)
	}
	if plan.Every != "" {
		dims, err := l.dimensions([]string{plan.Every})
		if err != nil {
			return nil, err
		}
		l.period = dims[0]
		l.tables = append(l.tables, dims)
	}
	kept := l.closed(t, plan)
	l.learn(kept, plan)
	if err := l.enumerate(); err != nil {
		return nil, err
	}
	l.fill(kept)
	l.lattice = newLattice(l)
	return l, nil
}

func (l *layout) dimensions(names []string) ([]int, error) {
	var dims []int
	for _, name := range names {
		i := slices.Index(l.by, name)
		if i < 0 {
			return nil, &UnknownDimensionError{name, suggest.Nearest(name, l.by)}
		}
		if slices.Contains(dims, i) {
			return nil, &PlanError{"a table names a dimension twice"}
		}
		dims = append(dims, i)
	}
	return dims, nil
}

// closed picks the groups of the plan's periods; only they are counted, in all
// tables alike, so that every table has the same total.
func (l *layout) closed(t *tally.Tally, plan *Plan) []*tally.Group {
	in := map[string]bool{}
	for _, p := range plan.Periods {
		in[p.Key] = true
	}
	kept := make([]*tally.Group, 0, len(t.Groups))
	for i := range t.Groups {
		g := &t.Groups[i]
		switch {
		case l.period >= 0 && !in[g.Key[l.period]]:
			l.left += g.Counts.N()
		case g.Counts.N() > 0:
			kept = append(kept, g)
		}
	}
	return kept
}

// learn collects the values of each dimension, and which dimensions lie within
// another, as stores do in regions.
func (l *layout) learn(groups []*tally.Group, plan *Plan) {
	l.values = make([][]string, len(l.by))
	within := make([][]map[string]string, len(l.by))
	l.nested = make([][]bool, len(l.by))
	seen := make([]map[string]bool, len(l.by))
	for a := range l.by {
		seen[a] = map[string]bool{}
		within[a] = make([]map[string]string, len(l.by))
		l.nested[a] = make([]bool, len(l.by))
		for b := range l.by {
			within[a][b], l.nested[a][b] = map[string]string{}, a != b && a != l.period && b != l.period
		}
	}
	for _, g := range groups {
		for a, v := range g.Key {
			if !seen[a][v] {
				seen[a][v] = true
				l.values[a] = append(l.values[a], v)
			}
			for b, w := range g.Key {
				if !l.nested[a][b] {
					continue
				}
				if had, ok := within[a][b][v]; !ok {
					within[a][b][v] = w
				} else if had != w {
					l.nested[a][b] = false
				}
			}
		}
	}
	for a := range l.values {
		slices.Sort(l.values[a])
	}
	if l.period >= 0 {
		l.values[l.period] = nil
		for _, p := range plan.Periods {
			l.values[l.period] = append(l.values[l.period], p.Key)
		}
	}
	l.within = within
}

// enumerate makes the cells: each combination of values, whether it occurs or
// not, because a missing row would tell an empty group from a hidden one. Only
// what nesting rules out (a store in a region that is not its own) has no row.
func (l *layout) enumerate() error {
	most, at := 0, 0
	for i, dims := range l.tables {
		l.first = append(l.first, len(l.base))
		l.find = append(l.find, map[string]int32{})
		l.combine(i, dims, nil)
		if n := len(l.base) - l.first[i]; n > most {
			most, at = n, i
		}
		if len(l.base) > MaxCells {
			return &TooManyCellsError{l.names(at), len(l.base)}
		}
	}
	l.first = append(l.first, len(l.base))
	return nil
}

func (l *layout) combine(table int, dims []int, key []string) {
	if len(l.base) > MaxCells {
		return
	}
	if len(key) == len(dims) {
		l.find[table][joined(key)] = int32(len(l.base))
		l.base = append(l.base, base{key: slices.Clone(key)})
		return
	}
	next := dims[len(key)]
	for _, v := range l.values[next] {
		if l.possible(dims, key, next, v) {
			l.combine(table, dims, append(key, v))
		}
	}
}

func (l *layout) possible(dims []int, key []string, next int, v string) bool {
	for i, w := range key {
		if d := dims[i]; l.nested[next][d] && l.within[next][d][v] != w || l.nested[d][next] && l.within[d][next][w] != v {
			return false
		}
	}
	return true
}

// fill counts the groups into cells and blocks.
func (l *layout) fill(groups []*tally.Group) {
	index := make(map[string]int, len(groups))
	var signature, key []byte
	cells := make([]int32, len(l.tables))
	for _, g := range groups {
		signature = signature[:0]
		for t, dims := range l.tables {
			key = key[:0]
			for _, d := range dims {
				key = append(append(key, g.Key[d]...), keyEnd...)
			}
			c := l.find[t][string(key)]
			cells[t] = c
			l.base[c].counts.Add(&g.Counts)
			signature = append(signature, byte(c), byte(c>>8))
		}
		b, ok := index[string(signature)]
		if !ok {
			b = len(l.blocks)
			index[string(signature)] = b
			l.blocks = append(l.blocks, block{base: slices.Clone(cells), period: -1})
			if l.period >= 0 {
				l.blocks[b].period = slices.Index(l.values[l.period], g.Key[l.period])
			}
		}
		l.blocks[b].counts.Add(&g.Counts)
	}
}

// names are the dimensions of a table.
func (l *layout) names(table int) []string {
	var names []string
	for _, d := range l.tables[table] {
		names = append(names, l.by[d])
	}
	return names
}

func joined(key []string) string {
	if len(key) == 0 {
		return ""
	}
	return strings.Join(key, keyEnd) + keyEnd
}

func classesOf(c *tally.Counts) [classCount]int64 {
	return [classCount]int64{int64(c.Detractors()), int64(c.Passives()), int64(c.Promoters())}
}

// pure returns the class of all answers, or -1 when there are several (or none).
func pure(c [classCount]int64) int {
	class := -1
	for i, n := range c {
		if n > 0 {
			if class >= 0 {
				return -1
			}
			class = i
		}
	}
	return class
}

func statsCounts(c [classCount]int64) stats.Counts {
	return stats.Counts{Detractors: float64(c[detractor]), Passives: float64(c[passive]), Promoters: float64(c[promoter])}
}
