package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// lines is the cut of a format whose records are lines.
func lines(block []byte, final bool) (int, bool) {
	i := bytes.LastIndexByte(block, '\n') + 1
	if final {
		return len(block), true
	}
	return i, i > 0
}

// failAt returns workers that report kind Syntax at each '!' that they meet.
func failAt(b *Block, _ *Counts) error {
	if i := bytes.IndexByte(b.Data, '!'); i >= 0 {
		return &Error{Kind: Syntax, Offset: b.Offset + int64(i)}
	}
	return nil
}

func each(w Worker) func() Worker { return func() Worker { return w } }

func TestBlocksAreTheStream(t *testing.T) {
	data := "first\nsecond\n\n\nthe third is longer than most\n4\nno end"
	for size := 1; size < len(data)+3; size++ {
		for _, workers := range []int{1, 2, 5} {
			for _, end := range []string{"", "\n"} {
				var mu sync.Mutex
				parts := map[int32]Block{}
				work := func(b *Block, c *Counts) error {
					mu.Lock()
					defer mu.Unlock()
					clear(b.Padded()[len(b.Data):]) // the padding is the worker's
					keep := *b
					keep.Data = bytes.Clone(b.Data)
					parts[b.Number] = keep
					c.Records += int64(bytes.Count(b.Data, newline))
					return nil
				}
				all := data + end
				o := Options{Workers: workers, BlockSize: size}
				s, err := Run(t.Context(), iotest.HalfReader(strings.NewReader(all)), o, lines, each(work))
				if err != nil {
					t.Fatal(err)
				}
				var got []byte
				for i := range int32(len(parts)) {
					b := parts[i]
					if b.Offset != int64(len(got)) || b.Last != (int(i) == len(parts)-1) || b.TooLong {
						t.Fatalf("size %d: block %d begins at %d, last %v", size, i, b.Offset, b.Last)
					}
					want := 1 + strings.Count(all[:len(got)], "\n")
					if line := s.Line(Pos{Block: i}); line != int64(want) {
						t.Fatalf("size %d: block %d is at line %d, want %d", size, i, line, want)
					}
					got = append(got, b.Data...)
				}
				if string(got) != all || s.Bytes != int64(len(all)) || s.Records != int64(strings.Count(all, "\n")) {
					t.Fatalf("size %d: blocks are %q, %d records", size, got, s.Records)
				}
			}
		}
	}
}

func TestFirstErrorWins(t *testing.T) {
	broken := errors.New("broken pipe")
	cases := []struct {
		name string
		r    func() io.Reader
		want string
	}{
		{"two errors", text("a\nb\n!\nc\n!\n"), "line 3: not valid JSON"},
		{"before the reader's", then("a\nb!\nc\nd", broken), "line 2: not valid JSON"},
		{"the reader's", then("a\nb\nc\nd", broken), "line 4: cannot read on: broken pipe"},
		{"the reader's, at once", then("", broken), "line 1: cannot read on: broken pipe"},
		{"behind the text's", text("a\n\xff\n!\n"), "line 2: not UTF-8"},
		{"before the text's", text("a\n!\n\xff\n"), "line 2: not valid JSON"},
		{"in one line", text("a\nb\xc3!\n"), "line 2: not UTF-8"},
		{"too long", text("a\n" + strings.Repeat("x", 100) + "\n"), "line 2: the record is too long"},
		{"error in what is too long", text("a\n" + strings.Repeat("!", 100) + "\n"), "line 2: not valid JSON"},
		{"no progress", func() io.Reader { return idle{} }, "line 1: cannot read on: " + io.ErrNoProgress.Error()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for size := 1; size < 20; size++ {
				for _, workers := range []int{1, 2, 5} {
					o := Options{Workers: workers, BlockSize: size, MaxRecord: 20, CheckUTF8: true}
					s, err := Run(t.Context(), c.r(), o, lines, each(failAt))
					if err == nil || err.Error() != c.want || s == nil {
						t.Fatalf("block size %d, %d workers: error %v, want %s", size, workers, err, c.want)
					}
				}
			}
		})
	}
}

