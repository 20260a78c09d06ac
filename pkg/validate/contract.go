package validate

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// declared is a column of the definition that the file has.
type declared struct {
	def              survey.ColumnDef
	index            int
	required, unique bool
	// joined says that cells hold the purposes themselves, joined by commas, as a vault's
	// core keeps them: what was answered is not known.
	joined bool
}

// columnState is what was met in a declared column.
type columnState struct {
	*declared
	allowed map[string]bool // values of a dimension, answers of a consent that allow something
	seen    map[[2]uint64]bool
	blank   hits
	wrong   hits // not allowed, out of range, not understood
	again   hits
	met     map[string]bool // consent: which of allowed occur
}

func (d *declared) state() columnState {
	s := columnState{declared: d}
	list := d.def.Values
	if d.def.Role == survey.RoleConsent {
		for _, answers := range d.def.Purposes {
			list = append(slices.Clone(list), answers...)
		}
		s.met = map[string]bool{}
	}
	if len(list) > 0 {
		s.allowed = make(map[string]bool, len(list))
		for _, v := range list {
			s.allowed[strings.TrimSpace(v)] = true
		}
	}
	if d.unique {
		s.seen = map[[2]uint64]bool{}
	}
	return s
}

// add looks at the cell of a record that counts.
func (s *columnState) add(at scan.Pos, cell []byte) {
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 || s.def.Role != survey.RoleDimension && survey.IsBlankWord(cell) {
		if s.required {
			s.blank.add(at)
		}
		return
	}
	switch s.def.Role {
	case survey.RoleDimension:
		if s.allowed != nil && !s.allowed[string(cell)] {
			s.wrong.add(at)
		}
	case survey.RoleRating:
		if !s.inRange(cell) {
			s.wrong.add(at)
		}
	case survey.RoleConsent:
		s.consent(at, cell)
	}
	if s.seen != nil {
		key := ingest.Hash(cell)
		if s.seen[key] {
			s.again.add(at)
		}
		s.seen[key] = true
	}
}

func (s *columnState) inRange(cell []byte) bool {
	v, err := strconv.ParseFloat(string(cell), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return false
	}
	return (s.def.Min == nil || v >= *s.def.Min) && (s.def.Max == nil || v <= *s.def.Max)
}

// consent accepts the answers that allow a purpose and plain refusals.
func (s *columnState) consent(at scan.Pos, cell []byte) {
	if s.joined {
		for name := range bytes.SplitSeq(cell, []byte{','}) {
			if !s.met[string(name)] {
				s.met[string(name)] = true
			}
		}
		return
	}
	if s.allowed == nil {
		return
	}
	if s.allowed[string(cell)] {
		if !s.met[string(cell)] {
			s.met[string(cell)] = true
		}
		return
	}
	if !isRefusal(cell) {
		s.wrong.add(at)
	}
}

// isRefusal knows a plain no.
func isRefusal(cell []byte) bool {
	if len(cell) > 20 {
		return false
	}
	switch strings.ToLower(string(cell)) {
	case "no", "n", "false", "0", "off", "none", "declined", "refused", "withdrawn", "denied", "opt-out", "opted out", "nein", "non", "não", "nao", "नहीं", "nahi", "nahin":
		return true
	}
	return false
}

// findings reports what was met in the column; whole says that every record
// was seen.
func (s *columnState) findings(c *checker, counted int64, whole bool) {
	column := c.columns[s.index].Ref()
	c.hit("required-blank", column, "", &s.blank, count(s.blank.count, "required cell is blank", "required cells are blank"))
	switch s.def.Role {
	case survey.RoleDimension:
		c.hit("value-not-allowed", column, "", &s.wrong, count(s.wrong.count, "value is", "values are")+" not among the "+
			count(int64(len(s.allowed)), "one that the definition allows", "that the definition allows"))
	case survey.RoleRating:
		c.hit("rating-out-of-range", column, "", &s.wrong, count(s.wrong.count, "rating is", "ratings are")+" "+s.rangeWords())
	case survey.RoleConsent:
		c.hit("consent-unknown", column, "", &s.wrong, count(s.wrong.count, "consent is", "consents are")+" neither an answer of the definition nor a plain no")
		if whole && counted > 0 {
			s.purposes(c, column)
		}
	}
	if s.def.Role != survey.RoleResponseID { // there it is duplicate-response
		c.hit("not-unique", column, "", &s.again, count(s.again.count, "value came", "values came")+" before in the column")
	}
}

func (s *columnState) rangeWords() string {
	number := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) }
	switch {
	case s.def.Min != nil && s.def.Max != nil:
		return "no number from " + number(s.def.Min) + " to " + number(s.def.Max)
	case s.def.Min != nil:
		return "no number from " + number(s.def.Min) + " on"
	case s.def.Max != nil:
		return "no number up to " + number(s.def.Max)
	}
	return "no number"
}

// purposes reports the purposes that no record allows: a misspelled answer in
// the definition looks just so.
func (s *columnState) purposes(c *checker, column string) {
	var unmet []string
	for _, purpose := range slices.Sorted(maps.Keys(s.def.Purposes)) {
		met := s.joined && s.met[purpose] ||
			slices.ContainsFunc(s.def.Purposes[purpose], func(a string) bool { return !s.joined && s.met[strings.TrimSpace(a)] })
		if !met {
			unmet = append(unmet, quoted(purpose))
		}
	}
	if len(unmet) > 0 {
		c.put(finding.Finding{ID: "consent-missing", Column: column, Count: int64(len(unmet)),
			Message: fmt.Sprintf("no record allows the purpose %s", strings.Join(unmet, ", "))})
	}
}
