package validate

import (
	"context"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// formatVault is the format of Rows in an ingest.Info.
const formatVault = "vault"

// TimeLayout is how the cells of a time column of Rows are written: the time on the
// wall clock.
const TimeLayout = "2006-01-02T15:04:05.000"

// Rows are responses that were read and understood before, as a vault keeps them: by
// the columns of the survey definition, and without those that could not be used.
type Rows struct {
	Columns []RowColumn
	// Each goes through all rows. Part comes before the rows of each part; absent says
	// which columns none of them has, and may be nil. counts says whether the answer
	// counts when a score is computed. Cells are valid until the function returns.
	// When the rows begin anew, restart is called.
	Each func(ctx context.Context, restart func(), part func(absent []bool), row func(counts bool, cells [][]byte) error) error
	// Unjudged says in a few words each what the keys at hand do not let judge, and why.
	Unjudged    []string
	Quarantined int64 // rows that an import rejected, which are not among these
}

// RowColumn is one column of Rows.
type RowColumn struct {
	Name string
	// Role is what the column is used as; "" for one that is only held against Def. Of
	// several with one role the first is used.
	Role survey.Role
	Def  *survey.ColumnDef // what its cells are held against; nil for nothing
	// New says that the definition does not name the column.
	New bool
	// Keyed says that a keyed hash stands for each value, so that only equal ones can be told.
	Keyed bool
	// Joined says that the cells of a consent column hold the purposes, joined by commas.
	Joined bool
}

// VaultRows checks the rows of a vault as File checks the same rows in a file. The
// definition is the one by which they were imported. The error is one of Rows.Each.
func VaultRows(ctx context.Context, rows *Rows, o Options) (*Result, error) {
	s := &rowSource{Rows: rows, name: o.Name}
	c := newChecker(s, o)
	s.declare(c)
	c.roles = s.roles()
	p := s.pass(c)
	err := s.each(ctx, c, func() { *p = *s.pass(c) }, func(at scan.Pos, cells [][]byte) error {
		p.row(at, cells)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := c.verdicts(p); err != nil {
		return nil, err
	}
	s.notes(c)
	return c.result(p.records, false), nil
}

// pass makes a pass that knows which texts are comments and which are none at all.
func (s *rowSource) pass(c *checker) *pass {
	p := c.newPass()
	for i := range s.Rows.Columns {
		switch col := &s.Rows.Columns[i]; {
		case col.Keyed || col.Joined:
			p.texts.personal[i] = noText
		case col.Role == survey.RoleComment:
			p.texts.personal[i] = freeText
		}
	}
	return p
}

// VaultPrivacy is Privacy for the rows of a vault.
func VaultPrivacy(ctx context.Context, rows *Rows, name string, d *survey.Definition, limit survey.Limit) (*Result, error) {
	s := &rowSource{Rows: rows, name: name}
	c := newChecker(s, Options{Name: name, Definition: d})
	p := &privacyPass{c: c, kind: make([]personal, len(c.columns))}
	for i := range rows.Columns {
		switch col := &rows.Columns[i]; {
		case col.Keyed || col.Role == survey.RoleScore || col.Role == survey.RoleTime || col.Role == survey.RoleWeight:
			p.kind[i] = noText
		case col.Role == survey.RoleComment:
			p.kind[i] = freeText
		default:
			p.kind[i] = someText
		}
	}
	p.begin()
	if err := s.each(ctx, c, p.begin, p.row); err != nil {
		return nil, err
	}
	p.findings(limit)
	return c.result(p.records, false), nil
}

// rowSource is Rows as a source. Its places are the numbers of rows, from 1.
type rowSource struct {
	*Rows
	understood
	name   string
	counts bool // of the row at hand
}

func (s *rowSource) Info() ingest.Info { return ingest.Info{Name: s.name, Format: formatVault} }

func (s *rowSource) Columns() []ingest.Column {
	list := make([]ingest.Column, len(s.Rows.Columns))
	for i := range list {
		list[i] = ingest.Column{Pos: i + 1, Name: s.Rows.Columns[i].Name}
	}
	return list
}

// Find knows columns by their whole name alone.
func (s *rowSource) Find(ref string) (int, error) {
	for i := range s.Rows.Columns {
		if s.Rows.Columns[i].Name == ref {
			return i, nil
		}
	}
	return -1, &ingest.Error{Fault: ingest.Internal, Column: ref, Msg: "there is no such column"}
}

// IdentityKind says in what way a column identifies people, by definition or header.
func (s *rowSource) IdentityKind(i int) string {
	c := &s.Rows.Columns[i]
	if c.Keyed || c.Role == survey.RoleScore || c.Role == survey.RoleTime {
		return ""
	}
	if c.Def != nil && c.Def.Role == survey.RoleRespondent && c.Def.Kind != "" {
		return c.Def.Kind
	}
	kind, _ := survey.IdentityHeader(c.Name)
	return kind
}

// A place holds the number of a row: the high part above, the low 31 bits below.
func (s *rowSource) Line(at scan.Pos) int64 { return int64(at.Block)<<31 | int64(at.Line) }

func rowPlace(n int64) scan.Pos { return scan.Pos{Block: int32(n >> 31), Line: int32(n & (1<<31 - 1))} }

func (s *rowSource) Counted([][]byte) bool { return s.counts }

// Roles gives what the columns are for.
func (s *rowSource) Roles(context.Context) (*ingest.Roles, error) { return s.roles(), nil }

func (s *rowSource) roles() *ingest.Roles {
	r := &ingest.Roles{Score: -1, Class: -1, Time: -1, ResponseID: -1, Respondent: -1, Comment: -1, Weight: -1, Consent: -1,
		GroupBy: -1, Reader: survey.NewScoreReader(nil, nil)}
	first := func(to *int, i int) {
		if *to < 0 {
			*to = i
		}
	}
	for i := range s.Rows.Columns {
		c := &s.Rows.Columns[i]
		switch c.Role {
		case survey.RoleScore:
			first(&r.Score, i)
		case survey.RoleTime:
			first(&r.Time, i)
		case survey.RoleResponseID:
			first(&r.ResponseID, i)
		case survey.RoleRespondent:
			first(&r.Respondent, i)
		case survey.RoleComment:
			first(&r.Comment, i)
		case survey.RoleWeight:
			first(&r.Weight, i)
		case survey.RoleConsent:
			if !c.Joined { // a refusal and a blank look the same there
				first(&r.Consent, i)
			}
		}
		if c.New && s.IdentityKind(i) != "" {
			r.Identity = append(r.Identity, i)
		}
	}
	if r.Time >= 0 {
		var e timecol.Evidence
		e.Add([]byte(TimeLayout), 1)
		r.Layout, r.TimeErr = e.Decide(timecol.YMD)
	}
	return r
}

// declare makes the columns of the definition known to the check.
func (s *rowSource) declare(c *checker) {
	for i := range s.Rows.Columns {
		col := &s.Rows.Columns[i]
		switch {
		case col.New:
			c.newOnes = append(c.newOnes, i)
		case col.Def != nil:
			d := c.o.Definition
			c.declared = append(c.declared, declared{def: *col.Def, index: i, joined: col.Joined,
				required: !col.Joined && refersTo(d, d.Rules.Required, *col.Def),
				// A keyed respondent is the same one however an address is written.
				unique: !(col.Keyed && col.Role == survey.RoleRespondent) && refersTo(d, d.Rules.Unique, *col.Def)})
		}
	}
}

// Each hands over the rows with their numbers.
func (s *rowSource) Each(ctx context.Context, restart func(), row func(at scan.Pos, cells [][]byte) error) error {
	return s.each(ctx, nil, restart, row)
}

func (s *rowSource) each(ctx context.Context, c *checker, restart func(), row func(at scan.Pos, cells [][]byte) error) error {
	var n int64
	return s.Rows.Each(ctx, func() { n = 0; restart() },
		func(absent []bool) {
			if c != nil {
				c.absent = absent
			}
		},
		func(counts bool, cells [][]byte) error {
			n++
			s.counts = counts
			return row(rowPlace(n), cells)
		})
}

// notes says what was not looked at.
func (s *rowSource) notes(c *checker) {
	if len(s.Unjudged) > 0 {
		c.put(finding.Finding{ID: "not-opened", Count: int64(len(s.Unjudged)), Message: "not judged: " + strings.Join(s.Unjudged, ", ")})
	}
	if s.Quarantined > 0 {
		c.put(finding.Finding{ID: "quarantined-rows", Count: s.Quarantined,
			Message: count(s.Quarantined, "row was rejected by an import and is in no figure", "rows were rejected by an import and are in no figure")})
	}
}
