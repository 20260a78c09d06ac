package vault

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// times finds the first and the last time among the answers that the query's conditions keep.
// Parts are looked at from the earliest day on, and from the latest one back, as long
// as one may still hold an earlier or a later time.
func (r *reading) times(ctx context.Context, c *Counted) error {
	spans := map[string][2]int64{}
	look := func(p state.Part) (span [2]int64, some bool, err error) {
		if span, some = spans[p.Part.Path]; some {
			return span, true, nil
		}
		if err := ctx.Err(); err != nil || !r.overlaps(p) {
			return span, false, err
		}
		err = r.v.readPart(p, func(f *part.File) (err error) {
			span[0], span[1], some, err = f.Span(r.pq)
			return err
		})
		if some {
			spans[p.Part.Path] = span
		}
		return span, some, err
	}
	parts := slices.Clone(r.parts)
	slices.SortFunc(parts, func(a, b state.Part) int { return strings.Compare(a.Part.First, b.Part.First) })
	for _, p := range parts {
		if !c.First.IsZero() && p.Part.First > c.First.Format(time.DateOnly) {
			break
		}
		span, some, err := look(p)
		if err != nil {
			return err
		}
		if t := time.UnixMilli(span[0]).UTC(); some && (c.First.IsZero() || t.Before(c.First)) {
			c.First = t
		}
	}
	slices.SortFunc(parts, func(a, b state.Part) int { return strings.Compare(b.Part.Last, a.Part.Last) })
	for _, p := range parts {
		if !c.Last.IsZero() && p.Part.Last < c.Last.Format(time.DateOnly) {
			break
		}
		span, some, err := look(p)
		if err != nil {
			return err
		}
		if t := time.UnixMilli(span[1]).UTC(); some && t.After(c.Last) {
			c.Last = t
		}
	}
	return nil
}
