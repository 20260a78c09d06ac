package disclosure

import (
	"fmt"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

var demoPlans = []struct {
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
}

// What a release keeps of tables as nps demo makes them. The random tables of
// TestRandomTables have their own figure.
func TestMuchIsKept(t *testing.T) {
	safe, kept := 0, 0
	for _, c := range demoPlans {
		for seed := range uint64(2) {
			if testing.Short() && (seed > 0 || c.rows == 3000) {
				continue
			}
			m, err := decide(demoTally(c.rows, c.months, seed), monthly(planOf(c.tables...), c.months), nil, nil, allRules)
			if err != nil {
				t.Fatal(err)
			}
			s, k := m.tallied()
			why := map[Why]int{}
			for _, v := range m.verdicts {
				if v.hidden {
					why[v.why]++
				}
			}
			t.Logf("%d answers, %d groups: %d of %d safe ones shown; hidden %v", c.rows, len(m.cells), k, s, why)
			safe, kept = safe+s, kept+k
		}
	}
	t.Logf("of all %d safe groups %d are shown (%.0f %%)", safe, kept, 100*float64(kept)/float64(safe))
	if safe < 500 || 100*kept < 80*safe {
		t.Error("less than 80 % of the safe groups are shown")
	}
}

// A year of monthly editions: most groups grow by the floor each month, those that
// do not stand as they were.
func TestMonthlyEditions(t *testing.T) {
	var records []*Record
	all := demoTally(6000, 24, 5)
	fresh, shown := 0, 0
	for months := 20; months <= 24; months++ {
		m, err := decide(all, monthly(planOf("region", "store", "plan", "region,plan"), months), records, published, allRules)
		if err != nil {
			t.Fatal(err)
		}
		_, rec, err := m.release(published)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
		safe, kept := m.tallied()
		carried := 0
		for _, v := range m.verdicts {
			if v.carried {
				carried++
			}
		}
		t.Logf("%d months: of %d safe groups %d are new, %d stand as before", months, safe, kept, carried)
		fresh, shown = fresh+kept, shown+kept+carried
	}
	if 100*fresh < 70*shown {
		t.Errorf("only %d of %d shown figures are new", fresh, shown)
	}
}

func BenchmarkMake(b *testing.B) {
	for _, c := range []struct {
		name   string
		rows   int
		tables []string
	}{
		{"dense", 100_000, []string{"region", "store", "plan", "product", "region,plan", "store,plan", "plan,product", "region,month"}},
		{"sparse", 4000, []string{"region", "store", "plan", "product", "region,plan", "store,plan", "store,product", "region,product", "plan,product", "region,month"}},
	} {
		tl, plan := demoTally(c.rows, 24, 3), monthly(planOf(c.tables...), 24)
		m, err := decide(tl, plan, nil, nil, allRules)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%s/groups=%d/atoms=%d", c.name, len(m.cells), len(tl.Groups)), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Make(tl, plan, nil, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The second edition of a sparse plan: most of its groups are hidden, and each is looked
// at beside what the first edition shows. Late are 100 answers more in the same months;
// redrawn are answers that have nothing in common with those of the first edition.
func BenchmarkSecondEdition(b *testing.B) {
	few := []string{"store", "store,plan", "store,product", "region,plan"}
	more := []string{"region", "store", "plan", "product", "region,plan", "store,plan", "store,product"}
	for _, c := range []struct {
		name          string
		before, after *tally.Tally
		months        int
		tables        []string
	}{
		{"late", demoTally(3900, 24, 3), demoTally(4000, 24, 3), 24, few},
		{"redrawn", demoTally(4000, 12, 3), demoTally(4000, 12, 4), 12, more},
	} {
		plan := monthly(planOf(c.tables...), c.months)
		first, err := decide(c.before, plan, nil, published, allRules)
		if err != nil {
			b.Fatal(err)
		}
		_, rec, err := first.release(published)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%s/groups=%d", c.name, len(first.cells)), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Make(c.after, plan, []*Record{rec}, published); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
