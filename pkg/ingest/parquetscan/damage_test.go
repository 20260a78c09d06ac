package parquetscan

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	parquetgo "github.com/parquet-go/parquet-go"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// thrift writes fields of a structure; an entry is an id with a value: int (I32),
// int64, string, []byte (a finished structure) or [][]byte (a list of these).
func thrift(fields ...any) []byte {
	var b []byte
	last := 0
	field := func(id int, typ byte) {
		b = append(b, byte(id-last)<<4|typ)
		last = id
	}
	for i := 0; i < len(fields); i += 2 {
		id := fields[i].(int)
		switch v := fields[i+1].(type) {
		case int:
			field(id, parquet.WireI32)
			b = binary.AppendVarint(b, int64(v))
		case int64:
			field(id, parquet.WireI64)
			b = binary.AppendVarint(b, v)
		case string:
			field(id, parquet.WireBinary)
			b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
		case []byte:
			field(id, parquet.WireStruct)
			b = append(b, v...)
		case [][]byte:
			field(id, parquet.WireList)
			b = append(b, 15<<4|parquet.WireStruct)
			b = binary.AppendUvarint(b, uint64(len(v)))
			for _, e := range v {
				b = append(b, e...)
			}
		}
	}
	return append(b, 0)
}

// crafted is a file of one column whose pages are given as they stand in it.
type crafted struct {
	element []byte // of the schema
	codec   int
	rows    int64
	values  int64 // -1: rows
	pages   []byte
}

func (c crafted) file() []byte {
	if c.element == nil {
		c.element = thrift(1, parquet.Int32, 3, 0, 4, "nps")
	}
	if c.values < 0 {
		c.values = c.rows
	}
	meta := thrift(1, parquet.Int32, 4, c.codec, 5, c.values, 7, int64(len(c.pages)), 9, int64(4))
	footer := thrift(1, 1, 2, [][]byte{thrift(4, "root", 5, 1), c.element}, 3, c.rows,
		4, [][]byte{thrift(1, [][]byte{thrift(3, meta)}, 3, c.rows)})
	return withFooter(c.pages, footer)
}

func withFooter(pages, footer []byte) []byte {
	data := append([]byte(parquet.Magic), pages...)
	data = append(data, footer...)
	return append(binary.LittleEndian.AppendUint32(data, uint32(len(footer))), parquet.Magic...)
}

// page is a page of version 1.
func page(plain, size, values, encoding int, body string) []byte {
	return append(thrift(1, parquet.DataPage, 2, plain, 3, size, 5, thrift(1, values, 2, encoding, 3, parquet.RLE, 4, parquet.RLE)), body...)
}

