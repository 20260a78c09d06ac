package stream

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"sync/atomic"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// decodeHead returns the head in UTF-8. What an incomplete head cuts in the middle
// is left out.
func (c codec) decodeHead(raw []byte, complete, bom bool, replaced *atomic.Int64) ([]byte, error) {
	body := raw[c.bomLen(bom):]
	switch c.unit {
	case utf8Unit:
		return body, nil
	case multiByte:
		dst := make([]byte, 4*len(body)+16)
		n, _, err := c.enc.NewDecoder().Transform(dst, body, complete)
		if err == transform.ErrShortSrc && !complete {
			err = nil
		}
		return dst[:n], err
	case utf16LE, utf16BE:
		if !complete {
			body = body[:len(body)&^1]
			if n := len(body); n >= 2 && isHigh(c.unit16(body[n-2:])) {
				body = body[:n-2]
			}
		}
	}
	return io.ReadAll(c.decoder(bytes.NewReader(body), replaced, int64(c.bomLen(bom))))
}

// reader decodes r, which stands at the very start of the text.
func (c codec) reader(r io.Reader, replaced *atomic.Int64, bom bool) (io.Reader, error) {
	if n := c.bomLen(bom); n > 0 {
		if s, ok := r.(io.Seeker); ok {
			if _, err := s.Seek(int64(n), io.SeekCurrent); err != nil {
				return nil, pathless(err)
			}
		} else if _, err := io.CopyN(io.Discard, r, int64(n)); err != nil {
			return nil, pathless(err)
		}
	}
	return c.decoder(r, replaced, int64(c.bomLen(bom))), nil
}

// decoder decodes r, which stands at that offset of the text, behind the BOM.
func (c codec) decoder(r io.Reader, replaced *atomic.Int64, offset int64) io.Reader {
	switch c.unit {
	case utf8Unit:
		return r
	case multiByte:
		return transform.NewReader(r, c.enc.NewDecoder())
	case singleByte:
		return &unitReader{src: r, step: newTable(c.enc.(*charmap.Charmap), replaced).step}
	}
	d := &utf16Decoder{c: c, replaced: replaced, offset: offset}
	return &unitReader{src: r, step: d.step}
}

// unitReader decodes block by block with a step function.
type unitReader struct {
	src io.Reader
	// step decodes as much of src as it can and as dst holds.
	step func(dst, src []byte, ended bool) (nDst, nSrc int, err error)
	in   []byte // not yet decoded: in[pos:]
	pos  int
	buf  []byte
	err  error // of src
}

const decodeBlock = 64 << 10

// minDst is the least a step may need for one unit, with reserve.
const minDst = 16

