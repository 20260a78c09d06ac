package stats

import (
	"encoding/json"
	"math"
	"testing"
)

type planCase struct {
	ID         string
	Conf       float64
	Power      float64
	Variance   float64
	Margin     float64
	Population *float64
	Diff       float64
	N1, N2     float64
	Deff       float64
	Expect     map[string]json.RawMessage
}

func TestPlanVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []planCase
	}
	readVectors(t, "sample_size.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance")
	}
	seen := map[string]int{}
	for _, c := range file.Cases {
		checkPlanCase(t, c, checker{t, c.ID, file.Tolerance, seen})
	}
	seenKeys(t, seen, "n", "n_fpc", "n_per_group", "mde", "mde_deff", "power_at_diff", "se_fpc", "margin_fpc")
}

func checkPlanCase(t *testing.T, c planCase, check checker) {
	plain := Plan{Confidence: c.Conf, Power: c.Power, Variance: c.Variance}
	limited := plain
	if c.Population != nil {
		limited.Population = *c.Population
	}
	clustered := plain
	clustered.Deff = c.Deff
	get := func(key string, x float64, ok bool) func(json.RawMessage) {
		return func(raw json.RawMessage) { check.number(key, raw, x, ok) }
	}
	n, ok := plain.ForMargin(c.Margin)
	nLimited, okLimited := limited.ForMargin(c.Margin)
	okLimited = okLimited && c.Population != nil
	perGroup, okGroup := plain.ForDifference(c.Diff)
	mde, okMDE := plain.Detectable(c.N1, c.N2)
	mdeDeff, okDeff := clustered.Detectable(c.N1, c.N2)
	power, okPower := plain.PowerAt(c.Diff, c.N1, c.N2)
	margin, okMargin := limited.Margin(c.N1)
	okMargin = okMargin && c.Population != nil
	vectorKeys(t, c.ID, c.Expect, map[string]func(json.RawMessage){
		"n_unrounded":           get("n_unrounded", n, ok),
		"n":                     get("n", RoundUp(n), ok),
		"n_fpc_unrounded":       get("n_fpc_unrounded", nLimited, okLimited),
		"n_fpc":                 get("n_fpc", RoundUp(nLimited), okLimited),
		"n_per_group_unrounded": get("n_per_group_unrounded", perGroup, okGroup),
		"n_per_group":           get("n_per_group", RoundUp(perGroup), okGroup),
		"mde":                   get("mde", mde, okMDE),
		"mde_deff":              get("mde_deff", mdeDeff, okDeff),
		"power_at_diff":         get("power_at_diff", power, okPower),
		"margin_fpc":            get("margin_fpc", margin, okMargin),
		"se_fpc":                get("se_fpc", margin/normalQuantile(c.Conf), okMargin),
	})
}

