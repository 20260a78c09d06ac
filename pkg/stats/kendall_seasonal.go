package stats

import "fmt"

const (
	minCycles    = 2  // for SeasonalKendall
	enoughCycles = 3  // fewer are a doubt
	minSeasonal  = 10 // values for SeasonalKendall
)

// SeasonalKendall tests for a trend by comparing each period only with the same
// season of other cycles, so that a yearly swing is no trend: S and Var are the
// sums over the seasons, and Slope is the median change per cycle (Hirsch, Slack
// & Smith, Water Resources Research 18, 1982, 107-121). period is the number of
// seasons in a cycle, 12 for months of the year; with 1 it is MannKendall but for the
// demand below. x and defined as for MannKendall.
//
// ok is false, and Doubts says why, as for MannKendall, for a period below 1, for
// fewer than 10 values or two full cycles, and when no season has two values. Fewer
// than three cycles are a doubt.
func SeasonalKendall(x []float64, defined []bool, period int) (Monotone, bool) {
	points, failed := kendallPoints(x, defined)
	if failed != nil {
		return Monotone{Doubts: failed}, false
	}
	if period < 1 {
		return Monotone{Doubts: []Doubt{{DoubtParameter, "a cycle has one season or more"}}}, false
	}
	span := points[len(points)-1].at - points[0].at + 1
	if len(points) < minSeasonal || span/period < minCycles {
		return Monotone{Doubts: []Doubt{{DoubtFewPeriods, fmt.Sprintf(
			"%d values over %d periods: seasons need %d values and %d full cycles of %d", len(points), span, minSeasonal, minCycles, period)}}}, false
	}
	seasons := make([][]kendallPoint, period)
	for _, p := range points {
		seasons[p.at%period] = append(seasons[p.at%period], p)
	}
	var sum kendallSum
	for _, season := range seasons {
		sum.add(season, period)
	}
	if sum.all == 0 {
		return Monotone{Doubts: []Doubt{{DoubtFewPeriods, "no season has values in two cycles"}}}, false
	}
	m := sum.monotone(len(points))
	m.Lag1 = kendallLag1(points, m.Slope, period)
	m.Doubts = m.doubts()
	if span/period < enoughCycles {
		m.Doubts = append(m.Doubts, Doubt{DoubtFewCycles, fmt.Sprintf("only %d full cycles of %d seasons: three or more tell a trend from the seasons", span/period, period)})
	}
	return m, true
}
