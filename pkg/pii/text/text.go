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
	"encoding/binary"
	"math/bits"
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

	raw     []byte
	changes []change // where Norm differs from the raw text, in order
	buf     []byte
	piece   []byte
	split   bool

	memory *memory // made by the first Split
	turn   uint16  // counts texts, from 1 on
	spare  Facts
}

// change says that Norm[norm:normEnd] stands for the raw bytes raw..rawEnd. What
// lies between two changes is the same in both.
type change struct{ norm, normEnd, raw, rawEnd int32 }

// Set makes raw the text under inspection.
func (t *Text) Set(raw []byte) {
	t.raw, t.changes, t.buf, t.split, t.Words = raw, t.changes[:0], t.buf[:0], false, t.Words[:0]
	t.turn++
	same := 0 // raw is copied up to here
	for at := ascii(raw, 0); at < len(raw); at = ascii(raw, at) {
		if n := hindi(raw[at:]); n > 0 {
			at += n
			continue
		}
		r, n := utf8.DecodeRune(raw[at:])
		switch {
		case r == utf8.RuneError && n <= 1:
			same = t.replace(same, at, at+1, simple(windows1252(raw[at])))
			at++
		case r >= 0x0958 && r <= 0x095F && !combines(r, raw[at+n:]):
			same = t.replace(same, at, at+n, nukta[r-0x0958], 0x093C)
			at += n
		case inert(r) && !combines(r, raw[at+n:]):
			if to := simple(r); to != r {
				same = t.replace(same, at, at+n, to)
			}
			at += n
		default:
			from := base(raw, same, at, r)
			end := from + segment(raw[from:])
			if end <= at { // the rune before stands for itself after all
				from, end = at, at+segment(raw[at:])
			}
			same = t.compose(same, from, end)
			at = end
		}
	}
	if same == 0 && len(t.changes) == 0 {
		t.Norm = raw
		return
	}
	t.buf = append(t.buf, raw[same:]...)
	t.Norm = t.buf
}

// ascii returns where the next byte beyond ASCII stands.
func ascii(raw []byte, at int) int {
	for ; at+8 <= len(raw); at += 8 {
		if w := binary.LittleEndian.Uint64(raw[at:]) & 0x8080808080808080; w != 0 {
			return at + bits.TrailingZeros64(w)/8
		}
	}
	for at < len(raw) && raw[at] < utf8.RuneSelf {
		at++
	}
	return at
}

// unmoved says which runes of U+0900 to U+097F are their own normal form whatever
// letter of the same script stands behind them.
var unmoved = func() (k [128]bool) {
	for i := range k {
		r := rune(0x0900 + i)
		k[i] = inert(r) && simple(r) == r && r != 0x093C && !combines(r, []byte("\u093c"))
	}
	return k
}()

// hindi returns how many bytes of text are Devanagari to be left alone: most of a
// Hindi comment, at a table look-up a letter. The last letter of a run counts
// only when ASCII follows it, since anything else may change it.
func hindi(text []byte) int {
	n := 0
	for n+2 < len(text) && text[n] == 0xE0 && (text[n+1] == 0xA4 || text[n+1] == 0xA5) && text[n+2]>>6 == 2 &&
		unmoved[text[n+1]&1<<6|text[n+2]&0x3F] {
		n += 3
	}
	if n == 0 || n == len(text) || text[n] < utf8.RuneSelf {
		return n
	}
	return n - 3
}

// inert says of the runes that comments are full of that NFKC leaves them alone,
// as long as nothing behind them combines: that spares most texts the look-up of
// every rune.
func inert(r rune) bool {
	switch {
	case r < 0x80:
		return true
	case r < 0x0100: // Latin-1 without the compatibility characters
		return r >= 0xC0 || r == 0xA1 || r == 0xA3 || r == 0xA7 || r == 0xA9 || r == 0xAB || r == 0xAD || r == 0xAE || r == 0xB0 || r == 0xB7 || r == 0xBB || r == 0xBF
	case r >= 0x0900 && r < 0x0980: // Devanagari without what the nukta makes
		return r != 0x0929 && r != 0x0931 && r != 0x0934 && (r < 0x0951 || r > 0x0954) && (r < 0x0958 || r > 0x095F)
	case r >= 0x200B && r <= 0x2010, r >= 0x2012 && r <= 0x2016, r >= 0x2018 && r <= 0x2023:
		return true // zero width, dashes, quotes
	case r == 0x20B9, r == 0x20AC: // rupee, euro
		return true
	case r == 0xFE0F, r == 0xFEFF:
		return true
	case r >= 0x1F300 && r < 0x1FB00:
		return true
	}
	return false
}

