package vault

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/sha256"

	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// scores reads every live core part as a reader does.
func scores(v *Vault) (counts [12]int64, err error) {
	for _, p := range v.State().Parts("", state.TierCore) {
		r, size, close, err := v.openPart(p)
		if err != nil {
			return counts, err
		}
		defer close()
		f, err := part.Open(r, size)
		if err != nil {
			return counts, err
		}
		err = f.Each([]string{"score"}, func(c []part.Value) error { counts[c[0].Int]++; return nil })
		if err != nil {
			return counts, err
		}
	}
	return counts, nil
}

// verdict opens and verifies; broken means that either said so.
func (w *world) verdict(name string, deep bool) (broken bool, findings string) {
	w.t.Helper()
	v, err := Open(w.dir, w.user(name), w.clock)
	if err != nil {
		return true, err.Error()
	}
	defer v.Close()
	out, err := v.Verify(context.Background(), deep)
	w.must(err)
	for _, f := range out.Findings {
		findings += f.ID + " " + f.File + ": " + f.Message + "\n"
	}
	return !out.OK, findings
}

// files lists the vault's files by path.
func (w *world) files(folders ...string) []string {
	w.t.Helper()
	var out []string
	for _, folder := range folders {
		names, err := os.ReadDir(filepath.Join(w.dir, folder))
		w.must(err)
		for _, n := range names {
			if n.Type().IsRegular() {
				out = append(out, folder+"/"+n.Name())
			}
		}
	}
	return out
}

func (w *world) read(path string) []byte {
	w.t.Helper()
	b, err := os.ReadFile(filepath.Join(w.dir, path))
	w.must(err)
	return b
}

func (w *world) write(path string, data []byte) {
	w.t.Helper()
	w.must(os.WriteFile(filepath.Join(w.dir, path), data, 0o600))
}

// threeMonths is a vault with parts of three months; asha knows its head.
func threeMonths(t *testing.T) *world {
	w := newWorld(t)
	v := w.init()
	for i, bucket := range []string{"2025-03", "2025-04", "2025-05"} {
		w.add(v, bucket, 11*(i+1))
	}
	w.last = v.head.Size - 1
	v.Close()
	return w
}

const allFolders = "ledger parts keys/parts keys/roles"

// neverWrong reads with the pin and without, and verifies: no number may be wrong,
// and verification must say that something is.
func (w *world) neverWrong(what string, want [12]int64) {
	w.t.Helper()
	for _, name := range []string{"asha", "fresh"} {
		u := w.user("asha")
		if name == "fresh" {
			u.State = filepath.Join(w.t.TempDir(), "fresh")
		}
		v, err := Open(w.dir, u, w.clock)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrRollback) && !errors.Is(err, ErrVersion) {
				w.t.Fatalf("%s: opened by %s: %v", what, name, err)
			}
			continue
		}
		got, err := scores(v)
		if err == nil && got != want && name == "fresh" && v.head.Size == w.last {
			v.Close() // the tail was cut: only a pin or an anchor tells, and it is said
			if len(v.Warnings()) != 1 || v.Warnings()[0].ID != "rollback-not-checked" {
				w.t.Fatalf("%s: warnings %v", what, v.Warnings())
			}
			continue
		}
		if err == nil && got != want {
			w.t.Fatalf("%s: read by %s: a wrong number", what, name)
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, part.ErrDamaged) && !errors.Is(err, keyring.ErrDamaged) && !errors.Is(err, ErrVersion) {
			w.t.Fatalf("%s: read by %s: %v", what, name, err)
		}
		v.Close()
	}
	if broken, _ := w.verdict("asha", false); !broken {
		w.t.Fatalf("%s: verification finds nothing", what)
	}
}

// Promise 4: bit flips: never a wrong number, and verify finds each.
func TestPromise4BitFlips(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	want, err := scores(v)
	w.must(err)
	v.Close()
	r := rand.New(rand.NewPCG(4, 4))
	folders := strings.Fields(allFolders)
	flips := 200
	for i := range flips {
		files := w.files(folders[i%len(folders)])
		path := files[r.IntN(len(files))]
		whole := w.read(path)
		bad := bytes.Clone(whole)
		at := r.IntN(len(bad))
		bad[at] ^= 1 << r.IntN(8)
		w.write(path, bad)
		w.neverWrong(fmt.Sprintf("%s, byte %d", path, at), want)
		w.write(path, whole)
	}
	if broken, found := w.verdict("asha", true); broken {
		t.Fatal(found)
	}
}

