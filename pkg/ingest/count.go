package ingest

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

const (
	maxPlaces       = 1000 // places of invalid scores that are kept
	maxDisagreeing  = 5    // places that an error about classes names
	maxInvalidTexts = 1000 // distinct invalid texts that are counted; with more none is shown
)

// counter is one worker's part of a count.
type counter struct {
	p *plan
	b *tally.Builder
	r *survey.ScoreReader

	key       []byte
	t         time.Time
	timed     bool
	weightVal float64

	records, partial, noTime int64
	first, last              time.Time
	invalid                  []scan.Pos
	texts                    map[string]uint64
	rivals                   []rival
	disagreeing              []scan.Pos
	disagreements            int64
	compared                 int64
	rows                     []row
}

type rival struct{ nonblank, valid int64 }

func newCounter(p *plan) *counter {
	return &counter{p: p, b: tally.NewBuilder(p.names), r: p.r.reader, rivals: make([]rival, len(p.rivals)), texts: map[string]uint64{}}
}

// record is the sink of the scan: one response.
func (c *counter) record(rec *scan.Record) error {
	p := c.p
	c.records++
	cells := rec.Cells
	for i := range p.rivals {
		c.judge(i, cells[p.rivals[i]])
	}
	if p.chooses && c.excluded(cells) {
		return nil
	}
	score, kind := c.r.Read(cells[p.score])
	if p.r.classes {
		score, kind = c.classAsScore(cells[p.score], kind)
	}
	if p.class >= 0 {
		c.compare(rec, score, kind)
	}
	if p.weight >= 0 && kind == survey.CellScore {
		if err := c.weigh(cells[p.weight]); err != nil {
			return err
		}
	}
	if p.keepRows {
		c.keep(rec, score, kind)
		return nil
	}
	switch kind {
	case survey.CellScore:
		g := c.group(cells)
		c.b.Count(g, score)
		if p.weight >= 0 {
			c.b.Weigh(g, score, c.weightVal)
		}
	case survey.CellBlank:
		c.b.Excluded.Blank++
	default:
		c.b.Excluded.Invalid++
		c.note(rec, cells[p.score])
	}
	return nil
}

// classAsScore stands a class for the lowest score of it, which is what a tally
// can hold; Info.ClassesOnly tells readers to look at the classes alone.
func (c *counter) classAsScore(cell []byte, kind survey.CellKind) (int, survey.CellKind) {
	class, ok := classOfCell(trimBlanks(cell), c.p.r.coding)
	switch {
	case ok && class == survey.Promoter:
		return 9, survey.CellScore
	case ok && class == survey.Passive:
		return 7, survey.CellScore
	case ok:
		return 0, survey.CellScore
	case kind == survey.CellBlank:
		return 0, survey.CellBlank
	}
	return 0, survey.CellInvalid
}

// excluded says whether the record is left out before its answer is looked at,
// and counts the reason.
func (c *counter) excluded(cells [][]byte) bool {
	p, out := c.p, &c.b.Excluded
	if oneHolds(p.exclude, cells) {
		out.Test++
		return true
	}
	if oneFails(p.where, cells) {
		out.Filtered++
		return true
	}
	for i := range p.conditions {
		if !p.conditions[i].Match(trimBlanks(cells[p.conditions[i].slot])) {
			out.Filtered++
			return true
		}
	}
	if p.time >= 0 && c.outside(cells[p.time]) {
		out.Filtered++
		return true
	}
	if oneHolds(p.partial, cells) {
		c.partial++
		if p.f.opts.CompleteOnly {
			out.Incomplete++
			return true
		}
	}
	if p.consent >= 0 && !slices.Contains(p.allowed, string(bytes.TrimSpace(cells[p.consent]))) {
		out.NoConsent++
		return true
	}
	return false
}

// outside reads the record's time and says whether it lies outside the window.
func (c *counter) outside(cell []byte) bool {
	t, zoned, ok := c.p.layout.Parse(cell)
	c.timed = ok
	q := c.p.q
	if !ok {
		if len(bytes.TrimSpace(cell)) > 0 {
			c.noTime++
		}
		return !q.Since.IsZero() || !q.Until.IsZero()
	}
	t = c.p.r.zones.wall(t, zoned)
	c.t = t
	if !q.Since.IsZero() && t.Before(q.Since) || !q.Until.IsZero() && !t.Before(q.Until) {
		return true
	}
	if c.first.IsZero() || t.Before(c.first) {
		c.first = t
	}
	if t.After(c.last) {
		c.last = t
	}
	return false
}

