package vault

import (
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// NoteVerified records that the user found everything up to a head sound. It takes the
// role auditor.
func (v *Vault) NoteVerified(ctx context.Context, h ledger.Head) (int64, error) {
	return v.note(ctx, state.OpVerified, state.HeadData{Size: h.Size, Root: rootText(h.Root)})
}

// NoteAnchor records that a head was published where the vault's machine cannot reach. It
// takes the role auditor.
func (v *Vault) NoteAnchor(ctx context.Context, h ledger.Head) (int64, error) {
	return v.note(ctx, state.OpAnchor, state.HeadData{Size: h.Size, Root: rootText(h.Root)})
}
