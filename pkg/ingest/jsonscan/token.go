package jsonscan

import (
	"encoding/binary"
	"math/bits"
)

// maxDepth is the deepest nesting of objects and arrays inside one record; the
// record itself is level 1. A bit stack of one word holds it.
const maxDepth = 64

// lexer walks over JSON text in d. All its methods take a position and return
// the next one, or -1 after they have noted in fault what is wrong. A lexer
// that runs out of text notes faultShort: only the caller knows whether more
// is to come.
type lexer struct {
	d       []byte
	oneLine bool // a line feed is no white space: the record must end before it
	fault   fault
	index
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// str reads the rest of a string from p, just after its opening quote, and
// returns the position of the closing quote.
func (l *lexer) str(p int) int {
	if l.k < len(l.ends) || l.on && l.ahead() {
		l.k++
		return int(l.ends[l.k-1])
	}
	return l.plainStr(p)
}

// plainStr does so without an index.
//
// Eight bytes are looked at together. Flipping bit 1 moves the quote (0x22) to
// 0x20 and leaves control characters below 0x20, so one comparison with 0x21
// finds both. Only the lowest mark of a word is exact, and only that is used.
func (l *lexer) plainStr(p int) int {
	d := l.d
	for {
		var c byte
		for {
			if len(d)-p < 8 {
				if p >= len(d) {
					return l.short()
				}
				c = d[p]
				if c == '"' || c == '\\' || c < 0x20 {
					break
				}
				p++
				continue
			}
			w := binary.LittleEndian.Uint64(d[p:])
			m := (((w ^ 2*ones) - 0x21*ones) | ((w ^ 0x5c*ones) - ones)) &^ w & highs
			if m == 0 {
				p += 8
				continue
			}
			p += bits.TrailingZeros64(m) >> 3
			c = d[p]
			break
		}
		switch c {
		case '"':
			return p
		case '\\':
			if p = l.escape(p); p < 0 {
				return -1
			}
		default:
			return l.fail(faultSyntax, p, "control character inside a string")
		}
	}
}

// escape steps over one escape sequence that begins with the backslash at p.
func (l *lexer) escape(p int) int {
	d := l.d
	if p+1 >= len(d) {
		return l.short()
	}
	switch d[p+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return p + 2
	case 'u':
		for i := p + 2; i < p+6; i++ {
			if i >= len(d) {
				return l.short()
			}
			if hexDigit(d[i]) < 0 {
				return l.failAhead(faultSyntax, p, i+1, `\u needs four hexadecimal digits`)
			}
		}
		return p + 6
	}
	return l.failAhead(faultSyntax, p, p+2, "unknown escape sequence in a string")
}

// space steps over white space; unlike the other methods it cannot fail.
func (l *lexer) space(p int) int {
	d := l.d
	for p < len(d) && (d[p] == ' ' || d[p] == '\n' && !l.oneLine || d[p] == '\r' || d[p] == '\t') {
		p++
	}
	return p
}

// number reads a number that begins at p, by the grammar of RFC 8259 section 6.
func (l *lexer) number(p int) int {
	d := l.d
	start := p
	if d[p] == '-' {
		p++
	}
	first := p
	p = digits(d, p)
	switch {
	case p == first:
		return l.badNumber(start, p)
	case d[first] == '0' && p > first+1:
		return l.failAhead(faultSyntax, start, first+2, "a number has a leading zero")
	}
	if p < len(d) && d[p] == '.' {
		first = p + 1
		if p = digits(d, first); p == first {
			return l.badNumber(start, p)
		}
	}
	if p < len(d) && d[p]|0x20 == 'e' {
		p++
		if p < len(d) && (d[p] == '+' || d[p] == '-') {
			p++
		}
		first = p
		if p = digits(d, first); p == first {
			return l.badNumber(start, p)
		}
	}
	return p
}

func digits(d []byte, p int) int {
	for p < len(d) && d[p]-'0' <= 9 {
		p++
	}
	return p
}

func (l *lexer) badNumber(start, p int) int {
	if p >= len(l.d) {
		return l.short()
	}
	return l.failAhead(faultSyntax, start, p+1, "a number is not written as JSON wants it")
}

// word reads one of the literals true, false and null.
func (l *lexer) word(p int) int {
	var want string
	switch l.d[p] {
	case 't':
		want = "true"
	case 'f':
		want = "false"
	case 'n':
		want = "null"
	default:
		return l.fail(faultSyntax, p, "a value was expected")
	}
	for i := range len(want) {
		if p+i >= len(l.d) {
			return l.short()
		}
		if l.d[p+i] != want[i] {
			return l.failAhead(faultSyntax, p, p+i+1, "a value was expected")
		}
	}
	return p + len(want)
}

// scalar reads a value that is no object and no array.
func (l *lexer) scalar(p int) int {
	switch c := l.d[p]; {
	case c == '"':
		if p = l.str(p + 1); p < 0 {
			return -1
		}
		return p + 1
	case c == '-' || c-'0' <= 9:
		return l.number(p)
	}
	return l.word(p)
}
