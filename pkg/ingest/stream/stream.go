// Package stream turns whatever a user hands over (a file, standard input, a
// compressed copy, a ZIP with one export in it, text in an old encoding) into
// one stream of UTF-8 text, or into the bytes of an XLSX workbook or a Parquet
// file.
//
// It decides everything from the content and nothing from the name. Open reads
// only the head of the input: enough to know the compression, the container and
// the encoding, and enough for the caller to find delimiter, header and columns.
// The caller looks at Head and then asks for Reader, which begins again at the
// very start:
//
//	src, err := stream.Open("export.csv.gz", f, stream.Options{})
//	... look at src.Head() ...
//	r, err := src.Reader()
//
// Reader may be called again for another pass. A regular file is simply rewound,
// also on standard input; a pipe keeps its first 8 MiB, so another pass is
// possible as long as no more than that was consumed (ErrNotRewindable after).
//
// What cannot be read is refused with an *Error that says what the thing is and,
// in Hint, what to do about it.
//
// A Source is for one pass at a time. Its Reader may be used from several
// goroutines under the caller's lock, as any io.Reader.
package stream

import (
	"bytes"
	"errors"
	"io"
	"sync/atomic"
)

// ErrNotRewindable is returned by Reader and Reopen when the input is a pipe of
// which more than the kept head has been consumed.
var ErrNotRewindable = errors.New("the input is a pipe and cannot be read again from its start")

// Kind says what a Source holds.
type Kind uint8

const (
	// Text is anything to be read with Reader: CSV, JSON and the like.
	Text Kind = iota
	// Workbook is an XLSX workbook, to be read with Bytes.
	Workbook
	// Parquet is a Parquet file, to be read with Random.
	Parquet
)

// String returns "text", "workbook" or "Parquet file".
func (k Kind) String() string {
	return [...]string{"text", "workbook", "Parquet file"}[k]
}

// Options of Open. The zero value detects everything with the default sizes.
type Options struct {
	// Encoding is the name of the text's encoding; "" means detect it. Any
	// WHATWG name or alias, and macroman, cp437, cp850 and their kin.
	Encoding string
	// HeadSize is how many bytes of a pipe are kept for another pass, and up to
	// which size a plain file is taken whole as the head. 0: 8 MiB.
	HeadSize int
	// Sample is how many bytes are read as the head of everything larger than
	// HeadSize or of unknown size. 0: 1 MiB.
	Sample int
	// MaxBuffer bounds what must be held in memory at once: a workbook, and a ZIP
	// or a Parquet file that is no plain file. 0: 512 MiB.
	MaxBuffer int64
	// Unwrap decrypts what begins like an age file, and is called anew for each
	// pass. Its errors, and those of its reader, pass unchanged. nil: such an input is
	// refused. What it gives never touches a disk.
	Unwrap func(io.Reader) (io.Reader, error)
	// Digest makes each pass compute what Digest returns.
	Digest bool
}

func (o Options) withDefaults() Options {
	if o.HeadSize <= 0 {
		o.HeadSize = 8 << 20
	}
	if o.Sample <= 0 {
		o.Sample = 1 << 20
	}
	// A head shorter than a byte order mark could not be judged.
	o.HeadSize = max(o.HeadSize, 4)
	o.Sample = min(max(o.Sample, 4), o.HeadSize)
	if o.MaxBuffer <= 0 {
		o.MaxBuffer = 512 << 20
	}
	return o
}

// Info is what Open found out.
type Info struct {
	// Compression is "", "gzip", "zstd" or "zip"; of nested ones the outermost.
	Compression string
	// Sealed says that the input is encrypted with age, at the outside or within a
	// compression.
	Sealed bool
	// Member is the name of the file inside a ZIP, as written there.
	Member string
	// Encoding is the canonical name: "UTF-8", "UTF-16LE", "windows-1252". Empty
	// for a workbook and a Parquet file.
	Encoding string
	// BOM says that the text began with a byte order mark, which was taken off.
	BOM bool
	// Fallback says that the text is not UTF-8 and was taken as Windows-1252.
	Fallback bool
	// FirstBad is the offset of the first byte that is not UTF-8, counted in the
	// decompressed bytes; -1 unless Fallback.
	FirstBad int64
	// Size is the length of the decompressed, still encoded text in bytes, -1 when
	// unknown (pipes, gzip, zstd). For a ZIP it is what the directory claims.
	Size int64
	// Replaced counts what could not be decoded and became U+FFFD in the passes so
	// far: lone surrogates, bytes without a meaning in the encoding.
	Replaced int64
}

// Source is one opened input.
type Source struct {
	name string
	opts Options
	body layer // decompressed, still encoded
	kind Kind
	info Info
	enc  codec

	digest *digester // of the newest pass, nil before it

	raw      []byte // head as it is in body
	head     []byte // decoded, without BOM
	complete bool
	cr       bool
	replaced *atomic.Int64
}

