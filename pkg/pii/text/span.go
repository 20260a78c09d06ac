package text

// Type is a kind of personal data. Its String is the name in flags, files and
// placeholders.
type Type uint8

// The types.
const (
	Email Type = iota
	Phone
	Person
	Aadhaar
	AadhaarVID
	PAN
	GSTIN
	EPIC
	Passport
	IFSC
	BankAccount
	UPI
	Vehicle
	DrivingLicence
	ABHA
	UAN
	PINCode
	Card
	IBAN
	IP
	URL
	MAC
	SSN
	DateOfBirth
	Address
	Location
	Handle
	types // how many there are
)

var names = [types]string{"EMAIL", "PHONE", "PERSON", "AADHAAR", "AADHAAR_VID", "PAN", "GSTIN", "EPIC", "PASSPORT", "IFSC",
	"BANK_ACCOUNT", "UPI", "VEHICLE", "DRIVING_LICENCE", "ABHA", "UAN", "PINCODE", "CARD", "IBAN", "IP", "URL", "MAC", "SSN",
	"DATE_OF_BIRTH", "ADDRESS", "LOCATION", "HANDLE"}

// String returns the type's name, such as EMAIL.
func (t Type) String() string {
	if int(t) >= len(names) {
		return "?"
	}
	return names[t]
}

// ParseType returns the type with a name, written in capitals.
func ParseType(name string) (Type, bool) {
	for i, n := range names {
		if n == name {
			return Type(i), true
		}
	}
	return 0, false
}

// Types returns all types in their order.
func Types() []Type {
	all := make([]Type, types)
	for i := range all {
		all[i] = Type(i)
	}
	return all
}

// Set is a set of types.
type Set uint32

// All is the set of all types.
const All Set = 1<<types - 1

// SetOf returns the set of the types given.
func SetOf(list ...Type) Set {
	var s Set
	for _, t := range list {
		s |= 1 << t
	}
	return s
}

// Has says whether t is in the set.
func (s Set) Has(t Type) bool { return s>>t&1 != 0 }

// Span is one piece of personal data in a text.
type Span struct {
	Start, End int     // byte offsets, End behind the last byte
	Type       Type    //
	Confidence float64 // from 0 to 1: how sure the recogniser is, no probability
	Why        string  // what it was found by, in words that hold nothing of the text
}
