package stats

import (
	"encoding/json"
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
