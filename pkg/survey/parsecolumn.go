package survey

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// columnKeys lists the keys of a column, with the role that alone may have each;
// "" is every role.
func columnKeys() ([]string, map[string]Role) {
	return []string{"from", "role", "name", "kind", "values", "min", "max", "order", "zone", "purposes", "labels", "na"},
		map[string]Role{"kind": RoleRespondent, "values": RoleDimension, "min": RoleRating, "max": RoleRating,
			"order": RoleTime, "zone": RoleTime, "purposes": RoleConsent, "labels": RoleScore, "na": RoleScore}
}

// columns reads the list of columns and checks them against each other.
func (p *parser) columns(n *yaml.Node) ([]ColumnDef, error) {
	if n.Kind != yaml.SequenceNode || n.Anchor != "" {
		return nil, p.wrong(n, "columns", "a list")
	}
	var cols []ColumnDef
	seen := map[string]int{} // what must differ between columns -> line
	for _, c := range n.Content {
		col, err := p.column(c)
		if err == nil {
			err = p.clash(c, &col, seen)
		}
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	return cols, nil
}

// clash refuses a column that cannot stand beside one that was seen before.
func (p *parser) clash(n *yaml.Node, c *ColumnDef, seen map[string]int) error {
	type mark struct{ key, msg string }
	marks := []mark{{"from " + c.From, fmt.Sprintf("column %q is given twice; columns with one header are told apart as NAME[#position]", c.From)}}
	if singular(c.Role) {
		marks = append(marks, mark{"role " + string(c.Role), fmt.Sprintf("two columns have the role %s", c.Role)})
	}
	if c.Role != RoleIgnore {
		marks = append(marks, mark{"name " + c.ColumnName(), fmt.Sprintf("two columns have the name %q", c.ColumnName())})
	}
	for _, purpose := range slices.Sorted(maps.Keys(c.Purposes)) {
		marks = append(marks, mark{"purpose " + purpose, fmt.Sprintf("purpose %q is read from two columns", purpose)})
	}
	for _, m := range marks {
		if line, ok := seen[m.key]; ok {
			return p.fail(n, m.msg, fmt.Sprintf("the first is in line %d", line))
		}
		seen[m.key] = n.Line
	}
	return nil
}

func (p *parser) column(n *yaml.Node) (ColumnDef, error) {
	var c ColumnDef
	keys, only := columnKeys()
	places := map[string]*yaml.Node{}
	err := p.fields(n, "a column", keys, func(key string, v *yaml.Node) error {
		places[key] = v
		return p.columnField(&c, key, v)
	})
	switch {
	case err != nil:
		return c, err
	case places["from"] == nil:
		return c, p.fail(n, "a column without from", "from is the header as the file has it, NAME[#position] or \"#position\"")
	case places["role"] == nil:
		return c, p.fail(n, fmt.Sprintf("column %q has no role", c.From), "roles are "+joinWords(roleWords()))
	}
	for _, key := range keys {
		if role := only[key]; role != "" && role != c.Role && places[key] != nil {
			return c, p.fail(places[key], fmt.Sprintf("%s does not belong to a column with the role %s", key, c.Role), fmt.Sprintf("only a %s column has it", role))
		}
	}
	if c.Min != nil && c.Max != nil && *c.Min >= *c.Max {
		return c, p.fail(places["max"], "max must be above min", "")
	}
	if err := checkFrom(c.From); err != nil {
		return c, p.fail(places["from"], err.Error(), "")
	}
	return c, nil
}

func (p *parser) columnField(c *ColumnDef, key string, v *yaml.Node) (err error) {
	switch key {
	case "from":
		c.From, err = p.text(v, key)
	case "role":
		var s string
		s, err = p.oneOf(v, key, roleWords())
		c.Role = Role(s)
	case "name":
		c.Name, err = p.text(v, key)
	case "kind":
		c.Kind, err = p.oneOf(v, key, []string{"email", "phone", "id", "name"})
	case "values":
		c.Values, err = p.texts(v, key)
	case "min":
		c.Min, err = p.bound(v, key)
	case "max":
		c.Max, err = p.bound(v, key)
	case "order":
		c.Order, err = p.oneOf(v, key, []string{"dmy", "mdy", "ymd"})
	case "zone":
		p.keep("zone", v) // only one column has the role
		if c.Zone, err = p.text(v, key); err == nil && !isZoneName(c.Zone) {
			err = p.fail(v, fmt.Sprintf("%q is no name of a time zone", c.Zone), "write it like Asia/Kolkata or UTC")
		}
	case "purposes":
		c.Purposes, err = p.purposes(v)
	case "labels":
		c.Labels, err = p.labels(v)
	case "na":
		c.NA, err = p.texts(v, key)
	}
	return err
}

func (p *parser) bound(n *yaml.Node, what string) (*float64, error) {
	v, err := p.number(n, what)
	if err != nil {
		return nil, err
	}
	return &v, nil
}

func roleWords() []string {
	words := make([]string, 0, 10)
	for _, r := range Roles() {
		words = append(words, string(r))
	}
	return words
}

// isZoneName tells the shape of an IANA name; whether the zone exists is for the
// reader of the file to say, since that needs the zone database.
func isZoneName(s string) bool {
	if s == "Local" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/_+-", r)) {
			return false
		}
	}
	return s != "" && s[0] >= 'A'
}

