package state

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// TestDataIsStrict: no operation takes a key that it does not know.
func TestDataIsStrict(t *testing.T) {
	w := story(t)
	cases := 0
	for i, file := range w.entries {
		p, err := ledger.ParseEntry(file)
		if err != nil {
			t.Fatal(err)
		}
		e := p.Entry
		if e.Data == nil {
			continue
		}
		e.Data = append(slices.Clone(e.Data[:len(e.Data)-1]), `,"zzz":1}`...)
		propose := Genesis
		if i > 0 {
			propose = w.states[i-1].Propose
		}
		_, err = propose(e)
		if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "unknown") {
			t.Errorf("%s: %v", e.Op, err)
		}
		cases++
	}
	if cases < 15 {
		t.Fatal(cases)
	}
}

// TestProposeChecksTheForm: a writer is told what a reader would refuse by form.
func TestProposeChecksTheForm(t *testing.T) {
	w := base(t)
	e := w.imports("ci", w.parts("2025-05-01", "2025-05-02", 1)...)
	slices.Reverse(e.Add)
	_, err := w.s.Propose(e)
	if v := wantViolation(t, err, ledger.ErrForm); !strings.HasPrefix(v.Error(), "entry 10: ") || !strings.Contains(v.Error(), "sorted") {
		t.Error(v)
	}
	fresh := &world{t: t, signers: map[string]*ledger.Signer{}, now: start}
	for name, f := range map[string]func(e *ledger.Entry){
		"form":   func(e *ledger.Entry) { e.Tool = "" },
		"op":     func(e *ledger.Entry) { e.Op = OpImport },
		"number": func(e *ledger.Entry) { e.Seq = 1 },
		"actor":  func(e *ledger.Entry) { e.Actor = "ben" },
	} {
		e := fresh.genesis(testPolicy())
		if _, err := Genesis(e); err != nil {
			t.Fatal(err)
		}
		f(e)
		if _, err := Genesis(e); err == nil {
			t.Errorf("a genesis of another %s is taken", name)
		}
	}
}

// sameKey is the verifier key of another name with the key of signer "twin".
func sameKey(t *testing.T, name string) string {
	t.Helper()
	seed := []byte(strings.Repeat("twin.", 32))[:ed25519.SeedSize]
	v, err := note.NewEd25519VerifierKey(name, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOneKeyOneActor(t *testing.T) {
	w := base(t)
	w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("twin", RolePurger)}, nil, nil))
	if sameKey(t, "twin") != w.signer("twin").Verifier() {
		t.Fatal("the test makes another key")
	}
	a := w.actor("eve", RolePurger)
	a.Verifier = sameKey(t, "eve")
	_, err := w.s.Propose(w.entry("asha", OpActorAdd, ActorAddData{a}, nil, nil))
	if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "one signing key") {
		t.Error(v)
	}
	// The same name with another key.
	other, _, err := ledger.GenerateSigner("ben")
	if err != nil {
		t.Fatal(err)
	}
	b := w.actor("ben", RoleSteward)
	b.Verifier = other.Verifier()
	_, err = w.s.Propose(w.entry("asha", OpActorAdd, ActorAddData{b}, nil, nil))
	if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "other keys") {
		t.Error(v)
	}
}

// TestPolicyInAnEntry: what policy.yaml cannot say, an entry cannot either.
func TestPolicyInAnEntry(t *testing.T) {
	w := newWorld(t, testPolicy())
	good := testPolicy()
	if good.Check() != nil {
		t.Fatal(good.Check())
	}
	cases := map[string]func(p *Policy){
		"bucket":             func(p *Policy) { p.Bucket = "week" },
		"access_log":         func(p *Policy) { p.AccessLog = "" },
		"pseudonym":          func(p *Policy) { p.Pseudonym = "on" },
		"timezone":           func(p *Policy) { p.Timezone = strings.Repeat("x", 70) },
		"threshold":          func(p *Policy) { p.Threshold = 0 },
		"max_clock_jump":     func(p *Policy) { p.MaxClockJump = 0 },
		"min_version":        func(p *Policy) { p.MinVersion = -1 },
		"disclosure.min":     func(p *Policy) { p.Disclosure.MinComments = 2 },
		"disclosure.class":   func(p *Policy) { p.Disclosure.ClassMinGroup = 1 },
		"retention.core":     func(p *Policy) { p.Retention.Core = Duration{1, "weeks"} },
		"retention.index":    func(p *Policy) { p.Retention.Index = Duration{0, UnitDays} },
		"retention.person":   func(p *Policy) { p.Retention.Person = Duration{1201, UnitMonths} },
		"retention.person d": func(p *Policy) { p.Retention.Person = Duration{36601, UnitDays} },
	}
	for name, f := range cases {
		p := testPolicy()
		f(&p)
		_, err := w.s.Propose(w.entry("asha", OpPolicySet, PolicySetData{Policy: p}, nil, nil))
		if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "policy: "+strings.Fields(name)[0]) {
			t.Errorf("%s: %v", name, v)
		}
	}
}

