package disclosure_test

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
)

// attacker holds what was read from one report, or from several of one plan, and two
// kinds of knowledge beside it: which combinations of values there can be, and which
// of them have anybody in them. It shares no code with what made the report.
type attacker struct {
	floor int
	cells []cell
	rows  []fact
	names []group // hidden groups
}

// cell is answers that no figure tells apart: a combination of values, and for several
// reports whether they are in both. truth is what an attacker would like to know; it
// only serves to judge what he says.
type cell struct {
	truth [3]int
	gone  bool // counts in the older report only
	maybe bool // the attacker does not know whether it has anybody
}

func (c *cell) n() int { return c.truth[0] + c.truth[1] + c.truth[2] }

// fact is a shown group: the cells in it, n, and the least and the most of each class
// that agree with its figures.
type fact struct {
	name      string
	in        []bool
	n         int
	low, high [3]int
}

type group struct {
	name string
	in   []bool
}

// compositions are the least and the most of each class with those figures: the attack
// by n times NPS, with the interval as a help.
func compositions(r *row) (low, high [3]int) {
	if c := r.classes(); c != nil {
		return [3]int(c), [3]int(c)
	}
	low = [3]int{r.N, r.N, r.N}
	for d := 0; d <= r.N; d++ {
		for p := 0; p+d <= r.N; p++ {
			k := [3]int{d, r.N - d - p, p}
			if !fits(k, r) {
				continue
			}
			for i := range k {
				low[i], high[i] = min(low[i], k[i]), max(high[i], k[i])
			}
		}
	}
	return low, high
}

// fits says whether a composition has the shown score and interval (adjusted Wald:
// 3/4 is added to promoters and detractors, 3 to n).
func fits(k [3]int, r *row) bool {
	n, unit := float64(r.N), 1.0
	if r.N >= 1000 {
		unit = 0.1
	}
	near := func(x, shown float64) bool { return math.Abs(x-shown) <= unit/2+1e-6 }
	if !near(100*float64(k[2]-k[0])/n, r.NPS) {
		return false
	}
	p, d := (float64(k[2])+.75)/(n+3), (float64(k[0])+.75)/(n+3)
	half := 1.959964 * math.Sqrt((p+d-(p-d)*(p-d))/(n+3))
	return near(100*max(-1, p-d-half), r.Low) && near(100*min(1, p-d+half), r.High)
}

// onlyClass is the class that all answers surely belong to, or -1.
func onlyClass(high [3]int) int {
	only := -1
	for class, h := range high {
		if h > 0 {
			if only >= 0 {
				return -1
			}
			only = class
		}
	}
	return only
}

// direct looks at each figure by itself.
func (a *attacker) direct(d *reader) (finds []string) {
	for _, r := range d.rows() {
		if r.Suppressed {
			continue
		}
		if r.N < a.floor {
			finds = append(finds, "a group under the floor is shown: "+r.line())
		}
		if r.classes() != nil && r.N < d.Release.ClassMinGroup {
			finds = append(finds, "classes of a small group are shown: "+r.line())
		}
	}
	for _, f := range a.rows {
		if onlyClass(f.high) >= 0 {
			finds = append(finds, fmt.Sprintf("all of %s (%d) are of one class", f.name, f.n))
		}
	}
	return finds
}

// algebra adds and subtracts shown figures. It finds all sets of cells under the floor
// that are sums of rows with any weights; with flip cells that are gone count
// negatively, and what comes to nothing in every class tells nothing. It also finds sets
// of cells that hold one class only.
func (a *attacker) algebra(flip bool) (finds []string) {
	kernel := a.kernel()
	sign := func(c int) int64 {
		if flip && a.cells[c].gone {
			return -1
		}
		return 1
	}
	zero := func(set []int) bool {
		for _, v := range kernel {
			var sum big.Int
			for _, c := range set {
				sum.Add(&sum, new(big.Int).Mul(v[c], big.NewInt(sign(c))))
			}
			if sum.Sign() != 0 {
				return false
			}
		}
		return true
	}
	// A random mixture of the kernel's vectors rules nearly all sets out.
	r, mix := rand.New(rand.NewPCG(1, 2)), make([]uint64, len(a.cells))
	for _, v := range kernel {
		x := r.Uint64()
		for c := range v {
			if !v[c].IsInt64() {
				panic("the kernel has large numbers")
			}
			mix[c] += x * uint64(v[c].Int64()) * uint64(sign(c))
		}
	}
	free, nothing := a.free(mix)
	var set []int
	var search func(list []int, left int, sum uint64, what string)
	search = func(list []int, left int, sum uint64, what string) {
		if more, ok := free[-sum]; ok && len(set) > 0 && (!flip || a.net(set) != [3]int{}) && zero(slices.Concat(set, more)) {
			finds = append(finds, fmt.Sprintf("%s: cells %v", what, set))
		}
		for i, c := range list {
			if n := a.cells[c].n(); n <= left {
				set = append(set, c)
				search(list[i+1:], left-n, sum+mix[c], what)
				set = set[:len(set)-1]
			}
		}
	}
	if nothing {
		return nil
	}
	var small []int
	var pure [3][]int
	for c := range a.cells {
		if n := a.cells[c].n(); n > 0 && n < a.floor {
			small = append(small, c)
		}
		if class := onlyClass(a.cells[c].truth); class >= 0 && len(pure[class]) < 12 {
			pure[class] = append(pure[class], c)
		}
	}
	search(small, a.floor-1, 0, "a set under the floor is a sum of figures")
	for class := range pure {
		search(pure[class], 1<<30, 0, "a set of one class is a sum of figures")
	}
	return finds
}

