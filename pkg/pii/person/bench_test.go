package person

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// comments are invented, most of them without a name, as comments are.
var comments = strings.Split(`The delivery was two days late and nobody picked up the phone.
Good service, would recommend to friends and family.
App keeps crashing after the last update, please fix it soon
I have been waiting for my refund since the first week of the month, this is not acceptable.
bahut accha product hai, delivery bhi jaldi mil gayi
Prices are higher than elsewhere but the quality is worth it.
Very poor support. I called four times and every time they asked me to wait for 48 hours.
Thanks to Rajesh for the quick help at the counter.
The website is slow and the checkout page does not accept my card.
nothing to complain about, keep it up
Staff at the branch were polite, although the queue was long and the air conditioning did not work.
My order arrived broken and the replacement was broken too. I will not buy here again.
ok
The new plan is confusing, why is it more expensive than the old one when it offers less?
Priya from the billing team solved it in a minute, great job.`, "\n")

// known is a row with five parts of names.
func knownRow() *Known {
	k := &Known{}
	k.AddName([]byte("Sunita Venkataraman Deshpande"))
	k.AddEmail([]byte("sunita.vd.kulkarni@example.com"))
	k.AddName([]byte("Khushi"))
	k.AddPhone([]byte("+91 98765 43210"))
	return k
}

// rosterOf makes up n names.
func rosterOf(n int) *Roster {
	r := &Roster{}
	first := []string{"Anirudh", "Bhavani", "Chitralekha", "Damodar", "Eshwari", "Falguni", "Girija", "Hemlata", "Ishwar", "Jagruti", "Keshav", "Lavanya", "Mukul", "Nimmi"}
	for i := range n {
		r.Add([]byte(fmt.Sprintf("%s %sa%s", first[i%len(first)], string(rune('A'+i%26)), string(rune('b'+i/26%20))+"arkar")))
	}
	return r
}

func BenchmarkFind(b *testing.B) {
	f := New(nil, rosterOf(200))
	k := knownRow()
	var t text.Text
	var spans []text.Span
	size, lines := 0, [][]byte{}
	for _, c := range comments {
		size += len(c)
		lines = append(lines, []byte(c))
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range lines {
			t.Set(c)
			spans = f.Find(spans[:0], &t, k)
		}
	}
}

func BenchmarkSplitAlone(b *testing.B) {
	var t text.Text
	size, lines := 0, [][]byte{}
	for _, c := range comments {
		size += len(c)
		lines = append(lines, []byte(c))
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, c := range lines {
			t.Set(c)
			t.Split()
		}
	}
}
