package part

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// pieces are halves of characters, whole ones and bytes that are none.
var pieces = []string{"a", "plain words ", "\xe0\xa4", "\xb9", "हिन्दी", "\xff", "\xff\xfe", "\xc3", "\xa9", "é", "\xf0\x9f\x98", "\x80", ""}

// Texts come out as if each had been looked at when it came: in the same pages.
func TestTextsAreSettled(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	broken, many := 0, 0
	for round := range 400 {
		limit := []int{16, 100, 4 << 10}[round%3]
		late, early := newColumn("x", Text, true, limit), newColumn("x", Text, true, limit)
		few := r.IntN(4) == 0 // texts that are sound but for a few
		for range 1 + r.IntN(600) {
			var v []byte
			for range r.IntN(8) {
				piece := pieces[r.IntN(len(pieces))]
				if few && r.IntN(100) > 0 {
					piece = "é"
				}
				v = append(v, bytes.Repeat([]byte(piece), 1+r.IntN(4))...)
			}
			fine := valid(v)
			if !bytes.Equal(fine, v) {
				broken++
			}
			late.text(v)
			early.text(fine)
		}
		got, want := late.finish(), early.finish()
		if !slices.EqualFunc(got.done, want.done, bytes.Equal) || got.c.rows != want.c.rows || got.c.nulls != want.c.nulls || got.c.size != want.c.size || got.c.plain != want.c.plain {
			t.Fatalf("round %d, limit %d: %d pages, not %d, or other ones", round, limit, len(got.done), len(want.done))
		}
		if len(got.done) > 1 {
			many++
		}
	}
	if broken < 1000 || many < 100 {
		t.Errorf("only %d texts were broken, and %d columns had some pages", broken, many)
	}
}

// Halves of a character in two cells are no text, though together they are.
func TestHalvesAreReplaced(t *testing.T) {
	p := NewPerson([]string{"a"})
	for _, cell := range []string{"x\xc3", "\xa9", "", "\xc3\xa9"} {
		if err := p.Append([][]byte{[]byte(cell)}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := f.Each(nil, func(row []Value) error {
		got = append(got, string(row[0].Text))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"x\ufffd", "\ufffd", "", "é"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}
