package durable

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
)

// Sync makes the names in a directory safe; "" is the directory itself. When it
// has failed once it fails for good: the kernel reports a lost write only
// once, and a second success would be a lie.
func (d *Dir) Sync(name string) error {
	at, err := d.folder(name)
	if err == nil {
		err = at.sync()
	}
	if err != nil {
		return wrapDir("sync", d.full(name), err)
	}
	return nil
}

func (at *folder) sync() error {
	at.mu.Lock()
	defer at.mu.Unlock()
	if at.syncErr == nil {
		at.syncErr = sys.syncFolder(at)
	}
	return at.syncErr
}

// Link gives a file a second name, if nothing has that name: fs.ErrExist
// otherwise. Where the file system has no hard links the file is renamed
// without replacing: then from is gone. A writer's commit is [Batch.Commit].
func (d *Dir) Link(from, to string) error {
	a, oldBase, err := d.at(from)
	if err == nil {
		var b *folder
		var newBase string
		if b, newBase, err = d.at(to); err == nil {
			err = d.link(a, oldBase, b, newBase)
		}
	}
	if err != nil {
		return wrapDir("link", d.full(to), err)
	}
	return nil
}

func (d *Dir) link(from *folder, a string, to *folder, b string) error {
	err := sys.link(from, a, to, b, to.path+"/"+b)
	if err != nil && linkless(err) {
		if again := sys.renameNew(from, a, to, b, to.path+"/"+b); again == nil || errors.Is(again, fs.ErrExist) {
			return again
		}
	}
	return err
}

// Rename gives a file another name and replaces what has it. The
// directories have to be synced by the caller.
func (d *Dir) Rename(from, to string) error {
	a, oldBase, err := d.at(from)
	if err == nil {
		var b *folder
		var newBase string
		if b, newBase, err = d.at(to); err == nil {
			err = sys.renameIn(a, oldBase, b, newBase, d.full(to))
		}
	}
	if err != nil {
		return wrapDir("rename", d.full(from), err)
	}
	return nil
}

// Remove removes a file, a symbolic link itself, or an empty directory.
func (d *Dir) Remove(name string) error {
	at, base, err := d.at(name)
	if err == nil {
		err = sys.removeIn(at.root, base, d.full(name))
	}
	if err != nil {
		return wrapDir("remove", d.full(name), err)
	}
	d.mu.Lock()
	if at := d.open[name]; at != nil { // a directory
		at.close()
		delete(d.open, name)
	}
	d.mu.Unlock()
	return nil
}

// Replace makes name hold data, whole and synced, or leaves it as it is.
// [ErrNotDurable] as for [File.Commit].
func (d *Dir) Replace(name string, perm fs.FileMode, data []byte) error {
	var r [8]byte
	rand.Read(r[:]) // never fails
	temp := ".nps-" + hex.EncodeToString(r[:]) + ".tmp"
	if dir := folderOf(name); dir != "" {
		temp = dir + "/" + temp
	}
	f, err := d.Create(temp, perm)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Finish(); err != nil {
		return err
	}
	if err := d.Rename(temp, name); err != nil {
		return err
	}
	f.Keep() // an interrupt that came before finds no temporary any more
	if err := d.Sync(folderOf(name)); err != nil {
		return errors.Join(ErrNotDurable, err)
	}
	return nil
}

// tailSize is what Append shows of the end of a file.
const tailSize = 4096

// Append adds to a log under an exclusive lock on the file, which it makes when it is
// missing, and syncs it. next is given the last bytes of the file (4096 at most) and
// returns what to add, so that a chain of hashes has no gap between
// processes. When a write fails, what was written of it is cut off again.
func (d *Dir) Append(name string, perm fs.FileMode, next func(tail []byte) ([]byte, error)) error {
	f, made, err := d.openOrMake(name, perm, os.O_RDWR|os.O_APPEND)
	if err != nil {
		return wrapDir("open", d.full(name), err)
	}
	err = d.appendTo(f, next)
	if closeErr := sys.close(f); err == nil {
		err = closeErr
	}
	if err != nil {
		return wrapDir("write", d.full(name), err)
	}
	if made {
		return d.Sync(folderOf(name))
	}
	return nil
}

func (d *Dir) appendTo(f *os.File, next func([]byte) ([]byte, error)) error {
	if err := sys.lock(f, f.Name(), true, true); err != nil {
		return err
	}
	info, err := sys.stat(f, f.Name())
	if err != nil {
		return err
	}
	size := info.Size()
	tail := make([]byte, min(size, tailSize))
	if n, err := (hooked{f, f.Name()}).ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	data, err := next(tail)
	if err != nil {
		return err
	}
	if _, err := sys.write(f, data); err != nil {
		sys.truncate(f, f.Name(), size)
		return err
	}
	return sys.sync(f)
}
