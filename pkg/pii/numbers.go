package pii

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// Limits of a run of digits: how many pieces are looked at together, and how many
// digits the longest number has. They keep a comment made of digits linear.
const (
	maxPieces = 20
	maxDigits = 19
	maxSolid  = 40 // a longer piece is no number of a person
)

// sep is what stands between two pieces of a run.
type sep uint8

const (
	sepNone sep = iota
	sepSpace
	sepHyphen
	sepDot
	sepSlash
	sepParen
)

// piece is a stretch of digits.
type piece struct {
	start, end int
	sep        sep // before it
	date       bool
}

// number is a run of digits, or a part of one that begins and ends at a
// separator, as the check functions see it.
type number struct {
	text       []byte // the whole normal form
	start, end int    // a check may widen them: +, brackets, an extension
	digits     []byte
	pieces     []piece
	whole      bool    // nothing of the run is left out
	alone      bool    // what is left out stands behind a space or a slash
	phone      float64 // what checkPhone said
}

// groups says whether the digits are grouped in one of the ways listed, each a
// string of lengths: "444".
func (x *number) groups(ways ...string) bool {
	for _, w := range ways {
		if len(w) != len(x.pieces) {
			continue
		}
		same := true
		for i, p := range x.pieces {
			same = same && p.end-p.start == int(w[i]-'0')
		}
		if same {
			return true
		}
	}
	return false
}

// only says whether no other separators than these stand in the number.
func (x *number) only(a, b sep) bool {
	for _, p := range x.pieces[1:] {
		if p.sep != a && p.sep != b {
			return false
		}
	}
	return true
}

// digits looks at the token around the digit at a place and at the run that it
// begins, and returns where to go on.
func (s *Scanner) digits(i int) int {
	d := s.text.Norm
	start, end := i, i
	for start > s.token && isAlnum(d[start-1]) {
		start--
	}
	for end < len(d) && isAlnum(d[end]) {
		end++
	}
	s.token = end
	if end-start > 64 {
		return end
	}
	if next := s.shapes(start, end); next > 0 {
		s.token = max(next, end)
		return s.token
	}
	stop := i // behind the digits
	for stop < end && isDigit(d[stop]) {
		stop++
	}
	if start < i { // letters before
		if stop == end && stop-i >= 7 && s.cueOf(d[start:i])&^(cueFiller|cueThing|cueThingFar) != 0 {
			return s.run(i)
		}
		return end
	}
	if stop < end && !dialsOn(d, stop) { // letters behind
		if k := stop - i; k >= 10 && k <= 12 && end-stop >= 2 && isLetters(d[stop:end]) && !isUpper(d[stop]) {
			s.pieces = append(s.pieces[:0], piece{start: i, end: stop})
			s.parts(0, 1, true, true)
		}
		s.wordyDate(i, stop, end)
		return end
	}
	s.wordyDate(i, stop, end)
	return s.run(i)
}

// run collects the run of digits that begins at a place, looks at its parts and
// returns where it ends.
func (s *Scanner) run(i int) int {
	d := s.text.Norm
	if end := notARun(d, i); end > 0 {
		return end
	}
	s.pieces = s.pieces[:0]
	first := true
	between := sepNone
	for {
		end := i
		for end < len(d) && isDigit(d[end]) {
			end++
		}
		if end-i > maxSolid {
			s.parts(0, len(s.pieces), first, true)
			return end
		}
		s.pieces = append(s.pieces, piece{start: i, end: end, sep: between})
		next, kind := separator(d, end)
		if kind == sepNone || !goesOn(d, next, kind) {
			s.parts(0, len(s.pieces), first, true)
			s.token = end
			return end
		}
		if len(s.pieces) == 2*maxPieces {
			s.parts(0, maxPieces, first, false)
			first = false
			s.pieces = append(s.pieces[:0], s.pieces[maxPieces:]...)
		}
		i, between = next, kind
	}
}

