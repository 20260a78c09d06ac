package timecol

import (
	"unicode"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// maxCell is the longest cell in bytes that can be a date: a weekday and month
// written out in Devanagari, a time, an offset and the zone's name in brackets.
const maxCell = 160

// scan reads one cell in any of the known notations. It does not allocate.
func scan(cell []byte, v *value) bool {
	return scanISO(cell, v) || scanSlash(cell, v) || scanAny(cell, v)
}

func scanAny(cell []byte, v *value) bool {
	if len(cell) > maxCell {
		return false
	}
	var buf [2 * maxCell]byte
	r := reader{b: lower(buf[:0], cell)}
	*v = value{}
	if len(r.b) == 0 {
		return false
	}
	if scanISO(r.b, v) { // once more without blanks, in ASCII digits
		return true
	}
	*v = value{}
	if r.number(v) {
		return true
	}
	*v = value{}
	return r.date(v) && r.timeOfDay(v)
}

// lower brings a cell into the form that the reader knows: lower case, ASCII
// digits, plain blanks and hyphens, no zero-width characters (some locales put
// direction marks between the fields), no blanks around and no leading apostrophe.
// Accents stay as written, because normalising allocates; the table of words
// has both forms.
func lower(dst, cell []byte) []byte {
	ascii := true
	for _, c := range cell {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		for _, c := range cell {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
		}
		return trim(dst)
	}
	for len(cell) > 0 {
		r, size := utf8.DecodeRune(cell)
		cell = cell[size:]
		if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
			r -= 0xFEE0
		}
		if d, ok := survey.DigitValue(r); ok {
			dst = append(dst, byte('0'+d))
			continue
		}
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case r == 0x2212 || (r >= 0x2010 && r <= 0x2013):
			r = '-'
		case unicode.Is(unicode.Cf, r):
			continue
		}
		dst = utf8.AppendRune(dst, unicode.ToLower(r))
	}
	return trim(dst)
}

func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	if len(b) > 0 && b[0] == '\'' {
		return trim(b[1:])
	}
	return b
}

func isBlank(c byte) bool { return c == ' ' || (c >= '\t' && c <= '\r') }

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return c-'a' <= 'z'-'a' || c >= utf8.RuneSelf }

// reader walks over a lowered cell.
type reader struct {
	b []byte
	i int
}

// peek gives the next byte, or 0 at the end.
func (r *reader) peek() byte {
	if r.i < len(r.b) {
		return r.b[r.i]
	}
	return 0
}

// digits reads a run of digits; n is exact for up to nine.
func (r *reader) digits() (n, length int) {
	for r.i < len(r.b) && isDigit(r.b[r.i]) {
		if length < 9 {
			n = n*10 + int(r.b[r.i]-'0')
		}
		length++
		r.i++
	}
	return n, length
}

// word reads a run of letters and says what it means; 0 for unknown words.
func (r *reader) word() (meaning int8, text []byte) {
	start := r.i
	for r.i < len(r.b) && isLetter(r.b[r.i]) {
		r.i++
	}
	text = r.b[start:r.i]
	return dateWords()[string(text)], text
}

// skip passes over any of the given signs, and over filler words among them.
func (r *reader) skip(signs string) {
	for r.i < len(r.b) {
		c := r.b[r.i]
		if isLetter(c) {
			at := r.i
			if w, _ := r.word(); w != wordFiller {
				r.i = at
				return
			}
			continue
		}
		found := false
		for k := range len(signs) {
			found = found || signs[k] == c
		}
		if !found {
			return
		}
		r.i++
	}
}

// number reads the notations that are one number: Unix seconds (10 digits) and
// milliseconds (13), and the days of a spreadsheet (20000 to 80000), each with a
// fraction.
func (r *reader) number(v *value) bool {
	b, n := r.b, 0
	var whole int64
	for n < len(b) && n <= 13 && isDigit(b[n]) {
		whole = whole*10 + int64(b[n]-'0')
		n++
	}
	end := n
	if n+1 < len(b) && b[n] == '.' && isDigit(b[n+1]) {
		v.ns, end = fraction(b, n+1)
	}
	if end != len(b) {
		return false
	}
	switch {
	case n == 10 && b[0] != '0':
		v.fam, v.unix = famUnix, whole
	case n == 13 && b[0] != '0':
		v.fam, v.unix, v.ns = famUnixMs, whole/1000, int(whole%1000)*1_000_000+v.ns/1000
	case n == 5 && whole >= 20000 && whole <= 80000:
		// A fraction of a day comes back to whole milliseconds, which undoes the
		// rounding of the spreadsheet. Day 25569 is 1970-01-01.
		ms := (int64(v.ns)*86_400 + 500_000) / 1_000_000
		v.fam, v.unix, v.ns = famSerial, (whole-25569)*86400+ms/1000, int(ms%1000)*1_000_000
		return true
	default:
		return false
	}
	v.zoned = true
	return true
}
