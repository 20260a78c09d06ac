package stats

import (
	"encoding/json"
	"math"
	"testing"
)

// vectorKeys reads the keys of a case one by one, and fails for one that it does
// not know instead of passing it unread.
func vectorKeys(t *testing.T, name string, expect map[string]json.RawMessage, known map[string]func(json.RawMessage)) {
	t.Helper()
	for key, raw := range expect {
		check, ok := known[key]
		if !ok {
			t.Errorf("%s: unknown key %s", name, key)
			continue
		}
		check(raw)
	}
}

// seenKeys fails unless each key was seen with a value.
func seenKeys(t *testing.T, seen map[string]int, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if seen[key] == 0 {
			t.Errorf("no case has a %s", key)
		}
	}
}

type diffCase struct {
	ID     string                     `json:"id"`
	A      Histogram                  `json:"a_hist_0_to_10"`
	B      Histogram                  `json:"b_hist_0_to_10"`
	Conf   float64                    `json:"conf"`
	Expect map[string]json.RawMessage `json:"expect"`
}

// checker compares numbers that may be null.
type checker struct {
	t         *testing.T
	name      string
	tolerance float64
	seen      map[string]int
}

func (c checker) number(key string, raw json.RawMessage, got float64, ok bool) {
	c.t.Helper()
	want, defined := number(c.t, raw)
	if ok != defined {
		c.t.Errorf("%s %s: ok = %v, want %v", c.name, key, ok, defined)
		return
	}
	if defined {
		near(c.t, c.name+" "+key, got, want, c.tolerance)
		c.seen[key]++
	}
}

func (c checker) pair(key string, raw json.RawMessage, glo, ghi float64, ok bool) {
	c.t.Helper()
	lo, hi, defined := pair(c.t, raw)
	if ok != defined {
		c.t.Errorf("%s %s: ok = %v, want %v", c.name, key, ok, defined)
		return
	}
	if defined {
		near(c.t, c.name+" "+key+" low", glo, lo, c.tolerance)
		near(c.t, c.name+" "+key+" high", ghi, hi, c.tolerance)
		c.seen[key]++
	}
}

// inner reads an object by its keys; null says that nothing in it is defined.
func (c checker) inner(key string, raw json.RawMessage, ok bool, known map[string]func(json.RawMessage)) {
	c.t.Helper()
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		c.t.Fatalf("%s %s: %v", c.name, key, err)
	}
	if (keys != nil) != ok {
		c.t.Errorf("%s %s: ok = %v, want %v", c.name, key, ok, keys != nil)
		return
	}
	if keys != nil {
		vectorKeys(c.t, c.name+" "+key, keys, known)
		c.seen[key]++
	}
}

func TestDiffVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []diffCase
	}
	readVectors(t, "diff_two.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance")
	}
	seen := map[string]int{}
	for _, c := range file.Cases {
		checkDiffCase(t, c, checker{t, c.ID, file.Tolerance, seen})
	}
	seenKeys(t, seen, "adjusted_wald", "mover_score_ci", "welch", "permutation_exact_p", "mann_whitney", "chisq3", "fisher3_p", "effect", "wald")
}

func checkDiffCase(t *testing.T, c diffCase, check checker) {
	a, b := c.A.Counts(), c.B.Counts()
	d, ok := Diff(a, b, c.Conf)
	vectorKeys(t, c.ID, c.Expect, map[string]func(json.RawMessage){
		"nps_a":         func(raw json.RawMessage) { x, ok := NPS(a); check.number("nps_a", raw, x, ok) },
		"nps_b":         func(raw json.RawMessage) { x, ok := NPS(b); check.number("nps_b", raw, x, ok) },
		"diff":          func(raw json.RawMessage) { check.number("diff", raw, d.D, ok) },
		"wald":          func(raw json.RawMessage) { check.wald(raw, a, b, c.Conf) },
		"adjusted_wald": func(raw json.RawMessage) { check.adjusted(raw, a, b, d, ok, c.Conf) },
		"mover_score_ci": func(raw json.RawMessage) {
			lo, hi, ok := DiffMOVER(a, b, Tango, c.Conf)
			check.pair("mover_score_ci", raw, lo, hi, ok)
		},
		"welch": func(raw json.RawMessage) {
			w, ok := Welch(a, b, c.Conf)
			check.inner("welch", raw, ok, map[string]func(json.RawMessage){
				"t":  func(raw json.RawMessage) { check.number("t", raw, w.T, true) },
				"df": func(raw json.RawMessage) { check.number("df", raw, w.DF, true) },
				"p":  func(raw json.RawMessage) { check.number("p", raw, w.P, true) },
			})
		},
		"pooled_null_z": func(raw json.RawMessage) { check.pooled(raw, a, b) },
		"permutation_exact_p": func(raw json.RawMessage) {
			p, ok := Permutation(a, b)
			check.number("permutation_exact_p", raw, p, ok)
		},
		"mann_whitney": func(raw json.RawMessage) {
			w, ok := MannWhitney(c.A, c.B)
			check.inner("mann_whitney", raw, ok, map[string]func(json.RawMessage){
				"U": func(raw json.RawMessage) { check.number("U", raw, w.U, true) },
				"p": func(raw json.RawMessage) { check.number("p", raw, w.P, true) },
			})
		},
		"chisq3": func(raw json.RawMessage) {
			x, ok := ChiSquare(a, b)
			check.inner("chisq3", raw, ok, map[string]func(json.RawMessage){
				"x2": func(raw json.RawMessage) { check.number("x2", raw, x.X2, true) },
				"df": func(raw json.RawMessage) { check.number("df", raw, float64(x.DF), true) },
				"p":  func(raw json.RawMessage) { check.number("p", raw, x.P, true) },
			})
		},
		"fisher3_p": func(raw json.RawMessage) { check.fisher(raw, a, b) },
		"effect": func(raw json.RawMessage) {
			delta, okDelta := CliffsDelta(c.A, c.B)
			check.inner("effect", raw, true, map[string]func(json.RawMessage){
				"cohens_d":         func(raw json.RawMessage) { d, ok := CohenD(a, b); check.number("cohens_d", raw, d, ok) },
				"cliffs_delta":     func(raw json.RawMessage) { check.number("cliffs_delta", raw, delta, okDelta) },
				"prob_superiority": func(raw json.RawMessage) { check.number("prob_superiority", raw, Superiority(delta), okDelta) },
			})
		},
	})
}

