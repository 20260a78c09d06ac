package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/terminal"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// userDirs are where a user keeps keys and trust (config) and pins (state); "" without
// a home.
type userDirs struct{ config, state string }

// userDirs follows the XDG base directory specification, as the file of settings does.
func (a *app) userDirs(s *config.Settings) (d userDirs) {
	for _, f := range s.Files() {
		if f.Layer == config.FromUser {
			d.config = filepath.Dir(f.Name)
		}
	}
	switch xdg, home, local := a.getenv("XDG_STATE_HOME"), a.getenv("HOME"), a.getenv("LOCALAPPDATA"); {
	case filepath.IsAbs(xdg):
		d.state = filepath.Join(xdg, "nps")
	case home != "":
		d.state = filepath.Join(home, ".local", "state", "nps")
	case local != "":
		d.state = filepath.Join(local, "nps", "state")
	}
	return d
}

func (d userDirs) identity() string   { return filepath.Join(d.config, "identity") }
func (d userDirs) signingKey() string { return filepath.Join(d.config, "signing-key") }
func (d userDirs) card() string       { return filepath.Join(d.config, "card") }

// need says what a command does with a vault, so that nobody is asked for a passphrase
// without a reason.
type need uint8

const (
	needNothing need = 0         // what anybody may know who can read the directory
	needSigner  need = 1 << iota // signs an entry
	needKeys                     // opens what is sealed
)

// maxSecret is the largest file with keys that is read.
const maxSecret = 1 << 20

// user reads what opens and signs. Without the need a sealed file is left alone.
func (a *app) user(ctx context.Context, s *config.Settings, n need) (*vault.User, error) {
	dirs := a.userDirs(s)
	u := &vault.User{Config: dirs.config, State: dirs.state, Tool: "nps/" + buildVersion()}
	var signer []byte
	if dirs.config != "" {
		var err error
		signer, err = readOwn(dirs.signingKey())
		if err != nil {
			return nil, err
		}
	}
	sealed := keyring.IsSealed(signer)
	if n&needKeys != 0 || sealed && n&needSigner != 0 {
		var err error
		if u.Identities, err = a.identities(ctx, s, dirs); err != nil {
			return nil, err
		}
	}
	switch {
	case len(signer) == 0 || sealed && n&needSigner == 0:
		return u, nil
	case sealed:
		plain, err := keyring.OpenBytes(signer, keyring.MaxKeyFile, u.Identities...)
		if err != nil {
			return nil, keyFault(dirs.signingKey(), err)
		}
		signer = plain
	}
	var err error
	if u.Signer, err = ledger.ParseSigner(string(signer)); err != nil {
		return nil, keyFault(dirs.signingKey(), err)
	}
	return u, nil
}

// readOwn reads a file of the user's own that may be missing: nil then.
func readOwn(path string) ([]byte, error) {
	data, err := durable.ReadSecret(path, maxSecret)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, keyFault(path, err)
	}
	return data, nil
}

