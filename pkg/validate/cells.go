package validate

import (
	"bytes"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Every cell is looked at byte by byte once. What the bytes have in common (the
// mark) decides which of the dearer checks are needed: for most cells none.

type mark uint8

const (
	markControl mark = 1 << iota // a control character
	markBreak                    // a line break
	markAt                       // an @
	markHigh                     // a byte outside ASCII
	markBlank                    // a blank
	markQuote                    // a quote
	markDigit                    // a digit
)

// marks tells what each byte is.
var marks = sync.OnceValue(func() *[256]mark {
	m := new([256]mark)
	for i := range m {
		switch {
		case i == '\n' || i == '\r':
			m[i] = markBreak
		case i == '\t' || i == ' ':
			m[i] = markBlank
		case i < ' ' || i == 0x7f:
			m[i] = markControl
		case i == '@':
			m[i] = markAt
		case i == '"':
			m[i] = markQuote
		case i >= '0' && i <= '9':
			m[i] = markDigit
		case i >= 0x80:
			m[i] = markHigh
		}
	}
	return m
})

// textHits is what was met in one column as text.
type textHits struct {
	formula, control, mojibake, swallowed hits
	personal                              personalHits
}

// textPlan says what is looked for.
type textPlan struct {
	csv      bool // records can be short, and a cell can swallow some
	comma    byte
	personal []personal // by column
}

// personal says whether personal data in a column is a finding.
type personal uint8

const (
	noText   personal = iota // known to be something else, or known to be personal
	someText                 // in cells of several words
	freeText                 // in all cells
)

func (c *checker) textPlan() textPlan {
	info := c.f.Info()
	t := textPlan{csv: info.Format == "csv", personal: make([]personal, len(c.columns))}
	if info.Delimiter != "" {
		t.comma = info.Delimiter[0]
	}
	for i := range t.personal {
		t.personal[i] = someText
	}
	if r := c.roles; r != nil {
		for _, i := range append([]int{r.Score, r.Class, r.Time, r.ResponseID, r.Respondent, r.Weight, r.Consent}, r.Identity...) {
			if i >= 0 {
				t.personal[i] = noText
			}
		}
		if r.Comment >= 0 {
			t.personal[r.Comment] = freeText
		}
	}
	for i := range c.columns {
		if _, ok := survey.IdentityHeader(c.columns[i].Name); ok && c.roles == nil {
			t.personal[i] = noText
		}
	}
	for _, d := range c.declared {
		t.personal[d.index] = noText
		if d.def.Role == survey.RoleComment {
			t.personal[d.index] = freeText
		}
	}
	return t
}

// cell looks at one cell of a record, which is not empty.
func (p *pass) cell(i int, cells [][]byte, at scan.Pos) {
	var m mark
	cell := cells[i]
	for _, b := range cell {
		m |= p.marks[b]
	}
	if m&markQuote != 0 {
		p.quotes++
	}
	if m&markHigh != 0 {
		p.high++
	}
	h := &p.text[i]
	switch cell[0] {
	case '=', '+', '-', '@', ' ', '\t', 0xEF:
		if isFormula(cell) {
			h.formula.add(at)
		}
	}
	if m&markControl != 0 || m&markHigh != 0 && hasHidden(cell) {
		h.control.add(at)
	}
	if m&markHigh != 0 && hasMojibake(cell) {
		h.mojibake.add(at)
	}
	if m&markBreak != 0 && p.texts.csv && bytes.Count(cell, []byte{'\n'}) > 1 &&
		ingest.HoldsRecords(string(cell), p.texts.comma, p.width) {
		h.swallowed.add(at)
	}
	switch p.texts.personal[i] {
	case noText:
		return
	case someText:
		if m&(markBlank|markBreak) == 0 || m&(markAt|markDigit|markHigh) == 0 {
			return
		}
	}
	if found := p.search.find(cell, p.texts.personal[i], cells); len(found) > 0 {
		h.personal.add(at)
		for _, s := range found {
			h.personal.types[s.Type]++
		}
	}
}

// isFormula says whether a spreadsheet would take the text for a formula:
// behind blanks it begins with = or @, or with + or - and is neither a number nor
// a telephone number nor a dash for "no answer".
func isFormula(cell []byte) bool {
	text := bytes.TrimSpace(cell)
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '@':
		return true
	case '+', '-':
		return !isNumber(text[1:]) && !survey.IsBlankWord(text) && !survey.LooksLikePhone(text)
	}
	for _, wide := range []string{"＝", "＠", "＋", "－"} {
		if bytes.HasPrefix(text, []byte(wide)) {
			return true
		}
	}
	return false
}

// isNumber reads digits with an optional fraction, exponent and per cent sign.
func isNumber(b []byte) bool {
	digits := func() (n int) {
		for len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
			b, n = b[1:], n+1
		}
		return n
	}
	n := digits()
	if len(b) > 0 && (b[0] == '.' || b[0] == ',') {
		b = b[1:]
		n += digits()
	}
	if n == 0 {
		return false
	}
	if len(b) > 0 && (b[0] == 'e' || b[0] == 'E') {
		b = b[1:]
		if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		if digits() == 0 {
			return false
		}
	}
	return len(b) == 0 || len(b) == 1 && b[0] == '%'
}