// group returns the number of the record's group.
func (c *counter) group(cells [][]byte) uint32 {
	if len(c.p.by) == 1 && !c.p.by[0].isTime { // the common case needs no copy
		return c.b.Group(trimBlanks(cells[c.p.by[0].slot]))
	}
	c.key = c.key[:0]
	for i := range c.p.by {
		part := &c.p.by[i]
		switch {
		case !part.isTime:
			c.key = tally.AppendKey(c.key, trimBlanks(cells[part.slot]), i == 0)
		case c.timed:
			c.key = part.unit.AppendKey(tally.AppendKey(c.key, nil, i == 0), c.t)
		default:
			c.key = tally.AppendKey(c.key, nil, i == 0)
		}
	}
	return c.b.Group(c.key)
}

// trimBlanks takes off spaces and tabs, which spreadsheets leave around values.
func trimBlanks(cell []byte) []byte {
	for len(cell) > 0 && (cell[0] == ' ' || cell[0] == '\t') {
		cell = cell[1:]
	}
	for len(cell) > 0 && (cell[len(cell)-1] == ' ' || cell[len(cell)-1] == '\t') {
		cell = cell[:len(cell)-1]
	}
	return cell
}

// judge counts whether a column that was not chosen holds scores after all.
func (c *counter) judge(i int, cell []byte) {
	_, kind := c.r.Read(cell)
	if kind != survey.CellBlank {
		c.rivals[i].nonblank++
	}
	if kind == survey.CellScore {
		c.rivals[i].valid++
	}
}

// compare checks the tool's class against the one that the score gives.
func (c *counter) compare(rec *scan.Record, score int, kind survey.CellKind) {
	cell := trimBlanks(rec.Cells[c.p.class])
	if len(cell) == 0 || kind == survey.CellBlank {
		return
	}
	class, ok := classOfCell(cell, c.p.r.coding)
	if !ok {
		return
	}
	c.compared++
	if kind == survey.CellScore && survey.ClassOf(score) == class {
		return
	}
	c.disagreements++
	if len(c.disagreeing) < maxDisagreeing {
		c.disagreeing = append(c.disagreeing, rec.Pos())
	}
}

// classOfCell reads a class by its word, or as the column codes it.
func classOfCell(cell []byte, coding classCoding) (survey.Class, bool) {
	switch {
	case coding == codedDigits && len(cell) == 1 && cell[0] >= '1' && cell[0] <= '3':
		return []survey.Class{survey.Detractor, survey.Passive, survey.Promoter}[cell[0]-'1'], true
	case coding == codedPoints:
		switch n, ok := smallNumber(cell); {
		case ok && n == 100:
			return survey.Promoter, true
		case ok && n == 0:
			return survey.Passive, true
		case ok && n == -100:
			return survey.Detractor, true
		}
	}
	switch string(cell) { // the common spellings without allocation
	case "Promoter", "promoter", "PROMOTER":
		return survey.Promoter, true
	case "Passive", "passive", "PASSIVE":
		return survey.Passive, true
	case "Detractor", "detractor", "DETRACTOR":
		return survey.Detractor, true
	}
	return survey.ParseClass(string(cell))
}

// maxWeight keeps the sum of the squares of weights a number.
const maxWeight = 1e100

// weigh reads the weight of a scored response; a weight that is no positive
// number stops the work, because it would bend every figure.
func (c *counter) weigh(cell []byte) error {
	w, ok := parseWeight(cell)
	if !ok {
		return &Error{ID: "weight-invalid", Column: c.p.f.columns[c.p.r.weight].Ref(), Msg: "a weight must be a number above 0 (and below 1e100)",
			Hint: "correct the weight, or leave the record out with --where"}
	}
	c.weightVal = w
	return nil
}

// note remembers the place and the text of an invalid score.
func (c *counter) note(rec *scan.Record, cell []byte) {
	if len(c.invalid) < maxPlaces {
		c.invalid = append(c.invalid, rec.Pos())
	}
	c.text(cell)
}

func (c *counter) text(cell []byte) {
	if len(cell) > 160 {
		return
	}
	if _, known := c.texts[string(cell)]; known || len(c.texts) <= maxInvalidTexts {
		c.texts[strings.ToValidUTF8(string(cell), "\ufffd")]++
	}
}

// pass reads all records by a plan.
func (f *File) pass(ctx context.Context, p *plan) ([]*counter, error) {
	for {
		var crew []*counter
		workers := f.opts.Workers
		if p.weight >= 0 {
			workers = 1 // sums of fractions depend on their order
		}
		_, err := f.scan(ctx, p.wanted, workers, func() scan.Sink {
			c := newCounter(p)
			crew = append(crew, c)
			return c.record
		})
		if err == nil {
			return crew, nil
		}
		if err = f.learn(err); err != errAgain {
			return nil, err
		}
	}
}
