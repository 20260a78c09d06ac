package csvscan

import (
	"bytes"
	"math"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

var quoteByte = []byte{'"'}

// newCut returns how a stream of layout l is cut into blocks. The first
// l.SkipRecords blocks hold one record each, so that a worker knows by its
// number what a block is.
func newCut(l Layout) scan.Cut {
	if l.CR {
		l.CR = false
		return cutCR(newCut(l))
	}
	rest := parityCut
	switch {
	case l.NoQuotes:
		rest = lineCut
	case l.Lazy:
		rest = newWalkCut(l, math.MaxInt)
	}
	if l.SkipRecords <= 0 {
		return rest
	}
	// The walk is lazy in strict mode too: a quote out of place then ends up in a
	// block, where the worker finds it, instead of making the block grow.
	l.Lazy = true
	first, left := newWalkCut(l, 1), l.SkipRecords
	return func(block []byte, final bool) (int, bool) {
		if left == 0 {
			return rest(block, final)
		}
		n, ok := first(block, final)
		if ok {
			left--
		}
		return n, ok
	}
}

// cutCR returns a cut that sees an LF for each CR. The block itself stays as it
// is, since a worker may want to copy it.
func cutCR(cut scan.Cut) scan.Cut {
	var broken []byte
	return func(block []byte, final bool) (int, bool) {
		broken = slices.Grow(broken[:0], len(block)+scan.Pad)[:len(block)+scan.Pad]
		breakAtCR(broken, block[:len(broken)])
		return cut(broken[:len(block)], final)
	}
}

// breakAtCR copies src to dst with an LF for each CR.
func breakAtCR(dst, src []byte) {
	copy(dst, src)
	for at := 0; ; {
		i := bytes.IndexByte(dst[at:], '\r')
		if i < 0 {
			return
		}
		at += i
		dst[at] = '\n'
	}
}

// parityCut cuts after the last newline with an even number of quotes before
// it. The block begins outside quotes, so counting all its quotes and taking
// back those behind each newline finds it from the end.
func parityCut(block []byte, final bool) (int, bool) {
	if final {
		return len(block), true
	}
	odd := bytes.Count(block, quoteByte)&1 != 0
	for end := len(block); ; {
		i := bytes.LastIndexByte(block[:end], '\n')
		if i < 0 {
			return 0, false
		}
		if bytes.Count(block[i:end], quoteByte)&1 != 0 {
			odd = !odd
		}
		if !odd {
			return i + 1, true
		}
		end = i
	}
}

// lineCut cuts after the last newline.
func lineCut(block []byte, final bool) (int, bool) {
	if final {
		return len(block), true
	}
	i := bytes.LastIndexByte(block, '\n')
	return i + 1, i >= 0
}

// newWalkCut returns a cut that walks all cells: it cuts behind the first limit
// records, or behind as many as are whole.
func newWalkCut(l Layout, limit int) scan.Cut {
	l.Width, l.SkipRecords = 0, 0
	p := newParser(l, nil, math.MaxInt)
	return func(block []byte, final bool) (int, bool) {
		p.limit = limit
		n, err := p.parse(block[:len(block)+scan.Pad], len(block), final)
		done := limit == math.MaxInt || p.limit == 0
		if final && (err != nil || !done) {
			return len(block), true // the worker finds what is wrong with the rest
		}
		return n, done && n > 0
	}
}
