package state

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

const (
	testVault = "00112233445566778899aabbccddeeff"
	anyHash   = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

var start = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// world is a vault without files: signers of invented people, and the ledger so far.
type world struct {
	t       testing.TB
	s       *State
	head    ledger.Head
	now     time.Time
	signers map[string]*ledger.Signer
	entries [][]byte
	states  []*State      // after each entry
	heads   []ledger.Head // after each entry
	ids     int
}

func (w *world) signer(name string) *ledger.Signer {
	w.t.Helper()
	if s := w.signers[name]; s != nil {
		return s
	}
	line, _, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte(name+"."), 32)), name)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := ledger.ParseSigner(line)
	if err != nil {
		w.t.Fatal(err)
	}
	w.signers[name] = s
	return s
}

// recipient is a word that has the form of an age recipient.
func recipient(of string) string {
	return "age1pq1" + strings.Repeat("q", 30) + strings.NewReplacer(".", "x", "-", "y").Replace(of)
}

func (w *world) actor(name string, roles ...string) Actor {
	slices.Sort(roles)
	return Actor{Name: name, Recipient: recipient(name), Roles: roles, Verifier: w.signer(name).Verifier()}
}

func (w *world) id() string {
	w.ids++
	return fmt.Sprintf("%032x", w.ids)
}

