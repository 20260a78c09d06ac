package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Open opens a vault as of its newest entry: it looks whether the user trusts it,
// proves that its ledger extends the user's pin, replays what is newer, and keeps the
// new head in the pin. Nothing in the directory is changed, so a copy that can only be
// read will do.
//
// Errors: ErrNoVault, *UntrustedError, *ForkError, ErrDamaged, ErrVersion, and those of
// durable for a directory that others may change.
func Open(dir string, u *User, now func() time.Time) (*Vault, error) {
	d, err := openDir(dir)
	if err != nil {
		return nil, err
	}
	v := &Vault{dir: d, user: u, now: now}
	if err := v.open(); err != nil {
		d.Close()
		return nil, err
	}
	return v, nil
}

func openDir(path string) (*durable.Dir, error) {
	d, err := durable.OpenDir(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, durable.ErrNotDirectory) {
		return nil, fmt.Errorf("%w: %w", ErrNoVault, err)
	}
	if err != nil {
		return nil, err
	}
	d.AllowSecondName("ledger", "tmp")
	return d, nil
}

func (v *Vault) open() error {
	first, err := v.readEntry(0)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s holds no ledger", ErrNoVault, v.dir.Path())
	}
	if err != nil {
		return err
	}
	v.fingerprint = first.Digest()
	if err := v.user.checkTrust(first.Entry.Vault, v.fingerprint); err != nil {
		return err
	}
	pin, err := v.user.readPin(first.Entry.Vault)
	if err != nil {
		return err
	}
	if pin == nil {
		if v.st, v.head, err = state.New(first); err != nil {
			return damaged("the ledger", err)
		}
		v.last = first
		v.warn("rollback-not-checked", "rollback not checked: this vault was not opened before from this account; compare its head with an anchor")
	} else if err := v.startFrom(pin); err != nil {
		return err
	}
	if err := v.replay(); err != nil {
		return err
	}
	if err := v.noGap(); err != nil {
		return err
	}
	if pin == nil || pin.head.Size != v.head.Size {
		v.pinSeen()
	}
	return nil
}

// startFrom begins at the pin, when the ledger still holds its last entry as it was.
func (v *Vault) startFrom(p *pin) error {
	last, err := v.readEntry(p.head.Size - 1)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && last.Checkpoint.Size == p.head.Size && last.Checkpoint.Root == p.head.Root && last.Entry.State == p.st.Hash():
		v.st, v.head, v.last = p.st, p.head, last
		return nil
	}
	return v.forkError("your pin", p.head)
}

// forkError finds out where the ledger parts from a head.
func (v *Vault) forkError(against string, kept ledger.Head) error {
	size, err := v.probe()
	if err != nil {
		return err
	}
	fork, err := ledger.FindFork(kept, size, v.readBody)
	if err != nil {
		return err
	}
	if fork == nil { // the entries are the same, but the last one's note is not
		return fmt.Errorf("%w: %s: the signed head is another one", ErrDamaged, entryName(kept.Size-1))
	}
	return &ForkError{Against: against, Fork: fork}
}

// probe counts the entries that are there, from 0 without a gap.
func (v *Vault) probe() (int64, error) {
	for n := int64(0); ; n++ {
		ok, err := v.dir.Exists(entryName(n))
		if err != nil {
			return 0, err
		}
		if !ok {
			return n, nil
		}
	}
}

// replay applies the entries after the head.
func (v *Vault) replay() error { return v.replayTo(math.MaxInt64) }

// replayTo stops at a size of the ledger.
func (v *Vault) replayTo(size int64) error {
	for v.head.Size < size {
		p, err := v.readEntry(v.head.Size)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		st, head, err := v.st.Apply(p, v.head)
		if err != nil {
			return v.notNext(p, err)
		}
		v.st, v.head, v.last = st, head, p
	}
	return nil
}

// noGap looks for entries behind the head, where one between was taken away: fewer rows
// would be read, and nobody would know.
func (v *Vault) noGap() error {
	names, err := v.dir.List("ledger")
	if err != nil {
		return unreadable("the ledger", err)
	}
	behind := func() string {
		for _, name := range slices.Backward(names) {
			if path := "ledger/" + name; len(path) == len(entryName(0)) && path >= entryName(v.head.Size) {
				return path
			}
		}
		return ""
	}
	if behind() == "" {
		return nil
	}
	if err := v.replay(); err != nil { // it may have come while we looked
		return err
	}
	if path := behind(); path != "" {
		return fmt.Errorf("%w: %s is there, and %s is not", ErrDamaged, path, entryName(v.head.Size))
	}
	return nil
}

// notNext judges an entry that does not follow. When its root is that of another log,
// what was rewritten may lie before the head that we started from.
func (v *Vault) notNext(p *ledger.Parsed, err error) error {
	if errors.Is(err, ledger.ErrRoot) {
		if fork, findErr := ledger.FindFork(v.head, v.head.Size, v.readBody); findErr == nil && fork != nil {
			return &ForkError{Against: "what was seen before", Fork: fork}
		}
	}
	return damaged("the ledger", err)
}

// refresh replays what was committed since.
func (v *Vault) refresh() error {
	size := v.head.Size
	if err := v.replay(); err != nil {
		return err
	}
	if v.head.Size != size {
		v.forgetKeys()
	}
	return nil
}

// entryName is where an entry lies.
func entryName(seq int64) string { return fmt.Sprintf("ledger/%010d", seq) }

// readEntry reads an entry and checks its form; fs.ErrNotExist when there is none.
func (v *Vault) readEntry(seq int64) (*ledger.Parsed, error) {
	data, err := v.dir.ReadFile(entryName(seq), ledger.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, unreadable("the ledger", err)
	}
	p, err := ledger.ParseEntry(data)
	if err != nil {
		return nil, damaged(entryName(seq), err)
	}
	if p.Entry.Seq != seq {
		return nil, damaged(entryName(seq), ledger.ErrOrder)
	}
	return p, nil
}

func (v *Vault) readBody(seq int64) ([]byte, error) {
	p, err := v.readEntry(seq)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable("the ledger", err)
	}
	if err != nil {
		return nil, err
	}
	return p.Body, nil
}
