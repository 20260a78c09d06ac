package config

import (
	"strings"
	"sync"
)

// Kind says what text a setting takes and what it becomes.
type Kind uint8

// The kinds of settings, with the Go type of the value.
const (
	Word    Kind = iota // string, one of Values
	Whole               // int, at least Least
	Share               // float64, above 0 and below 1
	Switch              // bool
	Zone                // string, the name of a time zone
	Limit               // string, a whole number or a percentage ("20", "1.5%")
	Path                // string; relative to the file that names it
	Paths               // []string of Path
	Texts               // []string
	Labels              // []string, each "text=10"
	Surveys             // []Survey, only in files
)

// Setting is one row of the table of settings.
type Setting struct {
	Name    string   // the flag without dashes and the key in files
	Kind    Kind     // what it takes
	Values  []string // the words a Word may be
	Least   int      // the least a Whole may be
	Default any      // typed as Kind says
	Usage   string   // one line for help
	Floor   bool     // merged by the strictest (highest) of all sources
}

// Variable is the environment variable of the setting: NPS_MIN_N for min-n.
func (s Setting) Variable() string {
	return "NPS_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

var table = sync.OnceValue(func() []Setting {
	return []Setting{
		{Name: "format", Kind: Word, Default: "text", Usage: "how the result is written",
			Values: []string{"text", "json", "csv", "tsv", "md", "tally"}},
		{Name: "confidence", Kind: Share, Default: 0.95, Usage: "confidence of intervals, between 0 and 1"},
		{Name: "interval", Kind: Word, Default: "adjusted-wald", Usage: "method of the interval",
			Values: []string{"adjusted-wald", "tango", "mover", "bonett-price", "trinomial-t", "dirichlet", "wald"}},
		{Name: "min-n", Kind: Whole, Default: 0, Usage: "list groups with fewer answers apart"},
		{Name: "tz", Kind: Zone, Default: "", Usage: "time zone for times that carry one"},
		{Name: "date-order", Kind: Word, Default: "", Usage: "order of day and month in dates",
			Values: []string{"dmy", "mdy", "ymd"}},
		{Name: "progress", Kind: Word, Default: "auto", Usage: "show progress on standard error",
			Values: []string{"auto", "on", "off"}},
		{Name: "no-color", Kind: Switch, Default: false, Usage: "write without colour"},
		{Name: "quiet", Kind: Switch, Default: false, Usage: "write only the result and errors"},
		{Name: "verbose", Kind: Switch, Default: false, Usage: "say more about what was done"},
		{Name: "vault", Kind: Path, Default: "", Usage: "directory of the vault"},
		{Name: "identity", Kind: Paths, Default: []string(nil), Usage: "file with an identity (repeatable)"},
		{Name: "preset-file", Kind: Path, Default: "", Usage: "file with more presets"},
		{Name: "na", Kind: Texts, Default: []string(nil), Usage: "text that means no answer (repeatable)"},
		{Name: "label", Kind: Labels, Default: []string(nil), Usage: "text that means a score, as text=10 (repeatable)"},
		{Name: "fail-on", Kind: Word, Default: "error", Usage: "the least severity that fails validate",
			Values: []string{"error", "warning", "never"}},
		{Name: "max-invalid", Kind: Limit, Default: "", Usage: "most invalid scores, a number or a percentage"},
		{Name: "min-group", Kind: Whole, Default: 5, Least: 2, Floor: true, Usage: "least answers a released group needs"},
		{Name: "surveys", Kind: Surveys, Default: []Survey(nil), Usage: "survey definitions by file pattern"},
	}
})

// All gives the table of settings in the order they are shown.
func All() []Setting { return append([]Setting(nil), table()...) }

// Find gives the setting of that name; underscores count as dashes.
func Find(name string) (Setting, bool) {
	name = strings.ReplaceAll(name, "_", "-")
	for _, s := range table() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

func names() []string {
	var list []string
	for _, s := range table() {
		list = append(list, s.Name)
	}
	return list
}
