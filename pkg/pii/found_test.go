package pii

import (
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// structured are the types that need neither names nor places.
const structured = text.All &^ (1<<text.Person | 1<<text.Address | 1<<text.Location | 1<<text.PINCode)

// show renders what is found in a comment: TYPE=text, one after the other.
func show(s *Scanner, comment string) string {
	var b strings.Builder
	for i, x := range s.Find([]byte(comment), nil) {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(x.Type.String() + "=" + comment[x.Start:x.End])
	}
	return b.String()
}

var findCases = []struct{ comment, want string }{
	// e-mail
	{"mail me at priya.k+nps@example.co.in please", "EMAIL=priya.k+nps@example.co.in"},
	{"write to <a.b@x.com>, thanks", "EMAIL=a.b@x.com"},
	{"It's priya@example.com's turn", "EMAIL=priya@example.com"},
	{"reach asha@example.com.Thanks a lot", "EMAIL=asha@example.com"},
	{"josé@example.com", "EMAIL=josé@example.com"},
	{"asha dot rao at example dot com is mine", "EMAIL=asha dot rao at example dot com"},
	{"asha (at) example (dot) co (dot) in", "EMAIL=asha (at) example (dot) co (dot) in"},
	{"asha[at]example[dot]com", "EMAIL=asha[at]example[dot]com"},
	{"asha.rao at gmail.com", "EMAIL=asha.rao at gmail.com"},
	{"asha.rao @ gmail.com", "EMAIL=asha.rao @ gmail.com"},
	{"asha.rao @gmail.com", "EMAIL=asha.rao @gmail.com"},
	{"ASHA@EXAMPLE.ORG", "EMAIL=ASHA@EXAMPLE.ORG"},
	// URL
	{"see https://x.example.com/a?b=1&c=2.", "URL=https://x.example.com/a?b=1&c=2"},
	{"(www.example.co.uk/help)", "URL=www.example.co.uk/help"},
	{"go to example.co.in/path now", "URL=example.co.in/path"},
	{"from carterbank.com today", "URL=carterbank.com"},
	{"http://10.0.0.1:8080/x", "URL=http://10.0.0.1:8080/x"},
	// IP, MAC
	{"from 192.168.1.10.", "IP=192.168.1.10"},
	{"ip 2001:db8::8a2e:370:7334 blocked", "IP=2001:db8::8a2e:370:7334"},
	{"mac 00:1A:2b:3c:4D:5e", "MAC=00:1A:2b:3c:4D:5e"},
	{"mac 00-1A-2b-3c-4D-5e ok", "MAC=00-1A-2b-3c-4D-5e"},
	{"mac aa-bb-cc-dd-ee-01 ok", "MAC=aa-bb-cc-dd-ee-01"},
	{"mac 001a.2b3c.4d5e", "MAC=001a.2b3c.4d5e"},
	// IBAN
	{"GB29 NWBK 6016 1331 9268 19", "IBAN=GB29 NWBK 6016 1331 9268 19"},
	{"iban de89370400440532013000 please", "IBAN=de89370400440532013000"},
	// cards
	{"card 4111 1111 1111 1111 12/26 123", "CARD=4111 1111 1111 1111"},
	{"4111-1111-1111-1111", "CARD=4111-1111-1111-1111"},
	{"378282246310005", "CARD=378282246310005"},
	{"3782 822463 10005", "CARD=3782 822463 10005"},
	{"my card 501800000009 failed", "CARD=501800000009"},
	// telephones
	{"call 9876543210 5 times", "PHONE=9876543210"},
	{"98765 43210 98765 43211", "PHONE=98765 43210; PHONE=98765 43211"},
	{"9876543210 9876543211", "PHONE=9876543210; PHONE=9876543211"},
	{"9876543210/9876543211", "PHONE=9876543210; PHONE=9876543211"},
	{"9876543210,9876543211", "PHONE=9876543210; PHONE=9876543211"},
	{"+91 98765-43210", "PHONE=+91 98765-43210"},
	{"+91-9876543210.", "PHONE=+91-9876543210"},
	{"(+91) 98765 43210", "PHONE=(+91) 98765 43210"},
	{"09876543210", "PHONE=09876543210"},
	{"919876543210", "PHONE=919876543210"},
	{"987 654 3210", "PHONE=987 654 3210"},
	{"9 8 7 6 5 4 3 2 1 0", "PHONE=9 8 7 6 5 4 3 2 1 0"},
	{"98.76.54.32.10", "PHONE=98.76.54.32.10"},
	{"Mob9876543210", "PHONE=9876543210"},
	{"9876543210pls call", "PHONE=9876543210"},
	{"call (07700) 900 123", "PHONE=(07700) 900 123"},
	{"+44 20 7946 0018", "PHONE=+44 20 7946 0018"},
	{"+44 (0)20 7946 0018", "PHONE=+44 (0)20 7946 0018"},
	{"01.23.45.67.89", "PHONE=01.23.45.67.89"},
	{"the otp for 98765-43210 reaches nobody", "PHONE=98765-43210"},
	{"OTP for (555) 555-0100 went missing", "PHONE=(555) 555-0100"},
	{"phone 555-0199 x123", "PHONE=555-0199 x123"},
	{"0664-1234567", "PHONE=0664-1234567"},
	{"my number is 91-555 0100", "PHONE=91-555 0100"},
	{"001-444-555-7788x123", "PHONE=001-444-555-7788x123"},
	{"(555)555-0100", "PHONE=(555)555-0100"},
	{"contact 5550100123 now", "PHONE=5550100123"},
	{"tel. 69 04 22 81", "PHONE=69 04 22 81"},
	{"080-2345 6789", "PHONE=080-2345 6789"},
	{"मेरा नंबर ९८७६५ ४३२१० है", "PHONE=९८७६५ ४३२१०"},
	{"call 98\u200b765\u00a043210", "PHONE=98\u200b765\u00a043210"},
	{"on 12-05-2024 9876543210 called", "PHONE=9876543210"},
	{"at 10:30 9876543210 rang", "PHONE=9876543210"},
	// Aadhaar and VID
	{"234123412346", "AADHAAR=234123412346"},
	{"2341 2341 2346", "AADHAAR=2341 2341 2346"},
	{"2341-2341-2346", "AADHAAR=2341-2341-2346"},
	{"adhar no 2 3 4 1 2 3 4 1 2 3 4 6", "AADHAAR=2 3 4 1 2 3 4 1 2 3 4 6"},
	{"2341 2341 2346 2341 2341 2346", "AADHAAR=2341 2341 2346; AADHAAR=2341 2341 2346"},
	{"2341234123412341", "AADHAAR_VID=2341234123412341"},
	{"vid 2341 2341 2341 2341", "AADHAAR_VID=2341 2341 2341 2341"},
	// letters and digits
	{"PAN ABCPE1234F", "PAN=ABCPE1234F"},
	{"ABCPE1234F", "PAN=ABCPE1234F"},
	{"pan abcpe1234f", "PAN=abcpe1234f"},
	{"ABCPE 1234 F", "PAN=ABCPE 1234 F"},
	{"27AAPFU0939F1ZV", "GSTIN=27AAPFU0939F1ZV"},
	{"gst 27 aapfu 0939 f1zv", "GSTIN=27 aapfu 0939 f1zv"},
	{"voter WKH1186253", "EPIC=WKH1186253"},
	{"WKH1186253", "EPIC=WKH1186253"},
	{"voter id MH/12/345/678901", "EPIC=MH/12/345/678901"},
	{"passport J8369854", "PASSPORT=J8369854"},
	{"passport no: j83 69854", "PASSPORT=j83 69854"},
	{"passport 123456789", "PASSPORT=123456789"},
	{"my passport C01X00T47", "PASSPORT=C01X00T47"},
	{"SBIN0001234", "IFSC=SBIN0001234"},
	{"a/c no 123456789012, IFSC SBIN0001234", "BANK_ACCOUNT=123456789012; IFSC=SBIN0001234"},
	{"account number is 50100012345678", "BANK_ACCOUNT=50100012345678"},
	{"asha@okaxis", "UPI=asha@okaxis"},
	{"9876543210@ybl", "UPI=9876543210@ybl"},
	{"upi asha.rao@newbank", "UPI=asha.rao@newbank"},
	{"asha.rao@newbank", "UPI=asha.rao@newbank"},
	{"KA01AB1234", "VEHICLE=KA01AB1234"},
	{"KA 01 AB 1234", "VEHICLE=KA 01 AB 1234"},
	{"KA-01-AB-1234", "VEHICLE=KA-01-AB-1234"},
	{"policy for KA 01 AB 1234 lapsed", "VEHICLE=KA 01 AB 1234"},
	{"my car mh 12 de 1432", "VEHICLE=mh 12 de 1432"},
	{"22BH1234AA", "VEHICLE=22BH1234AA"},
	{"22 BH 1234 AA", "VEHICLE=22 BH 1234 AA"},
	{"KA01 20110012345", "DRIVING_LICENCE=KA01 20110012345"},
	{"DL-0420110149646", "DRIVING_LICENCE=DL-0420110149646"},
	{"abha 91-1234-5678-9012", "ABHA=91-1234-5678-9012"},
	{"health account no. 91 4433 2211 7788 missing", "ABHA=91 4433 2211 7788"},
	{"Ayushman card 91998877665544", "ABHA=91998877665544"},
	{"UAN 100123456789", "UAN=100123456789"},
	{"123-45-6789", "SSN=123-45-6789"},
	{"ssn 123456789", "SSN=123456789"},
	// dates of birth
	{"dob 15/08/1990", "DATE_OF_BIRTH=15/08/1990"},
	{"D.O.B. 15-8-90", "DATE_OF_BIRTH=15-8-90"},
	{"born on 15th August 1990", "DATE_OF_BIRTH=15th August 1990"},
	{"birthday is Aug 15, 1990", "DATE_OF_BIRTH=Aug 15, 1990"},
	{"birthday is 15 Aug", "DATE_OF_BIRTH=15 Aug"},
	{"जन्म 15.08.1990", "DATE_OF_BIRTH=15.08.1990"},
	// handles
	{"follow @priya_s here", "HANDLE=@priya_s"},
	{"insta id: priya_rocks", "HANDLE=priya_rocks"},
	{"my Instagram is priya.rao92", "HANDLE=priya.rao92"},
}

func TestFinds(t *testing.T) {
	s := New(structured, DefaultConfidence, nil).Scanner()
	for _, c := range findCases {
		if got := show(s, c.comment); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.comment, got, c.want)
		}
	}
}

