package pii

import (
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// How to add a recogniser: what is made of digits alone gets a row of numberRows,
// what mixes letters and digits a row of shapeRows, each with a check function
// that says how sure it is; the words that speak for it go into cueWords; labelled
// lines into testdata/pii. What neither table can say (an e-mail address, a URL)
// is begun by a mark and lives in a file of its own, called from [Scanner.walk].
//
// Confidence: 0.9 and more for a check digit or an unmistakable form, 0.6 to 0.85
// for a shape with its context, below 0.5 for what needs a word beside it.

// numberRow is a recogniser of digits, written together or in groups.
type numberRow struct {
	kind     text.Type
	min, max int                     // digits
	check    func(x *number) float64 // confidence by the digits alone; 0 when it is none
	cue      cue                     // words that speak for it
	near     float64                 // confidence with such a word
	why      string
	whyNear  string
}

var numberRows = [...]numberRow{
	{text.Aadhaar, 12, 12, checkAadhaar, cueAadhaar, 0.95, "Verhoeff check digit", "Verhoeff check digit, and a word for Aadhaar near"},
	{text.AadhaarVID, 16, 16, checkVID, cueVID | cueAadhaar, 0.95, "16 digits with a Verhoeff check digit", "Verhoeff check digit, and a word for it near"},
	{text.Card, 12, 19, checkCard, cueCard, 0.95, "Luhn check digit", "Luhn check digit, and a word for a card near"},
	{text.Phone, 7, 15, checkPhone, cuePhone, 0.65, "shape of a telephone number", "digits with a word for a telephone near"},
	{text.Phone, 7, 12, checkGroupedPhone, cueNumber, 0.55, "", "grouped digits with the word number near"},
	{text.Phone, 9, 11, checkSolidPhone, cueMyNumber, 0.55, "", "digits behind the words my number"},
	{text.IP, 4, 12, checkIPv4, cueIP, 0.8, "four bytes with dots", "four bytes with dots and a word for an address near"},
	{text.SSN, 9, 9, checkSSN, cueSSN, 0.9, "shape of a social security number", "shape, and a word for it near"},
	{text.DateOfBirth, 4, 8, checkDate, cueBirth, 0.85, "", "a date with a word for birth near"},
	{text.ABHA, 14, 14, checkABHA, cueABHA, 0.85, "14 digits grouped as a health account", "14 digits with a word for a health account near"},
	{text.UAN, 12, 12, checkUAN, cueUAN, 0.85, "", "12 digits with a word for provident fund near"},
	{text.BankAccount, 9, 18, checkAccount, cueAccount, 0.7, "", "digits with a word for an account near"},
	{text.Passport, 7, 9, checkForeignPassport, cuePassport, 0.7, "", "digits with the word passport near"},
}

// shapeRow is a recogniser of letters and digits. In its shape A is a letter, a
// an optional one, 9 a digit, n an optional one, X either, ~ an optional
// separator, and any other sign itself. Letters match in either case.
type shapeRow struct {
	kind    text.Type
	shape   string
	check   func(m *match) float64
	cue     cue
	near    float64
	why     string
	whyNear string
}

var shapeRows = [...]shapeRow{
	{text.GSTIN, "99~AAAAA~9999~A~X~X~X", checkGSTIN, cueGST, 0.75, "GSTIN with its check character", "shape, and a word for GST near"},
	{text.GSTIN, "9999~AAA~99999~A~X~X", checkUIN, cueGST, 0.7, "shape of a GST identity of a foreign body", "shape, and a word for GST near"},
	{text.PAN, "AAAAA~9999~A", checkPAN, cuePAN, 0.9, "shape and holder type of a PAN", "shape, and the word PAN near"},
	{text.EPIC, "AAA~9999999", checkEPIC, cueVoter, 0.85, "shape and Luhn check digit of a voter card", "shape, and a word for a voter card near"},
	{text.EPIC, "AA~99~999~999999", checkOldEPIC, cueVoter, 0.85, "old shape of a voter card", "old shape, and a word for a voter card near"},
	{text.Passport, "A~99~99999", checkPassport, cuePassport, 0.85, "shape of an Indian passport", "shape, and the word passport near"},
	{text.IFSC, "AAAA0XXXXXX", checkIFSC, cueAccount, 0.85, "shape of an IFSC", "shape, and a word for a bank near"},
	{text.Vehicle, "AA~9n~Aaa~9999", checkVehicle, cueVehicle, 0.85, "state code and shape of a number plate", "shape, and a word for a vehicle near"},
	{text.Vehicle, "99~BH~9999~Aa", checkBharat, cueVehicle, 0.85, "shape of a Bharat series number plate", "shape, and a word for a vehicle near"},
	{text.DrivingLicence, "AA~99~9999~9999999", checkLicence, cueLicence, 0.9, "state, year and shape of a driving licence", "shape, and a word for a licence near"},
}

// leads says for 0 to 5 leading letters which rows of shapeRows can match.
var leads = [6][]uint8{{0, 1, 8}, {5}, {4, 7, 9}, {3}, {6}, {2}}

// digitsFor says for as many leading letters, with a separator behind them, how many
// digits can follow at once: a bit for each number. With two letters it can be
// an IBAN, which may be cut into groups anywhere; no IFSC is cut behind its letters.
var digitsFor = [6]uint32{0, 1<<2 | 1<<7, math.MaxUint32, 1 << 7, 0, 1 << 4}

// rowsFor lists for each number of digits the rows of numberRows that take as many.
var rowsFor = func() (t [maxDigits + 1][]uint8) {
	for n := range t {
		for i := range numberRows {
			if n >= numberRows[i].min && n <= numberRows[i].max {
				t[n] = append(t[n], uint8(i))
			}
		}
	}
	return t
}()

// grade weighs what the digits or letters say by themselves against the words
// beside them. A number that belongs to something else (an order, an amount) stays
// a weak candidate, unless its form leaves no doubt.
func grade(base, near float64, own cue, a *around) (confidence float64, byWord bool) {
	foreign := a.near&own == 0 && a.near&cueOwned&^own != 0 || a.left&own == 0 && a.left&cueThingFar != 0
	switch {
	case base < 0.8 && foreign:
		return min(base, 0.3), false
	case a.both()&own == 0:
		return base, false
	case near > base:
		return near, true
	}
	return max(base, min(0.95, base+0.1)), false
}
