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
)

// tokens reads XML token by token, none of which can use much memory.
type tokens struct {
	x    *xml.Decoder
	from io.Reader
	left int // bytes that the token being read may still have
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
	return t.x.RawToken()
}

// inside is next where the end of the XML is an error.
func (t *tokens) inside() (xml.Token, error) {
	token, err := t.next()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}
