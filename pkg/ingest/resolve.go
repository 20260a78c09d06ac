package ingest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// roles says what each column is for. Indexes are -1 where there is none.
type roles struct {
	choice
	reader     *survey.ScoreReader
	profiles   []*profile
	time       int
	layout     *timecol.Layout
	timeErr    error // why the time column cannot be used, nil if it can
	timeWhole  bool  // layout was decided by the whole input
	zones      zones
	responseID int
	respondent int
	comment    int
	weight     int
	consent    int
	identity   []int
	exclude    []rule
	partial    []rule
	where      []rule
	groupBy    int
}

// rule is a condition on one cell.
type rule struct {
	column int
	in     []string
	blank  bool
	is     *regexp.Regexp
}

func (r *rule) holds(cell []byte) bool {
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 {
		return r.blank || r.is != nil && r.is.Match(cell)
	}
	for _, v := range r.in {
		if strings.EqualFold(v, string(cell)) {
			return true
		}
	}
	return r.is != nil && r.is.Match(cell)
}

// resolve decides the columns' roles once; later calls return the same.
func (f *File) resolve(ctx context.Context) (*roles, error) {
	if f.roles != nil {
		return f.roles, nil
	}
	r := &roles{reader: f.scoreReader()}
	r.profiles = f.profiles(r.reader, func(int) bool { return true })
	c, err := f.chooseScore(r.profiles)
	if err != nil && !f.complete && !isMisuse(err) {
		whole, readErr := f.reconsider(ctx, r)
		switch {
		case readErr == nil:
			r.profiles = merge(r.profiles, whole)
			c, err = f.chooseScore(r.profiles)
		case !errors.Is(readErr, stream.ErrNotRewindable):
			return nil, readErr
		}
	}
	if err != nil {
		return nil, f.named(err)
	}
	r.choice = c
	if err := f.otherRoles(r); err != nil {
		return nil, f.named(err)
	}
	f.timeRole(r)
	f.doubts(r)
	f.roles = r
	return r, nil
}

func isMisuse(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Fault == Misuse
}

// reconsider reads the whole input to judge the columns that could be the score.
func (f *File) reconsider(ctx context.Context, r *roles) ([]*profile, error) {
	return f.wholeProfiles(ctx, r.reader, func(i int) bool {
		return f.columns[i].class() != classNone || i == f.fixedScore() || r.profiles[i] != nil && r.profiles[i].isClass()
	})
}

// merge takes the profiles of the whole where there are some.
func merge(head, whole []*profile) []*profile {
	list := slices.Clone(head)
	for i, p := range whole {
		if p != nil {
			list[i] = p
		}
	}
	return list
}

// scoreReader knows the labels and the words for "no answer" of flags,
// definition and preset.
func (f *File) scoreReader() *survey.ScoreReader {
	labels := map[string]int{}
	var na []string
	if f.preset != nil {
		maps.Copy(labels, f.preset.Labels)
		na = append(na, f.preset.NA...)
	}
	if d := f.opts.Definition; d != nil {
		for _, c := range d.ByRole(survey.RoleScore) {
			maps.Copy(labels, c.Labels)
			na = append(na, c.NA...)
		}
	}
	maps.Copy(labels, f.opts.Labels)
	return survey.NewScoreReader(labels, append(na, f.opts.NA...))
}

// otherRoles resolves everything but score and time.
func (f *File) otherRoles(r *roles) error {
	var err error
	p := f.preset
	if p == nil {
		p = &Preset{}
	}
	if r.weight, err = f.role(f.opts.WeightColumn, survey.RoleWeight, nil); err != nil {
		return err
	}
	if r.respondent, err = f.role(f.opts.RespondentColumn, survey.RoleRespondent, p.Respondent); err != nil {
		return err
	}
	if r.comment, err = f.role(f.opts.CommentColumn, survey.RoleComment, p.Comment); err != nil {
		return err
	}
	if r.consent, err = f.role("", survey.RoleConsent, p.Consent); err != nil {
		return err
	}
	if r.responseID, err = f.role("", survey.RoleResponseID, p.ResponseID); err != nil {
		return err
	}
	f.findIdentity(r, p)
	if r.responseID < 0 {
		r.responseID = f.guessResponseID()
	}
	if r.respondent < 0 {
		r.respondent = f.guessRespondent(r)
	}
	if r.comment < 0 {
		r.comment = f.guessComment(r)
	}
	r.groupBy = -1
	for i := range p.GroupBy {
		if k := p.GroupBy[i].find(f.columns); k >= 0 {
			r.groupBy = k
			break
		}
	}
	r.exclude, r.partial, r.where = f.rules(p.Exclude), f.rules(p.Partial), f.rules(p.Where)
	return nil
}

