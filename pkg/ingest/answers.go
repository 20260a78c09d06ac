package ingest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Typeform writes a response's answers as an array of objects that name their
// field. Each field becomes a column of its own, named by the field's ref and
// labelled by its title where the definition stands in the record.

type answer struct {
	Field struct {
		ID   string `json:"id"`
		Ref  string `json:"ref"`
		Type string `json:"type"`
	} `json:"field"`
	Number  *json.Number `json:"number"`
	Text    *string      `json:"text"`
	Email   *string      `json:"email"`
	Phone   *string      `json:"phone_number"`
	Date    *string      `json:"date"`
	URL     *string      `json:"url"`
	Boolean *bool        `json:"boolean"`
	Choice  *struct {
		Label string `json:"label"`
	} `json:"choice"`
}

func (a *answer) ref() string {
	if a.Field.Ref != "" {
		return a.Field.Ref
	}
	return a.Field.ID
}

// value is the answer as a cell.
func (a *answer) value() string {
	for _, s := range []*string{a.Text, a.Email, a.Phone, a.Date, a.URL} {
		if s != nil {
			return *s
		}
	}
	switch {
	case a.Number != nil:
		return a.Number.String()
	case a.Choice != nil:
		return a.Choice.Label
	case a.Boolean != nil && *a.Boolean:
		return "true"
	case a.Boolean != nil:
		return "false"
	}
	return ""
}

func parseAnswers(raw []byte) []answer {
	var list []answer
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// answerColumns adds a column for each field that the head's answers name, and
// its cells to the head.
func (f *File) answerColumns(columns []Column, rule *presetAnswers) []Column {
	source := slices.IndexFunc(columns, func(c Column) bool { return c.Name == rule.Column })
	if source < 0 {
		return columns
	}
	titles := f.answerTitles(columns, rule.Definition)
	index := map[string]int{}
	for i, row := range f.head {
		if source >= len(row) {
			continue
		}
		for _, a := range parseAnswers([]byte(row[source])) {
			ref := a.ref()
			k, ok := index[ref]
			if !ok {
				k = len(columns)
				index[ref] = k
				c := newColumn(k+1, ref, titles[ref])
				c.path, c.pick, c.kind = rule.Column, ref, a.Field.Type
				columns = append(columns, c)
			}
			for len(row) <= k {
				row = append(row, "")
			}
			row[k] = a.value()
		}
		f.head[i] = row
	}
	return columns
}

// answerTitles reads the questions' texts from the definition of the records.
func (f *File) answerTitles(columns []Column, path string) map[string]string {
	titles := map[string]string{}
	at := slices.IndexFunc(columns, func(c Column) bool { return path != "" && c.Name == path })
	if at < 0 {
		return titles
	}
	for _, row := range f.head {
		var fields []struct{ ID, Ref, Title string }
		if at < len(row) && json.Unmarshal([]byte(row[at]), &fields) == nil {
			for _, d := range fields {
				if d.Ref == "" {
					d.Ref = d.ID
				}
				titles[d.Ref] = strings.TrimSpace(d.Title)
			}
		}
	}
	return titles
}

// answerScore takes the one field of a recommend question's type: the only one,
// the only one of the first type, or the only one whose title asks it.
func (f *File) answerScore(c *choice, rule *presetAnswers, profiles []*profile) error {
	found := matching(f.columns, func(col *Column) bool { return col.pick != "" && slices.Contains(rule.Types, col.kind) })
	if len(found) > 1 {
		typed := matching(f.columns, func(col *Column) bool { return col.pick != "" && col.kind == rule.Types[0] })
		if len(typed) == 1 {
			found = typed
		}
	}
	if len(found) > 1 {
		asks := matching(f.columns, func(col *Column) bool {
			return slices.Contains(found, col.Pos-1) && col.class() == classStrong
		})
		if len(asks) == 1 {
			found = asks
		}
	}
	if len(found) > 1 {
		return f.ambiguous(found, profiles)
	}
	if len(found) == 1 {
		c.score = found[0]
	}
	return nil
}

// picking wraps a sink so that the columns picked out of arrays reach it as
// cells.
func (f *File) picking(wanted []int, newSink func() scan.Sink) func() scan.Sink {
	if !slices.ContainsFunc(wanted, func(i int) bool { return f.columns[i].pick != "" }) {
		return newSink
	}
	return func() scan.Sink {
		sink := newSink()
		return func(rec *scan.Record) error {
			for k, i := range wanted {
				ref := f.columns[i].pick
				if ref == "" {
					continue
				}
				list := parseAnswers(rec.Cells[k])
				rec.Cells[k] = nil
				for j := range list {
					if list[j].ref() == ref {
						rec.Cells[k] = []byte(list[j].value())
					}
				}
			}
			return sink(rec)
		}
	}
}
