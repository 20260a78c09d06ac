package stream

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxNesting is how many compressions may lie in each other: a workbook (a ZIP
	// itself) in a ZIP in a .gz is three.
	maxNesting = 4
	// maxWindow bounds the memory of zstd; `zstd --long=27` needs as much.
	maxWindow = 128 << 20
	peekSize  = 4 << 10
)

// unwrap takes off encryption, compressions and containers until text, a workbook
// or a Parquet file is left.
func (s *Source) unwrap(l layer) (layer, error) {
	for depth := 0; ; depth++ {
		head, err := l.peek(peekSize)
		if err != nil {
			return l, err
		}
		name := compression(head)
		if name == "" && bytes.HasPrefix(head, []byte("PAR1")) {
			l, err = l.addressable(s.opts.MaxBuffer)
			s.kind = Parquet
			return l, err
		}
		if name == "" && isAge(head) && s.opts.Unwrap != nil {
			name = "age"
		}
		if name == "" {
			return l, refuseBinary(head)
		}
		if depth == maxNesting {
			return l, &Error{Kind: Damaged, Msg: "is compressed or encrypted more than " + digits(maxNesting) + " times over", Hint: "decompress it first"}
		}
		switch name {
		case "zip":
			if l, err = l.addressable(s.opts.MaxBuffer); err != nil {
				return l, err
			}
			var done bool
			if l, done, err = s.unzip(l); err != nil || done {
				return l, err
			}
		case "gzip":
			l = gunzip(l)
		case "zstd":
			l = unzstd(l)
		case "age":
			l, s.info.Sealed = unseal(l, s.opts.Unwrap), true
			continue
		}
		if s.info.Compression == "" {
			s.info.Compression = name
		}
	}
}

// gunzip decodes all members of a gzip stream.
func gunzip(in layer) layer {
	var dec *gzip.Reader
	out := in
	out.at, out.size = nil, -1
	out.open = func() (io.Reader, error) {
		r, err := in.pass()
		if err != nil {
			return nil, err
		}
		buffered := bufio.NewReaderSize(r, 128<<10)
		if dec == nil {
			dec, err = gzip.NewReader(buffered)
		} else {
			err = dec.Reset(buffered)
		}
		if err != nil {
			dec = nil
			return nil, damaged("gzip", err)
		}
		return &decoded{dec, "gzip"}, nil
	}
	return out
}

// unzstd decodes a zstd stream in the caller's goroutine.
func unzstd(in layer) layer {
	var dec *zstd.Decoder
	out := in
	out.at, out.size = nil, -1
	out.open = func() (io.Reader, error) {
		r, err := in.pass()
		if err != nil {
			return nil, err
		}
		if dec == nil {
			dec, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1),
				zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		} else {
			err = dec.Reset(r)
		}
		if err != nil {
			dec = nil
			return nil, damaged("zstd", err)
		}
		return &decoded{dec, "zstd"}, nil
	}
	out.frees = append(out.frees, func() {
		if dec != nil {
			dec.Close()
			dec = nil
		}
	})
	return out
}

// decoded names the compression in whatever goes wrong while decoding.
type decoded struct {
	r    io.Reader
	kind string
}

func (d *decoded) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(d.kind, err)
	}
	return n, err
}

// damaged makes the error for compressed data that does not decode. Errors of the
// input itself (a read failure, ErrNotRewindable) pass unchanged where they can be
// told apart.
func damaged(kind string, err error) error {
	var (
		e *Error
		p *fs.PathError
	)
	if isSealed(err) {
		return err
	}
	if errors.As(err, &e) || errors.As(err, &p) || errors.Is(err, ErrNotRewindable) {
		return pathless(err)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &Error{Kind: Damaged, Msg: "the " + kind + " data breaks off before its end", Hint: "copy or download the file again", Err: err}
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &Error{Kind: TooLarge, Msg: "the zstd data needs a window of more than 128 MiB", Hint: "decompress it with `zstd -d --long=31` and pass the result", Err: err}
	}
	return &Error{Kind: Damaged, Msg: "the " + kind + " data is damaged: " + err.Error(), Hint: "copy or download the file again", Err: err}
}
