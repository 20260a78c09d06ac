package ingest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// answered is a row as a database would write it.
type answered struct {
	Comment string `parquet:"comment"`
	Score   *int32 `parquet:"nps,optional"`
	Region  string `parquet:"region,dict"`
	When    string `parquet:"when"`
}

// twoForms returns the same rows as Parquet and as CSV.
func twoForms(t *testing.T, n int) (table []byte, text string) {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[answered](&b, parquet.MaxRowsPerRowGroup(30_000), parquet.Compression(&parquet.Snappy))
	var csv strings.Builder
	csv.WriteString("comment,nps,region,when\n")
	rows := make([]answered, n)
	state := uint64(1)
	for i := range rows {
		state = state*6364136223846793005 + 1442695040888963407
		r := &rows[i]
		score := int32(state >> 33 % 11)
		r.Comment, r.Region = fmt.Sprintf("no. %x, \"%x\"", state, state>>7), []string{"North", "South", "East"}[i%3]
		r.When = fmt.Sprintf("2026-%02d-%02d 10:00:00", 1+i%6, 1+i%28)
		cell := ""
		if i%10 != 0 {
			r.Score, cell = &score, fmt.Sprint(score)
		}
		fmt.Fprintf(&csv, "\"%s\",%s,%s,%s\n", strings.ReplaceAll(r.Comment, `"`, `""`), cell, r.Region, r.When)
	}
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), csv.String()
}

// TestParquetAsText: a Parquet file, small or large, from a file or a pipe, gives
// what the same rows give as CSV, in all ways of reading.
func TestParquetAsText(t *testing.T) {
	for _, n := range []int{1, 2_000, 70_000} {
		table, text := twoForms(t, n)
		if n == 70_000 && len(table) <= smallParquet {
			t.Fatalf("%d bytes are not many", len(table))
		}
		for workers := 1; workers <= 3; workers++ {
			open := func(data string) *File {
				f, err := Open("x", io.MultiReader(strings.NewReader(data)), Options{HeaderRows: AutoHeader, Workers: workers, Digest: true})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { f.Close() })
				return f
			}
			p, c := open(string(table)), open(text)
			if (p.table != nil) != (n == 70_000) || p.Info().Format != "parquet" || !p.Rereadable() {
				t.Errorf("%d rows: streamed %v, %+v", n, p.table != nil, p.Info())
			}
			for _, q := range []Query{{}, {By: []string{"region"}}, {By: []string{"month", "region"}}} {
				got, err := p.Tally(t.Context(), q)
				want, wantErr := c.Tally(t.Context(), q)
				if err != nil || wantErr != nil {
					t.Fatal(err, wantErr)
				}
				if fmt.Sprint(got.Tally.Groups, got.Excluded, got.Records) != fmt.Sprint(want.Tally.Groups, want.Excluded, want.Records) {
					t.Errorf("%d rows by %v: %+v, want %+v", n, q.By, got.Charted, want.Charted)
				}
			}
			got, err := gatherResponses(p)
			want, wantErr := gatherResponses(c)
			if err != nil || wantErr != nil {
				t.Fatal(err, wantErr)
			}
			if a, b := fmt.Sprint(got.account(p)), fmt.Sprint(want.account(c)); a != b {
				t.Errorf("%d rows: responses %s, want %s", n, a, b)
			}
			if sum, ok := p.Digest(); !ok || sum != sha256.Sum256(table) {
				t.Errorf("digest %x, %v", sum, ok)
			}
		}
		f, err := Open("x", bytes.NewReader(table), Options{HeaderRows: AutoHeader})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		last, records := scan.Pos{}, 0
		err = f.Each(t.Context(), func() {}, func(at scan.Pos, cells [][]byte) error {
			last = at
			records++
			return nil
		})
		if err != nil || records != n || f.Line(last) != int64(n+1) {
			t.Errorf("%d records of %d, the last in line %d: %v", records, n, f.Line(last), err)
		}
	}
}

// TestParquetFaults: what is wrong is said with the column, be it met late.
func TestParquetFaults(t *testing.T) {
	table, _ := twoForms(t, 70_000)
	broken := bytes.Clone(table)
	at := len(broken) * 3 / 5 // among the comments of a later group
	for i := at; i < at+1000; i++ {
		broken[i] ^= 0x5a
	}
	f, err := Open("x.parquet", bytes.NewReader(broken), Options{HeaderRows: AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var e *Error
	if _, err := gatherResponses(f); !errors.As(err, &e) || e.Column != "comment" || e.File != "x.parquet" || !strings.Contains(e.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	if _, err := f.Tally(t.Context(), Query{By: []string{"region"}}); err != nil {
		t.Errorf("columns that are whole: %v", err)
	}
	f, err = Open("x.parquet", bytes.NewReader(table), Options{HeaderRows: AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Rewrite(t.Context(), io.Discard, []int{0}, nil); !errors.As(err, &e) || !strings.Contains(e.Msg, "Parquet") || e.Hint == "" {
		t.Errorf("a copy with changes: %v", err)
	}
}

// BenchmarkResponses measures what the digest costs.
func BenchmarkResponses(b *testing.B) {
	text := "when,nps,region,comment\n" + strings.Repeat("2026-03-04 10:11:12,9,North,the delivery was fine and the staff were kind\n", 300_000)
	for _, digest := range []bool{false, true} {
		b.Run(fmt.Sprintf("digest=%v", digest), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f, err := Open("x", io.MultiReader(strings.NewReader(text)), Options{HeaderRows: AutoHeader, Digest: digest})
				if err != nil {
					b.Fatal(err)
				}
				if err := f.Responses(b.Context(), func() func(*Response) error { return func(*Response) error { return nil } }); err != nil {
					b.Fatal(err)
				}
				if _, ok := f.Digest(); ok != digest {
					b.Fatal("no digest")
				}
				f.Close()
			}
		})
	}
}
