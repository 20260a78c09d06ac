package place

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// digits returns the number of digits of a word made of digits alone, or 0.
func (p *parser) digits(i int) int {
	if i < 0 || i >= len(p.w) || p.w[i].Shape&(text.Digits|text.Letters) != text.Digits {
		return 0
	}
	return int(p.w[i].End - p.w[i].Start)
}

// joined says whether one byte of set, and nothing else, stands before word i.
func (p *parser) joined(i int, set string) bool {
	if i <= 0 || i >= len(p.w) || p.w[i].Start-p.w[i-1].End != 1 {
		return false
	}
	c := p.d[p.w[i].Start-1]
	for j := range len(set) {
		if set[j] == c {
			return true
		}
	}
	return false
}

// piece says whether word i can be part of a house number: 12, 12a, B, B42.
func (p *parser) piece(i int) (ok, digit bool) {
	if i >= len(p.w) {
		return false, false
	}
	w := p.w[i]
	n := int(w.End - w.Start)
	if w.Shape&text.Digits == 0 {
		return n == 1 && w.Shape&text.Foreign == 0 || n <= 3 && w.Is(text.AllCaps), false
	}
	if n > 6 || w.Shape&text.Foreign != 0 || p.ordinal(i) {
		return false, false
	}
	letters, numerals := 0, 0
	for _, c := range p.of(i) {
		if c <= '9' {
			numerals++
		} else {
			letters++
		}
	}
	return letters <= 2 && numerals <= 5, true
}

// compound returns the end of the house number or unit that begins at word i, with
// its parts joined by - and / (12-3/4, B-42); i when there is none, or when it is
// only letters.
func (p *parser) compound(i int) int {
	ok, digit := p.piece(i)
	if !ok {
		return i
	}
	end := i + 1
	for end < i+6 && p.joined(end, "-/") {
		ok, more := p.piece(end)
		if !ok {
			break
		}
		digit = digit || more
		end++
	}
	if !digit {
		return i
	}
	if e := int(p.w[end-1].End); e < len(p.d) && p.d[e] == '%' {
		return i
	}
	return end
}

// house returns the end of the house number at word i, or i when it is none: a
// quantity, an amount or the number of something else.
func (p *parser) house(i int) int {
	if i > 0 && p.w[i].Gap == text.Space && p.has(i-1, counted) && !p.has(i-1, number) {
		return i
	}
	return p.houseBehind(i)
}

// houseBehind is house where the word before the number is known.
func (p *parser) houseBehind(i int) int {
	end := p.compound(i)
	if end == i || p.w[i].Shape&text.Digits == 0 && end == i+1 {
		return i
	}
	if c := p.of(i)[0]; c > '9' && end == i+1 { // S21, iPhone14
		return i
	}
	if s := int(p.w[i].Start); s > 0 {
		switch c := p.d[s-1]; {
		case c == '$', c == '.' && i > 0 && p.joined(i, "."), c == '+', c == '*', c == '@', c == '_', c == '=':
			return i
		case c >= 0x80 && (i == 0 || int(p.w[i-1].End) < s): // a currency sign
			return i
		}
	}
	if end < len(p.w) && p.has(end, measure) && p.glueOf(end) == tight && !(p.capital(end) && (p.is(end, "times") || p.has(end, direction))) {
		return i
	}
	return end
}

// trailing returns the end of a house number behind the name of a street, which
// may be announced (nº, No. 5), and i when there is none.
func (p *parser) trailing(i int, comma bool) int {
	g := p.glueOf(i)
	if g == apart || g == loose && !comma {
		return i
	}
	j := i
	if p.has(j, number) && p.glueOf(j+1) != apart {
		j++
	}
	if j >= len(p.w) || p.w[j].Shape&text.Digits == 0 || p.digits(j) > 4 {
		return i
	}
	end := p.houseBehind(j)
	if end == j {
		return i
	}
	if end < len(p.w) && p.w[end].Gap == text.Space && p.w[end].End-p.w[end].Start == 1 && p.w[end].Is(text.Capital) && !p.is(end, "i") && !p.is(end, "a") {
		end++ // Valgatan 5 B
	}
	if p.is(end, "bis") && p.glueOf(end) == tight {
		end++
	}
	return end
}

