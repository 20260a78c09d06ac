package part

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Parquet's delta encoding: a head (values of a block, miniblocks of a block,
// number of values, the first one) and blocks of differences (the least one, a width for
// each miniblock, the differences from the least one packed).

const (
	blockValues = 128
	miniBlocks  = 4
	miniValues  = blockValues / miniBlocks
)

// appendDelta encodes values. For 32-bit columns too: no difference of what they
// hold (lengths up to maxCell) leaves 32 bits.
func appendDelta[T int32 | int64](dst []byte, values []T) []byte {
	dst = binary.AppendUvarint(dst, blockValues)
	dst = binary.AppendUvarint(dst, miniBlocks)
	dst = binary.AppendUvarint(dst, uint64(len(values)))
	if len(values) == 0 {
		return binary.AppendVarint(dst, 0)
	}
	dst = binary.AppendVarint(dst, int64(values[0]))
	var deltas [blockValues]uint64
	for i := 1; i < len(values); i += blockValues {
		n := min(blockValues, len(values)-i)
		least := int64(values[i]) - int64(values[i-1])
		for k := range n {
			d := int64(values[i+k]) - int64(values[i+k-1])
			deltas[k] = uint64(d)
			least = min(least, d)
		}
		for k := range deltas {
			if deltas[k] -= uint64(least); k >= n {
				deltas[k] = 0
			}
		}
		dst = binary.AppendVarint(dst, least)
		dst = appendMiniBlocks(dst, &deltas, n)
	}
	return dst
}

// appendMiniBlocks writes the widths and the miniblocks that hold n differences.
func appendMiniBlocks(dst []byte, deltas *[blockValues]uint64, n int) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, miniBlocks)...)
	for m := 0; m*miniValues < n; m++ {
		part := deltas[m*miniValues : (m+1)*miniValues]
		var all uint64
		for _, d := range part {
			all |= d
		}
		width := bits.Len64(all)
		dst[at+m] = byte(width)
		dst = packWide(dst, part, uint(width))
	}
	return dst
}

// packWide packs values of up to 64 bits; they fill whole bytes.
func packWide(dst []byte, values []uint64, width uint) []byte {
	var word uint64
	var held uint
	for _, v := range values {
		word |= v << held
		if held+width < 64 {
			held += width
			continue
		}
		dst = binary.LittleEndian.AppendUint64(dst, word)
		word = v >> (64 - held) // nothing when held is 0
		held += width - 64
	}
	for ; held > 0; held -= min(held, 8) {
		dst = append(dst, byte(word))
		word >>= 8
	}
	return dst
}

// delta decodes a delta encoding.
type delta struct {
	data   []byte
	left   int   // values that are not decoded yet, the first one included
	first  bool  // the first one is still to come
	value  int64 // the last one, or the first one
	least  int64
	widths [miniBlocks]byte
	mini   int // next miniblock of the block; miniBlocks when a block is to begin
	held   [miniValues]int64
	at     int // next of held
}

var errDelta = fmt.Errorf("%w: bad differences in a page", ErrDamaged)

// newDelta begins to decode; the number of values must be known.
func newDelta(data []byte, values int) (*delta, error) {
	d := &delta{data: data, left: values, first: true, mini: miniBlocks, at: miniValues}
	var head [3]uint64
	for i := range head {
		v, n := binary.Uvarint(d.data)
		if n <= 0 {
			return nil, errDelta
		}
		head[i], d.data = v, d.data[n:]
	}
	if head != [3]uint64{blockValues, miniBlocks, uint64(values)} {
		return nil, errDelta
	}
	v, n := binary.Varint(d.data)
	if n <= 0 {
		return nil, errDelta
	}
	d.value, d.data = v, d.data[n:]
	return d, nil
}

// next decodes as many values as dst takes.
func (d *delta) next(dst []int64) error {
	for len(dst) > 0 {
		if d.left == 0 {
			return errDelta
		}
		if d.first {
			d.first = false
			d.left--
			dst[0] = d.value
			dst = dst[1:]
			continue
		}
		if d.at == miniValues {
			if err := d.load(); err != nil {
				return err
			}
		}
		n := min(miniValues-d.at, d.left, len(dst))
		for i, h := range d.held[d.at : d.at+n] {
			d.value += d.least + h
			dst[i] = d.value
		}
		d.at += n
		d.left -= n
		dst = dst[n:]
	}
	return nil
}

// load unpacks the next miniblock.
func (d *delta) load() error {
	if d.mini == miniBlocks {
		v, n := binary.Varint(d.data)
		if n <= 0 || len(d.data)-n < miniBlocks {
			return errDelta
		}
		d.least = v
		copy(d.widths[:], d.data[n:])
		d.data, d.mini = d.data[n+miniBlocks:], 0
	}
	width := uint(d.widths[d.mini])
	size := int(width) * miniValues / 8
	if width > 64 || size > len(d.data) {
		return errDelta
	}
	unpackWide(&d.held, d.data[:size], width)
	d.data = d.data[size:]
	d.mini++
	d.at = 0
	return nil
}

// unpackWide unpacks a miniblock.
func unpackWide(dst *[miniValues]int64, data []byte, width uint) {
	var padded [miniValues*8 + 16]byte // loads run over the end
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

// rest gives what follows the encoding, once every value is decoded.
func (d *delta) rest() []byte { return d.data }
