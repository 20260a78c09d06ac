package ingest

import (
	"bytes"
	"context"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// A line end within a text of a workbook or a Parquet file becomes one CR, however it was
// written, since the text that is made of them has a record in a line.
func TestLineEndsOfTables(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb": "a\rb", "a\r\nb": "a\rb", "a\rb": "a\rb", "a\n\nb\r\n": "a\r\rb\r", "\n": "\r", "a\r\r\nb": "a\r\rb",
	} {
		if got := string(appendQuoted(nil, in)); got != `"`+want+`"` {
			t.Errorf("workbook: %q became %q", in, got)
		}
		var b bytes.Buffer
		w := parquet.NewGenericWriter[answered](&b)
		score := int32(9)
		if _, err := w.Write([]answered{{Comment: in, Score: &score, Region: "North", When: "2026-01-01"}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := Open("table", bytes.NewReader(b.Bytes()), Options{HeaderRows: AutoHeader})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		err = f.Each(context.Background(), func() {}, func(_ scan.Pos, cells [][]byte) error {
			if rows++; string(cells[0]) != want {
				t.Errorf("Parquet: %q became %q", in, cells[0])
			}
			return nil
		})
		if err != nil || rows != 1 {
			t.Errorf("%d rows, %v", rows, err)
		}
		f.Close()
	}
}
