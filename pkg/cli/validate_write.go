package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// reportsValue is the flag --report FORMAT[=FILE].
type reportsValue struct{ list []reportTo }

// reportTo is one report: its format and where it goes, "" for standard output.
type reportTo struct{ format, file string }

func reportFormats() []string { return []string{"json", "sarif", "junit", "github"} }

func (v *reportsValue) Set(text string) error {
	format, file, named := strings.Cut(text, "=")
	if !slices.Contains(reportFormats(), format) {
		hint := "the formats are " + strings.Join(reportFormats(), ", ") + ", written FORMAT or FORMAT=FILE"
		if near := suggest.Nearest(format, reportFormats()); near != "" {
			hint = "did you mean " + near + "?"
		}
		return usageError("", fmt.Sprintf("%q is no format of reports", format), hint)
	}
	if named && file == "" {
		return usageError("", "the name of the file is empty", "write it "+format+"=FILE")
	}
	if file == "-" {
		file = ""
	}
	v.list = append(v.list, reportTo{format, file})
	return nil
}

func (v *reportsValue) String() string { return "" }
func (v *reportsValue) Type() string   { return "FORMAT[=FILE]" }

// stdout is the report that takes the place of the text, or nil.
func (v *reportsValue) stdout() *reportTo {
	for i := range v.list {
		if v.list[i].file == "" {
			return &v.list[i]
		}
	}
	return nil
}

// has says whether a format is asked for.
func (v *reportsValue) has(format string) bool {
	return slices.ContainsFunc(v.list, func(r reportTo) bool { return r.format == format })
}

// oneOutput refuses a command line by which two documents go to one place.
func (o *validateOptions) oneOutput() error {
	toStdout := 0
	taken := map[string]bool{}
	if o.output.file != "" && o.output.file != "-" {
		taken[o.output.file] = true
	} else if o.output.format.word != "" {
		toStdout++ // the user asked for it, so no report takes its place
	}
	for _, r := range o.reports.list {
		if r.file == "" {
			toStdout++
		}
		if r.file != "" && taken[r.file] {
			return usageError("--report", fmt.Sprintf("two documents go to %s", r.file), "")
		}
		taken[r.file] = r.file != ""
	}
	if toStdout > 1 {
		return usageError("--report", "only one document can go to standard output", "send the others to files: --report sarif=FILE")
	}
	return nil
}

// reportByName is the report that the name of --output stands for, "" when it
// stands for none or --format says what is meant.
func (o *validateOptions) reportByName() string {
	if o.output.format.word != "" {
		return ""
	}
	name := strings.ToLower(o.output.file)
	for _, ext := range []struct{ ext, format string }{{".sarif", "sarif"}, {".sarif.json", "sarif"}, {".junit", "junit"}, {".xml", "junit"}} {
		if strings.HasSuffix(name, ext.ext) {
			return ext.format
		}
	}
	return ""
}

func (o *validateOptions) readBaseline(a *app) (*finding.Baseline, error) {
	if o.baseline == "" {
		return nil, nil
	}
	if o.baseline != o.writeBaseline { // which renews it
		if err := a.readsFile(o.baseline); err != nil {
			return nil, err
		}
	}
	data, err := a.readAll(o.baseline)
	if err != nil {
		return nil, usageError(o.baseline, plain(err), "nps validate --write-baseline writes one")
	}
	b, err := finding.ReadBaseline(bytes.NewReader(data))
	if err != nil {
		return nil, usageError(o.baseline, err.Error(), "nps validate --write-baseline writes one")
	}
	return b, nil
}

// accept writes what was found as a baseline and returns it.
func (ck *checked) accept(a *app, name string) (*finding.Baseline, error) {
	var all []finding.Finding
	for _, r := range ck.results {
		all = append(all, r.Findings...)
	}
	var text bytes.Buffer
	if err := finding.WriteBaseline(&text, all); err != nil {
		return nil, err
	}
	if err := a.writeFile(name, writeText(text.Bytes())); err != nil {
		return nil, err
	}
	return finding.ReadBaseline(&text)
}

func writeText(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

// write writes every report, and the result unless a report takes its place on
// standard output.
func (ck *checked) write(a *app, o *validateOptions, format string) error {
	for _, r := range o.reports.list {
		write := func(w io.Writer) error { return ck.writeReport(w, a, r.format) }
		if r.file == "" {
			continue
		}
		if err := a.writeFile(r.file, write); err != nil {
			return err
		}
	}
	toFile := o.output.file != "" && o.output.file != "-"
	r := o.reports.stdout()
	if r == nil || toFile {
		if err := a.result(o.output, func(w io.Writer) error {
			if slices.Contains(reportFormats(), format) {
				return ck.writeReport(w, a, format)
			}
			return ck.writeResult(w, a.style(o.output), format)
		}); err != nil {
			return err
		}
	}
	if r != nil {
		if err := a.result(nil, func(w io.Writer) error { return ck.writeReport(w, a, r.format) }); err != nil {
			return err
		}
	}
	if a.getenv("GITHUB_ACTIONS") != "true" || o.reports.has("github") {
		return nil
	}
	// A machine's document on standard output stays alone there; the runner reads
	// standard error as well.
	if r != nil || format != "text" && !toFile {
		return ck.writeReport(a.term.Err, a, "github")
	}
	return a.result(nil, func(w io.Writer) error { return ck.writeReport(w, a, "github") })
}

func (ck *checked) writeReport(w io.Writer, a *app, format string) error {
	switch format {
	case "sarif":
		return finding.WriteSARIF(w, ck.report)
	case "junit":
		return finding.WriteJUnit(w, ck.report)
	case "github":
		return ck.writeGitHub(w, a)
	}
	return writeJSON(w, ck.document())
}

// writeGitHub writes annotations. They have no room for a column, so the message
// names it. What finds no room among them goes to the summary of the step.
func (ck *checked) writeGitHub(w io.Writer, a *app) error {
	r := ck.report
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		f := &r.Findings[i]
		name := `"` + strings.Join(strings.Fields(f.Column), " ") + `"`
		if f.Column != "" && !strings.Contains(f.Message, name) {
			f.Message = "column " + name + ": " + f.Message
		}
	}
	name := a.getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return finding.WriteGitHub(w, r, nil)
	}
	var summary bytes.Buffer
	if err := finding.WriteGitHub(w, r, &summary); err != nil || summary.Len() == 0 {
		return err
	}
	before, err := a.readAll(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outputError(name, err)
	}
	return a.writeFile(name, writeText(append(before, summary.Bytes()...)))
}

// validateDoc is the document nps.validate/1.
type validateDoc struct {
	Schema   string               `json:"schema"`
	Files    []finding.FileResult `json:"files"`
	Findings []finding.Finding    `json:"findings"`
	Accepted int                  `json:"accepted"` // findings that the baseline accepts, not listed
}

func (ck *checked) document() validateDoc {
	return validateDoc{Schema: "nps.validate/1", Files: append([]finding.FileResult{}, ck.report.Files...),
		Findings: append([]finding.Finding{}, ck.report.Findings...), Accepted: ck.accepted}
}
