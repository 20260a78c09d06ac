package pii

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// handle looks at @name at a place.
func (s *Scanner) handle(i int) {
	d := s.text.Norm
	end := nameEnd(d, i+1)
	name := d[i+1 : end]
	if len(name) < 3 || len(name) > 30 || isDigit(name[0]) || end < len(d) && d[end] == '@' {
		return
	}
	base := 0.6
	if isLetters(name) {
		switch k := lexicon.Lookup(name); {
		case k&lexicon.Name != 0:
		case k&(lexicon.Common|lexicon.Frequent|lexicon.Hinglish|lexicon.Brand) != 0:
			base = 0.35
		}
	}
	by := s.around(i, end)
	s.weigh(text.Handle, i, end, base, 0.75, cueHandle, &by, "@name", "@name with a social network near")
}

// nameEnd returns where the name of an account ends.
func nameEnd(d []byte, i int) int {
	end := i
	for end < len(d) && (isAlnum(d[end]) || d[end] == '_' || d[end] == '.') {
		end++
	}
	for end > i && d[end-1] == '.' {
		end--
	}
	return end
}

// network looks at what may be the word of a social network around a place, and at
// the name of an account behind it.
func (s *Scanner) network(i int) {
	d := s.text.Norm
	start, end := i, i
	for start > 0 && i-start < 8 && isLetter(d[start-1]) {
		start--
	}
	for end < len(d) && end-i < 10 && isLetter(d[end]) {
		end++
	}
	if s.cueOf(d[start:end])&cueHandle != 0 {
		s.cuedName(end)
	}
}

// cuedName reads the name behind the word of a network that ends at a place: up to
// three words such as "id is" between, and a name that looks like one.
func (s *Scanner) cuedName(i int) {
	d := s.text.Norm
	named, marked, says := false, false, false
	for n := 0; n < 4; n++ {
		for k := 0; k < 3 && i < len(d) && (d[i] == ' ' || d[i] == ':' || d[i] == '-' || d[i] == '='); k++ {
			marked = marked || d[i] != ' '
			i++
		}
		end := nameEnd(d, i)
		if end == i {
			return
		}
		switch string(lower(d[i:end])) {
		case "id", "handle", "username", "user", "name", "profile":
			named = true
			i = end
			continue
		case "is":
			says = true
			i = end
			continue
		case "my", "me", "account", "on", "at", "as":
			i = end
			continue
		}
		name := d[i:end]
		if len(name) < 4 || len(name) > 30 || end < len(d) && (d[end] == '@' || isWordByte(d[end])) || bytes.Equal(name, []byte("http")) {
			return
		}
		odd := !isLetters(name) && !allDigits(name)
		switch {
		case odd && (named || marked || says || bytes.IndexByte(name, '_') >= 0 || bytes.IndexByte(name, '.') < 0):
		case (named || marked) && lexicon.Lookup(name)&(lexicon.Common|lexicon.Frequent|lexicon.Hinglish) == 0 && !allDigits(name):
		default:
			return
		}
		s.keep(text.Handle, i, end, 0.7, "name behind the word of a social network")
		return
	}
}

// allDigits says whether w holds digits alone.
func allDigits(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) {
			return false
		}
	}
	return true
}
