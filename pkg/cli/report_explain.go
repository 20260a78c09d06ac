package cli

import (
	"io"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// writeReasons lists for the analyst why groups are hidden. It tells small groups
// from empty ones, so it is no report.
func (r *reporting) writeReasons(a *app, list []disclosure.Reasoning) error {
	d := &table.Document{Headline: strconv.Itoa(len(list)) + " " + plural(uint64(len(list)), "group is", "groups are") + " hidden or stand as in an earlier edition",
		Columns: []table.Column{{Title: "table"}, {Title: "group"}, {Title: "n", Right: true}, {Title: "why"}},
		Notes:   []string{"internal: this tells what a report hides; do not publish it"}}
	if len(list) == 0 {
		d.Headline, d.Columns = "every group is shown", nil
	}
	for i := range list {
		x := &list[i]
		by := strings.Join(x.Table, " x ")
		if by == "" {
			by = "total"
		}
		d.Rows = append(d.Rows, []table.Cell{{Text: by}, {Text: fieldsText(x.Key)}, {Text: thousands(uint64(x.N)), Raw: strconv.FormatInt(x.N, 10)},
			{Text: x.Sentence(r.release.Policy)}})
	}
	return a.result(r.o.output, func(w io.Writer) error { return table.Write(w, d, table.Text, a.style(r.o.output)) })
}
