package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/yamlerr"
)

// maxFile is far above what anybody writes by hand; beyond it something other
// than a configuration file was named.
const maxFile = 1 << 20

// layer is what one source says: checked values and where each stands.
type layer struct {
	kind   Layer
	where  string
	values map[string]any
	lines  map[string]int
	labels map[string]string // setting -> flag or variable, where there is no line
}

// readFile reads and checks one file. A file that does not exist gives nil
// unless it has to exist.
func readFile(kind Layer, name, path, home string, must bool) (*layer, error) {
	data, err := slurp(path)
	if missing(err) && !must {
		return nil, nil
	}
	if err != nil {
		var pathError *os.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err
		}
		return nil, &Error{File: name, Msg: "the configuration cannot be read: " + err.Error()}
	}
	l := &layer{kind: kind, where: name, values: map[string]any{}, lines: map[string]int{}}
	c := checker{file: name, dir: filepath.Dir(name), home: home}
	if err := c.document(data, l); err != nil {
		return nil, err
	}
	return l, nil
}

func slurp(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errors.New("it is larger than 1 MiB")
	}
	return data, err
}

// checker walks the YAML tree of one file.
type checker struct{ file, dir, home string }

func (c *checker) fail(n *yaml.Node, name, msg, hint string) *Error {
	return &Error{File: c.file, Line: n.Line, Column: n.Column, Name: name, Msg: msg, Hint: hint}
}

func (c *checker) document(data []byte, l *layer) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err == io.EOF {
		return nil
	} else if err != nil {
		return c.syntax(err, data)
	}
	if err := decoder.Decode(&second); err == nil {
		return c.fail(&second, "", "a second document begins here", "keep one document in the file")
	} else if err != io.EOF {
		return c.syntax(err, data)
	}
	if len(doc.Content) != 1 {
		return nil
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil
	}
	return c.pairs(root, names(), func(name string, key, value *yaml.Node) error {
		row, _ := Find(name)
		v, err := c.value(row, value)
		if err != nil {
			return err
		}
		l.values[row.Name], l.lines[row.Name] = v, key.Line
		return nil
	})
}

// pairs walks a mapping whose keys come from a list: unknown names, names given
// twice (also once with dashes and once with underscores), aliases and merge
// keys are refused.
func (c *checker) pairs(n *yaml.Node, known []string, f func(name string, key, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return c.fail(n, "", "this is not a list of names and values", "write each setting as name: value")
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return c.fail(key, "", "this is not a name", "")
		}
		name := strings.ReplaceAll(key.Value, "_", "-")
		if !contains(known, name) {
			hint := "the names are " + strings.Join(known, ", ")
			if near := suggest.Nearest(name, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return c.fail(key, "", quote(key.Value)+" is not a setting", hint)
		}
		if line := seen[name]; line > 0 {
			return c.fail(key, name, fmt.Sprintf("is given twice, first in line %d", line), "keep one of the two")
		}
		seen[name] = key.Line
		if value.Kind == yaml.AliasNode {
			return c.fail(value, name, "is an alias", "write the value out")
		}
		if err := f(name, key, value); err != nil {
			return err
		}
	}
	return nil
}

// value checks the YAML type of one value and then the value itself.
func (c *checker) value(s Setting, n *yaml.Node) (any, error) {
	if !s.List() {
		return c.single(s, n)
	}
	if n.Kind != yaml.SequenceNode {
		return nil, c.fail(n, s.Name, "is "+typeName(n)+", not a list", "write "+s.Name+": [...], or each item on a line of its own behind a dash")
	}
	if s.Kind == Surveys {
		return c.surveys(s, n)
	}
	list := []string{}
	for _, item := range n.Content {
		v, err := c.single(s, item)
		if err != nil {
			return nil, err
		}
		list = append(list, v.(string))
	}
	return list, nil
}

// single takes a scalar whose YAML type fits the kind. Types are compared, never
// converted: the text of the file is what is checked.
func (c *checker) single(s Setting, n *yaml.Node) (any, error) {
	want, types := "a text", "!!str"
	switch s.Kind {
	case Whole:
		want, types = "a whole number", "!!int"
	case Share:
		want, types = "a number", "!!float !!int"
	case Switch:
		want, types = "true or false", "!!bool"
	case Limit, Texts:
		types = "!!str !!int !!float" // na: [-99] is what people write; it is kept as written
	}
	if n.Kind != yaml.ScalarNode || !contains(strings.Fields(types), n.ShortTag()) {
		hint := ""
		if n.Kind == yaml.ScalarNode && strings.HasPrefix(types, "!!str") && n.ShortTag() != "!!null" {
			hint = "put the text into quotes"
		}
		return nil, c.fail(n, s.Name, "is "+typeName(n)+", not "+want, hint)
	}
	v, p := s.scalar(n.Value)
	if p != nil {
		return nil, c.fail(n, s.Name, p.msg, p.hint)
	}
	if s.Kind == Path || s.Kind == Paths {
		v = c.resolve(n.Value)
	}
	return v, nil
}

// surveys reads the list of {files, survey}.
func (c *checker) surveys(s Setting, n *yaml.Node) (any, error) {
	list := []any{}
	text := Setting{Name: s.Name, Kind: Path}
	for _, item := range n.Content {
		entry := map[string]any{}
		err := c.pairs(item, []string{"files", "survey"}, func(name string, _, value *yaml.Node) error {
			v, err := c.single(text, value)
			if err != nil {
				return err
			}
			if _, err := filepath.Match(value.Value, ""); name == "files" && err != nil {
				return c.fail(value, s.Name, "the pattern "+quote(value.Value)+" cannot be read",
					"in a pattern [ begins a set that ] ends; a bracket itself is written [[]")
			}
			if name == "files" {
				v = c.pattern(value.Value)
			}
			entry[name] = v
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, name := range []string{"files", "survey"} {
			if entry[name] == nil {
				return nil, c.fail(item, s.Name, "an entry has no "+name, "write {files: \"exports/retail-*.csv\", survey: retail.yaml}")
			}
		}
		list = append(list, entry)
	}
	return list, nil
}

// resolve makes a path relative to the file that names it, so that a setting
// means the same from every directory.
func (c *checker) resolve(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && c.home != "" {
		return filepath.Join(c.home, rest)
	}
	if filepath.IsAbs(path) || c.dir == "." {
		return path
	}
	return filepath.Join(c.dir, path)
}

// pattern makes a pattern of files relative to the file that names it. The
// directory is no pattern, whatever its name.
func (c *checker) pattern(files string) string {
	literal := []string{"[", "[[]", "*", "[*]", "?", "[?]"}
	if filepath.Separator != '\\' {
		literal = append(literal, `\`, `\\`)
	}
	here := *c
	here.dir = strings.NewReplacer(literal...).Replace(c.dir)
	here.home = strings.NewReplacer(literal...).Replace(c.home)
	return here.resolve(files)
}

// syntax gives the line that the YAML reader says in words, or not at all: it is
// silent about the first line, about bytes that are no text and about aliases.
func (c *checker) syntax(err error, data []byte) *Error {
	line, msg := yamlerr.Place(err, data)
	return &Error{File: c.file, Line: line, Msg: "this is not YAML: " + msg}
}

func typeName(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!int":
		return "a whole number"
	case "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "empty"
	case "!!str":
		return "a text"
	}
	return "something else"
}

func contains(list []string, word string) bool {
	for _, item := range list {
		if item == word {
			return true
		}
	}
	return false
}
