package pii

// weak is the confidence of digits that only a word beside them can make
// anything of.
const weak = 0.1

// Verhoeff's scheme is the dihedral group D5: verhoeffD multiplies in it,
// verhoeffP permutes a digit by its place (J. Verhoeff, Error Detecting Decimal
// Codes, 1969). Rows of P are powers of its second row.
var (
	verhoeffD = [10][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	verhoeffP = [8][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
		{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
		{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
		{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
)

// verhoeff says whether the last digit checks the others.
func verhoeff(d []byte) bool {
	c := uint8(0)
	for i := range d {
		c = verhoeffD[c][verhoeffP[i&7][d[len(d)-1-i]-'0']]
	}
	return c == 0
}

// luhn says whether the last digit checks the others (ISO/IEC 7812-1, annex B).
func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i] - '0')
		if i&1 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// palindrome says whether digits read the same from behind.
func palindrome(d []byte) bool {
	for i := range len(d) / 2 {
		if d[i] != d[len(d)-1-i] {
			return false
		}
	}
	return true
}

// checkAadhaar: 12 digits, the first from 2, Verhoeff, no palindrome.
func checkAadhaar(x *number) float64 {
	d := x.digits
	if d[0] < '2' || !verhoeff(d) || palindrome(d) {
		return 0
	}
	switch {
	case x.start > 0 && x.text[x.start-1] == '+':
		return 0
	case x.groups("444") && d[0] == '2' && d[1] == '0' && d[4] == '2' && d[5] == '0': // years
		return 0.3
	case x.groups("444"):
		return 0.75
	case len(x.pieces) == 1 && d[0] == '9' && d[1] == '1' && d[2] >= '6': // +91 without its +
		return 0.3
	case len(x.pieces) == 1:
		return 0.6
	case x.whole && !x.groups("255", "2334", "2343", "2433", "210"):
		return 0.45
	}
	return 0
}

// checkVID: 16 digits, the first from 2, Verhoeff, no palindrome. A card of a
// known issuer can pass by chance, and then its own check digit decides.
func checkVID(x *number) float64 {
	d := x.digits
	if d[0] < '2' || !verhoeff(d) || palindrome(d) || len(x.pieces) > 1 && !x.whole && !x.groups("4444") {
		return 0
	}
	if luhn(d) && issuer(d) {
		return 0.3
	}
	if len(x.pieces) == 1 || x.groups("4444") {
		return 0.6
	}
	return 0.4
}

// checkCard: 12 to 19 digits and Luhn; a known issuer makes it surer.
func checkCard(x *number) float64 {
	d, n := x.digits, len(x.digits)
	if !luhn(d) || same(d) || d[0] == '0' {
		return 0
	}
	usual := len(x.pieces) == 1 || cardGroups(x)
	known := issuer(d)
	switch {
	case !usual && !(x.whole && known && n >= 15):
		return 0
	case known && n >= 15:
		return 0.9
	case known && n >= 13:
		return 0.78 // as short as many accounts
	case known:
		return 0.6
	case n == 12:
		return 0.3
	case len(x.pieces) > 1 && n >= 15:
		return 0.7
	case n < 15: // times in milliseconds, dates with a time
		return 0.3
	}
	return 0.55
}

// cardGroups: groups of four with a rest, or as printed by American Express,
// Diners and Maestro.
func cardGroups(x *number) bool {
	if x.groups("465", "464", "456", "436") {
		return true
	}
	for i, p := range x.pieces {
		size := p.end - p.start
		if size != 4 && (i < len(x.pieces)-1 || size > 4) {
			return false
		}
	}
	return len(x.pieces) >= 3
}

// issuer says whether digits begin as those of a card scheme and have its
// length. Ranges: ISO/IEC 7812 as published by the schemes (Visa 4, Mastercard
// 51-55 and 2221-2720, American Express 34 and 37, Diners 30, 36, 38 and 39,
// Discover and RuPay 60 and 64-65, RuPay 81, 82 and 508, JCB 35 and the old 1800
// and 2131, UnionPay 62, Maestro 50 and 56-69).
func issuer(d []byte) bool {
	n := len(d)
	two := int(d[0]-'0')*10 + int(d[1]-'0')
	four := two*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	switch {
	case d[0] == '4':
		return n == 13 || n == 16 || n == 19
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720, two == 81, two == 82:
		return n == 16
	case two == 34, two == 37, four == 1800, four == 2131:
		return n == 15
	case two == 30, two == 36, two == 38, two == 39:
		return n >= 14 && n <= 19 && n != 15
	case two == 35:
		return n >= 16
	case two == 60, two == 64, two == 65, two == 62:
		return n >= 16
	case two == 50, two >= 56 && two <= 69:
		return n >= 12
	}
	return false
}

// checkSSN: area, group and serial as the Social Security Administration has
// issued them: no 000, 666 or 900-999, no group 00, no serial 0000.
func checkSSN(x *number) float64 {
	d := x.digits
	if d[0] == '9' || string(d[:3]) == "000" || string(d[:3]) == "666" || string(d[3:5]) == "00" || string(d[5:]) == "0000" {
		return 0
	}
	switch {
	case x.groups("324") && x.only(sepHyphen, sepHyphen):
		return 0.75
	case x.groups("324") && x.only(sepSpace, sepSpace):
		return 0.5
	case x.groups("324"), len(x.pieces) == 1:
		return weak
	}
	return 0
}

// checkABHA: 14 digits, printed 2-4-4-4.
func checkABHA(x *number) float64 {
	switch {
	case x.groups("2444") && x.only(sepHyphen, sepHyphen):
		return 0.65
	case x.groups("2444"):
		return 0.5
	case x.whole, len(x.pieces) == 1:
		return weak
	}
	return 0
}

// checkUAN: 12 digits and a word for it.
func checkUAN(x *number) float64 {
	if len(x.pieces) == 1 || x.groups("444") {
		return weak
	}
	return 0
}

// checkAccount: any digits, if an account is spoken of.
func checkAccount(x *number) float64 {
	if len(x.pieces) == 1 && x.alone || x.whole && len(x.pieces) <= 5 && x.only(sepSpace, sepHyphen) && !x.pieces[0].date {
		return weak
	}
	return 0
}

// checkForeignPassport: digits written together beside the word passport.
func checkForeignPassport(x *number) float64 {
	if len(x.pieces) == 1 && x.alone {
		return weak
	}
	return 0
}
