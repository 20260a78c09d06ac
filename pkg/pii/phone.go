package pii

import "bytes"

// checkPhone says how much digits look like a telephone number. Indian mobile
// numbers have a form of their own (ten digits from 6 to 9, with 0 or 91 before
// them); for the rest of the world the way they are grouped decides, for the
// national forms are too many to list and a table of valid ranges would let
// through what it does not know. Lengths: ITU-T E.164, at most 15 digits.
func checkPhone(x *number) float64 {
	x.phone = telephone(x)
	return x.phone
}

// telephone is checkPhone; what it says is kept for the rows behind it.
func telephone(x *number) float64 {
	d, n := x.digits, len(x.digits)
	for _, p := range x.pieces {
		if p.date {
			return 0
		}
	}
	plus := opening(x)
	ext := extension(x)
	if plus {
		if d[0] != '0' && n >= 7 && (n > 8 || len(x.pieces) > 1 || string(d[n-4:]) != "0000") {
			return 0.85
		}
		return 0.4
	}
	if !plausible(x) {
		return 0
	}
	if c := indianMobile(x); c > 0 {
		return c
	}
	if len(x.pieces) == 1 {
		return solid(x, ext)
	}
	return grouped(x, ext)
}

// checkGroupedPhone lets the word number stand for a telephone when the digits are
// grouped as one.
func checkGroupedPhone(x *number) float64 {
	if len(x.pieces) > 1 && x.phone >= 0.4 {
		return weak
	}
	return 0
}

// checkSolidPhone lets "my number is" stand for a telephone when the digits are
// written together.
func checkSolidPhone(x *number) float64 {
	if len(x.pieces) == 1 && x.alone && x.phone > 0 {
		return weak
	}
	return 0
}

// indianMobile recognises a mobile number of India; the prefix is part of it.
func indianMobile(x *number) float64 {
	d := x.digits
	switch n := len(d); {
	case n == 10:
	case n == 11 && d[0] == '0':
		d = d[1:]
	case n == 12 && d[0] == '9' && d[1] == '1':
		d = d[2:]
	case n == 13 && d[0] == '0' && d[1] == '9' && d[2] == '1':
		d = d[3:]
	case n == 14 && string(d[:4]) == "0091":
		d = d[4:]
	default:
		return 0
	}
	if d[0] < '6' || same(d) || !x.alone {
		return 0
	}
	if len(x.pieces) == 1 {
		return 0.75
	}
	first, last := x.pieces[0], x.pieces[len(x.pieces)-1]
	switch {
	case x.groups("55") && x.pieces[1].sep == sepHyphen && isRange(x, first, last):
		return 0.42
	case x.groups("55", "334", "343", "433", "244", "46", "64", "37", "73", "1334", "155", "255", "2334", "2343", "2433", "2244", "246", "264"),
		len(x.pieces) == 2 && len(d) < len(x.digits):
		return 0.75
	}
	if x.whole {
		return 0.6
	}
	return 0
}

// solid grades digits written together. Few forms speak for themselves.
func solid(x *number, ext bool) float64 {
	d, n := x.digits, len(x.digits)
	switch {
	case !x.alone || same(d):
		return 0
	case ext && n >= 7 && n <= 12:
		return 0.6
	case d[0] == '0' && d[1] == '0' && n >= 11 && n <= 15:
		return 0.6
	case d[0] == '0' && d[1] != '0' && (n == 10 || n == 11):
		return 0.55
	case n >= 7 && n <= 13:
		return 0.3
	}
	return 0
}

// grouped grades digits written in groups.
func grouped(x *number, ext bool) float64 {
	d, n := x.digits, len(x.digits)
	inside := x.text[x.start:x.end]
	bracket := bytes.IndexByte(inside, ')') >= 0
	if same(d) || !x.whole && !x.alone || !bracket && bytes.IndexByte(inside, '(') >= 0 {
		return 0
	}
	switch {
	case n > 12 && d[0] != '0' || n > 14:
		return 0
	case bracket && x.text[x.start] != '(' && len(x.pieces) == 2 && n < 9:
		return 0.3
	case bracket, ext:
		return 0.76
	case d[0] == '0' && d[1] == '0' && n >= 10:
		return 0.65
	case d[0] == '0' && n >= 9 && n <= 12:
		return 0.65
	case x.groups("334", "1334") && d[n-10] >= '2' && (n == 10 || d[0] == '1') && x.only(x.pieces[1].sep, sepSpace):
		return 0.65
	case x.groups("1433", "1343", "433") && (string(d[:3]) == "180" || string(d[:2]) == "18"):
		return 0.6
	case !x.whole:
		return 0
	case tidy(x):
		return 0.52
	}
	return 0.42
}

