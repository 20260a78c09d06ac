package parquet

import (
	"bytes"
	"errors"
	"runtime"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// squeezed gives data in every codec.
func squeezed(t testing.TB, data []byte) map[int][]byte {
	t.Helper()
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return map[int][]byte{Uncompressed: data, Snappy: CompressSnappy(nil, data), Gzip: b.Bytes(), Zstd: e.EncodeAll(data, nil)}
}

func TestDecompress(t *testing.T) {
	data := bytes.Repeat([]byte("very fine. "), 1000)
	for codec, zipped := range squeezed(t, data) {
		dst := make([]byte, len(data), len(data)+100)
		if err := Decompress(dst, zipped, codec); err != nil || !bytes.Equal(dst, data) {
			t.Errorf("codec %d: %v", codec, err)
		}
		for _, n := range []int{1, len(data) - 1, len(data) + 1} {
			room := make([]byte, len(data)+100)
			if err := Decompress(room[:n], zipped, codec); !errors.Is(err, ErrZipped) || room[n] != 0 {
				t.Errorf("codec %d as %d bytes: %v, then %d", codec, n, err, room[n])
			}
		}
		for _, cut := range []int{0, 1, len(zipped) - 1} {
			if err := Decompress(dst, zipped[:cut], codec); !errors.Is(err, ErrZipped) {
				t.Errorf("codec %d cut to %d bytes: %v", codec, cut, err)
			}
		}
		if err := Decompress(nil, nil, codec); err != nil {
			t.Errorf("codec %d of nothing: %v", codec, err)
		}
	}
	if err := Decompress(make([]byte, 1), []byte{1}, 5); !errors.Is(err, ErrCodec) {
		t.Errorf("an unknown codec: %v", err)
	}
}

// TestDecompressTakesNoMemory: what is decompressed ends with the room for it.
func TestDecompressTakesNoMemory(t *testing.T) {
	bombs := squeezed(t, make([]byte, 64<<20))
	dst := make([]byte, 1000)
	for _, codec := range []int{Snappy, Gzip, Zstd} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := Decompress(dst, bombs[codec], codec)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, ErrZipped) || took > 16<<20 {
			t.Errorf("codec %d: %v, took %d MiB", codec, err, took>>20)
		}
	}
}

// FuzzDecompress: no bytes make it do anything but fill the room or fail.
func FuzzDecompress(f *testing.F) {
	data := bytes.Repeat([]byte("fine. "), 50)
	for codec, zipped := range squeezed(f, data) {
		f.Add(uint8(codec), uint16(len(data)), zipped)
	}
	f.Fuzz(func(t *testing.T, codec uint8, n uint16, data []byte) {
		dst := make([]byte, n, int(n)+1)
		dst[:n+1][n] = 7
		err := Decompress(dst, data, int(codec%8))
		if err != nil && err != ErrZipped && err != ErrCodec {
			t.Fatal(err)
		}
		if dst[:n+1][n] != 7 {
			t.Fatal("written beyond the room")
		}
	})
}
