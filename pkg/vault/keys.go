package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// maxSealedKey bounds a key file as it lies in the directory: a hybrid recipient
// takes some 1,600 bytes, and there are three at most.
const maxSealedKey = 64 << 10

// keyCache keeps what was opened once. A newer entry empties it.
type keyCache struct {
	roles      map[string]*keyring.RoleKey
	tiers      map[string][]*keyring.Identity
	recipients map[string]keyring.Recipient
}

func (v *Vault) forgetKeys() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys = keyCache{recipients: v.keys.recipients}
}

// tierKeys gives the identities that open the key files of a tier, or what is sealed to
// its roles, for this user: that of one role, since each opens all of it, or the
// recovery identity. ErrNoKey names the roles that would do.
func (v *Vault) tierKeys(tier string) ([]*keyring.Identity, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ids, ok := v.keys.tiers[tier]; ok {
		return ids, nil
	}
	var ids []*keyring.Identity
	for _, role := range state.TierRoles(tier) {
		key, err := v.openRole(role)
		if err == nil {
			ids = append(ids, key.Identity)
			break
		}
		if !errors.Is(err, ErrNoKey) {
			return nil, err
		}
	}
	if id := v.recoveryIdentity(); id != nil && len(ids) == 0 {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w: %s opens for the role %s, %s", ErrNoKey, tierName(tier), strings.Join(state.TierRoles(tier), " or "), v.whyNot())
	}
	if v.keys.tiers == nil {
		v.keys.tiers = map[string][]*keyring.Identity{}
	}
	v.keys.tiers[tier] = ids
	return ids, nil
}

func tierName(tier string) string {
	switch tier {
	case state.TierQuarantine:
		return "the quarantine"
	case state.TierRelease:
		return "a release"
	}
	return "the tier " + tier
}

// whyNot says how it comes that this user has no key.
func (v *Vault) whyNot() string {
	if len(v.user.Identities) == 0 {
		return "and no identity was given"
	}
	for _, a := range v.st.Actors() {
		if v.holds(a) {
			if a.IsRevoked() {
				return "and " + a.Name + " was revoked"
			}
			return "which " + a.Name + " has not"
		}
	}
	return "and your identity belongs to nobody here"
}

// holds tells whether one of the user's identities is the actor's.
func (v *Vault) holds(a state.Actor) bool { return v.identityOf(a.Recipient) != nil }

func (v *Vault) identityOf(recipient string) *keyring.Identity {
	for _, id := range v.user.Identities {
		if id.Recipient().String() == recipient {
			return id
		}
	}
	return nil
}

func (v *Vault) recoveryIdentity() *keyring.Identity {
	if v.st.Recovery() == "" {
		return nil
	}
	return v.identityOf(v.st.Recovery())
}

// roleKey opens a role's key of the newest generation. ErrNoKey when the user has not
// that role.
func (v *Vault) roleKey(role string) (*keyring.RoleKey, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.openRole(role)
}

func (v *Vault) openRole(role string) (*keyring.RoleKey, error) {
	if key := v.keys.roles[role]; key != nil {
		return key, nil
	}
	for _, k := range v.st.RoleKeys() {
		if k.Role != role || !k.Live {
			continue
		}
		actor, _ := v.st.Actor(k.Actor)
		id := v.identityOf(actor.Recipient)
		if id == nil {
			continue
		}
		key, err := v.openRoleFile(k, id)
		if err != nil {
			return nil, err
		}
		if v.keys.roles == nil {
			v.keys.roles = map[string]*keyring.RoleKey{}
		}
		v.keys.roles[role] = key
		return key, nil
	}
	return nil, fmt.Errorf("%w: it takes the role %s, %s", ErrNoKey, role, v.whyNot())
}

func (v *Vault) openRoleFile(k state.RoleKey, id *keyring.Identity) (*keyring.RoleKey, error) {
	file, _ := v.st.File(k.Path)
	plain, err := v.openKeyFile(file, id)
	if err != nil {
		return nil, err
	}
	key, err := keyring.ParseRoleKey(plain)
	if err == nil {
		err = key.Is(v.st.Vault(), k.Role, k.Generation)
	}
	if err == nil {
		if r, _ := v.st.Role(k.Role); r.Recipient != key.Identity.Recipient().String() {
			err = errors.New("the key in it is not that of the role")
		}
	}
	if err != nil {
		return nil, damaged(k.Path, err)
	}
	return key, nil
}

// openKeyFile reads a key file, holds it against the ledger, and unseals it: age cannot
// tell a damaged header from a key that does not fit, the ledger can.
func (v *Vault) openKeyFile(f state.File, ids ...*keyring.Identity) ([]byte, error) {
	data, err := v.readSmall(f, maxSealedKey)
	if err != nil {
		return nil, err
	}
	plain, err := keyring.OpenBytes(data, keyring.MaxKeyFile, ids...)
	switch {
	case errors.Is(err, keyring.ErrNoKey):
		return nil, fmt.Errorf("%w: %s: %w", ErrNoKey, f.Path, err)
	case err != nil:
		return nil, damaged(f.Path, err)
	}
	return plain, nil
}

// readSmall reads a live file whole and holds length and SHA-256 against the ledger.
func (v *Vault) readSmall(f state.File, max int64) ([]byte, error) {
	data, err := v.dir.ReadFile(f.Path, max)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, v.missing(f)
	}
	if err != nil {
		return nil, unreadable(f.Path, err)
	}
	if sum := sha256.Sum256(data); int64(len(data)) != f.Bytes || hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, fmt.Errorf("%w: %s is not the file that the ledger names", ErrDamaged, f.Path)
	}
	return data, nil
}

// recipients gives those to whom the key files of a tier are sealed, or the files of
// quarantine and releases themselves.
func (v *Vault) recipients(tier string) ([]keyring.Recipient, error) {
	return v.parseRecipients(v.st.Recipients(tier))
}

func (v *Vault) parseRecipients(texts []string) ([]keyring.Recipient, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []keyring.Recipient
	for _, text := range texts {
		r, ok := v.keys.recipients[text]
		if !ok {
			var err error
			if r, err = keyring.ParseRecipient(text); err != nil {
				return nil, damaged("a recipient in the ledger", err)
			}
			if v.keys.recipients == nil {
				v.keys.recipients = map[string]keyring.Recipient{}
			}
			v.keys.recipients[text] = r
		}
		out = append(out, r)
	}
	return out, nil
}
