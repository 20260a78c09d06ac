package xlsxscan

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formula is where a cell's formula stands in the XML, end 0 without one.
type formula struct {
	from, content, end int64
	kind, index, text  string // attributes t and si; the text of one that others share
}

// readFormula reads a formula whose XML begins at the offset from.
func readFormula(x *tokens, attrs []xml.Attr, from int64) (formula, error) {
	f := formula{from: from, content: x.offset(), kind: attr(attrs, "t"), index: attr(attrs, "si")}
	text, err := plainText(x, "f")
	if f.kind == "shared" {
		f.text = text
	}
	f.end = x.offset()
	return f, err
}

// origin is a formula that other cells share (ECMA-376 part 1, 18.3.1.40) with the
// cell in which it is written. When that cell is changed to a text, the others are
// given the formula.
type origin struct {
	text        string
	row, column int
}

// at returns the formula as it reads in another cell: relative references move
// along.
func (o origin) at(row, column int) string {
	m := mover{rest: o.text, rows: row - o.row, columns: column - o.column}
	for m.rest != "" {
		m.step()
	}
	return m.out.String()
}

type mover struct {
	rest          string
	out           strings.Builder
	rows, columns int
}

func (m *mover) copy(n int) {
	m.out.WriteString(m.rest[:n])
	m.rest = m.rest[n:]
}

// step copies one piece of the formula: a quoted text or name, what stands in
// brackets, a word, or a sign.
func (m *mover) step() {
	switch c := m.rest[0]; {
	case c == '"' || c == '\'':
		n := strings.IndexByte(m.rest[1:], c) + 2
		if n < 2 {
			n = len(m.rest)
		}
		m.copy(n)
	case c == '[':
		m.copy(bracketed(m.rest))
	case wordEnd(m.rest) > 0:
		m.word(wordEnd(m.rest))
	default:
		m.copy(1)
	}
}

// bracketed is the length of a name in brackets, which can hold brackets; ' makes
// the next character one of the name.
func bracketed(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\'':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// wordEnd is the length of the name, number or reference at the start of s.
func wordEnd(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '$' || c == '_' || c == '.' || c == '\\' || c == '?' || c >= utf8.RuneSelf) {
			return i
		}
	}
	return len(s)
}

// word copies a word, moved if it is a cell or a range of whole rows or columns.
func (m *mover) word(n int) {
	word, after := m.rest[:n], m.rest[n:]
	if strings.HasPrefix(after, "(") || strings.HasPrefix(after, "!") {
		m.copy(n)
		return
	}
	if column, row, ok := splitReference(word); ok && column != "" && row != "" {
		m.rest = after
		m.out.WriteString(m.moved(column, row))
		return
	}
	if strings.HasPrefix(after, ":") {
		k := wordEnd(after[1:])
		column, row, ok := splitReference(word)
		column2, row2, ok2 := splitReference(after[1 : 1+k])
		next := after[1+k:]
		if ok && ok2 && (column == "") == (column2 == "") && (row == "") == (row2 == "") && !strings.HasPrefix(next, "!") && !strings.HasPrefix(next, "(") {
			m.rest = next
			first, last := m.moved(column, row), m.moved(column2, row2)
			m.out.WriteString(first + ":" + last)
			return
		}
	}
	m.copy(n)
}

// splitReference splits $AB$12, $AB or $12; ok is false if the word is none of
// them.
func splitReference(word string) (column, row string, ok bool) {
	i := 0
	if strings.HasPrefix(word, "$") {
		i++
	}
	letters := i
	for i < len(word) && word[i]|0x20 >= 'a' && word[i]|0x20 <= 'z' {
		i++
	}
	if i == letters {
		i = 0
	}
	column, row = word[:i], word[i:]
	digits := strings.TrimPrefix(row, "$")
	if row != "" && (digits == "" || strings.Trim(digits, "0123456789") != "") {
		return "", "", false
	}
	if column != "" {
		if n, _, fits := reference(strings.TrimPrefix(column, "$") + "1"); !fits || n >= maxColumns {
			return "", "", false
		}
	}
	if row != "" {
		if n, err := strconv.Atoi(digits); err != nil || n < 1 || n > maxRows {
			return "", "", false
		}
	}
	return column, row, word != ""
}

// moved moves the parts of a reference that have no $.
func (m *mover) moved(column, row string) string {
	if column != "" && column[0] != '$' {
		n, _, _ := reference(column + "1")
		if n += m.columns; n < 0 || n >= maxColumns {
			return "#REF!"
		}
		column = columnName(n)
	}
	if row != "" && row[0] != '$' {
		n, _ := strconv.Atoi(row)
		if n += m.rows; n < 1 || n > maxRows {
			return "#REF!"
		}
		row = strconv.Itoa(n)
	}
	return column + row
}

// columnName is the letters of a column, from 0.
func columnName(n int) string {
	var name []byte
	for n++; n > 0; n = (n - 1) / 26 {
		name = append([]byte{byte('A' + (n-1)%26)}, name...)
	}
	return string(name)
}
