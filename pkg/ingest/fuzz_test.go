package ingest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzCount: whatever the bytes, counting ends in an account that adds up or in
// an *Error, and one worker gives what three do.
func FuzzCount(f *testing.F) {
	files, err := filepath.Glob("../../testdata/formats/*.*sv")
	if err != nil || len(files) < 50 {
		f.Fatalf("%d seeds, %v", len(files), err)
	}
	more, _ := filepath.Glob("../../testdata/formats/*json")
	for _, name := range append(files, more...) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 4096 {
			f.Add(data, "region", "")
		}
	}
	f.Add([]byte("nps,month\n10,2026-01-02\n9,3/4/2026\n"), "month", "newest")
	f.Fuzz(func(t *testing.T, data []byte, by, dedupe string) {
		var q Query
		if by != "" {
			q.By = []string{by}
		}
		if dedupe != "" {
			q.Dedupe = KeepNewest
		}
		var first *Result
		for _, workers := range []int{1, 3} {
			src, err := Open("fuzz", io.MultiReader(bytes.NewReader(data)), Options{HeaderRows: AutoHeader, Workers: workers, AllowInvalid: true})
			if err != nil {
				return
			}
			res, err := src.Tally(context.Background(), q)
			src.Close()
			if err != nil {
				if e, ok := err.(*Error); !ok || e.Fault == Internal {
					t.Fatalf("not an *Error for a user: %v", err)
				}
				return
			}
			if res.Tally.Records() != res.Records {
				t.Fatalf("%d records, %d accounted for", res.Records, res.Tally.Records())
			}
			if first != nil && (first.Records != res.Records || first.Excluded != res.Excluded || first.Charted.Counts != res.Charted.Counts) {
				t.Fatal("another number of workers, another result")
			}
			first = res
		}
	})
}

// FuzzPresets: no preset file makes the matching of headers fail in any other
// way than with an error.
func FuzzPresets(f *testing.F) {
	f.Add(presetFile[:2000], "a,b\n1,2\n")
	f.Add([]byte("- {id: mine, match: {all: ['^nps$'], row: 2}, header_rows: 2, score: {column: {row2: nps}}}"), "a,b\nnps,c\n10,x\n")
	f.Add([]byte("- {id: mine, match: {all: ['^a$']}, time: [{pos: 9}], exclude: [{column: '^b$', in: [x]}], where: [{column: a, is: '1'}]}"), "a,nps,b\n1,10,x\n")
	f.Fuzz(func(t *testing.T, presets []byte, text string) {
		list, err := Presets(presets, "fuzz.yaml")
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Fault == Internal {
				t.Fatalf("not an *Error for a user: %v", err)
			}
			return
		}
		src, err := Open("fuzz", bytes.NewReader([]byte(text)), Options{HeaderRows: AutoHeader, Presets: list})
		if err != nil {
			return
		}
		defer src.Close()
		_, _ = src.Tally(context.Background(), Query{})
	})
}
