//go:build unix

package durable

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestMain lets the test binary be the other process as well.
func TestMain(m *testing.M) {
	if path := os.Getenv("DURABLE_TEST_CHILD"); path != "" {
		os.Exit(child(path, os.Getenv("DURABLE_TEST_JOB")))
	}
	os.Exit(m.Run())
}

func child(path, job string) int {
	d, err := OpenDir(path)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	switch job {
	case "shared", "exclusive": // holds the lock until its standard input ends
		if _, err := d.Lock("lock", job == "exclusive", false); err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println("locked")
		io.Copy(io.Discard, os.Stdin)
	case "append":
		for range 20 {
			if err := d.Append("log", 0, count); err != nil {
				fmt.Println(err)
				return 1
			}
		}
	case "link": // takes the next free number, 20 times
		for i := range 20 {
			name := fmt.Sprintf("tmp/%d-%d", os.Getpid(), i)
			b := d.NewBatch()
			if err := fill(b, name); err != nil {
				fmt.Println(err)
				return 1
			}
			for n := 0; ; n++ {
				err := b.Commit(b.files[0], fmt.Sprintf("ledger/%d", n))
				if err == nil {
					break
				}
				if !errors.Is(err, os.ErrExist) {
					fmt.Println(err)
					return 1
				}
			}
		}
	}
	return 0
}

// count adds the next number after the last line.
func count(tail []byte) ([]byte, error) {
	lines := strings.Split(strings.TrimSuffix(string(tail), "\n"), "\n")
	n := 0
	fmt.Sscan(lines[len(lines)-1], &n)
	return fmt.Appendf(nil, "%d\n", n+1), nil
}

func start(t *testing.T, path, job string) (say *bufio.Reader, end func()) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "DURABLE_TEST_CHILD="+path, "DURABLE_TEST_JOB="+job)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	must(t, err)
	in, err := c.StdinPipe()
	must(t, err)
	must(t, c.Start())
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return bufio.NewReader(out), func() { in.Close(); c.Wait() }
}

func TestLock(t *testing.T) {
	d, path := newDir(t)
	take := func(exclusive bool, want error) {
		t.Helper()
		unlock, err := d.Lock("lock", exclusive, false)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("exclusive %v: %v, want %v", exclusive, err, want)
		}
		if err == nil {
			must(t, unlock(), unlock())
		}
	}
	take(true, nil)
	for _, job := range []string{"exclusive", "shared"} {
		say, end := start(t, path, job)
		if line, _ := say.ReadString('\n'); line != "locked\n" {
			t.Fatalf("the other process says %q", line)
		}
		take(true, ErrLocked)
		if job == "shared" {
			take(false, nil)
		} else {
			take(false, ErrLocked)
		}
		got := make(chan error)
		go func() {
			unlock, err := d.Lock("lock", true, true)
			if err == nil {
				err = unlock()
			}
			got <- err
		}()
		end() // without unlocking: the kernel does it
		must(t, <-got)
		take(true, nil)
	}
	unlock, err := d.Lock("lock", true, false)
	must(t, err)
	take(false, ErrLocked) // inside the process, too
	must(t, unlock())
}

// The file was removed while we waited for its lock: others lock a new one.
func TestLockRemoved(t *testing.T) {
	d, path := newDir(t)
	n := 0
	restore := SetFault(func(op Op, _ string) error {
		if op == OpLock {
			if n++; n == 1 {
				os.Remove(filepath.Join(path, "lock"))
			}
		}
		return nil
	})
	unlock, err := d.Lock("lock", true, true)
	restore()
	must(t, err)
	if _, err := d.Lock("lock", true, false); !errors.Is(err, ErrLocked) || n < 2 {
		t.Errorf("holds a lock that nobody sees: %v", err)
	}
	must(t, unlock())
}

func several(t *testing.T, path, job string) {
	t.Helper()
	var wg sync.WaitGroup
	for range 4 {
		say, end := start(t, path, job)
		wg.Go(func() {
			if text, _ := io.ReadAll(say); len(text) > 0 {
				t.Errorf("a process says %s", text)
			}
			end()
		})
	}
	wg.Wait()
}

func TestAppendFromProcesses(t *testing.T) {
	d, path := newDir(t)
	several(t, path, "append")
	data, err := d.ReadFile("log", 10000)
	must(t, err)
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != 80 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		if line != fmt.Sprint(i+1) {
			t.Fatalf("line %d is %q: the chain broke", i+1, line)
		}
	}
}

func TestCommitFromProcesses(t *testing.T) {
	d, path := newDir(t)
	several(t, path, "link")
	names, err := d.List("ledger")
	must(t, err)
	if len(names) != 80 {
		t.Fatalf("%d entries of 80 acknowledged", len(names))
	}
	seen := map[string]bool{}
	for n := range 80 {
		data, err := d.ReadFile(fmt.Sprintf("ledger/%d", n), 1000)
		must(t, err)
		seen[string(data)] = true
	}
	if len(seen) != 80 || len(listTmp(t, d)) != 0 {
		t.Errorf("%d different entries, %d left in tmp", len(seen), len(listTmp(t, d)))
	}
}
