package parquet

import "encoding/binary"

// Count counts how often each value occurs among the next n: straight on the packed
// bytes where a value takes half of one. There must be a bin for every value of the
// width.
func (h *Hybrid) Count(n int, bins []uint32) error {
	if len(bins)>>h.width == 0 {
		return ErrRuns
	}
	var pairs [4][256]uint32 // by byte; four, so that equal neighbours do not wait for each other
	var buf [1024]uint32
	for n > 0 {
		for h.left == 0 {
			if err := h.run(); err != nil {
				return err
			}
		}
		k := min(h.left, n)
		switch {
		case h.bits == nil:
			bins[h.value] += uint32(k)
			h.left -= k
		case h.width == 4 && h.at%2 == 0 && k >= 2:
			k &^= 1
			countBytes(&pairs, h.bits[h.at/2:(h.at+k)/2])
			h.at += k
			h.left -= k
		default:
			k = min(k, len(buf))
			if err := h.Next(buf[:k]); err != nil {
				return err
			}
			for _, v := range buf[:k] {
				bins[v]++
			}
		}
		n -= k
	}
	if h.width == 4 {
		for b := range 256 {
			n := pairs[0][b] + pairs[1][b] + pairs[2][b] + pairs[3][b]
			bins[b&15] += n
			bins[b>>4] += n
		}
	}
	return nil
}

// countBytes counts how often each byte occurs.
func countBytes(pairs *[4][256]uint32, data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		w := binary.LittleEndian.Uint64(data)
		pairs[0][byte(w)]++
		pairs[1][byte(w>>8)]++
		pairs[2][byte(w>>16)]++
		pairs[3][byte(w>>24)]++
		pairs[0][byte(w>>32)]++
		pairs[1][byte(w>>40)]++
		pairs[2][byte(w>>48)]++
		pairs[3][byte(w>>56)]++
	}
	for _, b := range data {
		pairs[0][b]++
	}
}
