package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

var errDisk = errors.New("the disk says no")

// fault lets the kth call fail, and with dead all after it.
type fault struct {
	k, n int
	dead bool
	op   durable.Op
}

func (f *fault) hook(op durable.Op, _ string) error {
	f.n++
	if f.n == f.k {
		f.op = op
	}
	if f.n == f.k || f.dead && f.n > f.k {
		return errDisk
	}
	return nil
}

// job is one change that the fault matrix is held against. It opens the vault by itself.
type job struct {
	name string
	// prepare makes ready for the kth try, without faults.
	prepare func(w *world, k int)
	// run gives the number of the entry that it acknowledges.
	run func(w *world, k int) (int64, error)
}

func opened(w *world, do func(v *Vault) (int64, error)) (int64, error) {
	v, err := Open(w.dir, w.user("asha"), w.clock)
	if err != nil {
		return 0, err
	}
	defer v.Close()
	return do(v)
}

// old gives the kth of many months that are long due.
func old(k int) string { return fmt.Sprintf("%04d-%02d", 1980+k/12, 1+k%12) }

func jobs() []job {
	ctx := context.Background()
	none := func(*world, int) {}
	return []job{
		{"import", none, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) { w.n++; return addRows(v, "2025-05", 3, fmt.Sprintf("%032x", w.n)) })
		}},
		{"purge", func(w *world, k int) { v := w.open("asha"); w.add(v, old(k), 3); v.Close() }, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) {
				p, err := v.Purge(ctx, PurgeOptions{})
				if p == nil {
					return 0, err
				}
				return p.Entry, err
			})
		}},
		{"key grant", none, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) {
				card := w.card("asha")
				card.Name = fmt.Sprintf("ben%d", k) // a signing key of its own is not needed to be granted one
				s, _, err := ledger.GenerateSigner(card.Name)
				if err != nil {
					return 0, err
				}
				card.Verifier = s.Verifier()
				return v.Grant(ctx, card, state.RoleAnalyst)
			})
		}},
		{"revocation", func(w *world, k int) {
			v := w.open("asha")
			s, _, err := ledger.GenerateSigner(fmt.Sprintf("eve%d", k))
			w.must(err)
			_, err = v.Grant(ctx, &ledger.Card{Name: s.Name(), Recipient: w.card("asha").Recipient, Verifier: s.Verifier()}, state.RoleImporter)
			w.must(err)
			v.Close()
		}, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) { return v.Revoke(ctx, fmt.Sprintf("eve%d", k)) })
		}},
		{"rotation", none, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) { return v.Rotate(ctx, state.RoleImporter, false) })
		}},
		{"deep rotation", none, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) { return v.Rotate(ctx, state.RoleAnalyst, true) })
		}},
		{"policy", none, func(w *world, k int) (int64, error) {
			return opened(w, func(v *Vault) (int64, error) {
				p := v.State().Policy()
				p.MaxClockJump = 40 + k%2
				return v.SetPolicy(ctx, p, 0)
			})
		}},
	}
}

// Promise 11: crash, power cut, ENOSPC, EIO, EMFILE at any point: each call to the system
// fails in turn, alone and with all that follow, and the vault is as it was or as it should be.
func TestPromise11FaultAtEveryCall(t *testing.T) {
	for _, j := range jobs() {
		for _, dead := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, dead %v", j.name, dead), func(t *testing.T) { faultMatrix(t, j, dead) })
		}
	}
}

func faultMatrix(t *testing.T, j job, dead bool) {
	step := 1
	if dead {
		step = 4 // what fails after the first fault is much the same
	}
	var w *world
	last, tried := 0, 0
	for k := 1; last == 0; k += step {
		if k > 1000 {
			t.Fatal("a fault at every call, without end")
		}
		if tried%8 == 0 { // a long ledger takes time, each time that it is verified
			w = newWorld(t)
			v := w.init()
			w.add(v, "2025-05", 3)
			v.Close()
		}
		tried++
		if tryFault(t, w, &j, &fault{k: k, dead: dead}) {
			last = k
		}
	}
	if last < 15 {
		t.Fatalf("only %d calls were made to fail", last-1)
	}
	t.Logf("%d calls", last-1)
}

