package stats

import (
	"fmt"
	"math"
)

// ChartKind names a control chart.
type ChartKind string

// The charts; LaneyChart is the default. docs/statistics.md compares them.
const (
	LaneyChart    ChartKind = "laney"    // limits from the answers of a period, widened by how much periods differ
	ShewhartChart ChartKind = "shewhart" // limits from the answers of a period alone
	XmRChart      ChartKind = "xmr"      // limits from the jumps between periods alone
	EWMAChart     ChartKind = "ewma"     // a moving average, for slow drifts
	CUSUMChart    ChartKind = "cusum"    // sums of the deviations, for slow drifts
)

// Chart is a control chart of the score. Its slices have one element a period;
// where Defined is false (no answers) the others are 0 and mean nothing.
type Chart struct {
	Kind     ChartKind
	Baseline int       // the first periods, from which center and limits come
	Center   float64   // the level of the baseline, on [-1,1]
	SigmaZ   float64   // how much the baseline periods differ, in units of what their answers explain (1); 0 for none
	Value    []float64 // what is held against the limits: the score, for EWMAChart the average
	Lower    []float64 // limits, on the scale of the score but not clipped to it
	Upper    []float64
	Defined  []bool

	// For XmRChart only: how far each period lies from the one before it (0 for
	// the first) and the limit of that.
	Range      []float64
	RangeLimit float64

	Doubts []Doubt // also why there is no chart
}

// DefaultBaseline is the number of periods that a baseline of 0 stands for: as
// many as hold the first 24 periods with answers (two years of months), or all
// while there are fewer. Limits from 12 periods would give four times the false
// alarms that they should.
func DefaultBaseline(periods []Counts) int {
	const enough = 24
	seen := 0
	for i, c := range periods {
		if c.defined() {
			if seen++; seen == enough {
				return i + 1
			}
		}
	}
	return len(periods)
}

// Shewhart is the chart with limits at 3 standard errors of each period around
// the pooled baseline: Center -+ 3·sqrt(v/n_t). It takes the answers for a random
// sample from one population that stands still, and real ones vary more: prefer
// Laney.
//
// baseline is the number of first periods, empty ones included, from which
// centre and variance come; later periods never move them. 0 is DefaultBaseline.
// ok is false, and Doubts says why, when fewer than MinPeriods of them have
// answers, or a count is undefined.
func Shewhart(periods []Counts, baseline int) (Chart, bool) {
	return proportionChart(periods, baseline, ShewhartChart)
}

// Laney is the chart whose limits are those of Shewhart times SigmaZ: the mean
// jump between neighbouring periods of the baseline over what chance gives
// (Laney, Quality Engineering 14, 2002, 531-537). Where the baseline does not
// vary at all SigmaZ is 0 and the limits are those of Shewhart. baseline and ok
// as for Shewhart.
func Laney(periods []Counts, baseline int) (Chart, bool) {
	return proportionChart(periods, baseline, LaneyChart)
}

func proportionChart(periods []Counts, baseline int, kind ChartKind) (Chart, bool) {
	c, base, ok := newChart(periods, baseline, kind)
	if !ok {
		return c, false
	}
	wide := 1.0
	if kind == LaneyChart && c.SigmaZ > 0 {
		wide = c.SigmaZ
	}
	for _, t := range base.series.at {
		half := 3 * base.se(periods[t]) * wide
		c.Value[t] = periods[t].score()
		c.Lower[t], c.Upper[t] = c.Center-half, c.Center+half
	}
	return c, true
}

// XmR is the chart of single values: limits at 2.66 mean moving ranges around
// the plain mean of the baseline's scores, and one at 3.27 of them for the
// moving range (Shewhart's constants for ranges of two). It does not know how
// many answers a period has, so it is for periods of about the same size.
// baseline and ok as for Shewhart; ok is also false when the baseline does not
// vary, which leaves the limits no width.
func XmR(periods []Counts, baseline int) (Chart, bool) {
	c, base, ok := newChart(periods, baseline, XmRChart)
	if !ok {
		return c, false
	}
	var sum, jumps float64
	for i, counts := range base.counts {
		sum += counts.score()
		if i > 0 {
			jumps += math.Abs(counts.score() - base.counts[i-1].score())
		}
	}
	c.Center = sum / float64(len(base.counts))
	mean := jumps / float64(len(base.counts)-1)
	if mean < sameScore {
		return failedChart(XmRChart, Doubt{DoubtFlat, "the periods of the baseline all have the same score: an xmr chart has no limits then"}), false
	}
	if base.unequal() {
		c.Doubts = append(c.Doubts, Doubt{DoubtUnequal, "some periods of the baseline have more than twice the answers of others: an xmr chart treats them alike, prefer laney"})
	}
	c.Range = make([]float64, len(periods))
	c.RangeLimit = mean * rangeLimit
	half := 3 * mean / meanRange
	for i, t := range base.series.at {
		c.Value[t] = periods[t].score()
		c.Lower[t], c.Upper[t] = c.Center-half, c.Center+half
		if i > 0 {
			c.Range[t] = math.Abs(c.Value[t] - c.Value[base.series.at[i-1]])
		}
	}
	return c, true
}

