// Package vault joins the rooms of the vault: the ledger and the state that
// follows from it, parts and the keys that open them, and the directory that all
// of it lies in. It is where a commit happens.
//
// A newcomer starts with [Init] and [Open], which gives a [Vault] as of its newest
// entry; [Vault.Intake] and [Vault.Tally] are the way in and out of answers.
// docs/vault-format.md is the format and the order of writes.
//
// Errors wrap one of the sentinels of this package, which are the classes that a
// command's exit status tells apart; see [ErrNoKey] and the others.
package vault

import (
	"encoding/hex"
	"sync"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// User is who works with a vault: what opens and signs, and where pins and trust
// are kept. Every part may be missing; what needs it says so.
type User struct {
	Identities []*keyring.Identity
	Signer     *ledger.Signer
	Config     string // directory of trust.json
	State      string // directory that holds pins/
	Tool       string // nps/<version>, for entries
}

// Vault is an open vault as of one entry. Several goroutines may read by it; a change
// (everything that takes a context) excludes all other use of the same Vault.
type Vault struct {
	dir         *durable.Dir
	user        *User
	st          *state.State
	head        ledger.Head
	last        *ledger.Parsed // the newest entry
	fingerprint string         // SHA-256 of the body of entry 0, hexadecimal
	now         func() time.Time
	warnings    []Warning

	mu       sync.Mutex // guards what is below
	keys     keyCache
	editions map[string]ledger.Head // by plan, "" for all: the ledger as of which they were read
}

// Warning is a doubt that does not stop a command but must be shown.
type Warning struct {
	ID      string `json:"id"`
	Message string `json:"message"`
}

// Close lets go of the directory.
func (v *Vault) Close() error { return v.dir.Close() }

// State is the state after the newest entry that was read.
func (v *Vault) State() *state.State { return v.st }

// Head is the log up to that entry.
func (v *Vault) Head() ledger.Head { return v.head }

// Fingerprint is the SHA-256 of entry 0, hexadecimal: what people compare and trust.
func (v *Vault) Fingerprint() string { return v.fingerprint }

// Path is the directory as it was named.
func (v *Vault) Path() string { return v.dir.Path() }

// Warnings gives what is doubtful so far, such as a rollback that could not be checked.
func (v *Vault) Warnings() []Warning { return v.warnings }

func (v *Vault) warn(id, message string) {
	for _, w := range v.warnings {
		if w.ID == id {
			return
		}
	}
	v.warnings = append(v.warnings, Warning{id, message})
}

// newID makes the random name of a file, 32 hexadecimal digits.
func newID() string { return hex.EncodeToString(keyring.NewKey()[:16]) }
