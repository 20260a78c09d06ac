package demo

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

// appendVID writes a virtual id: a block of four three times, its first three digits and
// the check digit.
func appendVID(b []byte, s *scene) []byte {
	block := 2000 + s.rng.below(8000)
	if block%10 == block/1000 {
		block ^= 1 // as above
	}
	var buf [16]byte
	digits := buf[:0]
	for range 4 {
		digits = appendPadded(digits, block, 4)
	}
	digits[15] = '0' + verhoeff(values(digits[:15], new([16]byte)))
	return appendGrouped(b, digits, "4444", separatorOf(&s.rng))
}

// values turns digits into their values, in the room that into offers.
func values(digits []byte, into *[16]byte) []byte {
	for i, c := range digits {
		into[i] = c - '0'
	}
	return into[:len(digits)]
}

func separatorOf(r *rng) string { return [...]string{" ", "-", ""}[r.below(3)] }

var stateCodes = [...]string{"07", "08", "09", "19", "24", "27", "29", "32", "33", "36", "38"} // of the tax network

// appendGSTIN writes a firm's tax number around a PAN of the respondent's shape.
func appendGSTIN(b []byte, s *scene) []byte {
	at := len(b)
	b = append(b, stateCodes[s.rng.below(uint64(len(stateCodes)))]...)
	b = appendPAN(b, &s.rng, s.person)
	b = append(b, '1'+byte(s.rng.below(3)), 'Z')
	return append(b, gstinCheck(b[at:]))
}

// appendEPIC writes a voter's card: one letter three times, three digits twice, the check.
func appendEPIC(b []byte, s *scene) []byte {
	letter := 'A' + byte(s.rng.below(26))
	b = append(b, letter, letter, letter)
	at := len(b)
	n := s.rng.below(1000)
	b = appendPadded(appendPadded(b, n, 3), n, 3)
	return append(b, '0'+luhn(values(b[at:], new([16]byte))))
}

// appendPassport writes a letter, then three digits twice and the first once more.
func appendPassport(b []byte, s *scene) []byte {
	n := 100 + s.rng.below(900)
	b = append(b, "JKLMNPRSTVWYZ"[s.rng.below(13)])
	b = appendPadded(appendPadded(b, n, 3), n, 3)
	return append(b, '0'+byte(n/100))
}

// appendIFSC writes a branch of a bank that does not exist.
func appendIFSC(b []byte, s *scene) []byte {
	return appendPadded(append(b, "DEMO0"...), s.rng.below(1e4), 6)
}

// appendAccount writes 11 or 14 digits that repeat themselves.
func appendAccount(b []byte, s *scene) []byte {
	n := s.rng.below(1000)
	b = append(b, '5', '0')
	for range 3 + s.rng.below(2) {
		b = appendPadded(b, n, 3)
	}
	return b
}

// upiHandles are those of large providers, so that a detector has something to know.
var upiHandles = [...]string{"okaxis", "oksbi", "ybl", "paytm", "upi"}

// appendUPI writes a payment address: the respondent's mobile number, or a name and a
// number that ends in .demo, which is nobody's habit.
func appendUPI(b []byte, s *scene) []byte {
	if s.person.indian && s.rng.chance(300) {
		b = appendHalf(appendHalf(b, s.person.h>>16), s.person.h>>16)
	} else {
		b = append(b, s.person.given.ascii...)
		b = appendInt(b, s.person.number)
		b = append(b, ".demo"...)
	}
	b = append(b, '@')
	return append(b, upiHandles[s.rng.below(uint64(len(upiHandles)))]...)
}

var stateLetters = [...]string{"KA", "MH", "DL", "TN", "KL", "GJ", "UP", "RJ", "WB", "TG"} // of number plates

// appendVehicle writes a plate: one letter twice, two digits twice.
func appendVehicle(b []byte, s *scene) []byte {
	r := &s.rng
	separator := separatorOf(r)
	b = append(b, stateLetters[r.below(uint64(len(stateLetters)))]...)
	b = append(b, separator...)
	b = appendPadded(b, 1+r.below(40), 2)
	b = append(b, separator...)
	letter := "ABCDEFGHJK"[r.below(10)]
	b = append(b, letter, letter)
	b = append(b, separator...)
	n := 10 + r.below(90)
	return appendPadded(appendPadded(b, n, 2), n, 2)
}

// appendLicence writes state, office, year and a number that begins with 000.
func appendLicence(b []byte, s *scene) []byte {
	r := &s.rng
	b = append(b, stateLetters[r.below(uint64(len(stateLetters)))]...)
	b = appendPadded(append(b, [...]string{"", "-"}[r.below(2)]...), 1+r.below(40), 2)
	b = appendInt(append(b, [...]string{"", " "}[r.below(2)]...), int64(1998+r.below(26)))
	return appendPadded(b, 1+r.below(9999), 7)
}

// appendABHA writes a health number: 91 and one block three times.
func appendABHA(b []byte, s *scene) []byte {
	n := s.rng.below(10000)
	var buf [14]byte
	digits := append(buf[:0], "91"...)
	for range 3 {
		digits = appendPadded(digits, n, 4)
	}
	return appendGrouped(b, digits, "2444", [...]string{"-", "-", " ", ""}[s.rng.below(4)])
}

// appendUAN writes a provident fund number; it begins with 100, so that it is no Aadhaar.
func appendUAN(b []byte, s *scene) []byte {
	n := s.rng.below(1000)
	return appendPadded(appendPadded(appendPadded(append(b, "100"...), n, 3), n, 3), n, 3)
}

func appendPIN(b []byte, s *scene) []byte {
	b = append(b, cities[s.rng.below(uint64(len(cities)))].pin...)
	if s.rng.chance(250) {
		at := len(b) - 1
		b = append(b[:at], ' ', b[at]) // the pin's first four digits: 411 0
	}
	return appendPadded(b, 1+s.rng.below(40), 2)
}