func TestPlanIsConsistent(t *testing.T) {
	checked := 0
	for _, p := range []Plan{
		{Confidence: 0.95, Power: 0.8, Variance: 1},
		{Confidence: 0.9, Power: 0.5, Variance: 0.61, Deff: 1.7},
		{Confidence: 0.99, Power: 0.95, Variance: 0.2, Population: 5000},
	} {
		for _, margin := range []float64{0.01, 0.05, 0.3} {
			// So many answers have this margin: the finite population correction
			// of the sample size uses N-1 in place of N, which shows in the
			// fourth digit.
			n, ok := p.ForMargin(margin)
			got, okMargin := p.Margin(n)
			if !ok || !okMargin || math.Abs(got/margin-1) > 2e-2 || (p.Population == 0 && math.Abs(got/margin-1) > slack) {
				t.Errorf("%+v: %v answers for a margin of %v have %v", p, n, margin, got)
			}
			if p.Population > 0 && n >= p.Population {
				t.Errorf("%+v: %v answers for a margin of %v", p, n, margin)
			}
			// So many in each group detect this difference, with this power.
			n, ok = p.ForDifference(margin)
			got, okDetect := p.Detectable(n, n)
			power, okPower := p.PowerAt(margin, n, n)
			if !ok || !okDetect || !okPower || math.Abs(got/margin-1) > slack || power < p.Power-slack || power > p.Power+0.001 {
				t.Errorf("%+v: %v answers for a difference of %v detect %v with power %v", p, n, margin, got, power)
			}
			negative, _ := p.ForDifference(-margin)
			if negative != n {
				t.Errorf("%+v: %v answers for -%v, %v for +", p, negative, margin, n)
			}
			checked++
		}
		level, ok := p.PowerAt(0, 100, 200)
		if !ok || math.Abs(level-(1-p.Confidence)) > slack {
			t.Errorf("%+v: no difference is found with %v", p, level)
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
}

// The design of which the formula says 30 %: by enumeration in pieces the power
// of Diff's own test is near it. Both groups are drawn, 20/30/50 and 25/30/45.
func TestPowerOfDiff(t *testing.T) {
	z := normalQuantile(0.95)
	a, b := diffLaw(Counts{0.2, 0.3, 0.5}, 120), diffLaw(Counts{0.25, 0.3, 0.45}, 120)
	found := diffReject(a, b, z)
	va, vb := Counts{0.2, 0.3, 0.5}.variance(), Counts{0.25, 0.3, 0.45}.variance()
	power, ok := Plan{Confidence: 0.95, Power: 0.8, Variance: (va + vb) / 2}.PowerAt(0.1, 120, 120)
	t.Logf("power by enumeration %.3f, by the formula %.3f", found, power)
	if !ok || math.Abs(found-power) > 0.02 {
		t.Errorf("power by enumeration %v, by the formula %v", found, power)
	}
	d, ok := Detectable(Counts{24, 36, 60}, Counts{30, 36, 54}, 0.95, power)
	if !ok || math.Abs(d-0.1) > 0.005 {
		t.Errorf("detectable with that power: %v", d)
	}
}

func TestPlanUndefined(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	good := Plan{Confidence: 0.95, Power: 0.8, Variance: 0.6}
	bad := []Plan{{}, {Confidence: 0.95, Power: 0.8}}
	for _, x := range []float64{nan, inf, -1} {
		for _, set := range []func(*Plan){
			func(p *Plan) { p.Confidence = x }, func(p *Plan) { p.Power = x }, func(p *Plan) { p.Variance = x },
			func(p *Plan) { p.Deff = x }, func(p *Plan) { p.Population = x },
		} {
			p := good
			set(&p)
			bad = append(bad, p)
		}
		if _, ok := good.ForMargin(x); ok && x != inf {
			t.Errorf("answers for a margin of %v", x)
		}
		if _, ok := good.Margin(x); ok {
			t.Errorf("a margin of %v answers", x)
		}
		if _, ok := good.Detectable(10, x); ok {
			t.Errorf("detectable with %v answers", x)
		}
		if _, ok := good.PowerAt(0.1, x, 10); ok {
			t.Errorf("power with %v answers", x)
		}
	}
	for _, p := range bad {
		if _, ok := p.ForDifference(0.1); ok {
			t.Errorf("%+v gives a number of answers", p)
		}
		if _, ok := p.Detectable(10, 10); ok {
			t.Errorf("%+v detects", p)
		}
	}
	if _, ok := good.ForDifference(0); ok {
		t.Error("answers for no difference")
	}
	if _, ok := (Plan{Confidence: 0.95, Variance: 1, Population: 10}).Margin(11); ok {
		t.Error("a margin of more answers than people")
	}
	if n, ok := (Plan{Confidence: 0.95, Variance: 1, Population: 10}).ForMargin(1e-6); !ok || n > 10 {
		t.Errorf("%v answers of 10 people", n)
	}
	for x, want := range map[float64]float64{0: 0, 1: 1, 1.5: 2, 384.00000000000006: 384, 384.0001: 385} {
		near(t, "rounded up", RoundUp(x), want, 0)
	}
}

func TestNonResponse(t *testing.T) {
	for _, c := range []struct{ x, rate, lo, hi float64 }{
		{0.3, 1, 0.3, 0.3}, {0.3, 0.2, -0.74, 0.86}, {-1, 0.5, -1, 0}, {1, 0.5, 0, 1},
	} {
		lo, hi, ok := NonResponse(c.x, c.rate)
		near(t, "low", lo, c.lo, slack)
		near(t, "high", hi, c.hi, slack)
		if !ok || lo > hi {
			t.Errorf("%v at %v: %v..%v, ok %v", c.x, c.rate, lo, hi, ok)
		}
	}
	for _, c := range [][2]float64{{0.3, 0}, {0.3, 1.1}, {1.1, 0.5}, {math.NaN(), 0.5}, {0, math.NaN()}} {
		if _, _, ok := NonResponse(c[0], c[1]); ok {
			t.Errorf("bounds of %v", c)
		}
	}
}
