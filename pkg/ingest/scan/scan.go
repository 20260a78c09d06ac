// Package scan is the shared ground of the record scanners csvscan and
// jsonscan: how a stream is cut into blocks of whole records, how workers parse
// the blocks side by side, and what a record, a position and an error are.
//
// # How it works
//
// Each worker has a buffer of its own. In turn, under one lock, a worker copies
// the unfinished tail of the block before to its buffer, reads until the block
// is full, asks the scanner's [Cut] where the last whole record ends, leaves
// the rest as the next tail and unlocks; it parses outside the lock. So there
// is no reader goroutine, a block stays in the cache of the core that read it,
// and files, pipes and decompressors are all read the same way. Memory is
// bounded by workers x (block or longest record).
//
// # Guarantees
//
// The outcome does not depend on the number of workers or the size of blocks:
// every block before an error is parsed to its end, and of all errors the one
// with the smallest offset is reported. With one worker records come in file
// order. What sinks have gathered by the time of an error is incomplete.
//
// [Rewrite] copies a stream in its order while an [Editor] changes cells.
package scan

import (
	"bytes"
	"runtime"
	"sync/atomic"
)

// Defaults of the sizes in [Options], in bytes.
const (
	DefaultBlockSize = 512 << 10
	DefaultMaxRecord = 16 << 20
)

// Options of every scan; the zero value is ready for use.
type Options struct {
	// Workers parse side by side; <= 0 means GOMAXPROCS.
	Workers int
	// BlockSize is how many bytes are read at a time; <= 0 means
	// DefaultBlockSize. Any size from 1 up to 1 GiB is correct.
	BlockSize int
	// MaxRecord is the longest record allowed, in bytes with its line end;
	// <= 0 means DefaultMaxRecord, at most 1 GiB. It bounds the memory of a scan.
	MaxRecord int
	// CheckUTF8 makes a byte that is not UTF-8 an error of kind InvalidUTF8.
	CheckUTF8 bool
	// Bytes, if not nil, grows by the length of each block that is done.
	Bytes *atomic.Int64
}

// maxSize bounds the sizes in Options, so that a place in a block always fits an
// int32.
const maxSize = 1 << 30

// WithDefaults returns o with the defaults in place of what is not set. Run does
// it by itself; scanners that want to know the values call it before.
func (o Options) WithDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.BlockSize <= 0 {
		o.BlockSize = DefaultBlockSize
	}
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	o.BlockSize, o.MaxRecord = min(o.BlockSize, maxSize), min(o.MaxRecord, maxSize)
	return o
}

// Sink receives the records of one worker; each worker has its own, so it needs
// no lock. An error stops the scan at that record (kind Stopped).
type Sink func(*Record) error

// Record is one record with the wanted cells in the order they were asked for.
// It and its cells are valid until the sink returns: copy what is to be kept.
type Record struct {
	// Cells holds the wanted cells; nil or empty is blank or absent.
	Cells [][]byte
	// Offset is where the record begins, in bytes from the start of the stream.
	Offset int64

	block  *Block
	cursor int   // newlines are counted up to here in the block
	line   int32 // newlines before cursor
}

// Attach makes b the block that the following records stand in. Scanners call
// it once a block.
func (r *Record) Attach(b *Block) { r.block, r.cursor, r.line = b, 0, 0 }

// Start sets Offset for a record that begins at b.Data[at] of the attached
// block b. Scanners call it before they hand the record over.
func (r *Record) Start(at int) { r.Offset = r.block.Offset + int64(at) }

// Pos returns where the record begins. It counts newlines from the last record
// asked for, so asking for every record costs one pass over the block.
func (r *Record) Pos() Pos {
	at := int(r.Offset - r.block.Offset)
	if at < r.cursor {
		r.cursor, r.line = 0, 0
	}
	r.line += int32(bytes.Count(r.block.Data[r.cursor:at], newline))
	r.cursor = at
	return Pos{Block: r.block.Number, Line: r.line}
}

// Line returns the physical line, from 1, where the record begins. It is known
// during a scan with one worker only, and 0 otherwise: see Pos and Summary.Line.
func (r *Record) Line() int64 {
	if r.block.firstLine == 0 {
		return 0
	}
	return r.block.firstLine + int64(r.Pos().Line)
}

var newline = []byte{'\n'}

// Pos is a place in the stream that is known before the lines of the blocks
// before it are; [Summary.Line] makes a line number of it after the scan.
type Pos struct {
	Block int32 // number of the block, from 0
	Line  int32 // newlines before the place in that block
}

// Before reports whether p stands before q in the stream (by block and line).
func (p Pos) Before(q Pos) bool {
	return p.Block < q.Block || p.Block == q.Block && p.Line < q.Line
}

// Counts is what a worker counts while it parses.
type Counts struct {
	Records  int64 // data records handed over
	Blank    int64 // blank records, dropped
	Short    int64 // records with fewer cells than the header, padded
	ShortPos Pos   // the first of them; meaningless when Short is 0
}

// AddShort counts one short record at p.
func (c *Counts) AddShort(p Pos) {
	if c.Short == 0 || p.Before(c.ShortPos) {
		c.ShortPos = p
	}
	c.Short++
}

func (c *Counts) merge(o *Counts) {
	c.Records += o.Records
	c.Blank += o.Blank
	if o.Short > 0 && (c.Short == 0 || o.ShortPos.Before(c.ShortPos)) {
		c.ShortPos = o.ShortPos
	}
	c.Short += o.Short
}

// Summary is what a whole scan counted. After an error it covers the blocks
// that had been read by then.
type Summary struct {
	Counts
	Bytes int64 // length of the stream in bytes, as far as it was parsed

	linesBefore []int64 // by block: newlines in all blocks before it
}

// Line returns the physical line of p, counted from 1 at the start of the
// stream; newlines inside quoted cells count. It returns 0 for a place that was
// not part of the scan.
func (s *Summary) Line(p Pos) int64 {
	if p.Block < 0 || int(p.Block) >= len(s.linesBefore) {
		return 0
	}
	return s.linesBefore[p.Block] + int64(p.Line) + 1
}
