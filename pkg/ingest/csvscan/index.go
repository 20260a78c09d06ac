package csvscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Words of eight equal bytes, for looking at eight bytes at a time.
const (
	ones        = 0x0101010101010101
	lows        = 0x7f * ones
	highs       = 0x80 * ones
	newlineWord = '\n' * ones
	quoteWord   = '"' * ones
)

// stride is how many bytes are indexed before their records are taken: few
// enough that they and their index are still in the first-level cache.
const stride = 4 << 10

// index appends to p.ends the place of each delimiter and newline outside quotes
// in d[at:limit], and returns where to go on. It looks beyond limit, but not beyond
// n, to the end of a quoted cell. At a quote that breaks the rules it stops and
// sets p.fault.
func (p *parser) index(d []byte, at, limit, n int) int {
	k := len(p.ends)
	ends := p.room(limit - at)
	for at < limit {
		if at, k = separators(d, at, limit, ends, k, p.commas, p.quotes); at >= limit {
			break
		}
		if at, p.fault = p.skipQuoted(d, at, n); p.fault != 0 {
			p.faultAt = at
			break
		}
	}
	p.ends = ends[:k]
	return at
}

// separators writes the places of commas and newlines in d[at:limit] to
// ends[k:] and returns where to go on and the new k. It stops at a quote. The
// last word may reach beyond limit.
//
// This is where the time goes: a leaf small enough that the compiler keeps all
// of it in registers. Most of the cost are branches that cannot be predicted,
// whether a word holds a separator; ways without them were slower, since they
// do more for each word (16 and 32 bytes at a time gain 3 % or lose).
func separators(d []byte, at, limit int, ends []int32, k int, commas, quotes uint64) (int, int) {
	for ; at < limit; at += 8 {
		// A byte differs from c if its low bits, xor c, plus 0x7f carry into the
		// high bit; bytes beyond ASCII have that bit already.
		w := binary.LittleEndian.Uint64(d[at : at+8 : at+8])
		low := w & lows
		m := ^(((low^commas)+lows)&((low^newlineWord)+lows)&((low^quotes)+lows) | w) & highs
		for ; m != 0; m &= m - 1 {
			place := at + bits.TrailingZeros64(m)>>3
			if d[place] == '"' {
				return place, k
			}
			ends[k] = int32(place)
			k++
		}
	}
	return at, k
}

// room returns p.ends with room for the places in size bytes and the words they
// end in.
func (p *parser) room(size int) []int32 {
	if need := len(p.ends) + size + 16; cap(p.ends) < need {
		p.ends = append(make([]int32, 0, 2*need), p.ends...)
	}
	return p.ends[:cap(p.ends)]
}

// skipQuoted returns where to go on after the quote at d[at], which is outside
// quotes, or what is wrong there.
func (p *parser) skipQuoted(d []byte, at, n int) (int, scan.Kind) {
	if at > 0 && d[at-1] != p.comma && d[at-1] != '\n' {
		if p.lazy {
			return at + 1, 0
		}
		return at, scan.LoneQuote
	}
	end, _ := closing(d, at+1, n)
	if end >= n {
		return at, scan.OpenQuote
	}
	if c := d[end+1]; c == p.comma || c == '\n' || c == '\r' && d[end+2] == '\n' || p.lazy {
		return end + 1, 0
	}
	return end, scan.LoneQuote
}

// closing returns where the quoted cell whose text begins at d[at] is closed, and
// whether it holds doubled quotes. The place is n or beyond if that is not
// within d[:n].
func closing(d []byte, at, n int) (end int, escaped bool) {
	for {
		y := binary.LittleEndian.Uint64(d[at:]) ^ quoteWord
		if m := (y - ones) &^ y & highs; m != 0 {
			end = at + bits.TrailingZeros64(m)>>3 // only the lowest bit is exact
		} else if i := bytes.IndexByte(d[at+8:], '"'); i >= 0 {
			end = at + 8 + i
		} else {
			return n, escaped
		}
		if end >= n || d[end+1] != '"' {
			return end, escaped
		}
		at, escaped = end+2, true
	}
}
