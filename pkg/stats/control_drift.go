package stats

import (
	"math"
)

// The usual settings of EWMA and CUSUM.
const (
	DefaultLambda = 0.2 // weight of the newest period in the moving average
	DefaultWidth  = 2.7 // limits of the average, in its standard errors
	DefaultSlack  = 0.5 // deviation that CUSUM forgives each period, in standard errors
	DefaultAlarm  = 5.0 // sum at which CUSUM gives the alarm
)

// EWMA is the chart of the exponentially weighted moving average of the score,
// which starts at the centre: e = lambda·x + (1-lambda)·e, with limits at width
// standard errors of it, which follow from the answers of each period. It sees
// small lasting moves sooner than Shewhart and Laney. An empty period leaves the
// average as it is. Lambda is in (0,1]; width is positive and at most 100. baseline
// and ok as for Shewhart; ok is also false for settings outside their range.
func EWMA(periods []Counts, baseline int, lambda, width float64) (Chart, bool) {
	if !(lambda > 0 && lambda <= 1 && width > 0 && width <= 100) {
		return failedChart(EWMAChart, Doubt{DoubtParameter, "ewma takes a weight in (0,1] and a width in (0,100]"}), false
	}
	c, base, ok := newChart(periods, baseline, EWMAChart)
	if !ok {
		return c, false
	}
	value, variance := c.Center, 0.0
	for _, t := range base.series.at {
		value = lambda*periods[t].score() + (1-lambda)*value
		variance = lambda*lambda*base.v/periods[t].N() + (1-lambda)*(1-lambda)*variance
		half := width * math.Sqrt(variance)
		c.Value[t], c.Lower[t], c.Upper[t] = value, c.Center-half, c.Center+half
	}
	return c, true
}

// Cusum is a chart of two sums of deviations. Its slices have one element a
// period; where Defined is false (no answers) the others are 0 and mean nothing.
type Cusum struct {
	Baseline int
	Center   float64   // the level of the baseline, on [-1,1]
	SigmaZ   float64   // as in Chart
	Up       []float64 // the sum of the deviations upwards, in standard errors, never below 0
	Down     []float64 // the same downwards, positive too
	Limit    float64   // the sum that gives the alarm
	Defined  []bool
	Doubts   []Doubt // also why there is no chart
}

// CUSUM adds up, in each direction, by how many standard errors of its own a
// period lies off the centre, less the slack, and starts again at 0 when the sum
// turns negative (Page, Biometrika 41, 1954). With DefaultSlack and DefaultAlarm it finds
// a lasting move of one standard error of a period in about ten periods, and
// gives a false alarm every 465 (Montgomery, Introduction to Statistical Quality
// Control). An empty period leaves the sums as they are. Slack is in [0,100],
// alarm in (0,1000]. baseline and ok as for EWMA.
func CUSUM(periods []Counts, baseline int, slack, alarm float64) (Cusum, bool) {
	if !(slack >= 0 && slack <= 100 && alarm > 0 && alarm <= 1000) {
		return Cusum{Doubts: []Doubt{{DoubtParameter, "cusum takes a slack in [0,100] and an alarm in (0,1000]"}}}, false
	}
	c, base, ok := newChart(periods, baseline, CUSUMChart)
	if !ok {
		return Cusum{Doubts: c.Doubts}, false
	}
	sums := Cusum{
		Baseline: c.Baseline, Center: c.Center, SigmaZ: c.SigmaZ, Limit: alarm, Defined: c.Defined, Doubts: c.Doubts,
		Up: make([]float64, len(periods)), Down: make([]float64, len(periods)),
	}
	var up, down float64
	for _, t := range base.series.at {
		z := (periods[t].score() - c.Center) / base.se(periods[t])
		up, down = max(0, up+z-slack), max(0, down-z-slack)
		sums.Up[t], sums.Down[t] = up, down
	}
	return sums, true
}

// Signals lists for each period whether a sum has passed the limit. From is the
// first period of the rise that led there, an estimate of when the drift began.
func (c Cusum) Signals() [][]Signal {
	size := min(len(c.Up), len(c.Down), len(c.Defined))
	signals := make([][]Signal, size)
	var at []int
	for t := range size {
		if c.Defined[t] {
			at = append(at, t)
		}
	}
	for _, side := range []struct {
		sums []float64
		up   bool
	}{{c.Up, true}, {c.Down, false}} {
		from := -1
		for _, t := range at {
			if !(side.sums[t] > 0) {
				from = -1
				continue
			}
			if from < 0 {
				from = t
			}
			if side.sums[t] > c.Limit {
				signals[t] = append(signals[t], Signal{SignalDrift, side.up, from})
			}
		}
	}
	return signals
}
