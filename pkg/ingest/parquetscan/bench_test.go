package parquetscan

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
)

// BenchmarkText reads a score from a dictionary, comments behind their lengths and
// times as differences, a quarter of each blank.
func BenchmarkText(b *testing.B) {
	const rows = 50_000
	coded := func(n parquet.Node, e encoding.Encoding) parquet.Node {
		return parquet.Optional(parquet.Compressed(parquet.Encoded(n, e), &parquet.Snappy))
	}
	var file bytes.Buffer
	w := parquet.NewWriter(&file, parquet.NewSchema("answers", parquet.Group{
		"at":      coded(parquet.Timestamp(parquet.Millisecond), &parquet.DeltaBinaryPacked),
		"comment": coded(parquet.String(), &parquet.DeltaLengthByteArray),
		"nps":     coded(parquet.Int(32), &parquet.RLEDictionary),
	}))
	for i := range rows {
		row := parquet.Row{parquet.NullValue().Level(0, 0, 0), parquet.NullValue().Level(0, 0, 1), parquet.NullValue().Level(0, 0, 2)}
		for k, v := range []any{1_772_000_000_000 + int64(i)*61_007, strings.Repeat("fine ", i%12), int32(i * 7919 % 11)} {
			if (i+k)%4 != 0 {
				row[k] = parquet.ValueOf(v).Level(0, 1, k)
			}
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	table := open(b, file.Bytes())
	b.ReportAllocs()
	for b.Loop() {
		n, err := io.Copy(io.Discard, table.Text(nil))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
	}
}
