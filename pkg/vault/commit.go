package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

const (
	// skew is how far the clocks of two machines that write may be apart: an entry
	// gets the time of the one before when the clock is behind by no more.
	skew = 2 * time.Minute
	// patience is how long a writer waits for a lock that is held against it.
	patience = 10 * time.Second
	// tries bounds how often a writer may be overtaken. Each time another one has
	// committed, so nothing stands still.
	tries = 1000
)

// begin starts a change: it takes the lock shared, so that no sweep takes the new files for
// strays, reads what is new, and finishes what an interrupted purge left. end removes
// what was not committed and gives the lock back. Every writer calls it before it
// creates files. Errors: durable.ErrLocked, those of reading the ledger, ErrNoKey
// without a signing key.
func (v *Vault) begin(ctx context.Context) (b *durable.Batch, end func(), err error) {
	return v.beginLocked(ctx, false)
}

// beginLocked takes the lock exclusively for what rewrites parts.
func (v *Vault) beginLocked(ctx context.Context, exclusive bool) (b *durable.Batch, end func(), err error) {
	if v.user.Signer == nil {
		return nil, nil, fmt.Errorf("%w: a change is signed, and there is no signing key", ErrNoKey)
	}
	unlock, err := v.lock(ctx, exclusive)
	if err != nil {
		return nil, nil, err
	}
	if err = v.refresh(); err == nil {
		err = v.makeFolders()
	}
	if err == nil {
		err = v.finishPurges(ctx)
	}
	if err != nil {
		unlock()
		return nil, nil, err
	}
	b = v.dir.NewBatch()
	return b, func() { b.Discard(); unlock() }, nil
}

// lock waits for a while, not for ever: whoever holds it may be stopped.
func (v *Vault) lock(ctx context.Context, exclusive bool) (unlock func() error, err error) {
	return waitLock(ctx, v.dir, exclusive, patience)
}

func waitLock(ctx context.Context, d *durable.Dir, exclusive bool, patience time.Duration) (unlock func() error, err error) {
	const pause = 20 * time.Millisecond
	for range patience / pause {
		unlock, err = d.Lock("lock", exclusive, false)
		if !errors.Is(err, durable.ErrLocked) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil, err
}

// commit makes the files of a batch live by one entry, which make fills in: Op, Data
// (see encode), Add and Del in any order; a Time only when it must be a certain one. When
// another writer was faster, make is called again with the state then, and may refuse;
// its error is returned as it is. The batch may be given more files by make.
//
// Errors: ErrRefused, ErrClock and ErrVersion when the rules forbid the entry; ErrDamaged and
// the like from reading new entries; ErrDurability when it was committed and may not
// last, with the entry's number. With any other error nothing was committed, and
// the end of begin removes the files.
func (v *Vault) commit(ctx context.Context, b *durable.Batch, make func(st *state.State) (*ledger.Entry, error)) (seq int64, err error) {
	if v.user.Signer == nil {
		return 0, fmt.Errorf("%w: a change is signed, and there is no signing key", ErrNoKey)
	}
	if err := b.Sync(); err != nil {
		return 0, err
	}
	for range tries {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := v.refresh(); err != nil {
			return 0, err
		}
		e, err := make(v.st)
		if err != nil {
			return 0, err
		}
		next, err := v.propose(e)
		if err != nil {
			return 0, err
		}
		err = v.link(b, e, next)
		if !errors.Is(err, fs.ErrExist) {
			return e.Seq, err
		}
	}
	return 0, fmt.Errorf("%w: %d other writers were faster", ErrMoved, tries)
}

// propose fills in what is the same for every entry and asks the state.
func (v *Vault) propose(e *ledger.Entry) (*state.State, error) {
	e.V, e.Vault, e.Seq, e.Actor, e.Tool = ledger.Version, v.st.Vault(), v.st.Seq()+1, v.user.Signer.Name(), v.user.tool()
	if e.Time == 0 {
		now := v.now()
		switch last := v.st.Time(); {
		case now.Unix() >= last.Unix():
			e.Time = now.Unix()
		case last.Sub(now) <= skew:
			e.Time = last.Unix()
		default:
			return nil, fmt.Errorf("%w: it says %s, and the last entry is of %s", ErrClock, now.UTC().Format(time.RFC3339), last.Format(time.RFC3339))
		}
	}
	slices.SortFunc(e.Add, func(a, b ledger.File) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(e.Del)
	next, err := v.st.Propose(e)
	if err != nil {
		return nil, refused(err)
	}
	if err := v.may(e.Op); err != nil { // a signing key of the same name, too
		return nil, err
	}
	e.State = next.Hash()
	return next, nil
}

func (u *User) tool() string {
	if u.Tool == "" {
		return "nps/dev"
	}
	return u.Tool
}

// link writes the entry and gives it its number: the commit.
func (v *Vault) link(b *durable.Batch, e *ledger.Entry, next *state.State) error {
	file, head, err := e.Sign(v.head, v.user.Signer)
	if err != nil {
		return refused(err)
	}
	last, err := ledger.ParseEntry(file)
	if err != nil {
		return refused(err)
	}
	tmp, err := writeNew(b, "tmp/"+newID(), file)
	if err != nil {
		return err
	}
	err = b.Commit(tmp, entryName(e.Seq))
	switch {
	case err == nil:
	case errors.Is(err, durable.ErrNotDurable), errors.Is(err, durable.ErrCommitUnknown):
		return fmt.Errorf("%w: %w", ErrDurability, err)
	default:
		tmp.Discard()
		return err
	}
	v.st, v.head, v.last = next, head, last
	v.forgetKeys()
	v.pin()
	return nil
}

// writeNew makes one whole, synced file of a batch.
func writeNew(b *durable.Batch, name string, data []byte) (*durable.NewFile, error) {
	f, err := b.Create(name, 0)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(data); err != nil {
		return nil, err
	}
	return f, f.Finish()
}

// fileOf describes a small file as an entry names it.
func fileOf(path string, data []byte) ledger.File {
	sum := sha256.Sum256(data)
	return ledger.File{Path: path, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
}

// hashing counts and hashes what passes, on its way into a file.
type hashing struct {
	w    io.Writer
	sum  interface{ Sum([]byte) []byte }
	also io.Writer
	n    int64
}

func newHashing(w io.Writer) *hashing {
	h := sha256.New()
	return &hashing{w: w, sum: h, also: h}
}

func (h *hashing) Write(b []byte) (int, error) {
	n, err := h.w.Write(b)
	h.also.Write(b[:n])
	h.n += int64(n)
	return n, err
}

func (h *hashing) file(path string) ledger.File {
	return ledger.File{Path: path, Bytes: h.n, SHA256: hex.EncodeToString(h.sum.Sum(nil))}
}
