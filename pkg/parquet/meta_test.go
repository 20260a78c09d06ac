package parquet

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"strings"
	"testing"
)

// schema writes a node of a schema.
func schema(e Element) []byte {
	w := NewWriter(nil)
	w.Begin()
	w.I32(1, e.Physical)
	w.I32(3, e.Repetition)
	w.Text(4, e.Name)
	w.Structure(10, func() {
		w.Structure(e.Logical.ID, func() {
			w.Truth(1, e.Logical.UTC)
			w.Structure(2, func() { w.Structure(e.Logical.Unit, func() {}) })
		})
	})
	w.End()
	return w.Data()
}

type bad struct {
	want  string // of the error
	short bool
	data  []byte
}

// badMetadata are structures that cannot be read.
func badMetadata() map[string]bad {
	huge := binary.AppendUvarint(nil, 1<<40)
	return map[string]bad{
		"nothing":            {"an early end", true, nil},
		"no end":             {"an early end", true, []byte{1<<4 | WireTrue}},
		"a list of 2^40":     {"a list beyond", true, append([]byte{2<<4 | WireList, 15<<4 | WireStruct}, huge...)},
		"a text of 2^40":     {"a text beyond", true, append([]byte{6<<4 | WireBinary}, huge...)},
		"a map of 2^40":      {"a map beyond", true, append(append([]byte{9<<4 | WireMap}, huge...), 0x11)},
		"half a float":       {"an early end", true, []byte{9<<4 | WireDouble, 1, 2, 3}},
		"half a number":      {"an early end", true, []byte{9<<4 | WireI64, 0x80}},
		"a number of 2^80":   {"a bad number", false, append([]byte{9<<4 | WireI64}, bytes.Repeat([]byte{0xff}, 12)...)},
		"an unknown type":    {"an unknown type", false, []byte{9<<4 | 13, 0}},
		"a nested structure": {"too deep", false, bytes.Repeat([]byte{9<<4 | WireStruct}, 1<<20)},
		"30 structures":      {"too deep", false, append(bytes.Repeat([]byte{9<<4 | WireStruct}, 30), make([]byte, 30)...)},
		"a nested list":      {"too deep", false, append([]byte{9<<4 | WireList}, bytes.Repeat([]byte{1<<4 | WireList}, 1<<20)...)},
	}
}

func TestBadMetadata(t *testing.T) {
	for name, c := range badMetadata() {
		r := NewReader(c.data)
		r.Fields(func(int, byte) bool { return false })
		if r.Err() == nil || !strings.Contains(r.Err().Error(), c.want) || r.Short() != c.short || r.Pos() != len(c.data) {
			t.Errorf("%s: %v, short %v, %d of %d bytes", name, r.Err(), r.Short(), r.Pos(), len(c.data))
		}
		// The fault sticks.
		if r.Fail("another fault"); r.I32() != 0 || r.List(WireI32) != 0 || len(r.Bytes()) != 0 || strings.Contains(r.Err().Error(), "another") {
			t.Errorf("%s: read on, %v", name, r.Err())
		}
	}
	for name, read := range map[string]func(r *Reader){
		"beyond 32 bits":    func(r *Reader) { r.I32() },
		"of another type":   func(r *Reader) { r.List(WireStruct) },
		"do not match":      func(r *Reader) { r.Group(2, func(int, Chunk) {}) },
		"no columns":        func(r *Reader) { r.Group(2, func(int, Chunk) {}) },
		"in another file":   func(r *Reader) { r.Group(1, func(int, Chunk) {}) },
		"column without pa": func(r *Reader) { r.Group(1, func(int, Chunk) {}) },
	} {
		data := map[string][]byte{
			"beyond 32 bits":    binary.AppendVarint(nil, 1<<31),
			"of another type":   {1<<4 | WireI32, 2},
			"do not match":      {1<<4 | WireList, 1<<4 | WireStruct, 0, 0},
			"no columns":        {0},
			"in another file":   {1<<4 | WireList, 1<<4 | WireStruct, 1<<4 | WireBinary, 1, 'x', 0, 0},
			"column without pa": {1<<4 | WireList, 1<<4 | WireStruct, 0, 0},
		}[name]
		r := NewReader(data)
		if read(r); r.Err() == nil || r.Short() || !strings.Contains(r.Err().Error(), name) {
			t.Errorf("%s: %v", name, r.Err())
		}
	}
}

