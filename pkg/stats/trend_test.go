package stats

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawPeriods are samples of n answers each; shares gives the detractors and
// passives of each period.
func drawPeriods(r *rand.Rand, size, n int, shares func(t int) (d, p float64)) []Counts {
	periods := make([]Counts, size)
	for t := range periods {
		d, p := shares(t)
		for range n {
			switch u := r.Float64(); {
			case u < d:
				periods[t].Detractors++
			case u < d+p:
				periods[t].Passives++
			default:
				periods[t].Promoters++
			}
		}
	}
	return periods
}

// steady are shares that stand still.
func steady(int) (d, p float64) { return 0.2, 0.3 }

// falling are shares of which the score falls by 15 points at period at.
func falling(at int) func(int) (d, p float64) {
	return func(t int) (float64, float64) {
		if t < at {
			return 0.2, 0.3
		}
		return 0.275, 0.3
	}
}

func mirrored(periods []Counts) []Counts {
	other := make([]Counts, len(periods))
	for i, c := range periods {
		other[i] = c.swap()
	}
	return other
}

func scaled(periods []Counts, k float64) []Counts {
	other := make([]Counts, len(periods))
	for i, c := range periods {
		other[i] = Counts{k * c.Detractors, k * c.Passives, k * c.Promoters}
	}
	return other
}

// withGaps puts an empty period after each of the given places, and tells where
// each period went.
func withGaps(periods []Counts, after ...int) (gapped []Counts, place []int) {
	for i, c := range periods {
		place = append(place, len(gapped))
		gapped = append(gapped, c)
		if slices.Contains(after, i) {
			gapped = append(gapped, Counts{})
		}
	}
	return gapped, place
}

func hasDoubt(doubts []Doubt, id string) bool {
	return slices.ContainsFunc(doubts, func(d Doubt) bool { return d.ID == id && d.Message != "" })
}

func TestScores(t *testing.T) {
	x, defined := Scores([]Counts{{1, 1, 2}, {}, {-1, 0, 3}, {0, 0, 5}})
	if !slices.Equal(x, []float64{0.25, 0, 0, 1}) || !slices.Equal(defined, []bool{true, false, false, true}) {
		t.Errorf("scores %v, defined %v", x, defined)
	}
}

func TestRolling(t *testing.T) {
	a, b, c := Counts{1, 2, 3}, Counts{10, 0, 0}, Counts{0, 0, 4}
	for _, test := range []struct {
		name    string
		periods []Counts
		k       int
		pooled  []Counts
		defined []bool
	}{
		{"one is the period itself", []Counts{a, {}, b}, 1, []Counts{a, {}, b}, []bool{true, false, true}},
		{"two", []Counts{a, b, c}, 2, []Counts{{}, {11, 2, 3}, {10, 0, 4}}, []bool{false, true, true}},
		{"an empty period takes its place", []Counts{a, {}, {}, c}, 2, []Counts{{}, a, {}, c}, []bool{false, true, false, true}},
		{"longer than the series", []Counts{a, b}, 3, make([]Counts, 2), make([]bool, 2)},
		{"none", []Counts{a}, 0, make([]Counts, 1), make([]bool, 1)},
		{"negative", []Counts{a}, -2, make([]Counts, 1), make([]bool, 1)},
		{"undefined", []Counts{{-1, 0, 0}, a}, 2, make([]Counts, 2), make([]bool, 2)},
		{"no periods", nil, 2, []Counts{}, []bool{}},
	} {
		pooled, defined := Rolling(test.periods, test.k)
		if !slices.Equal(pooled, test.pooled) || !slices.Equal(defined, test.defined) {
			t.Errorf("%s: %v %v, want %v %v", test.name, pooled, defined, test.pooled, test.defined)
		}
	}
}

// A window of histograms has the classes of the window of counts.
func TestRollingHistograms(t *testing.T) {
	periods := []Histogram{{1, 0, 2, 0, 0, 0, 0, 5, 0, 1, 3}, {}, {0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 9}, {10: 1}}
	var counts []Counts
	for _, h := range periods {
		counts = append(counts, h.Counts())
	}
	for k := -1; k < 6; k++ {
		pooled, defined := RollingHistograms(periods, k)
		want, wantDefined := Rolling(counts, k)
		if !slices.Equal(defined, wantDefined) {
			t.Errorf("k=%d: defined %v, want %v", k, defined, wantDefined)
		}
		for i, h := range pooled {
			if h.Counts() != want[i] {
				t.Errorf("k=%d period %d: %v, want %v", k, i, h.Counts(), want[i])
			}
		}
	}
}

