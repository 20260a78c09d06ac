package ingest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	tables, _ := filepath.Glob("../../testdata/formats/*.parquet")
	for _, name := range append(append(files, more...), tables...) {
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
			agree(t, data, res, q)
		}
	})
}

// agree holds the responses of an input against its count.
func agree(t *testing.T, data []byte, res *Result, q Query) {
	if q.Dedupe != NoDedupe || res.Info.Format == "tally" {
		return
	}
	src, err := Open("fuzz", io.MultiReader(bytes.NewReader(data)), Options{HeaderRows: AutoHeader, Workers: 2, AllowInvalid: true})
	if err != nil {
		t.Fatalf("opened once, then: %v", err)
	}
	defer src.Close()
	a, err := gatherResponses(src)
	if err != nil {
		if e, ok := err.(*Error); !ok || e.ID != "time-ambiguous" {
			t.Fatalf("counted, but no responses: %v", err)
		}
		return
	}
	if got := a.account(src); got.Bins != [11]uint64(res.Charted.Counts) || got.Out != res.Excluded {
		t.Fatalf("responses %+v, Tally %+v %+v", got, res.Charted.Counts, res.Excluded)
	}
}

// FuzzRewrite: whatever can be read is copied byte for byte, with the records that
// Each gives; a change comes out alike for one worker and for three.
func FuzzRewrite(f *testing.F) {
	for _, text := range []string{
		"nps,comment\r\n9,\"call \"\"maya\"\"\"\r\n", "sep=;\nnps;comment\n9;x\n", "nps,comment\r9,x\r\n\r8,\"y\nz\"\r", "nps,comment\n9,so \"good\"\n",
		"\ufeffnps,comment\n9,\xff\n", "nps,c\xe9\n9,\xe9\n", "\xff\xfe" + utf16le("nps,comment\n9,\u00e9\n"), "nps\tcomment\n9\t\"x\" y\n",
		"[{\"nps\":9,\"comment\":\"a\\u0928\"},\n{\"nps\":8}]", "{\"nps\":9,\"a\":{\"b\":[1,\"x\"]}}\n\n{\"nps\":8}\n", "{\"data\":[{\"nps\":9}],\"n\":1}",
		`{"items":[{"landed_at":"","answers":[{"text":"x\u0041","field":{"ref":"r"}},{"number":9,"field":{"ref":"n","type":"nps"}}]}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var changed []string
		for _, workers := range []int{1, 3} {
			in, err := Open("fuzz", io.MultiReader(bytes.NewReader(data)), Options{HeaderRows: AutoHeader, Workers: workers})
			if err != nil || in.IsTally() {
				return
			}
			defer in.Close()
			if _, _, err := in.Texts(t.Context()); err != nil {
				return
			}
			columns := in.allColumns()
			records, err := eachOf(in, columns)
			same := new(recorder)
			out, copyErr := copyFile(in, columns, same)
			if err != nil {
				if copyErr == nil {
					t.Fatalf("cannot be read (%v) but copied", err)
				}
				return
			}
			if copyErr != nil {
				if e, ok := copyErr.(*Error); !ok || e.Fault == Internal {
					t.Fatalf("not an *Error for a user: %v", copyErr)
				}
				return
			}
			if in.format != "xlsx" && in.Info().Compression == "" && !bytes.Equal(out, data) {
				t.Fatalf("%q is copied to %q", data, out)
			}
			if in.format != "xlsx" && !slices.Equal(same.list, records) {
				t.Fatalf("editors see %v, Each gives %v", same.list, records)
			}
			out, err = copyFile(in, columns, &recorder{change: mask})
			if err != nil {
				t.Fatalf("%q changed: %v", data, err)
			}
			changed = append(changed, string(out))
		}
		if changed[0] != changed[1] {
			t.Fatal("another number of workers, another output")
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
