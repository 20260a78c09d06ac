package vault

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// killed lets a change come as far as its commit, and leaves what it wrote as a process
// does that is killed there.
func (w *world) killed(change func(v *Vault) error) {
	w.t.Helper()
	v := w.open("asha")
	dead := false
	restore := durable.SetFault(func(op durable.Op, path string) error {
		if dead = dead || op == durable.OpLink && filepath.Base(filepath.Dir(path)) == "ledger"; dead {
			return errDisk
		}
		return nil
	})
	err := change(v)
	restore()
	if err == nil || !dead {
		w.t.Fatalf("the test stops nothing: %v", err)
	}
	durable.Cleanup()
}

// Promise 11: what a killed rotation or grant left does not stand in the way of the next one,
// although its names are not random: nobody should have to wait a day for the sweep.
func TestPromise11KilledKeyChangesAreRepeated(t *testing.T) {
	ctx := context.Background()
	w := threeMonths(t)
	rotate := func(v *Vault) error { _, err := v.Rotate(ctx, state.RoleAnalyst, false); return err }
	grant := func(v *Vault) error { _, err := v.Grant(ctx, w.card("ben"), state.RoleAnalyst); return err }
	for _, c := range []struct {
		what   string
		change func(*Vault) error
	}{{"rotation", rotate}, {"grant", grant}} {
		what, change := c.what, c.change
		w.killed(change)
		if _, findings := w.verdict("asha", false); findings == "" {
			t.Fatalf("%s: the test leaves nothing", what)
		}
		if err := change(w.open("asha")); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.must(Trust(w.dir, w.user("ben"), w.open("asha").Fingerprint()))
	if _, err := scores(w.open("ben")); err != nil {
		t.Error(err)
	}
	w.finish()
}

// While somebody holds the lock, a file in the way may be about to be named by an entry: it stays.
func TestAGrantTakesNothingAwayFromAnother(t *testing.T) {
	ctx := context.Background()
	w := threeMonths(t)
	v := w.open("asha")
	r, _ := v.State().Role(state.RoleAnalyst)
	path := state.RoleKeyPath(state.RoleAnalyst, r.Generation, "ben")
	w.write(path, []byte("sealed by somebody else, just now"))
	_, end, err := w.open("asha").begin(ctx)
	w.must(err)
	short, cancel := context.WithCancel(ctx)
	restore := durable.SetFault(func(op durable.Op, _ string) error {
		if op == durable.OpLock { // the second lock, which is wanted alone
			cancel()
		}
		return nil
	})
	_, err = v.Grant(short, w.card("ben"), state.RoleAnalyst)
	restore()
	if !errors.Is(err, context.Canceled) && !errors.Is(err, durable.ErrLocked) {
		t.Errorf("%v", err)
	}
	if _, err := os.Lstat(filepath.Join(w.dir, path)); err != nil {
		t.Error(err)
	}
	end()
	if _, err := v.Grant(ctx, w.card("ben"), state.RoleAnalyst); err != nil {
		t.Error(err)
	}
	if err := v.removeStray(path); err != nil { // now it is named
		t.Error(err)
	}
	if _, err := os.Lstat(filepath.Join(w.dir, path)); errors.Is(err, fs.ErrNotExist) {
		t.Error("a live file was taken away")
	}
	if _, err := v.Grant(ctx, &ledger.Card{Name: "ben", Recipient: w.card("ben").Recipient, Verifier: w.card("ben").Verifier}, state.RoleAnalyst); !errors.Is(err, ErrRefused) {
		t.Errorf("the same once more: %v", err)
	}
}
