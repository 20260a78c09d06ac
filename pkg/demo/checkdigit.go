package demo

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

// luhn is the check digit of ISO/IEC 7812-1 for digits 0 to 9.
func luhn(digits []byte) byte {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte((10 - sum%10) % 10)
}

const alphabet36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// value36 is the value of a digit or capital letter.
func value36(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c-'A') + 10
}

// gstinCheck is the check character of a GSTIN's first 14: factors 2, 1, 2, ... from the
// right, quotient and remainder by 36 of every product added up.
func gstinCheck(first14 []byte) byte {
	sum := 0
	for i := range first14 {
		p := value36(first14[len(first14)-1-i]) * (2 - i%2)
		sum += p/36 + p%36
	}
	return alphabet36[(36-sum%36)%36]
}

// ibanCheck is the number of two digits behind the country (ISO 13616): 98 less the
// remainder by 97 of account, country and 00, letters counting from 10.
func ibanCheck(country string, account []byte) uint64 {
	rest := uint64(0)
	for _, d := range account {
		rest = (rest*10 + uint64(d-'0')) % 97
	}
	for i := range len(country) {
		rest = (rest*100 + uint64(value36(country[i]))) % 97
	}
	return 98 - rest*100%97
}
