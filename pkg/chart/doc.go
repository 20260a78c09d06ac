// Package chart draws released numbers as SVG: the bar of the three classes, a
// dot with its interval, a sorted list of such dots, and a trend with its bands.
//
// A drawing is made in two steps. A function such as [NewTrend] turns released
// rows into a drawing: plain numbers that say where everything lies. Templates
// for html/template then write it, so that every label is escaped for its place
// and no finished markup is ever taken on trust. A page parses [Templates] and
// calls {{template "chart-trend" .}} with the drawing; [File] writes the same
// drawing as a file of its own.
//
// Horizontal places are per cent of the width and vertical ones pixels: a
// drawing fits a telephone and a wall without its text growing or shrinking.
// Colours are CSS variables, for light and dark, behind plain attributes for
// programs that know none. Nothing is said by colour alone.
package chart

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"sync"
)

//go:embed svg.tmpl
var templates string

// Templates is the text of the templates "chart-bar", "chart-dot", "chart-rail"
// (a dot on a line of its own), "chart-axis" and "chart-trend", which write a
// [Bar], a [Dot], an [Axis] and a [Trend] into a page, and of "chart-colours" and "chart-style", which go into
// a style element of the page.
func Templates() string { return templates }

var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.New("chart").Parse(templates)
})

// Drawing is what can be a file of its own: *Bar, *Dots and *Trend.
type Drawing interface {
	file() string // name of the template
}

func (*Bar) file() string   { return "file-bar" }
func (*Dots) file() string  { return "file-dots" }
func (*Trend) file() string { return "file-trend" }

// File writes a drawing as an SVG file that needs nothing else: it carries its
// colours and its own light and dark.
func File(d Drawing) ([]byte, error) {
	t, err := parsed()
	if err != nil {
		return nil, fmt.Errorf("templates of the charts: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, d.file(), d); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	return b.Bytes(), nil
}
