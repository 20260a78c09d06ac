package stats

import (
	"fmt"
	"math"
	"slices"
)

// Monotone is what the Mann-Kendall test says about a series: whether it goes
// up or down, whatever the shape of the way.
type Monotone struct {
	N     int     // periods with a value
	S     float64 // pairs that rise less pairs that fall, in the order of time
	Var   float64 // variance of S when the order is chance, corrected for ties
	Z     float64 // (S - sign of S) / sqrt(Var); 0 when all values are the same
	P     float64 // two-sided, by the normal approximation
	Tau   float64 // Kendall's tau-b: S over the number of pairs, ties taken out; 0 when all are the same
	Slope float64 // median slope of all pairs (Theil-Sen): per period, or per cycle when seasonal
	Lag1  float64 // correlation of neighbouring periods once the slope (and the seasons) are taken out

	Doubts []Doubt // also why there is no test
}

// hugeValue bounds what the Kendall tests take, so that no square overflows.
const hugeValue = 1e100

// muchLag1 is the correlation of neighbours above which the test says
// "significant" clearly more often than it should.
const muchLag1 = 0.2

// MannKendall tests a series for a trend (Mann 1945, Kendall 1975):
//
//	S   = sum over pairs i < j of sign(x_j - x_i)
//	Var = [n(n-1)(2n+5) - sum over ties t of t(t-1)(2t+5)] / 18
//
// x has one value a period; defined marks those that exist (nil: all), and a
// missing one counts as time gone by in the slope and as nothing else. The test does not
// know how many answers stand behind a value. ok is false, and Doubts says why,
// for fewer than MinPeriods values or more than MaxPeriods periods, for a value
// that is not a number or beyond 1e100, and where defined is of another length.
func MannKendall(x []float64, defined []bool) (Monotone, bool) {
	points, failed := kendallPoints(x, defined)
	if failed != nil {
		return Monotone{Doubts: failed}, false
	}
	var sum kendallSum
	sum.add(points, 1)
	m := sum.monotone(len(points))
	m.Lag1 = kendallLag1(points, m.Slope, 1)
	m.Doubts = m.doubts()
	return m, true
}

// kendallPoint is a value and its period.
type kendallPoint struct {
	at int
	x  float64
}

// kendallPoints are the values that exist, or why they cannot be tested.
func kendallPoints(x []float64, defined []bool) ([]kendallPoint, []Doubt) {
	if defined != nil && len(defined) != len(x) {
		return nil, []Doubt{{DoubtParameter, fmt.Sprintf("%d values, but %d marks of which are defined", len(x), len(defined))}}
	}
	var points []kendallPoint
	for i, v := range x {
		if defined != nil && !defined[i] {
			continue
		}
		if !(math.Abs(v) <= hugeValue) {
			return nil, []Doubt{{DoubtBadCounts, "a value of the series is not a number, or beyond 1e100"}}
		}
		points = append(points, kendallPoint{i, v})
	}
	return points, trendDoubts(len(x), len(points))
}

// kendallSum adds up the test over one series, or over several seasons.
type kendallSum struct {
	s, v   float64
	pairs  float64 // of different values that could be compared, for tau-b
	all    float64 // pairs in all
	slopes []float64
}

// add takes in all pairs of some points; slopes are per length periods.
func (k *kendallSum) add(points []kendallPoint, length int) {
	n := float64(len(points))
	k.slopes = slices.Grow(k.slopes, len(points)*max(0, len(points)-1)/2)
	for i, p := range points {
		for _, q := range points[i+1:] {
			switch {
			case q.x > p.x:
				k.s++
			case q.x < p.x:
				k.s--
			}
			k.slopes = append(k.slopes, (q.x-p.x)/(float64(q.at-p.at)/float64(length)))
		}
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.x
	}
	slices.Sort(values)
	varied, pairs := n*(n-1)*(2*n+5), n*(n-1)/2
	k.all += pairs
	for i := 0; i < len(values); {
		j := i
		for j < len(values) && values[j] == values[i] {
			j++
		}
		t := float64(j - i)
		varied -= t * (t - 1) * (2*t + 5)
		pairs -= t * (t - 1) / 2
		i = j
	}
	k.v += varied / 18
	k.pairs += pairs
}

func (k *kendallSum) monotone(n int) Monotone {
	m := Monotone{N: n, S: k.s, Var: k.v, P: 1}
	if k.v > 0 && k.s != 0 {
		m.Z = (k.s - math.Copysign(1, k.s)) / math.Sqrt(k.v)
		m.P = math.Erfc(math.Abs(m.Z) / math.Sqrt2)
	}
	if k.pairs > 0 {
		m.Tau = k.s / math.Sqrt(k.pairs*k.all)
	}
	slices.Sort(k.slopes)
	if mid := len(k.slopes) / 2; len(k.slopes)%2 == 1 {
		m.Slope = k.slopes[mid]
	} else if mid > 0 {
		m.Slope = (k.slopes[mid-1] + k.slopes[mid]) / 2
	}
	return m
}

// kendallLag1 is the correlation of neighbouring periods after the slope (per
// length periods) is taken out and, for seasons of that length, the mean of each
// season. It is 0 where nothing is left.
func kendallLag1(points []kendallPoint, slope float64, length int) float64 {
	sum, count := make([]float64, length), make([]float64, length)
	rest := make([]float64, len(points))
	var scale float64
	for i, p := range points {
		rest[i] = p.x - slope*float64(p.at)/float64(length)
		sum[p.at%length] += rest[i]
		count[p.at%length]++
		scale = max(scale, math.Abs(p.x))
	}
	for i, p := range points {
		rest[i] -= sum[p.at%length] / count[p.at%length]
	}
	var square, product float64
	for i, p := range points {
		square += rest[i] * rest[i]
		if i > 0 && p.at == points[i-1].at+1 {
			product += rest[i] * rest[i-1]
		}
	}
	if !(math.Sqrt(square) > sameScore*scale) { // nothing but rounding
		return 0
	}
	return product / square
}

func (m Monotone) doubts() []Doubt {
	if m.Lag1 <= muchLag1 {
		return nil
	}
	return []Doubt{{DoubtAutocorrelated, fmt.Sprintf(
		"neighbouring periods resemble each other (correlation %.2f beyond the trend): p is too small", m.Lag1)}}
}
