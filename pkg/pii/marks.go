package pii

import "math/bits"

// marks is what a first look at the raw bytes of a comment shows: whether anything
// stands in it that a recogniser of structured data could begin at. Half of all
// comments show nothing, and are done with here.
type marks uint8

const (
	markSign    marks = 1 << iota // a digit, or @ . : where they can be part of something
	markStem                      // one of the stems
	markBracket                   // [, which begins a placeholder
	markOther                     // a character that the normal form has another for
	markOdd                       // one whose normal form could be any of these
)

// flagged marks in stemBits the bytes that marksOf has to look at closely: a free
// bit of the first place.
const flagged = 1 << 7

// marksOf looks at the raw bytes. It may say too much but never too little: of a
// comment without any mark the walk over the normal form finds nothing.
func marksOf(d []byte) marks {
	if hasSigns {
		return marksBySigns(d)
	}
	return marksByBytes(d)
}

func marksByBytes(d []byte) (m marks) {
	var p, q, r uint32 // stemBits of the three bytes before
	for i := 0; i < len(d); i++ {
		e := stemBits[d[i]]
		if x := p&(q>>8)&(r>>16)&(e>>24)&^flagged | e&flagged; x != 0 {
			if x&^flagged != 0 {
				m |= markStem
			}
			if x&flagged != 0 {
				if d[i] >= 0x80 {
					n, other := harmless(d[i:])
					if n == 0 {
						return m | markOdd
					}
					m |= other
					i += n - 1
					p, q, r = 0, 0, 0 // no stem holds anything beyond ASCII
					continue
				}
				m |= markAt(d, i)
			}
		}
		p, q, r = q, r, e
	}
	return m
}

// signsAhead is how many times 32 bytes are looked at before their signs are.
const signsAhead = 8

// marksBySigns is marksByBytes by means of signs.
func marksBySigns(d []byte) (m marks) {
	var found [signsAhead]uint64
	var rest [32 + 3]byte
	told := 0 // d up to here has been dealt with
	for at := 0; at < len(d); {
		n := min((len(d)-at-3)/32, signsAhead)
		if len(d)-at < 35 { // what is not as long goes by a copy
			n = 1
			rest = [32 + 3]byte{}
			copy(rest[:], d[at:])
			signs(found[:1], rest[:], &stemHalves)
		} else {
			signs(found[:n], d[at:], &stemHalves)
		}
		for _, sign := range found[:n] {
			all := uint32(sign) | uint32(sign>>32)
			if told > at {
				all &= -(1 << min(told-at, 32)) // a shift by 32 leaves none
			}
			for all != 0 {
				i := at + bits.TrailingZeros32(all)
				if i >= len(d) {
					break // a copy longer than what is left
				}
				all &= all - 1
				switch c := d[i]; {
				case c >= 0x80:
					n, other := harmless(d[i:])
					if n == 0 {
						return m | markOdd
					}
					m |= other
					told = i + n
					all &= -(1 << min(told-at, 32))
				case stemBits[c]&flagged != 0:
					m |= markAt(d, i)
				case i+4 <= len(d):
					m |= markStem
				}
			}
			at += 32
		}
	}
	return m
}

// stemHalves is the table for signs: the stems, and in the eighth bit the digits and
// the colon.
var stemHalves = func() (t [8][16]uint8) {
	set := func(place int, c byte, bit uint8) {
		t[2*place][c&15] |= bit
		t[2*place+1][c>>4] |= bit
	}
	for i := range len(stems) {
		bit := uint8(1) << (i / 4)
		if stems[i] != ' ' {
			set(i%4, stems[i], bit)
			set(i%4, upper(stems[i]), bit)
			continue
		}
		for h := range 16 {
			set(i%4, byte(h<<4|h), bit)
		}
	}
	for c := byte('0'); c <= ':'; c++ {
		set(0, c, flagged)
	}
	for place := 1; place < 4; place++ {
		for h := range 16 {
			set(place, byte(h<<4|h), flagged)
		}
	}
	return t
}()

