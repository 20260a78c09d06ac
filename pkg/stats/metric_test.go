package stats

import (
	"encoding/json"
	"testing"
)

func TestMetricVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID     string
			Scale  int
			Hist   Ratings
			Expect map[string]json.RawMessage
		}
	}
	readVectors(t, "csat_ces.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance")
	}
	seen := map[string]int{}
	for _, c := range file.Cases {
		if len(c.Hist) != c.Scale {
			t.Fatalf("%s: %d answers on a scale of %d", c.ID, len(c.Hist), c.Scale)
		}
		check := checker{t, c.ID, file.Tolerance, seen}
		// The reference's own t quantile is off by 4 parts in 10^9 (2.022690912 for
		// 39 degrees of freedom; TestTails integrates the density and finds
		// 2.022690920), more than the file's tolerance.
		t95 := check
		t95.tolerance = max(file.Tolerance, 5e-9)
		s, okS := CSAT(c.Hist, 0.95)
		e, okE := CES(c.Hist, 0.95)
		vectorKeys(t, c.ID, c.Expect, map[string]func(json.RawMessage){
			"n":               func(raw json.RawMessage) { check.number("n", raw, s.N, okS) },
			"csat_top2":       func(raw json.RawMessage) { check.number("csat_top2", raw, s.Share, okS) },
			"csat_wilson95":   func(raw json.RawMessage) { check.pair("csat_wilson95", raw, s.Low, s.High, okS) },
			"mean":            func(raw json.RawMessage) { check.number("mean", raw, e.Mean, okE) },
			"mean_t95":        func(raw json.RawMessage) { t95.pair("mean_t95", raw, e.rawLow, e.rawHigh, e.Interval) },
			"sd":              func(raw json.RawMessage) { check.number("sd", raw, e.SD, e.Interval) },
			"ces_mean":        func(raw json.RawMessage) { check.number("ces_mean", raw, e.Mean, okE) },
			"ces_share_5plus": func(raw json.RawMessage) { check.number("ces_share_5plus", raw, e.Easy, e.Seven) },
			"net_ces":         func(raw json.RawMessage) { check.number("net_ces", raw, e.Net, e.Seven) },
		})
	}
	seenKeys(t, seen, "n", "csat_top2", "csat_wilson95", "mean", "mean_t95", "sd", "ces_share_5plus", "net_ces")
}
