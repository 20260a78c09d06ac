package survey

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CellKind says what one cell of the score column is.
type CellKind uint8

// The kinds of cells.
const (
	CellScore   CellKind = iota // an answer 0..10
	CellBlank                   // not answered; never the same as 0
	CellInvalid                 // anything else: counted, never coerced or clamped
)

// maxScoreCell is the longest cell, in bytes after trimming, that is looked at.
// Longer cells are prose, and reading them as a verbal anchor would be a guess.
const maxScoreCell = 1024

// ScoreReader reads the cells of a score column. It is safe for use by several
// goroutines at once; make it with [NewScoreReader].
type ScoreReader struct {
	labels map[string]int // folded text -> score
	na     map[string]bool
	plain  [11]reading // what "0" to "10" mean, labels and na counted in
	custom bool
}

type reading struct {
	score int8
	kind  CellKind
}

// NewScoreReader makes a reader. labels maps texts to the score they stand for,
// na lists further texts that mean "not answered"; both are compared after
// [Fold]. What the user says wins over the built-in rules: labels first, then
// na, then blanks and numbers. Labels outside 0..10 and empty labels are ignored.
func NewScoreReader(labels map[string]int, na []string) *ScoreReader {
	r := &ScoreReader{}
	for text, score := range labels {
		if key := Fold(text); key != "" && score >= 0 && score <= 10 {
			if r.labels == nil {
				r.labels = make(map[string]int, len(labels))
			}
			// Two spellings of one label with two scores: the lower one, so that
			// the result does not depend on the order of a map.
			if old, ok := r.labels[key]; !ok || score < old {
				r.labels[key] = score
			}
		}
	}
	for _, text := range na {
		if key := Fold(text); key != "" {
			if r.na == nil {
				r.na = make(map[string]bool, len(na))
			}
			r.na[key] = true
		}
	}
	r.custom = len(r.labels)+len(r.na) > 0
	for i := range r.plain {
		score, kind := r.stripped(fmt.Append(nil, i))
		r.plain[i] = reading{int8(score), kind}
	}
	return r
}

// Read says what the cell holds; score is 0 unless kind is CellScore. Cells of
// one or two plain digits and empty cells take a path of a few instructions;
// no ASCII cell allocates.
func (r *ScoreReader) Read(cell []byte) (score int, kind CellKind) {
	switch len(cell) {
	case 0:
		return 0, CellBlank
	case 1:
		if d := cell[0] - '0'; d <= 9 {
			p := r.plain[d]
			return int(p.score), p.kind
		}
	case 2:
		if cell[0] == '1' && cell[1] == '0' {
			p := r.plain[10]
			return int(p.score), p.kind
		}
	case 3: // how data frames and workbooks write whole numbers
		if d := cell[0] - '0'; d <= 9 && cell[1] == '.' && cell[2] == '0' && !r.custom {
			return int(d), CellScore
		}
	}
	return r.slow(cell)
}

func (r *ScoreReader) slow(cell []byte) (int, CellKind) {
	cell = trim(cell)
	if len(cell) > maxScoreCell {
		return 0, CellInvalid
	}
	if isASCII(cell) {
		return r.stripped(strip(cell))
	}
	if norm.NFKC.QuickSpan(cell) != len(cell) {
		cell = norm.NFKC.Bytes(cell)
	}
	return r.stripped(strip(cell))
}

// stripped reads a cell that is in NFKC and has been stripped.
func (r *ScoreReader) stripped(cell []byte) (int, CellKind) {
	if len(cell) == 0 {
		return 0, CellBlank
	}
	if r.custom {
		var buf [128]byte
		key := foldCell(buf[:0], cell)
		if score, ok := r.labels[string(key)]; ok {
			return score, CellScore
		}
		if r.na[string(key)] {
			return 0, CellBlank
		}
	}
	if isBlankWord(cell) {
		return 0, CellBlank
	}
	if score, ok := parseNumber(cell); ok {
		return score, CellScore
	}
	if score, ok := parseAnchored(cell); ok {
		return score, CellScore
	}
	return 0, CellInvalid
}

