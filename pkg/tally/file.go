package tally

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
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
	Key       map[string]any `json:"key"`
	Histogram []json.Number  `json:"histogram"`
	Weights   *Weights       `json:"weights,omitempty"`
}

// Write writes t as a tally file, a group a line so that two of them compare
// well.
func Write(w io.Writer, t *Tally) error {
	out := bufio.NewWriterSize(w, 64<<10)
	names := make([][]byte, len(t.By)) // as JSON
	for i, name := range t.By {
		var err error
		if names[i], err = quote(nil, name); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "{\"schema\": %q, \"by\": [%s], \"groups\": [", Schema, bytes.Join(names, []byte(",")))
	var line []byte
	for i := range t.Groups {
		line = line[:0]
		if i > 0 {
			line = append(line, ',')
		}
		var err error
		if line, err = appendGroup(append(line, "\n  "...), names, &t.Groups[i]); err != nil {
			return err
		}
		out.Write(line) // a failure stays and is returned by Flush
	}
	if len(t.Groups) > 0 {
		out.WriteByte('\n')
	}
	excluded, err := json.Marshal(t.Excluded)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "], \"excluded\": %s}\n", excluded)
	return out.Flush()
}

// appendGroup appends a group as one line of JSON; by hand, because there may be
// a million of them.
func appendGroup(line []byte, names [][]byte, g *Group) ([]byte, error) {
	var err error
	line = append(line, `{"key":{`...)
	for i, name := range names {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(append(line, name...), ':')
		if line, err = quote(line, g.Key[i]); err != nil {
			return nil, err
		}
	}
	line = append(line, `},"histogram":[`...)
	for s, k := range g.Counts {
		if s > 0 {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, k, 10)
	}
	line = append(line, ']')
	if g.Weights != nil {
		weights, err := json.Marshal(g.Weights)
		if err != nil {
			return nil, err
		}
		line = append(append(line, `,"weights":`...), weights...)
	}
	return append(line, '}'), nil
}

// quote appends s as a JSON string.
func quote(dst []byte, s string) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			b, err := json.Marshal(s)
			return append(dst, b...), err
		}
	}
	return append(append(append(dst, '"'), s...), '"'), nil
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

// Read reads a tally file. It takes what engines write that know no text keys and
// no whole numbers: a key may be a number, true, false or null (blank), a count
// may be 5.0. Unknown members are errors: a count that is not understood must not
// be lost in silence. Errors never show a key's value.
func Read(r io.Reader) (*Tally, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	dec.UseNumber()
	var f file
	if err := dec.Decode(&f); err != nil {
		return nil, plainly(err)
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
		switch v := v.(type) {
		case string:
			g.Key[i] = v
		case nil:
		case bool, json.Number:
			g.Key[i] = fmt.Sprint(v)
		default:
			return g, fmt.Errorf("the key's value for dimension %d is no text or number", i+1)
		}
	}
	if len(fg.Histogram) != Scores {
		return g, fmt.Errorf("the histogram has %d counts, not %d (scores 0 to 10)", len(fg.Histogram), Scores)
	}
	for i, n := range fg.Histogram {
		f, err := n.Float64()
		if err != nil || f < 0 || f > 1<<53 || f != math.Trunc(f) {
			return g, fmt.Errorf("the count of score %d is no whole number from 0", i)
		}
		g.Counts[i] = uint64(f)
	}
	return g, nil
}

// plainly words a decoding error without the types of this program.
func plainly(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("not a tally file: a %s stands where it may not, at byte %d", wrong.Value, wrong.Offset)
	}
	return fmt.Errorf("not a tally file: %w", err)
}

func checkNames(by []string) error {
	for i, name := range by {
		if slices.Contains(by[:i], name) {
			return fmt.Errorf("dimension %d has the name of an earlier one", i+1)
		}
	}
	return nil
}
