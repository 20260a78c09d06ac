package ingest

import (
	"context"
	"errors"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Gather hands the cells of the chosen columns of every record to sinks: one for
// each worker, each with its own part of the records, in no order. It also
// settles how the input must be read, which Rewrite has to know before it
// writes: whether lone quotes are text, in which encoding. When it finds out late
// it begins anew: newSink is called again for each worker, and what the sinks
// before have been given is given once more. newSink is called in the caller's
// goroutine. The cells are valid until the sink returns; places become lines by
// Line after Gather has returned.
//
// A text that is UTF-8 but for some broken bytes keeps them, see Rewrite.
func (f *File) Gather(ctx context.Context, columns []int, newSink func() func(at scan.Pos, cells [][]byte) error) error {
	if f.shards != nil {
		return f.noTexts()
	}
	if err := f.prepareCopy(); err != nil {
		return f.named(err)
	}
	return f.gatherRecords(ctx, columns, f.opts.Workers, func() scan.Sink {
		sink := newSink()
		return func(rec *scan.Record) error { return sink(rec.Pos(), rec.Cells) }
	})
}

func (f *File) gatherRecords(ctx context.Context, columns []int, workers int, newSink func() scan.Sink) error {
	for {
		_, err := f.scan(ctx, columns, workers, newSink)
		if err == nil {
			return nil
		}
		if err = f.learnToCopy(err); err != errAgain {
			return err
		}
	}
}

// Rereadable says whether the input can be read twice, so that Rewrite can follow
// Gather: a file can, and so can a pipe that is no longer than the 8 MiB that
// are kept of it. To find out, it reads a pipe that far.
func (f *File) Rereadable() bool { return f.made() || f.src.Rereadable() }

// prepareCopy decides, once, whether the text is UTF-8 in the main. Counting takes
// a text with one broken byte for Windows-1252, which does not matter to
// scores; a copy would mask names in the wrong letters. Both are lossless.
func (f *File) prepareCopy() error {
	if f.copies || f.made() {
		return nil
	}
	f.copies = true
	info := f.src.Info()
	switch {
	case f.opts.Encoding != "":
		f.lenient = info.Encoding == "UTF-8"
		return nil
	case info.Encoding == "UTF-8":
		if f.lenient = info.BOM; f.lenient {
			return nil
		}
		for _, c := range f.src.Head() {
			if c >= 0x80 { // and all of the head is valid
				f.lenient = true
				break
			}
		}
		return nil
	case !info.Fallback:
		return nil
	}
	runes, broken, err := f.src.CountUTF8()
	if err != nil || !info.BOM && runes < broken {
		return err
	}
	if err := f.src.Reopen("utf-8"); err != nil {
		return err
	}
	f.src.SetCR(false)
	*f = File{name: f.name, opts: f.opts, src: f.src, copies: true, lenient: true}
	return f.open()
}

// learnToCopy is learn for a text that is to be copied: when the first byte that is
// not ASCII is broken, the whole decides what it is in.
func (f *File) learnToCopy(err error) error {
	var e *scan.Error
	if !errors.As(err, &e) || e.Kind != scan.InvalidUTF8 || f.opts.Encoding != "" || f.lenient || !f.src.Rereadable() {
		return f.learn(err)
	}
	runes, broken, countErr := f.src.CountUTF8()
	if countErr != nil {
		return f.named(countErr)
	}
	if runes < broken {
		return f.learn(err)
	}
	f.lenient = true
	return errAgain
}
