package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

type scoreOptions struct {
	reading   *readingOptions
	choosing  *choosingOptions
	output    *outputOptions
	gate      *wordValue
	counts    string
	histogram string
	target    float64
	failUnder float64
	hasTarget bool
	hasFloor  bool
}

func newScoreCommand(a *app) *cobra.Command {
	o := &scoreOptions{}
	cmd := &cobra.Command{
		Use:   "score [FILE ...]",
		Short: "Compute the Net Promoter Score of survey exports",
		Long: `Score reads survey exports (CSV, JSON, NDJSON, XLSX, also .gz and .zst, or tally
files) and prints the Net Promoter Score with its interval, the three classes,
and an account of every record that was left out.

The score column is found by its question. Where more than one column could be
meant, score stops, lists them and names the flag to give.`,
		Example: `nps score export.csv
nps score export.csv --by region
nps score january.csv february.xlsx --by month --format json
nps score - --score-column '#4' < export.csv
nps score --counts promoters=50,passives=30,detractors=20`,
		GroupID: groupAnalyse,
		Args:    a.fileArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hasTarget = cmd.Flags().Changed("target")
			o.hasFloor = cmd.Flags().Changed("fail-under")
			return runScore(cmd.Context(), a, cmd, o, args)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md", "tally")
	o.choosing = a.choosingFlags(cmd)
	o.reading = a.readingFlags(cmd)
	f := cmd.Flags()
	a.settingFlags(f, cmd, "confidence", "interval", "min-n")
	f.StringVar(&o.counts, "counts", "", "score these counts: promoters=50,passives=30,detractors=20")
	f.StringVar(&o.histogram, "histogram", "", "score these counts of the scores 0 to 10: c0,c1,...,c10")
	f.Float64Var(&o.target, "target", 0, "say whether this NPS is reached, and how sure that is")
	f.Float64Var(&o.failUnder, "fail-under", 0, "exit with 1 when the NPS is below this")
	o.gate = wordFlag(cmd, "gate", "what --fail-under looks at", "estimate", "low")
	return cmd
}

// scored is everything that the writers of a score need.
type scored struct {
	settings *config.Settings
	method   stats.Method
	sources  []source
	tally    *tally.Tally
	classes  *stats.Counts // given by --counts
	// classesOnly says that some source knows classes and no scores, so that
	// there is no histogram and no mean.
	classesOnly bool
	total       estimate
	groups      []*tally.Group // estimated when they are written: there may be many
	tooFew      []*tally.Group // below --min-n
	warnings    []warning
	target      *targetDoc
	repeated    int64 // respondents with several answers, -1 if nobody looked
}

// source is one input with what was found out about it.
type source struct {
	info   ingest.Info
	result *ingest.Result // nil for --counts and --histogram
}

func runScore(ctx context.Context, a *app, cmd *cobra.Command, o *scoreOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	for flag, v := range map[string]float64{"--fail-under": o.failUnder, "--target": o.target} {
		if !(v >= -100 && v <= 100) {
			return usageError(flag, "is no NPS from -100 to 100", "")
		}
	}
	sc := &scored{settings: s, method: stats.Method(s.Interval), repeated: -1}
	switch {
	case o.counts != "" || o.histogram != "":
		if len(files) > 0 || o.counts != "" && o.histogram != "" {
			return usageError("score", "--counts, --histogram and files are three sources; give one", "")
		}
		err = sc.given(o)
	case len(files) == 0:
		err = sc.readVault(ctx, a, o, format == "json" || s.Verbose)
	default:
		err = sc.read(ctx, a, o, files, format == "json" || s.Verbose)
	}
	if err != nil {
		return err
	}
	sc.estimate()
	sc.aim(o)
	if err := a.result(o.output, func(w io.Writer) error { return sc.write(w, a.style(o.output), format) }); err != nil {
		return err
	}
	return sc.verdict(o)
}

// read counts the files one after another, compares their rows where that is
// asked for, and adds the counts up.
func (sc *scored) read(ctx context.Context, a *app, o *scoreOptions, files []string, times bool) error {
	q, err := o.choosing.query(o.reading.dedupe.word)
	if err != nil {
		return err
	}
	q.Times = times
	base, err := o.reading.options(a, sc.settings)
	if err != nil {
		return err
	}
	var done atomic.Int64
	base.Progress = &done
	pending := make([]*ingest.Pending, len(files))
	for i, file := range files {
		in := base
		if in.Definition, err = o.reading.definition(a, sc.settings, file); err != nil {
			return err
		}
		if pending[i], err = countOne(ctx, a, file, in, q); err != nil {
			return err
		}
	}
	results, err := ingest.Settle(pending)
	if err != nil {
		return err
	}
	for _, res := range results {
		if err := sc.add(res, q); err != nil {
			return err
		}
	}
	return nil
}

// countOne reads one file.
func countOne(ctx context.Context, a *app, file string, in ingest.Options, q ingest.Query) (*ingest.Pending, error) {
	f, err := a.openInput(file, in)
	if err != nil {
		return nil, err
	}
	defer f.close()
	in.Progress.Store(0)
	stop := a.progress(f.File, in.Progress, f.Info().Name)
	defer stop()
	return f.Count(ctx, q)
}

// add puts the counts of one file to those before.
func (sc *scored) add(res *ingest.Result, q ingest.Query) error {
	sc.sources = append(sc.sources, source{res.Info, res})
	sc.classesOnly = sc.classesOnly || res.Info.ClassesOnly
	for _, w := range res.Warnings {
		message := w.Message
		if w.Column != "" {
			message = "column " + quoted(w.Column) + " " + message
		}
		sc.warnings = append(sc.warnings, warning{ID: w.ID, Message: message, Column: w.Column, Source: res.Info.Name, Line: w.Line})
	}
	if res.Repeated >= 0 {
		sc.repeated = max(sc.repeated, 0) + res.Repeated
	}
	sc.compareZones(q)
	if sc.tally == nil {
		sc.tally = res.Tally
		return nil
	}
	if err := sc.tally.Merge(res.Tally); err != nil {
		return inputError(res.Info.Name, err.Error(), "")
	}
	return nil
}

// compareZones warns when periods of files in different zones are added up.
func (sc *scored) compareZones(q ingest.Query) {
	n := len(sc.sources)
	if n < 2 || !q.NeedsTime() || sc.sources[0].info.Zone == sc.sources[n-1].info.Zone {
		return
	}
	sc.warnings = append(sc.warnings, warning{ID: "zones-differ", Source: sc.sources[n-1].info.Name,
		Message: "its times are in another zone than those of the first file; --tz reports all in one"})
}

// given takes counts from the command line.
func (sc *scored) given(o *scoreOptions) error {
	sc.tally = &tally.Tally{}
	if o.histogram != "" {
		g := tally.Group{Key: []string{}}
		parts := strings.Split(o.histogram, ",")
		if len(parts) != tally.Scores {
			return usageError("--histogram", fmt.Sprintf("has %d counts, not 11 (scores 0 to 10)", len(parts)), "")
		}
		for i, p := range parts {
			n, err := parseCount(p)
			if err != nil {
				return usageError("--histogram", err.Error(), "counts are whole numbers from 0")
			}
			g.Counts[i] = n
		}
		sc.tally.Groups = []tally.Group{g}
		sc.sources = []source{{info: ingest.Info{Name: "--histogram", Format: "counts"}}}
		return nil
	}
	classes, err := parseClasses(o.counts)
	if err != nil {
		return err
	}
	sc.classes = &classes
	sc.sources = []source{{info: ingest.Info{Name: "--counts", Format: "counts"}}}
	return nil
}

func parseCount(s string) (uint64, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	if err != nil || n > 1<<53 {
		return 0, fmt.Errorf("%s is not a count", quoted(s))
	}
	return n, nil
}

// parseClasses reads promoters=50,passives=30,detractors=20; a class that is not
// named counts 0.
func parseClasses(s string) (stats.Counts, error) {
	var c stats.Counts
	hint := "such as --counts promoters=50,passives=30,detractors=20"
	seen := map[string]bool{}
	for _, part := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(part, "=")
		n, err := parseCount(value)
		if !ok || err != nil {
			return c, usageError("--counts", quoted(part)+" is not a class and its count", hint)
		}
		name = strings.TrimSpace(name)
		class := strings.TrimSuffix(strings.ToLower(name), "s") + "s"
		if seen[class] {
			return c, usageError("--counts", shortened(class)+" are given twice", hint)
		}
		seen[class] = true
		switch class {
		case "promoters":
			c.Promoters = float64(n)
		case "passives":
			c.Passives = float64(n)
		case "detractors":
			c.Detractors = float64(n)
		default:
			if near := suggest.Nearest(name, []string{"promoters", "passives", "detractors"}); near != "" {
				hint = "did you mean " + near + "?"
			}
			return c, usageError("--counts", quoted(name)+" is no class", hint)
		}
	}
	return c, nil
}

// aim compares the total with --target.
func (sc *scored) aim(o *scoreOptions) {
	if !o.hasTarget {
		return
	}
	t := &targetDoc{Value: o.target}
	if sc.total.defined {
		t.Reached = sc.total.nps >= o.target
		if p, ok := stats.ProbabilityAbove(sc.total.effective(), o.target/100); ok {
			t.Probability = &p
		}
	}
	sc.target = t
}

// verdict is the exit status of --fail-under: an undefined score passes no gate.
func (sc *scored) verdict(o *scoreOptions) error {
	if !o.hasFloor {
		return nil
	}
	value := sc.total.nps
	if o.gate.word == "low" {
		value = sc.total.low
	}
	if !sc.total.defined || value < o.failUnder {
		return errFound
	}
	return nil
}
