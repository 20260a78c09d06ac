package part

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// benchRows is a part of one of 24 months of ten million answers.
const benchRows = 416_667

func benchSample(days int) sample {
	return sample{rows: benchRows, days: days, first: 19723, regions: 6, stores: 400, scores: 12}
}

// BenchmarkCount groups the answers of one part in memory, whole: open, plan, read,
// decode, count, hand over.
func BenchmarkCount(b *testing.B) {
	months := write(b, benchSample(31).make(dice(20)))
	spans := write(b, benchSample(80).make(dice(21)))
	plan := By{Kind: Dimension, Name: "plan"}
	store := By{Kind: Dimension, Name: "store"}
	north := []Where{{Kind: Dimension, Name: "region", Values: []string{"Region 1"}}}
	cases := []struct {
		name string
		data []byte
		q    Query
	}{
		{"all", months, Query{}},
		{"dim-month", months, Query{By: []By{plan, {Kind: Month}}}},
		{"dim-month-spanning", spans, Query{By: []By{plan, {Kind: Month}}}},
		{"two-dims", months, Query{By: []By{plan, {Kind: Dimension, Name: "region"}}}},
		{"filtered", months, Query{By: []By{store}, Where: north}},
		{"hours", months, Query{Since: 19730*dayMillis + 5, Until: 19745*dayMillis + 7}},
	}
	for _, c := range cases {
		if c.q.Until == 0 {
			c.q.Since, c.q.Until = Always, Ever
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := Open(bytes.NewReader(c.data), int64(len(c.data)))
				if err != nil {
					b.Fatal(err)
				}
				if err := f.Count(&c.q, tally.NewBuilder(names(&c.q))); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

// BenchmarkBins is BenchmarkCount without the last step, in which a builder is given
// each answer.
func BenchmarkBins(b *testing.B) {
	data := write(b, benchSample(31).make(dice(20)))
	for name, q := range map[string]*Query{
		"all":       {Since: Always, Until: Ever},
		"dim-month": {Since: Always, Until: Ever, By: []By{{Kind: Dimension, Name: "plan"}, {Kind: Month}}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f, err := Open(bytes.NewReader(data), int64(len(data)))
				if err != nil {
					b.Fatal(err)
				}
				p, err := f.planOf(q)
				if err != nil {
					b.Fatal(err)
				}
				bins := make([]uint32, p.denseGroups()*slots)
				if err := p.count(bins, &tally.Excluded{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func BenchmarkEach(b *testing.B) {
	data := write(b, benchSample(31).make(dice(20)))
	for name, columns := range map[string][]string{"all": nil, "score-weight": {"score", "weight"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := Open(bytes.NewReader(data), int64(len(data)))
				if err != nil {
					b.Fatal(err)
				}
				if err := f.Each(columns, func([]Value) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	s := benchSample(31)
	s.rows, s.blanks = 100_000, true
	rows := s.make(dice(22))
	c := NewCore(testSchema)
	b.ReportAllocs()
	for b.Loop() {
		c.Reset()
		for i := range rows {
			if err := c.Append(&rows[i]); err != nil {
				b.Fatal(err)
			}
		}
		if err := c.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

// BenchmarkWritePerson writes rows of short texts, one of them now and then in another script.
func BenchmarkWritePerson(b *testing.B) {
	names := []string{"response", "e-mail", "name", "telephone", "comment"}
	rows := make([][][]byte, 50_000)
	r := dice(23)
	for i := range rows {
		comment := "Waited for half an hour at the counter, then it went well."
		if i%8 == 0 {
			comment = "आधे घंटे तक इंतज़ार किया, फिर सब ठीक हो गया।"
		}
		rows[i] = [][]byte{fmt.Appendf(nil, "response-%d", i), fmt.Appendf(nil, "asha%d@example.org", r.IntN(9999)),
			fmt.Appendf(nil, "Asha Sample %d", r.IntN(999)), fmt.Appendf(nil, "+91 98765 %d", 10000+r.IntN(9999)), nil}
		if i%2 == 0 {
			rows[i][4] = []byte(comment)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		p := NewPerson(names)
		for i := range rows {
			if err := p.Append(rows[i]); err != nil {
				b.Fatal(err)
			}
		}
		if err := p.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
