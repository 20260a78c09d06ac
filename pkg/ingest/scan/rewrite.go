package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Rewriter is one worker of [Rewrite].
type Rewriter struct {
	// Block parses b like a [Worker], and returns what is to be written in its place:
	// b.Data itself where nothing changes, or a buffer of the worker's own. It is
	// written before Block is called again. What c.Records grows by is the number
	// of records that the block holds.
	Block func(b *Block, c *Counts) (text []byte, err error)
	// Flush is that of the worker's Editor, and may be nil. It is not called for a
	// block without a record.
	Flush func(first int64) error
}

// Rewrite is Run with an output: what the workers make of the blocks goes to w
// in the order of the stream, each block with one Write, its Flush right behind.
// A worker waits for its turn, so that besides the buffers of the workers
// nothing is held. newRewriter is called like newWorker of Run.
//
// When a block fails (its parser, Write or Flush returns an error or panics),
// the blocks before it are still written and those behind it are given up. An
// error of Write is of kind Write, one of Flush of kind Stopped.
func Rewrite(ctx context.Context, r io.Reader, w io.Writer, o Options, cut Cut, newRewriter func() Rewriter) (*Summary, error) {
	check := o.CheckUTF8 // here, because a block must not be written before it is checked
	o.CheckUTF8 = false
	out := newOutput(ctx, w)
	return Run(ctx, r, o, cut, func() Worker {
		rw := newRewriter()
		var text []byte
		work := func(b *Block, c *Counts) (err error) {
			text, err = rw.Block(b, c)
			return err
		}
		return func(b *Block, c *Counts) error {
			written := false
			defer func() {
				if !written { // by an error or a panic
					out.fail(b.Number)
				}
			}()
			before := c.Records
			if err := parseBlock(b, c, check, work); err != nil {
				return err
			}
			if err := out.write(b, text, c.Records-before, rw.Flush); err != nil {
				return err
			}
			written = true
			return nil
		}
	})
}

// output is where the workers of Rewrite take turns.
type output struct {
	ctx context.Context
	w   io.Writer

	mu      sync.Mutex
	turned  sync.Cond
	turn    int32 // number of the block that is to be written next
	failed  int32 // number of the first block that cannot be written, -1 none
	records int64 // in the blocks that are written
}

func newOutput(ctx context.Context, w io.Writer) *output {
	out := &output{ctx: ctx, w: w, failed: -1}
	out.turned.L = &out.mu
	return out
}

var errGivenUp = errors.New("a block before it failed")

// write waits for the turn of b. Whoever comes before it is at work and will
// either write or fail, so that the wait ends.
func (out *output) write(b *Block, text []byte, records int64, flush func(int64) error) error {
	if !out.wait(b.Number) {
		return &Error{Kind: Stopped, Offset: b.Offset, Err: errGivenUp}
	}
	// Nobody else has the turn: no lock is needed, and none is held if w blocks.
	if out.ctx.Err() != nil {
		return &Error{Kind: Stopped, Offset: b.Offset, Err: context.Cause(out.ctx)}
	}
	if len(text) > 0 {
		n, err := out.w.Write(text)
		if err == nil && n < len(text) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return &Error{Kind: Write, Offset: b.Offset, Err: err}
		}
	}
	if records > 0 && flush != nil {
		if err := flush(out.records + 1); err != nil {
			return &Error{Kind: Stopped, Offset: b.Offset, Err: err}
		}
	}
	out.mu.Lock()
	out.records += records
	out.turn++
	out.mu.Unlock()
	out.turned.Broadcast()
	return nil
}

// wait returns true when it is the turn of that block, and false if that will
// never be.
func (out *output) wait(number int32) bool {
	out.mu.Lock()
	defer out.mu.Unlock()
	for out.turn != number {
		if out.failed >= 0 && out.failed < number {
			return false
		}
		out.turned.Wait()
	}
	return true
}

// fail says that a block will not be written.
func (out *output) fail(number int32) {
	out.mu.Lock()
	if out.failed < 0 || number < out.failed {
		out.failed = number
	}
	out.mu.Unlock()
	out.turned.Broadcast()
}

// CheckEdits says what is wrong with the edits of a cell of size bytes: they must
// lie within it, in order and without overlap. Scanners call it before they
// rely on that.
func CheckEdits(edits []Edit, size int) error {
	at := 0
	for i := range edits {
		e := &edits[i]
		if e.Start < at || e.End < e.Start || e.End > size {
			return fmt.Errorf("the change of bytes %d to %d does not fit in a cell of %d bytes changed up to %d", e.Start, e.End, size, at)
		}
		at = e.End
	}
	return nil
}
