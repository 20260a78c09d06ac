package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/report"
)

type reportOptions struct {
	reading   *readingOptions
	choosing  *choosingOptions
	output    *outputOptions
	by        []string
	every     *wordValue
	events    []string
	planFile  string
	publish   bool
	reason    string
	title     string
	lang      *wordValue
	from, to  string
	charts    string
	explain   bool
	hasReason bool
}

func newReportCommand(a *app) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use:   "report [FILE ...]",
		Short: "Write a report that is safe to hand out",
		Long: `Report makes one page for everybody: the score and what it means, what changed
and whether it is real, where it is high and low, how many answered. No group
below the floor can be seen in it or computed from it.

It covers closed periods: answers of the running month are left out. A report is
a draft with a watermark until --publish, which records it as an edition; later
editions are held against the earlier ones, so that they stay safe together.`,
		Example: `nps report export.csv --by region --by plan --every month -o report.html
nps report export.csv --by region,plan --format md
nps report export.csv --plan report.yaml --publish -o report.html
nps report export.csv --by store --explain`,
		GroupID: groupReport,
		Args:    a.fileArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hasReason = cmd.Flags().Changed("reason")
			return runReport(cmd.Context(), a, cmd, o, args)
		},
	}
	o.output = a.outputFlags(cmd, "html", "md", "text", "json", "csv", "pdf", "eml")
	f := cmd.Flags()
	f.StringArrayVar(&o.by, "by", nil, "a table by this column; a comma crosses columns (repeatable)")
	o.every = wordFlag(cmd, "every", "length of the periods of the trend", "none", "day", "week", "month", "quarter", "year")
	f.StringArrayVar(&o.events, "event", nil, "something that happened: DATE=LABEL (repeatable)")
	f.Var(fileValue{&o.planFile}, "plan", "take tables, periods and title from a plan (report.yaml)")
	f.BoolVar(&o.publish, "publish", false, "record the report as an edition")
	f.StringVar(&o.reason, "reason", "", "why this edition has another plan than those before")
	f.StringVar(&o.title, "title", "", "title of the report")
	o.lang = wordFlag(cmd, "lang", "language of the report", "en", "hi")
	f.StringVar(&o.from, "from", "", "sender of the mail (--format eml)")
	f.StringVar(&o.to, "to", "", "receivers of the mail (--format eml)")
	f.Var(folderValue{fileValue{&o.charts}}, "charts", "also write each chart as an SVG file into this directory")
	f.BoolVar(&o.explain, "explain", false, "for the analyst: say why each group is hidden, in place of the report")
	completeColumns(cmd, "by", true, a.columnNames)
	o.choosing = a.rowFlags(cmd)
	o.reading = a.readingFlags(cmd)
	a.settingFlags(f, cmd, "confidence", "min-group")
	return cmd
}

// folderValue is a flag that names a directory.
type folderValue struct{ fileValue }

func (folderValue) Type() string { return "DIR" }

// reporting is one report on its way.
type reporting struct {
	settings *config.Settings
	o        *reportOptions
	plan     reportPlan
	unit     calendar.Unit
	sc       *scored
	release  disclosure.Plan
	store    editions
	notes    []string
}

func runReport(ctx context.Context, a *app, cmd *cobra.Command, o *reportOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format := "text"
	if !o.explain {
		if format, err = o.output.choose(s); err != nil {
			return err
		}
	}
	r := &reporting{settings: s, o: o}
	if err := r.prepare(a, files); err != nil {
		return err
	}
	if err := r.count(ctx, a, files); err != nil {
		return err
	}
	defer r.store.close()
	earlier, err := r.store.read(ctx)
	if err != nil {
		return err
	}
	var publication *disclosure.Publication
	if o.publish {
		publication = &disclosure.Publication{Time: a.sys.Now().UTC().Truncate(time.Second), Reason: o.reason}
	}
	if o.explain {
		return r.explain(a, earlier, publication)
	}
	release, record, err := disclosure.Make(r.sc.tally, r.release, earlier, publication)
	if err != nil {
		return r.refused(err)
	}
	var page bytes.Buffer
	words := report.Words{Title: r.plan.Title, Lang: r.plan.Lang, Generated: a.sys.Now(), From: o.from, To: o.to}
	if err := report.Write(&page, release, report.Format(format), words); err != nil {
		return r.refused(err)
	}
	charts, err := r.charts(release, words)
	if err != nil {
		return err
	}
	// The edition is recorded before it is handed out: one that leaves the house
	// unrecorded would not be held against the next.
	if record != nil {
		if err := r.store.add(ctx, r.release.Hash(), record); err != nil {
			return err
		}
	}
	if err := r.write(a, page.Bytes(), charts); err != nil {
		return r.lost(err, record)
	}
	r.say(a, release)
	return nil
}

