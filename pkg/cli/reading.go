package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
	_ "time/tzdata" // zones must be known on machines without a database of them

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// readingOptions are the flags of every command that reads exports.
type readingOptions struct {
	scoreColumn, classColumn, timeColumn, respondentColumn, commentColumn, weightColumn string

	survey, preset, delimiter, encoding, sheet string
	headerRows                                 int
	allowInvalid, includeTest, completeOnly    bool
	lazyQuotes                                 bool
	dedupe                                     *wordValue
	flags                                      *pflag.FlagSet // tells what was given
}

// readingFlags declares them.
func (a *app) readingFlags(cmd *cobra.Command) *readingOptions {
	o := &readingOptions{flags: cmd.Flags()}
	f := cmd.Flags()
	for _, c := range []struct {
		to          *string
		name, usage string
	}{
		{&o.scoreColumn, "score-column", "column of the score: NAME, NAME[#pos] or #pos"},
		{&o.classColumn, "class-column", "column of classes (Promoter ...) where there are no scores"},
		{&o.timeColumn, "time-column", "column of the time"},
		{&o.respondentColumn, "respondent-column", "column that identifies the person"},
		{&o.commentColumn, "comment-column", "column of the comment"},
		{&o.weightColumn, "weight-column", "column of survey weights"},
	} {
		f.StringVar(c.to, c.name, "", c.usage)
		completeColumns(cmd, c.name, false, a.columnNames)
	}
	f.Var(fileValue{&o.survey}, "survey", "survey definition (survey.yaml)")
	f.StringVar(&o.preset, "preset", "", "tool that wrote the export; generic for none")
	cmd.RegisterFlagCompletionFunc("preset", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return presetNames(), cobra.ShellCompDirectiveNoFileComp
	})
	f.StringVar(&o.delimiter, "delimiter", "", "character between cells, or tab (default: found)")
	f.StringVar(&o.encoding, "encoding", "", "encoding of the text (default: found)")
	f.IntVar(&o.headerRows, "header-rows", ingest.AutoHeader, "number of header rows (default: found)")
	f.Lookup("header-rows").DefValue = "0" // so that help shows none
	f.StringVar(&o.sheet, "sheet", "", "sheet of a workbook (default: the first that fits)")
	f.BoolVar(&o.allowInvalid, "allow-invalid", false, "go on although many answers are no scores")
	f.BoolVar(&o.includeTest, "include-test", false, "keep test, preview and spam rows")
	f.BoolVar(&o.completeOnly, "complete-only", false, "leave unfinished responses out")
	f.BoolVar(&o.lazyQuotes, "lazy-quotes", false, "read quotes inside unquoted cells as text")
	o.dedupe = wordFlag(cmd, "dedupe", "keep one record of each response id", "off", "newest", "first")
	a.settingFlags(f, cmd, "label", "na", "date-order", "tz", "preset-file")
	return o
}

func presetNames() []string {
	known, err := ingest.Presets(nil, "")
	if err != nil {
		return nil
	}
	names := []string{"generic"}
	for _, p := range known {
		names = append(names, p.ID)
	}
	return names
}

// options makes the reader's options of flags and settings.
func (o *readingOptions) options(a *app, s *config.Settings) (ingest.Options, error) {
	in := ingest.Options{
		ScoreColumn: o.scoreColumn, ClassColumn: o.classColumn, TimeColumn: o.timeColumn, RespondentColumn: o.respondentColumn,
		CommentColumn: o.commentColumn, WeightColumn: o.weightColumn,
		Preset: o.preset, Encoding: o.encoding, HeaderRows: o.headerRows, Sheet: o.sheet,
		AllowInvalid: o.allowInvalid, IncludeTest: o.includeTest, CompleteOnly: o.completeOnly, LazyQuotes: o.lazyQuotes,
		NA: s.NA, Now: a.sys.Now(),
	}
	if o.scoreColumn != "" && o.classColumn != "" {
		return in, usageError("--class-column", "stands in place of --score-column; give one", "")
	}
	var err error
	if in.Delimiter, err = parseDelimiter(o.delimiter); err != nil {
		return in, err
	}
	if o.flags.Changed("header-rows") && (o.headerRows < 0 || o.headerRows > 20) {
		return in, usageError("--header-rows", "is a number from 0 to 20", "")
	}
	for _, l := range s.Label {
		text, score, err := survey.ParseLabel(l)
		if err != nil {
			return in, usageError("--label", err.Error(), "write it TEXT=SCORE, such as --label 'Extremely likely=10'")
		}
		if in.Labels == nil {
			in.Labels = map[string]int{}
		}
		in.Labels[text] = score
	}
	in.DateOrder, _ = timecol.ParseOrder(s.DateOrder) // checked as a setting; "" is unknown
	if s.TZ != "" {
		if in.Zone, err = time.LoadLocation(s.TZ); err != nil {
			return in, usageError("--tz", "there is no such time zone", "zones are named like Asia/Kolkata or UTC")
		}
	}
	if s.PresetFile != "" {
		if err := a.readsFile(s.PresetFile); err != nil {
			return in, err
		}
		data, err := os.ReadFile(a.path(s.PresetFile))
		if err != nil {
			return in, usageError(s.PresetFile, plain(err), "")
		}
		if in.Presets, err = ingest.Presets(data, s.PresetFile); err != nil {
			return in, err
		}
	}
	return in, nil
}

