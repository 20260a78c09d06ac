package pii

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

func TestMask(t *testing.T) {
	cases := []struct{ comment, want string }{
		{"", ""},
		{"fine", "fine"},
		{"mail a.b@x.com or call 9876543210!", "mail [EMAIL] or call [PHONE]!"},
		{"[EMAIL] and a.b@x.com", "[EMAIL] and [EMAIL]"},
		{"a.b@x.com's plan", "[EMAIL]'s plan"},
		{"bad \xff byte 9876543210 \xfe", "bad \xff byte [PHONE] \xfe"},
		{"https://x.com/?mail=a.b@x.com", "[URL]=[EMAIL]"},
		{"[PHONE]9876543210[PHONE]", "[PHONE][PHONE][PHONE]"},
		{"98765[NOTE]43210", "98765[NOTE]43210"},
	}
	s := New(structured, DefaultConfidence, nil).Scanner()
	for _, c := range cases {
		if got := string(s.Mask(nil, []byte(c.comment), nil)); got != c.want {
			t.Errorf("%q becomes %q, not %q", c.comment, got, c.want)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	name := func(comment, part string, from int) text.Span {
		at := from + strings.Index(comment[from:], part)
		return text.Span{Start: at, End: at + len(part), Type: text.Person}
	}
	comment := "Priya Sharma, PRIYA and José; [PERSON_4] Jose a@b.co मीरा मेरा"
	spans := []text.Span{name(comment, "Priya Sharma", 0), name(comment, "PRIYA", 0), name(comment, "José", 0), name(comment, "Jose", 40), name(comment, "a@b.co", 0), name(comment, "मीरा", 0), name(comment, "मेरा", 0)}
	spans[4].Type = text.Email
	got := strings.Join(New(text.All, 0.5, nil).Scanner().Placeholders(nil, []byte(comment), spans), " ")
	if want := "[PERSON_5] [PERSON_5] [PERSON_6] [PERSON_6] [EMAIL] [PERSON_7] [PERSON_8]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTypesAndConfidenceAreHeld(t *testing.T) {
	comment := "a.b@x.com 9876543210 J8369854"
	cases := []struct {
		types text.Set
		min   float64
		want  string
	}{
		{text.SetOf(text.Phone), 0.5, "PHONE=9876543210"},
		{structured, 0.5, "EMAIL=a.b@x.com; PHONE=9876543210"},
		{structured, 0.4, "EMAIL=a.b@x.com; PHONE=9876543210; PASSPORT=J8369854"},
		{structured, 0.9, "EMAIL=a.b@x.com"},
		{0, 0, ""},
	}
	for _, c := range cases {
		if got := show(New(c.types, c.min, nil).Scanner(), comment); got != c.want {
			t.Errorf("types %b from %v: %s, want %s", c.types, c.min, got, c.want)
		}
	}
}

// FuzzMask checks what must hold for every text: spans in order and within, what
// lies outside of them unchanged, and a second mask that changes nothing.
func FuzzMask(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	names := newNames()
	f.Fuzz(func(t *testing.T, comment []byte) {
		for _, s := range []*Scanner{New(structured, DefaultConfidence, nil).Scanner(), New(text.All, DefaultConfidence, names).Scanner(), New(structured, 0.2, nil).Scanner()} {
			spans := append([]text.Span(nil), s.Find(comment, nil)...)
			last := 0
			for _, x := range spans {
				if x.Start < last || x.End <= x.Start || x.End > len(comment) || x.Confidence <= 0 || x.Why == "" {
					t.Fatalf("%q: span %+v after %d", comment, x, last)
				}
				last = x.End
			}
			tags := s.Placeholders(nil, comment, spans)
			var want []byte
			at := 0
			for i, x := range spans {
				want = append(append(want, comment[at:x.Start]...), tags[i]...)
				at = x.End
			}
			want = append(want, comment[at:]...)
			once := s.Mask(nil, comment, nil)
			if !bytes.Equal(once, want) {
				t.Fatalf("%q: masked as %q, spans say %q", comment, once, want)
			}
			if twice := s.Mask(nil, once, nil); !bytes.Equal(once, twice) {
				t.Fatalf("%q\nonce  %q\ntwice %q", comment, once, twice)
			}
		}
	})
}

// seeds are comments to begin from: the cases of the other tests.
func seeds() []string {
	var all []string
	for _, c := range findCases {
		all = append(all, c.comment)
	}
	all = append(all, leaveCases...)
	return append(all, "\xff9876543210\x80", "Priya Sharma of 12 MG Road, Bengaluru 560001 called 9876543210", strings.Repeat("1 ", 100), strings.Repeat("@", 50), strings.Repeat("a.", 50)+"com",
		"order 9876543210 order 9876543211", "[PERSON_1] 9876543210", "e\u0301mail a@b.com\u0301", "ﷺ 9876543210ﷺ", "x@x.com@x.com", "https://a.b@c.com/9876543210?q=1.2.3.4")
}
