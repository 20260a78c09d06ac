package stats

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestDecompositionVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID            string
			Before, After map[string][3]float64
			Expect        map[string]json.RawMessage
		}
	}
	readVectors(t, "decomposition.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance")
	}
	seen := map[string]int{}
	for _, c := range file.Cases {
		var keys []string
		for key := range c.Before {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		var before, after []Counts
		for _, key := range keys {
			x, y := c.Before[key], c.After[key]
			before, after = append(before, Counts{x[0], x[1], x[2]}), append(after, Counts{y[0], y[1], y[2]})
		}
		d, ok := Decompose(keys, before, after)
		check := checker{t, c.ID, file.Tolerance, seen}
		get := func(key string, x float64) func(json.RawMessage) {
			return func(raw json.RawMessage) { check.number(key, raw, x, ok) }
		}
		vectorKeys(t, c.ID, c.Expect, map[string]func(json.RawMessage){
			"nps0": get("nps0", d.Before), "nps1": get("nps1", d.After), "delta": get("delta", d.Delta),
			"mix": get("mix", d.Mix), "rate": get("rate", d.Rate), "rate_se_fixed_weights": get("rate_se_fixed_weights", d.RateSE),
			"delta_promoter_share":  get("delta_promoter_share", d.Promoters),
			"delta_detractor_share": get("delta_detractor_share", d.Detractors),
			"segments":              func(raw json.RawMessage) { check.segments(raw, d) },
		})
		near(t, c.ID+" rate + mix", d.Rate+d.Mix, d.Delta, 1e-12)
	}
	seenKeys(t, seen, "nps0", "mix", "rate", "rate_se_fixed_weights", "segments", "share0", "total")
}

func (c checker) segments(raw json.RawMessage, d Decomposition) {
	var segments map[string]map[string]json.RawMessage
	if err := json.Unmarshal(raw, &segments); err != nil {
		c.t.Fatal(err)
	}
	if len(segments) != len(d.Effects) {
		c.t.Fatalf("%s: %d segments, want %d", c.name, len(d.Effects), len(segments))
	}
	for _, e := range d.Effects {
		at := c
		at.name += " " + e.Key
		get := func(key string, x float64, ok bool) func(json.RawMessage) {
			return func(raw json.RawMessage) { at.number(key, raw, x, ok) }
		}
		vectorKeys(c.t, at.name, segments[e.Key], map[string]func(json.RawMessage){
			"share0": get("share0", e.ShareBefore, true), "share1": get("share1", e.ShareAfter, true),
			"nps0": get("nps0", e.NPSBefore, !e.New), "nps1": get("nps1", e.NPSAfter, !e.Gone),
			"rate": get("rate", e.Rate, true), "mix": get("mix", e.Mix, true), "total": get("total", e.Total(), true),
		})
	}
	c.seen["segments"]++
}

func TestSimpson(t *testing.T) {
	// Both segments improve, and the weak one grows.
	keys := []string{"strong", "weak"}
	d, ok := Decompose(keys, []Counts{{25, 60, 320}, {60, 20, 20}}, []Counts{{4, 22, 124}, {170, 80, 105}})
	if !ok || !d.Simpson || !d.AllAgainst || d.Delta > 0 || d.Rate < 0 {
		t.Errorf("%+v, ok %v", d, ok)
	}
	// A third segment that falls: against the total on balance, but not all.
	d, ok = Decompose([]string{"strong", "weak", "small"},
		[]Counts{{25, 60, 320}, {60, 20, 20}, {1, 1, 8}}, []Counts{{4, 22, 124}, {170, 80, 105}, {8, 1, 1}})
	if !ok || !d.Simpson || d.AllAgainst {
		t.Errorf("%+v, ok %v", d, ok)
	}
	// The same movement in one segment and none in shares is none.
	d, ok = Decompose(keys, []Counts{{25, 60, 320}, {60, 20, 20}}, []Counts{{25, 60, 320}, {40, 20, 40}})
	if !ok || d.Simpson || d.AllAgainst || d.Mix != 0 {
		t.Errorf("%+v, ok %v", d, ok)
	}
}

func TestDecomposeProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for range 300 {
		n := 1 + rng.IntN(6)
		keys := make([]string, n)
		before, after := make([]Counts, n), make([]Counts, n)
		for i := range n {
			keys[i] = string(rune('a' + i))
			for _, period := range [][]Counts{before, after} {
				if rng.IntN(4) > 0 {
					period[i] = Counts{float64(rng.IntN(30)), float64(rng.IntN(30)), float64(1 + rng.IntN(30))}
				}
			}
		}
		d, ok := Decompose(keys, before, after)
		if !ok {
			continue // a period without answers
		}
		if math.Abs(d.Rate+d.Mix-d.Delta) > slack || math.Abs(d.Promoters-d.Detractors-d.Delta) > slack {
			t.Errorf("%v to %v: %+v does not add up", before, after, d)
		}
		// Backwards in time: the same with other signs.
		r, _ := Decompose(keys, after, before)
		if math.Abs(r.Rate+d.Rate) > slack || math.Abs(r.Mix+d.Mix) > slack || r.RateSE-d.RateSE > slack || r.Simpson != d.Simpson || math.Abs(r.MixSE-d.MixSE) > slack {
			t.Errorf("%v to %v: %+v, backwards %+v", before, after, d, r)
		}
		for i, e := range d.Effects {
			if e.Key != keys[i] || e.New != !before[i].defined() || e.Gone != !after[i].defined() || ((e.New || e.Gone) && e.Rate != 0) {
				t.Errorf("%v to %v: %+v", before[i], after[i], e)
			}
			if e.New && e.Gone && e != (Effect{Key: keys[i], New: true, Gone: true}) {
				t.Errorf("an effect of nothing: %+v", e)
			}
		}
	}
	// One segment is all rate; the same scores are all mix.
	d, _ := Decompose([]string{"all"}, []Counts{{1, 2, 3}}, []Counts{{3, 2, 1}})
	if d.Mix != 0 || d.Rate != d.Delta || d.MixSE != 0 {
		t.Errorf("%+v", d)
	}
	d, _ = Decompose([]string{"a", "b"}, []Counts{{1, 0, 1}, {0, 0, 4}}, []Counts{{4, 0, 4}, {0, 0, 2}})
	if d.Rate != 0 || math.Abs(d.Mix-d.Delta) > slack || d.Simpson {
		t.Errorf("%+v", d)
	}
	good := []Counts{{1, 2, 3}}
	for _, c := range []struct {
		keys          []string
		before, after []Counts
	}{
		{nil, nil, nil}, {[]string{"a"}, good, nil}, {[]string{"a", "b"}, good, good}, {[]string{"a"}, good, []Counts{{}}}, {[]string{"a"}, []Counts{{-1, 2, 3}}, good},
		{[]string{"a"}, good, []Counts{{1, math.NaN(), 1}}}, {[]string{"a"}, []Counts{{1e16, 0, 0}}, good},
	} {
		if d, ok := Decompose(c.keys, c.before, c.after); ok {
			t.Errorf("%v to %v: %+v", c.before, c.after, d)
		}
	}
}

// The standard errors of both parts against the spread of many samples, of
// segments whose shares are themselves drawn.
func TestDecomposeErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	shares := []float64{0.2, 0.5, 0.3}
	law := []Counts{{0.5, 0.3, 0.2}, {0.2, 0.3, 0.5}, {0.05, 0.15, 0.8}}
	sample := func(n int) []Counts {
		groups := make([]Counts, len(shares))
		for range n {
			i := 0
			for u := rng.Float64(); i < len(shares)-1 && u >= shares[i]; i++ {
				u -= shares[i]
			}
			groups[i] = groups[i].Add(drawCounts(rng, law[i], 1))
		}
		return groups
	}
	const rounds = 2000
	var rate2, mix2, rateSE2, mixSE2 float64
	for range rounds {
		d, ok := Decompose([]string{"a", "b", "c"}, sample(200), sample(300))
		if !ok {
			t.Fatal("not decomposed")
		}
		rate2, mix2 = rate2+d.Rate*d.Rate/rounds, mix2+d.Mix*d.Mix/rounds
		rateSE2, mixSE2 = rateSE2+d.RateSE*d.RateSE/rounds, mixSE2+d.MixSE*d.MixSE/rounds
	}
	t.Logf("spread of rate %.4f, its error %.4f; of mix %.4f, its error %.4f", math.Sqrt(rate2), math.Sqrt(rateSE2), math.Sqrt(mix2), math.Sqrt(mixSE2))
	near(t, "error of rate", math.Sqrt(rateSE2/rate2), 1, 0.05)
	near(t, "error of mix", math.Sqrt(mixSE2/mix2), 1, 0.05)
}
