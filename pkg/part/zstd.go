package part

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// encoder compresses pages. It is shared: EncodeAll may be called from several
// goroutines, and what it makes depends on its input alone. Checksums are left
// out because age authenticates each byte.
var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(maxPageBytes), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the options above are wrong
	}
	return e
})

// decoder decompresses pages into what it is given and never beyond.
var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxWindow(maxPage), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err) // the options above are wrong
	}
	return d
})

// unzip decompresses data, which must give exactly as many bytes as dst has.
func unzip(dst, data []byte) error {
	got, err := decoder().DecodeAll(data, dst[:0:len(dst)])
	if err != nil || len(got) != len(dst) {
		return fmt.Errorf("%w: a page does not decompress", ErrDamaged)
	}
	return nil
}
