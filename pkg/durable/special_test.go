package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLinkStays(t *testing.T) {
	for _, s := range scenes[2:] {
		path, real := s.set(t)
		if err := WriteFile(path, 0o644, writeNew); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s: the link is gone", s.name)
		}
		if content(t, real) != newText {
			t.Errorf("%s: the target holds %q", s.name, content(t, real))
		}
	}
}

// A link's target is relative to where the link really lies.
func TestLinkBehindLinkedDirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "b", "c"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(filepath.Join("b", "c"), filepath.Join(dir, "a")),
		os.Symlink(filepath.Join("..", "x"), filepath.Join(dir, "b", "c", "link"))); err != nil {
		t.Skip("no links here:", err)
	}
	if err := WriteFile(filepath.Join(dir, "a")+"/link", 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	if got := content(t, filepath.Join(dir, "b", "x")); got != newText {
		t.Errorf("b/x holds %q", got)
	}
	if err := WriteFile(filepath.Join(dir, "a")+"/../y", 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	if got := content(t, filepath.Join(dir, "b", "y")); got != newText {
		t.Errorf("b/y holds %q", got)
	}
}

func TestLinkLoop(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := errors.Join(os.Symlink(a, b), os.Symlink(b, a)); err != nil {
		t.Skip("no links here:", err)
	}
	if err := WriteFile(a, 0o644, writeNew); err == nil || !strings.Contains(err.Error(), "links") {
		t.Errorf("a loop gives %v", err)
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(dir, 0o644, writeNew); !errors.Is(err, ErrDirectory) {
		t.Errorf("a directory gives %v", err)
	}
	if err := WriteFile(filepath.Join(dir, "none", "x"), 0o644, writeNew); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing directory gives %v", err)
	}
	if err := WriteFile("", 0o644, writeNew); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no name gives %v", err)
	}
}

func TestDevice(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip("no /dev/null")
	}
	var ops []Op
	restore := SetFault(func(op Op, _ string) error { ops = append(ops, op); return nil })
	defer restore()
	if err := WriteFile("/dev/null", 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op == OpCreate || op == OpRename {
			t.Errorf("a device was written by %v", ops)
		}
	}
}

func TestProcessStream(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such names")
	}
	path := filepath.Join(t.TempDir(), "redirected")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdout := os.Stdout
	os.Stdout = out
	defer func() { os.Stdout = stdout }()
	io.WriteString(out, "before ")
	if err := WriteFile("/dev/stdout", 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, " after"); err != nil {
		t.Errorf("the stream was closed: %v", err)
	}
	if got := content(t, path); got != "before "+newText+" after" {
		t.Errorf("the stream holds %q", got)
	}
}

func TestCleanup(t *testing.T) {
	path, real := scenes[1].set(t)
	f, err := Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("half")); err != nil || len(temporaries(t, real)) != 1 {
		t.Fatalf("no temporary: %v", err)
	}
	if err := Cleanup(); err != nil {
		t.Fatal(err)
	}
	if left := temporaries(t, real); len(left) != 0 || content(t, real) != oldText {
		t.Errorf("left %v", left)
	}
	if _, err := f.Write([]byte("more")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("writing afterwards gives %v", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) || content(t, real) != oldText {
		t.Errorf("committing afterwards gives %v", err)
	}
	if err := f.Abort(); err != nil {
		t.Errorf("aborting afterwards gives %v", err)
	}
}

func TestCleanupWhileWriting(t *testing.T) {
	path, real := scenes[1].set(t)
	started, done := make(chan struct{}), make(chan error)
	go func() {
		done <- WriteFile(path, 0o644, func(w io.Writer) error {
			close(started)
			block := make([]byte, 64<<10)
			for {
				if _, err := w.Write(block); err != nil {
					return err
				}
			}
		})
	}()
	<-started
	if err := Cleanup(); err != nil {
		t.Error(err)
	}
	if err := <-done; err == nil {
		t.Error("the writer was not told")
	}
	if left := temporaries(t, real); len(left) != 0 || content(t, real) != oldText {
		t.Errorf("left %v", left)
	}
}

func TestCommitOnce(t *testing.T) {
	path, real := scenes[0].set(t)
	f, err := Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(newText))
	if f.Name() != path {
		t.Errorf("its name is %q", f.Name())
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a second commit gives %v", err)
	}
	if err := f.Abort(); err != nil || content(t, real) != newText {
		t.Errorf("aborting after the commit: %v", err)
	}
}