// Promise 4: names swapped, cut files, and an old version put back.
func TestPromise4SwapsAndOldVersions(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	want, err := scores(v)
	w.must(err)
	n := 0
	for _, folder := range strings.Fields(allFolders) {
		files := w.files(folder)
		for i := 1; i < len(files); i++ {
			a, b := w.read(files[i-1]), w.read(files[i])
			w.write(files[i-1], b)
			w.write(files[i], a)
			w.neverWrong("swapped "+files[i-1]+" and "+files[i], want)
			w.write(files[i-1], a)
			w.write(files[i], b[:len(b)-1])
			w.neverWrong("cut "+files[i], want)
			w.write(files[i], nil)
			w.neverWrong("emptied "+files[i], want)
			w.must(os.Remove(filepath.Join(w.dir, files[i])))
			w.neverWrong("removed "+files[i], want)
			w.write(files[i], b)
			n += 4
		}
	}
	if n < 60 {
		t.Fatalf("%d cases", n)
	}
	// The key of a generation before, under its old name and under the new one.
	old := map[string][]byte{}
	for _, path := range w.files("keys/parts", "keys/roles") {
		old[path] = w.read(path)
	}
	v = w.open("asha")
	_, err = v.Rotate(context.Background(), state.RoleAnalyst, false)
	w.must(err)
	for path, data := range old {
		if exists(filepath.Join(w.dir, path)) {
			continue
		}
		w.write(path, data)
		broken, found := w.verdict("asha", false)
		if broken || !strings.Contains(found, "stray-file "+path) {
			t.Fatalf("an old key file: %v %s", broken, found)
		}
		w.must(os.Remove(filepath.Join(w.dir, path)))
		at, _ := state.ParsePath(path)
		at.N++
		now := w.read(at.String())
		w.write(at.String(), data)
		w.neverWrong("an old key file as "+at.String(), want)
		w.write(at.String(), now)
	}
}

// Promise 3: files made with public recipients and dropped in are never read, and verify
// lists them.
func TestPromise3ForgedFiles(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	want, err := scores(v)
	w.must(err)
	b := v.dir.NewBatch()
	files, err := v.addTier(b, "2025-05", state.TierCore, newID(), 500)
	w.must(err)
	w.must(b.Keep())
	if got, err := scores(w.open("asha")); err != nil || got != want {
		t.Fatalf("%v %v", got, err)
	}
	broken, found := w.verdict("asha", true)
	if broken || !strings.Contains(found, files[0].Path) || !strings.Contains(found, files[1].Path) {
		t.Fatalf("%v %s", broken, found)
	}
	// In the place of a live part with its key file, too.
	live := v.State().Parts("2025-05", state.TierCore)[0]
	w.write(live.Part.Path, w.read(files[0].Path))
	w.write(live.Key.Path, w.read(files[1].Path))
	w.neverWrong("a forged part in the place of another", want)
}

// resealed writes a part's file again with another plaintext of the same length under
// the file key that a holder of the part key has: header and nonce stay.
func resealed(t *testing.T, file []byte, key [16]byte, plain []byte) []byte {
	t.Helper()
	end := bytes.Index(file, []byte("\n---"))
	end += 1 + bytes.IndexByte(file[end+1:], '\n') + 1
	nonce := file[end : end+16]
	k, err := hkdf.Key(sha256.New, key[:], nonce, "payload", chacha20poly1305.KeySize)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.New(k)
	if err != nil {
		t.Fatal(err)
	}
	if len(plain) > 64<<10 {
		t.Fatal("more than one chunk")
	}
	counter := make([]byte, chacha20poly1305.NonceSize)
	counter[len(counter)-1] = 1 // the last chunk, number 0
	return append(bytes.Clone(file[:end+16]), aead.Seal(nil, counter, plain, nil)...)
}

