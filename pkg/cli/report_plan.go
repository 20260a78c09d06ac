package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/report"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/yamlerr"
)

// reportPlan is report.yaml: the fixed list of what a report shows.
type reportPlan struct {
	Title         string
	Lang          string
	Tables        [][]string
	Every         string
	MinGroup      int
	ClassMinGroup int
	Events        []disclosure.Event
}

// mostPlanBytes bounds a plan.
const mostPlanBytes = 1 << 20

// readReportPlan reads report.yaml. Keys that are not known are errors: a floor with a
// slip of the pen in its name must not be lost.
func (a *app) readReportPlan(name string) (reportPlan, error) {
	var p reportPlan
	if err := a.readsFile(name); err != nil {
		return p, err
	}
	f, err := os.Open(a.path(name))
	if err != nil {
		return p, usageError(name, plain(err), "")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostPlanBytes+1))
	if err != nil {
		return p, usageError(name, plain(err), "")
	}
	if len(data) > mostPlanBytes {
		return p, usageError(name, "is too large for a plan", "")
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		line, msg := yamlerr.Place(err, data)
		return p, usageError(fmt.Sprintf("%s, line %d", name, line), "this is not YAML: "+msg, "")
	}
	if len(document.Content) == 0 {
		return p, nil // an empty plan is the total alone
	}
	d := planReader{file: name, plan: &p}
	return p, d.keys(document.Content[0])
}

// planReader reads the tree of a plan.
type planReader struct {
	file string
	plan *reportPlan
}

func (d *planReader) fail(n *yaml.Node, why, hint string) error {
	return usageError(fmt.Sprintf("%s, line %d", d.file, n.Line), why, hint)
}

// planKeys are what a plan may have.
var planKeys = []string{"title", "lang", "tables", "every", "min_group", "class_min_group", "events"}

func (d *planReader) keys(root *yaml.Node) error {
	if root.Kind != yaml.MappingNode {
		return d.fail(root, "this is not a list of names and values", "a plan has "+strings.Join(planKeys, ", "))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if !slices.Contains(planKeys, key.Value) {
			hint := "a plan has " + strings.Join(planKeys, ", ")
			if near := suggest.Nearest(key.Value, planKeys); near != "" {
				hint = "did you mean " + near + "?"
			}
			return d.fail(key, quoted(key.Value)+" is no part of a plan", hint)
		}
		if seen[key.Value] {
			return d.fail(key, key.Value+" is given twice", "")
		}
		seen[key.Value] = true
		if err := d.value(key.Value, value); err != nil {
			return err
		}
	}
	return nil
}

func (d *planReader) value(key string, n *yaml.Node) (err error) {
	p := d.plan
	switch key {
	case "title":
		p.Title, err = d.text(key, n)
	case "lang":
		if p.Lang, err = d.text(key, n); err == nil && p.Lang != report.English && p.Lang != report.Hindi {
			err = d.fail(n, "lang is en or hi", "")
		}
	case "every":
		if p.Every, err = d.text(key, n); err != nil {
			return err
		}
		if p.Every = strings.ToLower(p.Every); p.Every == "none" {
			p.Every = ""
		} else if _, ok := calendar.ParseUnit(p.Every); !ok {
			err = d.fail(n, "every is day, week, month, quarter, year or none", "")
		}
	case "min_group":
		p.MinGroup, err = d.number(key, n)
	case "class_min_group":
		p.ClassMinGroup, err = d.number(key, n)
	case "tables":
		err = d.tables(n)
	case "events":
		err = d.events(n)
	}
	return err
}

func (d *planReader) text(key string, n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return "", d.fail(n, key+" is one text", "")
	}
	return n.Value, nil
}

func (d *planReader) number(key string, n *yaml.Node) (int, error) {
	var k int
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || n.Decode(&k) != nil || k < leastGroup || k > mostFloor {
		return 0, d.fail(n, fmt.Sprintf("%s is a whole number of answers from %d", key, leastGroup), "")
	}
	return k, nil
}

// mostFloor bounds the floors of a plan; nobody means more.
const mostFloor = 1_000_000

// tables reads a list of tables, each a column or a list of columns to cross.
func (d *planReader) tables(n *yaml.Node) error {
	const form = "such as tables: [region, [region, plan]]"
	if n.Kind != yaml.SequenceNode {
		return d.fail(n, "tables is a list", form)
	}
	for _, t := range n.Content {
		columns := []*yaml.Node{t}
		if t.Kind == yaml.SequenceNode {
			columns = t.Content
		}
		var dims []string
		for _, c := range columns {
			if c.Kind != yaml.ScalarNode || c.Value == "" {
				return d.fail(c, "a table is a column, or a list of columns that are crossed", form)
			}
			dims = append(dims, c.Value)
		}
		if len(dims) == 0 {
			return d.fail(t, "a table has no column", form)
		}
		d.plan.Tables = append(d.plan.Tables, dims)
	}
	return nil
}

// events reads a list of dates and labels.
func (d *planReader) events(n *yaml.Node) error {
	const form = "such as events: [{date: 2026-03-15, label: new app}]"
	if n.Kind != yaml.SequenceNode {
		return d.fail(n, "events is a list", form)
	}
	for _, e := range n.Content {
		var event struct{ Date, Label string }
		if e.Kind != yaml.MappingNode || len(e.Content) != 4 || e.Decode(&event) != nil {
			return d.fail(e, "an event has a date and a label", form)
		}
		day, err := time.Parse(time.DateOnly, event.Date)
		if err != nil || event.Label == "" {
			return d.fail(e, "an event has a date and a label", form)
		}
		d.plan.Events = append(d.plan.Events, disclosure.Event{Date: day, Label: event.Label})
	}
	return nil
}
