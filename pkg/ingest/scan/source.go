package scan

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// Pad is how many bytes after the end of [Block.Data] can be read and written,
// so that words can be loaded across the end and sentinels set.
const Pad = 64

// slack is how far beyond MaxRecord a block without a record end is read: a
// scanner that looks a few bytes ahead sees the same bytes whatever the size
// of blocks.
const slack = 64

// Block is a run of whole records.
type Block struct {
	// Data is the records; Pad bytes after its end belong to the block too,
	// their values are left over from before. The worker owns both. Lines are
	// counted in what it leaves in Data.
	Data []byte
	// Offset is where Data begins in the stream, in bytes.
	Offset int64
	// Number counts the blocks from 0.
	Number int32
	// Last marks the end of the stream. A scan that meets no error has exactly
	// one last block; it can be empty, and may lack the last line end.
	Last bool
	// TooLong marks a block that holds no record end although it is longer than
	// MaxRecord. A worker reports what is wrong in its first MaxRecord bytes; if
	// it returns nil the scan ends with RecordTooLong at Offset.
	TooLong bool

	firstLine int64 // physical line of its beginning, from 1; 0 unless there is one worker
}

// Padded returns Data with its Pad bytes.
func (b *Block) Padded() []byte { return b.Data[:len(b.Data)+Pad] }

// Cut finds the end of the last whole record in block, which begins at a record
// start: n is the number of bytes that become a block of their own, the rest is
// the beginning of the next. With ok false there is no record end yet, and Cut
// is called again with the same bytes and more behind them. With final set the
// stream ends here: Cut normally answers len(block), true; with ok false
// the rest becomes the last block as it is. It is called under the
// lock, so it may keep state, which it may only move on when it answers true.
// The Pad bytes behind block are there too.
type Cut func(block []byte, final bool) (n int, ok bool)

// source is the one place where the stream is read.
type source struct {
	ctx context.Context
	o   Options
	cut Cut

	mu     sync.Mutex
	r      io.Reader
	carry  []byte // beginning of the next block
	offset int64  // of carry in the stream
	number int32  // of the next block
	eof    bool   // nothing more to read: the end, or readErr
	done   bool   // no more blocks
	err    error  // of the reader or the context, with its kind
	kind   Kind
	tail   int // length of what was read but never became a block
	lines  int // newlines in it
}

// next fills buf with the next block and returns buf, grown if need be; ok is
// false when there are no more blocks.
func (s *source) next(buf []byte) (_ []byte, b Block, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return buf, b, false
	}
	if s.ctx.Err() != nil {
		s.fail(Stopped, context.Cause(s.ctx), s.carry)
		return buf, b, false
	}
	buf = grow(buf, 0, max(s.o.BlockSize, len(s.carry)))
	n := copy(buf, s.carry)
	target := s.o.BlockSize
	for {
		buf = grow(buf, n, target)
		n = s.fill(buf[:cap(buf)-Pad], n, target)
		end := s.eof && s.err == nil
		if k, ok := s.cut(buf[:n], end); ok && (k > 0 || end && n == 0) {
			return buf, s.take(buf, n, min(k, n)), true
		}
		switch {
		case end:
			return buf, s.take(buf, n, n), true
		case s.eof:
			s.fail(Read, s.err, buf[:n])
			return buf, b, false
		case n > s.o.MaxRecord+slack:
			b = s.take(buf, n, n)
			b.TooLong, s.done = true, true
			return buf, b, true
		}
		target = min(2*n, s.o.MaxRecord+slack+1)
	}
}

// take makes a block of buf[:k] and leaves buf[k:n] for the next.
func (s *source) take(buf []byte, n, k int) Block {
	s.carry = append(s.carry[:0], buf[k:n]...)
	b := Block{Data: buf[:k], Offset: s.offset, Number: s.number}
	if s.eof && s.err == nil && k == n {
		b.Last, s.done = true, true
	}
	s.offset += int64(k)
	s.number++
	return b
}

// fail ends the stream after the bytes of tail with err.
func (s *source) fail(kind Kind, err error, tail []byte) {
	s.done, s.kind, s.err = true, kind, err
	s.tail, s.lines = len(tail), bytes.Count(tail, newline)
}

// stop makes the workers stop at the end of their blocks.
func (s *source) stop() {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
}

// fill reads to buf[n:] until target bytes are there or the stream ends, and
// returns how many bytes are there.
func (s *source) fill(buf []byte, n, target int) int {
	for idle := 0; n < target && !s.eof; {
		k, err := s.r.Read(buf[n:target])
		n += max(k, 0)
		if k > 0 {
			idle = 0
		} else if idle++; err == nil && idle == 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.err = err
			}
		}
	}
	return n
}

// grow returns buf with the first n bytes kept and room for size bytes and Pad.
func grow(buf []byte, n, size int) []byte {
	if cap(buf) >= size+Pad {
		return buf[:cap(buf)]
	}
	big := make([]byte, size+Pad)
	copy(big, buf[:n])
	return big
}