// tryFault runs a job with one fault, and tells whether it came to its end before.
func tryFault(t *testing.T, w *world, j *job, f *fault) (over bool) {
	t.Helper()
	k := f.k
	j.prepare(w, k)
	v := w.open("asha") // it was verified after the fault before this one
	before := v.head.Size
	v.Close()
	restore := durable.SetFault(f.hook)
	seq, err := j.run(w, k)
	restore()
	durable.Cleanup()
	after := w.judge(k, err == nil || !f.dead && f.op != durable.OpRemove && !errors.Is(err, ErrDurability))
	switch {
	case err == nil && seq >= after:
		t.Fatalf("call %d (%s): acknowledged as entry %d, and the ledger has %d", k, f.op, seq, after)
	case err != nil && !errors.Is(err, ErrDurability) && after != before:
		t.Fatalf("call %d (%s): said to have failed by %v, and %d entries came", k, f.op, err, after-before)
	}
	w.finish()
	return f.n < k
}

// judge opens and verifies the vault and gives its number of entries; clean asks that
// nothing is left over.
func (w *world) judge(k int, clean bool) int64 {
	w.t.Helper()
	v, err := Open(w.dir, w.user("asha"), w.clock)
	if err != nil {
		w.t.Fatalf("call %d: %v", k, err)
	}
	defer v.Close()
	out, err := v.Verify(context.Background(), false)
	w.must(err)
	for _, f := range out.Findings {
		if f.Severity != finding.Note || clean {
			if f.ID == "stray-file" && filepath.Dir(f.File) == "tmp" || f.ID == "purge-unfinished" && !clean {
				continue // a second name of an entry, or what the next writer does
			}
			w.t.Fatalf("call %d: %s %s %s", k, f.ID, f.File, f.Message)
		}
	}
	return v.Head().Size
}

// finish is what the next purge does, a day later: it finishes and sweeps.
func (w *world) finish() {
	w.t.Helper()
	for _, folder := range folders() {
		files, err := os.ReadDir(filepath.Join(w.dir, folder))
		w.must(err)
		for _, f := range files {
			when := w.now.AddDate(0, 0, -2)
			if f.Type().IsRegular() {
				w.must(os.Chtimes(filepath.Join(w.dir, folder, f.Name()), when, when))
			}
		}
	}
	v, err := Open(w.dir, w.user("asha"), w.clock)
	w.must(err)
	defer v.Close()
	_, err = v.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	out, err := v.Verify(context.Background(), false)
	w.must(err)
	if len(out.Findings) > 0 {
		w.t.Fatalf("left after a purge: %+v", out.Findings[0])
	}
}

// Promise 11 for init: when it fails, nothing is left.
func TestPromise11FaultAtEveryCallOfInit(t *testing.T) {
	last := 0
	for k := 1; last == 0; k++ {
		w := newWorld(t)
		u := w.user("asha")
		f := &fault{k: k}
		restore := durable.SetFault(f.hook)
		v, err := Init(w.dir, u, w.clock, InitOptions{})
		restore()
		durable.Cleanup()
		if f.n < k {
			last = k
		}
		if v != nil {
			v.Close()
		}
		if err == nil || errors.Is(err, ErrDurability) {
			if w.judge(k, true) != 1 {
				t.Fatalf("call %d: entries", k)
			}
			continue
		}
		if left, _ := os.ReadDir(w.dir); f.op != durable.OpRemove && (len(left) > 0 || exists(w.dir)) {
			t.Fatalf("call %d (%s): %v, and %d names are left", k, f.op, err, len(left))
		}
	}
	if last < 60 {
		t.Fatalf("only %d calls were made to fail", last-1)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
