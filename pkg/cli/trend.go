package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

type trendOptions struct {
	reading  *readingOptions
	choosing *choosingOptions
	output   *outputOptions
	every    *wordValue
	chart    *wordValue
	rolling  int
	baseline int
	events   []string
}

func newTrendCommand(a *app) *cobra.Command {
	o := &trendOptions{}
	cmd := &cobra.Command{
		Use:   "trend [FILE ...]",
		Short: "Show the score over time, and which moves are more than noise",
		Long: `Trend counts the answers by period and says which periods stand out from the
usual variation, when the level changed, and whether there is a steady trend.

Every period has its interval and its number of answers. A period without
answers is shown as such and never filled in. A move from one period to the next
is rarely more than noise: go by the signals.`,
		Example: `nps trend export.csv --every month
nps trend export.csv --every week --rolling 4
nps trend export.csv --every month --by region
nps trend export.csv --event 2026-03-15="new app" --format json`,
		GroupID: groupAnalyse,
		Args:    a.fileArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTrend(cmd.Context(), a, cmd, o, args)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	o.every = wordFlag(cmd, "every", "length of a period", "month", "day", "week", "quarter", "year")
	o.chart = wordFlag(cmd, "chart", "control chart that judges the periods", "laney", "shewhart", "xmr", "ewma", "cusum")
	f.IntVar(&o.rolling, "rolling", 0, "also pool the answers of K periods up to each")
	f.IntVar(&o.baseline, "baseline", 0, "judge by the first N periods (default: up to 24)")
	f.StringArrayVar(&o.events, "event", nil, "something that happened: DATE=LABEL; compares before and after (repeatable)")
	o.choosing = a.choosingFlags(cmd)
	o.reading = a.readingFlags(cmd)
	a.settingFlags(f, cmd, "confidence", "interval")
	return cmd
}

// trending is everything that the writers of a trend need.
type trending struct {
	settings *config.Settings
	o        *trendOptions
	sc       *scored
	unit     calendar.Unit
	by       []string // dimensions besides the period
	frame    []period
	events   []event
	total    *series
	series   []*series // with --by
	undated  uint64    // answers that count and have no time
	running  bool      // the last period is not over
	warnings []warning
}

// period is one stretch of time, half open.
type period struct {
	key        string
	start, end time.Time
}

// event is something that happened on a day.
type event struct {
	day   time.Time
	label string
}

func runTrend(ctx context.Context, a *app, cmd *cobra.Command, o *trendOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	t := &trending{settings: s, o: o}
	if err := t.prepare(cmd); err != nil {
		return err
	}
	if err := t.count(ctx, a, files); err != nil {
		return err
	}
	if err := t.fold(a.sys.Now()); err != nil {
		return err
	}
	t.doubt()
	return a.result(o.output, func(w io.Writer) error { return t.write(w, a.style(o.output), format) })
}

// doubt warns of what the flags make of the first and the last period.
func (t *trending) doubt() {
	if t.o.rolling > len(t.frame) {
		t.warnings = append(t.warnings, warning{ID: "rolling-too-long",
			Message: fmt.Sprintf("--rolling %d is longer than the %d %ss there are, so nothing is pooled", t.o.rolling, len(t.frame), t.unit)})
	}
	q, err := t.o.choosing.query("")
	if err != nil {
		return // the flags were read before
	}
	first, last := t.frame[0], t.frame[len(t.frame)-1]
	if q.Since.After(first.start) {
		t.warnings = append(t.warnings, warning{ID: "part-of-period", Message: first.key + " begins before --since and is counted in part"})
	}
	if !q.Until.IsZero() && q.Until.Before(last.end) {
		t.warnings = append(t.warnings, warning{ID: "part-of-period", Message: last.key + " ends after --until and is counted in part"})
	}
}

// prepare reads and checks the flags.
func (t *trending) prepare(cmd *cobra.Command) error {
	o := t.o
	every := o.every.word
	if every == "" {
		every = "month"
	}
	t.unit, _ = calendar.ParseUnit(every)
	if cmd.Flags().Changed("rolling") && (o.rolling < 2 || o.rolling > 1000) {
		return usageError("--rolling", "is a number of periods from 2", "")
	}
	if cmd.Flags().Changed("baseline") && o.baseline < stats.MinPeriods {
		return usageError("--baseline", fmt.Sprintf("needs at least %d periods", stats.MinPeriods), "fewer do not show the usual variation")
	}
	if o.reading.weightColumn != "" {
		return usageError("--weight-column", "has no place in a trend yet: its charts count answers", "nps score --by "+every+" --weight-column gives the weighted scores")
	}
	for _, text := range o.events {
		e, err := parseEvent(text)
		if err != nil {
			return err
		}
		t.events = append(t.events, e)
	}
	slices.SortStableFunc(t.events, func(a, b event) int { return a.day.Compare(b.day) })
	for _, name := range o.choosing.by {
		if _, ok := calendar.ParseUnit(strings.ToLower(name)); ok {
			return usageError("--by", quoted(name)+" is a period", "--every "+strings.ToLower(name)+" makes it the length of a period")
		}
	}
	return nil
}

// parseEvent reads DATE=LABEL.
func parseEvent(text string) (event, error) {
	date, label, ok := strings.Cut(text, "=")
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(date))
	if label = strings.TrimSpace(label); !ok || err != nil || label == "" {
		return event{}, usageError("--event", "is written DATE=LABEL", "such as --event 2026-03-15=\"new app\"")
	}
	return event{day, label}, nil
}

// count counts by the dimensions and the period. With events it counts by day, of
// which periods and both sides of an event are made.
func (t *trending) count(ctx context.Context, a *app, files []string) error {
	choosing := *t.o.choosing
	word := t.unit.String()
	if len(t.events) > 0 {
		word = calendar.Day.String()
	}
	choosing.by = append(slices.Clone(choosing.by), word)
	t.sc = newScored(t.settings, "trend", t.o.reading, &choosing)
	if err := t.sc.count(ctx, a, files, false); err != nil {
		return err
	}
	if t.sc.weighted() {
		return usageError(t.sc.sources[0].info.Name, "its answers have weights, and the charts of a trend count answers", "nps score --by "+t.unit.String()+" gives the weighted scores")
	}
	by := t.sc.tally.By
	t.by = by[:len(by)-1]
	t.warnings = append(t.warnings, t.sc.warnings...)
	return nil
}
