package cli

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// importPlan says where each column goes.
type importPlan struct {
	columns     []ingest.Column
	kinds       []string // by column: in what way it identifies people
	schema      part.Schema
	timed       bool // there is a time column
	dims        []dimensionColumn
	ratings     []ratingColumn
	comments    []int
	responseID  int   // -1
	respondents []int // the first that is filled identifies the respondent
	consent     int   // -1
	purposes    []purpose
	person      []int // every column that is not in core
	policy      *state.Policy
	today       int32
	joined      bool // several records make a response; those that are no answers have its id, too
}

type dimensionColumn struct {
	index  int
	values map[string]string // each by itself; nil: any
}

type ratingColumn struct {
	index    int
	min, max float64
}

type purpose struct {
	name   string
	values []string
}

func newImportPlan(ctx context.Context, f *ingest.File, d *survey.Definition, policy *state.Policy) (*importPlan, error) {
	p := &importPlan{columns: f.Columns(), schema: part.SchemaOf(d), responseID: -1, consent: -1, policy: policy}
	roles, err := f.Roles(ctx)
	if err != nil {
		return nil, err
	}
	if roles.TimeErr != nil && len(d.ByRole(survey.RoleTime)) > 0 {
		return nil, roles.TimeErr // no row could be put into its month
	}
	p.columns = f.Columns()
	core := map[int]bool{}
	for _, c := range d.Columns {
		if c.Role == survey.RoleIgnore {
			if i, err := f.Find(c.From); err == nil {
				core[i] = true // it is not kept at all
			}
			continue
		}
		i, err := f.Find(c.From)
		if err != nil {
			return nil, &ingest.Error{ID: "schema-drift", File: f.Info().Name, Column: c.From, Msg: "is in the survey definition, and the file has no such column",
				Hint: "correct the export; nps validate --survey shows all that differs"}
		}
		switch c.Role {
		case survey.RoleComment:
			p.comments = append(p.comments, i)
			continue // the raw comment is personal
		case survey.RoleRespondent:
			p.respondents = append(p.respondents, i)
			continue
		case survey.RoleConsent:
			p.consent = i
			for name, values := range c.Purposes {
				p.purposes = append(p.purposes, purpose{name, values})
			}
			continue
		case survey.RoleResponseID:
			p.responseID = i
		case survey.RoleTime:
			p.timed = true
		case survey.RoleDimension:
			dim := dimensionColumn{index: i}
			if len(c.Values) > 0 {
				dim.values = map[string]string{}
				for _, v := range c.Values {
					dim.values[v] = v
				}
			}
			p.dims = append(p.dims, dim)
		case survey.RoleRating:
			r := ratingColumn{i, math.Inf(-1), math.Inf(1)}
			if c.Min != nil {
				r.min = *c.Min
			}
			if c.Max != nil {
				r.max = *c.Max
			}
			p.ratings = append(p.ratings, r)
		}
		core[i] = true
	}
	slices.SortFunc(p.purposes, func(a, b purpose) int { return strings.Compare(a.name, b.name) })
	for i := range p.columns {
		p.kinds = append(p.kinds, f.IdentityKind(i))
		if !core[i] {
			p.person = append(p.person, i)
		}
	}
	return p, nil
}

func (p *importPlan) headers() []string {
	var list []string
	for i := range p.columns {
		list = append(list, p.columns[i].Ref())
	}
	return list
}

func (p *importPlan) personNames() []string {
	var list []string
	for _, i := range p.person {
		list = append(list, p.columns[i].Ref())
	}
	return list
}

// rejectedRow is a row that cannot be used, until its line is known.
type rejectedRow struct {
	at     scan.Pos
	reason string
	cells  [][]byte
}

// maxRejected bounds the memory of rejected rows, in bytes of their cells.
const maxRejected = 64 << 20

// rows reads all rows into the intake. Where responses occur twice, which of them is
// kept must not depend on chance: they are then read again in their order.
func (im *importing) rows(ctx context.Context, intake *vault.Intake) error {
	if err := im.pass(ctx, intake); err != nil {
		return err
	}
	if intake.Twice() {
		if err := intake.RestartExact(); err != nil {
			return err
		}
		in := im.in
		in.Workers = 1
		f, err := im.open(in, false)
		if err != nil {
			return err
		}
		defer f.close()
		im.f = f.File
		return im.pass(ctx, intake)
	}
	return nil
}

