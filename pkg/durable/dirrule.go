package durable

import (
	"errors"
	"fmt"
	"io/fs"
)

// Errors of [Dir] that a caller may act on.
var (
	// ErrUnsafeMode: others have rights to a directory or file that must be
	// the caller's (0700, 0600) or a group's (2770, 0660) alone.
	ErrUnsafeMode = errors.New("others may read or change it")
	// ErrUnsafeOwner: it belongs to another user, or with a group to another group.
	ErrUnsafeOwner = errors.New("belongs to another user or group")
	// ErrNotRegular: a symbolic link, directory, pipe or device where a file must be.
	ErrNotRegular = errors.New("is no regular file")
	// ErrNotDirectory: a symbolic link or file where a directory must be.
	ErrNotDirectory = errors.New("is no directory")
	// ErrSecondName: the file has more names (hard links) than it may have.
	ErrSecondName = errors.New("has a second name (hard link)")
	// ErrChanged: somebody put another file or directory in its place meanwhile.
	ErrChanged = errors.New("was changed meanwhile by somebody else")
	// ErrName: a name that is empty, absolute, or leads out by "..".
	ErrName = errors.New("is no name inside the directory")
	// ErrTooLarge: the file is larger than the caller reads.
	ErrTooLarge = errors.New("is too large")
	// ErrLocked: another process holds the lock.
	ErrLocked = errors.New("is locked by another process")
	// ErrFileSystem: the file system cannot do what is needed here.
	ErrFileSystem = errors.New("the file system is not fit for this")
	// ErrCommitUnknown: whether the commit came about cannot be found out.
	// Nothing was removed. Running it again is safe.
	ErrCommitUnknown = errors.New("whether it was committed is not known")
	// ErrUnsupported: the system lacks the permissions and locks (Windows).
	ErrUnsupported = fmt.Errorf("directories with safe permissions: %w", errors.ErrUnsupported)
)

// rule says who may own what is in a directory, and which rights it may give.
type rule struct {
	shared bool
	gid    uint32 // with shared
}

// owned is what the system says of a file beside its mode.
type owned struct {
	uid, gid uint32
	links    uint64
}

// ruleOf reads the rule from the mode of the directory itself.
func ruleOf(info fs.FileInfo) (rule, error) {
	o, ok := owner(info)
	if !ok {
		return rule{}, ErrUnsupported
	}
	if info.Mode().Perm()&0o070 == 0 {
		return rule{}, nil
	}
	return rule{shared: true, gid: o.gid}, nil
}

// check judges a directory, or a file that may have so many names.
func (r rule) check(info fs.FileInfo, links uint64) error {
	o, ok := owner(info)
	if !ok {
		return ErrUnsupported
	}
	mode := info.Mode()
	bad := mode.Perm()&r.forbidden() != 0
	if r.shared && mode.IsDir() && mode&fs.ModeSetgid == 0 {
		bad = true // new files would get the group of their maker
	}
	switch {
	case bad:
		return fmt.Errorf("%w: its mode is %s, not %s", ErrUnsafeMode, octal(mode), octal(r.want(mode.IsDir())))
	case r.shared && o.gid != r.gid, !r.shared && o.uid != 0 && int64(o.uid) != int64(caller()):
		return ErrUnsafeOwner
	case !mode.IsDir() && o.links > links:
		return ErrSecondName
	}
	return nil
}

// forbidden is the rights that nothing in the directory gives.
func (r rule) forbidden() fs.FileMode {
	if r.shared {
		return 0o007
	}
	return 0o077
}

func (r rule) want(dir bool) fs.FileMode {
	switch {
	case r.shared && dir:
		return 0o770 | fs.ModeSetgid
	case r.shared:
		return 0o660
	case dir:
		return 0o700
	}
	return 0o600
}

// perm is the mode for something new: what the caller asks for, or with 0
// what the directory wants.
func (r rule) perm(asked fs.FileMode, dir bool) (fs.FileMode, error) {
	if asked == 0 {
		return r.want(dir), nil
	}
	if asked.Perm()&r.forbidden() != 0 {
		return 0, fmt.Errorf("%w: mode %s was asked for", ErrUnsafeMode, octal(asked))
	}
	if dir && r.shared {
		asked |= fs.ModeSetgid
	}
	return asked, nil
}

// octal writes a mode as chmod takes it.
func octal(mode fs.FileMode) string {
	n := uint32(mode.Perm())
	if mode&fs.ModeSetgid != 0 {
		n |= 0o2000
	}
	return fmt.Sprintf("%04o", n)
}