// net is what came less what went, of a set of cells.
func (a *attacker) net(set []int) (sum [3]int) {
	for _, c := range set {
		for class, k := range a.cells[c].truth {
			if a.cells[c].gone {
				k = -k
			}
			sum[class] += k
		}
	}
	return sum
}

// mostFree bounds the cells of which the attacker does not know that they are empty.
const mostFree = 12

// free are all sets of cells that have nobody without the attacker knowing: they may
// stand in any set. Where there are too many, tooMany is true.
func (a *attacker) free(mix []uint64) (sets map[uint64][]int, tooMany bool) {
	sets = map[uint64][]int{0: nil}
	k := 0
	for c := range a.cells {
		if a.cells[c].n() > 0 || !a.cells[c].maybe {
			continue
		}
		if k++; k > mostFree {
			return nil, true
		}
		for sum, set := range maps.Clone(sets) {
			if _, ok := sets[sum+mix[c]]; !ok {
				sets[sum+mix[c]] = append(slices.Clone(set), c)
			}
		}
	}
	return sets, false
}

// kernel is a basis, in whole numbers, of what is orthogonal to all rows, over the
// cells that have anybody, as far as he knows: a vector is a sum of rows where its product with each of
// them is 0.
func (a *attacker) kernel() [][]*big.Int {
	var used []int
	for c := range a.cells {
		if a.cells[c].n() > 0 || a.cells[c].maybe {
			used = append(used, c)
		}
	}
	m := make([][]*big.Rat, len(a.rows))
	for i := range m {
		for _, c := range used {
			x := new(big.Rat)
			if a.rows[i].in[c] {
				x.SetInt64(1)
			}
			m[i] = append(m[i], x)
		}
	}
	pivots := reduce(m, len(used))
	var basis [][]*big.Int
	for free := range used {
		if slices.Contains(pivots, free) {
			continue
		}
		v, scale := make([]*big.Rat, len(used)), big.NewInt(1)
		for i := range v {
			v[i] = new(big.Rat)
		}
		v[free].SetInt64(1)
		for i, p := range pivots {
			v[p].Neg(m[i][free])
			scale.Mul(scale, v[p].Denom())
		}
		whole := make([]*big.Int, len(a.cells))
		for c := range whole {
			whole[c] = new(big.Int)
		}
		for i, c := range used {
			x := new(big.Rat).Mul(v[i], new(big.Rat).SetInt(scale))
			whole[c].Set(x.Num())
		}
		basis = append(basis, whole)
	}
	return basis
}

// reduce brings rows to reduced echelon form; the i-th pivot belongs to row i.
func reduce(m [][]*big.Rat, width int) (pivots []int) {
	for c := 0; c < width && len(pivots) < len(m); c++ {
		at, top := -1, len(pivots)
		for i := top; i < len(m); i++ {
			if m[i][c].Sign() != 0 {
				at = i
				break
			}
		}
		if at < 0 {
			continue
		}
		m[top], m[at] = m[at], m[top]
		inverse := new(big.Rat).Inv(m[top][c])
		for k := range m[top] {
			if m[top][k].Sign() != 0 {
				m[top][k].Mul(m[top][k], inverse)
			}
		}
		for i := range m {
			if i == top || m[i][c].Sign() == 0 {
				continue
			}
			by := new(big.Rat).Set(m[i][c])
			for k := range m[i] {
				if m[top][k].Sign() != 0 {
					m[i][k].Sub(m[i][k], new(big.Rat).Mul(by, m[top][k]))
				}
			}
		}
		pivots = append(pivots, c)
	}
	return pivots
}
