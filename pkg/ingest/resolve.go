package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

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
		c := &f.columns[i]
		text := c.norm + " " + c.normLabel
		if !patterns().commentWord.MatchString(text) || slices.Contains(r.identity, i) || notComment().MatchString(text) {
			continue
		}
		if q := r.profiles[i]; q != nil && q.nonblank > 0 && q.valid*2 > q.nonblank {
			continue
		}
		if f.preset != nil && f.preset.neverScore(c) {
			continue
		}
		found = append(found, i)
	}
	if len(found) == 1 {
		return found[0]
	}
	return -1
}

// zones says how a column's times become wall times in the report.
type zones struct {
	written *time.Location // of times that carry none, nil = unknown
	report  *time.Location // nil = as written
}

// wall returns the wall time in the report zone, as a time in UTC.
func (z *zones) wall(t time.Time, zoned bool) time.Time {
	switch {
	case zoned && z.report != nil:
		t = t.In(z.report)
	case !zoned && z.report != nil && z.written != nil && z.written != z.report:
		t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), z.written).In(z.report)
	case !zoned:
		return t
	}
	if t.Location() == time.UTC {
		return t
	}
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}

// name is the report zone in words, "" when unknown.
func (z *zones) name() string {
	switch {
	case z.report != nil:
		return z.report.String()
	case z.written != nil:
		return z.written.String()
	}
	return ""
}

// doubts warns of what the head already shows.
func (f *File) doubts(r *roles) {
	f.warnFallback()
	if n := f.surveys(); n > 1 {
		f.warn("several-surveys", fmt.Sprintf("the records come from %d surveys; choose one with --where, or break down with --by", n), 0)
	}
	f.mojibake()
	f.swallowed()
	if r.score >= 0 {
		c := &f.columns[r.score]
		if oneToTen().MatchString(c.norm) || oneToTen().MatchString(c.normLabel) {
			f.warn("scale-looks-1-10", "the question speaks of a scale from 1 to 10; NPS of such answers is not comparable", 0)
		}
	}
}

func (f *File) warnFallback() {
	if info := f.src.Info(); info.Fallback {
		f.warn("encoding-fallback", fmt.Sprintf("byte %d is not UTF-8; the text was read as Windows-1252 (--encoding says otherwise)", info.FirstBad), 0)
	}
}

// surveys counts the distinct values of a column that names the survey.
func (f *File) surveys() int {
	for i := range f.columns {
		if !surveyColumn().MatchString(f.columns[i].norm) {
			continue
		}
		seen := map[string]bool{}
		for _, row := range f.head {
			if v := strings.TrimSpace(cellAt(row, i)); v != "" && len(seen) < 100 {
				seen[v] = true
			}
		}
		return len(seen)
	}
	return 0
}

// mojibake warns once of text that was decoded wrongly before it came here.
func (f *File) mojibake() {
	for i, row := range f.head {
		for k, cell := range row {
			for _, sign := range []string{"Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Ã³", "Ã¡", "â€™", "â€œ", "â€", "à¤", "\ufffd"} {
				if strings.Contains(cell, sign) {
					f.warn("mojibake", fmt.Sprintf("column %s holds text that was decoded wrongly before it was exported", quote(f.columns[min(k, len(f.columns)-1)].Ref())), f.lines[i])
					return
				}
			}
		}
	}
}

// swallowed warns of a quoted cell in the head that holds whole records: two
// lone quotes can swallow what stands between them.
func (f *File) swallowed() {
	if f.format != "csv" || f.layout.NoQuotes {
		return
	}
	for i, row := range f.head {
		for k, cell := range row {
			if HoldsRecords(cell, f.layout.Comma, len(f.columns)) {
				f.warn("swallowed-rows", fmt.Sprintf("a quoted cell of column %s holds lines that look like records; two lone quotes can swallow what stands between them",
					f.columns[min(k, len(f.columns)-1)].shown()), f.lines[i])
				return
			}
		}
	}
}

// HoldsRecords says whether a cell of delimited text holds three or more lines
// with as many delimiters as a record of width columns.
func HoldsRecords(cell string, delimiter byte, width int) bool {
	if width < 3 || strings.Count(cell, "\n") < 2 {
		return false
	}
	found := 0
	for line := range strings.Lines(cell) {
		if strings.Count(line, string(delimiter)) == width-1 {
			found++
		}
	}
	return found >= 3
}
