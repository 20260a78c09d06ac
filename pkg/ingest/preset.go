package ingest

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/yamlerr"
)

// Preset is what is known of one tool's exports: data, not code.
type Preset struct {
	ID         string             `yaml:"id"`
	Documented string             `yaml:"documented,omitempty"` // seen | docs
	Like       string             `yaml:"like,omitempty"`       // takes over what is not said here
	Reported   string             `yaml:"reported,omitempty"`   // the id that output shows for a variant of a layout
	Match      *presetMatch       `yaml:"match,omitempty"`
	JSON       *presetJSON        `yaml:"json,omitempty"`
	HeaderRows int                `yaml:"header_rows,omitempty"`
	LabelRow   int                `yaml:"label_row,omitempty"` // 1-based row with question texts
	FillRight  bool               `yaml:"fill_right,omitempty"`
	Score      *presetScore       `yaml:"score,omitempty"`
	Group      *columnRef         `yaml:"group,omitempty"`
	Time       []columnRef        `yaml:"time,omitempty"`
	Zone       string             `yaml:"zone,omitempty"` // a zone name, or importid
	ResponseID *columnRef         `yaml:"response_id,omitempty"`
	Respondent *columnRef         `yaml:"respondent,omitempty"`
	Comment    *columnRef         `yaml:"comment,omitempty"`
	Consent    *columnRef         `yaml:"consent,omitempty"`
	Dimensions []columnRef        `yaml:"dimensions,omitempty"`
	Ratings    []columnRef        `yaml:"ratings,omitempty"`
	Identity   []columnRef        `yaml:"identity,omitempty"`
	Exclude    []presetRule       `yaml:"exclude,omitempty"`
	Partial    []presetRule       `yaml:"partial,omitempty"`
	Where      []presetRule       `yaml:"where,omitempty"`
	GroupBy    []columnRef        `yaml:"group_by,omitempty"` // first present: one response id, newest kept
	Ignore     []string           `yaml:"ignore,omitempty"`
	Never      []string           `yaml:"never,omitempty"`
	NA         []string           `yaml:"na,omitempty"`
	Labels     map[string]int     `yaml:"labels,omitempty"`
	never      []*regexp.Regexp   // Ignore and Never, compiled
	all        [][]*regexp.Regexp // the alternatives of Match
}

type presetMatch struct {
	All  []string    `yaml:"all,omitempty"`
	Any  [][]string  `yaml:"any,omitempty"`
	Row  int         `yaml:"row,omitempty"` // 1-based, default 1
	Col  int         `yaml:"col,omitempty"` // 1-based: only this cell is looked at
	Also *presetAlso `yaml:"also,omitempty"`
}

type presetAlso struct {
	Row      int     `yaml:"row"` // 1-based; 0 = any of the first four
	Prefix   string  `yaml:"prefix,omitempty"`
	MinShare float64 `yaml:"min_share,omitempty"`
	Cell     string  `yaml:"cell,omitempty"`
}

type presetJSON struct {
	Root []string `yaml:"root"`
	Keys []string `yaml:"keys"`
}

type presetScore struct {
	Column  *columnRef     `yaml:"column,omitempty"`
	Pair    *presetPair    `yaml:"pair,omitempty"`
	Keys    string         `yaml:"keys,omitempty"` // pattern of the candidates' names
	Answers *presetAnswers `yaml:"answers,omitempty"`
	Detect  bool           `yaml:"detect,omitempty"`
}

type presetPair struct {
	Group string `yaml:"group"`
	Value string `yaml:"value"`
}

type presetAnswers struct {
	Column     string   `yaml:"column"`               // key of the array of answers
	Types      []string `yaml:"types"`                // field types of a recommend question
	Definition string   `yaml:"definition,omitempty"` // key of the array with the fields' titles
}

type presetRule struct {
	Column columnRef `yaml:"column"`
	In     []string  `yaml:"in,omitempty"`
	Blank  bool      `yaml:"blank,omitempty"`
	Is     string    `yaml:"is,omitempty"` // pattern of the cell
}

// columnRef names a column in a preset.
type columnRef struct {
	Name string
	Row2 string
	Pos  int
}

