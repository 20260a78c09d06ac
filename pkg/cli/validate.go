package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

type validateOptions struct {
	reading       *readingOptions
	output        *outputOptions
	reports       reportsValue
	baseline      string
	writeBaseline string
	privacy       bool
	maxPersonal   limitValue
	infer         bool
	savePreset    string
}

func newValidateCommand(a *app) *cobra.Command {
	o := &validateOptions{}
	cmd := &cobra.Command{
		Use:   "validate [FILE ...]",
		Short: "Check survey exports, or the vault, and say what is wrong",
		Long: `Validate checks that exports can be scored: without a survey definition what any
NPS export must satisfy, with one (--survey, or surveys in nps.yaml) the
contract: columns, allowed values, unique ids, limits, consent.

Without a file it checks the vault by the survey definition recorded there, as
far as your keys let it judge, and says what it could not look at.

Exit status 1 means that there are findings of --fail-on or worse, 3 that a file
could not be read or its score was not found. Notes never fail. All files are
checked first. No finding holds the value of a cell.

With --privacy it looks only for personal data, in any table, with a score or
without: columns that identify people and are filled, and texts that hold some.

On GitHub Actions findings become annotations by themselves.`,
		Example: `nps validate export.csv
nps validate exports/*.csv --survey survey.yaml --fail-on warning
nps validate export.csv --report sarif=nps.sarif --report junit=nps.xml
nps validate export.csv --write-baseline known.json
nps validate export.csv --infer -o survey.yaml
nps validate --privacy *.csv
nps validate --vault /srv/nps/retail`,
		GroupID: groupData,
		Args:    a.fileArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runValidate(cmd.Context(), a, cmd, o, args) },
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	a.settingFlags(f, cmd, "max-invalid", "fail-on")
	f.Var(&o.reports, "report", "also write the findings for machines, or instead of the text: "+strings.Join(reportFormats(), ", ")+" (repeatable)")
	a.completeWordFile(cmd, "report", reportFormats()...)
	f.Var(fileValue{&o.baseline}, "baseline", "leave out the findings that FILE accepts")
	f.Var(fileValue{&o.writeBaseline}, "write-baseline", "accept everything that is found now: write it to FILE")
	f.BoolVar(&o.privacy, "privacy", false, "look for nothing but personal data; what there is fails")
	f.Var(&o.maxPersonal, "max-personal", "with --privacy: most records with personal data, a number or a percentage")
	completeWords(cmd, "max-personal")
	f.BoolVar(&o.infer, "infer", false, "write the survey definition that the export seems to have")
	f.StringVar(&o.savePreset, "save-preset", "", "write what was detected as the preset `NAME`")
	completeWords(cmd, "save-preset")
	o.reading = a.readingFlags(cmd)
	return cmd
}

// checked is everything that the writers of a check need.
type checked struct {
	settings *config.Settings
	limit    survey.Limit
	results  []*validate.Result
	report   finding.Report
	accepted int    // findings that the baseline accepts
	kind     string // what was checked: vault; "" for files
}

func runValidate(ctx context.Context, a *app, cmd *cobra.Command, o *validateOptions, files []string) error {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	if o.maxPersonal.given && !o.privacy {
		return usageError("--max-personal", "is for --privacy", "")
	}
	if o.infer || o.savePreset != "" {
		return runInfer(ctx, a, s, o, files)
	}
	format := o.reportByName()
	if format == "" {
		if format, err = o.output.choose(s); err != nil {
			return err
		}
	}
	if err := o.oneOutput(); err != nil {
		return err
	}
	ck := &checked{settings: s}
	if s.MaxInvalid != "" {
		if ck.limit, err = survey.ParseLimit(s.MaxInvalid); err != nil {
			return usageError("--max-invalid", err.Error(), "")
		}
	}
	known, err := o.readBaseline(a)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		err = ck.vault(ctx, a, o)
	} else {
		err = ck.files(ctx, a, o, files)
	}
	if err != nil {
		return err
	}
	if o.writeBaseline != "" {
		if known, err = ck.accept(a, o.writeBaseline); err != nil {
			return err
		}
	}
	ck.settle(known)
	if err := ck.write(a, o, format); err != nil {
		return err
	}
	return ck.verdict()
}

// files checks one file after the other.
func (ck *checked) files(ctx context.Context, a *app, o *validateOptions, files []string) error {
	base, err := o.reading.options(a, ck.settings)
	if err != nil {
		return err
	}
	var done atomic.Int64
	base.Progress = &done
	base.AllowInvalid = true // one bad column does not end the check
	for _, file := range files {
		in := base
		if in.Definition, err = o.reading.definition(a, ck.settings, file); err != nil {
			return err
		}
		res, err := ck.file(ctx, a, o, file, in)
		if err != nil {
			return err
		}
		for i := range res.Findings {
			res.Findings[i].Path = a.fromHere(file)
		}
		ck.results = append(ck.results, res)
	}
	return nil
}

func (ck *checked) file(ctx context.Context, a *app, o *validateOptions, file string, in ingest.Options) (*validate.Result, error) {
	f, err := a.openInput(file, in)
	if err != nil {
		return validate.Failed(file, asInputError(err), in.Definition)
	}
	defer f.close()
	in.Progress.Store(0)
	stop := a.progress(f.File, in.Progress, file)
	defer stop()
	if o.privacy {
		return validate.Privacy(ctx, f.File, file, in.Definition, o.maxPersonal.limit)
	}
	return validate.File(ctx, f.File, validate.Options{
		Name: file, Definition: in.Definition, MaxInvalid: ck.limit, AllowInvalid: o.reading.allowInvalid,
		Deduped: o.reading.dedupe.word != "" && o.reading.dedupe.word != "off", Now: in.Now, Doubts: scaleDoubts,
	})
}

