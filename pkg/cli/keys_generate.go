package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

type keysGenerateOptions struct {
	name       string
	card       string
	passphrase bool
}

func newKeysGenerateCommand(a *app) *cobra.Command {
	o := &keysGenerateOptions{}
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Make your identity, signing key and card",
		Long: `Generate makes the identity that opens what is sealed to you, the key that signs
what you do, and the card that says who you are. All three go to your
configuration directory. The card is public: an owner of a vault gives you a
role by it. Whoever loses the identity cannot read any more; nobody can make it
again.

With --passphrase identity and signing key are sealed; every use asks for it, on
the terminal or by --passphrase-fd.`,
		Example: "nps keys generate --name ravi --card ravi.card\nnps keys generate --passphrase",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings(cmd)
			if err != nil {
				return err
			}
			return runKeysGenerate(cmd.Context(), a, o, a.userDirs(s))
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.name, "name", "", "sign as `NAME`, which every vault shows (default: your login)")
	completeWords(cmd, "name")
	f.Var(fileValue{&o.card}, "card", "write the card to FILE as well; - is standard output")
	f.BoolVar(&o.passphrase, "passphrase", false, "seal identity and signing key by a passphrase")
	return cmd
}

func runKeysGenerate(ctx context.Context, a *app, o *keysGenerateOptions, dirs userDirs) error {
	if dirs.config == "" {
		return errNoHome()
	}
	for _, path := range []string{dirs.identity(), dirs.signingKey()} {
		if _, err := os.Lstat(path); err == nil {
			return usageError(path, "is there already, and whoever loses it loses what it opens",
				"nps keys generate makes keys once; XDG_CONFIG_HOME names another configuration directory")
		}
	}
	name, err := a.actorName(o.name)
	if err != nil {
		return err
	}
	if o.card != "" && o.card != "-" {
		if err := a.willWrite(o.card); err != nil {
			return err
		}
	}
	word := ""
	if o.passphrase {
		if word, err = a.newPassphrase(ctx); err != nil {
			return err
		}
	}
	keys, err := makeKeys(name, word)
	if err != nil {
		return err
	}
	if err := keys.write(dirs); err != nil {
		return err
	}
	switch o.card {
	case "":
	case "-":
		_, err = a.out.Write(keys.card)
		return err
	default:
		if err := a.writeFile(o.card, writeText(keys.card)); err != nil {
			return errors.Join(keys.remove(), err)
		}
	}
	_, err = fmt.Fprintf(a.out, "name         %s\nidentity     %s\nsigning key  %s\ncard         %s\nfingerprint  %s (of the card)\n",
		name, safetext.Terminal(dirs.identity()), safetext.Terminal(dirs.signingKey()), safetext.Terminal(dirs.card()), keys.fingerprint)
	return err
}

func errNoHome() error {
	return usageError("", "there is no configuration directory for your keys", "set HOME or XDG_CONFIG_HOME")
}

// actorName checks a name, or takes the login.
func (a *app) actorName(given string) (string, error) {
	if given != "" {
		if !ledger.IsActor(given) {
			return "", usageError("--name", quoted(given)+" is not up to 40 small letters, digits, dots, hyphens", "the first is a letter or a digit, such as asha or nightly-import")
		}
		return given, nil
	}
	for _, variable := range []string{"USER", "LOGNAME", "USERNAME"} {
		if name := strings.ToLower(a.getenv(variable)); ledger.IsActor(name) {
			return name, nil
		}
	}
	if u, err := user.Current(); err == nil { // cron and containers set no variables
		if name := strings.ToLower(u.Username); ledger.IsActor(name) {
			return name, nil
		}
	}
	return "", usageError("", "you need a name to sign by", "--name NAME gives one, such as --name asha")
}

func (a *app) newPassphrase(ctx context.Context) (string, error) {
	word, err := a.askPassphrase(ctx, "new passphrase")
	if err != nil || a.common.passphraseFD.given {
		return word, err
	}
	again, err := a.askPassphrase(ctx, "the same once more")
	if err == nil && again != word {
		err = usageError("--passphrase", "the two are not the same", "run it again")
	}
	return word, err
}

// madeKeys are the keys of a new user.
type madeKeys struct {
	identity    *keyring.Identity
	signer      *ledger.Signer
	secret      []byte // the identity file, perhaps sealed
	signing     []byte // the file of the signing key, perhaps sealed
	card        []byte
	fingerprint string
	written     []string
	dir         *durable.Dir // the configuration directory where write made it, else nil
}

// makeKeys makes them; with a passphrase the identity is sealed by it, and the signing
// key to the identity.
func makeKeys(name, passphrase string) (*madeKeys, error) {
	id, err := keyring.Generate()
	if err != nil {
		return nil, err
	}
	signer, verifier, err := ledger.GenerateSigner(name)
	if err != nil {
		return nil, err
	}
	k := &madeKeys{identity: id, signer: signer, secret: id.File(), signing: []byte(signer.Line() + "\n")}
	if passphrase != "" {
		if k.secret, err = keyring.SealPassphrase(k.secret, passphrase, 0); err != nil {
			return nil, err
		}
		if k.signing, err = keyring.SealBytes(k.signing, id.Recipient()); err != nil {
			return nil, err
		}
	}
	recipient := id.Recipient().String()
	k.fingerprint = cardFingerprint(&ledger.Card{Name: name, Recipient: recipient, Verifier: verifier})
	k.card, err = signer.Card(recipient)
	return k, err
}

// write puts the keys into the configuration directory, all of them or none.
func (k *madeKeys) write(dirs userDirs) error {
	if d, err := durable.MakeDir(dirs.config, 0o700); err == nil {
		if k.dir = d; !d.Made() {
			k.dir = nil
			d.Close()
		}
	} // one that others may read is no fault: the keys themselves are 0600
	for _, file := range []struct {
		path string
		data []byte
		perm fs.FileMode
	}{{dirs.identity(), k.secret, 0o600}, {dirs.signingKey(), k.signing, 0o600}, {dirs.card(), k.card, 0o644}} {
		err := durable.WriteFile(file.path, file.perm, func(w io.Writer) error {
			_, err := w.Write(file.data)
			return err
		})
		if err != nil {
			return errors.Join(outputError(file.path, err), k.remove())
		}
		k.written = append(k.written, file.path)
	}
	return nil
}

// remove takes away what write wrote, for a command that fails later.
func (k *madeKeys) remove() error {
	if k == nil {
		return nil
	}
	var failed error
	for _, path := range k.written {
		if info, err := os.Lstat(path); err == nil {
			failed = errors.Join(failed, durable.Remove(path, info))
		}
	}
	k.written = nil
	if k.dir != nil {
		failed = errors.Join(failed, k.dir.Unmake())
	}
	return failed
}

// cardFingerprint is what two people compare of a card: the SHA-256 of what it says,
// however its file was sent.
func cardFingerprint(c *ledger.Card) string {
	sum := sha256.Sum256([]byte(c.Name + "\n" + c.Recipient + "\n" + c.Verifier + "\n"))
	return hex.EncodeToString(sum[:])
}

// shortPath is a path for people: below the working directory without it.
func (a *app) shortPath(path string) string {
	if a.sys.Dir != "" {
		if rel, err := filepath.Rel(a.sys.Dir, path); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return path
}
