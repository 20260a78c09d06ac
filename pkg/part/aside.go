package part

// Unfinished counts the unfinished responses among those that the query's tests, conditions and
// window keep, whether it leaves them out itself or not, and whatever its purpose.
// It costs next to nothing in a file that has none.
func (f *File) Unfinished(q *Query) (uint64, error) {
	p, err := f.planOf(&Query{Where: q.Where, Since: q.Since, Until: q.Until, Test: q.Test, Complete: true})
	if err != nil {
		return 0, err
	}
	some := false
	for i := range p.stages {
		some = some || p.stages[i].reason == incomplete
	}
	if !some {
		return 0, nil
	}
	s := p.scanner()
	for {
		n, err := s.next()
		if err != nil || n == 0 {
			return s.out[incomplete], err
		}
	}
}

// Span finds the first and the last time among the rows that the query's tests, conditions and
// window keep, unfinished ones included, in milliseconds on the wall clock; some is
// false when none of them has a time. Times are read only where rows are left out.
func (f *File) Span(q *Query) (first, last int64, some bool, err error) {
	times := f.find("time", Timestamp)
	if times == nil {
		return 0, 0, false, nil
	}
	p, err := f.planOf(&Query{Where: q.Where, Since: q.Since, Until: q.Until, Test: q.Test})
	switch {
	case err != nil:
		return 0, 0, false, err
	case p.all > kept: // all rows are left out
		return 0, 0, false, nil
	case len(p.stages) == 0 && (times.ranged || times.nulls == times.rows):
		return times.least, times.most, times.ranged, nil
	}
	if p.clock == nil {
		p.clock = &clock{c: times, rows: p.rows}
		if err := p.clock.open(f); err != nil {
			return 0, 0, false, err
		}
	}
	s := p.scanner()
	for {
		n, err := s.next()
		if err != nil || n == 0 {
			return first, last, some, err
		}
		if !s.picks {
			s.pickAll(n)
		}
		for _, row := range s.picked {
			if p.clock.has[row] == 0 {
				continue
			}
			t := p.clock.times[row]
			if !some {
				first, last, some = t, t, true
			}
			first, last = min(first, t), max(last, t)
		}
	}
}
