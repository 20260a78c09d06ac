package part

import "encoding/binary"

// histogram counts how often each code below slots occurs in a required column,
// straight on the packed bytes where a code takes half of one.
func (d *coded) histogram(bins []uint32) error {
	var pairs [4][256]uint32 // by byte; four, so that equal neighbours do not wait for each other
	var buf [batch]uint32
	for rows := d.rows; rows > 0; rows -= d.left {
		if err := d.open(); err != nil {
			return err
		}
		for left := d.left; left > 0; {
			n, err := d.codes.tally(left, &pairs, bins)
			if err != nil {
				return d.c.blame(err)
			}
			if n == 0 {
				n = min(left, batch, d.codes.left)
				if err := d.codes.next(buf[:n]); err != nil {
					return d.c.blame(err)
				}
				for _, code := range buf[:n] {
					bins[code]++
				}
			}
			left -= n
		}
	}
	for b := range 256 {
		n := pairs[0][b] + pairs[1][b] + pairs[2][b] + pairs[3][b]
		bins[b&15] += n
		bins[b>>4] += n
	}
	return nil
}

// tally counts what of the current run can be counted at once: a run of equal
// values, or the whole bytes of one that is packed by halves. It returns how many
// values that were.
func (h *hybrid) tally(limit int, pairs *[4][256]uint32, bins []uint32) (int, error) {
	if h.left == 0 {
		if err := h.run(); err != nil {
			return 0, err
		}
	}
	n := min(h.left, limit)
	switch {
	case h.bits == nil:
		if int(h.value) >= len(bins) {
			return 0, errRuns
		}
		bins[h.value] += uint32(n)
	case h.width == 4 && h.at%2 == 0 && n >= 2:
		n &^= 1
		countBytes(pairs, h.bits[h.at/2:(h.at+n)/2])
		h.at += n
	default:
		return 0, nil
	}
	h.left -= n
	return n, nil
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
