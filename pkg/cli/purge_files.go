package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// removedFile is a source export that fits the patterns of --files.
type removedFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	Date   string `json:"date"` // the newest day inside, or that of the file
	By     string `json:"by"`   // content | file-time
	Action string `json:"action"`
	info   fs.FileInfo
}

// The actions of a removedFile.
const (
	fileKept    = "keep"
	fileGoes    = "remove"
	fileRemoved = "removed"
)

// runPurgeFiles removes source exports; of a reviewed plan exactly those that are in it.
func runPurgeFiles(ctx context.Context, a *app, cmd *cobra.Command, o *purgeOptions, reviewed *filesPlan, format string) error {
	var files []removedFile
	var err error
	if reviewed != nil {
		files, err = o.reviewedFiles(ctx, a, reviewed)
	} else {
		files, err = o.sourceFiles(ctx, a)
	}
	if err != nil {
		return err
	}
	if o.plan != "" {
		if err := a.willWrite(o.plan); err != nil {
			return err
		}
		if err := o.planFiles(ctx, a, files); err != nil {
			return err
		}
	}
	show := o.dryRun || o.plan != ""
	doc := &purgeDocument{Schema: "nps.purge/1", DryRun: show, AsOf: a.sys.Now().UTC().Format(time.RFC3339), Removed: []purgedTier{}, Held: []heldTier{}, Files: files}
	var goes []*removedFile
	for i := range files {
		if files[i].Action == fileGoes {
			goes = append(goes, &files[i])
		}
	}
	if !show && len(goes) > 0 {
		err = o.removeFiles(ctx, a, cmd, goes, doc)
	}
	if err != nil && doc.gone() == 0 {
		return err
	}
	failed := a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		return writeDocument(w, filesTable(doc, o), format, a.style(o.output))
	})
	return errors.Join(err, failed)
}

// gone counts the files that were removed.
func (d *purgeDocument) gone() (n int64) {
	for _, f := range d.Files {
		if f.Action == fileRemoved {
			n++
		}
	}
	return n
}

