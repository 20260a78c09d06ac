package jsonscan

import (
	"context"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Rewrite reads r like Scan and copies it to w byte for byte, save for what the
// editors, one for each worker, change in the cells at the wanted paths. Blocks
// are written in the order of the stream, each with one Write; besides one block
// for each worker nothing is held.
//
// An edit counts bytes of the cell as Scan hands it over, and is brought into the
// value as it is written:
//
//   - In a string all escapes outside the edits stay as they are. One that is
//     touched goes with the edit as a whole. Where the removal of what was between
//     them would make a pair of two lone halves of surrogate pairs, the first is
//     written as \ufffd, which is how it was handed over.
//   - A number, true, false or null becomes a string with the edited text.
//   - An object or array, which is handed over as written, becomes a string if one
//     edit replaces all of it. Otherwise edits change the strings (keys too),
//     numbers and words inside that they touch, each as above, and never what is
//     between them. An edit that touches several puts its text into the first.
//
// So the output is always JSON, and what is not UTF-8 is copied as it is (with
// o.CheckUTF8 it is an error, as in Scan). A path that can be read in several ways means the
// value that its cell has been taken from. Of paths with the same value the first with
// edits is obeyed; where one value lies in another each is changed by its own edits.
// An edit that does not fit its cell, or is made to a value that is not there, is an
// error.
//
// Errors are those of Scan and scan.Rewrite. After one, what was written is the
// beginning of the copy; that holds for ErrFalseCut too, which must be ruled out
// before (by a Scan to the end) where output cannot be taken back.
func Rewrite(ctx context.Context, r io.Reader, w io.Writer, l Layout, paths []string, o scan.Options, newEditor func() *scan.Editor) (*scan.Summary, error) {
	if o.MaxRecord <= 0 {
		o.MaxRecord = scan.DefaultMaxRecord
	}
	if !l.parallel() {
		return rewriteInOrder(ctx, r, w, l, paths, o, newEditor)
	}
	var walkers []*walker
	s, err := scan.Rewrite(ctx, r, w, o, l.cut(), func() scan.Rewriter {
		c := newCopier(paths, newEditor())
		walkers = append(walkers, c.w)
		work := l.worker(c.w, c.record, o.MaxRecord)
		return scan.Rewriter{Flush: c.editor.Flush, Block: func(b *scan.Block, n *scan.Counts) ([]byte, error) {
			c.begin(b.Data)
			if err := work(b, n); err != nil {
				return nil, err
			}
			return c.text(b.Data), nil
		}}
	})
	l.addLone(walkers...)
	return s, err
}

// rewriteInOrder is scanInOrder with an output.
func rewriteInOrder(ctx context.Context, r io.Reader, w io.Writer, l Layout, paths []string, o scan.Options, newEditor func() *scan.Editor) (*scan.Summary, error) {
	o.Workers = 1
	c := newCopier(paths, newEditor())
	in := newInOrder(c.w, l, o.MaxRecord, c.record)
	cut := func(block []byte, final bool) (int, bool) {
		c.begin(block)
		return in.cut(block, final)
	}
	s, err := scan.Rewrite(ctx, r, w, o, cut, func() scan.Rewriter {
		return scan.Rewriter{Flush: c.editor.Flush, Block: func(b *scan.Block, n *scan.Counts) ([]byte, error) {
			if err := in.work(b, n); err != nil {
				return nil, err
			}
			return c.text(b.Data), nil
		}}
	})
	l.addLone(c.w)
	return s, err
}
