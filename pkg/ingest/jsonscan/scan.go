package jsonscan

import (
	"bytes"
	"context"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Scan reads r, which has the layout l and no byte order mark, and hands the
// cells at the wanted paths of every record to the sinks. An error is a
// *scan.Error; its text names keys and places and never shows a value. Blank
// lines of NDJSON are counted in Summary.Blank. A record longer than
// o.MaxRecord is refused (in NDJSON the line, in an enclosing object each of its
// other members).
func Scan(ctx context.Context, r io.Reader, l Layout, paths []string, o scan.Options, newSink func() scan.Sink) (*scan.Summary, error) {
	if o.MaxRecord <= 0 {
		o.MaxRecord = scan.DefaultMaxRecord
	}
	if !l.parallel() {
		return scanInOrder(ctx, r, l, paths, o, newSink)
	}
	var walkers []*walker
	s, err := scan.Run(ctx, r, o, l.cut(), func() scan.Worker {
		w := newWalker(paths)
		walkers = append(walkers, w)
		return l.worker(w, newSink(), o.MaxRecord)
	})
	l.addLone(walkers...)
	return s, err
}

// cut returns how blocks of a parallel layout are cut.
func (l Layout) cut() scan.Cut {
	if l.Kind == Lines {
		return cutLines
	}
	return cutElements(l.Indent)
}

// worker returns one that reads such blocks.
func (l Layout) worker(w *walker, sink scan.Sink, max int) scan.Worker {
	if l.Kind == Lines {
		return lineWorker(w, sink, max)
	}
	return elementWorker(w, l, sink, max)
}

func (l Layout) addLone(walkers ...*walker) {
	for _, w := range walkers {
		if l.Lone != nil {
			l.Lone.Add(w.lone)
		}
	}
}

// cutLines cuts NDJSON: a line feed cannot stand inside a JSON string.
func cutLines(block []byte, final bool) (int, bool) {
	if final {
		return len(block), true
	}
	n := bytes.LastIndexByte(block, '\n') + 1
	return n, n > 0
}

// lineWorker reads blocks of lines with one object each.
func lineWorker(w *walker, sink scan.Sink, max int) scan.Worker {
	rec := &scan.Record{Cells: w.cells}
	w.oneLine = true
	return func(b *scan.Block, c *scan.Counts) error {
		w.begin(b.Data)
		rec.Attach(b)
		for p := 0; p < len(w.d); {
			start := p
			end := w.line(&p)
			switch {
			case end < 0 && w.fault.beyond(start, max), end+1-start > max:
				return tooLong(b.Offset, start)
			case end < 0:
				return w.lineFault().scanError(b.Offset)
			case p == end:
				c.Blank++
			default:
				rec.Start(p)
				c.Records++
				if err := sink(rec); err != nil {
					return &scan.Error{Kind: scan.Stopped, Offset: rec.Offset, Err: err}
				}
			}
			p = end + 1
		}
		return nil
	}
}

// line reads the line at *p, moves *p to its object, or to the line's end if it
// is blank, and returns the line's end.
func (w *walker) line(p *int) int {
	d := w.d
	at := *p
	if d[at] != '{' {
		at = w.space(at)
		*p = at
		if at == len(d) || d[at] == '\n' {
			return at
		}
		if d[at] != '{' {
			return w.fail(faultSyntax, at, "an object was expected")
		}
	}
	end := w.record(at)
	if end < 0 || end == len(d) || d[end] == '\n' {
		return end
	}
	if end = w.space(end); end < len(d) && d[end] != '\n' {
		return w.fail(faultSyntax, end, "text after the object of a line")
	}
	return end
}

// lineFault is the fault with a better text when it is the end of the line that
// came too early.
func (w *walker) lineFault() fault {
	f := w.fault
	if f.kind == faultShort || f.kind == faultSyntax && w.d[f.at] == '\n' {
		f.text = "the line ends inside an object"
	}
	return f
}

// cutElements cuts an array before an element that begins a line with indent
// before its brace, behind a line that ends with a comma. The cut can be false:
// see elementWorker.
func cutElements(indent string) scan.Cut {
	sep := []byte("\n" + indent + "{")
	return func(block []byte, final bool) (int, bool) {
		if final {
			return len(block), true
		}
		for end := len(block); ; {
			i := bytes.LastIndex(block[:end], sep)
			if i < 0 {
				return 0, false
			}
			if before := bytes.TrimRight(block[:i], " \t\r"); bytes.HasSuffix(before, []byte{','}) {
				return i + 1, true
			}
			end = i + len(sep) - 1
		}
	}
}

// elementWorker reads blocks of an array. Why its errors can be trusted although
// cuts can be false: the first block begins at the start of the document, and a
// block that ends exactly behind a comma between elements makes the next one
// begin right. So before the first error all blocks were read right, and the
// first error is either a true one or the false cut itself.
func elementWorker(w *walker, l Layout, sink scan.Sink, max int) scan.Worker {
	return func(b *scan.Block, c *scan.Counts) error {
		m := newDocument(w, l, max, emitter(w, b, c, sink))
		if b.Number > 0 {
			m.step = atElement
		}
		done, err := m.read(b.Data, b.Offset, b.Last)
		falseCut := err == nil && !b.Last && (done < len(b.Data) || m.step != atElement)
		if falseCut || err != nil && err.Kind == scan.RecordTooLong && !b.Last && m.fault.kind == faultShort {
			return &scan.Error{Kind: scan.Syntax, Offset: b.Offset + int64(len(b.Data)), Err: ErrFalseCut}
		}
		if err != nil {
			return err
		}
		return nil
	}
}

// emitter returns a function that hands the record which w has read to sink.
func emitter(w *walker, b *scan.Block, c *scan.Counts, sink scan.Sink) func(start, end int) error {
	rec := &scan.Record{Cells: w.cells}
	rec.Attach(b)
	return func(start, _ int) error {
		rec.Start(start)
		c.Records++
		return sink(rec)
	}
}

// scanInOrder reads a document with one worker.
func scanInOrder(ctx context.Context, r io.Reader, l Layout, paths []string, o scan.Options, newSink func() scan.Sink) (*scan.Summary, error) {
	o.Workers = 1
	w := newWalker(paths)
	in := newInOrder(w, l, o.MaxRecord, newSink())
	s, err := scan.Run(ctx, r, o, in.cut, func() scan.Worker { return in.work })
	l.addLone(w)
	return s, err
}

// inOrder is the state of that worker. Only reading a document tells where its
// records end, so it is read in the cut itself, where text that is not yet complete
// can be asked for; the worker only passes on what came out.
type inOrder struct {
	m      *document
	b      scan.Block // the block that cut is about to make
	c      scan.Counts
	rec    *scan.Record
	failed *scan.Error
}

func newInOrder(w *walker, l Layout, max int, sink scan.Sink) *inOrder {
	in := &inOrder{rec: &scan.Record{Cells: w.cells}}
	in.m = newDocument(w, l, max, func(start, _ int) error {
		in.rec.Start(start)
		in.c.Records++
		return sink(in.rec)
	})
	return in
}

// cut is a scan.Cut. It hands over records only where it then makes a block of
// them.
func (in *inOrder) cut(block []byte, final bool) (int, bool) {
	in.b.Data = block
	in.rec.Attach(&in.b)
	done, err := in.m.read(block, in.b.Offset, final)
	if err != nil {
		in.failed, done = err, len(block)
	}
	if done == 0 && !final {
		return 0, false
	}
	in.b.Offset += int64(done)
	in.b.Number++
	return done, true
}

// work is a scan.Worker for the block that cut has made.
func (in *inOrder) work(_ *scan.Block, sum *scan.Counts) error {
	sum.Records += in.c.Records
	in.c.Records = 0
	if in.failed != nil {
		return in.failed
	}
	return nil
}