// tidy says whether digits are grouped as no list, range or reference is: no
// single digits but the first, no groups that are all the same, separators that do
// not take turns.
func tidy(x *number) bool {
	equal, thousands, turns := true, true, 0
	first := x.pieces[0]
	for i, p := range x.pieces[1:] {
		if p.end-p.start < 2 {
			return false
		}
		equal = equal && string(x.text[p.start:p.end]) == string(x.text[first.start:first.end])
		thousands = thousands && p.end-p.start == 3
		if i > 0 && p.sep != x.pieces[i].sep {
			turns++
		}
	}
	last := x.pieces[len(x.pieces)-1]
	round := func(p piece) bool { return p.end-p.start >= 3 && x.text[p.end-1] == '0' && x.text[p.end-2] == '0' }
	switch k := len(x.pieces); {
	case thousands && (first.end-first.start < 3 || x.pieces[1].sep == sepDot || string(x.digits[len(x.digits)-3:]) == "000"): // 50 000 000
		return false
	case equal, turns > 1, x.groups("55"), len(x.digits) > 11, k > 6:
		return false
	case k == 2 && (last.end-last.start < 3 || x.pieces[1].sep == sepSlash || x.pieces[1].sep == sepHyphen && (year(x, first) || isRange(x, first, last))):
		return false
	case k == 2 && first.end-first.start == 1 && last.end-last.start > 8, k == 2 && (round(first) || round(last)), x.pieces[1].sep == sepSlash && (first.end-first.start < 3 || year(x, first)):
		return false
	}
	return true
}

// isRange says whether two pieces look like the ends of a range: 60000-64999.
func isRange(x *number, a, b piece) bool {
	return a.end-a.start == b.end-b.start && x.text[a.start] == x.text[b.start] && string(x.text[a.start:a.end]) < string(x.text[b.start:b.end]) &&
		(a.end-a.start < 5 || x.text[a.end-1] == '0' && x.text[a.end-2] == '0')
}

// year says whether a piece is a year of these two centuries.
func year(x *number, p piece) bool {
	return p.end-p.start == 4 && (x.text[p.start] == '1' && x.text[p.start+1] == '9' || x.text[p.start] == '2' && x.text[p.start+1] == '0')
}

// plausible leaves out groups of digits that mean something else.
func plausible(x *number) bool {
	dots, slashes, years, zeros := 0, 0, 0, 0
	for i, p := range x.pieces {
		size := p.end - p.start
		if i > 0 {
			switch p.sep {
			case sepDot:
				dots++
			case sepSlash:
				slashes++
			}
		}
		if year(x, p) {
			years++
		}
		if size >= 3 && x.text[p.end-1] == '0' && x.text[p.end-2] == '0' {
			zeros++
		}
	}
	k := len(x.pieces)
	switch {
	case years == k, zeros == k && k > 1: // years, amounts
		return false
	case dots == 1 && k == 2, dots > 0 && dots < k-1: // decimals
		return false
	case dots > 0 && len(x.digits) < 8, slashes > 1:
		return false
	case k > 6 && !x.whole: // single digits as in a table
		return false
	case k == 3 && x.groups("324"), k == 2 && x.groups("54") && x.pieces[1].sep == sepHyphen: // a social security number, a ZIP code
		return false
	case x.pieces[0].start > 0 && x.text[x.pieces[0].start-1] == '.' && x.pieces[0].start > 1 && isDigit(x.text[x.pieces[0].start-2]):
		return false
	}
	if k == 4 && dots == 3 && ipv4(x) {
		return false
	}
	return true
}

// opening takes + and an opening bracket before the digits into the number.
func opening(x *number) (plus bool) {
	d, i := x.text, x.start
	for n := 0; n < 3 && i > 0; n++ {
		switch d[i-1] {
		case '+':
			plus = true
			x.start = i - 1
		case '(':
			if closes(d[:x.end], i) {
				x.start = i - 1
			}
		case ' ':
			if i < 2 || d[i-2] != '+' {
				return plus
			}
		default:
			return plus
		}
		i--
	}
	return plus
}

// closes says whether a bracket that opens before i closes among the digits.
func closes(d []byte, i int) bool {
	for j := i; j < len(d) && j-i < 24; j++ {
		switch {
		case d[j] == ')':
			return true
		case !isDigit(d[j]) && d[j] != ' ' && d[j] != '-' && d[j] != '+':
			return false
		}
	}
	return false
}

// extension takes what dials on into the number: x123, ext. 12.
func extension(x *number) bool {
	d, i := x.text, x.end
	for i < len(d) && i-x.end < 2 && (d[i] == ' ' || d[i] == ',') {
		i++
	}
	word := i
	for i < len(d) && isLetter(d[i]) && i-word < 10 {
		i++
	}
	switch string(lower(d[word:i])) {
	case "x", "ext", "extn", "extension":
	default:
		return false
	}
	for k := 0; k < 2 && i < len(d) && (d[i] == '.' || d[i] == ' ' || d[i] == ':'); k++ {
		i++
	}
	end := i
	for end < len(d) && isDigit(d[end]) {
		end++
	}
	if end == i || end-i > 6 || end < len(d) && isLetter(d[end]) {
		return false
	}
	x.end = end
	return true
}

// lower returns a short ASCII word in lower case; longer ones as nothing.
func lower(w []byte) []byte {
	var b [10]byte
	if len(w) > len(b) {
		return nil
	}
	for i, c := range w {
		b[i] = c | 0x20
	}
	return b[:len(w)]
}

// same says whether all digits are the same.
func same(d []byte) bool {
	for _, c := range d[1:] {
		if c != d[0] {
			return false
		}
	}
	return true
}
