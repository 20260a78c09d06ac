package text

import (
	"encoding/binary"
	"math/bits"
)

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones // the bits in which the bytes of a mask say yes or no
)

// plainWord reads the letters and digits of ASCII at a place, eight at a time: how
// many there are, the shape of a word of them, and the first eight.
func plainWord(d []byte, at int) (n int, shape Shape, first uint64) {
	var letters, digits uint64
	capitals, small := 0, uint64(0)
	for {
		x := eight(d, at+n)
		low := x &^ highs
		letter := within(low|0x20*ones, 'a', 'z') &^ x
		digit := within(low, '0', '9') &^ x
		size := bits.TrailingZeros64(^(letter|digit)&highs) / 8
		inside := ^uint64(0) >> (64 - 8*uint(size))
		letter &= inside
		capital := letter &^ (x << 2) // bit 5 makes letters small
		if n == 0 {
			first = x & inside
			shape = Shape(capital >> 7 & 1) // Capital
		}
		letters |= letter
		digits |= digit & inside
		small |= letter ^ capital
		capitals += bits.OnesCount64(capital)
		if n += size; size < 8 {
			break
		}
	}
	if letters != 0 {
		shape |= Letters
	}
	if digits != 0 {
		shape |= Digits
	}
	if small == 0 && capitals > 1 {
		shape |= AllCaps
	}
	return n, shape, first
}

// within says which of eight bytes below 0x80 lie from a to b.
func within(x, a, b uint64) uint64 {
	return (x + (0x80-a)*ones) &^ (x + (0x7f-b)*ones) & highs
}

// eight returns the eight bytes at a place, the first one lowest, with zeros behind
// the end.
func eight(d []byte, at int) uint64 {
	if at+8 <= len(d) {
		return binary.LittleEndian.Uint64(d[at:])
	}
	return lastEight(d, at)
}

func lastEight(d []byte, at int) (x uint64) {
	for i := len(d) - 1; i >= at; i-- {
		x = x<<8 | uint64(d[i])
	}
	return x
}
