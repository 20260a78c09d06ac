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
	maxParts    = 32
	maxPart     = 48 // bytes
	minPhone    = 7  // digits
	fullPhone   = 10
	maxInitials = 5
	typoFrom    = 6 // letters that a part needs for a slip of the pen to be forgiven
)

// Known is what one row says of its respondent in other columns. It belongs to
// one goroutine and is reused from row to row. Cells are only glanced at when they
// are added, and must not change before the next Reset: most comments hold no word
// that could be a part of the name, and what such a part means otherwise is looked
// up last of all.
type Known struct {
	cells []cell
	// Filters of the parts: their lengths, those of a word that is one but for a slip
	// of the pen, and the first and the last two letters.
	sizes, slips, first, last uint64
	odd                       bool // a cell holds more than ASCII, so that the filters take reading

	read     bool // parts and initials are there
	parts    []part
	buf      []byte // the parts' bytes
	initials []byte // of the name, in small letters: "rs" for Rahul Sharma

	trace *Trace // notes what matters of the row; nil for nobody

	called bool // phones and emails are there
	phones []number
	emails []email
}

// cell is one cell of the row.
type cell struct {
	text []byte
	is   column
}

type column uint8

const (
	nameColumn column = iota
	emailColumn
	phoneColumn
)

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

// email is an address and where its @ stands.
type email struct {
	text []byte
	at   int
}

// Reset forgets the row before.
func (k *Known) Reset() {
	k.cells, k.sizes, k.slips, k.first, k.last, k.odd = k.cells[:0], 0, 0, 0, 0, false
	k.read, k.called, k.trace = false, false, nil
}

// Learn adds the cell of a column that identifies people in some way: email, phone or
// name. Other kinds, a customer number among them, are not looked for: no type of
// personal data would name them truly.
func (k *Known) Learn(kind string, cell []byte) {
	if len(cell) == 0 {
		return
	}
	switch kind {
	case "email":
		k.AddEmail(cell)
	case "phone":
		k.AddPhone(cell)
	case "name":
		k.AddName(cell)
	}
}

// AddName adds the cell of a name column.
func (k *Known) AddName(name []byte) {
	k.add(name, nameColumn)
	k.glance(name)
}

// AddEmail adds the cell of an e-mail column: the address, and as names the parts
// of what stands before the @ that are no everyday words.
func (k *Known) AddEmail(address []byte) {
	k.add(address, emailColumn)
	k.glance(address[:max(bytes.LastIndexByte(address, '@'), 0)])
}

// AddPhone adds the cell of a telephone column: its last ten digits, if there are
// seven at least.
func (k *Known) AddPhone(number []byte) { k.add(number, phoneColumn) }

func (k *Known) add(text []byte, is column) {
	k.cells = append(k.cells, cell{text, is})
	k.read, k.called = false, false
}

// glance puts the words of a cell into the filters, and more than are parts of the
// name.
func (k *Known) glance(cell []byte) {
	from := 0
	for i, c := range cell {
		switch {
		case c|0x20-'a' < 26:
			continue
		case c == '\'' || c >= utf8.RuneSelf:
			k.odd = true
			return
		}
		if i-from > 1 {
			k.filter(cell[from:i])
		}
		from = i + 1
	}
	if len(cell)-from > 1 {
		k.filter(cell[from:])
	}
}

// filter puts a part of two letters or more into the filters.
func (k *Known) filter(part []byte) {
	n := len(part)
	k.first |= 1 << firstTwo(part)
	k.last |= 1 << lastTwo(part)
	k.sizes |= 1 << min(n, 63)
	if n >= typoFrom {
		k.slips |= 7 << min(n-1, 61)
	}
}

// may says whether a word can be a part of the name. A slip of the pen touches two
// neighbours at most, so that the first two letters are right or the last two, and
// makes no everyday word.
func (k *Known) may(f *text.Facts) bool {
	first, last := k.first>>(f.First&63), k.last>>(f.Last&63)
	if k.sizes>>(f.Size&63)&first&last&1 != 0 {
		return true
	}
	return lexicon.Kind(f.Kind)&everyday == 0 && k.slips>>(f.Size&63)&(first|last)&1 != 0
}

// firstTwo and lastTwo are the places of two letters in the filters.
func firstTwo(b []byte) uint8 { return (lower(b[0])*7 + lower(b[1])) & 63 }
func lastTwo(b []byte) uint8  { return (lower(b[len(b)-2])*7 + lower(b[len(b)-1])) & 63 }

// readNames reads the parts of the name and the initials.
func (k *Known) readNames() {
	if k.read {
		return
	}
	k.read, k.parts, k.buf, k.initials = true, k.parts[:0], k.buf[:0], k.initials[:0]
	emails := 0
	for _, c := range k.cells {
		switch c.is {
		case nameColumn:
			eachPart(c.text, func(p []byte, key, asCue uint64) {
				if cues().find(asCue)&(title|suffix) == 0 {
					k.addPart(p, key, false)
				}
			})
		case emailColumn:
			if address, at := trimmedEmail(c.text); at > 0 && emails < maxParts {
				emails++
				eachPart(address[:at], func(p []byte, key, _ uint64) { k.addPart(p, key, true) })
			}
		}
	}
}

// readContacts reads the e-mail addresses and the telephone numbers.
func (k *Known) readContacts() {
	if k.called {
		return
	}
	k.called, k.phones, k.emails = true, k.phones[:0], k.emails[:0]
	for _, c := range k.cells {
		switch c.is {
		case emailColumn:
			if address, at := trimmedEmail(c.text); at > 0 && len(k.emails) < maxParts {
				k.emails = append(k.emails, email{address, at})
			}
		case phoneColumn:
			if x := numberOf(c.text); x.n >= minPhone && len(k.phones) < maxParts {
				k.phones = append(k.phones, x)
			}
		}
	}
}

// trimmedEmail returns an e-mail address and where its @ stands, which is not behind
// its beginning when it is none.
func trimmedEmail(cell []byte) (address []byte, at int) {
	cell = bytes.TrimSpace(cell)
	if len(cell) > 254 {
		return nil, -1
	}
	return cell, bytes.LastIndexByte(cell, '@')
}

// numberOf returns the last digits of a telephone number.
func numberOf(cell []byte) (x number) {
	for i := len(cell) - 1; i >= 0 && x.n < fullPhone; i-- {
		if '0' <= cell[i] && cell[i] <= '9' {
			x.n++
			x.digits[fullPhone-x.n] = cell[i]
		}
	}
	return x
}

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
	if len(folded) > 0 && !fromEmail && len(k.initials) < maxInitials && folded[0] < utf8.RuneSelf {
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
	if k.odd {
		k.filter(folded)
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
