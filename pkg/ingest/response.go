package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Response is one record with what the columns' roles say of it: what score
// would make of it, and by which rules it would leave it out. It is valid until
// the sink returns.
type Response struct {
	At    scan.Pos
	Cells [][]byte // of all columns

	// Score is the answer when Kind is survey.CellScore. A class column in place of
	// scores gives the lowest score of each class.
	Score int
	Kind  survey.CellKind

	Time    time.Time // wall time in the report zone, as a time in UTC; zero unless Timed
	Timed   bool
	BadTime bool // the time's cell is neither blank nor a time

	// What the preset says of the record; each mark stands on its own. Score counts a
	// record as the first that holds of: Test unless Options.IncludeTest, Filtered,
	// Unfinished with Options.CompleteOnly.
	Test       bool
	Filtered   bool
	Unfinished bool

	Weight    float64
	Weighted  bool // there is a weight column, and the weight can be used
	BadWeight bool // a score without a weight that can be used, at which score stops
}

// Responses hands every record to sinks: one for each worker, each with its own
// part of the records, in no order. Like Gather it may have to begin anew, when the
// input turns out to be written in another way, or its roles to be others: newSink
// is then called again for each worker, and what all sinks before were given is
// void. It is called in the caller's goroutine, for all workers before the first
// record is read: a call of newSink after a sink was given a record says that the
// records come again. Places become lines by Line after Responses has returned.
//
// What day and month are is decided before the first record is handed over, by a
// pass of its own where only the whole input tells. Where that cannot be (a long
// pipe), or where it stays open, the error names the flag to give. An input without
// a time, or with one that Roles says cannot be read, gives responses without.
//
// The error is also that of Tally where it would refuse to score: classes that
// disagree, a pipe whose rest contradicts its beginning. A weight that cannot be used
// is a mark, not an error.
func (f *File) Responses(ctx context.Context, newSink func() func(*Response) error) error {
	if f.shards != nil {
		return &Error{Fault: Misuse, File: f.name, Msg: "a tally file holds counts and no responses"}
	}
	r, err := f.resolve(ctx)
	if err != nil {
		return err
	}
	if err := f.timeBefore(ctx, r); err != nil {
		return err
	}
	for {
		p, crew, err := f.respond(ctx, newSink)
		if err != nil {
			return err
		}
		again, err := f.contradicted(ctx, p, crew)
		if err == nil && !again {
			again, err = f.timeAfter(ctx, p, crew)
		}
		if err != nil {
			return err
		}
		if !again {
			return f.responsesDone(p, crew)
		}
	}
}

// respond makes one pass.
func (f *File) respond(ctx context.Context, newSink func() func(*Response) error) (*plan, []*counter, error) {
	p, err := f.planAll()
	if err != nil {
		return nil, nil, err
	}
	for {
		var crew []*counter
		_, err := f.scan(ctx, p.wanted, f.opts.Workers, func() scan.Sink {
			s := &responder{c: newCounter(p), sink: newSink()}
			crew = append(crew, s.c)
			return s.record
		})
		if err == nil {
			return p, crew, nil
		}
		if err = f.learn(err); err != errAgain {
			return nil, nil, err
		}
	}
}

// planAll is the plan of a query that reads all columns and leaves nothing out, so
// that a slot is a column.
func (f *File) planAll() (*plan, error) {
	q := &Query{Times: true}
	p := newPlan(f, f.roles, q)
	p.wanted = f.allColumns()
	p.exclude = p.rulesAt(f.roles.exclude)
	return p, p.fill()
}

// timeBefore decides the layout of the times before any record is handed over.
func (f *File) timeBefore(ctx context.Context, r *roles) error {
	if r.timeErr == nil {
		return nil
	}
	if f.complete || r.time < 0 {
		return ambiguousTime(r.timeErr)
	}
	if !f.Rereadable() {
		return r.timeErr
	}
	_, err := f.timeAgain(ctx, r)
	return f.withoutTime(r, err)
}

// timeAfter looks whether cells turned up that the layout of the first block does
// not fit, and decides by the whole input then. again says that it is another.
func (f *File) timeAfter(ctx context.Context, p *plan, crew []*counter) (again bool, err error) {
	var bad int64
	for _, c := range crew {
		bad += c.noTime
	}
	if bad == 0 || f.complete || p.time < 0 || p.r.timeWhole {
		return false, nil
	}
	if again, err = f.timeAgain(ctx, p.r); err == nil {
		return again, nil
	}
	if err := f.withoutTime(p.r, err); err != nil {
		return false, err
	}
	return true, nil
}

