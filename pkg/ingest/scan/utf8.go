package scan

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// invalidUTF8 returns the index of the first byte of data that is not part of
// well-formed UTF-8, or -1. Where it can, validAVX2 takes all but the tail; if
// there is a fault it is left to invalidFrom to find it.
func invalidUTF8(data []byte) int {
	n := len(data) &^ 63
	if !hasAVX2 || !validAVX2(data[:n]) {
		return invalidFrom(data, 0)
	}
	for i := n - 1; i >= max(n-3, 0) && data[i] >= 0x80; i-- {
		if data[i] >= 0xc0 { // begins a rune, which may end behind n
			return invalidFrom(data, i)
		}
	}
	return invalidFrom(data, n)
}

// invalidFrom is invalidUTF8 for data of which the first p bytes are whole
// runes. The standard utf8.Valid goes on byte by byte once it has met a byte
// beyond ASCII, which in a survey in Hindi or French is at once; here ASCII is
// always skipped by words.
func invalidFrom(data []byte, p int) int {
	const highs = 0x8080808080808080
	for p+32 <= len(data) {
		x := data[p : p+32 : p+32]
		a, b := binary.LittleEndian.Uint64(x), binary.LittleEndian.Uint64(x[8:])
		c, d := binary.LittleEndian.Uint64(x[16:]), binary.LittleEndian.Uint64(x[24:])
		switch {
		case (a|b|c|d)&highs == 0:
			p += 32
			continue
		case a&highs != 0:
			p += bits.TrailingZeros64(a&highs) >> 3
		case b&highs != 0:
			p += 8 + bits.TrailingZeros64(b&highs)>>3
		case c&highs != 0:
			p += 16 + bits.TrailingZeros64(c&highs)>>3
		default:
			p += 24 + bits.TrailingZeros64(d&highs)>>3
		}
		next, ok := skipRunes(data, p)
		if p = next; !ok {
			return p
		}
	}
	for p < len(data) {
		r, size := utf8.DecodeRune(data[p:])
		if r == utf8.RuneError && size == 1 {
			return p
		}
		p += size
	}
	return -1
}

// skipRunes returns where the runes beyond ASCII that begin at data[p] end, or
// with false where one is not well-formed.
func skipRunes(data []byte, p int) (int, bool) {
	for p+4 <= len(data) {
		v := binary.LittleEndian.Uint32(data[p : p+4 : p+4])
		switch {
		case v&0xc0c0f0 == 0x8080e0: // three bytes, as in all the scripts of India
			if t := v & 0x200f; t == 0 || t == 0x200d { // longer than need be; a surrogate
				return p, false
			}
			p += 3
		case v&0x80 == 0:
			return p, true
		case v&0xc0e0 == 0x80c0 && v&0x1e != 0: // two bytes
			p += 2
		default:
			r, size := utf8.DecodeRune(data[p:])
			if r == utf8.RuneError && size == 1 {
				return p, false
			}
			p += size
		}
	}
	return p, true
}
