package cli

import (
	"bytes"
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
)

// gatherNames makes a roster of the names in some columns of an input, which takes a
// pass over it.
func gatherNames(ctx context.Context, f *ingest.File, named []int) (*person.Roster, error) {
	var parts []*person.Roster
	err := f.Gather(ctx, named, func() func(scan.Pos, [][]byte) error {
		roster := &person.Roster{}
		parts = append(parts, roster)
		var full []byte
		return func(_ scan.Pos, cells [][]byte) error {
			full = full[:0] // first and last name can stand in two columns
			for _, c := range cells {
				if c = bytes.TrimSpace(c); len(c) > 0 {
					if len(full) > 0 {
						full = append(full, ' ')
					}
					full = append(full, c...)
				}
			}
			if len(full) > 0 {
				roster.Add(full)
			}
			return nil
		}
	})
	if err != nil {
		return nil, err
	}
	for _, p := range parts[1:] {
		parts[0].Merge(p)
	}
	return parts[0], nil
}
