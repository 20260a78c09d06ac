package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// seriesShapes are what editions are made of.
var seriesShapes = []shape{
	shapeOf("one", "a", "1 2 3 4", "a"),
	shapeOf("crossed", "a,b", "1,1 1,2 2,1 2,2", "a", "b", "a,b"),
	shapeOf("margins", "a,b", "1,1 1,2 2,1 2,2", "a", "b"),
	shapeOf("nested", "a,b", "N,N1 N,N2 S,S1 S,S2", "a", "b"),
	shapeOf("months", "a,month", "1,2025-01 1,2025-02 1,2025-03 2,2025-01 2,2025-02 2,2025-03", "a"),
	shapeOf("nested and crossed", "a,b,c", "N,N1,x N,N1,y N,N2,x N,N2,y S,S1,x S,S1,y S,S2,x S,S2,y", "a", "b", "c", "a,c"),
}

// edition is one that was published, as its reader has it, and the answers then.
type edition struct {
	d     *reader
	truth answers
}

// holder is a person whose answer is in the data of some editions.
type holder struct{ atom, class int }

// next changes the answers for one more edition: some come, some are purged, and some of
// those that were purged are imported again.
func next(r *rand.Rand, s *shape, people, purged []holder, first bool) (in, out []holder) {
	for atom := range s.atoms {
		sizes := []int{0, 0, 1, 2, 6}
		if first {
			sizes = []int{3, 8, 20}
		}
		for range sizes[r.IntN(len(sizes))] {
			people = append(people, holder{atom, []int{0, 0, 1, 2, 2}[r.IntN(5)]})
		}
	}
	if back := r.IntN(2); back == 1 {
		people, purged = append(people, purged...), nil
	}
	rate := r.IntN(4)
	for _, p := range people {
		if !first && r.IntN(40) < rate {
			out = append(out, p)
		} else {
			in = append(in, p)
		}
	}
	return in, append(out, purged...)
}

// series publishes editions of one plan on answers that change between them.
func series(t testing.TB, r *rand.Rand, s *shape, off string, open bool) (list []edition) {
	t.Helper()
	var people, purged []holder
	var records []*disclosure.Record
	plan := s.plan(open)
	periods := plan.Periods
	for e := range 3 {
		people, purged = next(r, s, people, purged, e == 0)
		truth := make(answers, len(s.atoms))
		for _, p := range people {
			truth[p.atom][p.class]++
		}
		if len(periods) > 0 { // a month is closed between editions
			plan.Periods = periods[:min(len(periods), 2+e/2)]
		}
		when := &disclosure.Publication{Time: time.Date(2026, time.Month(1+e), 3, 0, 0, 0, 0, time.UTC)}
		release, record, err := disclosure.MakeWithout(off, truth.tally(s), plan, records, when)
		if nothingLeft(t, err) {
			return list
		}
		records = append(records, record)
		d := read(t, release)
		if off == "" && r.IntN(3) == 0 {
			sameEverywhere(t, release, d)
		}
		if len(periods) > 0 { // months to come are in no figure yet
			for i, atom := range s.atoms {
				if atom[1] > plan.Periods[len(plan.Periods)-1].Key {
					truth[i] = [3]int{}
				}
			}
		}
		list = append(list, edition{d, truth})
	}
	return list
}

// both makes the attacker who holds two editions. Each combination of values has three
// cells: answers that are in both, those that came and those that are gone, as far as
// the counts of the combination tell; nobody knows where some came and went. A row that stands as in an edition before is a
// figure of that one.
func (s *shape) both(t testing.TB, list []edition, i, k int) *attacker {
	old, now := list[i], list[k]
	n := len(s.atoms)
	a := &attacker{floor: now.d.Release.MinGroup, cells: make([]cell, 3*n)}
	for c := range n {
		a.cells[2*n+c].gone = true
		a.cells[n+c].maybe, a.cells[2*n+c].maybe = true, true
		for class := range 3 {
			was, is := old.truth[c][class], now.truth[c][class]
			a.cells[c].truth[class] = min(was, is)
			a.cells[n+c].truth[class] = max(0, is-was)
			a.cells[2*n+c].truth[class] = max(0, was-is)
		}
	}
	add := func(e edition, part int) {
		for _, f := range s.attacker(t, e.fresh(), e.truth).rows {
			wide := make([]bool, 3*n)
			for c, in := range f.in {
				wide[c], wide[part*n+c] = in, in
			}
			f.in = wide
			a.rows = append(a.rows, f)
		}
	}
	add(old, 2)
	add(now, 1)
	return a
}

