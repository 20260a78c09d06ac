package cli

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type exportOptions struct {
	output      *outputOptions
	core        bool
	person      bool
	quarantine  bool
	to          []string
	unencrypted bool
}

func newExportCommand(a *app) *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{
		Use:   "export (--core|--person|--quarantine)",
		Short: "Take answers out of the vault, sealed",
		Long: `Export writes the rows of a tier: --core for scores, times, dimensions, ratings
and masked comments (analysts and stewards may), --person for what came in
beside them, names and raw comments included (stewards may). --quarantine writes
the rows that imports could not use, with the reason for each (stewards may): to
be corrected and imported again.

What leaves the vault is sealed to the recipients of --to (age1...): their
holders open it with age. --unencrypted writes it as it is, for others to read.
Text that a spreadsheet would take for a formula gets an apostrophe in CSV;
NDJSON has it as it came.`,
		Example: `nps export --core --to age1... -o core.csv.age
nps export --person --unencrypted --format ndjson | jq .`,
		GroupID: groupData,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runExport(cmd.Context(), a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "csv", "ndjson")
	f := cmd.Flags()
	f.BoolVar(&o.core, "core", false, "the answers as analysts see them")
	f.BoolVar(&o.person, "person", false, "names, identifiers, raw comments and all else that came in")
	f.BoolVar(&o.quarantine, "quarantine", false, "rows that imports could not use")
	f.StringSliceVar(&o.to, "to", nil, "seal it to this `RECIPIENT` (repeatable)")
	completeWords(cmd, "to")
	f.BoolVar(&o.unencrypted, "unencrypted", false, "write it as it is")
	return cmd
}

func runExport(ctx context.Context, a *app, cmd *cobra.Command, o *exportOptions) error {
	if _, err := a.settings(cmd); err != nil {
		return err
	}
	tiers := 0
	for _, given := range []bool{o.core, o.person, o.quarantine} {
		if given {
			tiers++
		}
	}
	switch {
	case tiers != 1:
		return usageError("export", "takes one tier", "give --core, --person or --quarantine")
	case len(o.to) > 0 && o.unencrypted:
		return usageError("--unencrypted", "contradicts --to", "give one of them")
	case len(o.to) == 0 && !o.unencrypted:
		return usageError("export", "what leaves the vault is sealed", "give --to RECIPIENT, or --unencrypted for a file that anybody can read")
	}
	a.seals = len(o.to) > 0
	format, err := o.choose()
	if err != nil {
		return err
	}
	var to []keyring.Recipient
	for _, text := range o.to {
		r, err := keyring.ParseRecipient(text)
		if err != nil {
			return usageError("--to", "is no age recipient", "recipients begin with age1")
		}
		to = append(to, r)
	}
	if a.seals && !o.output.toFile() && a.term.OutIsTerminal() {
		return usageError("export", "a sealed file is no text for a terminal", "give -o FILE")
	}
	v, err := a.openVaultFor(cmd, needKeys)
	if err != nil {
		return err
	}
	defer v.Close()
	write := func(w io.Writer) error { return exportRejected(ctx, v, w, format) }
	if !o.quarantine {
		fields, err := exportFields(ctx, v, o.person)
		if err != nil {
			return vaultError(v.Path(), err)
		}
		if len(fields) == 0 {
			return inputError(v.Path(), "holds no answers", "")
		}
		write = func(w io.Writer) error { return exportRows(ctx, v, fields, w, format) }
	}
	return a.result(o.output, func(w io.Writer) error {
		if !a.seals {
			return write(w)
		}
		sealed, err := keyring.Seal(w, to...)
		if err != nil {
			return usageError("--to", err.Error(), "")
		}
		if err := write(sealed); err != nil {
			return err
		}
		return sealed.Close()
	})
}

// choose decides on the format as elsewhere, after the extension .age is taken off.
func (o *exportOptions) choose() (string, error) {
	if o.output.toFile() {
		if err := o.output.app.willWrite(o.output.file); err != nil {
			return "", err
		}
	}
	if o.output.format.word != "" {
		return o.output.format.word, nil
	}
	if formatOf(strings.TrimSuffix(o.output.file, ".age")) == "ndjson" {
		return "ndjson", nil
	}
	return "csv", nil
}