// TestWhatIsSkipped: fields of every type that nobody asked for, and ids that do not
// rise.
func TestWhatIsSkipped(t *testing.T) {
	w := NewWriter(nil)
	w.Begin()
	w.Truth(1, true)
	w.Truth(2, false)
	w.I32(40, -7)
	w.I64(3, 1<<40)
	w.Text(4, "text")
	w.List(5, WireBinary, 20)
	for range 20 {
		w.Element("an element")
	}
	w.List(6, WireTrue, 2)
	w.data = append(w.data, 1, 2)
	w.Structure(7, func() { w.Structure(1, func() { w.I32(1, 1) }) })
	w.head(8, WireMap)
	w.data = append(w.data, 1, WireByte<<4|WireI16, 5, 6)
	w.head(9, WireMap)
	w.data = append(w.data, 0)
	w.head(10, WireDouble)
	w.data = append(w.data, 1, 2, 3, 4, 5, 6, 7, 8)
	w.I32(11, 99)
	w.End()
	r := NewReader(append(w.Data(), "behind"...))
	ids, got := 0, 0
	r.Fields(func(id int, typ byte) bool {
		ids += id
		if id == 11 && typ == WireI32 {
			got = r.I32()
			return true
		}
		return false
	})
	if r.Err() != nil || got != 99 || ids != 40+66 || r.Pos() != len(w.Data()) {
		t.Errorf("%d, ids of %d, %d of %d bytes, %v", got, ids, r.Pos(), len(w.Data()), r.Err())
	}
}

func TestHeadsComeBack(t *testing.T) {
	heads := []PageHead{
		{Kind: DictionaryPage, Size: 7, Plain: 7, Values: 3, Encoding: Plain, LevelEncoding: RLE, Zipped: true, Sorted: true},
		{Kind: DataPage2, Size: 1 << 20, Plain: 1 << 30, Values: 70, Encoding: DeltaBinaryPacked, LevelEncoding: RLE, Levels: 12, Nulls: 5, Zipped: true},
		{Kind: DataPage2, Values: 1, Encoding: RLEDictionary, LevelEncoding: RLE, Repetition: 9},
	}
	for _, h := range heads {
		data := h.Append([]byte("before"))[6:]
		r := NewReader(data)
		if got := r.PageHead(); got != h || r.Err() != nil || r.Pos() != len(data) {
			t.Errorf("%+v, %v, want %+v", got, r.Err(), h)
		}
		for n := range data {
			if r := NewReader(data[:n]); r.PageHead().Kind > DataPage2 || !r.Short() {
				t.Fatalf("%d of %d bytes: %v", n, len(data), r.Err())
			}
		}
	}
	if h := NewReader([]byte{0}).PageHead(); h.Kind != -1 || h.Size != -1 || h.Plain != -1 || h.Values != -1 || h.Encoding != -1 {
		t.Errorf("an empty head says %+v", h)
	}
}

func TestElement(t *testing.T) {
	want := Element{Name: "at", Physical: Int64, Repetition: 1, Converted: -1, Logical: Logical{ID: LogicalTimestamp, UTC: true, Unit: 2}}
	if got := NewReader(schema(want)).Element(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestGroup(t *testing.T) {
	want := []Chunk{
		{Physical: Int32, Codec: Zstd, Values: 9, Start: 4, Dictionary: 30, Size: 70, Nulls: 2, Least: []byte("a"), Most: []byte("b")},
		{Physical: Double, Values: 9, Start: 80, Size: 7, Nulls: -1}, // a dictionary that does not come before the pages is none
	}
	w := NewWriter(nil)
	w.Begin()
	w.List(1, WireStruct, len(want))
	for i, c := range want {
		w.Begin()
		w.Structure(3, func() {
			w.I32(1, c.Physical)
			w.I32(4, c.Codec)
			w.I64(5, c.Values)
			w.I64(7, c.Size)
			w.I64(9, c.Start+c.Dictionary)
			w.I64(11, c.Start+int64(i))
			if c.Nulls >= 0 {
				w.Structure(12, func() {
					w.I64(3, c.Nulls)
					w.Text(5, string(c.Most))
					w.Text(6, string(c.Least))
				})
			}
		})
		w.End()
	}
	w.I64(3, 9)
	w.End()
	var got []Chunk
	r := NewReader(w.Data())
	if rows := r.Group(2, func(i int, c Chunk) { got = append(got, c) }); rows != 9 || r.Err() != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%d rows, %v, %+v, want %+v", rows, r.Err(), got, want)
	}
}

func TestPrefixed(t *testing.T) {
	piece, rest, ok := Prefixed([]byte("\x02\x00\x00\x00abc"))
	if !ok || string(piece) != "ab" || string(rest) != "c" || cap(piece) != 2 {
		t.Errorf("%q, %q, %v", piece, rest, ok)
	}
	for _, short := range []string{"", "\x00\x00\x00", "\x02\x00\x00\x00a", "\xff\xff\xff\xffabc"} {
		if _, _, ok := Prefixed([]byte(short)); ok {
			t.Errorf("%q was taken", short)
		}
	}
}
