package ingest

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Texts finds the columns that hold comments, and those with personal data, which
// Roles would find too; neither needs a score column. Comments are the column of
// Options.CommentColumn; or those that the definition gives that role; or those
// of the preset and all whose header asks for a reason or an opinion. None means
// that nobody said which they are. The definition's respondent is personal data.
// A column is in one of the lists only.
//
// A text that is UTF-8 but for some broken bytes stays UTF-8, as Rewrite needs
// it; since Open may have read the header in another way, ask for Columns after
// this.
func (f *File) Texts(ctx context.Context) (comments, identity []int, err error) {
	if f.shards != nil {
		return nil, nil, f.noTexts()
	}
	if err := f.prepareCopy(); err != nil {
		return nil, nil, f.named(err)
	}
	r, err := f.rolesForTexts()
	if err != nil {
		return nil, nil, f.named(err)
	}
	personal := map[int]bool{}
	for _, i := range r.identity {
		personal[i] = true
	}
	for _, i := range f.defined(survey.RoleRespondent) {
		personal[i] = true
	}
	found := map[int]bool{}
	switch defined := f.defined(survey.RoleComment); {
	case f.opts.CommentColumn != "":
		found[r.comment] = true
	case len(defined) > 0:
		for _, i := range defined {
			found[i] = true
		}
	default:
		f.commentColumns(r, found)
	}
	for i := range found {
		delete(personal, i)
	}
	return slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(personal)), ctx.Err()
}

func (f *File) noTexts() error {
	return &Error{Fault: Misuse, File: f.name, Msg: "a tally file holds counts and no texts"}
}

// rolesForTexts is resolve without the need for a score, and without its
// warnings, which speak of scores.
func (f *File) rolesForTexts() (*roles, error) {
	if f.roles != nil {
		return f.roles, nil
	}
	said := slices.Clone(f.warnings)
	defer func() { f.warnings = said }()
	r := &roles{reader: f.scoreReader(), time: -1}
	r.profiles = f.profiles(r.reader, func(int) bool { return true })
	c, err := f.chooseScore(r.profiles)
	if err != nil {
		if isMisuse(err) {
			return nil, err
		}
		c = choice{score: -1, class: -1}
	}
	r.choice = c
	return r, f.otherRoles(r)
}

// defined lists the columns to which the definition gives a role, those that the
// input has.
func (f *File) defined(role survey.Role) []int {
	if f.opts.Definition == nil {
		return nil
	}
	var list []int
	for _, c := range f.opts.Definition.ByRole(role) {
		if i, err := findColumn(f.columns, c.From); err == nil {
			list = append(list, i)
		}
	}
	return list
}

// commentColumns adds the comments of preset and headers to found.
func (f *File) commentColumns(r *roles, found map[int]bool) {
	if f.preset != nil && f.preset.Comment != nil {
		for _, i := range f.preset.Comment.findAll(f.columns) {
			found[i] = true
		}
	}
	for i := range f.columns {
		if i == r.score || i == r.class || i == r.responseID || i == r.time || slices.Contains(r.identity, i) {
			continue
		}
		if f.asksReason(r, i) || f.asksText(r, i) {
			found[i] = true
		}
	}
}

// openQuestion is how a header asks for words, beyond a reason. It may take in
// too much, as masking what is no comment does little harm.
var openQuestion = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(canonical(`coment|kommentar|opmerking|remark|suggestion|opinion|free ?text|open ended|` +
		`tell us|describe|explain|elaborate|anything else|what (could|can|would|should|did)\b|how (could|can) we|\bmessage\b|` +
		`टिप्पणी|प्रतिक्रिया|विचार`))
})

// asksText says whether the header is that of a field to write in: by its words,
// by what SurveyMonkey puts under an open question, or Qualtrics behind its code.
func (f *File) asksText(r *roles, i int) bool {
	c := &f.columns[i]
	if c.second == "open ended response" || c.second == "other please specify" || len(c.Name) <= 20 && strings.HasSuffix(c.Name, "_TEXT") {
		return true
	}
	text := c.norm + " " + c.normLabel
	if !openQuestion().MatchString(text) || notComment().MatchString(text) || f.preset != nil && f.preset.neverScore(c) {
		return false
	}
	q := r.profiles[i]
	return q == nil || 2*q.numbers <= q.nonblank
}

// IdentityKind says in what way a column identifies a person: email, phone, name,
// id, ip, address or location, by the definition, the header, or the values of
// the first block. "" means that it is not known how, or that it does not.
func (f *File) IdentityKind(column int) string {
	if column < 0 || column >= len(f.columns) {
		return ""
	}
	c := &f.columns[column]
	if d := f.opts.Definition; d != nil {
		for _, def := range d.ByRole(survey.RoleRespondent) {
			if i, err := findColumn(f.columns, def.From); err == nil && i == column && def.Kind != "" {
				return def.Kind
			}
		}
	}
	switch c.kind { // of a Typeform field
	case "email":
		return "email"
	case "phone_number":
		return "phone"
	}
	for _, header := range []string{c.Name, c.Label} {
		if kind, ok := survey.IdentityHeader(header); ok {
			return kind
		}
	}
	filled, emails, phones := 0, 0, 0
	for _, row := range f.head {
		cell := []byte(cellAt(row, column))
		switch {
		case survey.LooksLikeEmail(cell):
			emails++
		case survey.LooksLikePhone(cell):
			phones++
		case len(trimBlanks(cell)) == 0:
			continue
		}
		filled++
	}
	switch {
	case 5*emails > filled:
		return "email"
	case 5*phones > filled:
		return "phone"
	}
	return ""
}