// foldCell is Fold for a cell that is stripped and in NFKC; it does not
// allocate for ASCII cells that fit into dst.
func foldCell(dst, cell []byte) []byte {
	if !isASCII(cell) {
		return append(dst, Fold(string(cell))...)
	}
	blank := false
	for _, c := range cell {
		if isASCIIBlank(c) {
			blank = true
			continue
		}
		if blank {
			dst = append(dst, ' ')
			blank = false
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// IsBlankWord tells whether a cell means "no value" by the built-in list of
// every column: empty, NA, N/A, #N/A, null, None, nan (any case), - and –.
func IsBlankWord(cell []byte) bool {
	cell = strip(cell)
	return len(cell) == 0 || isBlankWord(cell)
}

func isBlankWord(cell []byte) bool {
	switch len(cell) {
	case 1:
		return cell[0] == '-'
	case 2:
		return equalFold(cell, "na")
	case 3:
		return equalFold(cell, "n/a") || equalFold(cell, "nan") || string(cell) == "–"
	case 4:
		return equalFold(cell, "#n/a") || equalFold(cell, "null") || equalFold(cell, "none")
	}
	return false
}

// equalFold compares with a lower-case ASCII word of the same length.
func equalFold(b []byte, lower string) bool {
	if len(b) != len(lower) {
		return false
	}
	for i := range b {
		c := b[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// parseNumber matches ^\+?\d{1,2}([.,]0+)?$ with a value of at most 10, where \d
// is any Unicode decimal digit.
func parseNumber(b []byte) (int, bool) {
	if len(b) > 0 && b[0] == '+' {
		b = b[1:]
	}
	n, digits, rest := leadingNumber(b)
	if digits == 0 || digits > 2 || n > 10 {
		return 0, false
	}
	if len(rest) == 0 {
		return n, true
	}
	if rest[0] != '.' && rest[0] != ',' {
		return 0, false
	}
	rest = rest[1:]
	if len(rest) == 0 {
		return 0, false
	}
	for len(rest) > 0 {
		d, size, ok := decodeDigit(rest)
		if !ok || d != 0 {
			return 0, false
		}
		rest = rest[size:]
	}
	return n, true
}

// leadingNumber reads the digits that b begins with. n is exact for up to two
// digits, which is all that a score has.
func leadingNumber(b []byte) (n, digits int, rest []byte) {
	for len(b) > 0 {
		d, size, ok := decodeDigit(b)
		if !ok {
			break
		}
		if digits++; digits <= 2 {
			n = n*10 + d
		}
		b = b[size:]
	}
	return n, digits, b
}

func decodeDigit(b []byte) (d, size int, ok bool) {
	if b[0] < utf8.RuneSelf {
		return int(b[0] - '0'), 1, '0' <= b[0] && b[0] <= '9'
	}
	r, size := utf8.DecodeRune(b)
	d, ok = DigitValue(r)
	return d, size, ok
}

// ParseLabel reads the value of --label: "text=10". The last equals sign
// splits, so that the text may hold others. The text is returned as written,
// without the blanks around it.
func ParseLabel(s string) (text string, score int, err error) {
	i := strings.LastIndexByte(s, '=')
	if i < 0 {
		return "", 0, fmt.Errorf("label %q has no =: write \"text=10\"", s)
	}
	text = strings.TrimSpace(s[:i])
	if Fold(text) == "" {
		return "", 0, fmt.Errorf("label %q has no text before the =", s)
	}
	n, digits, rest := leadingNumber([]byte(strings.TrimSpace(s[i+1:])))
	if digits == 0 || digits > 2 || len(rest) > 0 || n > 10 {
		return "", 0, fmt.Errorf("label %q: what follows the last = must be a score from 0 to 10", s)
	}
	return text, n, nil
}
