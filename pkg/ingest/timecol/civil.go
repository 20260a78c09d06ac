package timecol

// two reads two ASCII digits at b[i]; it gives a negative number for anything else.
func two(b []byte, i int) int {
	x, y := b[i]-'0', b[i+1]-'0'
	if x > 9 || y > 9 {
		return -1000
	}
	return int(x)*10 + int(y)
}

func validDate(y, m, d int) bool {
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && (d <= 28 || d <= daysIn(y, m))
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// dayNumber counts the days from 1970-01-01 to a valid date of the Gregorian
// calendar. The year is taken to begin in March, so that the leap day is its
// last day, and the months before then fill 153 days in every five.
func dayNumber(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	// 719468 is the same sum for 1970-01-01.
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468
}

// fullYear gives a two-digit year its century: 00 to 68 are 20xx, as in POSIX.
func fullYear(y int) int {
	if y <= 68 {
		return 2000 + y
	}
	return 1900 + y
}
