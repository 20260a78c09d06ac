package stats

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

func changesAt(list ChangeList) []int {
	at := []int{}
	for _, c := range list.Changes {
		at = append(at, c.At)
	}
	return at
}

// The division found is the cheapest of all there are: every one of them is tried.
func TestChangePointsExact(t *testing.T) {
	const size = 9
	r := rand.New(rand.NewPCG(11, 11))
	cases, divided := 0, 0
	for range 60 {
		periods := drawPeriods(r, size, 4+r.IntN(40), func(i int) (float64, float64) { return 0.2 + 0.2*float64(i/3%2), 0.2 })
		for _, penalty := range []float64{0.5, 4, 12} {
			least := math.Inf(1)
			for division := range uint(1) << (size - 1) {
				total, from, ok := penalty*float64(bits.OnesCount(division)), 0, true
				for end := 1; end <= size; end++ {
					if end < size && division>>(end-1)&1 == 0 {
						continue
					}
					stretch := trendPool(periods[from:end])
					ok = ok && (stretch.N() >= FewAnswers || division == 0)
					total, from = total+fullCost(stretch), end
				}
				if ok {
					least = min(least, total)
				}
			}
			costs := newChangeCosts(periods)
			starts := costs.partition(penalty)
			total := penalty * float64(len(starts)-2)
			for i, from := range starts[:len(starts)-1] {
				total += fullCost(costs.counts(from, starts[i+1]))
			}
			near(t, "total", total, least, 1e-9)
			cases++
			if len(starts) > 2 {
				divided++
			}
		}
	}
	if divided < cases/4 || divided == cases {
		t.Errorf("%d of %d series were divided: not much of a test", divided, cases)
	}
}

func TestChangePoints(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	series := drawPeriods(r, 30, 300, func(i int) (float64, float64) { return []float64{0.2, 0.4, 0.3}[i/10], 0.2 })
	list, ok := ChangePoints(series)
	if !ok || !slices.Equal(changesAt(list), []int{10, 20}) {
		t.Fatalf("ok = %v, changes %+v", ok, list)
	}
	for i, c := range list.Changes {
		want := Change{Before: trendPool(series[10*i : 10*i+10]), After: trendPool(series[10*i+10 : 10*i+20])}
		if c.Before != want.Before || c.After != want.After {
			t.Errorf("change %d: before %v after %v, want %v and %v", i, c.Before, c.After, want.Before, want.After)
		}
		if c.Earliest > c.At || c.Latest < c.At || c.Latest-c.Earliest > 4 || !(c.Gain > list.Penalty) {
			t.Errorf("change %d: %+v for %v", i, c, list.Penalty)
		}
	}
	// Promoters for detractors: the same places.
	other, _ := ChangePoints(mirrored(series))
	if !slices.Equal(changesAt(other), changesAt(list)) {
		t.Errorf("mirrored: %v", changesAt(other))
	}
	near(t, "mirrored penalty", other.Penalty, list.Penalty, 1e-9)
	for i, c := range other.Changes {
		if c.Before != list.Changes[i].Before.swap() || c.Earliest != list.Changes[i].Earliest || c.Latest != list.Changes[i].Latest {
			t.Errorf("mirrored: %+v, want %+v", c, list.Changes[i])
		}
	}
	// The other way round in time: the same stretches.
	backwards := slices.Clone(series)
	slices.Reverse(backwards)
	if other, _ = ChangePoints(backwards); !slices.Equal(changesAt(other), []int{10, 20}) {
		t.Errorf("backwards: %v", changesAt(other))
	}
}

// Empty periods change nothing but the places; where a change falls into a gap
// it may have come at any time of it.
func TestChangePointsPassOverGaps(t *testing.T) {
	series := drawPeriods(rand.New(rand.NewPCG(13, 13)), 20, 400, func(i int) (float64, float64) { return 0.1 + 0.3*float64(i/10), 0.2 })
	plain, _ := ChangePoints(series)
	gapped, place := withGaps(series, 2, 9, 15)
	list, ok := ChangePoints(gapped)
	if !ok || len(plain.Changes) != 1 || len(list.Changes) != 1 || list.Penalty != plain.Penalty || list.SigmaZ != plain.SigmaZ {
		t.Fatalf("%+v, want %+v", list, plain)
	}
	want := plain.Changes[0]
	if want.At != 10 || want.Earliest != 10 || want.Latest != 10 {
		t.Fatalf("the example is not as clear as it should be: %+v", want)
	}
	want.At, want.Latest, want.Earliest = place[10], place[10], place[9]+1
	if list.Changes[0] != want || want.Earliest == want.At {
		t.Errorf("%+v, want %+v", list.Changes[0], want)
	}
	leading, _ := ChangePoints(append(make([]Counts, 3), series...))
	if !slices.Equal(changesAt(leading), []int{13}) {
		t.Errorf("after three empty periods: %v", changesAt(leading))
	}
}

