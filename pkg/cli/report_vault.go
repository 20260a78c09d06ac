package cli

import (
	"context"
	"errors"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// vaultEditions keeps records in the vault, sealed to analysts.
type vaultEditions struct {
	a        *app
	settings *config.Settings
	dir      string
	sign     bool // an edition is to be added
	v        *vault.Vault
}

func (e *vaultEditions) read(ctx context.Context) ([]*disclosure.Record, error) {
	keys := needKeys
	if e.sign {
		keys |= needSigner
	}
	u, err := e.a.user(ctx, e.settings, keys)
	if err != nil {
		return nil, err
	}
	if e.v, err = vault.Open(e.a.path(e.dir), u, e.a.sys.Now); err != nil {
		return nil, vaultError(e.dir, err)
	}
	records, err := e.v.Editions(ctx, "")
	if err != nil {
		return nil, vaultError(e.dir, err)
	}
	var list []*disclosure.Record
	for _, data := range records {
		r, err := disclosure.ParseRecord(data)
		if err != nil {
			return nil, editionFault(e.dir, err)
		}
		list = append(list, r)
	}
	return list, nil
}

func (e *vaultEditions) add(ctx context.Context, plan string, r *disclosure.Record) error {
	data, err := r.Marshal()
	if err != nil {
		return err
	}
	entry, err := e.v.Publish(ctx, plan, data)
	var other *vault.EditionError
	if errors.As(err, &other) {
		return refusedError(e.dir, "somebody else has published an edition meanwhile", "run it again")
	}
	if err != nil {
		return vaultError(e.dir, err)
	}
	e.a.committed(entry)
	return nil
}

func (e *vaultEditions) where() string { return "the vault" }

func (e *vaultEditions) close() {
	if e.v != nil {
		e.v.Close()
	}
}
