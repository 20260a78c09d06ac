package pii

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// opaque stands for the bytes of a placeholder: it belongs to no word and no
// number, so nothing reads across it.
const opaque = 0x01

// segment says where a stretch of the masked text stands in the raw one.
type segment struct{ masked, raw, n int }

// tags are the placeholders without number.
var tags = sync.OnceValue(func() []string {
	all := make([]string, 0, len(text.Types()))
	for _, k := range text.Types() {
		all = append(all, "["+k.String()+"]")
	}
	return all
})

// Placeholders appends for each span what a mask writes in its place: [EMAIL],
// or [PERSON_1] with the same number for the same name within this comment, also
// when only a part of an earlier name is repeated. The numbers go on from those
// that the comment already holds.
func (s *Scanner) Placeholders(dst []string, comment []byte, spans []text.Span) []string {
	var names [][]byte // folded, by number
	next := 0
	all := tags()
	for _, x := range spans {
		if x.Type != text.Person {
			dst = append(dst, all[x.Type])
			continue
		}
		if names == nil {
			next = lastNumber(comment)
		}
		name := foldName(comment[x.Start:x.End])
		n := slices.IndexFunc(names, func(earlier []byte) bool { return holds(earlier, name) })
		if n < 0 {
			names = append(names, name)
			n = len(names) - 1
		}
		dst = append(dst, "[PERSON_"+strconv.Itoa(next+n+1)+"]")
	}
	return dst
}

// holds says whether each word of a name is one of an earlier name.
func holds(earlier, name []byte) bool {
	for w := range bytes.FieldsSeq(name) {
		found := false
		for e := range bytes.FieldsSeq(earlier) {
			found = found || bytes.Equal(w, e)
		}
		if !found {
			return false
		}
	}
	return true
}

// foldName brings a name to a form that its spellings share: small letters without
// the accents of Latin letters, marks as blanks. The vowel signs of Indian scripts
// stay, they are letters in all but name.
func foldName(name []byte) []byte {
	var folded []byte
	for _, r := range string(norm.NFKD.Bytes(name)) {
		switch {
		case r >= 0x0300 && r <= 0x036F:
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			folded = append(folded, string(unicode.ToLower(r))...)
		default:
			folded = append(folded, ' ')
		}
	}
	return folded
}

// lastNumber returns the highest number of a [PERSON_n] in a comment.
func lastNumber(comment []byte) int {
	last := 0
	for from := 0; ; {
		start, end, n := placeholder(comment, from)
		if start < 0 {
			return last
		}
		last, from = max(last, n), end
	}
}

// placeholder returns the first placeholder at or behind a place, and its number;
// start is -1 when there is none.
func placeholder(d []byte, from int) (start, end, number int) {
	for {
		i := bytes.IndexByte(d[from:], '[')
		if i < 0 {
			return -1, -1, 0
		}
		start = from + i
		from = start + 1
		end = from
		for end < len(d) && (isUpper(d[end]) || d[end] == '_') && end-from < 24 {
			end++
		}
		name := d[from:end]
		digits := end
		for end < len(d) && isDigit(d[end]) && end-digits < 9 {
			end++
		}
		if end == len(d) || d[end] != ']' {
			continue
		}
		if end > digits {
			if !bytes.HasSuffix(name, []byte("_")) {
				continue
			}
			name = name[:len(name)-1]
			number, _ = strconv.Atoi(string(d[digits:end]))
		}
		if _, ok := text.ParseType(string(name)); ok {
			return start, end + 1, number
		}
		number = 0
	}
}

// withoutPlaceholders returns the comment with its placeholders made opaque, in
// the memory of buf, or nothing when there are none.
func withoutPlaceholders(buf, comment []byte) []byte {
	start, end, _ := placeholder(comment, 0)
	if start < 0 {
		return buf[:0]
	}
	buf = append(buf[:0], comment...)
	for start >= 0 {
		for i := start; i < end; i++ {
			buf[i] = opaque
		}
		start, end, _ = placeholder(comment, end)
	}
	return buf
}

// asMasked appends the comment as its spans would leave it, and says where the
// stretches between them stand.
func (s *Scanner) asMasked(dst, comment []byte) ([]byte, []segment) {
	s.tags = s.Placeholders(s.tags[:0], comment, s.spans)
	gaps := s.gaps[:0]
	at := 0
	for i, x := range s.spans {
		gaps = append(gaps, segment{len(dst), at, x.Start - at})
		dst = append(dst, comment[at:x.Start]...)
		dst = append(dst, s.tags[i]...)
		at = x.End
	}
	gaps = append(gaps, segment{len(dst), at, len(comment) - at})
	return append(dst, comment[at:]...), gaps
}

// merge adds what was found in the masked text.
func (s *Scanner) merge() {
	for _, x := range s.more {
		i, _ := slices.BinarySearchFunc(s.gaps, x.Start, func(g segment, at int) int { return cmp.Compare(g.masked+g.n, at+1) })
		if i == len(s.gaps) {
			continue
		}
		g := s.gaps[i]
		if x.Start < g.masked || x.End > g.masked+g.n {
			continue
		}
		x.Start += g.raw - g.masked
		x.End += g.raw - g.masked
		s.spans = append(s.spans, x)
	}
	slices.SortFunc(s.spans, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
}

// Mask appends the comment with its personal data masked.
func (s *Scanner) Mask(dst, comment []byte, known *person.Known) []byte {
	masked, ok, place := s.recall(comment, known)
	if ok {
		return append(dst, masked...)
	}
	if place == nil {
		return s.mask(dst, comment, known)
	}
	s.trace.Reset()
	known.Follow(&s.trace)
	from := len(dst)
	dst = s.mask(dst, comment, known)
	known.Follow(nil)
	place.remark.Store(newRemark(comment, dst[from:], &s.trace))
	return dst
}

func (s *Scanner) mask(dst, comment []byte, known *person.Known) []byte {
	spans := s.Find(comment, known)
	if len(spans) == 0 {
		return append(dst, comment...)
	}
	s.tags = s.Placeholders(s.tags[:0], comment, spans)
	at := 0
	for i, x := range spans {
		dst = append(dst, comment[at:x.Start]...)
		dst = append(dst, s.tags[i]...)
		at = x.End
	}
	return append(dst, comment[at:]...)
}
