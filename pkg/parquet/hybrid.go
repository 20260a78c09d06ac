package parquet

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
)

// The encoding RLE, a hybrid of run lengths and packed bits
// (https://parquet.apache.org/docs/file-format/data-pages/encodings/): each run is
// a varint n<<1 and one value, or a varint g<<1|1 and g groups of eight values
// of width bits each, lowest bits first.

// ErrRuns says that a page ends before its runs, or that they make no sense.
var ErrRuns = errors.New("bad runs in a page")

// WidthFor is how many bits the codes 0 to n-1 take.
func WidthFor(n int) uint { return uint(bits.Len(uint(max(n, 1) - 1))) }

// Hybrid decodes a hybrid.
type Hybrid struct {
	data  []byte // what follows the current run
	width uint
	left  int    // values left of the current run
	bits  []byte // the packed run; nil in a run of equal values
	at    int    // number of the next value within bits
	value uint32 // of a run of equal values
}

// NewHybrid begins to decode values of width bits, at most 32.
func NewHybrid(data []byte, width uint) Hybrid { return Hybrid{data: data, width: width} }

// run begins the next run, which may be one of no values.
func (h *Hybrid) run() error {
	head, n := binary.Uvarint(h.data)
	if n <= 0 {
		return ErrRuns
	}
	h.data = h.data[n:]
	count := head >> 1
	if head&1 == 1 {
		h.pack(count)
		return nil
	}
	size := int(h.width+7) / 8
	if size > len(h.data) {
		return ErrRuns
	}
	h.bits, h.value = nil, 0
	for i, b := range h.data[:size] {
		h.value |= uint32(b) << (8 * i)
	}
	if uint64(h.value)>>h.width != 0 {
		return ErrRuns
	}
	h.left, h.data = int(min(count, math.MaxInt32)), h.data[size:] // no page has more
	return nil
}

// pack begins a packed run. Some writers leave out what would fill the last group.
func (h *Hybrid) pack(groups uint64) {
	h.at, h.left = 0, int(min(groups, math.MaxInt32/8))*8
	size := len(h.data)
	if h.width == 0 {
		size = 0
	} else if groups <= uint64(size)/uint64(h.width) {
		size = int(groups) * int(h.width)
	} else {
		h.left = int(uint64(size) * 8 / uint64(h.width))
	}
	h.bits, h.data = h.data[:size:size], h.data[size:]
}

// Next decodes as many values as dst takes. None has more than width bits.
func (h *Hybrid) Next(dst []uint32) error {
	for len(dst) > 0 {
		for h.left == 0 {
			if err := h.run(); err != nil {
				return err
			}
		}
		n := min(h.left, len(dst))
		if h.bits == nil {
			part := dst[:n]
			for i := range part {
				part[i] = h.value
			}
		} else {
			unpack(dst[:n], h.bits, h.at, h.width)
			h.at += n
		}
		h.left -= n
		dst = dst[n:]
	}
	return nil
}

// One decodes one value.
func (h *Hybrid) One() (uint32, error) {
	if h.left > 0 && h.bits == nil {
		h.left--
		return h.value, nil
	}
	if bit := uint(h.at) * h.width; h.left > 0 && int(bit>>3)+8 <= len(h.bits) {
		h.left--
		h.at++
		return uint32(binary.LittleEndian.Uint64(h.bits[bit>>3:]) >> (bit & 7) & (1<<h.width - 1)), nil
	}
	var one [1]uint32
	err := h.Next(one[:])
	return one[0], err
}

// unpack reads the values from number at on. The run is as long as its values.
func unpack(dst []uint32, data []byte, at int, width uint) {
	i := 0
	if width <= 8 && at%8 == 0 {
		i = unpackBytes(dst, data[at/8*int(width):], width)
	}
	mask := uint64(1)<<width - 1
	bit := uint(at+i) * width
	for ; i < len(dst) && int(bit>>3)+8 <= len(data); i++ { // eight bytes hold any value wherever it begins
		dst[i] = uint32(binary.LittleEndian.Uint64(data[bit>>3:]) >> (bit & 7) & mask)
		bit += width
	}
	if i == len(dst) {
		return
	}
	var tail [16]byte
	from := bit >> 3
	copy(tail[:], data[min(int(from), len(data)):])
	for bit -= from << 3; i < len(dst); i++ {
		dst[i] = uint32(binary.LittleEndian.Uint64(tail[bit>>3:]) >> (bit & 7) & mask)
		bit += width
	}
}

// unpackBytes unpacks groups of eight narrow values as long as it can load them
// whole, and says how many values that were.
func unpackBytes(dst []uint32, data []byte, width uint) int {
	i := 0
	m := uint32(1)<<width - 1
	for len(data) >= 8 && i+8 <= len(dst) {
		w := binary.LittleEndian.Uint64(data)
		d := (*[8]uint32)(dst[i:])
		d[0] = uint32(w) & m
		w >>= width & 15
		d[1] = uint32(w) & m
		w >>= width & 15
		d[2] = uint32(w) & m
		w >>= width & 15
		d[3] = uint32(w) & m
		w >>= width & 15
		d[4] = uint32(w) & m
		w >>= width & 15
		d[5] = uint32(w) & m
		w >>= width & 15
		d[6] = uint32(w) & m
		w >>= width & 15
		d[7] = uint32(w) & m
		i += 8
		data = data[width:]
	}
	return i
}
