package stats

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// chartMakers are the charts that have limits on the scale of the score.
var chartMakers = map[ChartKind]func([]Counts, int) (Chart, bool){
	LaneyChart:    Laney,
	ShewhartChart: Shewhart,
	XmRChart:      XmR,
	EWMAChart: func(p []Counts, baseline int) (Chart, bool) {
		return EWMA(p, baseline, DefaultLambda, DefaultWidth)
	},
}

func cusum(p []Counts, baseline int) (Cusum, bool) {
	return CUSUM(p, baseline, DefaultSlack, DefaultAlarm)
}

// sample is a series that moves by chance, with a fall at period 14 of 20.
func sample() []Counts {
	return drawPeriods(rand.New(rand.NewPCG(1, 1)), 20, 90, falling(14))
}

func TestChartRefusals(t *testing.T) {
	seven := sample()[:7]
	for _, test := range []struct {
		name     string
		periods  []Counts
		baseline int
		doubt    string
	}{
		{"no periods", nil, 0, DoubtBaseline},
		{"too few", seven, 0, DoubtBaseline},
		{"too few in the baseline", sample(), 7, DoubtBaseline},
		{"too few with answers", append(slices.Clone(seven), Counts{}, Counts{}), 9, DoubtBaseline},
		{"longer than the series", sample(), 21, DoubtBaseline},
		{"negative", sample(), -1, DoubtBaseline},
		{"negative count", append(sample(), Counts{-1, 3, 3}), 10, DoubtBadCounts},
		{"too many answers", append(sample(), Counts{0, MaxAnswers, 0}), 10, DoubtBadCounts},
	} {
		for kind, chart := range chartMakers {
			c, ok := chart(test.periods, test.baseline)
			if ok || !hasDoubt(c.Doubts, test.doubt) || len(c.Signals()) != 0 {
				t.Errorf("%s %s: ok = %v, doubts %v", test.name, kind, ok, c.Doubts)
			}
		}
		if c, ok := cusum(test.periods, test.baseline); ok || !hasDoubt(c.Doubts, test.doubt) || len(c.Signals()) != 0 {
			t.Errorf("%s cusum: ok = %v, doubts %v", test.name, ok, c.Doubts)
		}
	}
}

func TestDriftSettings(t *testing.T) {
	for _, s := range [][2]float64{{0, 2.7}, {1.01, 2.7}, {-1, 2.7}, {0.2, 0}, {0.2, 101}} {
		if c, ok := EWMA(sample(), 0, s[0], s[1]); ok || !hasDoubt(c.Doubts, DoubtParameter) {
			t.Errorf("ewma took %v", s)
		}
	}
	for _, s := range [][2]float64{{-0.1, 5}, {101, 5}, {0.5, 0}, {0.5, 1001}} {
		if c, ok := CUSUM(sample(), 0, s[0], s[1]); ok || !hasDoubt(c.Doubts, DoubtParameter) {
			t.Errorf("cusum took %v", s)
		}
	}
	// Without memory the average is the score, and its limits are Shewhart's.
	e, _ := EWMA(sample(), 10, 1, 3)
	s, ok := Shewhart(sample(), 10)
	if !ok {
		t.Fatal("no chart")
	}
	nearAll(t, "value", e.Value, s.Value, 1e-15)
	nearAll(t, "upper", e.Upper, s.Upper, 1e-15)
}

func TestDefaultBaseline(t *testing.T) {
	long := drawPeriods(rand.New(rand.NewPCG(2, 2)), 40, 50, steady)
	gapped, _ := withGaps(long, 3, 9)
	for _, test := range []struct {
		periods []Counts
		want    int
	}{{nil, 0}, {long[:10], 10}, {long[:24], 24}, {long, 24}, {gapped, 26}} {
		if got := DefaultBaseline(test.periods); got != test.want {
			t.Errorf("%d periods: %d, want %d", len(test.periods), got, test.want)
		}
		if c, ok := Laney(test.periods, 0); ok && c.Baseline != test.want {
			t.Errorf("%d periods: the chart took %d, want %d", len(test.periods), c.Baseline, test.want)
		}
	}
}

