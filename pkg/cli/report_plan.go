package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/report"
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

// planFile is the form of report.yaml.
type planFile struct {
	Title         string    `yaml:"title"`
	Lang          string    `yaml:"lang"`
	Tables        []columns `yaml:"tables"`
	Every         string    `yaml:"every"`
	MinGroup      int       `yaml:"min_group"`
	ClassMinGroup int       `yaml:"class_min_group"`
	Events        []struct {
		Date  string `yaml:"date"`
		Label string `yaml:"label"`
	} `yaml:"events"`
}

// columns is one column or a list of them that are crossed.
type columns []string

func (c *columns) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*c = columns{n.Value}
		return nil
	}
	var list []string
	if err := n.Decode(&list); err != nil {
		return err
	}
	*c = list
	return nil
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
	var raw planFile
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&raw); err != nil && !errors.Is(err, io.EOF) {
		var kind *yaml.TypeError
		if errors.As(err, &kind) && len(kind.Errors) > 0 {
			err = errors.New(kind.Errors[0])
		}
		line, msg := yamlerr.Place(err, data)
		return p, usageError(fmt.Sprintf("%s, line %d", name, line), msg, "known are title, lang, tables, every, min_group, class_min_group, events")
	}
	return raw.plan(name)
}

func (raw *planFile) plan(name string) (reportPlan, error) {
	p := reportPlan{Title: raw.Title, Lang: raw.Lang, Every: strings.ToLower(raw.Every), MinGroup: raw.MinGroup, ClassMinGroup: raw.ClassMinGroup}
	for i, t := range raw.Tables {
		if len(t) == 0 {
			return p, usageError(name, fmt.Sprintf("table %d has no columns", i+1), "")
		}
		p.Tables = append(p.Tables, t)
	}
	if p.Every == "none" {
		p.Every = ""
	}
	if _, ok := unitOf(p.Every); p.Every != "" && !ok {
		return p, usageError(name, "every is day, week, month, quarter or year", "")
	}
	if p.Lang != "" && p.Lang != report.English && p.Lang != report.Hindi {
		return p, usageError(name, "lang is en or hi", "")
	}
	if raw.MinGroup < 0 || raw.ClassMinGroup < 0 {
		return p, usageError(name, "min_group and class_min_group are whole numbers", "")
	}
	for i, e := range raw.Events {
		day, err := time.Parse(time.DateOnly, e.Date)
		if err != nil || e.Label == "" {
			return p, usageError(name, fmt.Sprintf("event %d needs a date such as 2026-03-15 and a label", i+1), "")
		}
		p.Events = append(p.Events, disclosure.Event{Date: day, Label: e.Label})
	}
	return p, nil
}
