package keyring

import (
	"bytes"
	"errors"
	"fmt"

	"filippo.io/age"
)

// Work factors of scrypt, as powers of two: 18 takes about a second and 256 MiB,
// each step doubles both. Files with more than the most are refused: they would
// take the memory of the machine.
const (
	DefaultWork = 18
	MaxWork     = 20
)

// SealPassphrase seals an identity file by a passphrase. work is the work
// factor, 0 for [DefaultWork]; a small one is for tests.
func SealPassphrase(plain []byte, passphrase string, work int) ([]byte, error) {
	noCore()
	if work == 0 {
		work = DefaultWork
	}
	if work < 1 || work > MaxWork {
		return nil, fmt.Errorf("scrypt work factor %d is not between 1 and %d", work, MaxWork)
	}
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, errors.New("the passphrase is empty")
	}
	r.SetWorkFactor(work)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return finish(&b, w, plain)
}

// OpenPassphrase opens a file that was sealed by a passphrase, here or by age
// itself, armored or not; at most 1 MiB of plaintext. Errors: [ErrPassphrase], [ErrNoKey] for a file that is
// sealed to keys, [ErrNotAge], [ErrDamaged], [ErrTooLarge].
func OpenPassphrase(data []byte, passphrase string) ([]byte, error) {
	noCore()
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("%w: it is empty", ErrPassphrase)
	}
	id.SetMaxWorkFactor(MaxWork)
	kind := &stanzaKind{}
	r, err := open(bytes.NewReader(data), kind, id, kind)
	if errors.Is(err, ErrSealed) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, err
	}
	return readAll(r, maxIdentityFile)
}
