package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

// benchSize is how many bytes the benchmarks read; -short makes do with less.
func benchSize() int64 {
	if testing.Short() {
		return 4 << 20
	}
	return 64 << 20
}

// rate adds records a second to the bytes a second that the harness reports.
func rate(b *testing.B, size int, records uint64) {
	b.SetBytes(int64(size))
	b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkScore is the whole command on a file: from its name to the JSON document.
func BenchmarkScore(b *testing.B) {
	csv := exportOf(b, demo.CSV, benchSize())
	for _, c := range []struct {
		name string
		data []byte
		args string
	}{
		{"csv", csv, ""},
		{"csv/by-region", csv, "--by region"},
		{"csv/by-month", csv, "--by month"},
		{"csv/by-email", csv, "--by email"},
		{"csv/per-respondent", csv[:cutAfter(csv, benchSize()/4)], "--per-respondent latest"},
		{"csv.gz/by-region", compressed(b, csv, ".gz"), "--by region"},
		{"csv.zst/by-region", compressed(b, csv, ".zst"), "--by region"},
		{"ndjson/by-region", exportOf(b, demo.NDJSON, benchSize()), "--by region"},
		{"json/by-region", exportOf(b, demo.JSON, benchSize()), "--by region"},
		{"xlsx/by-region", exportOf(b, demo.XLSX, benchSize()>>10), "--by region"},
	} {
		b.Run(c.name, func(b *testing.B) {
			name := filepath.Join(b.TempDir(), "export")
			if err := os.WriteFile(name, c.data, 0o600); err != nil {
				b.Fatal(err)
			}
			args := append([]string{"score", name, "--format", "json"}, strings.Fields(c.args)...)
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				benchMain(b, System{Args: args, In: strings.NewReader(""), Out: &out})
			}
			rate(b, len(c.data), recordsOf(b, out.Bytes()))
		})
	}
}

// cutAfter is the end of the record that holds byte n: the end of a line which is
// followed by what begins a record.
func cutAfter(csv []byte, n int64) int {
	for at := min(int(n), len(csv)-1); ; {
		end := bytes.IndexByte(csv[at:], '\n')
		if end < 0 {
			return len(csv)
		}
		at += end + 1
		if bytes.Count(csv[:at], []byte{'"'})%2 == 0 {
			return at
		}
	}
}

func compressed(b *testing.B, data []byte, how string) []byte {
	b.Helper()
	var to bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&to)
	if how == ".zst" {
		var err error
		if w, err = zstd.NewWriter(&to); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.Write(data); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return to.Bytes()
}

func benchMain(b *testing.B, s System) {
	b.Helper()
	var errs bytes.Buffer
	s.Err, s.Now = &errs, func() time.Time { return time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) }
	if code := Main(s); code != exitDone {
		b.Fatalf("exit status %d: %s", code, errs.String())
	}
}

// recordsOf reads how many records a score looked at.
func recordsOf(b *testing.B, document []byte) uint64 {
	b.Helper()
	doc := new(scoreDoc)
	if err := json.Unmarshal(document, doc); err != nil {
		b.Fatal(err)
	}
	var n uint64
	for _, s := range doc.Sources {
		n += s.Records
	}
	if n == 0 {
		b.Fatal("no records were scored")
	}
	return n
}

// BenchmarkTally is the way from the bytes to the counts, beside the reference
// readers: "go test -bench Tally ./pkg/cli".
func BenchmarkTally(b *testing.B) {
	for _, format := range []demo.Format{demo.CSV, demo.NDJSON, demo.JSON} {
		data := exportOf(b, format, benchSize())
		records, err := tallyByRegion(data, 0)
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
			name := fmt.Sprintf("workers=%d", workers)
			b.Run(string(format)+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := tallyByRegion(data, workers); err != nil {
						b.Fatal(err)
					}
				}
				rate(b, len(data), records.Records)
			})
		}
		b.Run(string(format)+"/reference", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := references[format](bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
			rate(b, len(data), records.Records)
		})
	}
}

// BenchmarkDemo is the rate at which exports are made.
func BenchmarkDemo(b *testing.B) {
	rows := "300000"
	if testing.Short() {
		rows = "20000"
	}
	var n byteCount
	for b.Loop() {
		n = 0
		benchMain(b, System{Args: []string{"demo", "--rows", rows}, In: strings.NewReader(""), Out: &n})
	}
	b.SetBytes(int64(n))
}

type byteCount int64

func (n *byteCount) Write(p []byte) (int, error) {
	*n += byteCount(len(p))
	return len(p), nil
}

// BenchmarkVersion is what a run costs that reads nothing.
func BenchmarkVersion(b *testing.B) {
	for b.Loop() {
		benchMain(b, System{Args: []string{"version"}, In: strings.NewReader(""), Out: io.Discard})
	}
}
