package survey

import (
	"unicode"
	"unicode/utf8"
)

// parseAnchored reads one number with a verbal anchor, the form in which survey
// tools write the end points of a scale: "10 - Extremely likely",
// "0 (Not at all likely)", "Extremely likely - 10", "Extremely likely (10)".
// As patterns: ^N\s*[-–—:=.(]\s*LETTER or LETTER\s*[-–—:(]\s*N\)?$, and the cell
// holds no other digits. "score 8", "10/10" and "10%" do not match.
func parseAnchored(b []byte) (int, bool) {
	if n, digits, rest := leadingNumber(b); digits > 0 {
		if digits > 2 || n > 10 || hasDigit(rest) || !anchorFollows(rest) {
			return 0, false
		}
		return n, true
	}
	return trailingAnchor(b)
}

// anchorFollows matches \s*[-–—:=.(]\s*LETTER at the start of b.
func anchorFollows(b []byte) bool {
	b = skipBlanks(b)
	r, size := utf8.DecodeRune(b)
	if !isDash(r) && r != ':' && r != '=' && r != '.' && r != '(' {
		return false
	}
	r, _ = utf8.DecodeRune(skipBlanks(b[size:]))
	return unicode.IsLetter(r)
}

// trailingAnchor matches LETTER\s*[-–—:(]\s*N\)?$ and no other digit.
func trailingAnchor(b []byte) (int, bool) {
	if len(b) > 0 && b[len(b)-1] == ')' {
		b = b[:len(b)-1]
	}
	start := len(b)
	for start > 0 {
		r, size := utf8.DecodeLastRune(b[:start])
		if _, ok := DigitValue(r); !ok {
			break
		}
		start -= size
	}
	n, digits, _ := leadingNumber(b[start:])
	if digits == 0 || digits > 2 || n > 10 {
		return 0, false
	}
	head := skipBlanksBack(b[:start])
	r, size := utf8.DecodeLastRune(head)
	if !isDash(r) && r != ':' && r != '(' {
		return 0, false
	}
	head = skipBlanksBack(head[:len(head)-size])
	r, _ = utf8.DecodeLastRune(head)
	// Vowel signs are marks, and many Hindi words end in one.
	if (!unicode.IsLetter(r) && !unicode.IsMark(r)) || hasDigit(head) {
		return 0, false
	}
	return n, true
}

func isDash(r rune) bool { return r == '-' || r == '–' || r == '—' }

func hasDigit(b []byte) bool {
	for len(b) > 0 {
		_, size, ok := decodeDigit(b)
		if ok {
			return true
		}
		b = b[size:]
	}
	return false
}

func skipBlanks(b []byte) []byte {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if !unicode.IsSpace(r) {
			break
		}
		b = b[size:]
	}
	return b
}

func skipBlanksBack(b []byte) []byte {
	for len(b) > 0 {
		r, size := utf8.DecodeLastRune(b)
		if !unicode.IsSpace(r) {
			break
		}
		b = b[:len(b)-size]
	}
	return b
}
