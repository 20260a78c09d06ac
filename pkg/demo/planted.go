package demo

// slot is what a sentence leaves open.
type slot uint8

const (
	literal slot = iota
	slotEmail
	slotPhone
	slotMe
	slotStaff
	slotAadhaar
	slotPAN
	slotUPI
	slotCard
	// From here on: looks like personal data and is none.
	slotOrder
	slotTicket
	slotAmount
	slotVersion
	slotDate
	slotCount
)

// slotNames is small and only read while the phrases are compiled.
var slotNames = map[string]slot{
	"email": slotEmail, "phone": slotPhone, "me": slotMe, "staff": slotStaff,
	"aadhaar": slotAadhaar, "pan": slotPAN, "upi": slotUPI, "card": slotCard,
	"order": slotOrder, "ticket": slotTicket, "amount": slotAmount, "version": slotVersion, "date": slotDate,
}

// slotTypes are the types of personal data as `nps redact` names them, then the kinds of
// lookalikes.
var slotTypes = [slotCount]string{
	slotEmail: "EMAIL", slotPhone: "PHONE", slotMe: "PERSON", slotStaff: "PERSON",
	slotAadhaar: "AADHAAR", slotPAN: "PAN", slotUPI: "UPI", slotCard: "CARD",
	slotOrder: "order-number", slotTicket: "ticket", slotAmount: "amount", slotVersion: "version", slotDate: "date",
}

func (s slot) personal() bool { return s >= slotEmail && s <= slotCard }

// fill appends one value of the slot. language matters for names only.
func (s slot) fill(b []byte, r *rng, p *person, book *nameBook, language int) []byte {
	switch s {
	case slotEmail:
		return p.appendEmail(b)
	case slotPhone:
		return appendSpokenPhone(b, r, p)
	case slotMe:
		return p.appendName(b)
	case slotStaff:
		return appendStaff(b, r, book, language)
	case slotAadhaar:
		return appendAadhaar(b, r)
	case slotPAN:
		return appendPAN(b, r, p)
	case slotUPI:
		b = append(b, p.given.ascii...)
		b = appendInt(b, p.number)
		return append(b, "@okexample"...) // no such handle: nobody can be paid by it
	case slotCard:
		// Numbers that card networks and processors publish for testing.
		return append(b, [...]string{"4111 1111 1111 1111", "5555555555554444", "3782 822463 10005"}[r.below(3)]...)
	case slotOrder:
		return appendOrder(b, r)
	case slotTicket:
		return appendPadded(append(b, '#'), 100000+r.below(900000), 6)
	case slotAmount:
		return appendAmount(b, r)
	case slotVersion:
		b = append(b, '0'+byte(2+r.below(7)), '.')
		b = appendInt(b, int64(r.below(20)))
		return append(b, '.', '0'+byte(r.below(10)))
	case slotDate:
		b = appendInt(b, int64(1+r.below(28)))
		return append(b, [...]string{" January", " March", " May", " August", "/6", "/11"}[r.below(6)]...)
	}
	return b
}

// appendSpokenPhone writes the respondent's number in one of the ways people write it;
// the digits are those of the phone column.
func appendSpokenPhone(b []byte, r *rng, p *person) []byte {
	if !p.indian {
		return p.appendPhone(b)
	}
	digits, way := p.h>>16, r.below(5)
	separator := " "
	switch way {
	case 0:
		b = append(b, "+91 "...)
	case 1:
		b = append(b, "+91-"...)
		separator = ""
	case 2:
		b = append(b, '0')
		separator = ""
	case 3:
		separator = "-"
	default:
		separator = ""
	}
	b = appendHalf(b, digits)
	b = append(b, separator...)
	return appendHalf(b, digits)
}

func appendStaff(b []byte, r *rng, book *nameBook, language int) []byte {
	if language == hindi {
		b = append(b, hindiGiven[r.below(uint64(len(hindiGiven)))]...)
		b = append(b, ' ')
		return append(b, hindiFamily[r.below(uint64(len(hindiFamily)))]...)
	}
	b = append(b, book.indianGiven[r.below(uint64(len(book.indianGiven)))].text...)
	if r.chance(300) {
		return b
	}
	b = append(b, ' ')
	return append(b, book.indianFamily[r.below(uint64(len(book.indianFamily)))].text...)
}

// appendAadhaar writes a number with a right check digit that is plainly made: one block
// of four twice, then its first three digits and the check digit.
func appendAadhaar(b []byte, r *rng) []byte {
	block := 2000 + r.below(8000)
	if block%10 == block/1000 {
		block ^= 1 // a number that reads the same backwards is not issued
	}
	var d [12]byte
	for i := range 11 {
		d[i] = byte(block / [...]uint64{1000, 100, 10, 1}[i%4] % 10)
	}
	d[11] = verhoeff(d[:11])
	separator := [...]string{" ", "-", ""}[r.below(3)]
	for i, digit := range d {
		if i == 4 || i == 8 {
			b = append(b, separator...)
		}
		b = append(b, '0'+digit)
	}
	return b
}

// appendPAN writes a number of the right shape: three equal letters, P for a person, the
// family name's initial, four digits, a letter.
func appendPAN(b []byte, r *rng, p *person) []byte {
	letter := 'A' + byte(r.below(26))
	b = append(b, letter, letter, letter, 'P', p.family.ascii[0]&^0x20)
	b = appendPadded(b, 1+r.below(9999), 4)
	return append(b, 'A'+byte(r.below(26)))
}

// appendOrder writes an order number: with letters, or twelve digits in the shape of an
// Aadhaar number whose check digit is wrong.
func appendOrder(b []byte, r *rng) []byte {
	if r.chance(500) {
		return appendPadded(append(b, "ORD-"...), r.below(1e8), 8)
	}
	at := len(b)
	b = appendPadded(b, 2e11+r.below(7e11), 12)
	var d [11]byte
	for i := range d {
		d[i] = b[at+i] - '0'
	}
	if b[at+11]-'0' == verhoeff(d[:]) {
		b[at+11] = '0' + (b[at+11]-'0'+1)%10
	}
	return b
}

func appendAmount(b []byte, r *rng) []byte {
	n := 99 + 50*r.below(60)
	b = append(b, [...]string{"₹", "Rs. ", "₹"}[r.below(3)]...)
	if n >= 1000 {
		b = appendInt(b, int64(n/1000))
		b = append(b, ',')
		return appendPadded(b, n%1000, 3)
	}
	return appendInt(b, int64(n))
}

// verhoeff is the check digit of J. Verhoeff, "Error detecting decimal codes" (1969), as
// Aadhaar uses it: multiplication in the dihedral group of ten elements, after a permutation
// that depends on the place.
func verhoeff(digits []byte) byte {
	permutation := [10]byte{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	var c byte
	for i := range digits {
		d := digits[len(digits)-1-i]
		for range (i + 1) % 8 {
			d = permutation[d]
		}
		c = dihedral(c, d)
	}
	// The inverse: rotations are undone by the opposite one, reflections by themselves.
	if c > 0 && c < 5 {
		return 5 - c
	}
	return c
}

// dihedral multiplies in D5: 0 to 4 are rotations, 5 to 9 reflections.
func dihedral(a, b byte) byte {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5+5-b)%5
	default:
		return (a - b + 5) % 5
	}
}
