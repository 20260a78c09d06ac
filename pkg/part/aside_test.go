package part

import "testing"

// TestAsides holds Unfinished and Span against a plain loop.
func TestAsides(t *testing.T) {
	r := dice(31)
	cases, unfinished, spans, empty := 0, 0, 0, 0
	for _, s := range samples(r) {
		rows := s.make(r)
		f := open(t, write(t, rows))
		for range 20 {
			cases++
			q := s.question(r)
			var want, first, last int64
			some := false
			for i := range rows {
				row := &rows[i]
				switch {
				case row.Mark&MarkTest != 0 && !q.Test, row.Mark&MarkFiltered != 0, !keptByWhere(row, q):
					continue
				case (q.Since != Always || q.Until != Ever) && (!row.Timed || row.Time < q.Since || row.Time >= q.Until):
					continue
				}
				if row.Mark&MarkUnfinished != 0 {
					want++
				}
				if !row.Timed {
					continue
				}
				if !some {
					first, last, some = row.Time, row.Time, true
				}
				first, last = min(first, row.Time), max(last, row.Time)
			}
			n, err := f.Unfinished(q)
			if err != nil || int64(n) != want {
				t.Fatalf("%+v\n%+v\n%d unfinished, want %d: %v", s, q, n, want, err)
			}
			gotFirst, gotLast, gotSome, err := f.Span(q)
			if err != nil || gotSome != some || some && (gotFirst != first || gotLast != last) {
				t.Fatalf("%+v\n%+v\n%d to %d (%v), want %d to %d (%v): %v", s, q, gotFirst, gotLast, gotSome, first, last, some, err)
			}
			unfinished += int(want)
			if some {
				spans++
			} else {
				empty++
			}
		}
	}
	if cases < 300 || unfinished == 0 || spans == 0 || empty == 0 {
		t.Errorf("%d cases, %d unfinished rows, %d spans, %d without", cases, unfinished, spans, empty)
	}
}
