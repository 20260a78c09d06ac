package pii

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// cue is a set of meanings that a word near a number can have.
type cue uint32

// The cues. A row of a table names those that speak for it.
const (
	cuePhone cue = 1 << iota
	cueAadhaar
	cueVID
	cuePAN
	cueGST
	cueVoter
	cuePassport
	cueAccount
	cueUPI
	cueVehicle
	cueLicence
	cueABHA
	cueUAN
	cueCard
	cueIBAN
	cueIP
	cueVersion
	cueSSN
	cueBirth
	cueHandle
	cueMail
	cueMoney
	cueThing    // the number of an order, a ticket, a parcel: of something that is no person
	cueThingFar // the same, and so telling that it need not stand beside the number
	cueCode     // the number of an one-time password or its like, unless a word between says what it is for
	cueMAC
	cueNumber   // the word number
	cueMine     // my, your
	cueMyNumber // "my number is": set by around
	cueFiller   // says nothing: "number", "is", "my"
)

// cueOwned are the cues that give a number to something: beside "order no" no
// number is a telephone's, whatever its shape.
const cueOwned = cueVersion | cueThing | cueThingFar | cueMoney | cueAccount | cueUAN | cueABHA | cueAadhaar | cueVID | cueSSN | cuePassport | cueIBAN

// cueWords lists the words, folded: lower case, without the dots of "d.o.b." and
// the slash of "a/c". A word may stand in several rows.
var cueWords = [...]struct {
	cue   cue
	words string
}{
	{cuePhone, "phone phones ph phn fon telephone telephones tel tele mobile mobiles mob mo cell cellphone call calls called calling callback caller contact contacts contacted contactable dial dialled dialed ring " +
		"rang whatsapp watsapp whatsap wa sms text fax landline hotline helpline line extension reach reachable reached signal telefon telefono handy gpay phonepe " +
		"फोन मोबाइल मोबाईल कॉल काल संपर्क व्हाट्सएप व्हाट्सऐप"},
	{cueAadhaar, "aadhaar aadhar adhaar adhar aadhaarcard aadharcard adharcard aadhaarno uid uidai आधार"},
	{cueVID, "vid virtual"},
	{cuePAN, "pan pancard panno पैन"},
	{cueGST, "gst gstin gstn जीएसटी"},
	{cueVoter, "voter voters epic voterid elector electoral election मतदाता वोटर"},
	{cuePassport, "passport passports passeport pasaporte reisepass पासपोर्ट"},
	{cueAccount, "account accounts ac acc acct acnt accno acno accountno khata khaata ifsc beneficiary खाता खाते"},
	{cueUPI, "upi vpa bhim gpay googlepay phonepe paytm pay paid payment refund यूपीआई"},
	{cueVehicle, "vehicle vehicles car bike scooter scooty auto cab taxi truck bus plate registration regd reg rto gaadi gadi rc parking parked driver driving challan fastag गाड़ी वाहन"},
	{cueLicence, "licence license dl driving driver lic लाइसेंस"},
	{cueABHA, "abha abdm health ndhm phr ayushman pmjay आभा आयुष्मान"},
	{cueUAN, "uan universal epf epfo pf provident यूएएन"},
	{cueCard, "card cards creditcard debitcard credit debit visa mastercard maestro amex rupay discover diners cc cvv expiry कार्ड"},
	{cueIBAN, "iban bic swift"},
	{cueIP, "ip ipv4 ipv6 ping pinged dns gateway router host hostname server localhost subnet blocked whitelist whitelisted"},
	{cueVersion, "version versions ver v firmware build release chapter clause section para paragraph article step rule figure table appendix"},
	{cueSSN, "ssn ssns social security socialsecurity"},
	{cueBirth, "dob born birth birthday bday birthdate dateofbirth janm janam janmdin janamdin जन्म जन्मदिन जन्मतिथि"},
	{cueHandle, "instagram insta ig twitter telegram tg snapchat snap facebook fb handle linkedin tiktok youtube threads discord skype इंस्टाग्राम"},
	{cueMail, "email emails mail mails gmail id ईमेल मेल"},
	{cueMoney, "rs inr rupees rupee usd eur gbp dollars dollar euros euro pounds lakh lakhs lac lacs crore crores cr amount amt price worth cost paisa paise balance rupaye रुपये रुपए"},
	{cueThing, "order orders ordered orderid orderno ticket tickets ticketno invoice inv invoices ref refno reference policy policyno booking bookings bookingid complaint complain case caseid claim " +
		"sr request req application appl consumer customer cust cid crn crm client membership member serial sno model item product sku pn hsn batch lot barcode ean upc isbn issn asin coupon voucher " +
		"part parts component spare catalogue catalog promo giftcard otp pin code passcode password token job quote quotation po transaction txn trx transactionid txnid folio docket incident servicerequest registration " +
		"receipt bill memo loan emi challan deposit flight train employee emp roll error meter ऑर्डर टिकट शिकायत"},
	{cueCode, "otp otps pin code codes passcode password token"},
	{cueThingFar, "pnr awb utr rrn tracking waybill consignment shipment imei isbn tan cin arn hsn पीएनआर"},
	{cueNumber, "no nos number numbers num नंबर नम्बर नं"},
	{cueMine, "my our your his her their mera meri mere hamara apna मेरा मेरी हमारा"},
	{cueMAC, "mac bssid"},
	{cueFiller, "no nos number numbers num nr nbr id ids is was are be the its of for a an ye yeh ka ki ke hai h hain tha hs card here below given updated registered new old " +
		"as under has had this that as per नंबर नम्बर नं सं संख्या है का की के"},
}

