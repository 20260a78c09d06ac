package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/retention"
)

// filesPlanKind begins every plan of purge --files.
const filesPlanKind = "purge-files-plan/1"

// filesPlan is what purge --files removes, as it was written to a file for somebody to
// look at before it is carried out.
type filesPlan struct {
	Files     []plannedFile `json:"files"` // by name
	NPS       string        `json:"nps"`   // filesPlanKind
	OlderThan string        `json:"older_than"`
	Time      string        `json:"time"` // RFC 3339, when it was made
}

// plannedFile is one file that goes, as it was.
type plannedFile struct {
	By       string `json:"by"`
	Bytes    int64  `json:"bytes"`
	Date     string `json:"date"`
	Modified string `json:"modified"` // RFC 3339 with nanoseconds, UTC
	Name     string `json:"name"`     // as seen from the folder of work
	SHA256   string `json:"sha256"`
}

func (p *filesPlan) marshal() ([]byte, error) {
	data, err := ledger.Canonical(p)
	return append(data, '\n'), err
}

// planFiles writes down what of the files goes.
func (o *purgeOptions) planFiles(ctx context.Context, a *app, files []removedFile) error {
	p := &filesPlan{NPS: filesPlanKind, Files: []plannedFile{}, OlderThan: o.olderThan.text, Time: a.sys.Now().UTC().Format(time.RFC3339)}
	for i := range files {
		f := &files[i]
		if f.Action != fileGoes {
			continue
		}
		sum, err := a.digestOf(ctx, f)
		if err != nil {
			return err
		}
		p.Files = append(p.Files, plannedFile{By: f.By, Bytes: f.Bytes, Date: f.Date, Modified: modified(f), Name: f.Name, SHA256: sum})
	}
	data, err := p.marshal()
	if err != nil {
		return err
	}
	return a.writeFile(o.plan, writeText(data))
}

func modified(f *removedFile) string { return f.info.ModTime().UTC().Format(time.RFC3339Nano) }

// digestOf gives the SHA-256 of a file, and makes sure that it is still the one that was
// looked at.
func (a *app) digestOf(ctx context.Context, f *removedFile) (string, error) {
	file, err := os.Open(a.path(f.Name))
	if err != nil {
		return "", inputError(f.Name, plain(err), "")
	}
	defer file.Close()
	if st, err := file.Stat(); err != nil || !os.SameFile(st, f.info) {
		return "", refusedError(f.Name, "was replaced by another file just now", "run it again")
	}
	h := sha256.New()
	if _, err := io.Copy(h, contextReader{ctx, file}); err != nil {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", inputError(f.Name, "cannot be read: "+plain(err), "")
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// contextReader stops when the run is interrupted.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// parseFilesPlan reads what marshal wrote, and nothing else; nil when it is no plan of
// files at all.
func parseFilesPlan(data []byte) (*filesPlan, error) {
	var kind struct {
		NPS string `json:"nps"`
	}
	if len(data) > retention.MaxFile || json.Unmarshal(data, &kind) != nil || kind.NPS != filesPlanKind {
		return nil, nil
	}
	p := &filesPlan{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("%w: not JSON of its form", retention.ErrFile)
	}
	again, err := p.marshal()
	if err != nil || p.Files == nil || !bytes.Equal(again, data) {
		return nil, fmt.Errorf("%w: it was edited", retention.ErrFile)
	}
	return p, nil
}

// reviewedFiles are the files of a reviewed plan, each of which is as it was then. With
// --files they must fit it, too, and be of that age.
func (o *purgeOptions) reviewedFiles(ctx context.Context, a *app, p *filesPlan) ([]removedFile, error) {
	var due []removedFile
	if len(o.files) > 0 {
		var err error
		if due, err = o.sourceFiles(ctx, a); err != nil {
			return nil, err
		}
	}
	var list []removedFile
	for _, want := range p.Files {
		f := removedFile{Name: want.Name, Bytes: want.Bytes, Date: want.Date, By: want.By, Action: fileGoes}
		var err error
		f.info, err = os.Lstat(a.path(want.Name))
		switch {
		case err != nil:
			return nil, moved(want.Name, "is not there any more: "+plain(err))
		case !f.info.Mode().IsRegular() || f.info.Size() != want.Bytes:
			return nil, moved(want.Name, "has another size than in the plan")
		case modified(&f) != want.Modified:
			return nil, moved(want.Name, "was written since the plan was made")
		}
		sum, err := a.digestOf(ctx, &f)
		if err != nil {
			return nil, err
		}
		if sum != want.SHA256 {
			return nil, moved(want.Name, "has another content than in the plan")
		}
		if len(o.files) > 0 && !slices.ContainsFunc(due, func(d removedFile) bool { return d.Name == f.Name && d.Action == fileGoes }) {
			return nil, moved(want.Name, "is in the plan, and not among --files that are older than "+o.olderThan.text)
		}
		list = append(list, f)
	}
	return list, nil
}

func moved(name, why string) error {
	return refusedError(name, why+"; nothing was removed", "make a new plan: nps purge --files ... --plan FILE")
}

// planOfFiles reads --apply; nil when there is none, or it is a plan for the vault.
func (o *purgeOptions) planOfFiles(a *app) (*filesPlan, error) {
	if o.apply == "" {
		return nil, nil
	}
	data, err := a.readAll(o.apply)
	if err != nil {
		return nil, inputError(o.apply, plain(err), "nps purge --plan FILE writes one")
	}
	p, err := parseFilesPlan(data)
	switch {
	case err != nil:
		return nil, vaultError(o.apply, err)
	case p == nil && len(o.files) > 0:
		return nil, inputError(o.apply, "is no plan of purge --files", "nps purge --files ... --plan FILE writes one")
	case p != nil && o.confirmClock:
		return nil, usageError("--confirm-clock", "is about the vault, and the plan is of files", "")
	}
	return p, nil
}
