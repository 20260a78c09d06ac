package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/jsonscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
)

// Rewrite copies the input to w, byte for byte but for what the editors, one for
// each worker, change in the cells of the chosen columns (none twice): title and
// header rows, blank records, quoting, escapes, line ends and the byte order mark
// stay, and so does the encoding. Of a compressed input the text is written, not
// compressed; of a workbook the workbook, as xlsxscan.Book.Rewrite makes it; a Parquet file is
// refused. The
// output does not depend on the number of workers. newEditor is called in the
// caller's goroutine.
//
// Records are numbered as Each hands them over: the first data record is 1,
// blank ones do not count. The places that editors are given become lines by
// Line after Rewrite has returned. A workbook is written at the end, in one block.
//
// A text that is UTF-8 in the main, or begins with its mark, keeps its broken
// bytes, and editors see them in their cells; one that never is UTF-8 is read as
// Windows-1252 as everywhere. Refused are encodings whose text cannot be written
// back byte for byte (those of several bytes a character but UTF-16, and broken
// UTF-16).
//
// Once output has begun the input cannot be read in another way. So what can be
// read twice is gone through before, unless Gather or Each did that already; a long
// pipe in which something unexpected turns up late ends with an error that says
// what to give. What was written by then is the beginning of the output.
//
// Errors of w, and those that the editors return, are returned as they are.
func (f *File) Rewrite(ctx context.Context, w io.Writer, columns []int, newEditor func() *scan.Editor) error {
	return f.rewrite(ctx, w, columns, newEditor, false)
}

// rewrite is Rewrite, and RewriteDraft if the output is a draft.
func (f *File) rewrite(ctx context.Context, w io.Writer, columns []int, newEditor func() *scan.Editor, draft bool) error {
	if f.shards != nil {
		return f.noTexts()
	}
	if f.format == "parquet" {
		return &Error{ID: "file-unreadable", File: f.name, Msg: "a Parquet file cannot be copied with changes",
			Hint: "write it as CSV first, such as with DuckDB: COPY 'FILE.parquet' TO 'FILE.csv'"}
	}
	for _, k := range columns {
		if k < 0 || k >= len(f.columns) {
			return &Error{Fault: Internal, File: f.name, Msg: fmt.Sprintf("there is no column #%d to change", k+1)}
		}
	}
	if f.text != nil {
		return f.rewriteWorkbook(ctx, w, columns, newEditor)
	}
	if err := f.prepareCopy(); err != nil {
		return f.named(err)
	}
	if _, err := f.src.Writer(io.Discard); err != nil {
		return f.named(err) // before a long pass
	}
	draft = draft && f.src.Rereadable()
	if !draft && !f.settled && f.src.Rereadable() {
		err := f.gatherRecords(ctx, nil, f.opts.Workers, func() scan.Sink {
			return func(*scan.Record) error { return nil }
		})
		if err != nil {
			return err
		}
	}
	return f.copyText(ctx, w, columns, newEditor, draft)
}

// copyText makes the pass that writes.
func (f *File) copyText(ctx context.Context, w io.Writer, columns []int, newEditor func() *scan.Editor, draft bool) error {
	f.src.SetCR(false) // the scanner does it, and keeps what was there
	defer f.src.SetCR(f.cr)
	r, err := f.src.Reader()
	if err != nil {
		return f.learn(err)
	}
	out, err := f.src.Writer(w)
	if err != nil {
		return f.named(err)
	}
	o := scan.Options{Workers: f.opts.Workers, Bytes: f.opts.Progress}
	o.CheckUTF8 = f.src.Info().Encoding == "UTF-8" && !f.lenient && !f.settled // settled: checked already
	if o.Bytes != nil {
		o.Bytes.Store(0) // the pass before this one has counted too
	}
	var s *scan.Summary
	if f.isDocument() {
		layout := f.document
		if !f.settled && !draft { // a false cut can no longer be mended
			layout.Sequential = true
		}
		paths, wrap := f.copyPaths(columns)
		s, err = jsonscan.Rewrite(ctx, r, out, layout, paths, o, func() *scan.Editor { return wrap(newEditor()) })
	} else {
		layout := f.layout
		layout.CR = f.cr
		s, err = csvscan.Rewrite(ctx, r, out, layout, columns, o, newEditor)
	}
	f.scanned = s
	if draft && err != nil {
		if anew := f.anew(err); anew != nil {
			return anew
		}
	}
	return f.copyFault(err)
}

// copyFault words the error of a pass that writes.
func (f *File) copyFault(err error) error {
	var e *scan.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Kind == scan.Write, e.Kind == scan.Stopped && e.Err != nil:
		var own *Error
		var in *stream.Error
		if errors.As(e.Err, &own) || errors.As(e.Err, &in) {
			return f.named(e.Err)
		}
		return e.Err
	case e.Kind == scan.InvalidUTF8:
		return f.fault("encoding-fallback", e, fmt.Sprintf("byte %d is not UTF-8", e.Offset), "give --encoding windows-1252, or what the file is in; --encoding utf-8 copies such bytes as they are")
	}
	return f.scanFault(e)
}
