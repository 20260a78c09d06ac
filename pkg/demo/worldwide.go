package demo

// testCards are numbers that card networks and processors publish for testing.
var testCards = [...]string{"4111 1111 1111 1111", "5555555555554444", "3782 822463 10005", "4242-4242-4242-4242",
	"2223 0031 2200 3222", "6011111111111117", "3056 930902 5904", "3530 1113 3330 0000", "5105105105105100"}

func appendCard(b []byte, s *scene) []byte {
	return append(b, testCards[s.rng.below(uint64(len(testCards)))]...)
}

// ibanShapes are countries whose account numbers are digits alone, with how many.
var ibanShapes = [...]struct {
	country string
	digits  int
}{{"DE", 18}, {"AT", 16}, {"BE", 12}, {"ES", 20}, {"SE", 20}, {"PL", 24}, {"FI", 14}}

// appendIBAN writes an account whose digits are three repeated, with the right check.
func appendIBAN(b []byte, s *scene) []byte {
	shape := ibanShapes[s.rng.below(uint64(len(ibanShapes)))]
	n := s.rng.below(1000)
	var buf [28]byte
	account := buf[:0]
	for len(account) < shape.digits {
		account = appendPadded(account, n, 3)
	}
	account = account[:shape.digits]
	spaced := s.rng.chance(600)
	b = append(b, shape.country...)
	b = appendPadded(b, ibanCheck(shape.country, account), 2)
	for i, digit := range account {
		if spaced && i%4 == 0 {
			b = append(b, ' ')
		}
		b = append(b, digit)
	}
	return b
}

// appendIP writes an address of the documentation ranges (RFC 5737, RFC 3849).
func appendIP(b []byte, s *scene) []byte {
	r := &s.rng
	if r.chance(200) {
		b = append(b, "2001:db8::"...)
		return append(b, "0123456789abcdef"[1+r.below(15)], '0'+byte(r.below(10)), ':', '1'+byte(r.below(9)))
	}
	b = append(b, [...]string{"192.0.2.", "198.51.100.", "203.0.113."}[r.below(3)]...)
	return appendInt(b, int64(1+r.below(254)))
}

func appendURL(b []byte, s *scene) []byte {
	b = append(b, [...]string{"https://example.com/u/", "www.example.org/profile/", "http://photos.example/album?of=", "example.net/orders/"}[s.rng.below(4)]...)
	b = append(b, s.person.given.ascii...)
	return appendInt(b, s.person.number)
}

// appendMAC writes an address of the documentation range (RFC 7042, section 2.1.2).
func appendMAC(b []byte, s *scene) []byte {
	b = append(b, [...]string{"00:00:5E:00:53:", "00-00-5e-00-53-"}[s.rng.below(2)]...)
	return append(b, "0123456789ABCDEF"[s.rng.below(16)], '0'+byte(s.rng.below(10)))
}

// appendSSN writes a number of an area that was never given out before 2011, its group
// repeated in the serial.
func appendSSN(b []byte, s *scene) []byte {
	b = appendInt(b, int64(850+s.rng.below(50)))
	group := 10 + s.rng.below(90)
	b = appendPadded(append(b, '-'), group, 2)
	b = append(b, '-')
	return appendPadded(appendPadded(b, group, 2), group, 2)
}

// appendBirth writes a day of birth.
func appendBirth(b []byte, s *scene) []byte {
	r := &s.rng
	day, month, year := 1+r.below(28), r.below(12), 1950+r.below(55)
	if way := r.below(3); way < 2 {
		separator := "/-"[way]
		b = append(appendPadded(b, day, 2), separator)
		b = append(appendPadded(b, month+1, 2), separator)
		return appendInt(b, int64(year))
	}
	b = append(appendInt(b, int64(day)), ' ')
	b = append(b, [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December"}[month]...)
	return appendInt(append(b, ' '), int64(year))
}

func appendHandle(b []byte, s *scene) []byte {
	b = append(b, '@')
	b = append(b, s.person.given.ascii...)
	return appendInt(append(b, "_demo"...), s.person.number)
}
