package place

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// reach is how many words a name has at most before its street word.
const reach = 5

// alone are the kinds of the words that matter in a text without a digit; those of
// cued do so without another word.
const (
	alone = cued | verb | admin
	cued  = living | moving | native
)

// set classifies the words of t. It says whether there is anything to look for:
// a digit, a village or C/o, or a word that somebody lives somewhere.
func (p *parser) set(t *text.Text) (worth bool) {
	p.t, p.d, p.w, p.x = t, t.Norm, t.Split(), tables()
	if !p.glance() {
		return false
	}
	caps, letters := 0, 0
	firmWords := false
	for i, w := range p.w {
		k := p.k[i]
		digits := w.Shape&text.Digits != 0
		if w.Shape&text.Letters != 0 && !digits {
			letters++
			if w.Is(text.AllCaps) {
				caps++
			}
		}
		firmWords = firmWords || k&firm != 0
		switch {
		case k&(suffix|weakSuffix|post|local|weakLocal|country) != 0, k&state != 0 && w.Is(text.AllCaps):
			for j := i - 1; j >= 0 && j >= i-reach; j-- {
				p.k[j] |= near
			}
		case digits && (w.End-w.Start < 6 || w.Shape&text.Letters != 0):
			p.nameBefore(i)
		}
	}
	p.shout = letters > 4 && caps*2 > letters
	if firmWords {
		p.promise()
	}
	return true
}

// glance fills p.k with what the words are by themselves and says whether any of
// them can be the beginning of something.
func (p *parser) glance() (worth bool) {
	p.k = slices.Grow(p.k[:0], len(p.w))[:len(p.w)]
	last, all := kind(0), kind(0)
	for i, w := range p.w {
		k := opener | firm // a number
		if w.Shape&text.Letters != 0 {
			f := p.t.Facts(w)
			if f.Asked&text.ByPlace == 0 {
				p.learn(f, w)
			}
			k = kind(f.Parts)
		}
		p.k[i] = k
		switch {
		case last&hindiLoc != 0 && k&verb != 0: // Patna se hoon
			worth = true
		case last&careOf != 0 && k&link != 0 && p.is(i, "o") && p.joined(i, "/"):
			p.k[i-1] |= firm
			worth = true
		}
		all |= k
		last = k
	}
	p.coded = all&(pinWord|zipWord) != 0
	return worth || all&(firm|cued) != 0
}

// learn looks up what a word with letters can be.
func (p *parser) learn(f *text.Facts, w text.Word) {
	k := p.x.kindAt(p.d, w)
	if w.Shape&text.Digits != 0 {
		k |= opener | firm
	}
	if k&(prefix|weakPrefix|unitA|unitB|unitC|unitD|ordinal|admin) != 0 {
		k |= opener
	}
	if k&admin != 0 && !reads(p.d[w.Start:w.End], "at") {
		k |= firm
	}
	f.Parts = uint64(k)
	f.Asked |= text.ByPlace
}

// nameBefore marks the words of a name before the number at word i.
func (p *parser) nameBefore(i int) {
	for j := i - 1; j >= 0 && j >= i-reach; j-- {
		switch {
		case p.w[j].Is(text.Capital), p.k[j]&country != 0:
			p.k[j] |= near
		case p.k[j]&(link|number) == 0:
			return
		}
	}
}

// promise marks the words from which an address can reach a word that makes one
// sure, with no end of a sentence between: the others need no look.
func (p *parser) promise() {
	far := len(p.w) + 2*most // no firm word
	next := far
	for i := len(p.w) - 1; i >= 0; i-- {
		if p.k[i]&firm != 0 {
			next = i
		}
		if next == far {
			continue
		}
		if next-i < most+most/2 {
			p.k[i] |= promising
		}
		if p.w[i].Gap > text.Comma && p.glueOf(i) == apart {
			next = far
		}
	}
}

