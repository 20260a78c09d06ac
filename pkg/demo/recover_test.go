package demo

import (
	"strconv"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// What was planted can be found again by somebody who only has the file.
func TestPlantedFactsCanBeRecovered(t *testing.T) {
	for seed := range uint64(8) {
		cfg := config(20000)
		cfg.Seed = seed
		data, truth := write(t, cfg)
		rows := read(t, combination{NPS, CSV}, data, 1, 0)
		p := truth.Planted

		// Ordinary least squares of the score on the three ratings. Rounding, the ends of the
		// scale, the gamed store and the very angry take a part of each weight away.
		weights := regress(t, rows, p.GamedStore.Store)
		for i, d := range p.Drivers {
			if share := weights[i] / d.Weight; share < 0.65 || share > 1 {
				t.Errorf("seed %d: %s planted %.2f, found %.2f", seed, d.Name, d.Weight, weights[i])
			}
		}
		if !(weights[1] > weights[0] && weights[0] > weights[2]) {
			t.Errorf("seed %d: drivers in the order %v", seed, weights)
		}

		// The change at the step is larger than between any other two months.
		var at string
		largest := 0.0
		for i := 1; i < len(truth.ByMonth); i++ {
			change := *truth.ByMonth[i].NPS - *truth.ByMonth[i-1].NPS
			if change*p.Step.Shift < 0 {
				change = 0
			}
			if change*change > largest {
				largest, at = change*change, truth.ByMonth[i].Key["month"]
			}
		}
		if at != p.Step.Month || *p.Step.Difference*p.Step.Shift <= 0 {
			t.Errorf("seed %d: step planted in %s, largest change in %s", seed, p.Step.Month, at)
		}
		if d := *p.Step.Difference; d*d < 8*8 || d*d > 26*26 {
			t.Errorf("seed %d: the step moves the NPS by %.1f", seed, d)
		}

		// The gamed store has the largest share of tens by far.
		for _, store := range truth.ByStore {
			share := float64(store.Histogram[10]) / float64(store.N)
			if gamed := store.Key["store"] == p.GamedStore.Store; gamed != (share > 0.7) {
				t.Errorf("seed %d: store %v has %.2f tens, gamed is %s", seed, store.Key, share, p.GamedStore.Store)
			}
		}
		if g := p.GamedStore; g.TensWithComment*20 > g.Tens || g.Tens == 0 {
			t.Errorf("seed %d: %+v", seed, g)
		}
		// The shares that the documentation names.
		between(t, "blank scores", truth.Excluded.Blank, truth.Rows, 0.015, 0.025)
		between(t, "repeats", truth.Respondents.Repeats, truth.Rows, 0.05, 0.08)
		between(t, "comments with personal data", truth.Comments.WithPersonal, truth.Comments.Count, 0.15, 0.21)
		if nps := *truth.Total.NPS; nps < 5 || nps > 55 {
			t.Errorf("seed %d: NPS %.1f", seed, nps)
		}
	}
}

func between(t *testing.T, what string, part, whole int64, low, high float64) {
	t.Helper()
	if share := float64(part) / float64(whole); share < low || share > high {
		t.Errorf("%s: %.3f", what, share)
	}
}

func regress(t *testing.T, rows []map[string]string, without string) []float64 {
	var x, y []float64
	n := 0
	for _, row := range rows {
		numbers := make([]float64, 0, 4)
		for _, column := range []string{"ease", "support", "trust", "score"} {
			if v, err := strconv.ParseFloat(row[column], 64); err == nil {
				numbers = append(numbers, v)
			}
		}
		if len(numbers) < 4 || row["store"] == without {
			continue
		}
		x = append(x, numbers[0], numbers[1], numbers[2], 1)
		y = append(y, numbers[3])
		n++
	}
	var b mat.VecDense
	if err := b.SolveVec(mat.NewDense(n, 4, x), mat.NewVecDense(n, y)); err != nil {
		t.Fatal(err)
	}
	return []float64{b.AtVec(0), b.AtVec(1), b.AtVec(2)}
}