// identities reads the files of --identity and the one of the configuration directory,
// which is left out when it is sealed by a passphrase and another one was named.
func (a *app) identities(ctx context.Context, s *config.Settings, dirs userDirs) ([]*keyring.Identity, error) {
	var all []*keyring.Identity
	for _, name := range s.Identity {
		data, err := durable.ReadSecret(a.path(name), maxSecret)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &fault{code: exitKey, what: name, why: "there is no such file", hint: "--identity names a file with an age identity; nps keys generate makes one", cause: err}
		}
		if err != nil {
			return nil, keyFault(name, err)
		}
		ids, err := a.parseIdentities(ctx, name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	if dirs.config == "" {
		return all, nil
	}
	data, err := readOwn(dirs.identity())
	if err != nil || data == nil || len(all) > 0 && keyring.IsSealed(data) {
		return all, err
	}
	ids, err := a.parseIdentities(ctx, dirs.identity(), data)
	return append(all, ids...), err
}

func (a *app) parseIdentities(ctx context.Context, name string, data []byte) ([]*keyring.Identity, error) {
	if keyring.IsSealed(data) {
		word, err := a.passphrase(ctx, name)
		if err != nil {
			return nil, err
		}
		if data, err = keyring.OpenPassphrase(data, word); err != nil {
			return nil, keyFault(name, err)
		}
	}
	ids, err := keyring.ParseIdentities(data)
	if err != nil {
		return nil, keyFault(name, err)
	}
	return ids, nil
}

// passphrase gives the passphrase of a file, from the descriptor of --passphrase-fd or
// the terminal. All sealed files of one run have the same.
func (a *app) passphrase(ctx context.Context, name string) (string, error) {
	if a.common.secret == "" {
		word, err := a.askPassphrase(ctx, "passphrase of "+name)
		if err != nil {
			return "", err
		}
		a.common.secret = word
	}
	return a.common.secret, nil
}

func (a *app) askPassphrase(ctx context.Context, question string) (string, error) {
	if a.common.passphraseFD.given {
		return a.passphraseFromFD()
	}
	word, err := a.term.Passphrase(ctx, safetext.Terminal(question))
	switch {
	case errors.Is(err, terminal.ErrNoTerminal):
		return "", &fault{code: exitKey, what: question, why: "there is no terminal to ask on",
			hint: "--passphrase-fd N reads it from a file descriptor", cause: err}
	case err != nil:
		return "", err
	case word == "":
		return "", &fault{code: exitKey, what: question, why: "nothing was typed"}
	}
	return word, nil
}

// maxPassphrase bounds what is read as a passphrase, in bytes.
const maxPassphrase = 4096

func (a *app) passphraseFromFD() (string, error) {
	n := a.common.passphraseFD.number
	in := a.sys.In
	if n != 0 {
		file := os.NewFile(uintptr(n), "passphrase")
		if file == nil {
			return "", usageError("--passphrase-fd", "no such descriptor", "")
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, maxPassphrase+1))
	if err != nil {
		return "", usageError("--passphrase-fd", "cannot be read: "+plain(err), "open it in the shell, such as 3< FILE")
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	word := strings.TrimSuffix(string(line), "\r")
	switch {
	case word == "":
		return "", usageError("--passphrase-fd", "holds no passphrase in its first line", "")
	case len(word) > maxPassphrase:
		return "", usageError("--passphrase-fd", fmt.Sprintf("holds more than %d bytes", maxPassphrase), "")
	}
	return word, nil
}

// fdValue is a flag that takes the number of an open file.
type fdValue struct {
	number int
	given  bool
}

func (v *fdValue) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<20 {
		return fmt.Errorf("%s is no file descriptor", quoted(text))
	}
	v.number, v.given = n, true
	return nil
}

func (v *fdValue) String() string {
	if !v.given {
		return ""
	}
	return strconv.Itoa(v.number)
}

func (v *fdValue) Type() string { return "N" }

// defaultVault is where a vault is looked for, and made, when nobody says another place.
const defaultVault = "vault"

// vaultDir finds the vault: --vault, NPS_VAULT, the configuration, or ./vault when it holds
// a ledger. The name is one for messages; a.path opens it.
func (a *app) vaultDir(s *config.Settings) (string, error) {
	if s.Vault != "" {
		if _, err := os.Lstat(filepath.Join(a.path(s.Vault), "ledger")); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			return "", vaultError(s.Vault, vault.ErrNoVault)
		}
		return s.Vault, nil
	}
	if _, err := os.Lstat(filepath.Join(a.path(defaultVault), "ledger")); err == nil {
		return defaultVault, nil
	}
	return "", usageError("", "no vault is named, and there is none in ./"+defaultVault,
		"--vault DIR or NPS_VAULT names one; nps vault init makes one")
}

// openVault opens the vault of a run with all keys of the user, and shows what is doubtful
// about it. The caller closes it. Errors are ready to be shown.
func (a *app) openVault(cmd *cobra.Command) (*vault.Vault, error) {
	return a.openVaultFor(cmd, needKeys|needSigner)
}

func (a *app) openVaultFor(cmd *cobra.Command, n need) (*vault.Vault, error) {
	s, err := a.settings(cmd)
	if err != nil {
		return nil, err
	}
	dir, err := a.vaultDir(s)
	if err != nil {
		return nil, err
	}
	u, err := a.user(cmd.Context(), s, n)
	if err != nil {
		return nil, err
	}
	v, err := vault.Open(a.path(dir), u, a.sys.Now)
	if err != nil {
		return nil, vaultError(dir, err)
	}
	a.vaultWarnings(s, v.Warnings())
	return v, nil
}

// vaultWarnings shows doubts on standard error, each once a run.
func (a *app) vaultWarnings(s *config.Settings, list []vault.Warning) {
	for _, w := range list {
		if !s.Quiet && !a.warned[w.ID] {
			fmt.Fprintf(a.term.Err, "nps: warning: %s\n", safetext.Terminal(w.Message))
		}
		if a.warned == nil {
			a.warned = map[string]bool{}
		}
		a.warned[w.ID] = true
	}
}
