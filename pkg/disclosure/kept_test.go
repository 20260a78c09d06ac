package disclosure

import (
	"testing"
	"time"
)

func TestKeptDemo(t *testing.T) {
	for _, c := range []struct {
		rows, months int
		tables       []string
	}{
		{500, 12, []string{"region", "store", "plan", "region,plan"}},
		{1000, 12, []string{"region", "store", "plan", "product", "region,plan"}},
		{1000, 12, []string{"region", "store", "plan", "product", "region,plan", "store,plan"}},
		{5000, 12, []string{"region", "store", "plan", "product", "region,plan", "store,plan"}},
		{3000, 24, []string{"region", "store", "plan", "product", "region,plan", "store,plan", "region,month"}},
		{20000, 24, []string{"region", "store", "plan", "product", "region,plan", "store,plan", "plan,product", "region,month"}},
		{1000, 6, []string{"store,plan,product"}},
	} {
		start := time.Now()
		m, err := decide(demoTally(c.rows, c.months, 7), monthly(planOf(c.tables...), c.months), nil, nil, allRules)
		if err != nil {
			t.Error(err)
			continue
		}
		safe, kept := 0, 0
		why := map[Why]int{}
		for i := range m.cells {
			why[m.verdicts[i].why]++
			if !m.primary(&m.cells[i]).hidden {
				safe++
				if !m.verdicts[i].hidden {
					kept++
				}
			}
		}
		t.Log(c.rows, len(m.cells), len(m.blocks), safe, kept, float64(kept)/float64(safe), why, time.Since(start))
	}
}