// fromHere is the path of a file as seen from the folder of work when the file
// lies in it, so that a baseline holds wherever that folder is.
func (a *app) fromHere(name string) string {
	if name == "-" || a.sys.Dir == "" {
		return name
	}
	path, err := filepath.Rel(a.sys.Dir, a.path(name))
	if err != nil || !filepath.IsLocal(path) {
		return name
	}
	return filepath.ToSlash(path)
}

// asInputError turns a failure to open into one of the input, which becomes a
// finding.
func asInputError(err error) error {
	var own *fault
	if errors.As(err, &own) && own.code == exitInput {
		return &ingest.Error{ID: "file-unreadable", Msg: own.why, Hint: own.hint}
	}
	return err
}

// scaleDoubts hands the doubts of package stats down to validate.
func scaleDoubts(scores [11]uint64) []ingest.Warning {
	var list []ingest.Warning
	for _, d := range stats.Histogram(scores).Doubts() {
		list = append(list, ingest.Warning{ID: d.ID, Message: d.Message})
	}
	return list
}

// settle takes out what is accepted and makes the report of the rest.
func (ck *checked) settle(known *finding.Baseline) {
	r := finding.Report{Tool: "nps", Version: buildVersion(), Rules: validate.FindingRules(), FailOn: finding.Error}
	if ck.settings.FailOn == "warning" {
		r.FailOn = finding.Warning
	}
	for _, res := range ck.results {
		var accepted int
		res.Findings, accepted = known.Filter(res.Findings)
		ck.accepted += accepted
		r.Findings = append(r.Findings, res.Findings...)
		c := finding.Count(res.Findings)
		r.Files = append(r.Files, finding.FileResult{Name: res.Name, Records: res.Records, Errors: c.Errors, Warnings: c.Warnings})
	}
	ck.report = r
}

func buildVersion() string {
	if version != "" {
		return version
	}
	return "devel"
}

// failing counts the findings that fail the run.
func (ck *checked) failing() int {
	c := finding.Count(ck.report.Findings)
	switch ck.settings.FailOn {
	case "never":
		return 0
	case "warning":
		return c.Errors + c.Warnings
	}
	return c.Errors
}

// verdict is the exit status: 3 when a file was not understood, whatever else
// was found, 1 when something fails the run.
func (ck *checked) verdict() error {
	for _, res := range ck.results {
		if res.NotUnderstood() {
			return &fault{code: exitInput, why: "not understood", silent: true}
		}
	}
	if ck.failing() > 0 {
		return errFound
	}
	return nil
}

// surveyName is the name of a file without its folder and extensions.
func surveyName(file string) string {
	if file == "-" {
		return "survey"
	}
	name := filepath.Base(file)
	for _, ext := range []string{".gz", ".zst", ".zip", filepath.Ext(strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst"))} {
		name = strings.TrimSuffix(name, ext)
	}
	if name == "" {
		return "survey"
	}
	return name
}

// runInfer writes a definition or a preset instead of findings.
func runInfer(ctx context.Context, a *app, s *config.Settings, o *validateOptions, files []string) error {
	flag := "--infer"
	if !o.infer {
		flag = "--save-preset"
	}
	switch {
	case len(files) == 0:
		return usageError(flag, "looks at an export, and none is given", "name one: nps validate export.csv "+flag)
	case o.infer && o.savePreset != "":
		return usageError("validate", "--infer and --save-preset write one file each; give one of them", "")
	case len(files) > 1:
		return usageError(flag, fmt.Sprintf("takes one export, but %d are given", len(files)), "")
	case o.infer && o.reading.survey != "":
		return usageError(flag, "writes a survey definition, so --survey has no use", "")
	case o.privacy:
		return usageError(flag, "reports no findings, so --privacy has no use", "")
	case len(o.reports.list) > 0 || o.baseline != "" || o.writeBaseline != "":
		return usageError(flag, "reports no findings, so --report and the baselines have no use", "")
	}
	in, err := o.reading.options(a, s)
	if err != nil {
		return err
	}
	if !o.infer {
		if in.Definition, err = o.reading.definition(a, s, files[0]); err != nil {
			return err
		}
	}
	var done atomic.Int64
	in.Progress = &done
	f, err := a.openInput(files[0], in)
	if err != nil {
		return err
	}
	defer f.close()
	stop := a.progress(f.File, in.Progress, files[0])
	var text []byte
	if o.infer {
		text, err = validate.Infer(ctx, f.File, validate.InferOptions{Survey: surveyName(files[0]), Labels: in.Labels, NA: in.NA})
	} else {
		text, err = f.SavedPreset(ctx, o.savePreset)
	}
	stop()
	if err != nil {
		return err
	}
	return a.result(o.output, writeText(text))
}

// limitValue is a flag that takes a number or a share of records.
type limitValue struct {
	limit survey.Limit
	text  string
	given bool
}

func (v *limitValue) Set(text string) (err error) {
	v.limit, err = survey.ParseLimit(text)
	v.text, v.given = text, true
	return err
}

func (v *limitValue) String() string { return v.text }
func (v *limitValue) Type() string   { return "N|P%" }
