package stats

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
)

// weightedCase is one case of weighted.json.
type weightedCase struct {
	ID      string                     `json:"id"`
	Kind    string                     `json:"kind"`
	Score   []int                      `json:"score"`
	Weight  []float64                  `json:"weight"`
	Group   []string                   `json:"group"`
	Expect  map[string]json.RawMessage `json:"expect"`
	Stratum json.RawMessage            `json:"stratum"`
	Cluster json.RawMessage            `json:"cluster"`
}

// estimate is the plain weighted estimate of the answers whose group is wanted;
// "" wants them all.
func (c weightedCase) estimate(t *testing.T, group string) WeightedEstimate {
	t.Helper()
	var h WeightedHistogram
	for i, score := range c.Score {
		if group == "" || c.Group[i] == group {
			h[score].Add(c.Weight[i])
		}
	}
	counts := h.Counts()
	e, ok := counts.Estimate()
	if !ok {
		t.Fatalf("%s %s: no estimate", c.ID, group)
	}
	return e
}

// plainKeys hold for every design: they do not look at it.
var plainKeys = map[string]func(WeightedEstimate) []float64{
	"nps":  func(e WeightedEstimate) []float64 { return []float64{e.NPS} },
	"kish": func(e WeightedEstimate) []float64 { return []float64{e.NEff} },
	"cv2":  func(e WeightedEstimate) []float64 { return []float64{e.DeffWeights - 1} },
	"props": func(e WeightedEstimate) []float64 {
		d, p, r := e.Shares()
		return []float64{r, p, d}
	},
	"variance_unit": func(e WeightedEstimate) []float64 { return []float64{e.Variance} },
	"adjusted_wald_kish": func(e WeightedEstimate) []float64 {
		lo, hi, _ := e.Interval(AdjustedWald, 0.95)
		return []float64{lo, hi}
	},
}

// designKeys need the design; for the kinds plain and equal it is the plain one.
var designKeys = map[string]func(WeightedEstimate) []float64{
	"se": func(e WeightedEstimate) []float64 { return []float64{e.SE} },
	"ci": func(e WeightedEstimate) []float64 {
		z := normalQuantile(0.95)
		return []float64{e.NPS - z*e.SE, e.NPS + z*e.SE}
	},
	"ci_t": func(e WeightedEstimate) []float64 {
		q := tQuantile(0.95, float64(e.N-1))
		return []float64{e.NPS - q*e.SE, e.NPS + q*e.SE}
	},
	"degf": func(e WeightedEstimate) []float64 { return []float64{float64(e.N - 1)} },
	"deff_replace": func(e WeightedEstimate) []float64 {
		deff, _ := e.Deff()
		return []float64{deff}
	},
}

// laterKeys are not computed yet (comparison of groups, effective size by the
// design) or never will be (deff_R_default depends on the unit of the weights).
var laterKeys = map[string]bool{
	"contrast_north_south": true, "n_eff_design": true, "adjusted_wald_design": true, "deff_R_default": true,
}

// laterKinds are the designs that are not built yet.
var laterKinds = map[string]bool{"strata": true, "cluster": true, "fpc": true}

func TestWeightedVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []weightedCase
	}
	readVectors(t, "weighted.json", &file)
	seen := map[string]int{}
	for _, c := range file.Cases {
		plain := c.Kind == "plain" || c.Kind == "equal"
		if !plain && !laterKinds[c.Kind] {
			t.Errorf("%s: unknown kind %s", c.ID, c.Kind)
		}
		all := c.estimate(t, "")
		for key, raw := range c.Expect {
			f, known := plainKeys[key]
			if !known {
				if f, known = designKeys[key]; known && !plain {
					continue
				}
			}
			switch {
			case known:
				seen[key]++
				compare(t, c.ID+" "+key, f(all), raw, file.Tolerance)
			case key == "groups":
				seen[key] += checkDomains(t, c, plain, raw, file.Tolerance)
			case !laterKeys[key]:
				t.Errorf("%s: unknown key %s", c.ID, key)
			}
		}
	}
	for _, keys := range []map[string]func(WeightedEstimate) []float64{plainKeys, designKeys, {"groups": nil}} {
		for key := range keys {
			if seen[key] == 0 {
				t.Errorf("no case has a %s", key)
			}
		}
	}
}

// compare holds numbers against a number or a list of numbers.
func compare(t *testing.T, what string, got []float64, raw json.RawMessage, tolerance float64) {
	t.Helper()
	var want []float64
	if err := json.Unmarshal(raw, &want); err != nil {
		want = make([]float64, 1)
		if err := json.Unmarshal(raw, &want[0]); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tolerance)
	}
}

func checkDomains(t *testing.T, c weightedCase, plain bool, raw json.RawMessage, tolerance float64) int {
	t.Helper()
	var groups []struct {
		Group   string
		NPS, SE float64
	}
	if err := json.Unmarshal(raw, &groups); err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	for _, g := range groups {
		e := c.estimate(t, g.Group)
		near(t, c.ID+" "+g.Group+" nps", e.NPS, g.NPS, tolerance)
		if plain {
			se, ok := e.DomainSE(uint64(len(c.Score)))
			if !ok {
				t.Errorf("%s %s: no standard error", c.ID, g.Group)
			}
			near(t, c.ID+" "+g.Group+" se", se, g.SE, tolerance)
		}
	}
	return len(groups)
}

