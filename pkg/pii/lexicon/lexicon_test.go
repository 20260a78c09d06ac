package lexicon

import (
	"bytes"
	"testing"
)

func TestLookup(t *testing.T) {
	cases := []struct {
		word     string
		has, not Kind
	}{
		{"Priya", Given | Strong | Indian, Common | Place},
		{"PRIYA", Given | Strong, Variant},
		{"Sharma", Family | Strong | Indian, Common},
		{"José", Given | Strong, Common},
		{"jose", Given | Strong, 0},
		{"O'Brien", Family, Common},
		{"D'Souza", Family | Indian, 0},
		{"Müller", Family | Strong, Common},
		{"Łukasz", Given, Common},
		{"Nguyễn", Family | Strong, Common},
		{"Will", Given | Common | Frequent | Strong, 0},
		{"Baker", Family | Common | Strong, 0},
		{"पूजा", Given | Common | Strong, 0},
		{"Khan", Family | Strong, 0},
		{"great", Common | Frequent, Name},
		{"The", Common | Frequent, Strong},
		{"bahut", Hinglish, Common},
		{"Paris", City, 0},
		{"Mumbai", City, 0},
		{"Karnataka", Region, Name &^ Family},
		{"Samsung", Brand, Common},
		{"Ltd", Company, Name},
		{"Nagar", Street, 0},
		{"April", Calendar | Given, 0},
		{"Hindi", Nationality, 0},
		{"Smt", Title, 0},
		{"von", Particle, 0},
		{"राजेश", Given | Strong, Common},
		{"शर्मा", Family, Common},
		{"Lakshmee", Given | Variant, Common},
		{"Shreeram", Given, Common},
		{"Zxqvwk", 0, ^Kind(0)},
		{"", 0, ^Kind(0)},
	}
	for _, c := range cases {
		got := Lookup([]byte(c.word))
		if got&c.has != c.has || got&c.not != 0 {
			t.Errorf("%q is %b: lacks %b, has too much %b", c.word, got, c.has&^got, got&c.not)
		}
	}
}

func TestFold(t *testing.T) {
	cases := []struct{ in, out string }{
		{"Straße", "strasse"}, {"ÉCOLE", "ecole"}, {"Søren", "soren"}, {"O'Neil", "oneil"}, {"Ελένη", "ελενη"},
		{"Наталья", "наталя"}, {"Nguyễn", "nguyen"}, {"प्रिया", "प्रिया"}, {"e\u0301", "e"}, {"a\xff", "a"},
	}
	for _, c := range cases {
		if got := Fold(nil, []byte(c.in)); string(got) != c.out {
			t.Errorf("%q is folded to %q, not %q", c.in, got, c.out)
		}
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	words := [][]byte{[]byte("Priya"), []byte("José"), []byte("Lakshmee"), []byte("zxqvwk"), []byte("Nguyễn")}
	Lookup(words[0])
	if n := testing.AllocsPerRun(100, func() {
		for _, w := range words {
			Lookup(w)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzLookup(f *testing.F) {
	for _, s := range []string{"", "Priya", "José", "प्रिया", "\xff\xfe", "\xe0\xa0\x80", "\xe0\xa4\x85", "हिंदी", "xxxxxxxx", "Thakkarwala said O'Neil DID", "hhh", "'"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, word []byte) {
		Lookup(word)
		for from := range min(len(word), 100) {
			for to := from; to <= min(len(word), 100); to++ {
				if got, want := KeyIn(word, from, to), Key(word[from:to]); got != want {
					t.Errorf("the key of %q in %q is %x, not %x", word[from:to], word, got, want)
				}
			}
		}
		once := Fold(nil, word)
		if h, _ := hash(once, exact); len(word) > 0 && len(word) <= longest && Key(word) != h {
			t.Errorf("the key of %q is %x, not %x", word, Key(word), h)
		}
		if twice := Fold(nil, once); !bytes.Equal(once, twice) {
			t.Errorf("%q is folded to %q and then to %q", word, once, twice)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	words := [][]byte{[]byte("Priya"), []byte("Service"), []byte("The"), []byte("José"), []byte("Thakkarwala")}
	Lookup(words[0])
	for i := 0; b.Loop(); i++ {
		Lookup(words[i%len(words)])
	}
}
