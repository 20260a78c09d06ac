package state

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// wantViolation checks that an error is a *Violation, and wraps cause if there is one.
func wantViolation(t testing.TB, err, cause error) *Violation {
	t.Helper()
	var v *Violation
	if !errors.As(err, &v) {
		t.Errorf("no violation: %v", err)
		return &Violation{}
	}
	if cause != nil && !errors.Is(err, cause) {
		t.Errorf("%v is not %v", err, cause)
	}
	return v
}

// refusals are entries that a thief of a key, a bug or a rewriter of the directory
// could make. Each is signed as well as it can be.
type forged struct {
	name  string
	make  func(w *world) *ledger.Entry
	why   string
	cause error
}

// base is the world in which they are made: a team, two imports, one person tier
// purged and one due, a release, and gil, who was revoked.
func base(t testing.TB) *world {
	w := newWorld(t, testPolicy())
	w.team()
	w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("gil", RoleAnalyst, RoleImporter, RolePurger)}, []ledger.File{roleFile(RoleAnalyst, 1, "gil")}, nil))
	w.commit(w.entry("asha", OpActorRevoke, ActorRevokeData{Name: "gil"}, nil, []string{RoleKeyPath(RoleAnalyst, 1, "gil")}))
	w.commit(w.imports("ci", slices.Concat(w.parts("2024-11-01", "2024-11-30", 4), w.parts("2024-12-01", "2024-12-31", 40), w.parts("2024-12-01", "2024-12-02", 2), []ledger.File{w.quarantine(2)})...))
	w.commit(w.imports("ci", w.parts("2026-01-01", "2026-01-14", 100)...))
	w.commit(w.purgeOf("cron", Closed{Bucket: "2024-11", Tier: TierPerson}))
	w.commit(w.entry("ben", OpRelease, ReleaseData{Digest: anyHash, Plan: anyHash}, []ledger.File{{Path: ReleasePath(w.id()), Bytes: 10, SHA256: anyHash}}, nil))
	return w
}

func runRefusals(t *testing.T, cases []forged) {
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	w := base(t)
	s, head, now, before := w.s, w.head, w.now, w.s.Hash()
	for _, c := range cases {
		w.s, w.head, w.now = s, head, now
		e := c.make(w)
		if e.State == "" {
			e.State = anyHash
		}
		file, _, err := e.Sign(w.head, w.signer(e.Actor))
		if err != nil {
			t.Errorf("%s: cannot be signed: %v", c.name, err)
			continue
		}
		_, _, err = replay(s, head, file)
		v := wantViolation(t, err, c.cause)
		if !strings.Contains(v.Why, c.why) || v.Seq != e.Seq || !strings.HasPrefix(v.Error(), "entry ") {
			t.Errorf("%s: %v; want %q", c.name, err, c.why)
		}
		if s.Hash() != before {
			t.Fatalf("%s: a refused entry changed the state", c.name)
		}
	}
}

