// Package place finds postal addresses in free text, and names of places where
// they say where somebody lives.
//
// No list holds all streets of the world, so an address is a sum of evidence:
// [Find] walks the words of a text and reads parts ("Flat 302", "Baker Street",
// "dist. Budaun", "CA 94043", a town of the lexicon), each with a weight, that
// follow one another with nothing but commas, line breaks or a name between them.
// A row of parts whose weights come to 0.5 and one of which only an address has
// (a number, a village, a post box) is an address; a cue before it ("my address
// is", "I live at") adds to it, "store" or "branch" beside it takes off. The words
// lie in words.go, the parts with their weights in parts.go, street.go and town.go,
// their sum in chain.go.
//
// A place by itself is personal only where it says where somebody lives ("I am
// from Patna"): location.go. "Delivery in Pune is slow" stays.
package place

import (
	"sync"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

var parsers = sync.Pool{New: func() any { return new(parser) }}

// kept is the number of words up to which a parser's memory is kept.
const kept = 1 << 16

// Find appends the spans of types ADDRESS, LOCATION and PINCODE in t, in order
// and without overlap, as places in t.Norm. Candidates of a confidence below 0.5
// are among them. It takes time linear in the text and allocates nothing when it
// finds nothing.
func Find(dst []text.Span, t *text.Text) []text.Span {
	if len(t.Words) == 0 && !worth(t.Norm) { // no words yet: look before making them
		return dst
	}
	p := parsers.Get().(*parser)
	if p.set(t) {
		dst = p.find(dst)
	}
	p.t, p.d, p.w = nil, nil, nil
	if cap(p.k) <= kept {
		parsers.Put(p)
	}
	return dst
}

// worth says whether a text holds a digit, or a word that begins like one of
// those that speak of a place without a number.
func worth(d []byte) bool {
	x := tables()
	word := false // inside a word
	for i, c := range d {
		switch {
		case c-'0' < 10:
			return true
		case c < utf8.RuneSelf && c|0x20-'a' >= 26:
			if c == '/' && i+1 < len(d) && d[i+1]|0x20 == 'o' { // C/o
				return true
			}
			word = false
		case !word:
			word = true
			if h := start(d[i:]); x.cues[h>>6]>>(h&63)&1 != 0 {
				return true
			}
		}
	}
	return false
}

// find walks the words.
func (p *parser) find(dst []text.Span) []text.Span {
	var pending text.Span // a weak candidate, in case nothing better lies on it
	bonus, until := 0.0, 0
	add := func(s text.Span) {
		if pending.End > 0 && pending.End <= s.Start {
			dst = append(dst, pending)
		}
		pending = text.Span{}
		dst = append(dst, s)
	}
	for i := 0; i < len(p.w); {
		k := p.k[i]
		if k&(living|moving|native|hindiLoc|sending|address) != 0 {
			if s, next := p.lives(i); next > i {
				add(s)
				i = next
				continue
			}
			if b, n := p.cue(i); n > i && (b >= bonus || i >= until) {
				bonus, until = b, n
			}
		}
		extra := 0.0
		if i < until {
			extra = bonus
		}
		if s, next := p.pinCode(i); next > i {
			add(s)
			i = next
			continue
		}
		if k&promising == 0 || k&(opener|near|careOf|boxWord) == 0 && extra == 0 || p.idle(i, extra > 0) {
			i++
			continue
		}
		s, next := p.address(i, extra)
		switch {
		case s.Confidence >= enough:
			add(s)
			until = 0
		case s.Confidence >= weak && pending.End <= s.Start:
			if pending.End > 0 {
				dst = append(dst, pending)
			}
			pending = s
		}
		i = max(next, i+1)
	}
	if pending.End > 0 {
		dst = append(dst, pending)
	}
	return dst
}

// address reads an address at word i, behind a cue when bonus is not zero. A span
// of confidence 0 is none; next is where to go on.
func (p *parser) address(i int, bonus float64) (s text.Span, next int) {
	c := p.chain(i, bonus)
	if c.parts == 0 {
		return s, i + 1
	}
	if c.kinds&hard == 0 {
		return s, max(c.end-1, i+1) // nor has any row of parts in it
	}
	if c.only && c.parts < 3 && p.pin(c.last) == c.end {
		return s, i + 1 // a PIN code with its town: pinCode takes the code alone
	}
	score := p.judge(c, bonus > 0)
	if score < weak {
		return s, i + 1
	}
	s = text.Span{Start: int(p.w[c.start].Start), End: int(p.w[c.end-1].End), Type: text.Address, Confidence: score, Why: "parts of an address"}
	switch {
	case c.only && bonus == 0 && c.parts < 3 && !p.isAny(c.end-3, "apo", "fpo", "dpo"): // those are ships and camps
		s.Type, s.Why = text.Location, "town and postcode"
	case bonus > 0:
		s.Why = "parts of an address behind a cue"
	case c.parts == 1:
		s.Why = "street with its number"
	}
	if s.Start > 0 && p.d[s.Start-1] == '#' {
		s.Start--
	}
	if score < enough {
		return s, i + 1
	}
	return s, c.end
}
