package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormalForm(t *testing.T) {
	cases := []struct{ raw, norm string }{
		{"plain text 12", "plain text 12"},
		{"नमस्ते", "नमस्ते"},
		{"९८७६", "9876"},
		{"９８７６＠ｘ．ｃｏｍ", "9876@x.com"},
		{"98\u200b76", "9876"},
		{"98\u00a076", "98 76"},
		{"98–76—5−4", "98-76-5-4"},
		{"Priya’s", "Priya's"},
		{"e\u0301t", "ét"},
		{"Jos\xe9 \x93x\x94", "José \"x\""},
		{"a\u2028b", "a\nb"},
	}
	for _, c := range cases {
		var x Text
		x.Set([]byte(c.raw))
		if string(x.Norm) != c.norm {
			t.Errorf("%q becomes %q, not %q", c.raw, x.Norm, c.norm)
		}
	}
}

func TestSpansLeadBack(t *testing.T) {
	cases := []struct{ raw, find, want string }{
		{"call ९८\u200b७६ now", "9876", "९८\u200b७६"},
		{"José ring 98\u00a076", "98 76", "98\u00a076"},
		{"e\u0301a x", "éa", "e\u0301a"},
		{"\u200bab", "ab", "ab"},
		{"Jos\xe9 b", "José", "Jos\xe9"},
		{"ａb\u200b c", "ab", "ａb"},
	}
	for _, c := range cases {
		var x Text
		x.Set([]byte(c.raw))
		at := strings.Index(string(x.Norm), c.find)
		if at < 0 {
			t.Fatalf("%q lacks %q", x.Norm, c.find)
		}
		from, to := x.Raw(at, at+len(c.find))
		if got := c.raw[from:to]; got != c.want {
			t.Errorf("%q in %q leads back to %q", c.find, c.raw, got)
		}
	}
}

func TestWords(t *testing.T) {
	var x Text
	x.Set([]byte("Dr. O'Brien said: Priya's plan (A-12) is OK. Bye\nमीरा J. Smith, x.y"))
	var b strings.Builder
	for _, w := range x.Split() {
		fmt.Fprintf(&b, "%s/%d/%b ", x.Of(w), w.Gap, w.Shape)
	}
	want := "Dr/6/1000101 O'Brien/2/101 said/0/100 Priya/4/11000101 plan/0/100 A/4/1000101 12/1/1000 is/4/100 OK/0/111 Bye/5/1000101 " +
		"मीरा/6/1110100 J/0/101 Smith/2/101 x/3/100 y/2/100 "
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestTypesHaveNames(t *testing.T) {
	all := Types()
	if len(all) != 27 {
		t.Fatalf("%d types", len(all))
	}
	for _, k := range all {
		if back, ok := ParseType(k.String()); !ok || back != k || k.String() == "?" {
			t.Errorf("%v does not come back", k)
		}
		if !All.Has(k) {
			t.Errorf("%v is not in All", k)
		}
	}
}

// reference makes the normal form in the plain way.
func reference(raw []byte) string {
	var b strings.Builder
	put := func(r rune) {
		if r != dropped {
			b.WriteRune(r)
		}
	}
	for len(raw) > 0 {
		n := 0
		for n < len(raw) {
			r, k := utf8.DecodeRune(raw[n:])
			if r == utf8.RuneError && k <= 1 {
				break
			}
			n += k
		}
		for _, r := range norm.NFKC.String(string(raw[:n])) {
			put(simple(r))
		}
		if n < len(raw) {
			put(simple(windows1252(raw[n])))
			n++
		}
		raw = raw[n:]
	}
	return b.String()
}

func BenchmarkSet(b *testing.B) {
	for name, s := range map[string]string{"ascii": "The app is fast and has not crashed once, thanks to all of you.",
		"quotes": "We’ve been customers for years – no regrets. ₹1,199 a month is fine 🙂",
		"hindi":  "दाम थोड़ा ज़्यादा है। दुकान पर बहुत मदद की। आगे देखते हैं।"} {
		b.Run(name, func(b *testing.B) {
			var x Text
			raw := []byte(s)
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				x.Set(raw)
			}
		})
	}
}

func BenchmarkSplit(b *testing.B) {
	for name, s := range map[string]string{"ascii": "The app is fast and has not crashed once. I spoke to Mr. Rao at the store, who promised to call back.",
		"quotes": "We’ve been customers for years – no regrets. It hasn’t crashed 🙂", "hindi": "दाम थोड़ा ज़्यादा है। दुकान पर बहुत मदद की। आगे देखते हैं।"} {
		b.Run(name, func(b *testing.B) {
			var x Text
			raw := []byte(s)
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				x.Set(raw)
				x.Split()
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "abc", "९८\u200b७६", "e\u0301", "Jos\xe9", "\xff\xfe", "ﷺ", "한글", "a\u0300\u0300b", "O'Brien's '", "ज़्यादा फ़ोन।", "x\u093c\u094d", "x\u20e3", "a\u0903", "a\u0bbe\u0bd7", "\u1100\u1161\u11a8", "½ ² ™", "ABCDEFGH ABCDEFGHi IBM2 2X abcdefghijklmnopqrstuvwxyz0123456789 @[`{/:", "’\u0301", "\xe0\u0301", "a\u0301\xff\u0301", "''s"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var x Text
		x.Set(raw)
		if want := reference(raw); string(x.Norm) != want {
			t.Fatalf("%q becomes %q, not %q", raw, x.Norm, want)
		}
		last := int32(0)
		for _, w := range x.Split() {
			if w.Start < last || w.End <= w.Start || int(w.End) > len(x.Norm) {
				t.Fatalf("word %+v after %d in %q", w, last, x.Norm)
			}
			last = w.End
			const plain = Capital | AllCaps | Letters | Digits
			if want, ok := plainShape(x.Of(w)); ok && w.Shape&plain != want {
				t.Fatalf("%q has shape %b, not %b", x.Of(w), w.Shape&plain, want)
			}
			from, to := x.Raw(int(w.Start), int(w.End))
			if from < 0 || to > len(raw) || from >= to {
				t.Fatalf("%d..%d", from, to)
			}
		}
	})
}

// plainShape returns the shape of a word of ASCII in the plain way.
func plainShape(word []byte) (s Shape, ok bool) {
	capitals, letters := 0, 0
	for i, c := range word {
		switch {
		case c >= utf8.RuneSelf:
			return 0, false
		case '0' <= c && c <= '9':
			s |= Digits
		case 'A' <= c && c <= 'Z':
			if i == 0 {
				s |= Capital
			}
			capitals++
			letters++
		case c != '\'':
			letters++
		}
	}
	if letters > 0 {
		s |= Letters
	}
	if letters > 1 && letters == capitals {
		s |= AllCaps
	}
	return s, true
}
