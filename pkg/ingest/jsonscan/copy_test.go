package jsonscan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
)

// TestRewriteFixtures copies every JSON file of the repository unchanged.
func TestRewriteFixtures(t *testing.T) {
	var files []string
	for _, pattern := range []string{"formats/*json*", "exports/*json*"} {
		more, _ := filepath.Glob("../../../testdata/" + pattern)
		files = append(files, more...)
	}
	copied := 0
	for _, name := range files {
		text := fixture(t, name)
		l, err := Sniff([]byte(text), true)
		if err != nil {
			continue // no records
		}
		paths := leaves([]byte(text), l)
		_, scanned := runOnce(text, l, paths, scan.Options{})
		got, err := rewriteSome(t, text, l, paths)
		if fmt.Sprint(err) != fmt.Sprint(scanned) {
			t.Errorf("%s: error %v, Scan says %v", name, err, scanned)
		}
		if err == nil {
			copied++
			if got != text {
				t.Errorf("%s: the copy differs", name)
			}
		}
	}
	if copied < 20 {
		t.Errorf("only %d of %d files were copied", copied, len(files))
	}
}

func fixture(t *testing.T, name string) string {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	src, err := stream.Open(name, f, stream.Options{})
	if err != nil {
		return "" // not text
	}
	defer src.Close()
	r, err := src.Reader()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// leaves lists the paths of the first records.
func leaves(text []byte, l Layout) (paths []string) {
	records, _, _ := Head(text, true, l, 20)
	for _, r := range records {
		_ = Flatten(r, func(path string, _ []byte, _ ValueKind) error {
			if !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
			return nil
		})
	}
	return paths
}

// rewriteSome is rewriteEveryWay for long texts.
func rewriteSome(t *testing.T, text string, l Layout, paths []string) (string, error) {
	if len(text) < 1000 {
		return rewriteEveryWay(t, text, l, paths, scan.Options{}, noEdits)
	}
	var want string
	var wantErr error
	for i, o := range []scan.Options{{Workers: 1}, {Workers: 1, BlockSize: 61}, {Workers: 2, BlockSize: 1000}, {Workers: 5, BlockSize: 300}} {
		got, _, err := rewrite(text, l, paths, o, func() *scan.Editor {
			return &scan.Editor{Record: func(_ int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error { return noEdits(cells, edits) }}
		})
		if i == 0 {
			want, wantErr = got, err
		} else if fmt.Sprint(err) != fmt.Sprint(wantErr) || err == nil && got != want {
			t.Errorf("%+v: another copy, error %v, want %v", o, err, wantErr)
		}
	}
	return want, wantErr
}

// failing is a writer that takes left bytes.
type failing struct {
	bytes.Buffer
	left int
	fail func() (int, error)
}

func (w *failing) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return w.fail()
	}
	return w.Buffer.Write(p)
}

var errMine = errors.New("mine")

