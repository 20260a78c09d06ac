package safetext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var terminalCases = []struct{ name, in, want string }{
	{"plain", "North 12%", "North 12%"},
	{"empty", "", ""},
	{"backslash stays", `C:\nps`, `C:\nps`},
	{"escape", "\x1b[31mred", `\x1b[31mred`},
	{"clipboard", "\x1b]52;c;AAAA\x07", `\x1b]52;c;AAAA\x07`},
	{"line breaks", "a\nb\r\nc\td", `a\nb\r\nc\td`},
	{"nul and del", "a\x00b\x7f", `a\x00b\x7f`},
	{"C1", "a\u009b31m", `a\u009b31m`},
	{"broken UTF-8", "a\xffb\xc3", `a\xffb\xc3`},
	{"surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
	{"replacement character is a character", "a\ufffd", "a\ufffd"},
	{"bidi override", "a\u202egnp.exe", `a\u202egnp.exe`},
	{"bidi isolate and marks", "\u2066x\u2069\u200e\u200f\u061c", `\u2066x\u2069\u200e\u200f\u061c`},
	{"zero width", "No\u200brth\u2060\ufeff", `No\u200brth\u2060\ufeff`},
	{"separators", "a\u2028b\u2029", `a\u2028b\u2029`},
	{"tags", "a\U000e0041", `a\U000e0041`},
	{"soft hyphen", "a\u00adb", `a\u00adb`},
	{"fillers", "a\u3164\u115f", `a\u3164\u115f`},
	{"noncharacter", "a\ufffe\U0001ffff", `a\ufffe\U0001ffff`},
	{"joiner between Latin letters", "a\u200db\u200cc", `a\u200db\u200cc`},
	{"joiner in Devanagari", "क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष"},
	{"joiner ends a word behind a virama", "അവന്\u200d", "അവന്\u200d"},
	{"non-joiner in Persian", "می\u200cخواهم", "می\u200cخواهم"},
	{"non-joiner at the end", "می\u200c", `می\u200c`},
	{"joiner twice", "क्\u200d\u200dष", "क्\u200d\\u200dष"},
	{"emoji sequence", "👩\u200d💻", "👩\u200d💻"},
	{"emoji with selector", "❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"},
	{"keycap", "1\ufe0f\u20e3", "1\ufe0f\u20e3"},
	{"selector behind a letter", "a\ufe0f1\ufe0f", `a\ufe0f1\ufe0f`},
	{"selector first", "\ufe0fa", `\ufe0fa`},
	{"name with a variant ideograph", "葛\U000e0100", "葛\U000e0100"},
	{"variant selector as a hiding place", "a\U000e0101", `a\U000e0101`},
	{"accents and scripts", "Zoë दिल्ली 東京 مرحبا café", "Zoë दिल्ली 東京 مرحبا café"},
	{"Arabic number sign is drawn", "\u0600", "\u0600"},
}

func TestTerminal(t *testing.T) {
	if len(terminalCases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range terminalCases {
		t.Run(c.name, func(t *testing.T) {
			if got := Terminal(c.in); got != c.want {
				t.Errorf("Terminal(%+q) = %+q, want %+q", c.in, got, c.want)
			}
			if got := Terminal(c.want); got != c.want {
				t.Errorf("a second pass changes %+q to %+q", c.want, got)
			}
		})
	}
}

func TestProseKeepsLines(t *testing.T) {
	in, want := "one\n\ttwo\r\n\x1bthree", "one\n\ttwo\\r\n\\x1bthree"
	if got := Prose(in); got != want {
		t.Errorf("Prose(%q) = %q, want %q", in, got, want)
	}
}

func TestCleanTextIsNotCopied(t *testing.T) {
	for _, s := range []string{"North", "दिल्ली 東京 café", "👩\u200d💻", strings.Repeat("x", 1000)} {
		if n := testing.AllocsPerRun(100, func() { Terminal(s); CSVCell(s) }); n != 0 {
			t.Errorf("%d bytes of clean text cost %v allocations", len(s), n)
		}
	}
}

// dangerous names what must never come out, by number and not by the tables
// that the code under test uses.
func dangerous(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 ||
		r == 0x200b || r == 0x200e || r == 0x200f || r == 0x61c || r == 0x2028 || r == 0x2029 ||
		r == 0x2060 || r == 0xfeff || r >= 0xe0000 && r <= 0xe007f
}

func FuzzTerminal(f *testing.F) {
	for _, c := range terminalCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Terminal(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q gives broken UTF-8", s)
		}
		for _, r := range got {
			if dangerous(r) {
				t.Fatalf("%q lets %U through", s, r)
			}
		}
		if again := Terminal(got); again != got {
			t.Fatalf("%q: second pass gives %q after %q", s, again, got)
		}
		for i, r := range Prose(s) {
			if dangerous(r) && r != '\n' && r != '\t' {
				t.Fatalf("Prose(%q) lets %U through at %d", s, r, i)
			}
		}
		if plain(s) && got != s {
			t.Fatalf("clean %q was changed to %q", s, got)
		}
	})
}

// plain is a sufficient condition for text that must stay as it is.
func plain(s string) bool {
	for _, r := range s {
		if !(r >= ' ' && r < 0x7f) && !(r > 0xad && r < 0x300 && unicode.IsLetter(r)) {
			return false
		}
	}
	return true
}
