package vault

import (
	"fmt"
	"io"
	"io/fs"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// openPart opens a live part for reading in plain: its key file is unsealed with what
// opens its tier, and the part by its file key. close lets go of the file. Errors:
// ErrNoKey, ErrDamaged, and ErrMoved when the part was removed meanwhile by a purge: the
// reader calls refresh and begins again. Several goroutines may call it.
func (v *Vault) openPart(p state.Part) (r io.ReaderAt, size int64, close func() error, err error) {
	key, err := v.partKey(p)
	if err != nil {
		return nil, 0, nil, err
	}
	f, err := v.openLive(p.Part)
	if err != nil {
		return nil, 0, nil, err
	}
	r, size, err = key.OpenAt(f, p.Part.Bytes)
	if err != nil {
		f.Close()
		return nil, 0, nil, damaged(p.Part.Path, err)
	}
	return r, size, f.Close, nil
}

// partKey unseals the key of a part.
func (v *Vault) partKey(p state.Part) (*keyring.PartKey, error) {
	ids, err := v.tierKeys(p.Part.Tier)
	if err != nil {
		return nil, err
	}
	plain, err := v.openKeyFile(p.Key, ids...)
	if err != nil {
		return nil, err
	}
	key, err := keyring.ParsePartKey(plain)
	if err == nil {
		err = key.Opens(v.st.Vault(), p.Part.Path)
	}
	if err != nil {
		return nil, damaged(p.Key.Path, err)
	}
	return key, nil
}

// missing judges a live file that is not there: a purge may have come between, so the
// head is looked for again. Only one goroutine at a time finds out.
func (v *Vault) missing(f state.File) error {
	later := &Vault{dir: v.dir, user: v.user, st: v.st, head: v.head, last: v.last, now: v.now}
	if err := later.replay(); err != nil {
		return err
	}
	if _, live := later.st.File(f.Path); !live {
		return fmt.Errorf("%w: %s was removed by entry %d or before", ErrMoved, f.Path, later.st.Seq())
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, f.Path, fs.ErrNotExist)
}
