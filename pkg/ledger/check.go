package ledger

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deep lists and objects may nest.
const maxDepth = 32

// CheckCanonical tells whether data is one value of canonical JSON and nothing
// else. It accepts exactly what Canonical writes. The error wraps ErrForm and names
// the byte.
func CheckCanonical(data []byte) error {
	c := checker{data: data}
	if err := c.value(); err != nil {
		return err
	}
	if c.pos != len(data) {
		return c.fail("something after the value")
	}
	return nil
}

// checker walks the bytes once and keeps nothing but its place.
type checker struct {
	data  []byte
	pos   int
	depth int
}

func (c *checker) fail(why string) error {
	return fmt.Errorf("%w: canonical JSON, byte %d: %s", ErrForm, c.pos+1, why)
}

// peek gives the next byte, or 0 at the end; 0 is allowed nowhere.
func (c *checker) peek() byte {
	if c.pos < len(c.data) {
		return c.data[c.pos]
	}
	return 0
}

func (c *checker) value() error {
	switch b := c.peek(); {
	case b == '{':
		return c.list('}', true)
	case b == '[':
		return c.list(']', false)
	case b == '"':
		_, _, err := c.text()
		return err
	case b == '-' || b >= '0' && b <= '9':
		return c.number()
	}
	return c.fail("no string, whole number, list or object begins here")
}

// list walks an object or an array from its opening bracket to end.
func (c *checker) list(end byte, keyed bool) error {
	if c.depth++; c.depth > maxDepth {
		return c.fail(fmt.Sprintf("more than %d levels", maxDepth))
	}
	defer func() { c.depth-- }()
	c.pos++
	if c.peek() == end {
		c.pos++
		return nil
	}
	var last key
	for first := true; ; first = false {
		if keyed {
			k, err := c.key(last, first)
			if err != nil {
				return err
			}
			last = k
		}
		if err := c.value(); err != nil {
			return err
		}
		switch c.peek() {
		case ',':
			c.pos++
		case end:
			c.pos++
			return nil
		default:
			return c.fail("a comma or the end of a list or object is missing")
		}
	}
}

// key is the inside of a key's quotes, as written.
type key struct {
	raw     []byte
	escaped bool
}

// text gives what the key says, in UTF-8. Strings were checked before.
func (k key) text() []byte {
	if !k.escaped {
		return k.raw
	}
	var out []byte
	for i := 0; i < len(k.raw); {
		if k.raw[i] != '\\' {
			out = append(out, k.raw[i])
			i++
			continue
		}
		switch b := k.raw[i+1]; b {
		case 'u':
			r := rune(unit(k.raw[i+2:]))
			i += 6
			if utf16.IsSurrogate(r) {
				r = utf16.DecodeRune(r, rune(unit(k.raw[i+2:])))
				i += 6
			}
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, unescape(b))
			i += 2
		}
	}
	return out
}

func unescape(b byte) byte {
	for u := range uint16(0x20) {
		if shortEscape(u) == b {
			return byte(u)
		}
	}
	return b
}

// key reads a key and its colon; it must come after last.
func (c *checker) key(last key, first bool) (key, error) {
	if c.peek() != '"' {
		return key{}, c.fail("a key is missing")
	}
	at := c.pos
	raw, escaped, err := c.text()
	if err != nil {
		return key{}, err
	}
	k := key{raw, escaped}
	if !first && bytes.Compare(last.text(), k.text()) >= 0 {
		c.pos = at
		return key{}, c.fail("keys are not sorted, or one is given twice")
	}
	if c.peek() != ':' {
		return key{}, c.fail("a colon is missing")
	}
	c.pos++
	return k, nil
}

// text walks a string and gives what stands between its quotes.
func (c *checker) text() (raw []byte, escaped bool, err error) {
	c.pos++
	start := c.pos
	for {
		switch b := c.peek(); {
		case b == '"':
			c.pos++
			return c.data[start : c.pos-1], escaped, nil
		case b == '\\':
			escaped = true
			if err := c.escape(); err != nil {
				return nil, false, err
			}
		case b >= 0x20 && b < 0x7f:
			c.pos++
		default:
			return nil, false, c.fail("a string holds a character that must be escaped, or does not end")
		}
	}
}

// escape walks one escape sequence, which must be the only way to write its
// character.
func (c *checker) escape() error {
	rest := c.data[c.pos+1:]
	if len(rest) == 0 {
		return c.fail("a string does not end")
	}
	switch rest[0] {
	case '"', '\\', 'b', 'f', 'n', 'r', 't':
		c.pos += 2
		return nil
	case 'u':
	default:
		return c.fail("an escape that is not allowed")
	}
	u, ok := hexUnit(rest[1:])
	if !ok {
		return c.fail("an escape needs four hexadecimal digits in lower case")
	}
	if u >= 0x20 && u < 0x7f || shortEscape(u) != 0 {
		return c.fail("a character has a shorter form")
	}
	if !utf16.IsSurrogate(rune(u)) {
		c.pos += 6
		return nil
	}
	if len(rest) < 7 || rest[5] != '\\' || rest[6] != 'u' {
		return c.fail("half of a surrogate pair")
	}
	low, ok := hexUnit(rest[7:])
	if !ok || utf16.DecodeRune(rune(u), rune(low)) == utf8.RuneError {
		return c.fail("half of a surrogate pair")
	}
	c.pos += 12
	return nil
}

func hexUnit(b []byte) (uint16, bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, d := range b[:4] {
		if !(d >= '0' && d <= '9' || d >= 'a' && d <= 'f') {
			return 0, false
		}
	}
	return unit(b), true
}

// unit is the value of four hexadecimal digits in lower case.
func unit(b []byte) (u uint16) {
	for _, d := range b[:4] {
		u <<= 4
		if d >= 'a' {
			u |= uint16(d-'a') + 10
		} else {
			u |= uint16(d - '0')
		}
	}
	return u
}

// number walks a whole number from -(2^53-1) to 2^53-1.
func (c *checker) number() error {
	negative := c.peek() == '-'
	if negative {
		c.pos++
	}
	start, n := c.pos, int64(0)
	for b := c.peek(); b >= '0' && b <= '9'; b = c.peek() {
		if n = n*10 + int64(b-'0'); n > maxInt {
			return c.fail("a number beyond 2^53-1")
		}
		if c.pos++; c.pos-start > 1 && c.data[start] == '0' {
			return c.fail("a number begins with 0")
		}
	}
	switch b := c.peek(); {
	case c.pos == start:
		return c.fail("a number has no digits")
	case negative && n == 0:
		return c.fail("minus zero")
	case b == '.' || b == 'e' || b == 'E':
		return c.fail("a number that is not whole")
	}
	return nil
}
