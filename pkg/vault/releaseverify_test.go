package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// releaseWith commits a release by hand: what a faulty or hostile analyst could sign.
func (w *world) releaseWith(plain, digest string, to func(v *Vault) []keyring.Recipient) string {
	w.t.Helper()
	v := w.open("asha")
	b, end, err := v.begin(context.Background())
	w.must(err)
	defer end()
	f, err := sealNew(b, state.ReleasePath(newID()), []byte(plain), to(v)...)
	w.must(err)
	_, err = v.commit(context.Background(), b, func(*state.State) (*ledger.Entry, error) {
		e, err := newEntry(state.OpRelease, state.ReleaseData{Digest: digest, Plan: planA})
		e.Add = []ledger.File{f}
		return e, err
	})
	w.must(err)
	return f.Path
}

func TestDamagedEditions(t *testing.T) {
	rights := func(v *Vault) []keyring.Recipient {
		to, err := v.recipients(state.TierRelease)
		if err != nil {
			t.Fatal(err)
		}
		return to
	}
	stranger := func(*Vault) []keyring.Recipient {
		id, err := keyring.Generate()
		if err != nil {
			t.Fatal(err)
		}
		return []keyring.Recipient{id.Recipient()}
	}
	cases := map[string]struct {
		spoil   func(w *world, path string) string // gives the path that is damaged
		shallow bool                               // verification without keys finds it
		finding string
	}{
		"a bit": {func(w *world, path string) string {
			data := w.read(path)
			data[len(data)-3] ^= 4
			w.write(path, data)
			return path
		}, true, "file-changed"},
		"a cut":                         {func(w *world, path string) string { w.write(path, w.read(path)[:100]); return path }, true, "file-changed"},
		"missing":                       {func(w *world, path string) string { w.must(os.Remove(filepath.Join(w.dir, path))); return path }, true, "file-missing"},
		"swapped":                       {func(w *world, path string) string { w.write(path, w.read(w.files("releases")[1])); return path }, true, "file-changed"},
		"another digest":                {func(w *world, _ string) string { return w.releaseWith("five", digestOf([]byte("six")), rights) }, false, "part-damaged"},
		"the digest of another edition": {func(w *world, _ string) string { return w.releaseWith("two", digestOf([]byte("one")), rights) }, false, "part-damaged"},
		"sealed to a stranger":          {func(w *world, _ string) string { return w.releaseWith("five", digestOf([]byte("five")), stranger) }, false, "part-damaged"},
		"too large": {func(w *world, _ string) string {
			big := strings.Repeat("x", MaxRecord+1)
			return w.releaseWith(big, digestOf([]byte(big)), rights)
		}, false, "part-damaged"},
		"far too large": {func(w *world, _ string) string {
			big := strings.Repeat("x", MaxRecord+1<<20)
			return w.releaseWith(big, digestOf([]byte(big)), rights)
		}, false, "part-damaged"},
	}
	for name, c := range cases {
		w := published(t)
		path := c.spoil(w, w.files("releases")[0])
		for _, deep := range []bool{false, true} {
			broken, found := w.verdict("asha", deep)
			want := deep || c.shallow
			if broken != want || want && !strings.Contains(found, c.finding+" "+path) {
				t.Errorf("%s, deep %v: %v %s", name, deep, broken, found)
			}
		}
		_, err := w.open("asha").Editions(context.Background(), planB)
		if strings.Contains(fmt.Sprint(err), "not sealed to the roles") != (name == "sealed to a stranger") {
			t.Errorf("%s: %v", name, err)
		}
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A steward who rotates and puts another content in place of an edition's is found, also
// when that is the content of another edition.
func TestResealedEditionsAreHeldAgainstTheirDigest(t *testing.T) {
	for _, content := range []string{"one", "two", "forged"} {
		w := published(t)
		v := w.open("asha")
		b, end, err := v.beginLocked(context.Background(), true)
		w.must(err)
		r, err := v.newRotation(b, state.RoleAnalyst, false)
		w.must(err)
		w.must(r.run(context.Background()))
		to, err := r.recipients(state.TierRelease)
		w.must(err)
		replaced := 0
		for i, f := range r.add {
			if at, _ := state.ParsePath(f.Path); at.Kind != state.KindRelease {
				continue
			}
			if replaced++; replaced <= 2 { // at least one of the two was another
				r.add[i], err = sealNew(b, state.ReleasePath(newID()), []byte(content), to...)
				w.must(err)
			}
		}
		_, err = v.commit(context.Background(), b, func(*state.State) (*ledger.Entry, error) { return r.entry() })
		w.must(err)
		w.must(v.tidy(r.del))
		end()
		if _, err := w.open("asha").Editions(context.Background(), ""); !errors.Is(err, ErrDamaged) || replaced != 3 {
			t.Errorf("%s: %v", content, err)
		}
		if broken, found := w.verdict("asha", false); broken {
			t.Errorf("%s: found without a key: %s", content, found)
		}
		if broken, found := w.verdict("asha", true); !broken || !strings.Contains(found, "part-damaged releases/") || !strings.Contains(found, wrongRecord) {
			t.Errorf("%s: %s", content, found)
		}
	}
}
