package survey

import (
	"unicode"
	"unicode/utf8"
)

// LooksLikePhone tells whether the whole cell, blanks aside, is one telephone
// number: + (or 00) and 8 to 15 digits; an Indian mobile number with or without
// 0, 91 or +91 and with separators anywhere; or a number grouped as a national
// plan groups it. Plain digits only count as an Indian mobile number (ten digits
// that begin with 6 to 9, or those behind 0 or 91). Dates, amounts, ranges of
// years and scores are not telephone numbers. It does not allocate.
func LooksLikePhone(cell []byte) bool {
	cell = strip(cell)
	if len(cell) < 7 || len(cell) > 80 {
		return false
	}
	var run phoneRun
	n := run.scan(cell)
	if n != len(cell) || run.full || run.digits(0, run.n) < 8 {
		return false
	}
	for i := range run.n {
		if run.dateAt(i) > 0 {
			return false
		}
	}
	return run.isPhone(0, run.n)
}

// ContainsPhone tells whether a telephone number stands anywhere in the text.
// Beyond what LooksLikePhone accepts it takes the short form 555-0199. It does
// not allocate, and its cost is linear in the length of the text.
func ContainsPhone(text []byte) bool {
	var prev rune = ' '
	for len(text) > 0 {
		c := text[0]
		if c < utf8.RuneSelf && c != '+' && c != '(' && (c < '0' || c > '9') {
			prev = rune(c)
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if _, ok := DigitValue(r); !ok && r != '+' && r != '(' {
			prev = r
			text = text[size:]
			continue
		}
		var run phoneRun
		n := run.scan(text)
		if n == 0 {
			prev = r
			text = text[size:]
			continue
		}
		next, _ := utf8.DecodeRune(text[n:])
		if !wordGlued(prev) && !wordGlued(next) && run.search() {
			return true
		}
		prev, _ = utf8.DecodeLastRune(text[:n])
		text = text[n:]
	}
	return false
}

// wordGlued tells runes that make a run of digits part of something else: a
// code such as AB9876543210X, a path, a handle, an amount with decimals.
func wordGlued(r rune) bool {
	return r == '_' || r == '@' || (r < utf8.RuneSelf && unicode.IsLetter(r)) || unicode.IsDigit(r)
}

// A longer run than maxGroups groups is looked at in parts, and of a longer
// group than maxDigits only the first digits are kept: neither can be a number
// that is looked for here.
const (
	maxGroups = 16
	maxDigits = 16
)

// phoneRun is a run of groups of digits with separators between them.
type phoneRun struct {
	n     int // groups
	len   [maxGroups]uint8
	dig   [maxGroups][maxDigits]uint8
	sep   [maxGroups]byte // before the group: 0 nothing, ' ', '-', '.', '/', or 'w' for a dash with blanks
	plus  [maxGroups]bool // + stands before the group
	paren [maxGroups]bool // the group stands in brackets
	full  bool            // the run goes on after what was taken
}

// digits counts the digits of the groups i..j-1.
func (p *phoneRun) digits(i, j int) int {
	total := 0
	for g := i; g < j; g++ {
		total += int(p.len[g])
	}
	return total
}

// digit gives digit k, counted from the start of group i.
func (p *phoneRun) digit(i, k int) uint8 {
	for g := i; g < p.n; g++ {
		if l := int(p.len[g]); k >= l {
			k -= l
			continue
		}
		return p.dig[g][min(k, maxDigits-1)]
	}
	return 0
}

// value gives the number that a group of at most eight digits is.
func (p *phoneRun) value(g int) int {
	v := 0
	for k := range min(int(p.len[g]), 8) {
		v = v*10 + int(p.dig[g][k])
	}
	return v
}

// scan reads groups of digits from the start of b and returns how many bytes it
// took, trailing separators excluded.
func (p *phoneRun) scan(b []byte) int {
	i, end := 0, 0
	var sep byte
	plus, paren := false, false
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if _, ok := DigitValue(r); ok {
			if p.n == maxGroups {
				p.full = true
				return end
			}
			g := p.n
			i += p.group(b[i:])
			p.sep[g], p.plus[g] = sep, plus
			if paren && i < len(b) && b[i] == ')' {
				p.paren[g] = true
				i++
			}
			end, sep, plus, paren = i, 0, false, false
			continue
		}
		switch {
		case r == '+' && !plus:
			plus = true
		case r == '(' && !paren:
			paren = true
		case isZeroWidth(r):
		default:
			if sep = joinSep(sep, r); sep == 'x' {
				return end
			}
		}
		i += size
	}
	return end
}

// joinSep adds r to the separator so far: blanks around a dash make a wide one,
// and anything else that is longer than one sign, or no separator, gives 'x'.
func joinSep(sep byte, r rune) byte {
	var c byte
	switch {
	case unicode.IsSpace(r):
		c = ' '
	case r == '-' || (r >= 0x2010 && r <= 0x2013):
		c = '-'
	case r == '.' || r == '/':
		c = byte(r)
	default:
		return 'x'
	}
	switch {
	case sep == 0 || (sep == ' ' && c == ' '):
		return c
	case (sep == ' ' && c == '-') || (sep == '-' && c == ' ') || (sep == 'w' && c == ' '):
		return 'w'
	}
	return 'x'
}

// group reads the digits that b begins with as the next group.
func (p *phoneRun) group(b []byte) int {
	g, i := p.n, 0
	p.n++
	for i < len(b) {
		d, size, ok := decodeDigit(b[i:])
		if !ok {
			break
		}
		if p.len[g] < maxDigits {
			p.dig[g][p.len[g]] = uint8(d)
		}
		if p.len[g] < 100 {
			p.len[g]++
		}
		i += size
	}
	return i
}
