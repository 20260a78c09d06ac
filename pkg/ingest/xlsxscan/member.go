package xlsxscan

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
)

// maxRaw bounds the XML that is held until it is known what changes: that of one
// row or of a sheet's links.
const maxRaw = 64 << 20

// member is the new content of a part, held compressed: it must stand in the
// archive where the old one stood, and parts before it can depend on it.
type member struct {
	header zip.FileHeader
	packed bytes.Buffer
	sum    hash.Hash32
	to     io.WriteCloser
}

// newMember prepares a new content for f, to be stored by the same method.
func newMember(f *zip.File) (*member, error) {
	m := &member{header: f.FileHeader, sum: crc32.NewIEEE()}
	m.header.UncompressedSize64 = 0
	m.header.Extra = withoutSizes(f.Extra)
	switch f.Method {
	case zip.Store:
		m.to = nopCloser{&m.packed}
	case zip.Deflate:
		m.to, _ = flate.NewWriter(&m.packed, flate.DefaultCompression)
	default:
		return nil, fmt.Errorf("%w: a part is compressed in an unknown way", ErrBroken)
	}
	return m, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func (m *member) Write(p []byte) (int, error) {
	m.sum.Write(p)
	m.header.UncompressedSize64 += uint64(len(p))
	return m.to.Write(p)
}

func (m *member) close() error {
	if err := m.to.Close(); err != nil {
		return err
	}
	m.header.CRC32 = m.sum.Sum32()
	m.header.CompressedSize64 = uint64(m.packed.Len())
	return nil
}

func (m *member) write(z *zip.Writer) error {
	to, err := z.CreateRaw(&m.header)
	if err == nil {
		_, err = to.Write(m.packed.Bytes())
	}
	return err
}

// withoutSizes drops the old sizes in 64 bits (APPNOTE.TXT 4.5.3) from a part's
// extra fields.
func withoutSizes(extra []byte) []byte {
	var kept []byte
	for len(extra) >= 4 {
		n := 4 + int(extra[2]) + int(extra[3])<<8
		if n > len(extra) {
			break
		}
		if extra[0] != 1 || extra[1] != 0 {
			kept = append(kept, extra[:n]...)
		}
		extra = extra[n:]
	}
	return append(kept, extra...)
}

// copier copies the XML of a part while it is being decoded, byte for byte save
// for what put replaces. Offsets count from the start of the XML.
type copier struct {
	x    *tokens
	out  io.Writer
	held []byte // what the decoder has read and may still change
	at   int    // how much of held is done with
	base int64  // offset of held[0]
}

// newCopier decodes the XML of r; the bytes go to out.
func newCopier(r io.Reader, out io.Writer) *copier {
	c := &copier{out: out}
	c.x = newTokens(io.TeeReader(r, (*holder)(c)))
	return c
}

// holder takes what the decoder reads.
type holder copier

func (h *holder) Write(p []byte) (int, error) {
	if h.at >= 64<<10 {
		n := copy(h.held, h.held[h.at:])
		h.held, h.base, h.at = h.held[:n], h.base+int64(h.at), 0
	}
	if len(h.held)-h.at+len(p) > maxRaw {
		return 0, fmt.Errorf("%w: one row", ErrTooBig)
	}
	h.held = append(h.held, p...)
	return len(p), nil
}

// bytes returns XML that is still held; it is valid until the next token is read.
func (c *copier) bytes(from, to int64) []byte { return c.held[from-c.base : to-c.base] }

// copyTo copies everything up to the offset.
func (c *copier) copyTo(offset int64) error {
	n := int(offset - c.base)
	if n <= c.at {
		return nil
	}
	_, err := c.out.Write(c.held[c.at:n])
	c.at = n
	return err
}

// skipTo leaves out everything up to the offset.
func (c *copier) skipTo(offset int64) { c.at = max(c.at, int(offset-c.base)) }

// put writes text in place of the bytes from..to, and what stands before them.
func (c *copier) put(from, to int64, text []byte) error {
	if err := c.copyTo(from); err != nil {
		return err
	}
	c.skipTo(to)
	_, err := c.out.Write(text)
	return err
}

// cut leaves out, in a small part, the elements below the first whose attribute is to go,
// and puts the part into members. No part, nothing to cut.
func cut(f *zip.File, name string, goes func(value string) bool, members map[*zip.File]*member) error {
	if f == nil {
		return nil
	}
	if f.UncompressedSize64 > maxPart {
		return fmt.Errorf("%w: part %s", ErrTooBig, f.Name)
	}
	m, err := newMember(f)
	if err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return broken("part "+f.Name, err)
	}
	defer r.Close()
	c := newCopier(r, m)
	for {
		before := c.x.offset()
		t, err := c.x.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return broken("part "+f.Name, err)
		}
		e, ok := t.(xml.StartElement)
		if ok && len(c.x.open) == 2 && slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name && a.Name.Space == "" && goes(a.Value) }) {
			for len(c.x.open) >= 2 {
				if _, err := c.x.inside(); err != nil {
					return broken("part "+f.Name, err)
				}
			}
			err = c.put(before, c.x.offset(), nil)
		} else {
			err = c.copyTo(c.x.offset())
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(c.copyTo(c.x.offset()), m.close()); err != nil {
		return err
	}
	members[f] = m
	return nil
}
