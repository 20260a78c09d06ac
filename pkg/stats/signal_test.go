package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawn is a chart around 0 with limits at -3 and 3; NaN stands for an empty period.
func drawn(kind ChartKind, values ...float64) Chart {
	c := Chart{Kind: kind}
	for _, v := range values {
		c.Defined = append(c.Defined, !math.IsNaN(v))
		if math.IsNaN(v) {
			v = 0
		}
		c.Value, c.Lower, c.Upper = append(c.Value, v), append(c.Lower, -3), append(c.Upper, 3)
	}
	return c
}

func TestSignals(t *testing.T) {
	none := math.NaN()
	up := []float64{1, 1.5, 1, 1.2, 0.3, 1, 0.1, 1, 0.2, 1}
	for _, test := range []struct {
		name   string
		values []float64
		want   map[int][]Signal
	}{
		{"nothing", []float64{0, 1, -1, 2, -2, 0.5, 3, -3, 1}, map[int][]Signal{}},
		{"outside", []float64{0, 3.1, 0, -3.1}, map[int][]Signal{1: {{SignalOutside, true, 1}}, 3: {{SignalOutside, false, 3}}}},
		{"near the limit", []float64{0, 2.1, 0, 2.2, 0, 0, -2.5, -2.1}, map[int][]Signal{3: {{SignalNear, true, 1}}, 7: {{SignalNear, false, 6}}}},
		{"too far apart", []float64{2.1, 0, 0, 2.1, -2.1}, map[int][]Signal{}},
		{"the later must be near itself", []float64{2.1, -1, 0.1}, map[int][]Signal{}},
		{"across a gap", []float64{2.1, none, none, 2.1}, map[int][]Signal{3: {{SignalNear, true, 0}}}},
		{"run of 9 and its tenth", up, map[int][]Signal{8: {{SignalRun, true, 0}}, 9: {{SignalRun, true, 0}}}},
		{"run of 8", up[:8], map[int][]Signal{}},
		{"run that begins late", append([]float64{-1, none}, up...), map[int][]Signal{10: {{SignalRun, true, 2}}, 11: {{SignalRun, true, 2}}}},
		{"run with a gap", slices.Concat(up[:4], []float64{none}, up[4:9]), map[int][]Signal{9: {{SignalRun, true, 0}}}},
		{"a point on the centre ends a run", slices.Concat(up[:5], []float64{0}, up[5:]), map[int][]Signal{}},
		{"rounding is no side", slices.Repeat([]float64{1e-15}, 12), map[int][]Signal{}},
		{"rising", []float64{0.5, -1, -0.5, -0.2, 0.1, 1, 1.5}, map[int][]Signal{6: {{SignalTrend, true, 1}}}},
		{"falling further", []float64{1, 0.8, 0.3, -0.2, -0.5, -0.6, -0.7}, map[int][]Signal{5: {{SignalTrend, false, 0}}, 6: {{SignalTrend, false, 0}}}},
		{"five", []float64{1, -1, -0.5, -0.2, 0.1, 1}, map[int][]Signal{}},
		{"equals", []float64{-1, -0.5, -0.2, -0.2, 0.1, 1, 1.5}, map[int][]Signal{}},
		{"several", []float64{-2.5, -2, -1, 0.5, 2.2, 3.5}, map[int][]Signal{5: {{SignalOutside, true, 5}, {SignalNear, true, 4}, {SignalTrend, true, 0}}}},
		{"one", []float64{1}, map[int][]Signal{}},
		{"no periods", nil, map[int][]Signal{}},
		{"all empty", []float64{none, none}, map[int][]Signal{}},
	} {
		want := make([][]Signal, len(test.values))
		for i, s := range test.want {
			want[i] = s
		}
		sameSignals(t, test.name, drawn(LaneyChart, test.values...).Signals(), want)

		for i := range want { // an average has but its limits
			want[i] = slices.DeleteFunc(slices.Clone(want[i]), func(s Signal) bool { return s.ID != SignalOutside })
		}
		sameSignals(t, test.name+" ewma", drawn(EWMAChart, test.values...).Signals(), want)
	}
}

func TestSignalJump(t *testing.T) {
	c := drawn(XmRChart, 1, math.NaN(), -2.5, 1)
	c.Range, c.RangeLimit = []float64{0, 0, 3.5, 3.5}, 3.4
	sameSignals(t, "jump", c.Signals(), [][]Signal{nil, nil, {{SignalJump, false, 0}}, {{SignalJump, true, 2}}})
}

func TestSignalDrift(t *testing.T) {
	c := Cusum{
		Limit: 5, Defined: []bool{true, true, true, false, true, true, true},
		Up: []float64{1, 0, 3, 0, 4.9, 5.1, 6}, Down: []float64{6, 0, 0, 0, 0, 0, 0},
	}
	sameSignals(t, "drift", c.Signals(), [][]Signal{{{SignalDrift, false, 0}}, nil, nil, nil, nil, {{SignalDrift, true, 2}}, {{SignalDrift, true, 2}}})
}

// A chart that somebody else made with slices of unlike length is no reason to panic.
func TestSignalsOfCrookedChart(t *testing.T) {
	c := drawn(LaneyChart, 4, 4, 4)
	c.Upper = c.Upper[:2]
	if got := c.Signals(); len(got) != 2 {
		t.Errorf("%d periods, want 2", len(got))
	}
	if got := (Cusum{Up: []float64{9}}).Signals(); len(got) != 0 {
		t.Errorf("%d periods, want none", len(got))
	}
}

// The rates of false alarms that the documentation states, for a baseline long
// enough to be true.
func TestSignalRates(t *testing.T) {
	const size = 20000
	c := Chart{Kind: LaneyChart}
	r := rand.New(rand.NewPCG(7, 7))
	for range size {
		c.Value, c.Defined = append(c.Value, r.NormFloat64()), append(c.Defined, true)
		c.Lower, c.Upper = append(c.Lower, -3), append(c.Upper, 3)
	}
	signals := c.Signals()
	for id, want := range map[string]float64{SignalOutside: 0.0027, SignalNear: 0.0020, SignalRun: 0.0039, SignalTrend: 0.0028} {
		got := float64(len(signalled(signals, id))) / size
		near(t, id, got, want, 0.3*want)
	}
}
