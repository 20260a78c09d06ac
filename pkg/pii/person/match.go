package person

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// matchKnown looks whether a word that may be a part of the respondent's name is
// one. kind is what the lexicon knows of it.
func (s *scan) matchKnown(t *token, b []byte, kind lexicon.Kind) {
	k := s.known
	k.readNames()
	var buf [2 * maxPart]byte
	var folded []byte // when it is needed
	for i := range k.parts {
		p := &k.parts[i]
		whole := k.buf[p.from:p.to]
		if p.key == t.key {
			if k.settle(p); p.drop {
				continue
			}
			if p.care {
				t.perhaps = true
			} else {
				t.class = own
			}
			return
		}
		if len(whole) < typoFrom || kind&everyday != 0 {
			continue
		}
		if folded == nil {
			folded = lexicon.Fold(buf[:0], b)
		}
		if !slip(whole, folded) {
			continue
		}
		if k.settle(p); p.drop || p.care {
			continue
		}
		t.kind, t.class = kind, own
		return
	}
}

// slip says whether b is a with one letter more, fewer or another, or with two
// neighbours changed over. The first or the last letter must be right.
func slip(a, b []byte) bool {
	d := len(a) - len(b)
	if d < -1 || d > 1 || len(b) == 0 || a[0] != b[0] && a[len(a)-1] != b[len(b)-1] {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch {
	case d > 0:
		return bytes.Equal(x[1:], y)
	case d < 0:
		return bytes.Equal(x, y[1:])
	case len(x) == 0 || bytes.Equal(x[1:], y[1:]):
		return true
	}
	return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && bytes.Equal(x[2:], y[2:])
}

// settlePerhaps decides on everyday words that are a part of the name: they are
// when written with a capital inside a sentence, or beside another part.
func (s *scan) settlePerhaps() {
	shout := s.shouting()
	for i := range s.tokens {
		t := &s.tokens[i]
		if !t.perhaps {
			continue
		}
		w := s.words[i]
		beside := i > 0 && w.Gap <= text.Dot && s.tokens[i-1].class >= staffed ||
			i+1 < len(s.tokens) && s.words[i+1].Gap <= text.Dot && (s.tokens[i+1].class >= staffed || s.tokens[i+1].perhaps)
		capital := w.Shape&(text.Capital|text.Caseless) != 0 && w.Shape&text.Opens == 0 && !shout && w.End-w.Start > 2
		if beside || capital {
			t.class = own
		}
	}
}