// pass reads the rows once.
func (im *importing) pass(ctx context.Context, intake *vault.Intake) error {
	im.crew, im.rejected = nil, nil
	im.anew()
	var kept atomic.Int64
	var lock sync.Mutex
	began := false
	err := im.f.Responses(ctx, func() func(*ingest.Response) error {
		if began { // the input is read in another way than it began
			began = false
			im.crew, im.rejected = nil, nil
			im.anew()
			kept.Store(0)
			if err := intake.Restart(); err != nil {
				return func(*ingest.Response) error { return err }
			}
		}
		w := &importer{im: im, plan: im.plan, to: intake.Worker(), scanner: im.finder.Scanner(), days: map[int32]int64{}}
		w.row.Dimensions, w.allowed = make([][]byte, len(im.plan.dims)), make([]allowed, len(im.plan.dims))
		w.row.Ratings = make([]int32, len(im.plan.ratings))
		w.row.Person = make([][]byte, len(im.plan.person))
		w.reject = func(r *ingest.Response, reason string) error {
			lock.Lock()
			defer lock.Unlock()
			began = true
			w.rejected++
			var size int64
			for _, c := range r.Cells {
				size += int64(len(c))
			}
			if kept.Add(size) > maxRejected {
				return inputError(im.name, "too many rows cannot be used; nothing was imported", "look at it with nps validate")
			}
			row := rejectedRow{at: r.At, reason: reason}
			for _, c := range r.Cells {
				row.cells = append(row.cells, bytes.Clone(c))
			}
			im.rejected = append(im.rejected, row)
			return nil
		}
		im.crew = append(im.crew, w)
		take := im.each(w)
		return func(r *ingest.Response) error {
			if w.records == 0 {
				lock.Lock()
				began = true
				lock.Unlock()
			}
			return take(r)
		}
	})
	if err != nil {
		return err
	}
	for _, w := range im.crew {
		w.countDay()
	}
	slices.SortFunc(im.rejected, func(a, b rejectedRow) int {
		switch {
		case a.at.Before(b.at):
			return -1
		case b.at.Before(a.at):
			return 1
		}
		return 0
	})
	return nil
}

// importer takes the rows of one worker.
type importer struct {
	im      *importing
	plan    *importPlan
	to      *vault.Collector
	scanner *pii.Scanner
	known   person.Known
	row     vault.Row
	comment []byte
	raw     []byte
	consent []byte
	allowed []allowed // by dimension
	reject  func(r *ingest.Response, reason string) error

	records, added, duplicate, late, rejected int64
	days                                      map[int32]int64 // rows by day
	day                                       int32           // of dayRows
	dayRows                                   int64           // that days does not count yet
}

// countDay brings the rows of the last day into days.
func (w *importer) countDay() {
	if w.dayRows > 0 {
		w.days[w.day] += w.dayRows
		w.dayRows = 0
	}
}

// take makes a row of a response.
func (w *importer) take(r *ingest.Response) error {
	w.records++
	if reason := w.fill(r); reason != "" {
		return w.reject(r, reason)
	}
	outcome, err := w.to.Add(&w.row)
	switch {
	case err == vault.ErrUnfit:
		return w.reject(r, "value-not-allowed")
	case err != nil:
		return err
	}
	switch outcome {
	case vault.Added:
		w.added++
		if w.row.Day != w.day {
			w.countDay()
			w.day = w.row.Day
		}
		w.dayRows++
	case vault.Duplicate:
		w.duplicate++
	case vault.Late:
		w.late++
	case vault.Future:
		return w.reject(r, "time-out-of-range")
	}
	return nil
}