// TestRewriteFails: whatever fails, the call ends, tells it, and has written the
// beginning of the copy.
func TestRewriteFails(t *testing.T) {
	rows := strings.Repeat("{\"a\":\"Ravi\"}\n", 300)
	lines := Layout{Kind: Lines}
	cases := []struct {
		name   string
		text   string
		write  func() (int, error)
		record func(n int64) error // n is the number of calls so far
		flush  func() error
		want   string
		kind   scan.Kind
	}{
		{name: "write", text: rows, write: func() (int, error) { return 0, errMine }, want: "cannot write: mine", kind: scan.Write},
		{name: "short write", text: rows, write: func() (int, error) { return 3, nil }, want: "short write", kind: scan.Write},
		{name: "panic in write", text: rows, write: func() (int, error) { panic("boom") }, want: "panic: boom"},
		{name: "editor", text: rows, record: func(n int64) error {
			if n > 50 {
				return errMine
			}
			return nil
		}, want: "stopped: mine", kind: scan.Stopped},
		{name: "panic in editor", text: rows, record: func(n int64) error {
			if n > 50 {
				panic("boom")
			}
			return nil
		}, want: "panic: boom"},
		{name: "flush", text: rows, flush: func() error { return errMine }, want: "stopped: mine", kind: scan.Stopped},
		{name: "panic in flush", text: rows, flush: func() error { panic("boom") }, want: "panic: boom"},
		{name: "not JSON", text: rows + "{\"a\":\"secret\",}\n" + rows, want: "line 301: not valid JSON: a key in double quotes", kind: scan.Syntax},
		{name: "double", text: rows + "{\"a\":1,\"a\":2}\n" + rows, want: "line 301: a key stands twice", kind: scan.DuplicateKey},
		{name: "utf8", text: rows + "{\"a\":\"\xff\"}\n" + rows, want: "line 301: not UTF-8", kind: scan.InvalidUTF8},
		{name: "reader", text: "", want: "cannot read on: mine", kind: scan.Read},
		{name: "too long", text: rows + "{\"a\":\"" + strings.Repeat("x", 3000) + "\"}\n", want: "line 301: the record is too long", kind: scan.RecordTooLong},
	}
	for _, c := range cases {
		for _, l := range []Layout{lines, {Kind: Values}} {
			for _, workers := range []int{1, 2, 5} {
				var calls atomic.Int64
				w := &failing{left: 1 << 30, fail: c.write}
				if c.write != nil {
					w.left = 1000
				}
				var r io.Reader = strings.NewReader(c.text)
				if c.text == "" {
					r = io.MultiReader(strings.NewReader(rows+"{\"a\""), iotest.ErrReader(errMine))
				}
				newEditor := func() *scan.Editor {
					return &scan.Editor{
						Record: func(_ int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
							if c.record != nil {
								if err := c.record(calls.Add(1)); err != nil {
									return err
								}
							}
							return replacing("Ravi", "[P]")(cells, edits)
						},
						Flush: func(int64) error {
							if c.flush != nil {
								return c.flush()
							}
							return nil
						},
					}
				}
				var e *scan.Error
				err := recovered(func() error {
					_, err := Rewrite(t.Context(), r, w, l, []string{"a"}, scan.Options{Workers: workers, BlockSize: 50, MaxRecord: 1000, CheckUTF8: true}, newEditor)
					return err
				})
				if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") || c.kind != 0 && (!errors.As(err, &e) || e.Kind != c.kind) {
					t.Errorf("%s, %s, %d workers: %v", c.name, l.Kind, workers, err)
				}
				if whole := strings.ReplaceAll(c.text+rows, "Ravi", "[P]"); !strings.HasPrefix(whole, w.String()) {
					t.Errorf("%s, %s, %d workers: what was written is not the beginning of the copy", c.name, l.Kind, workers)
				}
			}
		}
	}
}

