package calendar

import (
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		day  string
		unit Unit
		key  string
	}{
		{"2026-03-05", Day, "2026-03-05"}, {"2026-03-05", Week, "2026-W10"}, {"2026-03-05", Month, "2026-03"}, {"2026-03-05", Quarter, "2026-Q1"}, {"2026-03-05", Year, "2026"},
		{"2024-12-30", Week, "2025-W01"}, {"2027-01-03", Week, "2026-W53"}, {"2021-01-03", Week, "2020-W53"}, {"2023-01-01", Week, "2022-W52"},
		{"2026-12-31", Quarter, "2026-Q4"}, {"2026-04-01", Quarter, "2026-Q2"}, {"0987-01-02", Month, "0987-01"},
	} {
		if got := c.unit.Key(at(c.day)); got != c.key {
			t.Errorf("%v of %s is %s, want %s", c.unit, c.day, got, c.key)
		}
	}
	for _, c := range []struct {
		unit             Unit
		key, start, next string
	}{
		{Day, "2026-02-28", "2026-02-28", "2026-03-01"}, {Week, "2025-W01", "2024-12-30", "2025-W02"}, {Week, "2020-W53", "2020-12-28", "2021-W01"}, {Month, "2026-12", "2026-12-01", "2027-01"},
		{Quarter, "2026-Q4", "2026-10-01", "2027-Q1"}, {Year, "2026", "2026-01-01", "2027"},
	} {
		start, ok := c.unit.Start(c.key)
		next, ok2 := c.unit.Next(c.key)
		if !ok || !ok2 || !start.Equal(at(c.start)) || next != c.next {
			t.Errorf("%s begins on %v, then %s; want %s, then %s", c.key, start, next, c.start, c.next)
		}
	}
	for u, keys := range map[Unit][]string{
		Day: {"", "2026-02-30", "2026-2-3", "2026/02/03", "2026-W10", "2026-02-3x"}, Week: {"2026-W00", "2025-W53", "2026-W54", "2026-w10", "2026W10", "2026-W0:", "2026-W+1", "20 6-W10"},
		Month: {"2026-00", "2026-13", "2026-1", "2026-Q1"}, Quarter: {"2026-Q0", "2026-Q5", "2026-01"}, Year: {"202", "20266", "abcd"},
	} {
		for _, k := range keys {
			if s, ok := u.Start(k); ok {
				t.Errorf("%q is a %v from %v", k, u, s)
			}
		}
	}
	for u := Day; u <= Year; u++ {
		if got, ok := ParseUnit(u.String()); !ok || got != u {
			t.Errorf("%v does not read its own word", u)
		}
	}
	if _, ok := ParseUnit("weeks"); ok {
		t.Error("weeks is a unit")
	}
}

// The period of a key holds exactly the times that have the key, in the zone
// that the times are in.
func TestBounds(t *testing.T) {
	loc := time.FixedZone("+05:30", 19800)
	n := 0
	for d := time.Date(2019, 12, 25, 13, 0, 0, 0, loc); d.Year() < 2031; d = d.AddDate(0, 0, 1) {
		for u := Day; u <= Year; u++ {
			key := u.Key(d)
			start, end, ok := u.Bounds(key, loc)
			if !ok || d.Before(start) || !d.Before(end) || u.Key(start) != key || u.Key(end.Add(-1)) != key || u.Key(end) == key || u.Key(start.Add(-1)) == key {
				t.Fatalf("%v of %v: %s from %v to %v, %v", u, d, key, start, end, ok)
			}
			n++
		}
	}
	if n < 20_000 {
		t.Fatalf("only %d cases", n)
	}
}

func FuzzKey(f *testing.F) {
	f.Add(int64(0), "2026-W53")
	f.Add(int64(1772705472), "2026-03-05")
	f.Add(int64(253402300799), "2026-Q9")
	f.Add(int64(-62135596800), "0001")
	f.Fuzz(func(t *testing.T, sec int64, key string) {
		at := time.Unix(sec, 0).UTC()
		for u := Day; u <= Year; u++ {
			u.Bounds(key, time.UTC)
			u.Next(key)
			if at.Year() < 1 || at.Year() > 9998 {
				continue
			}
			k := u.Key(at)
			if u == Week && (k[:4] == "0000" || k[0] == '-') {
				continue
			}
			start, end, ok := u.Bounds(k, time.UTC)
			if !ok || at.Before(start) || !at.Before(end) || u.Key(start) != k {
				t.Fatalf("%v of %v is %s from %v to %v", u, at, k, start, end)
			}
		}
	})
}

func BenchmarkAppendKey(b *testing.B) {
	at := time.Unix(1772705472, 0).UTC()
	for u := Day; u <= Year; u++ {
		b.Run(u.String(), func(b *testing.B) {
			var buf [16]byte
			b.ReportAllocs()
			for b.Loop() {
				u.AppendKey(buf[:0], at)
			}
		})
	}
}
