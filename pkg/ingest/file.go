package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/jsonscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/parquetscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// maxColumns is the most that a spreadsheet can have; a header with more is not
// a survey export.
const maxColumns = 16384

// firstBlock is how much of a large input is looked at to find its columns: some
// 1,500 records. What it says is checked against the whole.
const firstBlock = 256 << 10

// wholeBlock is up to which size an input is looked at whole.
const wholeBlock = 8 << 20

// File is one opened input.
type File struct {
	name     string
	opts     Options
	src      *stream.Source
	format   string
	sheet    string
	text     []byte             // of a workbook's sheet or a small Parquet file, nil otherwise
	table    *parquetscan.Table // a large Parquet file, nil otherwise
	layout   csvscan.Layout
	document jsonscan.Layout
	headers  int // header rows
	columns  []Column
	preset   *Preset
	why      string // why the preset
	zone     *time.Location
	head     [][]string // data records of the first block
	lines    []int64    // where they begin
	complete bool       // head holds every record
	warnings []Warning
	shards   *tally.Tally // a tally file's content

	roles   *roles // set by resolve
	scanned *scan.Summary

	cr      bool // lines end in a lone CR
	copies  bool // the text is to be copied; see prepareCopy
	lenient bool // the text is UTF-8, and bytes that are not are let through
	settled bool // all records have been read in the way they are to be read
}

// Open finds out what r is and reads its first block. Nothing is decided yet
// about the columns' meaning, so Columns works on any input that has some.
// The caller closes r after Close.
func Open(name string, r io.Reader, o Options) (*File, error) {
	if o.Presets == nil {
		known, err := builtin()
		if err != nil {
			return nil, err
		}
		o.Presets = known
	}
	kept := wholeBlock
	if o.HeadOnly > 0 { // several passes are made over it, each of which reads a block too much
		kept = o.HeadOnly + scan.DefaultMaxRecord
	}
	src, err := stream.Open(name, r, stream.Options{Encoding: o.Encoding, Sample: firstBlock, HeadSize: kept,
		Unwrap: o.Unwrap, Digest: o.Digest})
	if err != nil {
		return nil, streamError(name, err)
	}
	f := &File{name: name, opts: o, src: src}
	if err := f.open(); err != nil {
		src.Close()
		return nil, f.named(err)
	}
	return f, nil
}

func (f *File) open() error {
	f.complete = f.src.Complete()
	switch f.src.Kind() {
	case stream.Workbook:
		return f.openWorkbook()
	case stream.Parquet:
		return f.openParquet()
	}
	head := f.src.Head()
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	if len(trimmed) == 0 && f.complete {
		return &Error{ID: "empty-file", Msg: "the input is empty"}
	}
	if tally.IsFile(head) {
		return f.openTally()
	}
	if len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') && f.opts.Delimiter == 0 {
		return f.openDocument(head)
	}
	return f.openDelimited(head)
}

func (f *File) openTally() error {
	f.format = "tally"
	r, err := f.src.Reader()
	if err != nil {
		return err
	}
	if f.shards, err = tally.Read(r); err != nil {
		return &Error{ID: "file-unreadable", Msg: err.Error()}
	}
	return nil
}

// Close frees what decompressing holds.
func (f *File) Close() error { return f.src.Close() }

// Columns returns the input's columns; none for a tally file.
func (f *File) Columns() []Column { return f.columns }

// Digest returns the SHA-256 of the input without its compressions and encryption:
// the bytes of the text before it is decoded (so the same export gives the same sum
// however it is packed and whatever it is taken for), or those of a workbook or a
// Parquet file. It needs Options.Digest, and a pass that has been read to its end.
// ok is false as long as it is not known.
func (f *File) Digest() (sum [32]byte, ok bool) {
	if !f.opts.Digest {
		return sum, false
	}
	sum, ok, err := f.src.Digest()
	return sum, ok && err == nil
}

// IsTally says whether the input is a tally file, which has counts and no rows.
func (f *File) IsTally() bool { return f.shards != nil }

// Size is the number of bytes that Options.Progress will reach, -1 if unknown.
func (f *File) Size() int64 {
	switch {
	case f.text != nil:
		return int64(len(f.text))
	case f.table != nil:
		return -1
	}
	return f.src.Info().Size
}

// Warnings returns the doubts met so far.
func (f *File) Warnings() []Warning { return f.warnings }

