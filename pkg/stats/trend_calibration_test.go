package stats

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

// TestTrendCalibration prints the simulated tables of docs/statistics.md. It takes
// about ten seconds, so it runs when asked: NPS_CALIBRATE=1 go test -v -run TrendCalibration
func TestTrendCalibration(t *testing.T) {
	if os.Getenv("NPS_CALIBRATE") == "" {
		t.Skip("set NPS_CALIBRATE=1 to print the tables")
	}
	r := rand.New(rand.NewPCG(2026, 1))
	fmt.Println("| periods | false alarms, spread 0 / 5 / 10 | 15 points found, spread 0 / 10 | within 1 | range holds it | its length |")
	for _, size := range []int{8, 12, 24, 52, 104} {
		fmt.Println(changeRow(r, size, 2000))
	}
	fmt.Println("| chart | periods | baseline | spread | any | outside-limits | near-limit | long-run | steady-trend | jump |")
	for _, test := range [][3]int{{12, 8, 0}, {24, 12, 0}, {24, 24, 0}, {24, 24, 10}, {36, 24, 0}, {52, 24, 0}, {52, 52, 0}} {
		for _, kind := range []ChartKind{LaneyChart, ShewhartChart, XmRChart, EWMAChart} {
			fmt.Println(signalRow(r, kind, test[0], test[1], float64(test[2]), 2000))
		}
	}
}

// spread are shares whose score differs from period to period with this standard
// deviation, in points, and falls by drop points at half of size.
func spread(r *rand.Rand, size int, points, drop float64) func(int) (d, p float64) {
	return func(t int) (float64, float64) {
		d := 0.2 + points/200*r.NormFloat64()
		if t >= size/2 {
			d += drop / 200
		}
		return max(0, d), 0.3
	}
}

func changeRow(r *rand.Rand, size, runs int) string {
	percent := func(k, of int) float64 { return 100 * float64(k) / float64(max(of, 1)) }
	var alarms []float64
	for _, points := range []float64{0, 5, 10} {
		k := 0
		for range runs {
			if list, _ := ChangePoints(drawPeriods(r, size, 100, spread(r, size, points, 0))); len(list.Changes) > 0 {
				k++
			}
		}
		alarms = append(alarms, percent(k, runs))
	}
	var found, close, held, length []float64
	for _, points := range []float64{0, 10} {
		f, c, h, l := 0, 0, 0, 0
		for range runs {
			list, _ := ChangePoints(drawPeriods(r, size, 100, spread(r, size, points, 15)))
			if len(list.Changes) != 1 {
				continue
			}
			f++
			one, at := list.Changes[0], size/2
			if one.At >= at-1 && one.At <= at+1 {
				c++
			}
			if one.Earliest <= at && at <= one.Latest {
				h++
			}
			l += one.Latest - one.Earliest + 1
		}
		found, close = append(found, percent(f, runs)), append(close, percent(c, runs))
		held, length = append(held, percent(h, f)), append(length, float64(l)/float64(max(f, 1)))
	}
	return fmt.Sprintf("| %d | %.1f / %.1f / %.1f | %.0f / %.0f | %.0f / %.0f | %.0f / %.0f | %.1f / %.1f |", size,
		alarms[0], alarms[1], alarms[2], found[0], found[1], close[0], close[1], held[0], held[1], length[0], length[1])
}

func signalRow(r *rand.Rand, kind ChartKind, size, baseline int, points float64, runs int) string {
	ids := []string{SignalOutside, SignalNear, SignalRun, SignalTrend, SignalJump}
	some := map[string]int{}
	for range runs {
		c, _ := chartMakers[kind](drawPeriods(r, size, 100, spread(r, size, points, 0)), baseline)
		signals, any := c.Signals(), false
		for _, id := range ids {
			if len(signalled(signals, id)) > 0 {
				some[id]++
				any = true
			}
		}
		if any {
			some["any"]++
		}
	}
	row := fmt.Sprintf("| `%s` | %d | %d | %.0f |", kind, size, baseline, points)
	for _, id := range append([]string{"any"}, ids...) {
		row += fmt.Sprintf(" %.1f |", 100*float64(some[id])/float64(runs))
	}
	return row
}
