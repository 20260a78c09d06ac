package pii

import (
	"encoding/binary"
	"math/bits"
)

// Classes of ASCII bytes.
const (
	digit  = 1 << iota // 0-9
	letter             // A-Z, a-z
	hexa               // 0-9, A-F, a-f
	host               // what a host name holds: letters, digits, hyphen
	local              // what the part of an address before @ holds
	path               // what a URL holds
)

// class of each byte; bytes beyond ASCII have none.
var class = func() (c [256]uint8) {
	set := func(bits uint8, chars string) {
		for i := range len(chars) {
			c[chars[i]] |= bits
		}
	}
	for b := byte('0'); b <= '9'; b++ {
		c[b] = digit | hexa | host | local | path
	}
	for b := byte('a'); b <= 'z'; b++ {
		c[b] = letter | host | local | path
		c[b-'a'+'A'] = letter | host | local | path
	}
	set(hexa, "abcdefABCDEF")
	set(host, "-")
	set(local, "._%+-'")
	set(path, "-._~:/?#@!$&'()*+,;=%")
	return c
}()

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isLetter(c byte) bool { return (c|0x20)-'a' <= 'z'-'a' }
func isAlnum(c byte) bool  { return class[c]&(digit|letter) != 0 }
func isUpper(c byte) bool  { return c-'A' <= 'Z'-'A' }
func upper(c byte) byte {
	if c-'a' <= 'z'-'a' {
		c -= 0x20
	}
	return c
}

// isLetters says whether w holds letters of ASCII alone.
func isLetters(w []byte) bool {
	for _, c := range w {
		if !isLetter(c) {
			return false
		}
	}
	return true
}

// skip returns the first place at or behind i whose byte lies between '.' and
// '@': digits, and the marks that begin what is looked for (. / : @); a few
// others lie between and are rare. It looks at eight bytes at a time. Lanes
// cannot carry into each other, so the lowest mark is exact.
func skip(d []byte, i int) int {
	const (
		low  = 0x0101010101010101
		high = 0x8080808080808080
	)
	for len(d)-i >= 8 {
		w := binary.LittleEndian.Uint64(d[i:])
		x := w &^ high
		m := (x + (0x80-'.')*low) &^ (x + (0x80-'@'-1)*low) &^ w & high
		if m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	for i < len(d) && d[i]-'.' > '@'-'.' {
		i++
	}
	return i
}

// stems are parts of the few words that begin something without a digit or a mark:
// dot, insta(gram), twitter, telegram, snapchat, facebook, tiktok. A blank stands for
// any byte.
const stems = "dot nstawittlegrsnapcebokto "

// stemBits holds for a byte at which of four places of which stem it can stand:
// bit 8*place+stem. There are seven stems, and the bit of an eighth is that of the
// bytes flagged for marksOf.
var stemBits = func() (t [256]uint32) {
	for b := range t {
		if b >= 0x80 || b >= '0' && b <= '9' || b == '@' || b == '.' || b == ':' || b == '[' {
			t[b] = flagged
		}
	}
	for i := range len(stems) {
		bit := uint32(1) << (8*(i%4) + i/4)
		if stems[i] == ' ' {
			for b := range t {
				t[b] |= bit
			}
			continue
		}
		t[stems[i]] |= bit
		t[upper(stems[i])] |= bit
	}
	return t
}()

// stem returns the first place at or behind i where one of the stems stands, or
// the length of d.
func stem(d []byte, i int) int {
	if i+4 > len(d) {
		return len(d)
	}
	p, q, r := stemBits[d[i]], stemBits[d[i+1]], stemBits[d[i+2]]
	for _, c := range d[i+3:] {
		e := stemBits[c]
		if p&(q>>8)&(r>>16)&(e>>24) != 0 {
			return i
		}
		p, q, r = q, r, e
		i++
	}
	return len(d)
}
