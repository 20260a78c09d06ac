package validate

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// InferOptions say what the user said about the input, which belongs into the
// definition.
type InferOptions struct {
	Survey string         // name of the survey
	Labels map[string]int // texts that mean a score
	NA     []string       // texts that mean no answer

	// Look, if there is one, is called for each worker of the pass over all records, in one
	// goroutine, and the function that it makes is given the cells of that worker's
	// records, valid until it returns. What they were given is void when Anew is called:
	// the records come once more.
	Look func() func(cells [][]byte)
	Anew func()
}

// Infer writes the survey definition that an opened file seems to have, ready
// to be edited: survey.yaml with a remark on columns that were left out. Values
// of a dimension are listed when each of them is shared by several people. The
// error says why the score column is not known, or why the file cannot be read.
func Infer(ctx context.Context, f *ingest.File, o InferOptions) ([]byte, error) {
	if f.IsTally() {
		return nil, &ingest.Error{Fault: ingest.Misuse, File: f.Info().Name, Msg: "a tally file has no columns to describe"}
	}
	c := newChecker(f, Options{})
	var err error
	if c.roles, err = f.Roles(ctx); err != nil {
		return nil, err
	}
	n := &inference{c: c, o: o, remarks: map[int]string{}, names: map[string]bool{}}
	if n.p, err = c.survey(ctx, f, o); err != nil {
		return nil, err
	}
	d := n.definition()
	if _, err := survey.ParseDefinition(d.YAML(), "inferred"); err != nil {
		return nil, &ingest.Error{Fault: ingest.Internal, File: f.Info().Name, Msg: "the inferred definition is not valid", Err: err}
	}
	return remarked(d.YAML(), n.remarks), nil
}

// inference makes a definition of what one pass has met.
type inference struct {
	c       *checker
	o       InferOptions
	p       *inferred
	remarks map[int]string  // by column of the definition
	names   map[string]bool // headers and short names that are taken
}

func (n *inference) definition() *survey.Definition {
	d := &survey.Definition{Survey: n.o.Survey}
	for i := range n.c.columns {
		n.names[n.from(i)] = true
	}
	for i := range n.c.columns {
		def, remark := n.column(i)
		if remark != "" {
			n.remarks[len(d.Columns)] = remark
		}
		d.Columns = append(d.Columns, def)
	}
	n.rules(d)
	return d
}

// from is the reference of a column that a definition can hold: one that is
// found again, whatever the header looks like.
func (n *inference) from(i int) string {
	c := &n.c.columns[i]
	finds := func(ref string) bool {
		k, err := n.c.f.Find(ref)
		return err == nil && k == i
	}
	ref := c.Ref()
	if strings.TrimSpace(ref) != "" && finds(ref) {
		return ref
	}
	if full := fmt.Sprintf("%s[#%d]", c.Name, c.Pos); strings.HasPrefix(ref, "#") && finds(full) { // a header such as #7
		return full
	}
	return fmt.Sprintf("#%d", c.Pos)
}

// column decides what a column is: by its role in ingest, by the preset, by its
// values.
func (n *inference) column(i int) (survey.ColumnDef, string) {
	r, prof := n.c.roles, &n.p.profiles[i]
	def := survey.ColumnDef{From: n.from(i), Role: survey.RoleIgnore}
	dimensions, ratings := n.c.f.PresetColumns()
	switch {
	case i == r.Score:
		def.Role, def.Labels, def.NA = survey.RoleScore, n.o.Labels, n.o.NA
	case i == r.Time && r.TimeErr == nil:
		def.Role = survey.RoleTime
		if o := r.Layout.Order(); o == timecol.DMY || o == timecol.MDY {
			def.Order = o.String()
		}
	case i == r.Time:
		return def, "the time, but its notation is not clear: give it the role time and an order"
	case i == r.ResponseID:
		def.Role = survey.RoleResponseID
	case i == r.Respondent:
		def.Role, def.Kind = survey.RoleRespondent, n.kind(i)
	case i == r.Comment:
		def.Role = survey.RoleComment
	case i == r.Consent:
		def.Role, def.Purposes = survey.RoleConsent, prof.purposes()
		if def.Purposes != nil {
			return def, "which answers allow what: please check"
		}
	case i == r.Weight:
		def.Role = survey.RoleWeight
	case i == r.Class:
		return def, "derived from the score"
	case slices.Contains(r.Identity, i):
		return def, n.personal(i)
	case slices.Contains(dimensions, i):
		n.dimension(i, &def)
	case slices.Contains(ratings, i):
		n.rating(i, &def)
	default:
		return def, n.byValues(i, &def)
	}
	return def, ""
}

