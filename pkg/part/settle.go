package part

import (
	"bytes"
	"unicode/utf8"
)

// valid replaces what is no UTF-8.
func valid(v []byte) []byte {
	if utf8.Valid(v) {
		return v
	}
	return bytes.ToValidUTF8(v, []byte("\ufffd"))
}

// settle sees to it that each text of the open page is UTF-8. That is asked of the page
// as a whole, which costs a fraction of asking it of each short text; where the answer is
// no, the page's rows are placed anew one by one, as if each had been looked at when it
// came. So it may finish pages.
func (c *column) settle() {
	if c.c.Type != Text || c.sound == len(c.values) || c.areTexts() {
		c.sound = len(c.values)
		return
	}
	present, values, sizes := c.present, c.values, c.sizes
	c.present, c.values, c.sizes = nil, nil, nil
	c.rows, c.nulls, c.sound = 0, 0, 0
	for _, p := range present {
		if p == 0 {
			c.place(nil)
			continue
		}
		n := sizes[0]
		c.place(valid(values[:n:n]))
		values, sizes = values[n:], sizes[1:]
	}
	c.sound = len(c.values)
}

// areTexts says whether each text of the open page is UTF-8: together they are, and
// none begins within a character of the one before.
func (c *column) areTexts() bool {
	if !utf8.Valid(c.values[c.sound:]) {
		return false
	}
	at := 0
	for _, n := range c.sizes {
		if n > 0 && !utf8.RuneStart(c.values[at]) {
			return false
		}
		at += int(n)
	}
	return true
}
