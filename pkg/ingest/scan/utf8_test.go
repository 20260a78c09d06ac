package scan

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// firstBad is the plain way to the same answer.
func firstBad(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func FuzzInvalidUTF8(f *testing.F) {
	seeds := []string{
		"", "plain ASCII of more than one word", "धन्यवाद", "é", "a\xff", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xe0\x9f\xbf", "\xf4\x90\x80\x80",
		"\xf0\x9f\x99\x82", "\xf0\x8f\xbf\xbf", "\xe0\xa4", "\xe0\xa4x", "\xe0\xa4\xa7\xe0", "\uFFFD", "\xc3", "\xf0\x9f\x99",
	}
	for _, s := range seeds {
		f.Add([]byte(s))
		f.Add([]byte("1234567" + s + "12345678"))
		f.Add([]byte(strings.Repeat(s, 9)))
		f.Add([]byte(strings.Repeat("ध", 21) + s + strings.Repeat("धx", 40)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkUTF8(t, data)
	})
}

// checkUTF8 compares all ways to the answer. A kernel that sees faults where
// there are none would only be slow, which is a fault too.
func checkUTF8(t *testing.T, data []byte) {
	t.Helper()
	want := firstBad(data)
	if got := invalidUTF8(data); got != want {
		t.Fatalf("%q: %d, want %d", data, got, want)
	}
	if got := invalidFrom(data, 0); got != want {
		t.Fatalf("%q, by words: %d, want %d", data, got, want)
	}
	if want < 0 && hasAVX2 && !validAVX2(data[:len(data)&^63]) {
		t.Fatalf("%q: not well-formed by the kernel", data)
	}
}

// TestEveryRune tries every second byte of every kind of rune, and runes of
// all sizes, among few bytes and among many: these are looked at in words.
func TestEveryRune(t *testing.T) {
	ascii := strings.Repeat("12345678", 9)
	check := func(s string) {
		for _, around := range []int{0, 1, 3, 30, 31, 44, 61, 62, 63, 64} {
			checkUTF8(t, []byte(ascii[:around]+s+ascii[:around]))
			checkUTF8(t, []byte(ascii[:around]+s+ascii)) // with a whole chunk of ASCII behind
		}
	}
	for a := 0x80; a < 256; a++ {
		for b := range 256 {
			for _, tail := range []string{"", "\x80", "\xbf", "\x80\x80", "\xbf\xff"} {
				check(string([]byte{byte(a), byte(b)}) + tail)
			}
		}
	}
	for r := rune(0); r <= utf8.MaxRune; r += 7 {
		check(string(r))
	}
}

func BenchmarkInvalidUTF8(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": "R00000001,customer168653@example.in,2026-04-20T03:59:53+05:30,3,North\n",
		"hindi": "नेटवर्क धीमा है, कृपया ठीक करें\n",
	} {
		data := []byte(strings.Repeat(s, (512<<10)/len(s)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if invalidUTF8(data) >= 0 {
					b.Fatal("not valid")
				}
			}
		})
	}
}
