package safetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Terminal returns s fit for one line of a terminal, a log or an annotation.
// Control characters (line feed and tab too), DEL, C1, invalid UTF-8, bidi
// controls, zero-width, tag and other invisible characters are replaced by
// visible escapes. Joiners stay where a script or an emoji needs them.
func Terminal(s string) string { return visible(s, false) }

// Prose is Terminal for text of several lines: line feeds and tabs are kept.
func Prose(s string) string { return visible(s, true) }

func visible(s string, multiline bool) string {
	i := firstUnsafe(s, 0, multiline)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	start := 0
	for i < len(s) {
		b.WriteString(s[start:i])
		r, size := utf8.DecodeRuneInString(s[i:])
		escape(&b, r, s[i:i+size])
		start = i + size
		i = firstUnsafe(s, start, multiline)
	}
	b.WriteString(s[start:])
	return b.String()
}

// firstUnsafe returns the offset of the first character at or after from that
// must be escaped, or len(s). from must be the start of a character.
func firstUnsafe(s string, from int, multiline bool) int {
	for i := from; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if (c < ' ' || c == 0x7f) && !(multiline && (c == '\n' || c == '\t')) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		if hidden(r) && !allowed(r, s[:i], s[i+size:]) {
			return i
		}
		i += size
	}
	return len(s)
}

const hexDigits = "0123456789abcdef"

// escape writes the visible form of one character: \n \r \t for the usual
// three, \x for single bytes, \u and \U for the rest.
func escape(b *strings.Builder, r rune, raw string) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case len(raw) == 1: // ASCII control or a byte that is not UTF-8
		b.WriteString(`\x`)
		digits(b, uint32(raw[0]), 2)
	case r <= 0xffff:
		b.WriteString(`\u`)
		digits(b, uint32(r), 4)
	default:
		b.WriteString(`\U`)
		digits(b, uint32(r), 8)
	}
}

func digits(b *strings.Builder, v uint32, n int) {
	for shift := 4 * (n - 1); shift >= 0; shift -= 4 {
		b.WriteByte(hexDigits[v>>shift&15])
	}
}

// hidden reports whether r is a character that shows nothing of itself or
// changes how others are shown. r is beyond ASCII.
func hidden(r rune) bool {
	switch {
	case r < 0xa0: // C1: a terminal may take U+009B for ESC [
		return true
	case r < 0xad: // the rest of Latin-1 up to the soft hyphen: the common case
		return false
	case r == 0x2028, r == 0x2029: // line and paragraph separator
		return true
	case isVariationSelector(r):
		return true
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5,
		r == 0x3164, r == 0xffa0: // joiner and fillers that take no room
		return true
	case r >= 0xe0000 && r <= 0xe0fff: // tags and their unassigned neighbours
		return true
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef: // never characters
		return true
	}
	// Format characters, among them every bidi control, zero-width space,
	// word joiner and byte order mark. The Arabic number and verse signs are
	// in the class as well, but they are drawn.
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func isVariationSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}
