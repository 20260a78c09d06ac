package parquetscan

import "encoding/binary"

// bitsAt returns the width bits (at most 64) that begin at a bit of b, the lowest
// first. ok is false beyond the end.
func bitsAt(b []byte, bit int, width uint) (v uint64, ok bool) {
	at, shift := bit>>3, uint(bit&7)
	if bit+int(width) > 8*len(b) {
		return 0, false
	}
	if width == 0 {
		return 0, true
	}
	if at+8 <= len(b) {
		v = binary.LittleEndian.Uint64(b[at:]) >> shift
		if shift+width > 64 {
			v |= uint64(b[at+8]) << (64 - shift)
		}
	} else {
		for i := len(b) - 1; i >= at; i-- {
			v = v<<8 | uint64(b[i])
		}
		v >>= shift
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v, true
}

// hybrid gives the numbers of the encoding RLE: runs of one number and runs of
// packed ones.
type hybrid struct {
	b      []byte
	width  uint   // at most 32
	same   uint64 // how many of number are left
	number uint32
	packed uint64 // how many packed ones are left
	bit    int    // where the next of them stands
}

func (h *hybrid) next() (uint32, bool) {
	for {
		switch {
		case h.same > 0:
			h.same--
			return h.number, true
		case h.packed > 0:
			v, ok := bitsAt(h.b, h.bit, h.width)
			h.bit += int(h.width)
			if h.packed--; h.packed == 0 {
				h.b = h.b[min((h.bit+7)/8, len(h.b)):]
			}
			return uint32(v), ok
		case !h.run():
			return 0, false
		}
	}
}

// run reads the head of a run.
func (h *hybrid) run() bool {
	head, n := binary.Uvarint(h.b)
	if n <= 0 {
		return false
	}
	h.b = h.b[n:]
	if head&1 != 0 {
		h.packed, h.bit = head>>1, 0
		if h.packed > uint64(len(h.b))+1 && h.width > 0 { // eight numbers take width bytes
			return false
		}
		h.packed *= 8
		return true
	}
	size := int(h.width+7) / 8
	if len(h.b) < size {
		return false
	}
	h.number = 0
	for i := range size {
		h.number |= uint32(h.b[i]) << (8 * i)
	}
	h.b, h.same = h.b[size:], head>>1
	return true
}

// delta gives the numbers of DELTA_BINARY_PACKED.
type delta struct {
	b      []byte // behind what was read
	left   uint64 // numbers that are still to come
	first  bool   // the next is the first
	last   int64
	least  int64  // of the differences of the block
	widths []byte // of the block's miniblocks that are not begun
	per    int    // numbers in a miniblock
	minis  int
	mini   []byte // the miniblock at hand
	width  uint
	bit    int
	inMini int // numbers left in it
}

// Limits of what writers use: blocks of 128 and miniblocks of 32.
const maxDeltaBlock = 1 << 16

// newDelta reads the head; no more than most numbers may follow.
func newDelta(b []byte, most int64) (*delta, bool) {
	w := &wire{b: b}
	block, minis, total, first := w.uvarint(), w.uvarint(), w.uvarint(), w.int()
	if w.bad || block == 0 || block > maxDeltaBlock || minis == 0 || minis > block || block%minis != 0 || block/minis%8 != 0 || total > uint64(most) {
		return nil, false
	}
	return &delta{b: b[w.at:], left: total, first: true, last: first, per: int(block / minis), minis: int(minis)}, true
}

func (d *delta) next() (int64, bool) {
	if d.left == 0 {
		return 0, false
	}
	d.left--
	if d.first {
		d.first = false
		return d.last, true
	}
	if d.inMini == 0 && !d.begin() {
		return 0, false
	}
	v, ok := bitsAt(d.mini, d.bit, d.width)
	d.bit += int(d.width)
	d.inMini--
	d.last += d.least + int64(v)
	return d.last, ok
}

// begin takes the next miniblock, and the next block before it if need be.
func (d *delta) begin() bool {
	if len(d.widths) == 0 {
		w := &wire{b: d.b}
		d.least = w.int()
		if w.bad || len(d.b)-w.at < d.minis {
			return false
		}
		d.widths, d.b = d.b[w.at:w.at+d.minis], d.b[w.at+d.minis:]
	}
	d.width, d.widths = uint(d.widths[0]), d.widths[1:]
	size := d.per / 8 * int(d.width)
	if d.width > 64 || size > len(d.b) {
		return false
	}
	d.mini, d.b = d.b[:size], d.b[size:]
	d.bit, d.inMini = 0, d.per
	return true
}

// rest reads to the end and returns what stands behind.
func (d delta) rest() ([]byte, bool) {
	for d.left > 0 {
		if _, ok := d.next(); !ok {
			return nil, false
		}
	}
	return d.b, true
}
