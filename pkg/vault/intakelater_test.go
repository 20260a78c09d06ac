package vault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func later(w *world, v *Vault) *Intake {
	w.t.Helper()
	in, err := v.Intake(context.Background(), IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, LookLater: true})
	w.must(err)
	return in
}

// TestLookLater: whoever has it that no response comes twice is told when one did, and begins
// anew.
func TestLookLater(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	imports(t, v, 1, 1, 0, aRow(t, "old", "2025-05-02"))
	in := later(w, v)
	defer in.Abort()
	fill := func(ids ...string) {
		t.Helper()
		crew := []*Collector{in.Worker(), in.Worker()}
		for i, id := range ids {
			_, err := crew[i%2].Add(aRow(t, id, "2025-05-03"))
			w.must(err)
		}
	}
	fill("a", "b", "", "", "old")
	if in.Twice() {
		t.Error("no response came twice")
	}
	fill("c", "b")
	if !in.Twice() {
		t.Error("b came twice")
	}
	w.must(in.Restart())
	if in.Twice() {
		t.Error("what came before is not forgotten")
	}
	fill("a", "b", "a")
	if !in.Twice() {
		t.Error("a came twice with one worker")
	}
	w.must(in.RestartExact())
	fill("a", "b", "a", "old", "")
	if in.Twice() {
		t.Error("a duplicate was added")
	}
	done, err := in.Commit(ctx, [32]byte{2}, "")
	w.must(err)
	if want := (state.RowCounts{In: 5, OK: 3, Duplicate: 2}); done.Rows != want {
		t.Errorf("%+v, want %+v", done.Rows, want)
	}
	in = later(w, v)
	fill("x", "y", "x")
	if _, err := in.Commit(ctx, [32]byte{3}, ""); err == nil {
		t.Error("a response was committed twice")
	}
	w.sameFiles(v)
}

// TestLookLaterAndRace: another import that brought the same responses is noticed.
func TestLookLaterAndRace(t *testing.T) {
	ctx := context.Background()
	for _, other := range []string{"a77", "a777"} {
		w := newWorld(t)
		v := w.init()
		in := later(w, v)
		defer in.Abort()
		crew := []*Collector{in.Worker(), in.Worker(), in.Worker()}
		for i := range 500 {
			_, err := crew[i%3].Add(aRow(t, fmt.Sprint("a", i), "2025-05-02"))
			w.must(err)
		}
		imports(t, w.open("asha"), 1, 1, 0, aRow(t, "z", "2025-05-02"), aRow(t, other, "2025-05-03"))
		_, err := in.Commit(ctx, [32]byte{2}, "")
		if moved := other == "a77"; errors.Is(err, ErrMoved) != moved || !moved && err != nil {
			t.Errorf("another import brought %s: %v", other, err)
		}
	}
}

func TestAnyTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, k := range []struct{ n, workers int }{{0, 1}, {1, 2}, {30_000, 1}, {30_000, 3}} {
		var list [][16]byte
		crew := make([]*laterIDs, k.workers)
		for i := range crew {
			crew[i] = new(laterIDs)
		}
		for i := range k.n {
			var id [16]byte
			for j := range id {
				id[j] = byte(r.Uint32())
			}
			list = append(list, id)
			crew[i%k.workers].add(&id)
		}
		if anyTwice(crew) {
			t.Errorf("%+v: an id came twice", k)
		}
		for range min(k.n, 20) {
			id := list[r.IntN(k.n)]
			to := &crew[r.IntN(k.workers)][id[0]]
			*to = append(*to, keptLater(&id))
			if !anyTwice(crew) {
				t.Errorf("%+v: an id came twice, and nobody noticed", k)
			}
			*to = (*to)[:len(*to)-1]
		}
		for _, l := range crew {
			l.sort()
		}
		for i, id := range list {
			id[9]++ // not kept
			if !crew[i%k.workers].has(&id) {
				t.Fatalf("%+v: an id is not found", k)
			}
			if id[5]++; crew[i%k.workers].has(&id) {
				t.Fatalf("%+v: a stranger is found", k)
			}
		}
	}
	zero := new(laterIDs)
	zero.add(&[16]byte{7})
	if anyTwice([]*laterIDs{zero}) {
		t.Error("one id of zeros")
	}
	zero.add(&[16]byte{7})
	if !anyTwice([]*laterIDs{zero}) {
		t.Error("two ids of zeros")
	}
}
