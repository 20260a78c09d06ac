package xlsxscan

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// look is what a number format shows of a number: nothing but the number, or a
// date, a time of day, or both.
type look uint8

const (
	showsDate look = 1 << iota
	showsTime
	showsElapsed // hours, minutes or seconds that run beyond a day
)

// builtinLook knows the formats that have a number and no code (ECMA-376 part 1,
// 18.8.30).
func builtinLook(id int) look {
	switch {
	case id >= 14 && id <= 17:
		return showsDate
	case id == 46:
		return showsTime | showsElapsed
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return showsTime
	case id == 22:
		return showsDate | showsTime
	}
	return 0
}

// lookOf reads the first section of a format code: y and d show a date, h and s
// a time, m is the minute if only they stand beside it. Quoted and escaped text
// and what stands in brackets shows nothing, except elapsed time such as [h].
func lookOf(code string) look {
	var l look
	month := false
	code = strings.ToLower(code)
	if code == "general" || code == "standard" {
		return 0
	}
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; c {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				n = len(code) - i
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return l
			}
			if inside := code[i+1 : i+n]; inside != "" && strings.Trim(inside, string(inside[0])) == "" && strings.Contains("hms", inside[:1]) {
				l |= showsTime | showsElapsed
			}
			i += n
		case 'a':
			for _, half := range []string{"am/pm", "a/p"} {
				if strings.HasPrefix(code[i:], half) {
					l |= showsTime
					i += len(half) - 1
					break
				}
			}
		case 'y', 'd':
			l |= showsDate
		case 'h', 's':
			l |= showsTime
		case 'm':
			month = true
		}
	}
	if l == 0 && month {
		l = showsDate
	}
	return l
}

// maxSerial is the day after 9999-12-31 in the 1900 system, and so beyond what
// spreadsheets show as a date in either.
const maxSerial = 2958466

// formatDate writes the serial number of a date; ok is false when no date has
// that number. The 1900 system counts a 29 February 1900 (day 60) that never
// was, so the days before it begin one day later.
func formatDate(serial float64, l look, date1904 bool) (text string, ok bool) {
	if !(serial >= 0 && serial < maxSerial) {
		return "", false
	}
	seconds := int64(math.Round(serial * 86400))
	day := int(seconds / 86400)
	switch {
	case l&showsDate == 0 && (day < 1 || l&showsElapsed != 0), l&showsTime != 0 && day < 1 && !date1904:
		return clock(seconds), true
	case day < 1 && !date1904:
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	t := epoch.AddDate(0, 0, day).Add(time.Duration(seconds%86400) * time.Second)
	if l == showsDate {
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.DateTime), true
}

// clock writes seconds as hours, minutes and seconds; hours can exceed 24.
func clock(seconds int64) string {
	b := make([]byte, 0, 8)
	for i, n := range []int64{seconds / 3600, seconds / 60 % 60, seconds % 60} {
		if i > 0 {
			b = append(b, ':')
		}
		if n < 10 {
			b = append(b, '0')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}

// shortNumber writes a number as short as it is. Text that is no plain decimal
// number stays as it is.
func shortNumber(v string) string {
	digits, plain := 0, true
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' && i == 0:
		case c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+':
			plain = false
		default:
			return v
		}
	}
	if digits == 0 || plain {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil:
		return v
	case f == 0:
		return "0"
	case math.Abs(f) < 1e-7 || math.Abs(f) >= 1e21:
		return strconv.FormatFloat(f, 'E', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