func (n *inference) personal(i int) string {
	if kind, ok := survey.IdentityHeader(n.c.columns[i].Name); ok {
		return "personal data (" + kind + ")"
	}
	return "personal data"
}

// kind says how a respondent is identified.
func (n *inference) kind(i int) string {
	kind, _ := survey.IdentityHeader(n.c.columns[i].Name)
	switch prof := &n.p.profiles[i]; {
	case namesKind(n.c.columns[i].Name):
		return kind
	case 2*prof.emails > prof.nonblank:
		return "email"
	case 2*prof.phones > prof.nonblank:
		return "phone"
	}
	return "id"
}

// namesKind says whether a header tells what a respondent is identified by, whatever the
// values are.
func namesKind(header string) bool {
	kind, _ := survey.IdentityHeader(header)
	return kind == "email" || kind == "phone" || kind == "name"
}

// byValues decides about a column of which nothing else is known.
func (n *inference) byValues(i int, def *survey.ColumnDef) string {
	prof := &n.p.profiles[i]
	_, identity := survey.IdentityHeader(n.c.columns[i].Name)
	switch {
	case prof.nonblank == 0:
		return "empty"
	case identity || prof.emails+prof.phones > 0:
		return n.personal(i)
	case prof.isRating():
		n.rating(i, def)
	case prof.numbers == prof.nonblank:
		return "numbers: a dimension, a rating or a weight, if it is one"
	case prof.isTime(n.c.f.TimeOrder()):
		return "another time"
	case prof.isDimension():
		n.dimension(i, def)
	case len(prof.values) == 1 && prof.areShared():
		return "always the same"
	case prof.words > prof.nonblank/2:
		return "free text: give it the role comment to keep it"
	default:
		return "values that few people share"
	}
	return ""
}

func (n *inference) dimension(i int, def *survey.ColumnDef) {
	def.Role = survey.RoleDimension
	if prof := &n.p.profiles[i]; prof.isDimension() && len(prof.values) <= listedValues {
		def.Values = slices.Sorted(maps.Keys(prof.values))
	}
	n.name(i, def)
}

func (n *inference) rating(i int, def *survey.ColumnDef) {
	def.Role = survey.RoleRating
	if prof := &n.p.profiles[i]; prof.isRating() {
		lo, hi := prof.scale()
		def.Min, def.Max = &lo, &hi
	}
	n.name(i, def)
}

// name gives a column a short name where its header is none.
func (n *inference) name(i int, def *survey.ColumnDef) {
	var b strings.Builder
	for _, r := range survey.NormaliseHeader(n.c.columns[i].Name) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '.':
			b.WriteByte('_')
		case r >= 0x80:
			return // no short name in another script
		}
	}
	name := strings.Trim(b.String(), "_")
	if name == "" || len(name) > 30 || name[0] < 'a' || name == def.From || n.names[name] || slices.Contains(survey.Roles(), survey.Role(name)) {
		return
	}
	if _, period := calendar.ParseUnit(name); period {
		return // --by month is the month of the time
	}
	n.names[name] = true
	def.Name = name
}

// rules are such that the file itself keeps them.
func (n *inference) rules(d *survey.Definition) {
	if n.c.roles.ResponseID >= 0 && n.p.counted > 0 && !n.p.repeats {
		d.Rules.Unique = []string{string(survey.RoleResponseID)}
	}
	if limit := survey.Percent(1); !limit.Exceeded(n.p.invalid, n.p.counted) {
		d.Rules.MaxInvalid = limit
	}
	for _, share := range []float64{10, 20, 30, 50} {
		if limit := survey.Percent(share); !limit.Exceeded(n.p.blank, n.p.counted) {
			d.Rules.MaxBlank = limit
			break
		}
	}
}

// remarked puts the remarks behind the lines of their columns.
func remarked(yaml []byte, remarks map[int]string) []byte {
	var b bytes.Buffer
	column := 0
	for line := range bytes.Lines(yaml) {
		if !bytes.HasPrefix(line, []byte("  - ")) {
			b.Write(line)
			continue
		}
		b.Write(bytes.TrimSuffix(line, []byte("\n")))
		if r := remarks[column]; r != "" {
			b.WriteString("  # " + r)
		}
		b.WriteByte('\n')
		column++
	}
	return b.Bytes()
}
