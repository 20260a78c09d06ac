package durable

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadSecret reads a file that only its owner may read, such as a key: mode
// 0600 or less, owned by the caller or root; [ErrUnsafeMode] and [ErrUnsafeOwner] otherwise,
// [ErrTooLarge] beyond max bytes. A symbolic link is followed: the file at its end is
// judged. A pipe is read without a look at its mode. Windows has no such modes:
// there the file is read as it is.
func ReadSecret(path string, max int64) ([]byte, error) {
	data, err := readSecret(path, max)
	if err != nil {
		return nil, wrapDir("read", path, err)
	}
	return data, nil
}

func readSecret(path string, max int64) ([]byte, error) {
	if err := ask(OpOpen, path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := sys.stat(f, path)
	if err != nil {
		return nil, err
	}
	mode := info.Mode()
	switch {
	case mode&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0:
		return readAll(f, 0, max)
	case !mode.IsRegular():
		return nil, ErrNotRegular
	}
	if o, ok := owner(info); ok {
		if mode.Perm()&0o077 != 0 {
			return nil, fmt.Errorf("%w: its mode is %s, not 0600", ErrUnsafeMode, octal(mode))
		}
		if o.uid != 0 && int64(o.uid) != int64(caller()) {
			return nil, ErrUnsafeOwner
		}
	}
	return readAll(f, info.Size(), max)
}

// Remove removes a file outside of any [Dir] that the caller has looked at
// (os.Lstat or os.File.Stat) and syncs its directory: [ErrChanged] when another one is there
// now, [ErrNotRegular] when it is no regular file.
func Remove(path string, seen fs.FileInfo) error {
	if err := removeSeen(path, seen); err != nil {
		return wrapDir("remove", path, err)
	}
	return nil
}

func removeSeen(path string, seen fs.FileInfo) error {
	info, err := sys.lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return ErrNotRegular
	}
	if !os.SameFile(info, seen) || info.Size() != seen.Size() || !info.ModTime().Equal(seen.ModTime()) {
		return ErrChanged
	}
	if err := sys.remove(path); err != nil {
		return err
	}
	return sys.syncDir(filepath.Dir(path))
}
