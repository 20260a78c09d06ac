package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// rising is 0, 1, 2, ... with a slope.
func rising(size int, slope float64) []float64 {
	x := make([]float64, size)
	for i := range x {
		x[i] = slope * float64(i)
	}
	return x
}

func TestMannKendall(t *testing.T) {
	m, ok := MannKendall(rising(10, 0.5), nil)
	if !ok || m.N != 10 || m.S != 45 || m.Var != 125 || m.Tau != 1 || m.Slope != 0.5 || m.Lag1 != 0 || m.Doubts != nil {
		t.Errorf("a straight line: %+v, %v", m, ok)
	}
	near(t, "z", m.Z, 44/math.Sqrt(125), 1e-12)

	m, ok = MannKendall(slices.Repeat([]float64{0.3}, 12), nil)
	if !ok || m.N != 12 || m.S != 0 || m.Var != 0 || m.Z != 0 || m.P != 1 || m.Tau != 0 || m.Slope != 0 || m.Lag1 != 0 {
		t.Errorf("a constant: %+v, %v", m, ok)
	}
	x := []float64{3, 1, 2, 2, 5, 4, 4, 4, 6, 8}
	up, _ := MannKendall(x, nil)
	for i := range x {
		x[i] = -x[i]
	}
	down, _ := MannKendall(x, nil)
	if down.S != -up.S || down.Var != up.Var || down.Z != -up.Z || down.P != up.P || down.Tau != -up.Tau || down.Slope != -up.Slope || up.S <= 0 {
		t.Errorf("mirrored: %+v and %+v", up, down)
	}
	near(t, "lag 1 mirrored", down.Lag1, up.Lag1, 1e-12)
	slices.Reverse(x)
	if back, _ := MannKendall(x, nil); back.S != up.S || back.Slope != up.Slope {
		t.Errorf("backwards and mirrored: %+v, want %+v", back, up)
	}
}

// A missing period is time gone by: it does not make the slope steeper.
func TestMannKendallGaps(t *testing.T) {
	x := rising(20, 2)
	defined := make([]bool, len(x))
	for i := range defined {
		if defined[i] = i%3 != 1; !defined[i] {
			x[i] = math.NaN() // must not be looked at
		}
	}
	m, ok := MannKendall(x, defined)
	if !ok || m.N != 13 || m.Slope != 2 || m.S != 13*12/2 {
		t.Errorf("%+v, %v", m, ok)
	}
}

func TestKendallRefusals(t *testing.T) {
	line := rising(40, 1)
	hole := slices.Clone(line)
	hole[7] = math.NaN()
	far := slices.Clone(line)
	far[7] = 1e101
	for _, test := range []struct {
		name    string
		x       []float64
		defined []bool
		period  int // 0: MannKendall
		doubt   string
	}{
		{"none", nil, nil, 0, DoubtFewPeriods},
		{"seven", line[:7], nil, 0, DoubtFewPeriods},
		{"seven defined", line[:9], []bool{true, true, true, true, false, false, true, true, true}, 0, DoubtFewPeriods},
		{"too many", rising(MaxPeriods+1, 1), nil, 0, DoubtManyPeriods},
		{"no number", hole, nil, 0, DoubtBadCounts},
		{"far out", far, nil, 0, DoubtBadCounts},
		{"other length", line, make([]bool, 3), 0, DoubtParameter},
		{"no number in season", hole, nil, 4, DoubtBadCounts},
		{"no period", line, nil, -1, DoubtParameter},
		{"less than two cycles", line[:23], nil, 12, DoubtFewPeriods},
		{"nine values", line[:9], nil, 3, DoubtFewPeriods},
		{"a cycle longer than anything", line, nil, math.MaxInt, DoubtFewPeriods},
		{"no season twice", line[:26], marks(26, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 25), 13, DoubtFewPeriods},
	} {
		m, ok := SeasonalKendall(test.x, test.defined, test.period)
		if test.period == 0 {
			m, ok = MannKendall(test.x, test.defined)
		}
		if ok || !hasDoubt(m.Doubts, test.doubt) {
			t.Errorf("%s: ok = %v, %+v", test.name, ok, m)
		}
	}
}

