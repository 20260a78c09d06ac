package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// upper is a Rewriter that makes lines with an x upper case and leaves other
// blocks as they are. Every line is a record.
func upper(flush func(first int64) error) func() Rewriter {
	return func() Rewriter {
		return Rewriter{
			Block: func(b *Block, c *Counts) ([]byte, error) {
				c.Records += int64(bytes.Count(b.Data, newline))
				if bytes.IndexByte(b.Data, 'x') < 0 {
					return b.Data, nil
				}
				return bytes.ToUpper(b.Data), nil
			},
			Flush: flush,
		}
	}
}

func TestRewriteKeepsOrder(t *testing.T) {
	var in strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&in, "line %d %s\n", i, strings.Repeat("x", i%7))
	}
	want := strings.ToUpper(in.String())
	for _, workers := range []int{1, 2, 5} {
		for _, size := range []int{1, 7, 300, 1 << 20} {
			var out bytes.Buffer
			var firsts []int64
			flush := func(first int64) error {
				firsts = append(firsts, first)
				if got := int64(bytes.Count(out.Bytes(), newline)); got < first {
					t.Fatalf("flush of record %d after %d were written", first, got)
				}
				return nil
			}
			s, err := Rewrite(t.Context(), strings.NewReader(in.String()), &out, Options{Workers: workers, BlockSize: size}, lines, upper(flush))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ToUpper(out.String()); got != want || s.Records != 3000 {
				t.Fatalf("%d workers, blocks of %d: %d records, output differs", workers, size, s.Records)
			}
			if len(firsts) == 0 || firsts[0] != 1 || !slices.IsSorted(firsts) || slices.Contains(firsts[1:], 1) {
				t.Fatalf("%d workers, blocks of %d: first records %v", workers, size, firsts)
			}
		}
	}
}

var errTest = errors.New("test")

// failingWriter takes left bytes and then nothing.
type failingWriter struct {
	bytes.Buffer
	left int
	do   func() (int, error)
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return w.do()
	}
	return w.Buffer.Write(p)
}

// TestRewriteStops: whatever fails, everything before it is written, nothing
// behind it, and nobody waits for ever.
func TestRewriteStops(t *testing.T) {
	text := strings.Repeat("line\n", 2000)
	bad := text[:5000] + "bad!\n" + text
	cases := map[string]struct {
		text, out string
		kind      Kind
		check     bool
		flush     func(int64) error
		write     func() (int, error)
	}{
		"parser":      {text: bad, out: text[:5000], kind: Syntax},
		"utf8":        {text: text[:5000] + "\xff\n" + text, out: text[:5000], kind: InvalidUTF8, check: true},
		"write":       {text: text, out: text[:5000], kind: Write, write: func() (int, error) { return 0, errTest }},
		"short write": {text: text, out: text[:5000], kind: Write, write: func() (int, error) { return 1, nil }},
		"flush": {text: text, out: text[:5005], kind: Stopped, flush: func(first int64) error {
			if first > 1000 {
				return errTest
			}
			return nil
		}},
	}
	for name, c := range cases {
		for _, workers := range []int{1, 2, 4} {
			w := &failingWriter{left: 1 << 30, do: c.write}
			if c.write != nil {
				w.left = 5000
			}
			_, err := Rewrite(t.Context(), strings.NewReader(c.text), w, Options{Workers: workers, BlockSize: 5, CheckUTF8: c.check}, lines, func() Rewriter {
				return Rewriter{Flush: c.flush, Block: func(b *Block, n *Counts) ([]byte, error) {
					n.Records++
					return b.Data, failAt(b, n)
				}}
			})
			var e *Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Offset != 5000 && e.Offset != 5003 && e.Offset != 5004 {
				t.Errorf("%s, %d workers: %v", name, workers, err)
			}
			if w.String() != c.out {
				t.Errorf("%s, %d workers: %d bytes written, want %d", name, workers, w.Len(), len(c.out))
			}
		}
	}
}

func TestRewritePanic(t *testing.T) {
	for _, where := range []string{"block", "write", "flush"} {
		func() {
			defer func() {
				if p := recover(); p != "boom" {
					t.Errorf("%s: recovered %v", where, p)
				}
			}()
			panics := func(at string) {
				if at == where {
					panic("boom")
				}
			}
			w := &failingWriter{left: 50, do: func() (int, error) { panics("write"); return 0, errTest }}
			Rewrite(t.Context(), strings.NewReader(strings.Repeat("x\n", 1000)), w, Options{Workers: 4, BlockSize: 2}, lines, func() Rewriter {
				return Rewriter{
					Block: func(b *Block, c *Counts) ([]byte, error) {
						c.Records++
						if b.Number == 20 {
							panics("block")
						}
						return b.Data, nil
					},
					Flush: func(int64) error { panics("flush"); return nil },
				}
			})
			t.Errorf("%s: no panic", where)
		}()
	}
}

// TestRewriteCancelled: a stream without an end stops when the context does.
func TestRewriteCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	var written atomic.Int64
	w := writerFunc(func(p []byte) (int, error) {
		if written.Add(int64(len(p))) > 10_000 {
			cancel(errTest)
		}
		return len(p), nil
	})
	_, err := Rewrite(ctx, endless{}, w, Options{Workers: 3, BlockSize: 100}, lines, upper(nil))
	if !errors.Is(err, errTest) {
		t.Errorf("%v", err)
	}
	if n := written.Load(); n > 10_200 {
		t.Errorf("%d bytes written", n)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestRewriteAllocates nothing for a block once its buffers are there.
func TestRewriteAllocates(t *testing.T) {
	text := strings.Repeat("line\n", 1000)
	run := func(times int) float64 {
		r := strings.NewReader(strings.Repeat(text, times))
		return testing.AllocsPerRun(5, func() {
			r.Seek(0, io.SeekStart)
			if _, err := Rewrite(t.Context(), r, io.Discard, Options{Workers: 1, BlockSize: 1000}, lines, upper(nil)); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := run(2), run(200); many-few > 50 {
		t.Errorf("%v allocations for 10 blocks, %v for 1000", few, many)
	}
}

func TestCheckEdits(t *testing.T) {
	for _, c := range []struct {
		edits []Edit
		ok    bool
	}{
		{nil, true},
		{[]Edit{{0, 0, "a"}, {0, 3, ""}, {3, 10, "b"}, {10, 10, "c"}}, true},
		{[]Edit{{-1, 2, ""}}, false},
		{[]Edit{{3, 2, ""}}, false},
		{[]Edit{{0, 11, ""}}, false},
		{[]Edit{{0, 4, ""}, {3, 5, ""}}, false},
	} {
		if err := CheckEdits(c.edits, 10); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.edits, err)
		}
	}
}
