//go:build unix

package durable

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestReplaceFaults(t *testing.T) {
	for k := 1; ; k++ {
		d, path := newDir(t)
		put(t, d, "parts/pin", "old")
		n := 0
		restore := SetFault(func(Op, string) error {
			if n++; n == k {
				return errFault
			}
			return nil
		})
		err := d.Replace("parts/pin", 0, []byte("new"))
		restore()
		got := tree(t, path)
		want := "new"
		if err != nil && !errors.Is(err, ErrNotDurable) {
			want = "old"
		}
		if len(got) != 1 || got["parts/pin"] != want {
			t.Errorf("call %d: %v, %v", k, got, err)
		}
		if n < k {
			must(t, err)
			if k < 6 {
				t.Fatalf("only %d calls", k-1)
			}
			return
		}
	}
}

func TestAppendLocks(t *testing.T) {
	d, _ := newDir(t)
	must(t, d.Append("log", 0, func(tail []byte) ([]byte, error) {
		if _, err := d.Lock("log", false, false); !errors.Is(err, ErrLocked) {
			t.Errorf("nothing excludes others: %v", err)
		}
		return []byte("x\n"), nil
	}))
	if err := d.Append("log", 0, func([]byte) ([]byte, error) { return nil, errFault }); !errors.Is(err, errFault) {
		t.Errorf("%v", err)
	}
	long := strings.Repeat("y", 5000)
	must(t, d.Append("log", 0, func([]byte) ([]byte, error) { return []byte(long), nil }))
	must(t, d.Append("log", 0, func(tail []byte) ([]byte, error) {
		if string(tail) != long[:tailSize] {
			t.Errorf("the tail has %d bytes", len(tail))
		}
		return []byte("z"), nil
	}))
	holds(t, d, "log", "x\n"+long+"z")
}

func holds(t *testing.T, d *Dir, name, want string) {
	t.Helper()
	if data, err := d.ReadFile(name, 1<<20); err != nil || string(data) != want {
		t.Errorf("%s holds %d bytes, %v", name, len(data), err)
	}
}

func TestAppendFaults(t *testing.T) {
	for k := 1; ; k++ {
		d, path := newDir(t)
		add := func() error {
			return d.Append("parts/log", 0, func(tail []byte) ([]byte, error) { return fmt.Appendf(nil, "%d\n", len(tail)), nil })
		}
		must(t, add())
		n := 0
		restore := SetFault(func(Op, string) error {
			if n++; n == k {
				return errFault
			}
			return nil
		})
		err := add()
		restore()
		// A line whose sync or close failed may stay: it is not acknowledged.
		if got := tree(t, path)["parts/log"]; got != "0\n2\n" && (err == nil || got != "0\n") {
			t.Errorf("call %d: %q, %v", k, got, err)
		}
		if n < k {
			must(t, err)
			if k < 6 {
				t.Fatalf("only %d calls", k-1)
			}
			return
		}
		if err == nil {
			t.Errorf("call %d: the failure is not told", k)
		}
	}
}

func TestProbe(t *testing.T) {
	d, path := newDir(t)
	must(t, d.Probe())
	tried := 0
	for k := 1; ; k++ {
		n := 0
		var failed Op
		restore := SetFault(func(op Op, _ string) error {
			if n++; n == k {
				failed = op
				return errFault
			}
			return nil
		})
		e, err := OpenDir(path)
		if err == nil {
			err = e.Probe()
		}
		restore()
		must(t, Cleanup())
		if e != nil {
			e.Close()
		}
		if n < k {
			must(t, err)
			break
		}
		if err == nil {
			t.Errorf("call %d (%s): no error", k, failed)
		}
		if errors.Is(err, ErrFileSystem) {
			tried++
			if !errors.Is(err, errFault) || !strings.Contains(err.Error(), ": ") {
				t.Errorf("call %d (%s): %v", k, failed, err)
			}
		}
		names, err := d.List("")
		if must(t, err); !slices.Equal(names, []string{"ledger", "parts", "tmp"}) {
			t.Fatalf("call %d (%s): left %v", k, failed, names)
		}
	}
	if tried < 20 {
		t.Errorf("only %d steps failed", tried)
	}
	// File systems that seem to work and do not.
	for name, lie := range map[string]Fault{
		"link": func(op Op, _ string) error {
			if op == OpLink || op == OpLinkNew {
				return syscall.EPERM
			}
			return nil
		},
		"lock": func(op Op, _ string) error {
			if op == OpLock {
				return syscall.ENOLCK
			}
			return nil
		},
		"sync of directories": func(op Op, _ string) error {
			if op == OpSyncDir {
				return syscall.EINVAL
			}
			return nil
		},
	} {
		e, err := OpenDir(path)
		must(t, err)
		restore := SetFault(lie)
		err = e.Probe()
		restore()
		if !errors.Is(err, ErrFileSystem) {
			t.Errorf("%s: %v", name, err)
		}
		must(t, Cleanup(), e.Close())
	}
}
