//go:build unix

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// trustedLink reports whether a link was made by the caller or by root.
func trustedLink(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || stat.Uid == 0 || int64(stat.Uid) == int64(os.Geteuid())
}

func chmod(f *os.File, mode fs.FileMode) error { return f.Chmod(mode) }

// syncDir makes a rename safe. Some file systems (network and FUSE ones) have
// nothing to sync in a directory and say so; that is no fault.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	closeErr := d.Close()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if err == nil {
		err = closeErr
	}
	return err
}
