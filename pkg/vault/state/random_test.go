package state

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// step makes a random entry that is allowed, or nil.
func (w *world) step(r *rand.Rand) *ledger.Entry {
	w.now = w.now.Add(time.Duration(r.IntN(20*24)) * time.Hour)
	day := func(back int) string { return w.s.Policy().DayOf(w.now.AddDate(0, 0, -back)) }
	switch r.IntN(10) {
	default:
		var add []ledger.File
		for range r.IntN(3) {
			if d := day(r.IntN(900)); !w.s.IsClosed(w.s.Policy().BucketOf(d)) {
				add = append(add, w.parts(d, d, 1+r.Int64N(1000))...)
			}
		}
		if r.IntN(3) == 0 {
			add = append(add, w.quarantine(1+r.Int64N(9)))
		}
		return w.imports("ci", add...)
	case 5:
		var what []Closed
		for _, t := range w.s.BucketTiers() {
			if !w.s.Due(t.Bucket, t.Tier).After(w.now.Truncate(time.Second)) && r.IntN(2) == 0 {
				what = append(what, Closed{Bucket: t.Bucket, Tier: t.Tier})
			}
		}
		if len(what) > 0 {
			return w.purgeOf("cron", what...)
		}
	case 6:
		if p := w.s.Pending(); len(p) > 0 {
			return w.entry("cron", OpReceipt, ReceiptData{Of: p[r.IntN(len(p))]}, nil, nil)
		}
	case 7:
		return w.rotation("asha", KeyRoles()[r.IntN(3)], r.IntN(2) == 0)
	case 8:
		p := w.s.Policy()
		p.Retention.Person.N, p.Retention.Core.N = 1+r.IntN(12), 12+r.IntN(24)
		due := w.s.BecomesDue(p, time.Unix(w.now.Unix(), 0))
		return w.entry("asha", OpPolicySet, PolicySetData{Approved: len(due), Policy: *p}, nil, nil)
	case 9:
		names := w.s.Holders(RoleAnalyst)
		if len(names) > 2 {
			last := names[len(names)-1]
			g, _ := w.s.Role(RoleAnalyst)
			return w.entry("asha", OpActorRevoke, ActorRevokeData{last}, nil, []string{RoleKeyPath(RoleAnalyst, g.Generation, last)})
		}
		g, _ := w.s.Role(RoleAnalyst)
		name := fmt.Sprintf("person-%d", w.s.Seq())
		return w.entry("asha", OpActorAdd, ActorAddData{w.actor(name, RoleAnalyst)}, []ledger.File{roleFile(RoleAnalyst, g.Generation, name)}, nil)
	}
	return nil
}

// invariants hold in every state.
func invariants(t *testing.T, s *State) {
	t.Helper()
	keys, parts := 0, 0
	var rows int64
	for f := range s.Files() {
		switch f.At.Kind {
		case KindPart:
			parts++
		case KindPartKey:
			keys++
		}
		if g, ok := s.File(f.Path); !ok || g.line != f.line {
			t.Fatal("a file is not found:", f.Path)
		}
	}
	all := s.Parts("", "")
	if len(all) != parts || keys != parts {
		t.Fatalf("%d parts, %d with keys, %d keys", parts, len(all), keys)
	}
	for _, p := range all {
		if p.Key.At.partID() != p.Part.At.partID() || p.Key.Tier != p.Part.Tier || p.Key.Rows != p.Part.Rows {
			t.Fatal("another key than its own:", p.Part.Path, p.Key.Path)
		}
	}
	split := 0
	for _, b := range s.Buckets() {
		rows += b.Rows
		for _, tier := range b.Tiers {
			split += len(s.Parts(tier.Bucket, tier.Tier))
		}
	}
	if split != parts || rows > s.Counts().OK {
		t.Fatalf("%d parts, %d by bucket; %d rows of %d", parts, split, rows, s.Counts().OK)
	}
	for _, k := range s.RoleKeys() {
		if !k.Live {
			t.Fatal("a role key is missing:", k.Path)
		}
	}
	back, err := Parse(s.Marshal())
	if err != nil || back.Hash() != s.Hash() {
		t.Fatal("not read again:", err)
	}
}

// TestRandomHistories: any history of allowed entries replays to the same state from
// any pin, and a state holds what it must after every entry.
func TestRandomHistories(t *testing.T) {
	ops := map[string]int{}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 7))
		p := testPolicy()
		if seed%3 == 1 {
			p.Bucket = BucketDay
		}
		w := newWorld(t, p)
		w.team()
		for range 60 {
			if e := w.step(r); e != nil {
				w.commit(e)
				invariants(t, w.s)
				ops[e.Op]++
			}
		}
		for range 4 {
			at := r.IntN(len(w.entries))
			s, err := Parse(w.states[at].Marshal())
			if err != nil {
				t.Fatal(err)
			}
			head := w.heads[at]
			for _, file := range w.entries[at+1:] {
				if s, head, err = replay(s, head, file); err != nil {
					t.Fatalf("seed %d, from %d: %v", seed, at, err)
				}
			}
			if s.Hash() != w.s.Hash() {
				t.Fatalf("seed %d, from %d: another state", seed, at)
			}
		}
		w.damage(t, r)
	}
	for _, op := range []string{OpImport, OpPurge, OpReceipt, OpRoleRotate, OpPolicySet, OpActorAdd, OpActorRevoke} {
		if ops[op] < 5 {
			t.Errorf("%s occurred only %d times", op, ops[op])
		}
	}
}

// damage flips bits in entries, swaps and leaves out some: all are refused at that
// entry.
func (w *world) damage(t *testing.T, r *rand.Rand) {
	t.Helper()
	for range 40 {
		at := 1 + r.IntN(len(w.entries)-1)
		bad := slices.Clone(w.entries[at])
		bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
		if _, _, err := replay(w.states[at-1], w.heads[at-1], bad); err == nil {
			t.Fatalf("entry %d with a flipped bit is taken", at)
		}
		if other := r.IntN(len(w.entries)); other != at {
			if _, _, err := replay(w.states[at-1], w.heads[at-1], w.entries[other]); err == nil {
				t.Fatalf("entry %d is taken for %d", other, at)
			}
		}
	}
}
