package parquetscan

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
)

// kind is a type of column with the encodings it can have, and its ith value with
// the cell that must come out.
type kind struct {
	name      string
	node      parquet.Node
	encodings []encoding.Encoding
	value     func(i int) (parquet.Value, string)
}

// day0 is where the times of the test begin.
var day0 = time.Date(2026, 3, 2, 12, 5, 9, 123_456_789, time.UTC)

func kinds() []kind {
	number := []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaBinaryPacked, &parquet.ByteStreamSplit}
	floats := []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.ByteStreamSplit}
	texts := []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaLengthByteArray, &parquet.DeltaByteArray}
	arrays := []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaByteArray, &parquet.ByteStreamSplit}
	spread := func(i int) int64 { return int64(i*i*7919) - 40_000 }
	text := func(i int) (parquet.Value, string) {
		s := []string{"fine", "so \"good\"", "a, b", "zwei\nZeilen", "बहुत अच्छा", "", " x ", "=1+1", "fin"}[i%9] + strings.Repeat("z", i%70)
		return parquet.ValueOf(s), strings.ReplaceAll(s, "\n", "\r")
	}
	stamp := func(unit time.Duration, zone string) func(i int) (parquet.Value, string) {
		return func(i int) (parquet.Value, string) {
			at := day0.Add(time.Duration(i) * 26 * time.Hour).Truncate(unit)
			if i%5 == 0 {
				at = at.Truncate(time.Second)
			}
			n := at.UnixNano() / int64(unit)
			return parquet.ValueOf(n), at.Format("2006-01-02T15:04:05.999999999") + zone
		}
	}
	return []kind{
		{"int32", parquet.Int(32), number, func(i int) (parquet.Value, string) {
			n := int32(spread(i))
			return parquet.ValueOf(n), fmt.Sprint(n)
		}},
		{"score as int8", parquet.Int(8), number, func(i int) (parquet.Value, string) {
			return parquet.ValueOf(int32(i % 11)), fmt.Sprint(i % 11)
		}},
		{"int64", parquet.Int(64), number, func(i int) (parquet.Value, string) {
			n := spread(i) * 1e12
			return parquet.ValueOf(n), fmt.Sprint(n)
		}},
		{"uint32", parquet.Uint(32), number, func(i int) (parquet.Value, string) {
			n := math.MaxUint32 - uint32(i)
			return parquet.ValueOf(n), fmt.Sprint(n)
		}},
		{"uint64", parquet.Uint(64), number, func(i int) (parquet.Value, string) {
			n := math.MaxUint64 - uint64(i)
			return parquet.ValueOf(n), fmt.Sprint(n)
		}},
		{"float64", parquet.Leaf(parquet.DoubleType), floats, func(i int) (parquet.Value, string) {
			f := []float64{9, 5.5, math.NaN(), 1e300, -0.0, 1234567890123, 0.1, math.Inf(1)}[i%8]
			return parquet.ValueOf(f), []string{"9", "5.5", "", "1e+300", "0", "1234567890123", "0.1", "+Inf"}[i%8]
		}},
		{"float32", parquet.Leaf(parquet.FloatType), floats, func(i int) (parquet.Value, string) {
			return parquet.ValueOf([]float32{10, 0.1, -3}[i%3]), []string{"10", "0.1", "-3"}[i%3]
		}},
		{"boolean", parquet.Leaf(parquet.BooleanType), []encoding.Encoding{&parquet.Plain, &parquet.RLE}, func(i int) (parquet.Value, string) {
			return parquet.ValueOf(i%3 == 0), fmt.Sprint(i%3 == 0)
		}},
		{"text", parquet.String(), texts, text},
		{"bare text", parquet.Leaf(parquet.ByteArrayType), texts, text},
		{"enum", parquet.Enum(), texts, text},
		{"broken text", parquet.String(), texts[:2], func(i int) (parquet.Value, string) { return parquet.ValueOf("a\xffb"), "a\ufffdb" }},
		{"json", parquet.JSON(), texts, func(i int) (parquet.Value, string) { return parquet.ValueOf(`{"a":1}`), `{"a":1}` }},
		{"uuid", parquet.UUID(), arrays, func(i int) (parquet.Value, string) {
			b := []byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 1, 2, 3, 4, 5, 6, 7, byte(i)}
			return parquet.FixedLenByteArrayValue(b), "12345678-9abc-def0-0102-0304050607" + hex.EncodeToString(b[15:])
		}},
		{"fixed", parquet.Leaf(parquet.FixedLenByteArrayType(3)), arrays, func(i int) (parquet.Value, string) {
			return parquet.FixedLenByteArrayValue([]byte{0xab, 0, byte(i)}), fmt.Sprintf("ab00%02x", byte(i))
		}},
		{"date", parquet.Date(), number[:3], func(i int) (parquet.Value, string) {
			days := int32(i*100 - 5000)
			return parquet.ValueOf(days), time.Unix(int64(days)*86400, 0).UTC().Format("2006-01-02")
		}},
		{"ms", parquet.Timestamp(parquet.Millisecond), number, stamp(time.Millisecond, "Z")},
		{"us", parquet.Timestamp(parquet.Microsecond), number, stamp(time.Microsecond, "Z")},
		{"ns", parquet.Timestamp(parquet.Nanosecond), number, stamp(time.Nanosecond, "Z")},
		{"wall us", parquet.TimestampAdjusted(parquet.Microsecond, false), number, stamp(time.Microsecond, "")},
		{"before 1970", parquet.TimestampAdjusted(parquet.Millisecond, false), number, func(i int) (parquet.Value, string) {
			return parquet.ValueOf(int64(-1 - 1000*i)), time.UnixMilli(int64(-1 - 1000*i)).UTC().Format("2006-01-02T15:04:05.999")
		}},
		{"clock", parquet.Time(parquet.Millisecond), number[:3], func(i int) (parquet.Value, string) {
			return parquet.ValueOf(int32(i * 61_007 % 86_400_000)), time.UnixMilli(int64(i * 61_007 % 86_400_000)).UTC().Format("15:04:05.999")
		}},
		{"decimal 32", parquet.Decimal(2, 9, parquet.Int32Type), number, func(i int) (parquet.Value, string) {
			return parquet.ValueOf(int32(i*7 - 350)), trimmed(int64(i*7 - 350))
		}},
		{"decimal 64", parquet.Decimal(2, 18, parquet.Int64Type), number, func(i int) (parquet.Value, string) {
			return parquet.ValueOf(int64(i*7 - 350)), trimmed(int64(i*7 - 350))
		}},
		{"decimal 9 bytes", parquet.Decimal(2, 20, parquet.FixedLenByteArrayType(9)), arrays, func(i int) (parquet.Value, string) {
			n := int64(i*7 - 350)
			b := big.NewInt(n).FillBytes(make([]byte, 9))
			if n < 0 {
				b = new(big.Int).Add(big.NewInt(n), new(big.Int).Lsh(big.NewInt(1), 72)).FillBytes(make([]byte, 9))
			}
			return parquet.FixedLenByteArrayValue(b), trimmed(n)
		}},
		{"int96", parquet.Leaf(parquet.Int96Type), []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary}, func(i int) (parquet.Value, string) {
			at := day0.Add(time.Duration(i) * 7 * time.Hour)
			day, nanos := at.Unix()/86400+2440588, uint64(at.Sub(at.Truncate(24*time.Hour)))
			return parquet.ValueOf(deprecated.Int96{uint32(nanos), uint32(nanos >> 32), uint32(day)}), at.Format("2006-01-02T15:04:05.999999999")
		}},
	}
}

