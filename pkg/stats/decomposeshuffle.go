package stats

import (
	"math"
	"math/rand/v2"
)

// Limits of ShuffleTest.
const (
	shuffles    = 1999    // deals; the smallest p is 1 in 2,000
	fewShuffles = 199     // at least so many, when there are very many segments
	shuffleWork = 100_000 // segments times deals, above which there are fewer deals
	shuffleMost = 1e10    // answers in a period; beyond them the draws lose digits
)

// Unevenness is what ShuffleTest found about one way to divide the answers.
type Unevenness struct {
	Moved    float64 // sum |rate_g|, the movement within the segments
	Uneven   float64 // sum |rate_g - w̄g·r|: the part in which they did not move alike
	Expected float64 // mean Uneven when the segments mean nothing
	P        float64 // how often it is then as great as it was
}

// ShuffleTest asks whether the segments of one dimension moved differently from
// each other between two periods: the answers of each period are dealt out anew
// to segments of the same sizes, 1,999 times (fewer for more than 50 segments),
// and Uneven is compared with that of the deals. r is the mean move of the
// segments seen in both periods, weighted by their mean shares w̄.
//
// Of several dimensions, each alone, the one to name is that with the greatest
// Uneven - Expected among those whose P survives Adjust with BH; a finer
// division has a greater Uneven by chance alone. Sum |rate_g| itself would be
// the wrong thing to test: when all segments fall alike, or one alone, it is the
// fall of the total, for the deals as well.
//
// The draws have a fixed seed: the same counts give the same P. Fractions are
// rounded to whole answers. ok is false unless two segments have answers in both
// periods, when the lengths differ, and beyond 10^10 answers in a period.
func ShuffleTest(before, after []Counts) (u Unevenness, ok bool) {
	deals := min(shuffles, max(fewShuffles, shuffleWork/max(1, len(before))))
	return shuffleTest(before, after, deals)
}

func shuffleTest(before, after []Counts, deals int) (u Unevenness, ok bool) {
	before, after = rounded(before), rounded(after)
	all0, all1, ok := decomposeTotals(before, after)
	if !ok || all0.N() > shuffleMost || all1.N() > shuffleMost {
		return Unevenness{}, false
	}
	both := 0
	for i := range before {
		if before[i].defined() && after[i].defined() {
			both++
		}
	}
	if both < 2 {
		return Unevenness{}, false
	}
	n0, n1 := all0.N(), all1.N()
	u.Moved, u.Uneven = unevenness(before, after, n0, n1)
	rng := rand.New(rand.NewPCG(1955, 2000))
	dealt0, dealt1 := make([]Counts, len(before)), make([]Counts, len(after))
	reached := 1 // the deal that was seen
	for range deals {
		shuffle(rng, before, dealt0)
		shuffle(rng, after, dealt1)
		_, uneven := unevenness(dealt0, dealt1, n0, n1)
		u.Expected += uneven / float64(deals)
		if uneven >= u.Uneven-decomposeNoise {
			reached++
		}
	}
	u.P = float64(reached) / float64(deals+1)
	return u, true
}

// rounded are the counts in whole answers.
func rounded(groups []Counts) []Counts {
	whole := make([]Counts, len(groups))
	for i, g := range groups {
		whole[i] = Counts{math.Round(g.Detractors), math.Round(g.Passives), math.Round(g.Promoters)}
	}
	return whole
}

// unevenness are Moved and Uneven of periods with n0 and n1 answers.
func unevenness(before, after []Counts, n0, n1 float64) (moved, uneven float64) {
	var rate, shares float64
	for i := range before {
		if w, move, ok := segmentMove(before[i], after[i], n0, n1); ok {
			rate += w * move
			shares += w
			moved += math.Abs(w * move)
		}
	}
	for i := range before {
		if w, move, ok := segmentMove(before[i], after[i], n0, n1); ok {
			uneven += math.Abs(w * (move - rate/shares))
		}
	}
	return moved, uneven
}

// segmentMove is the mean share of a segment and by how much its score moved.
func segmentMove(before, after Counts, n0, n1 float64) (share, move float64, ok bool) {
	b, a := before.N(), after.N()
	if b == 0 || a == 0 {
		return 0, 0, false
	}
	return (b/n0 + a/n1) / 2, after.score() - before.score(), true
}

// hypergeometric draws how many of k marked ones are among m taken from n
// without putting back. Up to shuffleMost the logarithms keep enough digits.
//
// Devroye's rejection for log-concave laws (Computing 39, 1987): a flat piece
// around the mode and exponential tails. It takes about the same time whatever
// the sizes.
func hypergeometric(rng *rand.Rand, n, k, m float64) float64 {
	lo, hi := max(0, m-(n-k)), min(m, k)
	if lo == hi {
		return lo
	}
	mode := math.Floor((m + 1) * ((k + 1) / (n + 2)))
	mode = min(hi, max(lo, mode))
	logAt := func(x float64) float64 {
		return -(logGamma(x+1) + logGamma(k-x+1) + logGamma(m-x+1) + logGamma(n-k-m+x+1))
	}
	top := logAt(mode)
	peak := math.Exp(top + logGamma(k+1) + logGamma(n-k+1) + logGamma(m+1) + logGamma(n-m+1) - logGamma(n+1))
	w := 1 + peak/2
	for {
		y, bound := 0.0, 1.0
		if rng.Float64() <= w/(1+w) {
			y = rng.Float64() * w / peak
		} else {
			e := rng.ExpFloat64()
			y = (w + e) / peak
			bound = math.Exp(-e)
		}
		x := mode + math.Round(y)
		if rng.Uint64()&1 == 0 {
			x = mode - math.Round(y)
		}
		if x >= lo && x <= hi && rng.Float64()*bound <= math.Exp(logAt(x)-top) {
			return x
		}
	}
}

func logGamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}

// shuffle deals the answers of one period out to segments of the same sizes as
// before, into dealt.
func shuffle(rng *rand.Rand, groups, dealt []Counts) {
	var left Counts
	for _, g := range groups {
		left = left.Add(g)
	}
	for i, g := range groups {
		size := g.N()
		d := hypergeometric(rng, left.N(), left.Detractors, size)
		r := hypergeometric(rng, left.Passives+left.Promoters, left.Promoters, size-d)
		dealt[i] = Counts{d, size - d - r, r}
		left.Detractors -= d
		left.Passives -= dealt[i].Passives
		left.Promoters -= r
	}
}
