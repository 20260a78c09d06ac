package validate

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Watch holds a definition that was inferred from the beginning of an input against the
// whole of it, while that is read once: Infer would have said the same of the whole, or
// Settle says what contradicts it.
type Watch struct {
	c       *checker
	f       *ingest.File
	d       *survey.Definition
	columns map[int]int // columns of the definition by column of the input
	preset  []int       // dimensions that the preset knows, whatever their values
	asked   []int
	crew    []*surveyor
}

// NewWatch begins to watch a file that was opened with the definition. The values that
// the definition lists are those of the beginning only, and are taken out.
func NewWatch(ctx context.Context, f *ingest.File, d *survey.Definition) (*Watch, error) {
	w := &Watch{c: newChecker(f, Options{}), f: f, d: d, columns: map[int]int{}}
	var err error
	if w.c.roles, err = f.Roles(ctx); err != nil {
		return nil, err
	}
	w.preset, _ = f.PresetColumns()
	for k := range d.Columns {
		def := &d.Columns[k]
		if def.Role != survey.RoleDimension && def.Role != survey.RoleRating {
			continue
		}
		def.Values = nil
		i, err := f.Find(def.From)
		if err != nil {
			return nil, err
		}
		w.columns[i] = k
	}
	w.asked = slices.Sorted(maps.Keys(w.columns))
	return w, nil
}

// Anew forgets all records: they come once more.
func (w *Watch) Anew() { w.crew = nil }

// watchEvery is how many records a worker looks at until it asks whether there is sense
// in going on.
const watchEvery = 4096

// Worker makes the function that looks at the records of one worker. It is called in
// one goroutine. The function's error is that of Settle.
func (w *Watch) Worker() func(cells [][]byte) error {
	s := w.c.surveyor(w.f, w.asked, len(w.crew))
	w.crew = append(w.crew, s)
	n := 0
	return func(cells [][]byte) error {
		if err := s.row(cells); err != nil {
			return err
		}
		if n++; n%watchEvery != 0 {
			return nil
		}
		for k := range s.columns {
			col := &s.columns[k]
			if def := &w.d.Columns[w.columns[col.index]]; def.Role == survey.RoleDimension && !slices.Contains(w.preset, col.index) {
				if why := col.profile.tooPersonal(); why != "" {
					return w.broken(col.index, why)
				}
			}
		}
		return nil
	}
}

// Settle judges the whole, and completes the definition by what it has. The error is
// of the input.
func (w *Watch) Settle() error {
	all := w.c.together(w.crew)
	for _, i := range w.asked {
		def, prof := &w.d.Columns[w.columns[i]], &all.profiles[i]
		known := slices.Contains(w.preset, i)
		switch {
		case prof.nonblank == 0:
		case def.Role == survey.RoleRating:
			if why := prof.otherScale(def); why != "" {
				return w.broken(i, why)
			}
		case !known && !prof.isDimension():
			return w.broken(i, prof.noDimension())
		case prof.isDimension() && len(prof.values) <= listedValues:
			def.Values = slices.Sorted(maps.Keys(prof.values))
		}
	}
	w.d.Rules = survey.Rules{}
	(&inference{c: w.c, p: all}).rules(w.d)
	return nil
}

func (w *Watch) broken(column int, why string) error {
	return &ingest.Error{ID: "schema-drift", File: w.f.Info().Name, Column: w.c.columns[column].Ref(),
		Msg:  fmt.Sprintf("was taken for a %s by the beginning of the input, but the rest has %s", w.d.Columns[w.columns[column]].Role, why),
		Hint: "give --survey FILE; nps validate --infer writes one from a file"}
}

// tooPersonal says why the values of a column cannot be told to everybody, "" when
// nothing speaks against it so far.
func (p *columnProfile) tooPersonal() string {
	switch {
	case p.many:
		return fmt.Sprintf("more than %d values", maxValues)
	case p.long > 0:
		return fmt.Sprintf("values longer than %d bytes", longestValue)
	case p.emails+p.phones > 0:
		return "values that look like e-mail addresses or telephone numbers"
	}
	return ""
}

// noDimension says why a column is none.
func (p *columnProfile) noDimension() string {
	if why := p.tooPersonal(); why != "" {
		return why
	}
	if p.words > p.nonblank/2 {
		return "free text"
	}
	return fmt.Sprintf("values that fewer than %d people share", severalPeople)
}

// otherScale says in what way ratings are not those of the definition.
func (p *columnProfile) otherScale(def *survey.ColumnDef) string {
	switch {
	case def.Max == nil: // the preset knows it, and the beginning showed no scale
		return ""
	case !p.isRating():
		return "values that are no ratings"
	}
	if lo, hi := p.scale(); lo < *def.Min || hi > *def.Max {
		return "ratings beyond its scale"
	}
	return ""
}
