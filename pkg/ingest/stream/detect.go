package stream

import (
	"bytes"
	"unicode/utf8"
)

// readHead reads the still encoded head: a plain file up to HeadSize whole, of
// everything else a sample.
func (s *Source) readHead() error {
	want := s.opts.Sample
	if s.body.at != nil && s.body.size <= int64(s.opts.HeadSize) {
		want = s.opts.HeadSize
	}
	r, err := s.body.pass()
	if err != nil {
		return err
	}
	s.raw, s.complete, err = readUpTo(r, want)
	return err
}

// chooseEncoding settles on the named encoding, or on what the head looks like,
// and decodes the head with it.
func (s *Source) chooseEncoding(name string) error {
	c, bom, firstBad := codec{}, false, int64(-1)
	if name == "" {
		c, bom, firstBad = detect(s.raw, s.complete)
	} else {
		var err error
		if c, err = findCodec(name); err != nil {
			return err
		}
		bom = hasBOM(s.raw, c)
	}
	s.replaced.Store(0)
	head, err := c.decodeHead(s.raw, s.complete, bom, s.replaced)
	if err != nil {
		return err
	}
	s.enc, s.head = c, head
	s.info.Encoding, s.info.BOM = c.name, bom
	s.info.Fallback, s.info.FirstBad = firstBad >= 0, firstBad
	return nil
}

// hasBOM reports whether the text begins with the mark of the encoding that was
// asked for. A UTF-8 mark comes off whatever was asked: nobody means it as text.
func hasBOM(b []byte, c codec) bool {
	switch c.unit {
	case utf16LE:
		return bytes.HasPrefix(b, []byte("\xff\xfe"))
	case utf16BE:
		return bytes.HasPrefix(b, []byte("\xfe\xff"))
	}
	return bytes.HasPrefix(b, []byte("\xef\xbb\xbf"))
}

// detect judges the head: a byte order mark, else the share of NUL bytes, else
// strict UTF-8, else Windows-1252 with the offset of the first bad byte.
func detect(b []byte, complete bool) (c codec, bom bool, firstBad int64) {
	utf8Codec := codec{name: "UTF-8"}
	le, be := codec{name: "UTF-16LE", unit: utf16LE}, codec{name: "UTF-16BE", unit: utf16BE}
	bom = bytes.HasPrefix(b, []byte("\xef\xbb\xbf"))
	switch {
	case bom:
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return le, true, -1
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return be, true, -1
	default:
		if u := nulUnit(b); u == utf16LE {
			return le, false, -1
		} else if u == utf16BE {
			return be, false, -1
		}
	}
	if bad := firstInvalid(b, complete); bad >= 0 {
		w, _ := findCodec("windows-1252")
		return w, bom, int64(bad)
	}
	return utf8Codec, bom, -1
}

// nulUnit tells UTF-16 without a mark by where its NUL bytes are in the first
// 4 KiB: more than 30 % of the odd positions for little, of the even ones for big
// endian. NULs at both are no text in UTF-16.
func nulUnit(b []byte) unit {
	b = b[:min(len(b), 4<<10)&^1]
	var n [2]int
	for i, c := range b {
		if c == 0 {
			n[i&1]++
		}
	}
	half := len(b) / 2
	switch {
	case 10*n[1] > 3*half && n[1] > 2*n[0]:
		return utf16LE
	case 10*n[0] > 3*half && n[0] > 2*n[1]:
		return utf16BE
	}
	return utf8Unit
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1. A
// rune that is cut off by the end of an incomplete head is no fault.
func firstInvalid(b []byte, complete bool) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			if !complete && !utf8.FullRune(b[i:]) {
				return -1
			}
			return i
		}
		i += n
	}
	return -1
}
