package stream

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Rereadable says whether the text can be read from its start to its end more
// than once: a file always can, a pipe if it ends within the head that is kept.
// To know, it reads a pipe up to there.
func (s *Source) Rereadable() bool {
	if s.kind != Text || s.complete || s.body.tape == nil {
		return true
	}
	r, err := s.body.pass()
	if err != nil {
		return false
	}
	buf := make([]byte, 64<<10)
	for left := s.opts.HeadSize - len(buf); left > 0; { // a read never goes beyond what is kept
		n, err := r.Read(buf)
		if err != nil {
			return err == io.EOF && s.body.rewindable()
		}
		left -= n
	}
	return false
}

// CountUTF8 counts, in the text as it is stored, the characters beyond ASCII
// that are UTF-8 and the bytes that belong to none. It reads the whole text if
// that can be read again, else the head.
func (s *Source) CountUTF8() (runes, broken int64, err error) {
	var r io.Reader = bytes.NewReader(s.raw)
	if !s.complete && s.Rereadable() {
		if r, err = s.body.pass(); err != nil {
			return 0, 0, opened(named(err, s.name))
		}
	}
	buf, rest := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[rest:])
		b := buf[:rest+n]
		at := 0
		for at < len(b) {
			if b[at] < utf8.RuneSelf {
				at++
				continue
			}
			if err == nil && !utf8.FullRune(b[at:]) {
				break
			}
			c, size := utf8.DecodeRune(b[at:])
			if c == utf8.RuneError && size == 1 {
				broken++
			} else {
				runes++
			}
			at += size
		}
		rest = copy(buf, b[at:])
		if err == io.EOF {
			return runes, broken, nil
		}
		if err != nil {
			return runes, broken, opened(named(pathless(err), s.name))
		}
	}
}

// Writer returns the way back of the last Reader: UTF-8 that is written to it, in
// pieces of whole characters, comes out in w as the text is encoded, behind its
// byte order mark if it has one. An unchanged text comes out byte for byte. What
// would not is refused: here an encoding of several bytes a character, of which some
// can be written in more than one way; by Write, with an *Error and before anything of that piece
// is written, a text that Reader could not decode completely, and a character
// that the encoding does not have. Errors of w are returned as they are.
// Compressions are not put back.
func (s *Source) Writer(w io.Writer) (io.Writer, error) {
	if s.kind != Text {
		return nil, &Error{Name: s.name, Kind: NotText, Msg: "is a " + s.kind.String() + ", not text"}
	}
	e := &encoder{w: w, name: s.enc.name, bom: s.raw[:s.enc.bomLen(s.info.BOM)], replaced: s.replaced}
	switch s.enc.unit {
	case utf8Unit:
	case utf16LE:
		e.encode = func(dst, text []byte) ([]byte, error) { return appendUTF16(dst, text, binary.LittleEndian) }
	case utf16BE:
		e.encode = func(dst, text []byte) ([]byte, error) { return appendUTF16(dst, text, binary.BigEndian) }
	case singleByte:
		t, ok := newReverse(s.enc.enc.(*charmap.Charmap))
		if !ok {
			return nil, s.oneWay()
		}
		e.encode = t.append
	default:
		return nil, s.oneWay()
	}
	return e, nil
}

func (s *Source) oneWay() error {
	return &Error{Name: s.name, Kind: BadEncoding, Msg: "text in " + s.enc.name + " cannot be written back byte for byte",
		Hint: "make it UTF-8 first: iconv -f " + s.enc.name + " -t UTF-8"}
}

// encoder is the Writer of a Source.
type encoder struct {
	w        io.Writer
	name     string
	bom      []byte // nil once it is written
	replaced *atomic.Int64
	encode   func(dst, text []byte) ([]byte, error) // nil for UTF-8
	buf      []byte
}

func (e *encoder) Write(text []byte) (int, error) {
	if e.replaced.Load() > 0 {
		return 0, &Error{Kind: BadEncoding, Msg: "holds bytes that mean nothing in " + e.name + ", so it cannot be written back as it is",
			Hint: "say what it is in: --encoding windows-1252 takes all bytes"}
	}
	out := text
	if e.encode != nil {
		var err error
		if out, err = e.encode(e.buf[:0], text); err != nil {
			return 0, err
		}
		e.buf = out
	}
	if len(e.bom) > 0 {
		if _, err := e.w.Write(e.bom); err != nil {
			return 0, err
		}
		e.bom = nil
	}
	n, err := e.w.Write(out)
	if n < len(out) {
		if err == nil {
			err = io.ErrShortWrite
		}
		return 0, err
	}
	return len(text), err
}

func notUTF8() error {
	return &Error{Kind: BadEncoding, Msg: "text that is to be written is not UTF-8"}
}

func appendUTF16(dst, text []byte, order binary.AppendByteOrder) ([]byte, error) {
	for at := 0; at < len(text); {
		c, size := rune(text[at]), 1
		if c >= utf8.RuneSelf {
			if c, size = utf8.DecodeRune(text[at:]); c == utf8.RuneError && size == 1 {
				return nil, notUTF8()
			}
		}
		at += size
		if c >= 0x10000 {
			c -= 0x10000
			dst = order.AppendUint16(dst, uint16(0xd800+c>>10))
			c = 0xdc00 + c&0x3ff
		}
		dst = order.AppendUint16(dst, uint16(c))
	}
	return dst, nil
}

// reverse encodes a one byte encoding.
type reverse struct {
	ascii bool
	bytes map[rune]byte
}

// newReverse inverts what newTable makes of m; ok is false if two bytes mean the
// same.
func newReverse(m *charmap.Charmap) (r *reverse, ok bool) {
	t := newTable(m, nil)
	r = &reverse{ascii: t.ascii, bytes: make(map[rune]byte, 256)}
	for i := range 256 {
		if t.bad[i] {
			continue // met by Reader, which counts it
		}
		c, _ := utf8.DecodeRune(t.utf8[i][:t.len[i]])
		if _, twice := r.bytes[c]; twice {
			return nil, false
		}
		r.bytes[c] = byte(i)
	}
	return r, true
}

func (r *reverse) append(dst, text []byte) ([]byte, error) {
	for at := 0; at < len(text); {
		c := rune(text[at])
		if c < utf8.RuneSelf && r.ascii {
			dst = append(dst, byte(c))
			at++
			continue
		}
		c, size := utf8.DecodeRune(text[at:])
		if c == utf8.RuneError && size == 1 {
			return nil, notUTF8()
		}
		b, ok := r.bytes[c]
		if !ok {
			return nil, &Error{Kind: BadEncoding, Msg: fmt.Sprintf("the character U+%04X that is to be written is not in the file's encoding", c)}
		}
		dst = append(dst, b)
		at += size
	}
	return dst, nil
}
