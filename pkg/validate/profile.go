package validate

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const (
	maxValues     = 200 // most values that a dimension has
	listedValues  = 50  // most values that a definition lists
	severalPeople = 3   // fewest people who share a value that is nobody's own
	longestValue  = 60  // bytes of the longest value of a dimension
)

// columnProfile is what the values of a column say about it, in bounded memory.
type columnProfile struct {
	nonblank       int64
	numbers        int64 // decimal numbers
	whole          int64 // whole numbers from 0 to 10
	lo, hi         int   // of these
	scores         uint  // which of them occur, as bits
	emails, phones int64 // cells that hold one
	words          int64 // cells of four words and more
	long           int64
	values         map[string]*shared // nil when there are more than maxValues
	many           bool
}

// shared counts the people who have a value, up to severalPeople.
type shared struct {
	who [severalPeople - 1][2]uint64
	n   int
}

func (s *shared) add(who [2]uint64) {
	if s.n == severalPeople || slices.Contains(s.who[:s.n], who) {
		return
	}
	if s.n < len(s.who) {
		s.who[s.n] = who
	}
	s.n++
}

// people gives those who are remembered.
func (s *shared) people() [][2]uint64 { return s.who[:min(s.n, len(s.who))] }

// add takes a cell. full says that the same cell once more would only be counted:
// see repeat.
func (p *columnProfile) add(cell []byte, who [2]uint64) (full bool) {
	cell = bytes.TrimSpace(cell)
	if !p.count(cell, 1) || p.many || len(cell) > longestValue {
		return true
	}
	if s, known := p.values[string(cell)]; known {
		s.add(who)
		return s.n == severalPeople
	}
	if p.values == nil {
		p.values = map[string]*shared{}
	}
	s := &shared{}
	s.add(who)
	p.values[string(cell)] = s
	p.limit()
	return p.many
}

// repeat takes a cell n times more, of whose value enough people are known.
func (p *columnProfile) repeat(cell []byte, n int64) { p.count(bytes.TrimSpace(cell), n) }

// limit lets the values go when there are too many.
func (p *columnProfile) limit() {
	if len(p.values) > maxValues {
		p.many, p.values = true, nil
	}
}

// absorb adds what another worker met.
func (p *columnProfile) absorb(o *columnProfile) {
	if o.whole > 0 {
		if p.whole == 0 {
			p.lo, p.hi = o.lo, o.hi
		}
		p.lo, p.hi = min(p.lo, o.lo), max(p.hi, o.hi)
	}
	p.nonblank += o.nonblank
	p.numbers += o.numbers
	p.whole += o.whole
	p.scores |= o.scores
	p.emails += o.emails
	p.phones += o.phones
	p.words += o.words
	p.long += o.long
	if p.many = p.many || o.many; p.many {
		p.values = nil
		return
	}
	if p.values == nil {
		p.values = o.values
		return
	}
	for v, s := range o.values {
		if known := p.values[v]; known != nil {
			for _, who := range s.people() {
				known.add(who)
			}
			if s.n == severalPeople {
				known.n = severalPeople
			}
			continue
		}
		p.values[v] = s
	}
	p.limit()
}

// count counts n cells of one value by what the value looks like, and tells whether it is
// none.
func (p *columnProfile) count(cell []byte, n int64) bool {
	if survey.IsBlankWord(cell) {
		return false
	}
	p.nonblank += n
	p.number(cell, n)
	if len(cell) > longestValue {
		p.long += n
	}
	if bytes.Count(cell, []byte{' '}) >= 3 {
		p.words += n
	}
	if survey.ContainsEmail(cell) {
		p.emails += n
	}
	if survey.LooksLikePhone(cell) {
		p.phones += n
	}
	return true
}

func (p *columnProfile) number(cell []byte, n int64) {
	if len(cell) > 20 || cell[0] > '9' {
		return
	}
	v, err := strconv.ParseFloat(string(cell), 64)
	if err != nil {
		return
	}
	p.numbers += n
	k := int(v)
	if float64(k) != v || k < 0 || k > 10 {
		return
	}
	if p.whole == 0 {
		p.lo, p.hi = k, k
	}
	p.whole += n
	p.lo, p.hi = min(p.lo, k), max(p.hi, k)
	p.scores |= 1 << k
}

// isRating: whole numbers from 0 to 10 and nothing else, not only 0 and 1.
func (p *columnProfile) isRating() bool {
	return p.nonblank > 0 && p.whole == p.nonblank && p.hi >= 2 && p.scores&(p.scores-1) != 0
}

// scale guesses the ends of a rating's scale: the usual one that holds what
// was met.
func (p *columnProfile) scale() (lo, hi float64) {
	lo, hi = float64(min(p.lo, 1)), 10
	for _, end := range []int{5, 7} {
		if p.hi <= end {
			hi = float64(end)
			break
		}
	}
	return lo, hi
}

// areShared says whether the values are few short texts, each of several people.
func (p *columnProfile) areShared() bool {
	if p.nonblank == 0 || p.many || p.long > 0 || p.emails+p.phones > 0 || p.words > p.nonblank/2 {
		return false
	}
	for _, s := range p.values {
		if s.n < severalPeople {
			return false
		}
	}
	return true
}

// isDimension: 2 to 200 different short texts, each shared by several people.
func (p *columnProfile) isDimension() bool { return len(p.values) > 1 && p.areShared() }

// isTime says whether the values are dates, be their order clear or not.
func (p *columnProfile) isTime(order timecol.Order) bool {
	if p.many || p.long > 0 {
		return false
	}
	var e timecol.Evidence
	for v := range p.values {
		e.Add([]byte(v), 1)
	}
	_, err := e.Decide(order)
	var t *timecol.Error
	return err == nil || errors.As(err, &t) && t.Kind != timecol.None && t.Kind != timecol.Unreadable
}

// purposes guesses which answers of a consent allow what: all but refusals
// allow to count the answer, those that speak of quoting allow to publish it.
// nil when the answers are no few words that several people gave.
func (p *columnProfile) purposes() map[string][]string {
	if !p.areShared() || len(p.values) > 10 {
		return nil
	}
	m := map[string][]string{}
	for _, v := range slices.Sorted(maps.Keys(p.values)) {
		if isRefusal([]byte(v)) {
			continue
		}
		m["analytics"] = append(m["analytics"], v)
		if low := strings.ToLower(v); strings.Contains(low, "quot") || strings.Contains(low, "publi") || strings.Contains(low, "zit") {
			m["publication"] = append(m["publication"], v)
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}