func (f *File) warn(id, message string, line int64) {
	f.warnOf(id, "", message, line)
}

// warnOf is warn about a column.
func (f *File) warnOf(id, column, message string, line int64) {
	w := Warning{ID: id, Message: message, Column: column, Line: line}
	for _, known := range f.warnings {
		if known.ID == id && known.Message == message && known.Column == column {
			return
		}
	}
	f.warnings = append(f.warnings, w)
}

// unwarn takes back warnings that the whole input has refuted.
func (f *File) unwarn(ids ...string) {
	f.warnings = slices.DeleteFunc(f.warnings, func(w Warning) bool { return slices.Contains(ids, w.ID) })
}

// scan makes one pass over all records with the wanted columns.
func (f *File) scan(ctx context.Context, wanted []int, workers int, newSink func() scan.Sink) (*scan.Summary, error) {
	o := scan.Options{Workers: workers, Bytes: f.opts.Progress}
	r, err := f.reader(wanted)
	if err != nil {
		return nil, err
	}
	o.CheckUTF8 = !f.made() && f.src.Info().Encoding == "UTF-8" && !f.lenient
	if f.opts.HeadOnly > 0 && !f.made() {
		o.Workers, newSink = 1, f.headOnly(newSink)
	}
	var s *scan.Summary
	if f.isDocument() {
		paths := make([]string, len(wanted))
		for i, k := range wanted {
			paths[i] = f.columns[k].jsonPath()
		}
		s, err = jsonscan.Scan(ctx, r, f.document, paths, o, f.picking(wanted, newSink))
	} else {
		s, err = csvscan.Scan(ctx, r, f.layout, wanted, o, newSink)
	}
	if errors.Is(err, errHeadEnd) {
		err = nil
	}
	f.scanned, f.settled = s, err == nil
	return s, err
}

// errHeadEnd ends a pass of Options.HeadOnly.
var errHeadEnd = errors.New("the head ends")

// headOnly makes sinks that stop where Options.HeadOnly says.
func (f *File) headOnly(newSink func() scan.Sink) func() scan.Sink {
	return func() scan.Sink {
		sink := newSink()
		return func(rec *scan.Record) error {
			if rec.Offset >= int64(f.opts.HeadOnly) {
				return errHeadEnd
			}
			return sink(rec)
		}
	}
}

// made says whether the text is made by this program of something that is none, so
// that its encoding and quotes are known and it can be made again.
func (f *File) made() bool { return f.text != nil || f.table != nil }

// reader begins a pass over the text. What is not wanted may be blank in it.
func (f *File) reader(wanted []int) (io.Reader, error) {
	switch {
	case f.text != nil:
		return bytes.NewReader(f.text), nil
	case f.table != nil:
		return f.table.Text(append([]int{}, wanted...)), nil
	}
	return f.src.Reader()
}

func (f *File) isDocument() bool { return f.format == "json" || f.format == "ndjson" }

// errAgain says that the pass must be made once more with what was learnt.
var errAgain = errors.New("read again")

// learn looks at a scan's error: what another way of reading cures is changed
// and errAgain returned, everything else becomes an *Error.
func (f *File) learn(err error) error {
	if errors.Is(err, stream.ErrNotRewindable) {
		return &Error{ID: "file-unreadable", File: f.name, Msg: "the input must be read twice, and a pipe cannot be",
			Hint: "write it to a file first, then name the file", cause: err}
	}
	var e *scan.Error
	if !errors.As(err, &e) {
		return f.named(err)
	}
	switch {
	case e.Kind == scan.LoneQuote && !f.layout.Lazy && !f.isDocument():
		f.layout.Lazy = true
		f.warn("lone-quote", "a quote stands inside an unquoted cell; lone quotes were read as text", e.Line)
		return f.again(e, "a quote stands inside an unquoted cell", "give --lazy-quotes to read lone quotes as text")
	case e.Kind == scan.InvalidUTF8 && !f.made() && f.opts.Encoding == "":
		if f.src.FallBack(e.Offset) == nil {
			f.warnFallback()
			return errAgain
		}
		return f.fault("encoding-fallback", e, fmt.Sprintf("byte %d is not UTF-8", e.Offset), "give --encoding windows-1252, or what the file is in")
	case errors.Is(e, jsonscan.ErrFalseCut) && !f.document.Sequential:
		f.document.Sequential = true
		return f.again(e, "the elements of the array are not laid out alike", "write it to a file first, then name the file")
	case e.Kind == scan.TooWide && f.layout.NoQuotes:
		f.layout.NoQuotes = false
		return f.again(e, "a line has more cells than the header", "write it to a file first, then name the file")
	}
	return f.scanFault(e)
}

