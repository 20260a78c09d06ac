package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/retention"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// vaultClass is what one class of the vault's errors means to a user.
type vaultClass struct {
	is   error
	code int
	hint string
}

// vaultClasses is the table from the errors of vault, state, retention, keyring and
// durable to exit statuses and hints; the first that fits holds. What is committed
// comes first: whatever else went wrong, it is in the ledger.
func vaultClasses() []vaultClass {
	const wait = "wait until the other nps is done, and run it again"
	return []vaultClass{
		{vault.ErrDurability, exitAgain, "run it again"},
		{durable.ErrNotDurable, exitAgain, "run it again"},
		{durable.ErrCommitUnknown, exitAgain, "run it again"},
		{vault.ErrNoVault, exitUsage, "--vault DIR or NPS_VAULT names one; nps vault init makes one"},
		{vault.ErrNotEmpty, exitUsage, "name a new directory: nps vault init DIR"},
		{vault.ErrVersion, exitRefused, "nps version shows yours; install the newest"},
		{ledger.ErrVersion, exitRefused, "nps version shows yours; install the newest"},
		{keyring.ErrVersion, exitRefused, "nps version shows yours; install the newest"},
		{vault.ErrRollback, exitVault, "ask the others for the head that they see (nps vault status --head); somebody put back an older state"},
		{vault.ErrDamaged, exitVault, "nps vault verify finds out what; a backup brings it back"},
		{vault.ErrUntrusted, exitRefused, "ask the vault's owner for its fingerprint, and if it is the same: nps keys trust FINGERPRINT"},
		{vault.ErrNoRecord, exitRefused, "reads are recorded in the vault's folder access; its owner may set access_log: best-effort"},
		{vault.ErrClock, exitRefused, "set the clock; if it is right, an owner confirms it: nps purge --confirm-clock"},
		{vault.ErrMoved, exitRefused, "run it again, or make a new plan"},
		{state.ErrApproval, exitRefused, "the vault has changed meanwhile: run it again"},
		{state.ErrPermission, exitRefused, "nps keys list shows who has which role; an owner grants it: nps keys grant ROLE --card FILE"},
		{vault.ErrNoKey, exitKey, "nps keys list shows who has the role, and an owner grants it; --identity FILE names another key, nps keys generate makes one"},
		{vault.ErrRefused, exitRefused, ""},
		{retention.ErrTier, exitUsage, ""},
		{retention.ErrFile, exitInput, "make one by nps purge --plan FILE, and leave it as it is"},
		{keyring.ErrSealed, exitKey, "its passphrase is asked on a terminal, or read by --passphrase-fd N"},
		{keyring.ErrPassphrase, exitKey, ""},
		{keyring.ErrNoKey, exitKey, "--identity FILE names another one"},
		{durable.ErrUnsafeMode, exitRefused, "take the rights of others away: chmod go= FILE; for a directory that several share see nps vault init --shared"},
		{durable.ErrUnsafeOwner, exitRefused, "it must belong to you, or with --shared to the vault's group"},
		{durable.ErrForeignLink, exitRefused, ""},
		{durable.ErrSecondName, exitRefused, "remove its other name"},
		{durable.ErrLocked, exitRefused, wait},
		{durable.ErrFileSystem, exitRefused, "make the vault on a local disk"},
		{durable.ErrUnsupported, exitRefused, "everything but the vault works here; keep the vault on Linux or macOS"},
	}
}

// vaultFault describes an error of the vault, or gives nil for any other.
func vaultFault(err error) *fault {
	var policy *state.PolicyError
	if errors.As(err, &policy) {
		return &fault{code: exitUsage, why: policy.Error(), hint: policy.Hint, cause: err}
	}
	for _, c := range vaultClasses() {
		if errors.Is(err, c.is) {
			return &fault{code: c.code, why: err.Error(), hint: c.hint, cause: err}
		}
	}
	return nil
}

// vaultError describes an error about the vault in a directory, permissions of the system
// included, which are not those of an input.
func vaultError(dir string, err error) error {
	var own *fault
	if err == nil || errors.As(err, &own) {
		return err
	}
	if f := vaultFault(err); f != nil {
		if f.code != exitUsage || errors.Is(err, vault.ErrNoVault) {
			f.what = dir
		}
		if errors.Is(err, vault.ErrNoVault) {
			f.why = "is no vault"
		}
		return f
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return &fault{code: exitRefused, what: dir, why: err.Error(), hint: "you need the right to write there: its owner shares a vault by nps vault init --shared GROUP", cause: err}
	}
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) { // what was committed is ErrDurability above
			return &fault{code: exitUsage, what: dir, why: "cannot be written: " + full.Error(), hint: "make room there and run it again; nothing was changed", cause: err}
		}
	}
	return err
}

// keyFault is a file with keys that cannot be used.
func keyFault(file string, err error) error {
	f := &fault{code: exitKey, what: file, why: err.Error(), cause: err}
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		f.why = plain(path.Err)
	case errors.Is(err, keyring.ErrPassphrase):
		f.why = "the passphrase is wrong"
	}
	switch {
	case errors.Is(err, durable.ErrUnsafeMode):
		f.code, f.why, f.hint = exitRefused, durable.ErrUnsafeMode.Error(), fmt.Sprintf("chmod 600 %s, and think about who may have copied it", file)
	case errors.Is(err, durable.ErrUnsafeOwner):
		f.code, f.why, f.hint = exitRefused, durable.ErrUnsafeOwner.Error(), "it must belong to you or to root"
	case errors.Is(err, keyring.ErrVersion), errors.Is(err, ledger.ErrVersion):
		f.code, f.hint = exitRefused, "install the newest nps"
	}
	return f
}
