package vault

import (
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// countRatings counts the answers to a rating. A row counts whether or not it has a
// score: these are questions of their own.
func (r *reading) countRatings(ctx context.Context) (*Counted, error) {
	b := tally.NewBuilder(r.names)
	c := &Counted{Repeated: -1}
	for _, p := range r.parts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := r.ratingsOf(p, b, c); err != nil {
			return nil, err
		}
	}
	c.Tally = b.Finish()
	return c, nil
}

func (r *reading) ratingsOf(p state.Part, b *tally.Builder, c *Counted) error {
	if !r.overlaps(p) {
		return r.leaveOut(p, &b.Excluded)
	}
	return r.v.readPart(p, func(f *part.File) error {
		partial, err := f.Unfinished(r.pq)
		if err != nil {
			return err
		}
		c.Partial += partial
		return f.Select(r.pq, &b.Excluded, []string{"rating." + r.q.Rating}, func(key []byte, _ int, cells []part.Value) error {
			switch v := &cells[0]; {
			case v.Null || v.Int == part.BlankRating:
				b.Excluded.Blank++
			case v.Int < 0 || v.Int >= tally.Scores:
				b.Excluded.Invalid++
			default:
				b.Count(b.Group(key), int(v.Int))
			}
			return nil
		})
	})
}
