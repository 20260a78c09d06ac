package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
)

// Open opens a regular file for reading, checked as [Dir] says. It has one
// name, or two where [Dir.AllowSecondName] allows them. Errors: [ErrNotRegular],
// [ErrUnsafeMode], [ErrUnsafeOwner], [ErrSecondName], [ErrChanged].
func (d *Dir) Open(name string) (*os.File, fs.FileInfo, error) {
	at, base, err := d.at(name)
	if err == nil {
		var f *os.File
		var info fs.FileInfo
		if f, info, err = d.openFile(at, base, name, os.O_RDONLY); err == nil {
			return f, info, nil
		}
	}
	return nil, nil, wrapDir("open", d.full(name), err)
}

// openFile opens what is there. os.Root follows links inside of itself, and a
// pipe would hold us up, so Lstat looks first, and what was opened must be the same.
func (d *Dir) openFile(at *folder, base, name string, flag int) (*os.File, fs.FileInfo, error) {
	path := d.full(name)
	seen, err := sys.lstatIn(at.root, base, path)
	if err != nil {
		return nil, nil, err
	}
	if !seen.Mode().IsRegular() {
		return nil, nil, ErrNotRegular
	}
	links := d.links(name)
	if err := d.rule.check(seen, links); err != nil {
		return nil, nil, err
	}
	f, err := sys.openIn(at.root, base, path, flag)
	if err != nil {
		return nil, nil, err
	}
	info, err := sys.stat(f, path)
	if err == nil && !os.SameFile(seen, info) {
		err = ErrChanged
	}
	if err == nil {
		err = d.rule.check(info, links)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

func (d *Dir) links(name string) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.second[folderOf(name)] {
		return 2
	}
	return 1
}

// openOrMake opens a file for writing, or makes it.
func (d *Dir) openOrMake(name string, perm fs.FileMode, flag int) (f *os.File, made bool, err error) {
	mode, err := d.rule.perm(perm, false)
	if err != nil {
		return nil, false, err
	}
	at, base, err := d.at(name)
	if err != nil {
		return nil, false, err
	}
	for range 100 { // others may make and remove it at the same time
		f, _, err = d.openFile(at, base, name, flag)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, false, err
		}
		f, err = sys.createIn(at.root, base, d.full(name), flag)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil && mode&0o077 != 0 {
			if err = sys.chmod(f, mode); err != nil {
				f.Close()
				sys.removeIn(at.root, base, d.full(name))
			}
		}
		return f, true, err
	}
	return nil, false, ErrChanged
}

// ReadFile reads a file of at most max bytes: [ErrTooLarge] beyond, before
// anything is read. Checks as for Open.
func (d *Dir) ReadFile(name string, max int64) ([]byte, error) {
	f, info, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAll(f, info.Size(), max)
	if err != nil {
		return nil, wrapDir("read", d.full(name), err)
	}
	return data, nil
}

// readAll reads a file that has so many bytes, or was growing meanwhile.
func readAll(f *os.File, size, max int64) ([]byte, error) {
	if size > max {
		return nil, ErrTooLarge
	}
	data := make([]byte, 0, size+1)
	r := hooked{f, f.Name()}
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case err == io.EOF:
			return data, nil
		case err != nil:
			return nil, err
		case int64(len(data)) > max:
			return nil, ErrTooLarge
		case len(data) == cap(data):
			data = slices.Grow(data, 512)
		}
	}
}

// List gives the names in a directory below, sorted; "" is the directory itself.
// It holds whatever lies there, links and temporaries as well.
func (d *Dir) List(name string) ([]string, error) {
	names, err := d.list(name)
	if err != nil {
		return nil, wrapDir("list", d.full(name), err)
	}
	slices.Sort(names)
	return names, nil
}

func (d *Dir) list(name string) ([]string, error) {
	at, err := d.folder(name)
	if err != nil {
		return nil, err
	}
	f, err := sys.openIn(at.root, ".", at.path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return sys.readDir(f, at.path)
}

// Stat looks at a name; a symbolic link is not followed, nothing is checked.
func (d *Dir) Stat(name string) (fs.FileInfo, error) {
	at, base, err := d.at(name)
	if err == nil {
		var info fs.FileInfo
		if info, err = sys.lstatIn(at.root, base, d.full(name)); err == nil {
			return info, nil
		}
	}
	return nil, wrapDir("look at", d.full(name), err)
}

// Exists reports whether something has the name.
func (d *Dir) Exists(name string) (bool, error) {
	_, err := d.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