// The past does not change: later periods move neither the limits nor the
// signals of those before them.
func TestChartIsFrozen(t *testing.T) {
	all := sample()
	for size := 12; size < len(all); size++ {
		for kind, chart := range chartMakers {
			whole, ok := chart(all, 10)
			part, partOK := chart(all[:size], 10)
			if !ok || !partOK {
				t.Fatalf("%s: no chart", kind)
			}
			if !slices.Equal(part.Upper, whole.Upper[:size]) || !slices.Equal(part.Lower, whole.Lower[:size]) || !slices.Equal(part.Value, whole.Value[:size]) {
				t.Errorf("%s: limits moved with periods after %d", kind, size)
			}
			sameSignals(t, string(kind), part.Signals(), whole.Signals()[:size])
		}
		whole, _ := cusum(all, 10)
		part, _ := cusum(all[:size], 10)
		sameSignals(t, "cusum", part.Signals(), whole.Signals()[:size])
	}
}

func sameSignals(t *testing.T, what string, got, want [][]Signal) {
	t.Helper()
	if !slices.EqualFunc(got, want, slices.Equal[[]Signal]) {
		t.Errorf("%s: signals %v, want %v", what, got, want)
	}
}

// Empty periods change nothing but the places.
func TestChartPassesOverGaps(t *testing.T) {
	plain := sample()
	gapped, place := withGaps(plain, 0, 4, 8, 15, 19)
	baseline := place[10]
	for kind, chart := range chartMakers {
		want, ok := chart(plain, 10)
		got, gotOK := chart(gapped, baseline)
		if !ok || !gotOK || got.Center != want.Center || got.SigmaZ != want.SigmaZ || got.RangeLimit != want.RangeLimit {
			t.Fatalf("%s: %+v, want %+v", kind, got, want)
		}
		signals, wantSignals := got.Signals(), want.Signals()
		if some := slices.ContainsFunc(wantSignals, func(s []Signal) bool { return len(s) > 0 }); !some {
			t.Errorf("%s: nothing to compare", kind)
		}
		for i, at := range place {
			if !got.Defined[at] || got.Value[at] != want.Value[i] || got.Lower[at] != want.Lower[i] || got.Upper[at] != want.Upper[i] {
				t.Errorf("%s: period %d differs", kind, i)
			}
			for k, s := range wantSignals[i] {
				if s.From = place[s.From]; len(signals[at]) <= k || signals[at][k] != s {
					t.Errorf("%s: signals of %d are %v, want %v", kind, i, signals[at], s)
				}
			}
		}
		for at, defined := range got.Defined {
			if empty := gapped[at] == (Counts{}); empty == defined || empty && (len(signals[at]) > 0 || got.Value[at] != 0) {
				t.Errorf("%s: period %d: defined %v, signals %v", kind, at, defined, signals[at])
			}
		}
	}
}

func TestChartMirrored(t *testing.T) {
	for kind, chart := range chartMakers {
		c, ok := chart(sample(), 10)
		m, mirrorOK := chart(mirrored(sample()), 10)
		if !ok || !mirrorOK || m.Center != -c.Center || m.SigmaZ != c.SigmaZ {
			t.Fatalf("%s: %v mirrored is %v", kind, c, m)
		}
		for i := range c.Value {
			near(t, string(kind)+" lower", m.Lower[i], -c.Upper[i], 1e-15)
			near(t, string(kind)+" value", m.Value[i], -c.Value[i], 1e-15)
		}
		turned := c.Signals()
		for _, list := range turned {
			for k := range list {
				list[k].Up = !list[k].Up
			}
		}
		sameSignals(t, string(kind), m.Signals(), turned)
	}
}

