package part

import (
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

// zip compresses values for a page, in the memory of buf. Snappy takes half the time of
// the fastest zstd and leaves a fifth more, which costs less to seal than it saves.
func zip(buf, values []byte) []byte {
	n := s2.MaxEncodedLen(len(values))
	return s2.EncodeSnappy(slices.Grow(buf[:0], n)[:n], values)
}

// unzip decompresses data of a page, which must give exactly as many bytes as dst has.
func (c *chunk) unzip(dst, data []byte) error {
	if c.codec == codecZstd {
		return unzipZstd(dst, data)
	}
	if n, err := s2.DecodedLen(data); err != nil || n != len(dst) {
		return errZipped
	}
	if _, err := s2.Decode(dst, data); err != nil {
		return errZipped
	}
	return nil
}

var errZipped = fmt.Errorf("%w: a page does not decompress", ErrDamaged)

// decoder decompresses pages into what it is given and never beyond. Parts of earlier
// versions of this program need it.
var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxWindow(maxPage), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err) // the options above are wrong
	}
	return d
})

func unzipZstd(dst, data []byte) error {
	got, err := decoder().DecodeAll(data, dst[:0:len(dst)])
	if err != nil || len(got) != len(dst) {
		return errZipped
	}
	return nil
}
