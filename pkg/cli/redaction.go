package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// redaction is one run of redact.
type redaction struct {
	a        *app
	o        *redactOptions
	f        *ingest.File
	name     string
	columns  []int    // to be masked
	identity []int    // that say who the respondent is
	kinds    []string // by column: in what way it does
	finder   *pii.Finder
	quiet    bool
	said     int       // warnings of the input that were shown
	named    bool      // names are looked for
	crew     []*masker // one a worker
}

// choose decides which columns are masked and which tell who answered.
func (r *redaction) choose(ctx context.Context) error {
	comments, identity, err := r.f.Texts(ctx)
	if err != nil {
		return err
	}
	for i := range r.f.Columns() {
		r.kinds = append(r.kinds, r.f.IdentityKind(i))
	}
	for _, ref := range r.o.columns {
		k, err := r.f.Find(ref)
		if err != nil {
			return err
		}
		if !slices.Contains(r.columns, k) {
			r.columns = append(r.columns, k)
		}
	}
	if len(r.o.columns) == 0 {
		r.columns = comments
	}
	if len(r.columns) == 0 {
		all := make([]int, len(r.f.Columns()))
		for i := range all {
			all[i] = i
		}
		return usageError(r.name, "no column is known to hold comments", "name them with --columns; there are "+columnRefs(r.f.Columns(), all))
	}
	for _, k := range identity {
		if !slices.Contains(r.columns, k) {
			r.identity = append(r.identity, k)
		}
	}
	return nil
}

// names makes the finder: with the staff, and with the names of all respondents,
// which takes a pass of its own over the input.
func (r *redaction) names(ctx context.Context, done *atomic.Int64) error {
	var names *person.Finder
	if r.named = r.o.types.set.Has(text.Person); r.named {
		staff, err := r.staff()
		if err != nil {
			return err
		}
		respondents, err := r.respondents(ctx, done)
		if err != nil {
			return err
		}
		names = person.New(respondents, staff)
	}
	r.finder = pii.New(r.o.types.set, float64(r.o.confidence), names)
	return nil
}

// staff reads the names of --roster.
func (r *redaction) staff() (*person.Roster, error) {
	name := r.o.roster
	if name == "" {
		return nil, nil
	}
	if err := r.a.readsFile(name); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(r.a.path(name))
	if err != nil {
		return nil, usageError(name, plain(err), "")
	}
	roster := &person.Roster{}
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			roster.Add(line)
		}
	}
	if roster.Len() == 0 {
		return nil, usageError(name, "holds no name", "write one name a line")
	}
	return roster, nil
}

