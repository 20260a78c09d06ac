package survey

import (
	"bytes"
	"strings"
	"testing"
)

func TestEmails(t *testing.T) {
	for _, s := range []string{
		"asha@example.com", " Asha.Rao+nps@mail.example.co.in ", "'x@y.org", "o'neil@example.ie", "mailto:a@b.com", "आशा@उदाहरण.भारत", "a_b-c@sub-domain.example.museum", "a@1.com",
	} {
		if !LooksLikeEmail([]byte(s)) || !ContainsEmail([]byte(s)) {
			t.Errorf("%q: whole %v, contains %v", s, LooksLikeEmail([]byte(s)), ContainsEmail([]byte(s)))
		}
	}
	for _, s := range []string{"", "@", "a@", "@b.com", "a@b", "a@b.c", "a@b.1", "a b@c.com", "a@b.com, c@d.com", "a@b..com", "a@.com", "rate 5 @ 4.5", "user@okaxis", "anonymous", "a@b.com."} {
		if LooksLikeEmail([]byte(s)) {
			t.Errorf("LooksLikeEmail(%q)", s)
		}
	}
	for _, s := range []string{"write to asha@example.com.", "<asha@example.com>", "mail:asha@example.com,thanks", "मेरा ईमेल asha@example.com है", "a @ b, c@d.org", "(a@b.com)"} {
		if !ContainsEmail([]byte(s)) {
			t.Errorf("ContainsEmail(%q) is false", s)
		}
	}
	for _, s := range []string{"", "call me @ 5.30pm", "me @home", "a@b", "@example.com", "pay asha@okaxis", "5@4.5", "a@b. c"} {
		if ContainsEmail([]byte(s)) {
			t.Errorf("ContainsEmail(%q)", s)
		}
	}
}

var phones = []string{
	"+919876543210", "+91 98765 43210", "+91-98765-43210", "+91 - 98765 43210", "(+91) 98765 43210", "9876543210", "98765 43210", "98765-43210", "9876 543 210", "09876543210", "0 98765 43210", "919876543210", "91 9876543210", "00919876543210", "'+919876543210",
	"९८७६५४३२१०", "+१ २०२ ५५५ ०१२३", "\u202a+91 98765 43210\u202c", "+1 (202) 555-0123", "(202) 555-0123", "202-555-0123", "202.555.0123", "1-202-555-0123", "+442079460018", "+44 (0)20 7946 0018", "020 7946 0018", "01 23 45 67 89", "0123 456789", "030/1234567", "+49 30 1234567",
	"9123 4567", "612 345 678", "612 34 56 78", "138 1234 5678", "11 91234-5678", "022-2345 6789", "+65 9123 4567", "0044 20 7946 0018", "+61 412 345 678", "98765\u00a043210", "555 123 45 67",
}

var notPhones = []string{
	"", "0", "10", "9.5", "8 9 10", "2026-03-05", "05/03/2026", "5.3.2026", "05.03.26", "2026/03/05", "2026-03-05 10:11:12", "2026-08-09 2026-08-10", "2026-03-05T10:11:12+05:30", "20260305", "1741234567", "1234567", "12345678", "123456789", "1234567890", "-2147483648",
	"1,23,456", "1 234 567", "1.234.567", "123.456.789", "12,34,567.00", "9876.543210", "192.168.1.10", "1.2.3", "2024-2025", "5000-6000", "10 10 10 10 10", "9 10 8 10 9 10 8", "AB9876543210X", "R_1abcDEF2345", "4111 1111 1111 1111", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "+5", "+10", "+1234567", "0012345678", "2024-001234", "98765432101", "+", "(", "((((((((((", "08 09 10 10",
}

func TestPhones(t *testing.T) {
	for _, s := range phones {
		if !LooksLikePhone([]byte(s)) {
			t.Errorf("LooksLikePhone(%q) is false", s)
		}
		for _, text := range []string{s, "call me on " + s + " please", "मेरा नंबर " + s + "।", "rated 9, " + s + ", thanks", "on 2026-03-05 call " + s} {
			if !ContainsPhone([]byte(text)) {
				t.Errorf("ContainsPhone(%q) is false", text)
			}
		}
	}
	if !ContainsPhone([]byte("ring 555-0199 today")) || !ContainsPhone([]byte("since 2019 9876543210 5 times")) {
		t.Error("a number among others was missed")
	}
	for _, s := range notPhones {
		if LooksLikePhone([]byte(s)) {
			t.Errorf("LooksLikePhone(%q)", s)
		}
		for _, text := range []string{s, "it was " + s + " then", "(" + s + ")"} {
			if ContainsPhone([]byte(text)) {
				t.Errorf("ContainsPhone(%q)", text)
			}
		}
	}
}

func TestScannersDoNotAllocateAndAreLinear(t *testing.T) {
	text := []byte("rated 9, call +91 98765 4321 or mail asha at example, since 2026-03-05 आपका")
	if n := testing.AllocsPerRun(50, func() {
		ContainsPhone(text)
		ContainsEmail(text)
		LooksLikePhone(text)
		LooksLikeEmail(text)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	// Each of these would run into the time limit of the test binary if the cost
	// were quadratic.
	for _, unit := range []string{"@", "a@", "+", "( ", "1 ", "1", "1-", "+ ", "a@b."} {
		big := bytes.Repeat([]byte(unit), 1<<20)
		if ContainsPhone(big) || ContainsEmail(big) || LooksLikePhone(big) || LooksLikeEmail(big) {
			t.Errorf("something was found in a run of %q", unit)
		}
	}
}

func TestShowableLabel(t *testing.T) {
	for _, c := range []struct {
		text    string
		records int
		want    bool
	}{
		{"Strongly agree", 3, true}, {"Strongly agree", 2, false}, {"-2147483648", 9, true}, {"", 9, false}, {"asha@example.com", 9, false}, {"asha@okaxis", 9, false},
		{"9876543210", 9, false}, {"call 98765 43210", 9, false}, {strings.Repeat("é", 40), 3, true}, {strings.Repeat("é", 41), 3, false}, {"9.5", 5, true},
	} {
		if got := ShowableLabel(c.text, c.records); got != c.want {
			t.Errorf("ShowableLabel(%q, %d) = %v", c.text, c.records, got)
		}
	}
}

func FuzzContacts(f *testing.F) {
	for _, s := range append(append([]string{"a@b.com", ".@0.AAA", "010 01.1.00", "+1 0 0 0 0 0 0 0", "\xff@\xff.xx", "+\u200b1"}, phones...), notPhones...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := []byte(s)
		if LooksLikeEmail(b) && !ContainsEmail(b) {
			t.Fatalf("%q is an e-mail address but contains none", s)
		}
		if LooksLikePhone(b) && !ContainsPhone(b) {
			t.Fatalf("%q is a telephone number but contains none", s)
		}
	})
}
