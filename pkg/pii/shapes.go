package pii

import (
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// match is what a shape matched.
type match struct {
	plain []byte // letters as capitals and digits, without separators
	lower bool   // a letter was small
	apart int    // how many separators there were
}

// shapes tries the shapes, and IBAN, on the token d[start:end] and on it with the
// letters before ("KA 01 AB 1234"); it returns the end of the longest that
// matches, or 0.
func (s *Scanner) shapes(start, end int) int {
	d := s.text.Norm
	if !isDigit(d[start]) {
		return s.shapesOfWord(start, end)
	}
	if next := s.hardware(start, end); next > 0 {
		return next
	}
	k := start + 1 // behind the digits that it begins with
	for k < end && isDigit(d[k]) {
		k++
	}
	k -= start
	if start >= 2 && (d[start-1] == ' ' || d[start-1] == '-' || d[start-1] == '/') {
		from := start - 1
		if d[from] == '-' && from > 1 && d[from-1] == ' ' || d[from] == ' ' && d[from-1] == '-' {
			from--
		}
		word := from
		for from > 0 && isLetter(d[from-1]) && start-from < 9 {
			from--
		}
		if n := word - from; n < len(leads) && digitsFor[n]>>min(k, 31)&1 != 0 && (from == 0 || !isWordByte(d[from-1])) {
			if next := s.shapesAt(from); next > start {
				return next
			}
		}
	}
	if k == 2 || k == 4 { // as the shapes do that begin with a digit
		if next := s.shapesAt(start); next > 0 {
			return next
		}
	}
	if k < end-start {
		s.foreignPassport(start, end)
	}
	return 0
}

// shapesOfWord is shapes for a token that begins with a letter.
func (s *Scanner) shapesOfWord(start, end int) int {
	d := s.text.Norm
	if end-start == 2 {
		if next := s.hardware(start, end); next > 0 {
			return next
		}
	}
	if start > 0 && d[start-1] >= 0x80 {
		return 0
	}
	if next := s.shapesAt(start); next > 0 {
		return next
	}
	if end-start == 4 {
		if next := s.hardware(start, end); next > 0 {
			return next
		}
	}
	s.foreignPassport(start, end)
	return 0
}

// shapesAt tries what can begin at a place.
func (s *Scanner) shapesAt(start int) int {
	d := s.text.Norm
	n := 0
	for start+n < len(d) && n < len(leads) && isLetter(d[start+n]) {
		n++
	}
	if n == len(leads) {
		return 0
	}
	last := 0
	switch n {
	case 0:
		if start+1 == len(d) || !isDigit(d[start+1]) {
			return 0
		}
	case 2:
		pair := countries()[pairOf(d[start], d[start+1])]
		if pair == 0 {
			return 0
		}
		if pair&^aState != 0 {
			last = s.iban(start, int(pair&^aState))
		}
	}
	for _, i := range leads[n] {
		r := &shapeRows[i]
		m := &s.match
		*m = match{plain: s.plain[:0]}
		end := m.read(r.shape, d, start)
		if end < 0 {
			continue
		}
		base := r.check(m)
		if base == 0 {
			continue
		}
		by := s.around(start, end)
		if by.whom { // policy for KA 01 AB 1234
			by.near &^= cueThing
		}
		s.attached(&by, start, end)
		s.weigh(r.kind, start, end, base, r.near, r.cue, &by, r.why, r.whyNear)
		last = max(last, end)
	}
	return last
}

// read matches a shape at a place and returns its end, or -1.
func (m *match) read(shape string, d []byte, i int) int {
	for k := 0; k < len(shape); k++ {
		c := byte(0)
		if i < len(d) {
			c = d[i]
		}
		switch f := shape[k]; {
		case f == '~':
			if next := gap(d, i); next > i {
				m.apart++
				i = next
			}
			continue
		case f == 'a' && !isLetter(c), f == 'n' && !isDigit(c):
			continue
		case (f == 'A' || f == 'a') && isLetter(c), (f == '9' || f == 'n') && isDigit(c), f == 'X' && isAlnum(c), upper(c) == f && f != 'A' && f != 'X':
		default:
			return -1
		}
		m.lower = m.lower || c >= 'a'
		m.plain = append(m.plain, upper(c))
		i++
	}
	if i < len(d) && (isWordByte(d[i]) || d[i] == '@') {
		return -1
	}
	return i
}

// gap returns the end of the separator at a place: a space, a hyphen, a dot or a
// slash, or a hyphen among spaces.
func gap(d []byte, i int) int {
	marks := 0
	end := i
	for ; end < len(d) && end-i < 3; end++ {
		switch d[end] {
		case ' ':
			continue
		case '-', '.', '/':
			marks++
			continue
		}
		break
	}
	if marks > 1 || end-i == 3 && marks == 0 {
		return i
	}
	return end
}

// iban looks for an account number of ISO 13616: country, two check digits, and
// as many signs as the country has, in groups or together.
func (s *Scanner) iban(start, want int) int {
	d := s.text.Norm
	if start+4 > len(d) {
		return 0
	}
	plain := s.plain[:0]
	i := start
	for len(plain) < want {
		if i >= len(d) {
			return 0
		}
		c := d[i]
		switch {
		case isAlnum(c):
			plain = append(plain, upper(c))
		case (c == ' ' || c == '-') && i+1 < len(d) && isAlnum(d[i+1]):
		default:
			return 0
		}
		if len(plain) == 4 && (!isDigit(plain[2]) || !isDigit(plain[3])) {
			return 0
		}
		i++
	}
	if i < len(d) && isWordByte(d[i]) || !mod97(plain) {
		return 0
	}
	s.keep(text.IBAN, start, i, 0.97, "country length and check digits of an IBAN")
	return i
}

// mod97 checks an IBAN: the first four signs moved behind, letters as 10 to 35,
// the remainder by 97 is 1 (ISO 7064).
func mod97(w []byte) bool {
	r := 0
	for i := range w {
		c := w[(i+4)%len(w)]
		if isDigit(c) {
			r = (r*10 + int(c-'0')) % 97
		} else {
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r == 1
}

// ibanLengths: country and length, from the IBAN registry of SWIFT (release 99,
// December 2024).
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23" +
	"IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

// aState marks a pair of letters as the code of an Indian state; the other bits are
// the length of the IBAN of the country with that code.
const aState = 0x80

// countries holds for each pair of letters what it is the code of.
var countries = sync.OnceValue(func() *[26 * 26]uint8 {
	var t [26 * 26]uint8
	for i := 0; i < len(ibanLengths); i += 4 {
		t[pairOf(ibanLengths[i], ibanLengths[i+1])] = (ibanLengths[i+2]-'0')*10 + ibanLengths[i+3] - '0'
	}
	for i := 0; i < len(states); i += 3 {
		t[pairOf(states[i], states[i+1])] |= aState
	}
	return &t
})

// pairOf numbers a pair of letters in either case.
func pairOf(a, b byte) int { return int(a|0x20-'a')*26 + int(b|0x20-'a') }

// foreignPassport takes a token of letters and digits for a passport when the word
// stands beside it, for every country has another shape; and twelve hexadecimal
// digits for a hardware address.
func (s *Scanner) foreignPassport(start, end int) {
	n, digits, six := end-start, 0, true
	if n < 6 || n > 12 || n == 11 {
		return
	}
	for _, c := range s.text.Norm[start:end] {
		if isDigit(c) {
			digits++
		}
		six = six && class[c]&hexa != 0
	}
	switch {
	case digits == n:
	case n == 12 && six:
		by := s.around(start, end)
		s.weigh(text.MAC, start, end, weak, 0.8, cueMAC, &by, "", "twelve hexadecimal digits with the word MAC near")
	case n <= 10 && digits >= 5:
		by := s.around(start, end)
		s.weigh(text.Passport, start, end, weak, 0.7, cuePassport, &by, "", "letters and digits with the word passport near")
	}
}
