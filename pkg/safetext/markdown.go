package safetext

import "strings"

// Markdown returns s as a run of Markdown that shows exactly the characters of
// s, in a table cell, a list item or a paragraph: no links, no HTML, no code,
// no emphasis, no new cell or block. Line breaks become spaces; other dangerous
// characters become visible as in [Terminal].
func Markdown(s string) string {
	s = Terminal(breaksToSpaces(s))
	if !strings.ContainsAny(s, "\\`*_{}[]<>|~&$#+-=:.)") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	block := blockMarker(s)
	for i := 0; i < len(s); i++ {
		if i == block || special(s, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func breaksToSpaces(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(s)
}

// special reports whether the byte at i means something to Markdown (CommonMark
// and GitHub's tables, strike-through, formulas and bare links).
func special(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '{', '}', '[', ']', '<', '>', '|', '~', '$':
		return true
	case '&': // only where an entity could begin
		return i+1 < len(s) && (s[i+1] == '#' || wordByte(s[i+1]))
	case '_': // inside a word it is only a character
		return i == 0 || i == len(s)-1 || !wordByte(s[i-1]) || !wordByte(s[i+1])
	case ':':
		return strings.HasPrefix(s[i:], "://") || hasSuffixFold(s[:i], "mailto") || hasSuffixFold(s[:i], "xmpp")
	case '.':
		return hasSuffixFold(s[:i], "www")
	}
	return false
}

// blockMarker returns the offset of a character that would begin a heading, a
// list item, a rule or an underlined heading at the start of a line, or -1.
func blockMarker(s string) int {
	i := 0
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i == len(s) {
		return -1
	}
	switch s[i] {
	case '#', '=':
		return i
	case '-', '+':
		if i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9' { // -12 is a number
			return i
		}
	}
	n := i + leadingDigits(s[i:])
	if n > i && n < len(s) && (s[n] == '.' || s[n] == ')') && (n+1 == len(s) || s[n+1] == ' ') {
		return n
	}
	return -1
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}
