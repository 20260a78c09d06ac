//go:build unix

package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// newDir makes a private directory with the folders of a vault, as far as needed here.
func newDir(t *testing.T) (*Dir, string) {
	t.Helper()
	if !supported {
		t.Skip("not on this system")
	}
	path := filepath.Join(t.TempDir(), "vault")
	d, err := MakeDir(path, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, name := range []string{"parts", "tmp", "ledger"} {
		if err := d.Mkdir(name, 0); err != nil {
			t.Fatal(err)
		}
	}
	d.AllowSecondName("ledger")
	return d, path
}

func put(t *testing.T, d *Dir, name, text string) {
	t.Helper()
	f, err := d.Create(name, 0)
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err == nil {
		err = f.Finish()
	}
	if err == nil {
		err = f.Keep()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestDirModes(t *testing.T) {
	_, path := newDir(t)
	for _, c := range []struct {
		mode fs.FileMode
		want error
	}{
		{0o700, nil}, {0o500, nil}, {0o755, ErrUnsafeMode}, {0o701, ErrUnsafeMode}, {0o770, ErrUnsafeMode},
		{0o770 | fs.ModeSetgid, nil}, {0o775 | fs.ModeSetgid, ErrUnsafeMode}, {0o750, ErrUnsafeMode}, {0o700 | fs.ModeSetgid, nil},
	} {
		must(t, os.Chmod(path, c.mode))
		d, err := OpenDir(path)
		if !errors.Is(err, c.want) {
			t.Errorf("mode %s: %v, want %v", octal(c.mode), err, c.want)
		}
		if err == nil {
			d.Close()
		} else if !strings.Contains(err.Error(), octal(c.mode)) || !strings.Contains(err.Error(), path) {
			t.Errorf("the message says not which: %v", err)
		}
	}
}

func TestDirOpenChecks(t *testing.T) {
	d, path := newDir(t)
	outside := filepath.Join(t.TempDir(), "outside")
	must(t, os.WriteFile(outside, []byte("x"), 0o600), os.Mkdir(filepath.Join(path, "real"), 0o700), os.WriteFile(filepath.Join(path, "real", "f"), []byte("x"), 0o600),
		os.Symlink(outside, filepath.Join(path, "parts", "out")), os.Symlink("good", filepath.Join(path, "parts", "in")), os.Symlink("real", filepath.Join(path, "linked")),
		os.Symlink(filepath.Dir(outside), filepath.Join(path, "away")), syscall.Mkfifo(filepath.Join(path, "parts", "pipe"), 0o600), os.Mkdir(filepath.Join(path, "open"), 0o755),
		os.WriteFile(filepath.Join(path, "parts", "wide"), nil, 0o600), os.Chmod(filepath.Join(path, "parts", "wide"), 0o640))
	for _, name := range []string{"parts/good", "parts/twice", "ledger/0", "ledger/1"} {
		put(t, d, name, name)
	}
	must(t, os.Link(filepath.Join(path, "parts", "twice"), filepath.Join(path, "tmp", "t")), os.Link(filepath.Join(path, "ledger", "1"), filepath.Join(path, "tmp", "1")),
		os.Link(filepath.Join(path, "ledger", "0"), filepath.Join(path, "tmp", "a")), os.Link(filepath.Join(path, "ledger", "0"), filepath.Join(path, "tmp", "b")))
	for name, want := range map[string]error{
		"parts/good": nil, "ledger/1": nil, "parts/none": fs.ErrNotExist, "parts/out": ErrNotRegular, "parts/in": ErrNotRegular, "parts/pipe": ErrNotRegular, "parts": ErrNotRegular,
		"linked/f": ErrNotDirectory, "away/outside": ErrNotDirectory, "parts/good/x": ErrNotDirectory, "parts/wide": ErrUnsafeMode, "open/x": ErrUnsafeMode, "parts/twice": ErrSecondName, "tmp/1": ErrSecondName,
		"ledger/0": ErrSecondName, // three names are too many
		"":         ErrName, ".": ErrName, "..": ErrName, "../outside": ErrName, "/etc/passwd": ErrName, "parts//good": ErrName, "parts/../parts/good": ErrName, "parts/": ErrName, "parts/a\x00": ErrName, `parts\good`: ErrName,
	} {
		f, info, err := d.Open(name)
		if !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
		if err == nil {
			if !info.Mode().IsRegular() {
				t.Errorf("%q is %v", name, info.Mode())
			}
			f.Close()
		}
	}
	// Nothing is made behind a link either, and what a link leads to is not removed.
	for _, name := range []string{"linked/new", "away/new", "parts/in", "parts/out"} {
		if f, err := d.Create(name, 0); err == nil {
			t.Errorf("%s was made", name)
			f.Discard()
		}
	}
	must(t, d.Remove("parts/out"), d.Remove("parts/in"))
	if content(t, outside) != "x" || content(t, filepath.Join(path, "parts", "good")) != "parts/good" {
		t.Error("removing a link removed its target")
	}
	if _, err := d.Sub("linked"); !errors.Is(err, ErrNotDirectory) {
		t.Errorf("a linked directory opens: %v", err)
	}
	if err := d.Sync("linked"); !errors.Is(err, ErrNotDirectory) {
		t.Errorf("a linked directory is synced: %v", err)
	}
	if _, err := d.Lock("parts/pipe", true, false); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a pipe is locked: %v", err)
	}
}

func TestDirOwners(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	d, path := newDir(t)
	put(t, d, "parts/f", "x")
	must(t, os.Chown(filepath.Join(path, "parts", "f"), 12345, -1))
	if _, _, err := d.Open("parts/f"); !errors.Is(err, ErrUnsafeOwner) {
		t.Errorf("another's file: %v", err)
	}
	must(t, os.Chown(path, 12345, -1))
	if _, err := OpenDir(path); !errors.Is(err, ErrUnsafeOwner) {
		t.Errorf("another's directory: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Chown(path, 0, -1), os.Symlink(path, link))
	e, err := OpenDir(link)
	if err != nil {
		t.Fatalf("an own link: %v", err)
	}
	e.Close()
	must(t, os.Lchown(link, 12345, -1))
	if _, err := OpenDir(link); !errors.Is(err, ErrForeignLink) {
		t.Errorf("another's link: %v", err)
	}
}

func TestDirShared(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change to any group")
	}
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "shared")
	d, err := MakeDir(path, 0)
	must(t, err)
	defer d.Close()
	must(t, d.Share(4321))
	if !d.Shared() {
		t.Error("it does not know")
	}
	must(t, d.Mkdir("parts", 0))
	put(t, d, "parts/f", "x")
	unlock, err := d.Lock("lock", false, true)
	must(t, err)
	unlock()
	must(t, d.Append("log", 0, func([]byte) ([]byte, error) { return []byte("x\n"), nil }))
	for name, want := range map[string]fs.FileMode{"": 0o770 | fs.ModeSetgid | fs.ModeDir, "parts": 0o770 | fs.ModeSetgid | fs.ModeDir, "parts/f": 0o660, "lock": 0o660, "log": 0o660} {
		info, err := os.Lstat(filepath.Join(path, name))
		must(t, err)
		if o, _ := owner(info); info.Mode() != want || o.gid != 4321 {
			t.Errorf("%q: %v of group %d", name, info.Mode(), o.gid)
		}
	}
	// Any owner will do, another group will not, nor rights for others.
	must(t, os.Chown(filepath.Join(path, "parts", "f"), 12345, -1))
	if _, err := d.ReadFile("parts/f", 10); err != nil {
		t.Error(err)
	}
	must(t, os.Chown(filepath.Join(path, "parts", "f"), 0, 77))
	if _, err := d.ReadFile("parts/f", 10); !errors.Is(err, ErrUnsafeOwner) {
		t.Errorf("another group: %v", err)
	}
	if _, err := d.Create("parts/g", 0o664); !errors.Is(err, ErrUnsafeMode) {
		t.Errorf("rights for others: %v", err)
	}
	must(t, d.Probe())
	again, err := OpenDir(path)
	must(t, err)
	if !again.Shared() {
		t.Error("opened again it is not shared")
	}
	again.Close()
}

// A directory that is swapped for another one after it was opened is not touched.
func TestDirSwapped(t *testing.T) {
	d, path := newDir(t)
	put(t, d, "parts/f", "mine")
	outside := filepath.Join(t.TempDir(), "outside")
	must(t, os.Mkdir(outside, 0o700), os.WriteFile(filepath.Join(outside, "f"), []byte("canary"), 0o600))
	must(t, os.Rename(filepath.Join(path, "parts"), filepath.Join(path, "moved")), os.Symlink(outside, filepath.Join(path, "parts")))
	must(t, d.Remove("parts/f"))
	if content(t, filepath.Join(outside, "f")) != "canary" {
		t.Error("the file outside is gone")
	}
	if _, err := os.Stat(filepath.Join(path, "moved", "f")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the own file is not removed: %v", err)
	}
}

// Between looking and opening somebody swaps the file or directory.
func TestDirSwappedMeanwhile(t *testing.T) {
	for _, c := range []struct {
		name string
		op   Op
		swap string
		want error
	}{{"parts/f", OpOpen, "parts/f", ErrChanged}, {"parts/f", OpOpenDir, "parts", ErrChanged}} {
		d, path := newDir(t)
		put(t, d, "parts/f", "mine")
		d.Close()
		d, err := OpenDir(path)
		must(t, err)
		target := filepath.Join(path, c.swap)
		swapped := false
		restore := SetFault(func(op Op, at string) error {
			if op == c.op && at == target && !swapped {
				swapped = true
				os.Rename(target, target+"-old")
				os.Mkdir(filepath.Join(path, "other"), 0o700)
				os.WriteFile(filepath.Join(path, "other", "f"), []byte("another"), 0o600)
				if c.swap == "parts" {
					os.Symlink("other", target)
				} else {
					os.WriteFile(filepath.Join(path, "parts", "g"), []byte("another"), 0o600)
					os.Symlink("g", target)
				}
			}
			return nil
		})
		data, err := d.ReadFile(c.name, 100)
		restore()
		d.Close()
		if !swapped || !errors.Is(err, c.want) || data != nil {
			t.Errorf("%s swapped: %v, read %q", c.swap, err, data)
		}
	}
}

func TestReadFileAndList(t *testing.T) {
	d, path := newDir(t)
	for _, n := range []int{0, 1, 511, 512, 513, 5000} {
		name := fmt.Sprintf("parts/%04d", n)
		put(t, d, name, strings.Repeat("x", n))
		if data, err := d.ReadFile(name, int64(n)); err != nil || len(data) != n {
			t.Errorf("%d bytes: %d, %v", n, len(data), err)
		}
		if n > 0 {
			if _, err := d.ReadFile(name, int64(n-1)); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%d bytes, one too many: %v", n, err)
			}
		}
	}
	must(t, os.Symlink("x", filepath.Join(path, "parts", "a")))
	for range 2 {
		got, err := d.List("parts")
		if want := []string{"0000", "0001", "0511", "0512", "0513", "5000", "a"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v", got, err)
		}
	}
	if got, err := d.List(""); err != nil || !slices.Equal(got, []string{"ledger", "parts", "tmp"}) {
		t.Errorf("%v, %v", got, err)
	}
	sub, err := d.Sub("parts")
	must(t, err)
	defer sub.Close()
	if data, err := sub.ReadFile("0001", 1); err != nil || string(data) != "x" {
		t.Errorf("below: %q, %v", data, err)
	}
	// A file that grows between looking and reading is still bounded.
	grow := filepath.Join(path, "parts", "0001")
	restore := SetFault(func(op Op, _ string) error {
		if op == OpRead {
			f, _ := os.OpenFile(grow, os.O_WRONLY|os.O_APPEND, 0)
			f.Write(make([]byte, 300))
			f.Close()
		}
		return nil
	})
	_, err = d.ReadFile("parts/0001", 1000)
	restore()
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("a growing file: %v", err)
	}
	d.Close()
	if _, err := d.ReadFile("parts/0001", 1000); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestMakeDir(t *testing.T) {
	if !supported {
		t.Skip("not on this system")
	}
	base := t.TempDir()
	path := filepath.Join(base, "a", "b", "vault")
	for k := 1; ; k++ {
		restore := failAt(k)
		d, err := MakeDir(path, 0o700)
		restore()
		if err == nil {
			if k < 8 {
				t.Fatalf("only %d calls", k-1)
			}
			if !d.Made() {
				t.Error("does not know that it made it")
			}
			again, err := MakeDir(path, 0o700)
			must(t, err)
			if again.Made() {
				t.Error("it was there already")
			}
			must(t, again.Unmake(), again.Close())
			must(t, d.Unmake(), d.Close())
			break
		}
		if !errors.Is(err, errFault) {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(base, "a")); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("call %d: left something: %v", k, err)
		}
	}
	if _, err := os.Stat(filepath.Join(base, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left something: %v", err)
	}
}

// failAt makes the k-th call fail, counted from 1.
func failAt(k int) (restore func()) {
	n := 0
	return SetFault(func(Op, string) error {
		if n++; n == k {
			return errFault
		}
		return nil
	})
}

func TestReadSecret(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "identity")
	must(t, os.WriteFile(path, []byte("secret"), 0o600))
	read := func(want error) {
		t.Helper()
		data, err := ReadSecret(path, 6)
		if !errors.Is(err, want) || (err == nil) != (want == nil) || err == nil && string(data) != "secret" || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q, %v, want %v", data, err, want)
		}
	}
	read(nil)
	must(t, os.Chmod(path, 0o400))
	read(nil)
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o601} {
		must(t, os.Chmod(path, mode))
		read(ErrUnsafeMode)
	}
	must(t, os.Chmod(path, 0o600))
	if _, err := ReadSecret(path, 5); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := ReadSecret(dir, 5); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a directory: %v", err)
	}
	if os.Geteuid() == 0 {
		must(t, os.Chown(path, 12345, -1))
		read(ErrUnsafeOwner)
	}
	pipe := filepath.Join(dir, "pipe")
	must(t, syscall.Mkfifo(pipe, 0o644))
	go os.WriteFile(pipe, []byte("piped"), 0)
	if data, err := ReadSecret(pipe, 10); err != nil || string(data) != "piped" {
		t.Errorf("a pipe: %q, %v", data, err)
	}
}

func TestRemoveSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "export März.csv")
	must(t, os.WriteFile(path, []byte("a"), 0o644))
	seen, err := os.Lstat(path)
	must(t, err)
	must(t, os.WriteFile(path, []byte("longer"), 0o644))
	if err := Remove(path, seen); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed file: %v", err)
	}
	seen, _ = os.Lstat(path)
	must(t, os.Rename(path, path+"2"), os.Symlink(path+"2", path))
	if err := Remove(path, seen); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a link: %v", err)
	}
	must(t, Remove(path+"2", seen))
	if _, err := os.Stat(path + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it is still there")
	}
}
