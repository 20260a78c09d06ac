package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The draws follow the law: each frequency within 4.5 standard errors of its
// probability.
func TestHypergeometric(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	const draws = 40000
	for _, c := range [][3]float64{{10, 4, 5}, {100, 1, 50}, {30, 29, 12}, {200, 100, 60}, {5, 5, 3}, {5, 0, 3}, {7, 3, 7}, {7, 3, 0}, {1, 1, 1}} {
		n, k, m := c[0], c[1], c[2]
		seen := map[float64]float64{}
		for range draws {
			seen[hypergeometric(rng, n, k, m)]++
		}
		factorial := logFactorials(int(n))
		choose := func(n, k float64) float64 {
			return factorial[int(n)] - factorial[int(k)] - factorial[int(n-k)]
		}
		var total float64
		for x := max(0, m-(n-k)); x <= min(k, m); x++ {
			p := math.Exp(choose(k, x) + choose(n-k, m-x) - choose(n, m))
			total += seen[x]
			if se := math.Sqrt(draws * p * (1 - p)); math.Abs(seen[x]-draws*p) > 4.5*se+1e-6 {
				t.Errorf("%v of %v in %v: %v seen %v times, expected %.1f", m, k, n, x, seen[x], draws*p)
			}
		}
		if total != draws {
			t.Errorf("%v of %v in %v: %v draws are impossible", m, k, n, draws-total)
		}
	}
	// Large numbers: mean, variance and the normal share beyond 3 standard
	// deviations, where the draws come from another piece of the envelope.
	const n, k, m, many = 3e9, 1e9, 6e8, 300_000
	var sum, square, far float64
	for range many {
		x := (hypergeometric(rng, n, k, m) - m*k/n) / math.Sqrt(m*(k/n)*(1-k/n)*(1-m/n))
		sum += x / many
		square += x * x / many
		if math.Abs(x) > 3 {
			far++
		}
	}
	if want := many * normalTail(3); math.Abs(sum) > 0.009 || math.Abs(square-1) > 0.013 || math.Abs(far-want) > 4*math.Sqrt(want) {
		t.Errorf("standardised draws have mean %v and square %v, and %v of %.0f far out", sum, square, far, want)
	}
}

func TestShuffleKeepsMargins(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	groups := []Counts{{5, 0, 1}, {}, {100, 50, 3}, {0, 0, 1}, {20, 30, 50}}
	dealt := make([]Counts, len(groups))
	for range 200 {
		shuffle(rng, groups, dealt)
		var before, after Counts
		for i := range groups {
			before, after = before.Add(groups[i]), after.Add(dealt[i])
			if groups[i].N() != dealt[i].N() || min(dealt[i].Detractors, dealt[i].Passives, dealt[i].Promoters) < 0 {
				t.Fatalf("%v became %v", groups[i], dealt[i])
			}
		}
		if before != after {
			t.Fatalf("%v became %v", before, after)
		}
	}
}

func TestShuffleTest(t *testing.T) {
	// One segment falls, three stay: found. All fall alike: not.
	same := []Counts{{80, 120, 200}, {80, 120, 200}, {80, 120, 200}, {80, 120, 200}}
	one := []Counts{{140, 140, 120}, {80, 120, 200}, {80, 120, 200}, {80, 120, 200}}
	all := []Counts{{140, 140, 120}, {140, 140, 120}, {140, 140, 120}, {140, 140, 120}}
	u, ok := ShuffleTest(same, one)
	if !ok || u.P > 0.001 || u.Uneven < 3*u.Expected {
		t.Errorf("one segment falls: %+v, ok %v", u, ok)
	}
	again, _ := ShuffleTest(same, one)
	if again != u {
		t.Errorf("%+v, again %+v", u, again)
	}
	u, ok = ShuffleTest(same, all)
	if !ok || u.P < 0.9 || math.Abs(u.Moved-0.35) > slack || u.Uneven > slack {
		t.Errorf("all fall: %+v, ok %v", u, ok)
	}
	for _, c := range [][2][]Counts{
		{nil, nil}, {same, one[:3]}, {same[:1], one[:1]}, {{{1, 1, 1}, {}}, {{1, 1, 1}, {1, 0, 0}}}, {{{1, 0, math.NaN()}, {1, 1, 1}}, {{1, 1, 1}, {1, 0, 0}}},
		{{{2e10, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {1, 0, 0}}},
	} {
		if u, ok := ShuffleTest(c[0], c[1]); ok {
			t.Errorf("%v: %+v", c, u)
		}
	}
}

// A dimension that means nothing is named in 5 % of cases at most; one of which
// a quarter fell by 50 points is found mostly with 100 answers in each segment.
func TestShuffleTestKeepsItsLevel(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	levels := []float64{-0.3, 0.1, 0.3, 0.6}
	shares := func(x float64) Counts { return Counts{(0.7 - x) / 2, 0.3, (0.7 + x) / 2} }
	const rounds = 100
	quiet, found := 0, 0
	for range rounds {
		var before, after, fallen []Counts
		for i, x := range levels {
			before = append(before, drawCounts(rng, shares(x), 100))
			after = append(after, drawCounts(rng, shares(x-0.1), 80+10*i))
			fallen = append(fallen, before[i])
		}
		fallen[2] = drawCounts(rng, shares(levels[2]-0.5), 100)
		if u, _ := shuffleTest(before, after, 199); u.P <= 0.05 {
			quiet++
		}
		if u, _ := shuffleTest(before, fallen, 199); u.P <= 0.05 {
			found++
		}
	}
	t.Logf("of %d: named in vain %d, found %d", rounds, quiet, found)
	if quiet > 10 || found < 80 {
		t.Errorf("of %d: named in vain %d, found %d", rounds, quiet, found)
	}
}
