package cli

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// readVault counts a vault in place of files: the same questions, asked of the
// columns that the recorded survey definition names.
func (c *counting) readVault(ctx context.Context, a *app, dir string, v *vault.Vault, def *survey.Definition, times bool) error {
	q, err := c.choosing.query(c.reading.dedupe.word)
	if err != nil {
		return err
	}
	var but []string
	if c.rating != "" {
		but = []string{"score-column"}
	}
	if c.files {
		but = fileFlags // they are for the files
	}
	if err := c.reading.onVault(def, but...); err != nil {
		return err
	}
	if c.until != nil {
		zone, err := time.LoadLocation(v.State().Policy().Timezone)
		if err != nil {
			return vaultError(dir, err)
		}
		q.Until = earlier(q.Until, c.until(zone))
	}
	vq, err := vaultQuery(def, q, c.reading)
	if err != nil {
		return err
	}
	vq.Times, vq.Command, vq.People = times, c.command, c.wantPeople
	if c.rating != "" {
		by, err := vaultColumn(def, "--score-column", c.rating, false)
		if err != nil {
			return err
		}
		if by.Kind != part.Rating {
			return usageError("--score-column", quoted(c.rating)+" is no rating of the vault", "a metric is computed from a column with role rating")
		}
		vq.Rating = by.Name
	}
	counted, err := v.Tally(ctx, vq)
	if err != nil {
		return vaultError(dir, err)
	}
	a.vaultWarnings(c.settings, v.Warnings())
	info := ingest.Info{Name: dir, Format: "vault", Zone: v.State().Policy().Timezone}
	for _, col := range def.Columns {
		switch col.Role {
		case survey.RoleScore:
			info.Score = col.From
		case survey.RoleTime:
			info.Time = col.From
		}
	}
	c.vault = v.State().Vault()
	floors := v.State().Policy().Disclosure
	c.floors = &floors
	if c.wantPeople {
		c.people = make(map[whoever]int8, len(counted.People))
		for _, p := range counted.People {
			c.people[whoever{binary.BigEndian.Uint64(p.Who[:8]), binary.BigEndian.Uint64(p.Who[8:])}] = int8(p.Score)
		}
	}
	return c.add(&ingest.Result{Tally: counted.Tally, Info: info, Records: counted.Records, Partial: counted.Partial, First: counted.First, Last: counted.Last,
		Repeated: counted.Repeated, Charted: counted.Charted, Excluded: counted.Excluded}, q)
}

// vaultQuery asks of a vault what a query asks of a file.
func vaultQuery(d *survey.Definition, q ingest.Query, o *readingOptions) (vault.Query, error) {
	vq := vault.Query{Since: q.Since, Until: q.Until, Complete: o.completeOnly, Test: o.includeTest, Purpose: q.Purpose, Weighted: o.weightColumn != ""}
	switch q.PerRespondent {
	case ingest.LatestAnswer:
		vq.PerRespondent = vault.LatestAnswer
	case ingest.FirstAnswer:
		vq.PerRespondent = vault.FirstAnswer
	}
	if q.Purpose != "" && !slices.ContainsFunc(d.ByRole(survey.RoleConsent), func(c survey.ColumnDef) bool { _, ok := c.Purposes[q.Purpose]; return ok }) {
		return vq, usageError("--purpose", "the survey definition of the vault has no purpose "+quoted(q.Purpose), "")
	}
	for _, name := range q.By {
		by, err := vaultColumn(d, "--by", name, true)
		if err != nil {
			return vq, err
		}
		vq.By = append(vq.By, by)
	}
	for _, w := range q.Where {
		by, err := vaultColumn(d, "--where", w.Column, false)
		if err != nil {
			return vq, err
		}
		vq.Where = append(vq.Where, part.Where{Kind: by.Kind, Name: by.Name, Not: w.Not, Values: w.Values})
	}
	return vq, nil
}

// vaultColumn finds a dimension or rating by its short name or its header.
func vaultColumn(d *survey.Definition, flag, name string, period bool) (part.By, error) {
	if unit, ok := calendar.ParseUnit(strings.ToLower(name)); ok && period {
		return part.By{Kind: part.Day + part.Kind(unit)}, nil
	}
	var names []string
	for _, c := range d.Columns {
		var kind part.Kind
		switch c.Role {
		case survey.RoleDimension:
			kind = part.Dimension
		case survey.RoleRating:
			kind = part.Rating
		default:
			continue
		}
		if strings.EqualFold(c.ColumnName(), name) || strings.EqualFold(c.From, name) {
			return part.By{Kind: kind, Name: c.ColumnName()}, nil
		}
		names = append(names, c.ColumnName())
	}
	hint := "there are " + strings.Join(names, ", ")
	if len(names) == 0 {
		hint = "the survey definition of the vault has no dimensions"
	} else if near := suggest.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return part.By{}, usageError(flag, fmt.Sprintf("the vault has no dimension %s", quoted(name)), hint)
}
