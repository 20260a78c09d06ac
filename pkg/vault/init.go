package vault

import (
	"errors"
	"fmt"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// InitOptions say what a new vault is like. The zero value is a vault for one person.
type InitOptions struct {
	Policy   *state.Policy // nil: state.DefaultPolicy; bucket and time zone are in it
	Survey   string        // the text of a survey.yaml, or ""
	Recovery string        // an age recipient whose identity lies offline, or ""
	Shared   bool          // for several accounts of one group
	Group    int           // the number of that group, with Shared
}

// Init makes a vault in a directory that is new or empty, and opens it. Its maker has
// every role and is trusted by himself. It needs an identity and a signing key, whose
// name is the actor's. When it fails, nothing is left.
//
// Errors: ErrNotEmpty, ErrNoKey, ErrRefused (the policy), durable.ErrFileSystem and
// its kin, and ErrDurability when all was done and may not last.
func Init(dir string, u *User, now func() time.Time, o InitOptions) (*Vault, error) {
	if u.Signer == nil || len(u.Identities) == 0 {
		return nil, fmt.Errorf("%w: a vault needs an identity and a signing key of its maker", ErrNoKey)
	}
	d, err := durable.MakeDir(dir, 0o700)
	if err != nil {
		return nil, err
	}
	v := &Vault{dir: d, user: u, now: now}
	err = v.init(&o)
	if err != nil && !errors.Is(err, ErrDurability) {
		d.Unmake()
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return v, nil
}

func (v *Vault) init(o *InitOptions) error {
	d := v.dir
	d.AllowSecondName("ledger", "tmp")
	names, err := d.List("")
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return fmt.Errorf("%w: %s", ErrNotEmpty, d.Path())
	}
	if o.Shared {
		if err := d.Share(o.Group); err != nil {
			return err
		}
	}
	if err := d.Probe(); err != nil {
		return err
	}
	b := d.NewBatch()
	defer b.Discard()
	for _, folder := range folders() {
		if err := b.Mkdir(folder, 0); err != nil {
			return err
		}
	}
	return v.genesis(b, o)
}

// genesis makes the role keys and commits entry 0. Trust comes before it, so that
// a vault never is there which its own maker does not trust.
func (v *Vault) genesis(b *durable.Batch, o *InitOptions) error {
	id := newID()
	e, err := v.genesisEntry(b, id, o)
	if err != nil {
		return err
	}
	e.V, e.Vault, e.Time, e.Actor, e.Tool = ledger.Version, id, v.now().Unix(), v.user.Signer.Name(), v.user.tool()
	st, err := state.Genesis(e)
	if err != nil {
		return refused(err)
	}
	e.State = st.Hash()
	file, _, err := e.Sign(ledger.Head{}, v.user.Signer)
	if err != nil {
		return refused(err)
	}
	first, err := ledger.ParseEntry(file)
	if err != nil {
		return refused(err)
	}
	v.fingerprint = first.Digest()
	if err := v.user.setTrust(id, v.fingerprint); err != nil {
		return fmt.Errorf("note that you trust it: %w", err)
	}
	if err := v.link(b, e, st); err != nil {
		if !errors.Is(err, ErrDurability) {
			v.user.setTrust(id, "")
		}
		return err
	}
	return nil
}

func (v *Vault) genesisEntry(b *durable.Batch, id string, o *InitOptions) (*ledger.Entry, error) {
	me := v.user.Identities[0].Recipient()
	policy := state.DefaultPolicy()
	if o.Policy != nil {
		policy = *o.Policy
	}
	if o.Recovery != "" {
		r, err := keyring.ParseRecipient(o.Recovery)
		if err != nil || !r.Hybrid() {
			return nil, fmt.Errorf("%w: the recovery recipient is no post-quantum one (age1pq1...)", ErrRefused)
		}
	}
	data := state.GenesisData{
		Actors:   []state.Actor{{Name: v.user.Signer.Name(), Recipient: me.String(), Roles: state.Roles(), Verifier: v.user.Signer.Verifier()}},
		Policy:   policy,
		Recovery: o.Recovery,
		Survey:   o.Survey,
	}
	index, pseudonym := keyring.NewKey(), keyring.NewKey()
	var add []ledger.File
	for _, role := range state.KeyRoles() {
		x, p := index, pseudonym
		if !keyring.HoldsKeys(role) {
			x, p = nil, nil
		}
		key, err := keyring.NewRole(id, role, 1, x, p)
		if err != nil {
			return nil, err
		}
		f, err := sealNew(b, state.RoleKeyPath(role, 1, v.user.Signer.Name()), key.Marshal(), me)
		if err != nil {
			return nil, err
		}
		add = append(add, f)
		data.Roles = append(data.Roles, state.Role{Generation: 1, Recipient: key.Identity.Recipient().String(), Role: role})
	}
	e, err := newEntry(state.OpGenesis, data)
	if err != nil {
		return nil, err
	}
	e.Add = add
	return e, nil
}

// sealNew makes a small sealed file of a batch.
func sealNew(b *durable.Batch, path string, plain []byte, to ...keyring.Recipient) (ledger.File, error) {
	sealed, err := keyring.SealBytes(plain, to...)
	if err != nil {
		return ledger.File{}, err
	}
	if _, err := writeNew(b, path, sealed); err != nil {
		return ledger.File{}, err
	}
	return fileOf(path, sealed), nil
}
