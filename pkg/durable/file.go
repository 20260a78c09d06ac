package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// File is a file being written. It appears under its name with Commit. A File
// is used by one goroutine; only [Cleanup] may come from another.
type File struct {
	asked string // as the caller named it, for messages
	final string // where links lead

	mu     sync.Mutex
	f      *os.File
	temp   string // "" when written directly
	keep   bool   // a stream of the process: not to be closed
	closed bool
}

// Create begins a file. Nothing is to be seen under path before Commit, unless
// path is a pipe or device.
func Create(path string, perm fs.FileMode) (*File, error) {
	t, err := resolve(path)
	if err != nil {
		return nil, wrap(path, err)
	}
	if t.stream != nil {
		return &File{asked: path, f: t.stream, keep: true}, nil
	}
	if t.direct {
		f, err := sys.openDirect(t.path)
		if err != nil {
			return nil, wrap(path, err)
		}
		return &File{asked: path, f: f}, nil
	}
	create := perm.Perm()
	if t.exists {
		create = 0o600 // nobody reads it before it has the mode of the old one
	}
	f, err := sys.createTemp(dirOf(t.path), create)
	if err != nil {
		return nil, wrap(path, err)
	}
	file := &File{asked: path, final: t.path, f: f, temp: f.Name()}
	register(file)
	if t.exists {
		if err := sys.chmod(f, t.mode); err != nil {
			file.Abort()
			return nil, wrap(path, err)
		}
	}
	return file, nil
}

// Write writes to the file; nothing is buffered here.
func (f *File) Write(b []byte) (int, error) {
	f.mu.Lock()
	out, closed := f.f, f.closed
	f.mu.Unlock()
	if closed {
		return 0, wrap(f.asked, fs.ErrClosed)
	}
	n, err := sys.write(out, b)
	if err != nil {
		return n, wrap(f.asked, err)
	}
	return n, nil
}

// Name is the path given to Create.
func (f *File) Name() string { return f.asked }

// Commit makes the file appear, whole and synced. When it fails, the old file
// is still there and the temporary is gone; only with [ErrNotDurable] is it
// the new one. A file is committed once.
func (f *File) Commit() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return wrap(f.asked, fs.ErrClosed)
	}
	if f.temp == "" {
		return f.closeDirect()
	}
	f.closed = true
	if err := f.place(); err != nil {
		if again := f.discard(); again != nil {
			return wrap(f.asked, fmt.Errorf("%w; its temporary stays: %w", reason(err), again))
		}
		return wrap(f.asked, err)
	}
	unregister(f)
	if err := sys.syncDir(dirOf(f.final)); err != nil {
		return wrap(f.asked, fmt.Errorf("%w: %w", ErrNotDurable, reason(err)))
	}
	return nil
}

// place makes the content safe and gives it its name.
func (f *File) place() error {
	err := sys.sync(f.f)
	closeErr := sys.close(f.f) // before the rename: Windows asks for it
	if err != nil {
		return err
	}
	if closeErr != nil {
		return closeErr
	}
	return sys.rename(f.temp, f.final)
}

// Abort gives the file up: the old one stays and the temporary is removed.
// After Commit or Abort it does nothing.
func (f *File) Abort() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	if f.temp == "" {
		return f.closeDirect()
	}
	f.closed = true
	sys.close(f.f) // what it says about the content does not matter any more
	if err := f.discard(); err != nil {
		return wrap(f.asked, err)
	}
	return nil
}

func (f *File) closeDirect() error {
	f.closed = true
	if f.keep {
		return nil
	}
	if err := sys.close(f.f); err != nil {
		return wrap(f.asked, err)
	}
	return nil
}

// discard removes the temporary. When that fails the file stays registered, so
// that Cleanup tries once more.
func (f *File) discard() error {
	if err := sys.remove(f.temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	unregister(f)
	return nil
}

// unkept is what has something on disk that must not stay.
type unkept interface{ abandon() error }

// open is all of it: files with a temporary, new files and batches.
var open struct {
	sync.Mutex
	files map[unkept]struct{}
}

func register(f unkept) {
	open.Lock()
	defer open.Unlock()
	if open.files == nil {
		open.files = map[unkept]struct{}{}
	}
	open.files[f] = struct{}{}
}

func unregister(f unkept) {
	open.Lock()
	defer open.Unlock()
	delete(open.files, f)
}

func registered(f unkept) bool {
	open.Lock()
	defer open.Unlock()
	_, is := open.files[f]
	return is
}

// Cleanup gives up everything that is being written and removes it: files
// before their commit with their temporaries, new files and batches that are
// not kept, finished or not. It is for the moment when the user interrupts the program. A
// commit that is under way is waited for. What is written afterwards to what was
// given up fails, and it cannot be committed.
func Cleanup() error {
	open.Lock()
	files := make([]unkept, 0, len(open.files))
	for f := range open.files {
		files = append(files, f)
	}
	open.Unlock()
	var errs []error
	for _, f := range files {
		if err := f.abandon(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// abandon is for Cleanup. A file whose removal failed before is tried again.
func (f *File) abandon() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.closed = true
		sys.close(f.f)
	}
	if !registered(f) { // a commit came in between
		return nil
	}
	if err := f.discard(); err != nil {
		return wrap(f.asked, err)
	}
	return nil
}
