package stats

import "testing"

func BenchmarkInterval(b *testing.B) {
	for _, m := range Methods() {
		for name, c := range map[string]Counts{"n=100": {20, 30, 50}, "n=1e9": {2e8, 3e8, 5e8}, "promoters": {0, 0, 1e9}} {
			b.Run(string(m)+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, ok := Interval(c, m, 0.95); !ok {
						b.Fatal("no interval")
					}
				}
			})
		}
	}
}

func BenchmarkDoubts(b *testing.B) {
	h := Histogram{30, 5, 5, 9, 9, 30, 20, 40, 70, 60, 90}
	for b.Loop() {
		h.Doubts()
	}
}

func BenchmarkWeightSums(b *testing.B) {
	var s WeightSums
	for b.Loop() {
		s.Add(1.25)
	}
}
