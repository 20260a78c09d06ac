package disclosure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// enumerator is an attacker without algebra: it lists every table of whole
// counts that agrees with what is shown, and looks what they all have in common.
// It shares no code with the audit. It knows which combinations can be, and the
// class counts of all shown groups.
type enumerator struct {
	atoms  [][]string // values of the combinations that can be
	truth  [][3]int
	shown  [][]bool // by shown group: which atoms it holds
	sums   [][3]int
	hidden [][]bool
	worlds int
}

const mostWorlds = 4000

// ranges returns the least and the most of each class in each set of atoms; ok is
// false where there are too many worlds to list.
func (e *enumerator) ranges(class int) (low, high []int, ok bool) {
	n := len(e.atoms)
	low, high = make([]int, 1<<n), make([]int, 1<<n)
	for s := range low {
		low[s], high[s] = 1<<30, -1
	}
	left := make([]int, len(e.shown))
	for i := range left {
		left[i] = e.sums[i][class]
	}
	world, count := make([]int, n), 0
	var place func(a int) bool
	place = func(a int) bool {
		if a == n {
			for _, l := range left {
				if l != 0 {
					return true
				}
			}
			if count++; count > mostWorlds>>max(0, n-8) {
				return false
			}
			sums := make([]int, 1<<n)
			for s := 1; s < 1<<n; s++ {
				bit := 0
				for s>>bit&1 == 0 {
					bit++
				}
				sums[s] = sums[s&(s-1)] + world[bit]
				low[s], high[s] = min(low[s], sums[s]), max(high[s], sums[s])
			}
			return true
		}
		most := 1 << 30
		for i, in := range e.shown {
			if in[a] {
				most = min(most, left[i])
			}
		}
		// A group without atoms to come must be used up now.
		for k := 0; k <= most; k++ {
			world[a] = k
			for i, in := range e.shown {
				if in[a] {
					left[i] -= k
				}
			}
			fits := true
			for i, in := range e.shown {
				if left[i] > 0 && !anyFrom(in, a+1) {
					fits = false
				}
			}
			more := !fits || place(a+1)
			for i, in := range e.shown {
				if in[a] {
					left[i] += k
				}
			}
			if !more {
				return false
			}
		}
		return true
	}
	ok = place(0)
	return low, high, ok
}

func anyFrom(in []bool, a int) bool {
	for _, b := range in[a:] {
		if b {
			return true
		}
	}
	return false
}

// claim is something that all worlds looked at so far have in common.
type claim struct {
	set  int
	what string
	n    int // for a size
	gone bool
}

// attack returns what it found, "" for nothing; ok is false where it gave up. It
// works in two steps: first with all class counts of the shown groups, which is
// more than is shown, but makes the classes independent of each other; what that
// claims is then held against the worlds that agree with n and the score only.
func (e *enumerator) attack(floor int) (found string, ok bool) {
	var low, high [3][]int
	for class := range 3 {
		if low[class], high[class], ok = e.ranges(class); !ok {
			return "", false
		}
	}
	hidden := map[int]bool{}
	for _, in := range e.hidden {
		hidden[setOf(in)] = true
	}
	var claims []claim
	for s := 1; s < 1<<len(e.atoms); s++ {
		least, most, n, classes, possible := 0, 0, 0, 0, 0
		for class := range 3 {
			least += low[class][s]
			most += high[class][s]
			if high[class][s] > 0 {
				possible++
			}
			k := 0
			for a := range e.atoms {
				if s>>a&1 == 1 {
					k += e.truth[a][class]
				}
			}
			n += k
			if k > 0 {
				classes++
			}
		}
		if n == 0 {
			continue
		}
		if least == most && (n < floor || hidden[s]) {
			claims = append(claims, claim{s, "size", n, false})
		}
		if least == most && classes == 1 {
			claims = append(claims, claim{s, "size and class", n, false})
		}
		if hidden[s] && least >= 1 && most < floor {
			claims = append(claims, claim{s, "small", floor, false})
		}
		if hidden[s] && possible == 1 {
			claims = append(claims, claim{s, "class", n, false})
		}
	}
	if len(claims) == 0 {
		return "", true
	}
	if !e.confirm(claims) {
		return "", false
	}
	for _, c := range claims {
		if !c.gone {
			return fmt.Sprintf("%s of %b (%d)", c.what, c.set, c.n), true
		}
	}
	return "", true
}

func setOf(in []bool) (s int) {
	for a := range in {
		if in[a] {
			s |= 1 << a
		}
	}
	return s
}

