package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

type sampleSizeOptions struct {
	output     *outputOptions
	margin     float64
	detect     float64
	power      float64
	n          float64
	variance   float64
	population float64
	deff       float64
	from       string
}

func newSampleSizeCommand(a *app) *cobra.Command {
	o := &sampleSizeOptions{}
	cmd := &cobra.Command{
		Use:   "sample-size",
		Short: "Tell how many answers are enough, or what these answers can show",
		Long: `Sample-size plans a survey: how many answers an interval of a given width needs,
how many in each of two groups a difference needs to be found, or what a number
of answers can show.

How much answers vary decides. Without --variance or --from it is taken to be
typical: 0.61, as with 20% detractors, 30% passives and 50% promoters. The worst
case is 1.`,
		Example: `nps sample-size --margin 5
nps sample-size --detect 10 --power 0.9
nps sample-size --n 400
nps sample-size --margin 5 --population 2000 --from last.csv`,
		GroupID: groupAnalyse,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSampleSize(cmd.Context(), a, cmd, o)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	f.Float64Var(&o.margin, "margin", 0, "half-width of the interval to reach, in points")
	f.Float64Var(&o.detect, "detect", 0, "difference between two groups to find, in points")
	f.Float64Var(&o.power, "power", 0.8, "chance of finding it")
	f.Float64Var(&o.n, "n", 0, "what this number of answers can show (in each group)")
	f.Float64Var(&o.variance, "variance", stats.TypicalVariance, "variance of one answer coded -1, 0, 1")
	f.Float64Var(&o.population, "population", 0, "people who could be asked, when they are few")
	f.Float64Var(&o.deff, "deff", 1, "design effect, such as 1.5 for weights or clusters")
	f.Var(fileValue{&o.from}, "from", "take the variance from the answers of this export")
	a.settingFlags(f, cmd, "confidence")
	return cmd
}

// sampleSize is a plan and what follows from it.
type sampleSize struct {
	settings *config.Settings
	o        *sampleSizeOptions
	plan     stats.Plan
	origin   string // of the variance
	rows     []sampleRow
}

// sampleRow is one answer: numbers of answers, margins and differences in points.
type sampleRow struct {
	Question string   `json:"question"` // margin, detect, n
	N        *float64 `json:"n"`        // answers in all, or in each group
	PerGroup bool     `json:"per_group"`
	Margin   *float64 `json:"margin"`
	Detect   *float64 `json:"detect"`
	Power    *float64 `json:"power"`
	text     string
}

type sampleDoc struct {
	Schema     string      `json:"schema"`
	Confidence float64     `json:"confidence"`
	Variance   float64     `json:"variance"`
	Origin     string      `json:"variance_from"`
	Deff       float64     `json:"deff"`
	Population *float64    `json:"population"`
	Answers    []sampleRow `json:"answers"`
}

func runSampleSize(ctx context.Context, a *app, cmd *cobra.Command, o *sampleSizeOptions) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	z := &sampleSize{settings: s, o: o}
	if err := z.prepare(ctx, a, cmd); err != nil {
		return err
	}
	if err := z.answer(cmd); err != nil {
		return err
	}
	return a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			doc := sampleDoc{Schema: "nps.sample-size/1", Confidence: s.Confidence, Variance: z.plan.Variance, Origin: z.origin, Deff: o.deff, Answers: z.rows}
			doc.Population = orNaN(o.population, o.population > 0)
			return writeJSON(w, doc)
		}
		return table.Write(w, z.table(), table.Format(format), a.style(o.output))
	})
}

