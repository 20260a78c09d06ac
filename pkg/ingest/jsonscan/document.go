package jsonscan

import (
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// step is where in the document a reader stands.
type step uint8

const (
	atStart      step = iota // before the outermost bracket
	atMember                 // in an enclosing object, before a key or its end
	afterMember              // behind a value in it
	atKey                    // behind a comma in it
	atFirst                  // behind the bracket that opens the array
	afterElement             // behind an element
	atElement                // behind a comma in the array
	atValue                  // between objects that stand one after another
	atEnd                    // behind the outermost bracket
)

// document reads arrays, enclosed arrays and objects one after another from
// pieces of text. It goes on from step to step, and a step is only taken when
// its text is there in full; so it can be called again with the same text and
// more behind it.
type document struct {
	*walker
	layout Layout
	step   step
	levels []level // the enclosing objects that are open
	found  bool    // the array was met
	max    int     // longest record, or member of an enclosing object
	emit   func(start, end int) error
}

// level is one enclosing object.
type level struct {
	path string // of this object, ending in a dot unless empty
	rest string // path of the array from here
	keys map[string]bool
	size int // bytes of keys
}

func newDocument(w *walker, l Layout, max int, emit func(start, end int) error) *document {
	m := &document{walker: w, layout: l, max: max, emit: emit}
	if l.Kind == Values {
		m.step = atValue
	}
	return m
}

// read takes all steps that d, which begins at offset in the stream, allows and
// returns how far it came. With final nothing follows d.
func (m *document) read(d []byte, offset int64, final bool) (done int, err *scan.Error) {
	m.begin(d)
	for {
		done = m.space(done)
		if done == len(d) {
			break
		}
		p, isRecord := m.next(done)
		if p < 0 {
			if e := m.stop(done, offset, final); e != nil || m.fault.kind == faultShort {
				return done, e
			}
		}
		if p-done > m.max {
			return done, tooLong(offset, done)
		}
		if isRecord {
			if err := m.emit(done, p); err != nil {
				return done, &scan.Error{Kind: scan.Stopped, Offset: offset + int64(done), Err: err}
			}
		}
		done = p
	}
	if final && m.step != atEnd && m.step != atValue {
		m.short()
		return done, m.stop(done, offset, true)
	}
	return done, nil
}

// stop turns the fault of a step that began at start into an error; a step that
// only lacks text is none, unless it is too long or the text is final.
func (m *document) stop(start int, offset int64, final bool) *scan.Error {
	f := m.fault
	switch {
	case f.beyond(start, m.max):
		return tooLong(offset, start)
	case f.kind == faultShort && !final:
		return nil
	case f.kind == faultShort && m.step == atStart:
		f.text = "there is nothing but white space"
	}
	return f.scanError(offset)
}

// next takes one step from p, where there is a byte that is not white space.
// isRecord tells that the step was a record.
func (m *document) next(p int) (end int, isRecord bool) {
	c := m.d[p]
	switch m.step {
	case atStart:
		return m.open(p), false
	case atMember, atKey:
		if c == '}' && m.step == atMember {
			return m.closeObject(p), false
		}
		return m.enclosed(p), false
	case afterMember:
		switch c {
		case ',':
			m.step = atKey
			return p + 1, false
		case '}':
			return m.closeObject(p), false
		}
		return m.fail(faultSyntax, p, "a comma or } was expected"), false
	case afterElement:
		if c == ',' {
			m.step = atElement
			return p + 1, false
		}
		fallthrough
	case atFirst:
		if c == ']' {
			if m.step = afterMember; len(m.levels) == 0 {
				m.step = atEnd
			}
			return p + 1, false
		}
		if m.step == afterElement {
			return m.fail(faultSyntax, p, "a comma or ] was expected"), false
		}
		return m.element(p, afterElement), true
	case atElement:
		return m.element(p, afterElement), true
	case atValue:
		return m.element(p, atValue), true
	}
	return m.fail(faultSyntax, p, "text after the end"), false
}

// element reads the record at p.
func (m *document) element(p int, then step) int {
	if m.d[p] != '{' {
		return m.fail(faultSyntax, p, "an object was expected")
	}
	if p = m.record(p); p > 0 {
		m.step = then
	}
	return p
}

// open takes the outermost bracket.
func (m *document) open(p int) int {
	switch c := m.d[p]; {
	case m.layout.Root == "" && c == '[':
		m.step = atFirst
	case m.layout.Root != "" && c == '{':
		m.push("", m.layout.Root)
	case m.layout.Root == "":
		return m.fail(faultSyntax, p, "an array was expected")
	default:
		return m.fail(faultSyntax, p, "an object with an array in it was expected")
	}
	return p + 1
}

func (m *document) push(path, rest string) {
	m.levels = append(m.levels, level{path: path, rest: rest, keys: map[string]bool{}})
	m.step = atMember
}

// closeObject takes the brace at p that closes the innermost enclosing object.
func (m *document) closeObject(p int) int {
	if len(m.levels) == 1 && !m.found {
		return m.fail(faultSyntax, p, "the object ends without the array "+quoteKey([]byte(m.layout.Root)))
	}
	m.levels = m.levels[:len(m.levels)-1]
	if m.step = afterMember; len(m.levels) == 0 {
		m.step = atEnd
	}
	return p + 1
}

// enclosed reads one key of an enclosing object, and its value unless it is, or
// leads to, the array.
func (m *document) enclosed(p int) int {
	v := m.key(p)
	if v < 0 {
		return -1
	}
	text, _ := m.keyName(m.d[p:v])
	name := string(text)
	in := &m.levels[len(m.levels)-1]
	if in.keys[name] {
		return m.double(p)
	}
	if in.size += len(name); len(in.keys) == maxKeys || in.size > scan.DefaultMaxRecord {
		return m.failAhead(faultSyntax, p, v+1, "an object has more than 65536 keys")
	}
	below, leads := strings.CutPrefix(in.rest, name+".")
	switch c := m.d[v]; {
	case !m.found && c == '[' && name == in.rest:
		m.found, m.step = true, atFirst
		in.keys[name] = true
		return v + 1
	case !m.found && c == '{' && leads:
		in.keys[name] = true
		m.push(in.path+name+".", below)
		return v + 1
	}
	end := m.value(v, len(m.levels))
	if end == len(m.d) { // a number may go on; something must follow in any case
		end = m.short()
	}
	if end < 0 {
		in.size -= len(name)
		return -1
	}
	if m.layout.Only && m.found {
		if others := arraysIn(m.d[v:end], in.path+name, len(m.levels)); len(others) > 0 {
			m.failAhead(faultSyntax, p, end+1, "")
			m.fault.err = &AmbiguousError{append([]string{m.layout.Root}, others...)}
			return -1
		}
	}
	in.keys[name] = true
	m.step = afterMember
	return end
}