// Whatever the counts: everything finite, every place inside the series, no
// panic, and no figure where nothing is defined.
func FuzzSeries(f *testing.F) {
	f.Add([]byte{20, 30, 50, 21, 29, 50, 19, 30, 51, 0, 0, 0, 20, 30, 50, 22, 30, 48, 20, 30, 50, 20, 30, 50, 50, 30, 20, 55, 25, 20}, 0, 2)
	f.Add([]byte{0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 1, 0, 9, 0, 0, 0}, 8, 3)
	f.Add([]byte{1, 2, 3, 250, 0, 0}, 2, 1)
	f.Add([]byte{244, 1, 1, 1, 244, 1, 1, 1, 244, 243, 0, 0, 0, 243, 0, 0, 0, 243, 242, 1, 1, 242, 242, 2, 241, 1, 1, 241, 1, 0, 240, 240, 240}, 10, -1)
	f.Add(append(bytes.Repeat([]byte{255, 0, 239}, 8), 242, 0, 0, 242, 0, 0), 8, 1) // a variance that is hardly a number
	f.Add([]byte{}, 0, 0)
	special := []float64{0.5, 1e-3, 1e9, 1e-7, 1e13, 5e-324, -1, math.NaN(), math.Inf(1), 1e15, -0.0, 1e300, 1.0 / 3, 1e5, 12345.678, 1e-320}
	f.Fuzz(func(t *testing.T, data []byte, baseline, k int) {
		value := func(b byte) float64 {
			if b >= 240 {
				return special[b-240]
			}
			return float64(b)
		}
		var periods []Counts
		for i := 0; i+2 < len(data) && len(periods) < 60; i += 3 {
			periods = append(periods, Counts{value(data[i]), value(data[i+1]), value(data[i+2])})
		}
		checkSeries(t, periods, baseline, k)
	})
}

func checkSeries(t *testing.T, periods []Counts, baseline, k int) {
	finite := func(what string, values ...float64) {
		t.Helper()
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s: %v of %v", what, values, periods)
			}
		}
	}
	signals := func(what string, list [][]Signal, defined []bool) {
		t.Helper()
		for at, some := range list {
			for _, s := range some {
				if s.ID == "" || s.From < 0 || s.From > at || !defined[at] || !defined[s.From] {
					t.Fatalf("%s: %v at %d of %v", what, s, at, periods)
				}
			}
		}
	}
	for _, chart := range chartMakers {
		c, ok := chart(periods, baseline)
		if !ok && len(c.Doubts) == 0 {
			t.Fatalf("%s refused without a reason", c.Kind)
		}
		finite(string(c.Kind), slices.Concat(c.Value, c.Lower, c.Upper, c.Range, []float64{c.Center, c.SigmaZ, c.RangeLimit})...)
		signals(string(c.Kind), c.Signals(), c.Defined)
	}
	s, ok := CUSUM(periods, baseline, DefaultSlack, DefaultAlarm)
	if !ok && len(s.Doubts) == 0 {
		t.Fatal("cusum refused without a reason")
	}
	finite("cusum", slices.Concat(s.Up, s.Down, []float64{s.Center, s.SigmaZ})...)
	signals("cusum", s.Signals(), s.Defined)

	list, ok := ChangePoints(periods)
	if !ok && len(list.Doubts) == 0 {
		t.Fatal("change points refused without a reason")
	}
	finite("penalty", list.Penalty, list.SigmaZ)
	before := 0
	for _, c := range list.Changes {
		finite("gain", c.Gain)
		if !(before < c.Earliest && c.Earliest <= c.At && c.At <= c.Latest && c.Latest < len(periods)) || !c.Before.defined() || !c.After.defined() {
			t.Fatalf("change %+v of %v", c, periods)
		}
		if c.Before.N() < FewAnswers*(1-1e-9) || c.After.N() < FewAnswers*(1-1e-9) {
			t.Fatalf("a stretch of too few answers: %+v", c)
		}
	}
	x, defined := Scores(periods)
	for _, m := range []func() (Monotone, bool){
		func() (Monotone, bool) { return MannKendall(x, defined) },
		func() (Monotone, bool) { return SeasonalKendall(x, defined, k) },
	} {
		m, ok := m()
		if !ok && len(m.Doubts) == 0 {
			t.Fatal("no trend test, and no reason")
		}
		finite("trend", m.S, m.Var, m.Z, m.P, m.Tau, m.Slope, m.Lag1)
		if m.P < 0 || m.P > 1 || math.Abs(m.Tau) > 1+1e-9 || math.Abs(m.Lag1) > 1+1e-9 {
			t.Fatalf("%+v", m)
		}
	}
	pooled, defined := Rolling(periods, k)
	for i := range pooled {
		if defined[i] != pooled[i].defined() {
			t.Fatalf("window %d of %v: %v", i, periods, pooled[i])
		}
	}
}
