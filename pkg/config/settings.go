package config

import (
	"fmt"
	"reflect"
)

// Settings holds every setting with its type. Make one with [Load].
type Settings struct {
	Format     string   `mapstructure:"format"`      // text, json, csv, tsv, md or tally
	Confidence float64  `mapstructure:"confidence"`  // above 0 and below 1
	Interval   string   `mapstructure:"interval"`    // method of the interval
	MinN       int      `mapstructure:"min-n"`       // 0: every group is listed
	TZ         string   `mapstructure:"tz"`          // "": the file's own zone, or UTC
	DateOrder  string   `mapstructure:"date-order"`  // "": decided from the file
	Progress   string   `mapstructure:"progress"`    // auto, on or off
	NoColor    bool     `mapstructure:"no-color"`    //
	Quiet      bool     `mapstructure:"quiet"`       //
	Verbose    bool     `mapstructure:"verbose"`     //
	Vault      string   `mapstructure:"vault"`       // "": ./vault when it holds a ledger
	Identity   []string `mapstructure:"identity"`    // files
	PresetFile string   `mapstructure:"preset-file"` //
	NA         []string `mapstructure:"na"`          // texts that mean no answer
	Label      []string `mapstructure:"label"`       // each for ParseLabel
	FailOn     string   `mapstructure:"fail-on"`     // error, warning or never
	MaxInvalid string   `mapstructure:"max-invalid"` // "" unset, "20" or "1.5%"
	MinGroup   int      `mapstructure:"min-group"`   // the floor has been applied
	Surveys    []Survey `mapstructure:"surveys"`     //

	origins map[string]Origin
	files   []File
}

// Survey names the definition for the files that match a pattern. Both are
// relative to the directory of the configuration file.
type Survey struct {
	Files  string `mapstructure:"files" json:"files"`
	Survey string `mapstructure:"survey" json:"survey"`
}

// Layer is a source of values, weakest first.
type Layer uint8

// The layers in the order of their strength.
const (
	FromDefault Layer = iota
	FromSystem        // /etc/nps/config.yaml
	FromUser          // config.yaml in the user's configuration directory
	FromProject       // ./nps.yaml or the file of --config
	FromEnvironment
	FromFlag
)

// String names the layer: default, system, user, project, environment, flag.
func (l Layer) String() string {
	return [...]string{"default", "system", "user", "project", "environment", "flag"}[l]
}

// Origin is where a value came from.
type Origin struct {
	Layer Layer
	Where string // the file, the variable or the flag; "" for a default
	Line  int    // 1-based line in the file, 0 elsewhere
	Floor string // the weaker source that a floor overruled, or ""
}

// String is the origin for people: "nps.yaml:3", "NPS_MIN_N", "--min-n",
// "default".
func (o Origin) String() string {
	text := o.Where
	switch {
	case o.Layer == FromDefault:
		text = "default"
	case o.Line > 0:
		text = fmt.Sprintf("%s:%d", o.Where, o.Line)
	}
	if o.Floor != "" {
		text += " (floor; " + o.Floor + " is weaker)"
	}
	return text
}

// Origin says where the value of a setting came from; the zero Origin for a
// name that is not known.
func (s *Settings) Origin(name string) Origin { return s.origins[name] }

// File is a configuration file that was looked for.
type File struct {
	Layer Layer
	Name  string
	Found bool
}

// Files are the configuration files that were looked for, strongest first.
func (s *Settings) Files() []File { return s.files }

// Entry is one setting with its value and origin.
type Entry struct {
	Name   string
	Value  any // the typed value of the field
	Origin Origin
}

// Entries gives every setting in the order of [All].
func (s *Settings) Entries() []Entry {
	values := reflect.ValueOf(s).Elem()
	byName := map[string]any{}
	for i := range values.NumField() {
		if name := values.Type().Field(i).Tag.Get("mapstructure"); name != "" {
			byName[name] = values.Field(i).Interface()
		}
	}
	var list []Entry
	for _, row := range table() {
		list = append(list, Entry{row.Name, byName[row.Name], s.origins[row.Name]})
	}
	return list
}
