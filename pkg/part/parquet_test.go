package part

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// TestAnotherReaderAgrees opens parts with parquet-go, which shares no line with
// this package: schema, encodings, order and each value.
func TestAnotherReaderAgrees(t *testing.T) {
	r := dice(11)
	seen := 0
	for _, s := range samples(r)[:7] {
		rows := s.make(r)
		data := write(t, rows)
		f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.NumRows(); got != int64(len(rows)) || len(f.RowGroups()) != 1 {
			t.Fatalf("%d rows in %d row groups", got, len(f.RowGroups()))
		}
		group := f.RowGroups()[0].Rows()
		buf := make([]parquet.Row, 100)
		var ours []string
		if err := open(t, data).Each(nil, func(c []Value) error { ours = append(ours, line(c)); return nil }); err != nil {
			t.Fatal(err)
		}
		at := 0
		for {
			n, err := group.ReadRows(buf)
			for _, row := range buf[:n] {
				if got := theirLine(row); got != ours[at] {
					t.Fatalf("row %d of %+v:\n%s\n%s", at, s, got, ours[at])
				}
				at++
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := group.Close(); err != nil {
			t.Fatal(err)
		}
		if at != len(rows) {
			t.Fatalf("%d of %d rows", at, len(rows))
		}
		seen += at
	}
	if seen < 100_000 {
		t.Errorf("only %d rows", seen)
	}
}

// line writes a row by its columns.
func line(cells []Value) string {
	var b bytes.Buffer
	for i, c := range cells {
		switch {
		case c.Null:
			b.WriteString("null")
		case i == 2:
			fmt.Fprint(&b, c.Float)
		case i >= 4 && i != 5 && i != 6 && i != 7:
			fmt.Fprint(&b, c.Int)
		default:
			fmt.Fprintf(&b, "%x", c.Text)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func theirLine(row parquet.Row) string {
	var b bytes.Buffer
	for _, v := range row {
		switch {
		case v.IsNull():
			b.WriteString("null")
		case v.Kind() == parquet.Double:
			fmt.Fprint(&b, v.Double())
		case v.Kind() == parquet.Int32:
			fmt.Fprint(&b, v.Int32())
		case v.Kind() == parquet.Int64:
			fmt.Fprint(&b, v.Int64())
		default:
			fmt.Fprintf(&b, "%x", v.ByteArray())
		}
		b.WriteByte(' ')
	}
	return b.String()
}

const coreSchema = `message nps {
	optional binary comment (STRING);
	optional fixed_len_byte_array(16) respondent;
	optional double weight;
	required binary consent (STRING);
	optional int32 rating.ease (INT(32,true));
	required binary dim.region (STRING);
	required binary dim.store (STRING);
	required binary dim.plan (STRING);
	optional int64 time (TIMESTAMP(isAdjustedToUTC=false,unit=MILLIS));
	required int32 day (DATE);
	required int32 mark (INT(32,true));
	required int32 score (INT(32,true));
}`

func TestFormat(t *testing.T) {
	rows := sample{rows: 70_000, days: 31, first: day0, regions: 5, stores: 30, scores: 12, marks: true, untimed: true, blanks: true}.make(dice(12))
	data := write(t, rows)
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(coreSchema, f.Schema().String()); diff != "" {
		t.Error(diff)
	}
	for key, want := range map[string]string{"nps.part": "1", "nps.tier": "core"} {
		if got, _ := f.Lookup(key); got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	m := f.Metadata()
	if len(m.RowGroups) != 1 || len(m.ColumnOrders) != 12 {
		t.Fatalf("%d row groups, %d column orders", len(m.RowGroups), len(m.ColumnOrders))
	}
	end := int64(4)
	for _, c := range m.RowGroups[0].Columns {
		md := c.MetaData
		name := md.PathInSchema[0]
		want, codec, dictionary := format.RLEDictionary, format.Uncompressed, true
		switch name {
		case "comment":
			want, codec, dictionary = format.DeltaLengthByteArray, format.Snappy, false
		case "weight":
			want, codec, dictionary = format.Plain, format.Snappy, false
		case "respondent":
			want, dictionary = format.Plain, false
		case "time":
			want, dictionary = format.DeltaBinaryPacked, false
		}
		if !contains(md.Encoding, want) || md.Codec != codec || dictionary != (md.DictionaryPageOffset != 0) {
			t.Errorf("%s has %v, %v, a dictionary at %d", name, md.Encoding, md.Codec, md.DictionaryPageOffset)
		}
		start := md.DataPageOffset
		if dictionary {
			start = md.DictionaryPageOffset
		}
		if start != end {
			t.Errorf("%s begins at %d, the column before it ends at %d", name, start, end)
		}
		end = start + md.TotalCompressedSize
		ranged := name == "time" || name == "day"
		if ranged != (len(md.Statistics.MinValue) > 0) || c.ColumnIndexOffset != 0 || c.OffsetIndexOffset != 0 || md.BloomFilterOffset != 0 {
			t.Errorf("%s: statistics %v, indexes at %d and %d, a filter at %d", name, ranged, c.ColumnIndexOffset, c.OffsetIndexOffset, md.BloomFilterOffset)
		}
	}
}

func contains(list []format.Encoding, want format.Encoding) bool {
	for _, e := range list {
		if e == want {
			return true
		}
	}
	return false
}
