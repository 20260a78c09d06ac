package disclosure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

var published = &Publication{Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}

// answers are the class counts of the atoms of a shape.
type answers [][3]int

func (a answers) tally(s *shape) *tally.Tally {
	b := tally.NewBuilder(strings.Split(s.by, ","))
	for i, atom := range s.atoms {
		add(b, strings.Split(atom, ","), uint64(a[i][0]), uint64(a[i][1]), uint64(a[i][2]))
	}
	return b.Finish()
}

func drawAnswers(r *rand.Rand, n int, sizes ...int) answers {
	a := make(answers, n)
	for i := range a {
		for range sizes[r.IntN(len(sizes))] {
			a[i][pick(r, []int{3, 2, 5})]++
		}
	}
	return a
}

func (a answers) plus(o answers) answers {
	sum := make(answers, len(a))
	for i := range a {
		for class := range 3 {
			sum[i][class] = a[i][class] + o[i][class]
		}
	}
	return sum
}

var pairShapes = []shape{
	{"one", "a", []string{"1", "2", "3", "4"}, []string{"a"}},
	{"crossed", "a,b", []string{"1,1", "1,2", "2,1", "2,2"}, []string{"a", "b", "a,b"}},
	{"margins", "a,b", []string{"1,1", "1,2", "2,1", "2,2"}, []string{"a", "b"}},
	{"nested", "a,b", []string{"N,N1", "N,N2", "S,S1", "S,S2"}, []string{"a", "b"}},
}

// pairOf publishes two editions; more is what only the second has, or, when it
// is removed, only the first.
func pairOf(t *testing.T, s *shape, old, more answers, removed bool, on rules) (first, second *maker) {
	t.Helper()
	before, after := old.tally(s), old.plus(more).tally(s)
	if removed {
		before, after = after, before
	}
	plan := planOf(s.tables...)
	first, err := decide(before, plan, nil, published, on)
	if refused(t, err) {
		return nil, nil
	}
	_, rec, err := first.release(published)
	if err != nil {
		t.Fatal(err)
	}
	second, err = decide(after, plan, []*Record{rec}, published, on)
	if refused(t, err) {
		return nil, nil
	}
	return first, second
}

func refused(t *testing.T, err error) bool {
	t.Helper()
	var nothing *NothingLeftError
	if err != nil && !errors.As(err, &nothing) {
		t.Fatal(err)
	}
	return err != nil
}

// joint makes the attacker who holds both editions and knows that answers were
// only added, or only removed.
func joint(s *shape, first, second *maker, old, more answers, removed bool) *enumerator {
	var atoms [][]string
	for _, atom := range s.atoms {
		atoms = append(atoms, strings.Split(atom, ","))
	}
	a, b := enumerate(first, atoms), enumerate(second, atoms)
	e := &enumerator{atoms: append(atoms, atoms...), truth: append(append(answers{}, old...), more...)}
	both := func(in []bool, more bool) []bool {
		wide := make([]bool, 2*len(in))
		for i := range in {
			wide[i], wide[len(in)+i] = in[i], in[i] && more
		}
		return wide
	}
	for i := range a.shown {
		e.shown = append(e.shown, both(a.shown[i], removed))
		e.sums = append(e.sums, a.sums[i])
	}
	k := 0
	for c := range second.cells {
		row := second.row(c)
		if row.Suppressed {
			continue
		}
		if !row.Carried {
			e.shown = append(e.shown, both(b.shown[k], !removed))
			e.sums = append(e.sums, b.sums[k])
		}
		k++
	}
	return e
}

func pairs(t *testing.T, rounds int, on rules, untilFirst bool) (o outcome) {
	r := rand.New(rand.NewPCG(5, 8))
	for round := range rounds {
		s := &pairShapes[round%len(pairShapes)]
		old, more := drawAnswers(r, len(s.atoms), 0, 2, 5, 8), drawAnswers(r, len(s.atoms), 0, 0, 0, 1, 2, 6)
		removed := round/len(pairShapes)%2 == 1
		first, second := pairOf(t, s, old, more, removed, on)
		if second == nil {
			o.refused++
			continue
		}
		safe, kept := second.tallied()
		o.safe, o.kept = o.safe+safe, o.kept+kept
		found, ok := joint(s, first, second, old, more, removed).attack(5)
		if !ok {
			o.gaveUp++
			continue
		}
		o.played++
		if found != "" {
			o.finds = append(o.finds, fmt.Sprint(s.name, " removed ", removed, old, more, " ", found, " ", first.verdicts, second.verdicts))
			if untilFirst {
				return o
			}
		}
	}
	return o
}

func TestPairsOfEditions(t *testing.T) {
	rounds := 400
	if testing.Short() {
		rounds = 80
	}
	o := pairs(t, rounds, allRules, false)
	t.Logf("%d pairs played, %d refused, %d with too many worlds; %d of %d safe groups new", o.played, o.refused, o.gaveUp, o.kept, o.safe)
	for _, f := range o.finds {
		t.Error(f)
	}
	if o.played < rounds/2 {
		t.Errorf("only %d of %d pairs were played", o.played, rounds)
	}
}