func TestEqualWeightsAreNoWeights(t *testing.T) {
	for _, w := range []float64{1, 0.1, 2.5, 1e-9, 1e9} {
		var h WeightedHistogram
		for score, k := range []int{1, 0, 0, 2, 0, 1, 0, 3, 1, 4, 7} {
			for range k {
				h[score].Add(w)
			}
		}
		counts := h.Counts()
		e, ok := counts.Estimate()
		c := h.Raw().Counts()
		x, _ := NPS(c)
		se, _ := SEUnbiased(c)
		if !ok || e.N != 19 {
			t.Fatalf("weight %v: ok = %v, N = %d", w, ok, e.N)
		}
		near(t, "nps", e.NPS, x, 1e-12)
		near(t, "se", e.SE, se, 1e-12)
		near(t, "effective", e.NEff, 19, 1e-9)
		near(t, "deff by weights", e.DeffWeights, 1, 1e-12)
		mean, _ := h.Mean()
		rawMean, _ := h.Raw().Mean()
		near(t, "mean", mean, rawMean, 1e-12)
		lo, hi, _ := e.Interval(AdjustedWald, 0.95)
		wlo, whi, _ := Interval(c, AdjustedWald, 0.95)
		near(t, "low", lo, wlo, 1e-12)
		near(t, "high", hi, whi, 1e-12)
	}
}

func TestUnusableWeights(t *testing.T) {
	for _, w := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e200} {
		var c WeightedCounts
		c.Promoters.Add(1)
		c.Detractors.Add(w)
		c.Detractors.Add(2)
		if e, ok := c.Estimate(); ok {
			t.Errorf("weight %v gives an estimate: %+v", w, e)
		}
	}
	var none WeightedCounts
	if _, ok := none.Estimate(); ok {
		t.Error("an estimate without answers")
	}
	var h WeightedHistogram
	if _, ok := h.Mean(); ok {
		t.Error("a mean without answers")
	}
}

func TestOneWeightedAnswer(t *testing.T) {
	var c WeightedCounts
	c.Promoters.Add(3)
	e, ok := c.Estimate()
	if !ok || e.NPS != 1 || e.SEDefined || e.NEff != 1 || e.Min != 3 || e.Max != 3 {
		t.Fatalf("estimate %+v, ok %v", e, ok)
	}
	if _, ok := e.Deff(); ok {
		t.Error("a design effect of one answer")
	}
	if lo, hi, ok := e.Interval(AdjustedWald, 0.95); !ok || lo >= 1 || hi != 1 {
		t.Errorf("interval %v..%v, ok %v", lo, hi, ok)
	}
	if se, ok := e.DomainSE(5); !ok || se != 0 {
		t.Errorf("error as a part of five: %v, ok %v", se, ok)
	}
	if _, ok := e.DomainSE(0); ok {
		t.Error("a part of no sample has an error")
	}
}

// The sums must not depend on how the work was shared out.
func TestWeightsInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	weights := make([]float64, 5000)
	var direct WeightSums
	for i := range weights {
		weights[i] = math.Exp(12 * (rng.Float64() - 0.5))
		direct.Add(weights[i])
	}
	for trial := range 50 {
		rng.Shuffle(len(weights), func(i, j int) { weights[i], weights[j] = weights[j], weights[i] })
		parts := make([]WeightSums, 1+trial%7)
		for i, w := range weights {
			parts[i%len(parts)].Add(w)
		}
		var merged WeightSums
		for _, p := range parts {
			merged.Merge(p)
		}
		if merged.N != direct.N || merged.Min != direct.Min || merged.Max != direct.Max ||
			merged.W.Value() != direct.W.Value() || merged.W2.Value() != direct.W2.Value() {
			t.Fatalf("trial %d: %+v, in order %+v", trial, merged, direct)
		}
	}
}

func TestSumKeepsSmallNumbers(t *testing.T) {
	var s Sum
	s.Add(1)
	for range 1000 {
		s.Add(1e-18)
	}
	s.Add(-1)
	near(t, "sum", s.Value()*1e15, 1, 1e-12)
}

func TestWeightedMerge(t *testing.T) {
	var a, b WeightedHistogram
	a[10].Add(1)
	b[10].Add(2)
	b[0].Add(4)
	a.Merge(&b)
	if a.Raw() != (Histogram{0: 1, 10: 2}) || a[10].W.Value() != 3 || a[0].Min != 4 {
		t.Errorf("merged %+v", a)
	}
	x, y := a.Counts(), b.Counts()
	x.Merge(y)
	if x.Promoters.N != 3 || x.Detractors.W.Value() != 8 {
		t.Errorf("merged classes %+v", x)
	}
}
