package stats

import "math"

// Effect is the part of a movement that belongs to one segment.
type Effect struct {
	Key                     string
	ShareBefore, ShareAfter float64 // of all answers of the period
	NPSBefore, NPSAfter     float64 // 0 when undefined: see New and Gone
	Rate                    float64 // because its own score changed
	Mix                     float64 // because its share changed
	New, Gone               bool    // no answers before, none after; both: none at all
}

// Total is Rate + Mix.
func (e Effect) Total() float64 { return e.Rate + e.Mix }

// Decomposition splits the movement of a score between two periods into what
// the segments did and what became of their shares. Rate + Mix = Delta.
type Decomposition struct {
	Before, After, Delta float64 // the score of each period and After - Before
	Rate, Mix            float64 // sums of the effects
	RateSE               float64 // standard error of Rate, the shares taken as given
	MixSE                float64 // of Mix, the scores taken as given and the shares as those of a random sample
	// Promoters and Detractors are the changes of the shares of the classes:
	// Delta = Promoters - Detractors.
	Promoters, Detractors float64
	// Simpson says that Rate and Delta have different signs: within the segments
	// the score moved, on balance, against the total.
	Simpson bool
	// AllAgainst says that moreover every segment seen in both periods moved
	// against the total.
	AllAgainst bool
	Effects    []Effect // in the order given
}

// decomposeNoise is what is rounding and no movement.
const decomposeNoise = 1e-12

// Decompose applies Kitagawa's decomposition (1955; Oaxaca-Blinder for
// categories), symmetric in the periods and exact:
//
//	Delta = sum w̄g·(x1g - x0g)  +  sum (w1g - w0g)·(x̄g - X̄)      rate + mix
//
// with shares w, scores x, and bars for the mean of both periods. Taking X̄ off
// leaves the sum as it is and makes each term readable: more of a segment better
// than the average is a gain. A segment without answers in one period takes its
// score from the other; all its effect is then mix.
//
// before and after are the segments in the order of keys. The shares are those
// of the counts, so weighted counts must come as sums of weights, for which
// RateSE and MixSE do not hold. ok is false when the lengths differ or when a period
// has no answers.
func Decompose(keys []string, before, after []Counts) (d Decomposition, ok bool) {
	all0, all1, ok := decomposeTotals(before, after)
	if !ok || len(keys) != len(before) {
		return Decomposition{}, false
	}
	d.Before, d.After = all0.score(), all1.score()
	d.Delta = d.After - d.Before
	d.Promoters = all1.Promoters/all1.N() - all0.Promoters/all0.N()
	d.Detractors = all1.Detractors/all1.N() - all0.Detractors/all0.N()
	d.Effects = make([]Effect, len(keys))
	center := (d.Before + d.After) / 2
	var variance float64
	both, against := 0, 0
	for i, key := range keys {
		e := newEffect(before[i], after[i], all0.N(), all1.N(), center)
		e.Key = key
		d.Effects[i] = e
		d.Rate += e.Rate
		d.Mix += e.Mix
		if e.New || e.Gone {
			continue
		}
		both++
		if e.Rate*d.Delta < 0 && math.Abs(e.Rate) > decomposeNoise {
			against++
		}
		w := (e.ShareBefore + e.ShareAfter) / 2
		variance += w * w * (before[i].variance()/before[i].N() + after[i].variance()/after[i].N())
	}
	d.RateSE = math.Sqrt(variance)
	d.MixSE = decomposeMixSE(d.Effects, all0.N(), all1.N())
	d.Simpson = d.Rate*d.Delta < 0 && min(math.Abs(d.Rate), math.Abs(d.Delta)) > decomposeNoise
	d.AllAgainst = d.Simpson && against == both
	return d, true
}

// decomposeTotals adds up both periods. A segment may be empty; it may not be
// undefined in another way.
func decomposeTotals(before, after []Counts) (all0, all1 Counts, ok bool) {
	if len(before) != len(after) {
		return Counts{}, Counts{}, false
	}
	for i := range before {
		for _, c := range []Counts{before[i], after[i]} {
			if !c.defined() && c != (Counts{}) {
				return Counts{}, Counts{}, false
			}
		}
		all0, all1 = all0.Add(before[i]), all1.Add(after[i])
	}
	return all0, all1, all0.defined() && all1.defined()
}

// newEffect is the effect of one segment, of n0 and n1 answers in all.
func newEffect(before, after Counts, n0, n1, center float64) (e Effect) {
	e.New, e.Gone = !before.defined(), !after.defined()
	if e.New && e.Gone {
		return e
	}
	e.ShareBefore, e.ShareAfter = before.N()/n0, after.N()/n1
	var x0, x1 float64
	switch {
	case e.New:
		x1 = after.score()
		x0, e.NPSAfter = x1, x1
	case e.Gone:
		x0 = before.score()
		x1, e.NPSBefore = x0, x0
	default:
		x0, x1 = before.score(), after.score()
		e.NPSBefore, e.NPSAfter = x0, x1
	}
	e.Rate = (e.ShareBefore + e.ShareAfter) / 2 * (x1 - x0)
	e.Mix = (e.ShareAfter - e.ShareBefore) * ((x0+x1)/2 - center)
	return e
}

// decomposeMixSE is the standard error of sum (w1g - w0g)·x̄g when the shares of
// each period are those of a multinomial sample: sqrt(sum over the periods of
// the variance between the segments over n).
func decomposeMixSE(effects []Effect, n0, n1 float64) float64 {
	score := func(e Effect) float64 {
		switch {
		case e.New:
			return e.NPSAfter
		case e.Gone:
			return e.NPSBefore
		}
		return (e.NPSBefore + e.NPSAfter) / 2
	}
	var mean0, mean1, v0, v1 float64
	for _, e := range effects {
		mean0 += e.ShareBefore * score(e)
		mean1 += e.ShareAfter * score(e)
	}
	for _, e := range effects {
		x := score(e)
		v0 += e.ShareBefore * (x - mean0) * (x - mean0)
		v1 += e.ShareAfter * (x - mean1) * (x - mean1)
	}
	return math.Sqrt(v0/n0 + v1/n1)
}