// markAt says what a flagged byte of ASCII can begin. What stands behind . and :
// decides: a host name goes on behind its dot; of what is written with colons and
// no digit there are URLs and hardware addresses.
func markAt(d []byte, i int) marks {
	switch c := d[i]; c {
	case '[':
		return markBracket
	case '.':
		if i+1 == len(d) || class[d[i+1]]&host == 0 && d[i+1] < 0x80 {
			return 0
		}
	case ':':
		if i+1 == len(d) || class[d[i+1]]&hexa == 0 && d[i+1] != '/' {
			return 0
		}
	}
	return markSign
}

// harmless returns how many bytes at the beginning of d are characters beyond ASCII
// in whose normal form no letter and no digit of ASCII, nor @ or :, stands, and
// which do not go away: 0 if the first is not known to be one. m is markOther
// if the normal form is another. It knows those that comments are full of.
func harmless(d []byte) (n int, m marks) {
	if d[0] == 0xE0 {
		return devanagari(d)
	}
	if len(d) < 2 {
		return 0, 0
	}
	switch c := d[1]; d[0] {
	case 0xC3: // letters of Latin-1
		if c>>6 == 2 {
			return 2, 0
		}
	case 0xE2:
		if len(d) < 3 || d[2]>>6 != 2 {
			return 0, 0
		}
		switch {
		case c == 0x80 && (d[2] >= 0x90 && d[2] <= 0x9D && d[2] != 0x97 || d[2] == 0xA6): // dashes, quotes, an ellipsis
			return 3, markOther
		case c == 0x82 && (d[2] == 0xB9 || d[2] == 0xAC): // rupee, euro
			return 3, 0
		case c >= 0x98 && c <= 0x9E: // symbols
			return 3, 0
		}
	case 0xEF:
		if len(d) >= 3 && c == 0xB8 && d[2] == 0x8F { // makes an emoji of a symbol
			return 3, 0
		}
	case 0xF0:
		if len(d) >= 4 && c == 0x9F && d[2] >= 0x8C && d[2] <= 0xAB && d[3]>>6 == 2 { // emoji
			return 4, 0
		}
	}
	return 0, 0
}

// What letters does for a character of U+0900 to U+097F.
const (
	stays  = iota
	turns  // its normal form is another, or can change what is around it
	full   // the danda, which is read as a full stop
	dotted // the nukta, which is joined with some letters
	closer // a digit, which is for others to judge
)

var letters = func() (t [128]uint8) {
	for c := 0x66; c <= 0x6F; c++ {
		t[c] = closer
	}
	for c := 0x51; c <= 0x54; c++ { // marks that are put in order
		t[c] = turns
	}
	for c := 0x58; c <= 0x5F; c++ { // letters with their nukta
		t[c] = turns
	}
	for _, c := range []int{0x29, 0x31, 0x34} {
		t[c] = turns
	}
	t[0x64], t[0x3C] = full, dotted
	return t
}()

// devanagari is harmless for the characters of that script at the beginning of d.
func devanagari(d []byte) (n int, m marks) {
	before := -1
	for n+2 < len(d) && d[n] == 0xE0 && d[n+1]&^1 == 0xA4 && d[n+2]>>6 == 2 {
		c := int(d[n+1]&1)<<6 | int(d[n+2]&0x3F)
		switch letters[c] {
		case stays:
		case turns:
			m = markOther
		case full:
			if n+3 < len(d) && class[d[n+3]]&host != 0 {
				return n, m // it may stand in a host name
			}
			m = markOther
		case dotted:
			if before == 0x28 || before == 0x30 || before == 0x33 || before == 0x4D {
				m = markOther
			}
		default:
			return n, m
		}
		before = c
		n += 3
	}
	return n, m
}
