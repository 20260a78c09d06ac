package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// MakeDir makes a directory, and those above it that are missing (0755), and
// syncs each directory that got a new name. One that is there already is opened
// as [OpenDir] does; see [Dir.Made]. perm is 0700, or 2770 for a group; 0 is 0700.
func MakeDir(path string, perm fs.FileMode) (*Dir, error) {
	if !supported {
		return nil, wrapDir("make", path, ErrUnsupported)
	}
	made, err := makeAll(filepath.Clean(path), perm)
	if err == nil {
		var d *Dir
		if d, err = OpenDir(path); err == nil {
			d.made = made
			return d, nil
		}
	}
	unmake(made)
	return nil, wrapDir("make", path, err)
}

// makeAll returns what it made, also when it fails.
func makeAll(path string, perm fs.FileMode) (made []string, err error) {
	var missing []string // innermost first
	for p := path; ; p = filepath.Dir(p) {
		_, err := sys.lstat(p)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if filepath.Dir(p) == p {
			return nil, err
		}
		missing = append(missing, p)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		p, mode := missing[i], fs.FileMode(0o755)
		if i == 0 {
			mode = 0o700 // the group's rights come when it is there
		}
		err := sys.mkdir(p, mode)
		if errors.Is(err, fs.ErrExist) {
			continue // another process was faster
		}
		if err != nil {
			return made, err
		}
		made = append(made, p)
		if err := sys.syncDir(filepath.Dir(p)); err != nil {
			return made, err
		}
	}
	if len(made) > 0 && made[len(made)-1] == path && perm&0o077 != 0 {
		if err := ask(OpChmod, path); err != nil {
			return made, err
		}
		return made, os.Chmod(path, perm|fs.ModeSetgid)
	}
	return made, nil
}

// unmake removes directories as far as they are empty.
func unmake(made []string) error {
	for i := len(made) - 1; i >= 0; i-- {
		if err := sys.remove(made[i]); err != nil {
			return err
		}
	}
	return nil
}

// Made reports whether MakeDir made the directory: it was not there before.
func (d *Dir) Made() bool { return len(d.made) > 0 }

// Unmake removes the directory, and those above it, that MakeDir made, as far
// as they are empty: for a caller that fails later. The Dir is of no use then.
func (d *Dir) Unmake() error {
	if err := unmake(d.made); err != nil {
		return wrapDir("remove", d.path, err)
	}
	d.made = nil
	return nil
}

// Share gives the directory to a group: mode 2770. It is for a directory that
// is still empty; what comes into it gets the group by itself.
func (d *Dir) Share(gid int) error {
	top, err := d.folder("")
	if err == nil {
		err = sys.chown(top.file, d.path, gid) // first: it may take the set-group-id bit away
	}
	if err == nil {
		err = sys.chmod(top.file, 0o770|fs.ModeSetgid)
	}
	if err == nil {
		var info fs.FileInfo
		if info, err = sys.stat(top.file, d.path); err == nil {
			d.rule, err = ruleOf(info)
		}
		if err == nil {
			err = d.rule.check(info, 0)
		}
	}
	if err != nil {
		return wrapDir("share", d.path, err)
	}
	return nil
}

// Mkdir makes one directory below; the parent has to be synced by the caller.
// perm 0 is what this directory's mode asks for.
func (d *Dir) Mkdir(name string, perm fs.FileMode) error {
	if err := d.mkdir(name, perm); err != nil {
		return wrapDir("make", d.full(name), err)
	}
	return nil
}

func (d *Dir) mkdir(name string, perm fs.FileMode) error {
	mode, err := d.rule.perm(perm, true)
	if err != nil {
		return err
	}
	at, base, err := d.at(name)
	if err != nil {
		return err
	}
	path := d.full(name)
	if err := sys.mkdirIn(at.root, base, path); err != nil {
		return err
	}
	if mode&0o077 == 0 {
		return nil
	}
	// Not by name: Chmod would follow a link.
	f, err := sys.openIn(at.root, base, path, os.O_RDONLY)
	if err == nil {
		err = sys.chmod(f, mode)
		f.Close()
	}
	if err != nil {
		sys.removeIn(at.root, base, path)
	}
	return err
}