// notARun returns the end of what begins at a place when it is a time of day or
// an amount with commas, else 0.
func notARun(d []byte, i int) int {
	end := i
	for end < len(d) && isDigit(d[end]) {
		end++
	}
	if i >= 2 && d[i-1] == ':' && isDigit(d[i-2]) && end-i <= 2 {
		return end
	}
	return max(commas(d, i), 0)
}

// commas returns the end of a number with thousands or lakhs set off by commas,
// or 0.
func commas(d []byte, i int) int {
	end := i
	for end < len(d) && isDigit(d[end]) {
		end++
	}
	if end-i > 3 {
		return 0
	}
	found := 0
	for end+2 < len(d) && d[end] == ',' && isDigit(d[end+1]) && isDigit(d[end+2]) {
		next := end + 3
		if next < len(d) && isDigit(d[next]) {
			next++
		}
		if next < len(d) && isDigit(d[next]) {
			break
		}
		end = next
		found = end
	}
	return found
}

// separator reads what stands between two pieces and returns where the next piece
// would begin: at most three of space, hyphen, dot, slash and brackets.
func separator(d []byte, i int) (next int, kind sep) {
	spaces, marks := 0, 0
	for next = i; next < len(d) && next-i < 4; next++ {
		k := sepNone
		switch d[next] {
		case ' ', '\t':
			spaces++
			k = sepSpace
		case '-':
			k = sepHyphen
		case '.':
			k = sepDot
		case '/':
			k = sepSlash
		case '(', ')':
			k = sepParen
		}
		if k == sepNone {
			break
		}
		if k != sepSpace {
			marks++
			if kind != sepParen {
				kind = k
			}
		}
	}
	switch {
	case next == i, next >= len(d), !isDigit(d[next]), spaces > 2, marks > 2:
		return 0, sepNone
	case marks == 0:
		return next, sepSpace
	case marks == 2 && kind != sepParen, kind == sepDot && spaces > 0:
		return 0, sepNone
	}
	return next, kind
}

// goesOn says whether the digits at a place can be a further piece: no amount, no
// time, no percentage, and no letters behind.
func goesOn(d []byte, i int, before sep) bool {
	if commas(d, i) > 0 {
		return false
	}
	end := i
	for end < len(d) && isDigit(d[end]) {
		end++
	}
	if end == len(d) {
		return true
	}
	if d[end] == '%' || isAlnum(d[end]) && !dialsOn(d, end) {
		return false
	}
	return before == sepDot || !(d[end] == ':' && end-i <= 2 && end+1 < len(d) && isDigit(d[end+1]))
}

// dialsOn says whether an extension hangs on to digits: 7788x123.
func dialsOn(d []byte, i int) bool {
	return i+1 < len(d) && d[i]|0x20 == 'x' && isDigit(d[i+1])
}

// parts looks at every part of the run that begins at pieces from..to and ends at
// a separator; first and last say whether the run itself begins with the first
// piece and ends with the last.
func (s *Scanner) parts(from, to int, first, last bool) {
	p := s.pieces
	if len(p) == 1 && p[0].end-p[0].start < 4 {
		return
	}
	s.digit = s.digit[:0]
	at := &s.places
	for i, x := range p {
		at[i] = len(s.digit)
		s.digit = append(s.digit, s.text.Norm[x.start:x.end]...)
	}
	at[len(p)] = len(s.digit)
	if len(s.digit) < 4 {
		return
	}
	if len(p) > 2 {
		markDates(s.text.Norm, p)
	}
	x := &s.number // not on the stack, for the checks are called through a table
	*x = number{text: s.text.Norm}
	mark := len(s.found)
	for a := from; a < to; a++ {
		for b := a + 1; b <= len(p); b++ {
			n := at[b] - at[a]
			if n > maxDigits || b-a > maxPieces {
				break
			}
			if n < 4 {
				continue
			}
			x.digits, x.pieces = s.digit[at[a]:at[b]], p[a:b]
			x.whole = first && last && a == 0 && b == len(p)
			x.alone = (a == 0 || p[a].sep == sepSpace || p[a].sep == sepSlash) && (b == len(p) || p[b].sep == sepSpace || p[b].sep == sepSlash)
			s.part(x, p)
		}
	}
	if len(s.found) > mark+1 {
		s.found = longest(s.found, mark)
	}
}

