package survey

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/yamlerr"
)

// maxDefinition is the largest survey.yaml in bytes that is read.
const maxDefinition = 1 << 20

// ParseDefinition reads survey.yaml. It is strict: an unknown key, role or value,
// a wrong type, a key or column given twice and a rule about a column that is not
// defined are errors. Every error is a *DefinitionError with file, line and column
// where there is a place, and with the nearest known name as a hint.
func ParseDefinition(data []byte, file string) (*Definition, error) {
	p := &parser{file: file, places: map[string]place{}}
	if len(data) > maxDefinition {
		return nil, &DefinitionError{File: file, Msg: fmt.Sprintf("a survey definition has at most %d bytes", maxDefinition)}
	}
	root, err := p.document(data)
	if err != nil {
		return nil, err
	}
	d := &Definition{file: file, places: p.places}
	var rules *yaml.Node
	at := root
	err = p.fields(root, "the survey definition", definitionKeys(), func(key string, v *yaml.Node) (err error) {
		switch key {
		case "survey":
			d.Survey, err = p.text(v, key)
		case "columns":
			at = v
			d.Columns, err = p.columns(v)
		case "rules":
			rules = v
		case "checks":
			d.Checks, err = p.checks(v)
		}
		return err
	})
	if err == nil && len(d.Columns) == 0 {
		err = p.fail(at, "columns are missing", `write them as "columns:" with one "- {from: HEADER, role: ROLE}" a line`)
	}
	if err == nil && rules != nil {
		err = p.rules(rules, d) // last, because rules name columns
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

func definitionKeys() []string { return []string{"survey", "columns", "rules", "checks"} }

// parser walks the tree of nodes, so that every mistake has its place.
type parser struct {
	file   string
	places map[string]place
}

func (p *parser) keep(what string, n *yaml.Node) { p.places[what] = place{n.Line, n.Column} }

func (p *parser) fail(n *yaml.Node, msg, hint string) error {
	return &DefinitionError{File: p.file, Line: n.Line, Column: n.Column, Msg: msg, Hint: hint}
}

// document gives the one value that the file holds.
func (p *parser) document(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) || (err == nil && (len(doc.Content) == 0 || doc.Content[0].Tag == "!!null")) {
		return nil, &DefinitionError{File: p.file, Msg: "the survey definition is empty", Hint: "nps validate --infer writes one from an export"}
	}
	if err != nil {
		return nil, p.syntax(err, data)
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, p.fail(&more, "a second document", "a survey definition is one document: remove the ---")
	case !errors.Is(err, io.EOF):
		return nil, p.syntax(err, data)
	}
	return doc.Content[0], nil
}

// syntax is the error of a text that is no YAML.
func (p *parser) syntax(err error, data []byte) error {
	line, msg := yamlerr.Place(err, data)
	return &DefinitionError{File: p.file, Line: line, Msg: "not YAML: " + msg}
}

// fields calls f for each key of a mapping and refuses unknown and repeated keys.
func (p *parser) fields(n *yaml.Node, what string, known []string, f func(key string, v *yaml.Node) error) error {
	return p.mapping(n, what, func(k, v *yaml.Node) error {
		for _, name := range known {
			if k.Value == name {
				return f(name, v)
			}
		}
		return p.fail(k, fmt.Sprintf("unknown key %q in %s", k.Value, what), didYouMean(k.Value, known))
	})
}

func (p *parser) mapping(n *yaml.Node, what string, f func(k, v *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return p.wrong(n, what, "keys with values")
	}
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Anchor != "" || k.Tag == "!!merge" {
			return p.wrong(k, "a key of "+what, "a plain word")
		}
		if line, ok := seen[k.Value]; ok {
			return p.fail(k, fmt.Sprintf("key %q is given twice in %s", k.Value, what), fmt.Sprintf("the first is in line %d", line))
		}
		seen[k.Value] = k.Line
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

// wrong makes the error for a node of the wrong kind.
func (p *parser) wrong(n *yaml.Node, what, want string) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "" || n.Tag == "!!merge":
		return p.fail(n, what+" uses an anchor, which a survey definition cannot have", "write the value out")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return p.fail(n, what+" has no value", "text that begins with # or holds \": \" needs quotes")
	}
	return p.fail(n, fmt.Sprintf("%s must be %s, not %s", what, want, kindName(n)), "")
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!str":
		return "a text"
	case "!!timestamp":
		return "a date"
	}
	return "this"
}

