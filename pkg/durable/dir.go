package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Dir is an open directory that belongs to the caller alone, or to a group, and
// to nobody else. Names are relative to it, with slashes ("parts/x"). No symbolic
// link below it is followed, wherever it leads; owner, mode and number of
// names are checked of each directory and file that is opened. What was opened stays the
// same directory when somebody swaps its name for another.
//
// The rules follow from the directory's own mode. 0700: all belongs to the
// caller or to root, and others have no rights. 2770 (set-group-id): any owner, but
// the group of the directory, and no rights for others.
//
// A Dir may be used by several goroutines. Its methods fail with [ErrUnsupported]
// where the system has no such permissions and locks (Windows).
type Dir struct {
	path string
	rule rule
	made []string // directories that MakeDir made, outermost first

	mu     sync.Mutex
	open   map[string]*folder // by name; "" is the directory itself
	second map[string]bool    // folders whose files may have a second name
}

// folder is one open directory.
type folder struct {
	path string   // for messages
	root *os.Root // for calls with one name
	file *os.File // for syncs, and for calls with two directories

	mu      sync.Mutex
	syncErr error // of a sync that failed: it is not tried again
}

// OpenDir opens a directory. path itself may be a symbolic link of the caller
// or of root. Errors: [ErrUnsafeMode], [ErrUnsafeOwner], [ErrForeignLink], [ErrNotDirectory],
// [ErrUnsupported], and those of the system.
func OpenDir(path string) (*Dir, error) {
	if !supported {
		return nil, wrapDir("open", path, ErrUnsupported)
	}
	d := &Dir{path: path, open: map[string]*folder{}, second: map[string]bool{}}
	if err := d.openTop(); err != nil {
		return nil, wrapDir("open", path, err)
	}
	return d, nil
}

func (d *Dir) openTop() error {
	info, err := sys.lstat(d.path)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 && !trustedLink(info) {
		return ErrForeignLink
	}
	root, err := sys.openRoot(d.path)
	if err != nil {
		return err
	}
	top, info, err := newFolder(d.path, root)
	if err != nil {
		return err
	}
	if d.rule, err = ruleOf(info); err == nil {
		err = d.rule.check(info, 0)
	}
	if err != nil {
		top.close()
		return err
	}
	d.open[""] = top
	return nil
}

// newFolder takes root over: it is closed when this fails.
func newFolder(path string, root *os.Root) (*folder, fs.FileInfo, error) {
	file, err := sys.openIn(root, ".", path, os.O_RDONLY)
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	at := &folder{path: path, root: root, file: file}
	info, err := sys.stat(file, path)
	if err != nil {
		at.close()
		return nil, nil, err
	}
	return at, info, nil
}

func (at *folder) close() error {
	return errors.Join(at.file.Close(), at.root.Close())
}

// Close lets go of the directory. Nothing is written by it; files and batches
// that are neither kept nor discarded stay on disk.
func (d *Dir) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	for name, at := range d.open {
		errs = append(errs, at.close())
		delete(d.open, name)
	}
	return errors.Join(errs...)
}

// Path is what OpenDir or MakeDir was given, with the name for a Dir of Sub.
func (d *Dir) Path() string { return d.path }

// Shared reports whether the directory is a group's.
func (d *Dir) Shared() bool { return d.rule.shared }

// AllowSecondName lets files of these folders have two names (two hard
// links): those that come there by [Dir.Link] while the first name is still there.
func (d *Dir) AllowSecondName(folders ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, name := range folders {
		d.second[name] = true
	}
}

// Sub opens a directory below. It has to be closed by itself.
func (d *Dir) Sub(name string) (*Dir, error) {
	at, base, err := d.at(name)
	if err != nil {
		return nil, wrapDir("open", d.full(name), err)
	}
	top, err := d.openFolder(at, base)
	if err != nil {
		return nil, wrapDir("open", d.full(name), err)
	}
	return &Dir{path: d.full(name), rule: d.rule, open: map[string]*folder{"": top}, second: map[string]bool{}}, nil
}

// at gives the open folder that holds name, and the last part of name.
func (d *Dir) at(name string) (*folder, string, error) {
	if name == "" || name == "." || !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return nil, "", ErrName
	}
	parent, base := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		parent, base = name[:i], name[i+1:]
	}
	at, err := d.folder(parent)
	return at, base, err
}

// folder opens a directory below, or gives the one that is open already.
func (d *Dir) folder(name string) (*folder, error) {
	d.mu.Lock()
	at := d.open[name]
	d.mu.Unlock()
	if at != nil {
		return at, nil
	}
	if name == "" {
		return nil, fs.ErrClosed
	}
	parent, base, err := d.at(name)
	if err != nil {
		return nil, err
	}
	if at, err = d.openFolder(parent, base); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if first := d.open[name]; first != nil {
		at.close()
		return first, nil
	}
	if d.open[""] == nil {
		at.close()
		return nil, fs.ErrClosed
	}
	d.open[name] = at
	return at, nil
}

// openFolder opens a directory of parent. os.Root would follow a link inside
// of itself, so what was opened must be what Lstat saw.
func (d *Dir) openFolder(parent *folder, base string) (*folder, error) {
	path := filepath.Join(parent.path, base)
	seen, err := sys.lstatIn(parent.root, base, path)
	if err != nil {
		return nil, err
	}
	if !seen.IsDir() {
		return nil, ErrNotDirectory
	}
	root, err := sys.openRootIn(parent.root, base, path)
	if err != nil {
		return nil, err
	}
	at, info, err := newFolder(path, root)
	if err != nil {
		return nil, err
	}
	err = d.rule.check(info, 0)
	if !os.SameFile(seen, info) {
		err = ErrChanged
	}
	if err != nil {
		at.close()
		return nil, err
	}
	return at, nil
}

// full is name for messages.
func (d *Dir) full(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }

// wrapDir says what was being done, and to what.
func wrapDir(doing, path string, err error) error {
	return fmt.Errorf("%s %s: %w", doing, path, reason(err))
}
