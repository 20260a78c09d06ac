//go:build unix

package vault

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// A shared vault gives its group what the owner has, and nobody else anything.
func TestSharedModes(t *testing.T) {
	w := newWorld(t)
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Shared: true, Group: os.Getgid()})
	w.must(err)
	defer v.Close()
	w.add(v, "1999-03", 3)
	w.add(v, "2025-05", 3)
	_, err = v.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	n := 0
	w.must(filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		n++
		info, err := d.Info()
		if want := fs.FileMode(0o660); !d.IsDir() && info.Mode() != want {
			t.Errorf("%s: %v", path, info.Mode())
		}
		if want := fs.ModeDir | fs.ModeSetgid | 0o770; d.IsDir() && info.Mode() != want {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	}))
	if n < 20 {
		t.Fatalf("%d names", n)
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
}

// Two accounts of one group write to one vault; a third one may not even look.
func TestSharedByTwoAccounts(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be two accounts")
	}
	const group, ci, stranger = 54321, 54322, 54323
	w := newWorld(t)
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Shared: true, Group: group})
	w.must(err)
	defer v.Close()
	_, err = v.Grant(context.Background(), w.card("ci"), state.RoleImporter)
	w.must(err)
	w.must(Trust(w.dir, w.user("ci"), v.Fingerprint()))
	w.saveUser("ci")
	exe := filepath.Join(w.root, "writer")
	self, err := os.Executable()
	w.must(err)
	binary, err := os.ReadFile(self)
	w.must(err)
	w.must(os.WriteFile(exe, binary, 0o755))
	w.must(os.Chmod(w.root, 0o755))
	run := func(uid uint32) (string, error) {
		w.must(filepath.WalkDir(filepath.Join(w.root, "ci"), func(path string, _ fs.DirEntry, err error) error { return os.Chown(path, int(uid), group) }))
		for _, name := range []string{"identity", "signer"} {
			w.must(os.Chown(filepath.Join(w.root, name), int(uid), group))
		}
		gid := uint32(group)
		if uid == stranger {
			gid = stranger
		}
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), writerEnv+"="+w.root, fmt.Sprintf("%s_FROM=%d", writerEnv, 1), writerEnv+"_COMMITS=2")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(ci); err != nil || out != "2\n3\n" {
		if strings.Contains(fmt.Sprint(err), "permission denied") && out == "" {
			t.Skip("the directory of tests cannot be run from")
		}
		t.Fatalf("%v: %s", err, out)
	}
	w.now = time.Now()
	w.must(v.refresh())
	w.add(v, "2025-06", 3)
	if out, err := run(stranger); err == nil || !strings.Contains(out, "permission denied") {
		t.Fatalf("a stranger: %v: %s", err, out)
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
}