func TestRefusedByTheFrame(t *testing.T) {
	beat := func(w *world) *ledger.Entry { return w.entry("asha", OpHeartbeat, nil, nil, nil) }
	edited := func(f func(w *world, e *ledger.Entry)) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry { e := beat(w); f(w, e); return e }
	}
	runRefusals(t, []forged{
		{"another vault", edited(func(_ *world, e *ledger.Entry) { e.Vault = strings.Repeat("0", 32) }), "another vault", nil},
		{"a number too high", edited(func(w *world, e *ledger.Entry) { e.Seq++; w.head = w.head.Append([]byte("x")) }), "", ledger.ErrOrder},
		{"a number too low", edited(func(w *world, e *ledger.Entry) { e.Seq--; w.head = w.heads[len(w.heads)-2] }), "", ledger.ErrOrder},
		{"another past", edited(func(w *world, _ *ledger.Entry) {
			w.head = w.heads[len(w.heads)-2].Append([]byte("x"))
		}), "", ledger.ErrRoot},
		{"time goes back", edited(func(_ *world, e *ledger.Entry) { e.Time = start.Unix() - 1 }), "time", ErrTime},
		{"unknown operation", edited(func(_ *world, e *ledger.Entry) { e.Op = "erase" }), "does not know", nil},
		{"genesis again", func(w *world) *ledger.Entry { e := w.genesis(testPolicy()); e.Seq = w.s.Seq() + 1; return e }, "does not know", nil},
		{"nobody", edited(func(_ *world, e *ledger.Entry) { e.Actor = "mallory" }), "not known", ErrPermission},
		{"revoked", func(w *world) *ledger.Entry { return w.imports("gil") }, "revoked", ErrPermission},
		{"false state", edited(func(w *world, e *ledger.Entry) { e.State = w.s.Hash() }), "another state", ErrState},
		{"names itself owner by the state", func(w *world) *ledger.Entry {
			e := w.entry("cron", OpHeartbeat, nil, nil, nil)
			next, err := w.s.Propose(e)
			if err != nil {
				t.Fatal(err)
			}
			forged := *next
			forged.actors = slices.Clone(forged.actors)
			i, _ := forged.findActor("cron")
			forged.actors[i] = newActorLine(w.actor("cron", RoleOwner, RolePurger))
			e.State = forged.Hash()
			return e
		}, "another state", ErrState},
		{"a heartbeat with data", func(w *world) *ledger.Entry {
			return w.entry("asha", OpHeartbeat, map[string]int{"x": 1}, nil, nil)
		}, "no data", nil},
		{"a heartbeat with files", func(w *world) *ledger.Entry {
			return w.entry("asha", OpHeartbeat, nil, w.parts("2026-01-01", "2026-01-02", 1), nil)
		}, "neither adds", nil},
		{"a heartbeat that deletes", func(w *world) *ledger.Entry {
			return w.entry("asha", OpHeartbeat, nil, nil, []string{w.s.files[0].Path})
		}, "neither adds", nil},
	})
	// A writer is told the same without a signature.
	for _, seq := range []int64{0, 1, 9, 11} {
		w := base(t)
		e := beat(w)
		e.Seq = seq
		_, err := w.s.Propose(e)
		wantViolation(t, err, ledger.ErrOrder)
		e.Seq, e.Actor = w.s.Seq()+1, "mallory"
		_, err = w.s.Propose(e)
		wantViolation(t, err, ErrPermission)
	}
	// The same key cannot stand for another name, and a stranger's key for none.
	w := base(t)
	stranger, _, err := ledger.GenerateSigner("cron")
	if err != nil {
		t.Fatal(err)
	}
	e := w.entry("cron", OpHeartbeat, nil, nil, nil)
	e.State = anyHash
	file, _, err := e.Sign(w.head, stranger)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = replay(w.s, w.head, file)
	wantViolation(t, err, ledger.ErrSignature)
}

// TestPermissions tries every operation by every role alone.
func TestPermissions(t *testing.T) {
	allowed := map[string][]string{
		OpActorAdd: {RoleOwner}, OpActorRevoke: {RoleOwner}, OpPolicySet: {RoleOwner}, OpRoleRotate: {},
		OpSurveySet: {RoleImporter, RoleOwner}, OpImport: {RoleImporter}, OpPurge: {RolePurger}, OpReceipt: {RolePurger},
		OpPurgeFiles: {RolePurger}, OpHeartbeat: {RolePurger, RoleOwner}, OpRelease: {RoleAnalyst}, OpVerified: {RoleAuditor}, OpAnchor: {RoleAuditor},
		"erase": {}, OpGenesis: {},
	}
	w := base(t)
	for _, role := range Roles() {
		w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("only."+role, role)}, nil, nil))
	}
	cases := 0
	for op, roles := range allowed {
		for _, role := range Roles() {
			cases++
			name := "only." + role
			want := slices.Contains(roles, role)
			if w.s.May(name, op) != want {
				t.Errorf("%s by %s: %v", op, role, !want)
			}
			_, err := w.s.Propose(w.entry(name, op, nil, nil, nil))
			if _, known := permissions(op); known && errors.Is(err, ErrPermission) == want {
				t.Errorf("%s by %s: %v", op, role, err)
			}
		}
		if w.s.May("gil", op) || w.s.May("nobody", op) {
			t.Errorf("%s by a revoked actor or nobody", op)
		}
	}
	if cases < 80 {
		t.Fatal(cases)
	}
	if !w.s.May("asha", OpRoleRotate) {
		t.Error("an owner who is steward cannot rotate")
	}
}

