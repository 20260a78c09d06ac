package pii

import (
	"bytes"
	"net/netip"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// checkIPv4: four bytes with dots, and no more of them.
func checkIPv4(x *number) float64 {
	if len(x.pieces) != 4 || !ipv4(x) {
		return 0
	}
	d := x.text
	if x.start > 1 && d[x.start-1] == '.' && isAlnum(d[x.start-2]) || x.end+1 < len(d) && d[x.end] == '.' && isAlnum(d[x.end+1]) {
		return 0
	}
	if x.start > 0 && (d[x.start-1]|0x20 == 'v') {
		return 0.3
	}
	large := 0 // versions count from small numbers
	for _, p := range x.pieces {
		if value(d, p) >= 20 {
			large++
		}
	}
	private := bytes.HasPrefix(d[x.start:], []byte("10.")) || bytes.HasPrefix(d[x.start:], []byte("127.")) || bytes.HasPrefix(d[x.start:], []byte("192.168."))
	port := x.end+2 < len(d) && d[x.end] == ':' && isDigit(d[x.end+1]) && isDigit(d[x.end+2])
	if large < 2 && !private && !port {
		return 0.42
	}
	return 0.7
}

// ipv4 says whether the pieces are four bytes with dots between.
func ipv4(x *number) bool {
	for i, p := range x.pieces {
		if p.end-p.start > 3 || value(x.text, p) > 255 || i > 0 && p.sep != sepDot {
			return false
		}
	}
	return true
}

// colon looks at the hexadecimal token around a colon: a hardware address or an
// address of IP version 6.
func (s *Scanner) colon(i int) {
	if i < s.hex {
		return
	}
	d := s.text.Norm
	start, end := i, i
	for start > 0 && i-start < 48 && (class[d[start-1]]&hexa != 0 || d[start-1] == ':') {
		start--
	}
	for end < len(d) && end-i < 48 && (class[d[end]]&hexa != 0 || d[end] == ':' || d[end] == '.') {
		end++
	}
	s.hex = end
	for end > start && d[end-1] == '.' || end > start+1 && d[end-1] == ':' && d[end-2] != ':' {
		end--
	}
	if end-start < 4 || start > 0 && isWordByte(d[start-1]) || end < len(d) && isWordByte(d[end]) {
		return
	}
	token := d[start:end]
	if pairs(token, ':') {
		s.keep(text.MAC, start, end, 0.9, "six bytes with colons")
		return
	}
	colons, digits := 0, 0
	for _, c := range token {
		if c == ':' {
			colons++
		} else if isDigit(c) {
			digits++
		}
	}
	if colons < 2 || digits == 0 {
		return
	}
	var b [48]byte // as a string without one on the heap
	if len(token) > len(b) {
		return
	}
	if a, err := netip.ParseAddr(string(b[:copy(b[:], token)])); err == nil && a.Is6() {
		s.keep(text.IP, start, end, 0.9, "address of IP version 6")
	}
}

// pairs says whether a token is six pairs of hexadecimal digits.
func pairs(w []byte, mark byte) bool {
	if len(w) != 17 {
		return false
	}
	for i, c := range w {
		if i%3 == 2 && c != mark || i%3 != 2 && class[c]&hexa == 0 {
			return false
		}
	}
	return true
}

// hardware looks for a hardware address with hyphens or dots around a token.
func (s *Scanner) hardware(start, end int) int {
	d := s.text.Norm
	switch end - start {
	case 2:
		for n := 0; n < 5 && start >= 3 && d[start-1] == '-' && class[d[start-2]]&class[d[start-3]]&hexa != 0 && (start == 3 || !isWordByte(d[start-4])); n++ {
			start, end = start-3, end-3
		}
		if start+17 <= len(d) && (start == 0 || d[start-1] != '-') && d[end] == '-' && pairs(d[start:start+17], '-') && (start+17 == len(d) || !isWordByte(d[start+17]) && d[start+17] != '-') {
			s.keep(text.MAC, start, start+17, 0.9, "six bytes with hyphens")
			return start + 17
		}
	case 4:
		if start+14 > len(d) || d[end] != '.' || d[start+9] != '.' || start+14 < len(d) && (isWordByte(d[start+14]) || d[start+14] == '.' && start+15 < len(d) && isWordByte(d[start+15])) || start > 0 && d[start-1] == '.' {
			return 0
		}
		letters := false
		for i := start; i < start+14; i++ {
			if i != end && i != start+9 && class[d[i]]&hexa == 0 {
				return 0
			}
			letters = letters || isLetter(d[i])
		}
		if letters {
			s.keep(text.MAC, start, start+14, 0.85, "six bytes with dots")
			return start + 14
		}
	}
	return 0
}