// nukta holds the letters that NFKC takes the composed ones from U+0958 on apart
// into, each with the nukta behind it.
var nukta = [8]rune{0x0915, 0x0916, 0x0917, 0x091C, 0x0921, 0x0922, 0x092B, 0x092F}

// combines says whether text begins with a mark that the rune before it may be
// joined with or sorted against. It takes in too many, but not the nukta, which
// is frequent in Hindi and joins with three letters only.
func combines(before rune, text []byte) bool {
	if len(text) == 0 || text[0] < 0xCC {
		return false
	}
	r, _ := utf8.DecodeRune(text)
	if r == 0x093C {
		return before == 0x0928 || before == 0x0930 || before == 0x0933 || before == 0x094D
	}
	return r >= 0x0300 && r < 0x0370 || r >= 0x0951 && r <= 0x0954 || r > 0x0980 && r < 0xAC00 && unicode.IsMark(r) ||
		r >= 0x1160 && r < 0x1200
}

// base returns where the run begins that a rune belongs to: at the rune, or at the
// one before when the rune is a mark.
func base(raw []byte, same, at int, r rune) int {
	if at > same && (unicode.IsMark(r) || r >= 0x1160 && r < 0x1200) {
		_, n := utf8.DecodeLastRune(raw[same:at])
		return at - n
	}
	return at
}

// segment returns the length of the first run of text that NFKC can look at by
// itself. It ends before a byte that is not UTF-8.
func segment(text []byte) int {
	n := max(norm.NFKC.NextBoundary(text, true), 1)
	for i := 0; i < n; {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			return max(i, 1)
		}
		i += size
	}
	return n
}

// replace notes what raw[from:to] reads as, and returns where the copy stands.
func (t *Text) replace(same, from, to int, as ...rune) int {
	t.buf = append(t.buf, t.raw[same:from]...)
	at := len(t.buf)
	for _, r := range as {
		if r != dropped {
			t.buf = utf8.AppendRune(t.buf, r)
		}
	}
	t.changes = append(t.changes, change{int32(at), int32(len(t.buf)), int32(from), int32(to)})
	return to
}

// compose notes the normal form of raw[from:to].
func (t *Text) compose(same, from, to int) int {
	text := t.raw[from:to]
	t.piece = norm.NFKC.Append(t.piece[:0], text...)
	if string(t.piece) == string(text) {
		for at := from; at < to; { // each rune for itself
			r, n := utf8.DecodeRune(t.raw[at:])
			if to := simple(r); to != r {
				same = t.replace(same, at, at+n, to)
			}
			at += n
		}
		return same
	}
	t.buf = append(t.buf, t.raw[same:from]...)
	at := len(t.buf)
	for piece := t.piece; len(piece) > 0; {
		r, n := utf8.DecodeRune(piece)
		if r = simple(r); r != dropped {
			t.buf = utf8.AppendRune(t.buf, r)
		}
		piece = piece[n:]
	}
	t.changes = append(t.changes, change{int32(at), int32(len(t.buf)), int32(from), int32(to)})
	return to
}

// dropped is what simple makes of a rune that has no width.
const dropped = -1

// simple returns what a rune that is already NFKC is read as.
func simple(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case r >= 0x0900 && r < 0x0980: // most of a Hindi comment: no look-up
		switch {
		case r == 0x0964: // danda
			return '.'
		case r >= 0x0966 && r <= 0x096F:
			return '0' + r - 0x0966
		}
		return r
	case r >= 0x1F300 && r < 0x1FB00: // emoji
		return r
	case r == 0x00AD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF, r == 0x180E:
		return dropped
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0x2043:
		return '-'
	case r == 0x2018, r == 0x2019, r == 0x02BC:
		return '\''
	case r == 0x201C, r == 0x201D:
		return '"'
	case r == 0x3002: // ideographic full stop
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
	if len(t.changes) == 0 || start >= end {
		return start, end
	}
	from := start
	if c := t.before(start); c != nil {
		if from = int(c.raw); start >= int(c.normEnd) {
			from = int(c.rawEnd) + start - int(c.normEnd)
		}
	}
	to := end
	if c := t.before(end - 1); c != nil {
		if to = int(c.rawEnd); end > int(c.normEnd) {
			to = int(c.rawEnd) + end - int(c.normEnd)
		}
	}
	return from, to
}

// before returns the last change that begins at a place of Norm or before it.
func (t *Text) before(at int) *change {
	i, j := 0, len(t.changes)
	for i < j {
		if m := (i + j) / 2; int(t.changes[m].norm) <= at {
			i = m + 1
		} else {
			j = m
		}
	}
	if i == 0 {
		return nil
	}
	return &t.changes[i-1]
}
