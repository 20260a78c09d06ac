package stats

import "math"

// Change is a change of level between two stretches of a series.
type Change struct {
	At int // the first period with answers of the new level: the best guess
	// Earliest and Latest bound the first period of the new level: a range that
	// holds the true one in some 95 of 100 changes that are found, fewer for moves
	// so small that most are missed. Earliest may be a period without answers.
	Earliest, Latest int
	// Before and After are all the answers of the stretch on each side, up to the
	// change before and the change after.
	Before, After Counts
	Gain          float64 // the fall in cost that the change brings; a change needs Penalty
}

// ChangeList is what ChangePoints finds.
type ChangeList struct {
	Changes []Change // in the order of time
	Penalty float64  // what a change costs
	SigmaZ  float64  // how much neighbouring periods differ, in units of what their answers explain
	Doubts  []Doubt  // also why nothing was looked for
}

// ChangePoints finds when the level of a series changed: the division into
// stretches, out of all there are, with the least sum of costs. A stretch costs
// -2·sum c·ln(c/n) over its three classes, twice the negative logarithm of its
// likelihood; a change costs
//
//	phi · chi²(2 degrees of freedom, 1 - 0.05/(T-1)) = phi · -2·ln(0.05/(T-1))
//
// with T periods that have answers and phi = max(1, SigmaZ²), for periods that
// differ more than their answers explain. Each stretch has FewAnswers or more.
// With nothing to find, about one series in 45 has a change (docs/statistics.md).
//
// A change of passives against the others counts too, even when the score stays.
// ok is false, and Doubts says why, with fewer than MinPeriods periods that have
// answers, more than MaxPeriods of any, or an undefined count.
//
// The difference between Before and After is the one that was looked for, so its
// interval and p by Diff flatter it a little.
func ChangePoints(periods []Counts) (ChangeList, bool) {
	series, ok := newTrendSeries(periods)
	if !ok {
		return ChangeList{Doubts: []Doubt{trendBadCounts}}, false
	}
	if doubts := trendDoubts(len(periods), len(series.counts)); doubts != nil {
		return ChangeList{Doubts: doubts}, false
	}
	list := ChangeList{SigmaZ: sigmaZ(series.counts, trendPool(series.counts))}
	phi := max(1, list.SigmaZ*list.SigmaZ)
	list.Penalty = phi * changePenalty(len(series.counts))
	costs := newChangeCosts(series.counts)
	starts := costs.partition(list.Penalty)
	for i := 1; i+1 < len(starts); i++ {
		from, at, to := starts[i-1], starts[i], starts[i+1]
		gains := costs.gains(from, to)
		first, last := at, at
		for s := from + 1; s < to; s++ {
			if gains[s-from] >= gains[at-from]-phi*plausible95 {
				first, last = min(first, s), max(last, s)
			}
		}
		list.Changes = append(list.Changes, Change{
			At: series.at[at], Earliest: series.at[first-1] + 1, Latest: series.at[last],
			Before: costs.counts(from, at), After: costs.counts(at, to), Gain: gains[at-from],
		})
	}
	return list, true
}

// plausible95 is how much less than the best place for a change a plausible one
// may gain, in units of phi. If the levels on both sides were known, the
// likelihood ratio of a wrong place to the true one would have the mean 1
// whatever the place, so that (Ville's inequality, one side each) it exceeds
// exp(c/2) somewhere with a probability of at most 2·exp(-c/2), which is 0.05 for
// this c. The levels are estimated, though; docs/statistics.md has the coverage.
var plausible95 = 2 * math.Log(2/0.05)

// changePenalty is the quantile of chi² with two degrees of freedom for 0.05
// shared among the places where a change can be.
func changePenalty(periods int) float64 { return -2 * math.Log(0.05/float64(periods-1)) }

// changeCosts gives the cost of every stretch of a series, from sums up to each
// period. Costs are less a constant for each answer, the cost that it would have
// in the pool: what is left is small where nothing changes, so that the costs of
// 10^15 answers can still be compared.
type changeCosts struct {
	upTo []Counts // upTo[i] are the answers of the first i periods
	pool [3]float64
}

func newChangeCosts(periods []Counts) changeCosts {
	c := changeCosts{upTo: make([]Counts, len(periods)+1)}
	for i, p := range periods {
		c.upTo[i+1] = c.upTo[i].Add(p)
	}
	d, p, r, _ := Shares(c.upTo[len(periods)])
	c.pool = [3]float64{d, p, r}
	return c
}

// counts are the answers of the periods a..b-1.
func (c changeCosts) counts(a, b int) Counts {
	from, to := c.upTo[a], c.upTo[b]
	// Fractional counts may fall short of 0 by rounding.
	return Counts{
		max(0, to.Detractors-from.Detractors),
		max(0, to.Passives-from.Passives),
		max(0, to.Promoters-from.Promoters),
	}
}

// cost is the cost of the periods a..b-1, never positive: -2·sum c·ln(c/(n·q))
// with the shares q of the pool, written as a sum of positive terms.
func (c changeCosts) cost(a, b int) float64 {
	k := c.counts(a, b)
	n := k.N()
	if !(n > 0) {
		return 0
	}
	var sum float64
	for class, count := range [3]float64{k.Detractors, k.Passives, k.Promoters} {
		expected := n * c.pool[class]
		switch {
		case expected == 0:
		case count == 0:
			sum += expected
		default:
			off := (count - expected) / expected
			sum += expected * max(0, (1+off)*math.Log1p(off)-off)
		}
	}
	return -2 * sum
}

// partition is the cheapest division into stretches of FewAnswers or more, or
// the whole when it has fewer: the first period of each, and the number of
// periods at the end. It is found by
// dynamic programming over where the last stretch begins (optimal partitioning,
// Jackson et al. 2005; PELT, Killick et al. 2012, finds the same).
func (c changeCosts) partition(penalty float64) []int {
	size := len(c.upTo) - 1
	best := make([]float64, size+1) // of the first b periods, +Inf when there is none
	start := make([]int, size+1)    // of the last stretch
	best[0] = -penalty
	for b := 1; b <= size; b++ {
		best[b] = math.Inf(1)
		for a := range b {
			if math.IsInf(best[a], 1) || c.upTo[b].N()-c.upTo[a].N() < FewAnswers {
				continue
			}
			if total := best[a] + c.cost(a, b) + penalty; total < best[b] {
				best[b], start[b] = total, a
			}
		}
	}
	starts := []int{size}
	for b := size; b > 0; b = start[b] {
		starts = append(starts, start[b])
	}
	for i, j := 0, len(starts)-1; i < j; i, j = i+1, j-1 {
		starts[i], starts[j] = starts[j], starts[i]
	}
	return starts
}

// gains is what dividing the periods from..to-1 at each place s saves, at
// gains[s-from]; 0 at from itself.
func (c changeCosts) gains(from, to int) []float64 {
	gains := make([]float64, to-from)
	whole := c.cost(from, to)
	for s := from + 1; s < to; s++ {
		gains[s-from] = whole - c.cost(from, s) - c.cost(s, to)
	}
	return gains
}
