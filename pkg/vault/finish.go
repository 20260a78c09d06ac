package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// finishPurges does what a purge did not come to: files that its entry removed and
// that are still there go, and the receipt is written by who may write one.
//
// The entry must last before its files go: who committed it may have been stopped
// before the sync.
func (v *Vault) finishPurges(ctx context.Context) error {
	if len(v.st.Pending()) == 0 {
		return nil
	}
	if err := v.dir.Sync("ledger"); err != nil {
		return err
	}
	for _, seq := range v.st.Pending() {
		p, err := v.readEntry(seq)
		if errors.Is(err, fs.ErrNotExist) {
			return unreadable("the ledger", err)
		}
		if err != nil {
			return err
		}
		if err := v.unlink(p.Entry.Del); err != nil {
			return fmt.Errorf("finish the purge of entry %d: %w", seq, err)
		}
		if !v.st.May(v.user.Signer.Name(), state.OpReceipt) {
			continue
		}
		if _, err := v.receipt(ctx, seq); err != nil {
			return err
		}
	}
	return nil
}

// receipt says that the files of a purge are gone. Somebody else may have said so.
func (v *Vault) receipt(ctx context.Context, of int64) (int64, error) {
	b := v.dir.NewBatch()
	defer b.Discard()
	done := errors.New("done")
	seq, err := v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		if !slices.Contains(st.Pending(), of) {
			return nil, done
		}
		return newEntry(state.OpReceipt, state.ReceiptData{Of: of})
	})
	if err == done {
		return 0, nil
	}
	return seq, err
}

// newEntry begins an entry with what its operation says.
func newEntry(op string, data any) (*ledger.Entry, error) {
	e := &ledger.Entry{Op: op}
	if data != nil {
		var err error
		if e.Data, err = state.Encode(data); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	return e, nil
}

// unlink removes files that are live no more: key files first, synced, then the rest. It goes
// on after a failure, and says the first one.
func (v *Vault) unlink(paths []string) error {
	var keys, rest []string
	for _, path := range paths {
		at, ok := state.ParsePath(path)
		if _, live := v.st.File(path); live || !ok {
			continue // the ledger was changed under our hands
		}
		if at.Kind == state.KindPartKey || at.Kind == state.KindRoleKey {
			keys = append(keys, path)
		} else {
			rest = append(rest, path)
		}
	}
	if err := unlinkAll(v.dir, keys); err != nil {
		return err
	}
	return unlinkAll(v.dir, rest)
}

func unlinkAll(d *durable.Dir, paths []string) error {
	var first error
	note := func(err error) {
		if first == nil {
			first = err
		}
	}
	folders := map[string]bool{}
	for _, path := range paths {
		if err := d.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			note(err)
		}
		folders[folderOf(path)] = true
	}
	for folder := range folders {
		if err := d.Sync(folder); err != nil {
			note(err)
		}
	}
	return first
}