// UnmarshalYAML reads NAME, {row2: NAME} or {pos: N}.
func (r *columnRef) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		r.Name = n.Value
		return nil
	}
	var m struct {
		Row2 string `yaml:"row2"`
		Pos  int    `yaml:"pos"`
	}
	if err := n.Decode(&m); err != nil {
		return err
	}
	r.Row2, r.Pos = m.Row2, m.Pos
	return nil
}

// MarshalYAML writes what UnmarshalYAML reads.
func (r columnRef) MarshalYAML() (any, error) {
	switch {
	case r.Row2 != "":
		return map[string]string{"row2": r.Row2}, nil
	case r.Pos > 0:
		return map[string]int{"pos": r.Pos}, nil
	}
	return r.Name, nil
}

// find returns the index of the column that r names, or -1.
func (r *columnRef) find(columns []Column) int {
	if r == nil {
		return -1
	}
	if all := r.findAll(columns); len(all) > 0 {
		return all[0]
	}
	return -1
}

func (r *columnRef) findAll(columns []Column) []int {
	switch {
	case r.Pos > 0:
		if r.Pos <= len(columns) {
			return []int{r.Pos - 1}
		}
		return nil
	case r.Row2 != "":
		want := survey.NormaliseHeader(r.Row2)
		return matching(columns, func(c *Column) bool { return c.second == want || c.normLabel == want })
	case strings.HasPrefix(r.Name, "^") || strings.HasPrefix(r.Name, ".*"):
		p, err := regexp.Compile(r.Name)
		if err != nil {
			return nil // checked when the preset was read
		}
		return matching(columns, func(c *Column) bool { return p.MatchString(c.norm) })
	}
	want := survey.NormaliseHeader(r.Name)
	return matching(columns, func(c *Column) bool {
		return c.Name == r.Name || c.norm == want && want != "" || c.second == "" && c.normLabel == want && want != ""
	})
}

//go:embed presets.yaml
var presetFile []byte

var builtin = sync.OnceValues(func() ([]*Preset, error) { return parsePresets(presetFile, "presets.yaml", nil) })

// Presets returns the built-in presets, with those of the YAML text extra put
// first; an entry with a known id replaces it. file names extra in errors.
func Presets(extra []byte, file string) ([]*Preset, error) {
	known, err := builtin()
	if err != nil || len(extra) == 0 {
		return known, err
	}
	added, err := parsePresets(extra, file, known)
	if err != nil {
		return nil, err
	}
	list := added
	for _, p := range known {
		if presetByID(added, p.ID) == nil {
			list = append(list, p)
		}
	}
	return list, nil
}

