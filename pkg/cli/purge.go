package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/retention"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type purgeOptions struct {
	output       *outputOptions
	dryRun       bool
	asOf         string
	plan, apply  string
	tiers        []string
	files        []string
	olderThan    ageValue
	confirmClock bool
	systemd      bool
	cron         bool
}

func newPurgeCommand(a *app) *cobra.Command {
	o := &purgeOptions{}
	cmd := &cobra.Command{
		Use:   "purge",
		Short: "Remove what the vault's policy no longer keeps",
		Long: `Purge removes the tiers of buckets whose time is over, by the policy in the
ledger: first an entry says so, then the part keys go, then the parts. What was
purged opens for nobody who kept no copy of the keys. It needs the role purger,
whose key reads nothing. Where nothing is due it writes a heartbeat once a week.

On a terminal it shows what goes and asks; elsewhere it needs --yes. --plan
writes a plan for somebody to review, --apply carries out exactly that plan, and
refuses when the vault has changed since. A clock that jumped removes nothing.

--files removes source exports that were left lying about, by the dates inside
them or, where none are found, by the time of the file. Its --plan holds size,
time and SHA-256 of each file; --apply refuses when one of them has changed.`,
		Example: `nps purge --dry-run
nps purge --dry-run --as-of 2027-06-01
nps purge --yes
nps purge --plan plan.json
nps purge --apply plan.json
nps purge --files exports/*.csv --older-than 90d --dry-run
nps purge --files exports/*.csv --older-than 90d --plan files.json
nps purge --print-systemd > nps-purge.units`,
		GroupID: groupGovern,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(o.files) > 0 { // the shell made several names of the pattern
				o.files = append(o.files, args...)
				return nil
			}
			return noArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runPurge(cmd.Context(), a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would go, and remove nothing")
	f.StringVar(&o.asOf, "as-of", "", "with --dry-run: what would go on `DATE`, such as 2027-06-01")
	completeWords(cmd, "as-of")
	f.Var(fileValue{&o.plan}, "plan", "write what is due to FILE for a review, and remove nothing")
	f.Var(fileValue{&o.apply}, "apply", "remove exactly what the plan in FILE says")
	f.StringSliceVar(&o.tiers, "tier", nil, "only these tiers: "+strings.Join(retention.Tiers(), ", "))
	completeWords(cmd, "tier", retention.Tiers()...)
	f.StringArrayVar(&o.files, "files", nil, "remove source exports that fit `GLOB` (repeatable)")
	f.Var(&o.olderThan, "older-than", "with --files: those older than AGE, such as 90d")
	completeWords(cmd, "older-than")
	f.BoolVar(&o.confirmClock, "confirm-clock", false, "an owner says that the clock is right, after a long silence")
	f.BoolVar(&o.systemd, "print-systemd", false, "print a service and a timer for each night")
	f.BoolVar(&o.cron, "print-cron", false, "print a line for cron")
	return cmd
}

// check refuses flags that do not go together.
func (o *purgeOptions) check() error {
	var modes []string
	for _, m := range []struct {
		on   bool
		name string
	}{{o.dryRun, "--dry-run"}, {o.plan != "", "--plan"}, {o.apply != "", "--apply"}, {o.systemd, "--print-systemd"}, {o.cron, "--print-cron"}} {
		if m.on {
			modes = append(modes, m.name)
		}
	}
	switch {
	case len(modes) > 1:
		return usageError("purge", strings.Join(modes, " and ")+" do not go together", "")
	case o.asOf != "" && !o.dryRun:
		return usageError("--as-of", "is for --dry-run: what is due is decided by the clock", "nps purge --dry-run --as-of "+o.asOf)
	case o.apply != "" && len(o.tiers) > 0:
		return usageError("--tier", "is in the plan already", "")
	case o.olderThan.given && len(o.files) == 0:
		return usageError("--older-than", "is for --files; how long the vault keeps something is in its policy", "nps vault policy")
	case len(o.files) > 0 && !o.olderThan.given:
		return usageError("--files", "needs an age", "--older-than 90d")
	case len(o.files) > 0 && (o.asOf != "" || len(o.tiers) > 0 || o.systemd || o.cron || o.confirmClock):
		return usageError("--files", "goes with --older-than, --dry-run, --plan and --apply only", "")
	}
	if err := retention.CheckTiers(o.tiers); err != nil {
		return usageError("--tier", err.Error(), "")
	}
	return nil
}

// purgeDocument is nps.purge/1.
type purgeDocument struct {
	Schema    string        `json:"schema"`
	DryRun    bool          `json:"dry_run"`
	AsOf      string        `json:"as_of"` // RFC 3339: the moment that was asked for, or now
	Removed   []purgedTier  `json:"removed"`
	Held      []heldTier    `json:"held"`
	Next      *nextTier     `json:"next"`
	Entry     *int64        `json:"entry"`
	Receipt   *int64        `json:"receipt"`
	Heartbeat *int64        `json:"heartbeat"`
	Swept     int           `json:"swept"`
	Files     []removedFile `json:"files,omitempty"` // with --files
}

type purgedTier struct {
	Bucket string `json:"bucket"`
	Tier   string `json:"tier"`
	Rows   int64  `json:"rows"`
	Reason string `json:"reason"`
}

type heldTier struct {
	Bucket string `json:"bucket"`
	Tier   string `json:"tier"`
	Hold   string `json:"hold"`
}

type nextTier struct {
	Bucket string `json:"bucket"`
	Tier   string `json:"tier"`
	On     string `json:"on"`
}

func runPurge(ctx context.Context, a *app, cmd *cobra.Command, o *purgeOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	format, err := o.output.choose(s)
	if err != nil {
		return err
	}
	switch {
	case o.systemd || o.cron:
		return runPurgeUnits(a, cmd, o)
	case len(o.files) > 0 || o.apply != "":
		reviewed, err := o.planOfFiles(a)
		if err != nil {
			return err
		}
		if reviewed != nil || len(o.files) > 0 {
			return runPurgeFiles(ctx, a, cmd, o, reviewed, format)
		}
	case o.plan != "":
		if err := a.willWrite(o.plan); err != nil {
			return err
		}
	}
	n := needSigner
	if o.dryRun || o.plan != "" {
		n = needNothing
	}
	v, err := a.openVaultFor(cmd, n)
	if err != nil {
		return err
	}
	defer v.Close()
	if n == needNothing {
		return o.show(a, v, format)
	}
	return o.remove(ctx, a, v, format)
}

// show says what would go, and writes a plan where one is wanted.
func (o *purgeOptions) show(a *app, v *vault.Vault, format string) error {
	policy := v.State().Policy()
	plan := v.PlanPurge(o.tiers...)
	if o.asOf != "" {
		at, err := o.moment(policy)
		if err != nil {
			return err
		}
		plan = retention.AsOf(v.State(), at, o.tiers...)
	}
	if o.plan != "" {
		data, err := plan.Review().Marshal()
		if err != nil {
			return err
		}
		if err := a.writeFile(o.plan, writeText(data)); err != nil {
			return err
		}
	}
	doc := newPurgeDocument(plan, plan.Due(), policy)
	doc.DryRun = true
	return o.write(a, doc, format)
}

// moment reads --as-of: the beginning of a day in the vault's zone.
func (o *purgeOptions) moment(policy *state.Policy) (time.Time, error) {
	zone, err := time.LoadLocation(policy.Timezone)
	if err != nil {
		return time.Time{}, refusedError("", "the vault's time zone is not known on this machine", "")
	}
	at, err := time.ParseInLocation("2006-01-02", o.asOf, zone)
	if err != nil {
		return time.Time{}, usageError("--as-of", quoted(o.asOf)+" is no day", "write it as 2027-06-01")
	}
	return at, nil
}

// remove asks and purges.
func (o *purgeOptions) remove(ctx context.Context, a *app, v *vault.Vault, format string) error {
	in := vault.PurgeOptions{Tiers: o.tiers}
	if o.confirmClock {
		if err := o.believeClock(ctx, a, v); err != nil {
			return err
		}
	}
	due := v.PlanPurge(o.tiers...).Due()
	if o.apply != "" {
		r, err := a.readPlan(o.apply)
		if err != nil {
			return err
		}
		in.Reviewed = r
		if due, err = r.Against(v.State(), a.sys.Now()); err != nil {
			return vaultError(o.apply, err)
		}
	}
	if len(due) > 0 && !a.common.yes {
		fmt.Fprint(a.term.Err, dueText(due))
		if err := a.term.Confirm(ctx, "Remove this for ever?", false); err != nil {
			return err
		}
	}
	done, err := v.Purge(ctx, in)
	if done == nil || done.Plan == nil {
		return vaultError(v.Path(), err)
	}
	if err != nil && !errors.Is(err, vault.ErrDurability) && done.Entry == 0 && done.Heartbeat == 0 {
		return vaultError(v.Path(), err)
	}
	if err == nil && done.Entry > 0 {
		a.committed(done.Entry)
	}
	doc := newPurgeDocument(done.Plan, done.Removed, v.State().Policy())
	doc.Entry, doc.Receipt, doc.Heartbeat, doc.Swept = number(done.Entry), number(done.Receipt), number(done.Heartbeat), done.Swept
	if failed := o.write(a, doc, format); failed != nil && err == nil {
		return failed
	}
	return vaultError(v.Path(), err)
}

// number is a number of an entry, nil for none: entry 0 is never one of these.
func number(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// believeClock lets an owner say that the clock is right.
func (o *purgeOptions) believeClock(ctx context.Context, a *app, v *vault.Vault) error {
	owner := false
	for _, p := range v.People() {
		owner = owner || p.You && !p.IsRevoked() && slices.Contains(p.Roles, state.RoleOwner)
	}
	if !owner {
		return refusedError("--confirm-clock", "only an owner confirms the clock", "nps keys list shows who is one")
	}
	question := fmt.Sprintf("It is %s by the clock, and the last entry is of %s. Is the clock right?",
		a.sys.Now().UTC().Format("2006-01-02 15:04"), v.State().Time().UTC().Format("2006-01-02 15:04"))
	if err := a.term.Confirm(ctx, question, a.common.yes); err != nil {
		return err
	}
	_, err := v.Heartbeat(ctx)
	return vaultError(v.Path(), err)
}

func (a *app) readPlan(name string) (*retention.Reviewed, error) {
	data, err := a.readAll(name)
	if err != nil {
		return nil, inputError(name, plain(err), "nps purge --plan FILE writes one")
	}
	r, err := retention.Parse(data)
	if err != nil {
		return nil, vaultError(name, err)
	}
	return r, nil
}

func dueText(due []retention.Decision) string {
	var b strings.Builder
	b.WriteString("this is due and goes:\n")
	for _, d := range due {
		fmt.Fprintf(&b, "  %-10s  %-10s  %s\n", d.Bucket, d.Tier, counted(d.Rows, "row"))
	}
	return b.String()
}

func newPurgeDocument(plan *retention.Plan, removed []retention.Decision, policy *state.Policy) *purgeDocument {
	doc := &purgeDocument{Schema: "nps.purge/1", AsOf: plan.Time.UTC().Format(time.RFC3339), Removed: []purgedTier{}, Held: []heldTier{}}
	for _, d := range removed {
		doc.Removed = append(doc.Removed, purgedTier{d.Bucket, d.Tier, d.Rows, d.Reason})
	}
	for _, d := range plan.Held() {
		doc.Held = append(doc.Held, heldTier{d.Bucket, d.Tier, d.Reason})
	}
	if d, ok := plan.Next(); ok {
		doc.Next = &nextTier{d.Bucket, d.Tier, policy.DayOf(d.On)}
	}
	return doc
}

func (o *purgeOptions) write(a *app, doc *purgeDocument, format string) error {
	return a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		return writeDocument(w, purgeTable(doc), format, a.style(o.output))
	})
}

// shortReason is the reason without the arithmetic behind it.
func shortReason(reason string) string {
	short, _, _ := strings.Cut(reason, ": ")
	return short
}

func purgeTable(doc *purgeDocument) *table.Document {
	verb := map[bool]string{true: "would remove", false: "removed"}[doc.DryRun]
	t := &table.Document{Headline: verb + " " + counted(int64(len(doc.Removed)), "tier"),
		Columns: []table.Column{{Title: "bucket"}, {Title: "tier"}, {Title: "rows", Right: true}, {Title: "what", For: table.Machines}, {Title: "why", For: table.People}, {Title: "reason", For: table.Machines}}}
	for _, r := range doc.Removed {
		t.Rows = append(t.Rows, []table.Cell{{Text: r.Bucket}, {Text: r.Tier}, numberCell(r.Rows), {Text: "remove"}, {Text: shortReason(r.Reason)}, {Text: r.Reason}})
	}
	for _, h := range doc.Held {
		t.Rows = append(t.Rows, []table.Cell{{Text: h.Bucket}, {Text: h.Tier}, {Empty: true}, {Text: "held"}, {Text: h.Hold}, {Text: h.Hold}})
	}
	switch {
	case len(doc.Removed) == 0 && len(doc.Held) == 0:
		t.Headline = "nothing is due"
	case doc.Entry != nil:
		t.Headline += fmt.Sprintf("   entry %d", *doc.Entry)
	}
	if doc.Heartbeat != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("heartbeat (entry %d): the ledger was silent for a week", *doc.Heartbeat))
	}
	if doc.Next != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("next: %s of %s on %s", doc.Next.Tier, doc.Next.Bucket, doc.Next.On))
	}
	if doc.Swept > 0 {
		t.Notes = append(t.Notes, counted(int64(doc.Swept), "stray file")+" of interrupted runs removed")
	}
	return t
}