// wald checks the moments that Diff uses, without the added answers.
func (c checker) wald(raw json.RawMessage, a, b Counts, confidence float64) {
	d, se := diffMoments(a, b)
	z := normalQuantile(confidence)
	c.inner("wald", raw, true, map[string]func(json.RawMessage){
		"se": func(raw json.RawMessage) { c.number("se", raw, se, true) },
		"z":  func(raw json.RawMessage) { c.number("z", raw, d/se, se > 0) },
		"p": func(raw json.RawMessage) {
			p := normalTail(d / se)
			if se == 0 { // the reference's answer to 0/0 and d/0
				p = 1
				if d != 0 {
					p = 0
				}
			}
			c.number("p", raw, p, true)
		},
		"ci": func(raw json.RawMessage) { c.pair("ci", raw, d-z*se, d+z*se, true) },
	})
}

func (c checker) adjusted(raw json.RawMessage, a, b Counts, d Difference, ok bool, confidence float64) {
	center, se := diffMoments(a.Add(adjusted), b.Add(adjusted))
	z := normalQuantile(confidence)
	c.inner("adjusted_wald", raw, ok, map[string]func(json.RawMessage){
		"diff_adj":   func(raw json.RawMessage) { c.number("diff_adj", raw, center, true) },
		"se":         func(raw json.RawMessage) { c.number("se", raw, se, true) },
		"z":          func(raw json.RawMessage) { c.number("z", raw, d.Z, true) },
		"p":          func(raw json.RawMessage) { c.number("p", raw, d.P, true) },
		"ci":         func(raw json.RawMessage) { c.pair("ci", raw, max(-2, center-z*se), min(2, center+z*se), true) },
		"ci_display": func(raw json.RawMessage) { c.pair("ci_display", raw, d.Low, d.High, true) },
	})
}

// pooled checks the test that nps does not offer, so that the vector's other
// figures are known to be of the same groups.
func (c checker) pooled(raw json.RawMessage, a, b Counts) {
	all := a.Add(b)
	d, _ := diffMoments(a, b)
	se := math.Sqrt(all.variance() * (1/a.N() + 1/b.N()))
	z := 0.0
	if se > 0 {
		z = d / se
	}
	c.inner("pooled_null_z", raw, true, map[string]func(json.RawMessage){
		"z": func(raw json.RawMessage) { c.number("z", raw, z, true) },
		"p": func(raw json.RawMessage) { c.number("p", raw, normalTail(z), true) },
	})
}

// fisher checks the probabilities of the tables that Permutation adds up: R's
// exact test of the same table adds up those that are no likelier than the one
// that was seen. R gives none where it has no room or only one class.
func (c checker) fisher(raw json.RawMessage, a, b Counts) {
	if _, defined := number(c.t, raw); !defined {
		return
	}
	var seen, p float64
	eachTable(a, b, func(x Counts, prob float64) {
		if x == a {
			seen = prob
		}
	})
	eachTable(a, b, func(_ Counts, prob float64) {
		if prob <= seen*(1+1e-7) {
			p += prob
		}
	})
	c.number("fisher3_p", raw, p, true)
}

func TestMultiplicityVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID     string
			P      []float64
			Expect map[Adjustment][]float64
		}
	}
	readVectors(t, "multiplicity.json", &file)
	// R printed 15 digits, and so the file cannot be nearer than that.
	tolerance := max(file.Tolerance, 1e-12)
	seen := map[Adjustment]int{NoAdjusting: 1}
	for _, c := range file.Cases {
		for m, want := range c.Expect {
			got := Adjust(c.P, m)
			if len(got) != len(want) || len(want) == 0 {
				t.Fatalf("%s %s: %d numbers, want %d", c.ID, m, len(got), len(want))
			}
			for i := range want {
				near(t, c.ID+" "+string(m), got[i], want[i], tolerance)
			}
			seen[m]++
		}
	}
	for _, m := range Adjustments() {
		if seen[m] == 0 {
			t.Errorf("no case has %s", m)
		}
	}
	if len(seen) != len(Adjustments()) {
		t.Errorf("adjustments seen: %v", seen)
	}
}
