package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type vaultVerifyOptions struct {
	output *outputOptions
	deep   bool
	anchor string
	record bool
}

func newVaultVerifyCommand(a *app) *cobra.Command {
	o := &vaultVerifyOptions{}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check that nothing was changed, removed or put back",
		Long: `Verify replays the whole ledger, checks every signature, and hashes every file
that the ledger names. It needs no key. With --deep it also opens what your keys
open and decodes every page.

With --anchor it proves that the ledger goes on from a head that was published
before (nps vault status --head). A fresh machine needs one: without, nothing
tells it that the whole vault was not rolled back.

With --record an auditor notes in the ledger that this head was found sound.

Exit status 5 means damage. Files that a crash left behind are notes only.`,
		Example: "nps vault verify\nnps vault verify --deep --record\nnps vault verify --anchor head.txt --format json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runVaultVerify(a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	f := cmd.Flags()
	f.BoolVar(&o.deep, "deep", false, "also open and decode what your keys open")
	f.Var(fileValue{&o.anchor}, "anchor", "compare with the signed head in FILE")
	f.BoolVar(&o.record, "record", false, "note in the ledger that this head was found sound (needs the role auditor)")
	return cmd
}

// verifyDocument is nps.vault-verify/1.
type verifyDocument struct {
	Schema   string            `json:"schema"`
	OK       bool              `json:"ok"`
	Entries  int64             `json:"entries"`
	Files    int64             `json:"files"`
	Bytes    int64             `json:"bytes"`
	Opened   int64             `json:"opened"`
	Anchor   bool              `json:"anchor"`   // one was given and holds
	Recorded *int64            `json:"recorded"` // the entry that says so, with --record
	Findings []finding.Finding `json:"findings"`
}

func runVaultVerify(a *app, cmd *cobra.Command, o *vaultVerifyOptions) error {
	format, err := o.choose(a, cmd)
	if err != nil {
		return err
	}
	var anchor []byte
	if o.anchor != "" {
		if anchor, err = a.readAll(o.anchor); err != nil {
			return inputError(o.anchor, plain(err), "nps vault status --head writes one")
		}
	}
	n := needNothing
	if o.deep {
		n = needKeys
	}
	if o.record {
		n |= needSigner
	}
	v, err := a.openVaultFor(cmd, n)
	if err != nil {
		return o.unopened(a, err, format)
	}
	defer v.Close()
	if o.record && !a.mayDo(v, state.OpVerified) {
		return refusedError("--record", "you have not the role auditor in this vault", "nps keys list shows who has it")
	}
	head := v.Head()
	verdict, err := v.Verify(cmd.Context(), o.deep)
	if err != nil {
		return vaultError(v.Path(), err)
	}
	doc := verifyDocument{"nps.vault-verify/1", verdict.OK, verdict.Entries, verdict.Files, verdict.Bytes, verdict.Opened, false, nil,
		append([]finding.Finding{}, verdict.Findings...)}
	if anchor != nil {
		if err := doc.checkAnchor(v, o.anchor, anchor); err != nil {
			return err
		}
	}
	if o.record && doc.OK {
		seq, err := v.NoteVerified(cmd.Context(), head)
		if err != nil {
			return vaultError(v.Path(), err)
		}
		doc.Recorded = &seq
	}
	return o.write(a, &doc, format)
}

// unopened makes a finding of a vault that is too damaged to be opened.
func (o *vaultVerifyOptions) unopened(a *app, err error, format string) error {
	f := describe(err)
	if f.code != exitVault {
		return err
	}
	id, remedy := "ledger-damaged", "restore the ledger from a backup; nothing after that entry can be believed"
	if errors.Is(err, vault.ErrRollback) {
		id, remedy = "rolled-back", f.hint
	}
	doc := &verifyDocument{Schema: "nps.vault-verify/1", Findings: []finding.Finding{
		{ID: id, Severity: finding.Error, File: "ledger", Message: f.why, Remedy: remedy, Count: 1}}}
	return o.write(a, doc, format)
}

func (o *vaultVerifyOptions) write(a *app, doc *verifyDocument, format string) error {
	for i, f := range doc.Findings { // the place stands beside the message
		f.Message = strings.TrimPrefix(f.Message, vault.ErrDamaged.Error()+": ")
		doc.Findings[i].Message = strings.TrimPrefix(f.Message, f.File+": ")
	}
	err := a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		return writeDocument(w, verifyTable(doc, o), format, a.style(o.output))
	})
	if err == nil && !doc.OK {
		return &fault{code: exitVault, why: "damaged", silent: true}
	}
	return err
}

func (o *vaultVerifyOptions) choose(a *app, cmd *cobra.Command) (string, error) {
	s, err := a.settings(cmd)
	if err != nil {
		return "", err
	}
	return o.output.choose(s)
}

// checkAnchor makes a finding of an anchor that the ledger does not extend.
func (d *verifyDocument) checkAnchor(v *vault.Vault, name string, anchor []byte) error {
	err := v.CheckAnchor(anchor)
	switch {
	case err == nil:
		d.Anchor = true
		return nil
	case !errors.Is(err, vault.ErrRollback) && !errors.Is(err, vault.ErrDamaged) && !errors.Is(err, vault.ErrVersion):
		return vaultError(v.Path(), err)
	}
	d.OK = false
	d.Findings = append(d.Findings, finding.Finding{ID: "anchor-mismatch", Severity: finding.Error, File: name, Message: err.Error(),
		Remedy: "do not use the vault: find out who put back or rewrote it", Count: 1})
	finding.Sort(d.Findings)
	return nil
}

func verifyTable(doc *verifyDocument, o *vaultVerifyOptions) *table.Document {
	verdict := "sound"
	if !doc.OK {
		verdict = "DAMAGED"
	}
	t := &table.Document{Headline: fmt.Sprintf("%s   %s   %s   %s", verdict, counted(doc.Entries, "entry"), counted(doc.Files, "file"), counted(doc.Bytes, "byte")),
		Columns: []table.Column{{Title: "severity"}, {Title: "finding", Key: "id"}, {Title: "place", Key: "file"}, {Title: "what", Key: "message"}}}
	if o.deep {
		t.Lines = append(t.Lines, counted(doc.Opened, "file")+" opened and decoded")
	}
	remedies := map[string]bool{}
	for _, f := range doc.Findings {
		t.Rows = append(t.Rows, []table.Cell{{Text: string(f.Severity)}, {Text: f.ID}, {Text: f.File}, {Text: f.Message}})
		if !remedies[f.ID] {
			remedies[f.ID] = true
			t.Notes = append(t.Notes, f.ID+": "+f.Remedy)
		}
	}
	switch {
	case doc.Anchor:
		t.Notes = append(t.Notes, "the ledger goes on from the anchor")
	case o.anchor == "":
		t.Notes = append(t.Notes, "no anchor was given: compared with what this account saw before")
	}
	if doc.Recorded != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("recorded in entry %d", *doc.Recorded))
	}
	return t
}
