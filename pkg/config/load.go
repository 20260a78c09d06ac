package config

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/viper"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// Sources are the places that Load looks at.
type Sources struct {
	Flags   []Flag   // settings given on the command line
	Environ []string // "NAME=value" as os.Environ gives them
	Dir     string   // working directory; "" is the process's own
	Config  string   // the file of --config, or ""
	System  string   // the machine's file, "" for none
}

// Flag is a setting given on the command line, once or several times.
type Flag struct {
	Name   string
	Values []string
}

// Load reads every source, checks every value and merges them. An error is
// always an [*Error].
func Load(src Sources) (*Settings, error) {
	env := environment(src.Environ)
	files, err := src.readFiles(env)
	if err != nil {
		return nil, err
	}
	layers := files.layers
	for _, read := range []func() (*layer, error){
		func() (*layer, error) { return fromEnvironment(src.Environ) },
		func() (*layer, error) { return fromFlags(src.Flags) },
	} {
		l, err := read()
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	return merge(layers, files.looked)
}

// merge hands the checked layers to Viper, weakest first, and decodes once.
func merge(layers []*layer, looked []File) (*Settings, error) {
	// No name of ours holds a NUL, so Viper never splits one at a dot.
	v := viper.NewWithOptions(viper.KeyDelimiter("\x00"))
	s := &Settings{origins: map[string]Origin{}, files: looked}
	for _, row := range table() {
		v.SetDefault(row.Name, row.Default)
		s.origins[row.Name] = Origin{}
	}
	for _, l := range layers {
		values := map[string]any{}
		for name, value := range l.values {
			origin := Origin{Layer: l.kind, Where: l.where, Line: l.lines[name]}
			if l.labels != nil {
				origin.Where = l.labels[name]
			}
			values[name] = value
			s.origins[name] = origin
		}
		applyFloors(values, layers, s.origins)
		if err := v.MergeConfigMap(values); err != nil {
			return nil, &Error{Msg: err.Error()}
		}
	}
	exact := func(c *mapstructure.DecoderConfig) { c.WeaklyTypedInput = false; c.DecodeHook = nil }
	if err := v.UnmarshalExact(s, exact); err != nil {
		return nil, &Error{Msg: err.Error()}
	}
	return s, nil
}

// applyFloors raises a value to what the strictest file says. Only files set a
// floor: the default is what holds when nobody says anything.
func applyFloors(values map[string]any, layers []*layer, origins map[string]Origin) {
	for _, row := range table() {
		value, set := values[row.Name].(int)
		if !row.Floor || !set {
			continue
		}
		given := origins[row.Name].String()
		for _, l := range layers {
			floor, ok := l.values[row.Name].(int)
			if ok && l.kind <= FromProject && floor > value {
				value = floor
				origins[row.Name] = Origin{Layer: l.kind, Where: l.where, Line: l.lines[row.Name], Floor: given}
			}
		}
		values[row.Name] = value
	}
}

type readFiles struct {
	layers []*layer // weakest first
	looked []File   // strongest first
}

func (src Sources) readFiles(env map[string]string) (out readFiles, err error) {
	home := env["HOME"]
	project, must := "nps.yaml", false
	if env["NPS_CONFIG"] != "" {
		project, must = env["NPS_CONFIG"], true
	}
	if src.Config != "" {
		project, must = src.Config, true
	}
	for _, file := range []struct {
		kind Layer
		name string
		must bool
	}{{FromSystem, src.System, false}, {FromUser, userFile(env), false}, {FromProject, project, must}} {
		if file.name == "" {
			continue
		}
		path := file.name
		if !filepath.IsAbs(path) {
			path = filepath.Join(src.Dir, path)
		}
		l, err := readFile(file.kind, file.name, path, home, file.must)
		if err != nil {
			return out, err
		}
		out.looked = append([]File{{file.kind, file.name, l != nil}}, out.looked...)
		if l != nil {
			out.layers = append(out.layers, l)
		}
	}
	return out, nil
}

// userFile follows the XDG base directory specification, which tells programs
// to ignore a relative XDG_CONFIG_HOME. Windows has APPDATA instead of HOME.
func userFile(env map[string]string) string {
	if dir := env["XDG_CONFIG_HOME"]; filepath.IsAbs(dir) {
		return filepath.Join(dir, "nps", "config.yaml")
	}
	if home := env["HOME"]; home != "" {
		return filepath.Join(home, ".config", "nps", "config.yaml")
	}
	if dir := env["APPDATA"]; dir != "" {
		return filepath.Join(dir, "nps", "config.yaml")
	}
	return ""
}

// notSettings are the variables of ours that no setting answers to.
var notSettings = [...]string{"NPS_CONFIG", "NPS_DEBUG"}

// environment takes the first of two equal names, as the C library and Go do.
func environment(environ []string) map[string]string {
	env := map[string]string{}
	for _, pair := range environ {
		name, value, ok := strings.Cut(pair, "=")
		if _, twice := env[name]; ok && !twice {
			env[name] = value
		}
	}
	return env
}

// fromEnvironment types the NPS_... variables. An empty one counts as not set; a
// name that is not known is an error, since it is a setting that would silently
// not hold.
func fromEnvironment(environ []string) (*layer, error) {
	l := &layer{kind: FromEnvironment, values: map[string]any{}, labels: map[string]string{}}
	done := map[string]bool{}
	for _, pair := range environ {
		variable, text, ok := strings.Cut(pair, "=")
		if !ok || !strings.HasPrefix(variable, "NPS_") || done[variable] || contains(notSettings[:], variable) {
			continue
		}
		done[variable] = true
		row, known := Find(strings.ToLower(strings.TrimPrefix(variable, "NPS_")))
		if !known || row.Variable() != variable {
			return nil, unknownVariable(variable)
		}
		if text == "" {
			continue
		}
		texts := []string{text}
		if row.List() && row.Kind != Surveys {
			var err error
			if texts, err = csv.NewReader(strings.NewReader(text)).Read(); err != nil {
				return nil, &Error{Source: variable, Name: row.Name, Msg: "is not a list",
					Hint: "separate the items by commas; an item with a comma goes into double quotes"}
			}
		}
		if err := l.set(row, variable, texts); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func unknownVariable(variable string) *Error {
	known := notSettings[:]
	for _, row := range table() {
		if row.Kind != Surveys {
			known = append(known, row.Variable())
		}
	}
	e := &Error{Source: variable, Msg: "no setting has this name",
		Hint: "unset it; nps config show lists the settings"}
	if near := suggest.Nearest(variable, known); near != "" {
		e.Hint = "did you mean " + near + "?"
	}
	return e
}

func fromFlags(flags []Flag) (*layer, error) {
	l := &layer{kind: FromFlag, values: map[string]any{}, labels: map[string]string{}}
	for _, flag := range flags {
		row, known := Find(flag.Name)
		if !known || len(flag.Values) == 0 {
			return nil, &Error{Source: "--" + flag.Name, Msg: "no setting has this name"}
		}
		texts := flag.Values
		if !row.List() {
			texts = texts[len(texts)-1:]
		}
		if err := l.set(row, "--"+row.Name, texts); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// set checks the texts of one setting and keeps the typed value.
func (l *layer) set(row Setting, source string, texts []string) error {
	list := []string{}
	for _, text := range texts {
		value, p := row.scalar(text)
		if p != nil {
			return &Error{Source: source, Name: row.Name, Msg: p.msg, Hint: p.hint}
		}
		if !row.List() {
			l.values[row.Name], l.labels[row.Name] = value, source
			return nil
		}
		list = append(list, value.(string))
	}
	l.values[row.Name], l.labels[row.Name] = list, source
	return nil
}

// missing says that a file is simply not there; anything else that hinders
// reading it (no permission, a directory) is an error.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
