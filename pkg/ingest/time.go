package ingest

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// timeRole chooses the time column and its layout from the head. What keeps it
// from being used is kept in r.timeErr: it matters only when time is used.
func (f *File) timeRole(r *roles) {
	r.time = -1
	r.zones = zones{written: f.zone, report: f.opts.Zone}
	ranks, err := f.timeCandidates(r)
	if err != nil {
		r.timeErr = err
		return
	}
	for _, rank := range ranks {
		var usable []int
		var layouts []*timecol.Layout
		var first error
		for _, i := range rank {
			layout, err := f.timeEvidence(i).Decide(f.timeOrder())
			if err == nil {
				usable, layouts = append(usable, i), append(layouts, layout)
				continue
			}
			var e *timecol.Error
			if errors.As(err, &e) && (e.Kind == timecol.None || e.Kind == timecol.Unreadable) && len(ranks) > 1 {
				continue
			}
			if first == nil {
				first = err
				r.time = i
			}
		}
		if len(usable) == 0 {
			if first != nil {
				r.timeErr = f.timeFault(r.time, first)
				f.warnTime(r)
				return
			}
			continue
		}
		r.time, r.layout, r.timeErr = f.laterOf(usable, layouts)
		if r.timeErr == nil {
			f.fileZone(r)
			f.noteTimes(r)
		}
		f.warnTime(r)
		return
	}
	if r.timeErr == nil && r.time < 0 {
		r.timeErr = &Error{ID: "time-unparsed", Msg: "there is no time column that can be read", Hint: "name it with --time-column"}
	}
}

// noteTimes passes on what a reader of the times should know.
func (f *File) noteTimes(r *roles) {
	for _, note := range r.layout.Notes() {
		f.warnOf("time-notation", f.columns[r.time].Ref(), "is read with a doubt: "+note, 0)
	}
}

func (f *File) warnTime(r *roles) {
	var e *Error
	if errors.As(r.timeErr, &e) {
		f.warnOf(e.ID, e.Column, "is not used as the time: "+e.Msg, 0)
	}
}

// timeOrder is what the user or the definition says about day and month.
func (f *File) timeOrder() timecol.Order {
	if f.opts.DateOrder != timecol.OrderUnknown {
		return f.opts.DateOrder
	}
	if d := f.opts.Definition; d != nil {
		if defs := d.ByRole(survey.RoleTime); len(defs) > 0 {
			if o, ok := timecol.ParseOrder(defs[0].Order); ok {
				return o
			}
		}
	}
	return timecol.OrderUnknown
}

// timeCandidates lists the possible time columns, those of equal rank together,
// the best rank first. One that a flag, the definition or the preset names
// stands alone.
func (f *File) timeCandidates(r *roles) ([][]int, error) {
	if f.opts.TimeColumn != "" {
		i, err := findColumn(f.columns, f.opts.TimeColumn)
		if err != nil {
			return nil, f.named(err)
		}
		return [][]int{{i}}, nil
	}
	if d := f.opts.Definition; d != nil {
		if defs := d.ByRole(survey.RoleTime); len(defs) > 0 {
			i, err := findColumn(f.columns, defs[0].From)
			if err != nil {
				return nil, f.named(err)
			}
			if zone := defs[0].Zone; zone != "" {
				if f.zone, err = loadZone(zone); err != nil {
					return nil, f.named(err)
				}
				r.zones.written = f.zone
			}
			return [][]int{{i}}, nil
		}
	}
	var ranks [][]int
	if f.preset != nil {
		for i := range f.preset.Time {
			if k := f.preset.Time[i].find(f.columns); k >= 0 && f.filledColumn(k) {
				ranks = append(ranks, []int{k})
			}
		}
		if len(ranks) > 0 {
			return ranks, nil
		}
	}
	return f.timeHeaders(r), nil
}