// Promise 5: a key holder seals chunks again under the same file key: age cannot tell,
// the SHA-256 of the ledger can: in verify, and before every rewrite.
func TestPromise5ResealedUnderTheSameFileKey(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	p := v.State().Parts("2025-05", state.TierCore)[0]
	key, err := v.partKey(p)
	w.must(err)
	r, size, close, err := v.openPart(p)
	w.must(err)
	plain := make([]byte, size)
	_, err = io.ReadFull(io.NewSectionReader(r, 0, size), plain)
	w.must(err)
	close()
	whole := w.read(p.Part.Path)
	if !bytes.Equal(resealed(t, whole, key.FileKey, plain), whole) {
		t.Fatal("the test does not seal as age does")
	}
	other := bytes.Clone(plain)
	other[len(other)/2] ^= 1
	w.write(p.Part.Path, resealed(t, whole, key.FileKey, other))
	if _, _, close, err := v.openPart(p); err != nil {
		t.Fatalf("age finds it: %v", err)
	} else {
		close()
	}
	broken, found := w.verdict("asha", false)
	if !broken || !strings.Contains(found, "file-changed "+p.Part.Path) {
		t.Fatalf("%v %s", broken, found)
	}
	if _, err := v.Rotate(context.Background(), state.RoleAnalyst, true); !errors.Is(err, ErrDamaged) {
		t.Fatalf("rewritten: %v", err)
	}
}

// forge writes an entry that its signer was not allowed, with whatever state it likes.
func (w *world) forge(v *Vault, by *ledger.Signer, e *ledger.Entry) {
	w.t.Helper()
	e.V, e.Vault, e.Seq, e.Time, e.Actor, e.Tool = 1, v.st.Vault(), v.st.Seq()+1, w.now.Unix(), by.Name(), "nps/0.5.0"
	slices.Sort(e.Del)
	if e.State == "" {
		e.State = v.st.Hash()
	}
	file, _, err := e.Sign(v.head, by)
	w.must(err)
	w.write(entryName(e.Seq), file)
}

