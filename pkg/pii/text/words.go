package text

import (
	"unicode"
	"unicode/utf8"
)

// Shape says what a word is made of.
type Shape uint8

// The bits of a Shape.
const (
	Capital    Shape = 1 << iota // begins with a capital letter
	AllCaps                      // two or more letters, all of them capitals
	Letters                      // holds a letter
	Digits                       // holds a digit
	Foreign                      // holds a letter beyond ASCII
	Caseless                     // letters of a script without capitals (Devanagari, Tamil, Chinese)
	Opens                        // the first word of a sentence, of a line, or behind a colon or an opening quote
	Possessive                   // 's (or ' behind s) follows and is no part of the word
)

// Gap says what stands between a word and the one before it.
type Gap uint8

// The gaps, from the weakest to the strongest.
const (
	Space  Gap = iota // one or more blanks
	Hyphen            // - without blanks
	Dot               // . without blanks, or . and a blank behind a single letter or a short title: "J. Smith", "Dr. Rao"
	Comma             // a comma
	Mark              // another mark: ( ) " / & @ : and their like
	Stop              // the end of a sentence: . ! ? ;
	Line              // a line break, or the beginning of the text
)

// Word is one word of Norm: letters, digits, combining marks and inner
// apostrophes (O'Brien); 's at the end is left out.
type Word struct {
	Start, End int32
	Shape      Shape
	Gap        Gap    // before it
	memo       uint16 // its place in Text.memory and 1, 0 for none
}

// Is says whether the word has all bits of s.
func (w Word) Is(s Shape) bool { return w.Shape&s == s }

// Of returns the word's text.
func (t *Text) Of(w Word) []byte { return t.Norm[w.Start:w.End] }

// kinds of bytes for Split.
const (
	upper byte = 1 << iota
	lower
	digit
	beyond // ASCII
)

var kinds = func() (k [256]byte) {
	for b := range k {
		switch {
		case b >= '0' && b <= '9':
			k[b] = digit
		case b >= 'a' && b <= 'z':
			k[b] = lower
		case b >= 'A' && b <= 'Z':
			k[b] = upper
		case b >= utf8.RuneSelf:
			k[b] = beyond
		}
	}
	return k
}()

// Split fills Words; calling it again for the same text costs nothing.
func (t *Text) Split() []Word {
	if t.split {
		return t.Words
	}
	t.split = true
	if t.memory == nil {
		t.memory = new(memory)
	}
	d, words := t.Norm, t.Words
	gap := Line
	var last Word
	for at := 0; at < len(d); {
		if kinds[d[at]] == 0 {
			if d[at] != ' ' || gap == Hyphen {
				gap = t.between(gap, at, last)
			}
			at++
			continue
		}
		n, shape, first := plainWord(d, at) // most words are ASCII to their end
		end := at + n
		w := Word{Start: int32(at), End: int32(end)}
		if n == 0 || end < len(d) && (d[end] >= utf8.RuneSelf || d[end] == '\'') {
			if w, end = t.word(at); end == at { // a mark beyond ASCII
				_, n := utf8.DecodeRune(d[at:])
				gap = max(gap, Mark)
				at += n
				continue
			}
			shape, first = w.Shape, eight(d[:w.End], at)
		}
		w.Gap = gap
		if shape&Letters != 0 {
			w.memo = t.recall(at, int(w.End), first)
		}
		if gap >= Stop || gap == Mark && at > 0 && opensAfter(d, at) {
			shape |= Opens
		}
		w.Shape = shape
		words = append(words, w)
		last, gap, at = w, Space, end
	}
	t.Words = words
	return words
}

