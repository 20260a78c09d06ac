package jsonscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote appends the text that s, the inside of a valid JSON string, stands
// for. Half of a surrogate pair without its partner names no character: it
// becomes U+FFFD, and lone is how often that happened.
func unquote(dst, s []byte) (text []byte, lone int) {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 || i+1 >= len(s) {
			return append(dst, s...), lone
		}
		dst = append(dst, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		switch c {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			var r rune
			var half bool
			if r, half, s = unquoteHex(s); half {
				lone++
			}
			dst = utf8.AppendRune(dst, r)
		default: // quote, backslash, slash
			dst = append(dst, c)
		}
	}
}

// unquoteHex reads the four digits after \u, and the second half of a pair when
// they are the first half. half tells that there was no fitting second one.
func unquoteHex(s []byte) (r rune, half bool, rest []byte) {
	r = hex4(s)
	s = s[min(4, len(s)):]
	if !utf16.IsSurrogate(r) {
		return r, false, s
	}
	if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
		if pair := utf16.DecodeRune(r, hex4(s[2:])); pair != utf8.RuneError {
			return pair, false, s[6:]
		}
	}
	return utf8.RuneError, true, s
}

func hex4(s []byte) rune {
	var r rune
	for i := 0; i < 4 && i < len(s); i++ {
		r = r<<4 | rune(hexDigit(s[i])&15)
	}
	return r
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case c-'0' <= 9:
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// hasEscape tells whether the inside of a string has to be unquoted.
func hasEscape(s []byte) bool { return bytes.IndexByte(s, '\\') >= 0 }