func TestEditionsAreNeeded(t *testing.T) {
	on := allRules
	on.editions = false
	if o := pairs(t, 500, on, true); len(o.finds) == 0 {
		t.Error("without a look at the editions before the attacker finds nothing")
	}
}

// person is one answer and the editions whose data had it.
type person struct{ atom, class, in int }

// Answers are added, purged and imported again between three editions. No figure
// may differ from one that was shown before by fewer people than the floor, nor
// may a sum or difference of figures that were shown both times tell of a change
// that concerns fewer.
func TestChurnBetweenEditions(t *testing.T) {
	rounds := 2000
	if testing.Short() {
		rounds = 300
	}
	o := churn(t, rounds, allRules)
	t.Logf("%d sums of figures compared, %d differ", o.played, o.kept)
	for _, f := range o.finds {
		t.Error(f)
	}
	if o.played < rounds || o.kept < rounds/10 {
		t.Error("too little was compared")
	}
	on := allRules
	on.editions = false
	if o := churn(t, 40, on); len(o.finds) == 0 {
		t.Error("without a look at the editions before nothing is found")
	}
}

func churn(t *testing.T, rounds int, on rules) (o outcome) {
	r := rand.New(rand.NewPCG(9, 9))
	for round := range rounds {
		s := &pairShapes[round%len(pairShapes)]
		plan := planOf(s.tables...)
		var people []person
		var makers []*maker
		var records []*Record
		for e := range 3 {
			for atom := range s.atoms {
				sizes := []int{0, 0, 1, 2, 6}
				if e == 0 {
					sizes = []int{3, 8, 20}
				}
				for range sizes[r.IntN(len(sizes))] {
					people = append(people, person{atom: atom, class: pick(r, []int{3, 2, 5})})
				}
			}
			now, purged := make(answers, len(s.atoms)), r.IntN(4)
			for i := range people {
				p := &people[i]
				if e > 0 && r.IntN(30) < purged { // the next edition may have it again
					continue
				}
				p.in |= 1 << e
				now[p.atom][p.class]++
			}
			m, err := decide(now.tally(s), plan, records, published, on)
			if refused(t, err) {
				break
			}
			_, rec, err := m.release(published)
			if err != nil {
				t.Fatal(err)
			}
			makers, records = append(makers, m), append(records, rec)
		}
		for i := range makers {
			for k := range i {
				compare(&o, s, people, k, i, makers[k], makers[i])
			}
		}
	}
	return o
}

// figure is one that two editions show anew.
type figure struct {
	set  int // of atoms
	diff [3]int
}

func figuresOf(s *shape, first, second *maker) (list []figure) {
	atoms := make([][]string, len(s.atoms))
	for i := range atoms {
		atoms[i] = strings.Split(s.atoms[i], ",")
	}
	a, b := enumerate(first, atoms), enumerate(second, atoms)
	shown := func(m *maker, e *enumerator) map[string]int {
		at, k := map[string]int{}, 0
		for c := range m.cells {
			if row := m.row(c); !row.Suppressed {
				if !row.Carried {
					at[fmt.Sprint(m.cells[c].table, row.Key, row.Merged)] = k
				}
				k++
			}
		}
		return at
	}
	before := shown(first, a)
	for name, k := range shown(second, b) {
		j, ok := before[name]
		if !ok {
			continue
		}
		f := figure{set: setOf(b.shown[k])}
		for class := range 3 {
			f.diff[class] = b.sums[k][class] - a.sums[j][class]
		}
		list = append(list, f)
	}
	return list
}

// compare takes all sums and differences, each figure once at most, that make up
// a set of atoms.
func compare(o *outcome, s *shape, people []person, k, i int, first, second *maker) {
	figures := figuresOf(s, first, second)
	total := 1
	for _, f := range figures {
		total *= 3
		if few(f.diff) {
			o.finds = append(o.finds, fmt.Sprintf("%s: a figure differs by %v", s.name, f.diff))
		}
	}
	for code := range total {
		var weight [16]int
		net := [3]int{}
		for _, f := range figures {
			sign := code%3 - 1
			code /= 3
			for b := range s.atoms {
				weight[b] += sign * (f.set >> b & 1)
			}
			for class := range 3 {
				net[class] += sign * f.diff[class]
			}
		}
		set, isSet := 0, true
		for b, w := range weight[:len(s.atoms)] {
			set |= w & 1 << b
			isSet = isSet && (w == 0 || w == 1)
		}
		if set == 0 || !isSet {
			continue
		}
		if o.played++; net == [3]int{} {
			continue
		}
		o.kept++
		concerned := 0
		for _, p := range people {
			if set>>p.atom&1 == 1 && p.in>>k&1 != p.in>>i&1 {
				concerned++
			}
		}
		if concerned < 5 {
			o.finds = append(o.finds, fmt.Sprintf("%s: figures tell that %d came or went, by class %v", s.name, concerned, net))
		}
	}
}

// few says whether some came or some went, but fewer than five.
func few(diff [3]int) bool {
	came, went := 0, 0
	for _, d := range diff {
		came, went = came+max(d, 0), went+max(-d, 0)
	}
	return came > 0 && came < 5 || went > 0 && went < 5
}
