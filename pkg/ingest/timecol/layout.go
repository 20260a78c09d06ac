package timecol

import (
	"fmt"
	"time"
)

// Order is the order of day, month and year in a date of numbers.
type Order uint8

// The orders.
const (
	OrderUnknown Order = iota
	DMY                // day, month, year
	MDY                // month, day, year
	YMD                // year, month, day
)

// String gives the word of the order as --date-order has it; "" when unknown.
func (o Order) String() string {
	return [...]string{"", "dmy", "mdy", "ymd"}[min(o, YMD)]
}

// ParseOrder reads dmy, mdy or ymd.
func ParseOrder(word string) (Order, bool) {
	for o := DMY; o <= YMD; o++ {
		if o.String() == word {
			return o, true
		}
	}
	return OrderUnknown, false
}

// Layout is the decided notation of a column. It is made by Evidence.Decide and
// is safe for use by several goroutines.
type Layout struct {
	fam    family
	clock  clock
	short  bool
	zoned  bool
	secs   bool
	order  Order
	how    string
	offset int // of all values, when sameOff
	same   bool
	abbr   int64
	bad    int64
}

// Parse reads one cell. zoned tells that the cell carried its offset: then t is
// the instant, in UTC. Otherwise t is the wall time as written, in UTC. ok is
// false for blanks, for everything unreadable and for values in another notation
// than that of the column; a date without a time of day is read as midnight.
// It does not allocate.
func (l *Layout) Parse(cell []byte) (t time.Time, zoned, ok bool) {
	var v value
	if !scan(cell, &v) || !l.fits(&v) {
		return time.Time{}, false, false
	}
	return v.time(l.order), v.zoned, true
}

func (l *Layout) fits(v *value) bool {
	if v.fam != l.fam || v.short != l.short || v.zoned != l.zoned || (v.clock != l.clock && v.clock != clockNone) {
		return false
	}
	return !v.fam.numeric() || v.readable(l.order)
}

// Same tells whether two layouts read every cell alike.
func (l *Layout) Same(o *Layout) bool {
	return l.fam == o.fam && l.clock == o.clock && l.short == o.short && l.zoned == o.zoned && l.order == o.order
}

// Name describes the layout for people: "D/M/YYYY hh:mm", "YYYY-MM-DD hh:mm:ss +zone".
func (l *Layout) Name() string { return layoutName(l.fam, l.clock, l.short, l.zoned, l.secs, l.order) }

// Order gives the order of day, month and year. Layouts that begin with the year
// say YMD, those with a month's name the order of their parts; numbers that count
// seconds or days have none.
func (l *Layout) Order() Order { return l.order }

// Zoned tells whether every value carries its offset from UTC.
func (l *Layout) Zoned() bool { return l.zoned }

// Zone gives the zone that all values share, or nil when they carry no offset or
// different ones (then they are instants, and a zone must be chosen to show them).
func (l *Layout) Zone() *time.Location {
	switch {
	case !l.zoned || !l.same:
		return nil
	case l.offset == 0:
		return time.UTC
	}
	sign, off := '+', l.offset
	if off < 0 {
		sign, off = '-', -off
	}
	return time.FixedZone(fmt.Sprintf("%c%02d:%02d", sign, off/3600, off/60%60), l.offset)
}

// How tells in a few words what decided the layout.
func (l *Layout) How() string { return l.how }

// Unread gives the number of values that the layout does not read; at most one
// in twenty.
func (l *Layout) Unread() int64 { return l.bad }

// Notes lists what a reader of the result should know; usually nothing.
func (l *Layout) Notes() []string {
	var notes []string
	if l.abbr > 0 {
		notes = append(notes, fmt.Sprintf("%d values carry a zone abbreviation, which is not read; only offsets, UTC and GMT are (set --tz)", l.abbr))
	}
	if l.fam == famSerial {
		notes = append(notes, "the values are day numbers of a spreadsheet, counted from 1900")
	}
	return notes
}

// layoutName writes what is known of a layout; with an unknown order the two
// fields stand as "?".
func layoutName(fam family, c clock, short, zoned, secs bool, o Order) string {
	year := "YYYY"
	if short {
		year = "YY"
	}
	if fam == famDot && o == OrderUnknown {
		o = DMY
	}
	name := ""
	switch fam {
	case famISO:
		name = year + "-MM-DD"
	case famYMD:
		name = year + "/MM/DD"
	case famDayMon:
		name = "D Mon " + year
	case famMonDay:
		name = "Mon D, " + year
	case famUnix:
		return "Unix seconds"
	case famUnixMs:
		return "Unix milliseconds"
	case famSerial:
		return "spreadsheet day number"
	default:
		sep := map[family]string{famSlash: "/", famDash: "-", famDot: "."}[fam]
		parts := [...][3]string{{"?", "?", year}, {"D", "M", year}, {"M", "D", year}, {year, "M", "D"}}[min(o, YMD)]
		name = parts[0] + sep + parts[1] + sep + parts[2]
	}
	if c != clockNone {
		name += " hh:mm"
		if secs {
			name += ":ss"
		}
	}
	if c == clock12 {
		name += " AM"
	}
	if zoned {
		name += " +zone"
	}
	return name
}
