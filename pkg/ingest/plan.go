package ingest

import (
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// plan is a query made concrete for one input: which columns are read and where
// each of them stands among a record's cells.
type plan struct {
	f      *File
	r      *roles
	q      *Query
	wanted []int // columns to read
	names  []string
	by     []byPart

	score, class, weight, consent int // slots among the wanted cells, -1 none
	responseID, respondent, time  int
	exclude, partial, where       []ruleAt
	conditions                    []conditionAt
	rivals                        []int
	allowed                       []string // consent answers that allow the purpose
	layout                        *timecol.Layout
	chooses                       bool // some rule can leave a record out, or its time is looked at
	keepRows                      bool // rows are kept to the end: dedupe, one answer a respondent
	dedupe                        Dedupe
}

type byPart struct {
	slot   int
	isTime bool
	unit   calendar.Unit
}

type ruleAt struct {
	*rule
	slot int
}

type conditionAt struct {
	*tally.Filter
	slot int
}

// planFor resolves a query's columns.
func (f *File) planFor(r *roles, q *Query) (*plan, error) {
	p := newPlan(f, r, q)
	if !f.opts.IncludeTest {
		p.exclude = p.rulesAt(r.exclude)
	}
	return p, p.fill()
}

func newPlan(f *File, r *roles, q *Query) *plan {
	return &plan{f: f, r: r, q: q, class: -1, weight: -1, consent: -1, responseID: -1, respondent: -1, time: -1}
}

// fill finds all columns but those of the rules that IncludeTest is about.
func (p *plan) fill() error {
	f, r := p.f, p.r
	p.score = p.slot(r.score)
	if r.class >= 0 {
		p.class = p.slot(r.class)
	}
	if r.weight >= 0 {
		p.weight = p.slot(r.weight)
	}
	p.where = p.rulesAt(r.where)
	p.partial = p.rulesAt(r.partial)
	if !f.complete {
		for _, i := range r.rivals {
			p.rivals = append(p.rivals, p.slot(i))
		}
	}
	if err := p.columns(); err != nil {
		return f.named(err)
	}
	if err := p.repeats(); err != nil {
		return f.named(err)
	}
	if err := p.useTime(); err != nil {
		return f.named(err)
	}
	if err := p.purpose(); err != nil {
		return f.named(err)
	}
	p.chooses = len(p.exclude)+len(p.where)+len(p.partial)+len(p.conditions) > 0 || p.time >= 0 || p.consent >= 0
	return nil
}

// slot returns where the column stands among the wanted cells.
func (p *plan) slot(column int) int {
	if i := slices.Index(p.wanted, column); i >= 0 {
		return i
	}
	p.wanted = append(p.wanted, column)
	return len(p.wanted) - 1
}

func (p *plan) rulesAt(list []rule) []ruleAt {
	var at []ruleAt
	for i := range list {
		at = append(at, ruleAt{&list[i], p.slot(list[i].column)})
	}
	return at
}

// find resolves a column that a user names in --by or --where: a dimension of
// the definition by its short name, or a column of the input.
func (f *File) find(ref string) (int, error) {
	if d := f.opts.Definition; d != nil {
		if c, ok := d.Lookup(ref); ok {
			if i, err := findColumn(f.columns, c.From); err == nil {
				return i, nil
			}
		}
	}
	return findColumn(f.columns, ref)
}

func (p *plan) columns() error {
	for _, ref := range p.q.By {
		if unit, ok := calendar.ParseUnit(ref); ok {
			p.by = append(p.by, byPart{isTime: true, unit: unit})
			p.names = append(p.names, ref)
			continue
		}
		i, err := p.f.find(ref)
		if err != nil {
			return err
		}
		name := ref
		if bare, _, hasPos := splitRef(ref); hasPos {
			if name = p.f.columns[i].Name; name == "" || bare != "" {
				name = ref
			}
		}
		if slices.Contains(p.names, name) {
			return &Error{Fault: Misuse, Msg: "the groups are named twice by " + quote(name)}
		}
		p.by = append(p.by, byPart{slot: p.slot(i)})
		p.names = append(p.names, name)
	}
	for i := range p.q.Where {
		c := &p.q.Where[i]
		k, err := p.f.find(c.Column)
		if err != nil {
			return err
		}
		p.conditions = append(p.conditions, conditionAt{c, p.slot(k)})
	}
	return nil
}

// repeats prepares the search for the same response and the same respondent.
func (p *plan) repeats() error {
	p.dedupe = p.q.Dedupe
	id := p.r.responseID
	if p.dedupe == NoDedupe && p.r.groupBy >= 0 {
		p.dedupe, id = KeepNewest, p.r.groupBy
	}
	if p.dedupe != NoDedupe {
		if id < 0 {
			return &Error{Fault: Misuse, Msg: "there is no column of response ids to find duplicates by",
				Hint: "name one with role response_id in a survey definition (--survey)"}
		}
		p.responseID, p.keepRows = p.slot(id), true
	}
	if p.q.PerRespondent != AllAnswers || p.q.People {
		if p.r.respondent < 0 {
			return &Error{Fault: Misuse, Msg: "no column identifies the respondent", Hint: "name it with --respondent-column"}
		}
		p.keepRows = true
	}
	if p.keepRows && p.r.respondent >= 0 { // who looks at rows anyway sees the people who repeat
		p.respondent = p.slot(p.r.respondent)
	}
	return nil
}

// useTime decides whether the time column is read, and refuses a query that
// needs one that cannot be.
func (p *plan) useTime() error {
	needed := p.q.NeedsTime()
	wished := p.dedupe != NoDedupe || p.q.Times || p.q.People
	if needed && p.r.timeErr != nil {
		return p.r.timeErr
	}
	if (needed || wished) && p.r.timeErr == nil && p.r.time >= 0 {
		p.time, p.layout = p.slot(p.r.time), p.r.layout
	}
	return nil
}

// purpose finds the consent answers that allow the purpose.
func (p *plan) purpose() error {
	if p.q.Purpose == "" {
		return nil
	}
	d := p.f.opts.Definition
	if d == nil || len(d.ByRole(survey.RoleConsent)) == 0 {
		return &Error{Fault: Misuse, Msg: "--purpose needs a survey definition that maps a consent column", Hint: "give --survey FILE with a column of role consent and its purposes"}
	}
	def := d.ByRole(survey.RoleConsent)[0]
	allowed, ok := def.Purposes[p.q.Purpose]
	if !ok {
		return &Error{Fault: Misuse, Msg: fmt.Sprintf("the survey definition has no purpose %s", quote(p.q.Purpose))}
	}
	i, err := findColumn(p.f.columns, def.From)
	if err != nil {
		return err
	}
	p.consent, p.allowed = p.slot(i), allowed
	return nil
}