func TestChangePointsConstant(t *testing.T) {
	for name, one := range map[string]Counts{"mixed": {1, 2, 4}, "promoters": {0, 0, 7}, "passives": {0, 7, 0}, "many": {1e11, 3e11, 7e11}, "few": {0.1, 0.1, 0.1}} {
		var periods []Counts
		for i := range 40 {
			periods = append(periods, scaled([]Counts{one}, float64(1+i*7%11))[0])
		}
		list, ok := ChangePoints(periods)
		if !ok || len(list.Changes) != 0 || list.SigmaZ != 0 {
			t.Errorf("%s: ok = %v, %+v", name, ok, list)
		}
		near(t, name, list.Penalty, -2*math.Log(0.05/39), 1e-12)
	}
}

// k times the answers bring k times the gain; the penalty grows with them once
// periods differ by more than their answers explain.
func TestChangePointsScaled(t *testing.T) {
	series := sample()
	list, ok := ChangePoints(series)
	more, moreOK := ChangePoints(scaled(series, 16))
	if !ok || !moreOK || list.SigmaZ < 0.25 {
		t.Fatalf("%+v %+v", list, more)
	}
	near(t, "sigma_z", more.SigmaZ, 4*list.SigmaZ, 1e-9)
	near(t, "penalty", more.Penalty, changePenalty(20)*16*list.SigmaZ*list.SigmaZ, 1e-9)
	gains, moreGains := newChangeCosts(series).gains(0, 20), newChangeCosts(scaled(series, 16)).gains(0, 20)
	for i := range gains {
		near(t, "gain", moreGains[i], 16*gains[i], 1e-9)
	}
}

// A stretch of fewer than FewAnswers answers has no level to speak of.
func TestChangePointsNeedAnswers(t *testing.T) {
	periods := append([]Counts{{5, 0, 0}}, slices.Repeat([]Counts{{0, 0, 5}}, 20)...)
	if gain := newChangeCosts(periods).gains(0, 21)[1]; gain < 2*changePenalty(21) {
		t.Fatalf("the example gains only %v", gain)
	}
	list, ok := ChangePoints(periods)
	if !ok {
		t.Fatal("not looked for")
	}
	for _, c := range list.Changes {
		if c.Before.N() < FewAnswers || c.After.N() < FewAnswers {
			t.Errorf("%+v", c)
		}
	}
}

func TestChangePointsRefusals(t *testing.T) {
	long := slices.Repeat([]Counts{{1, 1, 1}}, MaxPeriods+1)
	for _, test := range []struct {
		name    string
		periods []Counts
		doubt   string
	}{
		{"none", nil, DoubtFewPeriods},
		{"seven", long[:7], DoubtFewPeriods},
		{"seven with answers", append(slices.Clone(long[:7]), make([]Counts, 9)...), DoubtFewPeriods},
		{"too many", long, DoubtManyPeriods},
		{"negative", append([]Counts{{1, -1, 1}}, long[:9]...), DoubtBadCounts},
		{"too large", append([]Counts{{1, MaxAnswers, 1}}, long[:9]...), DoubtBadCounts},
		{"a crumb of an answer", append([]Counts{{1e-7, 0, 0}}, long[:9]...), DoubtBadCounts},
	} {
		list, ok := ChangePoints(test.periods)
		if ok || len(list.Changes) > 0 || !hasDoubt(list.Doubts, test.doubt) {
			t.Errorf("%s: ok = %v, %+v", test.name, ok, list)
		}
	}
	if _, ok := ChangePoints(long[:8]); !ok {
		t.Error("eight periods were refused")
	}
}

// The rates that the documentation states, roughly: a short run of the
// simulation behind them.
func TestChangePointRates(t *testing.T) {
	const size, runs = 24, 500
	r := rand.New(rand.NewPCG(14, 14))
	alarms, noisy, found, held := 0, 0, 0, 0
	for range runs {
		if list, _ := ChangePoints(drawPeriods(r, size, 100, steady)); len(list.Changes) > 0 {
			alarms++
		}
		list, _ := ChangePoints(drawPeriods(r, size, 100, func(int) (float64, float64) { return 0.2 - 0.05*r.NormFloat64(), 0.3 }))
		if len(list.Changes) > 0 {
			noisy++
		}
		list, _ = ChangePoints(drawPeriods(r, size, 100, falling(size/2)))
		if len(list.Changes) == 1 {
			found++
			if c := list.Changes[0]; c.Earliest <= size/2 && size/2 <= c.Latest {
				held++
			}
		}
	}
	t.Logf("false alarms %d, overdispersed %d, found %d, of which the range holds %d, of %d", alarms, noisy, found, held, runs)
	within := func(what string, got, of int, low, high float64) {
		t.Helper()
		if share := float64(got) / float64(of); !(share >= low && share <= high) {
			t.Errorf("%s: %.1f %%, want %v to %v", what, 100*share, 100*low, 100*high)
		}
	}
	within("false alarms", alarms, runs, 0.005, 0.045)
	within("false alarms when periods differ by 10 points", noisy, runs, 0.01, 0.08)
	within("a fall of 15 points found", found, runs, 0.72, 0.92)
	within("range that holds it", held, found, 0.94, 1)
}

func BenchmarkChangePoints(b *testing.B) {
	for name, size := range map[string]int{"T=52": 52, "T=500": 500, "T=2000": 2000} {
		periods := drawPeriods(rand.New(rand.NewPCG(15, 15)), size, 100, steady)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := ChangePoints(periods); !ok {
					b.Fatal("not looked for")
				}
			}
		})
	}
}
