package jsonscan

import (
	"bytes"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// quote writes a string with the edited text of inside, which is a string without its
// quotes, or a number or word. Edits count bytes of the text that it stands for, or
// with raw bytes as they are written; they fit.
func (c *copier) quote(inside []byte, edits []scan.Edit, raw bool) {
	c.out = append(c.out, '"')
	begin := len(c.out)
	at := cursor{s: inside, raw: raw}
	at.find()
	for i := range edits {
		from := at.p
		at.move(edits[i].Start, false)
		c.keep(begin, inside[from:at.p])
		c.out = appendEscaped(c.out, edits[i].Text)
		if edits[i].Start < edits[i].End {
			at.move(edits[i].End, true)
		}
	}
	c.keep(begin, inside[at.p:])
	c.out = append(c.out, '"')
}

// keep writes a part of a string as it is, behind what out holds of the string from
// begin on. Two lone halves that come together do not become a pair.
func (c *copier) keep(begin int, part []byte) {
	if half(part, 0xdc00) && endsInHigh(c.out[begin:]) {
		c.out = append(c.out[:len(c.out)-6], `\ufffd`...)
	}
	c.out = append(c.out, part...)
}

// half tells whether s begins with the escape sequence of one half of a surrogate
// pair: a first one if kind is 0xd800, a second one if it is 0xdc00.
func half(s []byte, kind rune) bool {
	return len(s) >= 6 && s[0] == '\\' && s[1] == 'u' && hex4(s[2:])&0xfc00 == kind
}

// endsInHigh tells whether s, the inside of a string, ends with the first half of a
// surrogate pair.
func endsInHigh(s []byte) bool {
	p := len(s) - 6
	if p < 0 || !half(s[p:], 0xd800) {
		return false
	}
	before := len(s[:p]) - len(bytes.TrimRight(s[:p], `\`))
	return before%2 == 0 // else its backslash is itself escaped
}

// cursor is a place in the inside of a string, as it is written and in the text
// that it stands for. It is never inside an escape sequence.
type cursor struct {
	s    []byte
	raw  bool // the text is s itself
	p    int  // in s
	t    int  // in the text
	next int  // the first escape sequence from p on, or the end of s
}

func (c *cursor) find() {
	if c.next = bytes.IndexByte(c.s[c.p:], '\\'); c.next < 0 {
		c.next = len(c.s) - c.p
	}
	c.next += c.p
}

// move goes forward to a place in the text. If that is inside an escape sequence it
// stops before it, or with whole behind it.
func (c *cursor) move(to int, whole bool) {
	for c.t < to && c.p < len(c.s) {
		if n := min(c.next-c.p, to-c.t); n > 0 {
			c.p += n
			c.t += n
			continue
		}
		written, size := escapeSize(c.s[c.p:])
		if c.raw {
			size = written
		}
		if !whole && c.t+size > to {
			return
		}
		c.p += written
		c.t += size
		c.find()
	}
}

// escapeSize returns how long the escape sequence, or pair of them, is that s begins
// with, and the text that unquote makes of it.
func escapeSize(s []byte) (written, text int) {
	if s[1] != 'u' {
		return 2, 1
	}
	r, _, rest := unquoteHex(s[2:])
	return len(s) - len(rest), utf8.RuneLen(r)
}

// appendEscaped appends text as it is written inside a JSON string.
func appendEscaped(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
