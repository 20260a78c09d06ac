package stats_test

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// Ten months, of which the last four are worse; nobody was asked in the fifth.
func ExampleChangePoints() {
	good, bad := stats.Counts{Detractors: 40, Passives: 60, Promoters: 100}, stats.Counts{Detractors: 70, Passives: 60, Promoters: 70}
	months := []stats.Counts{good, good, good, good, {}, good, bad, bad, bad, bad}
	found, ok := stats.ChangePoints(months)
	if !ok {
		fmt.Println(found.Doubts)
		return
	}
	for _, c := range found.Changes {
		before, _ := stats.NPS(c.Before)
		after, _ := stats.NPS(c.After)
		fmt.Printf("from %+.0f to %+.0f with period %d, plausibly %d to %d\n", 100*before, 100*after, c.At, c.Earliest, c.Latest)
	}
	// Output: from +30 to +0 with period 6, plausibly 6 to 6
}
