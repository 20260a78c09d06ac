package part

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// seeds are small parts of every kind.
func seeds(t testing.TB) map[string][]byte {
	t.Helper()
	r := dice(30)
	m := map[string][]byte{
		"core": write(t, sample{rows: 60, days: 9, first: day0, regions: 3, stores: 9, scores: 12, marks: true, untimed: true, blanks: true}.make(r)),
		"one":  write(t, sample{rows: 1, days: 1, first: day0, regions: 1, stores: 1, scores: 1}.make(r)),
		"runs": write(t, sample{rows: 300, days: 2, first: day0, regions: 2, stores: 2, scores: 12, run: 100}.make(r)),
	}
	m["older"] = older(strings.Repeat("Asha ", 50), "Rahul")
	p, x := NewPerson([]string{"response_id", "Name"}), NewIndex()
	for i := range 40 {
		if err := errors.Join(p.Append([][]byte{fmt.Appendf(nil, "R%d", i), bytes.Repeat([]byte("Asha "), i%5)}), x.Append([16]byte{byte(i)})); err != nil {
			t.Fatal(err)
		}
	}
	for name, file := range map[string]interface{ Write(*bytes.Buffer) error }{"person": personFile{p}, "index": indexFile{x}} {
		var b bytes.Buffer
		if err := file.Write(&b); err != nil {
			t.Fatal(err)
		}
		m[name] = b.Bytes()
	}
	return m
}

type personFile struct{ *Person }

func (p personFile) Write(b *bytes.Buffer) error { return p.Person.Write(b) }

type indexFile struct{ *Index }

func (x indexFile) Write(b *bytes.Buffer) error { return x.Index.Write(b) }

// use does all that can be done with a file, and says what failed.
func use(t testing.TB, data []byte) error {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	if f.Rows() < 1 || f.Rows() > MaxRows {
		t.Fatalf("a file of %d rows was opened", f.Rows())
	}
	queries := []*Query{
		{Since: Always, Until: Ever},
		{Since: Always, Until: Ever, By: []By{{Kind: Dimension, Name: "region"}, {Kind: Month}}, Complete: true},
		{Since: day0*dayMillis + 5, Until: (day0 + 3) * dayMillis, By: []By{{Kind: Rating, Name: "ease"}, {Kind: Day}}, Test: true, Purpose: "analytics",
			Where: []Where{{Kind: Dimension, Name: "plan", Values: []string{"Gold", ""}}, {Kind: Rating, Name: "ease", Values: []string{"3"}, Not: true}}},
	}
	var all []error
	for _, q := range queries {
		b := tally.NewBuilder(names(q))
		if err := f.Count(q, b); err != nil {
			all = append(all, err)
		} else if got := b.Finish(); got.Records() != uint64(f.Rows()) {
			t.Fatalf("%d of %d rows are accounted for", got.Records(), f.Rows())
		}
	}
	n := 0
	err = f.Each(nil, func([]Value) error { n++; return nil })
	if err == nil && n != f.Rows() {
		t.Fatalf("%d of %d rows", n, f.Rows())
	}
	all = append(all, err, f.IDs(func([16]byte) error { return nil }))
	all = append(all, f.Select(queries[2], &tally.Excluded{}, []string{"comment"}, func([]byte, int, []Value) error { return nil }))
	var failed error
	for _, err := range all {
		switch {
		case err == nil || errors.Is(err, ErrNoColumn):
		case errors.Is(err, ErrDamaged):
			failed = err
		default:
			t.Fatalf("an error of another kind: %v", err)
		}
	}
	return failed
}

// frugal fails when f allocates more than limit bytes, dead or alive.
func frugal(t testing.TB, limit uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > limit {
		t.Errorf("%d MiB were allocated, at most %d are fair", n>>20, limit>>20)
	}
}