// withoutTime takes the fault of a time column that the whole input has been asked
// about for an answer: the input is read without times, as a small one would be.
// Other errors, and a question for the user, are returned.
func (f *File) withoutTime(r *roles, err error) error {
	var e *Error
	if err == nil || !errors.As(err, &e) || e.ID != "time-unparsed" {
		return err
	}
	r.timeErr, r.layout, r.timeWhole = err, nil, true
	f.warnTime(r)
	return nil
}

// ambiguousTime returns an error that a flag can cure, and nil for others.
func ambiguousTime(err error) error {
	var e *Error
	if errors.As(err, &e) && e.ID == "time-ambiguous" {
		return err
	}
	return nil
}

// responsesDone checks what only the whole input shows, and passes on its doubts.
func (f *File) responsesDone(p *plan, crew []*counter) error {
	var disagreeing []scan.Pos
	var disagreements, compared int64
	for _, c := range crew {
		disagreeing = append(disagreeing, c.disagreeing...)
		disagreements += c.disagreements
		compared += c.compared
	}
	if err := f.checkClasses(p, f.linesOf(disagreeing, maxDisagreeing), disagreements, compared); err != nil {
		return err
	}
	f.warnRead()
	return nil
}

// warnRead passes on what a whole pass met.
func (f *File) warnRead() {
	if short, line := f.Short(); short > 0 {
		f.warn("ragged-row", fmt.Sprintf("%d records have fewer cells than the header; the missing ones were read as blank", short), line)
	}
	if n := f.replaced(); n > 0 {
		f.warn("replaced-characters", fmt.Sprintf("%d broken characters were read as U+FFFD", n), 0)
	}
}

// responder is one worker of Responses. Its counter knows the rules, and counts what
// the checks of the whole need.
type responder struct {
	c    *counter
	sink func(*Response) error
	r    Response
}

func (s *responder) record(rec *scan.Record) error {
	c, r, p := s.c, &s.r, s.c.p
	*r = Response{At: rec.Pos(), Cells: rec.Cells}
	for i := range p.rivals {
		c.judge(i, rec.Cells[p.rivals[i]])
	}
	s.marks()
	s.time()
	s.score()
	counts := !(r.Test && !p.f.opts.IncludeTest || r.Filtered || r.Unfinished && p.f.opts.CompleteOnly)
	if counts && p.class >= 0 {
		c.compare(rec, r.Score, r.Kind)
	}
	switch {
	case !counts:
	case r.Kind == survey.CellScore:
		c.b.Count(c.group(rec.Cells), r.Score)
	case r.Kind == survey.CellInvalid:
		c.b.Excluded.Invalid++
	}
	s.weight()
	return s.sink(r)
}

// marks applies the rules of the preset.
func (s *responder) marks() {
	p, r := s.c.p, &s.r
	r.Test, r.Filtered, r.Unfinished = oneHolds(p.exclude, r.Cells), oneFails(p.where, r.Cells), oneHolds(p.partial, r.Cells)
}

func oneHolds(rules []ruleAt, cells [][]byte) bool {
	for i := range rules {
		if rules[i].holds(cells[rules[i].slot]) {
			return true
		}
	}
	return false
}

func oneFails(rules []ruleAt, cells [][]byte) bool {
	for i := range rules {
		if !rules[i].holds(cells[rules[i].slot]) {
			return true
		}
	}
	return false
}

func (s *responder) time() {
	p, r := s.c.p, &s.r
	if p.time < 0 {
		return
	}
	cell := r.Cells[p.time]
	t, zoned, ok := p.layout.Parse(cell)
	switch {
	case ok:
		r.Time, r.Timed = p.r.zones.wall(t, zoned), true
	case len(bytes.TrimSpace(cell)) > 0:
		r.BadTime = true
		s.c.noTime++
	}
}

func (s *responder) score() {
	c, r := s.c, &s.r
	cell := r.Cells[c.p.score]
	r.Score, r.Kind = c.r.Read(cell)
	if c.p.r.classes {
		r.Score, r.Kind = c.classAsScore(cell, r.Kind)
	}
	if r.Kind != survey.CellScore {
		r.Score = 0
	}
}

func (s *responder) weight() {
	p, r := s.c.p, &s.r
	if p.weight < 0 {
		return
	}
	r.Weight, r.Weighted = parseWeight(r.Cells[p.weight])
	r.BadWeight = !r.Weighted && r.Kind == survey.CellScore
}

// parseWeight reads a weight: a number above 0.
func parseWeight(cell []byte) (float64, bool) {
	w, err := strconv.ParseFloat(string(bytes.TrimSpace(cell)), 64)
	if err != nil || !(w > 0) || w > maxWeight {
		return 0, false
	}
	return w, true
}
