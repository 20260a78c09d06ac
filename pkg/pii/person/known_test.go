package person

import (
	"slices"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// TestMayLosesNothing makes all slips of the pen of some names and asks for each
// that is forgiven whether the filters let it through.
func TestMayLosesNothing(t *testing.T) {
	forgiven := 0
	for _, name := range []string{"Quxtaraman", "Zd'Souzaq", "Łukaszewicq", "Brzeszczyq", "सुब्रमण्यमक", "Qyx", "Qwertzuiopasdfghjklyxcvbnmqwertzuiopasdfghjklyx"} {
		k := &Known{}
		k.AddName([]byte(name))
		k.AddEmail([]byte("x1@example.org"))
		if k.odd {
			k.readNames()
		}
		whole := lexicon.Fold(nil, []byte(name))
		for i := range whole {
			for _, change := range [][]byte{nil, {'q'}, {whole[i], 'x'}, {'\'', whole[i]}} {
				word := slices.Concat(whole[:i], change, whole[i+1:])
				checkMay(t, k, whole, word, &forgiven)
			}
			if i > 0 {
				word := slices.Clone(whole)
				word[i], word[i-1] = word[i-1], word[i]
				checkMay(t, k, whole, word, &forgiven)
			}
		}
	}
	if forgiven < 300 {
		t.Errorf("%d slips are forgiven", forgiven)
	}
}

func checkMay(t *testing.T, k *Known, whole, word []byte, forgiven *int) {
	var x text.Text
	x.Set(word)
	if len(x.Split()) != 1 || len(word) > maxPart {
		return
	}
	w := x.Words[0]
	f := *x.Facts(w)
	learn(&f, x.Norm, w)
	folded := lexicon.Fold(nil, x.Of(w))
	same := string(folded) == string(whole)
	if lexicon.Kind(f.Kind)&everyday != 0 || !same && (len(whole) < typoFrom || !slip(whole, folded)) {
		return
	}
	*forgiven++
	if !k.may(&f) {
		t.Errorf("%q is %q with a slip, and is not looked at", word, whole)
	}
}

// TestKnownIsReadAgain adds to a row that a comment was compared with.
func TestKnownIsReadAgain(t *testing.T) {
	k := &Known{}
	f := New(nil, nil)
	find := func(s string) int {
		var x text.Text
		x.Set([]byte(s))
		return len(f.Find(nil, &x, k))
	}
	const comment = "ask zarapkar or 98765 43210 or zz@example.org"
	for i, add := range []func(){func() { k.AddName([]byte("Zarapkar")) }, func() { k.AddPhone([]byte("9876543210")) }, func() { k.AddEmail([]byte("ZZ@example.org")) }} {
		add()
		if n := find(comment); n != i+1 {
			t.Errorf("%d things are found after %d cells", n, i+1)
		}
	}
	k.Reset()
	if n := find(comment); n != 0 {
		t.Errorf("%d things are found of the row before", n)
	}
}
