package disclosure

import (
	"math/bits"
	"slices"
)

// Arithmetic is modulo the Mersenne prime 2^61-1: fast, and exact in the sense
// that matters here. See docs/disclosure.md, "Why arithmetic modulo a prime
// proves it".
const prime = 1<<61 - 1

func addMod(a, b uint64) uint64 {
	s := a + b
	if s >= prime {
		s -= prime
	}
	return s
}

func subMod(a, b uint64) uint64 {
	if a >= b {
		return a - b
	}
	return a + prime - b
}

func mulMod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	s := lo&prime + (lo>>61 | hi<<3)
	if s >= prime {
		s -= prime
	}
	return s
}

func invMod(a uint64) uint64 {
	result, power := uint64(1), a
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			result = mulMod(result, power)
		}
		power = mulMod(power, power)
	}
	return result
}

// column is answers that no shown figure tells apart: they lie in the same shown
// cells.
type column struct {
	rows  []int32 // the shown cells that hold them, ascending
	minus bool    // the entries are -1, not 1: answers that went away, see edition.go
	n     int64
	class [classCount]int64
}

// system is the linear system of the shown cells: a row a cell, a column what
// the rows do not tell apart. t holds the row operations done so far, so that
// t·(rows x columns) is the reduced matrix; that one itself is never stored.
type system struct {
	cols  []column
	t     [][]uint64
	pivot []int // the column of a row's pivot, -1 as long as it has none
	open  []int // rows without a pivot, those preferred as pivots first
	basis []int // rows with a pivot
	// own is how many of the rows are figures of this release; those behind them are
	// out already.
	own int
	// sums are random sums of each reduced row over all columns. Where one is 0 the
	// row is: it moves from open to spent, and no column is tried on it any more.
	// proven looks at spent rows too, so chance decides nothing.
	sums  []uint64
	spent []int
}

// newSystem has rows in order of preference as pivots: a row is replaced by
// others only where no row before it can be.
func newSystem(rows int, preference []int, cols []column) *system {
	s := &system{cols: cols, open: slices.Clone(preference), own: rows}
	for i := range rows {
		r := make([]uint64, rows)
		r[i] = 1
		s.t = append(s.t, r)
		s.pivot = append(s.pivot, -1)
	}
	s.sums = make([]uint64, rows)
	state := uint64(3)
	for c := range cols {
		random := splitMix(&state) % prime
		if cols[c].minus {
			random = negative(random)
		}
		for _, i := range cols[c].rows {
			s.sums[i] = addMod(s.sums[i], random)
		}
	}
	s.sift()
	return s
}

// sift moves the rows that are 0 by now to spent.
func (s *system) sift() {
	s.open = slices.DeleteFunc(s.open, func(row int) bool {
		if s.sums[row] == 0 {
			s.spent = append(s.spent, row)
		}
		return s.sums[row] == 0
	})
}

func (s *system) clone() *system {
	c := &system{cols: s.cols, own: s.own, pivot: slices.Clone(s.pivot), open: slices.Clone(s.open), basis: slices.Clone(s.basis),
		sums: slices.Clone(s.sums), spent: slices.Clone(s.spent)}
	for _, r := range s.t {
		c.t = append(c.t, slices.Clone(r))
	}
	return c
}

// mostSummed residues and the rest of as many before fit into 64 bits without being reduced.
const mostSummed = 6

// at is the entry of the reduced matrix.
func (s *system) at(row int, col int) uint64 {
	c := &s.cols[col]
	r := s.t[row]
	var v uint64
	rows := c.rows
	for len(rows) > mostSummed {
		for _, i := range rows[:mostSummed] {
			v += r[i]
		}
		v = v&prime + v>>61
		rows = rows[mostSummed:]
	}
	for _, i := range rows {
		v += r[i]
	}
	if v = v&prime + v>>61; v >= prime {
		v -= prime
	}
	if c.minus && v != 0 {
		v = prime - v
	}
	return v
}

// eliminate gives the columns pivots, in that order, as far as they are
// independent of those before.
func (s *system) eliminate(order []int) {
	for _, c := range order {
		for k, row := range s.open {
			if v := s.at(row, c); v != 0 {
				s.open = slices.Delete(s.open, k, k+1)
				s.take(row, c, v)
				break
			}
		}
		if len(s.open) == 0 {
			return
		}
	}
}

// take makes row the pivot of column c, where its entry is v, and clears the
// column in all others.
func (s *system) take(row, c int, v uint64) {
	r := s.t[row]
	var filled []int
	inverse := invMod(v)
	for i, x := range r {
		if x != 0 {
			r[i] = mulMod(x, inverse)
			filled = append(filled, i)
		}
	}
	s.sums[row] = mulMod(s.sums[row], inverse)
	for j := range s.t {
		if j == row {
			continue
		}
		if v := s.at(j, c); v != 0 {
			to := s.t[j]
			for _, i := range filled {
				to[i] = subMod(to[i], mulMod(v, r[i]))
			}
			s.sums[j] = subMod(s.sums[j], mulMod(v, s.sums[row]))
		}
	}
	s.pivot[row] = c
	s.basis = append(s.basis, row)
	s.sift()
}

// proven checks with whole numbers that the rows without a pivot are truly sums
// of the others. Then the rank over the rationals is the rank modulo the prime,
// and the determinant of the pivots is no multiple of it, so that whatever is
// determined over the rationals is so modulo the prime: nothing is missed.
func (s *system) proven() bool {
	for _, row := range slices.Concat(s.open, s.spent) {
		whole, ok := wholeNumbers(s.t[row])
		if !ok {
			return false
		}
		for i := range s.cols {
			var sum int64
			for _, r := range s.cols[i].rows {
				sum += whole[r] // below 2^52 each, a few dozen rows
			}
			if sum != 0 {
				return false
			}
		}
	}
	return true
}

// wholeNumbers turns residues of small fractions into whole numbers in the same
// proportion. ok is false where they are no small fractions.
func wholeNumbers(residues []uint64) (whole []int64, ok bool) {
	const limit = 1 << 26
	common := uint64(1)
	for _, r := range residues {
		if r == 0 {
			continue
		}
		_, d, ok := fraction(mulMod(r, common))
		if !ok {
			return nil, false
		}
		if common *= d; common > limit {
			return nil, false
		}
	}
	whole = make([]int64, len(residues))
	for i, r := range residues {
		n, d, ok := fraction(mulMod(r, common))
		if !ok || d != 1 {
			return nil, false
		}
		whole[i] = n
	}
	return whole, true
}

// fraction finds n/d with |n| and d below 2^30 that is r modulo the prime, if
// there is one; it is the only one then (Wang 1981, rational reconstruction).
func fraction(r uint64) (n int64, d uint64, ok bool) {
	const bound = 1 << 30
	r0, r1 := int64(prime), int64(r)
	t0, t1 := int64(0), int64(1)
	for r1 >= bound {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t1 < 0 {
		r1, t1 = -r1, -t1
	}
	if t1 == 0 || t1 >= bound {
		return 0, 0, false
	}
	return r1, uint64(t1), true
}
