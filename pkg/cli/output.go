package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/table"
)

// outputOptions say where a result goes and how it is written.
type outputOptions struct {
	app     *app
	command string   // for messages
	formats []string // that the command writes; the first is its default
	format  *wordValue
	file    string // "" and "-" are standard output
}

// outputFlags declares --format and --output for a command that writes these
// formats, the default first.
func (a *app) outputFlags(cmd *cobra.Command, formats ...string) *outputOptions {
	o := &outputOptions{app: a, command: cmd.Name(), formats: formats}
	o.format = wordFlag(cmd, "format", "how the result is written", formats...)
	cmd.Flags().VarP(fileValue{&o.file}, "output", "o", "write the result to FILE, all of it or nothing")
	return o
}

// fileFlag declares --output alone, for a command whose result has one form.
func (a *app) fileFlag(cmd *cobra.Command) *outputOptions {
	o := &outputOptions{app: a, command: cmd.Name()}
	cmd.Flags().VarP(fileValue{&o.file}, "output", "o", "write the result to FILE, all of it or nothing")
	return o
}

// choose decides on the format: --format, else the extension of --output, else
// the setting where the command knows that format, else the command's default. s
// is nil where there are no settings.
func (o *outputOptions) choose(s *config.Settings) (string, error) {
	if o == nil {
		return "text", nil
	}
	if o.toFile() {
		if err := o.app.willWrite(o.file); err != nil {
			return "", err
		}
	}
	if o.format.word != "" {
		return o.format.word, nil
	}
	if o.toFile() {
		format := formatOf(o.file)
		if slices.Contains(o.formats, format) {
			return format, nil
		}
		if format != "" {
			return "", usageError(o.command, fmt.Sprintf("does not write %s files such as %s", format, o.file),
				"the formats are "+strings.Join(o.formats, ", ")+"; --format chooses one whatever the name says")
		}
	}
	if s != nil && slices.Contains(o.formats, s.Format) {
		return s.Format, nil
	}
	return o.formats[0], nil
}

// toFile says whether the result goes to a file and not to standard output. A
// command without the flags writes to standard output.
func (o *outputOptions) toFile() bool { return o != nil && o.file != "" && o.file != "-" }

// style is how a result for people looks where it goes: as wide as the terminal
// and in colour on one, uncut and plain in a file and in a pipe. o is nil for
// what always goes to standard output.
func (a *app) style(o *outputOptions) table.Style {
	if o.toFile() || !a.term.OutIsTerminal() {
		return table.Style{Width: -1}
	}
	return table.Style{Width: a.term.Width(), Color: a.term.ColorOut()}
}

// formatOf is the format that the extension of a file stands for, or "".
func formatOf(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt":
		return "text"
	case ".json":
		return "json"
	case ".ndjson", ".jsonl":
		return "ndjson"
	case ".csv":
		return "csv"
	case ".tsv", ".tab":
		return "tsv"
	case ".md", ".markdown":
		return "md"
	case ".html", ".htm":
		return "html"
	case ".xlsx":
		return "xlsx"
	case ".pdf":
		return "pdf"
	case ".eml":
		return "eml"
	case ".tally":
		return "tally"
	}
	return ""
}

// result writes a result to standard output or, all of it or nothing, to the
// file of --output. What write wrote before it failed does not show as long as
// it fits the buffer; a command whose result is small leaves nothing behind.
func (a *app) result(o *outputOptions, write func(w io.Writer) error) error {
	if o.toFile() {
		return a.writeFile(o.file, write)
	}
	b := bufio.NewWriterSize(a.out, 64<<10)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// writeFile writes a file, all of it or nothing.
func (a *app) writeFile(name string, write func(w io.Writer) error) error {
	if err := a.mayWrite(name); err != nil {
		return err
	}
	var failed error // of write or of the system, as the user shall see it
	err := durable.WriteFile(a.path(name), 0o666, func(w io.Writer) error {
		out := &sink{w: w, name: name}
		failed = write(out)
		if out.err != nil {
			failed = out.err
		}
		return failed
	})
	switch {
	case failed != nil:
		return failed
	case errors.Is(err, durable.ErrNotDurable):
		return &fault{code: exitAgain, what: name, why: durable.ErrNotDurable.Error(), hint: "run it again", cause: err}
	case err != nil:
		return outputError(name, err)
	}
	return nil
}

// cleanup removes the temporaries of a run that stops half-way.
func (a *app) cleanup() {
	if err := durable.Cleanup(); err != nil {
		fmt.Fprintf(a.term.Err, "nps: a temporary file is left behind: %s\n", safetext.Terminal(err.Error()))
	}
}