// checkFrom refuses a position that cannot be: #0, #x, NAME[#].
func checkFrom(from string) error {
	pos, ok := strings.CutPrefix(from, "#")
	if !ok {
		i := strings.LastIndex(from, "[#")
		if i < 0 || !strings.HasSuffix(from, "]") {
			return nil
		}
		pos = from[i+2 : len(from)-1]
	}
	// A header may begin with # itself (Typeform's is "#"): only digits are a position.
	if pos != "" && strings.Trim(pos, "0") == "" {
		return fmt.Errorf("positions of columns count from 1")
	}
	return nil
}

func (p *parser) purposes(n *yaml.Node) (map[string][]string, error) {
	m := map[string][]string{}
	err := p.mapping(n, "purposes", func(k, v *yaml.Node) error {
		name, err := p.word(k, "a purpose")
		if err == nil {
			m[name], err = p.texts(v, "the answers for "+name)
		}
		return err
	})
	if len(m) == 0 && err == nil {
		err = p.fail(n, "purposes is empty", "leave the key out")
	}
	return m, err
}

func (p *parser) labels(n *yaml.Node) (map[string]int, error) {
	m, seen := map[string]int{}, map[string]bool{}
	err := p.mapping(n, "labels", func(k, v *yaml.Node) error {
		text, err := p.word(k, "a label")
		if err != nil {
			return err
		}
		if f := Fold(text); f == "" || seen[f] {
			return p.fail(k, fmt.Sprintf("label %q is given twice or holds nothing visible", text), "labels are compared without regard to case and blanks")
		} else {
			seen[f] = true
		}
		m[text], err = p.whole(v, "the score of a label", 10)
		return err
	})
	if len(m) == 0 && err == nil {
		err = p.fail(n, "labels is empty", "leave the key out")
	}
	return m, err
}

func ruleKeys() []string {
	return []string{"min_rows", "max_invalid", "max_blank", "unique", "required"}
}

func (p *parser) rules(n *yaml.Node, d *Definition) error {
	return p.fields(n, "rules", ruleKeys(), func(key string, v *yaml.Node) (err error) {
		switch key {
		case "min_rows":
			d.Rules.MinRows, err = p.whole(v, key, 1<<31-1)
		case "max_invalid":
			d.Rules.MaxInvalid, err = p.limit(v, key)
		case "max_blank":
			d.Rules.MaxBlank, err = p.limit(v, key)
		case "unique":
			d.Rules.Unique, err = p.references(v, key, d)
		case "required":
			d.Rules.Required, err = p.references(v, key, d)
		}
		return err
	})
}

func (p *parser) limit(n *yaml.Node, what string) (Limit, error) {
	s, err := p.word(n, what)
	if err != nil {
		return Limit{}, err
	}
	l, err := ParseLimit(s)
	if err != nil {
		return l, p.fail(n, what+": "+err.Error(), "")
	}
	return l, nil
}

// references reads a list of columns that are defined.
func (p *parser) references(n *yaml.Node, what string, d *Definition) ([]string, error) {
	list, err := p.texts(n, what)
	if err != nil {
		return nil, err
	}
	for i, ref := range list {
		if _, ok := d.Lookup(ref); ok {
			continue
		}
		var known []string
		for _, c := range d.Columns {
			known = append(known, c.ColumnName())
			if c.Role != RoleIgnore && !slices.Contains(known, string(c.Role)) {
				known = append(known, string(c.Role))
			}
		}
		hint := "name a column of this definition, or a role that one column has"
		if k := suggest.Nearest(ref, known); k != "" {
			hint = fmt.Sprintf("did you mean %s?", k)
		}
		return nil, p.fail(n.Content[i], fmt.Sprintf("%s names %q, which is no column", what, ref), hint)
	}
	return list, nil
}
