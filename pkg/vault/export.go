package vault

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Field is one column of the vault's rows.
type Field struct {
	Tier string // core or person
	part.Column
}

// Fields lists the columns of the live parts of the tiers, core or person or both, in
// the order in which they are first seen from the oldest part on: a part that was
// imported by another survey definition may lack some or have more. It needs the tiers.
func (v *Vault) Fields(ctx context.Context, tiers ...string) ([]Field, error) {
	var list []Field
	err := v.retry(func() error {
		list = nil
		for _, tier := range tiers {
			if _, err := v.tierKeys(tier); err != nil {
				return err
			}
			for _, p := range v.inTime(tier) {
				if err := ctx.Err(); err != nil {
					return err
				}
				err := v.readPart(p, func(f *part.File) error {
					for _, c := range f.Columns() {
						i := slices.IndexFunc(list, func(has Field) bool { return has.Tier == tier && has.Name == c.Name })
						switch {
						case i < 0:
							list = append(list, Field{tier, c})
						case list[i].Type != c.Type:
							return fmt.Errorf("%w: the column %q has another type than in an earlier part", part.ErrDamaged, c.Name)
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	return list, err
}

// inTime gives the live parts of a tier by bucket, and within one by entry and in the order in
// which they were written.
func (v *Vault) inTime(tier string) []state.Part {
	parts := v.st.Parts("", tier)
	slices.SortFunc(parts, func(a, b state.Part) int {
		return cmp.Or(strings.Compare(a.Part.Bucket, b.Part.Bucket), cmp.Compare(a.Part.Seq, b.Part.Seq), strings.Compare(a.Part.Path, b.Part.Path))
	})
	return parts
}

// Each hands over the fields of every row, in their order, and returns the number of
// rows. The rows are those of the first field's tier. Where fields come from both
// tiers they are joined by position, and a row has nulls for the tier whose part
// was purged; so does a field that a part has not. Cells are valid until row returns.
// command is for the access record, which is written first.
func (v *Vault) Each(ctx context.Context, command string, fields []Field, row func(cells []part.Value) error) (int64, error) {
	if len(fields) == 0 {
		return 0, errors.New("rows of no columns")
	}
	first := fields[0].Tier
	var tiers []string
	for _, f := range fields {
		if !slices.Contains(tiers, f.Tier) {
			tiers = append(tiers, f.Tier)
		}
	}
	for _, tier := range tiers {
		if _, err := v.tierKeys(tier); err != nil {
			return 0, err
		}
	}
	var rows int64
	parts := v.inTime(first)
	for _, p := range parts {
		rows += p.Part.Rows
	}
	for _, tier := range tiers {
		if err := v.record(Access{Command: command, Rows: rows, Tier: tier}); err != nil {
			return 0, err
		}
	}
	e := &exporting{v: v, fields: fields, cells: make([]part.Value, len(fields)), row: row}
	for _, p := range parts {
		if err := ctx.Err(); err != nil {
			return e.rows, err
		}
		if err := e.part(p, tiers); err != nil {
			return e.rows, err
		}
	}
	return e.rows, nil
}

// exporting is the state of Each.
type exporting struct {
	v      *Vault
	fields []Field
	cells  []part.Value
	row    func([]part.Value) error
	rows   int64
}

// part hands over the rows of one part, with those of its other tier beside it.
func (e *exporting) part(p state.Part, tiers []string) error {
	for i := range e.cells {
		e.cells[i] = part.Value{Null: true}
	}
	if len(tiers) == 1 {
		return e.v.readPart(p, func(f *part.File) error {
			return e.tier(f, p.Part.Tier, func() error { return e.hand() })
		})
	}
	other, ok := e.v.beside(p, tiers[1])
	if !ok {
		return e.part(p, tiers[:1])
	}
	return e.v.readPart(other, func(beside *part.File) error {
		next, stop := iter.Pull(func(yield func(error) bool) {
			err := e.tier(beside, other.Part.Tier, func() error {
				if !yield(nil) {
					return errStop
				}
				return nil
			})
			if err != nil && err != errStop {
				yield(partError(other, err))
			}
		})
		defer stop()
		return e.v.readPart(p, func(f *part.File) error {
			return e.tier(f, p.Part.Tier, func() error {
				err, ok := next()
				if err != nil {
					return err
				}
				if !ok {
					return fmt.Errorf("%w: %s has too few rows", ErrDamaged, other.Part.Path)
				}
				return e.hand()
			})
		})
	})
}

var errStop = errors.New("stop")

// beside finds the other tier of a part, unless it was purged.
func (v *Vault) beside(p state.Part, tier string) (state.Part, bool) {
	path := state.PartPath(p.Part.At.Bucket, p.Part.At.ID, tier)
	for _, other := range v.st.Parts(p.Part.Bucket, tier) {
		if other.Part.Path == path {
			return other, true
		}
	}
	return state.Part{}, false
}

// tier puts the cells of one tier's file into their places, and says when a row is
// there. Fields that the file lacks stay null.
func (e *exporting) tier(f *part.File, tier string, row func() error) error {
	have := map[string]bool{}
	for _, c := range f.Columns() {
		have[c.Name] = true
	}
	columns, places := []string{}, []int{}
	for i, field := range e.fields {
		if field.Tier == tier && have[field.Name] {
			columns, places = append(columns, field.Name), append(places, i)
		}
	}
	return f.Each(columns, func(cells []part.Value) error {
		for k, i := range places {
			e.cells[i] = cells[k]
		}
		return row()
	})
}

// hand hands over the row.
func (e *exporting) hand() error {
	e.rows++
	return e.row(e.cells)
}
