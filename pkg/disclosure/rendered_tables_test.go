package disclosure_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// shape is a kind of random tables: the combinations of values that there can be, and
// the tables of a report on them. "month" is the period of the trend where it is a
// dimension.
type shape struct {
	name   string
	by     []string
	atoms  [][]string
	tables []string
}

func shapeOf(name, by, atoms string, tables ...string) shape {
	s := shape{name: name, by: strings.Split(by, ","), tables: tables}
	for _, atom := range strings.Fields(atoms) {
		s.atoms = append(s.atoms, strings.Split(atom, ","))
	}
	return s
}

// smallShapes have few enough combinations to list all tables. They have all
// combinations but those that nesting rules out: whoever knows which others cannot be is
// stronger than what is promised.
var smallShapes = []shape{
	shapeOf("one", "a", "1 2 3 4 5", "a"),
	shapeOf("blank", "a,b", ",x ,y 1,x 1,y 2,x 2,y", "a", "b"),
	shapeOf("crossed", "a,b", "1,1 1,2 1,3 2,1 2,2 2,3", "a", "b", "a,b"),
	shapeOf("crossed alone", "a,b", "1,1 1,2 2,1 2,2 3,1 3,2 4,1 4,2", "a", "a,b"),
	shapeOf("margins", "a,b", "1,1 1,2 1,3 2,1 2,2 2,3", "a", "b"),
	shapeOf("nested", "a,b", "N,N1 N,N2 N,N3 S,S1 S,S2 S,S3", "a", "b"),
	shapeOf("square", "a,b", "1,1 1,2 1,3 2,1 2,2 2,3 3,1 3,2 3,3", "a", "b"),
	shapeOf("nested and crossed", "a,b,c", "N,N1,x N,N1,y N,N2,x N,N2,y S,S1,x S,S1,y S,S2,x S,S2,y", "a", "b", "c", "a,c"),
	shapeOf("cube", "a,b,c", "1,1,1 1,1,2 1,2,1 1,2,2 2,1,1 2,1,2 2,2,1 2,2,2", "a,b", "b,c", "a,c"),
	shapeOf("trend", "a,month", "1,2025-01 1,2025-02 1,2025-03 2,2025-01 2,2025-02 2,2025-03", "a"),
	shapeOf("trend, crossed", "a,month", "1,2025-01 1,2025-02 2,2025-01 2,2025-02 3,2025-01 3,2025-02", "a", "a,month"),
}

// wideShapes have more combinations; only sums are tried on them.
func wideShapes() []shape {
	list := []shape{
		shapeOf("regions, stores, plans", "region,store,plan", "", "region", "store", "plan", "region,plan", "store,plan"),
		shapeOf("three ways", "a,b,c", "", "a", "b", "c", "a,b", "b,c"),
		shapeOf("crossed with months", "region,plan,month", "", "region", "plan", "region,month", "region,plan"),
	}
	for r := range 4 {
		for k := range 4 {
			for m := range 3 {
				region := fmt.Sprint("R", r)
				for store := range 2 {
					list[0].atoms = append(list[0].atoms, []string{region, fmt.Sprint(region, ".", store), fmt.Sprint("p", m)})
				}
				list[1].atoms = append(list[1].atoms, []string{region, fmt.Sprint("b", k), fmt.Sprint("c", m)})
				list[2].atoms = append(list[2].atoms, []string{region, fmt.Sprint("p", k), fmt.Sprintf("2025-0%d", m+1)})
			}
		}
	}
	// Each store appears once for every k; keep one of each.
	slices.SortFunc(list[0].atoms, slices.Compare)
	list[0].atoms = slices.CompactFunc(list[0].atoms, slices.Equal)
	return list
}

// answers are the class counts of the combinations of a shape.
type answers [][3]int

func (a answers) tally(s *shape) *tally.Tally {
	b := tally.NewBuilder(s.by)
	for i, atom := range s.atoms {
		var key []byte
		for k, v := range atom {
			key = tally.AppendKey(key, []byte(v), k == 0)
		}
		g := b.Group(key)
		for class, score := range []int{3, 8, 10} {
			b.Add(g, score, uint64(a[i][class]))
		}
	}
	return b.Finish()
}

// draw makes answers of which many groups lie near the floor or are of one class.
func draw(r *rand.Rand, n int, most ...int) answers {
	a := make(answers, n)
	for i := range a {
		k := r.IntN(most[r.IntN(len(most))] + 1)
		one, only := r.IntN(4) == 0, r.IntN(3)
		for range k {
			class := []int{0, 0, 0, 1, 1, 2, 2, 2, 2, 2}[r.IntN(10)]
			if one {
				class = only
			}
			a[i][class]++
		}
	}
	return a
}

// plan is a report on a shape, with class counts of all shown groups where open.
func (s *shape) plan(open bool) disclosure.Plan {
	p := disclosure.Plan{Policy: disclosure.Policy{MinGroup: 5, ClassMinGroup: 30}, Confidence: 0.95}
	if open {
		p.Policy.ClassMinGroup = 5
	}
	for _, table := range s.tables {
		p.Tables = append(p.Tables, strings.Split(table, ","))
	}
	if at := slices.Index(s.by, "month"); at >= 0 {
		p.Every = "month"
		var months []string
		for _, atom := range s.atoms {
			months = append(months, atom[at])
		}
		slices.Sort(months)
		for _, m := range slices.Compact(months) {
			start, err := time.Parse("2006-01", m)
			if err != nil {
				panic(err)
			}
			p.Periods = append(p.Periods, disclosure.Period{Key: m, Start: start, End: start.AddDate(0, 1, 0)})
		}
	}
	return p
}

