package validate

import (
	"errors"
	"fmt"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// A response may be this far in the future: clocks and zones differ.
const ahead = 48 * time.Hour

// firstYear is the year before which no survey was answered on a computer.
const firstYear = 1990

// times is what was met in the time column. The layout that ingest decided on
// from the first records finds the cells that cannot be read; the evidence of
// all records gives the verdict.
type times struct {
	column   int
	layout   *timecol.Layout // nil when the first records decide nothing
	evidence timecol.Evidence
	latest   time.Time
	unread   hits
	future   hits
	past     hits
}

// newTimes is nil when there is no time column.
func (c *checker) newTimes() *times {
	if c.roles.Time < 0 {
		return nil
	}
	t := &times{column: c.roles.Time, layout: c.roles.Layout}
	if !c.o.Now.IsZero() {
		t.latest = c.o.Now.UTC().Add(ahead)
	}
	return t
}

// A place fits a line number of timecol: the block above, the line in it below.
// The order stays, and linesOf makes lines of them at the end.
func packed(p scan.Pos) int64   { return int64(p.Block)<<32 | int64(p.Line) + 1 }
func unpacked(n int64) scan.Pos { return scan.Pos{Block: int32(n >> 32), Line: int32(n) - 1} }

func (t *times) add(at scan.Pos, cell []byte) {
	t.evidence.Add(cell, packed(at))
	if t.layout == nil {
		return
	}
	when, _, ok := t.layout.Parse(cell)
	switch {
	case !ok:
		if !survey.IsBlankWord(cell) {
			t.unread.add(at)
		}
	case !t.latest.IsZero() && when.After(t.latest):
		t.future.add(at)
	case when.Year() < firstYear:
		t.past.add(at)
	}
}

// findings reports what was met.
func (t *times) findings(c *checker, whole bool) {
	column := c.columns[t.column].Ref()
	outside := t.future
	for _, p := range t.past.at[:t.past.n] {
		if outside.n < maxPlaces {
			outside.at[outside.n] = p
			outside.n++
		}
	}
	outside.count += t.past.count
	switch {
	case t.past.count == 0:
		c.hit("time-out-of-range", column, "", &outside, count(outside.count, "time lies in the future", "times lie in the future"))
	case t.future.count == 0:
		c.hit("time-out-of-range", column, "", &outside, count(outside.count, "time lies before 1990", "times lie before 1990"))
	default:
		c.hit("time-out-of-range", column, "", &outside, count(t.future.count, "time lies", "times lie")+" in the future and "+thousands(t.past.count)+" before 1990")
	}
	if whole {
		t.verdict(c, column)
	}
}

// verdict decides by all records how the times are written.
func (t *times) verdict(c *checker, column string) {
	layout, err := t.evidence.Decide(c.f.TimeOrder())
	var e *timecol.Error
	switch {
	case errors.As(err, &e):
		t.fault(c, column, e)
	case err != nil:
	case t.layout != nil && t.layout.Same(layout):
		c.hit("time-unparsed", column, "", &t.unread, count(t.unread.count, "time is not written like the others", "times are not written like the others"))
	case layout.Unread() > 0:
		c.put(finding.Finding{ID: "time-unparsed", Column: column, Count: layout.Unread(),
			Message: count(layout.Unread(), "time is not written like the others", "times are not written like the others")})
	}
	if err == nil {
		t.notes(c, column, layout)
	}
	// What ingest says beyond the notation: several columns could be the time.
	var own *ingest.Error
	if err == nil && t.layout != nil && errors.As(c.roles.TimeErr, &own) {
		c.put(finding.Finding{ID: own.ID, Column: own.Column, Message: own.Msg, Remedy: own.Hint})
	}
}

// notes reports what a reader of the times should know. A note that does not
// begin with a number of values is about all of them.
func (t *times) notes(c *checker, column string, layout *timecol.Layout) {
	for _, note := range layout.Notes() {
		var n int64
		if _, err := fmt.Sscan(note, &n); err != nil {
			n = t.evidence.Values() - layout.Unread()
		}
		c.put(finding.Finding{ID: "time-notation", Column: column, Message: note, Count: n})
	}
}

// fault reports a column whose times cannot be used.
func (t *times) fault(c *checker, column string, e *timecol.Error) {
	first := e.BadLine
	for _, line := range []*int64{&e.BadLine, &e.DayFirstLine, &e.MonthFirstLine, &e.NotYearFirstLine} {
		if *line > 0 {
			*line = c.line(unpacked(*line))
		}
	}
	for i := range e.Notations {
		if n := &e.Notations[i]; n.Line > 0 {
			n.Line = c.line(unpacked(n.Line))
		}
	}
	f := finding.Finding{ID: "time-unparsed", Column: column, Message: "the time column cannot be used: " + e.Error(), Remedy: e.Hint(), Count: e.Values}
	switch e.Kind {
	case timecol.None:
		f = finding.Finding{ID: "no-time-column", Column: column, Message: "the time column has no value"}
	case timecol.Conflict:
		f.ID, f.Line = "time-ambiguous", max(e.DayFirstLine, e.MonthFirstLine, e.NotYearFirstLine)
	case timecol.Undecidable:
		f.ID = "time-ambiguous"
	case timecol.Mixed:
		if len(e.Notations) > 1 {
			f.Line, f.Count = e.Notations[1].Line, e.Values-e.Notations[0].Count
		}
	default:
		if first > 0 {
			f.Line, f.Count = e.BadLine, e.Values-e.Readable
		}
	}
	c.put(f)
}
