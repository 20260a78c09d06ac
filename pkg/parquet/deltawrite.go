package parquet

import (
	"encoding/binary"
	"math/bits"
)

const (
	blockValues = 128
	miniBlocks  = 4
	miniValues  = blockValues / miniBlocks
)

// AppendDelta encodes values. Of a 32-bit column no difference may leave 32 bits, as
// those of lengths do not.
func AppendDelta[T int32 | int64](dst []byte, values []T) []byte {
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
