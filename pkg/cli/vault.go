package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func newVaultCommand(a *app) *cobra.Command {
	return newGroupCommand(a, "vault", "Keep answers encrypted: make a vault, look at it, check it", groupVault,
		newVaultInitCommand(a), newVaultStatusCommand(a), newVaultVerifyCommand(a),
		newVaultLogCommand(a), newVaultPolicyCommand(a))
}

type vaultInitOptions struct {
	policy   string
	survey   string
	bucket   *wordValue
	shared   string
	recovery string
	name     string
}

func newVaultInitCommand(a *app) *cobra.Command {
	o := &vaultInitOptions{}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a vault, and your keys if you have none",
		Long: `Init makes a vault in a new or empty directory, ./vault by default. You are its
owner and have every role. Where you have no identity yet it makes one in your
configuration directory: whoever loses it loses the data.

--recovery FILE writes one more identity, which opens everything that was not
purged. Move it to a place that is offline, apart from the vault.

--shared GROUP makes the vault for several accounts of this machine: people and
jobs of that group. What each may do is decided by roles, not by the group.`,
		Example: `nps vault init
nps vault init /srv/nps/retail --tz Asia/Kolkata --recovery recovery.txt
nps vault init --policy policy.yaml --survey survey.yaml
nps vault init /srv/nps/retail --shared nps`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError("vault init", fmt.Sprintf("makes one vault, but %d directories are given", len(args)), "")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runVaultInit(cmd.Context(), a, cmd, o, args) },
	}
	f := cmd.Flags()
	f.Var(fileValue{&o.policy}, "policy", "how long what is kept, and more; default: nps vault policy shows it")
	f.Var(fileValue{&o.survey}, "survey", "survey definition; default: the first import finds one")
	o.bucket = wordFlag(cmd, "bucket", "what is purged at a time", state.BucketMonth, state.BucketDay)
	a.settingFlags(f, cmd, "tz")
	f.StringVar(&o.shared, "shared", "", "share the directory with the accounts of `GROUP`")
	completeWords(cmd, "shared")
	f.Var(fileValue{&o.recovery}, "recovery", "write an identity to keep offline to FILE")
	f.StringVar(&o.name, "name", "", "sign as `NAME` where keys are made (default: your login)")
	completeWords(cmd, "name")
	return cmd
}

func runVaultInit(ctx context.Context, a *app, cmd *cobra.Command, o *vaultInitOptions, args []string) (err error) {
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	dir := defaultVault
	switch {
	case len(args) == 1:
		dir = args[0]
	case s.Vault != "":
		dir = s.Vault
	}
	in, err := o.initOptions(a, s)
	if err != nil {
		return err
	}
	if err := a.newVaultPlace(dir); err != nil {
		return err
	}
	u, made, err := a.maker(ctx, s, o)
	if err != nil {
		return err
	}
	recovery, err := o.writeRecovery(a, &in)
	if err != nil {
		return errors.Join(err, made.remove())
	}
	v, err := vault.Init(a.path(dir), u, a.sys.Now, in)
	if err != nil {
		if !errors.Is(err, vault.ErrDurability) {
			recovery.remove()
			made.remove()
		}
		return vaultError(dir, err)
	}
	defer v.Close()
	a.committed(0)
	return o.report(a, dir, v, u, made, a.userDirs(s))
}

// newVaultPlace refuses a directory with something in it before any key is made.
func (a *app) newVaultPlace(dir string) error {
	names, err := os.ReadDir(a.path(dir))
	switch {
	case err == nil && len(names) > 0:
		return vaultError(dir, fmt.Errorf("%w", vault.ErrNotEmpty))
	case err != nil && !os.IsNotExist(err):
		return usageError(dir, plain(err), "")
	}
	return nil
}

// initOptions reads policy and definition; flags beat the policy file.
func (o *vaultInitOptions) initOptions(a *app, s *config.Settings) (in vault.InitOptions, err error) {
	if _, err := os.Lstat(a.path(o.recovery)); err == nil && o.recovery != "" {
		return in, usageError(o.recovery, "is there already", "name a new file; a recovery identity is made once")
	}
	policy := state.DefaultPolicy()
	if o.policy != "" {
		p, err := a.readPolicy(o.policy)
		if err != nil {
			return in, err
		}
		policy = *p
	}
	if o.bucket.word != "" {
		policy.Bucket = o.bucket.word
	}
	if s.TZ != "" && (o.policy == "" || s.Origin("tz").Layer == config.FromFlag) {
		policy.Timezone = s.TZ
	}
	if err := policy.Check(); err != nil {
		return in, usageError("policy", err.Error(), "")
	}
	in.Policy = &policy
	if o.survey != "" {
		if _, err := a.readDefinition(o.survey); err != nil {
			return in, err
		}
		text, err := a.readAll(o.survey)
		if err != nil {
			return in, usageError(o.survey, plain(err), "")
		}
		in.Survey = string(text)
	}
	if o.shared != "" {
		in.Shared = true
		in.Group, err = groupNumber(o.shared)
	}
	return in, err
}