func (u *unitReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(p) < minDst {
		return u.readSmall(p)
	}
	if len(u.buf) > 0 {
		return u.drain(p), nil
	}
	for {
		n, m, err := u.step(p, u.in[u.pos:], u.err != nil)
		u.pos += m
		if n > 0 {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
}

// readSmall serves a destination too small for a unit through buf.
func (u *unitReader) readSmall(p []byte) (int, error) {
	if len(u.buf) == 0 {
		tmp := make([]byte, 4*minDst)
		n, err := u.Read(tmp)
		if n == 0 {
			return 0, err
		}
		u.buf = tmp[:n]
	}
	return u.drain(p), nil
}

func (u *unitReader) drain(p []byte) int {
	n := copy(p, u.buf)
	u.buf = u.buf[n:]
	return n
}

func (u *unitReader) fill() {
	if u.in == nil {
		u.in = make([]byte, 0, decodeBlock)
	}
	rest := copy(u.in[:cap(u.in)], u.in[u.pos:])
	u.pos = 0
	n, err := u.src.Read(u.in[rest:cap(u.in)])
	u.in = u.in[:rest+n]
	if err != nil {
		u.err = pathless(err)
	}
}

// table decodes a one byte encoding.
type table struct {
	utf8     [256][3]byte
	len      [256]uint8
	bad      [256]bool
	ascii    bool // the lower half is ASCII
	replaced *atomic.Int64
}

func newTable(m *charmap.Charmap, replaced *atomic.Int64) *table {
	t := &table{replaced: replaced, ascii: true}
	for i := range 256 {
		r := m.DecodeByte(byte(i))
		t.ascii = t.ascii && (i >= utf8.RuneSelf || r == rune(i))
		if r == utf8.RuneError && i < 0xa0 {
			r = rune(i) // 0x81 of Windows-1252 and the like, as the WHATWG maps them
		}
		t.bad[i] = r == utf8.RuneError
		t.len[i] = uint8(utf8.EncodeRune(t.utf8[i][:], r))
	}
	return t
}

func (t *table) step(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	bad := int64(0)
	for nSrc < len(src) && nDst+3 <= len(dst) {
		if t.ascii {
			if n := copyASCII(dst[nDst:], src[nSrc:]); n > 0 {
				nDst, nSrc = nDst+n, nSrc+n
				continue
			}
		}
		c := src[nSrc]
		nSrc++
		if t.len[c] == 1 {
			dst[nDst] = t.utf8[c][0]
			nDst++
			continue
		}
		if t.bad[c] {
			bad++
		}
		nDst += copy(dst[nDst:], t.utf8[c][:t.len[c]])
	}
	if bad > 0 {
		t.replaced.Add(bad)
	}
	return nDst, nSrc, nil
}

// copyASCII copies eight bytes at a time up to the first eight that are not all
// ASCII, and returns how many: nearly all of a survey is, and this is several times
// faster than looking each byte up.
func copyASCII(dst, src []byte) int {
	n := 0
	for n+8 <= len(src) && n+8 <= len(dst) {
		w := binary.LittleEndian.Uint64(src[n:])
		if w&0x8080808080808080 != 0 {
			break
		}
		binary.LittleEndian.PutUint64(dst[n:], w)
		n += 8
	}
	return n
}

// utf16Decoder decodes UTF-16. Lone surrogates become U+FFFD and are counted; half
// a unit at the end is an error, because then every byte before it is in doubt.
type utf16Decoder struct {
	c        codec
	offset   int64 // of src within the text
	replaced *atomic.Int64
}

func (c codec) unit16(b []byte) rune {
	if c.unit == utf16LE {
		return rune(b[0]) | rune(b[1])<<8
	}
	return rune(b[1]) | rune(b[0])<<8
}

func isHigh(r rune) bool { return r >= 0xd800 && r < 0xdc00 }

func (d *utf16Decoder) step(dst, src []byte, ended bool) (nDst, nSrc int, err error) {
	bad := int64(0)
	for nSrc+2 <= len(src) && nDst+4 <= len(dst) {
		r, n := d.c.unit16(src[nSrc:]), 2
		if r < utf8.RuneSelf {
			dst[nDst] = byte(r)
			nDst++
			nSrc += n
			continue
		}
		if utf16.IsSurrogate(r) {
			if isHigh(r) && nSrc+4 > len(src) && !ended {
				break // its other half comes with the next block
			}
			if nSrc+4 <= len(src) {
				if both := utf16.DecodeRune(r, d.c.unit16(src[nSrc+2:])); both != utf8.RuneError {
					r, n = both, 4
				}
			}
			if n == 2 {
				r = utf8.RuneError
				bad++
			}
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	if bad > 0 {
		d.replaced.Add(bad)
	}
	d.offset += int64(nSrc)
	if ended && len(src)-nSrc == 1 {
		err = &Error{Kind: BadEncoding, Msg: d.c.name + " text ends in half a character at byte " + strconv.FormatInt(d.offset, 10),
			Hint: "the file was cut off: copy or download it again, or give --encoding"}
	}
	return nDst, nSrc, err
}

// crReader turns CR into LF.
type crReader struct{ r io.Reader }

func (c crReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