// With k times the answers the limits of Shewhart are sqrt(k) narrower. Those of
// Laney and XmR stay: the periods differ as before, and more answers do not
// explain it.
func TestChartScaled(t *testing.T) {
	for kind, chart := range chartMakers {
		c, ok := chart(sample(), 10)
		more, moreOK := chart(scaled(sample(), 4), 10)
		if !ok || !moreOK {
			t.Fatalf("%s: no chart", kind)
		}
		ratio := 1.0
		if kind == ShewhartChart || kind == EWMAChart {
			ratio = 2
		}
		near(t, string(kind)+" center", more.Center, c.Center, 1e-15)
		near(t, string(kind)+" sigma", more.SigmaZ, 2*c.SigmaZ, 1e-12)
		for i := range c.Upper {
			near(t, string(kind)+" width", ratio*(more.Upper[i]-more.Center), c.Upper[i]-c.Center, 1e-12)
		}
	}
}

// A series that stands still has no signal, whatever the sizes of its periods;
// and when it then moves, that is judged by sampling alone.
func TestChartConstant(t *testing.T) {
	for name, one := range map[string]Counts{"mixed": {1, 2, 4}, "promoters": {0, 0, 7}, "passives": {0, 7, 0}, "thirds": {1, 1, 1}, "weighted": {0.1, 0.7, 0.9}} {
		var periods []Counts
		for i := range 30 {
			k := float64(1 + i*7%11)
			if name == "weighted" {
				k /= 3
			}
			periods = append(periods, scaled([]Counts{one}, k)[0])
		}
		for kind, chart := range chartMakers {
			c, ok := chart(periods, 12)
			if kind == XmRChart {
				if ok || !hasDoubt(c.Doubts, DoubtFlat) {
					t.Errorf("%s %s: limits without width", name, kind)
				}
				continue
			}
			if !ok || c.SigmaZ != 0 || !hasDoubt(c.Doubts, DoubtFlat) {
				t.Errorf("%s %s: ok = %v, sigma_z = %v, doubts %v", name, kind, ok, c.SigmaZ, c.Doubts)
			}
			if some := slices.ContainsFunc(c.Signals(), func(s []Signal) bool { return len(s) > 0 }); some {
				t.Errorf("%s %s: signals %v", name, kind, c.Signals())
			}
		}
		if c, ok := cusum(periods, 12); !ok || slices.Max(c.Up) > 1e-9 || slices.Max(c.Down) > 1e-9 {
			t.Errorf("%s cusum: %v", name, c)
		}
	}
	promoters := slices.Repeat([]Counts{{0, 0, 100}}, 12)
	for _, test := range []struct {
		last Counts
		want []int
	}{{Counts{0, 1, 99}, []int{}}, {Counts{10, 0, 90}, []int{12}}} {
		c, ok := Laney(append(slices.Clone(promoters), test.last), 12)
		if !ok {
			t.Fatal("no chart")
		}
		sameAt(t, "after promoters only", signalled(c.Signals(), SignalOutside), test.want)
	}
}

func TestChartDoubts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	wild := drawPeriods(r, 30, 400, func(i int) (float64, float64) { return 0.15 + 0.1*float64(i%2), 0.3 })
	calm := drawPeriods(r, 30, 100, steady)
	unequal := slices.Clone(calm)
	unequal[3] = Counts{80, 120, 200}
	for _, test := range []struct {
		name     string
		periods  []Counts
		baseline int
		doubts   map[ChartKind][]string
	}{
		{"calm", calm, 24, nil},
		{"short", calm, 12, map[ChartKind][]string{LaneyChart: {DoubtRough}, XmRChart: {DoubtRough}}},
		{"short, but nothing after it", calm[:12], 12, nil},
		{"wild", wild, 24, map[ChartKind][]string{ShewhartChart: {DoubtOverdispersed}, EWMAChart: {DoubtOverdispersed}}},
		{"unequal", unequal, 24, map[ChartKind][]string{XmRChart: {DoubtUnequal}}},
	} {
		for kind, chart := range chartMakers {
			c, ok := chart(test.periods, test.baseline)
			ids := []string{}
			for _, d := range c.Doubts {
				ids = append(ids, d.ID)
			}
			if !ok || !slices.Equal(ids, test.doubts[kind]) {
				t.Errorf("%s %s: ok = %v, doubts %v, want %v", test.name, kind, ok, ids, test.doubts[kind])
			}
		}
	}
}
