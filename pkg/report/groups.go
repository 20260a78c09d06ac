package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// Of more rows than longTable, the middle ones are folded away between the
// first and the last foldedEnd.
const (
	longTable = 30
	foldedEnd = 10
)

// tablePart is one breakdown.
type tablePart struct {
	ID, Title, Intro string
	Axis             chart.Axis
	Top, Middle, End []groupRow // in the order of their scores; all in Top where there are few
	RestText         string     // of Middle: "40 more groups"
	Hidden           []string   // names of the rows without figures
	Merged           []string   // what "other" holds
	Changes          bool       // some row has a change
	Classes          bool       // some row has class counts
	Carried          bool
}

// Rows are all shown rows.
func (t tablePart) Rows() []groupRow { return slices.Concat(t.Top, t.Middle, t.End) }

// groupRow is a shown group.
type groupRow struct {
	Name                             string
	Score, Interval, Answers, Change string
	ChangeBy                         string // of a real change, in points; Change is then its interval
	Carried, Real, Up                bool
	Dot                              chart.Dot
	Classes                          []classPart // nil where the counts are not shown

	row disclosure.Row
}

// change is a change in one cell: "+6.2 (+1.9 to +10.5)".
func (r groupRow) change() string {
	if r.ChangeBy == "" {
		return r.Change
	}
	return r.ChangeBy + " (" + r.Change + ")"
}

func (p *page) table(i int, t disclosure.Table) tablePart {
	w := p.P
	part := tablePart{
		ID: fmt.Sprintf("table-%d", i+1), Title: fmt.Sprintf(w.By, dimensions(t.By)),
		Intro: fmt.Sprintf(w.GroupsIntro, p.confidence()),
	}
	scale := chart.NewScale(t.Rows, p.source.total.NPS)
	part.Axis = chart.NewAxis(scale)
	rows := sorted(t.Rows)
	shown := make([]groupRow, 0, len(rows))
	for _, r := range rows {
		row := p.groupRow(scale, r)
		part.Changes = part.Changes || row.Change != ""
		part.Classes = part.Classes || row.Classes != nil
		part.Carried = part.Carried || row.Carried
		shown = append(shown, row)
	}
	part.Top = shown
	if len(shown) > longTable {
		part.Top, part.Middle, part.End = shown[:foldedEnd], shown[foldedEnd:len(shown)-foldedEnd], shown[len(shown)-foldedEnd:]
		part.RestText = fmt.Sprintf(w.Rest, len(part.Middle))
	}
	for _, r := range t.Rows {
		if !chart.Shown(r) {
			part.Hidden = append(part.Hidden, p.name(r))
		}
		if len(r.Merged) > 0 {
			part.Merged = append(part.Merged, p.merged(r))
		}
	}
	return part
}

// sorted are the shown rows, highest first; rows of one score keep the order of
// their keys.
func sorted(rows []disclosure.Row) []disclosure.Row {
	var out []disclosure.Row
	for _, r := range rows {
		if chart.Shown(r) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b disclosure.Row) int { return cmp.Compare(b.NPS, a.NPS) })
	return out
}

func (p *page) groupRow(scale chart.Scale, r disclosure.Row) groupRow {
	row := groupRow{
		Name: p.name(r), Score: score(r), Interval: p.P.interval(r), Answers: p.P.count(r.N), Carried: r.Carried,
		Dot: chart.NewDot(scale, r, p.source.total), row: r,
	}
	if c := r.Change; c != nil {
		row.Change, row.Real, row.Up = p.P.NoChange, c.Real, c.Difference > 0
		if c.Real {
			figures := alike(c.Difference, c.Low, c.High)
			row.ChangeBy, row.Change = figures[0], fmt.Sprintf(p.P.Interval, figures[1], figures[2])
		}
	}
	if c := r.Classes; c != nil {
		share := chart.Percents([3]int64{c.Detractors, c.Passives, c.Promoters})
		row.Classes = []classPart{
			{"detractor", p.P.Detractors, "0–6", share[0], c.Detractors, p.P.count(c.Detractors)},
			{"passive", p.P.Passives, "7–8", share[1], c.Passives, p.P.count(c.Passives)},
			{"promoter", p.P.Promoters, "9–10", share[2], c.Promoters, p.P.count(c.Promoters)},
		}
	}
	return row
}

// merged says what a row of several values holds.
func (p *page) merged(r disclosure.Row) string {
	names := make([]string, 0, len(r.Merged))
	for _, key := range r.Merged {
		names = append(names, p.name(disclosure.Row{Key: key}))
	}
	return fmt.Sprintf(p.P.OtherNote, p.name(r), strings.Join(names, ", "))
}

// dimensions names the dimensions of a table: "region × plan".
func dimensions(by []string) string {
	names := make([]string, 0, len(by))
	for _, name := range by {
		names = append(names, short(name, longName))
	}
	return strings.Join(names, " × ")
}
