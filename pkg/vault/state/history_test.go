package state

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// story is one history in which every operation of version 1 occurs.
func story(t testing.TB) *world {
	w := newWorld(t, testPolicy())
	w.team()
	first := w.imports("ci", append(w.parts("2024-12-30", "2024-12-31", 40), append(w.parts("2025-02-01", "2025-02-28", 100), w.quarantine(3))...)...)
	d := w.importData(first.Add)
	d.Survey = "survey: demo # é \"quoted\"\n"
	first.Data, _ = Encode(d)
	w.commit(first)
	w.now = w.now.Add(24 * time.Hour)
	w.commit(w.imports("ci", w.parts("2025-12-01", "2026-01-15", 7)[:0]...))
	w.commit(w.imports("ci", w.parts("2026-01-02", "2026-01-16", 9)...))
	w.commit(w.entry("asha", OpHeartbeat, nil, nil, nil))
	w.commit(w.entry("asha", OpVerified, HeadData{Size: 3, Root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, nil, nil))
	w.commit(w.entry("asha", OpAnchor, HeadData{Size: w.s.Seq() + 1, Root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, nil, nil))
	w.commit(w.entry("ben", OpRelease, ReleaseData{Digest: anyHash, Plan: anyHash}, []ledger.File{{Path: ReleasePath(w.id()), Bytes: 10, SHA256: anyHash}}, nil))
	w.commit(w.purgeOf("cron", Closed{Bucket: "2024-12", Tier: TierPerson}))
	w.commit(w.entry("cron", OpReceipt, ReceiptData{Of: w.s.Seq()}, nil, nil))
	w.commit(w.entry("cron", OpPurgeFiles, PurgeFilesData{Files: 2, Bytes: 9, Oldest: "2025-01-01", Newest: "2025-02-01"}, nil, nil))
	lower := testPolicy()
	lower.Retention.Person = Duration{90, UnitDays}
	w.commit(w.entry("asha", OpPolicySet, PolicySetData{Approved: 1, Policy: lower}, nil, nil))
	w.commit(w.purgeOf("cron", Closed{Bucket: "2025-02", Tier: TierPerson}))
	w.commit(w.entry("ci", OpSurveySet, SurveySetData{Survey: "survey: demo2\n"}, nil, nil))
	w.commit(w.rotation("asha", RoleSteward, false))
	w.commit(w.rotation("asha", RoleAnalyst, true))
	w.commit(w.entry("asha", OpActorRevoke, ActorRevokeData{Name: "ben"}, nil, []string{RoleKeyPath(RoleAnalyst, 2, "ben")}))
	w.commit(w.rotation("asha", RoleAnalyst, false))
	w.commit(w.rotation("asha", RoleImporter, false))
	return w
}

// TestGolden keeps the form: a state of version 1 must have these bytes for ever.
func TestGolden(t *testing.T) {
	const name = "testdata/story.state"
	got := story(t).s.Marshal()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Fatalf("the form of a state changed:\n%s", got)
	}
}

func TestStoryHasEveryOperation(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range story(t).entries {
		p, err := ledger.ParseEntry(file)
		if err != nil {
			t.Fatal(err)
		}
		seen[p.Entry.Op] = true
	}
	all := []string{OpGenesis, OpActorAdd, OpActorRevoke, OpRoleRotate, OpPolicySet, OpSurveySet, OpImport, OpPurge, OpReceipt, OpPurgeFiles, OpHeartbeat, OpRelease, OpVerified, OpAnchor}
	for _, op := range all {
		if !seen[op] {
			t.Error("no", op)
		}
	}
}

// TestReplayFromAnyPin: from whatever state and head were kept, the replay ends in the
// same state.
func TestReplayFromAnyPin(t *testing.T) {
	w := story(t)
	want := w.s.Hash()
	pins := 0
	for at := range w.entries {
		s, err := Parse(w.states[at].Marshal())
		if err != nil {
			t.Fatalf("entry %d: %v", at, err)
		}
		if string(s.Marshal()) != string(w.states[at].Marshal()) {
			t.Fatalf("entry %d: read and written again it differs", at)
		}
		head, err := ledger.ParseHead(w.heads[at].Marshal())
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range w.entries[at+1:] {
			before := s.Hash()
			old := s
			if s, head, err = replay(s, head, file); err != nil {
				t.Fatalf("from %d: %v", at, err)
			}
			if old.Hash() != before {
				t.Fatal("Apply changed the state before")
			}
		}
		if s.Hash() != want || head.Marshal() != w.head.Marshal() {
			t.Fatalf("from %d: another state", at)
		}
		pins++
	}
	if pins < 15 {
		t.Fatal("pins:", pins)
	}
}

// TestForkAndRollback: a head that was kept finds a ledger that was rewritten.
func TestForkAndRollback(t *testing.T) {
	w := newWorld(t, testPolicy())
	for range 4 {
		w.commit(w.entry("asha", OpHeartbeat, nil, nil, nil))
	}
	pin, pinned := w.head, w.s
	forked := &world{t: t, signers: w.signers, s: w.states[2], head: w.heads[2], now: w.now.Add(time.Hour), entries: slices.Clone(w.entries[:3]), heads: slices.Clone(w.heads[:3])}
	for range 5 {
		forked.commit(forked.entry("asha", OpHeartbeat, nil, nil, nil))
	}
	_, _, err := replay(pinned, pin, forked.entries[5])
	if v := wantViolation(t, err, ledger.ErrRoot); v.Seq != 5 {
		t.Error(v)
	}
	body := func(n int64) ([]byte, error) {
		p, err := ledger.ParseEntry(forked.entries[n])
		if err != nil {
			return nil, err
		}
		return p.Body, nil
	}
	fork, err := ledger.FindFork(pin, int64(len(forked.entries)), body)
	if err != nil || fork == nil || fork.From > 3 || fork.To < 3 {
		t.Error(fork, err)
	}
	if !strings.Contains(fork.String(), "0 to 3") {
		t.Error(fork)
	}
}

func TestFirstEntryIsRefused(t *testing.T) {
	fresh := func() *world { return &world{t: t, signers: map[string]*ledger.Signer{}, now: start} }
	edit := func(f func(w *world, d *GenesisData, e *ledger.Entry)) func(*world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			e := w.genesis(testPolicy())
			d, err := decode[GenesisData](e.Data)
			if err != nil {
				t.Fatal(err)
			}
			f(w, &d, e)
			if e.Data, err = Encode(d); err != nil {
				t.Fatal(err)
			}
			return e
		}
	}
	cases := []struct {
		name string
		make func(*world) *ledger.Entry
		why  string
	}{
		{"two actors", edit(func(w *world, d *GenesisData, _ *ledger.Entry) {
			d.Actors = append(d.Actors, w.actor("ben", RoleOwner))
		}), "one actor"},
		{"signed by another", edit(func(w *world, _ *GenesisData, e *ledger.Entry) { e.Actor = "ben" }), "one actor"},
		{"no owner", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Actors[0].Roles = KeyRoles() }), "lacks the role owner"},
		{"no steward", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Actors[0].Roles = Roles()[:5] }), "lacks the role steward"},
		{"revoked", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Actors[0].Revoked = 1 }), "revoked"},
		{"unknown role", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) {
			d.Actors[0].Roles = append(d.Actors[0].Roles, "tester")
		}), "roles of an actor"},
		{"roles not sorted", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { slices.Reverse(d.Actors[0].Roles) }), "not sorted"},
		{"ssh recipient", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Actors[0].Recipient = "ssh-ed25519 AAAA" }), "recipient"},
		{"bad recovery", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Recovery = "age1\nfile x" }), "recovery"},
		{"a role less", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Roles = d.Roles[1:] }), "roles are not"},
		{"generation 2", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Roles[0].Generation = 2 }), "generation 1"},
		{"a role for an ssh key", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Roles[0].Recipient = "ssh-ed25519 AAAA" }), "of its own"},
		{"one recipient twice", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Roles[0].Recipient = d.Roles[1].Recipient }), "of its own"},
		{"policy below the floor", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Policy.Disclosure.MinGroup = 2 }), "min_group is 3 or more"},
		{"huge survey", edit(func(_ *world, d *GenesisData, _ *ledger.Entry) { d.Survey = strings.Repeat("x", maxSurvey+1) }), "survey"},
		{"a key file less", edit(func(_ *world, _ *GenesisData, e *ledger.Entry) { e.Add = e.Add[1:] }), "key files"},
		{"a file more", edit(func(w *world, _ *GenesisData, e *ledger.Entry) {
			e.Add = append(e.Add, ledger.File{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash})
		}), "key files"},
		{"another operation", func(w *world) *ledger.Entry { return w.entry("asha", OpHeartbeat, nil, nil, nil) }, "no genesis"},
		{"no data", func(w *world) *ledger.Entry { return w.entry("asha", OpGenesis, nil, nil, nil) }, "no data"},
		{"unknown key", func(w *world) *ledger.Entry {
			return w.entry("asha", OpGenesis, map[string]int{"extra": 1}, nil, nil)
		}, "unknown"},
	}
	for _, c := range cases {
		w := fresh()
		e := c.make(w)
		e.State = anyHash
		file, _, err := e.Sign(ledger.Head{}, w.signer(e.Actor))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, _, err = replay(nil, ledger.Head{}, file)
		if v := wantViolation(t, err, nil); !strings.Contains(v.Why, c.why) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	w := fresh()
	e := w.genesis(testPolicy())
	e.State = anyHash
	file, _, err := e.Sign(ledger.Head{}, w.signer("asha"))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = replay(nil, ledger.Head{}, file)
	wantViolation(t, err, ErrState)
	// A key that the entry names, but that did not sign it.
	stranger, _, err := ledger.GenerateSigner("asha")
	if err != nil {
		t.Fatal(err)
	}
	if file, _, err = e.Sign(ledger.Head{}, stranger); err != nil {
		t.Fatal(err)
	}
	_, _, err = replay(nil, ledger.Head{}, file)
	wantViolation(t, err, ledger.ErrSignature)
}
