package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Column is one column of an opened input.
type Column struct {
	Pos   int    // 1-based position; for JSON the order of first appearance
	Name  string // header as written; with two rows of headers "question / answer"
	Label string // the question text where a second row or the tool gives one, else ""

	norm      string // Name normalised
	normLabel string // Label normalised
	second    string // second header row normalised, where names are "question / answer"
	repeated  bool   // another column has the same name
	path      string // JSON: the path to scan when it is not Name
	pick      string // JSON: the field's ref within the array of answers at path
	kind      string // JSON: the field's type
}

// jsonPath is the path by which the scanner finds the column.
func (c *Column) jsonPath() string {
	if c.path != "" {
		return c.path
	}
	return c.Name
}

func newColumn(pos int, name, label string) Column {
	return Column{Pos: pos, Name: name, Label: label,
		norm: survey.NormaliseHeader(name), normLabel: survey.NormaliseHeader(label)}
}

// Ref is how a user names the column: its header, with [#position] when another
// column has the same one, #position when it has none.
func (c *Column) Ref() string {
	switch {
	case c.Name == "":
		return "#" + strconv.Itoa(c.Pos)
	case c.repeated:
		return fmt.Sprintf("%s[#%d]", c.Name, c.Pos)
	}
	return c.Name
}

// class is the better of what the header and the question text say.
func (c *Column) class() headerClass {
	k := classify(c.norm)
	if k == classGroup || c.normLabel == "" {
		return k
	}
	if l := classify(c.normLabel); l == classStrong || (k == classNone && l == classMedium) {
		return l
	}
	return k
}

// shown is the column in a message: its reference, quoted and cut to a readable
// length without losing the position.
func (c *Column) shown() string {
	if c.repeated && c.Name != "" {
		return strings.TrimSuffix(quote(c.Name), `"`) + fmt.Sprintf(`[#%d]"`, c.Pos)
	}
	return quote(c.Ref())
}

func markRepeated(columns []Column) {
	first := make(map[string]int, len(columns))
	for i := range columns {
		if j, ok := first[columns[i].Name]; ok {
			columns[i].repeated, columns[j].repeated = true, true
			continue
		}
		first[columns[i].Name] = i
	}
}

// findColumn resolves NAME, NAME[#pos] or #pos. It returns the index, or an
// error that lists what is there.
func findColumn(columns []Column, ref string) (int, error) {
	name, pos, hasPos := splitRef(ref)
	if hasPos && (pos < 1 || pos > len(columns)) {
		return 0, &Error{Fault: Misuse, Msg: fmt.Sprintf("there is no column #%d: the input has %d columns", pos, len(columns))}
	}
	if hasPos && (name == "" || columns[pos-1].Name == name || columns[pos-1].norm == survey.NormaliseHeader(name)) {
		return pos - 1, nil
	}
	if hasPos {
		return 0, &Error{Fault: Misuse, Msg: fmt.Sprintf("column #%d is %s, not %s", pos, quote(columns[pos-1].Name), quote(name))}
	}
	norm := survey.NormaliseHeader(ref)
	for _, same := range []func(*Column) bool{
		func(c *Column) bool { return c.Name == ref },
		func(c *Column) bool { return strings.EqualFold(strings.TrimSpace(c.Name), strings.TrimSpace(ref)) },
		func(c *Column) bool { return norm != "" && c.norm == norm },
		func(c *Column) bool { return c.Label != "" && (c.Label == ref || c.normLabel == norm && norm != "") },
		func(c *Column) bool { return c.second != "" && norm != "" && c.question() == norm },
	} {
		found := matching(columns, same)
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return 0, &Error{Fault: Misuse, Msg: fmt.Sprintf("%d columns are called %s", len(found), quote(ref)),
				Hint: "name one by its position: " + refs(columns, found)}
		}
	}
	return 0, &Error{Fault: Misuse, Msg: "there is no column " + quote(ref), Hint: "the columns are " + listColumns(columns, ref)}
}

// question is the normalised first part of "question / answer".
func (c *Column) question() string {
	q, _, _ := strings.Cut(c.Name, " / ")
	return survey.NormaliseHeader(q)
}

func matching(columns []Column, same func(*Column) bool) []int {
	var found []int
	for i := range columns {
		if same(&columns[i]) {
			found = append(found, i)
		}
	}
	return found
}

func splitRef(ref string) (name string, pos int, hasPos bool) {
	if strings.HasPrefix(ref, "#") {
		if p, err := strconv.Atoi(ref[1:]); err == nil {
			return "", p, true
		}
	}
	if i := strings.LastIndex(ref, "[#"); i >= 0 && strings.HasSuffix(ref, "]") {
		if p, err := strconv.Atoi(ref[i+2 : len(ref)-1]); err == nil {
			return ref[:i], p, true
		}
	}
	return ref, 0, false
}

func refs(columns []Column, at []int) string {
	list := make([]string, len(at))
	for i, k := range at {
		list[i] = fmt.Sprintf("%q", columns[k].Ref())
	}
	return strings.Join(list, ", ")
}

// listColumns names the columns, those most like ref first (in their order when
// ref is ""), at most 12.
func listColumns(columns []Column, ref string) string {
	const most = 12
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	if ref != "" {
		order = suggest.Order(ref, columnNames(columns))
	}
	var list []string
	for _, i := range order {
		if len(list) == most {
			list = append(list, fmt.Sprintf("and %d more", len(columns)-most))
			break
		}
		list = append(list, columns[i].shown())
	}
	return strings.Join(list, ", ")
}

func columnNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].Ref()
	}
	return names
}
