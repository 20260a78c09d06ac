package validate

import (
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// resolve finds the columns of the definition in the file.
func (c *checker) resolve() {
	d := c.o.Definition
	if d == nil {
		return
	}
	named := make([]bool, len(c.columns))
	for _, def := range d.Columns {
		i, err := c.f.Find(def.From)
		if err != nil {
			c.missing = append(c.missing, def)
			continue
		}
		named[i] = true
		c.declared = append(c.declared, declared{def: def, index: i, required: refersTo(d, d.Rules.Required, def), unique: refersTo(d, d.Rules.Unique, def)})
	}
	for i, ok := range named {
		if !ok {
			c.newOnes = append(c.newOnes, i)
		}
	}
}

// refersTo says whether a rule's list names the column.
func refersTo(d *survey.Definition, list []string, def survey.ColumnDef) bool {
	return slices.ContainsFunc(list, func(ref string) bool {
		found, ok := d.Lookup(ref)
		return ok && found.From == def.From
	})
}

// drift reports how the columns differ from the definition. A missing column
// and a new one of nearly the same name are one that was renamed.
func (c *checker) drift() {
	left := slices.Clone(c.newOnes)
	for _, def := range c.missing {
		f := finding.Finding{ID: "schema-drift", Column: def.From, Message: fmt.Sprintf("the column of role %s is missing", def.Role)}
		if def.Role == survey.RoleIgnore {
			f.Severity = finding.Note
		}
		if k := nearestColumn(def.From, c.refs(left)); k >= 0 {
			f.Message = fmt.Sprintf("the column of role %s is missing; %s may be its new name", def.Role, quoted(c.columns[left[k]].Ref()))
			left = slices.Delete(left, k, k+1)
		}
		c.put(f)
	}
	for _, i := range left {
		f := finding.Finding{ID: "schema-drift", Severity: finding.Warning, Column: c.columns[i].Ref(), Message: "the definition does not name this column"}
		if kind, ok := survey.IdentityHeader(c.columns[i].Name); ok {
			f.Message += ", and its header speaks of personal data (" + kind + ")"
		}
		c.put(f)
	}
}

func (c *checker) refs(list []int) []string {
	names := make([]string, len(list))
	for k, i := range list {
		names[k] = c.columns[i].Ref()
	}
	return names
}

// nearestColumn is the place of the name that is most like the missing one, as
// headers are compared; -1 when none is near.
func nearestColumn(missing string, names []string) int {
	plain := make([]string, len(names))
	for i, n := range names {
		plain[i] = survey.NormaliseHeader(n)
	}
	return slices.Index(plain, suggest.Nearest(survey.NormaliseHeader(missing), plain))
}
