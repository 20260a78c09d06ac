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
	var all rosters
	err := f.Gather(ctx, named, func() func(scan.Pos, [][]byte) error {
		add := all.worker()
		return func(_ scan.Pos, cells [][]byte) error {
			add(cells)
			return nil
		}
	})
	if err != nil {
		return nil, err
	}
	return all.merge(), nil
}

// rosters are those of the workers of a pass.
type rosters []*person.Roster

// worker makes the function that adds a respondent's name for one worker.
func (all *rosters) worker() func(names [][]byte) {
	roster := &person.Roster{}
	*all = append(*all, roster)
	var full []byte
	return func(names [][]byte) {
		full = full[:0] // first and last name can stand in two columns
		for _, c := range names {
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
	}
}

// merge makes them one.
func (all rosters) merge() *person.Roster {
	for _, r := range all[1:] {
		all[0].Merge(r)
	}
	return all[0]
}
