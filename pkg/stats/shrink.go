package stats

import (
	"cmp"
	"slices"
)

// Shrinkage ranks many groups, most of them small, without letting chance take
// both ends of the list.
type Shrinkage struct {
	Mean   float64  // of the groups, weighted by what each tells about it
	Tau2   float64  // variance of the true scores between groups; 0: none seen
	Groups []Shrunk // in the order given
}

// Shrunk is one group's place.
type Shrunk struct {
	NPS   float64 // as observed: what to print
	Score float64 // drawn towards the mean: what to rank by
	Pull  float64 // by how much: 0 not at all, 1 wholly
	OK    bool    // false for a group without answers; the others are then 0
}

// Shrink estimates the true score of each group as B·mean + (1-B)·x with
// B = se²/(se² + tau²) (empirical Bayes), tau² by DerSimonian & Laird
// (Controlled Clinical Trials 7, 1986), the mean weighted by 1/(se² + tau²).
//
// se² is v'/n: the variance after (0.75, 1.5, 0.75) answers are added, over the
// number of real ones. The plain variance of a group with all answers in one
// class is 0, and such a group, which is nearly always tiny, would keep its
// place at the very top. ok is false with fewer than two groups with answers.
func Shrink(groups []Counts) (s Shrinkage, ok bool) {
	s.Groups = make([]Shrunk, len(groups))
	var scores, variances []float64
	for i, g := range groups {
		if !g.defined() {
			continue
		}
		s.Groups[i] = Shrunk{NPS: g.score(), OK: true}
		scores = append(scores, g.score())
		variances = append(variances, g.Add(adjusted).variance()/g.N())
	}
	if len(scores) < 2 {
		return Shrinkage{}, false
	}
	s.Tau2 = shrinkTau2(scores, variances)
	s.Mean = shrinkMean(scores, variances, s.Tau2)
	if !isFinite(s.Mean) || !isFinite(s.Tau2) {
		return Shrinkage{}, false
	}
	k := 0
	for i := range s.Groups {
		g := &s.Groups[i]
		if !g.OK {
			continue
		}
		g.Pull = variances[k] / (variances[k] + s.Tau2)
		g.Score = g.NPS + g.Pull*(s.Mean-g.NPS)
		k++
	}
	return s, true
}

// Order lists the groups that have answers by falling Score; equal ones keep the
// order given.
func (s Shrinkage) Order() []int {
	var order []int
	for i, g := range s.Groups {
		if g.OK {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(s.Groups[j].Score, s.Groups[i].Score) })
	return order
}

// shrinkMean is the mean weighted by 1/(variance + tau2).
func shrinkMean(scores, variances []float64, tau2 float64) float64 {
	var mean, sum float64
	for i, x := range scores {
		w := 1 / (variances[i] + tau2)
		sum += w
		mean += (x - mean) * (w / sum)
	}
	return mean
}

// shrinkTau2 is the moment estimator of DerSimonian & Laird, not below 0:
// (Q - (G-1)) / (sum w - sum w²/sum w) with w = 1/variance.
func shrinkTau2(scores, variances []float64) float64 {
	mean := shrinkMean(scores, variances, 0)
	var q, sum float64
	for i, x := range scores {
		w := 1 / variances[i]
		q += w * (x - mean) * (x - mean)
		sum += w
	}
	var scale float64
	for i := range variances {
		w := 1 / variances[i]
		scale += w * ((sum - w) / sum)
	}
	if !(scale > 0) {
		return 0
	}
	return max(0, (q-float64(len(scores)-1))/scale)
}
