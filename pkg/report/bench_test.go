package report

import (
	"fmt"
	"io"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// BenchmarkWrite writes a report of 500 groups, the most that a release has.
func BenchmarkWrite(b *testing.B) {
	s := sample()
	t := disclosure.Table{By: []string{"store"}}
	for i := range 500 - 16 - 15 {
		t.Rows = append(t.Rows, counted(key("store", fmt.Sprintf("Store %03d", i)), 20, 20, int64(30+i%50)))
	}
	s.tables = append(s.tables[:1:1], t)
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard, s, f, sampleWords); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
