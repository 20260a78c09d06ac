package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type vaultStatusOptions struct {
	output *outputOptions
	head   bool
	record bool
	age    ageValue
}

func newVaultStatusCommand(a *app) *cobra.Command {
	o := &vaultStatusOptions{}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what the vault holds and what goes when",
		Long: `Status shows what anybody may know who can read the directory: it needs no key.

--head prints the signed head alone. Put it where the vault's machine cannot
reach (a ticket, a git tag, a mail): nps vault verify --anchor FILE proves later
that nothing before it was changed or taken away. With --record an auditor notes
in the ledger that this head was published.

--max-purge-age 36h is for monitoring. Exit status 1 means that a nightly purge
was missed: something is due for longer than that, or the ledger was silent for
longer than a week and that.`,
		Example: `nps vault status
nps vault status --head > head.txt
nps vault status --max-purge-age 36h --quiet`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runVaultStatus(a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	f.BoolVar(&o.head, "head", false, "print the signed head of the ledger alone")
	f.BoolVar(&o.record, "record", false, "with --head: note in the ledger that it was published (needs the role auditor)")
	f.Var(&o.age, "max-purge-age", "fail when a purge was missed by `AGE`, such as 36h or 2d")
	completeWords(cmd, "max-purge-age")
	return cmd
}

// statusDocument is nps.vault-status/1.
type statusDocument struct {
	Schema      string          `json:"schema"`
	ID          string          `json:"id"`
	Fingerprint string          `json:"fingerprint"`
	Survey      *string         `json:"survey"`
	Timezone    string          `json:"timezone"`
	Rows        int64           `json:"rows"`
	Quarantined int64           `json:"quarantined"`
	Buckets     []statusBucket  `json:"buckets"`
	Entries     int64           `json:"entries"`
	Changed     string          `json:"changed"`
	Head        string          `json:"head"`
	Overdue     *string         `json:"overdue"` // since when something is due
	Warnings    []vault.Warning `json:"warnings"`
}

type statusBucket struct {
	Bucket     string            `json:"bucket"`
	Rows       int64             `json:"rows"`
	Parts      int               `json:"parts"`
	Tiers      map[string]string `json:"tiers"`
	PurgeAfter map[string]string `json:"purge_after"`
}

func runVaultStatus(a *app, cmd *cobra.Command, o *vaultStatusOptions) error {
	n := needNothing
	if o.record {
		n = needSigner
	}
	if o.record && !o.head {
		return usageError("--record", "is for --head: it notes that the head was published", "nps vault verify --record notes that it was found sound")
	}
	v, err := a.openVaultFor(cmd, n)
	if err != nil {
		return err
	}
	defer v.Close()
	if o.head {
		return o.writeHead(cmd.Context(), a, v)
	}
	format, err := o.output.choose(a.loaded)
	if err != nil {
		return err
	}
	s := v.Status()
	doc := newStatusDocument(s, v.State().Policy())
	if missed := o.missed(s, a.sys.Now()); missed != "" {
		doc.Warnings = append(doc.Warnings, vault.Warning{ID: "purge-missed", Message: missed})
		err = errFound
	}
	a.vaultWarnings(a.loaded, doc.Warnings)
	if failed := a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		return writeDocument(w, statusTable(doc), format, a.style(o.output))
	}); failed != nil {
		return failed
	}
	return err
}

// writeHead prints the head, and then notes that it was published.
func (o *vaultStatusOptions) writeHead(ctx context.Context, a *app, v *vault.Vault) error {
	if o.output.format.word != "" {
		return usageError("--head", "prints a signed note, so --format has no use", "")
	}
	if o.record && !a.mayDo(v, state.OpAnchor) {
		return refusedError("--record", "you have not the role auditor in this vault", "nps keys list shows who has it")
	}
	if err := a.result(o.output, writeText(v.Checkpoint())); err != nil || !o.record {
		return err
	}
	_, err := v.NoteAnchor(ctx, v.Head())
	return vaultError(v.Path(), err)
}

// silence is how long a ledger may be silent although purges run: they write a heartbeat
// once a week.
const silence = 7 * 24 * time.Hour

// missed says how it shows that a purge did not run, or "".
func (o *vaultStatusOptions) missed(s *vault.Status, now time.Time) string {
	switch age := o.age.duration; {
	case !o.age.given:
	case !s.Overdue.IsZero() && now.Sub(s.Overdue) > age:
		return fmt.Sprintf("a purge was missed: something is due since %s", s.Overdue.UTC().Format(time.RFC3339))
	case now.Sub(s.Changed) > silence+age:
		return fmt.Sprintf("a purge was missed: nothing was written since %s, not even the weekly heartbeat", s.Changed.UTC().Format(time.RFC3339))
	}
	return ""
}

