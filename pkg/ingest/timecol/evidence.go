package timecol

import "github.com/seed-ccfc8abe/nps/pkg/survey"

// Evidence gathers what the values of one column say about their layout. The
// zero value is ready; its size does not depend on the number of values. Each
// worker fills its own, and Merge adds them up in any order to the same sum.
type Evidence struct {
	blank      int64
	unreadable int64
	badLine    int64 // the first line that could not be read
	notes      [keys]notation
}

// notation is what is known of the values in one notation.
type notation struct {
	count     int64 // readable as day first or month first
	line      int64 // the first of them
	ymd       int64 // readable as year first (two-digit numbers only)
	ymdLine   int64
	ymdAlone  int64 // of these, not readable otherwise
	notYMD    int64 // the first line that is not
	dayOnly   int64 // the first field is above 12, so it is the day
	dayLine   int64
	monthOnly int64 // the second field is above 12
	monthLine int64
	secs      bool
	abbr      int64
	loOff     int
	hiOff     int
	span      [2]span // under DMY and MDY
}

// span is the range of day numbers seen; empty when !set.
type span struct {
	lo, hi int
	set    bool
}

func (s *span) add(lo, hi int) {
	if !s.set {
		*s = span{lo, hi, true}
		return
	}
	s.lo, s.hi = min(s.lo, lo), max(s.hi, hi)
}

func (s span) days() int {
	if !s.set {
		return 0
	}
	return s.hi - s.lo + 1
}

// Add looks at one cell; line is its 1-based line in the file, which only serves
// messages. Cells without a value (empty, NA, null, - and so on) are counted
// apart. It does not allocate.
func (e *Evidence) Add(cell []byte, line int64) {
	var v value
	if scanISO(cell, &v) {
		e.notes[v.key()].fixed(&v, line)
		return
	}
	if scanSlash(cell, &v) {
		e.notes[v.key()].ambiguous(&v, line)
		return
	}
	if survey.IsBlankWord(cell) {
		e.blank++
		return
	}
	if !scanAny(cell, &v) {
		e.unreadable++
		e.badLine = firstLine(e.badLine, line)
		return
	}
	n := &e.notes[v.key()]
	if !v.fam.numeric() {
		n.fixed(&v, line)
		return
	}
	n.ambiguous(&v, line)
}

// fixed adds a value whose order is known.
func (n *notation) fixed(v *value, line int64) {
	if v.zoned {
		if n.count == 0 {
			n.loOff, n.hiOff = v.off, v.off
		}
		n.loOff, n.hiOff = min(n.loOff, v.off), max(n.hiOff, v.off)
	}
	n.common(v, line)
}

func (n *notation) common(v *value, line int64) {
	n.count++
	n.line = firstLine(n.line, line)
	n.secs = n.secs || v.secs
	if v.abbr {
		n.abbr++
	}
}

// ambiguous adds a date in numbers.
func (n *notation) ambiguous(v *value, line int64) {
	day := v.readable(DMY)
	month := v.fam != famDot && v.readable(MDY)
	if v.readable(YMD) {
		n.ymd++
		n.ymdLine = firstLine(n.ymdLine, line)
	} else {
		n.notYMD = firstLine(n.notYMD, line)
	}
	if !day && !month {
		n.ymdAlone++
		return
	}
	n.fixed(v, line)
	if day {
		d := dayNumber(v.y, v.b, v.a)
		n.span[0].add(d, d)
	}
	if month {
		d := dayNumber(v.y, v.a, v.b)
		n.span[1].add(d, d)
	}
	switch {
	case !month:
		n.dayOnly++
		n.dayLine = firstLine(n.dayLine, line)
	case !day:
		n.monthOnly++
		n.monthLine = firstLine(n.monthLine, line)
	}
}

// firstLine gives the smaller line; 0 means none.
func firstLine(a, b int64) int64 {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}

// Merge adds what o has seen, as if its values had been added to e.
func (e *Evidence) Merge(o *Evidence) {
	e.blank += o.blank
	e.unreadable += o.unreadable
	e.badLine = firstLine(e.badLine, o.badLine)
	for k := range e.notes {
		e.notes[k].merge(&o.notes[k])
	}
}

func (n *notation) merge(o *notation) {
	if o.count > 0 {
		if n.count == 0 {
			n.loOff, n.hiOff = o.loOff, o.hiOff
		}
		n.loOff, n.hiOff = min(n.loOff, o.loOff), max(n.hiOff, o.hiOff)
	}
	n.count += o.count
	n.ymd += o.ymd
	n.ymdAlone += o.ymdAlone
	n.dayOnly += o.dayOnly
	n.monthOnly += o.monthOnly
	n.abbr += o.abbr
	n.secs = n.secs || o.secs
	n.line = firstLine(n.line, o.line)
	n.ymdLine = firstLine(n.ymdLine, o.ymdLine)
	n.notYMD = firstLine(n.notYMD, o.notYMD)
	n.dayLine = firstLine(n.dayLine, o.dayLine)
	n.monthLine = firstLine(n.monthLine, o.monthLine)
	for i := range n.span {
		if o.span[i].set {
			n.span[i].add(o.span[i].lo, o.span[i].hi)
		}
	}
}

// Values gives the number of cells with a value, readable or not.
func (e *Evidence) Values() int64 {
	total := e.unreadable
	for k := range e.notes {
		total += e.notes[k].all()
	}
	return total
}

// all counts the values in this notation under any order.
func (n *notation) all() int64 { return n.count + n.ymdAlone }

// Blank gives the number of cells without a value.
func (e *Evidence) Blank() int64 { return e.blank }
