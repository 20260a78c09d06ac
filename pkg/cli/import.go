package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

type importOptions struct {
	reading   *readingOptions
	output    *outputOptions
	onInvalid *wordValue
	dryRun    bool
}

func newImportCommand(a *app) *cobra.Command {
	o := &importOptions{}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take an export into the vault, encrypted",
		Long: `Import takes the responses of an export into the vault: score, time, dimensions,
ratings and the comment with its personal data masked go to the tier core, which
analysts read; everything else that came in, names and raw comments above all,
goes to the tier person, which stewards read.

Which column is what is said by the survey definition that the vault has
recorded. Where it has none, --survey gives it, or the first import finds one as
nps validate --infer does, shows it and records it; of a long pipe it judges the
first 8 MiB. Columns that are not named go to the tier person.

A response that is there already (by its id) is left out, and a file that was
imported before adds nothing. Rows that cannot be used (no score from 0 to 10,
no time) go to the quarantine, which stewards open; --on-invalid refuse leaves
them out. All of it is one change: it is in the vault as a whole, or not at all.`,
		Example: `nps import export.csv
nps import export.csv --survey survey.yaml --dry-run
curl -s https://example.com/export.csv | nps import -
nps import export.csv.age --identity key.txt`,
		GroupID: groupData,
		Args:    a.fileArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runImport(cmd.Context(), a, cmd, o, args) },
	}
	o.output = a.outputFlags(cmd, "text", "json")
	f := cmd.Flags()
	o.onInvalid = wordFlag(cmd, "on-invalid", "what becomes of rows that cannot be used", "quarantine", "refuse")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be imported, and import nothing")
	o.reading = a.readingFlags(cmd)
	hideUnhelpful(cmd)
	return cmd
}

// importMemory is from where on the garbage of an import is collected more eagerly: the
// ids of many millions of rows would otherwise be held twice over.
const importMemory = 900 << 20

func runImport(ctx context.Context, a *app, cmd *cobra.Command, o *importOptions, files []string) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	switch {
	case len(files) == 0:
		return needInput("import")
	case len(files) > 1:
		return usageError("import", fmt.Sprintf("takes one export, but %d are given", len(files)), "import one after the other: each is a change of its own")
	}
	dir, err := a.vaultDir(s)
	if err != nil {
		return err
	}
	u, err := a.user(ctx, s, needKeys|needSigner)
	if err != nil {
		return err
	}
	v, err := vault.Open(a.path(dir), u, a.sys.Now)
	if err != nil {
		return vaultError(dir, err)
	}
	defer v.Close()
	a.vaultWarnings(s, v.Warnings())
	im := &importing{a: a, o: o, s: s, v: v, dir: dir, name: files[0]}
	im.unwrap = im.unsealing(u.Identities)
	if err := im.run(ctx); err != nil {
		return im.fault(err)
	}
	return a.result(o.output, func(w io.Writer) error { return im.write(w, format) })
}

// importing is one run of import.
type importing struct {
	a      *app
	o      *importOptions
	s      *config.Settings
	v      *vault.Vault
	dir    string // of the vault, as the user named it
	name   string
	unwrap func(io.Reader) (io.Reader, error)

	survey   string // the text of the definition to be recorded, "" when one is
	inferred bool
	guessed  bool            // from the beginning of a pipe
	watch    *validate.Watch // holds the rest against that; nil without
	join     *joined         // where several records make a response
	stdin    *again
	def      *survey.Definition
	f        *ingest.File
	in       ingest.Options // that it was opened with
	plan     *importPlan
	crew     []*importer
	met      *metNames // on the way of the pass for the definition; nil without
	finder   *pii.Finder
	rejected []rejectedRow
	known    int64 // the entry that imported the same source; -1
	done     *vault.Imported
}

func (im *importing) run(ctx context.Context) error {
	im.known = -1
	if err := im.check(); err != nil {
		return err
	}
	in, err := im.options()
	if err != nil {
		return err
	}
	if err := im.definition(ctx, in); err != nil {
		return err
	}
	in.Definition, in.Digest = im.def, true
	var done atomic.Int64
	in.Progress = &done
	f, err := im.open(in, false)
	if err != nil {
		return err
	}
	defer f.close()
	im.f, im.in = f.File, in
	if err := im.fits(); err != nil {
		return err
	}
	if err := im.watching(ctx); err != nil {
		return err
	}
	if im.plan, err = newImportPlan(ctx, f.File, im.def, im.v.State().Policy()); err != nil {
		return err
	}
	intake, err := im.v.Intake(ctx, vault.IntakeOptions{Schema: im.plan.schema, PersonColumns: im.plan.personNames(),
		RejectColumns: im.plan.headers(), CountRejected: im.o.onInvalid.word == "refuse", LookLater: im.f.Rereadable()})
	if err != nil {
		return err
	}
	defer intake.Abort()
	if err := im.joining(ctx, &done); err != nil {
		return err
	}
	done.Store(0)
	if err := im.names(ctx, &done); err != nil {
		return err
	}
	if source, ok := f.Digest(); ok { // the pass for names has gone through all of it
		if entry, known := intake.KnownSource(source); known {
			im.known = entry
			return nil
		}
	}
	done.Store(0)
	stop := im.a.progress(f.File, &done, im.name)
	err = im.rows(ctx, intake)
	stop()
	if err != nil {
		return err
	}
	return im.commit(ctx, intake)
}

