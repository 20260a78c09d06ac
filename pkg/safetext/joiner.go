package safetext

import (
	"unicode"
	"unicode/utf8"
)

const (
	zwnj = '\u200c' // zero width non-joiner
	zwj  = '\u200d' // zero width joiner
)

// allowed reports whether the hidden character r has honest work to do between
// before and after: a joiner inside a word of a script that joins letters or
// inside an emoji sequence, a variation selector behind what it varies.
// Anywhere else the character would only make two equal looking names differ.
func allowed(r rune, before, after string) bool {
	prev, prevSize := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case r == zwnj:
		return joining(prev) && joining(next)
	case r == zwj:
		if joining(prev) && (joining(next) || isVirama(prev)) {
			// A joiner behind a virama at the end of a word chooses the
			// half form (and the older spelling of Malayalam's chillu).
			return true
		}
		if prev == 0xfe0f {
			prev, _ = utf8.DecodeLastRuneInString(before[:len(before)-prevSize])
		}
		return isEmoji(prev) && isEmoji(next)
	case r == 0xfe0e, r == 0xfe0f: // text or emoji style
		keycap := next == 0x20e3 && (prev == '#' || prev == '*' || prev >= '0' && prev <= '9')
		return keycap || isEmoji(prev) || unicode.Is(unicode.Han, prev)
	case isVariationSelector(r): // variants of ideographs, in Japanese names
		return unicode.Is(unicode.Han, prev)
	}
	return false
}

// joining reports whether r is a letter or mark of a script in which joiners
// change how letters are drawn.
func joining(r rune) bool {
	if r < 0x600 || r == utf8.RuneError {
		return false
	}
	if !unicode.IsLetter(r) && !unicode.IsMark(r) || hidden(r) {
		return false
	}
	return unicode.In(r,
		unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
		unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
		unicode.Tibetan, unicode.Meetei_Mayek, unicode.Ol_Chiki) ||
		// Marks that several of these scripts share (vowel signs of Arabic,
		// accents of the Vedas) have no script of their own.
		unicode.Is(unicode.Inherited, r)
}

// isVirama reports whether r kills the vowel of the Indic consonant before it.
func isVirama(r rune) bool {
	switch r {
	case 0x094d, 0x09cd, 0x0a4d, 0x0acd, 0x0b4d, 0x0bcd, 0x0c4d, 0x0ccd, 0x0d4d, 0x0dca:
		return true
	}
	return false
}

// isEmoji is wide on purpose: symbols that may be part of an emoji sequence,
// skin tones included.
func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff && unicode.IsSymbol(r) ||
		r == 0xa9 || r == 0xae || r == 0x2122 || r == 0x203c || r == 0x2049 || r == 0x3030 || r == 0x303d
}
