package scan

import (
	"encoding/binary"
	"unicode/utf8"
)

// invalidUTF8 returns the index of the first byte of data that is not part of
// well-formed UTF-8, or -1. The standard utf8.Valid goes on byte by byte once
// it has met a byte beyond ASCII; here ASCII is always skipped by words.
func invalidUTF8(data []byte) int {
	for p := 0; p < len(data); {
		if p+8 <= len(data) {
			if binary.LittleEndian.Uint64(data[p:])&0x8080808080808080 == 0 {
				p += 8
				continue
			}
		}
		if data[p] < utf8.RuneSelf {
			p++
			continue
		}
		r, size := utf8.DecodeRune(data[p:])
		if r == utf8.RuneError && size == 1 {
			return p
		}
		p += size
	}
	return -1
}
