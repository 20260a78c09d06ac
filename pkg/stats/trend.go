package stats

import (
	"fmt"
	"math"
)

// A series is a slice of Counts, one a period, in the order of time and without
// gaps: a period in which nobody answered stands in it as Counts{}. Such a
// period has no score. It is never filled in; what looks at neighbours (moving
// ranges, runs, changes of level) goes on with the next period that has answers.
//
// All functions on a series are made of its counts alone: Laney and the other
// charts with their Signals say which periods stand out, ChangePoints when the
// level changed, MannKendall and SeasonalKendall whether it goes steadily up or
// down, Rolling smooths. Two periods, or the time before and after an event, are
// compared by pooling the counts of each side and calling Diff.

// MinPeriods is how many periods with answers are needed to judge a series: for
// the baseline of a chart, for a change of level, for a trend.
const MinPeriods = 8

// MaxPeriods is the longest series that ChangePoints and the Kendall tests take;
// their time and memory grow with its square. It is five years of days.
const MaxPeriods = 2000

// The ids of the doubts about a series.
const (
	DoubtFewPeriods     = "few-periods"      // fewer than MinPeriods with answers, or too few for the seasons
	DoubtManyPeriods    = "too-many-periods" // more than MaxPeriods
	DoubtBadCounts      = "counts-undefined" // a negative count, or too many answers
	DoubtBaseline       = "short-baseline"   // fewer than MinPeriods with answers in the baseline, or no such baseline
	DoubtRough          = "rough-baseline"   // fewer than 20 periods with answers in the baseline of a Laney or XmR chart
	DoubtFlat           = "flat-baseline"    // the periods of the baseline do not differ at all
	DoubtOverdispersed  = "overdispersed"    // periods differ by more than the answers in them explain
	DoubtUnequal        = "unequal-periods"  // an XmR chart of periods with very different numbers of answers
	DoubtFewCycles      = "few-cycles"       // fewer than three cycles of seasons
	DoubtAutocorrelated = "autocorrelated"   // neighbouring periods resemble each other
	DoubtParameter      = "parameter-range"  // a setting outside its range
)

// Scores are the scores of the periods, on [-1,1]; defined is false, and the
// score 0, where there are no answers.
func Scores(periods []Counts) (x []float64, defined []bool) {
	x, defined = make([]float64, len(periods)), make([]bool, len(periods))
	for i, c := range periods {
		x[i], defined[i] = NPS(c)
	}
	return x, defined
}

// Rolling pools each period with the k-1 periods before it: the score of a
// window is that of all its answers, not the mean of the scores. Windows hold k
// periods of the calendar, empty ones included. defined is false where fewer than k periods
// have gone by, for k < 1, and where the window has no answers or an undefined
// count. Neighbouring windows share answers, so compare only windows that lie k
// periods apart.
func Rolling(periods []Counts, k int) (pooled []Counts, defined []bool) {
	pooled, defined = make([]Counts, len(periods)), make([]bool, len(periods))
	for i := range periods {
		if k < 1 || i < k-1 {
			continue
		}
		window, ok := newTrendSeries(periods[i-k+1 : i+1])
		if pool := trendPool(window.counts); ok && pool.defined() {
			pooled[i], defined[i] = pool, true
		}
	}
	return pooled, defined
}

// RollingHistograms is Rolling where every answer is known.
func RollingHistograms(periods []Histogram, k int) (pooled []Histogram, defined []bool) {
	pooled, defined = make([]Histogram, len(periods)), make([]bool, len(periods))
	for i := range periods {
		if k < 1 || i < k-1 {
			continue
		}
		for _, h := range periods[i-k+1 : i+1] {
			for score, n := range h {
				pooled[i][score] += n
			}
		}
		defined[i] = pooled[i].N() > 0
	}
	return pooled, defined
}

// trendSeries is what a series holds without its empty periods.
type trendSeries struct {
	at     []int    // the places in the series
	counts []Counts // each with answers
}

// leastAnswers is the smallest number of answers that a period may have without
// being empty; whole answers, and effective ones, are never so few.
const leastAnswers = 1e-6

// newTrendSeries leaves out the empty periods. ok is false when a period is
// neither empty nor defined, or all together are too many answers.
func newTrendSeries(periods []Counts) (s trendSeries, ok bool) {
	for i, c := range periods {
		if c == (Counts{}) {
			continue
		}
		if !c.defined() || c.N() < leastAnswers {
			return trendSeries{}, false
		}
		s.at = append(s.at, i)
		s.counts = append(s.counts, c)
	}
	return s, trendPool(s.counts).N() <= MaxAnswers
}

// trendPool is all the answers of some periods.
func trendPool(periods []Counts) (sum Counts) {
	for _, c := range periods {
		sum = sum.Add(c)
	}
	return sum
}

// trendSE is the standard error of the score of a period when one answer has the
// variance v: never 0, so that it can be divided by. Whole answers stay far above
// the floor.
func trendSE(v float64, c Counts) float64 { return max(math.Sqrt(v/c.N()), 1e-100) }

// trendDoubts checks what ChangePoints and the Kendall tests ask of a series of
// so many periods.
func trendDoubts(periods, withAnswers int) []Doubt {
	switch {
	case periods > MaxPeriods:
		return []Doubt{{DoubtManyPeriods, fmt.Sprintf("%d periods are more than %d: take longer ones", periods, MaxPeriods)}}
	case withAnswers < MinPeriods:
		return []Doubt{{DoubtFewPeriods, fmt.Sprintf("only %d periods with answers: at least %d are needed, so take more of the past or shorter periods", withAnswers, MinPeriods)}}
	}
	return nil
}

var trendBadCounts = Doubt{DoubtBadCounts, "a period has a negative count, or there are too many answers"}