// Open finds out what r is. The name is used in messages only. When r is an
// *os.File on a regular file it is read from its present offset, else r is read
// as a pipe. Nothing beyond the head is consumed. Errors are of type *Error,
// or what reading r returned. The caller keeps r and closes it after Close.
func Open(name string, r io.Reader, o Options) (*Source, error) {
	o = o.withDefaults()
	s := &Source{name: name, opts: o, replaced: new(atomic.Int64)}
	s.info.FirstBad = -1
	outer, err := newOrigin(r, o)
	if err != nil {
		return nil, named(err, name)
	}
	if err := s.open(outer); err != nil {
		s.body.close()
		return nil, opened(named(err, name))
	}
	return s, nil
}

func (s *Source) open(outer layer) error {
	body, err := s.unwrap(outer)
	s.body = body
	if err != nil {
		return err
	}
	s.info.Size = s.body.size
	if s.kind != Text {
		return nil
	}
	if err := s.readHead(); err != nil {
		return err
	}
	if err := s.chooseEncoding(s.opts.Encoding); err != nil {
		return err
	}
	return refuseText(s.head)
}

// Kind says whether to read with Reader, Bytes or Random.
func (s *Source) Kind() Kind { return s.kind }

// Complete reports whether Head is the whole text.
func (s *Source) Complete() bool { return s.complete }

// Info returns what is known by now. Replaced grows while a pass runs.
func (s *Source) Info() Info {
	i := s.info
	i.Replaced = s.replaced.Load()
	return i
}

// Head returns the beginning of the text in UTF-8 without its BOM. It may end in
// the middle of a record or of a rune unless Complete. It must not be changed.
func (s *Source) Head() []byte {
	if s.cr {
		return bytes.ReplaceAll(s.head, []byte{'\r'}, []byte{'\n'})
	}
	return s.head
}

// SetCR makes Head and the next Reader turn every CR into LF (lengths and offsets
// stay), for files whose lines end in a lone CR.
func (s *Source) SetCR(on bool) { s.cr = on }

// Reader begins a new pass at the very start: UTF-8 without BOM, not checked for
// being valid when the text is UTF-8 in the first place. A large plain UTF-8 file
// is handed out as the *os.File itself, so that nothing is copied on the way.
// A new pass ends the one before.
func (s *Source) Reader() (io.Reader, error) {
	if s.kind != Text {
		return nil, &Error{Name: s.name, Kind: NotText, Msg: "is a " + s.kind.String() + ", not text"}
	}
	s.replaced.Store(0)
	var r io.Reader
	if s.complete {
		r = bytes.NewReader(s.raw)
	} else {
		var err error
		if r, err = s.body.pass(); err != nil {
			return nil, opened(named(err, s.name))
		}
	}
	if s.opts.Digest && !s.complete {
		s.digest = newDigester(r)
		r = s.digest
	}
	r, err := s.enc.reader(r, s.replaced, s.info.BOM)
	if err != nil {
		return nil, opened(named(err, s.name))
	}
	if s.cr {
		r = crReader{r}
	}
	if s.info.Sealed {
		r = openedReader{r}
	}
	return r, nil
}

// Bytes returns the workbook, at most Options.MaxBuffer bytes of it (an *Error of
// kind TooLarge beyond).
func (s *Source) Bytes() ([]byte, error) {
	if s.kind != Workbook {
		return nil, &Error{Name: s.name, Kind: NotText, Msg: "is a " + s.kind.String() + ", not a workbook"}
	}
	b, err := s.body.readAll(s.opts.MaxBuffer)
	return b, opened(named(err, s.name))
}

// Random returns the Parquet file and its size in bytes. What is no plain file is
// held in memory since Open, at most Options.MaxBuffer bytes.
func (s *Source) Random() (io.ReaderAt, int64, error) {
	if s.kind != Parquet {
		return nil, 0, &Error{Name: s.name, Kind: NotText, Msg: "is a " + s.kind.String() + ", not a Parquet file"}
	}
	return s.body.at, s.body.size, nil
}

// Reopen changes the encoding for Head and the next Reader.
func (s *Source) Reopen(encoding string) error {
	if s.kind != Text {
		return nil
	}
	if !s.complete && !s.body.rewindable() {
		return ErrNotRewindable
	}
	return named(s.chooseEncoding(encoding), s.name)
}

// FallBack is Reopen("windows-1252") after a byte that is not UTF-8 was met late,
// at firstBad in the stream of Reader; Info reports it as a fallback.
func (s *Source) FallBack(firstBad int64) error {
	bom := s.enc.bomLen(s.info.BOM)
	if err := s.Reopen("windows-1252"); err != nil {
		return err
	}
	s.info.Fallback, s.info.FirstBad = true, firstBad+int64(bom)
	return nil
}

// Close frees what decompressing holds. It does not close the input.
func (s *Source) Close() error {
	s.body.close()
	return nil
}
