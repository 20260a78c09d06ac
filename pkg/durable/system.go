package durable

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"sync/atomic"
)

// Op names a call to the system.
type Op string

// Every call that the package makes, in the order of writing a file.
const (
	OpLstat    Op = "lstat"
	OpReadlink Op = "readlink"
	OpWritable Op = "writable" // opens an existing file for writing and closes it
	OpOpen     Op = "open"     // a pipe or device
	OpCreate   Op = "create"
	OpChmod    Op = "chmod"
	OpWrite    Op = "write"
	OpSync     Op = "sync"
	OpClose    Op = "close"
	OpRename   Op = "rename"
	OpSyncDir  Op = "syncdir"
	OpRemove   Op = "remove"
)

// Fault is asked before every call. What it returns, if not nil, is the
// outcome of the call, which is then not made; a write is made with half of
// its bytes, and a close closes.
type Fault func(op Op, path string) error

var fault atomic.Pointer[Fault]

// SetFault puts f before every call and returns what takes it away again. It
// is for tests; f may be called from several goroutines.
func SetFault(f Fault) (restore func()) {
	old := fault.Swap(&f)
	return func() { fault.Store(old) }
}

func ask(op Op, path string) error {
	if f := fault.Load(); f != nil && *f != nil {
		return (*f)(op, path)
	}
	return nil
}

// system is the calls behind the hook; it has no state.
type system struct{}

var sys system

func (system) lstat(path string) (fs.FileInfo, error) {
	if err := ask(OpLstat, path); err != nil {
		return nil, err
	}
	return os.Lstat(path)
}

func (system) readlink(path string) (string, error) {
	if err := ask(OpReadlink, path); err != nil {
		return "", err
	}
	return os.Readlink(path)
}

func (system) writable(path string) error {
	if err := ask(OpWritable, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

func (system) openDirect(path string) (*os.File, error) {
	if err := ask(OpOpen, path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY, 0)
}

// createTemp makes a new file in dir, which ends in a separator. Its name is hidden, says whose it is and
// cannot be guessed; it does not hold the final name, which may be as long as
// a name can be.
func (system) createTemp(dir string, perm fs.FileMode) (*os.File, error) {
	for try := 0; ; try++ {
		var b [8]byte
		rand.Read(b[:]) // never fails
		path := dir + ".nps-" + hex.EncodeToString(b[:]) + ".tmp"
		if err := ask(OpCreate, path); err != nil {
			return nil, err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if errors.Is(err, fs.ErrExist) && try < 100 {
			continue
		}
		return f, err
	}
}

func (system) chmod(f *os.File, mode fs.FileMode) error {
	if err := ask(OpChmod, f.Name()); err != nil {
		return err
	}
	return chmod(f, mode)
}

func (system) write(f *os.File, b []byte) (int, error) {
	if err := ask(OpWrite, f.Name()); err != nil {
		n, _ := f.Write(b[:len(b)/2])
		return n, err
	}
	return f.Write(b)
}

func (system) sync(f *os.File) error {
	if err := ask(OpSync, f.Name()); err != nil {
		return err
	}
	return f.Sync()
}

func (system) close(f *os.File) error {
	err := ask(OpClose, f.Name())
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (system) rename(from, to string) error {
	if err := ask(OpRename, to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func (system) syncDir(dir string) error {
	if err := ask(OpSyncDir, dir); err != nil {
		return err
	}
	return syncDir(dir)
}

func (system) remove(path string) error {
	if err := ask(OpRemove, path); err != nil {
		return err
	}
	return os.Remove(path)
}
