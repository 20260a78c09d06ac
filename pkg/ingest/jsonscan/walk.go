package jsonscan

import "strconv"

// Limits of one object whose keys are told apart. Beyond maxKeys it is no
// survey response; the keys that are remembered from record to record are
// forgotten at forgetKeys keys or forgetBytes bytes of names.
const (
	maxKeys     = 1 << 16
	forgetKeys  = 1 << 12
	forgetBytes = 1 << 20
)

// walker reads records: it checks their whole structure and picks the wanted
// cells on the way.
type walker struct {
	lexer
	root    *node
	cells   [][]byte
	ranks   []uint8 // of what stands in cells: rank+1, 0 for nothing; nil when no path has two readings
	spans   []span  // where in d the values of cells are written; nil unless they are to be changed
	scratch []byte  // unescaped texts of the record
	end     int     // of the last record
	halves  int     // lone halves of surrogate pairs replaced in this record
	lone    int64   // the same in all records
}

// span is the place of a value as it is written, quotes included; an end of 0
// means that there is none.
type span struct{ start, end int }

func newWalker(paths []string) *walker {
	w := &walker{cells: make([][]byte, len(paths))}
	var ranked bool
	if w.root, ranked = tree(paths); ranked {
		w.ranks = make([]uint8, len(paths))
	}
	return w
}

// record reads the object at p, fills cells, and returns its end or -1.
func (w *walker) record(p int) int {
	clear(w.cells)
	clear(w.ranks)
	clear(w.spans)
	w.scratch, w.halves = w.scratch[:0], 0
	w.end = w.object(p+1, w.root)
	if w.end > 0 {
		w.lone += int64(w.halves)
	}
	return w.end
}

// object reads an object from p, after its opening brace. Most records have the
// keys of the record before in the same order, so each key is first compared
// with the one that followed the last key then; that needs no search of the
// key's end, and no look-up. In such a record strings that are not wanted are
// stepped over without a call.
func (w *walker) object(p int, n *node) int {
	d := w.d
	n.stamp++
	if len(n.slots) > forgetKeys || n.size > forgetBytes {
		n.slots, n.size, n.first = nil, 0, &slot{}
	}
	prev := n.first
	if p = w.space(p); p < len(d) && d[p] == '}' {
		return p + 1
	}
	for count := 0; ; count++ {
		if count == maxKeys && p < len(d) {
			return w.fail(faultSyntax, p, "an object has more than 65536 keys")
		}
		key := p
		s := prev.next
		if s != nil && p+wordsSize < len(d) && s.words.begin(d[p:]) {
			w.k++
			p += len(s.raw)
		} else if p, s = w.nextKey(p, n, prev); p < 0 {
			return -1
		}
		if s.stamp == n.stamp {
			return w.double(key)
		}
		s.stamp = n.stamp
		prev = s
		if s.child == nil && p < len(d) && d[p] == '"' && w.k < len(w.ends) {
			p = int(w.ends[w.k]) + 1
			w.k++
		} else if p = w.member(p, n, s.child); p < 0 {
			return -1
		}
		if p+1 < len(d) && d[p] == ',' && d[p+1] > ' ' {
			p++
			continue
		}
		var more bool
		if p, more = w.goesOn(p); !more {
			return p
		}
	}
}

// nextKey reads the key at p and what stands before its value. It is the one
// that followed prev, or the one behind that, or has to be looked up.
func (w *walker) nextKey(p int, n *node, prev *slot) (int, *slot) {
	s := prev.next
	if s != nil && !s.begins(w.d, p) {
		s = s.next // one key of the record before may be left out
	}
	if s != nil && s.begins(w.d, p) {
		w.k++
		return w.space(p + len(s.raw)), s
	}
	p, s = w.newKey(p, n)
	if p >= 0 {
		prev.next = s
	}
	return p, s
}

// member reads the value at p of a key of n.
func (w *walker) member(p int, n, child *node) int {
	d := w.d
	if p < len(d) && d[p] <= ' ' { // more of it than behind this key last time
		p = w.space(p)
	}
	switch {
	case p >= len(d):
		return w.short()
	case child != nil:
		return w.wanted(p, child)
	case d[p] == '"':
		if p = w.str(p + 1); p < 0 {
			return -1
		}
		return p + 1
	}
	return w.value(p, n.depth)
}

