package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
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
	metric    *wordValue
	scale     int
	invited   uint64
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
nps score --counts promoters=50,passives=30,detractors=20
nps score export.csv --metric csat --score-column ease --scale 5`,
		GroupID: groupAnalyse,
		Args:    a.fileArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hasTarget = cmd.Flags().Changed("target")
			o.hasFloor = cmd.Flags().Changed("fail-under")
			if w := o.metric.word; w != "" && w != "nps" {
				return runMetric(cmd.Context(), a, cmd, o, args)
			}
			if cmd.Flags().Changed("scale") {
				return usageError("--scale", "belongs to --metric csat and ces", "NPS is asked on 0 to 10")
			}
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
	o.metric = wordFlag(cmd, "metric", "what is computed: NPS, satisfaction or effort", "nps", "csat", "ces")
	f.IntVar(&o.scale, "scale", 5, "number of possible answers of csat and ces, from 1: 5 or 7")
	f.Uint64Var(&o.invited, "invited", 0, "how many were asked: adds the response rate and what the silent could change")
	o.gate = wordFlag(cmd, "gate", "what --fail-under looks at", "estimate", "low")
	return cmd
}

// scored is everything that the writers of a score need.
type scored struct {
	counting
	method stats.Method
	total  estimate
	groups []*tally.Group // estimated when they are written: there may be many
	tooFew []*tally.Group // below --min-n
	target *targetDoc
	silent *invitedDoc
}

func newScored(s *config.Settings, command string, reading *readingOptions, choosing *choosingOptions) *scored {
	return &scored{counting: counting{settings: s, command: command, reading: reading, choosing: choosing, repeated: -1}, method: stats.Method(s.Interval)}
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
	sc := newScored(s, "score", o.reading, o.choosing)
	switch {
	case o.counts != "" || o.histogram != "":
		if len(files) > 0 || o.counts != "" && o.histogram != "" {
			return usageError("score", "--counts, --histogram and files are three sources; give one", "")
		}
		err = sc.given(o.counts, o.histogram)
	default:
		err = sc.count(ctx, a, files, format == "json" || s.Verbose)
	}
	if err != nil {
		return err
	}
	sc.estimate()
	sc.aim(o)
	if err := sc.reckonSilent(cmd, o); err != nil {
		return err
	}
	if err := a.result(o.output, func(w io.Writer) error { return sc.write(w, a.style(o.output), format) }); err != nil {
		return err
	}
	return sc.verdict(o)
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

// reckonSilent bounds the score of everybody who was asked, whatever those think
// who did not answer.
func (sc *scored) reckonSilent(cmd *cobra.Command, o *scoreOptions) error {
	if !cmd.Flags().Changed("invited") {
		return nil
	}
	n := sc.total.n()
	if o.invited < n || o.invited == 0 {
		return usageError("--invited", fmt.Sprintf("is less than the %s answers", thousands(n)), "it is the number of people who were asked")
	}
	d := &invitedDoc{Invited: o.invited, Rate: float64(n) / float64(o.invited)}
	if low, high, ok := stats.NonResponse(sc.total.nps/100, d.Rate); ok && sc.total.defined {
		low, high = 100*low, 100*high
		d.Low, d.High = &low, &high
	}
	sc.silent = d
	return nil
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
