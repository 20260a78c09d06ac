package validate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
)

// manyRows invents an export that several workers share.
func manyRows(rng *rand.Rand, rows int, twice bool) string {
	var b strings.Builder
	b.WriteString("response id,e-mail,when,score,city,branch,ease,remark,seldom,size,consent\n")
	for i := range rows {
		id := i
		if twice && i == rows-1 {
			id = 7
		}
		seldom := ""
		if i == 3 || i == rows-2 {
			seldom = "both ends" // two people are too few
		}
		fmt.Fprintf(&b, "r-%d,p%d@mail.invalid,2026-03-%02d,%d,%s,b%03d,%d,%s,%s,%d,%s\n", id, i, 1+i%28, rng.IntN(11), [...]string{"Pune", "Delhi", "Kochi"}[rng.IntN(3)],
			rng.IntN(230), 1+rng.IntN(5), strings.Repeat("words of my own ", 1+rng.IntN(9)), seldom, rng.IntN(900), [...]string{"yes", "no", "yes+quote"}[rng.IntN(3)])
	}
	return b.String()
}

// However many workers share the records, the definition is the same.
func TestInferIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	for _, twice := range []bool{false, true} {
		text := manyRows(rand.New(rand.NewPCG(3, 4)), 30_000, twice)
		_, alone := infer(t, text, ingest.Options{Workers: 1})
		for _, workers := range []int{2, 5} {
			_, several := infer(t, text, ingest.Options{Workers: workers})
			if diff := cmp.Diff(alone, several); diff != "" {
				t.Errorf("with %d workers: %s", workers, diff)
			}
		}
		if unique := strings.Contains(alone, "unique:"); unique == twice {
			t.Errorf("ids come twice: %t, the rule of unique ids: %t", twice, unique)
		}
		for _, want := range []string{"values: [Delhi, Kochi, Pune]", "min: 1", "values that few people share", `values: ["no", "yes", "yes+quote"]`} {
			if !strings.Contains(alone, want) {
				t.Errorf("no %q in\n%s", want, alone)
			}
		}
	}
}

// Counting what comes again gives what looking at every cell gives.
func TestWatchedColumnsCountAllCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	cells := []string{"", "n/a", " 5 ", "5", "12", "a b c d", "x@mail.invalid", "98765 43210", "Pune", strings.Repeat("long ", 20), "exactly thirty-one bytes long.."}
	for range 200 {
		var w watched
		var plain columnProfile
		for range 500 {
			cell := []byte(cells[rng.IntN(len(cells))])
			if rng.IntN(20) == 0 {
				cell = fmt.Appendf(nil, "v%d", rng.IntN(300))
			}
			who := [2]uint64{rng.Uint64N(5)}
			plain.add(cell, who)
			if !w.again(cell) {
				w.add(cell, who)
			}
		}
		if diff := cmp.Diff(&plain, w.finish(), cmp.AllowUnexported(columnProfile{}, shared{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestRepeatFindsOneHashTwice(t *testing.T) {
	for _, twice := range []uint64{0, 1, 1 << 63, 0xffffffffffffffff} {
		for _, other := range []bool{false, true} {
			rng := rand.New(rand.NewPCG(7, twice))
			a, b := new(idHashes), new(idHashes)
			a.add(twice)
			for range 10_000 {
				a.add(rng.Uint64())
				b.add(rng.Uint64())
			}
			if other {
				b.add(twice)
			}
			if got := repeat([]*idHashes{a, b}); got != other {
				t.Errorf("%x is there twice: %t, found: %t", twice, other, got)
			}
		}
	}
}

// Look is given every record once, also when the input turns out to be read in another way.
func TestInferShowsAllRecords(t *testing.T) {
	for name, last := range map[string]string{"as it began": "x", "in another encoding": "\xe9"} {
		text := manyRows(rand.New(rand.NewPCG(5, 6)), 30_000, false) + "r-last,,,,,,," + last + ",,,\n"
		f, err := ingest.Open("a.csv", strings.NewReader(text), ingest.Options{HeaderRows: ingest.AutoHeader, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var crew []map[string]int
		began := 0
		_, err = Infer(context.Background(), f, InferOptions{Survey: "a",
			Anew: func() { crew = nil; began++ },
			Look: func() func([][]byte) {
				mine := map[string]int{}
				crew = append(crew, mine)
				return func(cells [][]byte) { mine[string(cells[0])]++ }
			}})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, mine := range crew {
			for id, n := range mine {
				seen[id] += n
			}
		}
		if len(seen) != 30_001 || seen["r-last"] != 1 || seen["r-0"] != 1 || (began > 0) != (last != "x") {
			t.Errorf("%s: %d records, the last %d times, begun anew %d times", name, len(seen), seen["r-last"], began)
		}
	}
}