func text(s string) func() io.Reader { return func() io.Reader { return strings.NewReader(s) } }

func then(s string, err error) func() io.Reader {
	return func() io.Reader { return io.MultiReader(strings.NewReader(s), iotest.ErrReader(err)) }
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestCausesAreKept(t *testing.T) {
	cause := errors.New("cause")
	_, err := Run(t.Context(), then("a\n", cause)(), Options{}, lines, each(failAt))
	if !errors.Is(err, cause) {
		t.Errorf("%v does not wrap the reader's error", err)
	}
	_, err = Run(t.Context(), text("a\n")(), Options{}, lines, each(func(*Block, *Counts) error { return cause }))
	var e *Error
	if !errors.As(err, &e) || e.Kind != Stopped || !errors.Is(err, cause) {
		t.Errorf("%v is not the worker's error as Stopped", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	blocks := 0
	_, err := Run(ctx, endless{}, Options{Workers: 1, BlockSize: 100}, lines, each(func(*Block, *Counts) error {
		if blocks++; blocks == 3 {
			cancel()
		}
		return nil
	}))
	var e *Error
	if !errors.Is(err, context.Canceled) || !errors.As(err, &e) || e.Kind != Stopped || blocks != 3 {
		t.Errorf("error %v after %d blocks", err, blocks)
	}
}

// TestErrorStopsAllWorkers never returns if a worker reads on.
func TestErrorStopsAllWorkers(t *testing.T) {
	_, err := Run(t.Context(), endless{}, Options{Workers: 3, BlockSize: 100}, lines, each(func(b *Block, _ *Counts) error {
		if b.Number == 5 {
			return &Error{Kind: Syntax, Offset: b.Offset}
		}
		return nil
	}))
	var e *Error
	if !errors.As(err, &e) || e.Kind != Syntax || e.Offset != 500 || e.Line != 51 {
		t.Errorf("error %#v", err)
	}
}

// endless gives lines of ten bytes for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "123456789\n"[i%10]
	}
	return len(p), nil
}

func TestPos(t *testing.T) {
	b := &Block{Data: []byte("a\nb\n\"c\nd\"\ne\n"), Offset: 100, Number: 7}
	var r Record
	r.Attach(b)
	for _, c := range []struct{ at, line int }{{0, 0}, {2, 1}, {4, 2}, {10, 4}, {2, 1}, {10, 4}} {
		r.Start(c.at)
		if want := (Pos{Block: 7, Line: int32(c.line)}); r.Pos() != want || r.Offset != int64(100+c.at) {
			t.Errorf("byte %d is at %v of %d, want %v", c.at, r.Pos(), r.Offset, want)
		}
	}
	if line := new(Summary).Line(Pos{Block: 1}); line != 0 {
		t.Errorf("a place outside the scan has line %d", line)
	}
}

func TestShortPosIsTheFirst(t *testing.T) {
	var c, sum Counts
	c.AddShort(Pos{3, 1})
	c.AddShort(Pos{2, 9})
	c.AddShort(Pos{2, 10})
	sum.merge(&c)
	sum.merge(&Counts{})
	sum.merge(&Counts{Short: 1, ShortPos: Pos{2, 8}, Records: 4, Blank: 5})
	if want := (Counts{Records: 4, Blank: 5, Short: 4, ShortPos: Pos{2, 8}}); sum != want {
		t.Errorf("%+v, want %+v", sum, want)
	}
}

func TestErrorText(t *testing.T) {
	for e, want := range map[*Error]string{
		{Kind: TooWide, Offset: 7, Line: 2, Column: 3}: "line 2, column 3: more cells than the header has",
		{Kind: LoneQuote, Offset: 7}:                   "byte 7: a quote where none may stand",
		{Kind: 99, Offset: 7, Line: 1}:                 "line 1: error kind 99",
	} {
		if e.Error() != want {
			t.Errorf("%q, want %q", e.Error(), want)
		}
	}
	for k := LoneQuote; k <= Read; k++ {
		if strings.HasPrefix(fmt.Sprint(k), "error kind") {
			t.Errorf("kind %d has no text", uint8(k))
		}
	}
}
