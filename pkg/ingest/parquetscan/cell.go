package parquetscan

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// value is what an encoding gives: a whole number, the bits of a float or a truth
// value in n, or bytes in b, valid until the next value.
type value struct {
	n int64
	b []byte
}

// maxDecimal is the longest decimal number in bytes, maxDigits its longest text.
const maxDecimal = 32

// appendCell writes v as a cell of delimited text.
func (c *column) appendCell(dst []byte, v value) []byte {
	switch c.means {
	case asText:
		return appendText(dst, v.b)
	case asInt:
		return strconv.AppendInt(dst, v.n, 10)
	case asUint:
		n := uint64(v.n)
		if c.bits == 32 {
			n = uint64(uint32(v.n))
		}
		return strconv.AppendUint(dst, n, 10)
	case asBool:
		return strconv.AppendBool(dst, v.n != 0)
	case asFloat:
		if c.physical == parquet.Float {
			return appendFloat(dst, float64(math.Float32frombits(uint32(v.n))), 32)
		}
		return appendFloat(dst, math.Float64frombits(uint64(v.n)), 64)
	case asHalf:
		return appendFloat(dst, half(binary.LittleEndian.Uint16(v.b)), 32)
	case asDate:
		return time.Unix(v.n*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
	case asTime:
		return c.clock(v.n).AppendFormat(dst, "15:04:05.999999999")
	case asTimestamp:
		dst = c.clock(v.n).AppendFormat(dst, "2006-01-02T15:04:05.999999999")
		if c.utc {
			dst = append(dst, 'Z')
		}
		return dst
	case asInt96:
		// Nanoseconds of the day and the Julian day, of which 2440588 is 1970-01-01.
		nanos, day := int64(binary.LittleEndian.Uint64(v.b)), int64(int32(binary.LittleEndian.Uint32(v.b[8:])))
		return time.Unix((day-2440588)*86400, nanos).UTC().AppendFormat(dst, "2006-01-02T15:04:05.999999999")
	case asDecimal:
		if c.physical == parquet.Int32 || c.physical == parquet.Int64 {
			return appendDecimal(dst, strconv.AppendInt(nil, v.n, 10), c.scale)
		}
		return appendDecimal(dst, bigEndian(v.b).Append(nil, 10), c.scale)
	case asUUID:
		return appendUUID(dst, v.b)
	}
	return hex.AppendEncode(dst, v.b)
}

// clock returns the time of a count of the column's units since 1970, in UTC.
func (c *column) clock(n int64) time.Time {
	per := int64(time.Second) / c.nanos
	seconds, rest := n/per, n%per
	return time.Unix(seconds, rest*c.nanos).UTC()
}

// appendText quotes a text. Line ends, CR LF among them, become CR and what is not UTF-8
// U+FFFD.
func appendText(dst, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\ufffd"))
	}
	if bytes.Contains(b, crlf) {
		b = bytes.ReplaceAll(b, crlf, crlf[1:])
	}
	dst = append(dst, '"')
	from := len(dst)
	for {
		i := bytes.IndexByte(b, '"')
		if i < 0 {
			break
		}
		dst = append(append(dst, b[:i+1]...), '"')
		b = b[i+1:]
	}
	dst = append(dst, b...)
	for text := dst[from:]; ; {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return append(dst, '"')
		}
		text[i] = '\r'
		text = text[i+1:]
	}
}

var crlf = []byte("\r\n")

// appendFloat writes whole numbers without a fraction, NaN as blank.
func appendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return dst
	case math.Abs(f) < 1<<53 && f == math.Trunc(f):
		return strconv.AppendInt(dst, int64(f), 10)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}

// half returns the value of an IEEE 754 float of 16 bits.
func half(b uint16) float64 {
	fraction, exponent := float64(b&0x3ff), int(b>>10&0x1f)
	f := math.Ldexp(1+fraction/1024, exponent-15)
	switch exponent {
	case 0:
		f = math.Ldexp(fraction/1024, -14)
	case 31:
		f = math.Inf(1)
		if fraction != 0 {
			return math.NaN()
		}
	}
	if b>>15 != 0 {
		return -f
	}
	return f
}

// bigEndian reads a number in two's complement. Of one that is longer than any
// decimal the last bytes are taken.
func bigEndian(b []byte) *big.Int {
	if len(b) > maxDecimal {
		b = b[len(b)-maxDecimal:]
	}
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

// appendDecimal puts the point into a whole number, and leaves zeros behind it out.
func appendDecimal(dst, digits []byte, scale int) []byte {
	if digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = append(bytes.Repeat([]byte{'0'}, missing), digits...)
	}
	point := len(digits) - scale
	dst = append(dst, digits[:point]...)
	if fraction := bytes.TrimRight(digits[point:], "0"); len(fraction) > 0 {
		dst = append(append(dst, '.'), fraction...)
	}
	return dst
}

func appendUUID(dst, b []byte) []byte {
	for i, from := range []int{0, 4, 6, 8, 10} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, b[from:[]int{4, 6, 8, 10, 16}[i]])
	}
	return dst
}
