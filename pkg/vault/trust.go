package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

const maxTrust = 1 << 20

func (u *User) trustPath() string { return filepath.Join(u.Config, "trust.json") }

// trusted reads trust.json: vault id -> fingerprint.
func (u *User) trusted() (map[string]string, error) {
	all := map[string]string{}
	if u.Config == "" {
		return all, nil
	}
	data, err := durable.ReadSecret(u.trustPath(), maxTrust)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read which vaults you trust: %w", err)
	}
	if err := json.Unmarshal(data, &all); err != nil || all == nil {
		return nil, fmt.Errorf("%w: %s is no list of vaults and fingerprints", ErrRefused, u.trustPath())
	}
	return all, nil
}

// checkTrust: a known vault whose entry 0 is another one is damage, not a new vault.
func (u *User) checkTrust(vault, fingerprint string) error {
	all, err := u.trusted()
	if err != nil {
		return err
	}
	switch all[vault] {
	case fingerprint:
		return nil
	case "":
		return &UntrustedError{vault, fingerprint}
	}
	return fmt.Errorf("%w: its first entry is not the one that you trust", ErrDamaged)
}

// Trust notes that a user compared the fingerprint of the vault in dir with one that
// somebody told him out of band. ErrUntrusted when it is another one.
func Trust(dir string, u *User, fingerprint string) error {
	d, err := openDir(dir)
	if err != nil {
		return err
	}
	v := &Vault{dir: d, user: u}
	defer v.Close()
	first, err := v.readEntry(0)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s holds no ledger", ErrNoVault, dir)
	}
	if err != nil {
		return err
	}
	if _, _, err := state.New(first); err != nil {
		return damaged("the ledger", err)
	}
	told := strings.ToLower(strings.Join(strings.Fields(fingerprint), ""))
	if !ledger.IsHex(told, 64) {
		return fmt.Errorf("%w: a fingerprint has 64 hexadecimal digits", ErrUntrusted)
	}
	if told != first.Digest() {
		return fmt.Errorf("%w: it has another fingerprint than the one given", ErrUntrusted)
	}
	return u.setTrust(first.Entry.Vault, told)
}

// setTrust writes one line of trust.json; an empty fingerprint takes it away.
func (u *User) setTrust(vault, fingerprint string) error {
	if u.Config == "" {
		return fmt.Errorf("%w: there is no configuration directory to note it in", ErrUntrusted)
	}
	if u.State == "" {
		return u.writeTrust(vault, fingerprint)
	}
	return u.alone(func(*durable.Dir) error { return u.writeTrust(vault, fingerprint) })
}

func (u *User) writeTrust(vault, fingerprint string) error {
	all, err := u.trusted()
	if err != nil {
		return err
	}
	if all[vault] == fingerprint {
		return nil
	}
	all[vault] = fingerprint
	if fingerprint == "" {
		delete(all, vault)
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if d, err := durable.MakeDir(u.Config, 0o700); err == nil {
		d.Close()
	} // whether others may read the directory does not matter
	return durable.WriteFile(u.trustPath(), 0o600, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}
