package person

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// findContacts appends where the respondent's own numbers and addresses stand;
// words are those of d, and digits is how many it holds at most.
func (k *Known) findContacts(dst []text.Span, d []byte, words []text.Word, digits int) []text.Span {
	if k.trace != nil && (digits >= minPhone || bytes.IndexByte(d, '@') >= 0) {
		k.trace.bound = true
	}
	for at := bytes.IndexByte(d, '@'); at >= 0; {
		dst = k.emailAt(dst, d, at)
		next := bytes.IndexByte(d[at+1:], '@')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	if digits < minPhone {
		return dst
	}
	if k.readContacts(); len(k.phones) == 0 {
		return dst
	}
	i := 0
	for _, w := range words {
		if w.Shape&text.Digits == 0 {
			continue
		}
		for i = max(i, int(w.Start)); i < int(w.End); {
			if c := d[i]; c < '0' || c > '9' {
				i++
				continue
			}
			dst, i = k.phoneAt(dst, d, i)
		}
	}
	return dst
}

// emailAt appends the address around an @ if it is a known one.
func (k *Known) emailAt(dst []text.Span, d []byte, at int) []text.Span {
	k.readContacts()
	for _, e := range k.emails {
		from := at - e.at
		to := from + len(e.text)
		if from >= 0 && to <= len(d) && sameLetters(d[from:to], e.text) && (from == 0 || !wordByte(d[from-1])) && (to == len(d) || !wordByte(d[to])) {
			return append(dst, text.Span{Start: from, End: to, Type: text.Email, Confidence: sureOwn, Why: "the respondent's own e-mail address"})
		}
	}
	return dst
}

// sameLetters compares two texts of one length but for the capitals of ASCII.
func sameLetters(a, b []byte) bool {
	for i, c := range a {
		if lower(c) != lower(b[i]) {
			return false
		}
	}
	return true
}

// wordByte says whether an e-mail address can go on with a byte.
func wordByte(c byte) bool {
	return c >= 0x80 || c == '_' || '0' <= c && c <= '9' || 'a' <= lower(c) && lower(c) <= 'z'
}

// maxRun is how many digits of one run are looked at.
const maxRun = 64

// phoneAt reads the run of digits, in any grouping, that begins at a place,
// appends the known numbers in it and returns where it ends.
func (k *Known) phoneAt(dst []text.Span, d []byte, i int) ([]text.Span, int) {
	var digits [maxRun]byte
	var place [maxRun]int
	n, gap := 0, 0
	for ; i < len(d) && gap <= 3 && n < maxRun; i++ {
		switch c := d[i]; {
		case '0' <= c && c <= '9':
			digits[n], place[n] = c, i
			n, gap = n+1, 0
			continue
		case c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' || c == '+' || c == ',':
			gap++
			continue
		}
		break
	}
	run := digits[:n]
	for done := 0; done < n; {
		from, to := k.inRun(run[done:])
		if to == 0 {
			break
		}
		from, to = done+from, done+to
		for done < from && from-done <= 3 && place[from]-place[from-1] <= 3 { // the country's or the trunk's digits
			from--
		}
		dst = append(dst, text.Span{Start: place[from], End: place[to-1] + 1, Type: text.Phone, Confidence: sureOwn, Why: "the respondent's own telephone number"})
		done = to
	}
	return dst, i
}

// inRun returns where the first known number stands in a run of digits: as many
// of its last digits as are there, seven at least.
func (k *Known) inRun(run []byte) (from, to int) {
	for _, x := range k.phones {
		tail := x.digits[fullPhone-minPhone:]
		at := bytes.Index(run, tail)
		if at < 0 || to != 0 && at+minPhone >= to {
			continue
		}
		from, to = at, at+minPhone
		for have := minPhone; from > 0 && have < x.n && run[from-1] == x.digits[fullPhone-have-1]; have++ {
			from--
		}
	}
	return from, to
}