// form says whether word i has the form of s, in which A stands for a
// letter and 9 for a digit.
func (p *parser) form(i int, s string) bool {
	if i >= len(p.w) || int(p.w[i].End-p.w[i].Start) != len(s) {
		return false
	}
	for j, c := range p.of(i) {
		isDigit := c >= '0' && c <= '9'
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if s[j] == '9' && !isDigit || s[j] == 'A' && !isLetter {
			return false
		}
	}
	return true
}

// postcode returns the end of a postcode that shows by its form, and the weight
// of the form; i when there is none.
func (p *parser) postcode(i int) (end int, weight float64) {
	if i >= len(p.w) {
		return i, 0
	}
	n := p.w[i].End - p.w[i].Start
	b := p.of(i)
	blank := i+1 < len(p.w) && p.w[i+1].Gap == text.Space
	switch {
	case n >= 2 && n <= 4 && b[0] > '9' && blank && p.form(i+1, "9AA") &&
		(p.form(i, "A9") || p.form(i, "AA9") || p.form(i, "A99") || p.form(i, "AA99") || p.form(i, "A9A") || p.form(i, "AA9A")) && !p.has(i+1, measure):
		return i + 2, 0.4 // United Kingdom
	case p.form(i, "A9A") && (blank || p.joined(i+1, "-")) && p.form(i+1, "9A9"):
		return i + 2, 0.4 // Canada
	case p.form(i, "A9A9A9"):
		return i + 1, 0.3
	case p.form(i, "9999") && blank && p.form(i+1, "AA") && p.w[i+1].Is(text.AllCaps) && !p.has(i+1, measure):
		return i + 2, 0.35 // Netherlands
	case p.form(i, "9999AA") && p.w[i].Shape&text.Foreign == 0:
		return i + 1, 0.3
	case p.digits(i) == 5 && p.joined(i+1, "-") && (p.digits(i+1) == 4 || p.digits(i+1) == 3):
		return i + 2, 0.35 // United States, Brazil
	case p.digits(i) == 2 && p.joined(i+1, "-") && p.digits(i+1) == 3,
		p.digits(i) == 4 && p.joined(i+1, "-") && p.digits(i+1) == 3,
		p.digits(i) == 3 && p.joined(i+1, "-") && p.digits(i+1) == 4:
		return i + 2, 0.3 // Poland, Portugal, Japan
	case p.digits(i) == 3 && blank && p.digits(i+1) == 2:
		return i + 2, 0.25 // Sweden, Czechia, Slovakia, Greece
	case p.digits(i) == 5:
		return i + 1, 0.25
	case p.digits(i) == 4:
		return i + 1, 0.12
	case (n <= 2) && p.w[i].Is(text.Capital) && p.w[i].Shape&text.Digits == 0 && p.joined(i+1, "-") && p.digits(i+1) >= 3:
		if end, weight = p.postcode(i + 1); end > i+1 { // D-10115, SE-114 55
			return end, weight + 0.05
		}
	}
	return i, 0
}

// pin returns the end of an Indian PIN code at word i, or i.
func (p *parser) pin(i int) int {
	if i >= len(p.w) || p.w[i].Shape&text.Digits == 0 || p.of(i)[0] == '0' {
		return i
	}
	switch p.digits(i) {
	case 6:
		return i + 1
	case 3:
		if i+1 < len(p.w) && p.w[i+1].Gap == text.Space && p.digits(i+1) == 3 && p.w[i+1].Start-p.w[i].End == 1 {
			return i + 2
		}
	}
	return i
}
