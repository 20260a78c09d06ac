package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// ownColumns are the columns of a CSV report beside the dimensions.
var ownColumns = []string{"table", "n", "nps", "low", "high", "detractors", "passives", "promoters", "suppressed", "carried", "merged"}

// writeCSV writes a row for every group: which table it is of, its dimensions,
// its figures. A dimension that a table does not have is empty, and so is every
// figure that is not released.
func writeCSV(w io.Writer, s *source) error {
	var names []string
	add := func(by []string) {
		for _, name := range by {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, t := range s.tables {
		add(t.By)
	}
	if s.trend != nil {
		add([]string{s.trend.Every})
	}
	d := &table.Document{Columns: []table.Column{{Title: ownColumns[0]}}}
	for _, name := range names {
		if slices.Contains(ownColumns, name) {
			name = "dimension " + name // two columns of one name are no table
		}
		d.Columns = append(d.Columns, table.Column{Title: name})
	}
	for _, name := range ownColumns[1:] {
		d.Columns = append(d.Columns, table.Column{Title: name})
	}
	d.Rows = append(d.Rows, csvRow("total", names, s.total))
	for _, t := range s.tables {
		for _, r := range t.Rows {
			d.Rows = append(d.Rows, csvRow(strings.Join(t.By, ","), names, r))
		}
	}
	if s.trend != nil {
		for _, r := range s.trend.Rows {
			r.Key = []disclosure.Field{{Name: s.trend.Every, Value: r.Period.Key}}
			d.Rows = append(d.Rows, csvRow("trend", names, r.Row))
		}
	}
	return table.Write(w, d, table.CSV, table.Style{})
}

func csvRow(name string, dimensions []string, r disclosure.Row) []table.Cell {
	cells := []table.Cell{{Text: name}}
	for _, dimension := range dimensions {
		cell := table.Cell{Empty: true}
		for _, f := range r.Key {
			if f.Name == dimension && f.Value != "" {
				cell = table.Cell{Text: f.Value}
			}
		}
		cells = append(cells, cell)
	}
	none := table.Cell{Empty: true}
	if r.Suppressed {
		return append(cells, none, none, none, none, none, none, none, table.Cell{Text: "true"}, none, none)
	}
	number := func(x float64) table.Cell {
		if r.N == 0 {
			return none
		}
		return table.Cell{Text: strconv.FormatFloat(x, 'f', -1, 64)}
	}
	whole := func(n int64) table.Cell { return table.Cell{Text: strconv.FormatInt(n, 10)} }
	cells = append(cells, whole(r.N), number(r.NPS), number(r.Low), number(r.High))
	if c := r.Classes; c != nil {
		cells = append(cells, whole(c.Detractors), whole(c.Passives), whole(c.Promoters))
	} else {
		cells = append(cells, none, none, none)
	}
	cells = append(cells, table.Cell{Text: "false"}, table.Cell{Text: strconv.FormatBool(r.Carried)})
	merged := make([]string, 0, len(r.Merged))
	for _, key := range r.Merged {
		values := make([]string, 0, len(key))
		for _, f := range key {
			values = append(values, f.Value)
		}
		merged = append(merged, strings.Join(values, ","))
	}
	if len(merged) == 0 {
		return append(cells, none)
	}
	return append(cells, table.Cell{Text: strings.Join(merged, "; ")})
}
