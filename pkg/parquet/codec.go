package parquet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

// Codecs of pages.
const (
	Uncompressed = 0
	Snappy       = 1
	Gzip         = 2
	Zstd         = 6
)

var (
	// ErrCodec says that a codec is not known here.
	ErrCodec = errors.New("an unknown codec")
	// ErrZipped says that a page does not decompress to what its head says.
	ErrZipped = errors.New("a page that does not decompress")
)

// maxWindow is the longest window of zstd that is taken, which costs nothing by
// itself: what is decompressed ends with dst.
const maxWindow = 128 << 20

// Decompress fills dst, which must be exactly as long as what data holds: nothing is
// written, and no memory taken, for more. Of a page of blanks some writers store
// nothing at all.
func Decompress(dst, data []byte, codec int) error {
	if len(dst) == 0 {
		return nil
	}
	ok := false
	switch codec {
	case Uncompressed:
		ok = len(data) == len(dst)
		copy(dst, data)
	case Snappy:
		if n, err := s2.DecodedLen(data); err == nil && n == len(dst) {
			_, err = s2.Decode(dst, data)
			ok = err == nil
		}
	case Gzip:
		ok = gunzip(dst, data)
	case Zstd:
		got, err := unzstd().DecodeAll(data, dst[:0:len(dst)])
		ok = err == nil && len(got) == len(dst)
	default:
		return ErrCodec
	}
	if !ok {
		return ErrZipped
	}
	return nil
}

// unzstd decompresses into what it is given and never beyond.
var unzstd = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err) // the options above are wrong
	}
	return d
})

var gunzips sync.Pool

func gunzip(dst, data []byte) bool {
	z, _ := gunzips.Get().(*gzip.Reader)
	if z == nil {
		z = new(gzip.Reader)
	}
	defer gunzips.Put(z)
	if z.Reset(bytes.NewReader(data)) != nil {
		return false
	}
	if _, err := io.ReadFull(z, dst); err != nil {
		return false
	}
	var one [1]byte
	n, err := z.Read(one[:])
	return n == 0 && errors.Is(err, io.EOF)
}

// CompressSnappy compresses data in the memory of buf.
func CompressSnappy(buf, data []byte) []byte {
	n := s2.MaxEncodedLen(len(data))
	return s2.EncodeSnappy(slices.Grow(buf[:0], n)[:n], data)
}