// word reads the word at a place; next is the place itself when there is none.
func (t *Text) word(at int) (w Word, next int) {
	d := t.Norm
	w.Start = int32(at)
	first, small, letters := true, false, 0
	i := at
loop:
	for i < len(d) {
		c := d[i]
		switch {
		case c < utf8.RuneSelf && kinds[c] != 0:
			switch k := kinds[c]; {
			case k == digit:
				w.Shape |= Digits
			case k == lower:
				w.Shape |= Letters
				letters++
				small = true
			case first:
				w.Shape |= Letters | Capital
				letters++
			default:
				w.Shape |= Letters
				letters++
			}
			i++
		case c == '\'' && !first && i+1 < len(d) && isLetter(d[i+1:]):
			if (d[i+1]|0x20) == 's' && !runsOn(d[i+2:]) {
				w.Shape |= Possessive
				break loop
			}
			i++
		case c < utf8.RuneSelf:
			if c == '\'' && i > at && d[i-1]|0x20 == 's' {
				w.Shape |= Possessive
			}
			break loop
		case c == 0xE0 && i+2 < len(d) && (d[i+1] == 0xA4 || d[i+1] == 0xA5) && devanagari[d[i+1]&1<<6|d[i+2]&0x3F] != 0:
			k := devanagari[d[i+1]&1<<6|d[i+2]&0x3F]
			if first && k == inner {
				break loop
			}
			w.Shape |= Letters | Foreign
			if k != inner {
				w.Shape |= Caseless
			}
			letters++
			i += 3
		default:
			r, n := utf8.DecodeRune(d[i:])
			if !unicode.IsLetter(r) && (first || !unicode.IsMark(r)) {
				break loop
			}
			w.Shape |= Letters | Foreign
			letters++
			switch {
			case unicode.IsUpper(r) || unicode.IsTitle(r):
				if first {
					w.Shape |= Capital
				}
			case unicode.IsLower(r):
				small = true
			case unicode.IsLetter(r):
				w.Shape |= Caseless
			}
			i += n
		}
		first = false
	}
	if letters >= 2 && !small && w.Shape&Caseless == 0 {
		w.Shape |= AllCaps
	}
	w.End = int32(i)
	if w.Is(Possessive) && i < len(d) && d[i] == '\'' {
		i++
		if i < len(d) && d[i]|0x20 == 's' {
			i++
		}
	}
	return w, i
}

// inner marks a vowel sign or other mark, which no word begins with.
const inner = 2

// devanagari says which runes of U+0900 to U+097F belong to words: 1 for letters,
// inner for marks. Looking each up in the tables of Unicode is what a Hindi
// comment would spend its time on.
var devanagari = func() (k [128]byte) {
	for i := range k {
		switch r := rune(0x0900 + i); {
		case unicode.IsLetter(r):
			k[i] = 1
		case unicode.IsMark(r):
			k[i] = inner
		}
	}
	return k
}()

// isLetter says whether d begins with a letter.
func isLetter(d []byte) bool {
	r, _ := utf8.DecodeRune(d)
	return unicode.IsLetter(r)
}

// runsOn says whether a word goes on in d.
func runsOn(d []byte) bool {
	r, _ := utf8.DecodeRune(d)
	return len(d) > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// between returns the gap so far with the byte at a place added; last is the word
// before, if any.
func (t *Text) between(gap Gap, at int, last Word) Gap {
	d := t.Norm
	kind := Mark
	switch d[at] {
	case ' ', '\t':
		if gap == Hyphen { // a dash with blanks around it
			return Mark
		}
		return gap
	case '\n', '\r', 0:
		kind = Line
	case ',':
		kind = Comma
	case '-':
		kind = Hyphen
		if at > 0 && d[at-1] == ' ' || at+1 < len(d) && d[at+1] == ' ' {
			kind = Mark
		}
	case '!', '?', ';':
		kind = Stop
	case '.':
		kind = Stop
		if t.abbreviates(at, last) || at+1 < len(d) && runsOn(d[at+1:]) {
			kind = Dot
		}
	}
	return max(gap, kind)
}

// abbreviates says whether the dot at a place belongs to word w, an initial or a
// short title, rather than ending a sentence.
func (t *Text) abbreviates(at int, w Word) bool {
	if int(w.End) != at || !w.Is(Letters) || w.Is(Digits) {
		return false
	}
	if w.End-w.Start == 1 {
		return w.Is(Capital)
	}
	switch string(lowered(t.Of(w))) {
	case "mr", "mrs", "ms", "dr", "st", "smt", "sri", "prof", "rev", "capt", "col", "lt", "sgt", "jr", "sr", "no", "apt", "rd", "ave", "blvd", "mx", "km", "kum", "er", "adv", "ca", "md":
		return true
	}
	return false
}

// lowered returns an ASCII word of up to four bytes in lower case; longer ones
// as nothing.
func lowered(w []byte) []byte {
	var b [4]byte
	if len(w) > len(b) {
		return nil
	}
	for i, c := range w {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		b[i] = c
	}
	return b[:len(w)]
}

// opensAfter says whether a mark before a place begins something new, so that a
// capital letter there says little: a colon, an opening quote or bracket.
func opensAfter(d []byte, at int) bool {
	for i := at - 1; i >= 0; i-- {
		switch d[i] {
		case ' ', '\t':
			continue
		case ':', '"', '(', '[', '*', '-', '>':
			return true
		}
		return false
	}
	return true
}