// hasHidden finds the control characters beyond ASCII (C1), line and paragraph
// separators and those that turn the direction of text. Joiners and direction
// marks stay: scripts need them.
func hasHidden(cell []byte) bool {
	for i := 0; i+1 < len(cell); i++ {
		switch cell[i] {
		case 0xC2: // U+0080 to U+009F
			if cell[i+1] <= 0x9F {
				return true
			}
		case 0xE2:
			if i+2 == len(cell) {
				return false
			}
			a, b := cell[i+1], cell[i+2]
			if a == 0x80 && b >= 0xA8 && b <= 0xAE || a == 0x81 && b >= 0xA6 && b <= 0xA9 {
				return true // U+2028 to U+202E, U+2066 to U+2069
			}
		}
	}
	return false
}

// hasMojibake finds the traces of UTF-8 that was read as an 8-bit encoding, and
// of characters that were replaced: A with tilde before a sign, a with
// circumflex before the euro, a with grave before the currency sign, U+FFFD.
func hasMojibake(cell []byte) bool {
	for i := 0; i+2 < len(cell); i++ {
		a, b := cell[i+1], cell[i+2]
		switch cell[i] {
		case 0xC3:
			switch {
			case a == 0x83 && b == 0xC2:
				return true
			case a == 0xA2 && b == 0xE2 && i+4 < len(cell) && cell[i+3] == 0x82 && cell[i+4] == 0xAC:
				return true
			case a == 0xA0 && b == 0xC2 && i+3 < len(cell) && cell[i+3] == 0xA4:
				return true
			}
		case 0xEF:
			if a == 0xBF && b == 0xBD {
				return true
			}
		}
	}
	return false
}

// textFindings reports what was met in cells and headers as text. Headers reach
// the same spreadsheets and terminals as cells.
func (p *pass) textFindings() {
	c := p.c
	for i := range p.text {
		h, name := &p.text[i], c.columns[i].Ref()
		header := []byte(c.columns[i].Name)
		c.textFinding("formula-cell", name, isFormula(header), &h.formula, "begins like a formula", "begin like a formula")
		c.textFinding("control-character", name, p.hasControl(header), &h.control, "holds control or direction characters", "hold control or direction characters")
		c.textFinding("mojibake", name, hasMojibake(header), &h.mojibake, "holds text that was decoded wrongly before it was exported", "hold text that was decoded wrongly before it was exported")
		c.textFinding("swallowed-rows", name, false, &h.swallowed, "holds lines that look like records", "hold lines that look like records")
		c.hit("personal-data-in-comment", name, "", &h.personal.hits, h.personal.message())
	}
}

func (c *checker) textFinding(id, column string, header bool, h *hits, one, many string) {
	switch {
	case header && h.count == 0:
		c.put(finding.Finding{ID: id, Column: column, Message: "the header " + one, Line: 1})
	case header:
		c.hit(id, column, "", h, "the header and "+count(h.count, "cell "+many, "cells "+many))
	default:
		c.hit(id, column, "", h, count(h.count, "cell "+one, "cells "+many))
	}
}

func (p *pass) hasControl(text []byte) bool {
	for _, b := range text {
		if p.marks[b]&markControl != 0 {
			return true
		}
	}
	return hasHidden(text)
}
