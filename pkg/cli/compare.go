package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

type compareOptions struct {
	reading           *readingOptions
	choosing          *choosingOptions
	output            *outputOptions
	a, b              []string
	counts, histogram []string
	against, adjust   *wordValue
	exact             bool
	paired            bool
	explain           bool
}

func newCompareCommand(a *app) *cobra.Command {
	o := &compareOptions{}
	cmd := &cobra.Command{
		Use:   "compare [A B | FILE ...]",
		Short: "Tell whether two scores really differ, and by how much at most",
		Long: `Compare says whether the difference of two scores is more than chance, how large
it may be, and, with --explain, where it comes from.

Two files are compared as before and after: nps compare last.csv this.csv. With
--by, each group of one is compared with the same group of the other. One input
(or several together, or the vault) is cut by --a and --b, or by --by: all pairs
of groups, or each group against the rest. Groups that share answers cannot be
compared this way; --paired compares two answers of the same respondents.`,
		Example: `nps compare last.csv this.csv
nps compare last.csv this.csv --explain --by region
nps compare export.csv --a month=2026-05 --b month=2026-06
nps compare export.csv --by plan
nps compare export.csv --by store --against rest
nps compare --counts promoters=50,detractors=20 --counts promoters=64`,
		GroupID: groupAnalyse,
		Args:    a.fileArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(cmd.Context(), a, cmd, o, args)
		},
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	f.StringArrayVar(&o.a, "a", nil, "first side: column=value, or a period such as month=2026-05 (repeatable)")
	f.StringArrayVar(&o.b, "b", nil, "second side")
	o.against = wordFlag(cmd, "against", "what each group of --by is compared with", "each-other", "rest")
	o.adjust = wordFlag(cmd, "adjust", "correction for many comparisons", "auto", "holm", "hochberg", "bh", "by", "bonferroni", "none")
	f.BoolVar(&o.exact, "exact", false, "exact permutation test in place of the approximate one (small groups)")
	f.BoolVar(&o.paired, "paired", false, "compare two answers of the same respondents")
	f.BoolVar(&o.explain, "explain", false, "say which groups of --by make the difference")
	f.StringArrayVar(&o.counts, "counts", nil, "compare these counts; give it twice")
	f.StringArrayVar(&o.histogram, "histogram", nil, "compare these counts of the scores 0 to 10; give it twice")
	completeColumns(cmd, "a", false, a.columnNames)
	completeColumns(cmd, "b", false, a.columnNames)
	o.choosing = a.choosingFlags(cmd)
	o.reading = a.readingFlags(cmd)
	a.settingFlags(f, cmd, "confidence", "interval")
	return cmd
}

// comparing is everything that the writers of a comparison need.
type comparing struct {
	settings *config.Settings
	method   stats.Method
	o        *compareOptions
	// sides holds A and B, or one source that is cut in two.
	sides    []*scored
	by       []string // dimensions of the pairs' keys
	pairs    []pair
	family   int // how many pairs are adjusted together; the total stands apart
	adjust   stats.Adjustment
	change   bool   // A came before B: words say up and down
	neither  uint64 // counted answers on no side of --a and --b
	groups   *ranking
	explains []explained
	warnings []warning
}

func runCompare(ctx context.Context, a *app, cmd *cobra.Command, o *compareOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	if err := o.check(files); err != nil {
		return err
	}
	c := &comparing{settings: s, method: stats.Method(s.Interval), o: o}
	switch {
	case len(o.counts)+len(o.histogram) > 0:
		err = c.given()
	case o.paired:
		err = c.people(ctx, a, files)
	case len(o.a) > 0:
		err = c.filtered(ctx, a, files)
	case len(files) == 2:
		err = c.twoInputs(ctx, a, files)
	default:
		err = c.withinOne(ctx, a, files)
	}
	if err != nil {
		return err
	}
	c.judge()
	return a.result(o.output, func(w io.Writer) error { return c.write(w, a.style(o.output), format) })
}

