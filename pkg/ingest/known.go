package ingest

import (
	"context"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
)

// What this file gives is for callers that look at whole rows and judge the
// input itself, such as validate.

// Find returns the index of the column that ref names: NAME, NAME[#pos] or
// #pos. The error lists what is there.
func (f *File) Find(ref string) (int, error) { return findColumn(f.columns, ref) }

// Counted says whether the answer of a record counts when a score is computed:
// the record is no test, is not filtered by the preset, and is finished where
// that was asked for. cells are those of all columns. Before Roles, every
// record counts.
func (f *File) Counted(cells [][]byte) bool {
	r := f.roles
	if r == nil {
		return true
	}
	if !f.opts.IncludeTest && anyHolds(r.exclude, cells) {
		return false
	}
	for i := range r.where {
		if !r.where[i].holds(cells[r.where[i].column]) {
			return false
		}
	}
	return !f.opts.CompleteOnly || !anyHolds(r.partial, cells)
}

func anyHolds(rules []rule, cells [][]byte) bool {
	for i := range rules {
		if rules[i].holds(cells[rules[i].column]) {
			return true
		}
	}
	return false
}

// Rivals lists the columns that must not turn out to hold scores as well, once
// all records have been seen; none when the decision was made on all of them.
func (f *File) Rivals() []int {
	if f.roles == nil || f.complete || f.roles.explicit {
		return nil
	}
	return slices.Clone(f.roles.rivals)
}

// IsRival says whether valid scores among nonblank cells make a column as good
// a score as the chosen one.
func IsRival(valid, nonblank int64) bool {
	return valid > 0 && float64(valid) >= good*float64(nonblank)
}

// Reconsider decides the score column anew, by the whole input. It returns
// whether another column was chosen; the error says why none can be.
func (f *File) Reconsider(ctx context.Context) (changed bool, err error) {
	r, err := f.resolve(ctx)
	if err != nil {
		return false, err
	}
	before := r.score
	if err := f.chooseAgain(ctx, r); err != nil {
		return false, f.named(err)
	}
	return r.score != before, nil
}

// PresetColumns lists the columns that the preset knows to break down by, and
// those it knows to be ratings.
func (f *File) PresetColumns() (dimensions, ratings []int) {
	if f.preset == nil {
		return nil, nil
	}
	return f.findAll(f.preset.Dimensions), f.findAll(f.preset.Ratings)
}

func (f *File) findAll(refs []columnRef) []int {
	var all []int
	for i := range refs {
		all = append(all, refs[i].findAll(f.columns)...)
	}
	return all
}

// TimeOrder is what flag or definition say about day and month.
func (f *File) TimeOrder() timecol.Order { return f.timeOrder() }

// Fallback says whether the text was taken for Windows-1252 because it is not
// UTF-8, and the offset of the first byte that is not. It is final after Each.
func (f *File) Fallback() (offset int64, fell bool) {
	i := f.src.Info()
	return i.FirstBad, i.Fallback
}

// Extra is how many cells beyond the header Each hands over after Widen.
const Extra = 8

// Widen makes Each take records with more cells than the header: up to Extra of
// the cells in excess follow those of the columns. Short records are then no
// longer counted.
func (f *File) Widen() {
	if !f.isDocument() {
		f.layout.Width = 0
	}
}

// allColumns lists what Each asks the scanner for.
func (f *File) allColumns() []int {
	n := len(f.columns)
	if !f.isDocument() && f.layout.Width == 0 {
		n += Extra
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Hash makes a 128-bit hash of a value for the comparison of records: no two of
// a billion values collide in practice, nobody can construct ones that do, and
// the value does not come back out of it. It differs from run to run.
func Hash(cell []byte) [2]uint64 { return hash(cell) }