// idle says whether the number at word i begins no address by itself, as numbers
// in comments mostly do not: an everyday word in small letters follows, or the
// sentence ends. cued says that a cue stands before.
func (p *parser) idle(i int, cued bool) bool {
	n := p.digits(i)
	if n == 0 || cued && n > 3 {
		return false
	}
	if n > 5 {
		return true
	}
	if s := int(p.w[i].Start); s > 0 {
		switch c := p.d[s-1]; {
		case c == '#':
			return false
		case c == '$', c >= utf8.RuneSelf && (i == 0 || int(p.w[i-1].End) < s): // money
			return true
		}
	}
	if p.k[i]&near != 0 {
		return false
	}
	j := i + 1
	for j < i+reach && p.joined(j, "-/.,") && p.digits(j) > 0 {
		j++
	}
	if j == len(p.w) || p.glueOf(j) == apart {
		return j == i+1 || !cued
	}
	w := p.w[j]
	if cued && j > i+1 || w.Gap != text.Space || w.Shape&(text.Digits|text.Capital|text.Caseless|text.Foreign) != 0 ||
		p.k[j]&(prefix|weakPrefix|direction|country|number|ordinal) != 0 {
		return false
	}
	return n < 4 && j == i+1 || !p.town(j) && !p.has(j+1, suffix|local)
}

// slot holds a word of the table of eight bytes or less: its bytes with bit 5 set,
// which makes letters small and leaves digits and apostrophes, are the key.
type slot struct {
	key  uint64
	kind kind
}

const slotBits = 12

// lower8 has bit 5 of every byte set.
const lower8 = 0x2020202020202020

// key returns the first eight bytes of d[start:end] in small letters.
func key(d []byte, start, end int) uint64 {
	n := end - start
	if start+8 <= len(d) {
		k := binary.LittleEndian.Uint64(d[start:]) | lower8
		if n < 8 {
			k &= 1<<(8*n) - 1
		}
		return k
	}
	var k uint64
	for i := range min(n, 8) {
		k |= uint64(d[start+i]|0x20) << (8 * i)
	}
	return k
}

// mix spreads a key over the slots.
func mix(k uint64) uint64 { return k * 0x9e3779b97f4a7c15 >> (64 - slotBits) }

// short returns the kinds of a word by its key.
func (x *lexical) short(k uint64) kind {
	for i := mix(k); ; i = (i + 1) & (1<<slotBits - 1) {
		switch s := &x.slots[i]; s.key {
		case k:
			return s.kind
		case 0:
			return 0
		}
	}
}

// kindAt returns the parts that a word of d can play.
func (x *lexical) kindAt(d []byte, w text.Word) kind {
	n := w.End - w.Start
	if n <= 8 && w.Shape&text.Foreign == 0 {
		return x.short(key(d, int(w.Start), int(w.End)))
	}
	if n > longest {
		return 0
	}
	b := d[w.Start:w.End]
	if w.Shape&text.Foreign == 0 || !folds(b) {
		if h := ends(b); x.long[h>>6]>>(h&63)&1 == 0 {
			return 0
		}
	}
	var buf [longest * 2]byte
	return x.kinds[string(fold(buf[:0], b))]
}

// folds says whether a word holds a letter that [fold] makes another of, case in
// ASCII apart: those of U+00C0 to U+021B.
func folds(w []byte) bool {
	for _, c := range w {
		if c >= 0xC3 && c <= 0xC8 {
			return true
		}
	}
	return false
}

// ends mixes the first and last bytes of a word and its length.
func ends(w []byte) uint64 {
	return mix(key(w, 0, len(w))*31 ^ key(w, max(0, len(w)-8), len(w)) ^ uint64(len(w))<<32)
}

// index fills the tables for looking up from kinds.
func (x *lexical) index() {
	for w, kind := range x.kinds {
		if len(w) > 8 || w[0] >= utf8.RuneSelf {
			h := ends([]byte(w))
			x.long[h>>6] |= 1 << (h & 63)
			continue
		}
		k := key([]byte(w), 0, len(w))
		i := mix(k)
		for x.slots[i].key != 0 {
			i = (i + 1) & (1<<slotBits - 1)
		}
		x.slots[i] = slot{k, kind}
	}
}
