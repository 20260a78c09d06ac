package survey

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// YAML writes the definition as survey.yaml: one column a line, always in the
// same order, with the comments that somebody who edits it needs.
// ParseDefinition reads the same definition back.
func (d *Definition) YAML() []byte {
	var b bytes.Buffer
	b.WriteString("# Survey definition: what each column of the export is.\n")
	b.WriteString("# from: the header as the file has it, NAME[#position] or \"#position\" (from 1).\n")
	b.WriteString("# role: " + joinWords(roleWords()) + ".\n")
	if d.Survey != "" {
		fmt.Fprintf(&b, "survey: %s\n", quote(d.Survey))
	}
	b.WriteString("columns:\n")
	for i := range d.Columns {
		fmt.Fprintf(&b, "  - %s\n", flow(columnPairs(&d.Columns[i])))
	}
	r := &d.Rules
	var pairs []string
	if r.MinRows > 0 {
		pairs = append(pairs, fmt.Sprintf("min_rows: %d", r.MinRows))
	}
	if r.MaxInvalid.IsSet() {
		pairs = append(pairs, "max_invalid: "+r.MaxInvalid.String())
	}
	if r.MaxBlank.IsSet() {
		pairs = append(pairs, "max_blank: "+r.MaxBlank.String())
	}
	pairs = appendList(pairs, "unique", r.Unique)
	pairs = appendList(pairs, "required", r.Required)
	if len(pairs) > 0 {
		b.WriteString("# What the whole file must satisfy; limits are records (20) or shares (1%).\n")
		fmt.Fprintf(&b, "rules: %s\n", flow(pairs))
	}
	if len(d.Checks) > 0 {
		pairs = pairs[:0]
		for _, id := range slices.Sorted(maps.Keys(d.Checks)) {
			pairs = append(pairs, quote(id)+": "+quote(d.Checks[id]))
		}
		b.WriteString("# Severity by finding: " + joinWords(Severities()) + ".\n")
		fmt.Fprintf(&b, "checks: %s\n", flow(pairs))
	}
	return b.Bytes()
}

func columnPairs(c *ColumnDef) []string {
	pairs := []string{"from: " + quote(c.From), "role: " + quote(string(c.Role))}
	text := func(key, v string) {
		if v != "" {
			pairs = append(pairs, key+": "+quote(v))
		}
	}
	number := func(key string, v *float64) {
		if v != nil {
			pairs = append(pairs, key+": "+strconv.FormatFloat(*v, 'f', -1, 64))
		}
	}
	text("name", c.Name)
	text("kind", c.Kind)
	pairs = appendList(pairs, "values", c.Values)
	number("min", c.Min)
	number("max", c.Max)
	text("order", c.Order)
	text("zone", c.Zone)
	if len(c.Purposes) > 0 {
		var inner []string
		for _, k := range slices.Sorted(maps.Keys(c.Purposes)) {
			inner = appendList(inner, quote(k), c.Purposes[k])
		}
		pairs = append(pairs, "purposes: "+flow(inner))
	}
	if len(c.Labels) > 0 {
		var inner []string
		for _, k := range slices.Sorted(maps.Keys(c.Labels)) {
			inner = append(inner, fmt.Sprintf("%s: %d", quote(k), c.Labels[k]))
		}
		pairs = append(pairs, "labels: "+flow(inner))
	}
	return appendList(pairs, "na", c.NA)
}

func flow(pairs []string) string { return "{" + strings.Join(pairs, ", ") + "}" }

func appendList(pairs []string, key string, list []string) []string {
	if len(list) == 0 {
		return pairs
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return append(pairs, key+": ["+strings.Join(quoted, ", ")+"]")
}

// quote writes a text as YAML: bare when no reader of YAML, old or new, could
// take it for anything else, else between double quotes.
func quote(s string) string {
	if isBare(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xFF:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func isBare(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		inner := i > 0 && ('0' <= c && c <= '9' || c == '_' || c == '-' || c == '/' || (c == ' ' && i < len(s)-1))
		if !letter && !inner {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf":
		return false
	}
	return len(s) <= 200
}
