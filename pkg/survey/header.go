package survey

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NormaliseHeader brings a column header into the form that patterns match:
// NFKC; HTML tags, Markdown stars and underscores and zero-width characters
// stripped; camelCase split; _ - . / made spaces, except - and . between digits
// (0-10, 1.5); typographic quotes made plain; blanks collapsed; lower case.
// "Q1_NPS_GROUP" becomes "q1 nps group", "IPAddress" "ip address".
// Normalising twice changes nothing.
func NormaliseHeader(raw string) string {
	s := normaliseOnce(raw)
	// Taking a character out can bring two others together that compose or
	// split again; a second pass settles that, and almost never a third.
	for range 4 {
		next := normaliseOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func normaliseOnce(raw string) string {
	rs := clean(norm.NFKC.String(strings.ToValidUTF8(raw, "\uFFFD")))
	rs = stripTags(rs)
	rs = splitCamel(rs)
	out := make([]rune, 0, len(rs))
	blank := false
	for i, r := range rs {
		if r == '_' || r == '/' || ((r == '-' || r == '.') && !betweenDigits(rs, i)) {
			r = ' '
		}
		if r == ' ' {
			blank = true
			continue
		}
		if blank && len(out) > 0 {
			out = append(out, ' ')
		}
		blank = false
		out = append(out, unicode.ToLower(r))
	}
	return norm.NFKC.String(string(out))
}

// clean drops zero-width characters and stars, and makes every blank a space
// and every typographic quote a plain one.
func clean(s string) []rune {
	rs := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case isZeroWidth(r) || r == '*':
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			r = ' '
		case r >= 0x2018 && r <= 0x201B, r == 0x2032, r == '`', r == 0xB4:
			r = '\''
		case r >= 0x201C && r <= 0x201F, r == 0x2033, r == 0xAB, r == 0xBB:
			r = '"'
		case r >= 0x2010 && r <= 0x2012, r == 0x2212:
			r = '-'
		}
		rs = append(rs, r)
	}
	return rs
}

// betweenDigits tells whether the sign at i stands between two digits; a hyphen
// may have a blank on each side ("0 - 10"), a point may not ("1. 2nd question").
func betweenDigits(rs []rune, i int) bool {
	l, r := i-1, i+1
	if rs[i] == '-' {
		for l >= 0 && rs[l] == ' ' {
			l--
		}
		for r < len(rs) && rs[r] == ' ' {
			r++
		}
	}
	return l >= 0 && r < len(rs) && unicode.IsDigit(rs[l]) && unicode.IsDigit(rs[r])
}

// splitCamel puts a space where a new word begins inside a name written without
// one: before an upper-case letter behind a lower-case one (startDate), before the
// last letter of a run of capitals that begins a word (IPAddress), and behind
// NPS in any case (NPSscore). The plural of an abbreviation (IDs) is no new word.
func splitCamel(rs []rune) []rune {
	out := make([]rune, 0, len(rs)+8)
	for i, r := range rs {
		if i > 0 && beginsWord(rs, i) {
			out = append(out, ' ')
		}
		out = append(out, r)
	}
	return out
}

func beginsWord(rs []rune, i int) bool {
	prev, r := rs[i-1], rs[i]
	if unicode.IsLower(r) {
		return endsNPS(rs[:i]) && !(r == 's' && !letterAt(rs, i+1))
	}
	if !unicode.IsUpper(r) {
		return false
	}
	if unicode.IsLower(prev) {
		return true
	}
	// Inside a run of capitals: only before a capital that a small letter follows.
	if !unicode.IsUpper(prev) || i+1 >= len(rs) || !unicode.IsLower(rs[i+1]) {
		return false
	}
	plural := rs[i+1] == 's' && !letterAt(rs, i+2)
	return !plural && !endsNPS(rs[:i+1])
}

func letterAt(rs []rune, i int) bool { return i < len(rs) && unicode.IsLetter(rs[i]) }

// endsNPS tells whether rs ends with the abbreviation NPS in capitals, alone or
// behind a small letter (eNPS).
func endsNPS(rs []rune) bool {
	n := len(rs)
	if n < 3 || rs[n-3] != 'N' || rs[n-2] != 'P' || rs[n-1] != 'S' {
		return false
	}
	return n == 3 || !unicode.IsUpper(rs[n-4])
}
