package report

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// The fonts of pictures, which are also those of the PDF.
var (
	regular = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(goregular.TTF) })
	bold    = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(gobold.TTF) })
)

// fitted returns s with what the font of the PDF and of pictures can draw: signs
// that it lacks become a box. ok is false where a letter, an accent or a digit
// is lacking, without which a name cannot be read.
func fitted(s string) (out string, ok bool, err error) {
	font, err := regular()
	if err != nil {
		return "", false, err
	}
	s = strings.ReplaceAll(s, "℠", "(SM)")
	var buffer sfnt.Buffer
	ok = true
	out = strings.Map(func(r rune) rune {
		if index, err := font.GlyphIndex(&buffer, r); err == nil && index != 0 && r <= 0xFFFF {
			return r
		}
		if unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) {
			ok = false
		}
		return '□'
	}, s)
	return out, ok, nil
}
