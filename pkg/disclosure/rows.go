package disclosure

import (
	"math"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// oneDecimalFrom is the number of answers from which a score has a decimal.
const oneDecimalFrom = 1000

// row is what is shown of a group.
func (m *maker) row(c int) Row {
	cell := &m.cells[c]
	row := Row{Key: m.key(cell.table, cell.key), Suppressed: true}
	if m.gone(c) {
		return row
	}
	row.Merged = m.mergedKeys(c)
	if m.verdicts[c].carried {
		old := m.old(m.last(), c)
		row.Suppressed, row.Carried, row.Classes = false, true, old.Classes
		row.N, row.NPS, row.Low, row.High = old.N, old.NPS, old.Low, old.High
		return row
	}
	figures(&row, cell.class, m.plan)
	return row
}

// mergedKeys are the keys of the groups that were put together into one.
func (m *maker) mergedKeys(c int) (keys [][]Field) {
	for _, b := range m.cells[c].merged {
		keys = append(keys, m.key(m.cells[c].table, m.base[b].key))
	}
	return keys
}

func (m *maker) key(table int, values []string) []Field {
	var key []Field
	for i, d := range m.tables[table] {
		key = append(key, Field{m.by[d], values[i]})
	}
	return key
}

// figures fills in the numbers. Class counts give nothing away that n and the
// score do not: the audit takes them as known for every shown group.
func figures(row *Row, class [classCount]int64, plan *Plan) {
	counts := statsCounts(class)
	score, ok := stats.NPS(counts)
	low, high, ok2 := stats.Interval(counts, stats.DefaultMethod, plan.Confidence)
	if !ok || !ok2 {
		return
	}
	row.Suppressed = false
	row.N = class[detractor] + class[passive] + class[promoter]
	row.NPS, row.Low, row.High = points(score, row.N), points(low, row.N), points(high, row.N)
	if row.N >= int64(plan.Policy.ClassMinGroup) {
		row.Classes = &Classes{class[detractor], class[passive], class[promoter]}
	}
}

// points rounds a score for a group of n.
func points(score float64, n int64) float64 {
	scale := 1.0
	if n >= oneDecimalFrom {
		scale = 10
	}
	return math.Round(score*100*scale)/scale + 0 // no -0
}

func sortRows(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		return slices.CompareFunc(a.Key, b.Key, func(x, y Field) int { return strings.Compare(x.Value, y.Value) })
	})
}

// account says what was counted. Answers outside the periods are filtered ones, as
// are those that a choice of rows left out; where there are so few that their number
// would be that of a small group they are left out of the account. Where the total is carried over so is the account,
// which would else tell how many answers came or went.
func (m *maker) account() Account {
	if m.verdicts[0].carried {
		return m.last().rec.Account
	}
	excluded := m.tally.Excluded
	if excluded.Filtered += m.left; excluded.Filtered < uint64(m.floor) {
		excluded.Filtered = 0
	}
	a := Account{Counted: m.cells[0].n}
	a.Records = a.Counted + int64(excluded.Sum())
	for _, r := range excluded.Reasons() {
		if r.Count > 0 {
			a.Excluded = append(a.Excluded, Reason{r.Name, int64(r.Count)})
		}
	}
	return a
}
