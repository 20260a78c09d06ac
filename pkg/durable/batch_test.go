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
	"sync"
	"syscall"
	"testing"
)

// writer commits three files by one entry, as an import does.
func writer(d *Dir, number int) error {
	b := d.NewBatch()
	defer b.Discard()
	if err := b.Mkdir("keys", 0); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, name := range []string{"parts/a", "parts/b", "keys/a"} {
		if err := fill(b, name); err != nil {
			return err
		}
	}
	if err := b.Sync(); err != nil {
		return err
	}
	tmp, err := b.Create("tmp/entry", 0)
	if err != nil {
		return err
	}
	if _, err := tmp.Write([]byte("entry")); err != nil {
		return err
	}
	if err := tmp.Finish(); err != nil {
		return err
	}
	return b.Commit(tmp, fmt.Sprintf("ledger/%010d", number))
}

func fill(b *Batch, name string) error {
	f, err := b.Create(name, 0)
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := f.Write([]byte(name)); err != nil {
			return err
		}
	}
	return f.Finish()
}

// tree is every file below path with its content.
func tree(t *testing.T, path string) map[string]string {
	t.Helper()
	found := map[string]string{}
	must(t, filepath.WalkDir(path, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var data []byte
			data, err = os.ReadFile(p)
			name, _ := filepath.Rel(path, p)
			found[name] = string(data)
		}
		return err
	}))
	return found
}

// verdict holds the rule: with an entry all its files are there and whole,
// without one none are.
func verdict(t *testing.T, path string) (committed bool) {
	t.Helper()
	found := tree(t, path)
	entry, committed := found["ledger/0000000000"]
	delete(found, "tmp/entry") // may stay beside the entry
	if !committed {
		if len(found) > 0 {
			t.Errorf("nothing was committed, but there is %v", found)
		}
		return false
	}
	for _, name := range []string{"parts/a", "parts/b", "keys/a"} {
		if found[name] != name+name {
			t.Errorf("%s holds %q", name, found[name])
		}
	}
	if entry != "entry" || len(found) != 4 {
		t.Errorf("committed %v", found)
	}
	return true
}

func TestBatchOrder(t *testing.T) {
	d, path := newDir(t)
	var log []string
	restore := SetFault(func(op Op, at string) error {
		if name, err := filepath.Rel(path, at); err == nil && op != OpLstat && op != OpStat && op != OpOpen && op != OpOpenDir {
			log = append(log, string(op)+" "+name)
		}
		return nil
	})
	err := writer(d, 0)
	restore()
	must(t, err)
	want := `mkdir keys
create parts/a|write parts/a|write parts/a|sync parts/a|close parts/a
create parts/b|write parts/b|write parts/b|sync parts/b|close parts/b
create keys/a|write keys/a|write keys/a|sync keys/a|close keys/a
syncdir .|syncdir parts|syncdir keys
create tmp/entry|write tmp/entry|sync tmp/entry|close tmp/entry
link ledger/0000000000|syncdir ledger|remove tmp/entry`
	if got := strings.Join(log, "|"); got != strings.ReplaceAll(want, "\n", "|") {
		t.Errorf("in this order: %s", strings.Join(log, "\n"))
	}
	if !verdict(t, path) || len(open.files) != 0 {
		t.Error("not committed")
	}
}

// The k-th call fails, for k = 1 until none fails: all or nothing, and what is
// acknowledged is committed.
func TestBatchFaultAtEachCall(t *testing.T) {
	for _, faulty := range []error{errFault, syscall.EPERM, syscall.ENOSPC} {
		for k := 1; ; k++ {
			d, path := newDir(t)
			var failed Op
			n := 0
			restore := SetFault(func(op Op, _ string) error {
				if n++; n == k {
					failed = op
					return faulty
				}
				return nil
			})
			err := writer(d, 0)
			restore()
			committed := verdict(t, path)
			if len(open.files) != 0 {
				t.Errorf("call %d (%s): %d files are registered", k, failed, len(open.files))
			}
			if n < k {
				must(t, err)
				if k < 30 {
					t.Fatalf("only %d calls", k-1)
				}
				break
			}
			switch {
			case err == nil && !committed:
				t.Errorf("call %d (%s): acknowledged but not there", k, failed)
			case err == nil && failed != OpRemove && !(failed == OpLink && faulty == syscall.EPERM):
				t.Errorf("call %d (%s): the failure is not told", k, failed)
			case err != nil && !errors.Is(err, faulty):
				t.Errorf("call %d (%s): %v", k, failed, err)
			case err != nil && committed != errors.Is(err, ErrNotDurable):
				t.Errorf("call %d (%s): committed %v, %v", k, failed, committed, err)
			}
			if err == nil || !committed {
				if left := slices.DeleteFunc(listTmp(t, d), func(s string) bool { return err == nil && failed == OpRemove }); len(left) > 0 {
					t.Errorf("call %d (%s): left %v", k, failed, left)
				}
			}
			d.Close()
		}
	}
}

