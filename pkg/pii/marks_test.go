package pii

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// unread is what Find finds at one look without a first look at the raw bytes.
func unread(s *Scanner, comment []byte) []text.Span {
	if s.blank = withoutPlaceholders(s.blank, comment); len(s.blank) > 0 {
		comment = s.blank
	}
	s.text.Set(comment)
	s.found, s.beside = s.found[:0], -1
	s.walk()
	s.words()
	return s.settle(nil)
}

// TestMarksOfEveryRune holds the claims of marksOf against the normal form of each
// character between others.
func TestMarksOfEveryRune(t *testing.T) {
	var x text.Text
	known := 0
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		raw := []byte(string(r))
		m := marksOf(raw)
		if m&markOdd != 0 {
			continue
		}
		known++
		x.Set(raw)
		if m&markOther == 0 && string(x.Norm) != string(raw) {
			t.Errorf("%U is said to be its own normal form and becomes %q", r, x.Norm)
		}
		for _, c := range x.Norm {
			if isAlnum(c) || c == '@' || c == ':' || c == '[' || c <= ' ' {
				t.Errorf("%U is said to be harmless and becomes %q", r, x.Norm)
			}
		}
		if len(x.Norm) == 0 {
			t.Errorf("%U is said to be harmless and goes away", r)
		}
	}
	if known < 900 {
		t.Errorf("only %d characters are known", known)
	}
	for a := rune(0x900); a < 0x980; a++ {
		for b := rune(0x900); b < 0x980; b++ {
			for _, before := range []string{"", "e", "é", "न", "्", "❤"} {
				raw := []byte(before + string(a) + string(b))
				if marksOf(raw)&(markOdd|markOther) != 0 {
					continue
				}
				if x.Set(raw); string(x.Norm) != string(raw) {
					t.Errorf("%+q is said to be its own normal form and becomes %+q", raw, x.Norm)
				}
			}
		}
	}
}

// mixed makes a text of pieces that marksOf tells apart.
func mixed(rng *rand.Rand, n int) []byte {
	pieces := []string{"dot", "Do", "t", "nsta", "WITT", "legr", "snap", "cebo", "kto", "k", "o", "a", "with", "slow", ".", ":", ":/", "://", "@", "[", "]", "7", "98", " ", " ", "सेवा", "न", "़", "्", "।", "५",
		"’", "…", "₹", "é", "e\u0301", "❤️", "😊", "ａ", "\u200b", "\xff", "\xe0", "\xe0\xa4", "PERSON_1", "[EMAIL]", "at", "gmail.com", "aa:bb:cc:dd:ee:ff"}
	var d []byte
	for range n {
		d = append(d, pieces[rng.IntN(len(pieces))]...)
	}
	return d
}

func TestMarksBySignsAreThoseByBytes(t *testing.T) {
	if !hasSigns {
		t.Skip("this processor has no such kernel")
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 30000 {
		d := mixed(rng, rng.IntN(100))
		cut := d[:rng.IntN(len(d)+1)]
		if a, b := marksBySigns(cut), marksByBytes(cut); a != b {
			t.Fatalf("%q: %b by signs, %b by bytes", cut, a, b)
		}
	}
	long := slices.Repeat([]byte("ab सेवा "), 5000)
	for n := range 700 {
		if a, b := marksBySigns(long[:len(long)-n]), marksByBytes(long[:len(long)-n]); a != b {
			t.Fatalf("%d bytes less: %b by signs, %b by bytes", n, a, b)
		}
	}
}

// TestFirstLookLosesNothing compares what is found with and without marksOf.
func TestFirstLookLosesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var all [][]byte
	for _, c := range invented() {
		all = append(all, []byte(c))
	}
	for range 20000 {
		all = append(all, mixed(rng, rng.IntN(40)))
	}
	a, b := New(structured, 0, nil).Scanner(), New(structured, 0, nil).Scanner()
	found := 0
	for _, c := range all {
		want := unread(a, c)
		if got := b.look(nil, c, nil); !slices.Equal(got, want) {
			t.Fatalf("%q: %v, not %v", c, got, want)
		}
		found += len(want)
	}
	if found < 1000 {
		t.Errorf("only %d were found at all", found)
	}
}
