package pii

import "strings"

// checkPAN: the fourth letter is the kind of holder, the digits are not 0000. The
// rule of the last letter is not published.
func checkPAN(m *match) float64 {
	p := m.plain
	if strings.IndexByte("ABCFGHJKLPT", p[3]) < 0 || string(p[5:9]) == "0000" {
		return 0
	}
	switch {
	case m.lower:
		return 0.45
	case m.apart > 0:
		return 0.6
	}
	return 0.85
}

// checkGSTIN: state, a PAN, entity, Z and a check character. Z is C or D for
// collectors of tax at source; a wrong check character leaves a weak candidate.
func checkGSTIN(m *match) float64 {
	p := m.plain
	state := int(p[0]-'0')*10 + int(p[1]-'0')
	if state == 0 || state > 38 && state != 97 && state != 99 || strings.IndexByte("ABCFGHJKLPT", p[5]) < 0 {
		return 0
	}
	switch p[13] {
	case 'Z':
		if p[12] != '0' && gstCheck(p) {
			return 0.97
		}
	case 'C', 'D':
		if gstCheck(p) {
			return 0.9
		}
	default:
		return 0
	}
	if m.apart > 0 || m.lower {
		return 0.4
	}
	return 0.55
}

// gstCheck computes the check character over 0-9A-Z: from the right with factors
// 1, 2, 1, 2 ..., each product counting as the sum of its two digits to the base
// of 36; the sum is a multiple of 36.
func gstCheck(p []byte) bool {
	sum := 0
	for i := range p {
		c := p[len(p)-1-i]
		v := int(c - '0')
		if isLetter(c) {
			v = int(c-'A') + 10
		}
		v *= 1 + i&1
		sum += v/36 + v%36
	}
	return sum%36 == 0
}

// checkUIN: identities of embassies, of non-resident payers and online sellers:
// state and year, country, number, kind.
func checkUIN(m *match) float64 {
	if m.lower || m.apart > 0 {
		return 0.3
	}
	return 0.6
}

// checkEPIC: three letters and seven digits. Luhn over the digits raises the score
// and drops nothing, since many cards fail it. Prefixes of tickets are left out.
func checkEPIC(m *match) float64 {
	switch string(m.plain[:3]) {
	case "INC", "TKT", "ORD", "REF", "CRN", "SRN", "REQ", "AWB", "INV", "TXN", "PNR", "RMA", "SKU", "CHG", "TCK", "SRV", "CAS", "CMP", "TRN", "UTR", "RRN", "BIL", "BKG", "JOB", "POL", "ACC", "CUS", "SUB", "QTN":
		return 0.2
	}
	switch {
	case !luhn(m.plain[3:]):
		return 0.4
	case m.lower:
		return 0.45
	case m.apart > 0:
		return 0.5
	}
	return 0.65
}

// checkOldEPIC: ST/NN/NNN/NNNNNN.
func checkOldEPIC(m *match) float64 {
	if !isState(m.plain[0], m.plain[1]) || m.apart < 3 {
		return 0
	}
	return 0.65
}

// checkPassport: a letter but Q, X and Z, no 0 behind it.
func checkPassport(m *match) float64 {
	switch {
	case m.plain[0] == 'Q' || m.plain[0] == 'X' || m.plain[0] == 'Z' || m.plain[1] == '0':
		return weak
	case m.lower || m.apart > 0:
		return 0.3
	}
	return 0.45
}

// checkIFSC: bank, 0, branch. The commonest banks make it surer.
func checkIFSC(m *match) float64 {
	digits := 0
	for _, c := range m.plain[5:] {
		if isDigit(c) {
			digits++
		}
	}
	known := strings.Contains(" SBIN HDFC ICIC UTIB PUNB BARB CNRB UBIN BKID IOBA IDIB KKBK YESB INDB IDFB FDRL CBIN MAHB UCBA PSIB CITI HSBC SCBL DBSS KARB KVBL SIBL RATN AUBL BDBL ESFB UJVN JSFB CSBK DLXB JAKA TMBL PYTM AIRP IPOS FINO NSPB ", " "+string(m.plain[:4])+" ")
	switch {
	case known && digits > 0:
		return 0.85
	case m.lower || digits < 3:
		return 0.3
	}
	return 0.65
}

// states are the codes of number plates and driving licences (Central Motor
// Vehicles Rules, with TS, TG, UK, OD and the older UA, OR, DN).
const states = "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP WB "

// isState says whether two letters are the code of a state.
func isState(a, b byte) bool { return countries()[pairOf(a, b)]&aState != 0 }

// checkVehicle: state, district, series, number.
func checkVehicle(m *match) float64 {
	p := m.plain
	if !isState(p[0], p[1]) || string(p[len(p)-4:]) == "0000" {
		return 0
	}
	letters := 0
	for _, c := range p[2:] {
		if isLetter(c) {
			letters++
		}
	}
	switch {
	case letters == 0:
		return 0
	case m.lower && m.apart > 0:
		return 0.45
	case m.lower:
		return 0.6
	case m.apart > 0:
		return 0.75
	}
	return 0.8
}

// checkBharat: year, BH, number, letters without I and O.
func checkBharat(m *match) float64 {
	for _, c := range m.plain[8:] {
		if c == 'I' || c == 'O' {
			return 0
		}
	}
	if m.lower && m.apart > 0 {
		return 0.45
	}
	return 0.75
}

// checkLicence: state, office, year of issue, number.
func checkLicence(m *match) float64 {
	p := m.plain
	if !isState(p[0], p[1]) || string(p[4:6]) != "19" && string(p[4:6]) != "20" {
		return 0
	}
	if m.lower {
		return 0.7
	}
	return 0.85
}