// confirm drops the claims that some world with the shown figures contradicts:
// the same n and the same promoters less detractors (which n and a rounded score
// give away) in every shown group, and the same classes where they are shown.
func (e *enumerator) confirm(claims []claim) bool {
	n := len(e.atoms)
	leftN, leftM := make([]int, len(e.shown)), make([]int, len(e.shown))
	for i, sum := range e.sums {
		leftN[i], leftM[i] = sum[0]+sum[1]+sum[2], sum[2]-sum[0]
	}
	world, left, count := make([][3]int, n), len(claims), 0
	judge := func() {
		for i := range claims {
			c := &claims[i]
			if c.gone {
				continue
			}
			var k [3]int
			for a := range world {
				if c.set>>a&1 == 1 {
					for class := range 3 {
						k[class] += world[a][class]
					}
				}
			}
			size, classes := k[0]+k[1]+k[2], 0
			var truth [3]int
			for a := range e.truth {
				if c.set>>a&1 == 1 {
					for class := range 3 {
						truth[class] += e.truth[a][class]
					}
				}
			}
			for class := range 3 {
				if k[class] > 0 && truth[class] == 0 {
					classes++ // a class that is not there in truth
				}
			}
			switch c.what {
			case "size":
				c.gone = size != c.n
			case "size and class":
				c.gone = size != c.n || classes > 0
			case "small":
				c.gone = size == 0 || size >= c.n
			case "class":
				c.gone = classes > 0
			}
			if c.gone {
				left--
			}
		}
	}
	var place func(a int) bool
	place = func(a int) bool {
		if left == 0 {
			return true
		}
		if a == n {
			for i := range leftN {
				if leftN[i] != 0 || leftM[i] != 0 {
					return true
				}
			}
			count++
			judge()
			return true
		}
		if count++; count > 100_000 {
			return false
		}
		most := 1 << 30
		for i, in := range e.shown {
			if in[a] {
				most = min(most, leftN[i])
			}
		}
		for size := 0; size <= most; size++ {
			for d := 0; d <= size; d++ {
				for r := 0; r+d <= size; r++ {
					world[a] = [3]int{d, size - d - r, r}
					fits := true
					for i, in := range e.shown {
						if in[a] {
							leftN[i] -= size
							leftM[i] -= r - d
						}
						last := !anyFrom(in, a+1)
						if leftM[i] > leftN[i] || -leftM[i] > leftN[i] || last && leftN[i] > 0 {
							fits = false
						}
					}
					more := !fits || place(a+1)
					for i, in := range e.shown {
						if in[a] {
							leftN[i] += size
							leftM[i] += r - d
						}
					}
					if !more {
						return false
					}
				}
			}
		}
		return true
	}
	return place(0)
}

// enumerate makes the attacker of a decided release, from its rows alone, the
// tally only telling what can be and, to judge, what is true.
func enumerate(m *maker, atoms [][]string) *enumerator {
	e := &enumerator{atoms: atoms, truth: make([][3]int, len(atoms))}
	for i, atom := range atoms {
		for _, g := range m.tally.Groups {
			if strings.Join(g.Key, ",") == strings.Join(atom, ",") {
				e.truth[i] = [3]int{int(g.Counts.Detractors()), int(g.Counts.Passives()), int(g.Counts.Promoters())}
			}
		}
	}
	for c := range m.cells {
		row := m.row(c)
		keys := m.mergedKeys(c)
		if keys == nil {
			keys = [][]Field{row.Key}
		}
		in, sum := make([]bool, len(atoms)), [3]int{}
		for i, atom := range atoms {
			for _, key := range keys {
				fits := true
				for _, f := range key {
					for d, name := range m.tally.By {
						if name == f.Name && atom[d] != f.Value {
							fits = false
						}
					}
				}
				if fits {
					in[i] = true
					for class := range 3 {
						sum[class] += e.truth[i][class]
					}
				}
			}
		}
		if row.Suppressed {
			e.hidden = append(e.hidden, in)
		} else {
			e.shown, e.sums = append(e.shown, in), append(e.sums, sum)
		}
	}
	return e
}

// shape is a kind of random tables.
type shape struct {
	name   string
	by     string
	atoms  []string
	tables []string
}

