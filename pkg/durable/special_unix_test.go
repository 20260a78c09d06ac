//go:build unix

package durable

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(path)
		got <- string(data)
	}()
	if err := WriteFile(path, 0o644, writeNew); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != newText {
		t.Errorf("the pipe carried %q", s)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Error("the pipe was replaced")
	}
}

func TestSocketIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	defer l.Close()
	if err := WriteFile(path, 0o644, writeNew); !errors.Is(err, ErrNotWritable) {
		t.Errorf("a socket gives %v", err)
	}
}

func TestForeignLinkIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a link of somebody else")
	}
	path, real := scenes[3].set(t)
	if err := os.Lchown(path, 12345, 12345); err != nil {
		t.Skip(err)
	}
	err := WriteFile(path, 0o644, func(w io.Writer) error { return writeNew(w) })
	if !errors.Is(err, ErrForeignLink) || content(t, real) != oldText {
		t.Errorf("a link of another user gives %v", err)
	}
}
