package disclosure

import (
	"fmt"
	"slices"
)

// mostNodes bounds the search for long sums; beyond it the rows count as leaks.
const mostNodes = 4000

// search looks for sets under the floor among sums of any length. A sum that is
// no set yet, or too large a one, is a part of a set only if another row clears
// one of its columns, so only rows that reach there are tried.
func (f *finder) search() {
	var small []int
	for c := range f.cols {
		if f.cols[c].n < f.floor {
			small = append(small, c)
		}
	}
	dense := make([][]uint64, len(f.rows)) // the rows over the small columns
	for k, r := range f.rows {
		dense[k] = make([]uint64, len(small))
		for i, c := range small {
			dense[k][i] = f.at(r, c)
		}
	}
	seen := map[string]bool{}
	for k := range f.rows {
		if !f.extend([]int{k}, dense, small, seen) {
			for _, r := range f.rows {
				f.found = append(f.found, leak{leakSmall, f.used(r), -1})
			}
			return
		}
		if len(f.found) > 0 {
			return
		}
	}
}

// extend looks at the sum of the chosen rows and at what it can become. It
// returns false when the search has taken too long.
func (f *finder) extend(chosen []int, dense [][]uint64, small []int, seen map[string]bool) bool {
	slices.Sort(chosen)
	name := fmt.Sprint(chosen)
	var n int64
	for _, k := range chosen {
		n += f.n(k)
	}
	if n >= f.floor || seen[name] {
		return true
	}
	seen[name] = true
	if len(seen) > mostNodes {
		return false
	}
	bad, ones, people := f.sum(chosen, dense, small)
	if bad < 0 && people < f.floor {
		f.try(chosen...)
		return true
	}
	clear := ones
	if bad >= 0 {
		clear = []int{bad}
	}
	for k := range f.rows {
		if slices.Contains(chosen, k) {
			continue
		}
		if !slices.ContainsFunc(clear, func(c int) bool { return dense[k][c] != 0 }) {
			continue
		}
		if !f.extend(append(slices.Clone(chosen), k), dense, small, seen) {
			return false
		}
	}
	return true
}

// sum adds the chosen rows: a column that is neither 0 nor 1, or -1, the columns
// that are 1, and the answers in them.
func (f *finder) sum(chosen []int, dense [][]uint64, small []int) (bad int, ones []int, people int64) {
	for i, c := range small {
		var v uint64
		for _, k := range chosen {
			v = addMod(v, dense[k][i])
		}
		switch v {
		case 0:
		case 1:
			ones = append(ones, i)
			people += f.cols[c].n
		default:
			return i, nil, 0
		}
	}
	return -1, ones, people
}