func newStatusDocument(s *vault.Status, policy *state.Policy) *statusDocument {
	doc := &statusDocument{Schema: "nps.vault-status/1", ID: s.ID, Fingerprint: s.Fingerprint, Timezone: policy.Timezone, Rows: s.Rows,
		Quarantined: s.Quarantined, Buckets: []statusBucket{}, Entries: s.Entries, Changed: s.Changed.UTC().Format(time.RFC3339),
		Head: s.Head, Warnings: append([]vault.Warning{}, s.Warnings...)}
	if s.Survey != "" {
		doc.Survey = &s.Survey
	}
	if !s.Overdue.IsZero() {
		text := s.Overdue.UTC().Format(time.RFC3339)
		doc.Overdue = &text
	}
	for _, b := range s.Buckets {
		row := statusBucket{b.Bucket, b.Rows, b.Parts, b.Tiers, map[string]string{}}
		for tier, on := range b.PurgeAfter {
			row.PurgeAfter[tier] = policy.DayOf(on)
		}
		doc.Buckets = append(doc.Buckets, row)
	}
	return doc
}

func statusTable(doc *statusDocument) *table.Document {
	survey := "no survey definition yet"
	if doc.Survey != nil {
		survey = "survey " + *doc.Survey
	}
	t := &table.Document{
		Headline: fmt.Sprintf("%s in %s   %s   %s", counted(doc.Rows, "answer"), counted(int64(len(doc.Buckets)), "bucket"), counted(doc.Entries, "entry"), survey),
		Lines:    []string{"fingerprint  " + doc.Fingerprint, "last change  " + doc.Changed},
		Columns: []table.Column{{Title: "bucket"}, {Title: "answers", Key: "rows", Right: true}, {Title: "parts", Right: true},
			{Title: "core until", Key: "core"}, {Title: "person until", Key: "person"}, {Title: "index until", Key: "index"}},
	}
	for _, b := range doc.Buckets {
		row := []table.Cell{{Text: b.Bucket}, numberCell(b.Rows), numberCell(int64(b.Parts))}
		for _, tier := range []string{state.TierCore, state.TierPerson, state.TierIndex} {
			text := b.PurgeAfter[tier]
			if b.Tiers[tier] == vault.Gone {
				text = vault.Gone
			}
			row = append(row, table.Cell{Text: text, Empty: text == ""})
		}
		t.Rows = append(t.Rows, row)
	}
	if doc.Quarantined > 0 {
		t.Notes = append(t.Notes, counted(doc.Quarantined, "rejected row")+" in quarantine")
	}
	return t
}

// writeDocument writes a document whose table may be empty: people get none then, and
// programs the header.
func writeDocument(w io.Writer, doc *table.Document, format string, style table.Style) error {
	if f := table.Format(format); len(doc.Rows) == 0 && (f == table.Text || f == table.Markdown) {
		doc.Columns = nil
	}
	return table.Write(w, doc, table.Format(format), style)
}

// counted is a number with its word, "1 answer", "2,000 answers", "2 entries".
func counted(n int64, word string) string {
	if n != 1 {
		word = strings.TrimSuffix(word, "y") + map[bool]string{true: "ies", false: "s"}[strings.HasSuffix(word, "y")]
	}
	return thousands(uint64(n)) + " " + word
}

// numberCell is a number for people and for programs.
func numberCell(n int64) table.Cell {
	return table.Cell{Text: thousands(uint64(n)), Raw: strconv.FormatInt(n, 10)}
}

// ageValue is a flag that takes a length of time: 36h, 90d, 12w.
type ageValue struct {
	duration time.Duration
	text     string
	given    bool
}

func (v *ageValue) Set(text string) error {
	units := map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if text != "" {
		unit := units[text[len(text)-1]]
		n, err := strconv.Atoi(text[:len(text)-1])
		if unit > 0 && err == nil && n > 0 && n <= 100_000 {
			v.duration, v.text, v.given = time.Duration(n)*unit, text, true
			return nil
		}
	}
	return usageError("", quoted(text)+" is no length of time", "write hours, days or weeks: 36h, 90d, 12w")
}

func (v *ageValue) String() string { return v.text }
func (v *ageValue) Type() string   { return "AGE" }