func presetByID(list []*Preset, id string) *Preset {
	for _, p := range list {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func parsePresets(data []byte, file string, known []*Preset) ([]*Preset, error) {
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	dec.KnownFields(true)
	var list []*Preset
	if err := dec.Decode(&list); err != nil {
		line, _ := yamlerr.Place(err, data) // the words may repeat what the file holds
		return nil, &Error{ID: "preset", Fault: Misuse, File: file, Line: int64(line), Msg: "not a list of presets as docs/guide/formats.md describes it"}
	}
	for i, p := range list {
		if p == nil || p.ID == "" {
			return nil, &Error{ID: "preset", Fault: Misuse, File: file, Msg: fmt.Sprintf("preset %d has no id", i+1)}
		}
		if p.Like != "" {
			base := presetByID(list[:i], p.Like)
			if base == nil {
				base = presetByID(known, p.Like)
			}
			if base == nil {
				return nil, &Error{ID: "preset", Fault: Misuse, File: file, Msg: fmt.Sprintf("preset %s is like %s, which does not stand before it", quote(p.ID), quote(p.Like))}
			}
			p.inherit(base)
		}
		if err := p.compile(); err != nil {
			return nil, &Error{ID: "preset", Fault: Misuse, File: file, Msg: fmt.Sprintf("preset %s", quote(p.ID)), Err: err}
		}
	}
	return list, nil
}

// inherit takes over from base what p does not say.
func (p *Preset) inherit(base *Preset) {
	merged := *base
	merged.ID, merged.Like, merged.Documented, merged.Reported = p.ID, p.Like, p.Documented, p.Reported
	merged.Match, merged.JSON = p.Match, p.JSON
	set(&merged.HeaderRows, p.HeaderRows, p.HeaderRows != 0)
	set(&merged.LabelRow, p.LabelRow, p.LabelRow != 0)
	set(&merged.FillRight, p.FillRight, p.FillRight)
	set(&merged.Score, p.Score, p.Score != nil)
	set(&merged.Group, p.Group, p.Group != nil)
	set(&merged.Time, p.Time, p.Time != nil)
	set(&merged.Zone, p.Zone, p.Zone != "")
	set(&merged.ResponseID, p.ResponseID, p.ResponseID != nil)
	set(&merged.Respondent, p.Respondent, p.Respondent != nil)
	set(&merged.Comment, p.Comment, p.Comment != nil)
	set(&merged.Consent, p.Consent, p.Consent != nil)
	set(&merged.Dimensions, p.Dimensions, p.Dimensions != nil)
	set(&merged.Ratings, p.Ratings, p.Ratings != nil)
	set(&merged.Identity, p.Identity, p.Identity != nil)
	set(&merged.Exclude, p.Exclude, p.Exclude != nil)
	set(&merged.Partial, p.Partial, p.Partial != nil)
	set(&merged.Where, p.Where, p.Where != nil)
	set(&merged.GroupBy, p.GroupBy, p.GroupBy != nil)
	set(&merged.Ignore, p.Ignore, p.Ignore != nil)
	set(&merged.Never, p.Never, p.Never != nil)
	set(&merged.NA, p.NA, p.NA != nil)
	set(&merged.Labels, p.Labels, p.Labels != nil)
	*p = merged
}

func set[T any](to *T, v T, given bool) {
	if given {
		*to = v
	}
}

// compile checks and compiles every pattern.
func (p *Preset) compile() error {
	if p.Match != nil {
		p.all = nil
		for _, list := range append([][]string{p.Match.All}, p.Match.Any...) {
			if len(list) == 0 {
				continue
			}
			compiled, err := compileAll(list)
			if err != nil {
				return err
			}
			p.all = append(p.all, compiled)
		}
		if a := p.Match.Also; a != nil {
			if _, err := compileAll([]string{a.Cell}); err != nil {
				return err
			}
		}
	}
	var err error
	if p.never, err = compileAll(append(append([]string{}, p.Ignore...), p.Never...)); err != nil {
		return err
	}
	var rest []string
	for _, refs := range [][]columnRef{p.Time, p.Identity, p.Dimensions, p.Ratings, p.GroupBy} {
		for _, r := range refs {
			rest = append(rest, r.patternOrNothing())
		}
	}
	for _, r := range []*columnRef{p.Group, p.ResponseID, p.Respondent, p.Comment, p.Consent} {
		if r != nil {
			rest = append(rest, r.patternOrNothing())
		}
	}
	for _, rules := range [][]presetRule{p.Exclude, p.Partial, p.Where} {
		for _, r := range rules {
			rest = append(rest, r.Is, r.Column.patternOrNothing())
		}
	}
	if p.Score != nil {
		rest = append(rest, p.Score.Keys)
		if p.Score.Pair != nil {
			rest = append(rest, p.Score.Pair.Group)
		}
	}
	_, err = compileAll(rest)
	return err
}

func (r *columnRef) patternOrNothing() string {
	if strings.HasPrefix(r.Name, "^") || strings.HasPrefix(r.Name, ".*") {
		return r.Name
	}
	return ""
}

func compileAll(list []string) ([]*regexp.Regexp, error) {
	compiled := make([]*regexp.Regexp, len(list))
	for i, s := range list {
		p, err := regexp.Compile(canonical(s))
		if err != nil {
			return nil, err
		}
		compiled[i] = p
	}
	return compiled, nil
}

// neverScore says whether the preset rules a column out as score, comment and
// time.
func (p *Preset) neverScore(c *Column) bool {
	for _, re := range p.never {
		if re.MatchString(c.norm) || re.MatchString(c.Name) || re.MatchString(strings.ToLower(c.Name)) {
			return true
		}
	}
	return false
}
