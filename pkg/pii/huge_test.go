package pii

import (
	"strings"
	"testing"
	"time"
)

// hugeParts are what a huge cell is made of, each repeated.
var hugeParts = []string{"1", "@", " ", "1 ", "12 ", "123-", "a@", "a.", "1.", ":", "1:", "9876543210 ", "2341 2341 2346 ", "a.b@x.com ", "[", "[EMAIL]", "a1", "A1 ", "KA 01 AB ", "https://", "x.com/", "(", "dot ", "a dot ", "insta ",
	"order 9876543210 ", "999999999999999999999999 ", "-", "+", "1,", "1/1/1990 ", "\xff", "é", "९ ", "Aug 1 ", "4111111111111111 ", "fe80::1 ", "..", "(at)", " at ", "9 8 "}

// TestHugeCellsAreLinear compares the work for a text with that for one four times
// as long. It measures time against time with a wide margin; a quadratic scanner
// would take sixteen times as long.
func TestHugeCellsAreLinear(t *testing.T) {
	s := New(structured, DefaultConfidence, nil).Scanner()
	took := func(part string, n int) time.Duration {
		best := time.Hour
		raw := []byte(strings.Repeat(part, n/len(part)))
		for range 2 {
			start := time.Now()
			s.Find(raw, nil)
			best = min(best, time.Since(start))
		}
		return best
	}
	for _, part := range hugeParts {
		one, four := time.Duration(0), time.Duration(1)
		for try := 0; try < 4 && (try == 0 || four > 10*one+20*time.Millisecond); try++ { // somebody else may have had the processor
			one, four = took(part, 1<<13), took(part, 1<<15)
		}
		if four > 10*one+20*time.Millisecond {
			t.Errorf("%q: %v for 8 KB, %v for 32 KB", part, one, four)
		}
	}
}