func marks(size int, at ...int) []bool {
	m := make([]bool, size)
	for _, i := range at {
		m[i] = true
	}
	return m
}

// A yearly swing is no trend, and hides none.
func TestSeasonalKendall(t *testing.T) {
	swing := func(size int, slope float64) []float64 {
		x := make([]float64, size)
		for i := range x {
			x[i] = 10*math.Sin(2*math.Pi*float64(i%12)/12) + slope*float64(i/12)
		}
		return x
	}
	m, ok := SeasonalKendall(swing(48, 0), nil, 12)
	if !ok || m.S != 0 || m.P != 1 || m.Slope != 0 || m.N != 48 || m.Doubts != nil {
		t.Errorf("a swing: %+v, %v", m, ok)
	}
	m, ok = SeasonalKendall(swing(48, 0.3), nil, 12)
	if !ok || m.S != 12*6 || m.Tau != 1 {
		t.Errorf("a swing that rises: %+v, %v", m, ok)
	}
	near(t, "slope per cycle", m.Slope, 0.3, 1e-12)
	if plain, _ := MannKendall(swing(48, 0.3), nil); plain.P < 0.05 || m.P > 1e-6 {
		t.Errorf("p = %v plain and %v by season", plain.P, m.P)
	}
	m, ok = SeasonalKendall(swing(35, 0.3), nil, 12)
	if !ok || !hasDoubt(m.Doubts, DoubtFewCycles) {
		t.Errorf("two cycles: %+v, %v", m, ok)
	}
	// One season is the plain test.
	x := []float64{3, 1, 2, 2, 5, 4, 4, 4, 6, 8}
	one, _ := SeasonalKendall(x, nil, 1)
	plain, ok := MannKendall(x, nil)
	if !ok || one.S != plain.S || one.Var != plain.Var || one.Slope != plain.Slope || one.P != plain.P || one.Lag1 != plain.Lag1 {
		t.Errorf("one season: %+v, want %+v", one, plain)
	}
}

// Neighbours that resemble each other are told, chance and a clean trend are not.
func TestKendallLag1(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 21))
	chance, sticky := make([]float64, 200), make([]float64, 200)
	for i := range chance {
		chance[i] = r.NormFloat64() + 0.05*float64(i)
		sticky[i] = r.NormFloat64()
		if i > 0 {
			sticky[i] += 0.6 * sticky[i-1]
		}
	}
	m, _ := MannKendall(chance, nil)
	if hasDoubt(m.Doubts, DoubtAutocorrelated) || math.Abs(m.Lag1) > 0.2 {
		t.Errorf("chance: %+v", m)
	}
	m, _ = MannKendall(sticky, nil)
	if !hasDoubt(m.Doubts, DoubtAutocorrelated) || math.Abs(m.Lag1-0.6) > 0.15 {
		t.Errorf("sticky: %+v", m)
	}
	// Across a gap there are no neighbours.
	defined := make([]bool, len(sticky))
	for i := range defined {
		defined[i] = i%2 == 0
	}
	if m, _ = MannKendall(sticky, defined); m.Lag1 != 0 {
		t.Errorf("every other period: %+v", m)
	}
	m, _ = SeasonalKendall(sticky, nil, 12)
	if !hasDoubt(m.Doubts, DoubtAutocorrelated) {
		t.Errorf("sticky by season: %+v", m)
	}
}

func BenchmarkMannKendall(b *testing.B) {
	x := make([]float64, 500)
	r := rand.New(rand.NewPCG(22, 22))
	for i := range x {
		x[i] = r.NormFloat64()
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := MannKendall(x, nil); !ok {
			b.Fatal("not tested")
		}
	}
}

func BenchmarkLaney(b *testing.B) {
	periods := drawPeriods(rand.New(rand.NewPCG(23, 23)), 500, 100, steady)
	b.ReportAllocs()
	for b.Loop() {
		c, ok := Laney(periods, 0)
		if !ok || len(c.Signals()) != len(periods) {
			b.Fatal("no chart")
		}
	}
}