// trimmed is a number of hundredths as text.
func trimmed(n int64) string {
	s := strconv.FormatFloat(float64(n)/100, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// wrote is a file and the rows that must come out of it.
type wrote struct {
	data []byte
	rows [][]string
}

// writeFile writes n rows of all kinds, required and optional, with the encodings
// that stand at pick in their lists.
func writeFile(t testing.TB, n, pick int, codec compress.Codec, options ...parquet.WriterOption) wrote {
	t.Helper()
	group := parquet.Group{}
	var list []kind
	var names []string
	for i, k := range kinds() {
		for _, optional := range []bool{false, true} {
			node := parquet.Compressed(parquet.Encoded(k.node, k.encodings[pick%len(k.encodings)]), codec)
			if optional {
				node = parquet.Optional(node)
			}
			name := fmt.Sprintf("%02d %s, optional %v", i, k.name, optional)
			group[name] = node
			names, list = append(names, name), append(list, k)
		}
	}
	var b bytes.Buffer
	w := parquet.NewWriter(&b, append(options, parquet.NewSchema("answers", group))...)
	out := wrote{rows: [][]string{names}}
	for i := range n {
		var row parquet.Row
		var cells []string
		for c, k := range list {
			v, want := k.value(i)
			definition := c % 2
			if definition == 1 && (i+c)%4 == 0 {
				v, want, definition = parquet.NullValue(), "", 0
			}
			row, cells = append(row, v.Level(0, definition, c)), append(cells, want)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
		out.rows = append(out.rows, cells)
		if i%400 == 399 {
			if err := w.Flush(); err != nil { // ends the row group
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	out.data = b.Bytes()
	return out
}

func open(t testing.TB, data []byte) *Table {
	t.Helper()
	table, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// records reads a pass as another reader of CSV would.
func records(t testing.TB, r io.Reader) [][]string {
	t.Helper()
	c := csv.NewReader(r)
	list, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestAgainstAnotherWriter: every type in every encoding, codec and version of
// pages, over several groups and pages, gives the cells that were put in.
func TestAgainstAnotherWriter(t *testing.T) {
	codecs := []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd}
	cells := 0
	for version := 1; version <= 2; version++ {
		for pick := range 4 {
			codec := codecs[(pick+version)%len(codecs)]
			w := writeFile(t, 1000, pick, codec, parquet.DataPageVersion(version), parquet.PageBufferSize(600))
			table := open(t, w.data)
			if table.Rows() != 1000 || fmt.Sprint(table.Columns()) != fmt.Sprint(w.rows[0]) || len(table.groups) != 3 {
				t.Fatalf("%d rows in %d groups, columns %q", table.Rows(), len(table.groups), table.Columns())
			}
			for pass := range 2 {
				got := records(t, table.Text(nil))
				if len(got) != len(w.rows) {
					t.Fatalf("%d of %d rows", len(got), len(w.rows))
				}
				for i := range got {
					for k := range got[i] {
						cells++
						if got[i][k] != w.rows[i][k] {
							t.Fatalf("version %d, encoding %d, pass %d, row %d of %s: %q, want %q", version, pick, pass, i, w.rows[0][k], got[i][k], w.rows[i][k])
						}
					}
				}
			}
		}
	}
	if cells < 500_000 {
		t.Errorf("only %d cells", cells)
	}
}

// TestWantedColumns: others stay blank and are not read.
func TestWantedColumns(t *testing.T) {
	w := writeFile(t, 500, 1, &parquet.Snappy)
	table := open(t, w.data)
	for _, wanted := range [][]int{{}, {0}, {3, 17}, {len(w.rows[0]) - 1}, {-1, 1000, 5}} {
		got := records(t, table.Text(wanted))
		if len(got) != len(w.rows) {
			t.Fatalf("%v: %d rows", wanted, len(got))
		}
		for i := 1; i < len(got); i++ {
			for k := range got[i] {
				want := ""
				for _, c := range wanted {
					if c == k {
						want = w.rows[i][k]
					}
				}
				if got[i][k] != want {
					t.Fatalf("%v: row %d, column %d: %q, want %q", wanted, i, k, got[i][k], want)
				}
			}
		}
	}
	one := parquet.NewSchema("x", parquet.Group{"nps": parquet.Optional(parquet.Int(32))})
	var b bytes.Buffer
	pw := parquet.NewWriter(&b, one)
	if _, err := pw.WriteRows([]parquet.Row{{parquet.NullValue().Level(0, 0, 0)}, {parquet.ValueOf(int32(9)).Level(0, 1, 0)}}); err != nil {
		t.Fatal(err)
	}
	if err := pw.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(open(t, b.Bytes()).Text(nil)); err != nil || string(got) != "\"nps\"\n\"\"\n9\n" {
		t.Errorf("one column: %q, %v", got, err)
	}
}

// TestRefused: what is not read is named.
func TestRefused(t *testing.T) {
	write := func(g parquet.Group, options ...parquet.WriterOption) []byte {
		var b bytes.Buffer
		w := parquet.NewWriter(&b, append(options, parquet.NewSchema("x", g))...)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	flat := parquet.Int(32)
	for name, c := range map[string]struct {
		data   []byte
		kind   Kind
		column string
	}{
		"nested":        {write(parquet.Group{"nps": flat, "who": parquet.Group{"mail": parquet.String()}}), Unsupported, "who"},
		"a list":        {write(parquet.Group{"nps": flat, "tags": parquet.List(parquet.String())}), Unsupported, "tags"},
		"repeated":      {write(parquet.Group{"nps": flat, "tags": parquet.Repeated(parquet.String())}), Unsupported, "tags"},
		"a map":         {write(parquet.Group{"nps": flat, "meta": parquet.Map(parquet.String(), parquet.String())}), Unsupported, "meta"},
		"empty":         {nil, Damaged, ""},
		"only a magic":  {[]byte("PAR1PAR1PAR1"), Damaged, ""},
		"zeros":         {[]byte("PAR1" + strings.Repeat("\x00", 32) + "PAR1"), Damaged, ""},
		"a cut":         {write(parquet.Group{"nps": flat})[:50], Damaged, ""},
		"a long footer": {[]byte("PAR1xxxxxxxx\xff\xff\xff\x7fPAR1"), Damaged, ""},
		"encrypted":     {[]byte("PARExxxxxxxx\x01\x00\x00\x00PARE"), Unsupported, ""},
	} {
		_, err := Open(bytes.NewReader(c.data), int64(len(c.data)))
		e, ok := err.(*Error)
		if !ok || e.Kind != c.kind || e.Column != c.column {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.NewSchema("x", parquet.Group{"a": flat, "b": parquet.Compressed(parquet.String(), &parquet.Lz4Raw)}))
	if _, err := w.WriteRows([]parquet.Row{{parquet.ValueOf(int32(9)).Level(0, 0, 0), parquet.ValueOf("x").Level(0, 0, 1)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := io.ReadAll(open(t, b.Bytes()).Text(nil))
	if e, ok := err.(*Error); !ok || e.Kind != Unsupported || e.Column != "b" || !strings.Contains(e.Msg, "LZ4") {
		t.Errorf("LZ4: %v", err)
	}
	if got := records(t, open(t, b.Bytes()).Text([]int{0})); got[1][0] != "9" {
		t.Errorf("the column beside it: %q", got)
	}
}