// goesOn reads what follows a value in an object: a comma, then more is true and
// p at the next key, or the brace that closes the object.
func (w *walker) goesOn(p int) (_ int, more bool) {
	d := w.d
	p = w.space(p)
	switch {
	case p >= len(d):
		return w.short(), false
	case d[p] == '}':
		return p + 1, false
	case d[p] != ',':
		return w.fail(faultSyntax, p, "a comma or } was expected"), false
	}
	return w.space(p + 1), true
}

// newKey reads the key at p in full and returns the position of its value.
func (w *walker) newKey(p int, n *node) (int, *slot) {
	if p >= len(w.d) {
		return w.short(), nil
	}
	start := p
	if p = w.key(p); p < 0 {
		return -1, nil
	}
	raw := w.d[start:p]
	name, plain := w.keyName(raw)
	s := n.slots[string(name)]
	if s == nil {
		s = &slot{child: n.kids[string(name)]}
		s.setRaw("")
		if n.slots == nil {
			n.slots = map[string]*slot{}
		}
		n.slots[string(name)] = s
		n.size += len(name)
	}
	switch {
	case !plain || len(raw) > len(name)+8:
		s.setRaw("")
	case s.raw != string(raw):
		s.setRaw(string(raw))
	}
	return p, s
}

// keyName returns the text of a key that is followed by its colon and blanks;
// plain tells that it has no escapes.
func (l *lexer) keyName(raw []byte) (name []byte, plain bool) {
	end := len(raw) - 1
	for raw[end] != ':' {
		end--
	}
	for raw[end] != '"' {
		end--
	}
	if name = raw[1:end]; hasEscape(name) {
		name, _ = unquote(nil, name)
		return name, false
	}
	return name, true
}

// double notes that the key at p stands twice in its object.
func (w *walker) double(p int) int {
	w.leaveIndex() // this key has been taken
	value := w.key(p)
	if value < 0 {
		return -1
	}
	name, _ := w.keyName(w.d[p:value])
	return w.failAhead(faultDouble, p, value+1, "the key "+quoteKey(name))
}

// wanted reads the value at p of a node that wanted paths lead to or through.
func (w *walker) wanted(p int, n *node) int {
	d := w.d
	start := p
	switch c := d[p]; {
	case c == '"':
		if p = w.str(p + 1); p < 0 {
			return -1
		}
		text := d[start+1 : p]
		if len(n.cells) > 0 && hasEscape(text) {
			from := len(w.scratch)
			var lone int
			w.scratch, lone = unquote(w.scratch, text)
			w.halves += lone
			text = w.scratch[from:len(w.scratch):len(w.scratch)]
		}
		w.set(n, text, start, p+1)
		return p + 1
	case c == '{' && n.kids != nil:
		if n.depth > maxDepth {
			return w.fail(faultDeep, p, "nested deeper than 64 levels")
		}
		p = w.object(p+1, n)
	default:
		if p = w.value(p, n.depth-1); p > 0 && c == 'n' {
			w.set(n, nil, start, p)
			return p
		}
	}
	if p > 0 {
		w.set(n, d[start:p], start, p)
	}
	return p
}

// set gives a value, which is written at start to end, to the cells of a node.
func (w *walker) set(n *node, value []byte, start, end int) {
	for _, t := range n.cells {
		if w.ranks != nil {
			if r := w.ranks[t.cell]; r != 0 && r <= t.rank+1 {
				continue
			}
			w.ranks[t.cell] = t.rank + 1
		}
		w.cells[t.cell] = value
		if w.spans != nil {
			w.spans[t.cell] = span{start, end}
		}
	}
}

// quoteKey returns a key for a message: cut to 40 bytes and made printable.
func quoteKey(name []byte) string {
	if len(name) > 40 {
		return strconv.Quote(string(name[:40])) + "..."
	}
	return strconv.Quote(string(name))
}
