package survey

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a text into the form in which labels, class words and values are
// compared: NFKC, zero-width characters and blanks stripped at both ends, one
// leading apostrophe (the escape of spreadsheets) removed, runs of blanks made
// one space, letters case-folded.
func Fold(s string) string {
	s = norm.NFKC.String(s)
	s = string(strip([]byte(s)))
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(foldRune(r))
	}
	return norm.NFKC.String(b.String())
}

// foldRune maps a letter to one representative of its case variants. Going
// through the upper case joins variants that lower-casing alone keeps apart,
// such as the two small sigmas.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// strip trims Unicode white space and zero-width characters, then one leading
// apostrophe and the blanks behind it. It returns a part of b.
func strip(b []byte) []byte {
	b = trim(b)
	if len(b) > 0 && b[0] == '\'' {
		b = trim(b[1:])
	}
	return b
}

func trim(b []byte) []byte {
	for len(b) > 0 && isASCIIBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isASCIIBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	if len(b) == 0 || (b[0] < utf8.RuneSelf && b[len(b)-1] < utf8.RuneSelf) {
		return b
	}
	return bytes.TrimFunc(b, isEdge)
}

func isASCIIBlank(c byte) bool { return c == ' ' || (c >= '\t' && c <= '\r') }

func isEdge(r rune) bool { return unicode.IsSpace(r) || isZeroWidth(r) }

// isZeroWidth tells characters that take no room on the page and carry no
// meaning in a label: soft hyphen, zero-width spaces and joiners, direction
// marks and the byte order mark.
func isZeroWidth(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E:
		return true
	case r >= 0x2060 && r <= 0x2064, r >= 0x2066 && r <= 0x206F:
		return true
	}
	return false
}

// DigitValue gives the value 0..9 of any Unicode decimal digit. Every range of
// category Nd is a whole number of runs from zero to nine.
func DigitValue(r rune) (int, bool) {
	if r < utf8.RuneSelf {
		return int(r - '0'), '0' <= r && r <= '9'
	}
	if !unicode.IsDigit(r) {
		return 0, false
	}
	for _, rg := range unicode.Nd.R16 {
		if rune(rg.Lo) <= r && r <= rune(rg.Hi) {
			return int(r-rune(rg.Lo)) % 10, true
		}
	}
	for _, rg := range unicode.Nd.R32 {
		if rune(rg.Lo) <= r && r <= rune(rg.Hi) {
			return int(r-rune(rg.Lo)) % 10, true
		}
	}
	return 0, false
}