// each is what is done with every response of one worker.
func (im *importing) each(w *importer) func(*ingest.Response) error {
	take := w.take
	if im.join != nil {
		take = im.join.left(w)
	}
	look := func([][]byte) error { return nil }
	if im.watch != nil {
		look = im.watch.Worker()
	}
	ends := lineEnds{columns: im.plan.texts()}
	return func(r *ingest.Response) error {
		ends.unify(r.Cells)
		if err := look(r.Cells); err != nil {
			return err
		}
		return take(r)
	}
}

// texts are the columns whose cells can hold line ends that are kept.
func (p *importPlan) texts() []int {
	list := slices.Clone(p.person)
	for i := range p.dims {
		list = append(list, p.dims[i].index)
	}
	return list
}

// lineEnds makes the line ends within cells LF, as they come from none but some formats:
// the text of a workbook or a Parquet file has CR, a file of Windows has CR LF.
type lineEnds struct {
	columns []int
	text    []byte // memory of the cells of one record
}

func (e *lineEnds) unify(cells [][]byte) {
	e.text = e.text[:0]
	for _, i := range e.columns {
		if bytes.IndexByte(cells[i], '\r') < 0 {
			continue
		}
		from := len(e.text)
		for k, c := range cells[i] {
			switch {
			case c != '\r':
				e.text = append(e.text, c)
			case k+1 == len(cells[i]) || cells[i][k+1] != '\n':
				e.text = append(e.text, '\n')
			}
		}
		cells[i] = e.text[from:len(e.text):len(e.text)]
	}
}

// anew forgets what was met: the responses come once more.
func (im *importing) anew() {
	if im.watch != nil {
		im.watch.Anew()
	}
}

// options are those of reading, in the vault's zone.
func (im *importing) options() (ingest.Options, error) {
	in, err := im.o.reading.options(im.a, im.s)
	if err != nil {
		return in, err
	}
	zone := im.v.State().Policy().Timezone
	if in.Zone, err = time.LoadLocation(zone); err != nil {
		return in, usageError("--tz", "the vault's time zone is not known on this machine", "")
	}
	in.AllowInvalid = true // they are rejected one by one, and counted against the rules below
	in.Unwrap = im.unwrap
	return in, nil
}

// definition finds the survey definition: what the vault recorded, --survey, or what
// the input seems to be.
func (im *importing) definition(ctx context.Context, in ingest.Options) error {
	recorded, err := im.v.State().Definition()
	if err != nil {
		return err
	}
	given, err := im.o.reading.definition(im.a, im.s, im.name)
	switch {
	case err != nil:
		return err
	case recorded != nil && given != nil && string(given.YAML()) != string(recorded.YAML()):
		return refusedError("--survey", "the vault has recorded another survey definition", "leave --survey out, or make a vault for the other survey")
	case recorded != nil:
		im.def = recorded
		return nil
	case given != nil:
		im.def, im.survey = given, string(given.YAML())
		return nil
	}
	return im.infer(ctx, in)
}

// commit makes the rows part of the vault.
func (im *importing) commit(ctx context.Context, intake *vault.Intake) error {
	if err := im.settled(); err != nil {
		return err
	}
	if err := im.judge(); err != nil {
		return err
	}
	if im.o.dryRun {
		return nil
	}
	for _, r := range im.rejected {
		if err := intake.Reject(im.f.Line(r.at), r.reason, r.cells); err != nil {
			return err
		}
	}
	source, ok := im.f.Digest()
	if !ok {
		return inputError(im.name, "was not read to its end", "")
	}
	done, err := intake.Commit(ctx, source, im.survey)
	var known *vault.KnownSourceError
	if errors.As(err, &known) {
		im.known = known.Entry
		return nil
	}
	im.done = done
	if err == nil && done != nil {
		im.a.committed(done.Entry)
	}
	return err
}

// worstInvalid is the share of rows that cannot be used from which on the file is
// taken for another one than it should be.
var worstInvalid = survey.Percent(10)

// judge stops an import of which too many rows were rejected.
func (im *importing) judge() error {
	limit, whose := im.def.Rules.MaxInvalid, "the survey definition allows "
	if !limit.IsSet() {
		limit, whose = worstInvalid, "the limit is "
	}
	if im.o.reading.allowInvalid {
		return nil
	}
	c := im.counts()
	if !limit.Exceeded(c.rejected, c.records) {
		return nil
	}
	first := ""
	if len(im.rejected) > 0 {
		place := "line"
		if format := im.f.Info().Format; format == "xlsx" || format == "parquet" {
			place = "row"
		}
		first = fmt.Sprintf(", the first in %s %d (%s)", place, im.f.Line(im.rejected[0].at), im.rejected[0].reason)
	}
	return inputError(im.name, fmt.Sprintf("%s of %s rows cannot be used%s; %s%s, so nothing was imported",
		thousands(uint64(c.rejected)), thousands(uint64(c.records)), first, whose, limit),
		"look at it with nps validate; --allow-invalid imports the rest")
}
