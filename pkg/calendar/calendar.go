// Package calendar names the calendar periods that answers are grouped by: the key of
// the day, week, month, quarter or year that holds a time, and the times that a key
// stands for. Keys are what a report shows and what a user writes: 2026-03-05,
// 2026-W10, 2026-03, 2026-Q1, 2026.
package calendar

import (
	"strconv"
	"time"
)

// Unit is a calendar period that times are grouped by.
type Unit uint8

// The units. Weeks are ISO 8601 weeks, which begin on Monday and belong to the
// year that holds their Thursday.
const (
	Day Unit = iota
	Week
	Month
	Quarter
	Year
)

var unitWords = [...]string{Day: "day", Week: "week", Month: "month", Quarter: "quarter", Year: "year"}

// ParseUnit reads the word of a unit: day, week, month, quarter or year.
func ParseUnit(word string) (Unit, bool) {
	for u, w := range unitWords {
		if w == word {
			return Unit(u), true
		}
	}
	return 0, false
}

// String gives the word of the unit, which is also the name of its group key.
func (u Unit) String() string {
	if int(u) < len(unitWords) {
		return unitWords[u]
	}
	return "unknown"
}

// Key gives the period of t in the zone of t: 2026-03-05, 2026-W10, 2026-03,
// 2026-Q1 or 2026. Keys of one unit sort as their periods do.
func (u Unit) Key(t time.Time) string {
	var buf [16]byte
	return string(u.AppendKey(buf[:0], t))
}

// AppendKey appends the key of t to dst. It allocates only when dst has no room.
func (u Unit) AppendKey(dst []byte, t time.Time) []byte {
	if u == Week {
		y, w := t.ISOWeek()
		return appendTwo(append(appendYear(dst, y), '-', 'W'), w)
	}
	y, m, d := t.Date()
	dst = appendYear(dst, y)
	switch u {
	case Day:
		return appendTwo(append(appendTwo(append(dst, '-'), int(m)), '-'), d)
	case Month:
		return appendTwo(append(dst, '-'), int(m))
	case Quarter:
		return append(dst, '-', 'Q', byte('1'+(m-1)/3))
	}
	return dst
}

func appendYear(dst []byte, y int) []byte {
	if y < 0 || y > 9999 {
		return strconv.AppendInt(dst, int64(y), 10)
	}
	return appendTwo(appendTwo(dst, y/100), y%100)
}

func appendTwo(dst []byte, n int) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}

// Start gives the first instant of the period of a key, in UTC. ok is false when
// the text is no key of this unit.
func (u Unit) Start(key string) (start time.Time, ok bool) {
	start, _, ok = u.Bounds(key, time.UTC)
	return start, ok
}

// End gives the first instant after the period of a key, in UTC.
func (u Unit) End(key string) (end time.Time, ok bool) {
	_, end, ok = u.Bounds(key, time.UTC)
	return end, ok
}

// Next gives the key of the period after that of key.
func (u Unit) Next(key string) (next string, ok bool) {
	end, ok := u.End(key)
	if !ok {
		return "", false
	}
	return u.Key(end), true
}

// Bounds gives the period of a key in a zone, half open.
func (u Unit) Bounds(key string, loc *time.Location) (start, end time.Time, ok bool) {
	first, ok := u.first(key)
	if !ok {
		return start, end, false
	}
	y, m, d := first.Date()
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	start = at(y, m, d)
	switch u {
	case Day:
		end = at(y, m, d+1)
	case Week:
		end = at(y, m, d+7)
	case Month:
		end = at(y, m+1, 1)
	case Quarter:
		end = at(y, m+3, 1)
	default:
		end = at(y+1, 1, 1)
	}
	return start, end, true
}

// first gives the first day of the period of a key, in UTC. Weeks may begin in the
// year before.
func (u Unit) first(key string) (day time.Time, ok bool) {
	lengths := [...]int{Day: 10, Week: 8, Month: 7, Quarter: 7, Year: 4}
	if int(u) >= len(lengths) || len(key) != lengths[u] {
		return day, false
	}
	number := func(from, to int) int {
		n, _ := strconv.Atoi(key[from:to])
		return n
	}
	y, m, d := number(0, 4), 1, 1
	switch u {
	case Day:
		m, d = number(5, 7), number(8, 10)
	case Week:
		// The week that holds 4 January is the first; go back to its Monday.
		d = 4 + (number(6, 8)-1)*7 - (int(time.Date(y, 1, 4, 0, 0, 0, 0, time.UTC).Weekday())+6)%7
	case Month:
		m = number(5, 7)
	case Quarter:
		m = number(6, 7)*3 - 2
	}
	day = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return day, u.Key(day) == key // so what was no number, or out of bounds, shows
}
