package text

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"
)

// TestFactsAreTheWords keeps a word's facts from text to text and never shows them
// for another word, however many there are.
func TestFactsAreTheWords(t *testing.T) {
	if n := unsafe.Sizeof(remembered{}); n != 64 {
		t.Errorf("a word takes %d bytes", n)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		stem := []string{"a", "price", "delivery", "configuration", "incomprehensible", "नेटवर्क", "x12345678y12345678", "b2345678z12345678aabbcc"}[rng.IntN(8)]
		return stem + strings.Repeat("é", rng.IntN(3)) + fmt.Sprint(rng.IntN(1<<rng.IntN(14)))
	}
	ids := map[string]uint64{}
	var x Text
	known, texts := 0, 70000 // the counter of texts turns over
	for range texts {
		var words []string
		for range rng.IntN(4) + 1 {
			words = append(words, word())
		}
		x.Set([]byte(strings.Join(words, " ")))
		for range 2 {
			for _, w := range x.Split() {
				f, s := x.Facts(w), string(x.Of(w))
				if ids[s] == 0 {
					ids[s] = uint64(len(ids) + 1)
				}
				if f.Asked != 0 {
					known++
					if f.Key != ids[s] {
						t.Fatalf("%q has the facts of another word", s)
					}
				}
				f.Key, f.Asked = ids[s], ByPerson
			}
		}
	}
	if known < texts {
		t.Errorf("%d facts came back", known)
	}
}
