package pii

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// maxAddress is how far an address is followed to either side of @: RFC 5321
// allows 64 and 255.
const maxAddress = 255

// at looks at what stands around @: an e-mail address, a payment address, a
// handle.
func (s *Scanner) at(i int) {
	d := s.text.Norm
	l := localStart(d, i)
	r := hostEnd(d, i+1)
	switch {
	case l < i && r > i+1:
		if end := mailHost(d, i+1, r); end > 0 {
			s.keep(text.Email, l, end, 0.95, "address with @ and a domain")
			return
		}
		s.payment(l, i, r)
	case l == i && r > i+1 && (i == 0 || !isWordByte(d[i-1]) && d[i-1] != '@'):
		if end := mailHost(d, i+1, r); end > 0 && freeMail(d[i+1:end]) && i > 1 && d[i-1] == ' ' {
			if l := localStart(d, i-1); l < i-1 {
				s.keep(text.Email, l, end, 0.8, "address with a space before @")
				return
			}
		}
		s.handle(i)
	case r == i+1 && i+2 < len(d) && d[i+1] == ' ': // "name@ host.com", "name @ host.com"
		to := l
		if l == i && i > 1 && d[i-1] == ' ' {
			l = localStart(d, i-1)
			to = i - 1
		}
		r = hostEnd(d, i+2)
		end := mailHost(d, i+2, r)
		if end == 0 || l >= i || l == to && l == i {
			return
		}
		if freeMail(d[i+2:end]) || knownTLD(d[i+2:end]) && to < i && !common(d[l:to]) {
			s.keep(text.Email, l, end, 0.75, "address with spaces around @")
		}
	}
}

// localStart returns where the part before @ begins.
func localStart(d []byte, i int) int {
	l := i
	for l > 0 && i-l < maxAddress {
		c := d[l-1]
		if class[c]&local != 0 {
			l--
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeLastRune(d[:l])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		l -= n
	}
	for l < i && (d[l] == '.' || d[l] == '-' || d[l] == '\'' || d[l] == '%') {
		l++
	}
	return l
}

// hostEnd returns where a host name that begins at i ends.
func hostEnd(d []byte, i int) int {
	r := i
	for r < len(d) && r-i < maxAddress {
		c := d[r]
		if class[c]&host != 0 || c == '.' || c == '_' {
			r++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		u, n := utf8.DecodeRune(d[r:])
		if !unicode.IsLetter(u) && !unicode.IsMark(u) {
			break
		}
		r += n
	}
	for r > i && class[d[r-1]]&(digit|letter) == 0 && d[r-1] < utf8.RuneSelf {
		r--
	}
	return r
}

// mailHost returns the end of the domain d[start:end] when it is one: at least two
// labels, the last of letters. A sentence that goes on behind a full stop without
// a space is cut off.
func mailHost(d []byte, start, end int) int {
	for {
		dot := bytes.LastIndexByte(d[start:end], '.')
		if dot <= 0 {
			return 0
		}
		dot += start
		last := d[dot+1 : end]
		if bytes.IndexByte(d[start:dot], '.') > 0 && isUpper(last[0]) && !isUpper(d[start]) && knownTLD(d[start:dot]) {
			end = dot
			continue
		}
		if len(last) < 2 || isDigit(last[len(last)-1]) || isDigit(last[0]) || d[start] == '.' || d[dot-1] == '.' {
			return 0
		}
		return end
	}
}

// freeMail says whether a host is one of the large mail services, with or without
// its ending.
func freeMail(w []byte) bool {
	if i := bytes.IndexByte(w, '.'); i >= 0 {
		w = w[:i]
	}
	switch string(lower(w)) {
	case "gmail", "googlemail", "yahoo", "ymail", "hotmail", "outlook", "live", "rediffmail", "rediff", "icloud", "proton", "protonmail", "aol", "gmx", "msn", "zoho":
		return true
	}
	return false
}

// common says whether a word is an everyday one.
func common(w []byte) bool {
	return lexicon.Lookup(w)&(lexicon.Common|lexicon.Frequent|lexicon.Hinglish) != 0
}
