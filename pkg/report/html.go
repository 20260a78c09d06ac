package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
)

//go:embed page.tmpl
var pageTemplate string

// htmlPage is parsed when the first page is written. Everything that comes from
// data passes html/template's contextual escaping; nothing is ever handed to it
// as finished HTML.
var htmlPage = sync.OnceValues(func() (*template.Template, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"pair": func(p *page, t tablePart) tableView { return tableView{p, t} },
		"part": func(p *page, t tablePart, rows []groupRow) rowsView { return rowsView{p.P, t.Axis, t.Changes, rows} },
	}).Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	return t.Parse(chart.Templates())
})

// tableView is a table with the page that it is on.
type tableView struct {
	Page *page
	Part tablePart
}

// rowsView is a run of rows of one table.
type rowsView struct {
	P       *phrases
	Axis    chart.Axis
	Changes bool
	Rows    []groupRow
}

// writeHTML writes one file that needs no other: no script, no request. Its
// policy, which the browser enforces, allows nothing but its own styles.
func writeHTML(w io.Writer, p *page) error {
	t, err := htmlPage()
	if err != nil {
		return fmt.Errorf("report: the page's template: %w", err)
	}
	return t.ExecuteTemplate(w, "page", p)
}
