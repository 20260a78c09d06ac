package state

import (
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// bigWorld has imports entries with six files each, and heartbeats between them up to
// entries.
func bigWorld(b *testing.B, imports, entries int) *world {
	w := newWorld(b, testPolicy())
	w.team()
	for i := range entries - 4 {
		if i*imports/(entries-4) == (i+1)*imports/(entries-4) {
			w.commit(w.entry("asha", OpHeartbeat, nil, nil, nil))
			continue
		}
		w.commit(w.imports("ci", w.parts("2025-12-01", "2025-12-31", 1000)...))
	}
	return w
}

// BenchmarkReplay replays 800 entries that end with 1,500 live files.
func BenchmarkReplay(b *testing.B) {
	w := bigWorld(b, 250, 800)
	b.ReportAllocs()
	for b.Loop() {
		var s *State
		var head ledger.Head
		var err error
		for _, file := range w.entries {
			if s, head, err = replay(s, head, file); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(w.entries)), "µs/entry")
}

// BenchmarkParse reads a pinned state of 1,500 files.
func BenchmarkParse(b *testing.B) {
	data := bigWorld(b, 250, 260).s.Marshal()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHash hashes a state of 1,500 files.
func BenchmarkHash(b *testing.B) {
	s := bigWorld(b, 250, 260).s
	b.SetBytes(int64(len(s.Marshal())))
	for b.Loop() {
		s.Hash()
	}
}
