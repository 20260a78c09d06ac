package durable

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// Lock takes the lock of a file, which it makes when it is missing: shared
// with other shared ones, or exclusive. Without wait a lock that is held gives
// [ErrLocked]. It is the kernel's flock: it holds between processes and inside one,
// and ends with the process. unlock gives it back; a second call does nothing.
func (d *Dir) Lock(name string, exclusive, wait bool) (unlock func() error, err error) {
	for range 10 {
		f, err := d.lock(name, exclusive, wait)
		if errors.Is(err, ErrChanged) {
			continue
		}
		if err != nil {
			return nil, wrapDir("lock", d.full(name), err)
		}
		return sync.OnceValue(func() error { return sys.close(f) }), nil
	}
	return nil, wrapDir("lock", d.full(name), ErrChanged)
}

func (d *Dir) lock(name string, exclusive, wait bool) (*os.File, error) {
	f, _, err := d.openOrMake(name, 0, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	err = sys.lock(f, d.full(name), exclusive, wait)
	if err == nil {
		err = d.stillThere(f, name)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// stillThere finds out whether the locked file is the one that others will
// lock: somebody may have removed it while we waited.
func (d *Dir) stillThere(f *os.File, name string) error {
	mine, err := sys.stat(f, d.full(name))
	if err != nil {
		return err
	}
	now, err := d.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(mine, now) {
		return ErrChanged
	}
	return err
}
