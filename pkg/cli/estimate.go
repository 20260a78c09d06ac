package cli

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// estimate is one group with its score: NPS and limits in points, -100..100.
type estimate struct {
	key       []string
	counts    stats.Counts // raw, by class
	histogram *tally.Counts
	weighted  *stats.WeightedEstimate
	defined   bool // false without answers
	nps       float64
	raw       float64 // without weights
	low, high float64
	bounded   bool // false where the method gives no interval (trinomial t for one answer)
	mean      float64
	hasMean   bool
	doubts    []stats.Doubt
}

// n is the number of answers.
func (e *estimate) n() uint64 { return uint64(e.counts.N()) }

// effective are the counts that the interval is computed from.
func (e *estimate) effective() stats.Counts {
	if e.weighted != nil {
		return e.weighted.Effective()
	}
	return e.counts
}

// estimate scores the total and chooses the groups to show.
func (sc *scored) estimate() {
	if sc.classes != nil {
		sc.total = sc.ofClasses(*sc.classes)
		sc.total.doubts = sc.classes.Doubts()
	} else {
		total := sc.tally.Total()
		total.Key = []string{}
		sc.total = sc.ofGroup(&total)
		sc.total.doubts = sc.doubts(&total, sc.total.weighted)
	}
	few := sc.chooseGroups()
	for _, d := range sc.total.doubts {
		sc.warnings = append(sc.warnings, warning{ID: d.ID, Message: d.Message})
	}
	if few > 0 {
		sc.warnings = append(sc.warnings, warning{ID: "few-answers-in-groups",
			Message: fmt.Sprintf("%d of %d groups %s fewer than %d answers: read the interval, not the score (--min-n lists them apart)",
				few, len(sc.groups), plural(uint64(few), "has", "have"), stats.FewAnswers)})
	}
}

// chooseGroups parts the groups at --min-n and returns how many of those to be
// listed have few answers.
func (sc *scored) chooseGroups() (few int) {
	if len(sc.tally.By) == 0 {
		return 0
	}
	sc.groups = make([]*tally.Group, 0, len(sc.tally.Groups))
	for i := range sc.tally.Groups {
		g := &sc.tally.Groups[i]
		n := g.Counts.N()
		if n < uint64(sc.settings.MinN) {
			sc.tooFew = append(sc.tooFew, g)
			continue
		}
		if n < stats.FewAnswers {
			few++
		}
		sc.groups = append(sc.groups, g)
	}
	return few
}

// ofClasses scores counts of which only the classes are known.
func (sc *scored) ofClasses(c stats.Counts) estimate {
	e := estimate{counts: c}
	x, ok := stats.NPS(c)
	lo, hi, bounded := stats.Interval(c, sc.method, sc.settings.Confidence)
	e.defined, e.nps = ok, 100*x
	e.bounded, e.low, e.high = ok && bounded, 100*lo, 100*hi
	return e
}

// ofGroup scores a group of a tally, weighted where weights were used.
func (sc *scored) ofGroup(g *tally.Group) estimate {
	h := stats.Histogram(g.Counts)
	e := sc.ofClasses(h.Counts())
	if e.defined { // from whole numbers, so that 1/3 is rounded once
		e.nps = 100 * (e.counts.Promoters - e.counts.Detractors) / e.counts.N()
	}
	e.key = g.Key
	if !sc.classesOnly {
		e.histogram = &g.Counts
		e.mean, e.hasMean = h.Mean()
	}
	if g.Weights == nil {
		return e
	}
	wh := weightedHistogram(g)
	wc := wh.Counts()
	w, ok := wc.Estimate()
	if !ok {
		return e
	}
	lo, hi, bounded := w.Interval(sc.method, sc.settings.Confidence)
	e.weighted, e.raw, e.nps = &w, e.nps, 100*w.NPS
	e.bounded, e.low, e.high = bounded, 100*lo, 100*hi
	if !sc.classesOnly {
		e.mean, e.hasMean = wh.Mean()
	}
	return e
}

// doubts lists what is doubtful about a group.
func (sc *scored) doubts(g *tally.Group, w *stats.WeightedEstimate) []stats.Doubt {
	list := stats.Histogram(g.Counts).Doubts()
	if sc.classesOnly {
		list = stats.Histogram(g.Counts).Counts().Doubts()
	}
	if w != nil {
		list = append(list, w.Doubts()...)
	}
	return list
}

// weightedHistogram hands a tally's sums of weights to stats.
func weightedHistogram(g *tally.Group) stats.WeightedHistogram {
	var h stats.WeightedHistogram
	for i := range h {
		if g.Counts[i] == 0 {
			continue
		}
		h[i] = stats.WeightSums{N: g.Counts[i], W: stats.Sum{Hi: g.Weights.Sum[i]}, W2: stats.Sum{Hi: g.Weights.Squares[i]},
			Min: g.Weights.Min, Max: g.Weights.Max}
	}
	return h
}
