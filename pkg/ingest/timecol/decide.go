package timecol

import (
	"cmp"
	"fmt"
	"slices"
)

// candidate is one layout that some of the values have.
type candidate struct {
	fam   family
	clock clock
	short bool
	zoned bool
	notation
}

// candidates gives the notations that were seen, the most frequent first. Dates
// without a time of day count with those that have one in the same notation.
func (e *Evidence) candidates() []candidate {
	var list []candidate
	for k := range e.notes {
		if e.notes[k].all() == 0 {
			continue
		}
		c := candidate{notation: e.notes[k]}
		c.zoned, c.short = k&1 != 0, k&2 != 0
		c.clock = clock(k / 4 % int(clocks))
		c.fam = family(k / 4 / int(clocks))
		list = append(list, c)
	}
	byCount := func(a, b candidate) int { return cmp.Compare(b.all(), a.all()) }
	slices.SortStableFunc(list, byCount)
	for i := 0; i < len(list); i++ {
		if list[i].clock != clockNone || list[i].zoned {
			continue
		}
		for j := range list {
			o := &list[j]
			if o.clock != clockNone && !o.zoned && o.fam == list[i].fam && o.short == list[i].short {
				o.merge(&list[i].notation)
				list = slices.Delete(list, i, i+1)
				i--
				break
			}
		}
	}
	slices.SortStableFunc(list, byCount)
	return list
}

// Decide names the layout of the column, or returns an *Error. want is what
// --date-order says: it decides between day and month first, but it cannot
// overrule a value that contradicts it. At least 95 % of the values must be
// readable under the layout, and all of them when it is a spreadsheet's day
// number.
func (e *Evidence) Decide(want Order) (*Layout, error) {
	fail := Error{Values: e.Values(), Want: want, BadLine: e.badLine}
	if fail.Values == 0 {
		fail.Kind = None
		return nil, &fail
	}
	list := e.candidates()
	for _, c := range list {
		fail.Readable += c.all()
		fail.Notations = append(fail.Notations, Notation{Name: c.name(OrderUnknown), Count: c.all(), Line: firstLine(c.line, c.ymdLine)})
	}
	if len(list) == 0 || !enough(list[0].all(), fail.Values, list[0].fam) {
		fail.Kind = Unreadable
		if len(list) > 1 && enough(fail.Readable, fail.Values, famISO) {
			fail.Kind = Mixed
		}
		return nil, &fail
	}
	c := &list[0]
	l := &Layout{fam: c.fam, clock: c.clock, short: c.short, zoned: c.zoned, secs: c.secs, abbr: c.abbr,
		same: c.loOff == c.hiOff, offset: c.loOff}
	if !c.fam.numeric() {
		l.order, l.how = fixedOrder(c.fam)
		l.bad = fail.Values - c.count
		return l, nil
	}
	if err := c.decideOrder(l, want, &fail); err != nil {
		return nil, err
	}
	return l, nil
}

func enough(n, total int64, fam family) bool {
	if fam == famSerial {
		return n == total
	}
	return n*100 >= total*95
}

func (c *candidate) name(o Order) string {
	return layoutName(c.fam, c.clock, c.short, c.zoned, c.secs, o)
}

// fixedOrder gives the order of a notation that has only one, and why.
func fixedOrder(fam family) (Order, string) {
	switch fam {
	case famISO, famYMD:
		return YMD, "the year comes first"
	case famDayMon:
		return DMY, "the month has a name"
	case famMonDay:
		return MDY, "the month has a name"
	case famUnix:
		return OrderUnknown, "ten digits count seconds since 1970"
	case famUnixMs:
		return OrderUnknown, "thirteen digits count milliseconds since 1970"
	}
	return OrderUnknown, "every value is a spreadsheet's day number"
}

// decideOrder finds out whether day or month comes first.
func (c *candidate) decideOrder(l *Layout, want Order, fail *Error) error {
	fail.Kind = Conflict
	fail.DayFirstLine, fail.MonthFirstLine = c.dayLine, c.monthLine
	count := c.count
	switch {
	case want == YMD:
		if c.ymd == 0 || !enough(c.ymd, fail.Values, c.fam) {
			fail.NotYearFirstLine = c.notYMD
			return fail
		}
		l.order, l.how, count = YMD, "--date-order", c.ymd
	case c.fam == famDot:
		fail.Dots = want == MDY
		if fail.Dots {
			return fail
		}
		l.order, l.how = DMY, "with dots the day comes first"
	case c.dayOnly > 0 && c.monthOnly > 0, want == DMY && c.monthOnly > 0, want == MDY && c.dayOnly > 0:
		return fail
	case c.dayOnly > 0:
		l.order, l.how = DMY, fmt.Sprintf("a first field above 12 in line %d", c.dayLine)
	case c.monthOnly > 0:
		l.order, l.how = MDY, fmt.Sprintf("a second field above 12 in line %d", c.monthLine)
	case want != OrderUnknown:
		l.order, l.how = want, "--date-order"
	default:
		fail.Kind = Undecidable
		fail.DayFirstDays, fail.MonthFirstDays = c.span[0].days(), c.span[1].days()
		return fail
	}
	l.bad = fail.Values - count
	if !enough(count, fail.Values, c.fam) {
		fail.Kind = Unreadable
		return fail
	}
	return nil
}
