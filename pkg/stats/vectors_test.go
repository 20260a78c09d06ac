package stats

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

const vectorDir = "../../testdata/stats"

// singleCase is one case of ci_single.json. The keys of expect are taken one by
// one, so that a key nobody knows fails the test instead of passing unread.
type singleCase struct {
	ID         string                     `json:"id"`
	Detractors float64                    `json:"detractors"`
	Passives   float64                    `json:"passives"`
	Promoters  float64                    `json:"promoters"`
	Conf       float64                    `json:"conf"`
	Expect     map[string]json.RawMessage `json:"expect"`
}

func (c singleCase) counts() Counts { return Counts{c.Detractors, c.Passives, c.Promoters} }

// readVectors decodes a file of testdata/stats.
func readVectors(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(vectorDir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// number decodes a number or null.
func number(t *testing.T, raw json.RawMessage) (x float64, ok bool) {
	t.Helper()
	var p *float64
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	if p == nil {
		return 0, false
	}
	return *p, true
}

// pair decodes two limits; null and [null, null] are undefined.
func pair(t *testing.T, raw json.RawMessage) (lo, hi float64, ok bool) {
	t.Helper()
	var p []*float64
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	if len(p) != 2 || p[0] == nil || p[1] == nil {
		return 0, 0, false
	}
	return *p[0], *p[1], true
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.15g, want %.15g (off by %.2g)", what, got, want, got-want)
	}
}

// intervalKeys are the keys of ci_single.json that hold intervals, with what
// gives them.
var intervalKeys = map[string]struct {
	method Method
	f      func(Counts, Method, float64) (lo, hi float64, ok bool)
}{
	"wald":                 {Wald, Raw},
	"trinomial_t":          {TrinomialT, Raw},
	"adjusted_wald_3T_raw": {AdjustedWald, Raw},
	"adjusted_wald_3T":     {AdjustedWald, Interval},
	"bonett_price":         {BonettPrice, Interval},
	"score":                {Tango, Interval},
	"mover_wilson":         {Mover, Interval},
	"dirichlet_jeffreys":   {Dirichlet, Interval},
	"bootstrap_percentile_exact": {"bootstrap", func(c Counts, _ Method, confidence float64) (float64, float64, bool) {
		return bootstrapExact(c, confidence)
	}},
}

// numberKeys are the keys of ci_single.json that hold numbers.
var numberKeys = map[string]func(Counts) (float64, bool){
	"n":                       func(c Counts) (float64, bool) { return c.N(), true },
	"nps":                     NPS,
	"variance":                Variance,
	"se_wald":                 SE,
	"se_n_minus_1":            SEUnbiased,
	"adjusted_wald_3T_center": AdjustedCenter,
}

// costlyInReference are the keys whose null can mean that the reference was not
// computed for a large n: the figure itself is defined.
func costlyInReference(key string, n float64) bool {
	return n > 10000 && (key == "dirichlet_jeffreys" || key == "bootstrap_percentile_exact")
}

func TestSingleVectors(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []singleCase
	}
	readVectors(t, "ci_single.json", &file)
	if len(file.Cases) == 0 || !(file.Tolerance > 0) {
		t.Fatal("no cases or no tolerance in ci_single.json")
	}
	seen := map[string]int{}
	for _, c := range file.Cases {
		for key, raw := range c.Expect {
			name := c.ID + " " + key
			if f, known := numberKeys[key]; known {
				want, defined := number(t, raw)
				got, ok := f(c.counts())
				if ok != defined {
					t.Errorf("%s: ok = %v, want %v", name, ok, defined)
				}
				near(t, name, got, want, file.Tolerance)
				seen[key]++
				continue
			}
			k, known := intervalKeys[key]
			if !known {
				t.Errorf("%s: unknown key", name)
				continue
			}
			lo, hi, defined := pair(t, raw)
			if !defined && costlyInReference(key, c.counts().N()) {
				continue
			}
			glo, ghi, ok := k.f(c.counts(), k.method, c.Conf)
			if ok != defined {
				t.Errorf("%s: ok = %v, want %v", name, ok, defined)
			}
			near(t, name+" low", glo, lo, file.Tolerance)
			near(t, name+" high", ghi, hi, file.Tolerance)
			if defined {
				seen[key]++
			}
		}
	}
	for key := range numberKeys {
		if seen[key] == 0 {
			t.Errorf("no case has a %s", key)
		}
	}
	methods := map[Method]bool{}
	for key, k := range intervalKeys {
		if seen[key] == 0 {
			t.Errorf("no case has a %s", key)
		}
		methods[k.method] = true
	}
	for _, m := range Methods() {
		if !methods[m] {
			t.Errorf("method %s has no vector", m)
		}
	}
}

