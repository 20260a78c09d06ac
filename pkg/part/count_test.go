package part

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// day0 is 2023-12-20, so that days cross weeks, months, quarters and years.
const day0 = 19711

// samples are parts of every kind that a counter treats in its own way.
func samples(r *rand.Rand) []sample {
	list := []sample{
		{rows: 1, days: 1, first: day0, regions: 1, stores: 1, scores: 1},
		{rows: 5000, days: 20, first: day0, regions: 3, stores: 4, scores: 12, marks: true, untimed: true, blanks: true},
		{rows: 5000, days: 1, first: day0, regions: 1, stores: 1, scores: 11},
		{rows: 70000, days: 40, first: day0, regions: 4, stores: 200, scores: 12, run: 90, marks: true},
		{rows: 2100, days: 900, first: -500, regions: 5, stores: 900, scores: 12, blanks: true},
		{rows: 2048, days: 31, first: day0, regions: 2, stores: 2, scores: 5, blanks: true},
		{rows: 66000, days: 2, first: day0, regions: 300, stores: 300, scores: 12}, // more groups than an array takes
	}
	for range 12 {
		list = append(list, sample{rows: 1 + r.IntN(6000), days: 1 + r.IntN(60), first: day0 + int32(r.IntN(400)), regions: 1 + r.IntN(6), stores: 1 + r.IntN(300),
			scores: 1 + r.IntN(12), marks: r.IntN(2) == 0, untimed: r.IntN(3) == 0, blanks: r.IntN(2) == 0, run: r.IntN(100)})
	}
	return list
}

func count(t testing.TB, f *File, q *Query) *tally.Tally {
	t.Helper()
	b := tally.NewBuilder(names(q))
	if err := f.Count(q, b); err != nil {
		t.Fatal(err)
	}
	return b.Finish()
}

func TestCountEqualsPlainLoop(t *testing.T) {
	r := dice(3)
	cases, excluded := 0, tally.Excluded{}
	for _, s := range samples(r) {
		rows := s.make(r)
		f := open(t, write(t, rows))
		for range 40 {
			cases++
			q := s.question(r)
			want, got := slow(rows, q), count(t, f, q)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%+v\n%+v\n%s", s, q, diff)
			}
			if got.Records() != uint64(s.rows) {
				t.Fatalf("%d of %d rows are accounted for", got.Records(), s.rows)
			}
			excluded.Add(&got.Excluded)
		}
	}
	if cases < 700 {
		t.Errorf("only %d cases", cases)
	}
	for _, reason := range []uint64{excluded.Blank, excluded.Filtered, excluded.Incomplete, excluded.NoConsent, excluded.Test} {
		if reason == 0 {
			t.Errorf("a reason never came up: %+v", excluded)
		}
	}
}