func TestRefusedImports(t *testing.T) {
	// with edits the files of a good import of two parts and a quarantine.
	with := func(f func(w *world, add []ledger.File) []ledger.File) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			add := append(w.parts("2025-05-01", "2025-05-31", 10), w.quarantine(1))
			d := w.importData(add)
			return w.entry("ci", OpImport, d, f(w, add), nil)
		}
	}
	data := func(f func(w *world, d *ImportData)) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			add := append(w.parts("2025-05-01", "2025-05-31", 10), w.quarantine(1))
			d := w.importData(add)
			f(w, &d)
			return w.entry("ci", OpImport, d, add, nil)
		}
	}
	each := func(f func(*ledger.File)) func(*world, []ledger.File) []ledger.File {
		return func(_ *world, add []ledger.File) []ledger.File {
			for i := range add {
				f(&add[i])
			}
			return add
		}
	}
	path := func(old, new string) func(w *world) *ledger.Entry {
		return with(each(func(f *ledger.File) { f.Path = strings.Replace(f.Path, old, new, 1) }))
	}
	runRefusals(t, []forged{
		{"a part without a key", with(func(_ *world, a []ledger.File) []ledger.File { return slices.Delete(a, 1, 2) }), "no key file", nil},
		{"a key without a part", with(func(_ *world, a []ledger.File) []ledger.File { return slices.Delete(a, 4, 5) }), "without its part", nil},
		{"a key of another part", with(func(w *world, a []ledger.File) []ledger.File {
			a[1].Path = PartKeyPath("2025-05", w.id(), TierCore, 1)
			return a
		}), "no key file", nil},
		{"the second key", path("core.1", "core.2"), "no key file", nil},
		{"no core tier", with(func(_ *world, a []ledger.File) []ledger.File { return a[2:] }), "no core tier", nil},
		{"tiers with other rows", with(func(_ *world, a []ledger.File) []ledger.File { a[4].Rows++; a[5].Rows++; return a }), "another tier", nil},
		{"key with other rows", with(func(_ *world, a []ledger.File) []ledger.File { a[5].Rows++; return a }), "do not agree", nil},
		{"key with other days", with(func(_ *world, a []ledger.File) []ledger.File { a[5].Last = "2025-05-30"; return a }), "do not agree", nil},
		{"no rows", with(each(func(f *ledger.File) { f.Rows = 0 })), "lacks rows", nil},
		{"another bucket than its path", with(each(func(f *ledger.File) { f.Bucket = "2025-06" })), "another bucket", nil},
		{"another tier than its path", with(func(_ *world, a []ledger.File) []ledger.File { a[0].Tier = TierPerson; return a }), "another bucket or tier", nil},
		{"days outside the bucket", with(func(_ *world, a []ledger.File) []ledger.File { a[0].Last = "2025-06-01"; return a }), "outside its bucket", nil},
		{"days turned round", with(func(_ *world, a []ledger.File) []ledger.File { a[0].First, a[0].Last = a[0].Last, a[0].First; return a }), "outside its bucket", nil},
		{"a day that does not exist", with(func(_ *world, a []ledger.File) []ledger.File { a[0].Last = "2025-05-32"; return a }), "outside its bucket", nil},
		{"no days", with(func(_ *world, a []ledger.File) []ledger.File { a[0].First, a[0].Last = "", ""; return a }), "outside its bucket", nil},
		{"a day bucket in a vault of months", func(w *world) *ledger.Entry {
			add := w.parts("2025-05-01", "2025-05-01", 1)
			for i := range add {
				add[i].Path = strings.Replace(add[i].Path, "2025-05-", "2025-05-01-", 1)
				add[i].Bucket = "2025-05-01"
			}
			return w.imports("ci", add...)
		}, "not in a bucket of the policy", nil},
		{"month 13", path("parts/2025-05", "parts/2025-13"), "path", nil},
		{"a short id", path("parts/2025-05-0", "parts/2025-05-"), "path", nil},
		{"id in another base", path("-000", "-00g"), "path", nil},
		{"an unknown tier", path(".core.", ".raw."), "path", nil},
		{"another folder", path("parts/", "part/"), "path", nil},
		{"a folder below", path("parts/2025", "parts/x/2025"), "path", nil},
		{"another ending", path(".age", ".txt"), "path", nil},
		{"key number 01", path("core.1", "core.01"), "path", nil},
		{"key number 0", path("core.1", "core.0"), "path", nil},
		{"a huge key number", path("core.1", "core.99999999999"), "path", nil},
		{"into the ledger", with(func(_ *world, a []ledger.File) []ledger.File {
			return append([]ledger.File{}, append(a, ledger.File{Path: "tmp/x", Bytes: 1, SHA256: anyHash})...)
		}), "path", nil},
		{"a reserved folder", with(func(w *world, a []ledger.File) []ledger.File {
			return append(a, ledger.File{Path: "suppress/" + w.id() + ".age", Bytes: 1, SHA256: anyHash})
		}), "path", nil},
		{"a role key", with(func(_ *world, a []ledger.File) []ledger.File { return append(a, roleFile(RoleSteward, 1, "ci")) }), "no place", nil},
		{"a release", with(func(w *world, a []ledger.File) []ledger.File {
			return append(a, ledger.File{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash})
		}), "no place", nil},
		{"a path that exists", with(func(w *world, a []ledger.File) []ledger.File { return append(a, w.s.under("parts/")[0].File) }), "exists", nil},
		{"a tier more for a part that exists", func(w *world) *ledger.Entry {
			id := w.s.under("parts/2026-01")[0].At.ID
			add := w.partsWithID(id, "2026-01-01", "2026-01-14", 100)
			for i := range add {
				add[i].Path = strings.Replace(add[i].Path, "2026-01-", "2026-01-", 1)
			}
			return w.imports("ci", add...)
		}, "exists", nil},
		{"deletes as well", func(w *world) *ledger.Entry {
			e := w.imports("ci", w.parts("2025-05-01", "2025-05-31", 10)...)
			e.Del = []string{w.s.under("parts/")[0].Path}
			return e
		}, "deletes no files", nil},
		{"deletes what is not there", func(w *world) *ledger.Entry {
			e := w.imports("ci", w.parts("2025-05-01", "2025-05-31", 10)...)
			e.Del = []string{PartPath("2020-01", w.id(), TierCore)}
			return e
		}, "does not exist", nil},
		{"into a purged bucket", func(w *world) *ledger.Entry { return w.imports("ci", w.parts("2024-11-05", "2024-11-06", 1)...) }, "purged", ErrClosed},
		{"from the future", func(w *world) *ledger.Entry { return w.imports("ci", w.parts("2026-01-17", "2026-01-17", 1)...) }, "future", nil},
		{"quarantine in another month", with(func(_ *world, a []ledger.File) []ledger.File { a[6].Bucket = "2025-05"; return a }), "entry's day", nil},
		{"quarantine without rows", with(func(_ *world, a []ledger.File) []ledger.File { a[6].Rows = 0; return a }), "lacks rows", nil},
		{"quarantine with another tier", with(func(_ *world, a []ledger.File) []ledger.File { a[6].Tier = TierCore; return a }), "lacks rows, tier", nil},
		{"quarantine with days", with(func(_ *world, a []ledger.File) []ledger.File { a[6].First = "2026-01-01"; return a }), "has days", nil},
		{"more quarantine than rejected", data(func(_ *world, d *ImportData) { d.Rows.Rejected = 0; d.Rows.In-- }), "more rejected", nil},
		{"rows that do not add up", data(func(_ *world, d *ImportData) { d.Rows.In++ }), "add up", nil},
		{"other rows than its parts", data(func(_ *world, d *ImportData) { d.Rows.OK++; d.Rows.In++ }), "another number", nil},
		{"negative rows", data(func(_ *world, d *ImportData) { d.Rows.Late, d.Rows.In = -2, d.Rows.In-2 }), "negative", nil},
		{"more expiring than ok", data(func(_ *world, d *ImportData) { d.Rows.Expiring = 11 }), "add up", nil},
		{"a known source", data(func(w *world, d *ImportData) { d.Source = w.s.sources[0].hmac }), "imported before", ErrKnownSource},
		{"no source", data(func(_ *world, d *ImportData) { d.Source = "" }), "source", nil},
		{"a survey that is empty text", func(w *world) *ledger.Entry {
			e := w.imports("ci")
			d := w.importData(nil)
			b, _ := Encode(map[string]any{"rows": d.Rows, "source": d.Source, "survey": ""})
			e.Data = b
			return e
		}, "empty", nil},
		{"no data", func(w *world) *ledger.Entry { return w.entry("ci", OpImport, nil, nil, nil) }, "no data", nil},
		{"a key more", func(w *world) *ledger.Entry {
			return w.entry("ci", OpImport, map[string]any{"rows": w.importData(nil).Rows, "source": w.id(), "who": "x"}, nil, nil)
		}, "unknown", nil},
	})
}