// sourceFiles finds the exports and their ages. Links and folders are passed over.
func (o *purgeOptions) sourceFiles(ctx context.Context, a *app) ([]removedFile, error) {
	before := a.sys.Now().Add(-o.olderThan.duration)
	seen := map[string]bool{}
	var out []removedFile
	for _, pattern := range o.files {
		found, err := filepath.Glob(a.path(pattern))
		if _, missing := os.Lstat(a.path(pattern)); missing == nil { // a name that the shell found
			found, err = []string{a.path(pattern)}, nil
		}
		if err != nil {
			return nil, usageError("--files", quoted(pattern)+" is no pattern", "quote it: --files 'exports/*.csv'")
		}
		for _, path := range found {
			info, err := os.Lstat(path)
			if err != nil || !info.Mode().IsRegular() || seen[path] {
				continue
			}
			seen[path] = true
			f := removedFile{Name: a.shortPath(path), Bytes: info.Size(), By: "content", Action: fileKept, info: info}
			day, err := a.newestDay(ctx, path)
			if err != nil {
				return nil, err
			}
			if day.IsZero() {
				day, f.By = info.ModTime(), "file-time"
			}
			f.Date = day.UTC().Format("2006-01-02")
			if day.Before(before) {
				f.Action = fileGoes
			}
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(x, y removedFile) int { return cmp.Compare(x.Name, y.Name) })
	return out, nil
}

// newestDay is the time of the newest response in a file; zero for a file without times
// or that is no export at all.
func (a *app) newestDay(ctx context.Context, path string) (time.Time, error) {
	f, err := a.openInput(path, ingest.Options{HeaderRows: ingest.AutoHeader, AllowInvalid: true, Now: a.sys.Now()})
	if err != nil {
		return time.Time{}, nil
	}
	defer f.close()
	res, err := f.Tally(ctx, ingest.Query{Times: true})
	switch {
	case ctx.Err() != nil:
		return time.Time{}, context.Cause(ctx)
	case err != nil:
		return time.Time{}, nil
	}
	return res.Last, nil
}

// removeFiles asks, removes, and notes it in the vault where there is one.
func (o *purgeOptions) removeFiles(ctx context.Context, a *app, cmd *cobra.Command, goes []*removedFile, doc *purgeDocument) error {
	v, err := a.vaultForReceipt(cmd)
	if err != nil {
		return err
	}
	if v != nil {
		defer v.Close()
	}
	if !a.common.yes {
		fmt.Fprintln(a.term.Err, "these source exports go:")
		for _, f := range goes {
			fmt.Fprintf(a.term.Err, "  %s  %s (%s)\n", f.Date, safetext.Terminal(f.Name), f.By)
		}
		if err := a.term.Confirm(ctx, "Remove "+counted(int64(len(goes)), "file")+" for ever?", false); err != nil {
			return err
		}
	}
	note := state.PurgeFilesData{Oldest: goes[0].Date, Newest: goes[0].Date}
	var failed error
	for _, f := range goes {
		if ctx.Err() != nil {
			failed = errors.Join(failed, context.Cause(ctx))
			break
		}
		if err := durable.Remove(a.path(f.Name), f.info); err != nil {
			failed = errors.Join(failed, &fault{code: exitRefused, what: f.Name, why: "is not removed: " + err.Error(), cause: err})
			continue
		}
		f.Action = fileRemoved
		note.Files++
		note.Bytes += f.Bytes
		note.Oldest, note.Newest = min(note.Oldest, f.Date), max(note.Newest, f.Date)
	}
	if v == nil || note.Files == 0 {
		return failed
	}
	seq, err := v.NoteFiles(context.WithoutCancel(ctx), note)
	doc.Entry = number(seq)
	return errors.Join(vaultError(v.Path(), err), failed)
}

// vaultForReceipt opens the vault whose ledger notes what was removed, and makes sure before
// anything goes that it may be noted. Without a vault there is no receipt, and a warning.
func (a *app) vaultForReceipt(cmd *cobra.Command) (*vault.Vault, error) {
	if a.loaded.Vault == "" {
		if _, err := a.vaultDir(a.loaded); err != nil {
			if !a.loaded.Quiet {
				fmt.Fprintln(a.term.Err, "nps: warning: there is no vault, so nothing keeps a receipt")
			}
			return nil, nil
		}
	}
	v, err := a.openVaultFor(cmd, needSigner)
	if err != nil {
		return nil, err
	}
	if !a.mayDo(v, state.OpPurgeFiles) {
		v.Close()
		return nil, refusedError(v.Path(), "you have not the role purger, so no receipt could be written", "nothing was removed; nps keys list shows who has it")
	}
	return v, nil
}

// mayDo says whether the user of a vault may sign an operation.
func (a *app) mayDo(v *vault.Vault, op string) bool {
	for _, p := range v.People() {
		if p.You && v.State().May(p.Name, op) {
			return true
		}
	}
	return false
}

func filesTable(doc *purgeDocument, o *purgeOptions) *table.Document {
	t := &table.Document{Columns: []table.Column{{Title: "file", Key: "name"}, {Title: "bytes", Right: true}, {Title: "newest", Key: "date"}, {Title: "found by", Key: "by"}, {Title: "action"}}}
	goes := 0
	for _, f := range doc.Files {
		if f.Action != fileKept {
			goes++
		}
		t.Rows = append(t.Rows, []table.Cell{{Text: f.Name}, numberCell(f.Bytes), {Text: f.Date}, {Text: f.By}, {Text: f.Action}})
	}
	switch {
	case len(doc.Files) == 0:
		t.Headline = "no file fits"
	case doc.DryRun:
		t.Headline = fmt.Sprintf("would remove %d of %s", goes, counted(int64(len(doc.Files)), "file"))
	default:
		t.Headline = fmt.Sprintf("removed %d of %s", doc.gone(), counted(int64(len(doc.Files)), "file"))
	}
	if doc.Entry != nil {
		t.Headline += fmt.Sprintf("   entry %d", *doc.Entry)
	}
	if o.olderThan.given {
		t.Notes = append(t.Notes, "older than "+o.olderThan.text+" means: its newest response, or the file where it shows none")
	}
	return t
}
