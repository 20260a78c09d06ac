package demo

// slot is what a sentence leaves open.
type slot uint8

const (
	literal slot = iota
	slotEmail
	slotEmailSpelled
	slotPhone
	slotMe
	slotMeLower
	slotMeTypo
	slotStaff
	slotStaffLower
	slotAadhaar
	slotVID
	slotPAN
	slotGSTIN
	slotEPIC
	slotPassport
	slotIFSC
	slotAccount
	slotUPI
	slotVehicle
	slotLicence
	slotABHA
	slotUAN
	slotPIN
	slotCard
	slotIBAN
	slotIP
	slotURL
	slotMAC
	slotSSN
	slotBirth
	slotAddress
	slotLocation
	slotHandle
	// From here on: looks like personal data and is none.
	slotOrder
	slotTicket
	slotAmount
	slotLakh
	slotVersion
	slotDate
	slotPNR
	slotTracking
	slotModel
	slotMark
	slotCount
)

// scene is what a value may depend on: who writes, in which language. It has the random
// stream of words.
type scene struct {
	rng      rng
	names    *nameBook
	person   *person
	language int
}

// slotRow says of a slot how phrase files name it, which type of personal data (as
// `nps redact` names it) or which kind of lookalike it is, whether its digits may be written
// in another script, and how a value is appended. Slots of one kind stand side by side.
type slotRow struct {
	word, kind string
	digits     bool
	fill       func(b []byte, s *scene) []byte
}

var slots = [slotCount]slotRow{
	slotEmail:        {"email", "EMAIL", false, func(b []byte, s *scene) []byte { return s.person.appendEmail(b) }},
	slotEmailSpelled: {"email-spelled", "EMAIL", false, appendSpelledEmail},
	slotPhone:        {"phone", "PHONE", true, func(b []byte, s *scene) []byte { return appendSpokenPhone(b, &s.rng, s.person) }},
	slotMe:           {"me", "PERSON", false, func(b []byte, s *scene) []byte { return s.person.appendName(b) }},
	slotMeLower:      {"me-lower", "PERSON", false, appendLowerName},
	slotMeTypo:       {"me-typo", "PERSON", false, appendMisspelt},
	slotStaff:        {"staff", "PERSON", false, appendStaff},
	slotStaffLower:   {"staff-lower", "PERSON", false, appendLowerStaff},
	slotAadhaar:      {"aadhaar", "AADHAAR", true, func(b []byte, s *scene) []byte { return appendAadhaar(b, &s.rng) }},
	slotVID:          {"vid", "AADHAAR_VID", true, appendVID},
	slotPAN:          {"pan", "PAN", false, func(b []byte, s *scene) []byte { return appendPAN(b, &s.rng, s.person) }},
	slotGSTIN:        {"gstin", "GSTIN", false, appendGSTIN},
	slotEPIC:         {"epic", "EPIC", false, appendEPIC},
	slotPassport:     {"passport", "PASSPORT", false, appendPassport},
	slotIFSC:         {"ifsc", "IFSC", false, appendIFSC},
	slotAccount:      {"account", "BANK_ACCOUNT", true, appendAccount},
	slotUPI:          {"upi", "UPI", false, appendUPI},
	slotVehicle:      {"vehicle", "VEHICLE", false, appendVehicle},
	slotLicence:      {"licence", "DRIVING_LICENCE", false, appendLicence},
	slotABHA:         {"abha", "ABHA", true, appendABHA},
	slotUAN:          {"uan", "UAN", true, appendUAN},
	slotPIN:          {"pincode", "PINCODE", true, appendPIN},
	slotCard:         {"card", "CARD", true, appendCard},
	slotIBAN:         {"iban", "IBAN", false, appendIBAN},
	slotIP:           {"ip", "IP", false, appendIP},
	slotURL:          {"url", "URL", false, appendURL},
	slotMAC:          {"mac", "MAC", false, appendMAC},
	slotSSN:          {"ssn", "SSN", false, appendSSN},
	slotBirth:        {"birth", "DATE_OF_BIRTH", true, appendBirth},
	slotAddress:      {"address", "ADDRESS", false, appendAddress},
	slotLocation:     {"location", "LOCATION", false, appendLocation},
	slotHandle:       {"handle", "HANDLE", false, appendHandle},
	slotOrder:        {"order", "order-number", false, func(b []byte, s *scene) []byte { return appendOrder(b, &s.rng) }},
	slotTicket:       {"ticket", "ticket", false, appendTicket},
	slotAmount:       {"amount", "amount", false, appendAmount},
	slotLakh:         {"lakh", "amount", false, appendLakh},
	slotVersion:      {"version", "version", false, appendVersion},
	slotDate:         {"date", "date", false, appendDate},
	slotPNR:          {"pnr", "pnr", false, appendPNR},
	slotTracking:     {"tracking", "tracking", false, appendTracking},
	slotModel:        {"model", "model", false, appendModel},
	slotMark:         {"mark", "mark", false, appendMark},
}

func (s slot) personal() bool { return s >= slotEmail && s <= slotHandle }

// slotNamed returns the slot that a phrase file calls word.
func slotNamed(word string) (slot, bool) {
	for s := slotEmail; s < slotCount; s++ {
		if slots[s].word == word {
			return s, true
		}
	}
	return literal, false
}

// appendSpokenPhone writes the respondent's number in one of the ways people write it;
// the digits are those of the phone column.
func appendSpokenPhone(b []byte, r *rng, p *person) []byte {
	if !p.indian {
		return p.appendPhone(b)
	}
	groups := [...]string{"55", "55", "55", "334", "433", "55", "55"}
	before := [...]string{"+91 ", "+91-", "0", "", "", "", ""}
	separators := [...]string{" ", "", "", " ", " ", "-", ""}
	way := r.below(uint64(len(groups)))
	var buf [10]byte
	digits := appendHalf(appendHalf(buf[:0], p.h>>16), p.h>>16)
	return appendGrouped(append(b, before[way]...), digits, groups[way], separators[way])
}

// appendGrouped writes digits in groups of the given sizes.
func appendGrouped(b, digits []byte, sizes, separator string) []byte {
	for i := range len(sizes) {
		n := int(sizes[i] - '0')
		if i > 0 {
			b = append(b, separator...)
		}
		b = append(b, digits[:n]...)
		digits = digits[n:]
	}
	return b
}
