package part

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
)

// batch is how many rows are decoded at once: the buffers of a few columns stay
// in the processor's first cache.
const batch = 2048

// Why a row is left out; of several reasons the greatest is counted, as ingest asks
// for it first.
const (
	kept = iota
	noConsent
	incomplete
	filtered
	isTest
)

// lane is one column that a query looks at.
type lane struct {
	c      *chunk
	data   []byte // of the whole chunk, nil while only its dictionary is read
	values *values
	blank  int      // code of rows without a value
	group  []uint32 // by code, where its counters are; nil when it tells no groups apart
	reader coded
	codes  []uint32
}

// stage leaves rows out for one reason. What it asks of a column is answered once
// for each distinct value; the stage without a lane asks the time of each row.
type stage struct {
	lane   *lane
	reason int
	keeps  []uint8 // by code: 1 or 0
}

// group is one By of a query, as this file answers it: a row's code leads to one of
// a few keys.
type group struct {
	lane *lane
	key  []uint32 // by code
	keys [][]byte
}

// plan is a query made ready for one file.
type plan struct {
	f      *File
	rows   int
	lanes  []*lane
	stages []stage
	groups []group
	score  *lane
	all    int  // the reason for which every row is left out at least
	exact  bool // the times themselves decide what lies in the window
	timed  bool // whether a row has a time decides its period
	clock  *clock
	since  int64
	until  int64
}

// planOf looks at what a query asks of this file's columns.
func (f *File) planOf(q *Query) (*plan, error) {
	p := &plan{f: f, rows: f.Rows(), since: q.Since, until: q.Until}
	var err error
	if p.score, err = p.need("score", Int); err != nil {
		return nil, err
	}
	if err := p.score.checkScores(); err != nil {
		return nil, err
	}
	for _, step := range []func(*Query) error{p.marks, p.conditions, p.window, p.purpose, p.group} {
		if err := step(q); err != nil {
			return nil, err
		}
	}
	return p, p.prune()
}

// checkScores makes sure that a code of a score leads to a counter of a group.
func (l *lane) checkScores() error {
	if len(l.values.ints) > slots {
		return l.c.damaged("too large a dictionary")
	}
	for _, v := range l.values.ints {
		if v < 0 || v > Blank {
			return l.c.damaged("a score out of bounds")
		}
	}
	return nil
}

// need gives the lane of a column with its distinct values.
func (p *plan) need(name string, t Type) (*lane, error) {
	l, err := p.lane(name, t)
	if err == nil && l == nil {
		return nil, p.f.lacks(name)
	}
	return l, err
}

// lane is the same for a column that may be missing: then it is nil.
func (p *plan) lane(name string, t Type) (*lane, error) {
	c := p.f.find(name, t)
	if c == nil {
		return nil, nil
	}
	for _, l := range p.lanes {
		if l.c == c {
			return l, nil
		}
	}
	l := &lane{c: c}
	n := c.dictionary
	if c.size <= 16*piece && (t == Text || c.Optional || name == "score") { // its codes will be needed too
		n = c.size
	}
	data, err := p.f.load(c.offset, n)
	if err != nil {
		return nil, err
	}
	if n == c.size {
		l.data = data
	}
	if l.values, err = p.f.dictionaryOf(c, data[:c.dictionary]); err != nil {
		return nil, err
	}
	l.blank = l.values.len()
	if c.Optional != strings.HasPrefix(name, ratingPrefix) || l.blank == 0 && !c.Optional {
		return nil, c.damaged("a bad dictionary")
	}
	p.lanes = append(p.lanes, l)
	return l, nil
}

// codeCount is how many codes a row may have, the one for none included.
func (l *lane) codeCount() int { return l.values.len() + 1 }

// text appends the value of a code as a condition or a key has it.
func (l *lane) text(dst []byte, code int) []byte {
	switch {
	case code == l.blank:
		return dst
	case l.c.Type == Text:
		return append(dst, l.values.texts[code]...)
	}
	return strconv.AppendInt(dst, int64(l.values.ints[code]), 10)
}

