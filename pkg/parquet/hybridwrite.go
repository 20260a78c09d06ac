package parquet

import "encoding/binary"

// shortestRun is the least number of equal values that is worth a run of its own.
const shortestRun = 32

// Code is what a hybrid can be made of.
type Code interface{ ~uint8 | ~uint16 | ~uint32 }

// AppendHybrid encodes m[v] for each of the values, or v itself without a map.
func AppendHybrid[T Code](dst []byte, values []T, m []uint32, width uint) []byte {
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

func mapped[T Code](v T, m []uint32) uint32 {
	if m == nil {
		return uint32(v)
	}
	return m[v]
}

// appendPacked packs values as one run, the last group filled with zeros.
func appendPacked[T Code](dst []byte, values []T, m []uint32, width uint) []byte {
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
