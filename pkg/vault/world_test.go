package vault

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

var start = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// world is one vault, its invented people and a clock that tests move.
type world struct {
	t    testing.TB
	root string // of everything
	dir  string // of the vault
	now  time.Time
	n    int
	last int64 // number of the newest entry that threeMonths made
	ids  map[string]*keyring.Identity
	sign map[string]*ledger.Signer
}

func newWorld(t testing.TB) *world {
	return newWorldIn(t, tempDir(t))
}

// tempDir is in memory where that can be: a sync costs nothing there, and what these
// tests ask is which calls are made in which order.
func tempDir(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "nps-vault-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newWorldIn(t testing.TB, root string) *world {
	return &world{t: t, root: root, dir: filepath.Join(root, "vault"), now: start, ids: map[string]*keyring.Identity{}, sign: map[string]*ledger.Signer{}}
}

func (w *world) clock() time.Time { return w.now }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// user is a person with keys and directories of his own; the same each time.
func (w *world) user(name string) *User {
	w.t.Helper()
	if w.ids[name] == nil {
		id, err := keyring.Generate()
		w.must(err)
		s, _, err := ledger.GenerateSigner(name)
		w.must(err)
		w.ids[name], w.sign[name] = id, s
	}
	home := filepath.Join(w.root, name)
	return &User{Identities: []*keyring.Identity{w.ids[name]}, Signer: w.sign[name],
		Config: filepath.Join(home, "config"), State: filepath.Join(home, "state"), Tool: "nps/0.5.0"}
}

func (w *world) init() *Vault {
	w.t.Helper()
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{})
	w.must(err)
	w.t.Cleanup(func() { v.Close() })
	return v
}

func (w *world) open(name string) *Vault {
	w.t.Helper()
	v, err := Open(w.dir, w.user(name), w.clock)
	w.must(err)
	w.t.Cleanup(func() { v.Close() })
	return v
}

// add commits parts of so many rows in a bucket, as an import does.
func (w *world) add(v *Vault, bucket string, rows int) int64 {
	w.t.Helper()
	w.n++
	seq, err := addRows(v, bucket, rows, fmt.Sprintf("%032x", w.n))
	w.must(err)
	return seq
}

func addRows(v *Vault, bucket string, rows int, source string) (int64, error) {
	ctx := context.Background()
	b, end, err := v.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	id := newID()
	var add []ledger.File
	for _, tier := range []string{state.TierCore, state.TierIndex, state.TierPerson} {
		files, err := v.addTier(b, bucket, tier, id, rows)
		if err != nil {
			return 0, err
		}
		add = append(add, files...)
	}
	return v.commit(ctx, b, func(*state.State) (*ledger.Entry, error) {
		n := int64(rows)
		e, err := newEntry(state.OpImport, state.ImportData{Source: source, Rows: state.RowCounts{In: n, OK: n}})
		if err == nil {
			e.Add = add
		}
		return e, err
	})
}

// canaryName stands in every person tier.
const canaryName = "Zubeida Quillfeather"

func encodeTier(tier, bucket string, rows int, w interface{ Write([]byte) (int, error) }) error {
	switch tier {
	case state.TierCore:
		day, err := time.Parse("2006-01-02", bucket+"-01")
		if err != nil {
			return err
		}
		c := part.NewCore(part.Schema{Dimensions: []string{"region"}})
		for i := range rows {
			if err := c.Append(&part.Row{Score: uint8(i % 11), Day: int32(day.Unix() / 86400), Dimensions: [][]byte{[]byte("North")}}); err != nil {
				return err
			}
		}
		return c.Write(w)
	case state.TierPerson:
		p := part.NewPerson([]string{"response_id", "name"})
		for range rows {
			if err := p.Append([][]byte{nil, []byte(canaryName)}); err != nil {
				return err
			}
		}
		return p.Write(w)
	}
	x := part.NewIndex()
	for i := range rows {
		if err := x.Append([16]byte{1, byte(i), byte(i >> 8)}); err != nil {
			return err
		}
	}
	return x.Write(w)
}

// addTier writes one tier of a part.
func (v *Vault) addTier(b *durable.Batch, bucket, tier, id string, rows int) ([]ledger.File, error) {
	to, err := v.recipients(tier)
	if err != nil {
		return nil, err
	}
	f := ledger.File{Path: state.PartPath(bucket, id, tier), Tier: tier, Bucket: bucket, Rows: int64(rows), First: bucket + "-01", Last: bucket + "-01"}
	return sealPart(b, v.st.Vault(), f, to, func(w io.Writer) error { return encodeTier(tier, bucket, rows, w) })
}

func (w *world) card(name string) *ledger.Card {
	w.t.Helper()
	u := w.user(name)
	return &ledger.Card{Name: name, Recipient: u.Identities[0].Recipient().String(), Verifier: u.Signer.Verifier()}
}