// leaveOut adds a stage for the codes that a reason holds for, unless it holds
// for none that a row can have.
func (p *plan) leaveOut(l *lane, reason int, holds func(code int) bool) {
	keeps := make([]uint8, l.codeCount())
	some := false
	for code := range keeps {
		switch {
		case !holds(code):
			keeps[code] = 1
		case code != l.blank || l.c.Optional:
			some = true
		}
	}
	if some {
		p.stages = append(p.stages, stage{l, reason, keeps})
	}
}

func (p *plan) marks(q *Query) error {
	l, err := p.need("mark", Int)
	if err != nil {
		return err
	}
	has := func(bit int32) func(int) bool {
		return func(code int) bool { return code != l.blank && l.values.ints[code]&bit != 0 }
	}
	if !q.Test {
		p.leaveOut(l, isTest, has(MarkTest))
	}
	p.leaveOut(l, filtered, has(MarkFiltered))
	if q.Complete {
		p.leaveOut(l, incomplete, has(MarkUnfinished))
	}
	return nil
}

func (p *plan) conditions(q *Query) error {
	for i := range q.Where {
		w := &q.Where[i]
		l, err := p.named(w.Kind, w.Name)
		if err != nil {
			return err
		}
		if l == nil { // a part older than the column
			if !w.keeps("") {
				p.leaveOutAll(filtered)
			}
			continue
		}
		var text []byte
		p.leaveOut(l, filtered, func(code int) bool {
			text = l.text(text[:0], code)
			return !w.keeps(string(text))
		})
	}
	return nil
}

func (w *Where) keeps(value string) bool {
	for _, v := range w.Values {
		if v == value {
			return !w.Not
		}
	}
	return w.Not
}

func (p *plan) leaveOutAll(reason int) { p.all = max(p.all, reason) }

// named gives the lane of a dimension or a rating, nil when the file is older
// than it.
func (p *plan) named(k Kind, name string) (*lane, error) {
	switch k {
	case Dimension:
		return p.lane(dimensionPrefix+name, Text)
	case Rating:
		return p.lane(ratingPrefix+name, Int)
	}
	return nil, p.f.lacks("of that kind")
}

// window decides whether the days tell what lies in the window, or the times
// must be read: when an end of it lies within a day that the file has, or some
// rows have no time.
func (p *plan) window(q *Query) error {
	if q.Since == Always && q.Until == Ever {
		return nil
	}
	times := p.f.find("time", Timestamp)
	if times == nil {
		return p.f.lacks("time")
	}
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	if day := p.f.find("day", Date); day != nil && day.ranged {
		first, last = day.least, day.most
	}
	// The window holds the days from .. to-1 whole.
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if q.Since != Always {
		from = -dayOf(-q.Since)
	}
	if q.Until != Ever {
		to = dayOf(q.Until)
	}
	whole := times.nulls == 0
	switch {
	case whole && first >= from && last < to:
		return nil
	case whole && (q.Since != Always && last < dayOf(q.Since) || q.Until != Ever && first > dayOf(q.Until-1)):
		p.leaveOutAll(filtered)
		return nil
	}
	l, err := p.need("day", Date)
	if err != nil {
		return err
	}
	exact := !whole
	for _, d := range l.values.ints {
		start, end := int64(d)*dayMillis, (int64(d)+1)*dayMillis
		if start < q.Since && q.Since < end || start < q.Until && q.Until < end {
			exact = true
		}
	}
	if exact {
		p.exact = true
		p.stages = append(p.stages, stage{reason: filtered})
	} else {
		p.leaveOut(l, filtered, func(code int) bool {
			if code == l.blank {
				return true
			}
			start := int64(l.values.ints[code]) * dayMillis
			return start < q.Since || start >= q.Until
		})
	}
	return nil
}

func (p *plan) purpose(q *Query) error {
	if q.Purpose == "" {
		return nil
	}
	l, err := p.need("consent", Text)
	if err != nil {
		return err
	}
	p.leaveOut(l, noConsent, func(code int) bool { return code == l.blank || !listed(l.values.texts[code], q.Purpose) })
	return nil
}

// listed says whether a list joined by commas holds a purpose.
func listed(list []byte, purpose string) bool {
	for from := 0; from <= len(list); {
		to := from
		for to < len(list) && list[to] != ',' {
			to++
		}
		if string(list[from:to]) == purpose {
			return true
		}
		from = to + 1
	}
	return false
}

