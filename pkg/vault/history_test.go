package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// copyTo makes a copy of the vault as a backup does.
func (w *world) copyTo(dir string) {
	w.t.Helper()
	w.must(os.RemoveAll(dir))
	w.must(os.CopyFS(dir, os.DirFS(w.dir)))
	w.must(filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		mode := os.FileMode(0o600)
		if err == nil && d.IsDir() {
			mode = 0o700
		}
		return os.Chmod(path, mode)
	}))
}

// Promise 6: the whole directory rolled back exits 5 and names what is missing.
func TestPromise6Rollback(t *testing.T) {
	w := threeMonths(t)
	before := filepath.Join(w.root, "backup")
	w.copyTo(before)
	v := w.open("asha")
	w.add(v, "2025-06", 5)
	anchor := v.Checkpoint()
	v.Close()

	w.dir = before
	var fork *ForkError
	if _, err := Open(w.dir, w.user("asha"), w.clock); !errors.As(err, &fork) || !errors.Is(err, ErrRollback) {
		t.Fatalf("%v", err)
	}
	if f := fork.Fork; !f.Missing || f.From != 4 || f.To != 4 || !strings.Contains(fork.Error(), "entry 4 is missing") {
		t.Fatalf("%v", fork)
	}
	// Somebody without a pin has the anchor.
	u := w.user("asha")
	u.State = filepath.Join(w.root, "runner")
	v, err := Open(w.dir, u, w.clock)
	w.must(err)
	if got := v.Warnings(); len(got) != 1 || got[0].ID != "rollback-not-checked" {
		t.Fatalf("%v", got)
	}
	if err := v.CheckAnchor(anchor); !errors.As(err, &fork) || !fork.Fork.Missing {
		t.Fatalf("%v", err)
	}
}

// Promise 6: the tail cut and written again by a valid key.
func TestPromise6Fork(t *testing.T) {
	w := threeMonths(t)
	before := filepath.Join(w.root, "backup")
	w.copyTo(before)
	v := w.open("asha")
	w.add(v, "2025-06", 5)
	w.add(v, "2025-07", 5)
	anchor := v.Checkpoint()
	v.Close()

	w.dir = before
	u := w.user("asha")
	u.State = filepath.Join(w.root, "elsewhere")
	for range 3 {
		other, err := Open(w.dir, u, w.clock)
		w.must(err)
		w.add(other, "2025-06", 7)
		other.Close()
	}
	var fork *ForkError
	if _, err := Open(w.dir, w.user("asha"), w.clock); !errors.As(err, &fork) {
		t.Fatalf("%v", err)
	}
	if f := fork.Fork; f.Missing || f.From > 4 || f.To < 4 {
		t.Fatalf("%v", fork)
	}
	// A tail of the same length, too.
	w.must(os.Remove(filepath.Join(w.dir, entryName(6))))
	if _, err := Open(w.dir, w.user("asha"), w.clock); !errors.As(err, &fork) || fork.Fork.Missing {
		t.Fatalf("%v", err)
	}
	u.State = filepath.Join(w.root, "a third place")
	other, err := Open(w.dir, u, w.clock)
	w.must(err)
	if err := other.CheckAnchor(anchor); !errors.Is(err, ErrRollback) {
		t.Fatalf("%v", err)
	}
	if err := other.CheckAnchor(other.Checkpoint()); err != nil {
		t.Fatal(err)
	}
}