func listTmp(t *testing.T, d *Dir) []string {
	t.Helper()
	names, err := d.List("tmp")
	must(t, err)
	return names
}

// From the k-th call on everything fails, clean-up as well. Then the system
// recovers and Cleanup removes what could not be removed: all or nothing again.
func TestBatchEverythingFailsFromEachCallOn(t *testing.T) {
	for k := 1; ; k++ {
		d, path := newDir(t)
		n := 0
		restore := SetFault(func(Op, string) error {
			if n++; n >= k {
				return errFault
			}
			return nil
		})
		err := writer(d, 0)
		restore()
		if n < k {
			must(t, err)
			if k < 30 {
				t.Fatalf("only %d calls", k-1)
			}
			return
		}
		if errors.Is(err, ErrCommitUnknown) {
			// The link failed and nobody can look: the files stay, without an entry they are not read.
			if _, there := tree(t, path)["parts/a"]; !there {
				t.Errorf("from call %d on: files of what may be committed were removed", k)
			}
			continue
		}
		must(t, Cleanup())
		committed := verdict(t, path)
		if (err == nil || errors.Is(err, ErrNotDurable)) != committed {
			t.Errorf("from call %d on: committed %v, %v", k, committed, err)
		}
		if len(open.files) != 0 {
			t.Errorf("from call %d on: %d files are registered", k, len(open.files))
		}
	}
}

// The link is made but its answer is lost, as over a network.
func TestBatchLostAnswer(t *testing.T) {
	for _, blind := range []bool{false, true} {
		d, path := newDir(t)
		linked := false
		restore := SetFault(func(op Op, at string) error {
			switch {
			case op == OpLink:
				linked = true
				must(t, os.Link(filepath.Join(path, "tmp", "entry"), at))
				return errFault
			case op == OpLstat && linked && blind:
				return errFault
			}
			return nil
		})
		err := writer(d, 0)
		restore()
		if blind && !errors.Is(err, ErrCommitUnknown) || !blind && err != nil {
			t.Errorf("blind %v: %v", blind, err)
		}
		if !verdict(t, path) || len(open.files) != 0 {
			t.Error("committed files were removed")
		}
	}
}

// Where there are no hard links a rename that does not replace takes their place.
func TestBatchWithoutLinks(t *testing.T) {
	restore := SetFault(func(op Op, _ string) error {
		if op == OpLink {
			return syscall.EPERM
		}
		return nil
	})
	defer restore()
	d, path := newDir(t)
	if err := d.Probe(); err != nil {
		t.Skip("no rename without replacing:", err)
	}
	must(t, writer(d, 0))
	if !verdict(t, path) || len(listTmp(t, d)) != 0 {
		t.Error("not committed")
	}
	put(t, d, "tmp/x", "other")
	if err := d.Link("tmp/x", "ledger/0000000000"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a taken name: %v", err)
	}
	must(t, d.Link("tmp/x", "ledger/0000000001"))
	holds(t, d, "ledger/0000000001", "other")
}

// A taken number leaves the files for the next try.
func TestBatchRetry(t *testing.T) {
	d, path := newDir(t)
	put(t, d, "ledger/0000000000", "another's")
	b := d.NewBatch()
	defer b.Discard()
	must(t, fill(b, "parts/a"))
	for n, want := range []error{fs.ErrExist, nil} {
		must(t, fill(b, "tmp/entry"))
		tmp := b.files[len(b.files)-1]
		if err := b.Commit(tmp, fmt.Sprintf("ledger/%010d", n)); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Fatalf("number %d: %v", n, err)
		}
		must(t, tmp.Discard())
	}
	if got := tree(t, path); got["parts/a"] == "" || got["ledger/0000000001"] == "" || got["ledger/0000000000"] != "another's" || len(got) != 3 {
		t.Errorf("%v", got)
	}
	put(t, d, "tmp/late", "late")
	if err := b.Commit(&NewFile{d: d, at: b.d.open["tmp"], base: "late", name: "tmp/late", info: mustStat(t, d, "tmp/late")}, "ledger/0000000002"); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("committed twice: %v", err)
	}
	must(t, d.Remove("tmp/late"), b.Discard())
	if len(tree(t, path)) != 3 {
		t.Error("Discard after the commit removes files")
	}
}

func mustStat(t *testing.T, d *Dir, name string) fs.FileInfo {
	t.Helper()
	info, err := d.Stat(name)
	must(t, err)
	return info
}