// write hands the page and the charts out.
func (r *reporting) write(a *app, page []byte, charts []report.File) error {
	var made []string // charts that were not there before
	err := func() error {
		for _, c := range charts {
			name := filepath.Join(r.o.charts, c.Name)
			_, missing := os.Lstat(a.path(name))
			if err := a.writeFile(name, func(w io.Writer) error { _, err := w.Write(c.Data); return err }); err != nil {
				return err
			}
			if missing != nil {
				made = append(made, name)
			}
		}
		return a.result(r.o.output, func(w io.Writer) error { _, err := w.Write(page); return err })
	}()
	if err == nil {
		return nil
	}
	// A failed report leaves no charts behind.
	for _, name := range made {
		if info, gone := os.Lstat(a.path(name)); gone == nil {
			err = errors.Join(err, durable.Remove(a.path(name), info))
		}
	}
	return err
}

// lost is the failure of an output when the edition is recorded already.
func (r *reporting) lost(err error, record *disclosure.Record) error {
	if record == nil {
		return err
	}
	f := *describe(err)
	f.silent = false
	f.hint = fmt.Sprintf("edition %d is recorded in %s and stays so, with the same figures in the next; publish again for its page", record.Number, r.store.where())
	return &f
}

// prepare joins plan and flags, and checks them.
func (r *reporting) prepare(a *app, files []string) error {
	o := r.o
	if o.reading.weightColumn != "" {
		return usageError("--weight-column", "has no place in a report: its protection counts answers", "")
	}
	if o.explain && (o.publish || o.charts != "" || o.output.toFile() && formatOf(o.output.file) == "html") {
		return usageError("--explain", "is for the analyst and makes no report", "leave out --publish, --charts and -o")
	}
	if info, err := os.Stat(a.path(o.charts)); o.charts != "" && (err != nil || !info.IsDir()) {
		return usageError(o.charts, "is no directory", "--charts writes into a directory that is there")
	}
	if o.hasReason && !o.publish {
		return usageError("--reason", "is kept with an edition", "add --publish")
	}
	if o.output.toFile() && o.publish { // before an edition is recorded
		if info, err := os.Stat(filepath.Dir(a.path(o.output.file))); err != nil || !info.IsDir() {
			return usageError(o.output.file, "cannot be written: its directory is not there", "")
		}
	}
	var err error
	if o.planFile != "" {
		if len(o.by) > 0 || o.every.word != "" || len(o.events) > 0 {
			return usageError("--plan", "stands in place of --by, --every and --event", "write them into the plan")
		}
		if r.plan, err = a.readReportPlan(o.planFile); err != nil {
			return err
		}
	} else if err := r.planOfFlags(); err != nil {
		return err
	}
	if o.title != "" {
		r.plan.Title = o.title
	}
	if o.lang.word != "" {
		r.plan.Lang = o.lang.word
	}
	if r.plan.Lang == "" {
		r.plan.Lang = report.English
	}
	word := r.plan.Every
	if word == "" {
		word = "month"
	}
	r.unit, _ = calendar.ParseUnit(word)
	if err := r.floors(); err != nil {
		return err
	}
	if o.publish && (len(files) > 1 || slices.Contains(files, "-")) {
		return usageError("--publish", "needs one named input, beside which editions are recorded", "a tally file holds the counts of several: nps score ... --format tally -o all.tally")
	}
	return nil
}