// TestRefusedDetails are cases in which one of several like checks alone refuses.
func TestRefusedDetails(t *testing.T) {
	imports := func(f func(w *world, add []ledger.File) []ledger.File) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			add := w.parts("2025-05-02", "2025-05-30", 10)
			return w.entry("ci", OpImport, w.importData(add), f(w, add), nil)
		}
	}
	purge := func(reason string) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			e := w.purgeOf("cron", Closed{Bucket: "2024-12", Tier: TierPerson})
			d, err := decode[PurgeData](e.Data)
			if err != nil {
				t.Fatal(err)
			}
			d.Removed[0].Reason = reason
			e.Data, _ = Encode(d)
			return e
		}
	}
	rotate := func(role string, deep bool, f func(w *world, e *ledger.Entry)) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry { e := w.rotation("asha", role, deep); f(w, e); return e }
	}
	// kind finds the first file that an entry adds under a folder.
	kind := func(e *ledger.Entry, prefix string) *ledger.File {
		i := slices.IndexFunc(e.Add, func(f ledger.File) bool { return strings.HasPrefix(f.Path, prefix) })
		return &e.Add[i]
	}
	files := func(d PurgeFilesData) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry { return w.entry("cron", OpPurgeFiles, d, nil, nil) }
	}
	anchor := func(root string) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			return w.entry("asha", OpAnchor, HeadData{Root: root, Size: 1}, nil, nil)
		}
	}
	release := func(plan string, del []string) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			return w.entry("ben", OpRelease, ReleaseData{anyHash, plan}, []ledger.File{{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash}}, del)
		}
	}
	w0 := base(t)
	if _, err := w0.s.Propose(purge("retention-2")(w0)); err != nil {
		t.Error(err)
	}
	runRefusals(t, []forged{
		{"key with another first day", imports(func(_ *world, a []ledger.File) []ledger.File { a[1].First = "2025-05-01"; return a }), "do not agree", nil},
		{"tier with another first day", imports(func(_ *world, a []ledger.File) []ledger.File {
			a[2].First, a[3].First = "2025-05-01", "2025-05-01"
			return a
		}), "another tier", nil},
		{"tier with another last day", imports(func(_ *world, a []ledger.File) []ledger.File {
			a[2].Last, a[3].Last = "2025-05-31", "2025-05-31"
			return a
		}), "another tier", nil},
		{"a survey when one is recorded", func(w *world) *ledger.Entry {
			w.commit(w.entry("ci", OpSurveySet, SurveySetData{"a: b"}, nil, nil))
			d := w.importData(nil)
			d.Survey = "c: d"
			_, err := w.s.Propose(w.entry("ci", OpImport, d, nil, nil))
			if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "one is recorded") {
				t.Error(v)
			}
			w.s, w.head = w.states[9], w.heads[9]
			d.Survey = strings.Repeat("x", maxSurvey+1)
			return w.entry("ci", OpImport, d, nil, nil)
		}, "survey definition", nil},
		{"more rows than there can be", func(w *world) *ledger.Entry {
			d := w.importData(nil)
			d.Rows.Late = maxRows + 1
			d.Rows.In += d.Rows.Late
			return w.entry("ci", OpImport, d, nil, nil)
		}, "too large", nil},
		{"files: negative bytes", files(PurgeFilesData{-1, 1, "2025-01-02", "2025-01-01"}), "counts", nil},
		{"files: no newest day", files(PurgeFilesData{1, 1, "2025-01", "2024-01-01"}), "counts", nil},
		{"files: no oldest day", files(PurgeFilesData{1, 1, "2025-01-02", "2025-01"}), "counts", nil},
		{"anchor: no base64", anchor(strings.Repeat("!", 44)), "earlier head", nil},
		{"anchor: 31 bytes", anchor(strings.Repeat("A", 41) + "A=="), "earlier head", nil},
		{"anchor: a line end inside", anchor("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), "earlier head", nil},
		{"release: no plan", release("", nil), "SHA-256", nil},
		{"release: deletes", release(anyHash, []string{w0.s.Releases()[0].Path}), "one file", nil},
		{"no reason", purge(""), "named by", nil},
		{"a long reason", purge(strings.Repeat("x", 33)), "named by", nil},
		{"a reason that begins with a digit", purge("1x"), "named by", nil},
		{"a reason with a point", purge("a.b"), "named by", nil},

		{"old role keys stay", rotate(RoleAnalyst, false, func(_ *world, e *ledger.Entry) {
			e.Del = slices.DeleteFunc(e.Del, func(p string) bool { return strings.HasPrefix(p, "keys/roles/") })
		}), "deletes all old ones", nil},
		{"quarantine with other rows", rotate(RoleSteward, false, func(_ *world, e *ledger.Entry) { kind(e, "quarantine/").Rows++ }), "quarantine/", nil},
		{"quarantine in another bucket", rotate(RoleSteward, false, func(_ *world, e *ledger.Entry) { kind(e, "quarantine/").Bucket = "2027-01" }), "quarantine/", nil},
		{"a part in a shallow rotation", rotate(RoleAnalyst, false, func(w *world, e *ledger.Entry) {
			e.Add = append(e.Add, w.parts("2025-05-01", "2025-05-02", 1)[:1]...)
			slices.SortFunc(e.Add, func(a, b ledger.File) int { return strings.Compare(a.Path, b.Path) })
		}), "key files of all parts", nil},
		{"a key file more", rotate(RoleAnalyst, false, func(w *world, e *ledger.Entry) {
			e.Add = append(e.Add, w.parts("2025-05-01", "2025-05-02", 1)[1])
			slices.SortFunc(e.Add, func(a, b ledger.File) int { return strings.Compare(a.Path, b.Path) })
		}), "key files of all parts", nil},
		{"an old key file stays", rotate(RoleAnalyst, false, func(_ *world, e *ledger.Entry) { e.Del = e.Del[1:] }), "key files of all parts", nil},
		{"a key with another first day", rotate(RoleAnalyst, false, func(_ *world, e *ledger.Entry) { e.Add[0].First = e.Add[0].Last }), "key files of all parts", nil},
		{"a key with another last day", rotate(RoleAnalyst, false, func(_ *world, e *ledger.Entry) { e.Add[0].Last = e.Add[0].First }), "key files of all parts", nil},
		{"deep without a key", rotate(RoleAnalyst, true, func(_ *world, e *ledger.Entry) { e.Add = e.Add[1:] }), "no key file", nil},
		{"deep, an old key stays", rotate(RoleAnalyst, true, func(_ *world, e *ledger.Entry) { e.Del = e.Del[1:] }), "with all its tiers", nil},
	})
}

