package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
)

// Every setting that can be a flag works as one, reaches the settings and is
// named as where the value came from.
func TestSettingFlags(t *testing.T) {
	texts := map[string]string{"confidence": "0.9", "interval": "tango", "min-n": "3", "tz": "UTC", "date-order": "dmy",
		"preset-file": "p.yaml", "na": "a,b", "label": "x=3", "fail-on": "never", "max-invalid": "2%", "min-group": "9"}
	count := 0
	for _, row := range config.All() {
		text, ok := texts[row.Name]
		if !ok {
			continue // common flags, format and surveys
		}
		count++
		var got *config.Settings
		r := newRun(t)
		r.Args = []string{"try", "--" + row.Name, text}
		r.commands = func(a *app) []*cobra.Command {
			cmd := &cobra.Command{Use: "try", Short: "Try"}
			a.settingFlags(cmd.Flags(), cmd, row.Name)
			cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) { got, err = a.settings(cmd); return err }
			return []*cobra.Command{cmd}
		}
		if code := r.code(); code != 0 {
			t.Errorf("%s: %d, %s", row.Name, code, r.err.String())
			continue
		}
		i := slices.IndexFunc(got.Entries(), func(e config.Entry) bool { return e.Name == row.Name })
		if e := got.Entries()[i]; valueText(e.Value) != text || e.Origin.String() != "--"+row.Name {
			t.Errorf("%s: %v from %s", row.Name, e.Value, e.Origin)
		}
	}
	if count != len(texts) {
		t.Errorf("%d of %d settings were tried", count, len(texts))
	}
}

// The terminal follows the settings.
func TestSettingsReachTheTerminal(t *testing.T) {
	for _, c := range []struct {
		args     []string
		noColor  bool
		progress string
	}{
		{nil, false, "auto"},
		{[]string{"--no-color", "--progress", "on"}, true, "on"},
		{[]string{"--progress=on", "-q"}, false, "off"},
	} {
		r := newRun(t, c.args...).with(func(_ context.Context, a *app, cmd *cobra.Command) error {
			_, err := a.settings(cmd)
			if a.term.NoColor != c.noColor || a.term.ProgressMode != c.progress {
				t.Errorf("%v: %v, %s", c.args, a.term.NoColor, a.term.ProgressMode)
			}
			return err
		})
		if code := r.code(); code != 0 {
			t.Error(r.err.String())
		}
	}
}

func TestCompleteColumns(t *testing.T) {
	columns := func(_ context.Context, files []string) ([]string, error) {
		if len(files) != 1 || files[0] != "a.csv" {
			return nil, errors.New("no file")
		}
		return []string{"region", "plan", "re\ngion", "Red tape"}, nil
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"a.csv", "--by", ""}, "region\nplan\nRed tape\n:6\n"},
		{[]string{"a.csv", "--by", "re"}, "region\n:6\n"},
		{[]string{"a.csv", "--by", "plan,re"}, "plan,region\n:6\n"},
		{[]string{"a.csv", "--column", "pl"}, "plan\n:4\n"},
		{[]string{"b.csv", "--by", ""}, ":4\n"},
	} {
		r := newRun(t)
		r.Args = append([]string{"__complete", "try"}, c.args...)
		r.commands = func(*app) []*cobra.Command {
			cmd := &cobra.Command{Use: "try FILE", Short: "Try", RunE: func(*cobra.Command, []string) error { return nil }}
			cmd.Flags().String("by", "", "columns")
			cmd.Flags().String("column", "", "a column")
			completeColumns(cmd, "by", true, columns)
			completeColumns(cmd, "column", false, columns)
			return []*cobra.Command{cmd}
		}
		if code := r.code(); code != 0 || r.out.String() != c.want {
			t.Errorf("%v: %d, %q, want %q", c.args, code, r.out.String(), c.want)
		}
	}
}

// A misspelt command is what is named, wherever its flags stand.
func TestUnknownCommandBeforeUnknownFlag(t *testing.T) {
	for _, args := range [][]string{
		{"verison", "--by", "x"}, {"--vault", "d", "verison", "--by"}, {"-q", "verison", "-z"}, {"--vault=d", "verison", "--by=x"},
	} {
		r := newRun(t, args...)
		if code := r.code(); code != exitUsage || r.err.String() != "nps: unknown command \"verison\"\nhint: did you mean nps version?\n" {
			t.Errorf("%v: %d, %q", args, code, r.err.String())
		}
	}
	r := newRun(t, "--by", "x")
	if code := r.code(); code != exitUsage || r.err.Len() == 0 {
		t.Error(code)
	}
}

// What was typed is shown as it was typed, and no more of it than anybody reads:
// a shell may have put a whole file where a name was meant.
func TestWhatWasTypedIsShown(t *testing.T) {
	long := strings.Repeat("long", 1000)
	for _, c := range []struct{ args, want, hint string }{
		{"score --counts promotors=50", `"promotors" is no class`, "did you mean promoters?"},
		{"score --counts Detractor=1,Pasive=2", `"Pasive" is no class`, "did you mean passives?"},
		{"score --counts zzz=50", `"zzz" is no class`, "such as --counts"},
		{"score --counts promoter=1,Promoters=2", "promoters are given twice", "such as"},
		{"score --counts LONG", "long…", ""},
		{"score --counts LONG=1", "long…", "such as"},
		{"score --LONG", "unknown flag --longlong", "--help"},
		{"score --interval LONG", "long...", ""},
		{"score LONG", "longlong", ""},
		{"LONG", "unknown command", "--help"},
		{"version LONG", "takes no argument", ""},
		{"version --format LONG", "is not one of text, json", "the words are"},
		{"completion LONG", "no script for", "the shells are"},
		{"help LONG", "no command or topic", "there is help on"},
		{"demo --until LONG", "is not a date", ""},
		{"demo --rows LONG", "is not a whole number", ""},
		{"version --config LONG", "", ""}, // works without a configuration
		{"config show --config LONG", "cannot be read", ""},
	} {
		r := newRun(t, strings.Fields(strings.ReplaceAll(c.args, "LONG", long))...)
		code := r.code()
		if c.want == "" {
			if code != 0 {
				t.Errorf("%s: %d, %.300s", c.args, code, r.err.String())
			}
			continue
		}
		text := r.err.String()
		if code == 0 || len(text) > 500 || !strings.Contains(text, c.want) || c.hint != "" && !strings.Contains(text, "hint: ") || !strings.Contains(text, c.hint) {
			t.Errorf("%s: %d, %d bytes, %.600s", c.args, code, len(text), text)
		}
	}
}
