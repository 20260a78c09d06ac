package demo

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

func appendAmount(b []byte, s *scene) []byte {
	r := &s.rng
	n := 99 + 50*r.below(60)
	b = append(b, [...]string{"₹", "Rs. ", "₹"}[r.below(3)]...)
	if n >= 1000 {
		b = appendInt(b, int64(n/1000))
		b = append(b, ',')
		return appendPadded(b, n%1000, 3)
	}
	return appendInt(b, int64(n))
}

// appendLakh writes an amount in Indian grouping: two digits a group beyond the thousands.
func appendLakh(b []byte, s *scene) []byte {
	r := &s.rng
	if r.chance(300) {
		b = appendInt(b, int64(1+r.below(90)))
		b = append(b, '.', '1'+byte(r.below(9)))
		return append(b, [...]string{" lakh", " lakhs", " crore"}[r.below(3)]...)
	}
	b = append(b, [...]string{"₹", "Rs. ", "INR "}[r.below(3)]...)
	b = appendInt(b, int64(1+r.below(40)))
	b = append(b, ',')
	b = appendPadded(b, r.below(100), 2)
	b = append(b, ',')
	return append(appendPadded(b, r.below(10), 1), "00"...)
}

func appendTicket(b []byte, s *scene) []byte {
	return appendPadded(append(b, '#'), 100000+s.rng.below(900000), 6)
}

func appendVersion(b []byte, s *scene) []byte {
	r := &s.rng
	b = append(b, '0'+byte(2+r.below(7)), '.')
	b = appendInt(b, int64(r.below(20)))
	return append(b, '.', '0'+byte(r.below(10)))
}

func appendDate(b []byte, s *scene) []byte {
	b = appendInt(b, int64(1+s.rng.below(28)))
	return append(b, [...]string{" January", " March", " May", " August", "/6", "/11"}[s.rng.below(6)]...)
}

// appendPNR writes a booking's number as Indian railways do: ten digits, like a mobile
// number's, of which the first tells the zone.
func appendPNR(b []byte, s *scene) []byte {
	b = append(b, "24688"[s.rng.below(5)])
	return appendPadded(b, s.rng.below(1e9), 9)
}

// appendTracking writes a consignment's number; it begins with 1, which no Aadhaar or
// mobile number does.
func appendTracking(b []byte, s *scene) []byte {
	return appendPadded(append(b, '1'), s.rng.below(1e12), 11+int(s.rng.below(2)))
}

func appendModel(b []byte, s *scene) []byte {
	r := &s.rng
	b = append(b, [...]string{"SM-A", "RMX", "WH-", "LS", "HL-L"}[r.below(5)]...)
	b = appendPadded(b, 100+r.below(900), 3)
	return append(b, [...]string{"F", "XM4", "DW", ""}[r.below(4)]...)
}

// appendMark writes a score out of ten.
func appendMark(b []byte, s *scene) []byte {
	return append(appendInt(b, int64(s.rng.below(11))), "/10"...)
}
