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
// one goroutine and is reused from row to row. What a part of the name means
// otherwise is looked up when a comment holds it, since most do not.
type Known struct {
	parts       []part
	buf         []byte // the parts' bytes
	keys        uint64 // filter of the parts' keys
	lengths     uint64 // those that a word needs to be a part with a slip of the pen
	first, last uint64 // filters of the first two and the last two letters of such parts
	initials    []byte // of the name, in small letters: "rs" for Rahul Sharma
	phones      []number
	emails      []part
}

// part is one word of a name, folded.
type part struct {
	from, to  int // in buf
	key       uint64
	fromEmail bool
	settled   bool // drop and care are known
	drop      bool // an everyday word of an e-mail address: info@, sales@
	care      bool // an everyday word, or short: needs a capital letter or a neighbour
}

// number is the end of a telephone number.
type number struct {
	digits [fullPhone]byte
	n      int
}

// Reset forgets the row before.
func (k *Known) Reset() {
	k.parts, k.buf, k.initials, k.phones, k.emails = k.parts[:0], k.buf[:0], k.initials[:0], k.phones[:0], k.emails[:0]
	k.keys, k.lengths, k.first, k.last = 0, 0, 0, 0
}

// AddName adds the cell of a name column.
func (k *Known) AddName(cell []byte) {
	eachPart(cell, func(p []byte, key, asCue uint64) {
		if cues().find(asCue)&(title|suffix) == 0 {
			k.addPart(p, key, false)
		}
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
	eachPart(cell[:at], func(p []byte, key, _ uint64) { k.addPart(p, key, true) })
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
// and apostrophes. key is that of the lexicon, asCue that of cueTable.
func eachPart(cell []byte, f func(part []byte, key, asCue uint64)) {
	from, ascii := -1, true
	tell := func(to int) {
		key := lexicon.KeyIn(cell, from, to)
		f(cell[from:to], key, cueKey(cell[from:to], key, ascii))
		from, ascii = -1, true
	}
	for i := 0; i < len(cell); {
		n, inside := 1, false
		switch c := cell[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			inside = true
		case c == '\'':
			inside = from >= 0
		case c >= utf8.RuneSelf:
			r := rune(0)
			r, n = utf8.DecodeRune(cell[i:])
			inside = unicode.IsLetter(r) || unicode.IsMark(r) || from >= 0 && r == '’'
			ascii = ascii && !inside
		}
		if inside && from < 0 {
			from = i
		}
		if !inside && from >= 0 {
			tell(i)
		}
		i += n
	}
	if from >= 0 {
		tell(len(cell))
	}
}

// addPart adds one word.
func (k *Known) addPart(word []byte, key uint64, fromEmail bool) {
	if len(word) > maxPart || len(k.parts) >= maxParts {
		return
	}
	from := len(k.buf)
	k.buf = lexicon.Fold(k.buf, word)
	folded := k.buf[from:]
	if len(folded) > 0 && !fromEmail && len(k.initials) < 5 && folded[0] < utf8.RuneSelf {
		k.initials = append(k.initials, folded[0])
	}
	known := utf8.RuneCount(folded) < 2
	for i := range k.parts {
		if p := &k.parts[i]; p.key == key {
			p.fromEmail = p.fromEmail && fromEmail
			known = true
		}
	}
	if known {
		k.buf = k.buf[:from]
		return
	}
	k.parts = append(k.parts, part{from: from, to: len(k.buf), key: key, fromEmail: fromEmail})
	k.keys |= 1 << (key >> 58)
	if n := len(folded); n >= typoFrom {
		k.lengths |= 0xf << (n - 1) // one letter fewer to one more, and an apostrophe
		k.first |= twoBit(folded[0], folded[1])
		k.last |= twoBit(folded[n-2], folded[n-1])
	}
}

// settle looks up what a part means otherwise. One of an e-mail address must be
// longer, and no everyday word.
func (k *Known) settle(p *part) {
	if p.settled {
		return
	}
	word := k.buf[p.from:p.to]
	kind, n := lexicon.At(p.key, word), utf8.RuneCount(word)
	p.drop = p.fromEmail && (kind&everyday != 0 || n < 3 || n < 4 && kind&lexicon.Name == 0 || mailbox(word))
	p.care = n == 2 || kind&everyday != 0
	p.settled = true
}

// mailbox says whether a word names a mailbox of nobody's own.
func mailbox(word []byte) bool {
	switch string(word) {
	case "noreply", "donotreply", "helpdesk", "webmaster", "hostmaster", "postmaster", "enquiry", "enquiries", "mailer", "gmail", "mail", "test":
		return true
	}
	return false
}

// matchKnown looks whether a word is a part of the respondent's name.
func (s *scan) matchKnown(t *token, w text.Word, b []byte) {
	k, n := s.known, len(b)
	if n < 2 || n > maxPart {
		return
	}
	hit := k.keys>>(t.key>>58)&1 != 0
	foreign := w.Shape&text.Foreign != 0
	if !hit && !foreign && (k.lengths>>n&1 == 0 || !k.nearly(b)) {
		return
	}
	var buf [2 * maxPart]byte
	var folded []byte // when it is needed
	for i := range k.parts {
		p := &k.parts[i]
		whole := k.buf[p.from:p.to]
		if p.key == t.key {
			if k.settle(p); p.drop {
				continue
			}
			if p.care {
				t.perhaps = true
			} else {
				t.class = own
			}
			return
		}
		if len(whole) < typoFrom {
			continue
		}
		if folded == nil {
			folded = lexicon.Fold(buf[:0], b)
		}
		if !slip(whole, folded) {
			continue
		}
		if k.settle(p); p.drop || p.care {
			continue
		}
		if t.kind == 0 {
			t.kind = lexicon.At(t.key, b)
		}
		if t.kind&everyday == 0 {
			t.class = own
			return
		}
	}
}

// twoBit is the place of two small letters in Known.first and Known.last.
func twoBit(a, b byte) uint64 { return 1 << ((a*7 + b) & 63) }

// nearly says whether a word of five letters or more can be a part with a slip of
// the pen: that touches two neighbours at most, so that the first two letters are
// right or the last two.
func (k *Known) nearly(b []byte) bool {
	second := b[1]
	if second == '\'' {
		second = b[2]
	}
	return k.first&twoBit(lower(b[0]), lower(second)) != 0 || k.last&twoBit(lower(b[len(b)-2]), lower(b[len(b)-1])) != 0
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