// holds says which combinations a group has, from its key and what was merged. The
// members of a hidden "other" are the values that its table names nowhere.
func (s *shape) holds(d *reader, r *row) []bool {
	named := map[string]map[string]bool{}
	for _, o := range d.rows() {
		for name, v := range o.Key {
			if o.table == r.table {
				if named[name] == nil {
					named[name] = map[string]bool{}
				}
				named[name][v] = true
			}
		}
	}
	keys := r.Merged
	if keys == nil {
		keys = []map[string]string{r.Key}
	}
	in := make([]bool, len(s.atoms))
	for i, atom := range s.atoms {
		for _, key := range keys {
			all := true
			for k, name := range s.by {
				v, ok := key[name]
				if ok && v != atom[k] && (r.Merged != nil || v != "other" || named[name][atom[k]]) {
					all = false
				}
			}
			in[i] = in[i] || all
		}
	}
	return in
}

// attacker makes the attacker who holds one report.
func (s *shape) attacker(t testing.TB, d *reader, truth answers) *attacker {
	t.Helper()
	a := &attacker{floor: d.Release.MinGroup}
	for _, k := range truth {
		a.cells = append(a.cells, cell{truth: k})
	}
	for _, r := range d.rows() {
		in := s.holds(d, &r)
		if r.Suppressed {
			a.names = append(a.names, group{r.line(), in})
			continue
		}
		f := fact{name: r.line(), in: in, n: r.N}
		f.low, f.high = compositions(&r)
		var sum [3]int
		for c, k := range truth {
			for i := range k {
				if in[c] {
					sum[i] += k[i]
				}
			}
		}
		for i, k := range sum {
			if k < f.low[i] || k > f.high[i] {
				t.Fatalf("the attacker misreads %s: class %d is %d", f.name, i, k)
			}
		}
		a.rows = append(a.rows, f)
	}
	return a
}

// outcome is what a campaign came to.
type outcome struct {
	made, refused, listed, gaveUp, hidden int
	finds                                 []string
}

func (o *outcome) add(s *shape, truth answers, d *reader, finds []string) {
	for _, f := range finds {
		o.finds = append(o.finds, fmt.Sprintf("%s %v: %s\n%s", s.name, truth, f, strings.Join(d.lines(), "\n")))
	}
}

// nothingLeft says that a release was refused, and ends the test on any other error.
func nothingLeft(t testing.TB, err error) bool {
	t.Helper()
	var left *disclosure.NothingLeftError
	if err != nil && !errors.As(err, &left) {
		t.Fatal(err)
	}
	return err != nil
}

// campaign makes reports on random tables and attacks what is rendered, until
// something is found if untilFirst.
func campaign(t testing.TB, shapes []shape, rounds int, off string, untilFirst bool, most ...int) (o outcome) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(len(shapes)), 21))
	for round := range rounds {
		s := &shapes[round%len(shapes)]
		truth := draw(r, len(s.atoms), most...)
		release, _, err := disclosure.MakeWithout(off, truth.tally(s), s.plan(round/len(shapes)%2 == 0), nil, nil)
		if nothingLeft(t, err) {
			o.refused++
			continue
		}
		o.made++
		d := read(t, release)
		if off == "" && round%3 == 0 {
			sameEverywhere(t, release, d)
		}
		a := s.attacker(t, d, truth)
		o.hidden += len(a.names)
		o.add(s, truth, d, a.direct(d))
		o.add(s, truth, d, a.algebra(false))
		if len(a.cells) <= 9 {
			finds, ok := a.enumerate()
			o.add(s, truth, d, finds)
			if o.listed++; !ok {
				o.gaveUp++
			}
		}
		if untilFirst && len(o.finds) > 0 {
			return o
		}
	}
	return o
}

func (o *outcome) report(t *testing.T) {
	t.Helper()
	t.Logf("%d reports read, %d refused, %d with all tables listed, %d more given up; %d hidden groups", o.made, o.refused, o.listed-o.gaveUp, o.gaveUp, o.hidden)
	for i, f := range o.finds {
		if i == 3 {
			t.Errorf("and %d more", len(o.finds)-i)
			break
		}
		t.Error(f)
	}
}

// Whoever holds a report finds no group under the floor and no class of a group that is
// not shown, by each figure, by sums, and by listing all tables that agree with it.
func TestRenderedTables(t *testing.T) {
	rounds := 5500
	if testing.Short() {
		rounds = 330
	}
	o := campaign(t, smallShapes, rounds, "", false, 1, 3, 6, 9)
	o.report(t)
	if o.made < rounds/3 || o.gaveUp > o.made/20 || o.hidden < o.made {
		t.Errorf("too little was attacked: %+v", o)
	}
}

func TestRenderedWideTables(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 15
	}
	o := campaign(t, wideShapes(), rounds, "", false, 3, 8, 20)
	o.report(t)
	if o.made < rounds*9/10 || o.hidden < o.made {
		t.Errorf("too little was attacked: %+v", o)
	}
}

// Each rule is switched off in turn; an attacker who then finds nothing is no judge.
func TestRenderedHolesAreSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	seen := 0
	for _, rule := range disclosure.RuleNames {
		if rule == "editions" {
			continue // see TestRenderedEditions
		}
		o := campaign(t, smallShapes, 1100, rule, true, 1, 3, 6, 9)
		if len(o.finds) == 0 {
			t.Errorf("without the rule %q nothing is found in %d reports", rule, o.made)
			continue
		}
		t.Logf("without %q: after %d reports %s", rule, o.made, strings.SplitN(o.finds[0], "\n", 2)[0])
		seen++
	}
	if seen != len(disclosure.RuleNames)-1 {
		t.Errorf("%d rules were tried", seen)
	}
}
