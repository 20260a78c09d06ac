package durable

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
)

// Probe finds out by doing it whether the file system can do what a ledger
// needs: exclusive creation, modes that stick, synced files and directories, a link (or
// rename) from one directory to another that refuses a taken name, and locks. If
// not, the error is [ErrFileSystem] and says what failed. It leaves nothing behind.
func (d *Dir) Probe() error {
	var r [8]byte
	rand.Read(r[:]) // never fails
	dir := "nps-probe-" + hex.EncodeToString(r[:])
	b := d.NewBatch()
	defer b.Discard()
	// That nothing can be made here at all is no matter of the file system.
	if err := b.Mkdir(dir, 0); err != nil {
		return err
	}
	p := prober{d: d, b: b, dir: dir}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"making a directory", func() error { return b.Mkdir(dir+"/to", 0) }},
		{"making and syncing a file", p.create},
		{"refusing to make a file twice", p.exclusive},
		{"keeping a file's mode", p.modes},
		{"syncing a directory", func() error { return errors.Join(d.Sync(dir), d.Sync(dir+"/to")) }},
		{"linking without replacing", p.link},
		{"locking", p.lock},
		{"removing", p.remove},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrFileSystem, step.what, err)
		}
	}
	return b.Discard()
}

type prober struct {
	d   *Dir
	b   *Batch
	dir string
}

func (p prober) create() error {
	for _, name := range []string{"/a", "/b"} {
		f, err := p.b.Create(p.dir+name, 0)
		if err != nil {
			return err
		}
		if _, err := f.Write([]byte("probe" + name)); err != nil {
			return err
		}
		if err := f.Finish(); err != nil {
			return err
		}
	}
	return nil
}

func (p prober) exclusive() error { return wantExist(p.d.probeCreate(p.dir + "/a")) }

// probeCreate must not leave the file to Discard: it is there already.
func (d *Dir) probeCreate(name string) error {
	f, err := d.Create(name, 0)
	if err == nil {
		f.Discard()
	}
	return err
}

func (p prober) modes() error {
	f, _, err := p.d.Open(p.dir + "/a")
	if err != nil {
		return err
	}
	return f.Close()
}

func (p prober) link() error {
	if err := p.b.adopt(p.dir + "/to/x"); err != nil { // before it is there: the answer may be lost
		return err
	}
	if err := p.d.Link(p.dir+"/a", p.dir+"/to/x"); err != nil {
		return err
	}
	err := wantExist(p.d.Link(p.dir+"/b", p.dir+"/to/x"))
	if err == nil {
		var data []byte
		p.d.AllowSecondName(p.dir + "/to")
		data, err = p.d.ReadFile(p.dir+"/to/x", 100)
		if err == nil && string(data) != "probe/a" {
			err = errors.New("the linked file is another")
		}
	}
	return err
}

// adopt makes the batch remove a name that it did not make.
func (b *Batch) adopt(name string) error {
	at, base, err := b.d.at(name)
	if err != nil {
		return wrapDir("open", b.d.full(name), err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files = append(b.files, &NewFile{d: b.d, at: at, base: base, name: name})
	return nil
}

func wantExist(err error) error {
	if err == nil {
		return errors.New("a name that is taken was given again")
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func (p prober) lock() error {
	name := p.dir + "/b"
	unlock, err := p.d.Lock(name, true, false)
	if err != nil {
		return err
	}
	defer unlock()
	second, err := p.d.Lock(name, false, false)
	if err == nil {
		second()
		return errors.New("an exclusive lock does not exclude")
	}
	if !errors.Is(err, ErrLocked) {
		return err
	}
	return unlock()
}

func (p prober) remove() error {
	if err := p.d.Remove(p.dir + "/b"); err != nil {
		return err
	}
	there, err := p.d.Exists(p.dir + "/b")
	if err == nil && there {
		err = errors.New("a removed file is still there")
	}
	return err
}
