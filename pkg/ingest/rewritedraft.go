package ingest

import (
	"context"
	"errors"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// ErrAnew is what RewriteDraft returns when it has found out late that the input
// must be read in another way than it was: what was written is worthless, and the
// next call will go on from there.
var ErrAnew = errors.New("the input must be read once more, in another way")

// RewriteDraft is Rewrite for an output that the caller can take back. It
// saves the pass that Rewrite makes before it writes; in return what was written
// counts only when it returns nil. When that is ErrAnew, the caller is to throw away
// the output and what the editors have gathered, and to call it again.
func (f *File) RewriteDraft(ctx context.Context, w io.Writer, columns []int, newEditor func() *scan.Editor) error {
	return f.rewrite(ctx, w, columns, newEditor, true)
}

// anew takes from the error of a draft how the input must be read, and returns
// what the caller is told: ErrAnew, or why it cannot be read at all; nil if the
// error is not about how it is read.
func (f *File) anew(err error) error {
	var e *scan.Error
	if !errors.As(err, &e) || e.Kind == scan.Write || e.Kind == scan.Read || e.Kind == scan.Stopped {
		return nil
	}
	if err = f.learnToCopy(err); err == errAgain {
		return ErrAnew
	}
	return err
}
