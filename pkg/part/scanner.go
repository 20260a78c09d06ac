package part

import "github.com/seed-ccfc8abe/nps/pkg/tally"

// scanner goes through the rows of a planned query, a batch at a time.
type scanner struct {
	p      *plan
	left   int                // rows to come
	out    [isTest + 1]uint64 // rows that were left out, by reason
	picks  bool               // some rows may be left out
	room   []int32
	picked []int32 // the batch's rows that are kept
}

func (p *plan) scanner() *scanner {
	s := &scanner{p: p, left: p.rows, picks: p.all > kept || len(p.stages) > 0, room: make([]int32, batch)}
	for _, l := range p.lanes {
		l.codes = make([]uint32, batch)
	}
	return s
}

// next decodes the next rows and picks those that are kept; n is 0 at the end.
func (s *scanner) next() (n int, err error) {
	n = min(s.left, batch)
	s.left -= n
	for _, l := range s.p.lanes {
		if err := l.reader.next(l.codes[:n]); err != nil {
			return 0, err
		}
	}
	if s.p.clock != nil && n > 0 {
		if err := s.p.clock.next(n); err != nil {
			return 0, err
		}
		s.p.untimed(n)
	}
	if s.picks {
		return n, s.pick(n)
	}
	return n, nil
}

// untimed gives rows without a time the day that stands for none.
func (p *plan) untimed(n int) {
	if !p.timed {
		return
	}
	for _, l := range p.lanes {
		if l.c.Type != Date {
			continue
		}
		for i, h := range p.clock.has[:n] {
			if h == 0 {
				l.codes[i] = uint32(l.blank)
			}
		}
	}
}

// pick finds the rows of a batch that are kept, each stage among those that the
// stages before it left over.
func (s *scanner) pick(n int) error {
	if len(s.p.stages) == 0 || s.p.stages[0].lane == nil {
		s.pickAll(n)
	} else if err := s.first(&s.p.stages[0], n); err != nil {
		return err
	}
	for i := range s.p.stages {
		st := &s.p.stages[i]
		before := len(s.picked)
		switch {
		case st.lane == nil:
			s.inWindow()
		case i > 0:
			if err := s.again(st); err != nil {
				return err
			}
		default:
			before = n
		}
		s.out[st.reason] += uint64(before - len(s.picked))
	}
	if s.p.all > kept {
		s.out[s.p.all] += uint64(len(s.picked))
		s.picked = s.picked[:0]
	}
	return nil
}

func (s *scanner) pickAll(n int) {
	s.picked = s.room[:n]
	for i := range s.picked {
		s.picked[i] = int32(i)
	}
}

// first picks by the first stage.
func (s *scanner) first(st *stage, n int) error {
	picked, k := s.room[:n], 0
	keeps := st.keeps
	for i, code := range st.lane.codes[:n] {
		if int(code) >= len(keeps) {
			return st.lane.c.damaged("a code out of bounds")
		}
		picked[k] = int32(i)
		k += int(keeps[code])
	}
	s.picked = picked[:k]
	return nil
}

// again picks by a further stage.
func (s *scanner) again(st *stage) error {
	k := 0
	keeps, codes := st.keeps, st.lane.codes
	for _, row := range s.picked {
		code := codes[row]
		if int(code) >= len(keeps) {
			return st.lane.c.damaged("a code out of bounds")
		}
		s.picked[k] = row
		k += int(keeps[code])
	}
	s.picked = s.picked[:k]
	return nil
}

// inWindow picks by the rows' times.
func (s *scanner) inWindow() {
	k := 0
	times, has := s.p.clock.times, s.p.clock.has
	for _, row := range s.picked {
		if t := times[row]; has[row] == 1 && t >= s.p.since && t < s.p.until {
			s.picked[k] = row
			k++
		}
	}
	s.picked = s.picked[:k]
}

// report adds what was left out.
func (s *scanner) report(out *tally.Excluded) {
	for reason, n := range s.out {
		exclude(out, reason, n)
	}
}

// bins counts the rows that are kept by group and score.
func (s *scanner) bins(bins []uint32) error {
	var lanes []*lane
	for _, l := range s.p.lanes {
		if l.group != nil {
			lanes = append(lanes, l)
		}
	}
	index := make([]uint32, batch)
	for {
		n, err := s.next()
		if err != nil || n == 0 {
			return err
		}
		scores := s.p.score.codes[:n]
		if s.picks {
			err = s.countPicked(bins, lanes, index[:len(s.picked)], scores)
		} else {
			err = countAll(bins, lanes, index[:n], scores)
		}
		if err != nil {
			return err
		}
	}
}

// countAll counts every row of a batch. A code of a score is below slots, as
// bounded by its width.
func countAll(bins []uint32, lanes []*lane, index, scores []uint32) error {
	copy(index, scores)
	for _, l := range lanes {
		table := l.group
		for i, code := range l.codes[:len(index)] {
			if int(code) >= len(table) {
				return l.c.damaged("a code out of bounds")
			}
			index[i] += table[code]
		}
	}
	for _, k := range index {
		bins[k]++
	}
	return nil
}

// countPicked counts the rows of a batch that are kept.
func (s *scanner) countPicked(bins []uint32, lanes []*lane, index, scores []uint32) error {
	for i, row := range s.picked {
		index[i] = scores[row]
	}
	for _, l := range lanes {
		table, codes := l.group, l.codes
		for i, row := range s.picked {
			code := codes[row]
			if int(code) >= len(table) {
				return l.c.damaged("a code out of bounds")
			}
			index[i] += table[code]
		}
	}
	for _, k := range index {
		bins[k]++
	}
	return nil
}

// each hands over the rows that are kept, blank answers included, with the joined
// key of their group and their number in the file, in order.
func (p *plan) each(out *tally.Excluded, row func(key []byte, score, number int) error) error {
	s := p.scanner()
	scores := p.score.values.ints
	var key []byte
	for first := 0; ; {
		n, err := s.next()
		if err != nil {
			return err
		}
		if n == 0 {
			s.report(out)
			return nil
		}
		if !s.picks {
			s.pickAll(n)
		}
		for _, i := range s.picked {
			code := p.score.codes[i]
			if int(code) >= len(scores) {
				return p.score.c.damaged("a code out of bounds")
			}
			if key, err = p.appendKey(key[:0], int(i)); err != nil {
				return err
			}
			if err := row(key, int(scores[code]), first+int(i)); err != nil {
				return err
			}
		}
		first += n
	}
}

// appendKey appends the joined key of a row of the batch.
func (p *plan) appendKey(dst []byte, i int) ([]byte, error) {
	for k := range p.groups {
		g := &p.groups[k]
		n := uint32(0)
		if len(g.keys) > 1 {
			code := g.lane.codes[i]
			if int(code) >= len(g.key) {
				return nil, g.lane.c.damaged("a code out of bounds")
			}
			n = g.key[code]
		}
		dst = tally.AppendKey(dst, g.keys[n], k == 0)
	}
	return dst, nil
}
