package part

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAbsorb: rows that two collected are those that one would have collected.
func TestAbsorb(t *testing.T) {
	r := dice(41)
	cases := 0
	for _, s := range samples(r) {
		rows := s.make(r)
		for _, cut := range []int{0, 1, r.IntN(len(rows) + 1), len(rows)} {
			cases++
			a, b := NewCore(testSchema), NewCore(testSchema)
			for i := range rows {
				to := a
				if i >= min(cut, len(rows)) {
					to = b
				}
				if err := to.Append(&rows[i]); err != nil {
					t.Fatal(err)
				}
			}
			if !a.Absorb(b) || a.Len() != len(rows) {
				t.Fatalf("%d rows are not absorbed", b.Len())
			}
			if err := b.Append(&rows[0]); err == nil {
				t.Error("what was absorbed takes rows")
			}
			var data bytes.Buffer
			if err := a.Write(&data); err != nil {
				t.Fatal(err)
			}
			f, i := open(t, data.Bytes()), 0
			err := f.Each(nil, func(c []Value) error {
				if got := rowOf(c); !reflect.DeepEqual(got, rows[i]) {
					t.Fatalf("row %d of %+v: %s", i, s, cmp.Diff(rows[i], got))
				}
				i++
				return nil
			})
			if err != nil || i != len(rows) {
				t.Fatalf("%d of %d rows: %v", i, len(rows), err)
			}
			whole := open(t, write(t, rows))
			for range 5 {
				q := s.question(r)
				if diff := cmp.Diff(count(t, whole, q), count(t, f, q)); diff != "" {
					t.Fatal(diff)
				}
			}
			one := NewCore(testSchema)
			for i := range rows {
				one.Append(&rows[i])
			}
			first, last := a.Days()
			if wantFirst, wantLast := one.Days(); first != wantFirst || last != wantLast {
				t.Errorf("days %d to %d, want %d to %d", first, last, wantFirst, wantLast)
			}
		}
	}
	if cases < 50 {
		t.Errorf("%d cases", cases)
	}
}

func TestAbsorbOtherTiers(t *testing.T) {
	a, b := NewPerson([]string{"response_id", "Why"}), NewPerson([]string{"response_id", "Why"})
	x, y := NewIndex(), NewIndex()
	for i := range 3000 {
		p, k := a, x
		if i >= 1000 {
			p, k = b, y
		}
		cell := fmt.Appendf(nil, "answer %d", i)
		if i%7 == 0 {
			cell = nil
		}
		if err := p.Append([][]byte{fmt.Append(nil, i), cell}); err != nil {
			t.Fatal(err)
		}
		if err := k.Append([16]byte{byte(i), byte(i >> 8)}); err != nil {
			t.Fatal(err)
		}
	}
	if !a.Absorb(b) || !x.Absorb(y) {
		t.Fatal("not absorbed")
	}
	var person, index bytes.Buffer
	if err := a.Write(&person); err != nil {
		t.Fatal(err)
	}
	if err := x.Write(&index); err != nil {
		t.Fatal(err)
	}
	i := 0
	err := open(t, person.Bytes()).Each(nil, func(c []Value) error {
		if string(c[0].Text) != fmt.Sprint(i) || c[1].Null != (i%7 == 0) || !c[1].Null && string(c[1].Text) != fmt.Sprint("answer ", i) {
			t.Fatalf("row %d", i)
		}
		i++
		return nil
	})
	if err != nil || i != 3000 {
		t.Errorf("%d rows, %v", i, err)
	}
	i = 0
	err = open(t, index.Bytes()).IDs(func(id [16]byte) error {
		if id != [16]byte{byte(i), byte(i >> 8)} {
			t.Fatalf("row %d", i)
		}
		i++
		return nil
	})
	if err != nil || i != 3000 {
		t.Errorf("%d rows, %v", i, err)
	}
}

// TestAbsorbRefuses: nothing has changed afterwards.
func TestAbsorbRefuses(t *testing.T) {
	row := Row{Dimensions: [][]byte{[]byte("a"), []byte("b"), nil}, Ratings: []int32{1}}
	great := row
	great.Dimensions = [][]byte{bytes.Repeat([]byte("x"), maxValue), nil, nil}
	make := func(s Schema, n int, r Row) *Core {
		c := NewCore(s)
		for i := range n {
			if len(r.Dimensions[0]) > 1 {
				r.Dimensions[0] = append([]byte{byte('a' + i)}, r.Dimensions[0][1:]...)
			}
			if err := c.Append(&r); err != nil {
				t.Fatal(err)
			}
		}
		return c
	}
	other := Schema{Ratings: testSchema.Ratings, Dimensions: []string{"region", "store", "segment"}}
	written := make(testSchema, 1, row)
	written.Write(new(bytes.Buffer))
	cases := map[string][2]*Core{
		"too many rows": {make(testSchema, MaxRows-1, row), make(testSchema, 2, row)},
		"other columns": {make(testSchema, 1, row), make(other, 1, row)},
		"more columns":  {make(testSchema, 1, row), make(Schema{Dimensions: other.Dimensions}, 1, Row{Dimensions: row.Dimensions})},
		"dictionary":    {make(testSchema, 8, great), make(testSchema, 8, great)},
		"written":       {make(testSchema, 1, row), written},
	}
	for name, c := range cases {
		n, m := c[0].Len(), c[1].Len()
		if c[0].Absorb(c[1]) || c[0].Len() != n || c[1].Len() != m {
			t.Errorf("%s: absorbed", name)
		}
		if err := c[0].Write(new(bytes.Buffer)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if written.Absorb(make(testSchema, 1, row)) {
		t.Error("what is written absorbs")
	}
}