func TestSoundFilesAreUsable(t *testing.T) {
	for name, data := range seeds(t) {
		if err := use(t, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCutFiles(t *testing.T) {
	cases := 0
	for name, data := range seeds(t) {
		for n := range data {
			cases++
			if _, err := Open(bytes.NewReader(data[:n]), int64(n)); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s cut to %d of %d bytes: %v", name, n, len(data), err)
			}
		}
		// A reader that ends before the size that it was said to have.
		if _, err := Open(bytes.NewReader(data), int64(len(data)+10)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s said to be longer: %v", name, err)
		}
	}
	if cases < 5000 {
		t.Errorf("only %d cuts", cases)
	}
}

func TestSpoiltBytes(t *testing.T) {
	r := dice(31)
	noticed := 0
	for _, data := range seeds(t) {
		frugal(t, 2<<30, func() {
			for range 1500 {
				bad := bytes.Clone(data)
				for range 1 + r.IntN(3) {
					bad[spot(r, len(bad))] = byte(r.Uint32())
				}
				if use(t, bad) != nil {
					noticed++
				}
			}
		})
	}
	if noticed < 1000 {
		t.Errorf("only %d spoilt files were noticed", noticed)
	}
}

// spot prefers the end of a file, where the metadata lies.
func spot(r *rand.Rand, n int) int {
	if r.IntN(2) == 0 {
		return n - 1 - r.IntN(min(n, 900))
	}
	return r.IntN(n)
}

// TestBombs: small files that ask for much.
func TestBombs(t *testing.T) {
	footed := func(data []byte) []byte { // a file whose metadata is data
		file := append([]byte(parquet.Magic), data...)
		return append(binary.LittleEndian.AppendUint32(file, uint32(len(data))), parquet.Magic...)
	}
	huge := binary.AppendUvarint(nil, 1<<40)
	chunks := func(change func(*chunk), pages ...[]byte) []byte { // a file of one text column
		file := []byte(parquet.Magic)
		for _, p := range pages {
			file = append(file, p...)
		}
		c := chunk{Column: Column{Name: "x", Type: Text}, encoding: parquet.DeltaLengthByteArray, codec: parquet.Zstd, rows: 1000, offset: 4, size: int64(len(file) - 4)}
		change(&c)
		f := footer{tier: "person", rows: c.rows, chunks: []chunk{c}}
		return f.append(file)
	}
	snappy := func(c *chunk) { c.codec = parquet.Snappy }
	zeros := encoder().EncodeAll(make([]byte, 1<<30), nil)
	page := func(h parquet.PageHead, body []byte) []byte {
		h.Size = len(body)
		return append(h.Append(nil), body...)
	}
	cases := map[string]struct {
		want string
		data []byte
	}{
		"a list of 2^40":           {"a list beyond", footed(append([]byte{2<<4 | parquet.WireList, 15<<4 | parquet.WireStruct}, huge...))},
		"a text of 2^40":           {"a text beyond", footed(append([]byte{6<<4 | parquet.WireBinary}, huge...))},
		"a map of 2^40":            {"a map beyond", footed(append(append([]byte{9<<4 | parquet.WireMap}, huge...), 0x11))},
		"a nested structure":       {"too deep", footed(bytes.Repeat([]byte{9<<4 | parquet.WireStruct}, 1<<20))},
		"a nested list":            {"too deep", footed(append([]byte{9<<4 | parquet.WireList}, bytes.Repeat([]byte{1<<4 | parquet.WireList}, 1<<20)...))},
		"metadata before the file": {"metadata lies outside", append(binary.LittleEndian.AppendUint32([]byte(parquet.Magic), 12), parquet.Magic...)},
		"2^40 rows":                {"number of rows", chunks(func(c *chunk) { c.rows = 1 << 40 })},
		"more rows than fit":       {"number of rows", chunks(func(c *chunk) { c.rows = MaxRows + 1 })},
		"a chunk of 2^62":          {"outside the file", chunks(func(c *chunk) { c.size = 1 << 62 })},
		"a chunk at the end":       {"outside the file", chunks(func(c *chunk) { c.offset = 1 << 62 })},
		"a negative chunk":         {"outside the file", chunks(func(c *chunk) { c.offset = -8 })},
		"a page of 2 GiB":          {"a page of a bad size", chunks(func(*chunk) {}, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1<<31 - 1, Zipped: true}, zeros))},
		"more than it says":        {"does not decompress", chunks(func(*chunk) {}, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, zeros))},
		"a page of zeros":          {"bad differences", chunks(func(*chunk) {}, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: maxPage, Zipped: true}, encoder().EncodeAll(make([]byte, maxPage), nil)))},
		"more in snappy":           {"does not decompress", chunks(snappy, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, s2.EncodeSnappy(nil, make([]byte, 1<<24))))},
		"2^32 in snappy":           {"does not decompress", chunks(snappy, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, []byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0}))},
		"less in snappy":           {"does not decompress", chunks(snappy, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, s2.EncodeSnappy(nil, make([]byte, 1000))[:20]))},
		"snappy of another length": {"does not decompress", chunks(snappy, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, s2.EncodeSnappy(nil, make([]byte, 999))))},
		"zeros in snappy":          {"bad differences", chunks(snappy, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: maxPage, Zipped: true}, s2.EncodeSnappy(nil, make([]byte, maxPage))))},
		"an unknown compression":   {"differs from its schema", chunks(func(c *chunk) { c.codec = 7 }, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1000, Encoding: parquet.DeltaLengthByteArray, Plain: 1000, Zipped: true}, nil))},
		"a page of 2^31 rows":      {"too many values", chunks(func(*chunk) {}, page(parquet.PageHead{Kind: parquet.DataPage2, Values: 1<<31 - 1, Encoding: parquet.DeltaLengthByteArray, Plain: 9}, []byte("123456789")))},
		"endless pages":            {"too many values", chunks(func(*chunk) {}, bytes.Repeat(page(parquet.PageHead{Kind: parquet.DataPage2, Encoding: parquet.DeltaLengthByteArray}, nil), 1000))},
		"a dictionary of 2^31":     {"too many values", chunks(func(c *chunk) { c.dictionary = c.size }, page(parquet.PageHead{Kind: parquet.DictionaryPage, Values: 1<<31 - 1, Plain: 4}, []byte{0, 0, 0, 0}))},
	}
	for name, c := range cases {
		frugal(t, 64<<20, func() {
			if err := use(t, c.data); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		})
	}
}

