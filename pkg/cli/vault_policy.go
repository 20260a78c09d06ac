package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

type vaultPolicyOptions struct {
	output *outputOptions
	dryRun bool
}

func newVaultPolicyCommand(a *app) *cobra.Command {
	o := &vaultPolicyOptions{}
	cmd := &cobra.Command{
		Use:   "policy [FILE]",
		Short: "Print the policy in force, or set the one of a file",
		Long: `Policy prints the policy as a policy.yaml. With FILE an owner sets another one;
a key that is left out gets its default. A policy that keeps something for a
shorter time shows what the next purge would remove by it, and asks; away from a
terminal it needs --yes.`,
		Example: `nps vault policy
nps vault policy > policy.yaml
nps vault policy policy.yaml --dry-run
nps vault policy policy.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError("vault policy", fmt.Sprintf("sets one policy, but %d files are given", len(args)), "")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runPolicyShow(a, cmd, o)
			}
			return runPolicySet(a, cmd, o, args[0])
		},
	}
	o.output = a.fileFlag(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what a policy would let go, and set nothing")
	return cmd
}

func runPolicyShow(a *app, cmd *cobra.Command, o *vaultPolicyOptions) error {
	if o.dryRun {
		return usageError("--dry-run", "is for a policy to set: nps vault policy FILE --dry-run", "")
	}
	v, err := a.openVaultFor(cmd, needNothing)
	if err != nil {
		return err
	}
	defer v.Close()
	return a.result(o.output, writeText(v.State().Policy().YAML()))
}

func runPolicySet(a *app, cmd *cobra.Command, o *vaultPolicyOptions, file string) error {
	if o.output.toFile() {
		return usageError("--output", "is for printing the policy, not for setting one", "")
	}
	policy, err := a.readPolicy(file)
	if err != nil {
		return err
	}
	n := needSigner
	if o.dryRun {
		n = needNothing
	}
	v, err := a.openVaultFor(cmd, n)
	if err != nil {
		return err
	}
	defer v.Close()
	if string(policy.JSON()) == string(v.State().Policy().JSON()) {
		_, err := fmt.Fprintln(a.out, "it is the policy in force: nothing to set")
		return err
	}
	goes := v.Lowering(policy)
	shown := loweringText(goes)
	if o.dryRun {
		_, err := fmt.Fprint(a.out, shown)
		return err
	}
	if len(goes) > 0 {
		fmt.Fprint(a.term.Err, shown)
		question := fmt.Sprintf("Set the policy, so that the next purge removes %s?", counted(int64(len(goes)), "tier"))
		if err := a.term.Confirm(cmd.Context(), question, a.common.yes); err != nil {
			return err
		}
	}
	entry, err := v.SetPolicy(cmd.Context(), policy, len(goes))
	if err != nil {
		return vaultError(v.Path(), err)
	}
	a.committed(entry)
	_, err = fmt.Fprintf(a.out, "policy       set (entry %d)\n", entry)
	return err
}

// loweringText lists what a policy lets go at once that the present one keeps.
func loweringText(goes []state.BucketTier) string {
	if len(goes) == 0 {
		return "nothing becomes due by it now\n"
	}
	var b strings.Builder
	b.WriteString("by this policy these become due now:\n")
	for _, t := range goes {
		fmt.Fprintf(&b, "  %-10s  %-10s  %s\n", t.Bucket, t.Tier, counted(t.Rows, "row"))
	}
	return b.String()
}