// bootstrapExact are the percentiles of the exact resampling law: the n-fold
// convolution of the three-point law, on the lattice k/n.
func bootstrapExact(c Counts, confidence float64) (lo, hi float64, ok bool) {
	d, p, r, ok := Shares(c)
	if !ok {
		return 0, 0, false
	}
	n := int(c.N())
	law := []float64{1}
	for range n {
		next := make([]float64, len(law)+2)
		for i, prob := range law {
			next[i] += prob * d
			next[i+1] += prob * p
			next[i+2] += prob * r
		}
		law = next
	}
	alpha := (1 - confidence) / 2
	at := func(level float64) float64 {
		var sum float64
		for k, prob := range law {
			if sum += prob; sum >= level {
				return float64(k-n) / float64(n)
			}
		}
		return 1
	}
	return at(alpha), at(1 - alpha), true
}

// groupVector is one group of r_nps_testdata.json.
type groupVector struct {
	Counts [3]float64
	NPS    *float64
	SE     *float64
	Wald   json.RawMessage
	AW     json.RawMessage
}

func TestRTestdataVectors(t *testing.T) {
	const tolerance = 1e-9 // the file has none of its own; R printed 15 digits
	var file map[string]json.RawMessage
	readVectors(t, "r_nps_testdata.json", &file)
	groups := 0
	for key, raw := range file {
		if key == "name" || key == "description" {
			continue
		}
		if key == "hist" {
			checkHistogram(t, raw, file["overall"])
			continue
		}
		var by map[string]groupVector
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&by); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		for name, g := range by {
			groups++
			checkGroup(t, key+" "+name, g, tolerance)
		}
	}
	if groups == 0 {
		t.Fatal("no groups in r_nps_testdata.json")
	}
}

func checkGroup(t *testing.T, name string, g groupVector, tolerance float64) {
	t.Helper()
	c := Counts{g.Counts[0], g.Counts[1], g.Counts[2]}
	x, ok := NPS(c)
	se, seOK := SE(c)
	if ok != (g.NPS != nil) || seOK != (g.SE != nil) {
		t.Fatalf("%s: ok = %v, se ok = %v", name, ok, seOK)
	}
	for m, raw := range map[Method]json.RawMessage{Wald: g.Wald, AdjustedWald: g.AW} {
		lo, hi, defined := pair(t, raw)
		glo, ghi, gok := Raw(c, m, 0.95)
		if c.N() == 0 {
			// R gives the pseudo-answers' own interval here. A group without
			// answers has none.
			if gok {
				t.Errorf("%s %s: an interval without answers", name, m)
			}
			continue
		}
		if gok != defined {
			t.Errorf("%s %s: ok = %v, want %v", name, m, gok, defined)
		}
		near(t, name+" low", glo, lo, tolerance)
		near(t, name+" high", ghi, hi, tolerance)
	}
	if ok {
		near(t, name+" nps", x, *g.NPS, tolerance)
		near(t, name+" se", se, *g.SE, tolerance)
	}
}

func checkHistogram(t *testing.T, raw, overall json.RawMessage) {
	t.Helper()
	var bins map[int]uint64
	if err := json.Unmarshal(raw, &bins); err != nil {
		t.Fatal(err)
	}
	var by map[string]groupVector
	if err := json.Unmarshal(overall, &by); err != nil {
		t.Fatal(err)
	}
	var h Histogram
	for score, k := range bins {
		h[score] = k
	}
	want := by["all"].Counts
	if got := h.Counts(); got != (Counts{want[0], want[1], want[2]}) || h.N() == 0 {
		t.Errorf("classes of the histogram are %v, want %v", got, want)
	}
}