func (a *app) readPolicy(name string) (*state.Policy, error) {
	data, err := a.readAll(name)
	if err != nil {
		return nil, usageError(name, plain(err), "")
	}
	return state.ParsePolicy(data, name)
}

// groupNumber finds a group of the machine by its name or number.
func groupNumber(name string) (int, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		g, err = user.LookupGroupId(name)
	}
	if err != nil {
		return 0, usageError("--shared", "there is no group "+quoted(name), "groupadd makes one")
	}
	n, err := strconv.Atoi(g.Gid)
	if err != nil {
		return 0, usageError("--shared", "groups have no numbers here", "")
	}
	return n, nil
}

// maker is the user who makes a vault, with new keys where there are none.
func (a *app) maker(ctx context.Context, s *config.Settings, o *vaultInitOptions) (*vault.User, *madeKeys, error) {
	u, err := a.user(ctx, s, needKeys|needSigner)
	if err != nil {
		return nil, nil, err
	}
	dirs := a.userDirs(s)
	switch {
	case u.Signer != nil && len(u.Identities) > 0 && o.name != "" && o.name != u.Signer.Name():
		return nil, nil, usageError("--name", "your keys are made already, and you sign as "+u.Signer.Name(), "")
	case u.Signer != nil && len(u.Identities) > 0:
		return u, nil, nil
	case dirs.config == "":
		return nil, nil, errNoHome()
	case u.Signer != nil || len(u.Identities) > 0:
		return nil, nil, &fault{code: exitKey, what: dirs.config, why: "of identity and signing-key only one is there",
			hint: "bring back the other one, or move this one away and run it again"}
	}
	name, err := a.actorName(o.name)
	if err != nil {
		return nil, nil, err
	}
	made, err := makeKeys(name, "")
	if err != nil {
		return nil, nil, err
	}
	if err := made.write(dirs); err != nil {
		return nil, nil, err
	}
	u.Identities, u.Signer = []*keyring.Identity{made.identity}, made.signer
	return u, made, nil
}

// writeRecovery makes the offline identity. It comes before the vault: a vault whose
// recovery was never written would promise what nobody can keep.
func (o *vaultInitOptions) writeRecovery(a *app, in *vault.InitOptions) (*madeKeys, error) {
	if o.recovery == "" {
		return nil, nil
	}
	path := a.path(o.recovery)
	id, err := keyring.Generate()
	if err != nil {
		return nil, err
	}
	err = durable.WriteFile(path, 0o600, func(w io.Writer) error { _, err := w.Write(id.File()); return err })
	if err != nil {
		return nil, outputError(o.recovery, err)
	}
	in.Recovery = id.Recipient().String()
	return &madeKeys{written: []string{path}}, nil
}

// report says what was made and what nobody may lose.
func (o *vaultInitOptions) report(a *app, dir string, v *vault.Vault, u *vault.User, made *madeKeys, dirs userDirs) error {
	var b strings.Builder
	row := func(name, value string) { fmt.Fprintf(&b, "%-12s %s\n", name, safetext.Terminal(value)) }
	row("vault", dir)
	row("fingerprint", v.Fingerprint())
	row("you", u.Signer.Name()+", with every role")
	if made != nil {
		row("identity", dirs.identity()+" (new)")
	} else {
		row("identity", dirs.identity())
	}
	if o.recovery != "" {
		row("recovery", o.recovery)
	}
	if _, err := io.WriteString(a.out, b.String()); err != nil {
		return err
	}
	if a.loaded.Quiet {
		return nil
	}
	b.Reset()
	b.WriteString("\nWhoever loses the identity loses the data: keep a copy apart from the vault.\n")
	if o.recovery != "" {
		fmt.Fprintf(&b, "Move %s offline now: it opens everything.\n", safetext.Terminal(o.recovery))
	}
	b.WriteString("Next: nps import FILE, then nps score.\n")
	_, err := io.WriteString(a.term.Err, b.String())
	return err
}
