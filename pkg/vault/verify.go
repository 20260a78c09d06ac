package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Verdict is what a verification found. Errors among the findings mean exit status 5.
type Verdict struct {
	OK       bool
	Entries  int64 // replayed from the first
	Files    int64 // live files that were hashed
	Bytes    int64 // of them
	Opened   int64 // files that were decrypted and decoded, with deep
	Findings []finding.Finding
}

// VerifyRules describes the findings of Verify.
func VerifyRules() []finding.Rule {
	return []finding.Rule{
		{ID: "ledger-damaged", Severity: finding.Error, Title: "an entry that is not what was signed", Remedy: "restore the ledger from a backup; nothing after that entry can be believed"},
		{ID: "file-missing", Severity: finding.Error, Title: "a live file that is not there", Remedy: "restore it from a backup"},
		{ID: "file-changed", Severity: finding.Error, Title: "a live file whose bytes are not those of the ledger", Remedy: "restore it from a backup"},
		{ID: "file-unsafe", Severity: finding.Error, Title: "a file that others may change, a link, or no file", Remedy: "find out who did it; set owner and mode right"},
		{ID: "part-damaged", Severity: finding.Error, Title: "a file that does not open or decode", Remedy: "restore it from a backup"},
		{ID: "stray-file", Severity: finding.Note, Title: "a file that no entry names; it is never read", Remedy: "left by a crash: a purge removes it after a day"},
		{ID: "purge-unfinished", Severity: finding.Warning, Title: "a purge without a receipt", Remedy: "run nps purge: it finishes what is left"},
		{ID: "role-key-missing", Severity: finding.Warning, Title: "a person lacks the key of a role", Remedy: "grant the role again"},
		{ID: "not-opened", Severity: finding.Note, Title: "files that your keys do not open were hashed only", Remedy: "let a steward verify with --deep"},
	}
}

// verifier collects findings from several goroutines.
type verifier struct {
	v       *Vault
	ctx     context.Context
	deep    bool
	mu      sync.Mutex
	out     *Verdict
	skipped map[string]int64  // files by tier that were not opened
	digests map[string]string // SHA-256 of the content of the releases that were opened, by path
	err     error             // what stopped it, such as a disk that fails
}

// Verify replays the whole ledger from the first entry and hashes every live file
// against it. It needs no key. deep also decrypts what the user's keys open and decodes every
// page of it. What is wrong is a finding; an error means that it could not be found out.
func (v *Vault) Verify(ctx context.Context, deep bool) (*Verdict, error) {
	c := &verifier{v: v, ctx: ctx, deep: deep, out: &Verdict{}, skipped: map[string]int64{}, digests: map[string]string{}}
	if err := c.ledger(); err != nil {
		return nil, err
	}
	c.files()
	if c.err == nil {
		c.err = c.editions()
	}
	if c.err == nil {
		c.err = c.strays()
	}
	if c.err == nil {
		c.err = ctx.Err()
	}
	if c.err != nil {
		return nil, c.err
	}
	c.notes()
	finding.Sort(c.out.Findings)
	c.out.OK = finding.Count(c.out.Findings).Errors == 0
	return c.out, nil
}

func (c *verifier) add(id, file string, count int64, format string, args ...any) {
	for _, rule := range VerifyRules() {
		if rule.ID == id {
			c.mu.Lock()
			c.out.Findings = append(c.out.Findings, finding.Finding{ID: id, Severity: rule.Severity, File: file, Message: fmt.Sprintf(format, args...), Remedy: rule.Remedy, Count: count})
			c.mu.Unlock()
		}
	}
}

