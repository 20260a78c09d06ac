package survey

import (
	"bytes"
	"unicode/utf8"
)

// LooksLikeEmail tells whether the whole cell, blanks aside, is one e-mail
// address: a local part, @, a domain with a dot and a top-level name of at
// least two letters. Addresses with letters of any script count. It does not
// allocate.
func LooksLikeEmail(cell []byte) bool {
	cell = strip(cell)
	if len(cell) > 7 && equalFold(cell[:7], "mailto:") {
		cell = cell[7:]
	}
	at := bytes.IndexByte(cell, '@')
	if at < 1 || at > 64 || len(cell) > 254 || cell[at-1] == '.' {
		return false
	}
	for _, c := range cell[:at] {
		if !isLocalByte(c) {
			return false
		}
	}
	n := domainLength(cell[at+1:])
	return n > 0 && at+1+n == len(cell)
}

// ContainsEmail tells whether an e-mail address stands anywhere in the text. It
// does not allocate and looks at each byte a bounded number of times.
func ContainsEmail(text []byte) bool {
	for {
		at := bytes.IndexByte(text, '@')
		if at < 0 {
			return false
		}
		if at > 0 && isLocalByte(text[at-1]) && text[at-1] != '.' && domainLength(text[at+1:]) > 0 {
			return true
		}
		text = text[at+1:]
	}
}

// isLocalByte allows what local parts are written with, and every byte of a
// character outside ASCII.
func isLocalByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c >= utf8.RuneSelf:
		return true
	}
	switch c {
	case '.', '_', '-', '+', '!', '#', '$', '%', '&', '\'', '*', '/', '=', '?', '^', '`', '{', '|', '}', '~':
		return true
	}
	return false
}

// domainLength gives the length of the domain that b begins with, up to the end
// of its last label of letters, or 0 when there is none.
func domainLength(b []byte) int {
	end, label, labels, letters := 0, 0, 0, true
	for i := 0; ; i++ {
		var c byte = ' '
		if i < len(b) && i < 254 {
			c = b[i]
		}
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c >= utf8.RuneSelf:
			label++
			continue
		case '0' <= c && c <= '9', c == '-' && label > 0:
			label++
			letters = false
			continue
		}
		// A label ends here.
		if label == 0 {
			return end
		}
		if labels++; labels > 1 && letters && label >= 2 {
			end = i
		}
		if c != '.' {
			return end
		}
		label, letters = 0, true
	}
}
