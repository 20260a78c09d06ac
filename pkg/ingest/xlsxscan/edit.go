package xlsxscan

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// place is where a cell stands in the XML of its sheet, in offsets.
type place struct {
	column             int
	from, content, end int64 // of the start tag, behind it, behind the cell
	shared             int   // number of its shared text, or -1
	text               string
	formula            formula

	changed bool
	becomes string
}

// sheetEditor copies the XML of a sheet and changes cells in it.
type sheetEditor struct {
	*copier
	book    *Book
	out     io.Writer
	columns []int
	edit    func(row int, cells []string, edits [][]Edit) error

	places []place // of the cells of the row, by column
	cells  []string
	edits  [][]Edit
	holds  []int // for each column, which of places has its text, or -1
	text   []byte

	edited   []uint64 // keys of all cells that were changed, ascending
	touched  []bool   // by the number of a shared text: a changed cell had it
	used     []bool   // a cell that stays has it
	formulas int      // cells that lost their formula
	lost     map[string]origin
	lostText int
	prev     int64 // where the last token ended
	links    links
}

func newSheetEditor(b *Book, out io.Writer, columns []int, edit func(row int, cells []string, edits [][]Edit) error) *sheetEditor {
	return &sheetEditor{
		book: b, out: out, columns: columns, edit: edit,
		cells: make([]string, len(columns)), edits: make([][]Edit, len(columns)), holds: make([]int, len(columns)),
		lost:  map[string]origin{},
		links: links{gone: map[string]bool{}, used: map[string]bool{}},
	}
}

// read begins to copy the sheet in r. The book's shared strings are known by now.
func (e *sheetEditor) read(r io.Reader) *tokens {
	e.copier = newCopier(r, e.out)
	e.touched = make([]bool, len(e.book.strings))
	e.used = make([]bool, len(e.book.strings))
	return e.x
}

// key orders cells as they stand in a sheet.
func key(row, column int) uint64 { return uint64(row)<<14 | uint64(column) }

// editRow has the row edited that s has just read, and copies it.
func (e *sheetEditor) editRow(s *sheetReader, cells []string) error {
	for i, c := range e.columns {
		e.edits[i] = e.edits[i][:0]
		e.cells[i] = ""
		if e.holds[i] = e.holder(s, c); e.holds[i] >= 0 {
			e.cells[i] = e.places[e.holds[i]].text
		}
	}
	if err := e.edit(s.row, e.cells, e.edits); err != nil {
		return err
	}
	for i, edits := range e.edits {
		if len(edits) == 0 {
			continue
		}
		text, err := apply(e.cells[i], edits)
		if err != nil {
			return err
		}
		if text == e.cells[i] {
			continue
		}
		if e.holds[i] < 0 {
			return errEdits
		}
		if p := &e.places[e.holds[i]]; !p.changed { // else merged, and edited in another column
			p.changed, p.becomes = true, text
		}
	}
	for i := range e.places {
		if err := e.finish(s.row, &e.places[i]); err != nil {
			return err
		}
	}
	clear(e.places)
	e.places = e.places[:0]
	return e.copyTo(e.x.offset())
}

// holder finds the cell that has the text of a column: in the merged cells of
// the first rows the leftmost one, as in Rows, unless the column has its own text
// below.
func (e *sheetEditor) holder(s *sheetReader, column int) int {
	own := e.find(column)
	if own >= 0 && e.places[own].text != "" {
		return own
	}
	for _, m := range s.merged {
		if m.row == s.row && m.first < column && column <= m.last {
			if first := e.find(m.first); first >= 0 && e.places[first].text != "" {
				return first
			}
		}
	}
	return own
}

func (e *sheetEditor) find(column int) int {
	i, ok := slices.BinarySearchFunc(e.places, column, func(p place, column int) int { return p.column - column })
	if !ok {
		return -1
	}
	return i
}

