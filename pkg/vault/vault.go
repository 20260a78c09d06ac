// Package vault joins the rooms of the vault: the ledger and the state that
// follows from it, parts and the keys that open them, and the directory that all
// of it lies in. It is where a commit happens.
//
// A newcomer starts with [Init] and [Open], which gives a [Vault] as of its newest
// entry; [Vault.Import] and [Vault.Tally] are the way in and out of answers.
// docs/vault-format.md is the format and the order of writes.
package vault

import (
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
	State      string // directory of pins
	Tool       string // nps/<version>, for entries
}

// Vault is an open vault as of one entry.
type Vault struct {
	dir  *durable.Dir
	user *User
	st   *state.State
	head ledger.Head
}
