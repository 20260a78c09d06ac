package person

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// What of a row is kept at most: a cell that holds more is no name.
const (
	maxParts  = 32
	maxPart   = 48 // bytes
	minPhone  = 7  // digits
	fullPhone = 10
	typoFrom  = 6 // letters that a part needs for a slip of the pen to be forgiven
)

// Known is what one row says of its respondent in other columns. It belongs to
// one goroutine and is reused from row to row.
type Known struct {
	parts    []part
	buf      []byte // the parts' bytes
	starts   uint64 // filter of how the parts begin
	initials []byte // of the name, in small letters: "rs" for Rahul Sharma
	phones   []number
	emails   []part
}

// part is one word of a name, folded.
type part struct {
	from, to int  // in buf
	care     bool // an everyday word, or short: needs a capital letter or a neighbour
	short    bool // of two letters
}

// number is the end of a telephone number.
type number struct {
	digits [fullPhone]byte
	n      int
}

// Reset forgets the row before.
func (k *Known) Reset() {
	k.parts, k.buf, k.initials = k.parts[:0], k.buf[:0], k.initials[:0]
	k.phones, k.emails, k.starts = k.phones[:0], k.emails[:0], 0
}

// AddName adds the cell of a name column.
func (k *Known) AddName(cell []byte) {
	eachPart(cell, func(p []byte) {
		if cues().find(p)&(title|suffix) != 0 {
			return
		}
		k.addPart(p, false)
	})
}

// AddEmail adds the cell of an e-mail column: the address, and as names the parts
// of what stands before the @ that are no everyday words.
func (k *Known) AddEmail(cell []byte) {
	cell = bytes.TrimSpace(cell)
	at := bytes.LastIndexByte(cell, '@')
	if at < 1 || len(cell) > 254 || len(k.emails) >= maxParts {
		return
	}
	from := len(k.buf)
	for _, c := range cell {
		k.buf = append(k.buf, lower(c))
	}
	k.emails = append(k.emails, part{from: from, to: len(k.buf)})
	eachPart(cell[:at], func(p []byte) { k.addPart(p, true) })
}

// AddPhone adds the cell of a telephone column: its last ten digits, if there are
// seven at least.
func (k *Known) AddPhone(cell []byte) {
	var x number
	for i := len(cell) - 1; i >= 0 && x.n < fullPhone; i-- {
		if '0' <= cell[i] && cell[i] <= '9' {
			x.n++
			x.digits[fullPhone-x.n] = cell[i]
		}
	}
	if x.n >= minPhone && len(k.phones) < maxParts {
		k.phones = append(k.phones, x)
	}
}

// AddID adds the cell of a customer or account number. It is not looked for yet:
// no type of span stands for it.
func (k *Known) AddID(cell []byte) {}

// eachPart calls f with the words of a name as they are written: letters, marks
// and apostrophes.
func eachPart(cell []byte, f func([]byte)) {
	from := -1
	for i := 0; i < len(cell); {
		r, n := utf8.DecodeRune(cell[i:])
		inside := unicode.IsLetter(r) || unicode.IsMark(r) || from >= 0 && (r == '\'' || r == '’')
		if inside && from < 0 {
			from = i
		}
		if !inside && from >= 0 {
			f(cell[from:i])
			from = -1
		}
		i += n
	}
	if from >= 0 {
		f(cell[from:])
	}
}

// addPart adds one word. One of an e-mail address must be longer, and no everyday
// word: info@, sales@.
func (k *Known) addPart(word []byte, fromEmail bool) {
	if len(word) > maxPart || len(k.parts) >= maxParts {
		return
	}
	kind := lexicon.Lookup(word)
	from := len(k.buf)
	k.buf = lexicon.Fold(k.buf, bytes.TrimRight(word, "'’"))
	folded := k.buf[from:]
	n := utf8.RuneCount(folded)
	if n > 0 && !fromEmail && len(k.initials) < 5 && folded[0] < utf8.RuneSelf {
		k.initials = append(k.initials, folded[0])
	}
	drop := n < 2 || fromEmail && (kind&everyday != 0 || n < 3 || n < 4 && kind&lexicon.Name == 0 || mailbox(folded))
	for _, p := range k.parts {
		drop = drop || bytes.Equal(k.buf[p.from:p.to], folded)
	}
	if drop {
		k.buf = k.buf[:from]
		return
	}
	k.parts = append(k.parts, part{from: from, to: len(k.buf), care: n == 2 || kind&everyday != 0, short: n == 2})
	k.starts |= startBit(start(folded)) | startBit(start(word))
}

// mailbox says whether a word names a mailbox of nobody's own.
func mailbox(word []byte) bool {
	switch string(word) {
	case "noreply", "donotreply", "helpdesk", "webmaster", "hostmaster", "postmaster", "enquiry", "enquiries", "mailer", "gmail", "mail", "test":
		return true
	}
	return false
}

// startBit is the place of a word's first two bytes in Known.starts.
func startBit(a, b byte) uint64 { return 1 << ((a*7 + b) & 63) }

// matchKnown looks whether a word is a part of the respondent's name.
func (s *scan) matchKnown(t *token, w text.Word, b []byte, first, second byte) {
	k := s.known
	if len(k.parts) == 0 || len(b) < 2 || len(b) > maxPart {
		return
	}
	foreign := w.Shape&text.Foreign != 0
	hit := foreign || k.starts&startBit(first, second) != 0
	if !hit && len(b) < typoFrom-1 {
		return
	}
	var buf [2 * maxPart]byte
	folded := buf[:0]
	if foreign || bytes.IndexByte(b, '\'') >= 0 {
		folded = lexicon.Fold(folded, b)
	} else {
		for _, c := range b {
			folded = append(folded, lower(c))
		}
	}
	for _, p := range k.parts {
		whole := k.buf[p.from:p.to]
		switch {
		case hit && bytes.Equal(whole, folded):
			if p.care {
				t.perhaps = true
			} else {
				t.class = own
			}
			return
		case len(whole) >= typoFrom && !p.care && slip(whole, folded):
			if t.kind == 0 {
				t.kind = lexicon.Lookup(b)
			}
			if t.kind&everyday == 0 {
				t.class = own
				return
			}
		}
	}
}

// slip says whether b is a with one letter more, fewer or another, or with two
// neighbours changed over. The first or the last letter must be right.
func slip(a, b []byte) bool {
	d := len(a) - len(b)
	if d < -1 || d > 1 || len(b) == 0 || a[0] != b[0] && a[len(a)-1] != b[len(b)-1] {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch {
	case d > 0:
		return bytes.Equal(x[1:], y)
	case d < 0:
		return bytes.Equal(x, y[1:])
	case len(x) == 0 || bytes.Equal(x[1:], y[1:]):
		return true
	}
	return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && bytes.Equal(x[2:], y[2:])
}

// settlePerhaps decides on everyday words that are a part of the name: they are
// when written with a capital inside a sentence, or beside another part.
func (s *scan) settlePerhaps() {
	shout := s.shouting()
	for i := range s.tokens {
		t := &s.tokens[i]
		if !t.perhaps {
			continue
		}
		w := s.words[i]
		beside := i > 0 && w.Gap <= text.Dot && s.tokens[i-1].class >= staffed ||
			i+1 < len(s.tokens) && s.words[i+1].Gap <= text.Dot && (s.tokens[i+1].class >= staffed || s.tokens[i+1].perhaps)
		capital := w.Shape&(text.Capital|text.Caseless) != 0 && w.Shape&text.Opens == 0 && !shout && w.End-w.Start > 2
		if beside || capital {
			t.class = own
		}
	}
}
