package csvscan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// TestNoAllocations compares a long and a short scan: what is left is what each
// block costs.
func TestNoAllocations(t *testing.T) {
	long, short := survey(8<<20), survey(1<<20)
	allocs := func(data []byte, l Layout) float64 {
		return testing.AllocsPerRun(3, func() {
			sink := func(*scan.Record) error { return nil }
			o := scan.Options{Workers: 1, BlockSize: 16 << 10, CheckUTF8: true}
			if _, err := Scan(context.Background(), bytes.NewReader(data), l, []int{3, 6, 8}, o, func() scan.Sink { return sink }); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, l := range []Layout{{Width: 9, SkipRecords: 1}, {Lazy: true}, {NoQuotes: true}} {
		blocks := float64(len(long)-len(short)) / (16 << 10)
		if per := (allocs(long, l) - allocs(short, l)) / blocks; per > 0.02 {
			t.Errorf("%+v: %.3f allocations a block", l, per)
		}
	}
}

// TestBoundedMemory scans far more than may stay in memory, without a record
// end in most of it.
func TestBoundedMemory(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("a,b\n1,\""), io.LimitReader(zeros{}, 1<<30))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	o := scan.Options{Workers: 2, MaxRecord: 1 << 20}
	_, err := Scan(context.Background(), endless, Layout{Width: 2, SkipRecords: 1}, nil, o, noSink)
	runtime.ReadMemStats(&after)
	var e *scan.Error
	if !errors.As(err, &e) || e.Kind != scan.RecordTooLong || e.Offset != 4 || e.Line != 2 {
		t.Errorf("error %v, want the record at byte 4 to be too long", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func noSink() scan.Sink { return func(*scan.Record) error { return nil } }

func TestSinkStops(t *testing.T) {
	data := "id,score\n" + strings.Repeat("\"a\n\",5\n", 50) + "x,11\n" + strings.Repeat("b,6\n", 50) + "x,12\n"
	cause := errors.New("no")
	for _, workers := range []int{1, 2, 5} {
		for _, size := range []int{1, 10, 100, 1000} {
			o := scan.Options{Workers: workers, BlockSize: size}
			_, err := Scan(context.Background(), strings.NewReader(data), Layout{Width: 2, SkipRecords: 1}, []int{1}, o, func() scan.Sink {
				return func(r *scan.Record) error {
					if string(r.Cells[0]) > "10" && len(r.Cells[0]) == 2 {
						return cause
					}
					return nil
				}
			})
			var e *scan.Error
			if !errors.As(err, &e) || !errors.Is(err, cause) || e.Kind != scan.Stopped || e.Line != 102 || e.Offset != 359 {
				t.Errorf("block size %d, %d workers: %#v", size, workers, err)
			}
		}
	}
}

// TestReaderFails breaks off inside a quoted cell, behind a whole record, and
// behind an error in a whole record.
func TestReaderFails(t *testing.T) {
	cause := errors.New("no more")
	for data, want := range map[string]string{
		"a,b\nc,\"d\n\ne":        "cannot read on offset 11 line 4 column 0",
		"a,b\n":                  "cannot read on offset 4 line 2 column 0",
		"a,b\"\nc,\"d\"\ne\"\nf": "a quote where none may stand offset 3 line 1 column 2",
	} {
		for _, workers := range []int{1, 2, 5} {
			for size := 1; size < 20; size++ {
				r := io.MultiReader(strings.NewReader(data), iotest.ErrReader(cause))
				o := scan.Options{Workers: workers, BlockSize: size}
				got := scanAll(t, r, Layout{Width: 2}, nil, o)
				if got.err != want {
					t.Errorf("%q, block size %d, %d workers: %s, want %s", data, size, workers, got.err, want)
				}
			}
		}
	}
}

func TestProgress(t *testing.T) {
	data := survey(1 << 18)
	var done atomic.Int64
	s, err := Scan(context.Background(), bytes.NewReader(data), Layout{}, nil, scan.Options{Bytes: &done, BlockSize: 1 << 12}, noSink)
	if err != nil || done.Load() != int64(len(data)) || s.Bytes != int64(len(data)) {
		t.Errorf("%d and %d of %d bytes, error %v", done.Load(), s.Bytes, len(data), err)
	}
}
