package disclosure

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// counted builds a tally from lines: the values, a bar, then detractors,
// passives, promoters.
func counted(t testing.TB, by string, lines ...string) *tally.Tally {
	t.Helper()
	b := tally.NewBuilder(strings.Split(by, ","))
	for _, line := range lines {
		values, counts, ok := strings.Cut(line, "|")
		if !ok {
			t.Fatalf("line %q has no bar", line)
		}
		var d, p, r uint64
		if _, err := fmt.Sscan(counts, &d, &p, &r); err != nil {
			t.Fatal(err)
		}
		add(b, strings.Split(values, ","), d, p, r)
	}
	return b.Finish()
}

func add(b *tally.Builder, values []string, d, p, r uint64) {
	var key []byte
	for i, v := range values {
		key = tally.AppendKey(key, []byte(v), i == 0)
	}
	g := b.Group(key)
	b.Add(g, 3, d)
	b.Add(g, 8, p)
	b.Add(g, 10, r)
}

// planOf makes a plan of tables such as "region" or "region,plan".
func planOf(tables ...string) Plan {
	p := Plan{Policy: Policy{MinGroup: 5, ClassMinGroup: 30}, Confidence: 0.95}
	for _, table := range tables {
		p.Tables = append(p.Tables, strings.Split(table, ","))
	}
	return p
}

// demoTally draws answers with the shares that nps demo has: five regions with
// six stores each, four plans, four products, months.
func demoTally(rows, months int, seed uint64) *tally.Tally {
	r := rand.New(rand.NewPCG(seed, 1))
	b := tally.NewBuilder([]string{"region", "store", "plan", "product", "month"})
	regions, plans, products := []int{280, 260, 160, 220, 80}, []int{400, 340, 170, 90}, []int{380, 360, 160, 100}
	for range rows {
		g, p, q := pick(r, regions), pick(r, plans), pick(r, products)
		name := []string{"North", "South", "East", "West", "Central"}[g]
		store := fmt.Sprintf("%c0%d", name[0], 1+r.IntN(6))
		class := pick(r, []int{250, 250, 500})
		var k [3]uint64
		k[class] = 1
		add(b, []string{name, store, fmt.Sprint("plan", p), fmt.Sprint("product", q), month(r.IntN(months))}, k[0], k[1], k[2])
	}
	return b.Finish()
}

func month(i int) string { return fmt.Sprintf("%d-%02d", 2025+i/12, 1+i%12) }

func pick(r *rand.Rand, shares []int) int {
	var sum int
	for _, s := range shares {
		sum += s
	}
	x := r.IntN(sum)
	for i, s := range shares {
		if x -= s; x < 0 {
			return i
		}
	}
	return 0
}

// monthly gives a plan a trend of that many months.
func monthly(p Plan, months int) Plan {
	p.Every = "month"
	for i := range months {
		p.Periods = append(p.Periods, Period{Key: month(i)})
	}
	return p
}