// TestCrafted: the writer of this test makes files that can be read, and what is
// wrong with others is found before memory is taken for it.
func TestCrafted(t *testing.T) {
	nine := "\x09\x00\x00\x00\x08\x00\x00\x00"
	good := crafted{rows: 2, values: -1, pages: page(8, 8, 2, parquet.Plain, nine)}
	if got, err := io.ReadAll(open(t, good.file()).Text(nil)); err != nil || string(got) != "\"nps\"\n9\n8\n" {
		t.Fatalf("%q, %v", got, err)
	}
	long := func(field byte) []byte { // a list that claims two billion structures
		return append([]byte{field<<4 | parquet.WireList, 15<<4 | parquet.WireStruct}, "\xff\xff\xff\xff\x07"...)
	}
	dictionary := func(values, plain, size int, body string) []byte {
		return append(thrift(1, parquet.DictionaryPage, 2, plain, 3, size, 7, thrift(1, values, 2, 0)), body...)
	}
	text := thrift(1, parquet.ByteArray, 3, 0, 4, "why", 6, 0)
	schema := thrift(2, [][]byte{thrift(4, "root", 5, 1), thrift(1, 1, 3, 0, 4, "nps")})
	again := append([]byte{parquet.WireList, 2 << 1}, schema[1:]...) // the same field, by its number
	for name, c := range map[string]struct {
		data []byte
		kind Kind
	}{
		"two schemas":                  {withFooter(nil, append(schema[:len(schema)-1:len(schema)-1], again...)), Damaged},
		"a schema of billions":         {withFooter(nil, long(2)), Damaged},
		"groups of billions":           {withFooter(nil, append(schema[:len(schema)-1:len(schema)-1], long(2)...)), Damaged},
		"a schema that nests for ever": {withFooter(nil, bytes.Repeat([]byte{0x1c}, 1<<20)), Damaged},
		"a page of a gigabyte":         {crafted{rows: 2, codec: parquet.Zstd, pages: page(1<<30, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"a big page":                   {crafted{rows: 2, values: -1, codec: parquet.Zstd, pages: page(maxPage+1, 8, 2, parquet.Plain, nine)}.file(), TooBig},
		"a wrong checksum":             {crafted{rows: 2, values: -1, pages: append(thrift(1, parquet.DataPage, 2, 8, 3, 8, 4, 12345, 5, thrift(1, 2, 2, parquet.Plain, 3, parquet.RLE, 4, parquet.RLE)), nine...)}.file(), Damaged},
		"a page of minus one":          {crafted{rows: 2, values: -1, pages: page(-1, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"a page beyond the chunk":      {crafted{rows: 2, values: -1, pages: page(8, 1<<30, 2, parquet.Plain, nine)}.file(), Damaged},
		"fewer values than said":       {crafted{rows: 3, values: -1, pages: page(8, 8, 3, parquet.Plain, nine)}.file(), Damaged},
		"fewer values than rows":       {crafted{rows: 3, values: -1, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"more values than rows":        {crafted{rows: 1, values: -1, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"rows beyond number":           {crafted{rows: 1 << 62, values: -1, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"another codec":                {crafted{rows: 2, values: -1, codec: 4, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Unsupported},
		"no snappy":                    {crafted{rows: 2, values: -1, codec: parquet.Snappy, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"no gzip":                      {crafted{rows: 2, values: -1, codec: parquet.Gzip, pages: page(8, 8, 2, parquet.Plain, nine)}.file(), Damaged},
		"an unknown encoding":          {crafted{rows: 2, values: -1, pages: page(8, 8, 2, 77, nine)}.file(), Unsupported},
		"no dictionary":                {crafted{rows: 2, values: -1, pages: page(8, 8, 2, parquet.RLEDictionary, "\x01"+nine[1:])}.file(), Damaged},
		"a dictionary of billions":     {crafted{rows: 2, values: -1, pages: dictionary(1<<31-1, 8, 8, nine)}.file(), Damaged},
		"a dictionary that is short":   {crafted{rows: 2, values: -1, pages: dictionary(3, 8, 8, nine)}.file(), Damaged},
		"beyond the dictionary":        {crafted{rows: 2, values: -1, pages: append(dictionary(2, 8, 8, nine), page(3, 3, 2, parquet.RLEDictionary, "\x02\x04\x02")...)}.file(), Damaged},
		"a text beyond its page":       {crafted{element: text, rows: 1, values: -1, pages: page(5, 5, 1, parquet.Plain, "\xff\xff\xff\x7fx")}.file(), Damaged},
		"deltas of billions":           {crafted{rows: 2, values: -1, pages: page(9, 9, 2, parquet.DeltaBinaryPacked, "\x80\x01\x04\xff\xff\xff\xff\x07\x00")}.file(), Damaged},
		"deltas of no block":           {crafted{rows: 2, values: -1, pages: page(4, 4, 2, parquet.DeltaBinaryPacked, "\x00\x00\x02\x00")}.file(), Damaged},
		"a head that never ends":       {crafted{rows: 2, values: -1, pages: bytes.Repeat([]byte{0x55, 1}, 4<<20)}.file(), Damaged},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		table, err := Open(bytes.NewReader(c.data), int64(len(c.data)))
		if err == nil {
			_, err = io.Copy(io.Discard, table.Text(nil))
		}
		runtime.ReadMemStats(&after)
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20+uint64(2*len(c.data)) {
			t.Errorf("%s: took %d MiB", name, took>>20)
		}
	}
	// Long runs are read without memory for them.
	runs := crafted{rows: 5_000_000, values: -1, pages: append(dictionary(2, 8, 8, nine), page(6, 6, 5_000_000, parquet.RLEDictionary, "\x01"+string(binary.AppendUvarint(nil, 5_000_000<<1))+"\x01")...)}
	n, err := io.Copy(io.Discard, open(t, runs.file()).Text(nil))
	if err != nil || n != 2*5_000_000+6 {
		t.Errorf("runs: %d bytes, %v", n, err)
	}
}

// TestDamaged: whatever is changed or cut, reading ends with rows or an error of
// this package.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	failed := 0
	for pick := range 4 {
		w := writeFile(t, 60, pick, &parquetgo.Zstd, parquetgo.DataPageVersion(1+pick%2))
		for i := range 400 {
			data := bytes.Clone(w.data)
			for range 1 + i%3 {
				data[r.IntN(len(data))] ^= byte(1 + r.IntN(255))
			}
			if i%10 == 0 {
				data = data[:r.IntN(len(data))]
			}
			if _, err := readThrough(t, data); err != nil {
				failed++
			}
		}
	}
	if failed < 300 {
		t.Errorf("only %d of 1600 failed", failed)
	}
}

// readThrough reads up to a megabyte of text.
func readThrough(t *testing.T, data []byte) (int64, error) {
	t.Helper()
	table, err := Open(bytes.NewReader(data), int64(len(data)))
	var n int64
	if err == nil {
		n, err = io.Copy(io.Discard, io.LimitReader(table.Text(nil), 1<<20))
	}
	var e *Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("not an *Error: %v", err)
	}
	return n, err
}

// FuzzText: no bytes make reading do anything but give rows or an *Error.
func FuzzText(f *testing.F) {
	f.Add(crafted{rows: 2, values: -1, pages: page(8, 8, 2, parquet.Plain, "\x09\x00\x00\x00\x08\x00\x00\x00")}.file())
	for pick := range 4 {
		f.Add(writeFile(f, 5, pick, &parquetgo.Snappy, parquetgo.DataPageVersion(1+pick%2)).data)
	}
	files, err := filepath.Glob("../../../testdata/formats/*.parquet")
	if err != nil || len(files) < 2 {
		f.Fatalf("%d seeds, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { readThrough(t, data) })
}

// FuzzDecode: no page makes a decoder do anything but give values or stop.
func FuzzDecode(f *testing.F) {
	f.Add(uint8(0), uint8(0), []byte("\x09\x00\x00\x00\x08\x00\x00\x00"))
	f.Add(uint8(5), uint8(1), []byte("\x80\x01\x04\x05\x12\x02\x03\x00\x00\x00"+strings.Repeat("\xa5", 12)))
	f.Add(uint8(6), uint8(6), []byte("\x80\x01\x04\x02\x04\x00\x00\x00\x00\x00abcdef"))
	f.Add(uint8(7), uint8(6), []byte("\x80\x01\x04\x01\x00\x80\x01\x04\x01\x06abc"))
	f.Add(uint8(9), uint8(2), []byte("0123456789abcdef"))
	f.Add(uint8(3), uint8(0), []byte("\x02\x00\x00\x00\x08\x01"))
	f.Fuzz(func(t *testing.T, encoding, physical uint8, data []byte) {
		c := &column{physical: int(physical % 8)}
		c.width = []int{0, 4, 8, 12, 4, 8, 0, 5}[c.physical]
		v, ok := c.decode(int(encoding%10), data, 1000)
		if !ok || v == nil {
			return
		}
		for range 1000 {
			x, ok := v.next()
			if !ok {
				return
			}
			if c.physical == parquet.Int96 && len(x.b) != 12 || c.physical == parquet.FixedArray && len(x.b) != 5 {
				t.Fatalf("a value of %d bytes", len(x.b))
			}
		}
	})
}