// again asks for another pass, which a pipe that has gone by cannot give.
func (f *File) again(e *scan.Error, msg, hint string) error {
	if !f.made() {
		if _, err := f.src.Reader(); err != nil {
			return f.fault("file-unreadable", e, msg+", and a pipe cannot be read twice", hint)
		}
	}
	return errAgain
}

func (f *File) fault(id string, e *scan.Error, msg, hint string) error {
	return &Error{ID: id, File: f.name, Line: e.Line, Msg: msg, Hint: hint}
}

// scanFault turns what a scanner reports into words for a user.
func (f *File) scanFault(e *scan.Error) error {
	if e.Kind == scan.Stopped && e.Err != nil {
		var own *Error
		if errors.As(e.Err, &own) {
			if own.Line == 0 {
				own.Line = e.Line
			}
			return f.named(own)
		}
		if errors.Is(e.Err, context.Canceled) || errors.Is(e.Err, context.DeadlineExceeded) {
			return e.Err
		}
	}
	switch e.Kind {
	case scan.LoneQuote:
		return f.fault("file-unreadable", e, "a quote stands inside an unquoted cell", "give --lazy-quotes to read lone quotes as text")
	case scan.OpenQuote:
		return f.fault("file-unreadable", e, "a quote is opened here and never closed", "close it, or give --lazy-quotes if quotes are not special in this file")
	case scan.TooWide:
		msg := fmt.Sprintf("this record has more cells than the header has columns (%d)", len(f.columns))
		return f.fault("ragged-row", e, msg, "a comma or quote in a cell may not be quoted; --delimiter and --header-rows say how the file is written")
	case scan.RecordTooLong:
		return f.fault("file-unreadable", e, "the record that begins here is longer than 16 MiB", "a quote that is never closed can cause this: --lazy-quotes")
	case scan.Read:
		var own *stream.Error
		if f.src.Info().Sealed && !errors.As(e.Err, &own) {
			return e.Err // what Unwrap says
		}
		if f.table != nil {
			return f.named(parquetFault(e.Err))
		}
		return &Error{ID: "file-unreadable", File: f.name, Msg: "cannot read on", Err: streamError("", e.Err)}
	}
	return &Error{ID: "file-unreadable", File: f.name, Line: e.Line, Msg: e.Kind.String(), Err: e.Err}
}

// named fills in the file's name where an error has none.
func (f *File) named(err error) error {
	var e *Error
	if errors.As(err, &e) && e.File == "" {
		e.File = f.name
	}
	var s *stream.Error
	if errors.As(err, &s) {
		return streamError(f.name, err)
	}
	return err
}

func streamError(name string, err error) error {
	var e *stream.Error
	if errors.As(err, &e) {
		fault := Unreadable
		if e.Kind == stream.UnknownEncoding {
			fault = Misuse
		}
		return &Error{ID: "file-unreadable", Fault: fault, File: name, Msg: e.Msg, Hint: e.Hint, Err: e.Err}
	}
	return err
}

// columnsFrom checks the number of columns and marks repeated names.
func (f *File) setColumns(columns []Column) error {
	if len(columns) > maxColumns {
		return &Error{ID: "file-unreadable", Msg: fmt.Sprintf("the header has more than %d columns", maxColumns),
			Hint: "is the delimiter right? --delimiter"}
	}
	markRepeated(columns)
	f.columns = columns
	return nil
}

// presetFor resolves --preset, or asks detect.
func (f *File) presetFor(detect func([]*Preset) (*Preset, error)) error {
	switch id := f.opts.Preset; id {
	case "":
		p, err := detect(f.opts.Presets)
		if err != nil {
			return err
		}
		f.preset, f.why = p, "its columns"
	case "generic":
		f.why = "--preset"
	default:
		f.preset, f.why = presetByID(f.opts.Presets, id), "--preset"
		if f.preset == nil {
			ids := make([]string, len(f.opts.Presets))
			for i, p := range f.opts.Presets {
				ids[i] = p.ID
			}
			return &Error{Fault: Misuse, Msg: "there is no preset " + quote(id), Hint: "did you mean " + ids[suggest.Order(id, ids)[0]] + "?"}
		}
	}
	return nil
}