// prepare checks the flags and finds the variance.
func (z *sampleSize) prepare(ctx context.Context, a *app, cmd *cobra.Command) error {
	o, given := z.o, cmd.Flags().Changed
	z.origin = "a typical distribution: 20% detractors, 30% passives, 50% promoters"
	switch {
	case !given("margin") && !given("detect") && !given("n"):
		return usageError("sample-size", "has no question", "--margin P for an interval, --detect P for a difference, --n N for what N answers show")
	case given("margin") && !(o.margin > 0 && o.margin <= 100):
		return usageError("--margin", "is a number of points, above 0 and up to 100", "")
	case given("detect") && !(o.detect > 0 && o.detect <= 200):
		return usageError("--detect", "is a number of points, above 0 and up to 200", "")
	case !(o.power > 0 && o.power < 1):
		return usageError("--power", "is a chance between 0 and 1, such as 0.8", "")
	case given("n") && !(o.n >= 1 && o.n <= stats.MaxAnswers && o.n == math.Trunc(o.n)):
		return usageError("--n", "is a whole number from 1", "")
	case given("population") && !(o.population >= 1 && o.population <= stats.MaxAnswers):
		return usageError("--population", "is a number from 1", "")
	case !(o.deff > 0 && o.deff <= 1000):
		return usageError("--deff", "is a design effect above 0", "")
	case given("variance") && o.from != "":
		return usageError("--variance", "and --from are two sources of one number; give one", "")
	case !(o.variance > 0 && o.variance <= 1):
		return usageError("--variance", "lies above 0 and up to 1", "the worst case is 1, typical is 0.61")
	case given("n") && given("population") && o.n > o.population:
		return usageError("--n", "is more than --population", "")
	}
	if given("variance") {
		z.origin = "--variance"
	}
	if o.from != "" {
		if err := z.learn(ctx, a); err != nil {
			return err
		}
	}
	z.plan = stats.Plan{Confidence: z.settings.Confidence, Power: o.power, Variance: o.variance, Deff: o.deff, Population: o.population}
	return nil
}

// learn takes the variance from an export.
func (z *sampleSize) learn(ctx context.Context, a *app) error {
	sub := &cobra.Command{Use: "sample-size"}
	c := newScored(z.settings, "sample-size", a.readingFlags(sub), a.choosingFlags(sub))
	if err := c.count(ctx, a, []string{z.o.from}, false); err != nil {
		return err
	}
	total := c.tally.Total()
	// The variance of few answers is rough; three pseudo-answers, as in the interval,
	// keep it from being 0.
	counts := stats.Histogram(total.Counts).Counts()
	if counts.N() == 0 {
		return inputError(z.o.from, "has no answers to learn from", "")
	}
	v, _ := stats.Variance(counts.Add(stats.Counts{Detractors: 0.75, Passives: 1.5, Promoters: 0.75}))
	n := uint64(counts.N())
	z.o.variance, z.origin = v, fmt.Sprintf("%s %s of %s", thousands(n), plural(n, "answer"), c.sources[0].info.Name)
	return nil
}

// answer computes each question that was asked.
func (z *sampleSize) answer(cmd *cobra.Command) error {
	o, given, p := z.o, cmd.Flags().Changed, z.plan
	if given("margin") {
		n, ok := p.ForMargin(o.margin / 100)
		if n = stats.RoundUp(n); !ok || n > stats.MaxAnswers {
			return usageError("--margin", "needs more answers than there are people", "give a larger one")
		}
		z.rows = append(z.rows, sampleRow{Question: "margin", N: &n, Margin: &o.margin,
			text: fmt.Sprintf("%s an interval of +-%s at %s", answersGive(n), pointsGiven(o.margin), percent(p.Confidence))})
	}
	if given("detect") {
		n, ok := p.ForDifference(o.detect / 100)
		if !ok {
			return z.tooWeak()
		}
		if n = stats.RoundUp(n); n > stats.MaxAnswers {
			return usageError("--detect", "needs more answers than there are people", "give a larger one")
		}
		text := fmt.Sprintf("%s %s in each of two groups %s a difference of %s with a chance of %s", thousands(uint64(n)), plural(uint64(n), "answer"),
			plural(uint64(n), "finds", "find"), pointsGiven(o.detect), percent(o.power))
		if o.population > 0 && 2*n > o.population {
			text += ": more than the population has"
		}
		z.rows = append(z.rows, sampleRow{Question: "detect", N: &n, PerGroup: true, Detect: &o.detect, Power: &o.power, text: text})
	}
	if given("n") {
		margin, ok := p.Margin(o.n)
		found, okFound := p.Detectable(o.n, o.n)
		if !ok || !okFound {
			return z.tooWeak()
		}
		margin, found = 100*margin, 100*found
		z.rows = append(z.rows, sampleRow{Question: "n", N: &o.n, Margin: &margin, Detect: &found, Power: &o.power, text: z.shown(margin, found)})
	}
	return nil
}

