package durable

import (
	"io"
	"io/fs"
	"os"
)

// Calls that [Dir] makes beside those of [File].
const (
	OpOpenDir  Op = "opendir"
	OpStat     Op = "stat" // of an open file
	OpMkdir    Op = "mkdir"
	OpChown    Op = "chown"
	OpLink     Op = "link"
	OpLinkNew  Op = "renamenew" // renameat2 with RENAME_NOREPLACE
	OpLock     Op = "lock"
	OpRead     Op = "read"
	OpReadDir  Op = "readdir"
	OpTruncate Op = "truncate"
)

func (system) openRoot(path string) (*os.Root, error) {
	if err := ask(OpOpenDir, path); err != nil {
		return nil, err
	}
	return os.OpenRoot(path)
}

func (system) openRootIn(root *os.Root, base, path string) (*os.Root, error) {
	if err := ask(OpOpenDir, path); err != nil {
		return nil, err
	}
	return root.OpenRoot(base)
}

func (system) openIn(root *os.Root, base, path string, flag int) (*os.File, error) {
	if err := ask(OpOpen, path); err != nil {
		return nil, err
	}
	return root.OpenFile(base, flag, 0)
}

func (system) createIn(root *os.Root, base, path string, flag int) (*os.File, error) {
	if err := ask(OpCreate, path); err != nil {
		return nil, err
	}
	return root.OpenFile(base, flag|os.O_CREATE|os.O_EXCL, 0o600)
}

func (system) lstatIn(root *os.Root, base, path string) (fs.FileInfo, error) {
	if err := ask(OpLstat, path); err != nil {
		return nil, err
	}
	return root.Lstat(base)
}

func (system) stat(f *os.File, path string) (fs.FileInfo, error) {
	if err := ask(OpStat, path); err != nil {
		return nil, err
	}
	return f.Stat()
}

func (system) mkdir(path string, perm fs.FileMode) error {
	if err := ask(OpMkdir, path); err != nil {
		return err
	}
	return os.Mkdir(path, perm)
}

func (system) mkdirIn(root *os.Root, base, path string) error {
	if err := ask(OpMkdir, path); err != nil {
		return err
	}
	return root.Mkdir(base, 0o700)
}

func (system) chown(f *os.File, path string, gid int) error {
	if err := ask(OpChown, path); err != nil {
		return err
	}
	return f.Chown(-1, gid)
}

func (system) removeIn(root *os.Root, base, path string) error {
	if err := ask(OpRemove, path); err != nil {
		return err
	}
	return root.Remove(base)
}

// syncFolder is strict: a file system that cannot sync a directory is no place
// for a ledger.
func (system) syncFolder(at *folder) error {
	if err := ask(OpSyncDir, at.path); err != nil {
		return err
	}
	return at.file.Sync()
}

func (system) link(from *folder, a string, to *folder, b, path string) error {
	if err := ask(OpLink, path); err != nil {
		return err
	}
	return linkAt(from.file, a, to.file, b)
}

func (system) renameNew(from *folder, a string, to *folder, b, path string) error {
	if err := ask(OpLinkNew, path); err != nil {
		return err
	}
	return renameNewAt(from.file, a, to.file, b)
}

func (system) renameIn(from *folder, a string, to *folder, b, path string) error {
	if err := ask(OpRename, path); err != nil {
		return err
	}
	return renameAt(from.file, a, to.file, b)
}

func (system) lock(f *os.File, path string, exclusive, wait bool) error {
	if err := ask(OpLock, path); err != nil {
		return err
	}
	return lockFile(f, exclusive, wait)
}

func (system) readDir(f *os.File, path string) ([]string, error) {
	if err := ask(OpReadDir, path); err != nil {
		return nil, err
	}
	return f.Readdirnames(-1)
}

func (system) truncate(f *os.File, path string, size int64) error {
	if err := ask(OpTruncate, path); err != nil {
		return err
	}
	return f.Truncate(size)
}

// hooked reads through the hook.
type hooked struct {
	f    *os.File
	path string
}

var _ io.Reader = hooked{}

func (h hooked) Read(b []byte) (int, error) {
	if err := ask(OpRead, h.path); err != nil {
		return 0, err
	}
	return h.f.Read(b)
}

func (h hooked) ReadAt(b []byte, off int64) (int, error) {
	if err := ask(OpRead, h.path); err != nil {
		return 0, err
	}
	return h.f.ReadAt(b, off)
}
