package validate

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Privacy checks an opened file for personal data alone: columns that identify
// people and are filled, and free text that holds some. It needs no score, so
// that it can stand guard over any table. Beyond limit, which counts records with
// some of either, its findings are errors. The error is never the file's fault.
func Privacy(ctx context.Context, f *ingest.File, name string, d *survey.Definition, limit survey.Limit) (*Result, error) {
	c := newChecker(f, Options{Name: name, Definition: d})
	if f.IsTally() {
		return c.result(0, false), nil // counts are no personal data
	}
	comments, identity, err := f.Texts(ctx)
	if err != nil {
		if err := c.fail(err, true); err != nil {
			return nil, err
		}
		return c.result(0, true), nil
	}
	c.columns = f.Columns()
	p := &privacyPass{c: c, kind: make([]personal, len(c.columns))}
	for i := range p.kind {
		p.kind[i] = someText
	}
	for _, i := range comments {
		p.kind[i] = freeText
	}
	for _, i := range identity {
		p.kind[i] = noText
		if telling(f.IdentityKind(i)) {
			p.identity = append(p.identity, i)
		}
	}
	p.begin()
	if err := f.Each(ctx, p.begin, p.row); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := c.fail(err, true); err != nil {
			return nil, err
		}
		return c.result(p.records, true), nil
	}
	p.findings(limit)
	return c.result(p.records, false), nil
}

// telling says whether a kind of identity column names a person to anybody: a
// number that one survey tool gave does not.
func telling(kind string) bool { return kind != "id" && kind != "location" }

// privacyPass is one pass of Privacy.
type privacyPass struct {
	c        *checker
	kind     []personal
	identity []int

	search  *searcher
	records int64
	exposed int64          // records with personal data
	filled  []hits         // by place in identity
	text    []personalHits // by column
}

func (p *privacyPass) begin() {
	p.records, p.exposed = 0, 0
	p.search = p.c.newSearcher()
	p.filled = make([]hits, len(p.identity))
	p.text = make([]personalHits, len(p.kind))
}

func (p *privacyPass) row(at scan.Pos, cells [][]byte) error {
	p.records++
	p.search.ready = false
	exposed := false
	for k, i := range p.identity {
		if !survey.IsBlankWord(cells[i]) {
			exposed = true
			p.filled[k].add(at)
		}
	}
	for i, cell := range cells[:len(p.kind)] {
		if len(cell) == 0 || p.kind[i] == noText {
			continue
		}
		found := p.search.find(cell, p.kind[i], cells)
		if len(found) == 0 {
			continue
		}
		exposed = true
		p.text[i].add(at)
		for _, s := range found {
			p.text[i].types[s.Type]++
		}
	}
	if exposed {
		p.exposed++
	}
	return nil
}

// findings reports what was met; within the limit it is a note.
func (p *privacyPass) findings(limit survey.Limit) {
	c, severity := p.c, finding.Error
	if p.exposed == 0 || limit.IsSet() && !limit.Exceeded(p.exposed, p.records) {
		severity = finding.Note
	}
	for k, i := range p.identity {
		what := "the column identifies people"
		if kind := c.f.IdentityKind(i); kind != "" {
			what += " (" + kind + ")"
		}
		h := &p.filled[k]
		c.hit("identity-column", c.columns[i].Ref(), severity, h, fmt.Sprintf("%s and is filled in %s", what, count(h.count, "record", "records")))
	}
	for i := range p.text {
		c.hit("personal-data-in-comment", c.columns[i].Ref(), severity, &p.text[i].hits, p.text[i].message())
	}
	slices.SortStableFunc(c.found, func(a, b finding.Finding) int { return rank(b.Severity) - rank(a.Severity) })
}
