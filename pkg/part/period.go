package part

import (
	"strconv"
	"time"
)

// appendPeriod appends the key of the period that holds a day.
func appendPeriod(dst []byte, k Kind, day int32) []byte {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	if k == Week {
		y, w := t.ISOWeek()
		return appendTwo(append(appendYear(dst, y), '-', 'W'), w)
	}
	y, m, d := t.Date()
	dst = appendYear(dst, y)
	switch k {
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
