package jsonscan

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// benchRows makes about size bytes of rows of some 270 bytes each, joined by sep.
func benchRows(size int, open, sep, end string) []byte {
	b := bytes.NewBufferString(open)
	comments := []string{
		"The set-top box stopped twice this week, but the technician came the same day and was kind",
		`He said \"it works\" and left;\nit did not`,
		"सेवा अच्छी है, लेकिन बिल समझ में नहीं आता",
		"ok",
	}
	seed := uint64(88172645463325252)
	for i := 0; b.Len() < size; i++ {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		if i > 0 {
			b.WriteString(sep)
		}
		fmt.Fprintf(b, `{"response_id":"R%08d","email":"person%d@example.com","date":"2026-%02d-%02d","score":%d,"region":"%s","store":"store-%d","product":"DTH, HD","plan":"Annual \"Gold\"","comment":"%s"}`,
			i, seed%100000, seed%12+1, seed%28+1, seed%11, []string{"North", "South", "East", "West"}[seed>>8&3], seed>>16%300, comments[seed>>24&3])
	}
	b.WriteString(end)
	return b.Bytes()
}

func benchScan(b *testing.B, data []byte, l Layout, workers int) {
	head := data[:1<<16]
	found, err := Sniff(head, false)
	if err != nil || found.Kind != l.Kind || found.OnLines != l.OnLines {
		b.Fatalf("sniffed %+v, %v", found, err)
	}
	b.SetBytes(int64(len(data)))
	var records int64
	for b.Loop() {
		s, err := Scan(context.Background(), bytes.NewReader(data), found, []string{"score", "region"}, scan.Options{Workers: workers}, func() scan.Sink {
			return func(r *scan.Record) error {
				if len(r.Cells[0]) == 0 || len(r.Cells[1]) == 0 {
					b.Fatal("a cell is missing")
				}
				return nil
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		records = s.Records
	}
	b.ReportMetric(float64(len(data))/float64(records), "B/row")
}

const benchSize = 64 << 20

func BenchmarkLines(b *testing.B) {
	data := benchRows(benchSize, "", "\n", "\n")
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) { benchScan(b, data, Layout{Kind: Lines}, workers) })
	}
	b.Run("encoding-json", func(b *testing.B) { benchStandard(b, data[:len(data)/8], false) })
}

func BenchmarkArrayOnLines(b *testing.B) {
	data := benchRows(benchSize, "[\n", ",\n", "\n]\n")
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchScan(b, data, Layout{Kind: Array, OnLines: true}, workers)
		})
	}
}

func BenchmarkArrayMinified(b *testing.B) {
	data := benchRows(benchSize, "[", ",", "]")
	b.Run("workers=1", func(b *testing.B) { benchScan(b, data, Layout{Kind: Array}, 1) })
	b.Run("encoding-json", func(b *testing.B) { benchStandard(b, benchRows(benchSize/8, "[", ",", "]"), true) })
}

// benchStandard does the same with encoding/json, as one would write it.
func benchStandard(b *testing.B, data []byte, array bool) {
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := json.NewDecoder(bytes.NewReader(data))
		if array {
			if _, err := d.Token(); err != nil {
				b.Fatal(err)
			}
		}
		for !array || d.More() {
			var row struct {
				Score  json.Number `json:"score"`
				Region string      `json:"region"`
			}
			if err := d.Decode(&row); err == io.EOF || err == io.ErrUnexpectedEOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