var shapes = []shape{
	{"one", "a", []string{"1", "2", "3", "4", "5"}, []string{"a"}},
	{"crossed", "a,b", []string{"1,1", "1,2", "1,3", "2,1", "2,2", "2,3"}, []string{"a", "b", "a,b"}},
	{"crossed alone", "a,b", []string{"1,1", "1,2", "1,3", "2,1", "2,2", "2,3", "3,1", "3,2"}, []string{"a", "a,b"}},
	{"margins", "a,b", []string{"1,1", "1,2", "1,3", "2,1", "2,2", "2,3"}, []string{"a", "b"}},
	{"nested", "a,b", []string{"N,N1", "N,N2", "N,N3", "S,S1", "S,S2", "S,S3"}, []string{"a", "b"}},
	{"square", "a,b", []string{"1,1", "1,2", "1,3", "2,1", "2,2", "2,3", "3,1", "3,2", "3,3"}, []string{"a", "b"}},
	{"nested and crossed", "a,b,c", []string{"N,N1,x", "N,N1,y", "N,N2,x", "N,N2,y", "S,S1,x", "S,S1,y", "S,S2,x", "S,S2,y"}, []string{"a", "b", "c", "a,c"}},
	{"cube", "a,b,c", []string{"1,1,1", "1,1,2", "1,2,1", "1,2,2", "2,1,1", "2,1,2", "2,2,1", "2,2,2"}, []string{"a,b", "b,c", "a,c"}},
}

func (s *shape) draw(r *rand.Rand) (*tally.Tally, [][]string) {
	b := tally.NewBuilder(strings.Split(s.by, ","))
	var atoms [][]string
	for _, atom := range s.atoms {
		atoms = append(atoms, strings.Split(atom, ","))
		most := []int{1, 3, 6, 9}[r.IntN(4)]
		n := r.IntN(most + 1)
		var k [3]uint64
		for range n {
			k[pick(r, []int{3, 2, 5})]++
		}
		if r.IntN(4) == 0 { // one class
			k = [3]uint64{}
			k[r.IntN(3)] = uint64(n)
		}
		add(b, atoms[len(atoms)-1], k[0], k[1], k[2])
	}
	return b.Finish(), atoms
}

// outcome is what a campaign of random tables came to.
type outcome struct {
	played, refused, gaveUp, safe, kept int
	finds                               []string
}

func campaign(t *testing.T, rounds int, on rules, untilFirst bool) (o outcome) {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 3))
	for round := range rounds {
		s := &shapes[round%len(shapes)]
		tl, atoms := s.draw(r)
		m, err := decide(tl, planOf(s.tables...), nil, nil, on)
		var nothing *NothingLeftError
		if errors.As(err, &nothing) {
			o.refused++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		safe, kept := m.tallied()
		o.safe, o.kept = o.safe+safe, o.kept+kept
		found, ok := enumerate(m, atoms).attack(5)
		if !ok {
			o.gaveUp++
			continue
		}
		o.played++
		if found != "" {
			o.finds = append(o.finds, fmt.Sprint(s.name, " ", tl.Groups, " ", found, " ", m.verdicts))
			if untilFirst {
				return o
			}
		}
	}
	return o
}

// tallied counts the groups that are safe by themselves, and those of them shown.
func (m *maker) tallied() (safe, kept int) {
	for c := range m.cells {
		if !m.primary(&m.cells[c]).hidden {
			safe++
			if !m.verdicts[c].hidden {
				kept++
			}
		}
	}
	return safe, kept
}

func TestRandomTables(t *testing.T) {
	rounds := 3000
	if testing.Short() {
		rounds = 300
	}
	c := campaign(t, rounds, allRules, false)
	t.Logf("%d tables played, %d refused, %d with too many worlds; %d of %d safe groups shown (%.0f %%)",
		c.played, c.refused, c.gaveUp, c.kept, c.safe, 100*float64(c.kept)/float64(c.safe))
	for _, e := range c.finds {
		t.Error(e)
	}
	if c.played < rounds/2 || c.gaveUp > rounds/20 {
		t.Errorf("only %d of %d tables were played", c.played, rounds)
	}
	if 100*c.kept < 65*c.safe {
		t.Error("less than 65 % of the safe groups are shown")
	}
}

// Each rule is switched off, with those behind it that would catch the same; the
// attacker must find the hole, or he is no judge of what is safe.
func TestEachRuleIsNeeded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	for _, c := range []struct {
		name string
		off  func(*rules)
	}{
		{"floor", func(r *rules) { r.floor, r.remainder = false, false }},
		{"class", func(r *rules) { r.class, r.oneClass = false, false }},
		{"remainder", func(r *rules) { r.remainder = false }},
		{"one class", func(r *rules) { r.oneClass, r.bounds = false, false }},
		{"bounds", func(r *rules) { r.bounds = false }},
	} {
		on := allRules
		c.off(&on)
		found := campaign(t, 1600, on, true)
		t.Logf("without %s: %d finds in %d tables", c.name, len(found.finds), found.played)
		if len(found.finds) == 0 {
			t.Errorf("without the rule %q the attacker finds nothing in %d tables", c.name, found.played)
		}
	}
}
