package pii

import (
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// upiHandles are handles of payment apps and banks, from the list of third party
// apps and handles that NPCI publishes (npci.org.in, UPI, "3rd party apps") and
// those of the banks' own apps. The list grows, so others count too, with less
// confidence.
const upiHandles = " okaxis okhdfcbank okicici oksbi ybl ibl axl paytm ptyes ptaxis pthdfc ptsbi upi apl rapl yapl waicici wahdfcbank waaxis wasbi freecharge ikwik mbk timecosmos " +
	"airtel airtelpaymentsbank jio jupiteraxis fam yesfam slice sliceaxis slc naviaxis navi goaxb axisb axisbank hdfcbank icici sbi pnb boi cnrb kotak kmbl kbl kvb idfcbank idfcfirst indus federal " +
	"fbl rbl dbs hsbc barodampay aubank unionbank uboi unionbankofindia cboi centralbank mahb iob indianbank uco psb csbpay dlb kaypay lvb obc equitas ujjivan fincarebank postbank jsb " +
	"abfspay abcdicici yespop yesbank yesbankltd yespay yesg tapicici amazonpay superyes omni oneyes pingpay pockets payzapp ezeepay eazypay dcb bandhan idbi jkb nsdl sib tmb utbi vijb rmhdfcbank hdfcbankjd myicici sc citi citigold " +
	"shriramhdfcbank trans tjsb zoicici bpunity niyoicici ikwikidfb axb cmsidfc credpay yescred axiscred cred inhdfc "

// payment looks at name@handle, where the handle has no dot: d[l:i] is the name,
// d[i+1:r] what follows @.
func (s *Scanner) payment(l, i, r int) {
	d := s.text.Norm
	end := i + 1
	for end < r && (isLetter(d[end]) || isDigit(d[end])) {
		end++
	}
	if l > 0 && d[l-1] == '@' || end < len(d) && (d[end] == '@' || isWordByte(d[end]) || d[end] == '_') || !isLetter(d[i+1]) {
		return
	}
	for _, c := range d[l:i] {
		if class[c]&local == 0 || c == '%' || c == '+' || c == '\'' {
			return
		}
	}
	name, handle := d[l:i], d[i+1:end]
	switch {
	case string(lower(handle)) == "localhost":
		return
	case len(name) < 2 || len(handle) < 2 || len(handle) > 32:
		return
	case freeMail(handle):
		s.keep(text.Email, l, end, 0.7, "address at a mail service, its ending left out")
		return
	case listed(handle):
		s.keep(text.UPI, l, end, 0.9, "payment address with a listed handle")
		return
	case len(handle) < 3 || len(name) < 3:
		s.weighUPI(l, end, 0.4)
		return
	}
	base := 0.55
	if isLetters(name) && common(name) && lexicon.Lookup(handle) != 0 || lexicon.Lookup(handle)&(lexicon.Common|lexicon.Frequent) != 0 {
		base = 0.4
	}
	s.weighUPI(l, end, base)
}

// weighUPI keeps a payment address with a handle that no list holds.
func (s *Scanner) weighUPI(start, end int, base float64) {
	by := s.around(start, end)
	s.weigh(text.UPI, start, end, base, 0.8, cueUPI, &by, "name@handle without a dot", "name@handle with a word for payment near")
}

// listed says whether a handle is in the list.
func listed(w []byte) bool {
	var b [24]byte
	if len(w) > 20 {
		return false
	}
	k := append(b[:0], ' ')
	for _, c := range w {
		k = append(k, c|0x20)
	}
	k = append(k, ' ')
	return strings.Contains(upiHandles, string(k))
}
