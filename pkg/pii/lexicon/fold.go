package lexicon

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The letters with an entry in folds: Latin, Greek, Cyrillic, and what Vietnamese
// and others have in another place.
const (
	foldTop   = 0x530
	moreFrom  = 0x1E00
	moreTop   = 0x2000
	foldCount = foldTop + moreTop - moreFrom
)

// folds gives the plain small letters for the letters that fall back on others:
// é is e, ß is ss.
var folds = sync.OnceValue(func() *[foldCount]string {
	var t [foldCount]string
	for r := rune(0x80); r < foldTop; r++ {
		t[r] = plain(r)
	}
	for r := rune(moreFrom); r < moreTop; r++ {
		t[foldTop+r-moreFrom] = plain(r)
	}
	return &t
})

// plain returns what a letter is folded to.
func plain(r rune) string {
	r = unicode.ToLower(r)
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case 'ə':
		return "e"
	case 'ъ', 'ь', '\'', 'ʼ', 'ʻ':
		return ""
	}
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	if base != r {
		return plain(base)
	}
	return string(base)
}

// Fold appends a word as it is looked up: small letters, no accents, no
// apostrophes. The accents of Latin, Greek and Cyrillic letters go; other
// scripts stay as they are.
func Fold(dst, word []byte) []byte {
	for i := 0; i < len(word); {
		c := word[i]
		switch {
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c|0x20)
			i++
			continue
		case c == '\'':
			i++
			continue
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(word[i:])
		i += n
		switch {
		case r >= 0x300 && r < 0x370, r == utf8.RuneError, r == '’': // combining accents; broken text
		case r < foldTop:
			dst = append(dst, folds()[r]...)
		case r >= moreFrom && r < moreTop:
			dst = append(dst, folds()[foldTop+r-moreFrom]...)
		case r >= 0x0900 && r < 0x1000: // the scripts of India have no capitals
			dst = append(dst, word[i-n:i]...)
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

// caseless says whether a word is of letters from U+0900 to U+0FFF alone, the scripts
// of India, which Fold leaves as they are.
func caseless(word []byte) bool {
	if len(word)%3 != 0 {
		return false
	}
	for i := 0; i < len(word); i += 3 {
		if word[i] != 0xE0 || word[i+1]&0xE0 != 0xA0 || word[i+1] < 0xA4 || word[i+2]&0xC0 != 0x80 {
			return false
		}
	}
	return true
}

// sound appends a folded word with the spellings of one sound made one: the same
// Indian name is written Lakshmi, Laxmi and Laksmi, or Sriram and Shreeram. What
// is left is no word, only a key; words beyond ASCII have none.
func sound(dst, folded []byte) []byte {
	last := byte(0)
	for i := 0; i < len(folded); i++ {
		c := folded[i]
		next := byte(0)
		if i+1 < len(folded) {
			next = folded[i+1]
		}
		switch c {
		case 'h':
			if last != 0 && !vowel(last) { // sh th dh bh kh gh jh chh
				continue
			}
		case 'w':
			c = 'v'
		case 'y':
			c = 'i'
		case 'q', 'c':
			if c == 'c' && next == 'h' {
				c = 'c'
			} else {
				c = 'k'
			}
		case 'z':
			c = 'j'
		case 'e':
			if next == 'e' {
				c = 'i'
			}
		case 'o':
			if next == 'o' {
				c = 'u'
			}
		case 'p':
			if next == 'h' {
				c = 'f'
			}
		case 'x':
			dst = append(dst, 'k')
			c = 's'
		}
		if c >= utf8.RuneSelf {
			return dst[:0]
		}
		if c == last || c == 'e' && last == 'i' || c == 'o' && last == 'u' {
			continue
		}
		dst = append(dst, c)
		last = c
	}
	return dst
}

// vowel says whether a letter is a vowel (y has become i).
func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}