// fill fills the row, or says why the response cannot be used.
func (w *importer) fill(r *ingest.Response) (reason string) {
	p, row := w.plan, &w.row
	row.Mark = 0
	if r.Test {
		row.Mark |= part.MarkTest
	}
	if r.Filtered {
		row.Mark |= part.MarkFiltered
	}
	if r.Unfinished {
		row.Mark |= part.MarkUnfinished
	}
	switch {
	case r.Kind == survey.CellScore:
		row.Score = uint8(r.Score)
	case r.Kind == survey.CellBlank || r.Test || r.Filtered:
		row.Score = part.Blank
	default:
		return "score-invalid"
	}
	row.Timed, row.Time, row.Day = r.Timed, 0, p.today
	if p.timed {
		if !r.Timed {
			return "time-unparsed"
		}
		row.Time = r.Time.UnixMilli()
		row.Day = int32(math.Floor(float64(row.Time) / 86_400_000))
	}
	for i := range p.dims {
		cell := bytes.TrimSpace(r.Cells[p.dims[i].index])
		if len(cell) > 0 && !w.allowed[i].has(p.dims[i].values, cell) {
			return "value-not-allowed"
		}
		row.Dimensions[i] = cell
	}
	for i := range p.ratings {
		value, ok := p.ratings[i].read(r.Cells[p.ratings[i].index])
		if !ok {
			return "rating-out-of-range"
		}
		row.Ratings[i] = value
	}
	if r.BadWeight {
		return "weight-invalid"
	}
	row.Weight, row.Weighted = r.Weight, r.Weighted
	w.who(r.Cells)
	w.comments(r.Cells)
	return ""
}

// allowed remembers values that were found in the list of a dimension.
type allowed [64]string

// has says whether a value, which is not empty, is one of those listed, or any is.
func (a *allowed) has(values map[string]string, cell []byte) bool {
	if values == nil {
		return true
	}
	n := len(cell)
	last := &a[(n+5*int(cell[0])+17*int(cell[n/2])+int(cell[n-1]))%len(a)]
	if *last == string(cell) {
		return true
	}
	v, ok := values[string(cell)]
	if ok {
		*last = v
	}
	return ok
}

// read reads a rating; blank ones are part.BlankRating.
func (c *ratingColumn) read(cell []byte) (int32, bool) {
	if len(cell) == 1 && '0' <= cell[0] && cell[0] <= '9' { // as nearly all are
		x := int32(cell[0] - '0')
		return x, float64(x) >= c.min && float64(x) <= c.max
	}
	if survey.IsBlankWord(cell) {
		return part.BlankRating, true
	}
	x, err := strconv.ParseFloat(string(bytes.TrimSpace(cell)), 64)
	if err != nil || x != math.Trunc(x) || x < c.min || x > c.max || math.Abs(x) > 1<<30 {
		return 0, false
	}
	return int32(x), true
}

// who fills what the row says of the respondent, and of consent.
func (w *importer) who(cells [][]byte) {
	p, row := w.plan, &w.row
	row.ResponseID, row.Identifier = nil, nil
	if p.responseID >= 0 && !(p.joined && row.Mark&(part.MarkTest|part.MarkFiltered) != 0) {
		row.ResponseID = bytes.TrimSpace(cells[p.responseID])
	}
	for _, i := range p.respondents {
		if cell := bytes.TrimSpace(cells[i]); !survey.IsBlankWord(cell) {
			row.Identifier = cell
			break
		}
	}
	for k, i := range p.person {
		row.Person[k] = cells[i]
	}
	w.consent = w.consent[:0]
	if p.consent >= 0 {
		given := string(bytes.TrimSpace(cells[p.consent]))
		for _, u := range p.purposes {
			if slices.Contains(u.values, given) {
				if len(w.consent) > 0 {
					w.consent = append(w.consent, ',')
				}
				w.consent = append(w.consent, u.name...)
			}
		}
	}
	row.Consent = w.consent
}

// comments masks the comments; several become one text.
func (w *importer) comments(cells [][]byte) {
	w.row.Comment = nil
	var known *person.Known
	w.comment = w.comment[:0]
	for _, i := range w.plan.comments {
		if len(cells[i]) == 0 {
			continue
		}
		if known == nil {
			known = &w.known
			known.Reset()
			for k, kind := range w.plan.kinds {
				known.Learn(kind, cells[k])
			}
		}
		if len(w.comment) > 0 {
			w.comment = append(w.comment, "\n\n"...)
		}
		w.comment = w.scanner.Mask(w.comment, cells[i], known)
	}
	if len(w.comment) > 0 {
		w.row.Comment = w.comment
	}
}