// check refuses flags that do not go together.
func (o *compareOptions) check(files []string) error {
	given := len(o.counts) + len(o.histogram)
	cut := len(o.a) > 0 || len(o.b) > 0
	switch {
	case len(o.counts) > 0 && len(o.histogram) > 0 || given > 0 && given != 2:
		return usageError("compare", "two sides are needed: --counts twice, or --histogram twice",
			"such as --counts promoters=50,passives=30,detractors=20 --counts promoters=64,passives=30,detractors=26")
	case given > 0 && (len(files) > 0 || cut || len(o.choosing.by) > 0 || o.explain || o.paired):
		return usageError("compare", "counts are two sides already; files, --a, --b, --by, --explain and --paired have no place beside them", "")
	case cut && (len(o.a) == 0 || len(o.b) == 0):
		return usageError("compare", "--a and --b are two sides; give both", "to compare a group with all others: --by COLUMN --against rest")
	case cut && len(o.choosing.by) > 0 && !o.explain:
		return usageError("--by", "stands beside --a and --b only with --explain", "add one of its values to --a and --b")
	case o.explain && len(o.choosing.by) == 0:
		return usageError("--explain", "needs --by and the columns that may explain the difference", "such as --explain --by region,plan")
	case o.explain && len(files) != 2 && !cut:
		return usageError("--explain", "needs two sides", "two files, or --a and --b")
	case o.paired && !cut && len(files) != 2:
		return usageError("--paired", "needs two sides", "two files, or --a and --b")
	case o.paired && (len(o.choosing.by) > 0 || o.exact):
		return usageError("--paired", "goes with neither --by nor --exact", "")
	case !cut && given == 0 && len(files) != 2 && len(o.choosing.by) == 0:
		return usageError("compare", "needs two sides", "two files (nps compare last.csv this.csv), --a and --b, or --by COLUMN")
	case o.against.word == "rest" && (len(files) == 2 || len(o.choosing.by) == 0 || cut):
		return usageError("--against", "compares the groups of --by of one input", "such as nps compare export.csv --by store --against rest")
	case o.reading.weightColumn != "" && (o.exact || o.paired || o.explain):
		return usageError("--weight-column", "goes with none of --exact, --paired and --explain", "they count answers")
	}
	return nil
}

// count counts files together, or the vault where there are none.
func (c *comparing) count(ctx context.Context, a *app, files []string, by []string) (*scored, error) {
	choosing := *c.o.choosing
	choosing.by = by
	sc := newScored(c.settings, "compare", c.o.reading, &choosing)
	if err := sc.count(ctx, a, files, false); err != nil {
		return nil, err
	}
	if (c.o.exact || c.o.explain) && sc.weighted() {
		return nil, unweighted(sc.sources[0].info.Name)
	}
	return sc, nil
}

// unweighted refuses weights that a tally file or a survey definition brings.
func unweighted(name string) error {
	return usageError(name, "its answers have weights, and --exact, --paired and --explain count answers", "compare without them")
}

// weighted says whether some counted answers have weights.
func (c *counting) weighted() bool {
	return slices.ContainsFunc(c.tally.Groups, func(g tally.Group) bool { return g.Weights != nil })
}

// given takes both sides from the command line.
func (c *comparing) given() error {
	flag := "--counts"
	if len(c.o.histogram) > 0 {
		flag = "--histogram"
	}
	for i := range 2 {
		sc := newScored(c.settings, "compare", c.o.reading, c.o.choosing)
		var counts, histogram string
		if flag == "--counts" {
			counts = c.o.counts[i]
		} else {
			histogram = c.o.histogram[i]
		}
		if err := sc.counting.given(counts, histogram); err != nil {
			return err
		}
		sc.sources[0].info.Name = fmt.Sprintf("%s %s", flag, [...]string{"A", "B"}[i])
		c.sides = append(c.sides, sc)
	}
	c.change = true
	c.addPair(nil, c.sides[0].whole(), c.sides[1].whole())
	return nil
}

// twoInputs compares two files, or their groups one by one.
func (c *comparing) twoInputs(ctx context.Context, a *app, files []string) error {
	if err := a.sameInput(files[0], files[1]); err != nil {
		return err
	}
	by := c.o.choosing.by
	for _, file := range files {
		sc, err := c.count(ctx, a, []string{file}, by)
		if err != nil {
			return err
		}
		c.sides = append(c.sides, sc)
	}
	c.change = true
	first, second := c.sides[0], c.sides[1]
	c.addPair(nil, first.whole(), second.whole())
	if len(by) == 0 {
		return nil
	}
	c.by = first.tally.By
	if c.o.explain {
		return c.explain(first.tally, second.tally)
	}
	for _, key := range keysOfBoth(first.tally, second.tally) {
		c.addPair(key, first.group(key), second.group(key))
	}
	c.family = len(c.pairs) - 1
	return nil
}

// sameInput refuses a file beside itself, whose answers would count as two samples.
func (a *app) sameInput(first, second string) error {
	x, errX := os.Stat(a.path(first))
	y, errY := os.Stat(a.path(second))
	if first == second || errX == nil && errY == nil && os.SameFile(x, y) {
		return usageError(second, "is compared with itself", "cut one input in two with --a and --b, or with --by")
	}
	return nil
}
