package jsonscan

import (
	"bytes"
	"context"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// TestNoAllocationPerRecord scans inputs of one and of eight blocks of the same
// size class: what records cost in memory must not grow with their number.
func TestNoAllocationPerRecord(t *testing.T) {
	for _, c := range [][3]string{{"", "\n", "\n"}, {"[\n", ",\n", "\n]"}, {"[", ",", "]"}} {
		allocs := func(size int) float64 {
			data := benchRows(size, c[0], c[1], c[2])
			l, err := Sniff(data, true)
			if err != nil {
				t.Fatal(err)
			}
			return testing.AllocsPerRun(3, func() {
				_, err := Scan(context.Background(), bytes.NewReader(data), l, []string{"score", "comment"}, scan.Options{Workers: 1, BlockSize: 64 << 10}, func() scan.Sink {
					return func(r *scan.Record) error { r.Pos(); return nil }
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		}
		small, big := allocs(64<<10), allocs(512<<10) // 260 and 2,100 records
		if big > small+60 {
			t.Errorf("%q: %v allocations for one block, %v for eight", c, small, big)
		}
	}
}
