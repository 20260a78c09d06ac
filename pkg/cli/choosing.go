package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// choosingOptions are the flags that choose rows and groups.
type choosingOptions struct {
	by, where     []string
	since, until  string
	perRespondent *wordValue
	purpose       string
}

func (a *app) choosingFlags(cmd *cobra.Command) *choosingOptions {
	o := a.rowFlags(cmd)
	cmd.Flags().StringSliceVar(&o.by, "by", nil, "break down by columns, or day, week, month, quarter, year")
	completeColumns(cmd, "by", true, a.columnNames)
	return o
}

// rowFlags are the flags that choose rows.
func (a *app) rowFlags(cmd *cobra.Command) *choosingOptions {
	o := &choosingOptions{}
	f := cmd.Flags()
	f.StringArrayVar(&o.where, "where", nil, "only records with column=value (also !=; more values with commas, a comma within one as \\,; repeatable)")
	f.StringVar(&o.since, "since", "", "only records from this date on (2026-03-01, 2026-03, 2026-Q1)")
	f.StringVar(&o.until, "until", "", "only records before this date")
	o.perRespondent = wordFlag(cmd, "per-respondent", "which answers of a person count", "all", "latest", "first")
	f.StringVar(&o.purpose, "purpose", "", "only records with consent for this purpose (needs --survey)")
	completeColumns(cmd, "where", false, a.columnNames)
	return o
}

// query makes the reader's query of the flags.
func (o *choosingOptions) query(dedupe string) (ingest.Query, error) {
	q := ingest.Query{By: o.by, Purpose: o.purpose}
	for _, w := range o.where {
		f, err := tally.ParseFilter(w)
		if err != nil {
			return q, usageError("--where", err.Error(), "such as --where region=North or --where 'plan!=Free,Trial'")
		}
		q.Where = append(q.Where, f)
	}
	var err error
	if q.Since, err = parseWhen("--since", o.since); err != nil {
		return q, err
	}
	if q.Until, err = parseWhen("--until", o.until); err != nil {
		return q, err
	}
	if !q.Since.IsZero() && !q.Until.IsZero() && !q.Since.Before(q.Until) {
		return q, usageError("--until", "is not after --since", "the window holds --since and ends before --until")
	}
	switch o.perRespondent.word {
	case "latest":
		q.PerRespondent = ingest.LatestAnswer
	case "first":
		q.PerRespondent = ingest.FirstAnswer
	}
	switch dedupe {
	case "newest":
		q.Dedupe = ingest.KeepNewest
	case "first":
		q.Dedupe = ingest.KeepFirst
	}
	return q, nil
}

// parseWhen reads a date, a period key (its start) or a time without zone, all
// in the report zone.
func parseWhen(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	for _, u := range []calendar.Unit{calendar.Year, calendar.Quarter, calendar.Month, calendar.Week, calendar.Day} {
		if t, ok := u.Start(strings.ToUpper(s)); ok {
			return t, nil
		}
	}
	return time.Time{}, usageError(flag, quoted(s)+" is not a date", "write it 2026-03-01, 2026-03-01T09:30, 2026-03, 2026-W10, 2026-Q1 or 2026")
}
