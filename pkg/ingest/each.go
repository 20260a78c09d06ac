package ingest

import (
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Roles says what the columns of an input are for, as indexes into Columns;
// -1 where there is none.
type Roles struct {
	Score, Class, Time, ResponseID, Respondent, Comment, Weight, Consent int

	// GroupBy is the column of which equal values mean one response that was stored
	// in several records, of which score takes the newest (the last of those without a
	// time); -1 where the preset says nothing of the kind.
	GroupBy int

	coding   classCoding
	Identity []int           // columns with personal data
	Layout   *timecol.Layout // of the time column, nil when it cannot be used
	TimeErr  error           // why it cannot be used
	Reader   *survey.ScoreReader
}

// Roles decides what the columns are for. The error says why no score column
// can be chosen; the other roles are then not known either.
func (f *File) Roles(ctx context.Context) (*Roles, error) {
	r, err := f.resolve(ctx)
	if err != nil {
		return nil, err
	}
	return &Roles{Score: r.score, Class: r.class, Time: r.time, ResponseID: r.responseID, Respondent: r.respondent,
		Comment: r.comment, Weight: r.weight, Consent: r.consent, coding: r.coding, Identity: r.identity,
		Layout: r.layout, TimeErr: r.timeErr, Reader: r.reader, GroupBy: r.groupBy}, nil
}

// Test says whether a row is a test, preview, spam or disqualified one by the
// rules of the preset. cells are those of all columns. Roles must have been
// called.
func (f *File) Test(cells [][]byte) bool {
	for i := range f.roles.exclude {
		if f.roles.exclude[i].holds(cells[f.roles.exclude[i].column]) {
			return true
		}
	}
	return false
}

// Each calls row for every record in file order with the cells of all columns,
// valid until it returns. Places become lines by Line after Each has returned.
// When the input must be read in another way than it began (lone quotes, an old
// encoding), restart is called and the rows begin anew.
func (f *File) Each(ctx context.Context, restart func(), row func(at scan.Pos, cells [][]byte) error) error {
	all := f.allColumns()
	for {
		_, err := f.scan(ctx, all, 1, func() scan.Sink {
			return func(rec *scan.Record) error { return row(rec.Pos(), rec.Cells) }
		})
		if err == nil {
			return nil
		}
		if err = f.learn(err); err != errAgain {
			return err
		}
		restart()
	}
}

// Spread is Each for what needs no order: the records go to sinks, one for each
// worker, each with its own part of them. newSink is called in the caller's
// goroutine; restart before it is called again for each worker, because the records
// begin anew.
func (f *File) Spread(ctx context.Context, restart func(), newSink func() func(cells [][]byte) error) error {
	all := f.allColumns()
	for {
		_, err := f.scan(ctx, all, f.opts.Workers, func() scan.Sink {
			row := newSink()
			return func(rec *scan.Record) error { return row(rec.Cells) }
		})
		if err == nil {
			return nil
		}
		if err = f.learn(err); err != errAgain {
			return err
		}
		restart()
	}
}

// Line returns the physical line of a place that Each gave (the row, in a
// workbook).
func (f *File) Line(at scan.Pos) int64 { return f.scanned.Line(at) }

// Short returns how many records had fewer cells than the header, and the line
// of the first. In a workbook that is no fault: blank cells need not be written.
func (f *File) Short() (n, line int64) {
	if f.scanned == nil || f.scanned.Short == 0 || f.format == "xlsx" {
		return 0, 0
	}
	return f.scanned.Short, f.scanned.Line(f.scanned.ShortPos)
}

// ClassOf reads a cell of the class column.
func (r *Roles) ClassOf(cell []byte) (survey.Class, bool) {
	return classOfCell(trimBlanks(cell), r.coding)
}
