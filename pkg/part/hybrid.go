package part

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Parquet's hybrid of run lengths and packed bits
// (https://parquet.apache.org/docs/file-format/data-pages/encodings/): each run is
// a varint n<<1 and one value, or a varint g<<1|1 and g groups of eight values
// of width bits each, lowest bits first.

// shortestRun is the least number of equal values that is worth a run of its own.
const shortestRun = 32

// code is what a hybrid is made of.
type code interface{ ~uint8 | ~uint16 | ~uint32 }

// widthFor is how many bits the codes 0 to n-1 take.
func widthFor(n int) uint { return uint(bits.Len(uint(max(n, 1) - 1))) }

// appendHybrid encodes m[v] for each of the values, or v itself without a map.
func appendHybrid[T code](dst []byte, values []T, m []uint32, width uint) []byte {
	start := 0 // of the values that wait to be packed; a multiple of eight of them
	for i := 0; i < len(values); i += 8 {
		n := 1
		if i+shortestRun <= len(values) && values[i] == values[i+7] || i == 0 {
			for i+n < len(values) && values[i+n] == values[i] {
				n++
			}
		}
		if n < shortestRun && n < len(values) {
			continue
		}
		dst = appendPacked(dst, values[start:i], m, width)
		dst = binary.AppendUvarint(dst, uint64(n)<<1)
		v := mapped(values[i], m)
		for b := uint(0); b < width; b += 8 {
			dst = append(dst, byte(v>>b))
		}
		start = i + n
		i = start - 8
	}
	return appendPacked(dst, values[start:], m, width)
}

func mapped[T code](v T, m []uint32) uint32 {
	if m == nil {
		return uint32(v)
	}
	return m[v]
}

// appendPacked packs values as one run, the last group filled with zeros.
func appendPacked[T code](dst []byte, values []T, m []uint32, width uint) []byte {
	if len(values) == 0 {
		return dst
	}
	groups := (len(values) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	end := len(dst) + groups*int(width)
	var word uint64
	var held uint
	for _, v := range values {
		word |= uint64(mapped(v, m)) << held
		if held += width; held >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(word))
			word >>= 32
			held -= 32
		}
	}
	for ; held > 0 && len(dst) < end; held -= min(held, 8) {
		dst = append(dst, byte(word))
		word >>= 8
	}
	for len(dst) < end {
		dst = append(dst, 0)
	}
	return dst
}

// hybrid decodes a hybrid.
type hybrid struct {
	data  []byte // what follows the current run
	width uint
	left  int    // values left of the current run
	bits  []byte // the packed run; nil in a run of equal values
	at    int    // number of the next value within bits
	value uint32 // of a run of equal values
}

func newHybrid(data []byte, width uint) hybrid { return hybrid{data: data, width: width} }

var errRuns = fmt.Errorf("%w: bad runs in a page", ErrDamaged)

// run begins the next run.
func (h *hybrid) run() error {
	head, n := binary.Uvarint(h.data)
	if n <= 0 || head>>1 == 0 || head>>1 > 1<<28 {
		return errRuns
	}
	h.data = h.data[n:]
	size := uint64(h.width+7) / 8
	packed := head&1 == 1
	if packed {
		size = head >> 1 * uint64(h.width)
	}
	if size > uint64(len(h.data)) {
		return errRuns
	}
	body := h.data[:size]
	h.data = h.data[size:]
	if packed {
		h.bits, h.at, h.left = body, 0, int(head>>1)*8
		return nil
	}
	h.bits, h.left, h.value = nil, int(head>>1), 0
	for i, b := range body {
		h.value |= uint32(b) << (8 * i)
	}
	if uint64(h.value)>>h.width != 0 {
		return errRuns
	}
	return nil
}

// next decodes as many values as dst takes.
func (h *hybrid) next(dst []uint32) error {
	for len(dst) > 0 {
		if h.left == 0 {
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
