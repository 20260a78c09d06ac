package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// mostAtoms bounds the joint table of all columns of a report.
const mostAtoms = 500_000

// count counts once by all columns of all tables together: every table of the
// report is a margin of that one, and so they can be judged together.
func (r *reporting) count(ctx context.Context, a *app, files []string) error {
	var dims []string
	for _, t := range r.plan.Tables {
		for _, d := range t {
			if !slices.Contains(dims, d) {
				dims = append(dims, d)
			}
		}
	}
	if slices.Contains(dims, r.plan.Every) {
		return usageError("--by", quoted(r.plan.Every)+" is the period of the trend already", "")
	}
	choosing := *r.o.choosing
	choosing.by = dims
	if r.plan.Every != "" {
		choosing.by = append(slices.Clone(dims), r.plan.Every)
	}
	r.sc = newScored(r.settings, "report", r.o.reading, &choosing)
	r.sc.until = func(zone *time.Location) time.Time { return r.runningSince(a.sys.Now(), zone) }
	if err := r.sc.count(ctx, a, files, false); err != nil {
		return err
	}
	if r.sc.classesOnly {
		return inputError(r.sc.sources[0].info.Name, "holds classes and no scores, which a report needs", "")
	}
	t := r.sc.tally
	if len(t.Groups) > mostAtoms {
		return refusedError("report", fmt.Sprintf("the columns together make %s groups, more than a report can be proven safe for", thousands(uint64(len(t.Groups)))), "fewer columns, or ones with fewer values")
	}
	p := &r.release
	if d := r.sc.floors; d != nil {
		p.Policy.MinGroup = max(p.Policy.MinGroup, d.MinGroup)
		p.Policy.ClassMinGroup = max(p.Policy.ClassMinGroup, d.ClassMinGroup)
	}
	p.Confidence = r.settings.Confidence
	// A column may be called otherwise in the tally than on the command line.
	for _, table := range r.plan.Tables {
		var names []string
		for _, d := range table {
			names = append(names, t.By[slices.Index(dims, d)])
		}
		p.Tables = append(p.Tables, names)
	}
	p.Every, p.Events = r.plan.Every, r.plan.Events
	if p.Every != "" {
		if err := r.periods(a.sys.Now()); err != nil {
			return err
		}
	}
	r.open(a, files)
	return nil
}

// runningSince is where the period begins that is not over, in a zone.
func (r *reporting) runningSince(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	now = now.In(zone)
	start, _ := r.unit.Start(r.unit.Key(now))
	return start
}

// periods lists all closed periods from the first to the last with answers.
func (r *reporting) periods(now time.Time) error {
	t := r.sc.tally
	last := len(t.By) - 1
	zone := r.sc.location()
	running := r.unit.Key(now.In(zone))
	var first, final string
	for i := range t.Groups {
		key := t.Groups[i].Key[last]
		if key == "" || key >= running {
			continue
		}
		if first == "" || key < first {
			first = key
		}
		final = max(final, key)
	}
	if first == "" {
		return refusedError("report", "no closed "+r.unit.String()+" has answers", "a report covers closed periods only; leave out --every to report without a trend")
	}
	for key, ok := first, true; ok && key <= final; key, ok = r.unit.Next(key) {
		start, end, ok := r.unit.Bounds(key, zone)
		if !ok {
			return inputError(r.sc.sources[0].info.Name, "has a period that cannot be placed", "")
		}
		r.release.Periods = append(r.release.Periods, disclosure.Period{Key: key, Start: start, End: end})
		if len(r.release.Periods) > disclosure.MaxCells {
			return refusedError("report", fmt.Sprintf("there are more than %d %ss", disclosure.MaxCells, r.unit), "choose a longer --every, or --since")
		}
	}
	return nil
}

// open finds where the editions of this input are kept.
func (r *reporting) open(a *app, files []string) {
	switch {
	case r.sc.vault != "":
		r.store = &vaultEditions{a: a, settings: r.settings, dir: r.sc.sources[0].info.Name, sign: r.o.publish}
	case len(files) == 1 && files[0] != "-":
		r.store = &fileEditions{a: a, name: files[0] + ".editions"}
	default:
		r.store = noEditions{}
	}
}

// explain says for the analyst why each group is hidden.
func (r *reporting) explain(a *app, earlier []*disclosure.Record, p *disclosure.Publication) error {
	list, err := disclosure.Explain(r.sc.tally, r.release, earlier, p)
	if err != nil {
		return r.refused(err)
	}
	return r.writeReasons(a, list)
}

// fieldsText is a released key for people.
func fieldsText(key []disclosure.Field) string {
	if len(key) == 0 {
		return "all"
	}
	var parts []string
	for _, f := range key {
		value := f.Value
		if value == "" {
			value = "(blank)"
		}
		parts = append(parts, value)
	}
	return strings.Join(parts, " / ")
}
