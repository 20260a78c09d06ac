package parquet

import (
	"bytes"
	"testing"
)

// FuzzRuns: what a decoder of runs gives back has the width that it was told.
func FuzzRuns(f *testing.F) {
	f.Add(AppendHybrid(nil, streak(dice(1), 100, 16, 20), nil, 4), uint8(4))
	f.Add(AppendHybrid(nil, streak(dice(2), 100, 700, 90), nil, 10), uint8(10))
	f.Add([]byte{200, 1, 255}, uint8(4)) // a run of a value that is too wide
	f.Fuzz(func(t *testing.T, data []byte, width uint8) {
		width %= 33
		h, c, o := NewHybrid(data, uint(width)), NewHybrid(data, uint(width)), NewHybrid(data, uint(width))
		var buf [77]uint32
		for range 50 {
			err := h.Next(buf[:])
			if width <= 10 {
				bins := make([]uint32, 1<<width)
				if other := c.Count(len(buf), bins); (other == nil) != (err == nil) || err == nil && bins[buf[0]] == 0 {
					t.Fatalf("counted otherwise: %v, %v", err, other)
				}
			}
			if err != nil {
				return
			}
			for _, v := range buf {
				if uint64(v)>>width != 0 {
					t.Fatalf("%d has more than %d bits", v, width)
				}
				if one, err := o.One(); err != nil || one != v {
					t.Fatalf("one by one %d, not %d, %v", one, v, err)
				}
			}
		}
	})
}

// FuzzDelta: differences decode to as many values as were announced, or not at all.
func FuzzDelta(f *testing.F) {
	f.Add(AppendDelta(nil, []int64{1, 5, -9, 1 << 40, 7}), uint16(5))
	f.Add(AppendDelta(nil, make([]int64, 300)), uint16(300))
	f.Fuzz(func(t *testing.T, data []byte, n uint16) {
		d, err := NewDelta(data, int(n))
		if err != nil {
			return
		}
		values := make([]int64, n)
		before, failed := d.Rest()
		single := *d
		if d.Next(values) != nil {
			return
		}
		if d.Next(make([]int64, 1)) == nil {
			t.Fatal("a value too many")
		}
		for _, v := range values {
			if one, err := single.One(); err != nil || one != v {
				t.Fatalf("one by one %d, not %d, %v", one, v, err)
			}
		}
		if after, err := d.Rest(); err != nil || failed == nil && !bytes.Equal(before, after) {
			t.Fatalf("another rest: %v", err)
		}
		if n > 0 { // what was read is written and read again the same
			again, err := NewDelta(AppendDelta(nil, values), int(n))
			if err != nil {
				t.Fatal(err)
			}
			other := make([]int64, n)
			if err := again.Next(other); err != nil {
				t.Fatal(err)
			}
			for i := range values {
				if values[i] != other[i] {
					t.Fatal("other values")
				}
			}
		}
	})
}

// FuzzMetadata: no bytes make reading do anything but end, within what there is.
func FuzzMetadata(f *testing.F) {
	for _, c := range badMetadata() {
		f.Add(c.data)
	}
	h := PageHead{Kind: DataPage2, Size: 70, Plain: 90, Values: 12, Encoding: RLEDictionary, Levels: 3, Nulls: 4, Zipped: true}
	f.Add(h.Append(nil))
	f.Add(schema(Element{Name: "nps", Physical: Int32, Repetition: 1}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func(*Reader){
			func(r *Reader) { r.PageHead() },
			func(r *Reader) { r.Element() },
			func(r *Reader) { r.Group(2, func(i int, c Chunk) {}) },
			func(r *Reader) { r.Fields(func(int, byte) bool { return false }) },
		} {
			r := NewReader(data)
			read(r)
			if r.Pos() > len(data) || r.Short() && r.Err() == nil || r.Err() == nil && r.Pos() == 0 {
				t.Fatalf("%d of %d bytes, %v", r.Pos(), len(data), r.Err())
			}
			if again := NewReader(data[:r.Pos()]); r.Err() == nil {
				if read(again); again.Err() != nil {
					t.Fatal("what was read alone is not read again")
				}
			}
		}
	})
}
