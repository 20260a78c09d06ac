package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// commonOptions are the flags of every command that are not settings.
type commonOptions struct {
	config       string
	yes          bool
	passphraseFD fdValue
	secret       string // the passphrase, once it was asked for
}

// settingValue is a flag whose name, check and help come from the table of
// settings.
type settingValue struct {
	row   config.Setting
	texts []string
}

// Set checks a value as soon as it is read, so that the error names the flag.
func (v *settingValue) Set(text string) error {
	if _, err := v.row.Check(text); err != nil {
		return err
	}
	if !v.row.List() {
		v.texts = v.texts[:0]
	}
	v.texts = append(v.texts, text)
	return nil
}

func (v *settingValue) String() string { return strings.Join(v.texts, ", ") }

// Type is the word for the value in help.
func (v *settingValue) Type() string {
	switch v.row.Kind {
	case config.Switch:
		return "bool" // pflag prints no word for it
	case config.Whole:
		return "N"
	case config.Share:
		return "X"
	case config.Limit:
		return "N|P%"
	case config.Zone:
		return "ZONE"
	case config.Path, config.Paths:
		if v.row.Name == "vault" {
			return "DIR"
		}
		return "FILE"
	case config.Labels:
		return "TEXT=N"
	case config.Texts:
		return "TEXT"
	}
	return "WORD"
}

// settingFlags declares flags that are settings. Their values are read from
// app.settings, where files and variables stand in for flags not given. A name
// may be followed by a comma and a shorthand: "quiet,q".
func (a *app) settingFlags(flags *pflag.FlagSet, cmd *cobra.Command, names ...string) {
	for _, name := range names {
		name, short, _ := strings.Cut(name, ",")
		row, ok := config.Find(name)
		if !ok {
			panic("no setting " + name) // a mistake in a command's constructor: any test finds it
		}
		usage := row.Usage
		if len(row.Values) > 0 {
			usage += ": " + strings.Join(row.Values, ", ")
		}
		if d := fmt.Sprint(row.Default); row.Kind != config.Switch && !row.List() && d != "" && d != "0" {
			usage += " (default " + d + ")"
		}
		flag := flags.VarPF(&settingValue{row: row}, name, short, usage)
		if row.Kind == config.Switch {
			flag.NoOptDefVal = "true"
		}
		switch row.Kind {
		case config.Word:
			completeWords(cmd, name, row.Values...)
		case config.Path, config.Paths: // the shell completes names of files
		case config.Zone:
			completeWords(cmd, name, config.Zones()...)
		default:
			completeWords(cmd, name)
		}
	}
}

// settings reads the configuration, once a run.
func (a *app) settings(cmd *cobra.Command) (*config.Settings, error) {
	if a.loaded != nil {
		return a.loaded, nil
	}
	src := config.Sources{Environ: a.sys.Environ, Dir: a.sys.Dir, Config: a.common.config, System: a.sys.SystemConfig}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch v := f.Value.(type) {
		case *settingValue:
			src.Flags = append(src.Flags, config.Flag{Name: f.Name, Values: v.texts})
		case *wordValue:
			// A command's own list of words may go beyond the setting's.
			if row, ok := config.Find(f.Name); ok && slices.Contains(row.Values, v.word) {
				src.Flags = append(src.Flags, config.Flag{Name: f.Name, Values: []string{v.word}})
			}
		}
	})
	s, err := config.Load(src)
	if err != nil {
		return nil, err
	}
	for _, file := range s.Files() {
		if err := a.readsFile(file.Name); err != nil {
			return nil, err
		}
	}
	a.loaded = s
	a.term.NoColor = s.NoColor
	a.term.ProgressMode = s.Progress
	if s.Quiet {
		a.term.ProgressMode = "off"
	}
	return s, nil
}

// wordValue is a flag that takes one of a few words.
type wordValue struct {
	words []string
	word  string // "" until given
}

