package part

import (
	"bytes"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

func TestEachGivesBackWhatWasAppended(t *testing.T) {
	r := dice(7)
	cases := 0
	for _, s := range samples(r) {
		rows := s.make(r)
		f := open(t, write(t, rows))
		if f.Rows() != len(rows) || f.Tier() != "core" {
			t.Fatalf("%d rows of tier %s", f.Rows(), f.Tier())
		}
		i := 0
		err := f.Each(nil, func(c []Value) error {
			cases++
			got, want := rowOf(c), rows[i]
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("row %d of %+v: %s", i, s, cmp.Diff(want, got))
			}
			i++
			return nil
		})
		if err != nil || i != len(rows) {
			t.Fatalf("%d of %d rows: %v", i, len(rows), err)
		}
	}
	if cases < 100_000 {
		t.Errorf("only %d rows", cases)
	}
}

// rowOf puts the cells of a core file of the test schema together again.
func rowOf(c []Value) Row {
	r := Row{
		Weight: c[2].Float, Weighted: !c[2].Null, Consent: slices.Clone(c[3].Text), Ratings: []int32{BlankRating},
		Time: c[8].Int, Timed: !c[8].Null, Day: int32(c[9].Int), Mark: uint8(c[10].Int), Score: uint8(c[11].Int), Known: !c[1].Null,
	}
	if !c[0].Null {
		r.Comment = slices.Clone(c[0].Text)
	}
	if r.Known {
		copy(r.Respondent[:], c[1].Text)
	}
	if !c[4].Null {
		r.Ratings[0] = int32(c[4].Int)
	}
	for _, d := range c[5:8] {
		r.Dimensions = append(r.Dimensions, slices.Clone(d.Text))
	}
	return r
}

