package parquet

import (
	"encoding/binary"
	"errors"
)

// The encoding DELTA_BINARY_PACKED: a head (numbers of a block, miniblocks of a block,
// how many numbers there are, the first one) and blocks of differences (the least one, a
// width for each miniblock, the differences from the least one packed).

// ErrDeltas says that a page ends before its differences, or that they make no sense.
var ErrDeltas = errors.New("bad differences in a page")

// maxBlock is far more than the numbers of a block that writers make, which are 128 in
// miniblocks of 32.
const maxBlock = 1 << 16

// unpacked is how many numbers are unpacked at a time: a miniblock of most writers.
const unpacked = 32

// Delta decodes differences.
type Delta struct {
	data   []byte // behind the miniblock at hand
	left   int    // numbers that are still to come
	first  bool   // the first one is still to come
	value  int64  // the last one, or the first one
	least  int64  // of the differences of the block
	widths []byte // of the block's miniblocks that are not begun
	per    int    // numbers of a miniblock, a multiple of eight
	minis  int    // miniblocks of a block

	mini   []byte // of the miniblock at hand, what is not unpacked
	inMini int    // numbers in it
	width  uint
	held   [unpacked]int64
	at     int // next of held
	end    int // of held
}

// NewDelta begins to decode no more than most numbers; Next fails when there are fewer
// than it is asked for.
func NewDelta(data []byte, most int) (*Delta, error) {
	r := Reader{data: data}
	block, minis, count, first := r.uvarint(), r.uvarint(), r.uvarint(), r.I64()
	if r.err != nil || block > maxBlock || minis == 0 || minis > block || block%minis != 0 || block/minis%8 != 0 || count > uint64(max(most, 0)) {
		return nil, ErrDeltas
	}
	return &Delta{data: data[r.at:], left: int(count), first: true, value: first, per: int(block / minis), minis: int(minis)}, nil
}

// Next decodes as many numbers as dst takes.
func (d *Delta) Next(dst []int64) error {
	if len(dst) > d.left {
		return ErrDeltas
	}
	if d.first && len(dst) > 0 {
		d.first = false
		d.left--
		dst[0] = d.value
		dst = dst[1:]
	}
	for len(dst) > 0 {
		if d.at == d.end {
			if err := d.load(); err != nil {
				return err
			}
		}
		n := min(d.end-d.at, len(dst))
		value, least := d.value, d.least
		for i, h := range d.held[d.at : d.at+n] {
			value += least + h
			dst[i] = value
		}
		d.value = value
		d.at += n
		d.left -= n
		dst = dst[n:]
	}
	return nil
}

// One decodes one number.
func (d *Delta) One() (int64, error) {
	if d.at < d.end && d.left > 0 {
		d.value += d.least + d.held[d.at]
		d.at++
		d.left--
		return d.value, nil
	}
	var one [1]int64
	err := d.Next(one[:])
	return one[0], err
}

// load unpacks the next numbers.
func (d *Delta) load() error {
	if d.inMini == 0 {
		if err := d.begin(); err != nil {
			return err
		}
	}
	n := min(unpacked, d.inMini)
	size := n * int(d.width) / 8
	unpackWide(&d.held, d.mini[:size], d.width)
	d.mini, d.inMini = d.mini[size:], d.inMini-n
	d.at, d.end = 0, n
	return nil
}

// begin takes the next miniblock, and the head of its block before it.
func (d *Delta) begin() error {
	if len(d.widths) == 0 {
		v, n := binary.Varint(d.data)
		if n <= 0 || len(d.data)-n < d.minis {
			return ErrDeltas
		}
		d.least = v
		d.widths, d.data = d.data[n:n+d.minis], d.data[n+d.minis:]
	}
	d.width, d.widths = uint(d.widths[0]), d.widths[1:]
	size := d.per / 8 * int(d.width)
	if d.width > 64 || size > len(d.data) {
		return ErrDeltas
	}
	d.mini, d.data, d.inMini = d.data[:size], d.data[size:], d.per
	return nil
}

// Rest gives what stands behind the numbers that are still to come, which stay to be
// decoded.
func (d *Delta) Rest() ([]byte, error) {
	s := *d
	more := s.left - s.inMini - (s.end - s.at)
	if s.first {
		more--
	}
	for ; more > 0; more -= s.per {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	return s.data, nil
}

// unpackWide unpacks numbers of up to 64 bits.
func unpackWide(dst *[unpacked]int64, data []byte, width uint) {
	var padded [unpacked*8 + 16]byte // loads run over the end
	copy(padded[:], data)
	mask := ^uint64(0)
	if width < 64 {
		mask = 1<<width - 1
	}
	for i := range dst {
		bit := uint(i) * width
		p := bit >> 3
		v := binary.LittleEndian.Uint64(padded[p:])>>(bit&7) | uint64(padded[p+8])<<1<<(63-bit&7)
		dst[i] = int64(v & mask)
	}
}
