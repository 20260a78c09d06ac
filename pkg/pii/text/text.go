// Package text prepares a piece of free text for the recognisers of personal
// data: one normal form to look at, words to walk along, and spans that lead
// back to the bytes as they were written.
//
// Whoever hides a number from a scanner writes it in full-width or Devanagari
// digits, with a zero-width space inside, or with another kind of dash; whoever
// pastes it from a web page does the same without meaning to. So recognisers see
// [Text.Norm] alone and know nothing of that.
package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is one text under inspection. It is made for reuse: Set keeps the buffers
// of the text before. The zero value is ready.
type Text struct {
	// Norm is the normal form, always valid UTF-8: NFKC, every decimal digit
	// ASCII, every dash '-', every space ' ', typographic apostrophes ', nothing
	// of zero width, no bidi controls. A byte that is not UTF-8 is taken as
	// Windows-1252. Norm shares memory with the raw text when they are the same.
	Norm []byte
	// Words holds the words of Norm once Split was called.
	Words []Word

	raw      int
	mapped   bool
	from, to []int32 // for each byte of Norm, the raw bytes that it stands for
	buf      []byte
	piece    []byte
	split    bool
}

// Set makes raw the text under inspection.
func (t *Text) Set(raw []byte) {
	t.raw, t.mapped, t.split, t.Words = len(raw), false, false, t.Words[:0]
	if isPlain(raw) {
		t.Norm = raw
		return
	}
	t.normalise(raw)
}

// isPlain says whether raw is its own normal form.
func isPlain(raw []byte) bool {
	i := 0
	for i < len(raw) && raw[i] < utf8.RuneSelf {
		i++
	}
	if i == len(raw) {
		return true
	}
	i = max(i-1, 0) // what follows may combine with it
	if !norm.NFKC.IsNormal(raw[i:]) {
		return false
	}
	for i < len(raw) {
		r, n := utf8.DecodeRune(raw[i:])
		if r >= utf8.RuneSelf && simple(r) != r || r == utf8.RuneError && n == 1 {
			return false
		}
		i += n
	}
	return true
}

// dropped is what simple makes of a rune that has no width.
const dropped = -1

// simple returns what a rune that is already NFKC is read as.
func simple(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case r == 0x00AD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF, r == 0x180E:
		return dropped
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0x2043:
		return '-'
	case r == 0x2018, r == 0x2019, r == 0x02BC:
		return '\''
	case r == 0x201C, r == 0x201D:
		return '"'
	case r == 0x3002, r == 0x0964: // ideographic full stop, danda
		return '.'
	case r == 0x2028, r == 0x2029, r == 0x0085:
		return '\n'
	case unicode.Is(unicode.Nd, r):
		return '0' + digitValue(r)
	case unicode.Is(unicode.Zs, r):
		return ' '
	}
	return r
}

// digitValue returns the value of a decimal digit: in Unicode they stand in
// blocks of ten.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// normalise fills Norm and the way back.
func (t *Text) normalise(raw []byte) {
	t.mapped = true
	t.buf, t.from, t.to = t.buf[:0], t.from[:0], t.to[:0]
	for at := 0; at < len(raw); {
		if r, n := utf8.DecodeRune(raw[at:]); r == utf8.RuneError && n <= 1 {
			t.put(simple(windows1252(raw[at])), at, at+1)
			at++
			continue
		}
		end := at // of the valid text from here
		for end < len(raw) {
			r, n := utf8.DecodeRune(raw[end:])
			if r == utf8.RuneError && n <= 1 {
				break
			}
			end += n
		}
		for at < end {
			n := norm.NFKC.NextBoundary(raw[at:end], true)
			t.piece = norm.NFKC.Append(t.piece[:0], raw[at:at+n]...)
			t.segment(raw, at, at+n)
			at += n
		}
	}
	t.Norm = t.buf
}

// segment adds t.piece, the normal form of raw[from:to]. Where it is unchanged
// each rune stands for itself.
func (t *Text) segment(raw []byte, from, to int) {
	segment := t.piece
	same := string(segment) == string(raw[from:to])
	for len(segment) > 0 {
		r, n := utf8.DecodeRune(segment)
		if same {
			to = from + n
		}
		t.put(simple(r), from, to)
		if same {
			from = to
		}
		segment = segment[n:]
	}
}

// put adds a rune that stands for the raw bytes from..to.
func (t *Text) put(r rune, from, to int) {
	if r == dropped {
		return
	}
	n := len(t.buf)
	t.buf = utf8.AppendRune(t.buf, r)
	for range len(t.buf) - n {
		t.from = append(t.from, int32(from))
		t.to = append(t.to, int32(to))
	}
}

// windows1252 reads a byte that is not UTF-8. The C1 rows that matter are the
// quotes and dashes of word processors.
func windows1252(b byte) rune {
	switch b {
	case 0x91, 0x92:
		return '\''
	case 0x93, 0x94:
		return '"'
	case 0x96, 0x97:
		return '-'
	}
	if b < 0xA0 {
		return utf8.RuneError
	}
	return rune(b)
}

// Raw returns where Norm[start:end] stands in the raw text. What has no width
// and stands inside belongs to it.
func (t *Text) Raw(start, end int) (int, int) {
	if !t.mapped || start >= end {
		return start, end
	}
	return int(t.from[start]), int(t.to[end-1])
}
