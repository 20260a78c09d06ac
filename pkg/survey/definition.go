package survey

import (
	"fmt"
	"slices"
)

// Role is what a column is used for.
type Role string

// The roles of columns.
const (
	RoleScore      Role = "score"       // the answer 0..10
	RoleTime       Role = "time"        // when it was given
	RoleResponseID Role = "response_id" // unique to the response
	RoleRespondent Role = "respondent"  // identifies the person; Kind says how
	RoleDimension  Role = "dimension"   // to break down by
	RoleRating     Role = "rating"      // another number that was asked for
	RoleComment    Role = "comment"     // free text
	RoleConsent    Role = "consent"     // what the person agreed to
	RoleWeight     Role = "weight"      // survey weight of the response
	RoleIgnore     Role = "ignore"      // known, and not used
)

// Roles lists every role in the order in which the documents name them.
func Roles() []Role {
	return []Role{RoleScore, RoleTime, RoleResponseID, RoleRespondent, RoleDimension,
		RoleRating, RoleComment, RoleConsent, RoleWeight, RoleIgnore}
}

// ColumnDef says what one column of the export is.
type ColumnDef struct {
	From string // the header as the file has it: NAME, NAME[#pos] or #pos (from 1)
	Role Role
	Name string // the short name in output and filters; "" means From

	Kind     string              // respondent: email, phone, id or name
	Values   []string            // dimension: the allowed values; nil means any
	Min, Max *float64            // rating: the ends of the scale; nil means open
	Order    string              // time: dmy, mdy or ymd; "" means by evidence
	Zone     string              // time: IANA name of the zone the times are written in; "" means as written
	Purposes map[string][]string // consent: purpose -> the answers that allow it
	Labels   map[string]int      // score: text -> score, beside the numbers
	NA       []string            // score: further texts that mean "not answered"
}

// ColumnName gives the name under which output, rules and filters know the column.
func (c *ColumnDef) ColumnName() string {
	if c.Name != "" {
		return c.Name
	}
	return c.From
}

// Rules are what a whole file must satisfy.
type Rules struct {
	MinRows    int   // fewest records; 0 means any number
	MaxInvalid Limit // most invalid scores
	MaxBlank   Limit // most unanswered scores
	Unique     []string
	Required   []string // columns that must not be blank; both lists hold names of columns or roles
}

// Definition is what survey.yaml holds.
type Definition struct {
	Survey  string // the name of the survey
	Columns []ColumnDef
	Rules   Rules
	Checks  map[string]string // finding id -> off, note, warning or error

	file   string
	places map[string]place // of what only others can judge: "checks ID", "zone"
}

// place is where a value stands, from 1.
type place struct{ line, column int }

// CheckError makes the error of a check of Checks that others refuse, with its
// place in the file when the definition was read from one.
func (d *Definition) CheckError(id, msg, hint string) *DefinitionError {
	return d.failAt("checks "+id, msg, hint)
}

// ZoneError makes the error of a time column's zone that does not exist.
func (d *Definition) ZoneError(msg, hint string) *DefinitionError {
	return d.failAt("zone", msg, hint)
}

func (d *Definition) failAt(what, msg, hint string) *DefinitionError {
	at := d.places[what]
	return &DefinitionError{File: d.file, Line: at.line, Column: at.column, Msg: msg, Hint: hint}
}

// ByRole gives the columns with a role, in the order of the definition.
func (d *Definition) ByRole(role Role) []ColumnDef {
	var cols []ColumnDef
	for _, c := range d.Columns {
		if c.Role == role {
			cols = append(cols, c)
		}
	}
	return cols
}

// Lookup finds the column that a rule means: by its name, its header, or its
// role when only one column has that role.
func (d *Definition) Lookup(ref string) (ColumnDef, bool) {
	for _, c := range d.Columns {
		if c.Name == ref {
			return c, true
		}
	}
	for _, c := range d.Columns {
		if c.From == ref {
			return c, true
		}
	}
	if cols := d.ByRole(Role(ref)); len(cols) == 1 {
		return cols[0], true
	}
	return ColumnDef{}, false
}

// Severities lists the values that checks may have.
func Severities() []string { return []string{"off", "note", "warning", "error"} }

// DefinitionError is a mistake in survey.yaml with its place.
type DefinitionError struct {
	File   string
	Line   int // from 1; 0 when the mistake has no place
	Column int // from 1; 0 unknown
	Msg    string
	Hint   string // what to write instead; may be ""
}

// Error gives the place and the message on one line, without the hint.
func (e *DefinitionError) Error() string {
	switch {
	case e.File == "":
		return e.Msg
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// singular tells the roles that only one column may have.
func singular(r Role) bool {
	return slices.Contains([]Role{RoleScore, RoleTime, RoleResponseID, RoleWeight}, r)
}
