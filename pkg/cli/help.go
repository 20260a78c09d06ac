package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// helpWidth is the width of help everywhere, so that it can be shown in pages
// and tests as it is.
const helpWidth = 80

// help writes the help of a command: examples first, since most readers look for
// one to copy.
func (a *app) help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", cmd.Short)
	if examples := a.examples(cmd); examples != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", indent(examples))
	}
	if cmd.Runnable() {
		use := strings.TrimSuffix(cmd.UseLine(), " [flags]")
		if cmd.HasAvailableSubCommands() {
			use = cmd.CommandPath() + " COMMAND"
		}
		fmt.Fprintf(&b, "\nUsage:\n  %s [flags]\n", use)
	}
	if cmd.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(cmd.Long))
	}
	a.helpCommands(&b, cmd)
	if cmd.Runnable() {
		helpFlags(&b, "Flags", cmd.LocalNonPersistentFlags())
		common := cmd.InheritedFlags()
		if !cmd.HasParent() {
			common = cmd.PersistentFlags()
		}
		helpFlags(&b, "Common flags", common)
	}
	if !cmd.HasParent() {
		fmt.Fprintf(&b, "\nnps help COMMAND says more. Also: nps help exit-codes, nps help settings.\n")
	}
	io.WriteString(a.term.Out, b.String())
}

// examples are the command's own; those of a command that only holds others are
// the first ones of its first commands.
func (a *app) examples(cmd *cobra.Command) string {
	if !cmd.HasSubCommands() {
		return cmd.Example
	}
	var lines []string
	children := cmd.Commands()
	if !cmd.HasParent() {
		children = a.commands
	}
	for _, child := range children {
		first, _, _ := strings.Cut(strings.TrimSpace(child.Example), "\n")
		if first != "" && len(lines) < 5 {
			lines = append(lines, first)
		}
	}
	return strings.Join(lines, "\n")
}

func indent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = "  " + strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

// helpCommands lists the commands below cmd by group.
func (a *app) helpCommands(b *strings.Builder, cmd *cobra.Command) {
	children := cmd.Commands()
	if !cmd.HasParent() {
		children = a.commands
	}
	wide := 0
	for _, child := range children {
		wide = max(wide, len(child.Name()))
	}
	list := func(title, group string) {
		for _, child := range children {
			if !child.IsAvailableCommand() || child.GroupID != group {
				continue
			}
			if title != "" {
				fmt.Fprintf(b, "\n%s\n", title)
				title = ""
			}
			fmt.Fprintf(b, "  %-*s  %s\n", wide, child.Name(), child.Short)
		}
	}
	for _, group := range cmd.Groups() {
		list(group.Title, group.ID)
	}
	list("Commands:", "")
}

// helpFlags lists flags, the text of each beside its name or, behind a long
// name, below it.
func helpFlags(b *strings.Builder, title string, flags *pflag.FlagSet) {
	type line struct{ name, usage string }
	var lines []line
	wide := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, usage := flagHelp(f)
		lines = append(lines, line{name, usage})
		if len(name) <= longFlag {
			wide = max(wide, len(name))
		}
	})
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	gap := "\n" + strings.Repeat(" ", wide+4)
	for _, l := range lines {
		fmt.Fprintf(b, "  %-*s", wide, l.name)
		separator := "  "
		if len(l.name) > wide {
			separator = gap
		}
		text := wrap(l.usage, helpWidth-wide-4)
		fmt.Fprintf(b, "%s%s\n", separator, strings.ReplaceAll(text, "\n", gap))
	}
}

// longFlag is where a name is too long to stand beside its text.
const longFlag = 26

// flagHelp gives "-o, --output FILE" and the text of a flag with its default.
func flagHelp(f *pflag.Flag) (name, usage string) {
	name = "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	value, usage := pflag.UnquoteUsage(f)
	if !strings.Contains(f.Usage, "`") {
		value = f.Value.Type()
	}
	switch value {
	case "bool":
		value = ""
	case "string", "stringArray":
		value = "TEXT"
	case "stringSlice":
		value = "A,B"
	case "int", "int64", "uint64", "count":
		value = "N"
	case "float64":
		value = "X"
	}
	if value != "" {
		name += " " + value
	}
	switch f.DefValue {
	case "", "0", "false", "true", "[]":
	default:
		usage += " (default " + f.DefValue + ")"
	}
	return name, usage
}

// wrap breaks a text into lines of at most width letters.
func wrap(text string, width int) string {
	var b strings.Builder
	line := 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case line == 0:
		case line+1+n > width:
			b.WriteByte('\n')
			line = 0
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += n
	}
	return b.String()
}

// newHelpCommand is nps help: Cobra's own one answers an unknown topic with
// success.
func newHelpCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "Say more about a command or a topic",
		GroupID: groupOther,
		RunE: func(cmd *cobra.Command, words []string) error {
			found := cmd.Root()
			for _, word := range words {
				child := childNamed(found, word)
				if child == nil {
					return unknownTopic(found, word)
				}
				found = child
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
		ValidArgsFunction: func(cmd *cobra.Command, words []string, typed string) ([]string, cobra.ShellCompDirective) {
			found := cmd.Root()
			for _, word := range words {
				if found = childNamed(found, word); found == nil {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
			}
			return topics(found), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func topics(cmd *cobra.Command) []string {
	var names []string
	for _, child := range cmd.Commands() {
		if child.IsAvailableCommand() || child.IsAdditionalHelpTopicCommand() {
			names = append(names, child.Name())
		}
	}
	return names
}

func unknownTopic(cmd *cobra.Command, word string) error {
	names := topics(cmd)
	hint := "there is help on " + strings.Join(names, ", ")
	if near := suggest.Nearest(word, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usageError("help", "no command or topic "+quoted(word), hint)
}

// newExitCodesTopic is the help topic made from the table of exit statuses.
func newExitCodesTopic(*app) *cobra.Command {
	var b strings.Builder
	for _, row := range exitCodes() {
		fmt.Fprintf(&b, "%-3d  %s\n", row.code, row.meaning)
	}
	return &cobra.Command{Use: "exit-codes", Short: "Exit statuses", Long: b.String()}
}

// newSettingsTopic is the help topic made from the table of settings.
func newSettingsTopic(*app) *cobra.Command {
	var b strings.Builder
	b.WriteString(`Strongest first: the flag, the variable, ./nps.yaml (or --config), the user's
configuration directory, /etc/nps/config.yaml, the default. Of min-group the
strictest of all files holds. Lists in variables are separated by commas.

`)
	for _, row := range config.All() {
		variable := row.Variable()
		if row.Kind == config.Surveys {
			variable = "(in files only)"
		}
		fmt.Fprintf(&b, "%-12s %-16s %s\n", row.Name, variable, row.Usage)
	}
	return &cobra.Command{Use: "settings", Short: "Settings in files and variables", Long: b.String()}
}