func parseDelimiter(s string) (byte, error) {
	switch s {
	case "":
		return 0, nil
	case "tab", `\t`:
		return '\t', nil
	}
	if len(s) != 1 || s[0] == '"' || s[0] == '\n' || s[0] == '\r' || s[0] >= 0x80 {
		return 0, usageError("--delimiter", "is one ASCII character, or tab", "")
	}
	return s[0], nil
}

// definition finds the survey definition for a file: --survey, else the entry of
// the surveys setting whose pattern fits. nil when there is none.
func (o *readingOptions) definition(a *app, s *config.Settings, file string) (*survey.Definition, error) {
	name := o.survey
	if name == "" && file != "-" {
		for _, entry := range s.Surveys {
			if a.matches(entry.Files, file) {
				name = entry.Survey
				break
			}
		}
	}
	if name == "" {
		return nil, nil
	}
	return a.readDefinition(name)
}

// input is one opened file.
type input struct {
	*ingest.File
	close func()
}

// openInput opens a file, or standard input for "-", with everything the flags
// and settings say. The caller calls close.
func (a *app) openInput(name string, in ingest.Options) (*input, error) {
	var r io.Reader = a.sys.In
	closer := func() error { return nil }
	shown := name
	if name == "-" {
		shown = "standard input"
		if err := a.readsStdin(); err != nil {
			return nil, err
		}
	} else {
		if name == "" {
			return nil, usageError("", "the name of an input is empty", "")
		}
		f, err := os.Open(a.path(name))
		if err != nil {
			return nil, inputError(name, plain(err), "")
		}
		st, err := f.Stat()
		if err == nil && st.IsDir() {
			err = inputError(name, "is a directory", "name the files in it")
		} else {
			err = a.reads(name, st)
		}
		if err != nil {
			f.Close()
			return nil, err
		}
		r, closer = f, f.Close
	}
	f, err := ingest.Open(shown, r, in)
	if err != nil {
		closer()
		return nil, err
	}
	return &input{f, func() { f.Close(); closer() }}, nil
}

// progress shows how far a file is read; the caller stops it.
func (a *app) progress(f *ingest.File, counter *atomic.Int64, label string) (stop func()) {
	return a.term.Progress(f.Size(), counter, label)
}

// columnNames reads the headers of the files on the command line, for the
// completion of column names.
func (a *app) columnNames(_ context.Context, files []string) ([]string, error) {
	var names []string
	seen := map[string]bool{}
	for _, file := range files {
		if file == "-" {
			continue
		}
		f, err := a.openInput(file, ingest.Options{HeaderRows: ingest.AutoHeader})
		if err != nil {
			return nil, err
		}
		for _, c := range f.Columns() {
			if ref := c.Ref(); !seen[ref] {
				seen[ref] = true
				names = append(names, ref)
			}
		}
		f.close()
	}
	return names, nil
}

// fileArgs demands at least one input; without one a terminal gets the help.
func (a *app) fileArgs(cmd *cobra.Command, args []string) error {
	dashes := 0
	for _, name := range args {
		if name == "-" {
			dashes++
		}
	}
	if dashes > 1 {
		return usageError(commandName(cmd), "standard input (-) can be read only once", "")
	}
	return nil
}

// needInput is the error of a command without anything to read.
func needInput(cmd string) error {
	return usageError(cmd, "no file is given", fmt.Sprintf("name an export (nps %s export.csv), or - for standard input", cmd))
}

// readAll reads a small file such as a baseline.
func (a *app) readAll(name string) ([]byte, error) {
	f, err := os.Open(a.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(bufio.NewReader(f))
}