func TestPersonRoundTrip(t *testing.T) {
	p := NewPerson([]string{"response_id", "Email", "", "Email", "Email[#4]", "Answer to \"why\"?"})
	want := []string{"response_id", "Email", "[#3]", "Email[#5]", "Email[#4]", "Answer to \"why\"?"}
	if diff := cmp.Diff(want, p.Columns()); diff != "" {
		t.Fatal(diff)
	}
	r := dice(8)
	var rows [][][]byte
	for i := range 3000 {
		row := make([][]byte, len(want))
		for k := range row {
			switch r.IntN(5) {
			case 0:
			case 1:
				row[k] = []byte{}
			default:
				row[k] = bytes.Repeat([]byte{byte('a' + r.IntN(26))}, r.IntN(60))
			}
		}
		if i == 1000 { // a cell that is greater than any page
			row[1] = bytes.Repeat([]byte("long "), 2*maxPageBytes/5)
		}
		rows = append(rows, row)
		if err := p.Append(row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	i := 0
	err := f.Each(nil, func(cells []Value) error {
		for k, c := range cells {
			if c.Null != (rows[i][k] == nil) || !bytes.Equal(c.Text, rows[i][k]) {
				t.Fatalf("row %d, column %d differs", i, k)
			}
		}
		i++
		return nil
	})
	if err != nil || i != len(rows) || f.Tier() != "person" {
		t.Fatalf("%d rows of tier %s: %v", i, f.Tier(), err)
	}
}

// TestPagesAreSmall: but for one text that is greater by itself, no page is greater
// than the limit on which the bound of a reader's memory rests.
func TestPagesAreSmall(t *testing.T) {
	p, r := NewPerson([]string{"response_id", "text"}), dice(13)
	for range 2000 {
		text := make([]byte, r.IntN(2000))
		if r.IntN(100) == 0 {
			text = make([]byte, maxPageBytes+r.IntN(1000))
		}
		if err := p.Append([][]byte{{1}, text}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	c, pages, rows := f.find("text", Text), 0, 0
	for data := b.Bytes()[c.offset : c.offset+c.size]; len(data) > 0; pages++ {
		var p page
		var err error
		if p, data, err = c.nextPage(data, f.Rows()-rows); err != nil {
			t.Fatal(err)
		}
		rows += p.Values
		if p.Values > 1 && p.Plain > maxPageBytes+16*p.Values+100 {
			t.Errorf("a page of %d texts has %d bytes", p.Values, p.Plain)
		}
	}
	if rows != 2000 || pages < 20 {
		t.Errorf("%d rows in %d pages", rows, pages)
	}
}

func TestIndexRoundTrip(t *testing.T) {
	x := NewIndex()
	for i := range 70_000 {
		if err := x.Append([16]byte{byte(i), byte(i >> 8), byte(i >> 16), 7}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	i := 0
	err := open(t, b.Bytes()).IDs(func(id [16]byte) error {
		if id != [16]byte{byte(i), byte(i >> 8), byte(i >> 16), 7} {
			t.Fatalf("id %d differs", i)
		}
		i++
		return nil
	})
	if err != nil || i != 70_000 {
		t.Errorf("%d ids: %v", i, err)
	}
}

func TestSameRowsSameBytes(t *testing.T) {
	r := dice(9)
	rows := sample{rows: 70_000, days: 30, first: day0, regions: 5, stores: 300, scores: 12, marks: true, untimed: true, blanks: true}.make(r)
	first := write(t, rows)
	other := NewCore(testSchema) // one that was used before, with other values
	for _, row := range (sample{rows: 3000, days: 90, first: 5, regions: 9, stores: 900, scores: 12, blanks: true}).make(r) {
		if err := other.Append(&row); err != nil {
			t.Fatal(err)
		}
	}
	if other.Size() < 3000 {
		t.Errorf("3000 rows take %d bytes", other.Size())
	}
	other.Reset()
	if other.Len() != 0 || other.Size() > 1000 {
		t.Errorf("%d rows in %d bytes after a reset", other.Len(), other.Size())
	}
	for i := range rows {
		if err := other.Append(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // writing does not change what is written
		var b bytes.Buffer
		if err := other.Write(&b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("the same rows gave other bytes")
		}
	}
	if err := other.Append(&rows[0]); err == nil {
		t.Error("a written part takes another row")
	}
	lo, hi := other.Days()
	if lo != day0 || hi != day0+29 {
		t.Errorf("days %d to %d", lo, hi)
	}
}

func TestDictionariesAreSorted(t *testing.T) {
	rows := sample{rows: 3000, days: 30, first: -15, regions: 40, stores: 300, scores: 12, marks: true, blanks: true}.make(dice(10))
	f := open(t, write(t, rows))
	seen := 0
	for i := range f.meta.chunks {
		c := &f.meta.chunks[i]
		if c.dictionary == 0 {
			continue
		}
		seen++
		data, err := f.load(c.offset, c.dictionary)
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.dictionaryOf(c, data)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(v.ints) || !slices.IsSortedFunc(v.texts, bytes.Compare) || v.len() == 0 {
			t.Errorf("the dictionary of %s is not in order", c.Name)
		}
	}
	if seen != 8 {
		t.Errorf("%d dictionaries", seen)
	}
}

func TestAppendRefuses(t *testing.T) {
	good := func() Row {
		return sample{rows: 1, days: 1, first: 3, regions: 1, stores: 1, scores: 1}.make(dice(1))[0]
	}
	cases := map[string]func(*Row){
		"score":       func(r *Row) { r.Score = 12 },
		"mark":        func(r *Row) { r.Mark = 8 },
		"another day": func(r *Row) { r.Day++ },
		"dimensions":  func(r *Row) { r.Dimensions = r.Dimensions[1:] },
		"ratings":     func(r *Row) { r.Ratings = nil },
		"dim.store":   func(r *Row) { r.Dimensions[1] = make([]byte, maxValue+1) },
		"consent":     func(r *Row) { r.Consent = make([]byte, maxValue+1) },
		"comment":     func(r *Row) { r.Comment = make([]byte, maxCell+1) },
	}
	for name, spoil := range cases {
		c, r := NewCore(testSchema), good()
		spoil(&r)
		if err := c.Append(&r); err == nil || errors.Is(err, ErrFull) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if c.Len() != 0 {
			t.Errorf("%s: the row was counted", name)
		}
	}
	if err := NewCore(testSchema).Write(&bytes.Buffer{}); err == nil {
		t.Error("a part of no rows was written")
	}
	x := NewIndex()
	for range MaxRows {
		if err := x.Append([16]byte{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Append([16]byte{}); !errors.Is(err, ErrFull) {
		t.Errorf("row %d: %v", MaxRows+1, err)
	}
	if err := NewPerson([]string{"a", "b"}).Append([][]byte{make([]byte, maxCell), {1}}); err == nil {
		t.Error("too great a row of a person")
	}
}

// TestFullDictionary: distinct values beyond what a reader takes end the part, not
// the import.
func TestFullDictionary(t *testing.T) {
	c := NewCore(Schema{Dimensions: []string{"d"}})
	value := bytes.Repeat([]byte{'x'}, maxValue)
	n := 0
	for ; n < 100; n++ {
		value[0] = byte('a' + n)
		if err := c.Append(&Row{Dimensions: [][]byte{value}}); errors.Is(err, ErrFull) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if n < 10 || n > 16 {
		t.Errorf("full after %d values of 1 MiB", n)
	}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows := 0
	if err := open(t, b.Bytes()).Each(nil, func([]Value) error { rows++; return nil }); err != nil || rows != n {
		t.Errorf("%d of %d rows: %v", rows, n, err)
	}
}

func TestTextIsMadeSound(t *testing.T) {
	c := NewCore(Schema{Dimensions: []string{"d"}})
	for _, d := range []string{" \tNorth ", "North", "No\xffrth", "\xff"} {
		if err := c.Append(&Row{Dimensions: [][]byte{[]byte(d)}, Comment: []byte(d)}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := open(t, b.Bytes()).Each([]string{"dim.d", "comment"}, func(v []Value) error {
		got = append(got, string(v[0].Text), string(v[1].Text))
		return nil
	})
	want := []string{"North", " \tNorth ", "North", "North", "No\ufffdrth", "No\ufffdrth", "\ufffd", "\ufffd"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestEachStopsAtTheFunctionsError(t *testing.T) {
	f := open(t, write(t, samples(dice(2))[1].make(dice(2))))
	n := 0
	err := f.Each(nil, func([]Value) error {
		if n++; n == 3 {
			return os.ErrClosed
		}
		return nil
	})
	if n != 3 || !errors.Is(err, os.ErrClosed) {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestSchemaOf(t *testing.T) {
	d, err := survey.ParseDefinition([]byte("survey: s\ncolumns:\n  - {from: Score, role: score}\n  - {from: Region, role: dimension, name: region}\n  - {from: Ease, role: rating}\n  - {from: Plan, role: dimension}\n"), "survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Schema{Ratings: []string{"Ease"}, Dimensions: []string{"region", "Plan"}}, SchemaOf(d)); diff != "" {
		t.Error(diff)
	}
}

func TestDayOf(t *testing.T) {
	for ms, want := range map[int64]int64{0: 0, -1: -1, dayMillis: 1, dayMillis - 1: 0, -dayMillis: -1, -dayMillis - 1: -2, math.MaxInt64: 106751991167, math.MinInt64: -106751991168} {
		if got := dayOf(ms); got != want {
			t.Errorf("%d ms lie on day %d, want %d", ms, got, want)
		}
	}
}
