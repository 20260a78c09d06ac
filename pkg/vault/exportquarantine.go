package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Quarantine hands over the rejected rows that are kept, the oldest import first, with
// the headers of their cells as far as they were known. It needs the role steward.
func (v *Vault) Quarantine(ctx context.Context, row func(columns []string, r *Rejected) error) error {
	if _, err := v.tierKeys(state.TierQuarantine); err != nil {
		return err
	}
	files := v.st.Quarantine()
	var rows int64
	for _, f := range files {
		rows += f.Rows
	}
	if err := v.record(Access{Command: "export", Rows: rows, Tier: state.TierQuarantine}); err != nil {
		return err
	}
	for _, f := range files {
		if err := v.quarantined(ctx, f, row); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) quarantined(ctx context.Context, f state.File, row func([]string, *Rejected) error) error {
	ids, err := v.tierKeys(state.TierQuarantine)
	if err != nil {
		return err
	}
	file, info, err := v.dir.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return v.missing(f)
	}
	if err != nil {
		return unreadable(f.Path, err)
	}
	defer file.Close()
	if info.Size() != f.Bytes {
		return fmt.Errorf("%w: %s has another length than the ledger says", ErrDamaged, f.Path)
	}
	plain, err := keyring.Open(file, ids...)
	if err != nil {
		return sealedError(f.Path, err)
	}
	d := json.NewDecoder(plain)
	var head quarantineHead
	if err := d.Decode(&head); err != nil {
		return sealedError(f.Path, err)
	}
	switch {
	case head.Quarantine > 1:
		return fmt.Errorf("%w: %s", ErrVersion, f.Path)
	case head.Quarantine != 1:
		return fmt.Errorf("%w: %s is no file of rejected rows", ErrDamaged, f.Path)
	}
	for n := int64(0); ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		var r Rejected
		err := d.Decode(&r)
		switch {
		case err == io.EOF && n == f.Rows:
			return nil
		case err == nil && n == f.Rows, err == io.EOF:
			return fmt.Errorf("%w: %s has another number of rows than the ledger says", ErrDamaged, f.Path)
		case err != nil:
			return sealedError(f.Path, err)
		}
		if err := row(head.Columns, &r); err != nil {
			return err
		}
	}
}

// sealedError sorts what comes of a sealed file that the ledger names. Errors of JSON quote the
// file, so they are not shown.
func sealedError(path string, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.Is(err, keyring.ErrNoKey):
		return fmt.Errorf("%w: %s: %w", ErrNoKey, path, err)
	case errors.Is(err, keyring.ErrDamaged):
		return damaged(path, err)
	case errors.As(err, &syntax), errors.As(err, &wrong), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %s is not in the form of rejected rows", ErrDamaged, path)
	}
	return err
}
