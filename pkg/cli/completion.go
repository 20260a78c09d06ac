package cli

import (
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// completeNoFiles keeps the shell from offering the names of files for the values
// of flags that take none: dates, numbers, words of the user's own.
func completeNoFiles(cmd *cobra.Command) {
	for _, child := range cmd.Commands() {
		completeNoFiles(child)
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, done := cmd.GetFlagCompletionFunc(f.Name); !done && !slices.Contains([]string{"FILE", "DIR"}, f.Value.Type()) {
			completeWords(cmd, f.Name)
		}
	})
}

// completeWordFile completes a flag that takes WORD[=FILE]: the words, and behind
// the equals sign the names of files, which the shell would look for under the
// whole text.
func (a *app) completeWordFile(cmd *cobra.Command, flag string, words ...string) {
	cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		word, name, named := strings.Cut(typed, "=")
		if !named {
			return words, directive
		}
		var found []string
		dir := name[:strings.LastIndexAny(name, "/"+string(os.PathSeparator))+1]
		from := a.path(dir)
		if from == "" {
			from = a.path(".")
		}
		entries, _ := os.ReadDir(from) // one that cannot be read offers nothing
		for _, e := range entries {
			full := dir + e.Name()
			if !strings.HasPrefix(full, name) || full == dir || e.Name()[0] == '.' && name == dir || strings.ContainsFunc(full, unicode.IsControl) {
				continue
			}
			if e.IsDir() {
				full += "/"
			}
			found = append(found, word+"="+full)
		}
		return found, directive
	})
}