// exportFields are the columns that are written: those of a tier, and for people also
// when they answered and what.
func exportFields(ctx context.Context, v *vault.Vault, people bool) ([]vault.Field, error) {
	if !people {
		return v.Fields(ctx, state.TierCore)
	}
	fields, err := v.Fields(ctx, state.TierPerson)
	if err != nil {
		return nil, err
	}
	core, err := v.Fields(ctx, state.TierCore)
	if err != nil {
		return nil, err
	}
	for _, f := range core {
		if f.Name == "time" || f.Name == "score" {
			fields = append(fields, f)
		}
	}
	return fields, nil
}

func exportRows(ctx context.Context, v *vault.Vault, fields []vault.Field, w io.Writer, format string) error {
	out := &exporter{fields: fields, w: bufio.NewWriterSize(w, 64<<10)}
	out.csv = csv.NewWriter(out.w)
	write := out.object
	if format == "csv" {
		write = out.line
		header := make([]string, len(fields))
		for i, f := range fields {
			header[i] = safetext.CSVCell(exportName(f))
		}
		if err := out.csv.Write(header); err != nil {
			return err
		}
	}
	if _, err := v.Each(ctx, "export", fields, write); err != nil {
		if readerLeft(err) {
			return err
		}
		return vaultError(v.Path(), err)
	}
	out.csv.Flush()
	if err := out.csv.Error(); err != nil {
		return err
	}
	return out.w.Flush()
}

// exportName is the name of a column for whoever reads the export.
func exportName(f vault.Field) string {
	if f.Tier == state.TierCore {
		if name, ok := strings.CutPrefix(f.Name, "dim."); ok {
			return name
		}
		if name, ok := strings.CutPrefix(f.Name, "rating."); ok {
			return name
		}
	}
	return f.Name
}

// exporter writes rows in one form.
type exporter struct {
	fields []vault.Field
	w      *bufio.Writer
	csv    *csv.Writer
	cells  []string
}

func (e *exporter) line(cells []part.Value) error {
	e.cells = e.cells[:0]
	for i, c := range cells {
		text, isText := exportText(e.fields[i], c)
		if isText {
			text = safetext.CSVCell(text)
		}
		e.cells = append(e.cells, text)
	}
	return e.csv.Write(e.cells)
}

func (e *exporter) object(cells []part.Value) error {
	e.w.WriteByte('{')
	for i, c := range cells {
		if i > 0 {
			e.w.WriteByte(',')
		}
		name, err := json.Marshal(exportName(e.fields[i]))
		if err != nil {
			return err
		}
		e.w.Write(name)
		e.w.WriteByte(':')
		text, isText := exportText(e.fields[i], c)
		switch {
		case c.Null || !isText && text == "":
			text = "null"
		case isText || e.fields[i].Type == part.Date || e.fields[i].Type == part.Timestamp:
			quoted, err := json.Marshal(text)
			if err != nil {
				return err
			}
			text = string(quoted)
		}
		e.w.WriteString(text)
	}
	_, err := e.w.WriteString("}\n")
	return err
}

// exportText writes a value; isText says that it came from people, not from us.
func exportText(f vault.Field, v part.Value) (text string, isText bool) {
	if v.Null {
		return "", false
	}
	switch f.Type {
	case part.Text:
		return string(v.Text), true
	case part.ID:
		return hex.EncodeToString(v.Text), true
	case part.Double:
		return strconv.FormatFloat(v.Float, 'g', -1, 64), false
	case part.Date:
		return time.Unix(v.Int*86400, 0).UTC().Format(time.DateOnly), false
	case part.Timestamp:
		return time.UnixMilli(v.Int).UTC().Format("2006-01-02T15:04:05.999"), false
	}
	if f.Name == "score" && v.Int == part.Blank {
		return "", false
	}
	return fmt.Sprint(v.Int), false
}