// respondents gathers the names of the name columns. A pipe that is too long to
// be read again is searched without them.
func (r *redaction) respondents(ctx context.Context, done *atomic.Int64) (*person.Roster, error) {
	var named []int
	for _, k := range r.identity {
		if r.kinds[k] == "name" {
			named = append(named, k)
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	if !r.f.Rereadable() {
		r.say("a long pipe is read once, so respondents named in the comments of others are found by the dictionary only")
		return nil, nil
	}
	stop := r.a.progress(r.f, done, r.name+" (names)")
	defer stop()
	return gatherNames(ctx, r.f, named)
}

// warn names the columns that stay although they tell who answered.
func (r *redaction) warn() {
	r.said = r.sayWarnings(0)
	if len(r.identity) == 0 || r.o.dropIdentity {
		return
	}
	verb := "identify people and stay as they are"
	if len(r.identity) == 1 {
		verb = "identifies people and stays as it is"
	}
	r.say(columnRefs(r.f.Columns(), r.identity) + " " + verb + "; --drop-identity empties them")
}

// say shows a warning, unless --quiet.
func (r *redaction) say(warning string) {
	if !r.quiet {
		fmt.Fprintf(r.a.term.Err, "nps: warning: %s\n", warning)
	}
}

// sayWarnings shows what was met in reading, from the nth doubt on, and returns how
// many there are.
func (r *redaction) sayWarnings(n int) int {
	all := r.f.Warnings()
	for _, w := range all[n:] {
		r.say(safetext.Terminal(w.Message))
	}
	return len(all)
}

// copy makes the copy and the list of --spans. Where all of it can be taken back the
// input is not looked through before: what turns up late ends a draft, and the next
// is made with what was learnt.
func (r *redaction) copy(ctx context.Context) error {
	takeBack, draft := r.a.takesBack(r.o.output)
	draft = draft && !r.o.explain && (r.o.spans == "" || r.o.spans != "-" && r.a.replaces(r.o.spans))
	for {
		err := r.a.sideFile(r.o.spans, func(spans io.Writer) error {
			return r.a.result(r.o.output, func(w io.Writer) error {
				return r.write(ctx, w, spans, draft)
			})
		})
		if err == nil || !draft {
			return err
		}
		if lost := takeBack(); lost != nil {
			return outputError("standard output", lost)
		}
		if !errors.Is(err, ingest.ErrAnew) {
			return err
		}
		r.crew = nil
	}
}

// write copies the input once.
func (r *redaction) write(ctx context.Context, w, spans io.Writer, draft bool) error {
	var lines *bufio.Writer
	if r.o.spans != "" {
		lines = bufio.NewWriterSize(spans, 64<<10)
	}
	var say *bufio.Writer
	if r.o.explain {
		say = bufio.NewWriterSize(r.a.term.Err, 64<<10)
	}
	rewrite := r.f.Rewrite
	if draft {
		rewrite = r.f.RewriteDraft
	}
	wanted := slices.Clone(r.columns)
	if r.named || r.o.dropIdentity { // nobody else asks who answered
		wanted = append(wanted, r.identity...)
	}
	err := rewrite(ctx, w, wanted, func() *scan.Editor {
		m := newMasker(r, lines, say)
		r.crew = append(r.crew, m)
		return &scan.Editor{Record: m.record, Flush: m.flush}
	})
	for _, b := range []*bufio.Writer{lines, say} {
		if b != nil && err == nil {
			err = b.Flush()
		}
	}
	return err
}

// summary is the document of --summary.
type redactSummary struct {
	Schema  string           `json:"schema"`
	Records int64            `json:"records"`
	Spans   map[string]int64 `json:"spans"`
}

// report shows what came up while the copy was made, and the counts.
func (r *redaction) report() error {
	r.sayWarnings(r.said)
	if !r.o.summary {
		return nil
	}
	doc := redactSummary{Schema: "nps.redact/1", Spans: map[string]int64{}}
	for _, m := range r.crew {
		doc.Records += m.records
		for t, n := range m.counts {
			if n > 0 {
				doc.Spans[text.Type(t).String()] += n
			}
		}
	}
	return writeJSON(r.a.term.Err, doc)
}

// masker masks the records of one worker.
type masker struct {
	r       *redaction
	scanner *pii.Scanner
	known   person.Known
	labels  []string
	records int64
	counts  [32]int64 // by type
	lines   *bufio.Writer
	say     *bufio.Writer
	found   []place // of the block at hand
	buf     []byte
}

// place is a span with its record.
type place struct {
	record int // in its block
	column int // of redaction.columns
	span   text.Span
}

func newMasker(r *redaction, lines, say *bufio.Writer) *masker {
	return &masker{r: r, scanner: r.finder.Scanner(), lines: lines, say: say}
}

// record masks the cells of one record.
func (m *masker) record(n int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
	m.records++
	comments := len(m.r.columns)
	var known *person.Known // made for a record with a comment only
	for i, cell := range cells[:comments] {
		if len(cell) == 0 {
			continue
		}
		if known == nil && m.r.named {
			known = m.respondent(cells[comments:])
		}
		spans := m.scanner.Find(cell, known)
		if len(spans) == 0 {
			continue
		}
		m.labels = m.scanner.Placeholders(m.labels[:0], cell, spans)
		for k, s := range spans {
			edits[i] = append(edits[i], scan.Edit{Start: s.Start, End: s.End, Text: m.labels[k]})
			m.counts[s.Type]++
			if m.lines != nil || m.say != nil {
				m.found = append(m.found, place{n, i, s})
			}
		}
	}
	if m.r.o.dropIdentity {
		for i, cell := range cells[comments:] {
			if len(cell) > 0 {
				edits[comments+i] = append(edits[comments+i], scan.Edit{End: len(cell)})
			}
		}
	}
	return nil
}

// respondent gathers what the record says of its respondent.
func (m *masker) respondent(cells [][]byte) *person.Known {
	m.known.Reset()
	for i, cell := range cells {
		m.known.Learn(m.r.kinds[m.r.identity[i]], cell)
	}
	return &m.known
}

// flush writes where things were found, in the order of the input.
func (m *masker) flush(first int64) error {
	for _, p := range m.found {
		if m.lines != nil {
			if err := m.line(m.lines, first, p, false); err != nil {
				return err
			}
		}
		if m.say != nil {
			if err := m.line(m.say, first, p, true); err != nil {
				return err
			}
		}
	}
	m.found = m.found[:0]
	return nil
}

// line writes one span as JSON. It never holds the text.
func (m *masker) line(w io.Writer, first int64, p place, why bool) error {
	b := append(m.buf[:0], `{"record":`...)
	b = strconv.AppendInt(b, first+int64(p.record), 10)
	b = append(b, `,"column":`...)
	name, err := json.Marshal(m.r.f.Columns()[m.r.columns[p.column]].Ref())
	if err != nil {
		return err
	}
	b = append(b, name...)
	b = append(b, `,"start":`...)
	b = strconv.AppendInt(b, int64(p.span.Start), 10)
	b = append(b, `,"end":`...)
	b = strconv.AppendInt(b, int64(p.span.End), 10)
	b = append(b, `,"type":"`...)
	b = append(b, p.span.Type.String()...)
	b = append(b, `","confidence":`...)
	b = strconv.AppendFloat(b, p.span.Confidence, 'g', 3, 64)
	if why {
		b = append(b, `,"why":`...)
		b = strconv.AppendQuote(b, strings.ToValidUTF8(p.span.Why, "?"))
	}
	b = append(b, "}\n"...)
	m.buf = b
	_, err = w.Write(b)
	return err
}
