package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

type demoOptions struct {
	output *outputOptions
	like   *wordValue
	rows   countValue
	seed   countValue
	months countValue
	until  dayValue
	truth  string // "" for none
	labels string
}

func newDemoCommand(a *app) *cobra.Command {
	o := &demoOptions{
		rows:   countValue{n: 1000, most: demo.MaxRows},
		seed:   countValue{n: 1, most: 1<<64 - 1},
		months: countValue{n: 12, least: 1, most: demo.MaxMonths},
	}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Make a realistic survey export of invented people",
		Long: `Demo writes a survey export in which nobody is real and everything that can be
found is planted: a score for each region, a step in one month, drivers, a store
that games its scores, personal data in comments. --truth says what was planted,
so that a result can be checked.

The same flags give the same bytes everywhere. The last day defaults to today:
give --until where the bytes must not change tomorrow.`,
		Example: `nps demo > demo.csv
nps demo --rows 10000000 --until 2026-06-30 -o big.csv --truth truth.json
nps demo --like qualtrics -o qualtrics.csv
nps demo --format ndjson | nps score - --by region`,
		GroupID: groupData,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, words(demo.Formats)...)
	o.like = wordFlag(cmd, "like", "the tool whose layout is imitated", words(demo.Tools)...)
	f := cmd.Flags()
	f.Var(&o.rows, "rows", "number of records")
	f.Var(&o.seed, "seed", "another number plants other people and answers")
	f.Var(&o.months, "months", "number of calendar months")
	f.Var(&o.until, "until", "the last day, such as 2026-06-30 (default: today)")
	f.Var(fileValue{&o.truth}, "truth", "write what was planted to FILE (JSON)")
	f.Var(fileValue{&o.labels}, "pii-labels", "write where comments hold personal data to FILE (JSON lines)")
	for _, name := range []string{"rows", "seed", "months", "until"} {
		completeWords(cmd, name)
	}
	return cmd
}

func words[T ~string](list []T) []string {
	var names []string
	for _, w := range list {
		names = append(names, string(w))
	}
	return names
}

func runDemo(ctx context.Context, a *app, cmd *cobra.Command, o *demoOptions) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	c := o.config(a.sys.Now(), format)
	if err := o.checkFiles(a, c.Format); err != nil {
		return err
	}
	stop := o.progress(a, c)
	defer stop.end()
	// From the outside in: a file that cannot be created is found out before the
	// export is made, and a failure inside gives up every file around it.
	return a.sideFile(o.labels, func(labels io.Writer) error {
		if o.labels != "" || c.Format == demo.XLSX {
			// A workbook is written at its end; an interrupt is seen here.
			c.Labels = &watched{ctx: ctx, w: labels, done: new(atomic.Int64)}
		}
		return a.sideFile(o.truth, func(w io.Writer) error {
			truth, err := o.write(ctx, a, c, stop)
			if err != nil || o.truth == "" {
				return err
			}
			return writeJSON(w, truth)
		})
	})
}

// config makes the generator's configuration of the flags.
func (o *demoOptions) config(now time.Time, format string) demo.Config {
	if o.until.set {
		now = o.until.day
	}
	return demo.Config{Rows: int64(o.rows.n), Seed: o.seed.n, Months: int(o.months.n), Until: now,
		Format: demo.Format(format), Like: demo.Tool(o.like.word)}
}

// checkFiles refuses two results in one place.
func (o *demoOptions) checkFiles(a *app, format demo.Format) error {
	main := o.output.file
	if main == "" {
		main = "-"
	}
	if main == "-" && format == demo.XLSX && a.term.OutIsTerminal() {
		return usageError("demo", "a workbook is no text for a terminal", "give -o demo.xlsx")
	}
	taken := map[string]string{filepath.Clean(a.path(main)): "the export"}
	for _, side := range []struct{ flag, file string }{{"--truth", o.truth}, {"--pii-labels", o.labels}} {
		if side.file == "" {
			continue
		}
		place := filepath.Clean(a.path(side.file))
		if by, is := taken[place]; is {
			return usageError(side.flag, "goes to the same place as "+by, "name another file")
		}
		taken[place] = side.flag
	}
	return nil
}

// sideFile gives write a file that appears when it has succeeded. "" writes
// nowhere, "-" to standard output.
func (a *app) sideFile(name string, write func(io.Writer) error) error {
	switch name {
	case "":
		return write(io.Discard)
	case "-":
		return a.result(nil, write)
	}
	return a.writeFile(name, write)
}

// write makes the export.
func (o *demoOptions) write(ctx context.Context, a *app, c demo.Config, stop *stopper) (truth *demo.Truth, err error) {
	err = a.result(o.output, func(w io.Writer) error {
		truth, err = demo.Write(&watched{ctx: ctx, w: w, done: &stop.done}, c)
		stop.end() // before the file is synced, which can take a while at 100 %
		if own := (*fault)(nil); err == nil || errors.As(err, &own) || ctx.Err() != nil {
			return err
		}
		return demoFault(err)
	})
	return truth, err
}

// demoFault names the flag that the generator complains of.
func demoFault(err error) error {
	flag, why, _ := strings.Cut(err.Error(), ": ")
	switch flag {
	case "rows", "months", "until":
		return usageError("--"+flag, why, "")
	}
	return usageError("demo", err.Error(), "")
}

// watched counts what passes and stops when the run is interrupted.
type watched struct {
	ctx  context.Context
	w    io.Writer
	done *atomic.Int64
}

func (w *watched) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.w.Write(p)
	w.done.Add(int64(n))
	return n, err
}

// stopper is the progress line of one run.
type stopper struct {
	done atomic.Int64
	end  func()
}

// sample is how many records tell how large an export will be.
const sample = 1000

// foretell reckons the size of an export in bytes from its first records, since
// the generator does not tell it; -1 where it is not known. A workbook is written
// at the end in one go, so that a share of it would say nothing.
func foretell(c demo.Config) int64 {
	if c.Rows <= 100*sample || c.Format == demo.XLSX {
		return -1
	}
	var first atomic.Int64
	some := c
	some.Rows = sample
	if _, err := demo.Write(&watched{ctx: context.Background(), w: io.Discard, done: &first}, some); err != nil {
		return -1
	}
	return int64(float64(first.Load()) / sample * float64(c.Rows))
}

// progress shows how far the export is.
func (o *demoOptions) progress(a *app, c demo.Config) *stopper {
	label := o.output.file
	if label == "" || label == "-" {
		label = "demo"
	}
	s := &stopper{}
	s.end = a.term.Progress(foretell(c), &s.done, label)
	return s
}

// countValue is a flag that takes a whole number.
type countValue struct{ n, least, most uint64 }

func (v *countValue) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n < v.least || n > v.most {
		return fmt.Errorf("%s is not a whole number from %d to %d", quoted(text), v.least, v.most)
	}
	v.n = n
	return nil
}

func (v *countValue) String() string { return strconv.FormatUint(v.n, 10) }
func (v *countValue) Type() string   { return "N" }

// dayValue is a flag that takes a date.
type dayValue struct {
	day time.Time
	set bool
}

func (v *dayValue) Set(text string) error {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return usageError("", quoted(text)+" is not a date", "write it 2026-06-30")
	}
	v.day, v.set = day, true
	return nil
}

func (v *dayValue) String() string {
	if !v.set {
		return ""
	}
	return v.day.Format(time.DateOnly)
}

func (v *dayValue) Type() string { return "DATE" }
