//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const supported = true

func caller() int { return os.Geteuid() }

func owner(info fs.FileInfo) (owned, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return owned{}, false
	}
	return owned{uid: stat.Uid, gid: stat.Gid, links: uint64(stat.Nlink)}, true
}

func linkAt(from *os.File, a string, to *os.File, b string) error {
	return again(func() error { return unix.Linkat(int(from.Fd()), a, int(to.Fd()), b, 0) })
}

func renameAt(from *os.File, a string, to *os.File, b string) error {
	return again(func() error { return unix.Renameat(int(from.Fd()), a, int(to.Fd()), b) })
}

// lockFile takes flock on an open file: the kernel drops it when the process
// ends, however it ends. Two openings exclude each other, in one process, too.
func lockFile(f *os.File, exclusive, wait bool) error {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	if !wait {
		how |= unix.LOCK_NB
	}
	err := again(func() error { return unix.Flock(int(f.Fd()), how) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// again repeats a call that a signal interrupted; the Go runtime sends itself some.
func again(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

// linkless reports whether the answer of link says that the file system has no
// hard links: vfat and exFAT say EPERM, FUSE says ENOSYS.
func linkless(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EOPNOTSUPP)
}
