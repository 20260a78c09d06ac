package pii

import (
	"bytes"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// maxURL is how far a URL is followed; what is longer is cut.
const maxURL = 4096

// scheme looks at "://" at a place.
func (s *Scanner) scheme(i int) {
	if i < s.url {
		return
	}
	d := s.text.Norm
	start := i
	for start > 0 && i-start < 12 && (isAlnum(d[start-1]) || d[start-1] == '+') {
		start--
	}
	for start < i && !isLetter(d[start]) {
		start++
	}
	end := pathEnd(d, i+3)
	if i-start < 2 || end-i < 6 {
		return
	}
	s.url = end
	s.keep(text.URL, start, end, 0.95, "scheme and address")
}

// pathEnd returns where a URL ends, without the marks of the sentence around it.
func pathEnd(d []byte, i int) int {
	end := i
	for end < len(d) && end-i < maxURL && class[d[end]]&path != 0 {
		end++
	}
	open := bytes.Count(d[i:end], []byte{'('})
	for end > i {
		switch d[end-1] {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '&', '-', '_', '~', '=':
			end--
			continue
		case ')':
			if open == 0 {
				end--
				continue
			}
		}
		break
	}
	return end
}

// dot looks at the host name around a dot: www.x.com, x.co.in/path.
func (s *Scanner) dot(i int) {
	d := s.text.Norm
	if i < s.host || i < s.url || i == 0 || i+1 >= len(d) || class[d[i-1]]&host == 0 || class[d[i+1]]&host == 0 {
		return
	}
	start, end := i, i
	for start > s.host && i-start < maxAddress && (class[d[start-1]]&host != 0 || d[start-1] == '.') {
		start--
	}
	for end < len(d) && (class[d[end]]&host != 0 || d[end] == '.') {
		end++
	}
	s.host = end
	if end-start > maxAddress || start > 0 && (d[start-1] == '@' || d[start-1] == '_' || d[start-1] == '/') || end < len(d) && (d[end] == '@' || d[end] == '_') {
		return
	}
	for start < end && (d[start] == '.' || d[start] == '-') {
		start++
	}
	for end > start && (d[end-1] == '.' || d[end-1] == '-') {
		end--
	}
	if from, word := markBefore(d, start, "at"); word && (d[start-1] != ' ' || freeMail(d[start:end]) || nameBefore(d, from)) {
		s.spelledAt(from)
	}
	confidence, tld := domain(d[start:end])
	if confidence == 0 {
		return
	}
	end = start + tld
	if end < len(d) && d[end] == ':' && end+1 < len(d) && isDigit(d[end+1]) {
		for end++; end < len(d) && isDigit(d[end]); {
			end++
		}
	}
	if end+1 < len(d) && (d[end] == '/' || d[end] == '?') && class[d[end+1]]&path != 0 && d[end+1] != '?' {
		end = pathEnd(d, end)
		confidence = 0.85
	} else if end < len(d) && d[end] == '/' {
		end++
		confidence = 0.85
	}
	s.url = end
	s.keep(text.URL, start, end, confidence, "host name")
}

// domain grades a host name; n is where it ends when a sentence goes on behind it
// without a space ("x.com.Thanks").
func domain(w []byte) (confidence float64, n int) {
	n = len(w)
	www := n > 4 && (w[0]|0x20) == 'w' && (w[1]|0x20) == 'w' && (w[2]|0x20) == 'w' && w[3] == '.'
	for {
		dot := bytes.LastIndexByte(w[:n], '.')
		if dot <= 0 || bytes.Contains(w[:n], []byte("..")) {
			return 0, 0
		}
		last := w[dot+1 : n]
		if knownLabel(last) && (!isUpper(last[0]) || isUpper(w[dot-1])) || www && dot > 3 && len(last) >= 2 && isLetters(last) && !isUpper(last[0]) {
			break
		}
		if bytes.IndexByte(w[:dot], '.') < 0 || !isUpper(last[0]) {
			return 0, 0
		}
		n = dot
	}
	dot := bytes.LastIndexByte(w[:n], '.')
	labels := 1 + bytes.Count(w[:n], []byte{'.'})
	first := w[:bytes.IndexByte(w, '.')]
	switch {
	case www:
		return 0.9, n
	case allDigits(first) && labels == 2:
		return 0.3, n
	case labels == 2 && wordLike(w[dot+1:n]) && (isUpper(w[dot+1]) || common(first)):
		return 0.3, n // a full stop without a space behind it
	case len(first) == 1 && labels == 2:
		return 0.45, n
	}
	return 0.7, n
}

// Endings of host names that are taken for one without www or a scheme: the
// generic ones in use and countries (IANA root zone database); endings that are
// rather those of files (md, py, rs, sh, zip) are left out. Those of wordTLDs are
// words too.
const (
	tlds = " com org net edu gov mil int biz co uk us de fr es nl ch ca jp cn ru br mx za nz se dk fi ie pt gr cz hu ro tr ae sa sg th vn ph pk bd lk np eu asia au ar cl pe il ir kr tw hk ua bg hr rs sk si lt lv ee lu ke ng gh eg ma tn tz ug " +
		"app dev xyz tech cloud blog club mobi io tv ly gl "
	wordTLDs = " in it is me so to no my at be id ai by am info live shop store online site name pro digital group world today news email top life "
)

// knownLabel says whether a label is an ending of host names.
func knownLabel(w []byte) bool {
	var b [12]byte
	if len(w) < 2 || len(w) > 10 {
		return false
	}
	k := append(b[:0], ' ')
	for _, c := range w {
		k = append(k, c|0x20)
	}
	k = append(k, ' ')
	return strings.Contains(tlds, string(k)) || strings.Contains(wordTLDs, string(k))
}

// knownTLD says whether a host ends in a known ending.
func knownTLD(w []byte) bool {
	dot := bytes.LastIndexByte(w, '.')
	return dot > 0 && knownLabel(w[dot+1:])
}

// wordLike says whether an ending is an everyday word as well.
func wordLike(w []byte) bool {
	var b [12]byte
	if len(w) > 10 {
		return false
	}
	k := append(b[:0], ' ')
	for _, c := range w {
		k = append(k, c|0x20)
	}
	k = append(k, ' ')
	return strings.Contains(wordTLDs, string(k))
}
