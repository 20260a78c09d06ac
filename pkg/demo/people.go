package demo

// person is an invented respondent. Everything about a person follows from the seed and
// the number, so that nobody has to be remembered to come back the same.
type person struct {
	number int64 // from 1, in the order of their first answers
	h      uint64
	given  *name
	family *name
	indian bool

	region, plan, store uint8
}

// identify fills in what follows from the number.
func (p *person) identify(book *nameBook, seed uint64) {
	r := rng(mix64(seed ^ uint64(p.number)*0xd1342543de82ef95))
	p.indian = r.chance(780)
	given, family := book.worldGiven, book.worldFamily
	if p.indian {
		given, family = book.indianGiven, book.indianFamily
	}
	p.given = &given[r.below(uint64(len(given)))]
	p.family = &family[r.below(uint64(len(family)))]
	p.h = r.next()
}

func (p *person) appendName(b []byte) []byte {
	b = append(b, p.given.text...)
	b = append(b, ' ')
	return append(b, p.family.text...)
}

// appendEmail ends every local part in the person's number, which makes it theirs alone.
func (p *person) appendEmail(b []byte) []byte {
	switch p.h & 3 {
	case 0:
		b = append(b, p.given.ascii...)
		b = append(b, '.')
		b = append(b, p.family.ascii...)
	case 1:
		b = append(b, p.given.ascii...)
	case 2:
		b = append(b, p.family.ascii...)
		b = append(b, '_')
		b = append(b, p.given.ascii...)
	default:
		b = append(b, p.given.ascii[0], '.')
		b = append(b, p.family.ascii...)
	}
	b = appendInt(b, p.number)
	b = append(b, '@')
	return append(b, mailDomains[p.h>>2&7]...)
}

// hasPhone is false for one in eleven: a column without gaps would not look real.
func (p *person) hasPhone() bool { return p.h>>5&0xff >= 23 }

// appendPhone writes the number in international form.
func (p *person) appendPhone(b []byte) []byte {
	digits := p.h >> 16
	switch {
	case p.indian:
		b = append(b, "+91 "...)
		b = appendHalf(b, digits)
		b = append(b, ' ')
		return appendHalf(b, digits)
	case p.h>>14&1 == 0: // Ofcom keeps 07700 900000 to 900999 for drama use
		b = append(b, "+44 7700 900"...)
		return appendPadded(b, digits%1000, 3)
	default: // 555-0100 to 555-0199 are kept for fiction in every North American area
		b = append(b, "+1 "...)
		b = append(b, americanAreas[digits%8]...)
		b = append(b, " 555 01"...)
		return appendPadded(b, digits>>8%100, 2)
	}
}

var americanAreas = [8]string{"202", "212", "305", "312", "415", "512", "617", "702"}

// appendHalf writes one half of an Indian number. No Indian range is kept for fiction; the
// same five digits twice are recognisably made, and level 6 is the least used of the four.
func appendHalf(b []byte, digits uint64) []byte {
	return appendPadded(append(b, '6', "145678"[digits%6]), digits/6%1000, 3)
}

// appendInt writes a number that is not negative.
func appendInt(b []byte, n int64) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return append(b, digits[i:]...)
		}
	}
}

// appendPadded writes n's last width digits with leading zeros.
func appendPadded(b []byte, n uint64, width int) []byte {
	at := len(b) + width
	for range width {
		b = append(b, '0')
	}
	for i := 1; i <= width; i++ {
		b[at-i] = byte('0' + n%10)
		n /= 10
	}
	return b
}
