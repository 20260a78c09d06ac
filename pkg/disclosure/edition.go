package disclosure

import (
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// view is what an attacker holds beside the release: nothing, or an earlier
// edition. With flip, answers that went away count negatively, which finds what
// the difference of two editions gives away; without it, what their sum does.
type view struct {
	past *past
	rows []oldRow
	flip bool
	seen *memory
}

// past is an earlier edition of the same plan, made ready for the audit.
type past struct {
	rec   *Record
	scope []bool               // by period of the layout: whether the edition covers it; nil without periods
	id    []map[string]int32   // base cells by table and key; beyond those of the layout the ones that are gone
	keys  []map[int32][]string // the reverse of id
	rows  []oldRow
	churn []churned

	held    [][]int32           // of each block the rows that hold it, ascending
	few     []int               // see fewSince
	reduced *oldFigures         // see figures
	within  []containment       // see contained
	class   [][classCount]int64 // of each block, without the answers that came later
}

// oldRow is a figure of an earlier edition.
type oldRow struct {
	table  int
	cells  map[int32]bool // base cells that it holds
	scope  []bool
	counts tally.Counts
}

func (o *oldRow) holds(b *block) bool {
	return o.cells[b.base[o.table]] && (b.period < 0 || o.scope[b.period])
}

// churned is answers that came or went between an edition and now, in the
// periods that both cover. A record has the counts of the groups, not the
// answers, so whom they belonged to beyond that is made up, in agreement with all
// counts: what an attacker computes is made of counts, so it comes out the same.
type churned struct {
	gone  bool
	cells []int32 // base cell of each table
	class int
	n     int64
}

// earlierEditions makes the records of the same plan ready, oldest first. Those
// of another plan cannot be held against this one: the first by a new plan needs
// a reason.
func earlierEditions(l *layout, plan *Plan, earlier []*Record, publish *Publication) ([]*past, error) {
	var list []*past
	for _, rec := range earlier {
		if rec.Plan == plan.Hash() && len(rec.Tables) == len(l.tables) {
			list = append(list, &past{rec: rec})
		}
	}
	if len(earlier) > 0 && len(list) == 0 && publish != nil && publish.Reason == "" {
		return nil, &OtherPlanError{earlier[len(earlier)-1].Number}
	}
	for _, p := range list {
		p.prepare(l, list)
	}
	return list, nil
}

func (p *past) prepare(l *layout, all []*past) {
	p.scope = scopeOf(l, p.rec)
	for t := range l.tables {
		id, keys := make(map[string]int32, len(l.find[t])), make(map[int32][]string, len(l.find[t]))
		for key, c := range l.find[t] {
			id[key], keys[c] = c, l.base[c].key
		}
		p.id, p.keys = append(p.id, id), append(p.keys, keys)
	}
	next := int32(len(l.base))
	for t := range p.rec.Tables {
		for _, c := range p.rec.Tables[t].Cells {
			if key := joined(c.Key); !has(p.id[t], key) {
				p.id[t][key], p.keys[t][next] = next, c.Key
				next++
			}
		}
	}
	for t := range p.rec.Tables {
		for i := range p.rec.Tables[t].Rows {
			row := &p.rec.Tables[t].Rows[i]
			if !row.Shown {
				continue
			}
			if row.Edition != p.rec.Number && slices.ContainsFunc(all, func(o *past) bool { return o.rec.Number == row.Edition }) {
				continue // carried over from an edition that is looked at by itself
			}
			old := oldRow{table: t, cells: map[int32]bool{}, scope: p.scope, counts: row.Histogram}
			keys := row.Merged
			if keys == nil {
				keys = [][]string{row.Key}
			}
			for _, key := range keys {
				if c, ok := p.id[t][joined(key)]; ok {
					old.cells[c] = true
				}
			}
			p.rows = append(p.rows, old)
		}
	}
	p.hold(l)
	p.match(l)
}

func (p *past) hold(l *layout) {
	of := make([]map[int32][]int32, len(l.tables)) // rows by cell
	for i := range p.rows {
		row := &p.rows[i]
		if of[row.table] == nil {
			of[row.table] = map[int32][]int32{}
		}
		for c := range row.cells {
			of[row.table][c] = append(of[row.table][c], int32(i))
		}
	}
	p.held = make([][]int32, len(l.blocks))
	for b := range l.blocks {
		if per := l.blocks[b].period; per >= 0 && !p.scope[per] {
			continue
		}
		for t, c := range l.blocks[b].base {
			p.held[b] = append(p.held[b], of[t][c]...)
		}
		slices.Sort(p.held[b])
	}
}

func has(m map[string]int32, key string) bool { _, ok := m[key]; return ok }

func scopeOf(l *layout, rec *Record) []bool {
	if l.period < 0 {
		return nil
	}
	scope := make([]bool, len(l.values[l.period]))
	for i, key := range l.values[l.period] {
		scope[i] = slices.Contains(rec.Periods, key)
	}
	return scope
}

// row finds a row of the edition that was shown, with the same values merged.
func (p *past) row(table int, key []string, merged [][]string) *RecordRow {
	for i := range p.rec.Tables[table].Rows {
		row := &p.rec.Tables[table].Rows[i]
		if row.Shown && slices.Equal(row.Key, key) && slices.EqualFunc(row.Merged, merged, slices.Equal) {
			return row
		}
	}
	return nil
}

// last is the newest edition, nil without one.
func (s *suppressor) last() *past {
	if len(s.earlier) == 0 {
		return nil
	}
	return s.earlier[len(s.earlier)-1]
}

// viewsOf are all that an attacker may hold.
func viewsOf(earlier []*past, r rules) []view {
	views := []view{{seen: newMemory()}}
	if !r.editions {
		return views
	}
	for _, p := range earlier {
		views = append(views, view{p, p.rows, false, newMemory()})
		if slices.ContainsFunc(p.churn, func(c churned) bool { return c.gone }) {
			views = append(views, view{p, p.rows, true, newMemory()})
		}
	}
	return views
}

// compareEditions withholds the figures that would differ too little from an
// earlier one, or carries them over.
func (s *suppressor) compareEditions() {
	for c := range s.cells {
		if s.verdicts[c].hidden {
			continue
		}
		for _, p := range s.earlier {
			row := s.old(p, c)
			if row == nil {
				continue
			}
			if d := difference(&row.Histogram, &s.cells[c].counts); d.few(s.floor) {
				s.verdicts[c] = verdict{hidden: true, why: WhyEdition, protects: -1, carried: s.carriable(c)}
				break
			}
		}
	}
}

func (s *suppressor) old(p *past, c int) *RecordRow {
	var merged [][]string
	for _, b := range s.cells[c].merged {
		merged = append(merged, s.base[b].key)
	}
	return p.row(s.cells[c].table, s.cells[c].key, merged)
}

// carriable says whether the newest edition shows the group: then its figure can
// stand again, which tells nothing new.
func (s *suppressor) carriable(c int) bool {
	return s.rules.editions && s.last() != nil && s.old(s.last(), c) != nil
}

// addChurn adds the columns of the answers that came or went.
func (p *problem) addChurn(index map[string]int, with view, row, of []int32, fixed int) {
	for _, c := range with.past.churn {
		var rows []int32
		if c.gone {
			for i := range with.rows {
				if with.rows[i].cells[c.cells[with.rows[i].table]] {
					rows = append(rows, int32(fixed+i))
				}
			}
		} else {
			for _, b := range c.cells {
				if r := row[of[b]]; r >= 0 {
					rows = append(rows, r)
				}
			}
		}
		var class [classCount]int64
		class[c.class] = c.n
		col := p.column(index, rows, c.gone && with.flip)
		p.cols[col].add(class)
	}
}
