package tally

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Schema names the tally file's form.
const Schema = "nps.tally/1"

// A tally file is JSON: the group columns, the keys, eleven counts each, and
// what was left out.
//
//	{"schema": "nps.tally/1", "by": ["region"],
//	 "groups": [{"key": {"region": "North"}, "histogram": [0,0,1,0,0,2,3,5,8,13,21]}],
//	 "excluded": {"blank": 4}}
type file struct {
	Schema   string      `json:"schema"`
	By       []string    `json:"by"`
	Groups   []fileGroup `json:"groups"`
	Excluded *Excluded   `json:"excluded,omitempty"`
}

type fileGroup struct {
	Key       map[string]string `json:"key"`
	Histogram []uint64          `json:"histogram"`
	Weights   *Weights          `json:"weights,omitempty"`
}

// Write writes t as a tally file, a group a line so that two of them compare
// well.
func Write(w io.Writer, t *Tally) error {
	var b bytes.Buffer
	by := t.By
	if by == nil {
		by = []string{}
	}
	names, err := json.Marshal(by)
	if err != nil {
		return err
	}
	fmt.Fprintf(&b, "{\"schema\": %q, \"by\": %s, \"groups\": [", Schema, names)
	for i := range t.Groups {
		g := &t.Groups[i]
		key := make(map[string]string, len(by))
		for j, name := range by {
			key[name] = g.Key[j]
		}
		line, err := json.Marshal(fileGroup{Key: key, Histogram: g.Counts[:], Weights: g.Weights})
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  ")
		b.Write(line)
	}
	if len(t.Groups) > 0 {
		b.WriteByte('\n')
	}
	excluded, err := json.Marshal(t.Excluded)
	if err != nil {
		return err
	}
	fmt.Fprintf(&b, "], \"excluded\": %s}\n", excluded)
	_, err = w.Write(b.Bytes())
	return err
}

// IsFile says whether data, the beginning of a JSON document, is a tally file.
func IsFile(data []byte) bool {
	data = bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n")
	if len(data) == 0 || data[0] != '{' {
		return false
	}
	i := bytes.Index(data, []byte(`"schema"`))
	if i < 0 {
		return false
	}
	rest := bytes.TrimLeft(data[i+len(`"schema"`):], " \t\r\n:")
	return bytes.HasPrefix(rest, []byte(`"nps.tally/`))
}

// Read reads a tally file. Unknown members are errors: a count that is not
// understood must not be lost in silence. Errors never show a key's value.
func Read(r io.Reader) (*Tally, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var f file
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("not a tally file: %w", err)
	}
	if f.Schema != Schema {
		return nil, fmt.Errorf("this tally file is not of the form %s", Schema)
	}
	if dec.More() {
		return nil, fmt.Errorf("text after the end of the tally")
	}
	t := &Tally{By: f.By}
	if f.Excluded != nil {
		t.Excluded = *f.Excluded
	}
	for i := range f.Groups {
		g, err := f.Groups[i].group(f.By)
		if err != nil {
			return nil, fmt.Errorf("group %d: %w", i+1, err)
		}
		t.Groups = append(t.Groups, g)
	}
	if err := checkNames(f.By); err != nil {
		return nil, err
	}
	t.sort()
	return t, nil
}

func (fg *fileGroup) group(by []string) (Group, error) {
	g := Group{Key: make([]string, len(by)), Weights: fg.Weights}
	if len(fg.Key) != len(by) {
		return g, fmt.Errorf("the key has %d values for %d dimensions", len(fg.Key), len(by))
	}
	for i, name := range by {
		v, ok := fg.Key[name]
		if !ok {
			return g, fmt.Errorf("the key has no value for dimension %d of \"by\"", i+1)
		}
		g.Key[i] = v
	}
	if len(fg.Histogram) != Scores {
		return g, fmt.Errorf("the histogram has %d counts, not %d (scores 0 to 10)", len(fg.Histogram), Scores)
	}
	copy(g.Counts[:], fg.Histogram)
	for _, k := range g.Counts {
		if k > 1<<53 {
			return g, fmt.Errorf("a count is too large")
		}
	}
	return g, nil
}

func checkNames(by []string) error {
	for i, name := range by {
		if slices.Contains(by[:i], name) {
			return fmt.Errorf("dimension %d has the name of an earlier one", i+1)
		}
	}
	return nil
}
