package vault

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// IndexField is the column of keyed response ids.
var IndexField = Field{Tier: state.TierIndex, Column: part.Column{Name: "id", Type: part.ID}}

// Opens tells whether this user's keys open a tier.
func (v *Vault) Opens(tier string) bool {
	_, err := v.tierKeys(tier)
	return err == nil
}

// JoinQuery says what Join hands over.
type JoinQuery struct {
	Command string  // for the access record, which is written first
	Fields  []Field // of one tier or several
	Tier    string  // whose rows they are
}

// RowSink is what Join calls. Part comes before the rows of each part, with the tiers
// that are there: cells of the others are null. The cells are valid until Row returns.
// Restart comes when a purge came between, and the rows begin anew.
type RowSink struct {
	Restart func()
	Part    func(has func(tier string) bool)
	Row     func(cells []part.Value) error
}

// Join hands over the fields of every row in the order of Each, those of other tiers
// beside them, and returns the number of rows. It needs the keys of all tiers that the
// fields are of.
func (v *Vault) Join(ctx context.Context, q JoinQuery, to RowSink) (int64, error) {
	tiers := []string{q.Tier}
	for _, f := range q.Fields {
		if !slices.Contains(tiers, f.Tier) {
			tiers = append(tiers, f.Tier)
		}
	}
	for _, tier := range tiers {
		if _, err := v.tierKeys(tier); err != nil {
			return 0, err
		}
	}
	recorded, first := false, true
	j := &joining{exporting: exporting{v: v, fields: q.Fields, cells: make([]part.Value, len(q.Fields)), row: to.Row}, to: to, tiers: tiers}
	err := v.retry(func() error {
		if !first {
			to.Restart()
		}
		first, j.rows = false, 0
		parts := v.inTime(q.Tier)
		if !recorded {
			if err := v.recordTiers(q.Command, tiers, parts); err != nil {
				return err
			}
			recorded = true
		}
		for _, p := range parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := j.joinPart(p); err != nil {
				return err
			}
		}
		return nil
	})
	return j.rows, err
}

// recordTiers notes a read of several tiers.
func (v *Vault) recordTiers(command string, tiers []string, parts []state.Part) error {
	var rows int64
	for _, p := range parts {
		rows += p.Part.Rows
	}
	for _, tier := range tiers {
		if err := v.record(Access{Command: command, Rows: rows, Tier: tier}); err != nil {
			return err
		}
	}
	return nil
}

// joining is the state of Join.
type joining struct {
	exporting
	to    RowSink
	tiers []string
}

// joinPart hands over the rows of one part, with those of its other tiers beside it.
func (j *joining) joinPart(p state.Part) error {
	for i := range j.cells {
		j.cells[i] = part.Value{Null: true}
	}
	var others []state.Part
	for _, tier := range j.tiers[1:] {
		if other, ok := j.v.beside(p, tier); ok {
			others = append(others, other)
		}
	}
	if j.to.Part != nil {
		j.to.Part(func(tier string) bool {
			return tier == p.Part.Tier || slices.ContainsFunc(others, func(o state.Part) bool { return o.Part.Tier == tier })
		})
	}
	return j.along(others, nil, p)
}

// along opens the other tiers' files one within the other, and then goes through the
// rows of p and all of them in step.
func (j *joining) along(others []state.Part, steps []func() error, p state.Part) error {
	if len(others) == 0 {
		return j.v.readPart(p, func(f *part.File) error {
			return j.tier(f, p.Part.Tier, func() error {
				for _, step := range steps {
					if err := step(); err != nil {
						return err
					}
				}
				return j.hand()
			})
		})
	}
	other := others[0]
	return j.v.readPart(other, func(f *part.File) error {
		next, stop := iter.Pull(func(yield func(error) bool) {
			err := j.tier(f, other.Part.Tier, func() error {
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
		step := func() error {
			err, ok := next()
			if !ok {
				return fmt.Errorf("%w: %s has too few rows", ErrDamaged, other.Part.Path)
			}
			return err
		}
		return j.along(others[1:], append(steps, step), p)
	})
}