// tooWeak refuses a power that even chance alone has.
func (z *sampleSize) tooWeak() error {
	return usageError("--power", "is one that chance alone reaches at this confidence", "such as --power 0.8")
}

// shown says what --n answers can show, both numbers in points.
func (z *sampleSize) shown(margin, found float64) string {
	n := uint64(z.o.n)
	text := fmt.Sprintf("%s an interval of about +-%.1f points at %s", answersGive(z.o.n), margin, percent(z.settings.Confidence))
	switch {
	case z.o.n == z.o.population:
		text = "all answered, so the score has no sampling error"
	case margin >= 100:
		text = fmt.Sprintf("%s no interval narrower than the scale at %s", answersGive(z.o.n), percent(z.settings.Confidence))
	}
	if found > 200 {
		return text + fmt.Sprintf("; two groups of %s are too small to find any difference with a chance of %s", thousands(n), percent(z.o.power))
	}
	return text + fmt.Sprintf("; two groups of %s find differences from %.1f points with a chance of %s", thousands(n), found, percent(z.o.power))
}

// answersGive begins a sentence: "1 answer gives", "385 answers give".
func answersGive(n float64) string {
	k := uint64(n)
	return thousands(k) + " " + plural(k, "answer gives", "answers give")
}

// pointsGiven writes points as they were given, with their unit.
func pointsGiven(x float64) string {
	return plainNumber(x) + " " + map[bool]string{true: "point", false: "points"}[x == 1]
}

// plainNumber writes a number as it was given.
func plainNumber(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (z *sampleSize) table() *table.Document {
	d := &table.Document{}
	for i := range z.rows {
		d.Lines = append(d.Lines, z.rows[i].text)
	}
	d.Headline, d.Lines = d.Lines[0], d.Lines[1:]
	note := fmt.Sprintf("variance of one answer %.3g (%s); the worst case is 1", z.plan.Variance, z.origin)
	if z.o.deff != 1 {
		note += fmt.Sprintf("; design effect %s", plainNumber(z.o.deff))
	}
	d.Notes = []string{note}
	asked := func(question string) bool {
		return slices.ContainsFunc(z.rows, func(r sampleRow) bool { return r.Question == question })
	}
	if asked("margin") || asked("detect") {
		d.Notes = append(d.Notes, "answers, not invitations: divide by the response rate you expect")
	}
	switch people := thousands(uint64(z.o.population)); {
	case z.o.population == 0:
	case asked("detect") || asked("n"):
		d.Notes = append(d.Notes, "the interval is corrected for a population of "+people+", a difference is not: it is about more than these people")
	default:
		d.Notes = append(d.Notes, "corrected for a population of "+people)
	}
	for _, title := range []string{"question", "n", "per_group", "margin", "detect", "power"} {
		d.Columns = append(d.Columns, table.Column{Title: "", Key: title, For: table.Machines})
	}
	for i := range z.rows {
		r := &z.rows[i]
		row := []table.Cell{{Text: r.Question}}
		number := func(x *float64) {
			if x == nil {
				row = append(row, table.Cell{Empty: true})
				return
			}
			row = append(row, table.Cell{Raw: plainNumber(*x)})
		}
		number(r.N)
		row = append(row, table.Cell{Raw: strconv.FormatBool(r.PerGroup)})
		number(r.Margin)
		number(r.Detect)
		number(r.Power)
		d.Rows = append(d.Rows, row)
	}
	return d
}