// role finds a column by flag, definition or preset, in that order. A column
// that the definition names and the input lacks is left to validate.
func (f *File) role(flag string, role survey.Role, preset *columnRef) (int, error) {
	if flag != "" {
		return findColumn(f.columns, flag)
	}
	if d := f.opts.Definition; d != nil {
		if defs := d.ByRole(role); len(defs) > 0 {
			i, err := findColumn(f.columns, defs[0].From)
			if err != nil {
				return -1, nil
			}
			return i, nil
		}
	}
	return preset.find(f.columns), nil
}

func (f *File) rules(list []presetRule) []rule {
	var rules []rule
	for i := range list {
		p := &list[i]
		k := p.Column.find(f.columns)
		if k < 0 {
			continue
		}
		r := rule{column: k, in: p.In, blank: p.Blank}
		if p.Is != "" {
			r.is = regexp.MustCompile(p.Is) // checked when the preset was read
		}
		rules = append(rules, r)
	}
	return rules
}

// findIdentity lists the columns with personal data: those of the preset, those
// whose header says so, and those in which more than a fifth of the cells are
// e-mail addresses or telephone numbers.
func (f *File) findIdentity(r *roles, p *Preset) {
	known := map[int]bool{}
	for i := range p.Identity {
		for _, k := range p.Identity[i].findAll(f.columns) {
			known[k] = true
		}
	}
	for i := range f.columns {
		if i == r.score || i == r.class || i == r.responseID {
			continue
		}
		c := &f.columns[i]
		if _, ok := survey.IdentityHeader(c.Name); ok {
			known[i] = true
		} else if c.Label != "" {
			if _, ok := survey.IdentityHeader(c.Label); ok {
				known[i] = true
			}
		}
		if q := r.profiles[i]; q != nil && q.nonblank > 0 && 5*(q.emails+q.phones) > q.nonblank {
			known[i] = true
		}
	}
	r.identity = slices.Sorted(maps.Keys(known))
}

func (f *File) guessResponseID() int {
	for _, name := range []string{"response id", "responseid", "submission id", "response uuid", "answer id", "record id", "uuid", "id"} {
		if found := matching(f.columns, func(c *Column) bool { return c.norm == name }); len(found) == 1 {
			return found[0]
		}
	}
	return -1
}

// guessRespondent takes the best identifying column: an e-mail address, then an
// id of the person, then a telephone number.
func (f *File) guessRespondent(r *roles) int {
	for _, want := range []string{"email", "id", "phone"} {
		for _, i := range r.identity {
			if kind, ok := survey.IdentityHeader(f.columns[i].Name); ok && kind == want {
				return i
			}
		}
	}
	for _, i := range r.identity {
		if q := r.profiles[i]; q != nil && 5*q.emails > q.nonblank {
			return i
		}
	}
	return -1
}

// guessComment takes the one column right of the score whose header asks for a
// reason; several are none.
func (f *File) guessComment(r *roles) int {
	var found []int
	for i := r.score + 1; i < len(f.columns); i++ {
		if f.asksReason(r, i) {
			found = append(found, i)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return -1
}

// asksReason says whether a column's header asks for a reason or an opinion,
// and its values are not scores.
func (f *File) asksReason(r *roles, i int) bool {
	c := &f.columns[i]
	text := c.norm + " " + c.normLabel
	if !patterns().commentWord.MatchString(text) || slices.Contains(r.identity, i) || notComment().MatchString(text) {
		return false
	}
	if q := r.profiles[i]; q != nil && q.nonblank > 0 && q.valid*2 > q.nonblank {
		return false
	}
	return f.preset == nil || !f.preset.neverScore(c)
}
