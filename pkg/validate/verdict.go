package validate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// verdicts reports everything at the end of the pass.
func (c *checker) verdicts(p *pass) error {
	whole := !p.broken
	if whole && p.records == 0 {
		message := "there is a header and no record below it"
		if c.f.Info().Format == formatVault {
			message = "the vault holds no response"
		}
		c.put(finding.Finding{ID: "empty-file", Message: message})
	}
	if err := c.score(whole && p.records == 0); err != nil {
		return err
	}
	if err := c.misused(); err != nil {
		return err
	}
	c.drift()
	p.opening(whole)
	c.headers()
	p.shapes()
	p.textFindings()
	if p.answers != nil {
		p.answers.findings(p, whole)
	}
	if whole && !c.tooFew(p.records) && p.records > 0 && p.answers != nil {
		c.few(p.answers.valid, c.columns[p.answers.r.Score].Ref())
	}
	switch {
	case p.times != nil:
		p.times.findings(c, whole)
	case c.roles != nil && p.records > 0 && !c.misses(survey.RoleTime):
		c.put(finding.Finding{ID: "no-time-column", Message: "there is no time column that can be read"})
	}
	p.repeats.findings(c, c.uniqueID())
	for i := range p.columns {
		p.columns[i].findings(c, p.counted, whole)
	}
	c.identity()
	return nil
}

// score reports why there is no score column. Of a file without records nothing
// can be said, and a column that the definition names and the file lacks is
// drift already.
func (c *checker) score(empty bool) error {
	if c.rolesErr == nil {
		return nil
	}
	var e *ingest.Error
	if errors.As(c.rolesErr, &e) && e.Fault == ingest.Unreadable && (empty && (e.ID == "no-score-column" || e.ID == "empty-file") || e.ID == "schema-drift" && c.misses(survey.RoleScore)) {
		return nil
	}
	return c.fail(candidate(c.rolesErr), false)
}

// misused is the error of a time column that a flag names and the file lacks.
func (c *checker) misused() error {
	var e *ingest.Error
	if c.roles != nil && errors.As(c.roles.TimeErr, &e) && e.Fault == ingest.Misuse && !c.misses(survey.RoleTime) {
		return e
	}
	return nil
}

// misses says whether the file lacks the definition's column of a role.
func (c *checker) misses(role survey.Role) bool {
	return slices.ContainsFunc(c.missing, func(d survey.ColumnDef) bool { return d.Role == role })
}

func (c *checker) uniqueID() bool {
	return slices.ContainsFunc(c.declared, func(d declared) bool { return d.unique && d.def.Role == survey.RoleResponseID })
}

// headers reports columns with one header.
func (c *checker) headers() {
	if c.f.Info().Format == formatVault {
		return // a keyed column stands beside the one that it is of
	}
	same := map[string]int64{}
	for i := range c.columns {
		same[c.columns[i].Name]++
	}
	for i := range c.columns {
		name := c.columns[i].Name
		if n := same[name]; n > 1 && name != "" {
			c.put(finding.Finding{ID: "duplicate-header", Column: name, Count: n, Line: 1, Message: fmt.Sprintf("%d columns have this header", n)})
			same[name] = 0
		}
	}
}

// identity reports the columns with personal data that no definition knows as
// such.
func (c *checker) identity() {
	if c.roles == nil {
		return
	}
	for _, i := range c.roles.Identity {
		if slices.ContainsFunc(c.declared, func(d declared) bool {
			return d.index == i && slices.Contains([]survey.Role{survey.RoleRespondent, survey.RoleIgnore, survey.RoleResponseID, survey.RoleComment}, d.def.Role)
		}) {
			continue
		}
		message := "the column identifies people by its values"
		if kind, ok := survey.IdentityHeader(c.columns[i].Name); ok {
			message = "the column identifies people (" + kind + ")"
		}
		c.put(finding.Finding{ID: "identity-column", Column: c.columns[i].Ref(), Message: message})
	}
}
