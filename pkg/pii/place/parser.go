package place

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// parser walks the words of one text. It is reused.
type parser struct {
	x     *lexical
	t     *text.Text
	d     []byte
	w     []text.Word
	k     []kind // of each word
	steps int    // how many parts were tried, for the tests
	shout bool   // most words are in capitals, so that capitals say nothing
	coded bool   // a word speaks of postcodes
}

// of returns the bytes of word i.
func (p *parser) of(i int) []byte { return p.d[p.w[i].Start:p.w[i].End] }

// has says whether there is a word i with one of the kinds.
func (p *parser) has(i int, k kind) bool { return i >= 0 && i < len(p.w) && p.k[i]&k != 0 }

// is says whether there is a word i that reads s, which is in small letters, in
// whatever case.
func (p *parser) is(i int, s string) bool {
	return i >= 0 && i < len(p.w) && reads(p.of(i), s)
}

// reads says whether b is s, which is in small letters, in whatever case.
func reads(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for j, c := range b {
		if c != s[j] && (c|0x20 != s[j] || s[j]-'a' > 'z'-'a') {
			return false
		}
	}
	return true
}

// isAny says whether word i reads one of the words.
func (p *parser) isAny(i int, words ...string) bool {
	for _, s := range words {
		if p.is(i, s) {
			return true
		}
	}
	return false
}

// glue says how a word hangs together with the one before it.
type glue uint8

const (
	apart glue = iota // another sentence, or a mark that no address holds
	loose             // a comma, a line break and their like
	tight             // a blank, a hyphen, the dot of an abbreviation
)

// glueOf returns the glue between word i-1 and word i.
func (p *parser) glueOf(i int) glue {
	if i <= 0 || i >= len(p.w) {
		return apart
	}
	switch p.w[i].Gap {
	case text.Space, text.Hyphen, text.Dot:
		return tight
	case text.Comma:
		return loose
	}
	g, lines := tight, 0
	for j, c := range p.d[p.w[i-1].End:p.w[i].Start] {
		switch c {
		case ' ', '\t', '-', '/', '#', '\'', '&', '\r', 0xC2, 0xBA, 0xAA: // º ª
		case ',', '(', ')', ':', '"':
			g = loose
		case ';':
			g = loose
		case '\n':
			g = loose
			if lines++; lines > 2 {
				return apart
			}
		case '.':
			if j == 0 && p.abbreviation(i-1) {
				continue
			}
			return apart
		default:
			return apart
		}
		if j > 8 {
			return apart
		}
	}
	return g
}

// abbreviation says whether a dot behind word i belongs to it.
func (p *parser) abbreviation(i int) bool {
	w := p.w[i]
	n := w.End - w.Start
	const short = suffix | prefix | weakPrefix | post | unitA | unitB | unitC | unitD | number | landmark | admin | link | direction
	if n == 1 && w.Is(text.Letters) {
		return true
	}
	return n <= 5 && p.k[i]&short != 0 ||
		n > 5 && bytes.HasSuffix(p.of(i), []byte("str"))
}

// capital says whether word i begins with a capital letter that says something.
func (p *parser) capital(i int) bool {
	return i < len(p.w) && p.w[i].Is(text.Capital) && (!p.shout || !p.w[i].Is(text.AllCaps))
}

// lex returns what the lexicon knows of word i.
func (p *parser) lex(i int) lexicon.Kind {
	f := p.t.Facts(p.w[i])
	if f.Asked&text.ByLexicon == 0 {
		kind, key := lexicon.Look(p.of(i))
		f.Kind, f.Key = uint32(kind), key
		f.Asked |= text.ByLexicon
	}
	return lexicon.Kind(f.Kind)
}

// everyday says whether word i is an everyday word and no name.
func (p *parser) everyday(i int) bool {
	if p.k[i]&(follower|measure|living|moving|pinWord|zipWord|counted) != 0 {
		return true
	}
	return p.lex(i)&(lexicon.Common|lexicon.Frequent|lexicon.Hinglish|lexicon.Calendar) != 0
}

// town says whether word i names a town, region or country.
func (p *parser) town(i int) bool {
	if i >= len(p.w) || p.w[i].Shape&text.Letters == 0 || p.w[i].Shape&text.Digits != 0 {
		return false
	}
	if p.k[i]&country != 0 {
		if p.w[i].Shape&text.Caseless != 0 {
			return !p.isAny(i, "गया", "उत्तर", "सूरत") // went, north, face
		}
		return p.capital(i) || !p.everyday(i)
	}
	k := p.lex(i)
	if k&lexicon.Place == 0 {
		return false
	}
	return p.capital(i) || k&(lexicon.Common|lexicon.Frequent|lexicon.Hinglish|lexicon.Calendar) == 0
}

// name says whether word i can stand in the name of a street or quarter; sure,
// whether its capital letter says so.
func (p *parser) name(i int) (ok, sure bool) {
	if i >= len(p.w) {
		return false, false
	}
	w := p.w[i]
	switch {
	case w.Shape&text.Caseless != 0:
		return p.k[i]&(hindiLoc|number|address|pinWord) == 0, true
	case p.capital(i):
		return true, !(w.Is(text.Opens) && p.k[i]&follower != 0)
	case p.ordinal(i):
		return true, true
	case w.Shape&text.Letters == 0:
		return false, false
	}
	return !p.everyday(i), false
}

// names returns the end of up to most words of a name that begin with a capital
// letter, links between them included; i when there is none.
func (p *parser) names(i, most int) int {
	end := i
	for j := i; j < len(p.w) && j < i+most; j++ {
		if j > i && p.glueOf(j) != tight {
			break
		}
		switch {
		case j > i && p.is(j, "i") && p.digits(j+1) == 0:
			return end
		case p.capital(j) || p.w[j].Shape&text.Caseless != 0 && p.k[j]&(hindiLoc|number) == 0:
			if p.w[j].Shape&text.Digits != 0 {
				return end
			}
			end = j + 1
		case j > i && p.k[j]&link != 0 && p.w[j].Shape&text.Digits == 0:
		case p.shout && p.w[j].Is(text.AllCaps) && !p.everyday(j):
			end = j + 1
		default:
			return end
		}
	}
	return end
}

// ordinal says whether word i is 1st, 2nd, 5th.
func (p *parser) ordinal(i int) bool {
	if i >= len(p.w) || p.w[i].Shape&(text.Digits|text.Letters) != text.Digits|text.Letters {
		return false
	}
	b := p.of(i)
	n := len(b)
	if n < 3 || n > 5 || b[0] < '0' || b[0] > '9' || b[n-3] < '0' || b[n-3] > '9' {
		return false
	}
	switch b[n-2] | 0x20 {
	case 's':
		return b[n-1]|0x20 == 't'
	case 'n', 'r':
		return b[n-1]|0x20 == 'd'
	case 't':
		return b[n-1]|0x20 == 'h'
	}
	return false
}