func TestBatchRefuses(t *testing.T) {
	begin := func(t *testing.T) (*Dir, string, *Batch, *NewFile) {
		d, path := newDir(t)
		b := d.NewBatch()
		must(t, fill(b, "parts/a"), fill(b, "tmp/entry"))
		return d, path, b, b.files[1]
	}
	for name, spoil := range map[string]func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile){
		"not finished": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			f, err := b.Create("parts/b", 0)
			must(t, err)
			f.Write([]byte("x"))
		},
		"a failed sync is not tried again": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			f, err := b.Create("parts/b", 0)
			must(t, err)
			restore := failOp(OpSync)
			first := f.Finish()
			restore()
			if second := f.Finish(); !errors.Is(first, errFault) || !errors.Is(second, errFault) {
				t.Errorf("%v, then %v", first, second)
			}
		},
		"a failed write stays": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			f, err := b.Create("parts/b", 0)
			must(t, err)
			restore := failOp(OpWrite)
			f.Write([]byte("x"))
			restore()
			if _, err := f.Write([]byte("x")); !errors.Is(err, errFault) {
				t.Errorf("written on: %v", err)
			}
			if err := f.Finish(); !errors.Is(err, errFault) {
				t.Errorf("finished: %v", err)
			}
		},
		"a failed directory sync is not tried again": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			restore := failOp(OpSyncDir)
			err := b.Sync()
			restore()
			if again := d.Sync("parts"); !errors.Is(err, errFault) || !errors.Is(again, errFault) {
				t.Errorf("%v, then %v", err, again)
			}
		},
		"a file is gone": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			must(t, os.Remove(filepath.Join(path, "parts", "a")))
		},
		"a file is another": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			p := filepath.Join(path, "parts", "a")
			must(t, os.Rename(p, p+"2"), os.WriteFile(p, []byte("parts/aparts/a"), 0o600), os.Remove(p+"2"))
		},
		"a file was cut": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) {
			must(t, os.Truncate(filepath.Join(path, "parts", "a"), 3))
		},
		"discarded":   func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) { must(t, b.Discard()) },
		"interrupted": func(t *testing.T, d *Dir, path string, b *Batch, tmp *NewFile) { must(t, Cleanup()) },
	} {
		t.Run(name, func(t *testing.T) {
			d, path, b, tmp := begin(t)
			spoil(t, d, path, b, tmp)
			if err := b.Commit(tmp, "ledger/0000000000"); err == nil {
				t.Error("committed")
			}
			must(t, b.Discard())
			if left := tree(t, path); len(left) != 0 {
				t.Errorf("left %v", left)
			}
			if len(open.files) != 0 {
				t.Errorf("%d registered", len(open.files))
			}
			if _, err := b.Create("parts/z", 0); !errors.Is(err, fs.ErrClosed) {
				t.Errorf("goes on: %v", err)
			}
		})
	}
}

func failOp(which Op) (restore func()) {
	return SetFault(func(op Op, _ string) error {
		if op == which {
			return errFault
		}
		return nil
	})
}

// An interrupt at any moment: the commit and the clean-up exclude each other.
func TestCleanupAgainstCommit(t *testing.T) {
	committed, removed := 0, 0
	for i := range 60 {
		d, path := newDir(t)
		var calls sync.WaitGroup
		n := 0
		restore := SetFault(func(op Op, _ string) error {
			if n++; n == i && op != OpRemove { // the clean-up starts at the i-th call
				calls.Go(func() { Cleanup() })
			}
			return nil
		})
		hook := fault.Load()
		var mu sync.Mutex
		serial := Fault(func(op Op, p string) error { mu.Lock(); defer mu.Unlock(); return (*hook)(op, p) })
		fault.Store(&serial)
		err := writer(d, 0)
		calls.Wait()
		restore()
		if verdict(t, path) {
			committed++
			if err != nil {
				t.Errorf("committed, but %v", err)
			}
		} else {
			removed++
			if err == nil {
				t.Error("acknowledged but removed")
			}
		}
		d.Close()
	}
	if committed == 0 || removed == 0 {
		t.Errorf("%d committed, %d removed: one side was not tried", committed, removed)
	}
}

func TestLoneFile(t *testing.T) {
	d, path := newDir(t)
	f, err := d.Create("parts/f", 0)
	must(t, err)
	if _, err := d.Create("parts/f", 0); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made twice: %v", err)
	}
	f.Write([]byte("text"))
	if err := f.Keep(); err == nil {
		t.Error("kept before it is finished")
	}
	must(t, f.Finish(), f.Finish())
	if f.Size() != 4 || f.Name() != "parts/f" {
		t.Errorf("%s has %d bytes", f.Name(), f.Size())
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("written when finished: %v", err)
	}
	// Finished is not kept.
	must(t, Cleanup())
	if len(tree(t, path)) != 0 {
		t.Error("Cleanup left it")
	}
	if err := f.Keep(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("kept although it is gone: %v", err)
	}
	put(t, d, "parts/g", "text")
	must(t, Cleanup())
	holds(t, d, "parts/g", "text")
	if _, err := d.Create("parts/h", 0o640); !errors.Is(err, ErrUnsafeMode) {
		t.Errorf("a wide mode: %v", err)
	}
}