// planOfFlags makes a plan of --by, --every and --event.
func (r *reporting) planOfFlags() error {
	for _, by := range r.o.by {
		var dims []string
		for _, d := range strings.Split(by, ",") {
			if d = strings.TrimSpace(d); d == "" {
				return usageError("--by", "has an empty column name", "")
			}
			dims = append(dims, d)
		}
		r.plan.Tables = append(r.plan.Tables, dims)
	}
	if w := r.o.every.word; w != "none" {
		r.plan.Every = w
	}
	for _, text := range r.o.events {
		e, err := parseEvent(text)
		if err != nil {
			return err
		}
		r.plan.Events = append(r.plan.Events, disclosure.Event{Date: e.day, Label: e.label})
	}
	return nil
}

// leastGroup is the floor of floors.
const leastGroup = 3

// floors takes the strictest of settings, plan and, later, the vault.
func (r *reporting) floors() error {
	p := &r.release.Policy
	p.MinGroup = r.settings.MinGroup
	p.ClassMinGroup = 30
	if k := r.plan.MinGroup; k > 0 && k < p.MinGroup {
		r.notes = append(r.notes, fmt.Sprintf("the plan's min_group of %d is below %d, which holds", k, p.MinGroup))
	}
	p.MinGroup = max(r.plan.MinGroup, p.MinGroup)
	p.ClassMinGroup = max(p.ClassMinGroup, r.plan.ClassMinGroup, p.MinGroup)
	if p.MinGroup < leastGroup {
		return refusedError("--min-group", fmt.Sprintf("%d would show people: the least is %d", p.MinGroup, leastGroup), "")
	}
	return nil
}

// charts draws the SVG files of --charts.
func (r *reporting) charts(release *disclosure.Release, words report.Words) ([]report.File, error) {
	if r.o.charts == "" {
		return nil, nil
	}
	return report.Charts(release, words)
}

// refused makes an error of the packages below one that is shown.
func (r *reporting) refused(err error) error {
	var (
		left    *disclosure.NothingLeftError
		cells   *disclosure.TooManyCellsError
		unknown *disclosure.UnknownDimensionError
		other   *disclosure.OtherPlanError
		plan    *disclosure.PlanError
	)
	switch {
	case errors.As(err, &left):
		return refusedError("report", left.Error(), left.Hint())
	case errors.As(err, &cells):
		return refusedError("report", cells.Error(), "coarsen the table by "+strings.Join(cells.Table, ", ")+": fewer columns, or a column with fewer values")
	case errors.As(err, &other):
		return refusedError("report", other.Error(), "--reason \"...\" records why the plan has changed")
	case errors.As(err, &unknown):
		return usageError("--by", unknown.Error(), "")
	case errors.As(err, &plan):
		return usageError("report", plan.Error(), "")
	case errors.Is(err, disclosure.ErrUnproven):
		return refusedError("report", err.Error(), "fewer tables, or fewer columns in them, are easier to prove safe")
	case errors.Is(err, report.ErrPDFLanguage), errors.Is(err, report.ErrPDFLetters), errors.Is(err, report.ErrLanguage):
		return usageError("--format", strings.TrimPrefix(err.Error(), "report: "), "")
	case errors.Is(err, report.ErrAddress):
		return usageError("--from, --to", strings.TrimPrefix(err.Error(), "report: "), "such as --from 'Survey team <survey@example.org>'")
	}
	return err
}

// say tells on standard error what was done.
func (r *reporting) say(a *app, release *disclosure.Release) {
	if r.settings.Quiet {
		return
	}
	for _, note := range r.notes {
		fmt.Fprintf(a.term.Err, "nps: %s\n", note)
	}
	if e := release.Edition(); e != nil {
		fmt.Fprintf(a.term.Err, "nps: published edition %d, recorded in %s\n", e.Number, r.store.where())
		return
	}
	fmt.Fprintf(a.term.Err, "nps: this is a draft; --publish makes it an edition\n")
}
