package cli

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// everyCommand walks the tree of commands.
func everyCommand(t *testing.T, f func(path []string, cmd *cobra.Command)) {
	t.Helper()
	a := newApp(newRun(t).System)
	count := 0
	var walk func(path []string, cmd *cobra.Command)
	walk = func(path []string, cmd *cobra.Command) {
		count++
		f(path, cmd)
		for _, child := range cmd.Commands() {
			walk(append(path[:len(path):len(path)], child.Name()), child)
		}
	}
	walk(nil, newRoot(a, newCommands(a)))
	if count < 5 {
		t.Fatalf("only %d commands", count)
	}
}

// Help of every command fits 80 columns and shows its examples before its usage,
// whichever way one asks.
func TestHelpOfEveryCommand(t *testing.T) {
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		name := strings.Join(path, " ")
		r := newRun(t, append([]string{"help"}, path...)...)
		if code := r.code(); code != 0 || r.err.Len() > 0 {
			t.Fatalf("help %s: %d, %q", name, code, r.err.String())
		}
		text := r.out.String()
		for _, line := range strings.Split(text, "\n") {
			if utf8.RuneCountInString(line) > helpWidth || strings.TrimRight(line, " ") != line {
				t.Errorf("help %s: too long or with blanks at its end: %q", name, line)
			}
		}
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("help %s: bad end", name)
		}
		if cmd.Runnable() && !cmd.HasSubCommands() && cmd.Name() != "help" {
			if e, u := strings.Index(text, "Examples:"), strings.Index(text, "Usage:"); e < 0 || u < e {
				t.Errorf("help %s: examples at %d, usage at %d", name, e, u)
			}
		}
		if cmd.GroupID == "" && len(path) == 1 && cmd.IsAvailableCommand() {
			t.Errorf("%s is in no group", name)
		}
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: short text %q", name, cmd.Short)
		}
		if !cmd.Runnable() {
			return // a topic
		}
		other := newRun(t, append(path[:len(path):len(path)], "--help")...)
		if code := other.code(); code != 0 || other.out.String() != text {
			t.Errorf("%s --help differs from help %s: %d\n%s", name, name, code, other.out.String())
		}
	})
}

// Each example is a command line that its command understands.
func TestExamplesParse(t *testing.T) {
	count := 0
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		for _, line := range strings.Split(cmd.Example, "\n") {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "nps" || strings.ContainsAny(line, `|>"'`) {
				continue
			}
			count++
			found, rest, err := cmd.Root().Find(words[1:])
			if err != nil || found != cmd {
				t.Errorf("%q is not an example of %s", line, cmd.CommandPath())
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%q: %v", line, err)
			}
		}
	})
	if count == 0 {
		t.Error("no example was looked at")
	}
}

func TestHelpTopics(t *testing.T) {
	for topic, want := range map[string]string{
		"exit-codes": "\n130  interrupted\n",
		"settings":   "\nmin-n        NPS_MIN_N        list groups",
	} {
		r := newRun(t, "help", topic)
		if code := r.code(); code != 0 || !strings.Contains(r.out.String(), want) {
			t.Errorf("%s: %d, %q", topic, code, r.out.String())
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 10, ""}, {"one", 2, "one"}, {"one two three", 7, "one two\nthree"},
		{"a  b\nc", 80, "a b c"}, {"मुंबई दिल्ली", 12, "मुंबई दिल्ली"},
	} {
		if got := wrap(c.text, c.width); got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