func TestRefusedPurges(t *testing.T) {
	dec := Closed{Bucket: "2024-12", Tier: TierPerson}
	purge := func(f func(w *world, d *PurgeData, e *ledger.Entry), what ...Closed) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			e := w.purgeOf("cron", what...)
			d, err := decode[PurgeData](e.Data)
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
	nothing := func(*world, *PurgeData, *ledger.Entry) {}
	runRefusals(t, []forged{
		{"too early", purge(nothing, Closed{Bucket: "2024-12", Tier: TierCore}), "is kept until 2027-12-31T18:30:00Z", ErrNotDue},
		{"one due, one not", purge(nothing, dec, Closed{Bucket: "2026-01", Tier: TierPerson}), "kept until 2027-01-31T18:30:00Z", ErrNotDue},
		{"not all files", purge(func(_ *world, _ *PurgeData, e *ledger.Entry) { e.Del = e.Del[1:] }, dec), "all live files", nil},
		{"keys only", purge(func(_ *world, _ *PurgeData, e *ledger.Entry) { e.Del = e.Del[:2] }, dec), "all live files", nil},
		{"files of another tier", purge(func(w *world, _ *PurgeData, e *ledger.Entry) {
			e.Del = append(e.Del, PartPath("2024-12", w.s.under("parts/2024-12")[0].At.ID, TierCore))
			slices.Sort(e.Del)
		}, dec), "nothing else", nil},
		{"adds a file", purge(func(w *world, _ *PurgeData, e *ledger.Entry) {
			e.Add = []ledger.File{{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash}}
		}, dec), "nothing else", nil},
		{"other rows", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed[0].Rows++ }, dec), "number of rows", nil},
		{"nothing", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed = []Removed{} }), "removes nothing", nil},
		{"nothing live", purge(nothing, Closed{Bucket: "2020-01", Tier: TierPerson}), "nothing is live", nil},
		{"twice", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed = append(d.Removed, d.Removed[0]) }, dec), "in order", nil},
		{"purged before", purge(nothing, Closed{Bucket: "2024-11", Tier: TierPerson}), "nothing is live", nil},
		{"a tier that does not exist", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed[0].Tier = "raw" }, dec), "named by", nil},
		{"releases", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed[0].Tier = TierRelease }, dec), "named by", nil},
		{"a bucket that is none", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed[0].Bucket = "2024" }, dec), "named by", nil},
		{"free text as reason", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Removed[0].Reason = "Asked by a person" }, dec), "named by", nil},
		{"a plan that is none", purge(func(_ *world, d *PurgeData, _ *ledger.Entry) { d.Plan = "x" }, dec), "plan", nil},
		{"rejected rows too early", purge(nothing, Closed{Bucket: "2026-01", Tier: TierQuarantine}), "kept until", ErrNotDue},
		{"by the importer", func(w *world) *ledger.Entry { return w.purgeOf("ci", dec) }, "lacks the role purger", ErrPermission},
		{"a receipt of nothing", func(w *world) *ledger.Entry { return w.entry("cron", OpReceipt, ReceiptData{Of: 1}, nil, nil) }, "receipt", nil},
		{"files: none", func(w *world) *ledger.Entry {
			return w.entry("cron", OpPurgeFiles, PurgeFilesData{Oldest: "2025-01-01", Newest: "2025-01-01"}, nil, nil)
		}, "counts", nil},
		{"files: days turned round", func(w *world) *ledger.Entry {
			return w.entry("cron", OpPurgeFiles, PurgeFilesData{Files: 1, Oldest: "2025-01-02", Newest: "2025-01-01"}, nil, nil)
		}, "counts", nil},
	})
	// The last second before, and the moment itself.
	w := base(t)
	due := w.s.Due("2024-12", TierIndex)
	w.now = due.Add(-time.Second)
	if _, err := w.s.Propose(w.purgeOf("cron", Closed{Bucket: "2024-12", Tier: TierIndex})); !errors.Is(err, ErrNotDue) {
		t.Error(err)
	}
	w.now = due
	if _, err := w.s.Propose(w.purgeOf("cron", Closed{Bucket: "2024-12", Tier: TierIndex})); err != nil {
		t.Error(err)
	}
}

