package timecol

import "time"

// family is a notation without its variants: which signs and names a date is
// written with.
type family uint8

const (
	famISO    family = iota // 2006-01-02
	famYMD                  // 2006/01/02
	famSlash                // two numbers and a year with /
	famDash                 // two numbers and a year with -
	famDot                  // day.month.year
	famDayMon               // 2 Jan 2006
	famMonDay               // Jan 2, 2006
	famUnix                 // seconds since 1970
	famUnixMs               // milliseconds since 1970
	famSerial               // days of a spreadsheet
	families
)

// clock says how the time of day is written.
type clock uint8

const (
	clockNone clock = iota
	clock24
	clock12
	clocks
)

// value is what one cell says, before day and month are told apart.
type value struct {
	fam   family
	clock clock
	short bool // two-digit year
	zoned bool
	abbr  bool // a zone abbreviation that is not read
	secs  bool // seconds are written
	y     int
	a, b  int // numeric families: first and second field; else month and day
	h, mi int
	s, ns int
	off   int   // offset from UTC in seconds, east positive
	unix  int64 // Unix and serial families: seconds since 1970
}

// numeric tells the families whose order is to be found out.
func (f family) numeric() bool { return f == famSlash || f == famDash || f == famDot }

// keys is the number of notations that are counted apart.
const keys = int(families) * int(clocks) * 4

// key numbers the notation of the value: what cannot differ within one layout.
func (v *value) key() int {
	k := (int(v.fam)*int(clocks) + int(v.clock)) * 4
	if v.short {
		k += 2
	}
	if v.zoned {
		k++
	}
	return k
}

// date gives year, month and day under an order. For families with a fixed
// order the order is not looked at.
func (v *value) date(o Order) (y, m, d int) {
	if !v.fam.numeric() {
		return v.y, v.a, v.b
	}
	switch o {
	case MDY:
		return v.y, v.a, v.b
	case YMD:
		// Three two-digit numbers: v.y was made from the last of them.
		return fullYear(v.a), v.b, v.y % 100
	}
	return v.y, v.b, v.a
}

// readable tells whether the value is a date under an order.
func (v *value) readable(o Order) bool {
	if o == YMD && !v.short {
		return false
	}
	y, m, d := v.date(o)
	return validDate(y, m, d)
}

// time makes the instant, or the wall time in UTC when there is no offset.
func (v *value) time(o Order) time.Time {
	if v.fam >= famUnix {
		return time.Unix(v.unix, int64(v.ns)).UTC()
	}
	y, m, d := v.date(o)
	sec := int64(dayNumber(y, m, d))*86400 + int64(v.h*3600+v.mi*60+v.s-v.off)
	return time.Unix(sec, int64(v.ns)).UTC()
}
