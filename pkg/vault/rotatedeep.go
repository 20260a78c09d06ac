package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// rewrite writes each part that the role opens again, with all its tiers, under a new
// name and new keys.
func (r *rotation) rewrite(ctx context.Context, parts []state.Part) error {
	groups := map[string][]state.Part{}
	var order []string
	for _, p := range parts { // by path: the tiers of a part follow each other
		id := p.Part.Bucket + "-" + p.Part.At.ID
		if groups[id] == nil {
			order = append(order, id)
		}
		groups[id] = append(groups[id], p)
	}
	for _, id := range order {
		opened := false
		for _, p := range groups[id] {
			opened = opened || r.opens(p.Part.Tier)
		}
		if !opened {
			continue
		}
		fresh := newID()
		for _, p := range groups[id] {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.rewritePart(p, fresh); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewritePart copies one tier of a part, which is held against its SHA-256 first: age
// cannot tell who sealed what it opens.
func (r *rotation) rewritePart(p state.Part, id string) error {
	checked, err := r.v.openChecked(p.Part)
	if err != nil {
		return err
	}
	defer checked.Close()
	key, err := r.v.partKey(p)
	if err != nil {
		return err
	}
	plain, err := key.Open(checked)
	if err != nil {
		return damaged(p.Part.Path, err)
	}
	to, err := r.recipients(p.Part.Tier)
	if err != nil {
		return err
	}
	f := p.Part.File
	f.Path = state.PartPath(f.Bucket, id, f.Tier)
	files, err := sealPart(r.b, r.v.st.Vault(), f, to, func(w io.Writer) error {
		_, err := io.Copy(w, plain)
		return err
	})
	if err != nil {
		return err
	}
	r.add = append(r.add, files...)
	r.del = append(r.del, p.Part.Path, p.Key.Path)
	return nil
}

// openChecked opens a live file whose length and SHA-256 are those of the ledger, at its
// beginning. What is read afterwards comes from the same open file.
func (v *Vault) openChecked(f state.File) (*os.File, error) {
	file, err := v.openLive(f)
	if err != nil {
		return nil, err
	}
	if err := hashIs(file, f.File); err != nil {
		file.Close()
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// openLive opens a live file and looks at its length.
func (v *Vault) openLive(f state.File) (*os.File, error) {
	file, info, err := v.dir.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, v.missing(f)
	}
	if err != nil {
		return nil, unreadable(f.Path, err)
	}
	if info.Size() != f.Bytes {
		file.Close()
		return nil, fmt.Errorf("%w: %s has another length than the ledger says", ErrDamaged, f.Path)
	}
	return file, nil
}

func hashIs(r io.Reader, f ledger.File) error {
	h := sha256.New()
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{r}, make([]byte, 64<<10)); err != nil {
		return fmt.Errorf("read %s: %w", f.Path, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return fmt.Errorf("%w: %s is not the file that the ledger names", ErrDamaged, f.Path)
	}
	return nil
}