// fresh is an edition without the rows that stand as in one before.
func (e edition) fresh() *reader {
	d := *e.d
	keep := func(r *row) {
		if r.Carried {
			r.Suppressed = true
		}
	}
	keep(&d.Total)
	d.Tables = append(d.Tables[:0:0], d.Tables...)
	for i := range d.Tables {
		d.Tables[i].Rows = append([]row{}, d.Tables[i].Rows...)
		for k := range d.Tables[i].Rows {
			keep(&d.Tables[i].Rows[k])
		}
	}
	d.Trend = append([]row{}, d.Trend...)
	for k := range d.Trend {
		keep(&d.Trend[k])
	}
	return &d
}

// differences holds each figure against the same one of an edition before: by 1 to 4
// people who came, or who went, none may differ. compared counts the pairs.
func differences(old, now edition) (finds []string, compared int) {
	before := map[string]row{}
	named := func(r *row) string {
		return fmt.Sprint(r.table, values(r.by, r.Key), r.Merged)
	}
	for _, r := range old.fresh().rows() {
		if !r.Suppressed {
			before[named(&r)] = r
		}
	}
	for _, r := range now.fresh().rows() {
		was, ok := before[named(&r)]
		if r.Suppressed || !ok {
			continue
		}
		compared++
		came, went := 0, 0
		if a, b := was.classes(), r.classes(); a != nil && b != nil {
			for class := range a {
				came, went = came+max(0, b[class]-a[class]), went+max(0, a[class]-b[class])
			}
		}
		if came > 0 && came < 5 || went > 0 && went < 5 {
			finds = append(finds, fmt.Sprintf("%d came and %d went between\n%s\n%s", came, went, was.line(), r.line()))
		}
	}
	return finds, compared
}

func editions(t testing.TB, rounds int, off string, untilFirst bool) (o outcome) {
	t.Helper()
	r := rand.New(rand.NewPCG(8, 77))
	for round := range rounds {
		s := &seriesShapes[round%len(seriesShapes)]
		list := series(t, r, s, off, round/len(seriesShapes)%3 > 0)
		for k := range list {
			alone := s.attacker(t, list[k].fresh(), list[k].truth)
			o.add(s, list[k].truth, list[k].d, alone.algebra(false))
			for i := range k {
				a := s.both(t, list, i, k)
				finds, compared := differences(list[i], list[k])
				finds = append(finds, a.algebra(false)...)
				finds = append(finds, a.algebra(true)...)
				for n, f := range finds {
					finds[n] = fmt.Sprintf("editions %d and %d: %s\n%v\n%s\nand", i+1, k+1, f, list[i].truth, strings.Join(list[i].d.lines(), "\n"))
				}
				o.add(s, list[k].truth, list[k].d, finds)
				o.made++
				o.hidden += compared
			}
		}
		if untilFirst && len(o.finds) > 0 {
			return o
		}
	}
	return o
}

// Answers are added, purged and imported again between editions. Who holds any two of
// them finds nothing that one alone would hide.
func TestRenderedEditions(t *testing.T) {
	rounds := 900
	if testing.Short() {
		rounds = 60
	}
	o := editions(t, rounds, "", false)
	t.Logf("%d pairs of editions read, %d figures in both", o.made, o.hidden)
	o.report(t)
	if o.made < rounds || o.hidden < rounds {
		t.Error("too little was attacked")
	}
	if o := editions(t, 60, "editions", true); len(o.finds) == 0 {
		t.Error("without a look at the editions before nothing is found")
	} else {
		t.Logf("without a look at the editions before: %s", strings.SplitN(o.finds[0], "\n", 2)[0])
	}
}
