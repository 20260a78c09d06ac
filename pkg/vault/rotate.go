package vault

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Rotate gives a role a new key, sealed to those who hold the role now, and seals anew
// what the old key opened: the key files of parts, quarantine, releases. With deep the
// parts themselves are written again under new keys, because somebody who left may
// have kept theirs. Copies that were taken stay readable. It takes an owner who is
// steward, and the lock alone. It gives the entry's number.
//
// Errors: ErrRefused, ErrNoKey, ErrDamaged (each file is held against its SHA-256 before),
// durable.ErrLocked, and ErrDurability when old files are not gone yet.
func (v *Vault) Rotate(ctx context.Context, role string, deep bool) (int64, error) {
	b, end, err := v.beginLocked(ctx, true)
	if err != nil {
		return 0, err
	}
	defer end()
	if err := v.may(state.OpRoleRotate); err != nil {
		return 0, err
	}
	r, err := v.newRotation(b, role, deep)
	if err != nil {
		return 0, err
	}
	if err := r.run(ctx); err != nil {
		return 0, err
	}
	at := v.st.Seq()
	seq, err := v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		if st.Seq() != at {
			return nil, fmt.Errorf("%w: another entry came between", ErrMoved)
		}
		return r.entry()
	})
	if err != nil {
		return seq, err
	}
	return seq, v.tidy(r.del)
}

// rotation collects what one entry adds and deletes.
type rotation struct {
	v    *Vault
	b    *durable.Batch
	role string
	deep bool
	key  *keyring.RoleKey // the new one
	add  []ledger.File
	del  []string
}

func (v *Vault) newRotation(b *durable.Batch, role string, deep bool) (*rotation, error) {
	old, ok := v.st.Role(role)
	if !ok {
		return nil, fmt.Errorf("%w: a role without a key cannot be rotated", ErrRefused)
	}
	steward, err := v.roleKey(state.RoleSteward)
	if err != nil {
		return nil, err
	}
	index, pseudonym := steward.IndexKey, steward.PseudonymKey
	if !keyring.HoldsKeys(role) {
		index, pseudonym = nil, nil
	}
	key, err := keyring.NewRole(v.st.Vault(), role, old.Generation+1, index, pseudonym)
	if err != nil {
		return nil, err
	}
	return &rotation{v: v, b: b, role: role, deep: deep, key: key}, nil
}

func (r *rotation) entry() (*ledger.Entry, error) {
	d := state.RotateData{Generation: r.key.Generation, Recipient: r.key.Identity.Recipient().String(), Role: r.role}
	if r.deep {
		d.Deep = 1
	}
	e, err := newEntry(state.OpRoleRotate, d)
	if err == nil {
		e.Add, e.Del = slices.Clone(r.add), slices.Clone(r.del)
	}
	return e, err
}

func (r *rotation) run(ctx context.Context) error {
	if err := r.people(); err != nil {
		return err
	}
	for _, f := range append(r.v.st.Quarantine(), r.v.st.Releases()...) {
		if err := r.reseal(f); err != nil {
			return err
		}
	}
	parts := r.v.st.Parts("", "")
	if r.deep {
		return r.rewrite(ctx, parts)
	}
	for _, p := range parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !r.opens(p.Part.Tier) {
			continue
		}
		if err := r.rekey(p); err != nil {
			return err
		}
	}
	return nil
}

func (r *rotation) opens(tier string) bool { return slices.Contains(state.TierRoles(tier), r.role) }

// people seals the new role key to all who hold the role.
func (r *rotation) people() error {
	st := r.v.st
	for f := range st.Files() {
		if f.At.Kind == state.KindRoleKey && f.At.Role == r.role {
			r.del = append(r.del, f.Path)
		}
	}
	for _, name := range st.Holders(r.role) {
		a, _ := st.Actor(name)
		to, err := r.v.parseRecipients([]string{a.Recipient})
		if err != nil {
			return err
		}
		f, err := r.seal(state.RoleKeyPath(r.role, r.key.Generation, name), r.key.Marshal(), to)
		if err != nil {
			return err
		}
		r.add = append(r.add, f)
	}
	return nil
}

// recipients are those of a tier with the new key in place of the old.
func (r *rotation) recipients(tier string) ([]keyring.Recipient, error) {
	old, _ := r.v.st.Role(r.role)
	texts := r.v.st.Recipients(tier)
	for i := range texts {
		if texts[i] == old.Recipient {
			texts[i] = r.key.Identity.Recipient().String()
		}
	}
	return r.v.parseRecipients(texts)
}

// seal writes a key file under the name that comes next, which a rotation that was stopped
// may have left there.
func (r *rotation) seal(path string, plain []byte, to []keyring.Recipient) (ledger.File, error) {
	if err := r.v.removeStray(path); err != nil {
		return ledger.File{}, err
	}
	return sealNew(r.b, path, plain, to...)
}

// rekey seals a part key again, under the next number.
func (r *rotation) rekey(p state.Part) error {
	key, err := r.v.partKey(p)
	if err != nil {
		return err
	}
	to, err := r.recipients(p.Part.Tier)
	if err != nil {
		return err
	}
	at := p.Key.At
	at.N++
	f, err := r.seal(at.String(), key.Marshal(), to)
	if err != nil {
		return err
	}
	r.replace(p.Key.File, f)
	return nil
}

// replace notes a file that takes the place of another and says the same of its rows.
func (r *rotation) replace(old, written ledger.File) {
	f := old
	f.Path, f.Bytes, f.SHA256 = written.Path, written.Bytes, written.SHA256
	r.add, r.del = append(r.add, f), append(r.del, old.Path)
}

// reseal copies a file that is sealed to the roles themselves.
func (r *rotation) reseal(f state.File) error {
	tier, path := state.TierQuarantine, state.QuarantinePath(newID())
	if f.At.Kind == state.KindRelease {
		tier, path = state.TierRelease, state.ReleasePath(newID())
	}
	if !r.opens(tier) {
		return nil
	}
	ids, err := r.v.tierKeys(tier)
	if err != nil {
		return err
	}
	to, err := r.recipients(tier)
	if err != nil {
		return err
	}
	in, err := r.v.openChecked(f)
	if err != nil {
		return err
	}
	defer in.Close()
	plain, err := keyring.Open(in, ids...)
	if err != nil {
		return damaged(f.Path, err)
	}
	file, err := r.b.Create(path, 0)
	if err != nil {
		return err
	}
	out := newHashing(file)
	w, err := keyring.Seal(out, to...)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, plain); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := file.Finish(); err != nil {
		return err
	}
	r.replace(f.File, out.file(path))
	return nil
}
