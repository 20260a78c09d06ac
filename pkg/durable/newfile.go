package durable

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"
)

// NewFile is a file that [Dir.Create] made under its final name. Until it is
// kept it is the writer's own: Discard removes it, and so does [Cleanup], when it is
// finished, too. One goroutine writes it.
type NewFile struct {
	d    *Dir
	at   *folder
	base string
	name string
	lone bool // registered by itself, in no batch

	mu     sync.Mutex
	f      *os.File    // nil when closed
	err    error       // a write, sync or close failed: nothing saves the file
	info   fs.FileInfo // when finished
	gone   bool
	kept   bool
	synced bool // the directory was, since the file is in it
}

// Create makes a file that is not there yet: fs.ErrExist when something has the name.
// perm 0 is what the directory's mode asks for. The writer calls Write, Finish,
// [Dir.Sync] for the directory, and Keep when what it does has succeeded;
// several files that stand or fall together belong into a [Batch].
func (d *Dir) Create(name string, perm fs.FileMode) (*NewFile, error) {
	f, err := d.create(name, perm, true)
	if err != nil {
		return nil, wrapDir("create", d.full(name), err)
	}
	return f, nil
}

func (d *Dir) create(name string, perm fs.FileMode, lone bool) (*NewFile, error) {
	mode, err := d.rule.perm(perm, false)
	if err != nil {
		return nil, err
	}
	at, base, err := d.at(name)
	if err != nil {
		return nil, err
	}
	file, err := sys.createIn(at.root, base, d.full(name), os.O_WRONLY)
	if err != nil {
		return nil, err
	}
	f := &NewFile{d: d, at: at, base: base, name: name, f: file, lone: lone}
	if lone {
		register(f)
	}
	if mode&0o077 != 0 { // the umask may have taken the group's rights
		if err := sys.chmod(file, mode); err != nil {
			f.discard()
			return nil, err
		}
	}
	return f, nil
}

// Name is the name given to Create.
func (f *NewFile) Name() string { return f.name }

// Write writes to the file; nothing is buffered here. After one failure all
// further calls fail.
func (f *NewFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	file, err := f.f, f.err
	f.mu.Unlock()
	if err == nil && file == nil {
		err = fs.ErrClosed
	}
	if err != nil {
		return 0, wrapDir("write", f.d.full(f.name), err)
	}
	n, err := sys.write(file, b)
	if err != nil {
		f.mu.Lock()
		f.err = reason(err)
		f.mu.Unlock()
		return n, wrapDir("write", f.d.full(f.name), err)
	}
	return n, nil
}

// Finish makes the content safe (fsync) and closes the file. A failure is
// final: the kernel may have dropped what it could not write, so that a
// second fsync would succeed for nothing. Finishing again gives the same answer.
func (f *NewFile) Finish() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.finish(); err != nil {
		f.err = reason(err)
		return wrapDir("write", f.d.full(f.name), err)
	}
	return nil
}

func (f *NewFile) finish() error {
	switch {
	case f.err != nil:
		return f.err
	case f.info != nil:
		return nil
	case f.f == nil:
		return fs.ErrClosed
	}
	file := f.f
	f.f = nil
	info, err := sys.stat(file, file.Name())
	if err == nil {
		err = sys.sync(file)
	}
	closeErr := sys.close(file)
	if err == nil {
		err = closeErr
	}
	if err == nil {
		f.info = info
	}
	return err
}

// Size is the number of bytes of a finished file.
func (f *NewFile) Size() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.info == nil {
		return 0
	}
	return f.info.Size()
}

// Keep makes a finished file stay. It fails with fs.ErrClosed when Cleanup or
// Discard has removed it. Files of a batch are kept by the batch.
func (f *NewFile) Keep() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone || f.info == nil || !f.lone {
		return wrapDir("keep", f.d.full(f.name), fs.ErrClosed)
	}
	f.kept = true
	unregister(f)
	return nil
}

// Discard closes and removes a file that was not kept; of one that was it does
// nothing. When removing fails, Cleanup tries again, as long as the Dir is open.
func (f *NewFile) Discard() error {
	if err := f.discard(); err != nil {
		return wrapDir("remove", f.d.full(f.name), err)
	}
	return nil
}

func (f *NewFile) discard() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept || f.gone {
		return nil
	}
	if f.f != nil {
		sys.close(f.f) // what it says about the content does not matter any more
		f.f = nil
	}
	f.info = nil
	if err := sys.removeIn(f.at.root, f.base, f.d.full(f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if f.lone && errors.Is(err, fs.ErrClosed) { // with the Dir closed nothing helps any more
			unregister(f)
		}
		return err
	}
	f.gone = true
	if f.lone {
		unregister(f)
	}
	return nil
}

func (f *NewFile) abandon() error { return f.Discard() }

// intact reports whether the finished file still lies under its name.
func (f *NewFile) intact() error {
	f.mu.Lock()
	info := f.info
	f.mu.Unlock()
	if info == nil {
		return errors.New("was not finished")
	}
	now, err := sys.lstatIn(f.at.root, f.base, f.d.full(f.name))
	if err != nil {
		return err
	}
	if !os.SameFile(info, now) || now.Size() != info.Size() {
		return ErrChanged
	}
	return nil
}

// folderOf is the folder part of a name, "" for none.
func folderOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}