// TestCountsHaveALimit: sums stay within the numbers that every reader keeps exact.
func TestCountsHaveALimit(t *testing.T) {
	w := base(t)
	for range 7 {
		d := w.importData(nil)
		d.Rows = RowCounts{In: maxRows, Late: maxRows}
		w.commit(w.entry("ci", OpImport, d, nil, nil))
	}
	d := w.importData(nil)
	d.Rows = RowCounts{In: maxRows, Late: maxRows}
	_, err := w.s.Propose(w.entry("ci", OpImport, d, nil, nil))
	if v := wantViolation(t, err, nil); !strings.Contains(v.Why, "too large") {
		t.Error(v)
	}
}

// TestKeyWithTheHighestNumber: of two key files, which no entry can make, the later counts.
func TestKeyWithTheHighestNumber(t *testing.T) {
	var lines []string
	for _, l := range strings.SplitAfter(string(base(t).s.Marshal()), "\n") {
		if strings.Contains(l, ".core.1.age") && strings.Contains(l, "2026-01") {
			lines = append(lines, l, strings.Replace(l, ".core.1.", ".core.10.", 1), strings.Replace(l, ".core.1.", ".core.9.", 1))
			continue
		}
		lines = append(lines, l)
	}
	s, err := Parse([]byte(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Parts("2026-01", TierCore); len(p) != 1 || p[0].Key.At.N != 10 {
		t.Error(p)
	}
}
