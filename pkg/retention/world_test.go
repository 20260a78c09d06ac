package retention

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

const anyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// world is a state without a ledger: entries are proposed and never signed.
type world struct {
	t   testing.TB
	s   *state.State
	ids int
}

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func recipient(of string) string { return "age1pq1" + strings.Repeat("q", 30) + of }

func (w *world) entry(when, op string, data any, add []ledger.File, del []string) *ledger.Entry {
	w.t.Helper()
	e := &ledger.Entry{V: 1, Vault: strings.Repeat("0a", 16), Time: at(when).Unix(), Actor: "asha", Op: op, Tool: "nps/0.5.0", Add: add, Del: del}
	if w.s != nil {
		e.Seq = w.s.Seq() + 1
	}
	slices.SortFunc(e.Add, func(a, b ledger.File) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(e.Del)
	if data != nil {
		b, err := state.Encode(data)
		if err != nil {
			w.t.Fatal(err)
		}
		e.Data = b
	}
	return e
}

func (w *world) propose(e *ledger.Entry) {
	w.t.Helper()
	propose := state.Genesis
	if w.s != nil {
		propose = w.s.Propose
	}
	next, err := propose(e)
	if err != nil {
		w.t.Fatal(err)
	}
	w.s = next
}

func newWorld(t testing.TB, when string, p state.Policy) *world {
	t.Helper()
	w := &world{t: t}
	_, verifier, err := ledger.GenerateSigner("asha")
	if err != nil {
		t.Fatal(err)
	}
	d := state.GenesisData{Policy: p, Actors: []state.Actor{{Name: "asha", Recipient: recipient("asha"), Roles: state.Roles(), Verifier: verifier}}}
	var add []ledger.File
	for _, role := range state.KeyRoles() {
		d.Roles = append(d.Roles, state.Role{Role: role, Generation: 1, Recipient: recipient(role)})
		add = append(add, ledger.File{Path: state.RoleKeyPath(role, 1, "asha"), Bytes: 9, SHA256: anyHash})
	}
	w.propose(w.entry(when, state.OpGenesis, d, add, nil))
	return w
}

// add imports a part of a bucket with all its tiers; rejected rows go to quarantine.
func (w *world) add(when, day string, rows, rejected int64) {
	w.t.Helper()
	w.ids++
	id := fmt.Sprintf("%032x", w.ids)
	p := w.s.Policy()
	bucket := p.BucketOf(day)
	var add []ledger.File
	for _, tier := range []string{state.TierCore, state.TierIndex, state.TierPerson} {
		f := ledger.File{Path: state.PartPath(bucket, id, tier), Bytes: 100 * rows, SHA256: anyHash, Tier: tier, Bucket: bucket, Rows: rows, First: day, Last: day}
		k := f
		k.Path, k.Bytes = state.PartKeyPath(bucket, id, tier, 1), 3000
		add = append(add, f, k)
	}
	if rejected > 0 {
		add = append(add, ledger.File{Path: state.QuarantinePath(id), Bytes: 500, SHA256: anyHash, Tier: state.TierQuarantine, Bucket: p.BucketOf(p.DayOf(at(when))), Rows: rejected})
	}
	d := state.ImportData{Source: id, Rows: state.RowCounts{In: rows + rejected, OK: rows, Rejected: rejected}}
	w.propose(w.entry(when, state.OpImport, d, add, nil))
}
