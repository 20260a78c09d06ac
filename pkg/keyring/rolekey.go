package keyring

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// RoleKey is what a role holds. It is sealed to one person at a time.
type RoleKey struct {
	Vault      string // 32 hexadecimal digits
	Role       string // analyst, importer, steward
	Generation int    // from 1; each rotation adds one
	Identity   *Identity
	// IndexKey and PseudonymKey are for importer and steward; nil for analyst.
	IndexKey, PseudonymKey *[32]byte
}

// NewKey makes a random key for [Keyed].
func NewKey() *[32]byte {
	noCore()
	var key [32]byte
	rand.Read(key[:]) // never fails
	return &key
}

// NewRole makes a role key with a fresh identity. index and pseudonym are the vault's
// two keys, which stay the same over generations, and nil for analyst.
func NewRole(vault, role string, generation int, index, pseudonym *[32]byte) (*RoleKey, error) {
	noCore()
	key := &RoleKey{Vault: vault, Role: role, Generation: generation, IndexKey: index, PseudonymKey: pseudonym}
	if err := key.check(); err != nil {
		return nil, fmt.Errorf("make a role key: %w", err)
	}
	var err error
	key.Identity, err = Generate()
	return key, err
}

// HoldsKeys reports whether a role holds the index and pseudonym keys.
func HoldsKeys(role string) bool { return role == "importer" || role == "steward" }

func (k *RoleKey) check() error {
	if !isHex32(k.Vault) {
		return errors.New("the vault id")
	}
	if k.Role != "analyst" && !HoldsKeys(k.Role) {
		return errors.New("the role")
	}
	if k.Generation < 1 || k.Generation > 999999999 {
		return errors.New("the generation")
	}
	if has := k.IndexKey != nil; has != HoldsKeys(k.Role) || has != (k.PseudonymKey != nil) {
		return errors.New("its index and pseudonym keys")
	}
	return nil
}

// Is checks that the key is for this role of this vault: [ErrDamaged] otherwise.
func (k *RoleKey) Is(vault, role string, generation int) error {
	if k.Vault != vault || k.Role != role || k.Generation != generation {
		return fmt.Errorf("%w: the role key is for another role", ErrDamaged)
	}
	return nil
}

// Marshal is the plaintext of the role file: an identity file of age.
func (k *RoleKey) Marshal() []byte {
	b := fmt.Appendf(nil, "# nps-role-key %d vault=%s role=%s generation=%d\n", Version, k.Vault, k.Role, k.Generation)
	if k.IndexKey != nil && k.PseudonymKey != nil {
		b = fmt.Appendf(b, "# index-key %s\n# pseudonym-key %s\n",
			base64.StdEncoding.EncodeToString(k.IndexKey[:]), base64.StdEncoding.EncodeToString(k.PseudonymKey[:]))
	}
	return fmt.Appendf(b, "%s\n", k.Identity.Secret())
}

// ParseRoleKey reads exactly what Marshal writes. Errors: [ErrVersion], and
// [ErrDamaged] with what is wrong, never a text of the file.
func ParseRoleKey(plain []byte) (*RoleKey, error) {
	noCore()
	lines, err := keyLines(plain, "role-key", 2, 4)
	if err != nil {
		return nil, fmt.Errorf("role key: %w", err)
	}
	key := &RoleKey{}
	var generation string
	fields := strings.Split(lines[0], " ")
	ok := len(fields) == 6
	ok = ok && after(&key.Vault, fields[3], "vault=") && after(&key.Role, fields[4], "role=") && after(&generation, fields[5], "generation=")
	if ok {
		key.Generation, ok = number(generation)
	}
	if !ok {
		return nil, fmt.Errorf("role key: %w: its first line", ErrDamaged)
	}
	if len(lines) == 4 {
		key.IndexKey, key.PseudonymKey = new([32]byte), new([32]byte)
		if !decodeKey(key.IndexKey[:], lines[1], "# index-key ") || !decodeKey(key.PseudonymKey[:], lines[2], "# pseudonym-key ") {
			return nil, fmt.Errorf("role key: %w: its index and pseudonym keys", ErrDamaged)
		}
	}
	if err := key.check(); err != nil {
		return nil, fmt.Errorf("role key: %w: %w", ErrDamaged, err)
	}
	if key.Identity, err = hybridLine(lines[len(lines)-1]); err != nil {
		return nil, fmt.Errorf("role key: %w", err)
	}
	if !bytes.Equal(key.Marshal(), plain) {
		return nil, fmt.Errorf("role key: %w: not written as it must be", ErrDamaged)
	}
	return key, nil
}
