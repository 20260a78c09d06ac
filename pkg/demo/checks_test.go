package demo

import (
	"math/big"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The checks below are written independently of the code that makes the values.

// asciiDigits replaces full-width and Devanagari digits.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		case r >= '०' && r <= '९':
			return '0' + r - '०'
		}
		return r
	}, s)
}

// bare keeps letters and digits, capitals throughout.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, asciiDigits(s))
}

// luhnHolds is the check of ISO/IEC 7812-1, annex B.
func luhnHolds(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// ibanHolds is the check of ISO 13616: the country and check digits go last, letters count
// from 10, and the whole leaves 1 when it is divided by 97.
func ibanHolds(s string) bool {
	var digits strings.Builder
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' && r <= 'Z' {
			digits.WriteString(big.NewInt(int64(r - 'A' + 10)).String())
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

// gstinHolds: from the right, factors 1, 2, 1, 2; quotient and remainder by 36 are added.
func gstinHolds(s string) bool {
	sum := 0
	for i := range len(s) {
		v := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", s[len(s)-1-i]) * (1 + i%2)
		sum += v/36 + v%36
	}
	return sum%36 == 0
}

func verhoeffHolds(s string) bool {
	d := digitsIn(s)
	reverse := make([]byte, 0, len(d))
	for i := range d {
		reverse = append(reverse, d[len(d)-1-i])
	}
	return d[0] >= 2 && d[len(d)-1] == verhoeff(d[:len(d)-1]) && string(reverse) != string(d)
}

// checked are the shape of a type's bare value and its check.
var checked = map[string]struct {
	shape *regexp.Regexp
	holds func(string) bool
}{
	"AADHAAR":     {regexp.MustCompile(`^\d{12}$`), verhoeffHolds},
	"AADHAAR_VID": {regexp.MustCompile(`^\d{16}$`), verhoeffHolds},
	"CARD":        {regexp.MustCompile(`^\d{12,19}$`), luhnHolds},
	"EPIC":        {regexp.MustCompile(`^[A-Z]{3}\d{7}$`), func(s string) bool { return luhnHolds(s[3:]) }},
	"GSTIN":       {regexp.MustCompile(`^\d\d[A-Z]{3}[ABCFGHJKLPT][A-Z]\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$`), gstinHolds},
	"IBAN":        {regexp.MustCompile(`^[A-Z]{2}\d\d[A-Z0-9]{11,30}$`), ibanHolds},
}

// fits says whether a value of a checksummed type holds its check; it is true for the others.
func fits(kind, value string) bool {
	c, has := checked[kind]
	b := bare(value)
	return !has || c.shape.MatchString(b) && c.holds(b)
}

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		kind, good, bad string
	}{
		{"AADHAAR", "2341 2341 2346", "234123412347"},
		{"AADHAAR", "２３４１ २३४१ 2346", "1341 2341 2346"},
		{"AADHAAR_VID", "2341234123412341", "2341234123412342"},
		{"CARD", "4111 1111 1111 1111", "4111 1111 1111 1112"},
		{"EPIC", "WKH1186253", "WKH1186254"},
		{"GSTIN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZW"},
		{"IBAN", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"},
	} {
		if !fits(c.kind, c.good) || fits(c.kind, c.bad) {
			t.Errorf("%s: %s %v, %s %v", c.kind, c.good, fits(c.kind, c.good), c.bad, fits(c.kind, c.bad))
		}
	}
}

// atRunes says whether both ends lie between runes and inside of the text.
func atRunes(text string, start, end int) bool {
	if start < 0 || end <= start || end > len(text) {
		return false
	}
	return utf8.RuneStart(text[start]) && (end == len(text) || utf8.RuneStart(text[end]))
}
