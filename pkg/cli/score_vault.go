package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// readVault counts the vault in place of files: the same questions, asked of the
// columns that the recorded survey definition names.
func (sc *scored) readVault(ctx context.Context, a *app, o *scoreOptions, times bool) error {
	q, err := o.choosing.query(o.reading.dedupe.word)
	if err != nil {
		return err
	}
	v, dir, def, err := a.vaultOf(ctx, sc.settings, "score")
	if err != nil {
		return err
	}
	defer v.Close()
	if err := o.reading.onVault(def); err != nil {
		return err
	}
	vq, err := vaultQuery(def, q, o.reading)
	if err != nil {
		return err
	}
	vq.Times, vq.Command = times, "score"
	c, err := v.Tally(ctx, vq)
	if err != nil {
		return vaultError(dir, err)
	}
	a.vaultWarnings(sc.settings, v.Warnings())
	info := ingest.Info{Name: dir, Format: "vault", Zone: v.State().Policy().Timezone}
	for _, c := range def.Columns {
		switch c.Role {
		case survey.RoleScore:
			info.Score = c.From
		case survey.RoleTime:
			info.Time = c.From
		}
	}
	return sc.add(&ingest.Result{Tally: c.Tally, Info: info, Records: c.Records, Partial: c.Partial, First: c.First, Last: c.Last,
		Repeated: c.Repeated, Charted: c.Charted, Excluded: c.Excluded}, q)
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

// periods are the words of --by that are no columns.
var periods = map[string]part.Kind{"day": part.Day, "week": part.Week, "month": part.Month, "quarter": part.Quarter, "year": part.Year}

// vaultColumn finds a dimension or rating by its short name or its header.
func vaultColumn(d *survey.Definition, flag, name string, period bool) (part.By, error) {
	if kind, ok := periods[strings.ToLower(name)]; ok && period {
		return part.By{Kind: kind}, nil
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
