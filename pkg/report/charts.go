package report

import (
	"fmt"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// File is a chart as a file of its own: a name of [a-z0-9-] with its ending, and
// the SVG.
type File struct {
	Name string
	Data []byte
}

// Charts draws what the report draws, each as an SVG file that needs nothing
// else: classes.svg, trend.svg and by-NAME.svg for every table. What has nothing
// to show has no file.
func Charts(r *disclosure.Release, o Words) ([]File, error) { return charts(open(r), o) }

func charts(s *source, o Words) ([]File, error) {
	p, err := newPage(s, o)
	if err != nil {
		return nil, err
	}
	var files []File
	add := func(name string, d chart.Drawing) {
		if err != nil {
			return
		}
		var data []byte
		data, err = chart.File(d)
		files = append(files, File{name + ".svg", data})
	}
	if bar := p.Headline.Bar; bar != nil {
		one := *bar
		one.Title = p.onFile(p.Title + ": NPS " + p.Headline.Score)
		add("classes", &one)
	}
	if p.Trend != nil && len(p.Trend.Chart.Points) > 0 {
		one := *p.Trend.Chart
		one.Title = p.onFile(one.Title)
		add("trend", &one)
	}
	seen := map[string]int{}
	for i, t := range p.Tables {
		if len(t.Top) == 0 {
			continue
		}
		name := "by-" + safetext.FileName(strings.Join(s.tables[i].By, ","))
		if seen[name]++; seen[name] > 1 {
			name += fmt.Sprintf("-%d", seen[name])
		}
		add(name, p.dots(name, t))
	}
	return files, err
}

// onFile is a title that says of a draft that it is one, since a chart travels
// alone.
func (p *page) onFile(title string) string {
	title = safetext.Truncate(title, 70)
	if p.Draft {
		return p.P.Draft + ": " + title
	}
	return title
}

// dots is a breakdown with all its rows.
func (p *page) dots(id string, t tablePart) *chart.Dots {
	var rows []chart.Named
	for _, r := range t.Rows() {
		rows = append(rows, chart.Named{Row: r.row, Name: r.Name, Value: r.Score + "  (" + r.Interval + ")"})
	}
	total := p.source.total
	reference := ""
	if chart.Shown(total) {
		reference = fmt.Sprintf(p.P.Reference, score(total))
	}
	return chart.NewDots(id, p.onFile(t.Title), t.Intro, reference, rows, total)
}
