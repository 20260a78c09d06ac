package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// Batch is files that come into being together: all of them with the commit, or
// none. Until then Discard and [Cleanup] (the user's interrupt) remove them; from
// the commit on nothing does. The writer:
//
//	b := d.NewBatch()
//	defer b.Discard() // does nothing after the commit
//	f, err := b.Create("parts/x", 0) ... f.Write ... f.Finish()
//	tmp, err := b.Create("tmp/y", 0) ... tmp.Write ... tmp.Finish()
//	err = b.Commit(tmp, "ledger/0000000007")
//
// An interrupt and the commit exclude each other: a batch that Cleanup
// removed cannot be committed any more.
type Batch struct {
	d *Dir

	mu    sync.Mutex
	files []*NewFile
	dirs  []madeDir
	over  bool // kept or given up
	held  bool // registered
}

type madeDir struct {
	name   string
	parent *folder
	synced bool
}

// NewBatch begins a batch.
func (d *Dir) NewBatch() *Batch { return &Batch{d: d} }

// Create is [Dir.Create] for a file of the batch. Several goroutines may call it.
func (b *Batch) Create(name string, perm fs.FileMode) (*NewFile, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return nil, wrapDir("create", b.d.full(name), fs.ErrClosed)
	}
	b.hold()
	f, err := b.d.create(name, perm, false)
	if err != nil {
		return nil, wrapDir("create", b.d.full(name), err)
	}
	b.files = append(b.files, f)
	return f, nil
}

// Mkdir is [Dir.Mkdir] for a directory that goes with the batch when it is given up.
func (b *Batch) Mkdir(name string, perm fs.FileMode) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return wrapDir("make", b.d.full(name), fs.ErrClosed)
	}
	b.hold()
	if err := b.d.Mkdir(name, perm); err != nil {
		return err
	}
	parent, err := b.d.folder(folderOf(name))
	if err != nil {
		return wrapDir("make", b.d.full(name), err)
	}
	b.dirs = append(b.dirs, madeDir{name: name, parent: parent})
	return nil
}

func (b *Batch) hold() {
	if !b.held {
		b.held = true
		register(b)
	}
}

// Sync syncs the directories that hold new names of the batch. [Batch.Commit] does it,
// too, where it was not done.
func (b *Batch) Sync() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sync(nil)
}

// sync leaves out the directory of one file.
func (b *Batch) sync(but *NewFile) error {
	need := map[*folder]bool{}
	var order []*folder
	add := func(at *folder) {
		if !need[at] {
			need[at] = true
			order = append(order, at)
		}
	}
	for i := range b.dirs {
		if !b.dirs[i].synced {
			add(b.dirs[i].parent)
		}
	}
	for _, f := range b.files {
		if f != but && !f.gone && !f.synced {
			add(f.at)
		}
	}
	for _, at := range order {
		if err := at.sync(); err != nil {
			return wrapDir("sync", at.path, err)
		}
	}
	for i := range b.dirs {
		b.dirs[i].synced = true
	}
	for _, f := range b.files {
		f.synced = f.synced || need[f.at]
	}
	return nil
}

// Commit gives tmp, a finished file of the batch, the name to, if nothing has
// it: this is the moment from which the batch is kept. Before, it syncs the
// directories of the other files and looks whether all files are finished and still in
// their places; afterwards it syncs the directory of to and removes the name of tmp.
//
// Errors: fs.ErrExist when the name is taken (the batch lives on: discard tmp
// and commit another, or discard the batch); [ErrNotDurable] and
// [ErrCommitUnknown] when the batch is kept but not acknowledged; with any other
// error nothing was committed, and Discard removes the files.
func (b *Batch) Commit(tmp *NewFile, to string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.commit(tmp, to); err != nil {
		return wrapDir("commit", b.d.full(to), err)
	}
	return nil
}

func (b *Batch) commit(tmp *NewFile, to string) error {
	if b.over {
		return fs.ErrClosed
	}
	if err := b.sync(tmp); err != nil {
		return err
	}
	for _, f := range b.files {
		if f.gone {
			continue
		}
		if err := f.intact(); err != nil {
			return wrapDir("look at", b.d.full(f.name), err)
		}
	}
	at, base, err := b.d.at(to)
	if err != nil {
		return err
	}
	seen := tmp.info
	if seen == nil {
		return fs.ErrClosed // discarded
	}
	if err := b.d.link(tmp.at, tmp.base, at, base); err != nil {
		// A call over a network may have been done and its answer lost.
		info, lookErr := sys.lstatIn(at.root, base, b.d.full(to))
		switch {
		case lookErr == nil && os.SameFile(seen, info): // committed
		case lookErr == nil || errors.Is(lookErr, fs.ErrNotExist):
			return err
		default:
			b.keep()
			return fmt.Errorf("%w: %w", ErrCommitUnknown, reason(err))
		}
	}
	b.keep()
	if err := at.sync(); err != nil {
		return fmt.Errorf("%w: %w", ErrNotDurable, reason(err))
	}
	sys.removeIn(tmp.at.root, tmp.base, b.d.full(tmp.name)) // a second name in tmp is no damage
	return nil
}

// Keep ends the batch: its files stay. Commit does it; it is for files that
// are complete without a commit. fs.ErrClosed when they were removed.
func (b *Batch) Keep() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return wrapDir("keep files in", b.d.path, fs.ErrClosed)
	}
	b.keep()
	return nil
}

func (b *Batch) keep() {
	for _, f := range b.files {
		f.mu.Lock()
		f.kept = true
		f.mu.Unlock()
	}
	b.files, b.dirs, b.over = nil, nil, true
	unregister(b)
}

// Discard ends the batch and removes its files and directories, unless they
// are kept. What cannot be removed is tried again by Cleanup, as long as the Dir is open.
func (b *Batch) Discard() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	var errs []error
	files := b.files[:0]
	for _, f := range b.files {
		if err := f.Discard(); err != nil {
			errs = append(errs, err)
			files = append(files, f)
		}
	}
	b.files = files
	for len(b.dirs) > 0 && len(errs) == 0 {
		last := b.dirs[len(b.dirs)-1]
		if err := b.d.Remove(last.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
			break
		}
		b.dirs = b.dirs[:len(b.dirs)-1]
	}
	err := errors.Join(errs...)
	if err == nil || errors.Is(err, fs.ErrClosed) { // with the Dir closed nothing helps any more
		unregister(b)
	}
	return err
}

func (b *Batch) abandon() error { return b.Discard() }