// text reads a value that must be a text. A number or true is refused, since
// another reader of the file would not take it for the text that is written.
func (p *parser) text(n *yaml.Node, what string) (string, error) {
	if n.Kind == yaml.ScalarNode && n.Anchor == "" && n.Tag != "!!str" && n.Tag != "!!null" {
		return "", p.fail(n, fmt.Sprintf("%s must be a text, not %s", what, kindName(n)), "put it into quotes")
	}
	return p.word(n, what)
}

// word reads an entry of a list or a key as the text that is written; numbers and
// true are texts there, because groups and answers may be called so.
func (p *parser) word(n *yaml.Node, what string) (string, error) {
	switch {
	case n.Kind != yaml.ScalarNode || n.Anchor != "":
		return "", p.wrong(n, what, "a text")
	case n.Tag == "!!str", n.Tag == "!!int", n.Tag == "!!float", n.Tag == "!!bool", n.Tag == "!!timestamp":
	default:
		return "", p.wrong(n, what, "a text")
	}
	if strings.TrimSpace(n.Value) == "" {
		return "", p.fail(n, what+" is empty", "")
	}
	return n.Value, nil
}

// oneOf reads a text that must be one of the known words.
func (p *parser) oneOf(n *yaml.Node, what string, known []string) (string, error) {
	s, err := p.text(n, what)
	if err != nil {
		return "", err
	}
	for _, k := range known {
		if s == k {
			return s, nil
		}
	}
	return "", p.fail(n, fmt.Sprintf("unknown %s %q", what, s), didYouMean(s, known))
}

// texts reads a list of different texts.
func (p *parser) texts(n *yaml.Node, what string) ([]string, error) {
	if n.Kind == yaml.ScalarNode && n.Anchor == "" && n.Tag != "!!null" {
		return nil, p.fail(n, fmt.Sprintf("%s must be a list, not %s", what, kindName(n)), "put it into brackets: [...]")
	}
	if n.Kind != yaml.SequenceNode || n.Anchor != "" {
		return nil, p.wrong(n, what, "a list of texts")
	}
	if len(n.Content) == 0 {
		return nil, p.fail(n, what+" is an empty list", "leave the key out")
	}
	seen := make(map[string]bool, len(n.Content))
	list := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		s, err := p.word(c, "an entry of "+what)
		if err != nil {
			return nil, err
		}
		if seen[s] {
			return nil, p.fail(c, fmt.Sprintf("%q is twice in %s", s, what), "")
		}
		seen[s] = true
		list = append(list, s)
	}
	return list, nil
}

func (p *parser) number(n *yaml.Node, what string) (float64, error) {
	if n.Kind != yaml.ScalarNode || n.Anchor != "" || (n.Tag != "!!int" && n.Tag != "!!float") {
		return 0, p.wrong(n, what, "a number")
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, p.fail(n, what+" must be a decimal number", "")
	}
	return v, nil
}

func (p *parser) whole(n *yaml.Node, what string, most int) (int, error) {
	v, err := p.number(n, what)
	if err != nil {
		return 0, err
	}
	if v != math.Trunc(v) || v < 0 || v > float64(most) {
		return 0, p.fail(n, fmt.Sprintf("%s must be a whole number from 0 to %d", what, most), "")
	}
	return int(v), nil
}

func (p *parser) checks(n *yaml.Node) (map[string]string, error) {
	m := map[string]string{}
	err := p.mapping(n, "checks", func(k, v *yaml.Node) error {
		p.keep("checks "+k.Value, k)
		if !isFindingID(k.Value) {
			return p.fail(k, fmt.Sprintf("%q is no finding", k.Value), "findings are written like score-invalid")
		}
		if v.Kind == yaml.ScalarNode && v.Tag == "!!bool" {
			return p.fail(v, "the severity of "+k.Value+" is a word", "severities are "+joinWords(Severities()))
		}
		s, err := p.oneOf(v, "severity", Severities())
		m[k.Value] = s
		return err
	})
	if len(m) == 0 {
		m = nil
	}
	return m, err
}

func isFindingID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' && i > 0 && i < len(s)-1) {
			return false
		}
	}
	return s != "" && len(s) <= 60
}
