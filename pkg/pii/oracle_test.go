package pii

import (
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// oracle finds one type with one regular expression and a check: slow, plain, and
// written without a look at the scanner.
type oracle struct {
	kind  text.Type
	re    *regexp.Regexp
	check func(plain string) bool // of letters and digits alone; nil lets everything through
}

var oracles = sync.OnceValue(func() []oracle {
	re := regexp.MustCompile
	return []oracle{
		{text.Email, re(`[A-Za-z0-9][A-Za-z0-9._+-]{0,40}@(?:[A-Za-z0-9][A-Za-z0-9-]{0,20}\.){1,3}[A-Za-z]{2,10}\b`), nil},
		{text.URL, re(`\bhttps?://[A-Za-z0-9][A-Za-z0-9./-]{2,40}`), nil},
		{text.IP, re(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`), nil},
		{text.MAC, re(`\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}\b`), nil},
		{text.IBAN, re(`\b(?i:DE\d{2} ?(?:\d{4} ?){4}\d{2}|GB\d{2} ?[A-Z]{4} ?(?:\d{4} ?){3}\d{2})\b`), oracleIBAN},
		{text.Card, re(`\b(?:4\d{3}|5[1-5]\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b`), oracleLuhn},
		{text.Aadhaar, re(`\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}\b`), oracleVerhoeff},
		{text.AadhaarVID, re(`\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b`), oracleVerhoeff},
		{text.Phone, re(`\b[6-9]\d{4}[ -]?\d{5}\b|\+91[ -]?[6-9]\d{4}[ -]?\d{5}\b`), func(p string) bool { return p[3:5] != "00" || p[len(p)-2:] != "00" }}, // no range of round numbers
		{text.PAN, re(`\b[A-Z]{3}[ABCFGHJKLPT][A-Z][0-9]{4}[A-Z]\b`), func(p string) bool { return p[5:9] != "0000" }},
		{text.GSTIN, re(`\b(?:0[1-9]|[12]\d|3[0-8])[A-Z]{3}[ABCFGHJKLPT][A-Z]\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]\b`), nil},
		{text.EPIC, re(`\b[A-Z]{3}\d{7}\b`), func(p string) bool { return oracleLuhn(p[3:]) }},
		{text.IFSC, re(`\b(?:SBIN|HDFC|ICIC)0\d{6}\b`), nil},
		{text.UPI, re(`\b[a-z0-9][a-z0-9.]{2,30}@(?:ybl|okaxis|oksbi|paytm|upi)\b`), nil},
		{text.Vehicle, re(`\b(?:KA|MH|DL|TN)[ -]?\d{2}[ -]?[A-Z]{2}[ -]?[1-9]\d{3}\b`), nil},
		{text.DrivingLicence, re(`\b(?:KA|MH|DL|TN)[ -]?\d{2}[ -]?(?:19|20)\d{2}\d{7}\b`), nil},
		{text.SSN, re(`\b[1-5]\d{2}-[1-9]\d-[1-9]\d{3}\b`), nil},
		{text.ABHA, re(`\b\d{2}-\d{4}-\d{4}-\d{4}\b`), nil},
		{text.Handle, re(`\B@[a-z][a-z_]{2,20}_[a-z0-9]{1,8}\b`), nil},
		{text.DateOfBirth, re(`(?i)\bdob[: ]{1,2}(?:0[1-9]|[12]\d)/(?:0[1-9]|1[0-2])/(?:19[5-9]\d|20[01]\d)\b`), nil},
	}
})

// oracleLuhn checks with the sum written out.
func oracleLuhn(p string) bool {
	double := map[byte]int{'0': 0, '1': 2, '2': 4, '3': 6, '4': 8, '5': 1, '6': 3, '7': 5, '8': 7, '9': 9}
	sum := 0
	for i := len(p) - 1; i >= 0; i -= 2 {
		sum += int(p[i] - '0')
	}
	for i := len(p) - 2; i >= 0; i -= 2 {
		sum += double[p[i]]
	}
	return sum%10 == 0 && strings.Trim(p, p[:1]) != ""
}

// oracleVerhoeff multiplies permutations of a pentagon's corners: the digits 0 to
// 4 turn it, 5 to 9 turn and mirror it.
func oracleVerhoeff(p string) bool {
	type corner struct {
		turn   int
		mirror bool
	}
	of := func(d int) corner { return corner{d % 5, d >= 5} }
	times := func(a, b corner) corner {
		if a.mirror {
			return corner{((a.turn-b.turn)%5 + 5) % 5, a.mirror != b.mirror}
		}
		return corner{(a.turn + b.turn) % 5, a.mirror != b.mirror}
	}
	swap := []int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	product, back := corner{}, ""
	for i := range len(p) {
		d := int(p[len(p)-1-i] - '0')
		back += string(p[len(p)-1-i])
		for range i % 8 {
			d = swap[d]
		}
		product = times(product, of(d))
	}
	return product == corner{} && back != p && p[:2] != "20" && p[:2] != "91"
}

// oracleIBAN divides the long way.
func oracleIBAN(p string) bool {
	p = strings.ToUpper(p)
	p = p[4:] + p[:4]
	rest := 0
	for _, c := range p {
		for _, d := range strings.TrimSpace(map[bool]string{true: string(c), false: itoa(int(c) - 'A' + 10)}[c <= '9']) {
			rest = (rest*10 + int(d-'0')) % 97
		}
	}
	return rest == 1
}

func itoa(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

// plainOf leaves letters and digits.
func plainOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

// accepts says whether an oracle takes comment[start:end].
func (o *oracle) accepts(comment string, start, end int) bool {
	alnum := func(i int) bool {
		return i >= 0 && i < len(comment) && (comment[i] >= 0x80 || plainOf(comment[i:i+1]) != "" || strings.IndexByte("_@.-/#:%,+'", comment[i]) >= 0)
	}
	found := comment[start:end]
	if alnum(start-1) || alnum(end) {
		return false
	}
	if o.kind == text.IP && (net.ParseIP(found) == nil || strings.Contains(comment, "v")) {
		return false
	}
	return o.check == nil || o.check(plainOf(found))
}

// FuzzOracle looks for what an oracle finds and the scanner leaves: at the lowest
// confidence, so that no word beside it can talk it away. What the scanner takes
// for another type is found too.
func FuzzOracle(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	s := New(structured, 0.15, nil).Scanner()
	f.Fuzz(func(t *testing.T, comment string) {
		if strings.ContainsAny(comment, "[]") || len(comment) > 500 {
			return
		}
		spans := s.Find([]byte(comment), nil)
		for _, o := range oracles() {
			for _, m := range o.re.FindAllStringIndex(comment, -1) {
				if !o.accepts(comment, m[0], m[1]) {
					continue
				}
				hit := false
				for _, x := range spans {
					hit = hit || x.Start < m[1] && m[0] < x.End
				}
				if !hit {
					t.Fatalf("%v %q in %q is missed: %+v", o.kind, comment[m[0]:m[1]], comment, spans)
				}
			}
		}
	})
}

// TestOraclesFind keeps the oracles honest: each finds its own vector.
func TestOraclesFind(t *testing.T) {
	vectors := map[text.Type]string{
		text.Email: "a.b@x.com", text.URL: "https://x.com/a", text.IP: "10.1.2.3", text.MAC: "00:1a:2b:3c:4d:5e", text.IBAN: "GB29 NWBK 6016 1331 9268 19", text.Card: "4111 1111 1111 1111",
		text.Aadhaar: "2341 2341 2346", text.AadhaarVID: "2341234123412341", text.Phone: "98765 43210", text.PAN: "ABCPE1234F", text.GSTIN: "27AAPFU0939F1ZV", text.EPIC: "WKH1186253",
		text.IFSC: "SBIN0001234", text.UPI: "asha@ybl", text.Vehicle: "KA 01 AB 1234", text.DrivingLicence: "KA01 20110012345", text.SSN: "123-45-6789", text.ABHA: "91-1234-5678-9012",
		text.Handle: "@priya_s", text.DateOfBirth: "dob 15/08/1990",
	}
	for _, o := range oracles() {
		m := o.re.FindStringIndex(vectors[o.kind])
		if m == nil || !o.accepts(vectors[o.kind], m[0], m[1]) {
			t.Errorf("the oracle for %v misses %q", o.kind, vectors[o.kind])
		}
	}
	if oracleVerhoeff("234123412347") || oracleLuhn("4111111111111112") || oracleIBAN("GB29NWBK60161331926818") {
		t.Error("a wrong check digit passes an oracle")
	}
}