func TestAnchors(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	var anchors [][]byte
	for range 3 {
		anchors = append(anchors, v.Checkpoint())
		w.add(v, "2025-06", 1)
	}
	for i, a := range anchors {
		if err := v.CheckAnchor(a); err != nil {
			t.Errorf("anchor %d: %v", i, err)
		}
	}
	other := threeMonths(t).open("asha")
	for name, bad := range map[string][]byte{
		"of another vault": other.Checkpoint(),
		"nothing":          nil,
		"cut":              anchors[0][:len(anchors[0])-3],
		"a false size":     bytes.Replace(anchors[0], []byte("\n4\n"), []byte("\n5\n"), 1),
	} {
		if err := v.CheckAnchor(bad); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stranger := w.user("mallory").Signer
	e := &ledger.Entry{V: 1, Vault: v.st.Vault(), Seq: v.head.Size, Actor: "mallory", Op: "heartbeat", Tool: "nps/1", State: v.st.Hash()}
	file, _, err := e.Sign(v.head, stranger)
	w.must(err)
	p, err := ledger.ParseEntry(file)
	w.must(err)
	if err := v.CheckAnchor(p.Checkpoint.Note()); !errors.Is(err, ErrDamaged) {
		t.Errorf("by a stranger: %v", err)
	}
}

// The untrusted vault: until the fingerprint was compared nothing opens.
func TestUntrustedVault(t *testing.T) {
	w := threeMonths(t)
	ben := w.user("ben")
	var untrusted *UntrustedError
	if _, err := Open(w.dir, ben, w.clock); !errors.As(err, &untrusted) || !errors.Is(err, ErrUntrusted) {
		t.Fatalf("%v", err)
	}
	if len(untrusted.Fingerprint) != 64 || len(untrusted.Vault) != 32 {
		t.Fatalf("%+v", untrusted)
	}
	for _, bad := range []string{"", "abc", strings.Repeat("0", 64), untrusted.Fingerprint[:63]} {
		if err := Trust(w.dir, ben, bad); !errors.Is(err, ErrUntrusted) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := Open(w.dir, ben, w.clock); !errors.Is(err, ErrUntrusted) {
		t.Fatalf("%v", err)
	}
	w.must(Trust(w.dir, ben, " "+strings.ToUpper(untrusted.Fingerprint)+"\n"))
	w.open("ben")
	// Another vault that claims the same id.
	w.must(ben.setTrust(untrusted.Vault, strings.Repeat("0", 64)))
	if _, err := Open(w.dir, ben, w.clock); !errors.Is(err, ErrDamaged) {
		t.Fatalf("%v", err)
	}
	if err := Trust(filepath.Join(w.root, "ben"), ben, untrusted.Fingerprint); !errors.Is(err, ErrNoVault) && err == nil {
		t.Fatalf("%v", err)
	}
}

func TestOpenRefusals(t *testing.T) {
	w := threeMonths(t)
	empty := filepath.Join(w.root, "empty")
	w.must(os.Mkdir(empty, 0o700))
	if _, err := Open(empty, w.user("asha"), w.clock); !errors.Is(err, ErrNoVault) {
		t.Errorf("an empty directory: %v", err)
	}
	if _, err := Open(filepath.Join(w.root, "nowhere"), w.user("asha"), w.clock); !errors.Is(err, ErrNoVault) {
		t.Errorf("no directory: %v", err)
	}
	if _, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{}); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("init in a vault: %v", err)
	}
	if _, err := Init(empty, &User{}, w.clock, InitOptions{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("init by nobody: %v", err)
	}
	bad := state.DefaultPolicy()
	bad.MaxClockJump = 0
	if _, err := Init(empty, w.user("asha"), w.clock, InitOptions{Policy: &bad}); !errors.Is(err, ErrRefused) {
		t.Errorf("init with a bad policy: %v", err)
	}
	if left, _ := os.ReadDir(empty); len(left) > 0 {
		t.Errorf("init left %v", left)
	}
	// A later version in a pin.
	pin := w.user("asha").pinPath(w.open("asha").st.Vault())
	data, err := os.ReadFile(pin)
	w.must(err)
	w.must(os.WriteFile(pin, bytes.Replace(data, []byte("nps-pin 1"), []byte("nps-pin 2"), 1), 0o600))
	if _, err := Open(w.dir, w.user("asha"), w.clock); !errors.Is(err, ErrVersion) {
		t.Errorf("a pin of a later version: %v", err)
	}
	for i := 0; i < len(data); i += 97 {
		worse := bytes.Clone(data)
		worse[i] ^= 1
		w.must(os.WriteFile(pin, worse, 0o600))
		if _, err := Open(w.dir, w.user("asha"), w.clock); err == nil {
			t.Fatalf("a damaged pin, byte %d, opens", i)
		}
	}
}

// Promise 20: a policy that asks for a later format stops this version from writing.
func TestPromise20MinimumVersion(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	p := v.State().Policy()
	p.MinVersion = 2
	_, err := v.SetPolicy(context.Background(), p, 0)
	w.must(err)
	if _, err := v.Heartbeat(context.Background()); !errors.Is(err, ErrVersion) {
		t.Fatalf("%v", err)
	}
}

// A copy that can only be read will do for reading.
func TestReadOnlyDirectory(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	want, err := scores(v)
	w.must(err)
	v.Close()
	w.must(filepath.WalkDir(w.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			t.Cleanup(func() { os.Chmod(path, 0o700) })
		}
		info, _ := d.Info()
		return os.Chmod(path, info.Mode().Perm()&0o500)
	}))
	v = w.open("asha")
	if got, err := scores(v); err != nil || got != want {
		t.Fatalf("%v %v", got, err)
	}
	if broken, found := w.verdict("asha", true); broken {
		t.Fatal(found)
	}
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	if _, err := v.Heartbeat(context.Background()); err == nil {
		t.Fatal("written")
	}
}

// Two processes of one user never set the pin back.
func TestPinNeverGoesBack(t *testing.T) {
	w := threeMonths(t)
	old := w.open("asha")
	v := w.open("asha")
	w.add(v, "2025-06", 5)
	w.must(old.writePin())
	pin, err := v.user.readPin(v.st.Vault())
	if err != nil || pin.head.Size != v.head.Size {
		t.Fatalf("%v, %v", pin, err)
	}
}

func TestClockOfAWriter(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	w.now = start.Add(-time.Minute)
	if seq := w.add(v, "2025-06", 5); seq != 4 || v.State().Time() != start {
		t.Fatalf("entry %d at %s", seq, v.State().Time())
	}
	w.now = start.Add(-time.Hour)
	if _, err := v.Heartbeat(context.Background()); !errors.Is(err, ErrClock) {
		t.Fatalf("%v", err)
	}
}
