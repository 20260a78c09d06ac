package ingest

import (
	"context"
	"errors"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
)

// What the first block of a large input leaves open about its times, the whole
// decides.

// timeAgain decides the time column's layout by the whole input. It returns
// whether that changed it.
func (f *File) timeAgain(ctx context.Context, r *roles) (bool, error) {
	e, err := f.wholeTimes(ctx, r.time)
	if errors.Is(err, stream.ErrNotRewindable) {
		if r.timeErr != nil {
			return false, r.timeErr
		}
		return false, &Error{ID: "time-ambiguous", File: f.name, Column: f.columns[r.time].Ref(),
			Msg:  "the first block decided how dates are written, the rest contradicts it, and a pipe cannot be read twice",
			Hint: "give --date-order, or name the file instead of the pipe"}
	}
	if err != nil {
		return false, err
	}
	layout, err := e.Decide(f.timeOrder())
	if err != nil {
		return false, f.timeFault(r.time, err)
	}
	changed := r.layout == nil || layout.Name() != r.layout.Name()
	f.settleTime(r, layout)
	return changed, nil
}

// settleTime takes over the layout that the whole input has decided.
func (f *File) settleTime(r *roles, layout *timecol.Layout) {
	r.layout, r.timeWhole = layout, true
	if r.timeErr != nil {
		r.timeErr = nil
		f.fileZone(r)
		f.unwarn("time-ambiguous", "time-unparsed")
	}
}

func isUndecided(err error) bool {
	var t *timecol.Error
	return errors.As(err, &t) && t.Kind == timecol.Undecidable
}

// countBothWays counts an input whose first block leaves open whether day or
// month comes first: in one pass under both readings, of which the whole input
// then chooses one. So it works in a pipe too.
func (f *File) countBothWays(ctx context.Context, r *roles, q *Query) (*Pending, error) {
	head := f.timeEvidence(r.time)
	crews := map[timecol.Order][]*counter{}
	var plans []*plan
	undecided := r.timeErr
	for _, order := range []timecol.Order{timecol.DMY, timecol.MDY} {
		layout, err := head.Decide(order)
		if err != nil {
			return nil, f.timeFault(r.time, err)
		}
		r.timeErr, r.layout = nil, layout
		p, err := f.planFor(r, q)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	r.timeErr, r.layout = undecided, nil
	var e *timecol.Evidence
	for {
		e = new(timecol.Evidence)
		_, err := f.scan(ctx, plans[0].wanted, 1, func() scan.Sink {
			day, month := newCounter(plans[0]), newCounter(plans[1])
			crews[timecol.DMY], crews[timecol.MDY] = []*counter{day}, []*counter{month}
			return func(rec *scan.Record) error {
				e.Add(rec.Cells[plans[0].time], rec.Line())
				if err := day.record(rec); err != nil {
					return err
				}
				return month.record(rec)
			}
		})
		if err == nil {
			break
		}
		if err = f.learn(err); err != errAgain {
			return nil, err
		}
	}
	layout, err := e.Decide(f.timeOrder())
	if err != nil {
		return nil, f.timeFault(r.time, err)
	}
	f.settleTime(r, layout)
	p, crew := plans[0], crews[timecol.DMY]
	if layout.Order() == timecol.MDY {
		p, crew = plans[1], crews[timecol.MDY]
	}
	again, err := f.contradicted(ctx, p, crew)
	if err != nil {
		return nil, err
	}
	if again {
		return f.Count(ctx, *q)
	}
	return &Pending{f: f, p: p, crew: crew, repeated: -1}, nil
}

// wholeTimes looks at every cell of the time column.
func (f *File) wholeTimes(ctx context.Context, column int) (*timecol.Evidence, error) {
	for {
		e := new(timecol.Evidence)
		_, err := f.scan(ctx, []int{column}, 1, func() scan.Sink {
			return func(rec *scan.Record) error {
				e.Add(rec.Cells[0], rec.Line())
				return nil
			}
		})
		if err == nil {
			return e, nil
		}
		if err = f.learn(err); err != errAgain {
			return nil, err
		}
	}
}