func TestRefusedSettings(t *testing.T) {
	policy := func(approved int, f func(p *Policy)) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			p := testPolicy()
			f(&p)
			return w.entry("asha", OpPolicySet, PolicySetData{Approved: approved, Policy: p}, nil, nil)
		}
	}
	add := func(a func(w *world) Actor, files ...ledger.File) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry { return w.entry("asha", OpActorAdd, ActorAddData{a(w)}, files, nil) }
	}
	rotate := func(role string, deep bool, f func(w *world, d *RotateData, e *ledger.Entry)) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry {
			e := w.rotation("asha", role, deep)
			d, err := decode[RotateData](e.Data)
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
	without := func(prefix string) func(w *world, d *RotateData, e *ledger.Entry) {
		return func(_ *world, _ *RotateData, e *ledger.Entry) {
			before := len(e.Add) + len(e.Del)
			e.Add = slices.DeleteFunc(e.Add, func(f ledger.File) bool { return strings.HasPrefix(f.Path, prefix) })
			e.Del = slices.DeleteFunc(e.Del, func(p string) bool { return strings.HasPrefix(p, prefix) })
			if before == len(e.Add)+len(e.Del) {
				t.Fatal("nothing under", prefix)
			}
		}
	}
	head := func(d HeadData) func(w *world) *ledger.Entry {
		return func(w *world) *ledger.Entry { return w.entry("asha", OpAnchor, d, nil, nil) }
	}
	const root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	runRefusals(t, []forged{
		{"a policy below the floor", policy(0, func(p *Policy) { p.Disclosure.MinGroup = 1 }), "min_group", nil},
		{"another zone", policy(0, func(p *Policy) { p.Timezone = "UTC" }), "cannot change", nil},
		{"day buckets", policy(0, func(p *Policy) { p.Bucket = BucketDay }), "cannot change", nil},
		{"nothing approved", policy(0, func(p *Policy) { p.Retention.Core = Duration{1, UnitMonths} }), "makes 2 purges possible, and 0", ErrApproval},
		{"too little approved", policy(1, func(p *Policy) { p.Retention.Core = Duration{1, UnitMonths} }), "makes 2", ErrApproval},
		{"too much approved", policy(1, func(*Policy) {}), "makes 0", ErrApproval},
		{"two signatures", policy(0, func(p *Policy) { p.Threshold = 2 }), "threshold", nil},
		{"policy by the steward of data only", func(w *world) *ledger.Entry {
			return w.entry("ben", OpPolicySet, PolicySetData{Policy: testPolicy()}, nil, nil)
		}, "lacks the role owner", ErrPermission},
		{"survey: empty", func(w *world) *ledger.Entry { return w.entry("ci", OpSurveySet, SurveySetData{}, nil, nil) }, "survey", nil},
		{"survey by an analyst", func(w *world) *ledger.Entry {
			return w.entry("ben", OpSurveySet, SurveySetData{"survey: x"}, nil, nil)
		}, "lacks", ErrPermission},

		{"a revoked name again", add(func(w *world) Actor { return w.actor("gil", RoleAnalyst) }), "used once", nil},
		{"the same again", add(func(w *world) Actor { return w.actor("ben", RoleAnalyst) }), "changes nothing", nil},
		{"other keys", add(func(w *world) Actor { a := w.actor("ben", RoleSteward); a.Recipient = recipient("other"); return a }), "other keys", nil},
		{"a key with another name", add(func(w *world) Actor {
			a := w.actor("eve", RoleAnalyst)
			a.Verifier = w.signer("ben").Verifier()
			return a
		}), "verifier", ledger.ErrKey},
		{"no roles", add(func(w *world) Actor { a := w.actor("eve"); a.Roles = []string{}; return a }), "without roles", nil},
		{"as revoked", add(func(w *world) Actor { a := w.actor("eve", RoleAnalyst); a.Revoked = 1; return a }), "revoked", nil},
		{"a key file of another role", add(func(w *world) Actor { return w.actor("eve", RoleAnalyst) }, roleFile(RoleSteward, 1, "eve")), "no key of a role", nil},
		{"a key file of another person", add(func(w *world) Actor { return w.actor("eve", RoleAnalyst) }, roleFile(RoleAnalyst, 1, "cron")), "no key of a role", nil},
		{"a key file of another generation", add(func(w *world) Actor { return w.actor("eve", RoleAnalyst) }, roleFile(RoleAnalyst, 2, "eve")), "no key of a role", nil},
		{"a key file of a role without keys", add(func(w *world) Actor { return w.actor("eve", RolePurger) }, roleFile(RolePurger, 1, "eve")), "path", nil},
		{"deletes", func(w *world) *ledger.Entry {
			return w.entry("asha", OpActorAdd, ActorAddData{w.actor("eve", RoleAnalyst)}, nil, []string{w.s.files[0].Path})
		}, "deletes no files", nil},
		{"revoke nobody", func(w *world) *ledger.Entry { return w.entry("asha", OpActorRevoke, ActorRevokeData{"eve"}, nil, nil) }, "nobody", nil},
		{"revoke twice", func(w *world) *ledger.Entry { return w.entry("asha", OpActorRevoke, ActorRevokeData{"gil"}, nil, nil) }, "nobody", nil},
		{"revoke the last owner", func(w *world) *ledger.Entry {
			return w.entry("asha", OpActorRevoke, ActorRevokeData{"asha"}, nil, []string{RoleKeyPath(RoleAnalyst, 1, "asha"), RoleKeyPath(RoleImporter, 1, "asha"), RoleKeyPath(RoleSteward, 1, "asha")})
		}, "no owner", nil},
		{"revoke, keys stay", func(w *world) *ledger.Entry { return w.entry("asha", OpActorRevoke, ActorRevokeData{"ben"}, nil, nil) }, "key files of ben", nil},
		{"revoke, another's key", func(w *world) *ledger.Entry {
			return w.entry("asha", OpActorRevoke, ActorRevokeData{"ben"}, nil, []string{RoleKeyPath(RoleAnalyst, 1, "asha")})
		}, "key files of ben", nil},

		{"rotate a role without a key", func(w *world) *ledger.Entry {
			return w.entry("asha", OpRoleRotate, RotateData{Role: RolePurger, Generation: 1, Recipient: recipient("x")}, nil, nil)
		}, "without a key", nil},
		{"skip a generation", rotate(RoleAnalyst, false, func(_ *world, d *RotateData, _ *ledger.Entry) { d.Generation = 3 }), "generation", nil},
		{"the old recipient", rotate(RoleAnalyst, false, func(w *world, d *RotateData, _ *ledger.Entry) {
			r, _ := w.s.Role(RoleAnalyst)
			d.Recipient = r.Recipient
		}), "recipient", nil},
		{"another role's recipient", rotate(RoleAnalyst, false, func(w *world, d *RotateData, _ *ledger.Entry) {
			r, _ := w.s.Role(RoleSteward)
			d.Recipient = r.Recipient
		}), "recipient", nil},
		{"the recovery recipient", rotate(RoleAnalyst, false, func(w *world, d *RotateData, _ *ledger.Entry) { d.Recipient = w.s.recovery }), "recipient", nil},
		{"deep 2", rotate(RoleAnalyst, false, func(_ *world, d *RotateData, _ *ledger.Entry) { d.Deep = 2 }), "deep", nil},
		{"no role keys", rotate(RoleAnalyst, false, without("keys/roles/")), "key file of analyst", nil},
		{"a role key for a stranger", rotate(RoleAnalyst, false, func(_ *world, _ *RotateData, e *ledger.Entry) {
			i := slices.IndexFunc(e.Add, func(f ledger.File) bool { return strings.HasPrefix(f.Path, "keys/roles/") })
			e.Add = slices.Insert(e.Add, i+2, roleFile(RoleAnalyst, 2, "eve"))
		}), "key file of analyst", nil},
		{"part keys stay", rotate(RoleAnalyst, false, without("keys/parts/")), "key files of all parts", nil},
		{"rows of a key change", rotate(RoleAnalyst, false, func(_ *world, _ *RotateData, e *ledger.Entry) { e.Add[0].Rows++ }), "key files of all parts", nil},
		{"releases stay", rotate(RoleAnalyst, false, without("releases/")), "releases/", nil},
		{"quarantine stays", rotate(RoleSteward, false, without("quarantine/")), "quarantine/", nil},
		{"quarantine of a role that does not open it", rotate(RoleImporter, false, func(w *world, _ *RotateData, e *ledger.Entry) {
			e.Del = append(e.Del, w.s.Quarantine()[0].Path)
		}), "quarantine/", nil},
		{"shallow, but says deep", rotate(RoleAnalyst, false, func(_ *world, d *RotateData, _ *ledger.Entry) { d.Deep = 1 }), "with all its tiers", nil},
		{"deep, but says shallow", rotate(RoleAnalyst, true, func(_ *world, d *RotateData, _ *ledger.Entry) { d.Deep = 0 }), "key files of all parts", nil},
		{"deep leaves a part out", rotate(RoleAnalyst, true, func(w *world, _ *RotateData, e *ledger.Entry) {
			id := w.s.under("parts/2026-01")[0].At.ID
			e.Del = slices.DeleteFunc(e.Del, func(p string) bool { return strings.Contains(p, id) })
			e.Add = slices.DeleteFunc(e.Add, func(f ledger.File) bool { return f.Bucket == "2026-01" })
		}), "with all its tiers", nil},
		{"deep loses rows", rotate(RoleAnalyst, true, func(_ *world, _ *RotateData, e *ledger.Entry) {
			for i := range e.Add {
				if e.Add[i].Bucket == "2026-01" {
					e.Add[i].Rows--
				}
			}
		}), "with all its tiers", nil},
		{"deep loses a tier", rotate(RoleAnalyst, true, func(_ *world, _ *RotateData, e *ledger.Entry) {
			e.Add = slices.DeleteFunc(e.Add, func(f ledger.File) bool { return f.Bucket == "2026-01" && f.Tier == TierPerson })
		}), "with all its tiers", nil},

		{"head from the future", head(HeadData{Size: 100, Root: root}), "earlier head", nil},
		{"head 0", head(HeadData{Size: 0, Root: root}), "earlier head", nil},
		{"a root that is none", head(HeadData{Size: 1, Root: "AAAA"}), "earlier head", nil},
		{"a release without a file", func(w *world) *ledger.Entry {
			return w.entry("ben", OpRelease, ReleaseData{Digest: anyHash, Plan: anyHash}, nil, nil)
		}, "one file", nil},
		{"a release of a part", func(w *world) *ledger.Entry {
			return w.entry("ben", OpRelease, ReleaseData{Digest: anyHash, Plan: anyHash}, w.parts("2026-01-01", "2026-01-01", 1)[:1], nil)
		}, "one file", nil},
		{"a release without a digest", func(w *world) *ledger.Entry {
			return w.entry("ben", OpRelease, ReleaseData{Plan: anyHash}, []ledger.File{{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash}}, nil)
		}, "SHA-256", nil},
	})
}

