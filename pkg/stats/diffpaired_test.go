package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPairedProperties(t *testing.T) {
	checked := 0
	for _, m := range []Moves{
		{0, 0, 1, 0, 0}, {0, 0, 500, 0, 0}, {1, 0, 0, 0, 0}, {0, 0, 0, 0, 9}, {1, 2, 3, 4, 5}, {0.2, 0, 3.5, 1.1, 0}, {5, 0, 0, 0, 5}, {1e8, 2e8, 3e8, 1e8, 0},
	} {
		for _, confidence := range confidences {
			d, ok := Paired(m, confidence)
			s, _ := Paired(Moves{m[4], m[3], m[2], m[1], m[0]}, confidence)
			if !ok || !(d.Low >= -2 && d.Low <= d.D && d.D <= d.High && d.High <= 2 && d.Low < d.High && d.P > 0 || d.P == 0 && m.N() > 1e3) {
				t.Errorf("%v at %v: %+v, ok %v", m, confidence, d, ok)
			}
			if math.Abs(s.D+d.D) > slack || math.Abs(s.Low+d.High) > slack || math.Abs(s.P-d.P) > slack {
				t.Errorf("%v at %v: %+v, exchanged %+v", m, confidence, d, s)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

// The added people leave the margins those of Diff: the mean move is the
// difference of the scores, adjusted or not.
func TestTransitions(t *testing.T) {
	table := Transitions{{5, 2, 1}, {3, 10, 6}, {1, 4, 20}}
	before, after := table.Before(), table.After()
	if before != (Counts{8, 19, 25}) || after != (Counts{9, 16, 27}) {
		t.Errorf("margins %v and %v", before, after)
	}
	if m := table.Moves(); m != (Moves{1, 7, 35, 8, 1}) {
		t.Errorf("moves %v", m)
	}
	d, _ := Diff(after, before, 0.95)
	p, ok := Paired(table.Moves(), 0.95)
	center, _ := diffMoments(after.Add(adjusted), before.Add(adjusted))
	near(t, "D", p.D, d.D, slack)
	if !ok || p.High-p.Low >= d.High-d.Low {
		t.Errorf("paired %+v is not sharper than unpaired %+v", p, d)
	}
	half := (p.High - p.Low) / 2
	near(t, "centre", p.Low+half, center, slack)
}

// panels draws plausible panels: a class before, and after it the same one or
// one drawn anew.
func panels(count int) []Moves {
	rng := rand.New(rand.NewPCG(1, 2))
	truths := plausible(count)
	list := make([]Moves, count)
	for i, c := range truths {
		stay := 0.2 + 0.75*rng.Float64()
		other := truths[rng.IntN(count)]
		before := [3]float64{c.Detractors, c.Passives, c.Promoters}
		after := [3]float64{other.Detractors, other.Passives, other.Promoters}
		var table Transitions
		for from := range 3 {
			for to := range 3 {
				table[from][to] = before[from] * (1 - stay) * after[to]
			}
			table[from][from] += before[from] * stay
		}
		list[i] = table.Moves()
	}
	return list
}

// allMoves calls f with every panel of n people and the logarithm of the number
// of ways to get it.
func allMoves(n int, f func(m Moves, ways float64)) {
	factorial := logFactorials(n)
	for a := range n + 1 {
		for b := range n + 1 - a {
			for c := range n + 1 - a - b {
				for d := range n + 1 - a - b - c {
					e := n - a - b - c - d
					f(Moves{float64(a), float64(b), float64(c), float64(d), float64(e)},
						factorial[n]-factorial[a]-factorial[b]-factorial[c]-factorial[d]-factorial[e])
				}
			}
		}
	}
}

// By exact enumeration the adjusted interval keeps its level; the t interval of
// the mean move, which has no width when all moved alike, does not.
func TestPairedCoverage(t *testing.T) {
	truths := panels(100)
	for _, want := range []struct {
		n           int
		mean, worst float64 // at least
		t           float64 // at most
	}{{5, 0.98, 0.85, 0.75}, {10, 0.97, 0.87, 0.87}, {20, 0.96, 0.90, 0.93}} {
		covered, coveredT := make([]float64, len(truths)), make([]float64, len(truths))
		var logs []Moves
		var means []float64
		for _, m := range truths {
			mean, _ := m.moments()
			means = append(means, mean)
			logs = append(logs, Moves{math.Log(m[0]), math.Log(m[1]), math.Log(m[2]), math.Log(m[3]), math.Log(m[4])})
		}
		allMoves(want.n, func(m Moves, ways float64) {
			d, _ := Paired(m, 0.95)
			mean, v := m.moments()
			half := tQuantile(0.95, m.N()-1) * math.Sqrt(v/(m.N()-1))
			for i, l := range logs {
				prob := math.Exp(ways + m[0]*l[0] + m[1]*l[1] + m[2]*l[2] + m[3]*l[3] + m[4]*l[4])
				if d.Low <= means[i] && means[i] <= d.High {
					covered[i] += prob
				}
				if math.Abs(mean-means[i]) <= half {
					coveredT[i] += prob
				}
			}
		})
		mean, worst := average(covered), slices.Min(covered)
		t.Logf("n = %d: adjusted %.1f %%, worst %.1f %%; t %.1f %%, worst %.1f %%", want.n, 100*mean, 100*worst, 100*average(coveredT), 100*slices.Min(coveredT))
		if mean < want.mean || worst < want.worst || average(coveredT) > want.t {
			t.Errorf("n = %d: adjusted %.4f, worst %.4f; t %.4f", want.n, mean, worst, average(coveredT))
		}
	}
}

func average(list []float64) float64 {
	var sum float64
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}
