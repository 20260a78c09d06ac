package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Person is somebody who signs here.
type Person struct {
	state.Actor
	Lacks []string // roles whose key was not sealed to the person yet
	You   bool     // the user's own signing key or identity
}

// People lists everybody by name, revoked ones too.
func (v *Vault) People() []Person {
	lacks := map[string][]string{}
	for _, k := range v.st.RoleKeys() {
		if !k.Live {
			lacks[k.Actor] = append(lacks[k.Actor], k.Role)
		}
	}
	var out []Person
	for _, a := range v.st.Actors() {
		you := v.user.Signer != nil && v.user.Signer.Verifier() == a.Verifier || v.holds(a)
		out = append(out, Person{Actor: a, Lacks: lacks[a.Name], You: you})
	}
	return out
}

// Grant gives a role to the person of a card, new or known. A role with a key is sealed
// to the person, so the granter, an owner, must hold it too. That the card is the
// person's must have been compared out of band. It gives the entry's number.
//
// Errors: ErrNoKey when the granter lacks the role's key, ErrRefused for anybody but
// an owner, for a card whose name has other keys here, and when nothing would change;
// durable.ErrLocked when somebody is at work and may just grant the same.
func (v *Vault) Grant(ctx context.Context, card *ledger.Card, role string) (int64, error) {
	if !slices.Contains(state.Roles(), role) {
		return 0, fmt.Errorf("%w: there is no role of that name", ErrRefused)
	}
	to, err := keyring.ParseRecipient(card.Recipient)
	if err != nil {
		return 0, fmt.Errorf("%w: the recipient of the card is not supported", ErrRefused)
	}
	seq, err := v.grant(ctx, card, role, to)
	if errors.Is(err, fs.ErrExist) { // a grant that was stopped left its file
		if err := v.clear(ctx, role, card.Name); err != nil {
			return 0, err
		}
		seq, err = v.grant(ctx, card, role, to)
	}
	return seq, err
}

func (v *Vault) grant(ctx context.Context, card *ledger.Card, role string, to keyring.Recipient) (int64, error) {
	b, end, err := v.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	if err := v.may(state.OpActorAdd); err != nil {
		return 0, err
	}
	var add []ledger.File
	if slices.Contains(state.KeyRoles(), role) {
		key, err := v.roleKey(role)
		if err != nil {
			return 0, fmt.Errorf("to grant it: %w", err)
		}
		path := state.RoleKeyPath(role, key.Generation, card.Name)
		if _, live := v.st.File(path); !live {
			f, err := sealNew(b, path, key.Marshal(), to)
			if err != nil {
				return 0, err
			}
			add = append(add, f)
		}
	}
	was := v.st.Roles()
	return v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		if !slices.Equal(was, st.Roles()) {
			return nil, fmt.Errorf("%w: a role got a new key", ErrMoved)
		}
		e, err := newEntry(state.OpActorAdd, state.ActorAddData{Actor: state.Actor{
			Name: card.Name, Recipient: card.Recipient, Roles: []string{role}, Verifier: card.Verifier}})
		if err == nil {
			e.Add = slices.Clone(add)
		}
		return e, err
	})
}

// clear removes the role file of a person that no entry names. Only who holds the lock alone
// knows that nobody is about to name it.
func (v *Vault) clear(ctx context.Context, role, name string) error {
	unlock, err := v.lock(ctx, true)
	if err != nil {
		return err
	}
	defer unlock()
	if err := v.refresh(); err != nil {
		return err
	}
	r, _ := v.st.Role(role)
	return v.removeStray(state.RoleKeyPath(role, r.Generation, name))
}

// removeStray makes place for a file whose name is not random. The lock is held alone, and
// the state is that of the head.
func (v *Vault) removeStray(path string) error {
	if _, live := v.st.File(path); live {
		return nil
	}
	if err := v.dir.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// may refuses early, before anything is written, what the ledger would refuse.
func (v *Vault) may(op string) error {
	name := v.user.Signer.Name()
	a, known := v.st.Actor(name)
	why := ""
	switch {
	case !known:
		why = name + " is nobody here"
	case a.Verifier != v.user.Signer.Verifier():
		why = name + " signs with another key here"
	case a.IsRevoked():
		why = name + " was revoked"
	case !v.st.May(name, op):
		why = name + " has not the role " + state.RolesFor(op)
	default:
		return nil
	}
	return refused(&state.Violation{Seq: v.st.Seq() + 1, Why: why, Err: state.ErrPermission})
}

// Revoke takes everything from a person, for ever, and removes the person's key files. Who
// kept copies of keys reads on what there is: rotate the roles afterwards. Errors:
// ErrRefused, also for the last owner; ErrDurability when the files are not gone yet.
func (v *Vault) Revoke(ctx context.Context, name string) (int64, error) {
	b, end, err := v.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	var gone []string
	seq, err := v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		e, err := newEntry(state.OpActorRevoke, state.ActorRevokeData{Name: name})
		if err != nil {
			return nil, err
		}
		for f := range st.Files() {
			if f.At.Kind == state.KindRoleKey && f.At.Actor == name {
				e.Del = append(e.Del, f.Path)
			}
		}
		gone = e.Del
		return e, nil
	})
	if err != nil {
		return seq, err
	}
	return seq, v.tidy(gone)
}

// tidy removes files after the entry that made them dead.
func (v *Vault) tidy(paths []string) error {
	if err := v.unlink(paths); err != nil {
		return fmt.Errorf("%w: old files are not removed yet: %w", ErrDurability, err)
	}
	return nil
}
