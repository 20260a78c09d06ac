package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func newKeysCommand(a *app) *cobra.Command {
	return newGroupCommand(a, "keys", "Make keys, trust vaults, say who may do what", groupVault,
		newKeysGenerateCommand(a), newKeysListCommand(a), newKeysTrustCommand(a),
		newKeysGrantCommand(a), newKeysRevokeCommand(a), newKeysRotateCommand(a))
}

// oneArg demands exactly one argument.
func oneArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usageError(commandName(cmd), fmt.Sprintf("takes one %s, but %d are given", what, len(args)),
			cmd.CommandPath()+" --help shows how it is used")
	}
}

func newKeysTrustCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "trust FINGERPRINT",
		Short: "Note that a vault is the one that its owner told you of",
		Long: `Trust compares the fingerprint of a vault with the one that its owner told you
on another way (in person, by telephone, in a signed mail) and notes it in your
configuration directory. Until then every command on that vault refuses. Whoever
made a vault trusts it already; nps vault status prints the fingerprint.`,
		Example: "nps keys trust FINGERPRINT\nnps keys trust FINGERPRINT --vault /srv/nps/retail",
		Args:    oneArg("fingerprint"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runKeysTrust(a, cmd, args[0]) },
	}
}

func runKeysTrust(a *app, cmd *cobra.Command, told string) error {
	told = strings.ToLower(strings.Join(strings.Fields(told), ""))
	if !ledger.IsHex(told, 64) {
		return usageError("keys trust", "a fingerprint has 64 digits from 0 to 9 and a to f", "nps vault status of the vault's owner shows it")
	}
	s, err := a.settings(cmd)
	if err != nil {
		return err
	}
	dir, err := a.vaultDir(s)
	if err != nil {
		return err
	}
	u, err := a.user(cmd.Context(), s, needNothing)
	if err != nil {
		return err
	}
	if u.Config == "" {
		return errNoHome()
	}
	err = vault.Trust(a.path(dir), u, told)
	if errors.Is(err, vault.ErrUntrusted) {
		return refusedError(dir, "its fingerprint is another one: it is not the vault that you were told of", "ask its owner again; do not use it")
	}
	if err != nil {
		return vaultError(dir, err)
	}
	_, err = fmt.Fprintf(a.out, "trusted      %s\n", safetext.Terminal(dir))
	return err
}

type keysGrantOptions struct{ card string }

func newKeysGrantCommand(a *app) *cobra.Command {
	o := &keysGrantOptions{}
	cmd := &cobra.Command{
		Use:   "grant ROLE",
		Short: "Give a role to the person of a card",
		Long: `Grant gives a role to a person, new or known. The person made the card by
nps keys generate. Compare its fingerprint with the person's on another way:
whoever swaps the card gets the role. Only an owner grants, and a role with a
key only one who holds that role.

  analyst    reads scores, dates, dimensions, masked comments; no people
  importer   adds responses; reads no answer and no name
  purger     removes what the policy lets go; reads nothing
  steward    reads everything, people too
  auditor    verifies and publishes heads; reads nothing
  owner      decides on people and policy; reads nothing by that alone`,
		Example:   "nps keys grant analyst --card ravi.card\nnps keys grant purger --card cron.card",
		Args:      oneArg("role"),
		ValidArgs: state.Roles(),
		RunE:      func(cmd *cobra.Command, args []string) error { return runKeysGrant(a, cmd, o, args[0]) },
	}
	cmd.Flags().Var(fileValue{&o.card}, "card", "the card of the person")
	return cmd
}

func runKeysGrant(a *app, cmd *cobra.Command, o *keysGrantOptions, role string) error {
	if err := knownRole("grant", role, state.Roles()); err != nil {
		return err
	}
	if o.card == "" {
		return usageError("keys grant", "no card is given", "--card FILE; the person makes one by nps keys generate --card FILE")
	}
	card, err := a.readCard(o.card)
	if err != nil {
		return err
	}
	v, err := a.openVault(cmd)
	if err != nil {
		return err
	}
	defer v.Close()
	entry, err := v.Grant(cmd.Context(), card, role)
	if err != nil {
		return vaultError(v.Path(), err)
	}
	a.committed(entry)
	_, err = fmt.Fprintf(a.out, "granted      %s to %s (entry %d)\ncard         %s\n", role, card.Name, entry, cardFingerprint(card))
	return err
}

// maxCard is the largest card in bytes; a true one has some 2,500.
const maxCard = 16 << 10

func (a *app) readCard(name string) (*ledger.Card, error) {
	f, err := os.Open(a.path(name))
	if err != nil {
		return nil, inputError(name, plain(err), "")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxCard+1))
	if err != nil {
		return nil, inputError(name, plain(err), "")
	}
	if len(data) > maxCard {
		return nil, inputError(name, "is too large for a card", "")
	}
	card, err := ledger.ParseCard(data)
	if err != nil {
		return nil, inputError(name, "is no card: "+err.Error(), "nps keys generate --card FILE writes one; send the file itself, not its text")
	}
	return card, nil
}

// knownRole refuses a role that is none of the list.
func knownRole(command, role string, roles []string) error {
	if slices.Contains(roles, role) {
		return nil
	}
	return usageError("keys "+command, "there is no role "+quoted(role), "the roles are "+strings.Join(roles, ", "))
}

func newKeysRevokeCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ACTOR",
		Short: "Take every role from somebody, for ever",
		Long: `Revoke takes every role from a person or a job. The name cannot be used again.
Who kept copies of keys and files goes on reading what there is now: rotate the
roles that the person held afterwards.`,
		Example: "nps keys revoke ravi",
		Args:    oneArg("name"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runKeysRevoke(a, cmd, args[0]) },
	}
}