// How far a cue reaches.
const (
	reachWords = 5 // fillers not counted
	reachBytes = 120
)

// around is what the words beside a number say.
type around struct {
	left, right cue
	near        cue  // of the word just before, fillers left out: whose number it is
	whom        bool // "for" stands before the number: it is not that of the thing before
}

// both returns the cues on either side.
func (a *around) both() cue { return a.left | a.right }

// around reads the words beside d[start:end].
func (s *Scanner) around(start, end int) around {
	d := s.text.Norm
	var a around
	tied := true
	for at, low, n := start, max(0, start-reachBytes), 0; n < reachWords; {
		from, to := wordBefore(d, at, low)
		if from < 0 {
			break
		}
		c := s.cueOf(d[from:to])
		a.left |= c
		if c&cueFiller == 0 {
			n++
		}
		if tied && endsSentence(d, to, at) {
			tied = false
		}
		a.whom = a.whom || tied && to-from == 3 && string(lower(d[from:to])) == "for"
		if tied && c&cueFiller == 0 {
			a.near, tied = c, false
			if a.whom && c&cueCode != 0 { // OTP for 98765 43210
				a.near = 0
			}
		} else if tied {
			a.near |= c &^ (cueFiller | cueNumber)
		}
		at = from
	}
	if a.near&cueAccount != 0 && a.left&cueUAN != 0 { // universal account number
		a.near = cueUAN
	}
	if a.near&cueMine != 0 && a.left&cueNumber != 0 {
		a.left |= cueMyNumber
	}
	if moneyMark(d, start) {
		a.near |= cueMoney
	}
	high := min(len(d), end+reachBytes)
	for at, n, first := end, 0, true; n < reachWords; first = false {
		from, to := wordAfter(d, at, high)
		if from < 0 {
			break
		}
		c := s.cueOf(d[from:to])
		a.right |= c
		if c&cueFiller == 0 {
			n++
		}
		if first && c&cueMoney != 0 && from-end <= 2 {
			a.near |= cueMoney
		}
		at = to
	}
	return a
}

