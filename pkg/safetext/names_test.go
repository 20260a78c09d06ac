package safetext

import (
	"regexp"
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	cases := []struct{ in, want string }{
		{"North", "North"},
		{"-12", "-12"},
		{"score_q1", "score_q1"},
		{"_x_", `\_x\_`},
		{"a|b", `a\|b`},
		{`a\|b`, `a\\\|b`},
		{"<img src=x>", `\<img src=x\>`},
		{"[x](http://e.example)", `\[x\](http\://e.example)`},
		{"`code` **b** ~s~", "\\`code\\` \\*\\*b\\*\\* \\~s\\~"},
		{"salt & pepper", "salt & pepper"},
		{"a\n\xff", `a \\xff`},
		{"&lt; $x$", `\&lt; \$x\$`},
		{"www.e.example", `www\.e.example`},
		{"mailto:x", `mailto\:x`},
		{"# x", `\# x`},
		{"- x", `\- x`},
		{"---", `\---`},
		{"==", `\==`},
		{"1. x", `1\. x`},
		{"1.5", "1.5"},
		{"12) x", `12\) x`},
		{"a\r\nb\nc", "a b c"},
		{"\x1b[1m\u202e", `\\x1b\[1m\\u202e`},
		{"दिल्ली", "दिल्ली"},
		{"  ", "  "},
	}
	for _, c := range cases {
		if got := Markdown(c.in); got != c.want {
			t.Errorf("Markdown(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"a|b", `\`, "`x`", "<b>", "[x](y)", "- x\n# y", "\x1b|", "_a_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Markdown(s)
		for i := 0; i < len(got); i++ {
			switch got[i] {
			case '\\': // escapes what follows
				i++
				if i == len(got) {
					t.Fatalf("%q ends in a lone backslash: %q", s, got)
				}
			case '|', '<', '`', '[', ']', '*', '\n', '\r':
				t.Fatalf("%q leaves %q bare: %q", s, got[i], got)
			}
		}
	})
}

func TestFileName(t *testing.T) {
	kept := []string{"north", "north-2", "2026-03", "a", "0"}
	for _, s := range kept {
		if got := FileName(s); got != s {
			t.Errorf("FileName(%q) = %q, want it kept", s, got)
		}
	}
	hashed := []string{"North", "NORTH", "north ", "", " ", "../../etc/passwd", "दिल्ली", "मुंबई", "a/b", "a-b-", "-a",
		"con", "com1", "x-0123456789ab", strings.Repeat("x", 60), strings.Repeat("x", 61), "a\x00b", "a--b", "\xff", "\xfe"}
	form := regexp.MustCompile(`^[a-z0-9][a-z0-9-]*-[0-9a-f]{12}$`)
	seen := map[string]string{}
	for _, s := range hashed {
		got := FileName(s)
		if !form.MatchString(got) || len(got) > maxFileName+1+hashDigits {
			t.Errorf("FileName(%q) = %q", s, got)
		}
		if other, twice := seen[got]; twice {
			t.Errorf("%q and %q are both %q", s, other, got)
		}
		seen[got] = s
	}
	if len(seen) != len(hashed) {
		t.Errorf("%d names from %d", len(seen), len(hashed))
	}
	// A name spelled like another's hashed name must not meet it.
	if FileName(FileName("North")) == FileName("North") {
		t.Error("a name that looks hashed is kept")
	}
}

func TestTruncate(t *testing.T) {
	cases := []struct {
		in   string
		n    int
		want string
	}{
		{"North", 5, "North"},
		{"North", 4, "Nor…"},
		{"North", 1, "…"},
		{"North", 0, ""},
		{"North", -3, ""},
		{"", 3, ""},
		{"दिल्ली", 2, "दिल्ली"},      // di + llī
		{"दिल्ली शहर", 3, "दिल्ली…"}, // never between a letter and its vowel sign
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"👩\u200d💻👩\u200d💻👩\u200d💻", 2, "👩\u200d💻…"},
		{"東京都", 3, "東京都"},
	}
	for _, c := range cases {
		if got := Truncate(c.in, c.n); got != c.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
