package pii

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// invented returns comments of about 80 bytes, 18 in a hundred of which hold
// something personal.
func invented() []string {
	rng := rand.New(rand.NewPCG(1, 2))
	plain := []string{"The network is slow in the evening and nobody answers at the counter", "Great value for the money, would recommend it to my friends and family",
		"It took 3 visits and 2 weeks to get the router replaced. Not happy at all!", "Delivery was on time; the staff were polite and the packing was good", "App crashes after the update, please fix it soon. Otherwise 9/10 from me",
		"Bahut accha service hai, speed bhi theek hai lekin bill zyada aata hai", "सेवा अच्छी है लेकिन नेटवर्क शाम को धीमा रहता है"}
	held := []func() string{
		func() string { return fmt.Sprintf("mail me at user%d@example.com please", rng.IntN(1e4)) },
		func() string { return fmt.Sprintf("call me on 98%08d after six", rng.IntN(1e8)) },
		func() string { return "my PAN ABCPE1234F was rejected" },
		func() string { return "card 4111 1111 1111 1111 was charged twice" },
		func() string { return "aadhaar 2341 2341 2346 is linked" },
		func() string { return fmt.Sprintf("pay to asha%d@okaxis only", rng.IntN(1e3)) },
	}
	all := make([]string, 2000)
	for i := range all {
		var b strings.Builder
		b.WriteString(plain[rng.IntN(len(plain))])
		if rng.IntN(100) < 18 {
			b.WriteString(". " + held[rng.IntN(len(held))]())
		}
		all[i] = b.String()
	}
	return all
}

// BenchmarkFind is the scanner without names and places; BenchmarkRegexpOracle
// asks the oracles' regular expressions for the same types.
func BenchmarkFind(b *testing.B) {
	comments := invented()
	raw := make([][]byte, len(comments))
	n := 0
	for i, c := range comments {
		raw[i] = []byte(c)
		n += len(c)
	}
	s := New(structured, DefaultConfidence, nil).Scanner()
	b.SetBytes(int64(n))
	b.ReportAllocs()
	found := 0
	for b.Loop() {
		found = 0
		for _, c := range raw {
			if len(s.Find(c, nil)) > 0 {
				found++
			}
		}
	}
	b.ReportMetric(float64(found)/float64(len(comments)), "found/op")
}

func BenchmarkRegexpOracle(b *testing.B) {
	comments := invented()
	n := 0
	for _, c := range comments {
		n += len(c)
	}
	b.SetBytes(int64(n))
	found := 0
	for b.Loop() {
		found = 0
		for _, c := range comments {
			hit := false
			for _, o := range oracles() {
				for _, m := range o.re.FindAllStringIndex(c, -1) {
					hit = hit || o.accepts(c, m[0], m[1])
				}
			}
			if hit {
				found++
			}
		}
	}
	b.ReportMetric(float64(found)/float64(len(comments)), "found/op")
}

func TestNothingFoundAllocatesNothing(t *testing.T) {
	comments := []string{"The network is slow in the evening, 9/10 on 12/05/2024 at 10:30.", "order no 8765432109 cost Rs 12,34,567 e.g. at meet @ 5pm", "no marks here at all", "सेवा अच्छी है"}
	s := New(structured, DefaultConfidence, nil).Scanner()
	for _, c := range comments {
		raw := []byte(c)
		if n := testing.AllocsPerRun(100, func() {
			if len(s.Find(raw, nil)) > 0 {
				t.Fatalf("%q holds something", c)
			}
		}); n > 0 {
			t.Errorf("%q: %v allocations", c, n)
		}
	}
}