// finish writes a cell that changed and keeps account of what the others need.
func (e *sheetEditor) finish(row int, p *place) error {
	f := &p.formula
	if !p.changed {
		if p.shared >= 0 {
			e.used[p.shared] = true
		}
		if f.kind != "shared" {
			return nil
		}
		if f.text != "" {
			delete(e.lost, f.index)
		} else if o, ok := e.lost[f.index]; ok {
			return e.ownFormula(f, o.at(row, p.column))
		}
		return nil
	}
	e.edited = append(e.edited, key(row, p.column))
	if p.shared >= 0 {
		e.touched[p.shared] = true
	}
	if f.end > 0 {
		e.formulas++
	}
	if f.kind == "shared" && f.text != "" {
		if e.lostText += len(f.text); e.lostText > maxRaw {
			return fmt.Errorf("%w: formulas", ErrTooBig)
		}
		e.lost[f.index] = origin{f.text, row, p.column}
	}
	return e.replace(p)
}

// replace writes a cell with its new text in place of the old one. What said how
// the old value came about or was meant (cm, vm) goes with it.
func (e *sheetEditor) replace(p *place) error {
	tag := e.bytes(p.from, p.content)
	prefix, name := tagName(tag)
	kind := "inlineStr"
	if p.becomes == "" {
		kind = ""
	}
	b, ok := retag(e.text[:0], tag, kind, "t", "cm", "vm")
	if !ok {
		return ErrBroken
	}
	if p.becomes != "" {
		b = fmt.Appendf(b, `<%sis><%st xml:space="preserve">`, prefix, prefix)
		b = appendText(b, p.becomes)
		b = fmt.Appendf(b, `</%st></%sis>`, prefix, prefix)
	}
	e.text = fmt.Appendf(b, `</%s>`, name)
	return e.put(p.from, p.end, e.text)
}

// ownFormula gives a cell whose formula was that of another the formula itself.
func (e *sheetEditor) ownFormula(f *formula, text string) error {
	tag := e.bytes(f.from, f.content)
	_, name := tagName(tag)
	b, ok := retag(e.text[:0], tag, "", "t", "si", "ref")
	if !ok {
		return ErrBroken
	}
	b = appendXML(b, text)
	e.text = fmt.Appendf(b, `</%s>`, name)
	return e.put(f.from, f.end, e.text)
}

// tagName returns the name in a start tag and its prefix with the colon.
func tagName(tag []byte) (prefix, name string) {
	n := 1
	for n < len(tag) && !isSpace(tag[n]) && tag[n] != '>' && tag[n] != '/' {
		n++
	}
	name = string(tag[1:n])
	return name[:strings.IndexByte(name, ':')+1], name
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// retag copies a start tag without the attributes in drop and without the slash
// of an empty element. kind, unless empty, is what the attribute t becomes, in
// its place or at the end. ok is false if the tag is none.
func retag(b, tag []byte, kind string, drop ...string) (_ []byte, ok bool) {
	end := len(tag) - 1
	if end > 0 && tag[end-1] == '/' {
		end--
	}
	_, name := tagName(tag)
	i := 1 + len(name)
	b = append(b, tag[:i]...)
	for {
		gap := i
		for i < end && isSpace(tag[i]) {
			i++
		}
		if i >= end {
			break
		}
		from := i
		for i < end && !isSpace(tag[i]) && tag[i] != '=' {
			i++
		}
		name := string(tag[from:i])
		for i < end && (isSpace(tag[i]) || tag[i] == '=') {
			i++
		}
		if i >= end {
			return nil, false
		}
		n := slices.Index(tag[i+1:end], tag[i])
		if n < 0 {
			return nil, false
		}
		i += n + 2
		switch {
		case !slices.Contains(drop, name):
			b = append(b, tag[gap:i]...)
		case name == "t" && kind != "":
			b = fmt.Appendf(b, ` t="%s"`, kind)
			kind = ""
		}
	}
	if kind != "" {
		b = fmt.Appendf(b, ` t="%s"`, kind)
	}
	return append(b, '>'), true
}

// appendText appends the text of a cell as XML. Characters that XML cannot hold
// or would change are written as _xHHHH_, and so is what looks like one of these.
func appendText(b []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '_':
			if _, looks := escaped(text[i:]); looks {
				b = append(b, "_x005F"...) // the underscore itself
			}
			b = append(b, '_')
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			b = fmt.Appendf(b, "_x%04X_", r)
		default:
			b = appendXML(b, text[i:i+utf8.RuneLen(r)]) // the text is valid
		}
	}
	return b
}

// appendXML appends s with what has a meaning in XML escaped.
func appendXML(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
