package vault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/part"
)

// benchRows is how many rows the benchmarks work on: few, so that running them once is
// quick. NPS_BENCH_ROWS=10000000 gives the figures that are compared.
func benchRows(b *testing.B) int {
	text := os.Getenv("NPS_BENCH_ROWS")
	if text == "" {
		return 96_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

var (
	benchSchema = part.Schema{Ratings: []string{"ease", "support", "trust"}, Dimensions: []string{"region", "store", "product", "plan"}}
	benchPerson = []string{"email", "name", "phone", "customer", "comment"}
)

// benchRow makes the ith of many rows over 24 months.
type benchRow struct {
	Row
	r   *rand.Rand
	buf []byte
}

func newBenchRow(seed uint64) *benchRow {
	return &benchRow{Row: Row{Row: part.Row{Dimensions: make([][]byte, 4), Ratings: make([]int32, 3)}, Person: make([][]byte, 5)},
		r: rand.New(rand.NewPCG(1, seed))}
}

// text gives a text and a number in a buffer that the next row overwrites.
func (b *benchRow) text(s string, n int) []byte {
	from := len(b.buf)
	b.buf = strconv.AppendInt(append(b.buf, s...), int64(n), 10)
	return b.buf[from:len(b.buf):len(b.buf)]
}

const benchWords = "the service was slow and staff kind but price too high delivery late thanks again quick "

func (b *benchRow) set(i, of int) {
	r := b.r
	b.buf = b.buf[:0]
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	b.Time, b.Timed = first+int64(float64(i)/float64(of)*730*86400000), true
	b.Day = int32(b.Time / 86400000)
	b.Score = uint8(r.IntN(12))
	b.Dimensions[0], b.Dimensions[1] = b.text("Region ", r.IntN(6)), b.text("Store ", r.IntN(400))
	b.Dimensions[2], b.Dimensions[3] = b.text("Product ", r.IntN(20)), b.text("Plan ", r.IntN(3))
	for k := range b.Ratings {
		b.Ratings[k] = 1 + r.Int32N(5)
	}
	b.Consent = append(b.Consent[:0], "analytics"...)
	who := r.IntN(of/3 + 1)
	b.ResponseID, b.Identifier = b.text("response-", i), append(b.text("person", who), "@example.org"...)
	b.Person[0], b.Person[1] = b.Identifier, b.text("Asha Sample ", who%5000)
	b.Person[2], b.Person[3] = b.text("+91 98765 ", 10000+who%90000), b.text("C", who)
	b.Comment, b.Person[4] = nil, nil
	if r.IntN(2) == 0 {
		from := r.IntN(len(benchWords) - 60)
		b.Comment = append(b.text("", r.IntN(1000)), benchWords[from:from+60]...)
		b.Person[4] = b.Comment
	}
}

// benchImport takes rows in by two workers.
func benchImport(b *testing.B, v *Vault, rows int, source byte) *Imported {
	ctx := context.Background()
	in, err := v.Intake(ctx, IntakeOptions{Schema: benchSchema, PersonColumns: benchPerson})
	if err != nil {
		b.Fatal(err)
	}
	defer in.Abort()
	var working sync.WaitGroup
	for k := range 2 {
		c, row := in.Worker(), newBenchRow(uint64(k))
		working.Go(func() {
			for i := k; i < rows; i += 2 {
				row.set(i, rows)
				if outcome, err := c.Add(&row.Row); err != nil || outcome != Added {
					b.Error(outcome, err)
					return
				}
			}
		})
	}
	working.Wait()
	done, err := in.Commit(ctx, [32]byte{source}, "")
	if err != nil {
		b.Fatal(err)
	}
	return done
}

// BenchmarkIntake takes rows into a new vault: keyed ids, three tiers, sealed and synced.
func BenchmarkIntake(b *testing.B) {
	rows := benchRows(b)
	var peak uint64
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b)
		v := w.init()
		b.StartTimer()
		if done := benchImport(b, v, rows, 1); done.Rows.OK != int64(rows) {
			b.Fatal(done.Rows)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.Sys-m.HeapReleased)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	b.ReportMetric(float64(peak)/1e6, "MB")
}

// BenchmarkBenchRow is what making the rows of BenchmarkIntake takes of its time.
func BenchmarkBenchRow(b *testing.B) {
	row, i := newBenchRow(1), 0
	for b.Loop() {
		row.set(i%1000, 1000)
		i++
	}
}

// BenchmarkTally counts a vault of 24 months, with keys, parts and access record.
func BenchmarkTally(b *testing.B) {
	w := newWorld(b)
	v := w.init()
	rows := benchRows(b)
	benchImport(b, v, rows, 1)
	north := []part.Where{{Kind: part.Dimension, Name: "region", Values: []string{"Region 1"}}}
	for _, c := range []struct {
		name string
		q    Query
	}{
		{"A-all", Query{}},
		{"B-product-month", Query{By: []part.By{{Name: "product"}, {Kind: part.Month}}}},
		{"C-store-region-6-months", Query{By: []part.By{{Name: "store"}}, Where: north, Since: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)}},
		{"times", Query{Times: true}},
		{"latest", Query{PerRespondent: LatestAnswer}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := v.Tally(context.Background(), c.q)
				if err != nil || got.Records != uint64(rows) {
					b.Fatal(fmt.Sprint(got), err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
