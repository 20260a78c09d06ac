package stats

import (
	"encoding/json"
	"math"
	"slices"
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

func TestMetricProperties(t *testing.T) {
	checked := 0
	for _, r := range []Ratings{
		{0, 0, 0, 0, 1}, {1, 0, 0, 0, 0}, {5, 0, 0, 0, 5}, {1, 1, 1, 1, 1}, {0, 0, 0, 1e15, 0}, {0, 2, 0, 0, 0},
		{0, 0, 0, 0, 0, 0, 1}, {1, 2, 3, 4, 5, 6, 7}, {0, 0, 0, 9, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 1}, {1e14, 0, 0, 0, 0, 0, 1},
	} {
		for _, confidence := range confidences {
			s, ok := CSAT(r, confidence)
			if !ok || !(s.Low >= 0 && s.Low <= s.Share && s.Share <= s.High && s.High <= 1) {
				t.Errorf("%v at %v: %+v, ok %v", r, confidence, s, ok)
			}
			e, ok := CES(r, confidence)
			if !ok || e.N != s.N || !(e.Mean >= 1 && e.Mean <= float64(len(r))) || e.Interval != (e.N > 1) {
				t.Errorf("%v at %v: %+v, ok %v", r, confidence, e, ok)
			}
			if e.Interval && !(e.Low >= 1 && e.Low <= e.Mean && e.Mean <= e.High && e.High <= float64(len(r))) {
				t.Errorf("%v at %v: %+v", r, confidence, e)
			}
			if e.Seven != (len(r) == 7) || !(e.EasyLow <= e.Easy && e.Easy <= e.EasyHigh && e.NetLow <= e.Net && e.Net <= e.NetHigh) {
				t.Errorf("%v at %v: %+v", r, confidence, e)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("nothing was checked")
	}
	for _, r := range []Ratings{nil, {}, {1, 2, 3}, {0, 0, 0, 0, 0}, make(Ratings, 7), {0, 0, 0, 0, math.MaxUint64}, make(Ratings, 11)} {
		_, csat := CSAT(r, 0.95)
		_, ces := CES(r, 0.95)
		if csat || ces || len(r.Doubts()) != 1 {
			t.Errorf("%v: csat %v, ces %v, doubts %v", r, csat, ces, r.Doubts())
		}
	}
	for _, confidence := range badConfidences {
		_, csat := CSAT(Ratings{1, 2, 3, 4, 5}, confidence)
		_, ces := CES(Ratings{1, 2, 3, 4, 5}, confidence)
		if csat || ces {
			t.Errorf("at confidence %v: csat %v, ces %v", confidence, csat, ces)
		}
	}
}

func TestMetricDoubts(t *testing.T) {
	for _, c := range []struct {
		r    Ratings
		want []string
	}{
		{Ratings{1, 2, 3, 4, 5}, nil},
		{Ratings{0, 2, 1, 0, 0}, []string{DoubtFew}},
		{Ratings{0, 0, 0, 0, 30}, []string{DoubtOneClass}},
		{Ratings{0, 0, 0, 0, 3}, []string{DoubtFew, DoubtOneClass}},
	} {
		if got := ids(c.r.Doubts()); !slices.Equal(got, c.want) {
			t.Errorf("%v: doubts %v, want %v", c.r, got, c.want)
		}
	}
}
