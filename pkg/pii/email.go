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

// spelled looks for addresses written out: "name at host dot com", "name (at)
// host.com".
func (s *Scanner) spelled() {
	d := s.text.Norm
	for _, w := range [...]string{"dot", "DOT", "Dot"} {
		for from := 0; ; {
			i := bytes.Index(d[from:], []byte(w))
			if i < 0 {
				break
			}
			i += from
			from = i + 3
			s.spelledAround(i)
		}
	}
	for _, w := range [...]string{"(at)", "[at]", "{at}", "(AT)", "[AT]", " at gmail", " at yahoo", " at hotmail", " at outlook", " at rediff"} {
		for from := 0; ; {
			i := bytes.Index(d[from:], []byte(w))
			if i < 0 {
				break
			}
			i += from
			from = i + 3
			s.spelledAt(i)
		}
	}
}

// spelledAround handles the word dot at a place: what stands left of it leads to
// the word at, if there is one.
func (s *Scanner) spelledAround(i int) {
	d := s.text.Norm
	from, word := markBefore(d, i+3, "dot")
	if from < 0 || !word {
		return
	}
	for n := 0; n < 4; n++ { // labels of the host
		l := atomStart(d, from)
		if l == from {
			return
		}
		if at, _ := markBefore(d, l, "at"); at >= 0 {
			s.spelledAt(at)
			return
		}
		next, _ := markBefore(d, l, "dot")
		if next < 0 {
			return
		}
		from = next
	}
}

// spelledAt reads the address around the word or mark for @ that begins at a
// place.
func (s *Scanner) spelledAt(i int) {
	d := s.text.Norm
	for i > 0 && d[i-1] == ' ' {
		i--
	}
	l := atomStart(d, i)
	for n := 0; n < 3 && l < i; n++ {
		dot, word := markBefore(d, l, "dot")
		if dot < 0 || !word {
			break
		}
		next := atomStart(d, dot)
		if next == dot {
			break
		}
		l = next
	}
	h := markAfter(d, i, "at")
	if l == i || h < 0 {
		return
	}
	dots, r, bracketed := 0, h, d[i] != ' ' || i+1 < len(d) && !isLetter(d[i+1])
	tld := h
	for {
		end := r
		for end < len(d) && (class[d[end]]&host != 0) && end-r < 64 {
			end++
		}
		if end == r {
			return
		}
		tld, r = r, end
		next := markAfter(d, end, "dot")
		if next < 0 || dots == 4 {
			break
		}
		dots++
		r = next
	}
	switch {
	case dots == 0, !knownLabel(d[tld:r]):
		return
	case !bracketed && common(d[l:i]) && !freeMail(d[h:r]):
		return
	case !bracketed && len(d[l:i]) <= 3 && common(d[l:i]):
		return
	}
	s.keep(text.Email, l, r, 0.8, "address with its signs written as words")
}

// atomStart returns where the word of an address that ends at a place begins.
func atomStart(d []byte, i int) int {
	l := i
	for l > 0 && class[d[l-1]]&local != 0 && i-l < 64 {
		l--
	}
	for l < i && (d[l] == '.' || d[l] == '\'' || d[l] == '-') {
		l++
	}
	return l
}

// markBefore returns where the written mark ("dot", "at") that ends at a place
// begins, with the blanks and brackets around it; word is false when it is the
// sign itself.
func markBefore(d []byte, i int, name string) (from int, word bool) {
	j := i
	for j > 0 && (d[j-1] == ' ' || d[j-1] == ')' || d[j-1] == ']' || d[j-1] == '}') && i-j < 3 {
		j--
	}
	if j > 0 && j < len(d)+1 && (name == "dot" && d[j-1] == '.' || name == "at" && d[j-1] == '@') {
		return j - 1, false
	}
	k := j - len(name)
	if k < 1 || string(lower(d[k:j])) != name {
		return -1, false
	}
	if isWordByte(d[k-1]) {
		return -1, false
	}
	for j = k; j > 0 && (d[j-1] == ' ' || d[j-1] == '(' || d[j-1] == '[' || d[j-1] == '{') && k-j < 3; {
		j--
	}
	return j, true
}

// markAfter returns where the written mark or sign that begins at a place ends,
// blanks and brackets included, or -1.
func markAfter(d []byte, i int, name string) int {
	j := i
	for j < len(d) && j-i < 3 && (d[j] == ' ' || d[j] == '(' || d[j] == '[' || d[j] == '{') {
		j++
	}
	sign := byte('@')
	if name == "dot" {
		sign = '.'
	}
	switch {
	case j < len(d) && d[j] == sign && j == i && name == "dot":
		return j + 1
	case j > i && j+len(name) < len(d) && string(lower(d[j:j+len(name)])) == name && !isWordByte(d[j+len(name)]):
		j += len(name)
	default:
		return -1
	}
	for k := 0; k < 3 && j < len(d) && (d[j] == ' ' || d[j] == ')' || d[j] == ']' || d[j] == '}'); k++ {
		j++
	}
	return j
}
