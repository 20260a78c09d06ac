package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const oldText, newText = "old content", "new content, longer than the old"

func writeNew(w io.Writer) error { _, err := io.WriteString(w, newText); return err }

// scene is a directory before a file is written to it.
type scene struct {
	name string
	old  bool // the file is there
	link bool // it is reached by a link
}

var scenes = []scene{{"new", false, false}, {"replaced", true, false}, {"new behind a link", false, true}, {"replaced behind a link", true, true}}

// set returns the path to write and the path of the file itself.
func (s scene) set(t *testing.T) (path, real string) {
	t.Helper()
	dir := t.TempDir()
	real = filepath.Join(dir, "out.csv")
	path = real
	if s.old {
		if err := os.WriteFile(real, []byte(oldText), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if s.link {
		path = filepath.Join(dir, "link")
		if err := os.Symlink("out.csv", path); err != nil {
			t.Skip("no links here:", err)
		}
	}
	return path, real
}

func temporaries(t *testing.T, real string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(real), ".nps-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// calls records what a successful write asks of the system.
func calls(t *testing.T, s scene) []Op {
	t.Helper()
	var ops []Op
	restore := SetFault(func(op Op, _ string) error { ops = append(ops, op); return nil })
	defer restore()
	path, real := s.set(t)
	if err := WriteFile(path, 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	if got := content(t, real); got != newText {
		t.Fatalf("holds %q", got)
	}
	return ops
}

func TestWriteOrder(t *testing.T) {
	want := []Op{OpLstat, OpCreate, OpWrite, OpSync, OpClose, OpRename, OpSyncDir}
	if got := calls(t, scenes[0]); !slices.Equal(got, want) {
		t.Errorf("a new file: %v, want %v", got, want)
	}
	want = []Op{OpLstat, OpWritable, OpCreate, OpChmod, OpWrite, OpSync, OpClose, OpRename, OpSyncDir}
	if got := calls(t, scenes[1]); !slices.Equal(got, want) {
		t.Errorf("a replaced file: %v, want %v", got, want)
	}
}

var errFault = errors.New("planted fault")

// A fault at each call in turn leaves the old file or the new one, whole, and
// no temporary.
func TestFaultAtEachCall(t *testing.T) {
	tried := 0
	for _, s := range scenes {
		ops := calls(t, s)
		for k, op := range ops {
			t.Run(fmt.Sprintf("%s/%d-%s", s.name, k, op), func(t *testing.T) {
				path, real := s.set(t)
				before := content(t, real)
				n := 0
				restore := SetFault(func(Op, string) error {
					n++
					if n == k+1 {
						return errFault
					}
					return nil
				})
				err := WriteFile(path, 0o644, writeNew)
				restore()
				if !errors.Is(err, errFault) {
					t.Fatalf("the fault is not reported: %v", err)
				}
				if !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), ".tmp") {
					t.Errorf("the message does not name the file: %v", err)
				}
				want := before
				if op == OpSyncDir {
					want = newText
				}
				if got := content(t, real); got != want {
					t.Errorf("holds %q, want %q", got, want)
				}
				if errors.Is(err, ErrNotDurable) != (op == OpSyncDir) {
					t.Errorf("durability is reported wrongly: %v", err)
				}
				if left := temporaries(t, real); len(left) != 0 {
					t.Errorf("left %v", left)
				}
				if len(open.files) != 0 {
					t.Errorf("%d files are registered", len(open.files))
				}
			})
			tried++
		}
	}
	if tried < 20 {
		t.Fatalf("only %d faults were tried", tried)
	}
}

// When nothing works any more from some call on, clean-up included, the file
// is still the old one or the new one.
func TestEverythingFailsFromEachCallOn(t *testing.T) {
	tried := 0
	for _, s := range scenes {
		for k := range calls(t, s) {
			path, real := s.set(t)
			before := content(t, real)
			n := 0
			restore := SetFault(func(Op, string) error {
				if n++; n > k {
					return errFault
				}
				return nil
			})
			err := WriteFile(path, 0o644, writeNew)
			restore()
			if err == nil {
				t.Fatalf("%s: no error from call %d on", s.name, k)
			}
			if got := content(t, real); got != before && got != newText {
				t.Errorf("%s: from call %d on: holds %q", s.name, k, got)
			}
			// The system recovers: what could not be removed goes now.
			if err := Cleanup(); err != nil {
				t.Error(err)
			}
			if left := temporaries(t, real); len(left) != 0 {
				t.Errorf("%s: from call %d on: left %v", s.name, k, left)
			}
			tried++
		}
	}
	if tried == 0 {
		t.Fatal("nothing was tried")
	}
}

func TestWriterFails(t *testing.T) {
	for _, s := range scenes {
		path, real := s.set(t)
		before := content(t, real)
		err := WriteFile(path, 0o644, func(w io.Writer) error {
			w.Write(bytes.Repeat([]byte("x"), 2*bufferSize))
			return errFault
		})
		if !errors.Is(err, errFault) || content(t, real) != before || len(temporaries(t, real)) != 0 {
			t.Errorf("%s: %v, %d bytes, left %v", s.name, err, len(content(t, real)), temporaries(t, real))
		}
	}
}

func TestWriterPanics(t *testing.T) {
	path, real := scenes[1].set(t)
	func() {
		defer func() { recover() }()
		WriteFile(path, 0o644, func(io.Writer) error { panic("x") })
	}()
	if content(t, real) != oldText || len(temporaries(t, real)) != 0 {
		t.Error("a panic leaves something behind")
	}
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept")
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o664, 0o755} {
		if err := errors.Join(os.WriteFile(kept, nil, 0o600), os.Chmod(kept, mode), WriteFile(kept, 0o644, writeNew)); err != nil {
			t.Fatal(err)
		}
		if info, _ := os.Stat(kept); info.Mode().Perm() != mode {
			t.Errorf("mode %o became %o", mode, info.Mode().Perm())
		}
	}
	secret := filepath.Join(dir, "secret")
	if err := WriteFile(secret, 0o600, writeNew); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(secret); info.Mode().Perm() != 0o600 {
		t.Errorf("a new file has mode %o", info.Mode().Perm())
	}
}

func TestReadOnlyFileIsRefused(t *testing.T) {
	path, real := scenes[1].set(t)
	if err := os.Chmod(real, 0o444); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(real, os.O_WRONLY, 0); err == nil {
		f.Close()
		t.Skip("this user may write everything")
	}
	if err := WriteFile(path, 0o644, writeNew); !errors.Is(err, fs.ErrPermission) || content(t, real) != oldText {
		t.Errorf("%v", err)
	}
}
