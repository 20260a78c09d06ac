package validate

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// pass is what one pass over all records has met.
type pass struct {
	c       *checker
	width   int
	records int64 // all
	counted int64 // of these, not left out as tests and the like
	short   hits
	long    hits
	// longLine is where the reader met the first record longer than the header.
	longLine int64

	quotes  int64 // cells that hold a quote
	high    int64 // cells that hold more than ASCII
	marks   *[256]mark
	text    []textHits // by column
	texts   textPlan
	search  *searcher
	answers *answers // nil when no score column was found
	times   *times   // nil when there is no time column
	repeats *repeats
	columns []columnState // of the definition's columns, as checker.declared
	rivals  []rival
	broken  bool // the records were not read to their end
}

type rival struct {
	column          int
	valid, nonblank int64
}

func (c *checker) newPass() *pass {
	p := &pass{c: c, width: len(c.columns), marks: marks(), text: make([]textHits, len(c.columns)),
		texts: c.textPlan(), repeats: c.newRepeats(), search: c.newSearcher()}
	for i := range c.declared {
		p.columns = append(p.columns, c.declared[i].state())
	}
	if c.roles != nil {
		p.answers, p.times = c.newAnswers(), c.newTimes()
		for _, i := range c.f.Rivals() {
			p.rivals = append(p.rivals, rival{column: i})
		}
	}
	return p
}

// read makes the pass, and another one when the file turns out to be other than
// its beginning: records longer than the header, another score column.
func (c *checker) read(ctx context.Context) (*pass, error) {
	p, failed := c.once(ctx)
	var ragged *ingest.Error
	if errors.As(failed, &ragged) && ragged.ID == "ragged-row" {
		c.f.Widen()
		// A pipe cannot be read twice: then the first pass is what there is.
		if wide, err := c.once(ctx); err == nil {
			p, failed = wide, nil
			p.longLine = ragged.Line
		}
	}
	if failed == nil && p.hasRival() {
		changed, err := c.f.Reconsider(ctx)
		switch {
		case err != nil:
			failed = err
		case changed:
			if c.roles, err = c.f.Roles(ctx); err != nil {
				return nil, err
			}
			p, failed = c.once(ctx)
		}
		if id := (*ingest.Error)(nil); errors.As(failed, &id) && id.ID == "ambiguous-score-column" {
			return p, c.fail(candidate(failed), false) // everything was read
		}
	}
	if failed != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.broken = true
		return p, c.fail(failed, true)
	}
	return p, nil
}

// once makes one pass.
func (c *checker) once(ctx context.Context) (*pass, error) {
	p := c.newPass()
	err := c.f.Each(ctx, func() { *p = *c.newPass() }, func(at scan.Pos, cells [][]byte) error {
		p.row(at, cells)
		return nil
	})
	return p, err
}

// row looks at one record.
func (p *pass) row(at scan.Pos, cells [][]byte) {
	p.records++
	p.search.ready = false
	if len(cells) > p.width {
		for _, extra := range cells[p.width:] {
			if len(extra) > 0 {
				p.long.add(at)
				break
			}
		}
		cells = cells[:p.width]
	}
	if p.texts.csv && cells[p.width-1] == nil {
		p.short.add(at)
	}
	for i, cell := range cells {
		if len(cell) > 0 {
			p.cell(i, cells, at)
		}
	}
	if !p.c.f.Counted(cells) {
		return
	}
	p.counted++
	if p.answers != nil {
		p.answers.add(at, cells)
	}
	if p.times != nil {
		p.times.add(at, cells[p.times.column])
	}
	p.repeats.add(at, cells, p.answers)
	for i := range p.columns {
		if index := p.columns[i].index; p.c.absent == nil || !p.c.absent[index] {
			p.columns[i].add(at, cells[index])
		}
	}
	for i := range p.rivals {
		p.rivals[i].add(p.answers.reader.Read(cells[p.rivals[i].column]))
	}
}

// add counts what was read of a cell.
func (r *rival) add(_ int, kind survey.CellKind) {
	if kind != survey.CellBlank {
		r.nonblank++
	}
	if kind == survey.CellScore {
		r.valid++
	}
}

func (p *pass) hasRival() bool {
	for _, r := range p.rivals {
		if ingest.IsRival(r.valid, r.nonblank) {
			return true
		}
	}
	return false
}

// content is a hash of all cells of a record.
func content(h *maphash.Hash, cells [][]byte) uint64 {
	h.Reset()
	for _, cell := range cells {
		h.Write(cell)
		h.WriteByte(0xff) // no byte of UTF-8
	}
	return h.Sum64()
}

// shapes reports what the pass has met of the form of records.
func (p *pass) shapes() {
	c := p.c
	c.hit("ragged-row", "", finding.Warning, &p.short,
		count(p.short.count, "record has fewer cells than the header; the missing ones were read as blank", "records have fewer cells than the header; the missing ones were read as blank"))
	p.longRecords()
}

// longRecords reports records that are longer than the header. A wide pass sees
// only some of the cells beyond it; one further out is known from the reader
// that stopped there first, and counts as one.
func (p *pass) longRecords() {
	c, n := p.c, p.long.count
	far := p.longLine > 0 && (n == 0 || p.longLine < c.line(p.long.at[0]))
	if far {
		n++
	}
	message := count(n, "record has more cells than the header", "records have more cells than the header")
	if !far {
		c.hit("ragged-row", "", finding.Error, &p.long, message)
		return
	}
	c.put(finding.Finding{ID: "ragged-row", Severity: finding.Error, Line: p.longLine, Count: n,
		Message: fmt.Sprintf("%s, the first in %s %d", message, c.place, p.longLine)})
}