const (
	// meanRange is the mean distance of two values from a normal law with
	// standard deviation 1, the d2 of the charts: 2/sqrt(pi).
	meanRange = 2 / math.SqrtPi
	// rangeLimit is D4, the limit of a range of two in mean ranges: 1 + 3·d3/d2
	// with d3 = sqrt(2-4/pi). That is 3.2665319; the reference values cut it here.
	rangeLimit = 3.266531
	// sameScore is how near two scores are the same but for rounding.
	sameScore = 1e-12
	// muchOverdispersed is the SigmaZ above which limits from the answers alone
	// mislead. Without overdispersion one baseline of 12 periods in 25 exceeds it,
	// one of 24 in 120.
	muchOverdispersed = 1.5
	// enoughBaseline is from where limits that come from the spread of the
	// baseline are about true.
	enoughBaseline = 20
)

// chartBase is what a chart takes from its baseline.
type chartBase struct {
	series trendSeries // all periods with answers
	counts []Counts    // those of the baseline
	v      float64     // pooled variance of one answer
}

// se is the standard error of the score of a period at the level of the baseline.
func (b chartBase) se(c Counts) float64 { return trendSE(b.v, c) }

// unequal reports whether a baseline period has more than twice the answers of
// another.
func (b chartBase) unequal() bool {
	least, most := math.Inf(1), 0.0
	for _, c := range b.counts {
		least, most = min(least, c.N()), max(most, c.N())
	}
	return most > 2*least
}

func failedChart(kind ChartKind, why Doubt) Chart { return Chart{Kind: kind, Doubts: []Doubt{why}} }

// newChart makes an empty chart with what all kinds take from the baseline.
func newChart(periods []Counts, baseline int, kind ChartKind) (c Chart, base chartBase, ok bool) {
	series, ok := newTrendSeries(periods)
	if !ok {
		return failedChart(kind, trendBadCounts), base, false
	}
	if baseline == 0 {
		baseline = DefaultBaseline(periods)
	}
	if baseline < 0 || baseline > len(periods) {
		return failedChart(kind, Doubt{DoubtBaseline, fmt.Sprintf("there is no baseline of %d periods among %d", baseline, len(periods))}), base, false
	}
	base.series = series
	for i, t := range series.at {
		if t < baseline {
			base.counts = series.counts[:i+1]
		}
	}
	if len(base.counts) < MinPeriods {
		return failedChart(kind, Doubt{DoubtBaseline, fmt.Sprintf(
			"only %d of the first %d periods have answers: a chart needs a baseline of at least %d", len(base.counts), baseline, MinPeriods)}), base, false
	}
	pool := trendPool(base.counts)
	size := len(periods)
	c = Chart{
		Kind: kind, Baseline: baseline, Center: pool.score(), SigmaZ: sigmaZ(base.counts, pool),
		Value: make([]float64, size), Lower: make([]float64, size), Upper: make([]float64, size), Defined: make([]bool, size),
	}
	for _, t := range series.at {
		c.Defined[t] = true
	}
	if base.v = pool.variance(); base.v == 0 {
		// All answers in one class: the limits would have no width, and the
		// first answer of another class would stand out.
		base.v = pool.Add(adjusted).variance()
	}
	c.Doubts = base.doubts(c)
	return c, base, true
}

// doubts are those that the spread of the baseline raises.
func (b chartBase) doubts(c Chart) (doubts []Doubt) {
	// With 12 baseline periods 1 % of the later ones fall outside the limits of
	// Laney by chance, with 20 0.5 %, with true limits 0.27 %.
	if n := len(b.counts); n < enoughBaseline && n < len(b.series.counts) && (c.Kind == LaneyChart || c.Kind == XmRChart) {
		doubts = append(doubts, Doubt{DoubtRough, fmt.Sprintf("limits from %d periods are rough and give false alarms: a baseline of %d or more is better", n, enoughBaseline)})
	}
	switch {
	case c.Kind == XmRChart: // its limits come from the spread itself
	case c.SigmaZ == 0:
		doubts = append(doubts, Doubt{DoubtFlat, "the periods of the baseline do not differ at all: the limits are those of sampling alone"})
	case c.Kind != LaneyChart && c.SigmaZ > muchOverdispersed:
		doubts = append(doubts, Doubt{DoubtOverdispersed, fmt.Sprintf("periods differ %.1f times as much as their answers explain: false alarms are to be expected, prefer laney", c.SigmaZ)})
	}
	return doubts
}

// sigmaZ is the mean jump between neighbouring periods, each score in standard
// errors of its own period around the pool, over the mean jump that chance
// gives. It is 0 for fewer than two periods, and where there is no spread but
// that of rounding.
func sigmaZ(periods []Counts, pool Counts) float64 {
	v := 0.0
	if pool.defined() {
		v = pool.variance()
	}
	if v == 0 || len(periods) < 2 {
		return 0
	}
	var jumps, before float64
	spread := false
	for i, c := range periods {
		distance := c.score() - pool.score()
		spread = spread || math.Abs(distance) > sameScore
		z := distance / trendSE(v, c)
		if i > 0 {
			jumps += math.Abs(z - before)
		}
		before = z
	}
	if !spread {
		return 0
	}
	return jumps / float64(len(periods)-1) / meanRange
}