func (v *wordValue) Set(text string) error {
	if !slices.Contains(v.words, text) {
		hint := "the words are " + strings.Join(v.words, ", ")
		if near := suggest.Nearest(text, v.words); near != "" {
			hint = "did you mean " + near + "?"
		}
		return usageError("", quoted(text)+" is not one of "+strings.Join(v.words, ", "), hint)
	}
	v.word = text
	return nil
}

func (v *wordValue) String() string { return v.word }
func (v *wordValue) Type() string   { return "WORD" }

// wordFlag declares a flag that takes one of a few words, with completion. The
// value is "" until it is given; the first word is what help calls the default.
func wordFlag(cmd *cobra.Command, name, usage string, words ...string) *wordValue {
	v := &wordValue{words: words}
	cmd.Flags().Var(v, name, usage+": "+strings.Join(words, ", ")+" (default "+words[0]+")")
	completeWords(cmd, name, words...)
	return v
}

// completeWords completes the value of a flag from a list, and nothing else.
func completeWords(cmd *cobra.Command, flag string, words ...string) {
	cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// completeColumns completes the value of a flag from the columns of the files
// that stand on the command line already. columns reads their headers; an error
// completes nothing. With list, values are separated by commas and each is
// completed in turn.
func completeColumns(cmd *cobra.Command, flag string, list bool, columns func(ctx context.Context, files []string) ([]string, error)) {
	cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, files []string, typed string) ([]string, cobra.ShellCompDirective) {
		names, err := columns(cmd.Context(), files)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		before := ""
		if at := strings.LastIndexByte(typed, ','); list && at >= 0 {
			before, typed = typed[:at+1], typed[at+1:]
		}
		var found []string
		for _, name := range names {
			// A name with a control character would break the shell's script.
			if strings.HasPrefix(name, typed) && !strings.ContainsFunc(name, unicode.IsControl) {
				found = append(found, before+name)
			}
		}
		directive := cobra.ShellCompDirectiveNoFileComp
		if list {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		return found, directive
	})
}

// flagError rewrites what pflag says into one line with a hint.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	// In "nps scroe --by region" the command is what is wrong, not the flag.
	if unknown := a.unknownCommand(cmd.Root()); unknown != nil {
		return unknown
	}
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	what := commandName(cmd)
	see := cmd.CommandPath() + " --help lists the flags"
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return usageError(what, "unknown flag -"+name, see)
		}
		if near := suggest.Nearest(name, flagNames(cmd)); near != "" {
			see = "did you mean --" + near + "?"
		}
		return usageError(what, "unknown flag --"+shortened(name), see)
	case errors.As(err, &missing):
		return usageError(what, "--"+missing.GetFlag().Name+" needs a value", see)
	case errors.As(err, &invalid):
		why, hint := invalid.Unwrap(), see
		if why == nil {
			why = errors.New("the value is not understood")
		}
		if h := config.Hint(why); h != "" {
			hint = h
		}
		if own := (*fault)(nil); errors.As(why, &own) && own.hint != "" {
			hint = own.hint
		}
		return usageError("--"+invalid.GetFlag().Name, why.Error(), hint)
	}
	return usageError(what, err.Error(), see)
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return names
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError(commandName(cmd), "takes no argument, but "+quoted(args[0])+" is given",
		cmd.CommandPath()+" --help shows how it is used")
}

// shortened cuts what the user typed where it is longer than anybody reads: a whole
// file, it may be, that a shell put where a name was meant.
func shortened(text string) string { return cutTo(100, text) }

// cutTo cuts a text to its first letters.
func cutTo(most int, text string) string {
	if r := []rune(text[:min(len(text), 4*most+4)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// quoted shows what the user typed in an error.
func quoted(text string) string { return strconv.Quote(shortened(text)) }

// commandName is a command as messages name it: "config show", "" for nps
// itself.
func commandName(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}