// TestScoresOutOfBounds: codes beyond the counters of a group.
func TestScoresOutOfBounds(t *testing.T) {
	cases := map[string][]int32{"too large a dictionary": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11, 11, 11, 11, 11}, "a score out of bounds": {0, 12}, "score out of bounds": {-1, 0}}
	for want, scores := range cases {
		c := NewCore(testSchema)
		rows := sample{rows: 100, days: 1, first: day0, regions: 2, stores: 2, scores: 2}.make(dice(32))
		for i := range rows {
			if err := c.Append(&rows[i]); err != nil {
				t.Fatal(err)
			}
			c.score.codes.narrow[i] = uint8(i % len(scores))
		}
		c.score.ints = scores
		var b bytes.Buffer
		if err := c.Write(&b); err != nil {
			t.Fatal(err)
		}
		if err := use(t, b.Bytes()); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestManyGreatPages: columns that each claim the same great page must not add up.
func TestManyGreatPages(t *testing.T) {
	plain := append(parquet.AppendDelta(nil, []int64{3 * maxCell}), make([]byte, 3*maxCell)...)
	zeros := encoder().EncodeAll(plain, nil)
	h := parquet.PageHead{Kind: parquet.DataPage2, Values: 1, Encoding: parquet.DeltaLengthByteArray, Plain: len(plain), Size: len(zeros), Zipped: true}
	file := append(h.Append([]byte(parquet.Magic)), zeros...)
	for _, columns := range []int{3, 200} {
		f := footer{tier: "person", rows: 1}
		for i := range columns {
			f.chunks = append(f.chunks, chunk{Column: Column{Name: fmt.Sprint(i), Type: Text}, codec: parquet.Zstd, rows: 1, offset: 4, size: int64(len(file) - 4)})
		}
		data := f.append(bytes.Clone(file))
		frugal(t, 170<<20, func() {
			err := use(t, data)
			if columns < 4 && err != nil || columns > 4 && (!errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "too much to hold")) {
				t.Errorf("%d columns: %v", columns, err)
			}
		})
	}
}

func TestLaterVersion(t *testing.T) {
	data := seeds(t)["one"]
	later := bytes.Replace(data, []byte("nps.part\x18\x011"), []byte("nps.part\x18\x012"), 1)
	if bytes.Equal(data, later) {
		t.Fatal("the version was not found")
	}
	if _, err := Open(bytes.NewReader(later), int64(len(later))); !errors.Is(err, ErrVersion) {
		t.Errorf("%v", err)
	}
	other := bytes.Replace(data, []byte("nps.part"), []byte("nps_part"), 1)
	if _, err := Open(bytes.NewReader(other), int64(len(other))); !errors.Is(err, ErrDamaged) {
		t.Errorf("a file of somebody else: %v", err)
	}
}

// FuzzFile: whatever the bytes are, they are read without a panic, within bounds
// of time and memory, and no row is lost unnoticed.
func FuzzFile(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frugal(t, 1<<30, func() { _ = use(t, data) })
	})
}

// older is a part as earlier versions of this program wrote it: its text is in zstd.
func older(texts ...string) []byte {
	var sizes []int32
	var bodies []byte
	for _, text := range texts {
		sizes, bodies = append(sizes, int32(len(text))), append(bodies, text...)
	}
	plain := append(parquet.AppendDelta(nil, sizes), bodies...)
	zipped := encoder().EncodeAll(plain, nil)
	h := parquet.PageHead{Kind: parquet.DataPage2, Values: len(texts), Encoding: parquet.DeltaLengthByteArray, Plain: len(plain), Size: len(zipped), Zipped: true}
	file := append(h.Append([]byte(parquet.Magic)), zipped...)
	c := chunk{Column: Column{Name: "response_id", Type: Text}, encoding: parquet.DeltaLengthByteArray, codec: parquet.Zstd, rows: int64(len(texts)), offset: 4, size: int64(len(file) - 4)}
	f := footer{tier: "person", rows: int64(len(texts)), chunks: []chunk{c}}
	return f.append(file)
}

func TestPartsOfEarlierVersions(t *testing.T) {
	want := []string{strings.Repeat("Asha ", 50), "", strings.Repeat("Rahul ", 70)}
	f, err := Open(bytes.NewReader(older(want...)), int64(len(older(want...))))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := f.Each(nil, func(cells []Value) error { got = append(got, string(cells[0].Text)); return nil }); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// encoder compresses as earlier versions of this program did.
func encoder() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithWindowSize(256<<10))
	if err != nil {
		panic(err)
	}
	return e
}
