package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// shells are what nps completion writes a script for.
var shells = [...]string{"bash", "zsh", "fish", "powershell"}

func newCompletionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write the script that completes commands, flags and their values",
		Example: `source <(nps completion bash)
nps completion zsh > "${fpath[1]}/_nps"
nps completion fish > ~/.config/fish/completions/nps.fish
nps completion powershell | Out-String | Invoke-Expression`,
		Long:      "SHELL is one of " + strings.Join(shells[:], ", ") + ".",
		GroupID:   groupOther,
		ValidArgs: shells[:],
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("completion", "give the name of one shell", "nps completion "+strings.Join(shells[:], ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompletion(a.term.Out, cmd.Root(), args[0])
		},
	}
}

func runCompletion(w io.Writer, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	hint := "the shells are " + strings.Join(shells[:], ", ")
	if near := suggest.Nearest(shell, shells[:]); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usageError("completion", "no script for "+quoted(shell), hint)
}
