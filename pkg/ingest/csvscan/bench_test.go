package csvscan

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// survey makes size bytes of a survey export: 9 columns, about 160 bytes a row,
// 58 % of the rows with a quoted cell, comments with commas, "" and newlines,
// some of them with a whole row inside, 15 % in Devanagari. The same size gives
// the same bytes.
func survey(size int) []byte {
	plans := []string{"Prepaid", "Postpaid 499", `"Annual ""Gold"""`, "Family", "Corporate"}
	products := []string{"Broadband", "Mobile", `"DTH, HD"`, "Landline"}
	regions := []string{"North", "South", "East", "West", "North-East", "Central"}
	comments := []string{
		"", "Good", "Network is fine but billing was late again this month",
		"The agent solved it in one call and rang back the next day to check",
		`"Slow at night, fast by day, and the price went up"`,
		`"He said ""wait two days"" and nobody came"`,
		"\"First line\nR1,x@y,2026,3,\"\"North\"\"\nlast line\"",
		"बहुत अच्छी सेवा, धन्यवाद"[:len("बहुत अच्छी सेवा")] + " और समय पर जवाब मिला",
		`"नेटवर्क धीमा है, कृपया ठीक करें"`,
		"Would recommend to friends and family without any doubt at all",
	}
	x := uint64(88172645463325252)
	pick := func(n int) int {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int(x % uint64(n))
	}
	var b bytes.Buffer
	b.WriteString("response_id,email,submitted_at,score,region,product,plan,agent,comment\n")
	for i := 0; b.Len() < size; i++ {
		score := strconv.Itoa(pick(11))
		if pick(5000) == 0 {
			score = []string{"11", "", "abc", "-1", "7.5", " 9"}[pick(6)]
		}
		fmt.Fprintf(&b, "R%08d,customer%06d@example.in,2026-%02d-%02dT%02d:%02d:%02d+05:30,%s,%s,%s,%s,Agent %03d,%s\n",
			i, pick(900000), 1+pick(12), 1+pick(28), pick(24), pick(60), pick(60), score,
			regions[pick(6)], products[pick(4)], plans[pick(5)], pick(400), comments[pick(10)])
	}
	return b.Bytes()
}

const benchSize = 64 << 20

// tally is what a caller does with the two cells, at its cheapest.
func tally(bins *[256]int64) scan.Sink {
	return func(r *scan.Record) error {
		c := r.Cells[0]
		if len(c) > 0 {
			bins[c[0]]++
		}
		return nil
	}
}

func benchmarkScan(b *testing.B, l Layout, o scan.Options) {
	data := survey(benchSize)
	b.SetBytes(int64(len(data)))
	l.Width, l.SkipRecords = 9, 1
	for b.Loop() {
		var bins [256]int64
		_, err := Scan(context.Background(), bytes.NewReader(data), l, []int{3, 4}, o, func() scan.Sink { return tally(new([256]int64)) })
		if err != nil || bins[0] > 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchmarkScan(b, Layout{}, scan.Options{Workers: workers})
		})
	}
	b.Run("workers=1/utf8", func(b *testing.B) {
		benchmarkScan(b, Layout{}, scan.Options{Workers: 1, CheckUTF8: true})
	})
	b.Run("workers=1/lazy", func(b *testing.B) {
		benchmarkScan(b, Layout{Lazy: true}, scan.Options{Workers: 1})
	})
}

// BenchmarkEncodingCSV is the reference: the same work with encoding/csv.
func BenchmarkEncodingCSV(b *testing.B) {
	data := survey(benchSize)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		var bins [256]int64
		r := csv.NewReader(bytes.NewReader(data))
		r.ReuseRecord = true
		for {
			cells, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if c := cells[3]; len(c) > 0 {
				bins[c[0]]++
			}
		}
	}
}
