package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

type redactOptions struct {
	reading      *readingOptions
	output       *outputOptions
	columns      []string
	types        typesValue
	confidence   shareValue
	roster       string
	spans        string
	explain      bool
	summary      bool
	dropIdentity bool
}

func newRedactCommand(a *app) *cobra.Command {
	o := &redactOptions{types: typesValue{set: text.All}, confidence: shareValue(pii.DefaultConfidence)}
	cmd := &cobra.Command{
		Use:   "redact FILE",
		Short: "Mask the personal data in the comments of an export",
		Long: `Redact copies an export and masks what is personal in its comments: e-mail
addresses, telephone and identity numbers, cards, postal addresses, names. In
their place stand [EMAIL], [PERSON_1] and the like. Every other byte stays:
delimiter, quotes, encoding, line ends; in a workbook every other cell, sheet
and style. A compressed input gives the text that was compressed.

It masks the columns that the preset or the survey definition calls comments, or
those of --columns. Columns that identify people stay and are named in a
warning; --drop-identity empties them. Names are found by what the row says of
its respondent, by cues, by a dictionary, and by the names of all respondents;
--roster adds the names of your staff, one a line.

No program finds everything: nicknames and descriptions of a person stay, and a
masked comment is still personal data. docs/privacy.md says how much is found.`,
		Example: `nps redact export.csv > clean.csv
nps redact export.xlsx -o clean.xlsx --drop-identity
nps redact export.csv --columns Why,Wishes --roster staff.txt -o clean.csv
nps redact export.csv --types EMAIL,PHONE --summary > clean.csv
nps redact export.csv --explain -o /dev/null`,
		GroupID: groupData,
		Args:    a.fileArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runRedact(cmd.Context(), a, cmd, o, args) },
	}
	o.output = a.fileFlag(cmd)
	f := cmd.Flags()
	f.StringSliceVar(&o.columns, "columns", nil, "mask these columns (default: the comments)")
	completeColumns(cmd, "columns", true, a.columnNames)
	f.Var(&o.types, "types", "look for these types only")
	completeWords(cmd, "types", typeNames()...)
	f.Var(&o.confidence, "min-confidence", "leave what is less sure than `X` from 0 to 1")
	completeWords(cmd, "min-confidence")
	f.Var(fileValue{&o.roster}, "roster", "also mask the names in FILE, one a line")
	f.Var(fileValue{&o.spans}, "spans", "write where personal data was found to FILE (JSON lines)")
	f.BoolVar(&o.explain, "explain", false, "say why each place was masked, on standard error (JSON lines)")
	f.BoolVar(&o.summary, "summary", false, "count what was masked, on standard error (JSON)")
	f.BoolVar(&o.dropIdentity, "drop-identity", false, "empty the columns that identify people")
	o.reading = a.readingFlags(cmd)
	return cmd
}

func typeNames() []string {
	var names []string
	for _, t := range text.Types() {
		names = append(names, t.String())
	}
	return names
}

func runRedact(ctx context.Context, a *app, cmd *cobra.Command, o *redactOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	switch {
	case len(files) == 0:
		return needInput("redact")
	case len(files) > 1:
		return usageError("redact", fmt.Sprintf("takes one export, but %d are given", len(files)), "redact one after the other")
	}
	if o.output.toFile() {
		if err := a.willWrite(o.output.file); err != nil {
			return err
		}
	}
	in, err := o.reading.options(a, s)
	if err != nil {
		return err
	}
	in.AllowInvalid = true // scores do not matter here
	if in.Definition, err = o.reading.definition(a, s, files[0]); err != nil {
		return err
	}
	var done atomic.Int64
	in.Progress = &done
	f, err := a.openInput(files[0], in)
	if err != nil {
		return err
	}
	defer f.close()
	if f.Info().Format == "xlsx" && !o.output.toFile() && a.term.OutIsTerminal() {
		return usageError("redact", "a workbook is no text for a terminal", "give -o clean.xlsx")
	}
	r := &redaction{a: a, o: o, f: f.File, name: files[0], quiet: s.Quiet}
	if err := r.choose(ctx); err != nil {
		return err
	}
	if err := r.names(ctx, &done); err != nil {
		return err
	}
	r.warn()
	done.Store(0)
	stop := a.progress(f.File, &done, files[0])
	defer stop()
	err = r.copy(ctx)
	stop()
	if err != nil {
		return err
	}
	return r.report()
}

// columnRefs names columns as a user would.
func columnRefs(columns []ingest.Column, which []int) string {
	var refs []string
	for _, k := range which {
		refs = append(refs, safetext.Terminal(columns[k].Ref()))
	}
	return strings.Join(refs, ", ")
}

// typesValue is a flag that takes types of personal data.
type typesValue struct {
	set   text.Set
	given bool
}

func (v *typesValue) Set(list string) error {
	if !v.given {
		v.set, v.given = 0, true
	}
	for name := range strings.SplitSeq(list, ",") {
		t, ok := text.ParseType(strings.ToUpper(strings.TrimSpace(name)))
		if !ok {
			return usageError("", "there is no type "+quoted(name), "the types are "+strings.Join(typeNames(), ", "))
		}
		v.set |= text.SetOf(t)
	}
	return nil
}

func (v *typesValue) String() string {
	if !v.given {
		return ""
	}
	var names []string
	for _, t := range text.Types() {
		if v.set.Has(t) {
			names = append(names, t.String())
		}
	}
	return strings.Join(names, ",")
}

func (v *typesValue) Type() string { return "TYPE" }

// shareValue is a flag that takes a number from 0 to 1.
type shareValue float64

func (v *shareValue) Set(word string) error {
	x, err := strconv.ParseFloat(word, 64)
	if err != nil || !(x >= 0 && x <= 1) {
		return fmt.Errorf("%s is not a number from 0 to 1", quoted(word))
	}
	*v = shareValue(x)
	return nil
}

func (v *shareValue) String() string { return strconv.FormatFloat(float64(*v), 'g', -1, 64) }
func (v *shareValue) Type() string   { return "X" }