// ledger replays all entries. A damaged one ends the replay: what it is compared with is
// then the state that the pin vouches for.
func (c *verifier) ledger() error {
	v := c.v
	again := &Vault{dir: v.dir, user: v.user, now: v.now}
	first, err := again.readEntry(0)
	if err == nil {
		again.last = first
		again.st, again.head, err = state.New(first)
	}
	if err == nil && first.Digest() != v.fingerprint {
		err = fmt.Errorf("%w: its first entry is another one", ErrDamaged)
	}
	if err == nil {
		err = again.replayTo(v.head.Size)
	}
	switch {
	case err != nil && (isFinding(err) || errors.Is(err, fs.ErrNotExist)):
		c.add("ledger-damaged", entryName(again.head.Size), 1, "%v", err)
	case err != nil:
		return err
	case again.head.Size < v.head.Size:
		c.add("ledger-damaged", entryName(again.head.Size), 1, "it is missing: the head is entry %d", v.head.Size-1)
	case again.head.Root != v.head.Root:
		c.add("ledger-damaged", "ledger", 1, "the entries are not those of the head that was seen before")
	}
	c.out.Entries = again.head.Size
	return nil
}

// isFinding tells damage from a disk that does not answer.
func isFinding(err error) bool {
	var violation *state.Violation
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrVersion) || errors.Is(err, ErrRollback) || errors.As(err, &violation)
}

// files hashes every live file, several at a time.
func (c *verifier) files() {
	work := make(chan state.File)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for f := range work {
				c.file(f)
			}
		})
	}
	for f := range c.v.st.Files() {
		if c.ctx.Err() != nil {
			break
		}
		work <- f
	}
	close(work)
	all.Wait()
}

func (c *verifier) file(f state.File) {
	file, err := c.v.openLive(f)
	if err == nil {
		err = hashIs(file, f.File)
		file.Close()
	}
	if err == nil {
		c.mu.Lock()
		c.out.Files++
		c.out.Bytes += f.Bytes
		c.mu.Unlock()
		if c.deep {
			c.open(f)
		}
		return
	}
	c.judge(f.Path, err)
}

// judge makes a finding of an error about a file, if it is one.
func (c *verifier) judge(path string, err error) {
	id := fileFinding(err)
	switch {
	case errors.Is(err, ErrMoved): // a purge came between
	case id != "":
		c.add(id, path, 1, "%s", because(err, path))
	default:
		c.mu.Lock()
		if c.err == nil {
			c.err = err
		}
		c.mu.Unlock()
	}
}

// because leaves out what the finding's place says already.
func because(err error, path string) string {
	text := strings.TrimPrefix(err.Error(), ErrDamaged.Error()+": ")
	return strings.TrimPrefix(strings.TrimPrefix(text, path+": "), path+" ")
}

// strays notes what lies in the directory and is not live.
func (c *verifier) strays() error {
	if err := c.v.refresh(); err != nil && !isFinding(err) {
		return err
	}
	for _, folder := range append([]string{""}, folders()...) {
		if folder == "access" || folder == "cache" {
			continue
		}
		names, err := c.v.dir.List(folder)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // what is live in it was missed already
		case err != nil && fileFinding(err) == "":
			return err
		case err != nil:
			c.judge(folder, err)
			continue
		}
		for _, name := range names {
			c.stray(folder, name)
		}
	}
	return nil
}

func (c *verifier) stray(folder, name string) {
	path := strings.TrimPrefix(folder+"/"+name, "/")
	if _, live := c.v.st.File(path); live || slices.Contains(folders(), path) || path == "lock" {
		return
	}
	var seq int64
	if n, _ := fmt.Sscanf(name, "%d", &seq); folder == "ledger" && n == 1 && entryName(seq) == path {
		if seq >= c.v.head.Size {
			c.v.refresh() // it may just have come
		}
		if seq >= c.v.head.Size {
			c.add("ledger-damaged", path, 1, "it is no entry that follows on entry %d", c.v.head.Size-1)
		}
		return
	}
	c.add("stray-file", path, 1, "no entry names it, so nothing reads it")
}

// notes adds what the state itself leaves open.
func (c *verifier) notes() {
	for _, seq := range c.v.st.Pending() {
		c.add("purge-unfinished", entryName(seq), 1, "the purge of entry %d has no receipt", seq)
	}
	for _, k := range c.v.st.RoleKeys() {
		if !k.Live {
			c.add("role-key-missing", k.Path, 1, "%s has no key of the role %s", k.Actor, k.Role)
		}
	}
	for tier, n := range c.skipped {
		c.add("not-opened", "", n, "your keys do not open %s: %d files were hashed only", tierName(tier), n)
	}
}
