package xlsxscan

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// Limits that no spreadsheet program comes near: a cell holds 32,767 characters.
const (
	maxToken   = 4 << 20  // bytes of XML between two tags, or in one
	maxStrings = 16 << 20 // number of shared strings
	maxDepth   = 1000     // elements within elements
)

var errNesting = errors.New("its tags do not match")

// tokens reads XML token by token, none of which can use much memory, and sees
// to it that every element ends where it should.
type tokens struct {
	x      *xml.Decoder
	from   io.Reader
	left   int        // bytes that the token being read may still have
	open   []xml.Name // elements that have begun
	middle bool       // the XML begins within elements: their ends are not checked
}

func newTokens(r io.Reader) *tokens {
	t := &tokens{from: r}
	t.x = xml.NewDecoder(t)
	return t
}

// Read gives the decoder its bytes.
func (t *tokens) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, fmt.Errorf("%w: one text", ErrTooBig)
	}
	n, err := t.from.Read(p)
	t.left -= n
	return n, err
}

// next returns the next token, which is valid until the next call. The decoder
// reads ahead a little; that does not matter here.
func (t *tokens) next() (xml.Token, error) {
	t.left = maxToken
	token, err := t.x.RawToken()
	if t.middle {
		return token, err
	}
	switch e := token.(type) {
	case xml.StartElement:
		if len(t.open) == maxDepth {
			return nil, errNesting
		}
		t.open = append(t.open, e.Name)
	case xml.EndElement:
		last := len(t.open) - 1
		if last < 0 || t.open[last] != e.Name {
			return nil, errNesting
		}
		t.open = t.open[:last]
	}
	if errors.Is(err, io.EOF) && len(t.open) > 0 {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}

// offset is where the last token ended, in bytes from the start of the XML.
func (t *tokens) offset() int64 { return t.x.InputOffset() }

// inside is next where the end of the XML is an error.
func (t *tokens) inside() (xml.Token, error) {
	token, err := t.next()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}