// TestSelectAgreesWithCount: the rows that are handed over are those that count,
// with the right cells.
func TestSelectAgreesWithCount(t *testing.T) {
	r := dice(4)
	cases := 0
	for _, s := range samples(r) {
		rows := s.make(r)
		f := open(t, write(t, rows))
		for range 5 {
			cases++
			q := s.question(r)
			b := tally.NewBuilder(names(q))
			want := count(t, f, q)
			next := 0
			err := f.Select(q, &b.Excluded, []string{"score", "dim.store", "time", "comment"}, func(key []byte, score int, cells []Value) error {
				if int(cells[0].Int) != score {
					t.Fatalf("the cell says %d, the score %d", cells[0].Int, score)
				}
				for ; ; next++ { // the row must be one of those to come
					if next == len(rows) {
						t.Fatal("a row that was never written")
					}
					w := &rows[next]
					if int(w.Score) == score && bytes.Equal(w.Dimensions[1], cells[1].Text) && w.Timed != cells[2].Null && w.Time == cells[2].Int && bytes.Equal(w.Comment, cells[3].Text) {
						next++
						break
					}
				}
				if score == Blank {
					b.Excluded.Blank++
				} else {
					b.Count(b.Group(key), score)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, b.Finish()); diff != "" {
				t.Fatalf("%+v\n%+v\n%s", s, q, diff)
			}
		}
	}
	if cases < 50 {
		t.Errorf("only %d cases", cases)
	}
}

// TestPeriods holds the keys of days against the calendar's odd places.
func TestPeriods(t *testing.T) {
	cases := []struct {
		day  int32
		kind Kind
		want string
	}{
		{0, Day, "1970-01-01"}, {-1, Month, "1969-12"}, {19722, Week, "2023-W52"}, {19723, Week, "2024-W01"}, {19782, Day, "2024-02-29"},
		{19813, Quarter, "2024-Q1"}, {19814, Quarter, "2024-Q2"}, {20089, Week, "2025-W01"}, {20089, Year, "2025"}, {20088, Week, "2025-W01"}, {20088, Year, "2024"},
	}
	for _, c := range cases {
		if got := string(periodOf(c.kind, c.day)); got != c.want {
			t.Errorf("day %d is in %s, want %s", c.day, got, c.want)
		}
	}
}

// reads counts what is asked of a reader.
type reads struct {
	*bytes.Reader
	calls int
	bytes int
}

func (r *reads) ReadAt(p []byte, at int64) (int, error) {
	r.calls++
	r.bytes += len(p)
	return r.Reader.ReadAt(p, at)
}

// TestFewReads: a count reads the end of the file and the columns it needs, each
// byte once, in pieces worth decrypting.
func TestFewReads(t *testing.T) {
	data := write(t, sample{rows: 200_000, days: 31, first: 19723, regions: 5, stores: 400, scores: 12, blanks: true}.make(dice(5)))
	cases := []struct {
		name         string
		q            Query
		calls, bytes int
	}{
		{"all", Query{Since: Always, Until: Ever}, 2, 3 * piece},
		{"month inside one month", Query{Since: Always, Until: Ever, By: []By{{Kind: Month}}}, 2, 3 * piece},
		{"outside the window", Query{Since: 0, Until: dayMillis}, 2, 3 * piece},
		{"around the window", Query{Since: 0, Until: 30000 * dayMillis}, 2, 3 * piece},
		{"dimension", Query{Since: Always, Until: Ever, By: []By{{Kind: Dimension, Name: "region"}}}, 3, 6 * piece},
		{"days at their borders", Query{Since: 19730 * dayMillis, Until: Ever}, 4, 7 * piece},
	}
	for _, c := range cases {
		r := &reads{Reader: bytes.NewReader(data)}
		f, err := Open(r, int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := count(t, f, &c.q).Records(), uint64(200_000); got != want {
			t.Errorf("%s: %d rows", c.name, got)
		}
		if r.calls > c.calls || r.bytes > c.bytes {
			t.Errorf("%s: %d reads of %d KiB together, at most %d of %d KiB are needed", c.name, r.calls, r.bytes>>10, c.calls, c.bytes>>10)
		}
	}
}

// TestCountAllocates: what is allocated does not grow with the rows.
func TestCountAllocates(t *testing.T) {
	q := &Query{Since: Always, Until: Ever, By: []By{{Kind: Dimension, Name: "region"}, {Kind: Month}}, Where: []Where{{Kind: Dimension, Name: "plan", Values: []string{"Gold"}}}}
	allocs := func(rows int) float64 {
		data := write(t, sample{rows: rows, days: 50, first: day0, regions: 5, stores: 40, scores: 12}.make(dice(6)))
		return testing.AllocsPerRun(5, func() { count(t, open(t, data), q) })
	}
	few, many := allocs(3000), allocs(150_000)
	if many > few+10 || few > 600 {
		t.Errorf("%v allocations for 3,000 rows, %v for 150,000", few, many)
	}
}

func TestCountRefuses(t *testing.T) {
	x := NewIndex()
	if err := x.Append([16]byte{1}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	if err := f.Count(&Query{Since: Always, Until: Ever}, tally.NewBuilder(nil)); !errors.Is(err, ErrNoColumn) {
		t.Errorf("an index is counted: %v", err)
	}
	core := open(t, write(t, samples(dice(1))[0].make(dice(1))))
	if err := core.Count(&Query{Since: Always, Until: Ever, By: []By{{Kind: 99}}}, tally.NewBuilder([]string{"x"})); err == nil {
		t.Error("an unknown kind is counted")
	}
	if err := core.Each([]string{"nothing"}, nil); !errors.Is(err, ErrNoColumn) {
		t.Errorf("a missing column: %v", err)
	}
	if err := core.IDs(nil); !errors.Is(err, ErrNoColumn) {
		t.Errorf("ids of a core file: %v", err)
	}
}
