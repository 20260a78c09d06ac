package disclosure

// mostCandidates bounds the sums that are looked at one by one; beyond it every
// row that takes part counts as a leak.
const mostCandidates = 20000

// groups of columns: a sum of reduced rows that is a set under the floor is zero
// in all columns but few, so in one of the groups it is zero throughout.
const columnGroups = 3

// fewer returns the sets of 1 to floor-1 answers that the shown cells determine.
// Each is the sum of the reduced rows of its pivots, which are among those given
// (they are zero in all columns of floor answers or more), floor-1 at most.
//
// One row is looked at as it is. For the usual floor, sums of two to four are
// found by their fingerprints, random sums over the columns: a set's is zero in
// one of the groups of columns, so none is missed, and what is found is looked at
// as it is. A higher floor allows longer sums, which are searched for.
func (s *system) fewer(floor int64, rows []int) []leak {
	var found []leak
	for _, r := range rows {
		if s.setOf(floor, r) {
			if l := (leak{leakSmall, s.used(r), -1}); s.adds(l) {
				found = append(found, l)
			}
		}
	}
	if len(found) > 0 || len(rows) < 2 {
		return found
	}
	f := &finder{system: s, floor: floor, rows: rows}
	if floor > 5 {
		f.search()
		return f.found
	}
	f.fingerprints()
	f.pairs()
	f.triples()
	f.quadruples()
	return f.found
}

type finder struct {
	*system
	floor int64
	rows  []int
	print [columnGroups][]uint64 // of each row
	tried int
	found []leak
}

func (f *finder) n(i int) int64 { return f.cols[f.pivot[f.rows[i]]].n }

// fingerprints fills print. Pivots are left out: there the sum is 1.
func (f *finder) fingerprints() {
	isPivot := make([]bool, len(f.cols))
	for _, r := range f.basis {
		isPivot[f.pivot[r]] = true
	}
	var weight [columnGroups][]uint64
	for g := range weight {
		weight[g] = make([]uint64, len(f.t))
	}
	state, next := uint64(1), 0
	for c := range f.cols {
		if isPivot[c] {
			continue
		}
		random := splitMix(&state) % prime
		if f.cols[c].minus {
			random = prime - random
		}
		small := f.cols[c].n < f.floor
		if small {
			next = (next + 1) % columnGroups
		}
		for g := range weight {
			if small && g != next { // a set may hold it, so it counts in one group only
				continue
			}
			for _, i := range f.cols[c].rows {
				weight[g][i] = addMod(weight[g][i], random)
			}
		}
	}
	for g := range weight {
		f.print[g] = make([]uint64, len(f.rows))
		for k, r := range f.rows {
			for i, x := range f.t[r] {
				if x != 0 && weight[g][i] != 0 {
					f.print[g][k] = addMod(f.print[g][k], mulMod(x, weight[g][i]%prime))
				}
			}
		}
	}
}

// splitMix is the generator SplitMix64 (Steele, Lea and Flood 2014).
func splitMix(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// try looks at one sum. It returns false when it has looked at too many.
func (f *finder) try(chosen ...int) bool {
	reduced := make([]int, len(chosen))
	var n int64
	for i, k := range chosen {
		reduced[i] = f.rows[k]
		n += f.n(k)
	}
	if n >= f.floor {
		return true
	}
	f.tried++
	if f.tried > mostCandidates { // any sum may be a set, and those of old rows alone are old
		for _, r := range f.rows {
			if l := (leak{leakSmall, f.used(r), -1}); f.adds(l) {
				f.found = append(f.found, l)
			}
		}
		return false
	}
	if f.setOf(f.floor, reduced...) {
		if l := (leak{leakSmall, f.used(reduced...), -1}); f.adds(l) {
			f.found = append(f.found, l)
		}
	}
	return true
}

func negative(x uint64) uint64 {
	if x == 0 {
		return 0
	}
	return prime - x
}

// pairs: the set has at most two columns more, so one of three groups is empty.
func (f *finder) pairs() {
	for g := range columnGroups {
		at := map[uint64][]int{}
		for i := range f.rows {
			for _, j := range at[negative(f.print[g][i])] {
				if !f.try(j, i) {
					return
				}
			}
			at[f.print[g][i]] = append(at[f.print[g][i]], i)
		}
	}
}

// triples: one column more at most, so one of two groups is empty.
func (f *finder) triples() {
	if len(f.found) > 0 {
		return
	}
	for g := range 2 {
		at := map[uint64][]int{}
		for i := range f.rows {
			at[f.print[g][i]] = append(at[f.print[g][i]], i)
		}
		for i := range f.rows {
			for j := range i {
				if f.n(i)+f.n(j)+1 >= f.floor {
					continue
				}
				for _, k := range at[negative(addMod(f.print[g][i], f.print[g][j]))] {
					if k < j && !f.try(k, j, i) {
						return
					}
				}
			}
		}
	}
}

// quadruples: no column more, and four pivots of one answer each.
func (f *finder) quadruples() {
	if len(f.found) > 0 || f.floor < 5 {
		return
	}
	var ones []int
	for i := range f.rows {
		if f.n(i) == 1 {
			ones = append(ones, i)
		}
	}
	at := map[uint64][][2]int{}
	for x, i := range ones {
		for _, j := range ones[:x] {
			sum := addMod(f.print[0][i], f.print[0][j])
			for _, kl := range at[negative(sum)] {
				if kl[1] < j && !f.try(kl[0], kl[1], j, i) {
					return
				}
			}
			at[sum] = append(at[sum], [2]int{j, i})
		}
	}
}
