package stats

import (
	"math/rand/v2"
	"testing"
)

// Ten groups that do not differ: with few answers the omnibus is careful, with
// more it comes to its level.
func TestOmnibusLevel(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	const rounds = 4000
	for _, c := range []struct {
		n          int
		low, level float64
	}{{5, 0, 2}, {10, 2, 5}, {50, 2.5, 6}} {
		rejected := 0
		groups := make([]Counts, 10)
		for range rounds {
			for i := range groups {
				groups[i] = drawCounts(rng, Counts{0.2, 0.3, 0.5}, c.n)
			}
			if _, df, p, ok := Omnibus(groups); !ok || df != 9 {
				t.Fatalf("df %d, ok %v", df, ok)
			} else if p <= 0.05 {
				rejected++
			}
		}
		level := 100 * float64(rejected) / rounds
		t.Logf("n = %d: %.1f %%", c.n, level)
		if level < c.low || level > c.level {
			t.Errorf("n = %d: %.1f %%", c.n, level)
		}
	}
}
