package safetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CSVCell returns s so that a spreadsheet which opens the file takes the cell
// for text: what would begin a formula gets an apostrophe in front. Plain
// numbers (-12, +3.5, -1e-3, -12%) and dates stay as they are, so a column of
// numbers remains one. Headers need it as much as cells; XLSX cells too.
//
// A formula begins with = + - @ or their full-width forms, also behind blanks
// or invisible characters, and with a tab, a line break or another control
// character (OWASP, CSV injection; CWE-1236).
func CSVCell(s string) string {
	if !triggers(s) {
		return s
	}
	return "'" + s
}

func triggers(s string) bool {
	for i, r := range s {
		switch r {
		case '=', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫':
			return true
		case '+', '-':
			return !isNumber(strings.TrimRight(s[i:], " "))
		}
		if unicode.IsControl(r) {
			return true
		}
		// Spreadsheets strip blanks, and some strip what is invisible, before
		// they look for a formula.
		if unicode.IsSpace(r) || unseen(r) {
			continue
		}
		return false
	}
	return false
}

// unseen is hidden for any character: ASCII and broken UTF-8 are seen.
func unseen(r rune) bool { return r >= utf8.RuneSelf && r != utf8.RuneError && hidden(r) }

// isNumber reports whether s is one sign and a decimal number, with an
// optional exponent or per cent sign. Thousands separators are not accepted:
// a comma is an operator in some spreadsheets.
func isNumber(s string) bool {
	s = s[1:] // the sign
	whole := leadingDigits(s)
	s = s[whole:]
	part := 0
	if strings.HasPrefix(s, ".") {
		part = leadingDigits(s[1:])
		s = s[1+part:]
	}
	if whole+part == 0 {
		return false
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := leadingDigits(s)
		if n == 0 {
			return false
		}
		s = s[n:]
	}
	return s == "" || s == "%"
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
