package jsonscan

import (
	"encoding/binary"
	"math/bits"
)

// stretch is how much text is indexed at a time: little enough to be still in the
// first cache when it is walked over.
const stretch = 4 << 10

// chunkSize is how much text a kernel looks at together.
const chunkSize = 64

// kernel looks for the quotes that end strings in d, of which the length is a
// multiple of chunkSize. It writes their places to ends, the first byte of d being
// at at, and for every chunk to hex which bytes are the u of an escape sequence
// (its digits are not looked at). It stops before a chunk with a control character
// or an unknown escape sequence in a string: n is the number of bytes it came, k
// that of the ends in them. before is what it needs to know of the text before d,
// and then of the text up to n, unless it has stopped. It writes in steps without
// asking how many ends there are: up to chunkSize more are overwritten.
type kernel func(d []byte, at int, before *quoting, ends []int32, hex []uint64) (n, k int)

// quoting is the state between two bytes.
type quoting struct {
	escaped uint64 // 1 behind a backslash that begins an escape sequence
	inside  uint64 // all ones inside a string
}

// fast is the kernel of this processor, or nil.
var fast = bestKernel()

// index knows where the strings of a text end, some way ahead of the walk. It ends
// before whatever it does not like, so all faults are found, and told, by the
// lexer, which then reads its strings by itself.
//
// The walk has to begin outside a string and to take every string, keys too, once
// and in order. Then, as long as it finds no fault, a quote begins a string exactly
// if an even number of quotes stands before it, those in escape sequences not
// counted; and text behind a fault does not matter.
type index struct {
	ends   []int32
	k      int  // the first end not walked over yet; beyond ends when keys were known without it
	on     bool // text from at on is yet to be looked at
	at     int
	before quoting
	room   *indexRoom
}

// indexRoom is the memory of an index, which serves one text after another.
type indexRoom struct {
	ends [stretch/2 + 2*chunkSize]int32
	hex  [stretch / chunkSize]uint64
	tail [chunkSize]byte
}

// begin makes d the text of the lexer, to be walked over from its start.
func (l *lexer) begin(d []byte) {
	l.d, l.fault = d, fault{}
	l.ends, l.k, l.at, l.before = nil, 0, 0, quoting{}
	if l.on = fast != nil; l.on && l.room == nil {
		l.room = new(indexRoom)
	}
}

// leaveIndex has to be called before a string is taken out of order.
func (l *lexer) leaveIndex() { l.ends, l.on = nil, false }

// ahead goes on with the index until it has the end of the next string. false
// tells that there is none.
func (l *lexer) ahead() bool {
	for l.on && l.k >= len(l.ends) {
		l.k -= len(l.ends)
		n := min(len(l.d)-l.at, stretch)
		text := l.d[l.at : l.at+n&^(chunkSize-1)]
		if n < chunkSize { // what is missing is as good as blank
			text = l.room.tail[:]
			for i := copy(text, l.d[l.at:]); i < chunkSize; i++ {
				text[i] = ' '
			}
		}
		hex := l.room.hex[:len(text)/chunkSize]
		end, k := fast(text, l.at, &l.before, l.room.ends[:], hex)
		l.ends = l.room.ends[:k]
		l.on = end == len(text) && n >= chunkSize
		l.checkHex(hex[:end/chunkSize])
		l.at += end
	}
	return l.k < len(l.ends)
}

// checkHex looks at the digits of the \u found in the chunks from l.at on, and ends
// the index before one that is not as it should be.
func (l *lexer) checkHex(chunks []uint64) {
	for i, m := range chunks {
		for ; m != 0; m &= m - 1 {
			p := l.at + i*chunkSize + bits.TrailingZeros64(m) + 1
			if len(l.d)-p >= 4 && hexWord(binary.LittleEndian.Uint32(l.d[p:])) {
				continue
			}
			l.on = false
			for len(l.ends) > 0 && int(l.ends[len(l.ends)-1]) >= p {
				l.ends = l.ends[:len(l.ends)-1]
			}
			return
		}
	}
}

// hexWord tells whether all four bytes of w are hexadecimal digits. Below 0x80
// adding 0x80-c sets the highest bit of what is at least c.
func hexWord(w uint32) bool {
	const ones = 0x01010101
	lower := w | 0x20*ones
	digit := (w + (0x80-'0')*ones) &^ (w + (0x80-'9'-1)*ones)
	letter := (lower + (0x80-'a')*ones) &^ (lower + (0x80-'f'-1)*ones)
	return (digit|letter)&^w&(0x80*ones) == 0x80*ones
}
