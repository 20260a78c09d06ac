package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// The groups of commands in help.
const (
	groupAnalyse = "analyse"
	groupData    = "data"
	groupReport  = "report"
	groupVault   = "vault"
	groupGovern  = "govern"
	groupOther   = "other"
)

// newCommands gives every command in the order of help within its group.
func newCommands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newScoreCommand(a),
		newCompareCommand(a),
		newTrendCommand(a),
		newSampleSizeCommand(a),
		newValidateCommand(a),
		newRedactCommand(a),
		newImportCommand(a),
		newExportCommand(a),
		newDemoCommand(a),
		newReportCommand(a),
		newVaultCommand(a),
		newKeysCommand(a),
		newPurgeCommand(a),
		newConfigCommand(a),
		newVersionCommand(a),
		newCompletionCommand(a),
		newExitCodesTopic(a),
		newSettingsTopic(a),
	}
}

func newRoot(a *app, commands []*cobra.Command) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "nps",
		Short: "Score, check and protect Net Promoter Score surveys",
		RunE: func(cmd *cobra.Command, args []string) error {
			if version {
				return runVersion(a, &versionOptions{}, nil)
			}
			return cmd.Help()
		},
		Args:              a.subcommandOnly,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetArgs(append([]string{}, a.sys.Args...)) // never nil: Cobra would take those of the process
	root.SetIn(a.sys.In)
	root.SetOut(a.term.Out)
	root.SetErr(a.term.Err)
	root.SetFlagErrorFunc(a.flagError)
	root.SetHelpFunc(a.help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { a.help(cmd, nil); return nil })
	root.AddGroup(
		&cobra.Group{ID: groupAnalyse, Title: "Analyse:"},
		&cobra.Group{ID: groupData, Title: "Data:"},
		&cobra.Group{ID: groupReport, Title: "Report:"},
		&cobra.Group{ID: groupVault, Title: "Vault:"},
		&cobra.Group{ID: groupGovern, Title: "Govern:"},
		&cobra.Group{ID: groupOther, Title: "Other:"},
	)
	root.Flags().BoolVar(&version, "version", false, "print the version")
	a.commonFlags(root)
	a.commands = commands
	root.SetHelpCommand(newHelpCommand(a))
	root.AddCommand(a.commands...)
	if len(a.sys.Args) > 0 && strings.HasPrefix(a.sys.Args[0], cobra.ShellCompRequestCmd) {
		completeNoFiles(root)
	}
	return root
}

// commonFlags declares the flags that every command takes.
func (a *app) commonFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.VarP(fileValue{&a.common.config}, "config", "", "read settings from FILE instead of ./nps.yaml")
	flags.BoolVar(&a.common.yes, "yes", false, "answer every question with yes")
	flags.Var(&a.common.passphraseFD, "passphrase-fd", "read the passphrase of keys from file descriptor N")
	a.settingFlags(flags, root, "vault", "identity,i", "quiet,q", "verbose,v", "no-color", "progress")
}

// fileValue is a flag that takes the name of a file.
type fileValue struct{ name *string }

func (v fileValue) Set(text string) error {
	if text == "" {
		return fmt.Errorf("the name is empty")
	}
	*v.name = text
	return nil
}

func (v fileValue) String() string {
	if v.name == nil {
		return ""
	}
	return *v.name
}

func (v fileValue) Type() string { return "FILE" }

// newGroupCommand makes a command that only holds others, such as config.
func newGroupCommand(a *app, use, short, group string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, GroupID: group,
		Args: a.subcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(children...)
	return cmd
}

// subcommandOnly refuses arguments of a command that only holds others.
func (a *app) subcommandOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return unknownCommand(cmd, args[0])
}

func unknownCommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, child := range cmd.Commands() {
		if child.IsAvailableCommand() {
			names = append(names, child.Name())
		}
	}
	hint := cmd.CommandPath() + " --help lists the commands"
	if near := suggest.Nearest(word, names); near != "" {
		hint = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), near)
	}
	return usageError(commandName(cmd), "unknown command "+quoted(word), hint)
}

// unknownCommand finds the first word of the command line that is no command
// where one has to stand, or gives nil. Values of known flags are passed over.
func (a *app) unknownCommand(root *cobra.Command) error {
	cmd, skip := root, false
	for _, word := range a.sys.Args {
		switch {
		case skip:
			skip = false
		case word == "--":
			return nil
		case strings.HasPrefix(word, "-") && word != "-":
			skip = takesNext(root.PersistentFlags(), word)
		default:
			child := childNamed(cmd, word)
			if child == nil {
				return unknownCommand(cmd, word)
			}
			if cmd = child; !cmd.HasSubCommands() {
				return nil
			}
		}
	}
	return nil
}

// takesNext says whether a flag is followed by its value.
func takesNext(flags *pflag.FlagSet, word string) bool {
	var flag *pflag.Flag
	if name, long := strings.CutPrefix(word, "--"); long {
		flag = flags.Lookup(name) // a name with "=" in it is not found
	} else if len(word) == 2 {
		flag = flags.ShorthandLookup(word[1:])
	}
	return flag != nil && flag.NoOptDefVal == ""
}

func childNamed(cmd *cobra.Command, word string) *cobra.Command {
	for _, child := range cmd.Commands() {
		if child.Name() == word || child.HasAlias(word) {
			return child
		}
	}
	return nil
}
