package demo

import "testing"

// BenchmarkWrite is one core's rate of writing; the bar of the design is 60 MB/s for CSV.
func BenchmarkWrite(b *testing.B) {
	for _, c := range combinations(b) {
		b.Run(c.String(), func(b *testing.B) {
			cfg := config(50_000)
			if c.format == XLSX {
				cfg.Rows = 2_000
			}
			cfg.Like, cfg.Format = c.like, c.format
			b.ReportAllocs()
			for b.Loop() {
				var n counting
				if _, err := Write(&n, cfg); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(n))
			}
		})
	}
}

type counting int64

func (c *counting) Write(p []byte) (int, error) {
	*c += counting(len(p))
	return len(p), nil
}
