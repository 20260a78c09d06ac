package vault

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/retention"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// The classes of errors; the exit status of a command follows from them. Errors of
// [durable] about the directory itself (owner, modes, file system, lock: exit 6) come
// through as they are.
var (
	// ErrNoVault (exit 2): the directory holds no ledger.
	ErrNoVault = errors.New("no vault")
	// ErrNotEmpty (exit 2): a vault can be made only in a new or empty directory.
	ErrNotEmpty = errors.New("the directory is not empty")
	// ErrNoKey (exit 4): an identity, a role or a signing key is missing.
	ErrNoKey = errors.New("a key is missing")
	// ErrDamaged (exit 5): something is not what the ledger says.
	ErrDamaged = errors.New("the vault is damaged")
	// ErrRollback (exit 5): the ledger does not extend a head that was seen before;
	// it wraps a *ledger.Fork as a *ForkError.
	ErrRollback = errors.New("the vault was rolled back or rewritten")
	// ErrUntrusted (exit 6): nobody compared the fingerprint yet; see *UntrustedError.
	ErrUntrusted = errors.New("the vault is not trusted yet")
	// ErrRefused (exit 6): the rules of the ledger or the policy forbid it; a
	// *state.Violation may say which.
	ErrRefused = errors.New("refused")
	// ErrClock (exit 6): the clock is before the last entry, or too far after it.
	ErrClock = retention.ErrClock
	// ErrMoved (exit 6): the vault changed between a plan and what was to follow, or
	// while it was read. Running it again is safe.
	ErrMoved = retention.ErrMoved
	// ErrVersion (exit 6): written by a later version of the format.
	ErrVersion = errors.New("it needs a later version of this program")
	// ErrDurability (exit 75): committed, but a power cut may take it back, or work that
	// follows the commit is not done. Running it again is safe.
	ErrDurability = errors.New("committed, but it is not certain to last")
)

// UntrustedError names the vault that nobody trusted yet.
type UntrustedError struct {
	Vault       string // its id
	Fingerprint string // to be compared out of band
}

func (e *UntrustedError) Error() string {
	return fmt.Sprintf("%v: its fingerprint is %s", ErrUntrusted, e.Fingerprint)
}

// Unwrap makes it an ErrUntrusted.
func (e *UntrustedError) Unwrap() error { return ErrUntrusted }

// ForkError says where a ledger parts from a head that was kept.
type ForkError struct {
	Against string // what was kept: your pin, the anchor
	Fork    *ledger.Fork
}

func (e *ForkError) Error() string {
	return fmt.Sprintf("%v: compared with %s, %s", ErrRollback, e.Against, e.Fork)
}

// Unwrap makes it an ErrRollback.
func (e *ForkError) Unwrap() error { return ErrRollback }

// refused is an entry that is being made and may not be written.
func refused(err error) error {
	switch {
	case errors.Is(err, ledger.ErrVersion):
		return fmt.Errorf("%w: %w", ErrVersion, err)
	case errors.Is(err, state.ErrTime):
		return fmt.Errorf("%w: %w", ErrClock, err)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}

// damaged is something that was read and is not as it must be.
func damaged(what string, err error) error {
	if errors.Is(err, ledger.ErrVersion) || errors.Is(err, keyring.ErrVersion) {
		return fmt.Errorf("%w: %s: %w", ErrVersion, what, err)
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, what, err)
}

// unreadable sorts what durable says about a file that must be there.
func unreadable(what string, err error) error {
	for _, bad := range []error{fs.ErrNotExist, durable.ErrNotRegular, durable.ErrNotDirectory, durable.ErrSecondName, durable.ErrTooLarge, durable.ErrChanged} {
		if errors.Is(err, bad) {
			return fmt.Errorf("%w: %s: %w", ErrDamaged, what, err)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