// timeHeaders ranks the columns whose header speaks of a time. Without any, the
// one column of written dates is taken, with a warning.
func (f *File) timeHeaders(r *roles) [][]int {
	byRank := map[int][]int{}
	for i := range f.columns {
		if i == r.score || i == r.class {
			continue
		}
		rank := timeRank(f.columns[i].norm)
		if rank < 0 && f.columns[i].normLabel != "" {
			rank = timeRank(f.columns[i].normLabel)
		}
		if rank >= 0 && f.filledColumn(i) {
			byRank[rank] = append(byRank[rank], i)
		}
	}
	var ranks [][]int
	for _, k := range slices.Sorted(maps.Keys(byRank)) {
		ranks = append(ranks, byRank[k])
	}
	if len(ranks) == 0 {
		if i := f.onlyDates(r); i >= 0 {
			f.warnOf("time-column", f.columns[i].Ref(), "was taken as the time by its values: no header speaks of a time", 0)
			return [][]int{{i}}
		}
	}
	return ranks
}

// onlyDates returns the one column that holds written dates, -1 when there is
// none or several. Numbers are no dates here, whatever they might count.
func (f *File) onlyDates(r *roles) int {
	found := -1
	for i := range f.columns {
		q := r.profiles[i]
		if i == r.score || i == r.class || q == nil || q.nonblank == 0 || 10*(q.numbers+q.classes) > q.nonblank || notTime().MatchString(f.columns[i].norm) {
			continue
		}
		e := f.timeEvidence(i)
		layout, err := e.Decide(f.timeOrder())
		var t *timecol.Error
		undecided := errors.As(err, &t) && (t.Kind == timecol.Undecidable || t.Kind == timecol.Conflict)
		if err != nil && !undecided || err == nil && layout.Order() == timecol.OrderUnknown {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

func (f *File) filledColumn(i int) bool {
	for _, row := range f.head {
		if cellAt(row, i) != "" {
			return true
		}
	}
	return false
}

func (f *File) timeEvidence(i int) *timecol.Evidence {
	e := new(timecol.Evidence)
	for k, row := range f.head {
		if i < len(row) {
			e.Add([]byte(row[i]), f.lines[k])
		}
	}
	return e
}

// laterOf takes, of several readable columns of one rank, the one that is never
// before the others.
func (f *File) laterOf(usable []int, layouts []*timecol.Layout) (int, *timecol.Layout, error) {
	for a := range usable {
		latest := true
		for b := range usable {
			if b != a && !f.neverBefore(usable[a], layouts[a], usable[b], layouts[b]) {
				latest = false
			}
		}
		if latest {
			return usable[a], layouts[a], nil
		}
	}
	return usable[0], layouts[0], &Error{ID: "time-ambiguous", File: f.name,
		Msg: "several columns could be the time: " + refs(f.columns, usable), Hint: "name one with --time-column"}
}

func (f *File) neverBefore(a int, la *timecol.Layout, b int, lb *timecol.Layout) bool {
	for _, row := range f.head {
		ta, _, oka := la.Parse([]byte(cellAt(row, a)))
		tb, _, okb := lb.Parse([]byte(cellAt(row, b)))
		if oka && okb && ta.Before(tb) {
			return false
		}
	}
	return true
}

// fileZone finds the zone in which times are reported when --tz does not say:
// the one of the export, the offset that all times share, or UTC.
func (f *File) fileZone(r *roles) {
	if f.opts.Zone != nil || !r.layout.Zoned() {
		return
	}
	switch {
	case f.zone != nil:
		r.zones.report = f.zone
	case r.layout.Zone() != nil:
		r.zones.report = r.layout.Zone()
	default:
		r.zones.report = time.UTC
	}
}

// timeFault words why a time column has no layout.
func (f *File) timeFault(column int, err error) error {
	e := &Error{ID: "time-unparsed", File: f.name, Column: f.columns[column].Ref(), Msg: err.Error(), cause: err}
	var t *timecol.Error
	if errors.As(err, &t) {
		e.Hint = t.Hint()
		if t.Kind == timecol.Conflict || t.Kind == timecol.Undecidable {
			e.ID = "time-ambiguous"
		}
	}
	return e
}