// Promise 7: a stolen importer's key that purges early, or takes roles, is found at replay.
func TestPromise7StolenKeys(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	ctx := context.Background()
	for name, role := range map[string]string{"ci": state.RoleImporter, "cron": state.RolePurger} {
		_, err := v.Grant(ctx, w.card(name), role)
		w.must(err)
	}
	purge := func() *ledger.Entry {
		e, err := newEntry(state.OpPurge, state.PurgeData{Removed: []state.Removed{{Bucket: "2025-05", Reason: "retention", Rows: 33, Tier: state.TierCore}}})
		w.must(err)
		for _, p := range v.State().Parts("2025-05", state.TierCore) {
			e.Del = append(e.Del, p.Part.Path, p.Key.Path)
		}
		return e
	}
	owner := func(name string) *ledger.Entry {
		a, _ := v.State().Actor(name)
		a.Roles = []string{state.RoleOwner, state.RoleSteward}
		e, err := newEntry(state.OpActorAdd, state.ActorAddData{Actor: a})
		w.must(err)
		return e
	}
	beat, err := newEntry(state.OpHeartbeat, nil)
	w.must(err)
	want, err := scores(v)
	w.must(err)
	n := 0
	for what, c := range map[string]struct {
		by string
		e  *ledger.Entry
	}{
		"the importer purges":            {"ci", purge()},
		"the purger purges early":        {"cron", purge()},
		"the importer names himself":     {"ci", owner("ci")},
		"the purger names himself":       {"cron", owner("cron")},
		"a heartbeat with a false state": {"cron", beat},
		"a stranger":                     {"mallory", beat},
	} {
		n++
		w.forge(v, w.user(c.by).Signer, c.e)
		for _, state := range []string{w.user("asha").State, ""} {
			u := w.user("asha")
			u.State = state
			if _, err := Open(w.dir, u, w.clock); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := v.Purge(ctx, PurgeOptions{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: a purge goes on: %v", what, err)
		}
		w.must(os.Remove(filepath.Join(w.dir, entryName(c.e.Seq))))
	}
	if got, err := scores(w.open("asha")); err != nil || got != want || n != 6 {
		t.Fatalf("%v %v", got, err)
	}
}

// Promise 10: symbolic and hard links, and a swapped directory, lead nowhere: what lies
// outside stays, and nothing is read through them.
func TestPromise10Links(t *testing.T) {
	for _, folder := range []string{"parts", "keys/parts", "ledger", "keys/roles"} {
		for _, kind := range []string{"symlink", "hard link", "directory"} {
			t.Run(folder+" "+kind, func(t *testing.T) { linkCase(t, folder, kind) })
		}
	}
}

func linkCase(t *testing.T, folder, kind string) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "1999-03", 11)
	v.Close()
	outside := filepath.Join(w.root, "outside")
	w.must(os.Mkdir(outside, 0o700))
	files := w.files(folder)
	path := files[len(files)-1]
	full := filepath.Join(w.dir, path)
	canary := filepath.Join(outside, filepath.Base(path))
	w.must(os.Rename(full, canary))
	data, err := os.ReadFile(canary)
	w.must(err)
	switch kind {
	case "symlink":
		w.must(os.Symlink(canary, full))
	case "hard link":
		w.must(os.Link(canary, full))
		if folder == "ledger" { // two names are allowed there: a third is not
			w.must(os.Link(canary, canary+".3"))
		}
	case "directory":
		for _, f := range files[:len(files)-1] {
			w.must(os.Rename(filepath.Join(w.dir, f), filepath.Join(outside, filepath.Base(f))))
		}
		w.must(os.Remove(filepath.Join(w.dir, folder)))
		w.must(os.Symlink(outside, filepath.Join(w.dir, folder)))
	}
	v, err = Open(w.dir, w.user("asha"), w.clock)
	if err == nil {
		_, err := v.Purge(context.Background(), PurgeOptions{})
		if kind == "directory" && (!errors.Is(err, ErrDamaged) || v.head.Size != 2) {
			t.Errorf("a purge in a directory that is a link: %v, %d entries", err, v.head.Size)
		} else if kind != "directory" && err != nil {
			t.Errorf("a purge of links: %v", err)
		}
		v.Close()
	} else if !errors.Is(err, ErrDamaged) {
		t.Fatal(err)
	}
	after, err := os.ReadFile(canary)
	if err != nil || !bytes.Equal(after, data) {
		t.Fatalf("what lies outside was touched: %v", err)
	}
}

// Promise 1 and 2: no plain text anywhere, and an analyst opens no name.
func TestPromise2AnalystReadsNoPeople(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	_, err := v.Grant(context.Background(), w.card("ben"), state.RoleAnalyst)
	w.must(err)
	w.must(Trust(w.dir, w.user("ben"), v.Fingerprint()))
	ben := w.open("ben")
	if got, err := scores(ben); err != nil || got[10] != 6 {
		t.Fatalf("%v %v", got, err)
	}
	for _, tier := range []string{state.TierPerson, state.TierIndex} {
		for _, p := range ben.State().Parts("", tier) {
			if _, _, _, err := ben.openPart(p); !errors.Is(err, ErrNoKey) {
				t.Fatalf("%s: %v", tier, err)
			}
		}
	}
	n := 0
	w.must(filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
			data, err := os.ReadFile(path)
			if err != nil || bytes.Contains(data, []byte(canaryName)) {
				t.Errorf("%s: %v", path, err)
			}
		}
		return err
	}))
	if n < 20 {
		t.Fatalf("%d files were searched", n)
	}
}

// Promise 15: a copy of parts without keys opens nothing.
func TestPromise15PartsWithoutKeys(t *testing.T) {
	w := threeMonths(t)
	w.must(os.RemoveAll(filepath.Join(w.dir, "keys")))
	v := w.open("asha")
	n := 0
	for _, p := range v.State().Parts("", "") {
		if _, _, _, err := v.openPart(p); !errors.Is(err, ErrDamaged) {
			t.Fatalf("%v", err)
		}
		n++
		data := w.read(p.Part.Path)
		if _, err := keyring.OpenBytes(data, 1<<20, w.user("asha").Identities...); !errors.Is(err, keyring.ErrNoKey) {
			t.Fatalf("%v", err)
		}
	}
	if n != 9 {
		t.Fatalf("%d parts", n)
	}
}
