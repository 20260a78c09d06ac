package scan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
)

// Worker parses one block after another, counts what it meets in c and returns
// the first thing wrong in b as an *Error whose Offset is set; Run fills in
// the line. Any other error is taken as Stopped at the start of the block. Errors
// of one block must come in the order of their offsets.
type Worker func(b *Block, c *Counts) error

// Run reads r to its end in blocks cut by cut and has them parsed by
// o.Workers workers. newWorker is called once for each, in the goroutine of the
// caller and before anything is read. The summary is never nil; the error is
// nil or an *Error.
func Run(ctx context.Context, r io.Reader, o Options, cut Cut, newWorker func() Worker) (*Summary, error) {
	o = o.WithDefaults()
	src := &source{ctx: ctx, o: o, cut: cut, r: r}
	crew := make([]runner, o.Workers)
	for i := range crew {
		crew[i] = runner{src: src, work: newWorker(), alone: o.Workers == 1}
	}
	var wg sync.WaitGroup
	for i := range crew[1:] {
		wg.Go(crew[i+1].guarded)
	}
	crew[0].guarded()
	wg.Wait()
	for i := range crew {
		if p := crew[i].panicked; p != nil {
			panic(p) // in the caller's goroutine, where it can be caught without showing its value
		}
	}
	return finish(src, crew)
}

// guarded keeps a panic of the worker for Run: one that ends the process would
// print its value, which may hold data.
func (w *runner) guarded() {
	defer func() {
		if w.panicked = recover(); w.panicked != nil {
			w.src.stop()
		}
	}()
	w.run()
}

// runner is the state of one worker.
type runner struct {
	src    *source
	work   Worker
	counts Counts
	blocks []blockLines
	err    *Error // the first error met; Line is relative to its block
	errAt  int32  // the number of that block

	alone    bool  // the only worker: blocks come in order, so lines are known at once
	lines    int64 // newlines in its blocks so far
	panicked any
}

// blockLines is how many newlines a block holds.
type blockLines struct {
	number, lines int32
	size          int64
}

func (w *runner) run() {
	var buf []byte
	var b Block
	for w.err == nil {
		var ok bool
		if buf, b, ok = w.src.next(buf); !ok {
			return
		}
		if w.alone {
			b.firstLine = w.lines + 1
		}
		if w.err = parseBlock(&b, &w.counts, w.src.o.CheckUTF8, w.work); w.err != nil {
			w.src.stop()
			w.errAt = b.Number
			at := min(max(w.err.Offset-b.Offset, 0), int64(len(b.Data)))
			w.err.Line = int64(bytes.Count(b.Data[:at], newline))
		}
		lines := bytes.Count(b.Data, newline) // now, since a worker may have made newlines of other line ends
		w.blocks = append(w.blocks, blockLines{b.Number, int32(lines), int64(len(b.Data))})
		w.lines += int64(lines)
		if w.src.o.Bytes != nil {
			w.src.o.Bytes.Add(int64(len(b.Data)))
		}
	}
}

// parseBlock returns the first error of a block, which the text check and the
// worker both can find.
func parseBlock(b *Block, c *Counts, checkUTF8 bool, work Worker) *Error {
	bad := -1
	if checkUTF8 {
		bad = invalidUTF8(b.Data)
	}
	e := asError(b, work(b, c))
	if bad >= 0 && (e == nil || e.Offset >= b.Offset+int64(bad)) {
		return &Error{Kind: InvalidUTF8, Offset: b.Offset + int64(bad)}
	}
	return e
}

func asError(b *Block, err error) *Error {
	if err == nil {
		if b.TooLong {
			return &Error{Kind: RecordTooLong, Offset: b.Offset}
		}
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Stopped, Offset: b.Offset, Err: err}
}

// finish puts the parts of all workers together.
func finish(src *source, crew []runner) (*Summary, error) {
	s := &Summary{linesBefore: make([]int64, src.number)}
	var first *Error
	var firstAt int32
	for i := range crew {
		w := &crew[i]
		s.merge(&w.counts)
		for _, b := range w.blocks {
			s.linesBefore[b.number] = int64(b.lines)
			s.Bytes += b.size
		}
		if w.err != nil && (first == nil || w.err.Offset < first.Offset || w.err.Offset == first.Offset && w.errAt < firstAt) {
			first, firstAt = w.err, w.errAt
		}
	}
	var total int64
	for i, n := range s.linesBefore {
		s.linesBefore[i] = total
		total += n
	}
	if first != nil {
		first.Line += s.linesBefore[firstAt] + 1
		return s, first
	}
	if src.kind != 0 {
		return s, &Error{
			Kind: src.kind, Err: src.err,
			Offset: src.offset + int64(src.tail), Line: total + int64(src.lines) + 1,
		}
	}
	return s, nil
}
