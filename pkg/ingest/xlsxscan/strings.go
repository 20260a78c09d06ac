package xlsxscan

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// sharedStrings reads the texts that cells refer to by number, once.
func (b *Book) sharedStrings() error {
	if b.read {
		return nil
	}
	f := b.parts["xl/sharedstrings.xml"]
	if f == nil {
		b.read = true
		return nil
	}
	if f.UncompressedSize64 > uint64(b.limits.Strings) {
		return fmt.Errorf("%w: shared strings", ErrTooBig)
	}
	r, err := f.Open()
	if err != nil {
		return broken("shared strings", err)
	}
	defer r.Close()
	x := newTokens(r)
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			b.read = true
			return nil
		}
		if err == nil {
			if s, ok := t.(xml.StartElement); ok && s.Name.Local == "si" {
				var text string
				text, err = richText(x, "si")
				b.strings = append(b.strings, text)
				if len(b.strings) > maxStrings {
					return fmt.Errorf("%w: shared strings", ErrTooBig)
				}
			}
		}
		if err != nil {
			return broken("shared strings", err)
		}
	}
}

// broken says what was being read when err came.
func broken(what string, err error) error {
	if errors.Is(err, ErrTooBig) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%w: %s: %w", ErrBroken, what, err)
}

// richText reads the texts of all runs up to the end of the element named end,
// without phonetic hints.
func richText(x *tokens, end string) (string, error) {
	var text strings.Builder
	inText, phonetic := false, 0
	for {
		t, err := x.inside()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
			if text.Len() > maxToken {
				return "", fmt.Errorf("%w: one text", ErrTooBig)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "rPh":
				phonetic--
			case end:
				return unescape(text.String()), nil
			}
		}
	}
}

// plainText reads the text up to the end of the element named end.
func plainText(x *tokens, end string) (string, error) {
	var text strings.Builder
	for {
		t, err := x.inside()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			if text.Write(t); text.Len() > maxToken {
				return "", fmt.Errorf("%w: one text", ErrTooBig)
			}
		case xml.EndElement:
			if t.Name.Local == end {
				return text.String(), nil
			}
		}
	}
}

// unescape replaces _xHHHH_, by which characters that XML cannot hold are
// written (ECMA-376 part 1, 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		unit, ok := escaped(s[i:])
		if !ok {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += 7
		if utf16.IsSurrogate(unit) {
			low, _ := escaped(s[i:])
			if unit = utf16.DecodeRune(unit, low); unit != utf8.RuneError {
				i += 7
			}
		}
		b.WriteRune(unit)
	}
	return b.String()
}

// escaped reads one escape at the start of s.
func escaped(s string) (unit rune, ok bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	for _, c := range []byte(s[2:6]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(c)
	}
	return unit, true
}