// TestLaterFormat: a policy that asks for a later format stops a writer of this one.
func TestLaterFormat(t *testing.T) {
	w := base(t)
	p := testPolicy()
	p.MinVersion = 2
	w.commit(w.entry("asha", OpPolicySet, PolicySetData{Policy: p}, nil, nil))
	_, err := w.s.Propose(w.entry("asha", OpHeartbeat, nil, nil, nil))
	wantViolation(t, err, ledger.ErrVersion)
}

// TestViolationsHoldNoValues puts a name where values go, and looks for it in errors.
func TestViolationsHoldNoValues(t *testing.T) {
	const canary = "canaryperson"
	w := base(t)
	cases := 0
	for op, data := range map[string]any{
		OpImport: map[string]any{canary: 1, "source": canary}, OpActorAdd: ActorAddData{Actor{Name: canary + "!", Roles: []string{canary}}},
		OpPurge:  PurgeData{Removed: []Removed{{Bucket: canary, Reason: canary, Tier: canary}}, Plan: canary},
		OpAnchor: HeadData{Root: canary, Size: 1}, OpRelease: ReleaseData{Digest: canary}, OpActorRevoke: ActorRevokeData{Name: canary},
		OpRoleRotate: RotateData{Role: canary, Recipient: canary}, OpPurgeFiles: PurgeFilesData{Oldest: canary},
	} {
		e := w.entry("asha", op, data, nil, nil)
		for _, add := range [][]ledger.File{nil, {{Path: "parts/" + canary, Bytes: 1, SHA256: anyHash}}, {{Path: ReleasePath(w.id()), Bytes: 1, SHA256: anyHash, Bucket: canary}}} {
			cases++
			e.Add = add
			_, err := w.s.Propose(e)
			if v := wantViolation(t, err, nil); strings.Contains(v.Error(), "canary") {
				t.Errorf("%s: %v", op, v)
			}
		}
	}
	if cases != 24 {
		t.Fatal(cases)
	}
}
