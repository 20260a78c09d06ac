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

// index notes in p.ends the place of each delimiter and newline outside quotes
// in p.data[at:limit], and in p.rows, for each of these newlines, how many ends
// there are up to it; it returns where to go on. start is where the record at hand
// begins. At a quote that breaks the rules it stops and sets p.fault.
//
// Where the rules of strict mode are kept, masks tell all of it. Where they are
// not, indexCarefully goes over the stretch again, from the last place that is
// known to be outside quotes: where the cell at hand begins, or where it left
// off itself, so that a long cell of faults is not gone over again and again.
func (p *parser) index(at, limit, start int) int {
	p.rows = p.rows[:0]
	if fast.masks != nil && p.indexMasks(at, limit) {
		return limit
	}
	if k := len(p.ends); k > 0 {
		start = int(p.ends[k-1]) + 1
	}
	at = p.indexCarefully(max(start, p.outside), limit)
	p.outside, p.state = at, quoting{} // a quote right here only means to come back
	return at
}

// indexMasks is index for text that keeps the rules. If it returns false, it
// has done nothing: a rule is broken, or the data ends inside quotes.
func (p *parser) indexMasks(at, limit int) bool {
	chunks := p.chunks[:(limit-at+chunkSize-1)/chunkSize]
	fast.masks(chunks, p.data[at:], p.comma)
	excess := len(chunks)*chunkSize - (limit - at)
	chunks[len(chunks)-1].keep(^uint64(0) >> excess)
	state := p.state
	broken := state.settle(chunks, p.quoteMask)
	if broken != 0 || limit > len(p.data)-scan.Pad && state.inside != 0 {
		return false
	}
	p.state = state
	ends, before := p.room(limit-at), len(p.ends)
	k, r := fast.places(chunks, at, ends[before:], p.rows[:cap(p.rows)], before)
	p.ends, p.rows = ends[:before+k], p.rows[:r]
	return true
}

// indexCarefully is index cell by cell. It looks beyond limit to the end of a
// quoted cell.
func (p *parser) indexCarefully(at, limit int) int {
	d, n := p.data, len(p.data)-scan.Pad
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
	for i := len(p.ends); i < k; i++ {
		if d[ends[i]] == '\n' {
			p.rows = append(p.rows, int32(i+1))
		}
	}
	p.ends = ends[:k]
	return at
}

// separators writes the places of commas and newlines in d[at:limit] to
// ends[k:] and returns where to go on and the new k. It stops at a quote. The
// last word may reach beyond limit.
//
// Without kernels this is where the time goes: a leaf small enough that the
// compiler keeps all of it in registers. Most of the cost are branches that
// cannot be predicted, whether a word holds a separator; ways without them were
// slower in Go, since they do more for each word (16 and 32 bytes at a time gain
// 3 % or lose).
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

// room returns p.ends with room for the places in size bytes, and for what is
// written beyond.
func (p *parser) room(size int) []int32 {
	if need := len(p.ends) + size + 2*chunkSize; cap(p.ends) < need {
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
	end := closing(d, at+1, n)
	if end >= n {
		return at, scan.OpenQuote
	}
	if c := d[end+1]; c == p.comma || c == '\n' || c == '\r' && d[end+2] == '\n' || p.lazy {
		return end + 1, 0
	}
	return end, scan.LoneQuote
}

// closing returns where the quoted cell whose text begins at d[at] is closed: n
// or beyond if that is not within d[:n].
func closing(d []byte, at, n int) int {
	for {
		y := binary.LittleEndian.Uint64(d[at:]) ^ quoteWord
		var end int
		if m := (y - ones) &^ y & highs; m != 0 {
			end = at + bits.TrailingZeros64(m)>>3 // only the lowest bit is exact
		} else if i := bytes.IndexByte(d[at+8:], '"'); i >= 0 {
			end = at + 8 + i
		} else {
			return n
		}
		if end >= n || d[end+1] != '"' {
			return end
		}
		at = end + 2
	}
}