// moneyMark says whether a sign of a currency stands before a place.
func moneyMark(d []byte, at int) bool {
	for at > 0 && d[at-1] == ' ' {
		at--
	}
	if at == 0 {
		return false
	}
	if d[at-1] == '$' {
		return true
	}
	if d[at-1] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeLastRune(d[:at])
	return unicode.Is(unicode.Sc, r)
}

// endsSentence says whether a sentence or a line ends in d[from:to].
func endsSentence(d []byte, from, to int) bool {
	for i := from; i < to; i++ {
		switch d[i] {
		case '!', '?', ';', '\n':
			return true
		case '.':
			if i > from || i+1 < len(d) && d[i+1] == ' ' && i >= 3 && isWordByte(d[i-1]) && isWordByte(d[i-2]) && isWordByte(d[i-3]) {
				return true
			}
		}
	}
	return false
}

// cueOf looks up a word.
func (s *Scanner) cueOf(w []byte) cue {
	if len(w) <= 8 {
		if k, plain := lettersKey(w); plain {
			c := s.f.words.at(k)
			if c == 0 && len(w) > 3 && w[len(w)-1]|0x20 == 's' {
				c = s.f.words.at(k &^ (0xff << (8 * (len(w) - 1))))
			}
			return c
		}
	} else if len(w) == 11 && w[4] == '0' && isLetters(w[:4]) { // an IFSC stands beside its account
		return cueAccount
	}
	b := s.fold[:0]
	ascii := true
	for _, c := range w {
		switch {
		case c == '.' || c == '/' || c == '\'':
			continue
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case c >= utf8.RuneSelf:
			ascii = false
		}
		if len(b) == cap(b) {
			return 0
		}
		b = append(b, c)
	}
	if !ascii && bytes.IndexByte(w, 0xE0) < 0 && bytes.IndexByte(w, 0xC3) < 0 {
		return 0
	}
	c := s.f.words.of(b)
	if c == 0 && len(b) > 3 && b[len(b)-1] == 's' { // two UANs
		c = s.f.words.of(b[:len(b)-1])
	}
	return c
}

// inWord holds 1 for the bytes of words, 2 for the marks that can join them.
var inWord = func() (t [256]uint8) {
	for b := range t {
		if isWordByte(byte(b)) {
			t[b] = 1
		}
	}
	t['.'], t['/'] = 2, 2
	return t
}()

// isWordByte says whether a byte belongs to a word.
func isWordByte(c byte) bool { return c >= utf8.RuneSelf || isAlnum(c) }

// joins says whether the mark d[i] holds single letters together: a/c, d.o.b.
func joins(d []byte, i int) bool {
	if d[i] != '.' && d[i] != '/' || i == 0 || i+1 >= len(d) {
		return false
	}
	alone := func(j, step int) bool {
		return isLetter(d[j]) && (j+step < 0 || j+step >= len(d) || !isWordByte(d[j+step]))
	}
	return alone(i-1, -1) && alone(i+1, 1)
}

// wordBefore returns the word that ends at or before a place; from is -1 where
// there is none above low.
func wordBefore(d []byte, at, low int) (from, to int) {
	for at > low && inWord[d[at-1]]&1 == 0 {
		at--
		if d[at] == opaque {
			return -1, -1
		}
	}
	to = at
	for at > low && (inWord[d[at-1]]&1 != 0 || inWord[d[at-1]]&2 != 0 && joins(d, at-1)) {
		at--
	}
	if at == to || at == low && low > 0 {
		return -1, -1
	}
	return at, to
}

// wordAfter returns the word that begins at or after a place; from is -1 where
// there is none below high.
func wordAfter(d []byte, at, high int) (from, to int) {
	for at < high && inWord[d[at]]&1 == 0 {
		if d[at] == opaque {
			return -1, -1
		}
		at++
	}
	from = at
	for at < high && (inWord[d[at]]&1 != 0 || inWord[d[at]]&2 != 0 && joins(d, at)) {
		at++
	}
	if at == from || at == high && high < len(d) {
		return -1, -1
	}
	return from, at
}
