package jsonscan

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// maxRootKeys is how many keys deep Sniff looks for an enclosed array.
const maxRootKeys = 3

// ShapeError tells that a document is JSON but holds no records.
type ShapeError struct {
	Line, Column int // both from 1; Column counts bytes
	Text         string
}

// Error returns the place and what stands there.
func (e *ShapeError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// AmbiguousError tells that an object encloses several arrays of objects.
type AmbiguousError struct {
	Paths []string // dotted, each fit for Layout.Root
}

// Error lists the paths, the first eight if there are more.
func (e *AmbiguousError) Error() string {
	var b strings.Builder
	b.WriteString("more than one array of objects: ")
	for i, p := range e.Paths {
		if i == 8 {
			fmt.Fprintf(&b, " and %d more", len(e.Paths)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoteKey([]byte(p)))
	}
	return b.String()
}

// Sniff finds the layout from the head of a stream without byte order mark;
// complete tells that the head is all of it. One object with exactly one array of
// objects in it, at most three keys deep, encloses an array; with several the
// error is an *AmbiguousError; with none the object is a record. So is an
// object whose key form_response holds an object, which is how Typeform delivers
// single answers; and an empty array encloses no records if its key is one of
// the usual ones ("responses" and the like). Other errors are *ShapeError
// or *scan.Error, with line and column.
func Sniff(head []byte, complete bool) (Layout, error) {
	s := &sniffer{lexer{d: head}, complete}
	p := s.space(0)
	switch {
	case p == len(head):
		return Layout{}, s.shape(p, "nothing but white space")
	case head[p] == '[':
		return s.array(p)
	case head[p] == '{':
		return s.object(p)
	}
	return Layout{}, s.shape(p, "neither an object nor an array")
}

type sniffer struct {
	lexer
	complete bool
}

// array judges the elements of an array that begins at p.
func (s *sniffer) array(p int) (Layout, error) {
	l := Layout{Kind: Array}
	lines := lineRule{d: s.d}
	for p = s.space(p + 1); ; {
		switch {
		case p == len(s.d) && s.complete:
			s.short()
			return l, s.syntax()
		case p == len(s.d):
			l.OnLines, l.Indent = lines.verdict()
			return l, nil
		case s.d[p] == ']' && lines.count == 0:
			return l, nil
		case s.d[p] != '{':
			return l, s.shape(p, "the array holds something other than objects")
		}
		end := s.nested(p, 0)
		if end < 0 && (s.complete || s.fault.kind != faultShort) {
			return l, s.syntax()
		}
		if end > 0 {
			lines.element(p, end)
			end = s.space(end)
		}
		if end < 0 || end == len(s.d) && !s.complete || end < len(s.d) && s.d[end] == ']' {
			l.OnLines, l.Indent = lines.verdict()
			return l, nil
		}
		if end == len(s.d) || s.d[end] != ',' {
			s.fail(faultSyntax, end, "a comma or ] was expected")
			return l, s.syntax()
		}
		p = s.space(end + 1)
	}
}

// lineRule finds out whether the elements of an array can be told by line ends.
type lineRule struct {
	d      []byte
	count  int
	end    int // of the element before
	indent string
	broken bool
}

func (r *lineRule) element(p, end int) {
	if r.count++; r.count > 1 {
		gap := string(r.d[r.end:p])
		line := strings.IndexByte(gap, '\n')
		if strings.Count(gap, "\n") != 1 || strings.Trim(gap[:line], " \t\r") != "," {
			r.broken = true
			line = 0
		}
		if r.count == 2 {
			r.indent = gap[line+1:]
		}
		if gap[line+1:] != r.indent {
			r.broken = true
		}
	}
	r.end = end
	if r.count == 2 {
		first := bytes.IndexByte(r.d, '{')
		_, inside := cutElements(r.indent)(r.d[first:p], false)
		r.broken = r.broken || inside
	}
	if r.count > 1 {
		_, inside := cutElements(r.indent)(r.d[p:end], false)
		r.broken = r.broken || inside
	}
}

// verdict wants two elements at least: one shows no rule.
func (r *lineRule) verdict() (onLines bool, indent string) {
	if r.count < 2 || r.broken {
		return false, ""
	}
	return true, r.indent
}

// object judges a document whose first value is the object at p.
func (s *sniffer) object(p int) (Layout, error) {
	end := s.nested(p, 0)
	if end < 0 {
		if s.complete || s.fault.kind != faultShort {
			return Layout{}, s.syntax()
		}
		return s.enclosing(p)
	}
	next := s.space(end)
	switch {
	case next == len(s.d) && s.complete:
		return s.enclosing(p)
	case next < len(s.d) && s.d[next] != '{':
		s.fail(faultSyntax, next, "a further object was expected")
		return Layout{}, s.syntax()
	}
	if s.onLines(p) {
		return Layout{Kind: Lines}, nil
	}
	return Layout{Kind: Values}, nil
}

// onLines tells whether all objects of the head from p on stand on one line
// each. What is wrong behind the first is left to the scan.
func (s *sniffer) onLines(p int) bool {
	for p < len(s.d) && s.d[p] == '{' {
		end := s.nested(p, 0)
		last := end < 0
		if last {
			end = min(max(s.fault.at, p), len(s.d))
		}
		if bytes.IndexByte(s.d[p:end], '\n') >= 0 {
			return false
		}
		next := s.space(end)
		if last || next == len(s.d) {
			return true
		}
		if bytes.IndexByte(s.d[end:next], '\n') < 0 {
			return false
		}
		p = next
	}
	return true
}

// usualRoot knows keys under which tools export their records.
func usualRoot(key string) bool {
	return slices.Contains([]string{"responses", "items", "results", "data", "records", "rows", "submissions", "answers"}, strings.ToLower(key))
}

// enclosing judges one object that may enclose an array of records.
func (s *sniffer) enclosing(p int) (Layout, error) {
	found := finder{lexer: lexer{d: s.d}}
	found.walk(p, "", 1)
	root := ""
	switch {
	case found.webhook:
		return Layout{Kind: Values}, nil
	case len(found.paths) > 1:
		return Layout{}, &AmbiguousError{found.paths}
	case len(found.paths) == 1:
		root = found.paths[0]
	case len(found.empty) == 1 && usualRoot(found.empty[0]):
		root = found.empty[0]
	default:
		return Layout{Kind: Values}, nil
	}
	return Layout{Kind: Array, Root: root, Only: !s.complete}, nil
}

// finder lists the arrays of an object.
type finder struct {
	lexer
	paths   []string // arrays whose first element is an object
	empty   []string // empty arrays at the top
	webhook bool     // form_response at the top is an object
}

// arraysIn returns the paths of the arrays of objects in or below a complete value at
// path, which is level keys long.
func arraysIn(value []byte, path string, level int) []string {
	f := finder{lexer: lexer{d: value}}
	f.value(0, path, level)
	return f.paths
}

// walk looks at all members of the object at p, as far as the text goes; level
// is the number of keys in the paths of its members.
func (f *finder) walk(p int, prefix string, level int) int {
	p = f.space(p + 1)
	for p < len(f.d) && f.d[p] != '}' {
		start := p
		if p = f.key(p); p < 0 {
			return -1
		}
		name, _ := f.keyName(f.d[start:p])
		if level == 1 && string(name) == "form_response" && f.d[p] == '{' {
			f.webhook = true
		}
		if p = f.value(p, prefix+string(name), level); p < 0 {
			return -1
		}
		if p = f.space(p); p < len(f.d) && f.d[p] == ',' {
			p = f.space(p + 1)
		}
	}
	return p + 1
}

func (f *finder) value(p int, path string, level int) int {
	switch {
	case f.d[p] == '{' && level < maxRootKeys:
		return f.walk(p, path+".", level+1)
	case f.d[p] == '[' && level <= maxRootKeys:
		switch first := f.space(p + 1); {
		case first == len(f.d):
		case f.d[first] == '{':
			f.paths = append(f.paths, path)
		case f.d[first] == ']' && level == 1:
			f.empty = append(f.empty, path)
		}
	}
	return f.lexer.value(p, level)
}

func (s *sniffer) syntax() error {
	line, column := place(s.d, s.fault.at)
	e := s.fault.scanError(0)
	e.Line = int64(line)
	e.Err = fmt.Errorf("at byte %d of the line: %w", column, e.Err)
	return e
}

func (s *sniffer) shape(p int, text string) error {
	line, column := place(s.d, p)
	return &ShapeError{line, column, text}
}

// place returns the line and the byte in it, both from 1, of d[at].
func place(d []byte, at int) (line, column int) {
	at = min(at, len(d))
	return bytes.Count(d[:at], []byte{'\n'}) + 1, at - bytes.LastIndexByte(d[:at], '\n')
}
