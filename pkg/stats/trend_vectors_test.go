package stats

import (
	"math"
	"slices"
	"testing"
)

// vectorPeriods are counts as the vectors have them: [detractors, passives, promoters].
type vectorPeriods [][3]float64

func (v vectorPeriods) periods() []Counts {
	periods := make([]Counts, len(v))
	for i, c := range v {
		periods[i] = Counts{c[0], c[1], c[2]}
	}
	return periods
}

func nearAll(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tolerance)
	}
}

// signalled are the periods with a signal of this id.
func signalled(signals [][]Signal, id string) []int {
	at := []int{}
	for i, list := range signals {
		for _, s := range list {
			if s.ID == id {
				at = append(at, i)
			}
		}
	}
	return at
}

func sameAt(t *testing.T, what string, got, want []int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s at %v, want %v", what, got, want)
	}
}

type limits struct {
	Center float64
	Var    float64 `json:"pooled_var"`
	SigmaZ float64 `json:"sigma_z"`
	LCL    []float64
	UCL    []float64

	Signals []int
}

type spcCase struct {
	ID       string
	Counts   vectorPeriods
	Baseline int     `json:"baseline_periods"`
	Lambda   float64 `json:"ewma_lambda"`
	Width    float64 `json:"ewma_L"`
	K        float64 `json:"cusum_k"`
	H        float64 `json:"cusum_h"`
	Expect   struct {
		NPS []float64
		XmR struct {
			Center  float64
			LCL     float64
			UCL     float64
			MRBar   float64 `json:"mr_bar"`
			MRLimit float64 `json:"mr_ucl"`
			Signals []int
		}
		Shewhart limits
		Laney    limits
		EWMA     struct {
			Value   []float64
			SE      []float64
			Signals []int
		}
		CUSUM struct {
			Pos     []float64
			Neg     []float64
			Signals []int
		}
	}
}

func TestChartVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []spcCase
	}
	readVectors(t, "spc.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance in spc.json")
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) { checkCharts(t, c, file.Tolerance) })
	}
}

func checkCharts(t *testing.T, c spcCase, tolerance float64) {
	periods := c.Counts.periods()
	for kind, want := range map[ChartKind]limits{ShewhartChart: c.Expect.Shewhart, LaneyChart: c.Expect.Laney} {
		maker := Shewhart
		if kind == LaneyChart {
			maker = Laney
		}
		chart, ok := maker(periods, c.Baseline)
		if !ok || chart.Kind != kind {
			t.Fatalf("%s: no chart: %v", kind, chart.Doubts)
		}
		if kind == ShewhartChart {
			near(t, "center", chart.Center, want.Center, tolerance)
			half := (chart.Upper[0] - chart.Lower[0]) / 2
			near(t, "variance", half*half/9*periods[0].N(), want.Var, tolerance)
		} else {
			near(t, "sigma_z", chart.SigmaZ, want.SigmaZ, tolerance)
		}
		nearAll(t, "nps", chart.Value, c.Expect.NPS, tolerance)
		nearAll(t, "lower", chart.Lower, want.LCL, tolerance)
		nearAll(t, "upper", chart.Upper, want.UCL, tolerance)
		sameAt(t, string(kind), signalled(chart.Signals(), SignalOutside), want.Signals)
	}
	x, ok := XmR(periods, c.Baseline)
	if !ok {
		t.Fatalf("xmr: %v", x.Doubts)
	}
	near(t, "xmr center", x.Center, c.Expect.XmR.Center, tolerance)
	for i := range periods {
		near(t, "xmr lower", x.Lower[i], c.Expect.XmR.LCL, tolerance)
		near(t, "xmr upper", x.Upper[i], c.Expect.XmR.UCL, tolerance)
	}
	near(t, "xmr range limit", x.RangeLimit, c.Expect.XmR.MRLimit, tolerance)
	var sum float64
	for _, r := range x.Range[1:c.Baseline] {
		sum += r
	}
	near(t, "xmr mean range", sum/float64(c.Baseline-1), c.Expect.XmR.MRBar, tolerance)
	sameAt(t, "xmr", signalled(x.Signals(), SignalOutside), c.Expect.XmR.Signals)

	e, ok := EWMA(periods, c.Baseline, c.Lambda, c.Width)
	if !ok {
		t.Fatalf("ewma: %v", e.Doubts)
	}
	nearAll(t, "ewma", e.Value, c.Expect.EWMA.Value, tolerance)
	for i, se := range c.Expect.EWMA.SE {
		near(t, "ewma se", (e.Upper[i]-e.Lower[i])/2/c.Width, se, tolerance)
	}
	sameAt(t, "ewma", signalled(e.Signals(), SignalOutside), c.Expect.EWMA.Signals)

	s, ok := CUSUM(periods, c.Baseline, c.K, c.H)
	if !ok {
		t.Fatalf("cusum: %v", s.Doubts)
	}
	nearAll(t, "cusum up", s.Up, c.Expect.CUSUM.Pos, tolerance)
	nearAll(t, "cusum down", s.Down, c.Expect.CUSUM.Neg, tolerance)
	sameAt(t, "cusum", signalled(s.Signals(), SignalDrift), c.Expect.CUSUM.Signals)
}

func TestChangePointVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID     string
			Counts vectorPeriods
			Expect struct {
				Segmentation map[string]struct {
					Penalty      float64
					Total        float64
					Changepoints []int
				}
				Best struct {
					At int
					LR float64
					P  float64 `json:"p_bonferroni"`
				} `json:"best_single"`
			}
		}
	}
	readVectors(t, "changepoint.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance in changepoint.json")
	}
	for _, c := range file.Cases {
		periods := c.Counts.periods()
		costs, size := newChangeCosts(periods), len(periods)
		if len(c.Expect.Segmentation) == 0 {
			t.Errorf("%s: no segmentation", c.ID)
		}
		for name, want := range c.Expect.Segmentation {
			starts := costs.partition(want.Penalty)
			sameAt(t, c.ID+" "+name, starts[1:len(starts)-1], want.Changepoints)
			total := want.Penalty * float64(len(starts)-2)
			for i, from := range starts[:len(starts)-1] {
				total += fullCost(costs.counts(from, starts[i+1]))
			}
			near(t, c.ID+" "+name+" total", total, want.Total, file.Tolerance)
			if name == "chi2" {
				near(t, c.ID+" penalty", changePenalty(size), want.Penalty, file.Tolerance)
			}
		}
		gains, best := costs.gains(0, size), 0
		for s := range gains {
			if gains[s] > gains[best] {
				best = s
			}
		}
		if best != c.Expect.Best.At {
			t.Errorf("%s: best at %d, want %d", c.ID, best, c.Expect.Best.At)
		}
		near(t, c.ID+" lr", gains[best], c.Expect.Best.LR, file.Tolerance)
		near(t, c.ID+" p", min(1, float64(size-1)*math.Exp(-gains[best]/2)), c.Expect.Best.P, file.Tolerance)
	}
}

// fullCost is the cost of a stretch as docs/statistics.md writes it.
func fullCost(c Counts) float64 {
	var sum float64
	for _, k := range []float64{c.Detractors, c.Passives, c.Promoters} {
		if k > 0 {
			sum -= 2 * k * math.Log(k/c.N())
		}
	}
	return sum
}

func TestKendallVectors(t *testing.T) {
	type expect struct {
		S, Var, Z, P float64
		Tau          *float64 `json:"tau_b"`
		Sen          *float64
		PerCycle     *float64 `json:"slope_per_cycle"`
	}
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID     string
			Y      []float64
			Season []int
			Expect struct {
				expect
				Seasonal *expect
			}
		}
	}
	readVectors(t, "mann_kendall.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance in mann_kendall.json")
	}
	check := func(name string, m Monotone, ok bool, want expect, slope *float64) {
		t.Helper()
		if !ok || slope == nil {
			t.Fatalf("%s: not tested: %v", name, m.Doubts)
		}
		near(t, name+" S", m.S, want.S, file.Tolerance)
		near(t, name+" var", m.Var, want.Var, file.Tolerance)
		near(t, name+" z", m.Z, want.Z, file.Tolerance)
		near(t, name+" p", m.P, want.P, file.Tolerance)
		near(t, name+" slope", m.Slope, *slope, file.Tolerance)
		if want.Tau != nil {
			near(t, name+" tau", m.Tau, *want.Tau, file.Tolerance)
		}
	}
	seasonal := 0
	for _, c := range file.Cases {
		m, ok := MannKendall(c.Y, nil)
		check(c.ID, m, ok, c.Expect.expect, c.Expect.Sen)
		if c.Expect.Seasonal == nil {
			continue
		}
		seasonal++
		period := slices.Max(c.Season) + 1
		for i, s := range c.Season {
			if s != i%period {
				t.Fatalf("%s: the seasons do not go round", c.ID)
			}
		}
		m, ok = SeasonalKendall(c.Y, nil, period)
		check(c.ID+" seasonal", m, ok, *c.Expect.Seasonal, c.Expect.Seasonal.PerCycle)
	}
	if seasonal == 0 {
		t.Error("no seasonal case in mann_kendall.json")
	}
}
