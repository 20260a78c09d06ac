package ingest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// SavedPreset writes down what was detected and said about the input as a
// preset of its own, so that a question answered once is data the next time.
// The text is a list of one preset, in the form that Presets reads. An order of
// day and month, an encoding, a delimiter and a sheet are no part of a preset.
func (f *File) SavedPreset(ctx context.Context, id string) ([]byte, error) {
	if !isPresetID(id) {
		return nil, &Error{Fault: Misuse, Msg: "a preset is named by small letters, digits and dashes, and not generic", Hint: "such as --save-preset our-survey"}
	}
	if f.shards != nil {
		return nil, &Error{Fault: Misuse, File: f.name, Msg: "a tally file has no columns to make a preset of"}
	}
	if !f.isDocument() && f.headers == 0 {
		return nil, &Error{Fault: Misuse, File: f.name, Msg: "a file without a header cannot be recognised by a preset"}
	}
	r, err := f.resolve(ctx)
	if err != nil {
		return nil, err
	}
	p, err := f.savedPreset(r, id)
	if err != nil {
		return nil, f.named(err)
	}
	return presetText(p)
}

func isPresetID(id string) bool {
	for i := range len(id) {
		c := id[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' && i > 0) {
			return false
		}
	}
	return id != "" && id != "generic" && len(id) <= 60
}

func (f *File) savedPreset(r *roles, id string) (*Preset, error) {
	p := &Preset{}
	if f.preset != nil { // its rules hold as before: what is a test, what is unfinished
		*p = *f.preset
	}
	p.ID, p.Documented, p.Like, p.Match, p.JSON = id, "", "", nil, nil
	if f.isDocument() {
		p.JSON = f.savedKeys(r)
	} else {
		p.Match, p.HeaderRows = f.savedMatch(r), f.headers
	}
	p.Score = f.savedScore(r)
	if r.class >= 0 && r.coding != codedDigits {
		p.Group = f.columnRef(r.class)
	}
	if r.time >= 0 && r.timeErr == nil {
		p.Time = []columnRef{*f.columnRef(r.time)}
	}
	for _, role := range []struct {
		to     **columnRef
		column int
	}{{&p.ResponseID, r.responseID}, {&p.Respondent, r.respondent}, {&p.Comment, r.comment}, {&p.Consent, r.consent}} {
		if role.column >= 0 {
			*role.to = f.columnRef(role.column)
		}
	}
	p.Identity = nil
	for _, i := range r.identity {
		p.Identity = append(p.Identity, *f.columnRef(i))
	}
	f.savedWords(p)
	if f.opts.Definition != nil {
		for _, c := range f.opts.Definition.ByRole(survey.RoleTime) {
			if c.Zone != "" {
				p.Zone = c.Zone
			}
		}
	}
	return p, p.compile()
}

// savedWords adds the labels and words for "no answer" of flags and definition.
func (f *File) savedWords(p *Preset) {
	labels, na := maps.Clone(p.Labels), slices.Clone(p.NA)
	add := func(more map[string]int, words []string) {
		if len(more) > 0 && labels == nil {
			labels = map[string]int{}
		}
		maps.Copy(labels, more)
		for _, w := range words {
			if !slices.Contains(na, w) {
				na = append(na, w)
			}
		}
	}
	if f.opts.Definition != nil {
		for _, c := range f.opts.Definition.ByRole(survey.RoleScore) {
			add(c.Labels, c.NA)
		}
	}
	add(f.opts.Labels, f.opts.NA)
	p.Labels, p.NA = labels, na
}

// savedScore keeps the rule that found the score, or names the column.
func (f *File) savedScore(r *roles) *presetScore {
	var old *presetScore
	if f.preset != nil {
		old = f.preset.Score
	}
	byRule := old != nil && r.why == "preset "+f.preset.ID
	switch {
	case byRule && (old.Pair != nil || old.Answers != nil || old.Column != nil):
		return old
	case old != nil && old.Answers != nil: // the rule also makes the columns
		return &presetScore{Column: f.columnRef(r.score), Answers: old.Answers}
	}
	return &presetScore{Column: f.columnRef(r.score)}
}

// columnRef names a column so that it alone is found again.
func (f *File) columnRef(i int) *columnRef {
	c := &f.columns[i]
	only := func(r columnRef) bool { return slices.Equal(r.findAll(f.columns), []int{i}) }
	for _, r := range []columnRef{{Name: c.Name}, {Name: "^" + regexp.QuoteMeta(c.norm) + "$"}} {
		if strings.TrimSpace(c.Name) != "" && c.norm != "" && only(r) {
			return &r
		}
	}
	return &columnRef{Pos: c.Pos}
}

// telling lists the columns by which the input is recognised: those with a
// role, and as many others as a preset that fits as well has patterns, so that
// the saved one wins.
func (f *File) telling(r *roles, name func(*Column) string) []string {
	least := 1
	if f.preset != nil {
		least = 2
		for _, all := range f.preset.all {
			least = max(least, len(all)+2) // one for the condition on another row
		}
		if f.preset.JSON != nil {
			least = max(least, len(f.preset.JSON.Keys)+1)
		}
	}
	var names []string
	take := func(i int) {
		if n := name(&f.columns[i]); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	for _, i := range []int{r.responseID, r.time, r.score, r.comment, r.consent, r.respondent} {
		if i >= 0 {
			take(i)
		}
	}
	for i := range f.columns {
		if len(names) >= least {
			break
		}
		take(i)
	}
	return names
}

func (f *File) savedMatch(r *roles) *presetMatch {
	m := &presetMatch{}
	for _, n := range f.telling(r, func(c *Column) string {
		if c.second != "" || f.headers > 1 && c.Label == "" {
			return c.question()
		}
		return c.norm
	}) {
		m.All = append(m.All, "^"+regexp.QuoteMeta(n)+"$")
	}
	return m
}

func (f *File) savedKeys(r *roles) *presetJSON {
	return &presetJSON{Root: []string{f.document.Root}, Keys: f.telling(r, func(c *Column) string { return c.jsonPath() })}
}

// presetText writes the preset as a list of one.
func presetText(p *Preset) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# A preset of nps, to be read with --preset-file. References name a column by its\n# header, by a pattern of it (^...), or by {pos: N}.\n")
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode([]*Preset{p}); err != nil {
		return nil, &Error{Fault: Internal, Msg: "the preset cannot be written", Err: err}
	}
	return b.Bytes(), e.Close()
}
