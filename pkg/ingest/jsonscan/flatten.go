package jsonscan

// ValueKind is the type of a JSON value.
type ValueKind uint8

// The types of JSON values.
const (
	Null ValueKind = iota
	Bool
	Number
	String
	ArrayValue  // an array of anything, as one leaf
	ObjectValue // an object without keys
)

// Flatten calls f for every leaf of record, the raw text of one object, in the
// order of the text, with the dotted path by which Scan would find it. Strings
// come unescaped, everything else as written; an array is one leaf with its raw
// text, an empty object too. value is valid until f returns. An error of f ends it.
func Flatten(record []byte, f func(path string, value []byte, kind ValueKind) error) error {
	w := &flattener{lexer: lexer{d: record}, f: f}
	p := w.space(0)
	if p == len(record) || record[p] != '{' {
		return fault{kind: faultSyntax, at: p, text: "an object was expected"}.scanError(0)
	}
	if p = w.object(p, 1); p >= 0 {
		if p = w.space(p); p == len(record) {
			return nil
		}
		w.fail(faultSyntax, p, "text after the object")
	}
	if w.err != nil {
		return w.err
	}
	return w.fault.scanError(0)
}

type flattener struct {
	lexer
	f       func(path string, value []byte, kind ValueKind) error
	path    []byte
	scratch []byte
	err     error // of f
}

// object lists the leaves of the object at p, which is depth levels deep.
func (w *flattener) object(p, depth int) int {
	if depth > maxDepth {
		return w.fail(faultDeep, p, "nested deeper than 64 levels")
	}
	start, length := p, len(w.path)
	if p = w.space(p + 1); p < len(w.d) && w.d[p] == '}' {
		if depth > 1 {
			return w.leaf(start, p+1, ObjectValue)
		}
		return p + 1
	}
	for {
		if p >= len(w.d) {
			return w.short()
		}
		start := p
		if p = w.key(p); p < 0 {
			return -1
		}
		name, _ := w.keyName(w.d[start:p])
		w.path = append(w.path, name...)
		if w.d[p] == '{' {
			w.path = append(w.path, '.')
			p = w.object(p, depth+1)
		} else {
			p = w.value(p, depth)
		}
		if p < 0 {
			return -1
		}
		w.path = w.path[:length]
		if p = w.space(p); p >= len(w.d) {
			return w.short()
		}
		switch w.d[p] {
		case '}':
			return p + 1
		case ',':
			p = w.space(p + 1)
		default:
			return w.fail(faultSyntax, p, "a comma or } was expected")
		}
	}
}

// value hands over the value at p, which is no object, as one leaf.
func (w *flattener) value(p, depth int) int {
	end := w.lexer.value(p, depth)
	if end < 0 {
		return -1
	}
	kind := Number
	switch w.d[p] {
	case '"':
		kind = String
	case '[':
		kind = ArrayValue
	case 't', 'f':
		kind = Bool
	case 'n':
		kind = Null
	}
	return w.leaf(p, end, kind)
}

func (w *flattener) leaf(start, end int, kind ValueKind) int {
	value := w.d[start:end]
	path := w.path
	switch kind {
	case String:
		if value = value[1 : len(value)-1]; hasEscape(value) {
			w.scratch, _ = unquote(w.scratch[:0], value)
			value = w.scratch
		}
	case ObjectValue: // its dot is written already
		path = path[:len(path)-1]
	}
	if w.err = w.f(string(path), value, kind); w.err != nil {
		return -1
	}
	return end
}
