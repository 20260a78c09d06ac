package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawCounts is a sample of n answers with the shares of truth.
func drawCounts(rng *rand.Rand, truth Counts, n int) (c Counts) {
	for range n {
		switch u := rng.Float64(); {
		case u < truth.Detractors:
			c.Detractors++
		case u < truth.Detractors+truth.Passives:
			c.Passives++
		default:
			c.Promoters++
		}
	}
	return c
}

// Shrinking pays: with groups of 3 to 40 answers the shrunk scores are nearer
// to the truth than the raw ones, and the group at the top is a better one.
func TestShrinkIsNearer(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	var raw, shrunk, topRaw, topShrunk float64
	const rounds, count = 200, 40
	for range rounds {
		truths := plausibleFrom(rng, count)
		groups := make([]Counts, count)
		for i, truth := range truths {
			groups[i] = drawCounts(rng, truth, 3+rng.IntN(38))
		}
		s, ok := Shrink(groups)
		if !ok {
			t.Fatal("not shrunk")
		}
		best := 0
		for i, g := range s.Groups {
			x := truths[i].Promoters - truths[i].Detractors
			raw += (g.NPS - x) * (g.NPS - x) / (rounds * count)
			shrunk += (g.Score - x) * (g.Score - x) / (rounds * count)
			if g.NPS > s.Groups[best].NPS {
				best = i
			}
		}
		first := s.Order()[0]
		topRaw += (truths[best].Promoters - truths[best].Detractors) / rounds
		topShrunk += (truths[first].Promoters - truths[first].Detractors) / rounds
	}
	t.Logf("root mean square error: raw %.1f points, shrunk %.1f; true score of the first: raw %.1f, shrunk %.1f",
		100*math.Sqrt(raw), 100*math.Sqrt(shrunk), 100*topRaw, 100*topShrunk)
	if shrunk > 0.9*raw || topShrunk < topRaw {
		t.Errorf("raw %v, shrunk %v; first %v and %v", raw, shrunk, topRaw, topShrunk)
	}
}

// plausibleFrom are shares close to 20/30/50 that differ between groups with a
// standard deviation of about 20 points.
func plausibleFrom(rng *rand.Rand, count int) []Counts {
	list := make([]Counts, count)
	for i := range list {
		move := max(-0.35, min(0.35, 0.2*rng.NormFloat64())) / 2
		list[i] = Counts{0.2 - move, 0.3, 0.5 + move}
	}
	return list
}

func TestShrinkProperties(t *testing.T) {
	groups := []Counts{{20, 30, 50}, {0, 0, 1}, {}, {200, 300, 500}, {3, 0, 0}, {0, 0, 1}, {100, 900, 1000}}
	s, ok := Shrink(groups)
	if !ok || len(s.Groups) != len(groups) || s.Groups[2] != (Shrunk{}) {
		t.Fatalf("%+v, ok %v", s, ok)
	}
	for i, g := range s.Groups {
		if !g.OK {
			continue
		}
		if g.NPS != groups[i].score() || !(g.Pull >= 0 && g.Pull <= 1) || (g.Score-g.NPS)*(s.Mean-g.Score) < 0 {
			t.Errorf("%v: %+v about %v", groups[i], g, s.Mean)
		}
	}
	// A single promoter is not at the top of the list; large groups stay.
	order := s.Order()
	if order[0] == 1 && s.Groups[1].Pull < 0.3 || s.Groups[3].Pull > s.Groups[0].Pull {
		t.Errorf("%+v", s)
	}
	if !slices.Contains(order, 1) || slices.Contains(order, 2) || len(order) != 6 {
		t.Errorf("order %v", order)
	}
	if i, j := slices.Index(order, 1), slices.Index(order, 5); j != i+1 {
		t.Errorf("equal groups change places: %v", order)
	}
	// Groups that differ by less than chance are one.
	s, _ = Shrink([]Counts{{20, 30, 50}, {20, 30, 50}, {2, 3, 5}})
	if s.Tau2 != 0 || math.Abs(s.Groups[2].Score-0.3) > slack || s.Groups[0].Pull != 1 {
		t.Errorf("%+v", s)
	}
	// Many answers: nothing is drawn.
	s, _ = Shrink([]Counts{{2e8, 3e8, 5e8}, {5e8, 3e8, 2e8}})
	if s.Groups[0].Pull > 1e-6 || math.Abs(s.Tau2-0.18) > 1e-6 {
		t.Errorf("%+v", s)
	}
}

// DerSimonian and Laird by hand, with variances that are given.
func TestShrinkTau2(t *testing.T) {
	scores, variances := []float64{0.1, 0.5, 0.9}, []float64{0.01, 0.02, 0.04}
	// w = 100, 50, 25; mean 57.5/175; Q = sum w x² - (sum w x)²/sum w.
	q := 100*0.01 + 50*0.25 + 25*0.81 - 57.5*57.5/175
	near(t, "tau²", shrinkTau2(scores, variances), (q-2)/(175-(10000+2500+625)/175.), 1e-12)
}