// part asks every row about one part of the run p.
func (s *Scanner) part(x *number, p []piece) {
	x.phone = 0
	for _, i := range rowsFor[len(x.digits)] {
		r := &numberRows[i]
		x.start, x.end = x.pieces[0].start, x.pieces[len(x.pieces)-1].end
		base := r.check(x)
		if base == 0 {
			continue
		}
		if s.beside != p[0].start {
			s.beside = p[0].start
			s.by = s.around(p[0].start, p[len(p)-1].end)
			s.attached(&s.by, p[0].start, p[len(p)-1].end)
			if len(s.digit) == 14 && s.by.left&cueABHA != 0 { // health account number
				s.by.near |= cueABHA
			}
		}
		s.weigh(r.kind, x.start, x.end, base, r.near, r.cue, &s.by, r.why, r.whyNear)
	}
}

// longest drops the candidates of a run behind mark that lie inside a longer one
// which is about as sure: the first twelve digits of a card are no Aadhaar.
func longest(found []text.Span, mark int) []text.Span {
	keep := found[:mark]
	for i, x := range found[mark:] {
		inside := false
		for j, y := range found[mark:] {
			if i != j && y.Start <= x.Start && x.End <= y.End && y.End-y.Start > x.End-x.Start && y.Confidence >= x.Confidence-0.05 && y.Confidence >= DefaultConfidence {
				inside = true
				break
			}
		}
		if !inside {
			keep = append(keep, x)
		}
	}
	return keep
}

// attached looks at what hangs on to a run without a space: ORD-1234567890, a
// part of a UUID, the local part of an address. Such a number is its owner's.
func (s *Scanner) attached(by *around, start, end int) {
	d := s.text.Norm
	if end < len(d) && d[end] == '@' {
		by.near |= cueThing
		return
	}
	if start >= 2 && (d[start-1] == '-' || d[start-1] == '_' || d[start-1] == '/' || d[start-1] == '#') && isAlnum(d[start-2]) {
		i := start - 1
		digits, lower := false, false
		for i > 0 && isAlnum(d[i-1]) && start-i < 40 {
			i--
			digits = digits || isDigit(d[i])
			lower = lower || isLetter(d[i]) && !isUpper(d[i])
		}
		if s.cueOf(d[i:start-1]) == 0 && (digits || !lower) {
			by.near |= cueThing
		}
	}
	if end+1 < len(d) && (d[end] == '-' || d[end] == '_') && isAlnum(d[end+1]) {
		letters, digits := false, false
		for i := end + 1; i < len(d) && isAlnum(d[i]) && i-end < 40; i++ {
			digits = digits || isDigit(d[i])
			letters = letters || isLetter(d[i])
		}
		if letters && digits {
			by.near |= cueThing
		}
	}
}

// weigh grades a candidate and keeps it when it is sure enough.
func (s *Scanner) weigh(kind text.Type, start, end int, base, near float64, own cue, by *around, why, whyNear string) {
	confidence, byWord := grade(base, near, own, by)
	if byWord {
		why = whyNear
	}
	s.keep(kind, start, end, confidence, why)
}

// keep notes a candidate that is sure enough.
func (s *Scanner) keep(kind text.Type, start, end int, confidence float64, why string) {
	if confidence >= s.f.min && confidence > 0 {
		s.found = append(s.found, text.Span{Start: start, End: end, Type: kind, Confidence: confidence, Why: why})
	}
}