func recovered(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// TestRewriteCancel cancels before, and in the middle of an endless stream.
func TestRewriteCancel(t *testing.T) {
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}} {
		for _, after := range []int64{0, 100} {
			for _, workers := range []int{1, 4} {
				ctx, cancel := context.WithCancel(context.Background())
				if after == 0 {
					cancel()
				}
				var calls atomic.Int64
				_, err := Rewrite(ctx, endless{}, io.Discard, l, []string{"a"}, scan.Options{Workers: workers, BlockSize: 100}, func() *scan.Editor {
					return &scan.Editor{Record: func(int, scan.Pos, [][]byte, [][]scan.Edit) error {
						if calls.Add(1) == after {
							cancel()
						}
						return nil
					}}
				})
				if !errors.Is(err, context.Canceled) || calls.Load() < after {
					t.Errorf("%s, %d workers, after %d records: %v", l.Kind, workers, calls.Load(), err)
				}
				cancel()
			}
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	const record = "{\"a\":1}\n"
	n := copy(p, strings.Repeat(record, len(p)/len(record)))
	if n == 0 {
		n = copy(p, " ")
	}
	return n, nil
}

// TestRewriteFalseCut: the error of a false cut is handed on.
func TestRewriteFalseCut(t *testing.T) {
	text := "[\n{\"a\":1},\n{\"a\":[\n{},\n{}]},\n{\"a\":3}\n]"
	l := Layout{Kind: Array, OnLines: true}
	_, err := Rewrite(t.Context(), strings.NewReader(text), io.Discard, l, []string{"a"}, scan.Options{Workers: 2, BlockSize: 23}, func() *scan.Editor {
		return &scan.Editor{Record: func(int, scan.Pos, [][]byte, [][]scan.Edit) error { return nil }}
	})
	if !errors.Is(err, ErrFalseCut) {
		t.Errorf("error %v", err)
	}
	if got, err := rewriteEveryWay(t, text, l, []string{"a"}, scan.Options{}, noEdits); err != nil || got != text {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRewriteNothing(t *testing.T) {
	for _, l := range []Layout{{Kind: Lines}, {Kind: Values}, {Kind: Array}, {Kind: Array, OnLines: true}, {Kind: Array, Root: "r"}} {
		for _, text := range []string{"", "\n \r\n", "[]", " [\n] ", `{"r":[]}`, "{}"} {
			_, scanned := runOnce(text, l, nil, scan.Options{})
			got, err := rewriteEveryWay(t, text, l, nil, scan.Options{}, noEdits)
			if fmt.Sprint(err) != fmt.Sprint(scanned) || err == nil && got != text {
				t.Errorf("%+v, %q: %q, %v; Scan says %v", l, text, got, err, scanned)
			}
		}
	}
}

// TestRewriteLone counts lone halves as Scan does.
func TestRewriteLone(t *testing.T) {
	var lone atomic.Int64
	for _, l := range []Layout{{Kind: Lines, Lone: &lone}, {Kind: Values, Lone: &lone}} {
		lone.Store(0)
		if _, _, err := rewrite("{\"a\":\"\\ud800\"}\n", l, []string{"a"}, scan.Options{}, func() *scan.Editor {
			return &scan.Editor{Record: func(int, scan.Pos, [][]byte, [][]scan.Edit) error { return nil }}
		}); err != nil || lone.Load() != 1 {
			t.Errorf("%s: %d, %v", l.Kind, lone.Load(), err)
		}
	}
}

// TestRewriteAllocations: what records and edits cost in memory must not grow with
// their number.
func TestRewriteAllocations(t *testing.T) {
	for _, c := range [][3]string{{"", "\n", "\n"}, {"[\n", ",\n", "\n]"}, {"[", ",", "]"}} {
		allocs := func(size int) float64 {
			data := benchRows(size, c[0], c[1], c[2])
			l, err := Sniff(data, true)
			if err != nil {
				t.Fatal(err)
			}
			return testing.AllocsPerRun(3, func() {
				_, err := Rewrite(context.Background(), bytes.NewReader(data), io.Discard, l, []string{"comment", "score"}, scan.Options{Workers: 1, BlockSize: 64 << 10}, maskWords)
				if err != nil {
					t.Fatal(err)
				}
			})
		}
		small, big := allocs(64<<10), allocs(512<<10) // 260 and 2,100 records
		if big > small+60 {
			t.Errorf("%q: %v allocations for one block, %v for eight", c, small, big)
		}
	}
}

// maskWords is an editor that masks in about every second comment.
func maskWords() *scan.Editor {
	words := [][]byte{[]byte("it works"), []byte("technician")}
	return &scan.Editor{Record: func(_ int, _ scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
		for _, w := range words {
			if at := bytes.Index(cells[0], w); at >= 0 {
				edits[0] = append(edits[0], scan.Edit{Start: at, End: at + len(w), Text: "[PERSON_1]"})
			}
		}
		return nil
	}}
}

func BenchmarkRewrite(b *testing.B) {
	for _, c := range [][4]string{{"lines", "", "\n", "\n"}, {"array", "[\n", ",\n", "\n]\n"}, {"minified", "[", ",", "]"}} {
		data := benchRows(benchSize/4, c[1], c[2], c[3])
		l, err := Sniff(data[:1<<16], false)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c[0], func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Rewrite(context.Background(), bytes.NewReader(data), io.Discard, l, []string{"comment"}, scan.Options{}, maskWords); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