func runKeysRevoke(a *app, cmd *cobra.Command, name string) error {
	v, err := a.openVaultFor(cmd, needSigner)
	if err != nil {
		return err
	}
	defer v.Close()
	actor, known := v.State().Actor(name)
	if !known || actor.IsRevoked() {
		return usageError("keys revoke", "there is nobody called "+quoted(name), "nps keys list shows who there is")
	}
	question := fmt.Sprintf("Take %s from %s, for ever?", strings.Join(actor.Roles, ", "), name)
	if err := a.term.Confirm(cmd.Context(), question, a.common.yes); err != nil {
		return err
	}
	entry, err := v.Revoke(cmd.Context(), name)
	if err != nil {
		return vaultError(v.Path(), err)
	}
	a.committed(entry)
	var rotate []string
	for _, role := range actor.Roles {
		if slices.Contains(state.KeyRoles(), role) {
			rotate = append(rotate, role)
		}
	}
	if _, err := fmt.Fprintf(a.out, "revoked      %s (entry %d)\n", name, entry); err != nil || len(rotate) == 0 {
		return err
	}
	fmt.Fprintf(a.term.Err, "hint: %s may have kept copies of keys: nps keys rotate %s\n", name, strings.Join(rotate, "; nps keys rotate "))
	return nil
}

func newKeysRotateCommand(a *app) *cobra.Command {
	deep := false
	cmd := &cobra.Command{
		Use:   "rotate ROLE",
		Short: "Give a role a new key, sealed to those who hold it now",
		Long: `Rotate makes a new key for the role analyst, importer or steward, seals it to
those who hold the role now, and seals the keys of all parts anew. With --deep
the parts themselves are written again under new keys, because somebody who left
may have kept theirs. Copies that were taken stay readable. It takes an owner
who is steward.`,
		Example:   "nps keys rotate analyst\nnps keys rotate steward --deep",
		Args:      oneArg("role"),
		ValidArgs: state.KeyRoles(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := knownRole("rotate", args[0], state.KeyRoles()); err != nil {
				return err
			}
			v, err := a.openVault(cmd)
			if err != nil {
				return err
			}
			defer v.Close()
			entry, err := v.Rotate(cmd.Context(), args[0], deep)
			if err != nil {
				return vaultError(v.Path(), err)
			}
			a.committed(entry)
			role, _ := v.State().Role(args[0])
			_, err = fmt.Fprintf(a.out, "rotated      %s to generation %d (entry %d)\n", args[0], role.Generation, entry)
			return err
		},
	}
	cmd.Flags().BoolVar(&deep, "deep", false, "write the parts again, too")
	return cmd
}

type keysListOptions struct{ output *outputOptions }

func newKeysListCommand(a *app) *cobra.Command {
	o := &keysListOptions{}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Show who may do what in the vault",
		Example: "nps keys list\nnps keys list --format json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runKeysList(a, cmd, o) },
	}
	o.output = a.outputFlags(cmd, "text", "json", "csv", "tsv", "md")
	return cmd
}

// keysDocument is nps.keys/1.
type keysDocument struct {
	Schema string    `json:"schema"`
	People []keysRow `json:"people"`
	Roles  []keyRole `json:"roles"`
}

type keysRow struct {
	Name      string   `json:"name"`
	Roles     []string `json:"roles"`
	Revoked   bool     `json:"revoked"`
	You       bool     `json:"you"`
	Lacks     []string `json:"lacks"` // roles whose key was not sealed to the person yet
	Card      string   `json:"card"`  // fingerprint
	Recipient string   `json:"recipient"`
	Verifier  string   `json:"verifier"`
}

type keyRole struct {
	Role       string `json:"role"`
	Generation int    `json:"generation"`
	Recipient  string `json:"recipient"`
}

func runKeysList(a *app, cmd *cobra.Command, o *keysListOptions) error {
	v, err := a.openVaultFor(cmd, needNothing)
	if err != nil {
		return err
	}
	defer v.Close()
	format, err := o.output.choose(a.loaded)
	if err != nil {
		return err
	}
	doc := keysDocument{Schema: "nps.keys/1", People: []keysRow{}, Roles: []keyRole{}}
	for _, p := range v.People() {
		card := cardFingerprint(&ledger.Card{Name: p.Name, Recipient: p.Recipient, Verifier: p.Verifier})
		row := keysRow{p.Name, p.Roles, p.IsRevoked(), p.You, append([]string{}, p.Lacks...), card, p.Recipient, p.Verifier}
		if row.Revoked {
			row.Roles, row.Lacks = []string{}, []string{}
		}
		doc.People = append(doc.People, row)
	}
	for _, r := range v.State().Roles() {
		doc.Roles = append(doc.Roles, keyRole{r.Role, r.Generation, r.Recipient})
	}
	return a.result(o.output, func(w io.Writer) error {
		if format == "json" {
			return writeJSON(w, doc)
		}
		return table.Write(w, keysTable(&doc), table.Format(format), a.style(o.output))
	})
}

func keysTable(doc *keysDocument) *table.Document {
	t := &table.Document{Columns: []table.Column{{Title: "name"}, {Title: "roles"}, {Title: "card"}}}
	for _, p := range doc.People {
		name, roles := p.Name, strings.Join(p.Roles, ", ")
		if p.You {
			t.Notes = append(t.Notes, "you are "+p.Name)
		}
		if p.Revoked {
			roles = "(revoked)"
		}
		if len(p.Lacks) > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf("%s has no key of the role %s yet: grant it again", p.Name, strings.Join(p.Lacks, ", ")))
		}
		t.Rows = append(t.Rows, []table.Cell{{Text: name}, {Text: roles}, {Text: p.Card[:16], Raw: p.Card}})
	}
	return t
}