func (w *world) entry(actor, op string, data any, add []ledger.File, del []string) *ledger.Entry {
	w.t.Helper()
	e := &ledger.Entry{V: 1, Vault: testVault, Time: w.now.Unix(), Actor: actor, Op: op, Tool: "nps/0.4.0", Add: slices.Clone(add), Del: slices.Clone(del)}
	if w.s != nil {
		e.Seq = w.s.Seq() + 1
	}
	slices.SortFunc(e.Add, func(a, b ledger.File) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(e.Del)
	if data != nil {
		b, err := Encode(data)
		if err != nil {
			w.t.Fatal(err)
		}
		e.Data = b
	}
	return e
}

// commit makes an entry as a writer does, and reads it as a reader does.
func (w *world) commit(e *ledger.Entry) {
	w.t.Helper()
	propose := Genesis
	if w.s != nil {
		propose = w.s.Propose
	}
	next, err := propose(e)
	if err != nil {
		w.t.Fatalf("%s: %v", e.Op, err)
	}
	e.State = next.Hash()
	file, head, err := e.Sign(w.head, w.signer(e.Actor))
	if err != nil {
		w.t.Fatalf("%s: %v", e.Op, err)
	}
	s, after, err := replay(w.s, w.head, file)
	if err != nil {
		w.t.Fatalf("%s: %v", e.Op, err)
	}
	if after.Marshal() != head.Marshal() || s.Hash() != e.State {
		w.t.Fatalf("%s: writer and reader differ", e.Op)
	}
	w.s, w.head = s, after
	w.entries, w.states, w.heads = append(w.entries, file), append(w.states, s), append(w.heads, after)
}

func replay(s *State, head ledger.Head, file []byte) (*State, ledger.Head, error) {
	p, err := ledger.ParseEntry(file)
	if err != nil {
		return nil, ledger.Head{}, err
	}
	if s == nil {
		return New(p)
	}
	return s.Apply(p, head)
}

func testPolicy() Policy {
	p := DefaultPolicy()
	p.Timezone = "Asia/Kolkata"
	return p
}

func (w *world) genesis(p Policy) *ledger.Entry {
	a := w.actor("asha", Roles()...)
	d := GenesisData{Actors: []Actor{a}, Policy: p, Recovery: recipient("recovery")}
	var add []ledger.File
	for _, role := range KeyRoles() {
		d.Roles = append(d.Roles, Role{Generation: 1, Recipient: recipient(role + "1"), Role: role})
		add = append(add, roleFile(role, 1, a.Name))
	}
	return w.entry("asha", OpGenesis, d, add, nil)
}

func roleFile(role string, generation int, actor string) ledger.File {
	return ledger.File{Path: RoleKeyPath(role, generation, actor), Bytes: 2500, SHA256: anyHash}
}

// newWorld is a vault with asha, who may everything, after entry 0.
func newWorld(t testing.TB, p Policy) *world {
	w := &world{t: t, signers: map[string]*ledger.Signer{}, now: start}
	w.commit(w.genesis(p))
	return w
}

// parts are all tiers of one part with their keys.
func (w *world) parts(first, last string, rows int64) []ledger.File {
	return w.partsWithID(w.id(), first, last, rows)
}

func (w *world) partsWithID(id, first, last string, rows int64) []ledger.File {
	bucket := first[:7]
	if w.s.policy.Bucket == BucketDay {
		bucket = first
	}
	var out []ledger.File
	for _, tier := range []string{TierCore, TierIndex, TierPerson} {
		f := ledger.File{Path: PartPath(bucket, id, tier), Bytes: 4096, SHA256: anyHash, Tier: tier, Bucket: bucket, Rows: rows, First: first, Last: last}
		k := f
		k.Path, k.Bytes = PartKeyPath(bucket, id, tier, 1), 3000
		out = append(out, f, k)
	}
	return out
}

func (w *world) quarantine(rows int64) ledger.File {
	p := w.s.Policy()
	return ledger.File{Path: QuarantinePath(w.id()), Bytes: 300, SHA256: anyHash, Tier: TierQuarantine, Bucket: p.BucketOf(p.DayOf(w.now)), Rows: rows}
}

// importData counts what add holds.
func (w *world) importData(add []ledger.File) ImportData {
	d := ImportData{Source: w.id()}
	for _, f := range add {
		if at, _ := ParsePath(f.Path); at.Kind == KindPart && f.Tier == TierCore {
			d.Rows.OK += f.Rows
		} else if at.Kind == KindQuarantine {
			d.Rows.Rejected += f.Rows
		}
	}
	d.Rows.Duplicate = 2
	d.Rows.In = d.Rows.OK + d.Rows.Rejected + d.Rows.Duplicate
	return d
}

func (w *world) imports(actor string, add ...ledger.File) *ledger.Entry {
	return w.entry(actor, OpImport, w.importData(add), add, nil)
}

// purgeOf removes tiers of buckets as they are live.
func (w *world) purgeOf(actor string, what ...Closed) *ledger.Entry {
	d := PurgeData{Removed: []Removed{}}
	var del []string
	for _, c := range what {
		r := Removed{Bucket: c.Bucket, Tier: c.Tier, Reason: "retention"}
		for _, f := range w.s.inTier(c.Bucket, c.Tier) {
			del = append(del, f.Path)
			if f.At.Kind != KindPartKey {
				r.Rows += f.Rows
			}
		}
		d.Removed = append(d.Removed, r)
	}
	return w.entry(actor, OpPurge, d, nil, del)
}

// rotation gives a role a new key, shallow or deep.
func (w *world) rotation(actor, role string, deep bool) *ledger.Entry {
	r, _ := w.s.Role(role)
	d := RotateData{Role: role, Generation: r.Generation + 1, Recipient: recipient(fmt.Sprint(role, r.Generation+1))}
	var add []ledger.File
	var del []string
	for _, name := range w.s.Holders(role) {
		add = append(add, roleFile(role, d.Generation, name))
	}
	ids := map[string]string{}
	if deep {
		d.Deep = 1
		for _, p := range w.s.Parts("", "") {
			if opens(role, p.Part.Tier) {
				ids[p.Part.At.partID()] = w.id()
			}
		}
	}
	for f := range w.s.Files() {
		g, again := f.File, false
		id, rewritten := ids[f.At.partID()]
		switch f.At.Kind {
		case KindRoleKey:
			if f.At.Role == role {
				del = append(del, f.Path)
			}
		case KindQuarantine:
			again, g.Path = opens(role, TierQuarantine), QuarantinePath(w.id())
		case KindRelease:
			again, g.Path = opens(role, TierRelease), ReleasePath(w.id())
		case KindPartKey:
			again, g.Path = !deep && opens(role, f.Tier), PartKeyPath(f.Bucket, f.At.ID, f.Tier, f.At.N+1)
			if rewritten {
				again, g.Path = true, PartKeyPath(f.Bucket, id, f.Tier, 1)
			}
		case KindPart:
			again, g.Path = rewritten, PartPath(f.Bucket, id, f.Tier)
		}
		if again {
			add, del = append(add, g), append(del, f.Path)
		}
	}
	return w.entry(actor, OpRoleRotate, d, add, del)
}

// team adds ben (analyst), ci (importer) and cron (purger).
func (w *world) team() {
	w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("ben", RoleAnalyst)}, []ledger.File{roleFile(RoleAnalyst, 1, "ben")}, nil))
	w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("ci", RoleImporter)}, []ledger.File{roleFile(RoleImporter, 1, "ci")}, nil))
	w.commit(w.entry("asha", OpActorAdd, ActorAddData{w.actor("cron", RolePurger)}, nil, nil))
}
