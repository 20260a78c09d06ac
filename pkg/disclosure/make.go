package disclosure

import (
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// Publication says that a release is to become an edition.
type Publication struct {
	Time time.Time
	// Reason names why the plan is another than that of an earlier edition; it is
	// kept in the record.
	Reason string
}

// Make decides what of the tally may be shown and makes the release of it.
//
// The tally is by all dimensions that the plan names, and by the period word
// where there is a trend. Answers outside the plan's periods (those of the
// running one) are left out of all tables, because a total with them beside a
// trend without them would give their number away; the account has them under
// "filtered".
//
// earlier are the records of the editions so far, the oldest first; nothing is
// shown that would give something away together with one of them. With a
// publication there is a Record of the new edition; without one the release is a
// draft and the record nil.
//
// Errors are PlanError, UnknownDimensionError, TooManyCellsError,
// NothingLeftError, OtherPlanError and ErrUnproven.
func Make(t *tally.Tally, plan Plan, earlier []*Record, publish *Publication) (*Release, *Record, error) {
	m, err := decide(t, plan, earlier, publish, allRules)
	if err != nil {
		return nil, nil, err
	}
	return m.release(publish)
}

// maker holds what was decided.
type maker struct {
	*suppressor
	plan  *Plan
	tally *tally.Tally
}

func decide(t *tally.Tally, plan Plan, earlier []*Record, publish *Publication, r rules) (*maker, error) {
	if err := plan.check(); err != nil {
		return nil, err
	}
	l, err := newLayout(t, &plan)
	if err != nil {
		return nil, err
	}
	past, err := earlierEditions(l, &plan, earlier, publish)
	if err != nil {
		return nil, err
	}
	floor := int64(plan.Policy.MinGroup)
	merges := [][]map[string]bool{make([]map[string]bool, len(l.by))}
	if sparse := l.sparse(floor); anyMerged(sparse) {
		merges = append(merges, sparse)
	}
	var best *suppressor
	for _, merge := range merges {
		g := l.group(merge)
		s := newSuppressor(g, floor, r, past)
		ok, err := s.run()
		if err != nil {
			return nil, err
		}
		if ok && (best == nil || s.people() > best.people()) {
			best = s
		}
	}
	if best == nil {
		return nil, &NothingLeftError{Total: true}
	}
	m := &maker{suppressor: best, plan: &plan, tally: t}
	return m, m.enough()
}

func anyMerged(merge []map[string]bool) bool {
	for _, m := range merge {
		if len(m) > 0 {
			return true
		}
	}
	return false
}

// withChange is the row of a group with its change since the edition before.
func (m *maker) withChange(c int) Row {
	row := m.row(c)
	last := m.last()
	if last == nil || row.Suppressed || row.Carried {
		return row
	}
	if old := m.old(last, c); old != nil {
		before := Row{N: old.N, NPS: old.NPS, Low: old.Low, High: old.High, Classes: old.Classes}
		row.Change = since(&row, &before, m.plan.Confidence)
	}
	return row
}

func (p *Plan) check() error {
	switch {
	case p.Policy.MinGroup < 3:
		return &PlanError{"the smallest group is below 3"}
	case p.Policy.ClassMinGroup < p.Policy.MinGroup:
		return &PlanError{"class counts would be shown of groups that are hidden"}
	case stats.CheckConfidence(p.Confidence) != nil:
		return &PlanError{"the confidence lies not between 0 and 1"}
	case p.Every != "" && len(p.Periods) == 0:
		return &PlanError{"there is no closed period yet"}
	}
	seen := map[string]bool{}
	for _, period := range p.Periods {
		if seen[period.Key] {
			return &PlanError{"a period is there twice"}
		}
		seen[period.Key] = true
	}
	return nil
}

// enough refuses a release of which nothing but the total is left.
func (m *maker) enough() error {
	if len(m.tables) == 1 {
		return nil
	}
	for c := range m.cells[1:] {
		if !m.gone(c + 1) {
			return nil
		}
	}
	most := 1
	for t := range m.tables[1:] {
		if m.first[t+2]-m.first[t+1] > m.first[most+1]-m.first[most] {
			most = t + 1
		}
	}
	return &NothingLeftError{Table: m.names(most), Every: m.plan.Every}
}

func (m *maker) release(publish *Publication) (*Release, *Record, error) {
	r := &Release{policy: m.plan.Policy, confidence: m.plan.Confidence}
	r.account = m.account()
	r.total = m.withChange(0)
	for t := 1; t < len(m.tables); t++ {
		var rows []Row
		for c := m.first[t]; c < m.first[t+1]; c++ {
			rows = append(rows, m.withChange(c))
		}
		if t == m.trendTable() {
			r.trend = m.trend(rows, &r.total)
			continue
		}
		sortRows(rows)
		r.tables = append(r.tables, Table{By: m.names(t), Rows: rows})
	}
	if publish == nil {
		return r, nil, nil
	}
	rec, err := m.record(r, publish)
	if err != nil {
		return nil, nil, err
	}
	r.edition = &Edition{Number: rec.Number, ID: rec.Digest, Published: rec.Published, Plan: rec.Plan}
	if last := m.last(); last != nil {
		r.edition.Previous = last.rec.Published
	}
	return r, rec, nil
}
