package stream

import (
	"crypto/sha256"
	"hash"
	"io"
)

// Digest returns the SHA-256 of the input without its compressions and encryption:
// of a text its bytes as they are before decoding, byte order mark included, so
// that it depends neither on the encoding that is taken for it nor on how the input
// was packed; of a workbook or a Parquet file its bytes.
//
// With Options.Digest it is computed on the way of each pass of Reader, and known
// when one has been read to its end (of a small input at once); ok is false before.
// Of a Parquet file that is a plain file it reads the file once more.
func (s *Source) Digest() (sum [32]byte, ok bool, err error) {
	switch {
	case s.kind == Parquet:
		h := sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(s.body.at, 0, s.body.size)); err != nil {
			return sum, false, pathless(err)
		}
		return [32]byte(h.Sum(nil)), true, nil
	case s.kind == Workbook:
		b, err := s.Bytes()
		if err != nil {
			return sum, false, err
		}
		return sha256.Sum256(b), true, nil
	case s.complete:
		return sha256.Sum256(s.raw), true, nil
	case s.digest == nil || !s.digest.ended:
		return sum, false, nil
	}
	return [32]byte(s.digest.h.Sum(nil)), true, nil
}

// digester hashes what is read through it. Blocks are read in order and by one
// goroutine at a time, so that the hash needs neither a second read nor a lock.
type digester struct {
	r     io.Reader
	h     hash.Hash
	ended bool
}

func newDigester(r io.Reader) *digester { return &digester{r: r, h: sha256.New()} }

func (d *digester) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.h.Write(p[:n])
	if err == io.EOF {
		d.ended = true
	}
	return n, err
}