// group maps the codes of the columns that are grouped by to keys.
func (p *plan) group(q *Query) error {
	for _, by := range q.By {
		if by.Kind >= Day {
			if err := p.groupByPeriod(by.Kind); err != nil {
				return err
			}
			continue
		}
		l, err := p.named(by.Kind, by.Name)
		if err != nil {
			return err
		}
		g := group{keys: [][]byte{nil}}
		if l != nil {
			g = group{lane: l, key: make([]uint32, l.codeCount()), keys: make([][]byte, l.codeCount())}
			for code := range g.keys {
				g.key[code], g.keys[code] = uint32(code), l.text(nil, code)
			}
			if !l.c.Optional { // no row lacks a value
				g.keys = g.keys[:l.blank]
				g.key = g.key[:l.blank]
			}
		}
		p.groups = append(p.groups, g)
	}
	return nil
}

// groupByPeriod maps days to periods, each day once. The code that no day has
// stands for rows without a time.
func (p *plan) groupByPeriod(k Kind) error {
	if k > Year {
		return p.f.lacks("of that kind")
	}
	times, day := p.f.find("time", Timestamp), p.f.find("day", Date)
	if times == nil || day == nil {
		return p.f.lacks("time")
	}
	if times.nulls != 0 {
		p.timed = true
	} else if day.ranged { // often the whole part lies in one period
		first, last := periodOf(k, int32(day.least)), periodOf(k, int32(day.most))
		if string(first) == string(last) {
			p.groups = append(p.groups, group{keys: [][]byte{first}})
			return nil
		}
	}
	l, err := p.need("day", Date)
	if err != nil {
		return err
	}
	g := group{lane: l, key: make([]uint32, l.codeCount()), keys: [][]byte{nil}}
	known := map[string]uint32{"": 0}
	for code, d := range l.values.ints {
		key := periodOf(k, d)
		n, ok := known[string(key)]
		if !ok {
			n = uint32(len(g.keys))
			known[string(key)] = n
			g.keys = append(g.keys, key)
		}
		g.key[code] = n
	}
	p.groups = append(p.groups, g)
	return nil
}

// periodOf gives the key of the period that holds a day.
func periodOf(k Kind, day int32) []byte {
	return calendar.Unit(k-Day).AppendKey(nil, time.Unix(int64(day)*24*60*60, 0).UTC())
}

// prune drops what leaves nothing out and tells nothing apart, puts the stages in
// order and begins to read.
func (p *plan) prune() error {
	slices.SortStableFunc(p.stages, func(a, b stage) int { return b.reason - a.reason })
	for i := range p.stages {
		if p.stages[i].reason <= p.all { // the reason of every row by then
			p.stages = p.stages[:i]
			break
		}
	}
	if p.none() {
		return nil
	}
	var wanted []*lane
	var chunks []*chunk
	for _, l := range p.lanes {
		if !p.looksAt(l) {
			continue
		}
		wanted = append(wanted, l)
		if l.data == nil {
			chunks = append(chunks, l.c)
		}
	}
	p.lanes = wanted
	if p.exact || p.timed {
		p.clock = &clock{c: p.f.find("time", Timestamp), rows: p.rows}
		chunks = append(chunks, p.clock.c)
	}
	if err := p.f.prefetch(chunks); err != nil {
		return err
	}
	for _, l := range p.lanes {
		if err := l.open(p.f); err != nil {
			return err
		}
	}
	return p.clock.open(p.f)
}

// open begins to read the lane's codes.
func (l *lane) open(f *File) (err error) {
	if l.data == nil {
		if l.data, err = f.load(l.c.offset, l.c.size); err != nil {
			return err
		}
	}
	l.reader = coded{c: l.c, data: l.data[l.c.dictionary:], rows: f.Rows(), n: uint32(l.values.len())}
	return nil
}

// looksAt says whether the codes of a lane matter.
func (p *plan) looksAt(l *lane) bool {
	if l == p.score {
		return true
	}
	for i := range p.stages {
		if p.stages[i].lane == l {
			return true
		}
	}
	for i := range p.groups {
		if g := &p.groups[i]; g.lane == l && len(g.keys) > 1 {
			return true
		}
	}
	return false
}

// none says whether it is clear without a look at any row that none is kept, and
// why.
func (p *plan) none() bool { return p.all > kept && len(p.stages) == 0 }
