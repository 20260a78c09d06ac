package disclosure_test

import "fmt"

// mostSteps bounds the search for tables that contradict what an attacker believes.
const mostSteps = 60_000

// belief is something that all tables with the shown figures may have in common.
type belief struct {
	set   []bool
	holds func(k int) bool // of the sum over the set
	gone  bool             // some table contradicts it
}

// worlds lists tables of whole counts, one class or all answers together, whose sums over
// the shown groups lie between low and high, and drops the beliefs that one contradicts.
// It says whether it is sure of those that are left.
type worlds struct {
	in        [][]bool
	low, high []int
	cells     int
	steps     int
}

func (w *worlds) judge(beliefs []*belief) (sure bool) {
	// The last cells of the order change first, so another order meets other tables.
	for turn := range w.cells {
		order := make([]int, w.cells)
		for i := range order {
			order[i] = (i + turn) % w.cells
		}
		w.steps = mostSteps / w.cells
		if turn == w.cells-1 {
			w.steps = mostSteps
		}
		if w.place(order, make([]int, w.cells), beliefs) {
			return true
		}
	}
	return false
}

// place fills the first of the cells in order that is not filled; it says whether all
// tables were seen, or enough of them to contradict everything.
func (w *worlds) place(order, table []int, beliefs []*belief) bool {
	left := false
	for _, b := range beliefs {
		left = left || !b.gone
	}
	if !left {
		return true
	}
	if w.steps--; w.steps < 0 {
		return false
	}
	if len(order) == 0 {
		for i := range w.in {
			if w.low[i] > 0 {
				return true
			}
		}
		for _, b := range beliefs {
			if !b.gone {
				k := 0
				for c, in := range b.set {
					if in {
						k += table[c]
					}
				}
				b.gone = !b.holds(k)
			}
		}
		return true
	}
	c, most := order[0], 1<<30
	for i := range w.in {
		if w.in[i][c] {
			most = min(most, w.high[i])
		}
	}
	for k := 0; k <= most; k++ {
		table[c] = k
		possible := true
		for i := range w.in {
			if w.in[i][c] {
				w.low[i], w.high[i] = w.low[i]-k, w.high[i]-k
			}
			possible = possible && (w.low[i] <= 0 || anyOf(w.in[i], order[1:]))
		}
		done := !possible || w.place(order[1:], table, beliefs)
		for i := range w.in {
			if w.in[i][c] {
				w.low[i], w.high[i] = w.low[i]+k, w.high[i]+k
			}
		}
		if !done {
			return false
		}
	}
	return true
}

func anyOf(in []bool, list []int) bool {
	for _, c := range list {
		if in[c] {
			return true
		}
	}
	return false
}

// enumerate lists all tables that agree with the report, for few cells. It finds hidden
// groups that surely have somebody and surely fewer than the floor, sets under the floor
// whose size is known, hidden groups whose class is known, and sets known to be of one
// class. ok is false where it gave up.
func (a *attacker) enumerate() (finds []string, ok bool) {
	sizes := worlds{cells: len(a.cells)}
	for _, f := range a.rows {
		sizes.in, sizes.low, sizes.high = append(sizes.in, f.in), append(sizes.low, f.n), append(sizes.high, f.n)
	}
	var sized []*belief
	var what []string
	believe := func(set []bool, text string, holds func(int) bool) {
		sized, what = append(sized, &belief{set: set, holds: holds}), append(what, text)
	}
	for _, h := range a.names {
		if n, _ := a.truth(h.in); n > 0 {
			believe(h.in, h.name+" surely has somebody, and fewer than the floor", func(k int) bool { return k > 0 && k < a.floor })
		}
	}
	pure := map[int][]bool{} // sets of one class, by the index of the belief about their size
	for s := 1; s < 1<<len(a.cells); s++ {
		set := make([]bool, len(a.cells))
		for c := range set {
			set[c] = s>>c&1 == 1
		}
		n, class := a.truth(set)
		if n == 0 || n >= a.floor && class < 0 {
			continue
		}
		if class >= 0 {
			pure[len(sized)] = set
		}
		believe(set, fmt.Sprintf("the size of %b is known", s), func(k int) bool { return k == n })
	}
	if !sizes.judge(sized) {
		return nil, false
	}
	for i, b := range sized {
		n, _ := a.truth(b.set)
		if !b.gone && (pure[i] == nil || n < a.floor) {
			finds = append(finds, what[i])
		}
	}
	more, ok := a.enumerateClasses(sized, pure)
	return append(finds, more...), ok
}

// enumerateClasses finds hidden groups of one class, and sets of one class whose size is
// known, that can have no other class.
func (a *attacker) enumerateClasses(sized []*belief, pure map[int][]bool) (finds []string, ok bool) {
	type suspect struct {
		name  string
		class int
		none  [3]*belief
	}
	var list []*suspect
	for _, h := range a.names {
		if n, class := a.truth(h.in); n > 0 && class >= 0 {
			list = append(list, &suspect{name: h.name, class: class})
			for i := range 3 {
				list[len(list)-1].none[i] = &belief{set: h.in, holds: func(k int) bool { return k == 0 }}
			}
		}
	}
	for i, set := range pure {
		if sized[i].gone {
			continue
		}
		_, class := a.truth(set)
		s := &suspect{name: fmt.Sprint("the set ", set), class: class}
		for i := range 3 {
			s.none[i] = &belief{set: set, holds: func(k int) bool { return k == 0 }}
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return nil, true
	}
	for class := range 3 {
		w := worlds{cells: len(a.cells)}
		for _, f := range a.rows {
			w.in, w.low, w.high = append(w.in, f.in), append(w.low, f.low[class]), append(w.high, f.high[class])
		}
		var beliefs []*belief
		for _, s := range list {
			if s.class != class {
				beliefs = append(beliefs, s.none[class])
			}
		}
		if len(beliefs) > 0 && !w.judge(beliefs) {
			return nil, false
		}
	}
	for _, s := range list {
		known := true
		for class := range 3 {
			known = known && (class == s.class || !s.none[class].gone)
		}
		if known {
			finds = append(finds, s.name+" is surely of one class")
		}
	}
	return finds, true
}

// truth is the number of answers of a set, and their class if it is one.
func (a *attacker) truth(set []bool) (n, class int) {
	var sum [3]int
	for c, in := range set {
		if in {
			for i, k := range a.cells[c].truth {
				sum[i] += k
			}
		}
	}
	return sum[0] + sum[1] + sum[2], onlyClass(sum)
}