// leaveCases hold nothing that is personal.
var leaveCases = []string{
	"", "10/10", "I give 9 of 10", "order 9876543210 is late", "order no. 8765432109", "Order #403-1234567-1234567", "ticket 2341234123", "AWB 234123412346",
	"PNR 8765432109", "my pnr was confirmed 6543210987", "PNR no 6543210987", "paid Rs 1500000 for it", "Rs. 12,34,567 only", "INR 9876543210", "₹ 9876543210", "12,34,56,789 users",
	"on 12/05/2024 at 10:30", "2024-05-12 10:30:45", "12.05.2024", "SM-G991B and iPhone 15", "version 1.2.3", "version 10.0.1.12", "v1.2.3.4", "99.99% up", "in 2019-2020", "2023 2024 2025",
	"OTP 482910", "12.9716, 77.5946", "-33.8688 151.2093", "36.6 degrees", "5000 mAh 128 GB", "sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"id 550e8400-e29b-41d4-a716-446655440000", "meet @ 5pm", "A@B", "e.g. this", "report.csv and readme.md", "good service.It was", "ok.so what", "a.m. or p.m.", "U.S.A.",
	"invoice INV1234567", "ticket INC1234567", "ORD-1234567890", "5-10 days", "10 to 15 20 to 30", "1500 2000 2500", "24x7 support", "3.5 out of 5", "5000-10000 rupees",
	"call back in 10-15 minutes", "room 1204, 12th floor", "[EMAIL] and [PERSON_2] and [PHONE]", "call [PHONE]", "std::vector", "10:30:45", "half::1", "ratio 16:9",
	"Phone: [PHONE] 12", "ISBN 978-3-16-148410-0", "it costs 49.99 99.99", "policy no 123456789012", "customer id 9876543210", "imei 490154203237518", "confirmation number 5145558898", "my order number 5145558898", "50 000 000 people, 1 500 000 users, 10.000.000 Rp", "sum 3362023 (44.92%)", "ports 60000-64999",
	"pp. 1066-1077", "law 633/1941", "since 2008-001", "release 1.7.12.4 broke it", "at 1561174653071 ms", "go install x/h2i@latest", "12345 67890", "invoice 2024-25/001234", "spare part 21-3398-44 is wrong", "P/N 0021-7733-45", "OTP 482913 and 771204", "otp no 9876543210", "love it :) :( @ all"}

func TestLeaves(t *testing.T) {
	s := New(structured, DefaultConfidence, nil).Scanner()
	for _, c := range leaveCases {
		if got := show(s, c); got != "" {
			t.Errorf("%q: %s", c, got)
		}
	}
}
