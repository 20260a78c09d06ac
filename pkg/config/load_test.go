package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// place is a working directory with a project, a user and a system file; an
// empty text means that the file does not exist.
type place struct{ project, user, system string }

func (p place) sources(t *testing.T, environ ...string) Sources {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		if text == "" {
			return
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("nps.yaml", p.project)
	write("xdg/nps/config.yaml", p.user)
	write("etc/config.yaml", p.system)
	return Sources{
		Dir:     dir,
		System:  filepath.Join(dir, "etc", "config.yaml"),
		Environ: append([]string{"HOME=" + dir, "XDG_CONFIG_HOME=" + filepath.Join(dir, "xdg")}, environ...),
	}
}

func load(t *testing.T, src Sources) *Settings {
	t.Helper()
	s, err := Load(src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDefaults(t *testing.T) {
	s := load(t, place{}.sources(t))
	want := Settings{Format: "text", Confidence: 0.95, Interval: "adjusted-wald", Progress: "auto",
		FailOn: "error", MinGroup: 5}
	got := *s
	got.origins, got.files = nil, nil
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Settings{})); diff != "" {
		t.Error(diff)
	}
	for _, e := range s.Entries() {
		if e.Origin.String() != "default" {
			t.Errorf("%s comes from %s", e.Name, e.Origin)
		}
	}
}

// Every row of the table is a field and every field a row.
func TestTableMatchesSettings(t *testing.T) {
	fields := map[string]reflect.Type{}
	typ := reflect.TypeFor[Settings]()
	for i := range typ.NumField() {
		if name := typ.Field(i).Tag.Get("mapstructure"); name != "" {
			fields[name] = typ.Field(i).Type
		}
	}
	if len(fields) != len(All()) || len(fields) == 0 {
		t.Errorf("%d fields, %d rows", len(fields), len(All()))
	}
	for _, row := range All() {
		if fields[row.Name] != reflect.TypeOf(row.Default) {
			t.Errorf("%s: the field is %v, the default %T", row.Name, fields[row.Name], row.Default)
		}
		if row.Usage == "" || row.Name != strings.ToLower(row.Name) || strings.ContainsAny(row.Name, "_. ") {
			t.Errorf("%s: bad row", row.Name)
		}
	}
}

// samples gives for every setting a text for flag and variable, the same in
// YAML, and the value that must come out.
var samples = map[string]struct {
	text, yaml string
	want       any
}{
	"format":      {"json", "json", "json"},
	"confidence":  {"0.9", "0.9", 0.9},
	"interval":    {"wald", "wald", "wald"},
	"min-n":       {"30", "30", 30},
	"tz":          {"Asia/Kolkata", "Asia/Kolkata", "Asia/Kolkata"},
	"date-order":  {"dmy", "dmy", "dmy"},
	"progress":    {"off", "'off'", "off"},
	"no-color":    {"true", "true", true},
	"quiet":       {"true", "true", true},
	"verbose":     {"true", "true", true},
	"vault":       {"v", "v", "v"},
	"identity":    {"me.key", "[me.key]", []string{"me.key"}},
	"preset-file": {"p.yaml", "p.yaml", "p.yaml"},
	"na":          {"-99", "[-99]", []string{"-99"}},
	"label":       {"Very likely=10", "[Very likely=10]", []string{"Very likely=10"}},
	"fail-on":     {"warning", "warning", "warning"},
	"max-invalid": {"1.5%", "1.5%", "1.5%"},
	"min-group":   {"10", "10", 10},
	"surveys":     {"", "[{files: 'a*.csv', survey: s.yaml}]", []Survey{{"a*.csv", "s.yaml"}}},
}

// Every setting can be set from every source; each stronger source wins.
func TestEverySettingFromEverySource(t *testing.T) {
	if len(samples) != len(All()) {
		t.Fatalf("%d samples for %d settings", len(samples), len(All()))
	}
	value := func(s *Settings, name string) any {
		for _, e := range s.Entries() {
			if e.Name == name {
				return e.Value
			}
		}
		return nil
	}
	for _, row := range All() {
		t.Run(row.Name, func(t *testing.T) {
			sample := samples[row.Name]
			underscored := strings.ReplaceAll(row.Name, "-", "_")
			for _, name := range []string{row.Name, underscored} {
				s := load(t, place{project: "# first line\n" + name + ": " + sample.yaml}.sources(t))
				if diff := cmp.Diff(sample.want, value(s, row.Name)); diff != "" {
					t.Error(diff)
				}
				if got := s.Origin(row.Name).String(); got != "nps.yaml:2" {
					t.Errorf("origin %s", got)
				}
			}
			if row.Kind == Surveys {
				return
			}
			s := load(t, place{}.sources(t, row.Variable()+"="+sample.text))
			if diff := cmp.Diff(sample.want, value(s, row.Name)); diff != "" || s.Origin(row.Name).String() != row.Variable() {
				t.Error(diff, s.Origin(row.Name))
			}
			src := place{}.sources(t)
			src.Flags = []Flag{{row.Name, []string{sample.text}}}
			s = load(t, src)
			if diff := cmp.Diff(sample.want, value(s, row.Name)); diff != "" || s.Origin(row.Name).String() != "--"+row.Name {
				t.Error(diff, s.Origin(row.Name))
			}
		})
	}
}

func TestPrecedence(t *testing.T) {
	p := place{project: "min-n: 3", user: "min-n: 2\ntz: UTC", system: "min-n: 1\nquiet: true"}
	src := p.sources(t, "NPS_MIN_N=4")
	src.Flags = []Flag{{"min-n", []string{"5"}}}
	if s := load(t, src); s.MinN != 5 || s.TZ != "UTC" || !s.Quiet {
		t.Error("flag:", s)
	}
	src.Flags = nil
	if s := load(t, src); s.MinN != 4 {
		t.Error("variable:", s.MinN)
	}
	if s := load(t, p.sources(t, "NPS_MIN_N=")); s.MinN != 3 {
		t.Error("an empty variable must count as not set:", s.MinN)
	}
	if s := load(t, place{user: p.user, system: p.system}.sources(t)); s.MinN != 2 {
		t.Error("user:", s.MinN)
	}
	if s := load(t, place{system: p.system}.sources(t)); s.MinN != 1 || s.Origin("min-n").Layer != FromSystem {
		t.Error("system:", s.MinN, s.Origin("min-n"))
	}
	src = p.sources(t)
	other := filepath.Join(src.Dir, "other", "o.yaml")
	os.Mkdir(filepath.Dir(other), 0o700)
	os.WriteFile(other, []byte("vault: v\nidentity: [~/k, /abs]\n"), 0o600)
	src.Config = "other/o.yaml"
	s := load(t, src)
	if s.MinN != 2 {
		t.Error("--config must stand in for ./nps.yaml:", s.MinN)
	}
	if want := filepath.Join("other", "v"); s.Vault != want {
		t.Errorf("vault %q, want %q", s.Vault, want)
	}
	if diff := cmp.Diff([]string{filepath.Join(src.Dir, "k"), "/abs"}, s.Identity); diff != "" {
		t.Error(diff)
	}
	src.Config, src.Environ = "", append(src.Environ, "NPS_CONFIG=other/o.yaml")
	if s := load(t, src); s.Vault == "" {
		t.Error("NPS_CONFIG was not read")
	}
}

// A project, a variable or a flag cannot weaken what the machine's file demands.
func TestFloors(t *testing.T) {
	for _, c := range []struct {
		name   string
		place  place
		env    string
		flag   string
		want   int
		origin string // its end
	}{
		{"flag against the default", place{}, "", "3", 3, "--min-group"},
		{"project under system", place{project: "min-group: 3", system: "min-group: 7"}, "", "", 7, "config.yaml:1 (floor; nps.yaml:1 is weaker)"},
		{"project over system", place{project: "min-group: 9", system: "min-group: 7"}, "", "", 9, "nps.yaml:1"},
		{"flag under both", place{project: "min-group: 9", system: "min-group: 7"}, "", "5", 9, "nps.yaml:1 (floor; --min-group is weaker)"},
		{"variable under", place{user: "min-group: 8"}, "6", "", 8, "config.yaml:1 (floor; NPS_MIN_GROUP is weaker)"},
		{"flag over", place{system: "min-group: 7"}, "", "20", 20, "--min-group"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := c.place.sources(t)
			if c.env != "" {
				src.Environ = append(src.Environ, "NPS_MIN_GROUP="+c.env)
			}
			if c.flag != "" {
				src.Flags = []Flag{{"min-group", []string{c.flag}}}
			}
			s := load(t, src)
			if got := s.Origin("min-group").String(); s.MinGroup != c.want || !strings.HasSuffix(got, c.origin) {
				t.Errorf("%d from %s, want %d from %s", s.MinGroup, got, c.want, c.origin)
			}
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	for _, c := range []struct{ name, text, want, hint string }{
		{"unknown name", "tz: UTC\nmin-nn: 3\n", `nps.yaml:2:1: "min-nn" is not a setting`, "did you mean min-n?"},
		{"far name", "colour-of-logo: 3\n", `nps.yaml:1:1: "colour-of-logo" is not a setting`, "the names are format, "},
		{"word for a number", "min-n: seven", "nps.yaml:1:8: min-n: is a text, not a whole number", ""},
		{"fraction for a whole number", "min-n: 7.9", "nps.yaml:1:8: min-n: is a number, not a whole number", ""},
		{"bool for a number", "min-n: true", "min-n: is true or false, not a whole number", ""},
		{"quoted number", "min-n: '7'", "min-n: is a text, not a whole number", ""},
		{"empty", "min-n:", "min-n: is empty, not a whole number", ""},
		{"octal", "min-n: 010", `min-n: "010" is not a whole number`, ""},
		{"negative", "min-n: -1", "min-n: -1 is below 0", ""},
		{"hexadecimal", "min-n: 0x10", `"0x10" is not a whole number`, ""},
		{"number for a word", "interval: 90", "interval: is a whole number, not a text", "put the text into quotes"},
		{"number for a bool", "quiet: 1", "quiet: is a whole number, not true or false", ""},
		{"yes for a bool", "quiet: yes", "quiet: is a text, not true or false", ""},
		{"percent for a share", "confidence: 95%", "confidence: is a text, not a number", ""},
		{"share out of range", "confidence: 95", `confidence: "95" is not between 0 and 1`, "write 95 percent as 0.95"},
		{"NaN", "confidence: .nan", `confidence: ".nan" is not a number`, ""},
		{"wrong word", "interval: wold", `"wold" is not one of adjusted-wald, tango`, "did you mean wald?"},
		{"zone", "tz: Asia/Kolkatta", `"Asia/Kolkatta" is not a known time zone`, "did you mean Asia/Kolkata?"},
		{"scalar for a list", "na: x", "nps.yaml:1:5: na: is a text, not a list", "write na: [...]"},
		{"bool in a list", "na: [x, true]", "nps.yaml:1:9: na: is true or false, not a text", "put the text into quotes"},
		{"label", "label: ['Very likely=11']", "label: the score of a label", "write the text"},
		{"limit", "max-invalid: 101%", `max-invalid: "101%" is above 100%`, ""},
		{"floor of one", "min-group: 1", "min-group: 1 is below 2", ""},
		{"twice", "min-n: 1\nmin-n: 2", "nps.yaml:2:1: min-n: is given twice, first in line 1", "keep one"},
		{"twice, two spellings", "min-n: 1\nmin_n: 2", "nps.yaml:2:1: min-n: is given twice, first in line 1", "keep one"},
		{"a dotted name", "min.n: 1", `"min.n" is not a setting`, "did you mean min-n?"},
		{"upper case", "Min-N: 1", `"Min-N" is not a setting`, "did you mean min-n?"},
		{"nested", "tz: {a: b}", "tz: is a mapping, not a text", ""},
		{"a list at the top", "- tz", "nps.yaml:1:1: this is not a list of names", ""},
		{"two documents", "tz: UTC\n---\ntz: UTC\n", "a second document begins here", ""},
		{"alias", "tz: &a UTC\nvault: *a\n", "nps.yaml:2:8: vault: is an alias", "write the value out"},
		{"merge key", "<<: {tz: UTC}\n", `"<<" is not a setting`, ""},
		{"syntax", "tz: [\n", "nps.yaml:1: this is not YAML", ""},
		{"syntax in the first line", "tz: b: c\n", "nps.yaml:1: this is not YAML", ""},
		{"syntax in the second line", "tz: UTC\nvault: @x\n", "nps.yaml:2: this is not YAML", ""},
		{"no UTF-8", "tz: UTC\n# \xff\n", "nps.yaml:2: this is not YAML", ""},
		{"a control character", "tz: UTC\n\nna: [\x01]\n", "nps.yaml:3: this is not YAML", ""},
		{"an unknown alias", "tz: UTC\nna: *x\n", "nps.yaml:2: this is not YAML", ""},
		{"a pattern without an end", "surveys:\n  - {files: \"exports/[\", survey: s.yaml}", `nps.yaml:2:13: surveys: the pattern "exports/[" cannot be read`, "[[]"},
		{"survey without a pattern", "surveys:\n  - {survey: s.yaml}\n", "nps.yaml:2:5: surveys: an entry has no files", "write {files"},
		{"survey with a misspelt name", "surveys: [{file: a, survey: s.yaml}]", `"file" is not a setting`, "did you mean files?"},
		{"large", strings.Repeat("#", maxFile+1), "larger than 1 MiB", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(place{project: c.text}.sources(t))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if !strings.Contains(e.Error(), c.want) || !strings.HasPrefix(e.Error(), "nps.yaml:") {
				t.Errorf("got  %s\nwant %s", e, c.want)
			}
			if !strings.Contains(e.Hint, c.hint) {
				t.Errorf("hint %q, want %q", e.Hint, c.hint)
			}
		})
	}
}

func TestAcceptedFiles(t *testing.T) {
	for _, text := range []string{"", "\n", "# only a comment\n", "---\n", "null\n", "\ufefftz: UTC\n", "max-invalid: 20", "tz: UTC\r\n"} {
		if _, err := Load(place{project: text + "\n"}.sources(t)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRefusedVariablesAndFlags(t *testing.T) {
	for _, c := range []struct{ variable, want, hint string }{
		{"NPS_CONFIDENCE=abc", `NPS_CONFIDENCE: "abc" is not a number`, "0.95"},
		{"NPS_MIN_N=seven", `NPS_MIN_N: "seven" is not a whole number`, ""},
		{"NPS_MINN=3", "NPS_MINN: no setting has this name", "did you mean NPS_MIN_N?"},
		{"NPS_MIN-N=3", "NPS_MIN-N: no setting has this name", "did you mean NPS_MIN_N?"},
		{"NPS_QUIET=yes", `NPS_QUIET: "yes" is neither true nor false`, ""},
		{"NPS_SURVEYS=a", "NPS_SURVEYS: can only be set in a file", "nps.yaml"},
		{`NPS_NA="a`, "NPS_NA: is not a list", "double quotes"},
		{"NPS_WHATEVER_ELSE=", "NPS_WHATEVER_ELSE: no setting has this name", "nps config show"},
	} {
		_, err := Load(place{}.sources(t, c.variable))
		var e *Error
		if !errors.As(err, &e) || e.Error() != c.want || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: %v (want %s)", c.variable, err, c.want)
		}
	}
	s := load(t, place{}.sources(t, `NPS_NA=none,"a,b"`, "NPS_DEBUG=1", "NPS_NO_COLOR=1", "NPSX=1", "nps_x=2"))
	if diff := cmp.Diff([]string{"none", "a,b"}, s.NA); diff != "" || !s.NoColor {
		t.Error(diff, s.NoColor)
	}
	src := place{}.sources(t)
	src.Flags = []Flag{{"min-n", []string{"x"}}}
	if _, err := Load(src); err == nil || err.Error() != `--min-n: "x" is not a whole number` {
		t.Error(err)
	}
	src.Flags = []Flag{{"na", []string{"a,b", "c"}}, {"min-n", []string{"1", "2"}}}
	if s := load(t, src); len(s.NA) != 2 || s.NA[0] != "a,b" || s.MinN != 2 {
		t.Error("a flag's value is never split, the last single one counts:", s.NA, s.MinN)
	}
}

func TestUnreadableFiles(t *testing.T) {
	src := place{}.sources(t)
	src.Config = "missing.yaml"
	_, err := Load(src)
	if err == nil || !strings.HasPrefix(err.Error(), "missing.yaml: the configuration cannot be read: no such file") {
		t.Error(err)
	}
	src.Config = ""
	if err := os.MkdirAll(filepath.Join(src.Dir, "nps.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(src); err == nil || !strings.HasPrefix(err.Error(), "nps.yaml: ") {
		t.Error("a directory:", err)
	}
}

func TestParseLabel(t *testing.T) {
	text, score, err := ParseLabel("a = b=7")
	if text != "a = b" || score != 7 || err != nil {
		t.Error(text, score, err)
	}
	for _, item := range []string{"", "a", "=7", " =7", "a=", "a=11", "a=-1", "a=07", "a=7.0"} {
		if _, _, err := ParseLabel(item); err == nil || Hint(err) == "" {
			t.Errorf("%q: %v", item, err)
		}
	}
}

func TestUserFile(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/nps/config.yaml"},
		{map[string]string{"XDG_CONFIG_HOME": "x", "HOME": "/h"}, "/h/.config/nps/config.yaml"},
		{map[string]string{"APPDATA": "/a"}, "/a/nps/config.yaml"},
		{nil, ""},
	} {
		if got := filepath.ToSlash(userFile(c.env)); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}

// Whatever a file holds, the answer is settings or an *Error with the file's
// name, and what is accepted is in range.
func FuzzFile(f *testing.F) {
	for _, sample := range []string{"min-n: 7\n", "tz: [\n", "<<: *a\n", "surveys: [{files: a, survey: b}]", "na: [1, .5, x]", "? {a: b}\n: c", "label: ['=3']", "confidence: 1e-300"} {
		f.Add([]byte(sample))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, "nps.yaml"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Load(Sources{Dir: dir})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.File != "nps.yaml" {
				t.Fatalf("%v", err)
			}
			return
		}
		if !(s.Confidence > 0 && s.Confidence < 1) || s.MinN < 0 || s.MinGroup < 2 {
			t.Fatalf("%+v", s)
		}
	})
}

// A directory whose name looks like a pattern is a directory.
func TestPatternBelowAnOddDirectory(t *testing.T) {
	c := checker{dir: filepath.Join("a[1", "b*"), home: "h?"}
	for pattern, file := range map[string]string{
		"exports/*.csv": filepath.Join("a[1", "b*", "exports", "x.csv"),
		"~/*.csv":       filepath.Join("h?", "x.csv"),
	} {
		if ok, err := filepath.Match(c.pattern(pattern), file); !ok || err != nil {
			t.Errorf("%s gives %s: %v, %v", pattern, c.pattern(pattern), ok, err)
		}
	}
}
