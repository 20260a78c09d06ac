//go:build ignore

// This program writes the exports of this folder and expected.json, which says
// what must be found in them. It is deterministic; run it from the folder of the
// module after changing it or the generator:
//
//	go run testdata/exports/make.go
//
// The figures of expected.json are those that the generator planted. They do not
// come from nps score, which is tested with them.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

const folder = "testdata/exports"

var until = time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)

// export is one file and how it is made.
type export struct {
	file   string
	seed   uint64
	rows   int64
	like   demo.Tool
	format demo.Format
	by     string // the column of the region
}

var exports = []export{
	{"retail.csv", 1, 700, demo.NPS, demo.CSV, "region"},
	{"retail-2.csv.gz", 2, 2000, demo.NPS, demo.CSV, "region"},
	{"retail-3.ndjson.zst", 3, 1500, demo.NPS, demo.NDJSON, "region"},
	{"retail-4.json", 4, 350, demo.NPS, demo.JSON, "region"},
	{"retail-5.xlsx", 5, 700, demo.NPS, demo.XLSX, "region"},
	{"qualtrics.csv", 6, 350, demo.Qualtrics, demo.CSV, "Region"},
	{"surveymonkey.csv", 7, 400, demo.SurveyMonkey, demo.CSV, "Which region do you live in? / Response"},
	{"typeform.csv", 8, 400, demo.Typeform, demo.CSV, "region"},
	{"google-forms.csv", 9, 500, demo.GoogleForms, demo.CSV, "Region"},
	{"delighted.csv", 10, 400, demo.Delighted, demo.CSV, "Region"},
}

// expected is an element of expected.json.
type expected struct {
	File       string           `json:"file"`
	Rows       int64            `json:"rows"` // records in the file; = n + everything in excluded
	N          int64            `json:"n"`
	Detractors int64            `json:"detractors"`
	Passives   int64            `json:"passives"`
	Promoters  int64            `json:"promoters"`
	Histogram  [11]int64        `json:"histogram"`
	NPS        *float64         `json:"nps"`
	Excluded   map[string]int64 `json:"excluded"` // what is not named is 0
	By         string           `json:"by"`       // a column
	Groups     []group          `json:"groups"`   // and the answers by its values
}

type group struct {
	Value      string   `json:"value"`
	N          int64    `json:"n"`
	Detractors int64    `json:"detractors"`
	Passives   int64    `json:"passives"`
	Promoters  int64    `json:"promoters"`
	NPS        *float64 `json:"nps"`
}

func main() {
	log.SetFlags(0)
	if _, err := os.Stat(filepath.Join(folder, "make.go")); err != nil {
		log.Fatal("run it from the folder of the module: go run testdata/exports/make.go")
	}
	var list []expected
	for _, e := range exports {
		list = append(list, e.make())
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	check(enc.Encode(list))
	write("expected.json", b.Bytes())
}

func (e export) make() expected {
	var b bytes.Buffer
	var w io.Writer = &b
	finish := func() error { return nil }
	switch filepath.Ext(e.file) {
	case ".gz":
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		check(err)
		w, finish = z, z.Close
	case ".zst":
		z, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
		check(err)
		w, finish = z, z.Close
	}
	truth, err := demo.Write(w, demo.Config{Rows: e.rows, Seed: e.seed, Months: 12, Until: until, Format: e.format, Like: e.like})
	check(err)
	check(finish())
	write(e.file, b.Bytes())

	t := truth.Total
	x := expected{File: e.file, Rows: truth.Rows, N: t.N, Detractors: t.Detractors, Passives: t.Passives, Promoters: t.Promoters,
		Histogram: t.Histogram, NPS: t.NPS, Excluded: map[string]int64{}, By: e.by}
	for reason, n := range map[string]int64{"blank": truth.Excluded.Blank, "test": truth.Excluded.Test, "filtered": truth.Excluded.Filtered} {
		if n > 0 {
			x.Excluded[reason] = n
		}
	}
	for _, g := range truth.ByRegion {
		if g.N > 0 {
			x.Groups = append(x.Groups, group{g.Key["region"], g.N, g.Detractors, g.Passives, g.Promoters, g.NPS})
		}
	}
	return x
}

func write(name string, data []byte) {
	check(os.WriteFile(filepath.Join(folder, name), data, 0o644))
	log.Printf("%-20s %7d bytes", name, len(data))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
